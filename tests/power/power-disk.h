/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PowerDisk:
 * What a disk still owes: of every file the sectors, sizes and names that were written since they were last synced.
 * The files themselves always have the newest state, as the page cache of the system would show it;
 * power_disk_crash() turns them into one of the states that a power cut may leave.
 *
 * The model, as harsh as SQLite allows for: a sector of 512 bytes is written whole or not (what stood in it before
 * and was synced is never harmed); unsynced sectors arrive each for itself, in any order, so an older unsynced
 * content may be the one that stays; an unsynced size may be kept or undone for itself; a lost sector past the
 * synced end of a file reads as zeros or as garbage; an unsynced creation or deletion of a name may be undone,
 * and the file then has its content back.
 *
 * Not thread-safe: the caller holds a lock. Every path is absolute.
 */
typedef struct _PowerDisk PowerDisk;
typedef struct _PowerNode PowerNode; /* one file (an inode, not a name); owned by the disk until the next crash */

PowerDisk *power_disk_new (void);
void power_disk_free (PowerDisk *self);

/* The file at @path, which the caller has just opened; @created when the caller made it. NULL when it is not there. */
PowerNode *power_disk_open (PowerDisk *self, const char *path, gboolean created);

/* Before a write or truncation of the real file, and after it (whether it went well or not). */
void power_disk_will_write (PowerDisk *self, PowerNode *node, gint64 offset, gint64 length);
void power_disk_will_truncate (PowerDisk *self, PowerNode *node, gint64 size);
void power_disk_did_change (PowerDisk *self, PowerNode *node);

/* After a sync of the file; @directory_of (nullable): a path in the folder that was synced with it. */
void power_disk_synced (PowerDisk *self, PowerNode *node, const char *directory_of);

/* Before @path is deleted, and after; @directory when the folder was synced too. */
void power_disk_will_delete (PowerDisk *self, const char *path);
void power_disk_did_delete (PowerDisk *self, const char *path, gboolean directory);

gint64 power_disk_total (PowerDisk *self); /* bytes of all known files that have a name */
gint64 power_node_size (PowerNode *node);  /* bytes now */

/* Brings the files into a state that a power cut may leave, chosen by @rand, and forgets everything: what is on the
 * disk now is the truth. Every changed file is a new one of the same name, so handles that are still open
 * (and their locks) stay with the old one and do no harm. */
void power_disk_crash (PowerDisk *self, GRand *rand);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PowerDisk, power_disk_free)

G_END_DECLS
