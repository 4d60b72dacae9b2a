/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-entry.h"
#include "mc-fold.h"
#include "mc-journal.h"

G_BEGIN_DECLS

/* Entries that were said again under another name (mc-branch.h), and work that knew them by the old one. A name alone, origin and number, is no
 * name once a chain was written on twice. So who works on what the province has not numbered yet says the beginning of its hash too:
 * "first_hash" of the dossier's first entry, "parent_hash" of the parent. What is said again lists in "names" what it was called, each
 * "<origin>.<number>/<hash>", the newest first. */

#define MC_AGAIN_HASH 8 /* bytes of a hash that are said */

/* "<ref>/<hash>" (transfer full) */
char *mc_again_name (const McEntryRef *ref, const char *hash_hex);
/* Whether @hex (nullable) says the beginning of @hash, or nothing. */
gboolean mc_again_hash_fits (const char *hex, const guint8 hash[MC_HASH_SIZE]);
/* The names an entry had before. (transfer full) (nullable): none */
char **mc_again_names (JsonObject *body);

/**
 * mc_again_write_body:
 * @body: an object
 *
 * The text of a body this store is about to write, with the hashes of dossier and parent where they are to be said: of what others wrote
 * and the province has not numbered. (transfer full)
 */
char *mc_again_write_body (McTx *tx, const McEntryRef *first, const McEntryRef *parent, JsonNode *body, GError **error);

/* The body of an entry that is said again: its old name in "again" (and with those it had before in "names"), then what it said. @rest: the old
 * body's text. (transfer full) */
char *mc_again_body (const McEntryRef *old, const guint8 hash[MC_HASH_SIZE], const char *rest);

/* ---- while a dossier is folded ---- */

typedef struct
{
  GHashTable *names;               /* (element-type char* McEntryRef) names that are none any more, to the one that is */
  McEntryRef head;                 /* the last exclusive entry, or the first */
  guint8 head_hash[MC_HASH_SIZE];
} McAgain;

void mc_again_init (McAgain *self);
void mc_again_clear (McAgain *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McAgain, mc_again_clear)

/* Every entry of the dossier, in its order. FALSE for one that says again what another entry says again already, as happens when a store is set
 * back twice: it does nothing, and its name is another one of that entry's. */
gboolean mc_again_take (McAgain *self, const McEnvelope *envelope, JsonObject *body);
/* It is the head from now on. */
void mc_again_set_head (McAgain *self, const McEnvelope *envelope, const guint8 hash[MC_HASH_SIZE]);
/* Whether an exclusive entry was written on the present head, by whichever of its names. */
gboolean mc_again_is_on_head (const McAgain *self, const McEnvelope *envelope, JsonObject *body);

G_END_DECLS
