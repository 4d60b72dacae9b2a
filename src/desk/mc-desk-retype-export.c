/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dossiers that wait as a spreadsheet in the columns of the province's system, and the list that comes back. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-private.h"
#include "mc-desk-retype.h"
#include "mc-dossier-list-private.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-lists.h"
#include "mc-official-code.h"
#include "mc-sheet.h"
#include "mc-text.h"

/* Dossiers read in one turn: others use the reading thread between. */
#define PAGE 64
#define RETURNED_MAX (16 * 1024 * 1024)

/* ---- out ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  McView view;
  gint64 after;
  gint64 total;        /* how many wait as it begins */
  GPtrArray *dossiers; /* (owned) (element-type McDossier) whole */
} Page;

static gboolean
read_total (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Page *page = data;
  int list = page->view.desk != 0 ? MC_COUNTER_RETYPE_DESK + page->view.desk : MC_COUNTER_RETYPE;

  return mc_counters_sum (db, list, page->view.from, page->view.to, &page->total, error);
}

static gboolean
read_page (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Page *page = data;
  g_autoptr (GPtrArray) rows = mc_view_rows_after (db, &page->view, page->after, PAGE, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      McDossier *dossier = mc_projection_fold (db, ((McRow *) g_ptr_array_index (rows, i))->dossier->id, error);

      if (dossier == NULL)
        return FALSE;
      g_ptr_array_add (page->dossiers, dossier);
      page->after = dossier->id;
    }
  return rows != NULL;
}

typedef struct
{
  McDesk *desk;           /* (not owned) */
  McDeskRules *rules;     /* (owned) */
  McRetypeLayout *layout; /* (owned) */
  gboolean own;
  char *path;
  McDeskProgress progress; /* (nullable) on the thread that writes */
  gpointer progress_data;
  GCancellable *cancellable; /* (nullable) */
} Export;

static Export *
export_new (McDesk *desk, McRetypeLayout *layout, gboolean own, const char *path)
{
  Export *export = g_new0 (Export, 1);

  export->desk = desk;
  export->rules = _mc_desk_rules_ref (desk->rules);
  export->layout = mc_retype_layout_ref (layout);
  export->own = own;
  export->path = g_strdup (path);
  return export;
}

static void
export_free (gpointer data)
{
  Export *export = data;

  _mc_desk_rules_unref (export->rules);
  mc_retype_layout_unref (export->layout);
  g_free (export->path);
  g_free (export);
}

/* Where a system has no spreadsheet of its own, the fields of its form are the columns. */
static GPtrArray *
columns_of (const McRetypeLayout *layout)
{
  return layout->columns->len > 0 ? layout->columns : layout->fields;
}

static gboolean
add_header (McSheet *sheet, GPtrArray *columns, GError **error)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();

  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (cells, ((McRetypeField *) g_ptr_array_index (columns, i))->label);
  return mc_sheet_add_row (sheet, (const char *const *) cells->pdata, cells->len, error);
}

static gboolean
add_dossier (Export *export, McSheet *sheet, GPtrArray *columns, const McDossier *dossier, GError **error)
{
  g_autoptr (GPtrArray) cells = g_ptr_array_new_with_free_func (g_free);
  McRetypeFacts facts = { dossier,
                          _mc_desk_rules_procedure (export->rules, dossier->intake->procedure_code,
                                                    mc_day_of_time (dossier->received_at)),
                          export->rules->office };

  for (guint i = 0; i < columns->len; i++)
    g_ptr_array_add (cells, mc_retype_text (g_ptr_array_index (columns, i), &facts));
  return mc_sheet_add_row (sheet, (const char *const *) cells->pdata, cells->len, error);
}

static gboolean
go_on (Export *export, gint64 done, gint64 total, GError **error)
{
  if (!g_cancellable_is_cancelled (export->cancellable) &&
      (export->progress == NULL || export->progress (done, total, export->progress_data)))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("The list was not written: it was stopped"));
  return FALSE;
}

static gboolean
write_rows (Export *export, McSheet *sheet, gint64 *n, GError **error)
{
  McListFilter filter = { .kind = MC_LIST_RETYPE, .desk = export->own ? export->rules->office->desk : 0 };
  GPtrArray *columns = columns_of (export->layout);
  Page page = { .view = _mc_list_view (&filter) };
  guint got = PAGE;
  gint64 total;

  *n = 0;
  if (!mc_store_read (export->desk->store, read_total, &page, error) || !add_header (sheet, columns, error))
    return FALSE;
  total = page.total;
  while (got == PAGE)
    {
      g_autoptr (GPtrArray) dossiers = page.dossiers = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_dossier_free);

      if (!mc_store_read (export->desk->store, read_page, &page, error))
        return FALSE;
      got = dossiers->len;
      for (guint i = 0; i < got; i++)
        if (!add_dossier (export, sheet, columns, g_ptr_array_index (dossiers, i), error))
          return FALSE;
      *n += got;
      if (!go_on (export, *n, MAX (total, *n), error))
        return FALSE;
    }
  return mc_sheet_finish (sheet, error);
}

typedef struct
{
  const char *layout;
  gint64 rows;
} Note;

/* Whose data left, how many, in whose name (Luật 91/2025, QCVN 12:2026). */
static gboolean
write_note (McTx *tx, gpointer data, GError **error)
{
  const Note *note = data;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *body = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "list", "to-retype");
  mc_json_add_text (builder, "layout", note->layout);
  mc_json_add_int (builder, "rows", note->rows);
  json_builder_end_object (builder);
  body = mc_json_builder_text (builder);
  return mc_journal_append (tx, MC_STREAM_AUDIT, "export", NULL, NULL, 0, body, NULL, error);
}

static gboolean
run_export (Export *export, gint64 *n, GError **error)
{
  g_autoptr (McSheet) sheet = mc_sheet_new (export->path, error);

  Note note = { export->layout->key, 0 };

  if (sheet == NULL || !write_rows (export, sheet, n, error))
    return FALSE;
  note.rows = *n;
  return mc_store_write (export->desk->store, write_note, &note, error);
}

gboolean
mc_desk_retype_export (McDesk *self, McRetypeLayout *layout, gboolean own, const char *path, McDeskProgress progress, gpointer data,
                       gint64 *n, GError **error)
{
  Export *export = export_new (self, layout, own, path);
  gboolean ok;

  export->progress = progress;
  export->progress_data = data;
  ok = run_export (export, n, error);
  export_free (export);
  return ok;
}

typedef struct
{
  GTask *task; /* (owned) */
  gint64 done, total;
} Step;

static gboolean
tell_progress (gpointer data)
{
  Step *step = data;
  Export *export = g_task_get_task_data (step->task);
  McDeskProgress progress = g_object_get_data (G_OBJECT (step->task), "mc-progress");

  if (!g_task_get_completed (step->task))
    progress (step->done, step->total, export->progress_data);
  g_object_unref (step->task);
  g_free (step);
  return G_SOURCE_REMOVE;
}

/* On the thread that writes: the caller hears of it in its own context. @data: the task. */
static gboolean
pass_progress (gint64 done, gint64 total, gpointer data)
{
  Step *step = g_new0 (Step, 1);

  step->task = g_object_ref (data);
  step->done = done;
  step->total = total;
  g_main_context_invoke (g_task_get_context (data), tell_progress, step);
  return TRUE;
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *export = data, running = *export;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&export->desk->jobs);
  g_autoptr (GError) error = NULL;
  gint64 n;

  if (export->desk->store == NULL)
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", _ ("The program is closing"));
      return;
    }
  running.progress = g_object_get_data (G_OBJECT (task), "mc-progress") != NULL ? pass_progress : NULL;
  running.progress_data = task;
  running.cancellable = cancellable;
  if (run_export (&running, &n, &error))
    g_task_return_int (task, (gssize) n);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_desk_retype_export_async (McDesk *self, McRetypeLayout *layout, gboolean own, const char *path, McDeskProgress progress,
                             gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Export *export = export_new (self, layout, own, path);

  export->progress_data = data;
  g_task_set_source_tag (task, mc_desk_retype_export_async);
  g_task_set_task_data (task, export, export_free);
  g_object_set_data (G_OBJECT (task), "mc-progress", (gpointer) progress);
  /* The file is whole under its name before anybody is told, and so is "stopped". */
  g_task_set_check_cancellable (task, FALSE);
  g_task_run_in_thread (task, export_thread);
}

gint64
mc_desk_retype_export_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error);
}

/* ---- back ------------------------------------------------------------------------------------------------------- */

/* One line of CSV or TSV: fields with or without quotes. A quote in the middle of a field is a letter like another. */
static GPtrArray *
split_line (const char **at, char separator)
{
  GPtrArray *cells = g_ptr_array_new_with_free_func (g_free);
  const char *p = *at;

  do
    {
      g_autoptr (GString) cell = g_string_new (NULL);

      if (cells->len > 0)
        p++;
      if (*p == '"')
        {
          for (p++; *p != '\0' && (*p != '"' || p[1] == '"'); p++)
            {
              if (*p == '"')
                p++;
              g_string_append_c (cell, *p);
            }
          if (*p == '"')
            p++;
        }
      for (; *p != '\0' && *p != separator && *p != '\n' && *p != '\r'; p++)
        g_string_append_c (cell, *p);
      g_ptr_array_add (cells, g_string_free (g_steal_pointer (&cell), FALSE));
    }
  while (*p == separator);
  p += strspn (p, "\r");
  if (*p == '\n')
    p++;
  *at = p;
  return cells;
}

/* A tab, a semicolon or a comma, whichever the first line has: Vietnamese spreadsheets write semicolons. */
static char
separator_of (const char *text)
{
  gsize line = strcspn (text, "\r\n");

  if (memchr (text, '\t', line) != NULL)
    return '\t';
  return memchr (text, ';', line) != NULL ? ';' : ',';
}

static void
take_line (McDesk *self, GPtrArray *cells, guint number, McRetypeTaken *taken)
{
  const char *code = g_ptr_array_index (cells, 0), *official = cells->len > 1 ? g_ptr_array_index (cells, 1) : "";
  g_autofree char *warning = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;
  McOfficialCode parsed;

  if (mc_text_is_empty (code) || mc_text_is_empty (official))
    return;
  /* The header. */
  if (number == 1 && !mc_official_code_parse (code, &parsed, NULL) && !mc_official_code_parse (official, &parsed, NULL))
    return;
  dossier = mc_desk_set_official_code (self, code, official, &warning, &error);
  if (dossier != NULL)
    taken->n_taken++;
  if (dossier == NULL || warning != NULL)
    /* TRANSLATORS: number of a line of a file, and what was wrong with it */
    g_ptr_array_add (taken->remarks, g_strdup_printf (_ ("line %u: %s"), number, dossier == NULL ? error->message : warning));
  if (dossier == NULL)
    taken->n_refused++;
}

gboolean
mc_desk_retype_take_list (McDesk *self, const char *text, gsize size, McRetypeTaken *taken, GError **error)
{
  g_autofree char *copy = g_strndup (text, size);
  const char *at = copy;
  char separator;

  *taken = (McRetypeTaken) { .remarks = g_ptr_array_new_with_free_func (g_free) };
  if (size > RETURNED_MAX || strlen (copy) != size || !g_utf8_validate (copy, -1, NULL))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The list that comes back is a CSV or TSV file in UTF-8"));
      return FALSE;
    }
  if (g_str_has_prefix (at, "\xef\xbb\xbf"))
    at += 3;
  separator = separator_of (at);
  for (guint number = 1; *at != '\0'; number++)
    {
      g_autoptr (GPtrArray) cells = split_line (&at, separator);

      take_line (self, cells, number, taken);
    }
  return TRUE;
}

void
mc_retype_taken_clear (McRetypeTaken *self)
{
  g_clear_pointer (&self->remarks, g_ptr_array_unref);
}
