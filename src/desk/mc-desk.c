/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-private.h"
#include "mc-desk-sync-private.h"

#include "mc-official-code.h"
#include "mc-text.h"

#define POLL_SECONDS 1
#define CHANGED_MS 150

G_DEFINE_FINAL_TYPE (McDesk, mc_desk, G_TYPE_OBJECT)

enum
{
  CHANGED,
  CATALOGUE_CHANGED,
  OFFICE_CHANGED,
  SYNC_CHANGED,
  FOLDER_CHANGED,
  PUBLISHED_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
mc_desk_dispose (GObject *object)
{
  McDesk *self = MC_DESK (object);

  mc_desk_close (self);
  G_OBJECT_CLASS (mc_desk_parent_class)->dispose (object);
}

static void
mc_desk_finalize (GObject *object)
{
  McDesk *self = MC_DESK (object);

  g_clear_pointer (&self->rules, _mc_desk_rules_unref);
  g_clear_object (&self->clock);
  g_mutex_clear (&self->blobs_lock);
  g_rw_lock_clear (&self->jobs);
  g_free (self->actor);
  G_OBJECT_CLASS (mc_desk_parent_class)->finalize (object);
}

static guint
add_signal (McDeskClass *klass, const char *name)
{
  return g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_desk_class_init (McDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mc_desk_dispose;
  object_class->finalize = mc_desk_finalize;
  signals[CHANGED] = add_signal (klass, "changed");
  signals[CATALOGUE_CHANGED] = add_signal (klass, "catalogue-changed");
  signals[OFFICE_CHANGED] = add_signal (klass, "office-changed");
  signals[SYNC_CHANGED] = add_signal (klass, "sync-changed");
  signals[FOLDER_CHANGED] = add_signal (klass, "folder-changed");
  signals[PUBLISHED_CHANGED] = add_signal (klass, "published-changed");
}

static void
mc_desk_init (McDesk *self)
{
  g_mutex_init (&self->blobs_lock);
  g_rw_lock_init (&self->jobs);
}

/* ---- what is written, here or by other processes --------------------------------------------------------- */

/* Tells before "changed" does: who asks for rows then gets them with the new names. */
static void
take_rules (McDesk *self, McDeskRules *rules)
{
  g_autoptr (McDeskRules) old = g_steal_pointer (&self->rules);

  self->rules = _mc_desk_rules_ref (rules);
  if (old != NULL && old->office != rules->office)
    g_signal_emit (self, signals[OFFICE_CHANGED], 0);
  if (old != NULL && old->catalogue != rules->catalogue)
    g_signal_emit (self, signals[CATALOGUE_CHANGED], 0);
  if (old != NULL && (old->published_version != rules->published_version || _mc_desk_rules_are_due (old, rules->read_at)))
    g_signal_emit (self, signals[PUBLISHED_CHANGED], 0);
}

typedef struct
{
  gint64 known_version;
  McDeskRules *known; /* (owned) (nullable) while the desk is opened */
  gint64 now;         /* by the desk's clock */
  gint64 version;
  McDeskRules *rules; /* (owned) (nullable) when nothing was written */
} Poll;

static void
poll_clear (Poll *poll)
{
  g_clear_pointer (&poll->known, _mc_desk_rules_unref);
  g_clear_pointer (&poll->rules, _mc_desk_rules_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Poll, poll_clear)

static void
poll_free (gpointer data)
{
  poll_clear (data);
  g_free (data);
}

static gboolean
read_rules (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Poll *poll = data;

  if (!mc_store_data_version (db, &poll->version, error))
    return FALSE;
  if (poll->known != NULL && poll->version == poll->known_version && !_mc_desk_rules_are_due (poll->known, poll->now))
    return TRUE;
  poll->rules = _mc_desk_rules_read (db, poll->known, poll->now, error);
  return poll->rules != NULL;
}

static void
polled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  McDesk *self = MC_DESK (source);
  Poll *poll = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  self->polling = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      /* The desk goes on by what it knows; the next poll tries again. */
      g_debug ("what changed could not be read: %s", error->message);
      return;
    }
  /* What an import of this process brought meanwhile may be newer: the next poll compares with that. */
  if (self->store == NULL || poll->rules == NULL || poll->known != self->rules)
    return;
  take_rules (self, poll->rules);
  _mc_desk_touch (self);
  self->data_version = poll->version;
}

void
_mc_desk_poll (McDesk *self)
{
  g_autoptr (GTask) task = NULL;
  Poll *poll;

  if (self->polling || self->store == NULL)
    return;
  self->polling = TRUE;
  poll = g_new0 (Poll, 1);
  poll->known_version = self->data_version;
  poll->known = _mc_desk_rules_ref (self->rules);
  poll->now = mc_clock_now (self->clock);
  task = g_task_new (self, NULL, polled_cb, NULL);
  g_task_set_task_data (task, poll, poll_free);
  mc_store_read_task (self->store, task, read_rules);
}

static gboolean
poll_cb (gpointer user_data)
{
  _mc_desk_poll (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
changed_cb (gpointer user_data)
{
  McDesk *self = user_data;

  self->changed_id = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
_mc_desk_touch (McDesk *self)
{
  if (self->changed_id == 0 && self->store != NULL)
    self->changed_id = g_timeout_add (CHANGED_MS, changed_cb, self);
}

gboolean
_mc_desk_refresh_rules (McDesk *self, GError **error)
{
  /* Whatever was written, the versions are compared. */
  g_auto (Poll) poll = { .known_version = -1, .now = mc_clock_now (self->clock) };

  poll.known = self->rules != NULL ? _mc_desk_rules_ref (self->rules) : NULL;
  if (!mc_store_read (self->store, read_rules, &poll, error))
    return FALSE;
  /* Later the polls alone move it: lists are to be told of an own import, too. */
  if (self->rules == NULL)
    self->data_version = poll.version;
  take_rules (self, poll.rules);
  return TRUE;
}

static gboolean
write_settled (McTx *tx, gpointer data, GError **error)
{
  return mc_published_settle (tx, error);
}

/* What came without its arrival being noted waits for the next evening; if that cannot be written now, for the one after the next opening. */
static void
settle (McDesk *self)
{
  g_autoptr (GError) error = NULL;

  if (self->rules->unsettled &&
      (!mc_store_write (self->store, write_settled, NULL, &error) || !_mc_desk_refresh_rules (self, &error)))
    g_debug ("when the published arrived could not be noted: %s", error->message);
}

/* ---- opening and closing --------------------------------------------------------------------------------- */

McDesk *
mc_desk_open (const char *path, McClock *clock, const char *actor, GError **error)
{
  return mc_desk_open_as (path, clock, actor, NULL, error);
}

McDesk *
mc_desk_open_as (const char *path, McClock *clock, const char *actor, const char *caller, GError **error)
{
  g_autoptr (McDesk) self = g_object_new (MC_TYPE_DESK, NULL);
  McStoreOptions options = { .clock = clock, .actor = actor, .caller = caller };

  self->clock = g_object_ref (clock);
  self->actor = g_strdup (actor);
  if ((self->store = mc_store_open (path, &options, error)) == NULL || !_mc_desk_refresh_rules (self, error))
    return NULL;
  settle (self);
  self->poll_id = g_timeout_add_seconds (POLL_SECONDS, poll_cb, self);
  return g_steal_pointer (&self);
}

void
mc_desk_close (McDesk *self)
{
  g_return_if_fail (MC_IS_DESK (self));

  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_handle_id (&self->changed_id, g_source_remove);
  if (self->store == NULL)
    return;
  _mc_desk_sync_stop (self);
  _mc_desk_folder_stop (self);
  g_rw_lock_writer_lock (&self->jobs);
  mc_store_close (self->store);
  g_clear_object (&self->store);
  g_clear_pointer (&self->blobs, mc_blobs_free);
  g_rw_lock_writer_unlock (&self->jobs);
}

McStore *
_mc_desk_store (McDesk *self)
{
  return self->store;
}

McOffice *
mc_desk_office (McDesk *self)
{
  return self->rules->office;
}

McCalendar *
mc_desk_calendar (McDesk *self)
{
  return self->rules->calendar;
}

GPtrArray *
mc_desk_paper_templates (McDesk *self)
{
  return self->rules->templates;
}

McClock *
mc_desk_clock (McDesk *self)
{
  return self->clock;
}

const char *
mc_desk_actor (McDesk *self)
{
  return self->actor;
}

McDay
mc_desk_today (McDesk *self)
{
  return mc_day_of_time (mc_clock_now (self->clock));
}

/* ---- catalogue ---------------------------------------------------------------------------------------------- */

McProcedure *
mc_desk_procedure (McDesk *self, const char *code, McDay day)
{
  return _mc_desk_rules_procedure (self->rules, code, day);
}

char *
_mc_desk_clean_code (const char *text)
{
  g_autofree char *clean = mc_text_clean (text);
  McOfficialCode code;

  return mc_official_code_parse (clean, &code, NULL) ? g_strdup (code.text) : g_ascii_strup (clean, -1);
}

void
_mc_desk_name_row (McDesk *self, McDossier *dossier)
{
  McProcedure *procedure
      = mc_desk_procedure (self, dossier->intake->procedure_code, mc_day_of_time (dossier->received_at));

  /* A dossier from before the catalogue's first version still has a name people know. */
  for (guint i = 0; procedure == NULL && i < self->rules->catalogue->len; i++)
    {
      McProcedure *other = g_ptr_array_index (self->rules->catalogue, i);

      if (g_strcmp0 (other->code, dossier->intake->procedure_code) == 0)
        procedure = other;
    }
  if (procedure == NULL)
    return;
  dossier->procedure_name = g_strdup (procedure->name);
  dossier->procedure_short = g_strdup (procedure->short_name);
  dossier->field_name = g_strdup (procedure->field_name);
}

typedef struct
{
  McProcedure *procedure;
  int score;
} Match;

static int
compare_matches (gconstpointer a, gconstpointer b)
{
  const Match *left = a, *right = b;

  if (left->score != right->score)
    return right->score - left->score;
  return g_strcmp0 (left->procedure->field_name, right->procedure->field_name) != 0
             ? g_strcmp0 (left->procedure->field_name, right->procedure->field_name)
             : strcmp (left->procedure->code, right->procedure->code);
}

GPtrArray *
mc_desk_find_procedures (McDesk *self, const char *text, McDay day, guint limit)
{
  g_autofree char *folded = mc_text_fold (text);
  g_autoptr (GArray) matches = g_array_new (FALSE, FALSE, sizeof (Match));
  GPtrArray *procedures = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);
  gboolean is_code = text != NULL && strchr (text, '.') != NULL;
  g_autofree char *clean = mc_text_clean (text);

  for (guint i = 0; i < self->rules->catalogue->len; i++)
    {
      McProcedure *procedure = g_ptr_array_index (self->rules->catalogue, i);
      Match match = { procedure, *folded == '\0' ? 1 : mc_procedure_match (procedure, is_code ? clean : folded) };

      if (match.score > 0 && mc_procedure_in_force (procedure, day))
        g_array_append_val (matches, match);
    }
  g_array_sort (matches, compare_matches);
  for (guint i = 0; i < matches->len && i < limit; i++)
    g_ptr_array_add (procedures, mc_procedure_ref (g_array_index (matches, Match, i).procedure));
  return procedures;
}

static gint64
time_of_receipt (McDesk *self, const McIntake *intake)
{
  return intake->received_at != 0 ? intake->received_at : mc_clock_now (self->clock);
}

McAppointment *
mc_desk_appointment (McDesk *self, const McIntake *intake)
{
  gint64 received_at = time_of_receipt (self, intake);
  McProcedure *procedure = mc_desk_procedure (self, intake->procedure_code, mc_day_of_time (received_at));
  const McProcedureCase *item = procedure != NULL ? mc_procedure_find_case (procedure, intake->case_key) : NULL;

  return item != NULL ? mc_appointment_compute (self->rules->calendar, item->duration[intake->channel], received_at) : NULL;
}

McDossier *
_mc_desk_decide (McDesk *self, const McDeskRules *rules, const McIntake *intake, McProcedure *procedure, gint64 received_at)
{
  McDossier *dossier = mc_dossier_new ();
  const McProcedureCase *item = procedure != NULL ? mc_procedure_find_case (procedure, intake->case_key) : NULL;

  dossier->state = MC_STATE_RECEIVED;
  dossier->intake = mc_intake_copy (intake);
  mc_intake_name_components (dossier->intake, procedure);
  dossier->intake->received_at = dossier->received_at = received_at;
  dossier->desk = rules->office->desk;
  dossier->received_by = g_strdup (self->actor);
  if (item != NULL)
    {
      g_autoptr (McAppointment) appointment
          = mc_appointment_compute (rules->calendar, item->duration[intake->channel], received_at);

      dossier->procedure_name = g_strdup (procedure->name);
      dossier->procedure_short = g_strdup (procedure->short_name);
      dossier->field_name = g_strdup (procedure->field_name);
      dossier->duration_text = g_strdup (appointment->duration_text);
      dossier->due = dossier->due_first = appointment->due;
      dossier->due_reason = g_strdup (appointment->reason);
      dossier->transfer_by = appointment->transfer_by;
      if (intake->fee == MC_FEE_BY_COUNCIL)
        dossier->intake->fee = item->fee[intake->channel];
    }
  dossier->fee = dossier->intake->fee;
  dossier->paid_at = intake->fee_paid ? received_at : 0;
  return dossier;
}

McDossier *
mc_desk_preview (McDesk *self, const McIntake *intake)
{
  gint64 received_at = time_of_receipt (self, intake);

  return _mc_desk_decide (self, self->rules, intake,
                          mc_desk_procedure (self, intake->procedure_code, mc_day_of_time (received_at)), received_at);
}
