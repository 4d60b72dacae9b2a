/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-admin.h"

#include <glib/gi18n-lib.h>

#include "mc-catalogue.h"
#include "mc-code.h"
#include "mc-counters.h"
#include "mc-desk-private.h"
#include "mc-dossier-list-private.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-setting.h"
#include "mc-text.h"
#include "mc-verify.h"

typedef struct
{
  const char *text;
  gssize size;
  McCatalogueResult result;
} Import;

static gboolean
write_import (McTx *tx, gpointer data, GError **error)
{
  Import *import = data;

  return mc_catalogue_import (tx, import->text, import->size, &import->result, error);
}

McDesk *
mc_desk_create (const char *folder, const char *office_json, McClock *clock, const char *actor, GError **error)
{
  McStoreOptions options = { .clock = clock, .actor = actor };
  g_autoptr (McStore) store = mc_store_create (folder, office_json, &options, error);

  if (store == NULL)
    return NULL;
  mc_store_close (store);
  return mc_desk_open (folder, clock, actor, error);
}

gboolean
mc_desk_import_catalogue (McDesk *self, const char *text, gssize size, McImportCounts *counts, GError **error)
{
  Import import = { text, size, { 0 } };

  if (!mc_store_write (_mc_desk_store (self), write_import, &import, error) || !_mc_desk_refresh_rules (self, error))
    return FALSE;
  *counts = (McImportCounts) { import.result.added, import.result.changed, import.result.unchanged };
  return TRUE;
}

GPtrArray *
mc_desk_catalogue (McDesk *self)
{
  return self->rules->catalogue;
}

/* ---- checks ------------------------------------------------------------------------------------------------- */

void
mc_desk_report_clear (McDeskReport *self)
{
  g_clear_pointer (&self->faults, g_strfreev);
}

static void
report_from_check (McDeskReport *report, McCheck *check)
{
  report->entries = check->entries;
  report->dossiers = check->dossiers;
  report->differences = check->differences;
  report->files = 0;
  g_ptr_array_set_free_func (check->faults, NULL);
  g_ptr_array_add (check->faults, NULL);
  report->faults = (char **) g_ptr_array_steal (check->faults, NULL);
}

static gboolean
read_verify (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_verify (db, data, error);
}

static gboolean
write_rebuild (McTx *tx, gpointer data, GError **error)
{
  return mc_rebuild (tx, data, error);
}

gboolean
mc_desk_verify (McDesk *self, McDeskProgress progress, gpointer data, McDeskReport *report, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();
  McBlobs *blobs = _mc_desk_blobs (self, error);
  gint64 files;

  check->progress = progress;
  check->progress_data = data;
  if (blobs == NULL || !mc_store_read (_mc_desk_store (self), read_verify, check, error) ||
      !mc_verify_files (check, blobs, &files, error))
    return FALSE;
  report_from_check (report, check);
  report->files = files;
  return TRUE;
}

gboolean
mc_desk_rebuild (McDesk *self, gboolean check_only, McDeskProgress progress, gpointer data, McDeskReport *report, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();
  McStore *store = _mc_desk_store (self);

  check->progress = progress;
  check->progress_data = data;
  if (!(check_only ? mc_rebuild_check (store, check, error) : mc_store_write (store, write_rebuild, check, error)))
    return FALSE;
  report_from_check (report, check);
  return TRUE;
}

/* ---- after a restore ------------------------------------------------------------------------------------------ */

typedef struct
{
  McCode code;
  gboolean none;
  int new_desk;
} Answer;

static gboolean
write_answer (McTx *tx, gpointer data, GError **error)
{
  Answer *answer = data;

  return mc_setting_answer_last_slip (tx, answer->none ? MC_DAY_NONE : answer->code.day, answer->code.number, answer->new_desk,
                                      error);
}

static gboolean
read_answer (McDesk *self, const char *code, int new_desk, Answer *answer, GError **error)
{
  *answer = (Answer) { .none = mc_text_is_empty (code), .new_desk = new_desk };
  if (!answer->none && !mc_code_parse (code, &answer->code, error))
    return FALSE;
  if (answer->none || strcmp (answer->code.office, self->rules->office->code) == 0)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("%s is not a slip of this office"), code);
  return FALSE;
}

gboolean
mc_desk_answer_last_slip (McDesk *self, const char *code, int new_desk, GError **error)
{
  Answer answer;

  return read_answer (self, code, new_desk, &answer, error) &&
         mc_store_write (_mc_desk_store (self), write_answer, &answer, error) && _mc_desk_refresh_rules (self, error);
}

void
mc_desk_answer_last_slip_async (McDesk *self, const char *code, int new_desk, GCancellable *cancellable, GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree Answer *answer = g_new0 (Answer, 1);
  GError *error = NULL;

  g_return_if_fail (MC_IS_DESK (self));
  g_task_set_source_tag (task, mc_desk_answer_last_slip_async);
  if (!read_answer (self, code, new_desk, answer, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_task_set_task_data (task, g_steal_pointer (&answer), g_free);
  mc_store_write_task (_mc_desk_store (self), task, write_answer);
}

gboolean
mc_desk_answer_last_slip_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  _mc_desk_poll (self);
  return TRUE;
}

/* ---- lists for the shell ----------------------------------------------------------------------------------------- */

typedef struct
{
  McView view;
  const char *text; /* (nullable) a search */
  gint64 after;
  guint limit;
  GPtrArray *rows; /* (owned) (element-type McRow) */
} RowsQuery;

static gboolean
read_search_rows (McDb *db, RowsQuery *query, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean marked = mc_text_has_marks (query->text);

  if (!mc_search_ids (db, query->text, marked, query->after, query->limit, ids, error))
    return FALSE;
  if (marked && query->after == 0 && ids->len < query->limit &&
      !mc_search_ids (db, query->text, FALSE, 0, query->limit - ids->len, ids, error))
    return FALSE;
  query->rows = mc_rows_of_ids (db, (const gint64 *) ids->data, ids->len, error);
  return query->rows != NULL;
}

static gboolean
read_rows (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  RowsQuery *query = data;

  if (query->text != NULL)
    return read_search_rows (db, query, error);
  query->rows = mc_view_rows_after (db, &query->view, query->after, query->limit, error);
  return query->rows != NULL;
}

static void
rows_query_init (RowsQuery *query, const McListFilter *filter, McDay from, McDay to, guint limit)
{
  *query = (RowsQuery) { .view = _mc_list_view (filter), .limit = limit };
  if (filter->kind == MC_LIST_SEARCH)
    query->text = filter->text;
  if (query->view.kind == MC_VIEW_OPEN)
    return;
  if (from != MC_DAY_NONE)
    query->view.from = from;
  if (to != MC_DAY_NONE)
    query->view.to = to;
}

GPtrArray *
mc_desk_rows (McDesk *self, const McListFilter *filter, McDay from, McDay to, const char *after, guint limit, char **cursor,
              GError **error)
{
  RowsQuery query;
  GPtrArray *dossiers;

  rows_query_init (&query, filter, from, to, limit);
  *cursor = NULL;
  if (after != NULL && (!g_ascii_string_to_signed (after, 10, 1, G_MAXINT64, &query.after, NULL)))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The cursor is not one that was given"));
      return NULL;
    }
  if (!mc_store_read (_mc_desk_store (self), read_rows, &query, error))
    return NULL;
  dossiers = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_dossier_free);
  for (guint i = 0; i < query.rows->len; i++)
    {
      McRow *row = g_ptr_array_index (query.rows, i);

      _mc_desk_name_row (self, row->dossier);
      g_ptr_array_add (dossiers, g_steal_pointer (&row->dossier));
    }
  if (dossiers->len == limit && limit > 0)
    *cursor = g_strdup_printf ("%" G_GINT64_FORMAT, ((McDossier *) g_ptr_array_index (dossiers, limit - 1))->id);
  g_ptr_array_unref (query.rows);
  return dossiers;
}

/* ---- JSON ---------------------------------------------------------------------------------------------------------- */

const char *
mc_desk_origin (McDesk *self)
{
  return mc_store_origin (_mc_desk_store (self));
}

McIntake *
mc_desk_intake_from_json (JsonObject *object, GError **error)
{
  return mc_intake_read_json (object, error);
}

void
mc_desk_dossier_to_json (JsonBuilder *builder, const McDossier *dossier)
{
  mc_dossier_write_json (builder, dossier);
}
