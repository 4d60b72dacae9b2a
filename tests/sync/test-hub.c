/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The province's side against those who say wrong things, by mistake or on purpose: refused, nothing kept, and the rest of the
 * request is taken (src/sync/README.md). No store is involved: a desk is made up of its chain. */
#include <sodium.h>
#include <string.h>

#include "mc-error.h"
#include "mc-origin.h"
#include "memory-hub.h"

#define OFFICE "H15.50.05.13"
#define NOW 1795398060

typedef struct
{
  guint8 id[MC_ORIGIN_SIZE];
  guint8 public_key[32], secret_key[64];
  GArray *entries; /* (element-type McEntry) work */
} Author;

typedef struct
{
  MemoryHub *hub;
  Author a, b;
} Setting;

static void
clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

static void
write_entry (Author *self, const char *kind, const char *body)
{
  static const guint8 zeros[MC_HASH_SIZE];
  guint n = self->entries->len;
  const guint8 *prev = n > 0 ? g_array_index (self->entries, McEntry, n - 1).hash : zeros;
  McEntry entry = { .envelope = { .seq = n + 1, .time = NOW, .actor = g_strdup ("lan"), .kind = g_strdup (kind) } };
  char *text;

  memcpy (entry.envelope.origin, self->id, MC_ORIGIN_SIZE);
  text = mc_envelope_encode (&entry.envelope);
  entry.envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry.body = g_bytes_new (body, strlen (body));
  mc_hash_bytes (body, strlen (body), entry.body_hash);
  mc_entry_hash (prev, text, strlen (text), entry.body_hash, entry.hash);
  g_array_append_val (self->entries, entry);
}

static void
begin (Author *self, const char *office)
{
  g_autofree char *key = mc_hex_encode (self->public_key, 32);
  g_autofree char *body = g_strdup_printf ("{\"reason\":\"init\",\"office\":\"%s\",\"desk\":2,\"public_key\":\"%s\"}", office, key);

  write_entry (self, "begin", body);
}

static void
author_init (Author *self, const char *office)
{
  randombytes_buf (self->id, MC_ORIGIN_SIZE);
  crypto_sign_ed25519_keypair (self->public_key, self->secret_key);
  self->entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  begin (self, office);
  for (int i = 0; i < 9; i++)
    write_entry (self, "note", "{}");
}

static void
set_up (Setting *self, gconstpointer data)
{
  self->hub = memory_hub_new (OFFICE, NOW);
  author_init (&self->a, OFFICE);
  author_init (&self->b, OFFICE);
  memory_hub_enrol (self->hub, 1, self->a.public_key);
  memory_hub_enrol (self->hub, 2, self->b.public_key);
}

static void
tear_down (Setting *self, gconstpointer data)
{
  memory_hub_assert_sound (self->hub);
  memory_hub_free (self->hub);
  g_array_unref (self->a.entries);
  g_array_unref (self->b.entries);
}

/* ---- saying it ---------------------------------------------------------------------------------------------------------- */

static GByteArray *
hello (const Author *author)
{
  McHello said = { .version = MC_FRAME_VERSION, .answer_max = 100000 };
  GByteArray *out = g_byte_array_new ();

  memcpy (said.origin, author->id, MC_ORIGIN_SIZE);
  mc_put_hello (out, &said);
  return out;
}

/* Entries @from .. @to, signed with @secret_key (nullable). */
static void
put_entries (GByteArray *out, const Author *author, gint64 from, gint64 to, const guint8 *secret_key)
{
  McBatch batch = { .first_seq = from, .is_signed = secret_key != NULL };
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (McEntry));

  memcpy (batch.origin, author->id, MC_ORIGIN_SIZE);
  g_array_append_vals (entries, &g_array_index (author->entries, McEntry, from - 1), (guint) (to - from + 1));
  batch.entries = entries;
  if (from > 1)
    memcpy (batch.prev_hash, g_array_index (author->entries, McEntry, from - 2).hash, MC_HASH_SIZE);
  if (secret_key != NULL)
    mc_head_sign (secret_key, author->id, MC_STREAM_WORK, to, mc_batch_head (&batch), batch.signature);
  g_assert_true (mc_batch_append_frames (&batch, 0, out, NULL));
}

typedef struct
{
  guint n_refused;
  McRefused refused; /* the last */
  guint n_signed;    /* acknowledgements that the province signed */
  McAck ack;         /* the last of those */
} Answer;

static void
ask (Setting *self, int token, const GByteArray *request, Answer *answer)
{
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = memory_hub_exchange (self->hub, token, request->data, request->len, MEMORY_HUB_LIVES, &error);
  gboolean got = TRUE;
  McFrame frame;

  g_assert_no_error (error);
  memset (answer, 0, sizeof *answer);
  mc_frame_parser_push (parser, bytes->data, bytes->len);
  while (mc_frame_parser_next (parser, &frame, &got, NULL) && got)
    {
      McAck ack;

      if (frame.type == MC_FRAME_REFUSED)
        answer->n_refused += mc_read_refused (&frame, &answer->refused, NULL) ? 1 : 0;
      if (frame.type == MC_FRAME_ACK && mc_read_ack (&frame, &ack, NULL) && ack.is_signed)
        {
          answer->ack = ack;
          answer->n_signed++;
        }
    }
  g_assert_cmpuint (mc_frame_parser_left (parser), ==, 0);
}

static gint64
n_of (Setting *self, const Author *author)
{
  MemoryOrigin *origin = memory_hub_origin (self->hub, author->id);

  return origin != NULL ? (gint64) origin->entries[MC_STREAM_WORK]->len : -1;
}

static void
say (Setting *self, int token, const Author *speaker, const Author *author, gint64 from, gint64 to, const guint8 *secret_key,
     Answer *answer)
{
  g_autoptr (GByteArray) request = hello (speaker);

  put_entries (request, author, from, to, secret_key);
  ask (self, token, request, answer);
}

static void
assert_refused (const Answer *answer, McRefusedReason reason, gint64 seq)
{
  g_assert_cmpuint (answer->n_refused, ==, 1);
  g_assert_cmpint (answer->refused.reason, ==, reason);
  g_assert_cmpint (answer->refused.seq, ==, seq);
}

/* ---- the ordinary ------------------------------------------------------------------------------------------------------- */

/* What is acknowledged is signed by the province, and can be shown later. */
static void
test_receipt (Setting *self, gconstpointer data)
{
  Answer answer;
  const McEntry *last = &g_array_index (self->a.entries, McEntry, 6);

  say (self, 1, &self->a, &self->a, 1, 7, self->a.secret_key, &answer);
  g_assert_cmpuint (answer.n_refused, ==, 0);
  g_assert_cmpuint (answer.n_signed, ==, 1);
  g_assert_cmpint (answer.ack.seq, ==, 7);
  g_assert_true (mc_head_verify (self->hub->public_key, self->a.id, MC_STREAM_WORK, 7, last->hash, answer.ack.signature));
}

/* However pieces overlap, each entry is kept once. */
static void
test_overlap (Setting *self, gconstpointer data)
{
  static const gint64 pieces[][2] = { { 1, 4 }, { 1, 4 }, { 2, 3 }, { 3, 7 }, { 7, 7 }, { 8, 8 }, { 1, 10 }, { 10, 10 } };
  Answer answer;

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      say (self, 1, &self->a, &self->a, pieces[i][0], pieces[i][1], self->a.secret_key, &answer);
      g_assert_cmpuint (answer.n_refused, ==, 0);
      g_assert_cmpint (answer.ack.seq, ==, pieces[i][1]);
      memory_hub_assert_sound (self->hub);
    }
  g_assert_cmpint (n_of (self, &self->a), ==, 10);
}

static void
test_idle_takes_no_lock (Setting *self, gconstpointer data)
{
  g_autoptr (GByteArray) request = hello (&self->a);
  Answer answer;

  ask (self, 1, request, &answer);
  g_assert_cmpuint (self->hub->n_locks, ==, 0);
}

/* ---- what does not fit -------------------------------------------------------------------------------------------------- */

static void
test_gap (Setting *self, gconstpointer data)
{
  Answer answer;

  say (self, 1, &self->a, &self->a, 1, 3, self->a.secret_key, &answer);
  say (self, 1, &self->a, &self->a, 5, 8, self->a.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_GAP, 5);
  /* From where to go on. */
  g_assert_cmpint (answer.ack.seq, ==, 3);
  g_assert_cmpint (n_of (self, &self->a), ==, 3);
}

/* At each number a chain may part from the one that is known. */
static void
test_fork (Setting *self, gconstpointer data)
{
  Answer answer;

  say (self, 1, &self->a, &self->a, 1, 8, self->a.secret_key, &answer);
  for (guint at = 2; at <= 8; at++)
    for (gint64 from = 1; from <= at; from++)
      {
        Author other = self->a;

        other.entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
        g_array_set_clear_func (other.entries, clear_entry);
        begin (&other, OFFICE);
        while (other.entries->len < 10u)
          write_entry (&other, "note", other.entries->len + 1 < at ? "{}" : "{\"other\":1}");
        say (self, 1, &other, &other, from, 10, other.secret_key, &answer);
        assert_refused (&answer, MC_REFUSED_FORK, at);
        g_array_unref (other.entries);
      }
  g_assert_cmpint (n_of (self, &self->a), ==, 8);
}

/* ---- who says it ---------------------------------------------------------------------------------------------------------- */

static void
test_signatures (Setting *self, gconstpointer data)
{
  Answer answer;

  /* Its token vouches for what a desk says of itself; a signature that is there must be right. */
  say (self, 1, &self->a, &self->a, 1, 3, NULL, &answer);
  g_assert_cmpuint (answer.n_refused, ==, 0);
  say (self, 1, &self->a, &self->a, 4, 5, self->b.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_SIGNATURE, 4);
  /* Another passes it on as its author signed it, and only so. */
  say (self, 2, &self->b, &self->a, 4, 5, NULL, &answer);
  assert_refused (&answer, MC_REFUSED_SIGNATURE, 4);
  say (self, 2, &self->b, &self->a, 4, 5, self->b.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_SIGNATURE, 4);
  say (self, 2, &self->b, &self->a, 4, 5, self->a.secret_key, &answer);
  g_assert_cmpuint (answer.n_refused, ==, 0);
  g_assert_cmpint (n_of (self, &self->a), ==, 5);
}

/* A desk that says to be the other one, in HELLO, is not believed. */
static void
test_impostor (Setting *self, gconstpointer data)
{
  Answer answer;

  say (self, 1, &self->a, &self->a, 1, 3, self->a.secret_key, &answer);
  say (self, 2, &self->a, &self->a, 4, 5, NULL, &answer);
  assert_refused (&answer, MC_REFUSED_SIGNATURE, 4);
}

static void
test_strangers (Setting *self, gconstpointer data)
{
  Author stranger, foreign;
  Answer answer;

  author_init (&stranger, OFFICE);
  author_init (&foreign, "H15.50.05.14");
  say (self, 1, &self->a, &stranger, 1, 5, stranger.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_ORIGIN, 1);
  say (self, 1, &foreign, &foreign, 1, 5, foreign.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_ORIGIN, 1);
  /* An origin that does not begin where one begins. */
  say (self, 1, &stranger, &stranger, 2, 5, stranger.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_ORIGIN, 2);
  g_assert_cmpint (n_of (self, &stranger), ==, -1);
  g_assert_cmpint (n_of (self, &foreign), ==, -1);
  /* And the same in one request does not stop what is right. */
  {
    g_autoptr (GByteArray) request = hello (&self->a);

    put_entries (request, &foreign, 1, 5, foreign.secret_key);
    put_entries (request, &self->a, 1, 5, self->a.secret_key);
    put_entries (request, &self->a, 7, 8, self->a.secret_key);
    ask (self, 1, request, &answer);
    g_assert_cmpuint (answer.n_refused, ==, 2);
    g_assert_cmpint (n_of (self, &self->a), ==, 5);
  }
  g_array_unref (stranger.entries);
  g_array_unref (foreign.entries);
}

/* Nobody writes as the province. */
static void
test_province (Setting *self, gconstpointer data)
{
  guint before = self->hub->stream->len;
  Answer answer;

  memcpy (self->a.id, self->hub->of_office, MC_ORIGIN_SIZE);
  g_array_set_size (self->a.entries, 0);
  for (int i = 0; i < 3; i++)
    write_entry (&self->a, "note", "{}");
  say (self, 1, &self->a, &self->a, 1, 3, self->a.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_ORIGIN, 1);
  say (self, 1, &self->a, &self->a, 2, 3, self->a.secret_key, &answer);
  assert_refused (&answer, MC_REFUSED_ORIGIN, 2);
  g_assert_cmpuint (self->hub->stream->len, ==, before);
}

/* A desk vouched for the next one, and died: what the next one wrote is taken from whoever has it. */
static void
test_successor (Setting *self, gconstpointer data)
{
  Author next;
  Answer answer;

  author_init (&next, OFFICE);
  for (int honest = 0; honest < 2; honest++)
    {
      g_autofree char *key = mc_hex_encode (next.public_key, 32), *a = mc_hex_encode (self->a.id, MC_ORIGIN_SIZE), *vouched = NULL;
      g_autofree char *body = NULL;
      guint8 signature[64];

      mc_head_sign (honest ? self->a.secret_key : next.secret_key, next.id, MC_STREAM_WORK, 0, next.public_key, signature);
      vouched = mc_hex_encode (signature, sizeof signature);
      body = g_strdup_printf ("{\"office\":\"" OFFICE "\",\"desk\":2,\"public_key\":\"%s\",\"previous\":\"%s.5\",\"vouched\":\"%s\"}",
                              key, a, vouched);
      g_array_set_size (next.entries, 0);
      write_entry (&next, "begin", body);
      write_entry (&next, "note", "{}");
      say (self, 1, &self->a, &self->a, 1, 5, self->a.secret_key, &answer);
      say (self, 2, &self->b, &next, 1, 2, next.secret_key, &answer);
      g_assert_cmpuint (answer.n_refused, ==, honest ? 0 : 1);
    }
  g_assert_cmpint (memory_hub_origin (self->hub, next.id)->token, ==, 1);
  g_array_unref (next.entries);
}

/* ---- what is no exchange ------------------------------------------------------------------------------------------------ */

static void
assert_no_exchange (Setting *self, const guint8 *data, gsize size, McError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (memory_hub_exchange (self->hub, 1, data, size, MEMORY_HUB_LIVES, &error));
  g_assert_error (error, MC_ERROR, (int) code);
  g_assert_cmpint (n_of (self, &self->a), ==, -1);
}

static void
test_no_exchange (Setting *self, gconstpointer data)
{
  static const char page[] = "<!DOCTYPE html><html><body>Đăng nhập wifi</body></html>";
  g_autoptr (GByteArray) request = hello (&self->a), none = g_byte_array_new (), other = g_byte_array_new ();
  McHello said = { .version = 2 };

  put_entries (none, &self->a, 1, 5, NULL);
  assert_no_exchange (self, (const guint8 *) "", 0, MC_ERROR_INVALID);
  assert_no_exchange (self, (const guint8 *) page, sizeof page, MC_ERROR_INVALID);
  assert_no_exchange (self, none->data, none->len, MC_ERROR_INVALID);
  mc_put_hello (other, &said);
  assert_no_exchange (self, other->data, other->len, MC_ERROR_STORE_TOO_NEW);
  /* Cut anywhere behind HELLO, nothing of it is kept. */
  put_entries (request, &self->a, 1, 5, NULL);
  for (guint size = 50; size < request->len; size++)
    assert_no_exchange (self, request->data, size, MC_ERROR_INVALID);
}

/* A wrong number in HELLO harms nobody. */
static void
test_odd_hello (Setting *self, gconstpointer data)
{
  static const gint64 odd[] = { 0, 1, 1000000, G_MAXINT64 / 2 };

  for (guint i = 0; i < G_N_ELEMENTS (odd); i++)
    {
      McHello said = { .version = MC_FRAME_VERSION, .cursor = odd[i], .common = odd[i], .answer_max = odd[i] };
      g_autoptr (GByteArray) request = g_byte_array_new ();
      Answer answer;

      mc_put_hello (request, &said);
      ask (self, 1, request, &answer);
    }
}

#define hub_test(path, func) g_test_add (path, Setting, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  hub_test ("/hub/acknowledgements-are-receipts", test_receipt);
  hub_test ("/hub/overlapping-pieces-are-kept-once", test_overlap);
  hub_test ("/hub/an-idle-exchange-takes-no-lock", test_idle_takes_no_lock);
  hub_test ("/hub/a-gap-is-refused-with-the-number-to-go-on-from", test_gap);
  hub_test ("/hub/a-fork-is-refused-with-its-first-number", test_fork);
  hub_test ("/hub/another's-entries-need-their-author's-signature", test_signatures);
  hub_test ("/hub/an-impostor-is-not-believed", test_impostor);
  hub_test ("/hub/strangers-and-other-offices-are-refused", test_strangers);
  hub_test ("/hub/nobody-writes-as-the-province", test_province);
  hub_test ("/hub/a-desk-vouches-for-the-next-one", test_successor);
  hub_test ("/hub/what-is-no-exchange-keeps-nothing", test_no_exchange);
  hub_test ("/hub/odd-numbers-in-a-hello", test_odd_hello);
  return g_test_run ();
}
