/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-bundle-carry.h"
#include "mc-error.h"
#include "mc-folder.h"
#include "sync-office.h"

G_BEGIN_DECLS

/* Desks of one office with their files, a stick, a folder they share, and a province that takes sticks. */
typedef struct
{
  SyncDesk sync;
  McBlobs *blobs;
} CarryDesk;

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks; /* (element-type CarryDesk) */
  char *stick;      /* folder */
  char *shared;     /* folder */
} CarryOffice;

/* @met: they have heard of each other through the province. */
void carry_office_init (CarryOffice *self, int n_desks, gboolean met);
void carry_office_clear (CarryOffice *self);
CarryDesk *carry_desk (CarryOffice *self, guint i);
/* The desk's store behind this fixture, after it was closed and opened again. */
McStore *carry_store (CarryDesk *self);
void carry_meet (CarryOffice *self);

/* A dossier with @n_files files, the code of it. (transfer full) */
char *carry_receive (CarryDesk *self, const char *name, int n_files);
gboolean carry_has (CarryDesk *self, const char *code);
/* Files its dossiers name, and those that are here whole. */
void carry_count_files (CarryDesk *self, int *named, int *here);

/* Asserted to go well. */
void carry_export (CarryDesk *self, const char *path, guint whom, gint64 part_max, McBundleWritten *written);
void carry_import (CarryDesk *self, const char *path, McBundleTaken *taken);
/* Asserted to be refused with this code, and to change nothing. */
void carry_import_refused (CarryDesk *self, const char *path, McError code);
void carry_folder (CarryDesk *self, const char *folder, McFolderResult *result);

/* The province takes a part in. (transfer full): its receipt's path */
char *carry_province_import (CarryOffice *self, const char *path);

/* Everything the journal holds, one line an entry. */
char *carry_entries (CarryDesk *self);
int carry_n_files_in (const char *folder);

G_END_DECLS
