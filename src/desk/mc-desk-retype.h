/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* Nhập bù lên hệ thống tỉnh: dossiers one by one that are still to be typed into the province's own system, and the official code that
 * comes back. Which dossiers wait is defined in src/store/mc-retype.h. */

typedef enum
{
  MC_DESK_RETYPE_AT,     /* the dossier itself while it waits, else the next */
  MC_DESK_RETYPE_NEXT,
  MC_DESK_RETYPE_PREVIOUS,
} McDeskRetypeStep;

typedef struct
{
  McDossier *dossier; /* (owned) (nullable) whole; NULL when none waits */
  gint64 rank;        /* how many that wait were received before it */
  gint64 waiting;     /* how many wait */
} McRetypeItem;

void mc_retype_item_free (McRetypeItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRetypeItem, mc_retype_item_free)

/**
 * mc_desk_retype_item:
 * @own: only those received at this desk: two desks that type at once begin with different ones
 * @code: (nullable): of a dossier, waiting or not; NULL: from the beginning
 *
 * The dossier to type in, oldest receipt first; behind the last comes the first again. Waits.
 */
McRetypeItem *mc_desk_retype_item (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GError **error);
void mc_desk_retype_item_async (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
McRetypeItem *mc_desk_retype_item_finish (McDesk *self, GAsyncResult *result, GError **error);

/**
 * mc_desk_set_official_code:
 * @code: the dossier's own code
 * @official: (nullable): the official one, as mc_official_code_parse() takes it; NULL takes back what was given
 * @warning: (out) (optional): a sentence when it was kept and yet looks odd: an earlier day than the receipt, the number of another
 *   dossier's slip; NULL
 *
 * Keeps the code in the journal. The one the dossier has already changes nothing; another one replaces it, and both stay in the
 * history. Waits.
 *
 * Returns: (transfer full): the dossier, or NULL: INVALID (no such form, a day to come), REJECTED (another dossier has it; the sentence
 *   says which), NOT_FOUND
 */
McDossier *mc_desk_set_official_code (McDesk *self, const char *code, const char *official, char **warning, GError **error);
void mc_desk_set_official_code_async (McDesk *self, const char *code, const char *official, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
McDossier *mc_desk_set_official_code_finish (McDesk *self, GAsyncResult *result, char **warning, GError **error);

G_END_DECLS
