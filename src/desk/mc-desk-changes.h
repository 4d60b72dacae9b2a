/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* What the province changes (thay đổi tỉnh gửi về): shown from the moment it is here, with the moment it takes effect at this desk. */

typedef enum
{
  MC_CHANGE_OF_PROCEDURE,
  MC_CHANGE_OF_HOLIDAYS,
  MC_CHANGE_OF_SETTINGS,
  MC_CHANGE_OF_PAPER,
  MC_CHANGE_OF_SIGNERS,
  MC_CHANGE_OF_UNKNOWN, /* a newer province says it */
} McChangeSubject;
#define MC_N_CHANGE_SUBJECTS 6

typedef enum { MC_CHANGE_NEW, MC_CHANGE_CHANGED, MC_CHANGE_ABOLISHED } McChangeKind; /* mới, thay đổi, bãi bỏ */

typedef struct
{
  McChangeSubject subject;
  McChangeKind kind;
  char *id;         /* "entry.part" of this store: the same change is the same id while the store lives */
  char *code;       /* (nullable) of a procedure */
  char *title;      /* in the user's language */
  char *decision;   /* (nullable) the decision that published it */
  char **lines;     /* what changes, a sentence each in the user's language; may be empty */
  char *fault;      /* (nullable) why it is never used here */
  gint64 published_at, arrived_at;
  gint64 effect;    /* when it takes effect at this desk; G_MAXINT64 while that is not settled */
  gboolean in_force;
} McChange;

void mc_change_free (McChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McChange, mc_change_free)

const char *mc_change_subject_to_key (McChangeSubject subject); /* procedure holidays settings paper signers unknown */
const char *mc_change_kind_to_key (McChangeKind kind);          /* new changed abolished */

/* "17:00 today", "01/12/2026": the moment alone, within a sentence. (transfer full) */
char *mc_change_moment_text (const McChange *self, gint64 now);
/* "in force from 17:00 today", "from 01/12/2026", in the user's language. @now: seconds. (transfer full) */
char *mc_change_when_text (const McChange *self, gint64 now);

/* All that waits, soonest first, then what took effect in the last 30 days, newest first. Waits. (transfer full)
 * (element-type McChange) */
GPtrArray *mc_desk_changes (McDesk *self, GError **error);
void mc_desk_changes_async (McDesk *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mc_desk_changes_finish (McDesk *self, GAsyncResult *result, GError **error);

G_END_DECLS
