/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading: one dossier, people, the figures of Home; and drafts, which are nobody's but this desk's. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-counters.h"
#include "mc-desk-private.h"
#include "mc-drafts.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-peer.h"
#include "mc-projection.h"

/* ---- one dossier -------------------------------------------------------------------------------------------- */

typedef struct
{
  char *code;
  McDossier *result; /* (owned) */
} Look;

static Look *
look_new (const char *code)
{
  Look *look = g_new0 (Look, 1);

  look->code = _mc_desk_clean_code (code);
  return look;
}

static void
look_free (gpointer data)
{
  Look *look = data;

  g_free (look->code);
  g_clear_pointer (&look->result, mc_dossier_free);
  g_free (look);
}

gboolean
_mc_desk_find_code (McDb *db, const char *code, gint64 *id, GError **error)
{
  if (!mc_projection_find_code (db, code, id, error))
    return FALSE;
  if (*id == 0)
    g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no dossier %s here"), code);
  return *id != 0;
}

static gboolean
read_dossier (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;
  gint64 id;

  if (!_mc_desk_find_code (db, look->code, &id, error))
    return FALSE;
  look->result = mc_projection_fold (db, id, error);
  return look->result != NULL;
}

/* Who looked at whose dossier, in the audit stream (Luật 91/2025, QCVN 12:2026). */
static gboolean
write_view (McTx *tx, gpointer data, GError **error)
{
  const char *code = data;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *body = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "code", code);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_journal_append (tx, MC_STREAM_AUDIT, "view", NULL, NULL, 0, body, NULL, error);
}

McDossier *
mc_desk_load (McDesk *self, const char *code, GError **error)
{
  Look *look = look_new (code);
  McDossier *result = NULL;

  if (mc_store_read (self->store, read_dossier, look, error) && mc_store_write (self->store, write_view, look->code, error))
    result = g_steal_pointer (&look->result);
  look_free (look);
  return result;
}

void
mc_desk_load_async (McDesk *self, const char *code, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MC_IS_DESK (self));

  g_task_set_source_tag (task, mc_desk_load_async);
  g_task_set_task_data (task, look_new (code), look_free);
  mc_store_read_task (self->store, task, read_dossier);
}

static void
viewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("the view was not journalled: %s", error->message);
}

void
mc_desk_note_viewed (McDesk *self, const char *code)
{
  g_autoptr (GTask) audit = g_task_new (self, NULL, viewed_cb, NULL);

  g_return_if_fail (MC_IS_DESK (self));

  g_task_set_task_data (audit, _mc_desk_clean_code (code), g_free);
  mc_store_write_task (self->store, audit, write_view);
}

McDossier *
mc_desk_load_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  Look *look = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  /* The officer sees the page at once; the journal follows behind it. */
  mc_desk_note_viewed (self, look->code);
  return g_steal_pointer (&look->result);
}

char *
mc_desk_event_text (const McEvent *event)
{
  McAction action;

  if (strcmp (event->kind, "receive") == 0)
    return g_strdup (_ ("Received"));
  if (strcmp (event->kind, "print") == 0)
    return g_strdup_printf (_ ("Printed form %s"), event->action != NULL ? event->action : "");
  if (strcmp (event->kind, "render") == 0)
    return g_strdup_printf (_ ("Made a file of form %s"), event->action != NULL ? event->action : "");
  if (strcmp (event->kind, "submit") == 0)
    return g_strdup (_ ("Sent online"));
  if (strcmp (event->kind, "attach") == 0)
    return g_strdup (_ ("Put a file to it"));
  if (strcmp (event->kind, "official-code") == 0)
    return g_strdup (event->note != NULL ? _ ("Official code of the province") : _ ("Took the official code back"));
  if (strcmp (event->kind, "settle") == 0)
    return g_strdup (_ ("Settled what two did at once"));
  if (event->action != NULL && mc_action_from_key (event->action, &action))
    return event->what != NULL ? g_strdup_printf ("%s: %s", mc_action_to_text (action), event->what) : g_strdup (mc_action_to_text (action));
  /* Of a newer program: its own name says more than nothing. */
  return g_strdup (event->action != NULL ? event->action : event->kind);
}

/* ---- people -------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *text;
  guint limit;
  GPtrArray *people; /* (owned) */
} PeopleQuery;

static void
people_query_free (gpointer data)
{
  PeopleQuery *query = data;

  g_free (query->text);
  g_clear_pointer (&query->people, g_ptr_array_unref);
  g_free (query);
}

static gboolean
read_people (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  PeopleQuery *query = data;

  query->people = mc_people_find (db, query->text, query->limit, error);
  return query->people != NULL;
}

void
mc_desk_find_people_async (McDesk *self, const char *text, guint limit, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  PeopleQuery *query = g_new0 (PeopleQuery, 1);

  query->text = g_strdup (text);
  query->limit = limit;
  g_task_set_source_tag (task, mc_desk_find_people_async);
  g_task_set_task_data (task, query, people_query_free);
  mc_store_read_task (self->store, task, read_people);
}

GPtrArray *
mc_desk_find_people_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  PeopleQuery *query = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&query->people) : NULL;
}

/* ---- Home ----------------------------------------------------------------------------------------------------- */

typedef struct
{
  McDay today;
  int desk;   /* this one's number */
  McDay soon; /* the last day that is "soon" */
  McHomeCounts counts;
} HomeQuery;

static gboolean
read_home (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  HomeQuery *query = data;
  McHomeCounts *counts = &query->counts;
  McDay today = query->today;
  gint64 oldest;

  for (int state = 0; state < MC_N_STATES; state++)
    if (!mc_counters_sum (db, state, G_MININT32, G_MAXINT32, &counts->by_state[state], error))
      return FALSE;
  counts->not_forwarded_today = counts->by_state[MC_STATE_RECEIVED];
  return mc_counters_sum (db, MC_COUNTER_ALL, today, today, &counts->received_today, error) &&
         mc_counters_sum (db, MC_COUNTER_RETURNED, today, today, &counts->returned_today, error) &&
         mc_counters_sum (db, MC_COUNTER_FEES, today, today, &counts->fees_today, error) &&
         mc_counters_sum (db, MC_COUNTER_OPEN, today, today, &counts->due_today, error) &&
         mc_counters_sum (db, MC_COUNTER_OPEN, today + 1, query->soon, &counts->due_soon, error) &&
         mc_counters_sum (db, MC_COUNTER_OPEN, G_MININT32, today - 1, &counts->overdue, error) &&
         mc_counters_sum (db, MC_COUNTER_RETYPE, G_MININT32, G_MAXINT32, &counts->to_retype, error) &&
         mc_counters_sum (db, MC_COUNTER_UNPRINTED + query->desk, G_MININT32, G_MAXINT32, &counts->unprinted, error) &&
         mc_peer_unsent (db, &counts->unsent, &oldest, error);
}

static void
home_query_init (McDesk *self, HomeQuery *query)
{
  McCalendar *calendar = mc_desk_calendar (self);

  query->today = mc_desk_today (self);
  query->desk = mc_desk_office (self)->desk;
  query->soon = mc_calendar_next_working_day (calendar, mc_calendar_next_working_day (calendar, query->today));
}

gboolean
mc_desk_home_counts (McDesk *self, McHomeCounts *counts, GError **error)
{
  HomeQuery query = { 0 };

  home_query_init (self, &query);
  if (!mc_store_read (self->store, read_home, &query, error))
    return FALSE;
  *counts = query.counts;
  return TRUE;
}

void
mc_desk_home_counts_async (McDesk *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  HomeQuery *query = g_new0 (HomeQuery, 1);

  home_query_init (self, query);
  g_task_set_source_tag (task, mc_desk_home_counts_async);
  g_task_set_task_data (task, query, g_free);
  mc_store_read_task (self->store, task, read_home);
}

gboolean
mc_desk_home_counts_finish (McDesk *self, GAsyncResult *result, McHomeCounts *counts, GError **error)
{
  HomeQuery *query = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  *counts = query->counts;
  return TRUE;
}

/* ---- drafts ---------------------------------------------------------------------------------------------------- */

void
mc_draft_free (McDraft *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_clear_pointer (&self->intake, mc_intake_free);
  g_free (self->focus);
  g_free (self);
}

static gboolean
write_draft (McTx *tx, gpointer data, GError **error)
{
  McDraft *draft = data;

  return draft->intake == NULL || mc_intake_is_empty (draft->intake)
             ? mc_drafts_drop (tx, draft->id, error)
             : mc_drafts_save (tx, draft->id, draft->intake, draft->focus, error);
}

void
mc_desk_save_draft_async (McDesk *self, const char *id, const McIntake *intake, const char *focus,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  McDraft *draft = g_new0 (McDraft, 1);

  draft->id = g_strdup (id);
  draft->intake = intake != NULL ? mc_intake_copy (intake) : NULL;
  draft->focus = g_strdup (focus);
  g_task_set_source_tag (task, mc_desk_save_draft_async);
  g_task_set_task_data (task, draft, (GDestroyNotify) mc_draft_free);
  mc_store_write_task (self->store, task, write_draft);
}

gboolean
mc_desk_save_draft_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
dropped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_warning ("a draft was not dropped: %s", error->message);
}

void
mc_desk_drop_draft (McDesk *self, const char *id)
{
  mc_desk_save_draft_async (self, id, NULL, NULL, dropped_cb, NULL);
}

typedef struct
{
  GPtrArray *stored; /* (owned) (nullable) (element-type McStoredDraft) */
} DraftQuery;

static void
draft_query_free (gpointer data)
{
  DraftQuery *query = data;

  g_clear_pointer (&query->stored, g_ptr_array_unref);
  g_free (query);
}

static gboolean
read_drafts (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  DraftQuery *query = data;

  query->stored = mc_drafts_load (db, error);
  return query->stored != NULL;
}

void
mc_desk_load_drafts_async (McDesk *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, mc_desk_load_drafts_async);
  g_task_set_task_data (task, g_new0 (DraftQuery, 1), draft_query_free);
  mc_store_read_task (self->store, task, read_drafts);
}

GPtrArray *
mc_desk_load_drafts_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  DraftQuery *query = g_task_get_task_data (G_TASK (result));
  GPtrArray *drafts;

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_draft_free);
  for (guint i = 0; i < query->stored->len; i++)
    {
      McStoredDraft *stored = g_ptr_array_index (query->stored, i);
      McDraft *draft = g_new0 (McDraft, 1);

      draft->id = g_steal_pointer (&stored->id);
      draft->saved_at = stored->saved_at;
      draft->intake = g_steal_pointer (&stored->intake);
      draft->focus = g_steal_pointer (&stored->focus);
      g_ptr_array_add (drafts, draft);
    }
  return drafts;
}
