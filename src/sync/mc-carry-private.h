/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-blobs.h"
#include "mc-bundle-carry.h"
#include "mc-exchange.h"

G_BEGIN_DECLS

/* What bundle and folder share: who we are, whom it is for, what goes, and how it is taken in. */

#define MC_CARRY_RAW_MAX (1024 * 1024) /* bytes of entries before they are packed, in one batch */

/* Who writes and reads here. */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  guint8 public_key[32];
  guint8 secret_key[64];
  char *office; /* (owned) code */
  gint64 desk;
  gint64 now;
  gboolean enrolled;
  guint8 province[32]; /* its key, when enrolled */
} McCarrySelf;

gboolean _mc_carry_self_load (McCarrySelf *self, McStore *store, GError **error);
void _mc_carry_self_clear (McCarrySelf *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCarrySelf, _mc_carry_self_clear)
void _mc_carry_self_info (const McCarrySelf *self, McBundleKind kind, McBundleInfo *info); /* mc_bundle_info_clear() after */

/* The keys of all desks of the office that are known here, own ones too; of the province. (element-type McPublicKey) */
GArray *_mc_carry_recipients (McStore *store, guint whom, GError **error);

/* A piece of a chain that ends at a signature of its author. */
typedef struct
{
  int origin;
  guint8 id[MC_ORIGIN_SIZE];
  McStream stream;
  gint64 first_seq;
  guint count;
  guint8 prev_hash[MC_HASH_SIZE];
  guint8 signature[64];
  gint64 room; /* bytes it takes at most */
} McCarryBatch;

typedef struct
{
  guint8 hash[MC_HASH_SIZE];
  gint64 size;
} McCarryFileRef;

typedef struct
{
  GArray *batches;  /* (element-type McCarryBatch) */
  GArray *files;    /* (element-type McCarryFileRef) that are here whole */
  GByteArray *acks; /* ACK frames the province signed */
  gint64 max;       /* bytes of a part */
  gint64 entries;
  gint64 unsigned_entries; /* of others, behind their last signature: they go by another way, or later */
} McCarryPlan;

void _mc_carry_plan_init (McCarryPlan *self, gint64 max); /* @max: about so many bytes a part; 0: MC_BUNDLE_PART_MAX */
void _mc_carry_plan_clear (McCarryPlan *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McCarryPlan, _mc_carry_plan_clear)

/* Entries of a chain after number @after. */
gboolean _mc_carry_plan_chain (McCarryPlan *self, McStore *store, const McChain *chain, gint64 after, GError **error);
/* Chains of the office with how far they go: work of all desks, and with @audit what own origins say of who viewed what; with @province what the
 * province wrote for all and for this office. (element-type McChain) */
GArray *_mc_carry_chains (McStore *store, gboolean audit, gboolean province, GError **error);
gboolean _mc_carry_plan_acks (McCarryPlan *self, McStore *store, GError **error);

/* One part: some batches and files of a plan. */
typedef struct
{
  guint first_batch, n_batches;
  guint first_file, n_files;
} McCarryPart;

/* Into parts. A file is never in two parts: so each can be taken in for itself. (element-type McCarryPart) */
GArray *_mc_carry_plan_parts (const McCarryPlan *self);
/* As progress counts them: files, and entries before they are packed. */
gint64 _mc_carry_plan_bytes (const McCarryPlan *self);
/* What a stick must have room for at least. */
gint64 _mc_carry_plan_room (const McCarryPlan *self);

typedef struct
{
  McSyncProgressFunc func; /* (nullable) */
  gpointer data;
  gint64 done, total;
} McCarryProgress;

gboolean _mc_carry_write_part (const McCarryPlan *plan, const McCarryPart *part, McStore *store, McBlobs *blobs, McBundleWriter *writer,
                               McCarryProgress *progress, GCancellable *cancellable, GError **error);

/* An open, checked part of a known writer into the store. @from as mc_exchange_take(). */
gboolean _mc_carry_take (McBundleReader *reader, McFrom from, McStore *store, McBlobs *blobs, McSyncProgressFunc progress,
                         gpointer data, GCancellable *cancellable, McBundleTaken *taken, GError **error);
/* Who wrote it: REJECTED when he is not of this office and not the province, or not known here. */
gboolean _mc_carry_check_writer (McBundleReader *reader, const McCarrySelf *self, McStore *store, gboolean *is_province, GError **error);
/* Entries that came before what they continue are kept beside the store; this takes them in as far as they fit now. */
gboolean _mc_carry_take_waiting (McStore *store, McBundleTaken *taken, GError **error);
/* The folder for such things in that of the store. (transfer full) */
char *_mc_carry_folder (McStore *store);

gboolean _mc_carry_is_cancelled (GCancellable *cancellable, GError **error);

G_END_DECLS
