/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-carry-private.h"

G_BEGIN_DECLS

/* How far this store has read and written one shared folder. It stands in the store's database, so that a restored store reads again what it
 * has lost. */

typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  gint64 next;  /* all segments below it are done */
  GArray *done; /* (element-type gint64) others that are */
} McFolderAuthor;

typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE]; /* who wrote what stands below */
  gint64 segment;    /* last one written, 0: none */
  gint64 file;       /* files of entries up to this row are written */
  GArray *heads;     /* (element-type McHead) entries that are written; hashes are not kept */
  GArray *recipients;/* (element-type McPublicKey) all that was written is sealed for them */
  GPtrArray *authors;/* (element-type McFolderAuthor) */
} McFolderState;

void _mc_folder_state_init (McFolderState *self);
void _mc_folder_state_clear (McFolderState *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McFolderState, _mc_folder_state_clear)

/* @id: of the folder. What cannot be read is as good as nothing. */
gboolean _mc_folder_state_load (McFolderState *self, McStore *store, const char *id, GError **error);
gboolean _mc_folder_state_save (const McFolderState *self, McStore *store, const char *id, GError **error);

/* All is to be written again. */
void _mc_folder_state_forget_written (McFolderState *self);

McHead *_mc_folder_state_head (McFolderState *self, const guint8 origin[MC_ORIGIN_SIZE]); /* (transfer none) made when it is new */
McFolderAuthor *_mc_folder_state_author (McFolderState *self, const guint8 origin[MC_ORIGIN_SIZE]); /* the same */
gboolean _mc_folder_author_is_done (const McFolderAuthor *self, gint64 segment);
void _mc_folder_author_done (McFolderAuthor *self, gint64 segment);

G_END_DECLS
