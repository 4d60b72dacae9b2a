/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file on a stick or in a shared folder, where everything may go wrong at any moment: it is written beside under a hidden name, synced, and
 * gets its name when it is whole. */

#define MC_CARRY_FILE_PART ".part" /* what the hidden name ends with; it begins with a dot */

typedef struct
{
  int fd;       /* -1: none */
  char *path;   /* (owned) its name in the end */
  char *beside; /* (owned) its name until then */
  gint64 size;  /* bytes written so far */
} McCarryFile;

/* DEVICE_GONE when there is no such folder (any more), READ_ONLY, NO_SPACE. */
gboolean mc_carry_file_open (McCarryFile *self, const char *path, GError **error); /* mc_carry_file_clear() after */
gboolean mc_carry_file_write (McCarryFile *self, gconstpointer data, gsize size, GError **error);
/* Synced and under its name when this returns TRUE. */
gboolean mc_carry_file_finish (McCarryFile *self, GError **error);
/* What was not finished is removed. */
void mc_carry_file_clear (McCarryFile *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCarryFile, mc_carry_file_clear)

/* What @number (errno) means for somebody with a stick in his hand. Return FALSE. */
gboolean mc_carry_fail_write (int number, GError **error);
gboolean mc_carry_fail_read (int number, GError **error);

G_END_DECLS
