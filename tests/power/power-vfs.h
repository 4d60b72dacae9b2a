/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * The SQLite VFS "power": the default one on a simulated disk (power-disk.h) whose power can be cut, which can be full
 * and which can refuse to write. There is one in a process; several threads and connections may use it, other
 * processes may not use the same files. Nothing is really synced, so it is fast.
 *
 * What a test does:
 *   power_vfs_register (); open with vfs "power"; work until power_vfs_cut () or an armed cut;
 *   close what is open (it reports SQLITE_IOERR); power_vfs_boot (); open again and look.
 */
#define POWER_VFS_NAME "power"

void power_vfs_register (void); /* again: does nothing */

/**
 * power_vfs_cut:
 *
 * Takes the power away now. The files get one of the states that the disk may be in (see power-disk.h), chosen by @seed:
 * everything synced is there, the rest is in part. Open handles give SQLITE_IOERR from now on, for ever; nothing can
 * be opened or deleted before power_vfs_boot().
 */
void power_vfs_cut (guint32 seed);

/* Cuts the power by itself in place of the @n-th (from 1) write, truncation, sync or deletion from now on; 0: not. */
void power_vfs_cut_after (guint n, guint32 seed);

/* Writes, truncations, syncs and deletions so far: run once to learn how many steps an operation has, then cut at each. */
guint power_vfs_steps (void);

gboolean power_vfs_is_cut (void);

/* Power is back, the disk is sound: no quota, no failing writes, no armed cut. */
void power_vfs_boot (void);

/* What would make the files opened here larger than @bytes altogether gives SQLITE_FULL; -1: no limit. */
void power_vfs_set_quota (gint64 bytes);

/* After @n more writes every one gives SQLITE_IOERR_WRITE; -1: none does. */
void power_vfs_fail_writes (int n);

G_END_DECLS
