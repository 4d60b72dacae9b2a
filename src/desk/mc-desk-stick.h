/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-carry.h"

G_BEGIN_DECLS

/* What lies on a stick that has appeared, before anything is taken. Nothing is written to it. */

typedef struct
{
  GPtrArray *paths;   /* (element-type char*) what is for this desk, was written by another and was not taken in here before; in the order of its parts */
  guint bundles;      /* of them, data of other desks or of the province */
  guint receipts;     /* of them, receipts of the province */
  guint known;        /* packages that this desk wrote itself, or took in before */
  GPtrArray *strangers; /* (element-type char*) packages for others, damaged ones, and files that are none */
} McStickFound;
void mc_stick_found_free (McStickFound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McStickFound, mc_stick_found_free)

/* @folder: of the stick; its sub-folders are not searched; or one package. Waits: reads the beginning of each package. NOT_FOUND. */
McStickFound *mc_desk_look_at_stick (McDesk *self, const char *folder, GError **error);

void mc_desk_look_at_stick_async (McDesk *self, const char *folder, GCancellable *cancellable, GAsyncReadyCallback callback,
                                  gpointer user_data);
McStickFound *mc_desk_look_at_stick_finish (McDesk *self, GAsyncResult *result, GError **error);

G_END_DECLS
