/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-sticks.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"

typedef struct
{
  GMount *mount; /* (owned) */
  char *path;
  char *name;
} Stick;

struct _McSticks
{
  GObject parent_instance;

  GVolumeMonitor *monitor; /* (owned) (nullable) */
  GPtrArray *sticks;       /* (element-type Stick) the newest last */
};

enum { CHANGED, APPEARED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McSticks, mc_sticks, G_TYPE_OBJECT)

static void
stick_free (gpointer data)
{
  Stick *stick = data;

  g_object_unref (stick->mount);
  g_free (stick->path);
  g_free (stick->name);
  g_free (stick);
}

/* What a person plugs in and pulls out: not the office's server, not the machine's own disks. */
static gboolean
is_stick (GMount *mount)
{
  g_autoptr (GDrive) drive = g_mount_get_drive (mount);

  if (g_mount_is_shadowed (mount))
    return FALSE;
  return drive != NULL ? g_drive_is_removable (drive) || g_drive_is_media_removable (drive)
                       : g_mount_can_eject (mount) || g_mount_can_unmount (mount);
}

static gboolean
add_mount (McSticks *self, GMount *mount)
{
  g_autoptr (GFile) root = g_mount_get_root (mount);
  g_autofree char *path = g_file_get_path (root);
  Stick *stick;

  if (path == NULL || !is_stick (mount) || mc_sticks_find (self, path, NULL))
    return FALSE;
  stick = g_new0 (Stick, 1);
  stick->mount = g_object_ref (mount);
  stick->path = g_steal_pointer (&path);
  stick->name = g_mount_get_name (mount);
  g_ptr_array_add (self->sticks, stick);
  return TRUE;
}

static void
on_added (McSticks *self, GMount *mount)
{
  g_autofree char *path = NULL;

  if (!add_mount (self, mount))
    return;
  path = g_strdup (mc_sticks_get_path (self, self->sticks->len - 1));
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[APPEARED], 0, path);
}

static void
on_removed (McSticks *self, GMount *mount)
{
  for (guint i = 0; i < self->sticks->len; i++)
    if (((Stick *) g_ptr_array_index (self->sticks, i))->mount == mount)
      {
        g_ptr_array_remove_index (self->sticks, i);
        g_signal_emit (self, signals[CHANGED], 0);
        return;
      }
}

McSticks *
mc_sticks_new (void)
{
  return g_object_new (MC_TYPE_STICKS, NULL);
}

void
mc_sticks_watch (McSticks *self, GVolumeMonitor *monitor)
{
  GList *mounts;

  g_return_if_fail (MC_IS_STICKS (self) && self->monitor == NULL);
  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "mount-added", G_CALLBACK (on_added), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (monitor, "mount-removed", G_CALLBACK (on_removed), self, G_CONNECT_SWAPPED);
  mounts = g_volume_monitor_get_mounts (monitor);
  for (GList *at = mounts; at != NULL; at = at->next)
    on_added (self, at->data);
  g_list_free_full (mounts, g_object_unref);
}

guint
mc_sticks_get_n (McSticks *self)
{
  g_return_val_if_fail (MC_IS_STICKS (self), 0);
  return self->sticks->len;
}

const char *
mc_sticks_get_path (McSticks *self, guint i)
{
  g_return_val_if_fail (MC_IS_STICKS (self) && i < self->sticks->len, NULL);
  return ((Stick *) g_ptr_array_index (self->sticks, i))->path;
}

const char *
mc_sticks_get_name (McSticks *self, guint i)
{
  g_return_val_if_fail (MC_IS_STICKS (self) && i < self->sticks->len, NULL);
  return ((Stick *) g_ptr_array_index (self->sticks, i))->name;
}

gboolean
mc_sticks_find (McSticks *self, const char *path, guint *i)
{
  g_return_val_if_fail (MC_IS_STICKS (self), FALSE);
  for (guint at = 0; path != NULL && at < self->sticks->len; at++)
    if (g_strcmp0 (path, mc_sticks_get_path (self, at)) == 0)
      {
        if (i != NULL)
          *i = at;
        return TRUE;
      }
  return FALSE;
}

/* ---- pulling out -------------------------------------------------------------------------------------------------------- */

static void
finish_removal (GTask *task, gboolean ok, GError *error)
{
  g_autoptr (GError) owned = error;

  if (ok)
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_BUSY) || g_error_matches (owned, G_IO_ERROR, G_IO_ERROR_FAILED_HANDLED))
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_BUSY, "%s",
                             _("The stick cannot be pulled out yet: another program is using it. Close its files and folders, then again"));
  else
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_FAILED, _("The stick cannot be pulled out yet: %s"), owned->message);
}

static void
on_ejected (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gboolean ok = g_mount_eject_with_operation_finish (G_MOUNT (source), result, &error);

  finish_removal (task, ok, error);
}

static void
on_unmounted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  gboolean ok = g_mount_unmount_with_operation_finish (G_MOUNT (source), result, &error);

  finish_removal (task, ok, error);
}

void
mc_sticks_remove_async (McSticks *self, const char *path, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  GMount *mount;
  guint i;

  g_task_set_source_tag (task, mc_sticks_remove_async);
  if (!mc_sticks_find (self, path, &i))
    {
      g_task_return_new_error (task, MC_ERROR, MC_ERROR_NOT_FOUND, "%s", _("This folder is no USB stick that can be removed"));
      return;
    }
  mount = ((Stick *) g_ptr_array_index (self->sticks, i))->mount;
  if (g_mount_can_eject (mount))
    g_mount_eject_with_operation (mount, G_MOUNT_UNMOUNT_NONE, NULL, NULL, on_ejected, g_steal_pointer (&task));
  else
    g_mount_unmount_with_operation (mount, G_MOUNT_UNMOUNT_NONE, NULL, NULL, on_unmounted, g_steal_pointer (&task));
}

gboolean
mc_sticks_remove_finish (McSticks *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* ---- life ------------------------------------------------------------------------------------------------------------------ */

static void
mc_sticks_finalize (GObject *object)
{
  McSticks *self = MC_STICKS (object);

  g_ptr_array_unref (self->sticks);
  g_clear_object (&self->monitor);
  G_OBJECT_CLASS (mc_sticks_parent_class)->finalize (object);
}

static void
mc_sticks_class_init (McSticksClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_sticks_finalize;
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[APPEARED] = g_signal_new ("appeared", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_STRING);
}

static void
mc_sticks_init (McSticks *self)
{
  self->sticks = g_ptr_array_new_with_free_func (stick_free);
}
