/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-guard.h"

#include <glib/gi18n-lib.h>

#include "mc-province-mark.h"
#include "mc-province-problem.h"

static gboolean
refuse (McProvinceMark *mark, const char *why, GError **error)
{
  mc_province_mark_set_why (mark, why);
  mc_problem_set_set_back (error, why);
  return FALSE;
}

static gboolean
refuse_office (McProvinceMark *mark, const char *code, gint64 marked, gint64 next, GError **error)
{
  g_autofree char *had = g_strdup_printf ("%" G_GINT64_FORMAT, marked - 1),
                  *has = g_strdup_printf ("%" G_GINT64_FORMAT, next - 1);
  g_autofree char *why = g_strdup_printf (
      _ ("The database is older than what was acknowledged (office %s: up to number %s, here %s). If it was "
         "restored from a backup: motcua-province revoke --all"),
      code, had, has);

  return refuse (mark, why, error);
}

gboolean
mc_province_guard_office (McPg *pg, int office, const char *code, gint64 next, GError **error)
{
  McProvinceMark *mark = mc_pg_mark (pg);
  gint64 marked = mark != NULL ? mc_province_mark_of (mark, office) : 0;

  if (marked > next)
    return refuse_office (mark, code, marked, next, error);
  mc_pg_given (pg, office, next);
  return TRUE;
}

static gboolean
compare (McProvinceMark *mark, GArray *marks, const McPgRows *rows, GError **error)
{
  for (int i = 0; i < mc_pg_n (rows); i++)
    {
      guint office = (guint) mc_pg_get_int (rows, i, 0);
      gint64 next = mc_pg_get_int (rows, i, 1),
             *marked = office < marks->len ? &g_array_index (marks, gint64, office) : NULL;

      if (marked != NULL && *marked > next)
        return refuse_office (mark, mc_pg_get_text (rows, i, 2), *marked, next, error);
      if (marked != NULL)
        *marked = 0;
    }
  /* What is left is of offices that are not there any more. */
  for (guint i = 0; i < marks->len; i++)
    if (g_array_index (marks, gint64, i) > 1)
      {
        g_autofree char *row = g_strdup_printf ("(%u)", i);

        return refuse_office (mark, row, g_array_index (marks, gint64, i), 1, error);
      }
  return TRUE;
}

gboolean
mc_province_guard_all (McPg *pg, GError **error)
{
  McProvinceMark *mark = mc_pg_mark (pg);
  g_autoptr (GArray) marks = NULL;
  g_autoptr (McPgRows) rows = NULL;
  gboolean ours;

  if (mark == NULL)
    return mc_pg_ping (pg, error);
  /* The mark first: what is committed meanwhile makes the database newer and not older. */
  if ((marks = mc_province_mark_read (mark, &ours, error)) == NULL ||
      (rows = mc_pg_query (pg, "SELECT id, next_n, code FROM office", NULL, error)) == NULL)
    return FALSE;
  if (!ours)
    return refuse (mark,
                   _ ("The folder of the files has the mark of another database. If this one is right: "
                      "motcua-province revoke --all"),
                   error);
  if (!compare (mark, marks, rows, error))
    return FALSE;
  for (int i = 0; i < mc_pg_n (rows); i++)
    mc_province_mark_raise (mark, (int) mc_pg_get_int (rows, i, 0), mc_pg_get_int (rows, i, 1));
  mc_province_mark_set_why (mark, NULL);
  return mc_province_mark_sync (mark, error);
}

gboolean
mc_province_guard_renew (McPg *pg, McProvinceMark *mark, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (pg, "SELECT id, next_n FROM office ORDER BY id", NULL, error);
  g_autoptr (GArray) marks = g_array_new (FALSE, TRUE, sizeof (gint64));

  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      guint office = (guint) mc_pg_get_int (rows, i, 0);

      g_array_set_size (marks, office + 1);
      g_array_index (marks, gint64, office) = mc_pg_get_int (rows, i, 1);
    }
  return rows != NULL && mc_province_mark_renew (mark, marks, error);
}
