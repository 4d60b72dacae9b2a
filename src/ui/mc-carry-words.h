/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-folder.h"
#include "mc-desk-stick.h"

G_BEGIN_DECLS

/* What is said about sticks. Nothing is called received by the province before its receipt. All (transfer full). */

typedef enum
{
  MC_CARRY_IDLE,
  MC_CARRY_WRITING,
  MC_CARRY_READING,
} McCarryDoing;

/* "USB KINGSTON has 2 packages, 1 receipt of the province"; NULL when there is nothing for this desk. */
char *mc_carry_offer (const McStickFound *found, const char *stick);

/* "Writing to the USB stick: 12.0 MB of 40.0 MB, about 2 minutes left". @seconds: since it began. The bytes of reading count twice, as all is checked first. */
char *mc_carry_progress (McCarryDoing doing, gint64 done, gint64 total, double seconds);

/* One sentence about all that was written, and a line for each part. */
char *mc_carry_written_title (const McCarryExport *export, const char *stick);
char *mc_carry_written_line (const McCarryExport *export, guint part);

/* One sentence about all that was read: (element-type McCarryItem); and a line for each file. */
char *mc_carry_taken_title (GPtrArray *items);
char *mc_carry_taken_line (const McCarryItem *item);
/* Something of it was refused, or waits. */
gboolean mc_carry_item_is_trouble (const McCarryItem *item);

/* Where the shared folder stands: "Shared folder: last seen at 09:12". */
char *mc_carry_folder (const McFolderStatus *status, McDay today);

/* When nothing of a stick was to be taken: why. */
char *mc_carry_nothing (const McStickFound *found);

G_END_DECLS
