/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-changes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-catalogue.h"
#include "mc-change-words.h"
#include "mc-desk-private.h"
#include "mc-form.h"
#include "mc-json.h"
#include "mc-office-json.h"
#include "mc-setting.h"

#define RECENT (30 * 86400) /* seconds for which what took effect is shown */

void
mc_change_free (McChange *self)
{
  g_free (self->id);
  g_free (self->code);
  g_free (self->title);
  g_free (self->decision);
  g_strfreev (self->lines);
  g_free (self->fault);
  g_free (self);
}

const char *
mc_change_subject_to_key (McChangeSubject subject)
{
  static const char *const keys[] = { "procedure", "holidays", "settings", "paper", "signers", "unknown" };

  g_return_val_if_fail ((guint) subject < G_N_ELEMENTS (keys), NULL);
  return keys[subject];
}

const char *
mc_change_kind_to_key (McChangeKind kind)
{
  static const char *const keys[] = { "new", "changed", "abolished" };

  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (keys), NULL);
  return keys[kind];
}

static char *
day_and_time (gint64 time, McDay today)
{
  g_autofree char *clock = mc_time_to_clock_text (time), *day = mc_day_to_text (mc_day_of_time (time));
  gboolean midnight = mc_minute_of_time (time) == 0;

  if (mc_day_of_time (time) == today)
    /* Translators: a time of day, today */
    return midnight ? g_strdup (_ ("today")) : g_strdup_printf (_ ("%s today"), clock);
  /* Translators: a time of day, a date */
  return midnight ? g_strdup (day) : g_strdup_printf (_ ("%1$s on %2$s"), clock, day);
}

char *
mc_change_moment_text (const McChange *self, gint64 now)
{
  /* Translators: an evening, within a sentence */
  return self->effect == G_MAXINT64 ? g_strdup (_ ("the next evening")) : day_and_time (self->effect, mc_day_of_time (now));
}

char *
mc_change_when_text (const McChange *self, gint64 now)
{
  g_autofree char *when = mc_change_moment_text (self, now);

  if (self->fault != NULL)
    return g_strdup (_ ("Not used"));
  return g_strdup_printf (self->in_force ? _ ("In force since %s") : _ ("Takes effect from %s"), when);
}

/* ---- what is read ------------------------------------------------------------------------------------------- */

typedef struct
{
  McDb *db;
  gint64 now;
  McDeskRules *rules;  /* (owned) whose office it is */
  GPtrArray *changes;  /* (owned) (element-type McChange) */
  GHashTable *versions; /* code to GPtrArray of McProcedure, as said so far */
  char *holidays;      /* the table so far */
  char *office;        /* (nullable) JSON of the office so far */
  GPtrArray *signers;  /* (nullable) (element-type McSigner) so far */
  McFormEngine *engine; /* (owned) (nullable) for the first template */
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_clear_pointer (&query->rules, _mc_desk_rules_unref);
  g_clear_pointer (&query->changes, g_ptr_array_unref);
  g_clear_pointer (&query->versions, g_hash_table_unref);
  g_clear_pointer (&query->signers, g_ptr_array_unref);
  g_clear_object (&query->engine);
  g_free (query->holidays);
  g_free (query->office);
  g_free (query);
}

static gboolean
is_shown (const Query *query, const McPublished *piece)
{
  return mc_published_effect (piece) > query->now - RECENT;
}

static McChange *
add_change (Query *query, const McPublished *piece, McChangeSubject subject, McChangeKind kind)
{
  McChange *change = g_new0 (McChange, 1);

  change->subject = subject;
  change->kind = kind;
  change->id = g_strdup_printf ("%" G_GINT64_FORMAT ".%d", piece->entry, piece->part);
  change->published_at = piece->published_at;
  change->arrived_at = MAX (piece->arrived_at, 0);
  change->effect = mc_published_effect (piece);
  change->in_force = change->effect <= query->now;
  g_ptr_array_add (query->changes, change);
  return change;
}

/* Takes *words or @fault. When there is neither, nothing differs and there is no change. */
static void
tell (Query *query, const McPublished *piece, McChangeSubject subject, McChangeKind kind, const char *title, char **words,
      const char *fault)
{
  McChange *change;

  if (!is_shown (query, piece) || (words != NULL && words[0] == NULL && fault == NULL && kind == MC_CHANGE_CHANGED))
    {
      g_strfreev (words);
      return;
    }
  change = add_change (query, piece, subject, kind);
  change->title = g_strdup (title);
  change->lines = words != NULL ? words : g_new0 (char *, 1);
  change->fault = g_strdup (fault);
  change->in_force = change->in_force && fault == NULL;
}

/* ---- procedures --------------------------------------------------------------------------------------------- */

static GPtrArray *
versions_of (Query *query, const char *code)
{
  GPtrArray *versions = g_hash_table_lookup (query->versions, code);

  if (versions == NULL)
    {
      versions = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_unref);
      g_hash_table_insert (query->versions, g_strdup (code), versions);
    }
  return versions;
}

/* "Khai sinh (1.001193)", the code alone when nobody has heard of it. */
static char *
name_of (Query *query, const char *code)
{
  GPtrArray *versions = g_hash_table_lookup (query->versions, code);
  const McProcedure *last = versions != NULL && versions->len > 0 ? g_ptr_array_index (versions, versions->len - 1) : NULL;

  return last != NULL && !last->abolished ? g_strdup_printf ("%s (%s)", last->short_name, code) : g_strdup (code);
}

/* What @procedure comes after: what was said last for its day, or the day nearest before it. */
static const McProcedure *
version_before (GPtrArray *versions, McDay day)
{
  const McProcedure *found = NULL;

  for (guint i = 0; i < versions->len; i++)
    {
      const McProcedure *item = g_ptr_array_index (versions, i);

      if (item->valid_from <= day && (found == NULL || item->valid_from >= found->valid_from))
        found = item;
    }
  return found != NULL && !found->abolished && (found->valid_to == MC_DAY_NONE || found->valid_to >= day - 1) ? found : NULL;
}

static void
tell_procedure (Query *query, const McPublished *piece, McProcedure *procedure)
{
  GPtrArray *versions = versions_of (query, procedure->code);
  const McProcedure *before = version_before (versions, procedure->valid_from);
  McChangeKind kind = procedure->abolished ? MC_CHANGE_ABOLISHED : before == NULL ? MC_CHANGE_NEW : MC_CHANGE_CHANGED;
  const char *title = procedure->abolished && before != NULL ? before->short_name : procedure->short_name;
  g_autofree char *replacement = procedure->replaced_by != NULL ? name_of (query, procedure->replaced_by) : NULL;
  guint n = query->changes->len;

  /* To abolish what is not there is none; to say the same again is none. */
  if (kind != MC_CHANGE_ABOLISHED || before != NULL)
    tell (query, piece, MC_CHANGE_OF_PROCEDURE, kind, title, mc_change_words_procedure (before, procedure, replacement), NULL);
  if (query->changes->len > n)
    {
      McChange *change = g_ptr_array_index (query->changes, n);

      change->code = g_strdup (procedure->code);
      change->decision = g_strdup (procedure->decision);
    }
  g_ptr_array_add (versions, procedure);
}

static McProcedure *
read_procedure (const McPublished *piece, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, piece->json, -1, error);

  return object != NULL ? mc_catalogue_read_procedure (object, error) : NULL;
}

static void
add_procedure (Query *query, const McPublished *piece)
{
  g_autoptr (GError) error = NULL;
  McProcedure *procedure = read_procedure (piece, &error);

  if (procedure != NULL)
    tell_procedure (query, piece, procedure);
  else
    tell (query, piece, MC_CHANGE_OF_PROCEDURE, MC_CHANGE_CHANGED, *piece->key != '\0' ? piece->key : _ ("A procedure"), NULL,
          error->message);
}

/* ---- holidays, settings, signers, papers ---------------------------------------------------------------------- */

static void
add_holidays (Query *query, const McPublished *piece, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McHolidays) holidays = mc_holidays_read (body, &error);
  g_autofree char *after = holidays != NULL ? mc_holidays_apply (query->holidays, holidays) : NULL;

  tell (query, piece, MC_CHANGE_OF_HOLIDAYS, MC_CHANGE_CHANGED, _ ("Holidays"),
        after != NULL ? mc_change_words_holidays (query->holidays, after) : NULL, error != NULL ? error->message : NULL);
  if (after == NULL)
    return;
  g_free (query->holidays);
  query->holidays = g_steal_pointer (&after);
}

static char **
words_of_settings (const char *before, const char *after)
{
  g_autoptr (McOffice) was = mc_office_from_json (before, NULL), now = mc_office_from_json (after, NULL);

  return was != NULL && now != NULL ? mc_change_words_settings (was, now) : NULL;
}

static void
add_settings (Query *query, const McPublished *piece, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *after = query->office != NULL ? mc_settings_apply (query->office, body, &error) : NULL;

  tell (query, piece, MC_CHANGE_OF_SETTINGS, MC_CHANGE_CHANGED, _ ("Settings of the office"),
        after != NULL ? words_of_settings (query->office, after) : NULL, error != NULL ? error->message : NULL);
  if (after == NULL)
    return;
  g_free (query->office);
  query->office = g_steal_pointer (&after);
}

static void
add_signers (Query *query, const McPublished *piece, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *signers = mc_signers_read (body, &error);

  tell (query, piece, MC_CHANGE_OF_SIGNERS, MC_CHANGE_CHANGED, _ ("Signers"),
        signers != NULL ? mc_change_words_signers (query->signers, signers, query->rules->office->code) : NULL,
        error != NULL ? error->message : NULL);
  if (signers == NULL)
    return;
  g_clear_pointer (&query->signers, g_ptr_array_unref);
  query->signers = signers;
}

static char *
paper_title (const McPaperTemplate *template)
{
  static const char *const names[][2] = { { "a5", "A5" }, { "a4", "A4" }, { "80mm", "80 mm" } };
  const char *paper = template->paper;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i][0], template->paper) == 0)
      paper = names[i][1];
  /* Translators: the number of a form, the size of its paper, the set of forms */
  return template->set != 0 ? g_strdup_printf (_ ("Form %s on %s, set %d"), template->form, paper, template->set)
                            : g_strdup_printf (_ ("Form %s on %s"), template->form, paper);
}

/* Tried with every letter of it, once for each time the list is read: a paper is not handed out to find that out. */
static void
try_paper (Query *query, const McPaperTemplate *template, GError **error)
{
  if (query->engine == NULL)
    query->engine = mc_form_engine_new (NULL);
  mc_form_check_template (query->engine, template, error);
}

static void
add_paper (Query *query, const McPublished *piece, JsonObject *body)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McPaperTemplate) template = mc_paper_template_read (body, &error);
  g_autofree char *title = template != NULL ? paper_title (template) : g_strdup (_ ("A paper"));
  g_auto (GStrv) words = g_new0 (char *, 2);

  if (template != NULL && is_shown (query, piece))
    try_paper (query, template, &error);
  words[0] = g_strdup (_ ("The paper is printed by the province's new layout"));
  tell (query, piece, MC_CHANGE_OF_PAPER, MC_CHANGE_CHANGED, title, error == NULL ? g_steal_pointer (&words) : NULL,
        error != NULL ? error->message : NULL);
}

/* ---- the list ----------------------------------------------------------------------------------------------- */

static void
add_body (Query *query, const McPublished *piece)
{
  static const struct
  {
    const char *kind;
    McChangeSubject subject;
    void (*add) (Query *, const McPublished *, JsonObject *);
  } kinds[] = {
    { MC_PUBLISHED_HOLIDAYS, MC_CHANGE_OF_HOLIDAYS, add_holidays },
    { MC_PUBLISHED_SETTINGS, MC_CHANGE_OF_SETTINGS, add_settings },
    { MC_PUBLISHED_TEMPLATE, MC_CHANGE_OF_PAPER, add_paper },
    { MC_PUBLISHED_SIGNERS, MC_CHANGE_OF_SIGNERS, add_signers },
  };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) error = NULL;
  JsonObject *body = mc_json_parse_object (parser, piece->json, -1, &error);

  for (guint i = 0; body != NULL && i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i].kind, piece->kind) == 0)
      {
        kinds[i].add (query, piece, body);
        return;
      }
  /* Translators: %s is a technical word that the province's program uses */
  g_autofree char *title = g_strdup_printf (_ ("Something this version does not know (%s)"), piece->kind);
  tell (query, piece, MC_CHANGE_OF_UNKNOWN, MC_CHANGE_NEW, title, NULL,
        error != NULL ? error->message : _ ("The program must be updated to use it"));
}

/* What waits, by its moment; then what is in force, the latest first. */
static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const McChange *left = *(McChange *const *) a, *right = *(McChange *const *) b;
  gboolean order = left->effect < right->effect;

  if (left->in_force != right->in_force)
    return left->in_force ? 1 : -1;
  if (left->effect != right->effect)
    return order != left->in_force ? -1 : 1;
  return left->subject != right->subject ? (int) left->subject - (int) right->subject : (int) left->kind - (int) right->kind;
}

static gboolean
read_own (Query *query, GError **error)
{
  g_autoptr (GPtrArray) own = mc_catalogue_load_own (query->db, error);

  query->holidays = mc_holidays_shipped ();
  for (guint i = 0; own != NULL && i < own->len; i++)
    {
      McProcedure *procedure = g_ptr_array_index (own, i);

      g_ptr_array_add (versions_of (query, procedure->code), mc_procedure_ref (procedure));
    }
  return own != NULL && mc_setting_office_text (query->db, &query->office, error);
}

static gboolean
read_changes (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Query *query = data;
  g_autoptr (GPtrArray) pieces = mc_published_load (db, NULL, error);

  query->db = db;
  if (pieces == NULL || !read_own (query, error))
    return FALSE;
  for (guint i = 0; i < pieces->len; i++)
    {
      const McPublished *piece = g_ptr_array_index (pieces, i);

      if (strcmp (piece->kind, MC_PUBLISHED_CATALOGUE) == 0)
        add_procedure (query, piece);
      else
        add_body (query, piece);
    }
  g_ptr_array_sort (query->changes, compare_changes);
  return TRUE;
}

static Query *
query_new (McDesk *self)
{
  Query *query = g_new0 (Query, 1);

  query->now = mc_clock_now (self->clock);
  query->rules = _mc_desk_rules_ref (self->rules);
  query->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_change_free);
  query->versions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_ptr_array_unref);
  return query;
}

GPtrArray *
mc_desk_changes (McDesk *self, GError **error)
{
  Query *query = query_new (self);
  GPtrArray *changes = mc_store_read (self->store, read_changes, query, error) ? g_steal_pointer (&query->changes) : NULL;

  query_free (query);
  return changes;
}

void
mc_desk_changes_async (McDesk *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_desk_changes_async);
  g_task_set_task_data (task, query_new (self), query_free);
  mc_store_read_task (self->store, task, read_changes);
}

GPtrArray *
mc_desk_changes_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  Query *query = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_steal_pointer (&query->changes) : NULL;
}
