/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A volume monitor whose sticks are folders of the test. */
#define FAKE_TYPE_MONITOR (fake_monitor_get_type ())
G_DECLARE_FINAL_TYPE (FakeMonitor, fake_monitor, FAKE, MONITOR, GVolumeMonitor)

FakeMonitor *fake_monitor_new (void);
/* Plugged in, and known by that name. */
void fake_monitor_plug (FakeMonitor *self, const char *path, const char *name);
/* Pulled out, unmounted or not. */
void fake_monitor_pull (FakeMonitor *self, const char *path);
/* Somebody else has a file of it open: it cannot be unmounted. */
void fake_monitor_set_busy (FakeMonitor *self, const char *path, gboolean busy);

G_END_DECLS
