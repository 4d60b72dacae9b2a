/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-file-opener.h"

#include <glib/gstdio.h>

#include "mc-desk-files.h"
#include "mc-text.h"

struct _McFileOpener
{
  GPtrArray *copies; /* (element-type char) paths */
};

typedef struct
{
  char *hash;
  char *name;
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;

  g_free (wanted->hash);
  g_free (wanted->name);
  g_free (wanted);
}

/* A name that stays in its folder whatever came with the file. */
static char *
safe_name (const McFile *file)
{
  char *name = g_strdup (mc_text_is_empty (file->name) ? "motcua" : file->name);

  g_strdelimit (name, "/\\", '_');
  if (name[0] == '.')
    name[0] = '_';
  return name;
}

static void
remove_copy (gpointer data)
{
  char *path = data;
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
}

/* The folder is the user's alone (0700); where the session has one in memory, nothing of it comes to the disk. */
static gpointer
write_copy (McDesk *desk, gpointer data, GError **error)
{
  Wanted *wanted = data;
  g_autoptr (GInputStream) content = mc_desk_open_file (desk, wanted->hash, error);
  g_autoptr (GFileOutputStream) out = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (content == NULL)
    return NULL;
  folder = g_build_filename (g_get_user_runtime_dir (), "motcua-XXXXXX", NULL);
  if (g_mkdtemp (folder) == NULL)
    {
      g_clear_pointer (&folder, g_free);
      folder = g_dir_make_tmp ("motcua-XXXXXX", error);
    }
  if (folder == NULL)
    return NULL;
  path = g_build_filename (folder, wanted->name, NULL);
  file = g_file_new_for_path (path);
  out = g_file_create (file, G_FILE_CREATE_PRIVATE, NULL, error);
  if (out == NULL || g_output_stream_splice (G_OUTPUT_STREAM (out), content, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    {
      remove_copy (g_steal_pointer (&path));
      return NULL;
    }
  return g_steal_pointer (&path);
}

McFileOpener *
mc_file_opener_new (void)
{
  McFileOpener *self = g_new0 (McFileOpener, 1);

  self->copies = g_ptr_array_new_with_free_func (remove_copy);
  return self;
}

void
mc_file_opener_free (McFileOpener *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->copies);
  g_free (self);
}

void
mc_file_opener_copy (McFileOpener *self, McDeskWorker *worker, gpointer source, const McFile *file, GAsyncReadyCallback callback,
                     gpointer user_data)
{
  Wanted *wanted = g_new0 (Wanted, 1);

  wanted->hash = g_strdup (file->hash);
  wanted->name = safe_name (file);
  mc_desk_worker_run (worker, source, write_copy, wanted, wanted_free, remove_copy, callback, user_data);
}

char *
mc_file_opener_copy_finish (McFileOpener *self, GAsyncResult *result, GError **error)
{
  char *path = g_task_propagate_pointer (G_TASK (result), error);

  if (path == NULL)
    return NULL;
  g_ptr_array_add (self->copies, path);
  return g_filename_to_uri (path, NULL, error);
}
