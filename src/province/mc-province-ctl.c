/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-ctl.h"

#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-deeds.h"
#include "mc-province-guard.h"
#include "mc-province-offices.h"
#include "mc-province-publish.h"

McExit
mc_province_usage (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("motcua-province: %s\n", text);
  return MC_EXIT_USAGE;
}

McExit
mc_province_fail (const GError *error)
{
  g_printerr ("motcua-province: %s\n", error->message);
  if (error->domain != MC_ERROR)
    return MC_EXIT_UNUSABLE;
  switch ((McError) error->code)
    {
    case MC_ERROR_INVALID:
    case MC_ERROR_REJECTED:
    case MC_ERROR_CONFLICT:
    case MC_ERROR_NOT_FOUND:
    case MC_ERROR_AUTH_REQUIRED:
      return MC_EXIT_REFUSED;
    case MC_ERROR_BUSY:
      return MC_EXIT_BUSY;
    default:
      return MC_EXIT_UNUSABLE;
    }
}

static char *
folder_of_files (McProvinceCtl *ctl, McPg *pg, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (pg, "SELECT blobs FROM service", NULL, error);
  const char *folder = ctl->blobs != NULL ? ctl->blobs : rows != NULL ? mc_pg_get_text (rows, 0, 0) : NULL;

  if (rows != NULL && folder == NULL)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND,
                         _ ("The folder of the files is not known: give --blobs DIR"));
  return rows != NULL ? g_strdup (folder) : NULL;
}

/* From a shell on another machine the folder may not be there. And what is noted in the database may be the folder of the one that it is a
 * copy of: so the mark is read, and the service notes what was given out here. */
static void
open_mark (McProvinceCtl *ctl, McPg *pg, const McProvinceKey *key)
{
  g_autofree char *folder = folder_of_files (ctl, pg, NULL);
  g_autoptr (GArray) marks = NULL;
  gboolean ours = FALSE;

  if (folder == NULL || (ctl->mark = mc_province_mark_open (folder, key->public_key, NULL, NULL)) == NULL)
    return;
  if ((marks = mc_province_mark_read (ctl->mark, &ours, NULL)) != NULL && ours)
    mc_pg_set_mark (pg, ctl->mark, FALSE);
}

McPg *
mc_province_ctl_open (McProvinceCtl *ctl, McProvinceKey *key, McExit *status)
{
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;

  if (ctl->database == NULL)
    {
      *status = mc_province_usage (_ ("--database is missing"));
      return NULL;
    }
  pg = mc_pg_new (ctl->database);
  if (mc_pg_migrate (pg, &error) && mc_province_key_load (pg, key, &error))
    {
      open_mark (ctl, pg, key);
      return g_steal_pointer (&pg);
    }
  *status = mc_province_fail (error);
  return NULL;
}

char *
mc_province_ctl_read (const char *path, gsize *size, GError **error)
{
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) local = NULL;

  if (path == NULL || strcmp (path, "-") == 0)
    in = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  else
    {
      g_autoptr (GFile) file = g_file_new_for_commandline_arg (path);

      in = G_INPUT_STREAM (g_file_read (file, NULL, &local));
    }
  if (in == NULL || g_output_stream_splice (out, in, G_OUTPUT_STREAM_SPLICE_NONE, NULL, &local) < 0 ||
      !g_output_stream_write_all (out, "", 1, NULL, NULL, &local) || !g_output_stream_close (out, NULL, &local))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("%s cannot be read: %s"), path != NULL ? path : "-", local->message);
      return NULL;
    }
  *size = g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (out)) - 1;
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (out));
}

static void
print_built (JsonBuilder *builder)
{
  g_autofree char *text = mc_json_builder_text (builder);

  g_print ("%s\n", text);
}

/* ---- offices --------------------------------------------------------------------------------------------- */

McExit
mc_command_enrol (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = NULL;

  if (argc != 1 || ctl->office == NULL)
    return mc_province_usage (_ ("enrol needs --office CODE"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((code = mc_enrolment_new (pg, &key, ctl->office, ctl->name, &error)) == NULL)
    return mc_province_fail (error);
  if (ctl->json)
    g_print ("{\"code\":\"%s\",\"office\":\"%s\",\"hours\":%d}\n", code, ctl->office, MC_ENROLMENT_HOURS);
  else
    g_print ("%s\n", code);
  return MC_EXIT_DONE;
}

/* The database counts as it is from here on: who believes what was promised after the backup must not come in as if nothing had been. So the
 * desks go first, and the mark after them. */
static McExit
revoke_all (McProvinceCtl *ctl, McPg *pg)
{
  g_autoptr (McPgRows) rows = NULL;
  g_autoptr (GError) error = NULL;

  if (ctl->mark == NULL)
    return mc_province_usage (_ ("%s has no mark of the service"), ctl->blobs);
  if ((rows = mc_desk_revoke_all (pg, &error)) == NULL || !mc_province_guard_renew (pg, ctl->mark, &error))
    return mc_province_fail (error);
  for (int i = 0; i < mc_pg_n (rows); i++)
    g_print (ctl->json ? "{\"office\":\"%s\",\"desk\":%d}\n" : "%s %d\n", mc_pg_get_text (rows, i, 0),
             (int) mc_pg_get_int (rows, i, 1));
  return MC_EXIT_DONE;
}

McExit
mc_command_revoke (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 1 || (ctl->all ? ctl->office != NULL || ctl->desk != 0 || ctl->blobs == NULL
                             : ctl->office == NULL || ctl->desk <= 0))
    return mc_province_usage (_ ("revoke needs --office CODE and --desk N, or --all and --blobs DIR"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if (ctl->all)
    return revoke_all (ctl, pg);
  if (!mc_desk_revoke (pg, ctl->office, ctl->desk, &error))
    return mc_province_fail (error);
  if (ctl->json)
    g_print ("{\"office\":\"%s\",\"desk\":%d}\n", ctl->office, ctl->desk);
  return MC_EXIT_DONE;
}

McExit
mc_command_account (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *token = NULL;

  if (argc != 1 || ctl->name == NULL)
    return mc_province_usage (_ ("account needs --name N"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((token = mc_account_new (pg, ctl->name, &error)) == NULL)
    return mc_province_fail (error);
  g_print (ctl->json ? "{\"token\":\"%s\"}\n" : "%s\n", token);
  return MC_EXIT_DONE;
}

/* ---- what the province says ------------------------------------------------------------------------------ */

McExit
mc_command_publish (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  McDay from = MC_DAY_NONE;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  McPublishResult result;
  gsize size;

  if (argc != 2 || (ctl->from != NULL && !mc_day_from_iso (ctl->from, &from)))
    return mc_province_usage (_ ("publish needs a FILE; --from is a day such as 2026-12-01"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((text = mc_province_ctl_read (argv[1], &size, &error)) == NULL ||
      !mc_province_publish (pg, &key, g_get_user_name (), text, (gssize) size, from, &result, &error))
    return mc_province_fail (error);
  if (ctl->json)
    g_print ("{\"%s\":%u}\n", strcmp (result.kind, MC_PUBLISHED_CATALOGUE) == 0 ? "procedures" : result.kind, result.n);
  else if (result.n == 0)
    g_print ("%s\n", _ ("This is published already"));
  return MC_EXIT_DONE;
}

static void
print_submitted (const char *ref, const char *code)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "ref", ref);
  mc_json_add_text (builder, "code", code);
  json_builder_end_object (builder);
  print_built (builder);
}

McFileStore *
mc_province_ctl_files (McProvinceCtl *ctl, McPg *pg, GError **error)
{
  g_autofree char *folder = folder_of_files (ctl, pg, error);

  return folder != NULL ? mc_file_store_open (folder, G_MAXINT64, error) : NULL;
}

static gboolean
submit_line (McProvinceCtl *ctl, McPg *pg, const McProvinceKey *key, const char *line, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, line, -1, error);
  g_autoptr (McFileStore) files = NULL;
  g_autofree char *code = NULL, *ref = NULL;

  if (object == NULL || (json_object_has_member (object, "files") && (files = mc_province_ctl_files (ctl, pg, error)) == NULL) ||
      (code = mc_province_submit (pg, key, files, g_get_user_name (), object, error)) == NULL)
    return FALSE;
  if (ctl->json && mc_json_read_text (object, "ref", &ref, NULL))
    print_submitted (ref, code);
  return TRUE;
}

McExit
mc_command_submit (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status = MC_EXIT_DONE;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  gsize size;

  if (argc > 2)
    return mc_province_usage (_ ("submit takes one FILE"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((text = mc_province_ctl_read (argc > 1 ? argv[1] : NULL, &size, &error)) == NULL)
    return mc_province_fail (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) refused = NULL;

      if (*g_strstrip (lines[i]) == '\0' || submit_line (ctl, pg, &key, lines[i], &refused))
        continue;
      g_printerr (_ ("Line %u: "), i + 1);
      status = mc_province_fail (refused);
      if (status != MC_EXIT_REFUSED)
        return status;
    }
  return status;
}

McExit
mc_command_status (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  McState state;
  McDecision decision;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (McFileStore) files = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 3)
    return mc_province_usage (_ ("status needs the CODE of a dossier and a STATE"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  decision = (McDecision) { argv[1], argv[2], ctl->note, ctl->number, ctl->result, NULL };
  if ((ctl->result != NULL && (files = mc_province_ctl_files (ctl, pg, &error)) == NULL) ||
      !mc_province_decide (pg, &key, files, g_get_user_name (), &decision, &state, &error))
    return mc_province_fail (error);
  if (ctl->json)
    g_print ("{\"state\":{\"number\":%d,\"name\":\"%s\"}}\n", (int) state, mc_state_to_key (state));
  return MC_EXIT_DONE;
}

/* ---- reading --------------------------------------------------------------------------------------------- */

McExit
mc_command_show (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GError) error = NULL;

  if (argc != 2)
    return mc_province_usage (_ ("show needs the CODE of a dossier"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((dossier = mc_province_show (pg, argv[1], &error)) == NULL)
    return mc_province_fail (error);
  builder = json_builder_new_immutable ();
  mc_dossier_write_json (builder, dossier);
  print_built (builder);
  return MC_EXIT_DONE;
}

static gboolean
add_entries (JsonBuilder *builder, McPg *pg, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (pg,
                                           "SELECT o.code, coalesce (d.number, 0), g.id, g.work_seq, g.audit_seq FROM origin g"
                                           " JOIN office o ON o.id = g.office LEFT JOIN desk d ON d.id = g.desk ORDER BY o.code, g.n",
                                           NULL, error);

  json_builder_set_member_name (builder, "entries");
  json_builder_begin_array (builder);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows); i++)
    {
      guint8 id[MC_ORIGIN_SIZE];
      g_autofree char *hex = NULL;

      mc_pg_copy_bytes (rows, i, 2, id, sizeof id);
      hex = mc_hex_encode (id, sizeof id);
      json_builder_begin_object (builder);
      mc_json_add_text (builder, "office", mc_pg_get_text (rows, i, 0));
      mc_json_add_int (builder, "desk", mc_pg_get_int (rows, i, 1));
      mc_json_add_text (builder, "origin", hex);
      mc_json_add_int (builder, "work", mc_pg_get_int (rows, i, 3));
      mc_json_add_int (builder, "audit", mc_pg_get_int (rows, i, 4));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return rows != NULL;
}

McExit
mc_command_stats (McProvinceCtl *ctl, int argc, char **argv)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (McPgRows) rows = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GError) error = NULL;

  if (argc != 1)
    return mc_province_usage (_ ("stats takes no argument"));
  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  rows = mc_pg_query (pg,
                      "SELECT (SELECT count (*) FROM dossier), (SELECT count (*) FROM file_lacking l WHERE NOT EXISTS"
                      " (SELECT FROM file f WHERE f.hash = l.hash)), (SELECT count (*) FROM file),"
                      " (SELECT coalesce (sum (size), 0)::bigint FROM file), (SELECT count (*) FROM office WHERE id <> 0)",
                      NULL, &error);
  if (rows == NULL)
    return mc_province_fail (error);
  json_builder_begin_object (builder);
  mc_json_add_int (builder, "offices", mc_pg_get_int (rows, 0, 4));
  mc_json_add_int (builder, "dossiers", mc_pg_get_int (rows, 0, 0));
  mc_json_add_int (builder, "blobs", mc_pg_get_int (rows, 0, 2));
  mc_json_add_int (builder, "blobs_bytes", mc_pg_get_int (rows, 0, 3));
  mc_json_add_int (builder, "missing_blobs", mc_pg_get_int (rows, 0, 1));
  if (!add_entries (builder, pg, &error))
    return mc_province_fail (error);
  json_builder_end_object (builder);
  print_built (builder);
  return MC_EXIT_DONE;
}
