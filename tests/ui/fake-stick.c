/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-stick.h"

/* ---- a stick -------------------------------------------------------------------------------------------------------- */

#define FAKE_TYPE_STICK (fake_stick_get_type ())
G_DECLARE_FINAL_TYPE (FakeStick, fake_stick, FAKE, STICK, GObject)

struct _FakeStick
{
  GObject parent_instance;

  FakeMonitor *monitor; /* (not owned) */
  char *path;
  char *name;
  gboolean busy;
};

static void fake_stick_mount (GMountIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeStick, fake_stick, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_MOUNT, fake_stick_mount))

static GFile *
get_root (GMount *mount)
{
  return g_file_new_for_path (FAKE_STICK (mount)->path);
}

static char *
get_name (GMount *mount)
{
  return g_strdup (FAKE_STICK (mount)->name);
}

static GDrive *
get_drive (GMount *mount)
{
  return NULL;
}

static gboolean
can_eject (GMount *mount)
{
  return TRUE;
}

static gboolean
pull (gpointer data)
{
  GTask *task = data;
  FakeStick *self = g_task_get_source_object (task);

  if (self->busy)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_BUSY, "One or more programs are preventing the unmount operation.");
  else
    {
      fake_monitor_pull (self->monitor, self->path);
      g_task_return_boolean (task, TRUE);
    }
  g_object_unref (task);
  return G_SOURCE_REMOVE;
}

static void
eject (GMount *mount, GMountUnmountFlags flags, GMountOperation *operation, GCancellable *cancellable, GAsyncReadyCallback callback,
       gpointer data)
{
  g_idle_add (pull, g_task_new (mount, cancellable, callback, data));
}

static gboolean
eject_finish (GMount *mount, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fake_stick_mount (GMountIface *iface)
{
  iface->get_root = get_root;
  iface->get_name = get_name;
  iface->get_drive = get_drive;
  iface->can_unmount = can_eject;
  iface->can_eject = can_eject;
  iface->eject_with_operation = eject;
  iface->eject_with_operation_finish = eject_finish;
}

static void
fake_stick_finalize (GObject *object)
{
  FakeStick *self = FAKE_STICK (object);

  g_free (self->path);
  g_free (self->name);
  G_OBJECT_CLASS (fake_stick_parent_class)->finalize (object);
}

static void
fake_stick_class_init (FakeStickClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_stick_finalize;
}

static void
fake_stick_init (FakeStick *self)
{
}

/* ---- all of them ------------------------------------------------------------------------------------------------------- */

struct _FakeMonitor
{
  GVolumeMonitor parent_instance;

  GPtrArray *sticks; /* (element-type FakeStick) */
};

G_DEFINE_FINAL_TYPE (FakeMonitor, fake_monitor, G_TYPE_VOLUME_MONITOR)

static GList *
get_mounts (GVolumeMonitor *monitor)
{
  FakeMonitor *self = FAKE_MONITOR (monitor);
  GList *list = NULL;

  for (guint i = self->sticks->len; i > 0; i--)
    list = g_list_prepend (list, g_object_ref (g_ptr_array_index (self->sticks, i - 1)));
  return list;
}

static GList *
get_nothing (GVolumeMonitor *monitor)
{
  return NULL;
}

static FakeStick *
find (FakeMonitor *self, const char *path)
{
  for (guint i = 0; i < self->sticks->len; i++)
    if (g_str_equal (((FakeStick *) g_ptr_array_index (self->sticks, i))->path, path))
      return g_ptr_array_index (self->sticks, i);
  return NULL;
}

void
fake_monitor_plug (FakeMonitor *self, const char *path, const char *name)
{
  FakeStick *stick = g_object_new (FAKE_TYPE_STICK, NULL);

  stick->monitor = self;
  stick->path = g_strdup (path);
  stick->name = g_strdup (name);
  g_ptr_array_add (self->sticks, stick);
  g_signal_emit_by_name (self, "mount-added", stick);
}

void
fake_monitor_pull (FakeMonitor *self, const char *path)
{
  g_autoptr (FakeStick) stick = g_object_ref (find (self, path));

  g_ptr_array_remove (self->sticks, stick);
  g_signal_emit_by_name (self, "mount-removed", stick);
}

void
fake_monitor_set_busy (FakeMonitor *self, const char *path, gboolean busy)
{
  find (self, path)->busy = busy;
}

static void
fake_monitor_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_MONITOR (object)->sticks);
  G_OBJECT_CLASS (fake_monitor_parent_class)->finalize (object);
}

static void
fake_monitor_class_init (FakeMonitorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_monitor_finalize;
  G_VOLUME_MONITOR_CLASS (klass)->get_mounts = get_mounts;
  G_VOLUME_MONITOR_CLASS (klass)->get_volumes = get_nothing;
  G_VOLUME_MONITOR_CLASS (klass)->get_connected_drives = get_nothing;
}

static void
fake_monitor_init (FakeMonitor *self)
{
  self->sticks = g_ptr_array_new_with_free_func (g_object_unref);
}

FakeMonitor *
fake_monitor_new (void)
{
  return g_object_new (FAKE_TYPE_MONITOR, NULL);
}
