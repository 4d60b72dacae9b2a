/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-carry.h"

G_BEGIN_DECLS

/* The folder the desks of an office share (SMB, NFS, a stick that stays): chosen once on this machine, and met in the background, with or without a
 * province, with the line up or down. */

typedef enum
{
  MC_FOLDER_NONE,    /* none is chosen */
  MC_FOLDER_GOOD,    /* it was there at the last pass */
  MC_FOLDER_WORKING, /* a pass is under way */
  MC_FOLDER_AWAY,    /* the other machine is off, or the network between; nothing is lost */
  MC_FOLDER_BUSY,    /* another program of this machine is at it */
  MC_FOLDER_FAILED,  /* full, write-protected, or something nobody foresaw: the message */
} McFolderLink;

/* A plain record; mc_folder_status_clear() after. */
typedef struct
{
  McFolderLink state;
  char *path;       /* (nullable) */
  char *message;    /* (nullable) of the last failure, in the user's language */
  gint64 last_seen; /* own clock: the end of the last pass that went well; 0: never */
} McFolderStatus;

void mc_folder_status_clear (McFolderStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McFolderStatus, mc_folder_status_clear)

/**
 * McDesk::folder-changed:
 * mc_desk_folder_status() may say something else. Emitted in the main context.
 */

/* ---- waiting: for the shell, timers, tests ---- */

/* *path: (out) (transfer full) (nullable): NULL when none is chosen. */
gboolean mc_desk_read_folder (McDesk *self, char **path, GError **error);
/* @path: (nullable): none from now on. */
gboolean mc_desk_save_folder (McDesk *self, const char *path, GError **error);

/* ---- in the background: for the window ---- */

/* Meets the folder after each change here (a moment later) and every two minutes, until the desk is closed. */
void mc_desk_folder_start (McDesk *self);
/* @path: (nullable): none from now on. Kept on this machine; a pass follows at once. */
void mc_desk_folder_choose (McDesk *self, const char *path);
/* As last known; answers at once. */
void mc_desk_folder_status (McDesk *self, McFolderStatus *status);

G_END_DECLS
