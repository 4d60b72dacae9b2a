/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entry of the journal: its bytes, its hash, the signature of a head (design: architecture.md, "The journal"). */
#include "mc-entry.h"

#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-origin.h"

#define ORIGIN "00112233445566778899aabbccddeeff"
#define OTHER "ffeeddccbbaa99887766554433221100"

static void
ref_init (McEntryRef *ref, const char *origin, gint64 seq)
{
  ref->seq = seq;
  g_assert_true (mc_hex_decode (origin, ref->origin, MC_ORIGIN_SIZE));
}

static McEnvelope
an_envelope (void)
{
  McEnvelope envelope = { .stream = MC_STREAM_WORK, .seq = 12, .time = 1795398060, .actor = (char *) "lan", .kind = (char *) "act" };

  g_assert_true (mc_hex_decode (ORIGIN, envelope.origin, MC_ORIGIN_SIZE));
  return envelope;
}

/* Encodes, reads, encodes again: the same bytes, and they are @expected. */
static void
assert_bytes (const McEnvelope *envelope, const char *expected)
{
  g_autofree char *text = mc_envelope_encode (envelope), *again = NULL;
  g_auto (McEnvelope) back = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (text, ==, expected);
  g_assert_true (mc_envelope_decode (text, strlen (text), &back, &error));
  g_assert_no_error (error);
  again = mc_envelope_encode (&back);
  g_assert_cmpstr (again, ==, expected);
  g_assert_cmpmem (back.origin, MC_ORIGIN_SIZE, envelope->origin, MC_ORIGIN_SIZE);
  g_assert_true (mc_entry_ref_equal (&back.dossier, &envelope->dossier));
  g_assert_true (mc_entry_ref_equal (&back.parent, &envelope->parent));
  g_assert_cmpstr (back.actor, ==, envelope->actor);
  g_assert_cmpint (back.time, ==, envelope->time);
}

static void
test_bytes (void)
{
  McEnvelope envelope = an_envelope ();

  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":12,\"t\":1795398060,\"a\":\"lan\",\"k\":\"act\"}");
  envelope.stream = MC_STREAM_AUDIT;
  envelope.time = -1;
  envelope.seq = G_MAXINT64;
  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":1,\"n\":9223372036854775807,\"t\":-1,\"a\":\"lan\",\"k\":\"act\"}");
}

/* Names are whatever the accounts of a system are called. */
static void
test_bytes_of_odd_names (void)
{
  McEnvelope envelope = an_envelope ();

  envelope.actor = (char *) "Lò Thị \"Hoa\" \\ \n\x01";
  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":12,\"t\":1795398060,"
                           "\"a\":\"Lò Thị \\\"Hoa\\\" \\\\ \\u000a\\u0001\",\"k\":\"act\"}");
  envelope.actor = (char *) "";
  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":12,\"t\":1795398060,\"a\":\"\",\"k\":\"act\"}");
}

/* What the writer says of his own entries leaves the origin out; of others' it does not. */
static void
test_own_refs_are_short (void)
{
  McEnvelope envelope = an_envelope ();

  ref_init (&envelope.dossier, ORIGIN, 3);
  ref_init (&envelope.parent, OTHER, 7);
  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":12,\"t\":1795398060,\"a\":\"lan\",\"d\":\".3\",\"p\":\"" OTHER
                           ".7\",\"k\":\"act\"}");
}

/* ctl.md: the real clock and the real caller are journalled beside stated ones. */
static void
test_real_clock_and_caller (void)
{
  McEnvelope envelope = an_envelope ();
  g_autofree char *text = NULL;
  g_auto (McEnvelope) back = { 0 };

  envelope.real_time = 1795398061;
  envelope.real_actor = (char *) "root\"";
  assert_bytes (&envelope, "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":12,\"t\":1795398060,\"a\":\"lan\",\"k\":\"act\","
                           "\"rt\":1795398061,\"ra\":\"root\\\"\"}");
  text = mc_envelope_encode (&envelope);
  g_assert_true (mc_envelope_decode (text, strlen (text), &back, NULL));
  g_assert_cmpint (back.real_time, ==, envelope.real_time);
  g_assert_cmpstr (back.real_actor, ==, envelope.real_actor);
}

static void
test_ref_text (void)
{
  static const char *const bad[] = { NULL, "", ".3", ORIGIN, ORIGIN ".", ORIGIN ".0", ORIGIN ".-1", ORIGIN ".x", ORIGIN "3",
                                     "g0112233445566778899aabbccddeeff.3", ORIGIN ".99999999999999999999" };
  McEntryRef ref, back;
  g_autofree char *text = NULL;

  ref_init (&ref, ORIGIN, 3);
  text = mc_entry_ref_to_text (&ref);
  g_assert_cmpstr (text, ==, ORIGIN ".3");
  g_assert_true (mc_entry_ref_from_text (text, &back) && mc_entry_ref_equal (&ref, &back));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (mc_entry_ref_from_text (bad[i], &back));
}

static void
test_not_an_envelope (void)
{
  static const char *const bad[] = {
    "",
    "{",
    "[]",
    "null",
    "{}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":0,\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":2,\"n\":1,\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":{},\"n\":1,\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":[],\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":\"0011\",\"s\":0,\"n\":1,\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":7,\"s\":0,\"n\":1,\"t\":1,\"a\":\"lan\",\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":1,\"t\":1,\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":1,\"t\":1,\"a\":3,\"k\":{}}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":1,\"t\":1,\"a\":\"lan\",\"d\":\"3\",\"k\":\"act\"}",
    "{\"o\":\"" ORIGIN "\",\"s\":0,\"n\":1,\"t\":1,\"a\":\"lan\",\"p\":\".0\",\"k\":\"act\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_auto (McEnvelope) envelope = { 0 };
      g_autoptr (GError) error = NULL;

      g_assert_false (mc_envelope_decode (bad[i], strlen (bad[i]), &envelope, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
    }
}

/* ---- the hash ------------------------------------------------------------------------------------------ */

/* hash = SHA-256("motcua1" ‖ prev ‖ SHA-256(envelope) ‖ SHA-256(body)), by another library. */
static void
hash_again (const guint8 *prev, const char *envelope, const char *body, guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GChecksum) whole = g_checksum_new (G_CHECKSUM_SHA256);
  const char *parts[] = { envelope, body };
  gsize size = MC_HASH_SIZE;

  g_checksum_update (whole, (const guchar *) "motcua1", 7);
  g_checksum_update (whole, prev, MC_HASH_SIZE);
  for (int i = 0; i < 2; i++)
    {
      g_autoptr (GChecksum) part = g_checksum_new (G_CHECKSUM_SHA256);
      guint8 digest[MC_HASH_SIZE];

      g_checksum_update (part, (const guchar *) parts[i], -1);
      g_checksum_get_digest (part, digest, &size);
      g_checksum_update (whole, digest, size);
    }
  g_checksum_get_digest (whole, hash, &size);
}

static void
test_hash (void)
{
  static const char body[] = "{\"action\":\"forward\",\"to\":\"anh Tú\"}";
  McEnvelope envelope = an_envelope ();
  g_autofree char *text = mc_envelope_encode (&envelope);
  guint8 prev[MC_HASH_SIZE] = { 0 }, body_hash[MC_HASH_SIZE], hash[MC_HASH_SIZE], expected[MC_HASH_SIZE];

  /* A chain of three: each stands on the one before, the first on zeros. */
  for (int i = 0; i < 3; i++)
    {
      mc_hash_bytes (body, sizeof body - 1, body_hash);
      mc_entry_hash (prev, text, strlen (text), body_hash, hash);
      hash_again (prev, text, body, expected);
      g_assert_cmpmem (hash, MC_HASH_SIZE, expected, MC_HASH_SIZE);
      memcpy (prev, hash, MC_HASH_SIZE);
    }
}

/* Every part counts: what was before, the envelope, the body. */
static void
test_hash_depends_on_all (void)
{
  guint8 zero[MC_HASH_SIZE] = { 0 }, one[MC_HASH_SIZE] = { 1 }, body[MC_HASH_SIZE], other[MC_HASH_SIZE];
  guint8 hash[MC_HASH_SIZE], changed[MC_HASH_SIZE];

  mc_hash_bytes ("body", 4, body);
  mc_hash_bytes ("Body", 4, other);
  mc_entry_hash (zero, "envelope", 8, body, hash);
  mc_entry_hash (one, "envelope", 8, body, changed);
  g_assert_cmpint (memcmp (hash, changed, MC_HASH_SIZE), !=, 0);
  mc_entry_hash (zero, "envelopE", 8, body, changed);
  g_assert_cmpint (memcmp (hash, changed, MC_HASH_SIZE), !=, 0);
  mc_entry_hash (zero, "envelope", 8, other, changed);
  g_assert_cmpint (memcmp (hash, changed, MC_HASH_SIZE), !=, 0);
}

static void
test_hex (void)
{
  static const guint8 bytes[] = { 0x00, 0x7f, 0x80, 0xff };
  g_autofree char *text = mc_hex_encode (bytes, sizeof bytes);
  guint8 back[4];

  g_assert_cmpstr (text, ==, "007f80ff");
  g_assert_true (mc_hex_decode ("007F80ff", back, 4));
  g_assert_cmpmem (back, 4, bytes, 4);
  g_assert_false (mc_hex_decode ("007f80f", back, 4));
  g_assert_false (mc_hex_decode ("007f80ff00", back, 4));
  g_assert_false (mc_hex_decode ("007f80fg", back, 4));
  g_assert_false (mc_hex_decode (NULL, back, 4));
}

/* ---- signatures --------------------------------------------------------------------------------------------- */

static void
test_signatures (void)
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE], secret_key[MC_SECRET_KEY_SIZE], other_key[MC_PUBLIC_KEY_SIZE], unused[MC_SECRET_KEY_SIZE];
  guint8 hash[MC_HASH_SIZE] = { 1, 2, 3 }, signature[MC_SIGNATURE_SIZE];
  McEntryRef head, other;

  ref_init (&head, ORIGIN, 12);
  ref_init (&other, OTHER, 12);
  crypto_sign_keypair (public_key, secret_key);
  crypto_sign_keypair (other_key, unused);
  mc_head_sign (secret_key, head.origin, MC_STREAM_WORK, 12, hash, signature);

  g_assert_true (mc_head_verify (public_key, head.origin, MC_STREAM_WORK, 12, hash, signature));
  g_assert_false (mc_head_verify (other_key, head.origin, MC_STREAM_WORK, 12, hash, signature));
  g_assert_false (mc_head_verify (public_key, other.origin, MC_STREAM_WORK, 12, hash, signature));
  g_assert_false (mc_head_verify (public_key, head.origin, MC_STREAM_AUDIT, 12, hash, signature));
  g_assert_false (mc_head_verify (public_key, head.origin, MC_STREAM_WORK, 13, hash, signature));
  hash[31] ^= 1;
  g_assert_false (mc_head_verify (public_key, head.origin, MC_STREAM_WORK, 12, hash, signature));
  hash[31] ^= 1;
  signature[0] ^= 1;
  g_assert_false (mc_head_verify (public_key, head.origin, MC_STREAM_WORK, 12, hash, signature));
}

/* What is signed, byte by byte, as another program would have to make it. */
static void
test_signed_bytes (void)
{
  guint8 public_key[MC_PUBLIC_KEY_SIZE], secret_key[MC_SECRET_KEY_SIZE], hash[MC_HASH_SIZE] = { 9 }, signature[MC_SIGNATURE_SIZE];
  g_autoptr (GByteArray) message = g_byte_array_new ();
  McEntryRef head;

  ref_init (&head, ORIGIN, 1);
  crypto_sign_keypair (public_key, secret_key);
  mc_head_sign (secret_key, head.origin, MC_STREAM_AUDIT, 0x0102030405060708, hash, signature);
  g_byte_array_append (message, (const guint8 *) "motcua1 head", 12);
  g_byte_array_append (message, head.origin, MC_ORIGIN_SIZE);
  g_byte_array_append (message, (const guint8 *) "\x01\x01\x02\x03\x04\x05\x06\x07\x08", 9);
  g_byte_array_append (message, hash, MC_HASH_SIZE);
  g_assert_cmpint (crypto_sign_verify_detached (signature, message->data, message->len, public_key), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);
  g_test_add_func ("/entry/same-values-give-same-bytes", test_bytes);
  g_test_add_func ("/entry/bytes-of-odd-account-names", test_bytes_of_odd_names);
  g_test_add_func ("/entry/own-refs-are-short", test_own_refs_are_short);
  g_test_add_func ("/entry/real-clock-and-caller-stand-beside-stated-ones", test_real_clock_and_caller);
  g_test_add_func ("/entry/refs-as-text", test_ref_text);
  g_test_add_func ("/entry/what-is-no-envelope-is-refused", test_not_an_envelope);
  g_test_add_func ("/entry/hash-is-the-specified-one", test_hash);
  g_test_add_func ("/entry/hash-depends-on-every-part", test_hash_depends_on_all);
  g_test_add_func ("/entry/hex", test_hex);
  g_test_add_func ("/entry/a-head's-signature-holds-for-that-head-alone", test_signatures);
  g_test_add_func ("/entry/signed-bytes-are-the-specified-ones", test_signed_bytes);
  return g_test_run ();
}
