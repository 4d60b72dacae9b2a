/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sheet.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#ifdef HAVE_XLSX
#include <xlsxwriter.h>
#endif

#include "mc-error.h"

/* What a cell of .xlsx may hold, in characters; a cell that is longer is cut, not lost with its row. */
#define CELL_MAX 32767

struct _McSheet
{
  char *path;
  char *temporary; /* beside it */
  guint32 n_rows;
  FILE *csv; /* (nullable) */
#ifdef HAVE_XLSX
  lxw_workbook *workbook; /* (nullable) until it is closed */
  lxw_worksheet *worksheet;
  lxw_format *bold;
  lxw_format *text;
#endif
};

static gboolean
fail (const McSheet *self, int code, GError **error)
{
  int kind = code == ENOSPC || code == EDQUOT ? MC_ERROR_NO_SPACE : MC_ERROR_READ_ONLY;

  /* TRANSLATORS: a file name, and what the system said */
  g_set_error (error, MC_ERROR, kind, _ ("%s cannot be written: %s"), self->path, g_strerror (code));
  return FALSE;
}

#ifdef HAVE_XLSX
static gboolean
open_xlsx (McSheet *self, GError **error)
{
  /* Rows go to the disk as they come: thousands cost no memory. */
  lxw_workbook_options options = { .constant_memory = LXW_TRUE };

  self->workbook = workbook_new_opt (self->temporary, &options);
  self->worksheet = self->workbook != NULL ? workbook_add_worksheet (self->workbook, NULL) : NULL;
  if (self->worksheet == NULL)
    return fail (self, errno != 0 ? errno : EIO, error);
  self->bold = workbook_add_format (self->workbook);
  self->text = workbook_add_format (self->workbook);
  format_set_bold (self->bold);
  /* "Text": opened and saved again, a number stays as it was written. */
  format_set_num_format_index (self->text, 49);
  worksheet_freeze_panes (self->worksheet, 1, 0);
  worksheet_set_column (self->worksheet, 0, 200, 22, self->text);
  return TRUE;
}

static gboolean
add_xlsx (McSheet *self, const char *const *cells, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *cell = g_utf8_strlen (cells[i], -1) > CELL_MAX ? g_utf8_substring (cells[i], 0, CELL_MAX) : g_strdup (cells[i]);
      lxw_error code
          = worksheet_write_string (self->worksheet, self->n_rows, (lxw_col_t) i, cell, self->n_rows == 0 ? self->bold : self->text);

      if (code != LXW_NO_ERROR)
        {
          g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("%s cannot be written: %s"), self->path, lxw_strerror (code));
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
close_xlsx (McSheet *self, GError **error)
{
  lxw_error code;

  errno = 0;
  code = workbook_close (g_steal_pointer (&self->workbook));
  if (code == LXW_NO_ERROR)
    return TRUE;
  g_set_error (error, MC_ERROR, errno == ENOSPC || errno == EDQUOT ? MC_ERROR_NO_SPACE : MC_ERROR_FAILED, _ ("%s cannot be written: %s"),
               self->path, lxw_strerror (code));
  return FALSE;
}
#endif

/* ---- CSV ------------------------------------------------------------------------------------------------------ */

static void
add_cell (GString *line, const char *cell)
{
  gboolean formula = strchr ("=+-@\t\r", cell[0]) != NULL && cell[0] != '\0';
  gboolean quoted = strpbrk (cell, "\",\r\n") != NULL;

  if (quoted)
    g_string_append_c (line, '"');
  if (formula)
    g_string_append_c (line, '\'');
  for (; *cell != '\0'; cell++)
    {
      if (*cell == '"')
        g_string_append_c (line, '"');
      g_string_append_c (line, *cell);
    }
  if (quoted)
    g_string_append_c (line, '"');
}

static gboolean
add_csv (McSheet *self, const char *const *cells, guint n, GError **error)
{
  g_autoptr (GString) line = g_string_new (self->n_rows == 0 ? "\xef\xbb\xbf" : NULL);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append_c (line, ',');
      add_cell (line, cells[i]);
    }
  g_string_append (line, "\r\n");
  return fwrite (line->str, 1, line->len, self->csv) == line->len || fail (self, errno, error);
}

static gboolean
open_csv (McSheet *self, GError **error)
{
  return (self->csv = g_fopen (self->temporary, "wbe")) != NULL || fail (self, errno, error);
}

static gboolean
close_csv (McSheet *self, GError **error)
{
  int code = fflush (self->csv) != 0 ? errno : 0;

  if (fclose (g_steal_pointer (&self->csv)) != 0 && code == 0)
    code = errno;
  return code == 0 || fail (self, code, error);
}

/* ---- the file -------------------------------------------------------------------------------------------------- */

McSheet *
mc_sheet_new (const char *path, GError **error)
{
  g_autoptr (McSheet) self = g_new0 (McSheet, 1);
  g_autofree char *lower = g_ascii_strdown (path, -1), *folder = g_path_get_dirname (path), *name = g_path_get_basename (path);
  g_autofree char *hidden = g_strdup_printf (".%s.XXXXXX", name);
  gboolean csv = g_str_has_suffix (lower, ".csv"), ok;
  int fd;

  self->path = g_strdup (path);
#ifdef HAVE_XLSX
  if (!csv && !g_str_has_suffix (lower, ".xlsx"))
#else
  if (!csv)
#endif
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("%s: a list is written to a file that ends in .xlsx or .csv"), path);
      return NULL;
    }
  self->temporary = g_build_filename (folder, hidden, NULL);
  fd = g_mkstemp_full (self->temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_clear_pointer (&self->temporary, g_free);
      fail (self, errno, error);
      return NULL;
    }
  g_close (fd, NULL);
#ifdef HAVE_XLSX
  ok = csv ? open_csv (self, error) : open_xlsx (self, error);
#else
  ok = open_csv (self, error);
#endif
  return ok ? g_steal_pointer (&self) : NULL;
}

gboolean
mc_sheet_add_row (McSheet *self, const char *const *cells, guint n, GError **error)
{
  gboolean ok;

#ifdef HAVE_XLSX
  ok = self->csv != NULL ? add_csv (self, cells, n, error) : add_xlsx (self, cells, n, error);
#else
  ok = add_csv (self, cells, n, error);
#endif
  if (ok)
    self->n_rows++;
  return ok;
}

/* On the disk, then under its name, then the name on the disk. */
static gboolean
put_in_place (McSheet *self, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  int fd = g_open (self->temporary, O_RDONLY | O_CLOEXEC, 0), code = 0;

  if (fd < 0 || fsync (fd) != 0)
    code = errno;
  if (fd >= 0)
    g_close (fd, NULL);
  if (code == 0 && g_rename (self->temporary, self->path) != 0)
    code = errno;
  if (code != 0)
    return fail (self, code, error);
  g_clear_pointer (&self->temporary, g_free);
  /* A folder that cannot be synced (a network share) has the name all the same. */
  fd = g_open (folder, O_RDONLY | O_CLOEXEC, 0);
  if (fd >= 0)
    {
      fsync (fd);
      g_close (fd, NULL);
    }
  return TRUE;
}

gboolean
mc_sheet_finish (McSheet *self, GError **error)
{
#ifdef HAVE_XLSX
  if (self->workbook != NULL)
    return close_xlsx (self, error) && put_in_place (self, error);
#endif
  return close_csv (self, error) && put_in_place (self, error);
}

void
mc_sheet_free (McSheet *self)
{
  if (self == NULL)
    return;
  if (self->csv != NULL)
    fclose (self->csv);
#ifdef HAVE_XLSX
  if (self->workbook != NULL)
    lxw_workbook_free (self->workbook);
#endif
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}
