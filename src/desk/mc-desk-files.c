/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-files.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-private.h"
#include "mc-desk-sync.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-peer.h"
#include "mc-projection.h"

McBlobs *
_mc_desk_blobs (McDesk *self, GError **error)
{
  McBlobs *blobs;

  g_mutex_lock (&self->blobs_lock);
  if (self->blobs == NULL)
    self->blobs = mc_blobs_open (mc_store_folder (self->store), error);
  blobs = self->blobs;
  g_mutex_unlock (&self->blobs_lock);
  return blobs;
}

/* ---- what may be attached -------------------------------------------------------------------------------- */

/* By its first bytes; what a file is called says nothing. */
static const char *
type_of (const guint8 *start, gsize size)
{
  static const struct
  {
    const char *magic;
    gsize size;
    const char *type;
  } kinds[] = {
    { "%PDF-", 5, "application/pdf" },        { "\xff\xd8\xff", 3, "image/jpeg" },
    { "\x89PNG\r\n\x1a\n", 8, "image/png" }, { "II*\0", 4, "image/tiff" },
    { "MM\0*", 4, "image/tiff" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (size >= kinds[i].size && memcmp (start, kinds[i].magic, kinds[i].size) == 0)
      return kinds[i].type;
  return NULL;
}

static GInputStream *
open_source (GFile *file, const char **type, GCancellable *cancellable, GError **error)
{
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) unreadable = NULL;
  guint8 start[8];
  gsize size;

  stream = g_file_read (file, cancellable, &unreadable);
  if (stream == NULL || !g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &size, cancellable, &unreadable) ||
      !g_seekable_seek (G_SEEKABLE (stream), 0, G_SEEK_SET, cancellable, &unreadable))
    {
      g_autofree char *name = g_file_get_basename (file);
      gboolean cancelled = g_error_matches (unreadable, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      g_set_error (error, MC_ERROR, cancelled ? MC_ERROR_CANCELLED : MC_ERROR_NOT_FOUND, _ ("%s cannot be read: %s"), name,
                   unreadable->message);
      return NULL;
    }
  if ((*type = type_of (start, size)) == NULL)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("Only PDF, JPEG, PNG and TIFF files can be attached"));
      return NULL;
    }
  return G_INPUT_STREAM (g_steal_pointer (&stream));
}

typedef struct
{
  char *code; /* (owned) clean */
  McDossier *dossier; /* (owned) */
} Find;

static gboolean
find_dossier (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Find *find = data;
  gint64 id;

  return _mc_desk_find_code (db, find->code, &id, error) && (find->dossier = mc_projection_fold (db, id, error)) != NULL;
}

static gboolean
has_component (const McDossier *dossier, const char *key)
{
  if (strcmp (key, MC_COMPONENT_RESULT) == 0)
    return TRUE;
  for (guint i = 0; i < dossier->intake->components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (dossier->intake->components, i);

      if (g_strcmp0 (component->key, key) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_attached (const McDossier *dossier, const char *component, const char *hash)
{
  for (guint i = 0; i < dossier->files->len; i++)
    {
      const McFile *file = g_ptr_array_index (dossier->files, i);

      if (strcmp (file->hash, hash) == 0 && g_strcmp0 (file->component, component) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- attaching ------------------------------------------------------------------------------------------------ */

static char *
write_body (const char *component, const char *hash, gint64 size, GFile *file, const char *type)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autofree char *base = g_file_get_basename (file);
  g_autofree char *name = base != NULL ? g_filename_display_name (base) : NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "component", component);
  mc_json_add_text (builder, "blob", hash);
  mc_json_add_int (builder, "bytes", size);
  mc_json_add_text (builder, "name", name);
  mc_json_add_text (builder, "type", type);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

/* It was gone, and is here again. */
static gboolean
drop_gone (McTx *tx, gpointer subject, GError **error)
{
  return mc_quarantine_drop (tx, subject, error);
}

McDossier *
mc_desk_attach (McDesk *self, const char *code, const char *component, GFile *file, GFileProgressCallback progress,
                gpointer progress_data, GCancellable *cancellable, GError **error)
{
  g_autofree char *clean = _mc_desk_clean_code (code);
  g_autofree char *hex = NULL, *subject = NULL;
  g_autoptr (GInputStream) source = NULL;
  g_autoptr (McDossier) dossier = NULL;
  McBlobs *blobs = _mc_desk_blobs (self, error);
  Find find = { clean, NULL };
  guint8 hash[MC_HASH_SIZE];
  const char *type;
  gint64 size;

  if (blobs == NULL || !mc_store_read (self->store, find_dossier, &find, error))
    return NULL;
  dossier = find.dossier;
  if (!has_component (dossier, component))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("The dossier has no paper “%s”"), component);
      return NULL;
    }
  source = open_source (file, &type, cancellable, error);
  if (source == NULL || !mc_blobs_take (blobs, source, MC_DESK_FILE_MAX, progress, progress_data, cancellable, hash, &size, error))
    return NULL;
  hex = mc_hex_encode (hash, MC_HASH_SIZE);
  subject = g_strconcat ("blob ", hex, NULL);
  if (!mc_store_write (self->store, drop_gone, subject, error))
    return NULL;
  if (is_attached (dossier, component, hex))
    return g_steal_pointer (&dossier);
  return _mc_desk_add (self, clean, "attach", write_body (component, hex, size, file, type), error);
}

typedef struct
{
  McDesk *desk; /* (not owned) the task's source */
  char *code;
  char *component;
  GFile *file;
  GFileProgressCallback progress;
  gpointer progress_data;
} Attach;

static void
attach_free (gpointer data)
{
  Attach *attach = data;

  g_free (attach->code);
  g_free (attach->component);
  g_object_unref (attach->file);
  g_free (attach);
}

typedef struct
{
  GTask *task;
  goffset done;
} Step;

static gboolean
tell_progress (gpointer data)
{
  Step *step = data;
  Attach *attach = g_task_get_task_data (step->task);

  if (!g_task_get_completed (step->task))
    attach->progress (step->done, -1, attach->progress_data);
  g_object_unref (step->task);
  g_free (step);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (goffset done, goffset total, gpointer data)
{
  GTask *task = data;
  Step *step = g_new0 (Step, 1);

  step->task = g_object_ref (task);
  step->done = done;
  g_main_context_invoke (g_task_get_context (task), tell_progress, step);
}

static void
attach_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Attach *attach = data;
  g_autoptr (GRWLockReaderLocker) busy = g_rw_lock_reader_locker_new (&attach->desk->jobs);
  g_autoptr (GError) error = NULL;
  McDossier *dossier;

  if (attach->desk->store == NULL)
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "%s", _ ("The program is closing"));
      return;
    }
  dossier = mc_desk_attach (attach->desk, attach->code, attach->component, attach->file,
                            attach->progress != NULL ? progress_cb : NULL, task, cancellable, &error);
  if (dossier != NULL)
    g_task_return_pointer (task, dossier, (GDestroyNotify) mc_dossier_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
mc_desk_attach_async (McDesk *self, const char *code, const char *component, GFile *file, GFileProgressCallback progress,
                      gpointer progress_data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Attach *attach = g_new0 (Attach, 1);

  attach->desk = self;
  attach->code = g_strdup (code);
  attach->component = g_strdup (component);
  attach->file = g_object_ref (file);
  attach->progress = progress;
  attach->progress_data = progress_data;
  g_task_set_source_tag (task, mc_desk_attach_async);
  g_task_set_task_data (task, attach, attach_free);
  g_task_run_in_thread (task, attach_thread);
}

McDossier *
mc_desk_attach_finish (McDesk *self, GAsyncResult *result, GError **error)
{
  McDossier *dossier = g_task_propagate_pointer (G_TASK (result), error);

  if (dossier != NULL)
    _mc_desk_touch (self);
  return dossier;
}

/* ---- reading --------------------------------------------------------------------------------------------------- */

GInputStream *
mc_desk_open_file (McDesk *self, const char *hash, GError **error)
{
  guint8 bytes[MC_HASH_SIZE];
  McBlobs *blobs = _mc_desk_blobs (self, error);

  if (blobs == NULL)
    return NULL;
  if (!mc_hex_decode (hash, bytes, MC_HASH_SIZE))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("This file is not on this machine"));
      return NULL;
    }
  return mc_blobs_stream (blobs, bytes, error);
}

gboolean
mc_desk_has_file (McDesk *self, const char *hash)
{
  guint8 bytes[MC_HASH_SIZE];
  McBlobs *blobs = _mc_desk_blobs (self, NULL);

  return blobs != NULL && mc_hex_decode (hash, bytes, MC_HASH_SIZE) && mc_blobs_size (blobs, bytes) >= 0;
}

static gboolean
write_want (McTx *tx, gpointer data, GError **error)
{
  McFetch *fetch = data;

  return mc_peer_want_file (tx, fetch->hash, fetch->size, error);
}

static void
wanted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    mc_desk_sync_now (MC_DESK (source));
  else
    g_warning ("a file could not be asked for: %s", error->message);
}

void
mc_desk_fetch_file (McDesk *self, const McFile *file)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, wanted_cb, NULL);
  McFetch *fetch = g_new0 (McFetch, 1);

  fetch->size = file->size;
  g_task_set_task_data (task, fetch, g_free);
  if (mc_hex_decode (file->hash, fetch->hash, MC_HASH_SIZE))
    mc_store_write_task (self->store, task, write_want);
}
