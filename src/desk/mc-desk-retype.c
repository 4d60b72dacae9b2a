/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-retype.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-private.h"
#include "mc-dossier-list-private.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-lists.h"
#include "mc-official-code.h"
#include "mc-retype.h"

/* ---- one by one ---------------------------------------------------------------------------------------------- */

void
mc_retype_item_free (McRetypeItem *self)
{
  if (self == NULL)
    return;
  mc_dossier_free (self->dossier);
  g_free (self);
}

typedef struct
{
  int desk;
  char *code; /* (nullable) clean */
  McDeskRetypeStep step;
  McRetypeItem *item; /* (owned) */
} Query;

static Query *
query_new (McDesk *desk, gboolean own, const char *code, McDeskRetypeStep step)
{
  Query *query = g_new0 (Query, 1);

  query->desk = own ? mc_desk_office (desk)->desk : 0;
  query->code = code != NULL ? _mc_desk_clean_code (code) : NULL;
  query->step = step;
  return query;
}

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->code);
  mc_retype_item_free (query->item);
  g_free (query);
}

/* The row to show; behind the last comes the first, before the first the last. */
static gboolean
find_row (McDb *db, const Query *query, gint64 *id, GError **error)
{
  static const McRetypeStep steps[] = { MC_RETYPE_AT, MC_RETYPE_AFTER, MC_RETYPE_BEFORE };
  McRetypeStep step = steps[query->step];
  gint64 from = 0;

  if (query->code != NULL && !mc_projection_find_code (db, query->code, &from, error))
    return FALSE;
  /* She has it in her hand, whichever desk received it. */
  if (step == MC_RETYPE_AT && from != 0)
    {
      if (!mc_retype_step (db, 0, from, step, id, error))
        return FALSE;
      if (*id == from)
        return TRUE;
    }
  if (!mc_retype_step (db, query->desk, from, step, id, error))
    return FALSE;
  if (*id != 0)
    return TRUE;
  return step == MC_RETYPE_BEFORE ? mc_retype_step (db, query->desk, G_MAXINT64, step, id, error)
                                  : mc_retype_step (db, query->desk, 0, MC_RETYPE_AT, id, error);
}

static gboolean
read_item (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Query *query = data;
  McListFilter filter = { .kind = MC_LIST_RETYPE, .desk = query->desk };
  McView view = _mc_list_view (&filter);
  McRetypeItem *item = query->item = g_new0 (McRetypeItem, 1);
  gint64 id;

  if (!find_row (db, query, &id, error) ||
      !mc_counters_sum (db, query->desk != 0 ? MC_COUNTER_RETYPE_DESK + query->desk : MC_COUNTER_RETYPE, view.from, view.to,
                        &item->waiting, error))
    return FALSE;
  return id == 0 || (mc_view_rank (db, &view, id, &item->rank, error) &&
                     (item->dossier = mc_projection_fold (db, id, error)) != NULL);
}

McRetypeItem *
mc_desk_retype_item (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GError **error)
{
  Query *query = query_new (self, own, code, step);
  McRetypeItem *item = NULL;

  if (mc_store_read (self->store, read_item, query, error))
    item = g_steal_pointer (&query->item);
  query_free (query);
  return item;
}

void
mc_desk_retype_item_async (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GCancellable *cancellable,
                           GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MC_IS_DESK (self));

  g_task_set_source_tag (task, mc_desk_retype_item_async);
  g_task_set_task_data (task, query_new (self, own, code, step), query_free);
  mc_store_read_task (self->store, task, read_item);
}

McRetypeItem *
mc_desk_retype_item_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  Query *query = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&query->item) : NULL;
}

/* ---- the official code ---------------------------------------------------------------------------------------- */

typedef struct
{
  char *code;     /* clean */
  char *official; /* (nullable) as given */
  McDay today;
  char *warning;  /* (owned) (nullable) */
  McDossier *result; /* (owned) */
} Giving;

static Giving *
giving_new (McDesk *desk, const char *code, const char *official)
{
  Giving *giving = g_new0 (Giving, 1);

  giving->code = _mc_desk_clean_code (code);
  giving->official = g_strdup (official);
  giving->today = mc_desk_today (desk);
  return giving;
}

static void
giving_free (gpointer data)
{
  Giving *giving = data;

  g_free (giving->code);
  g_free (giving->official);
  g_free (giving->warning);
  g_clear_pointer (&giving->result, mc_dossier_free);
  g_free (giving);
}

/* Nobody else may have it: it was scanned off the paper before, or typed with one digit wrong. */
static gboolean
check_holder (McTx *tx, const char *official, gint64 id, GError **error)
{
  g_autofree char *code = NULL, *name = NULL;
  gint64 holder;

  if (!mc_retype_holder (tx->db, official, id, &holder, &code, &name, error))
    return FALSE;
  if (holder == 0)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_REJECTED,
               /* TRANSLATORS: an official code, the code of the other dossier's slip, its owner's name */
               _ ("%1$s stands on another dossier already: %2$s, %3$s"), official, code, name);
  return FALSE;
}

/* What is kept all the same: the province's numbers are its own affair. */
static gboolean
look_odd (McTx *tx, Giving *giving, const McOfficialCode *official, const McDossier *dossier, GError **error)
{
  gint64 other;

  if (!mc_projection_find_code (tx->db, official->text, &other, error))
    return FALSE;
  if (other != 0 && other != dossier->id)
    giving->warning = g_strdup_printf (_ ("%s is also the number of another dossier's slip at this office"), official->text);
  else if (official->day < mc_day_of_time (dossier->received_at))
    giving->warning = g_strdup_printf (_ ("The day in %s lies before the day of receipt"), official->text);
  return TRUE;
}

static gboolean
check_official (McTx *tx, Giving *giving, const McRow *row, McOfficialCode *official, GError **error)
{
  if (!mc_official_code_parse (giving->official, official, error))
    return FALSE;
  if (official->day > giving->today)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("The day in %s is still to come"), official->text);
      return FALSE;
    }
  return check_holder (tx, official->text, row->dossier->id, error) && look_odd (tx, giving, official, row->dossier, error);
}

static gboolean
write_official (McTx *tx, gpointer data, GError **error)
{
  Giving *giving = data;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) body = NULL;
  g_auto (McRow) old = { 0 };
  g_auto (McRow) row = { 0 };
  McOfficialCode official = { "" };
  gboolean found;
  gint64 id;

  if (!_mc_desk_find_code (tx->db, giving->code, &id, error) || !mc_projection_load (tx->db, id, &old, &found, error) ||
      !mc_projection_load (tx->db, id, &row, &found, error) ||
      (giving->official != NULL && !check_official (tx, giving, &row, &official, error)))
    return FALSE;
  if (g_strcmp0 (row.dossier->official_code, giving->official != NULL ? official.text : NULL) != 0)
    {
      json_builder_begin_object (builder);
      mc_json_add_text (builder, "official", official.text);
      json_builder_end_object (builder);
      body = json_builder_get_root (builder);
      if (!_mc_desk_append (tx, "official-code", &row, body, error) || !mc_projection_update (tx->db, &old, &row, error))
        return FALSE;
    }
  giving->result = mc_projection_fold (tx->db, id, error);
  return giving->result != NULL;
}

McDossier *
mc_desk_set_official_code (McDesk *self, const char *code, const char *official, char **warning, GError **error)
{
  Giving *giving = giving_new (self, code, official);
  McDossier *result = NULL;

  if (mc_store_write (self->store, write_official, giving, error))
    {
      result = g_steal_pointer (&giving->result);
      if (warning != NULL)
        *warning = g_steal_pointer (&giving->warning);
    }
  giving_free (giving);
  return result;
}

void
mc_desk_set_official_code_async (McDesk *self, const char *code, const char *official, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_return_if_fail (MC_IS_DESK (self));

  g_task_set_source_tag (task, mc_desk_set_official_code_async);
  g_task_set_task_data (task, giving_new (self, code, official), giving_free);
  mc_store_write_task (self->store, task, write_official);
}

McDossier *
mc_desk_set_official_code_finish (McDesk *self, GAsyncResult *result, char **warning, GError **error)
{
  Giving *giving = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  _mc_desk_touch (self);
  if (warning != NULL)
    *warning = g_steal_pointer (&giving->warning);
  return g_steal_pointer (&giving->result);
}
