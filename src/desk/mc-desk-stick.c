/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-stick.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-bundle-carry.h"
#include "mc-desk-carry-private.h"
#include "mc-desk-private.h"
#include "mc-error.h"
#include "mc-local.h"

#define TAKEN "carry.taken" /* packages that were taken in, newest last: a stick that comes again does not offer them again */
#define TAKEN_MAX 500

void
mc_stick_found_free (McStickFound *self)
{
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->strangers);
  g_free (self);
}

/* ---- what was taken in before ---------------------------------------------------------------------------------------- */

char *
_mc_desk_package_name (const McBundleInfo *info)
{
  g_autofree char *id = mc_hex_encode (info->id, sizeof info->id);

  /* A receipt has the id of what it answers; of two to one part the later says more. */
  return g_strdup_printf ("%s.%d.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT, id, (int) info->kind, info->part,
                          info->kind == MC_BUNDLE_RECEIPT ? info->created : G_GINT64_CONSTANT (0));
}

gboolean
_mc_desk_note_packages (McDesk *self, GPtrArray *names, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *before = NULL;
  g_auto (GStrv) old = NULL;
  guint n, skip;

  if (names->len == 0)
    return TRUE;
  if (!mc_local_load (self->store, TAKEN, &before, error))
    return FALSE;
  old = g_strsplit (before != NULL ? before : "", "\n", -1);
  n = g_strv_length (old);
  skip = n + names->len > TAKEN_MAX ? MIN (n, n + names->len - TAKEN_MAX) : 0;
  for (guint i = skip; i < n; i++)
    if (*old[i] != '\0')
      g_string_append_printf (text, "%s\n", old[i]);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) g_ptr_array_index (names, i));
  return mc_local_save (self->store, TAKEN, text->str, error);
}

/* ---- what is there --------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *path;
  guint8 id[MC_BUNDLE_ID_SIZE];
  gint64 created, part;
} Found;

static void
found_free (gpointer data)
{
  Found *found = data;

  g_free (found->path);
  g_free (found);
}

/* The older bundle first, then by its parts: what is taken in this order waits for nothing. */
static int
compare_found (gconstpointer a, gconstpointer b)
{
  const Found *left = *(Found *const *) a, *right = *(Found *const *) b;
  int by_id = memcmp (left->id, right->id, sizeof left->id);

  if (left->created != right->created)
    return left->created < right->created ? -1 : 1;
  return by_id != 0 ? by_id : left->part < right->part ? -1 : left->part > right->part;
}

static void
note_found (McStickFound *self, GPtrArray *list, const char *path, const McBundleInfo *info, gboolean from_province)
{
  Found *found = g_new0 (Found, 1);

  found->path = g_strdup (path);
  memcpy (found->id, info->id, sizeof found->id);
  found->created = info->created;
  found->part = info->part;
  g_ptr_array_add (list, found);
  if (info->kind != MC_BUNDLE_RECEIPT)
    self->bundles++;
  else if (from_province)
    self->receipts++;
}

/* The packages in a folder, or the one that was named itself. (element-type char*) */
static GPtrArray *
list_packages (const char *path, GError **error)
{
  GPtrArray *paths;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return mc_desk_find_bundles (path);
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("There is no such file or folder"));
      return NULL;
    }
  paths = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (paths, g_strdup (path));
  return paths;
}

McStickFound *
mc_desk_look_at_stick (McDesk *self, const char *folder, GError **error)
{
  g_autoptr (McStickFound) result = g_new0 (McStickFound, 1);
  g_autoptr (GPtrArray) paths = list_packages (folder, error), list = g_ptr_array_new_with_free_func (found_free);
  g_autofree char *taken = NULL;
  g_auto (GStrv) names = NULL;

  result->paths = g_ptr_array_new_with_free_func (g_free);
  result->strangers = g_ptr_array_new_with_free_func (g_free);
  if (paths == NULL)
    return NULL;
  if (paths->len == 0)
    return g_steal_pointer (&result);
  if (!mc_local_load (self->store, TAKEN, &taken, error))
    return NULL;
  names = g_strsplit (taken != NULL ? taken : "", "\n", -1);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_auto (McBundleInfo) info = { 0 };
      gboolean own, from_province;
      g_autofree char *name = NULL;

      if (!mc_bundle_peek (self->store, path, &info, &own, &from_province, NULL))
        {
          g_ptr_array_add (result->strangers, g_strdup (path));
          continue;
        }
      name = _mc_desk_package_name (&info);
      if (!own && !g_strv_contains ((const char *const *) names, name))
        note_found (result, list, path, &info, from_province);
      else
        result->known++;
    }
  g_ptr_array_sort (list, compare_found);
  for (guint i = 0; i < list->len; i++)
    g_ptr_array_add (result->paths, g_strdup (((Found *) g_ptr_array_index (list, i))->path));
  return g_steal_pointer (&result);
}

/* ---- without waiting ----------------------------------------------------------------------------------------------------- */

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  McDesk *desk = source;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&desk->jobs);
  GError *error = NULL;
  McStickFound *found;

  if (desk->store == NULL)
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", _ ("The program is closing"));
      return;
    }
  found = mc_desk_look_at_stick (desk, data, &error);
  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) mc_stick_found_free);
  else
    g_task_return_error (task, error);
}

void
mc_desk_look_at_stick_async (McDesk *self, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, mc_desk_look_at_stick_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_strdup (folder), g_free);
  g_task_run_in_thread (task, look_thread);
}

McStickFound *
mc_desk_look_at_stick_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
