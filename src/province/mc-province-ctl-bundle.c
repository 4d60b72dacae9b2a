/* SPDX-License-Identifier: GPL-3.0-or-later */
/* motcua-province bundle import, bundle export */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-province-bundle.h"
#include "mc-province-ctl.h"

static void
print_built (JsonBuilder *builder)
{
  g_autofree char *text = NULL;

  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  g_print ("%s\n", text);
}

static void
print_taken (McProvinceCtl *ctl, const char *path, const McProvinceBundle *taken, const GError *error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  if (!ctl->json)
    {
      if (error == NULL)
        g_print (_ ("%s: desk %d of %s, part %d of %d: %u entries, %u files new, %u refused; receipt: %s\n"), path,
                 (int) taken->info.desk, taken->info.office, (int) taken->info.part, (int) taken->info.n_parts, taken->entries,
                 taken->files, taken->refused, taken->receipt);
      return;
    }
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "file", path);
  if (taken->info.office != NULL)
    {
      mc_json_add_text (builder, "office", taken->info.office);
      mc_json_add_int (builder, "desk", taken->info.desk);
      mc_json_add_int (builder, "part", taken->info.part);
      mc_json_add_int (builder, "parts", taken->info.n_parts);
      mc_json_add_int (builder, "entries", taken->entries);
      mc_json_add_int (builder, "files", taken->files);
      mc_json_add_int (builder, "refused", taken->refused);
    }
  if (taken->receipt != NULL)
    mc_json_add_text (builder, "receipt", taken->receipt);
  if (error != NULL)
    mc_json_add_text (builder, "error", error->message);
  print_built (builder);
}

typedef struct
{
  McProvinceCtl *ctl;
  McPg *pg;
  McProvinceKey key;
  McFileStore *files;
  McExit status;
} Import;

/* FALSE when there is no use in going on: the database or the disk is away. *again: another part must come first. */
static gboolean
import_one (Import *self, const char *path, gboolean last, gboolean *again, guint *entries)
{
  g_autoptr (GError) refused = NULL;
  g_auto (McProvinceBundle) taken = { 0 };
  gboolean done = mc_province_bundle_import (self->pg, &self->key, self->files, path, self->ctl->receipts, &taken, &refused);

  *again = done && taken.gaps > 0;
  *entries += taken.entries;
  if (!*again || last)
    print_taken (self->ctl, path, &taken, refused);
  if (done)
    return TRUE;
  g_printerr ("%s: ", path);
  self->status = mc_province_fail (refused);
  return !g_error_matches (refused, MC_ERROR, MC_ERROR_OFFLINE) && !g_error_matches (refused, MC_ERROR, MC_ERROR_NO_SPACE);
}

/* Each for itself: what is wrong with one stops no other. A shell sorts part 10 before part 2, so what does not fit yet is taken in once more
 * as long as others bring something; the last receipt is the one that counts. */
static McExit
import_all (McProvinceCtl *ctl, int argc, char **argv)
{
  g_autoptr (GPtrArray) left = g_ptr_array_new ();
  g_autoptr (McPg) pg = NULL;
  g_autoptr (McFileStore) files = NULL;
  g_autoptr (GError) error = NULL;
  Import self = { .ctl = ctl };
  gboolean last = FALSE;

  if ((pg = mc_province_ctl_open (ctl, &self.key, &self.status)) == NULL)
    return self.status;
  if ((files = mc_province_ctl_files (ctl, pg, &error)) == NULL)
    return mc_province_fail (error);
  self.pg = pg;
  self.files = files;
  self.status = MC_EXIT_DONE;
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (left, argv[i]);
  while (left->len > 0)
    {
      guint before = left->len, entries = 0;

      for (guint i = 0; i < left->len;)
        {
          gboolean again;

          if (!import_one (&self, g_ptr_array_index (left, i), last, &again, &entries))
            return self.status;
          if (again && !last)
            i++;
          else
            g_ptr_array_remove_index (left, i);
        }
      last = left->len == before || entries == 0;
    }
  return self.status;
}

static McExit
export_one (McProvinceCtl *ctl, const char *path)
{
  McExit status;
  McProvinceKey key;
  g_autoptr (McPg) pg = NULL;
  g_autoptr (McFileStore) files = NULL;
  g_auto (McProvinceWritten) written = { 0 };
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GError) error = NULL;

  if ((pg = mc_province_ctl_open (ctl, &key, &status)) == NULL)
    return status;
  if ((files = mc_province_ctl_files (ctl, pg, &error)) == NULL ||
      !mc_province_bundle_export (pg, &key, files, ctl->office, path, 0, &written, &error))
    return mc_province_fail (error);
  if (!ctl->json)
    {
      for (guint i = 0; i < written.paths->len; i++)
        g_print ("%s\n", (const char *) g_ptr_array_index (written.paths, i));
      return MC_EXIT_DONE;
    }
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "files_written");
  json_builder_begin_array (builder);
  for (guint i = 0; i < written.paths->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (written.paths, i));
  json_builder_end_array (builder);
  mc_json_add_int (builder, "entries", written.entries);
  mc_json_add_int (builder, "blobs", written.files);
  mc_json_add_int (builder, "bytes", written.bytes);
  print_built (builder);
  return MC_EXIT_DONE;
}

McExit
mc_command_bundle (McProvinceCtl *ctl, int argc, char **argv)
{
  if (argc > 2 && strcmp (argv[1], "import") == 0)
    return import_all (ctl, argc - 2, argv + 2);
  if (argc == 3 && strcmp (argv[1], "export") == 0 && ctl->office != NULL)
    return export_one (ctl, argv[2]);
  return mc_province_usage (_ ("bundle import needs a FILE or several, bundle export --office CODE and a FILE"));
}
