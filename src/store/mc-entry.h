/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define MC_ORIGIN_SIZE 16
#define MC_HASH_SIZE 32

typedef enum { MC_STREAM_WORK = 0, MC_STREAM_AUDIT = 1 } McStream;

/* Names an entry on every store alike: who wrote it and the number in his work stream. seq 0: none. */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  gint64 seq;
} McEntryRef;

char *mc_entry_ref_to_text (const McEntryRef *ref); /* "<32 hex digits>.<seq>" */
gboolean mc_entry_ref_from_text (const char *text, McEntryRef *ref);
gboolean mc_entry_ref_equal (const McEntryRef *a, const McEntryRef *b);

char *mc_hex_encode (const guint8 *data, gsize size);
gboolean mc_hex_decode (const char *text, guint8 *data, gsize size);

/**
 * McEnvelope:
 * What stands around the body of an entry. Its bytes are canonical: the same values always give the same bytes, so that
 * on the wire origin and seq need to be said once for a batch and the hash never.
 */
typedef struct
{
  guint8 origin[MC_ORIGIN_SIZE];
  McStream stream;
  gint64 seq;      /* from 1, without a gap */
  gint64 time;     /* seconds */
  char *actor;     /* account */
  McEntryRef dossier; /* the dossier's first entry; seq 0 for that entry itself and for entries of no dossier */
  McEntryRef parent;  /* the last exclusive entry of the dossier the writer had seen, or its first; seq 0: none */
  char *kind;
  gint64 real_time;  /* 0: time is the machine's own; else the machine's clock while a stated time stood for it */
  char *real_actor;  /* (nullable) who really called, while a stated account stood for him */
} McEnvelope;

char *mc_envelope_encode (const McEnvelope *self);
gboolean mc_envelope_decode (const char *text, gsize size, McEnvelope *self, GError **error); /* mc_envelope_clear() after */
void mc_envelope_clear (McEnvelope *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McEnvelope, mc_envelope_clear)

/* SHA-256 of @data. */
void mc_hash_bytes (gconstpointer data, gsize size, guint8 hash[MC_HASH_SIZE]);

/* hash = SHA-256("motcua1" ‖ prev_hash ‖ SHA-256(envelope) ‖ SHA-256(body)). @body_hash is SHA-256(body), which is all that
 * is left of a body that the law had erased. */
void mc_entry_hash (const guint8 prev[MC_HASH_SIZE], const char *envelope, gsize envelope_size,
                    const guint8 body_hash[MC_HASH_SIZE], guint8 hash[MC_HASH_SIZE]);

G_END_DECLS
