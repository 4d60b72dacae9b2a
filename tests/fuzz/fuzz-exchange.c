/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a desk does with an answer: whatever the province, a bundle or the folder say, the desk takes it or refuses it, keeps what it wrote, and can
 * speak afterwards. A line of the input is a frame in words, so that changes of it stay frames with right checks and chains:
 *   e O S N K D.N P.N BODY  entry N of origin O, stream S, kind K, dossier and parent ("-" none); lines that follow one another make a batch
 *   o N O N N               order: first number, origin, first entry, how many       a O S N X   acknowledged, X: another hash
 *   r O S N N               refused, with a reason      h, w   a file    c N N N     cursor, common, more
 *   f O                     what follows comes from the (p)rovince, a (b)undle or the (f)older
 * Origins: o own, p the province for the office, c for all, d another desk, n a new one. Everything is undone in the end. */
#include <sodium.h>
#include <stdint.h>
#include <string.h>
#include <glib/gstdio.h>

#include "mc-error.h"
#include "mc-exchange-private.h"
#include "mc-origin.h"
#include "mc-setting.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

#define NOW 1795000000
#define N_ORIGINS 5

static const char letters[N_ORIGINS + 1] = "opcdn";

/* A store that lives as long as the process. */
typedef struct
{
  McStore *store;
  guint8 ids[N_ORIGINS][MC_ORIGIN_SIZE];
  guint8 public_keys[N_ORIGINS][32];
  guint8 secret_keys[N_ORIGINS][64];
} Place;

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

/* ---- from words to frames --------------------------------------------------------------------------------------------- */

typedef struct
{
  const Place *place;
  McTx *tx;
  GByteArray *frames;
  McBatch batch;
  gboolean open;
  McFrom from;
} Words;

static int
origin_of (const char *word)
{
  const char *at = word != NULL && *word != '\0' ? strchr (letters, *word) : NULL;

  return at != NULL ? (int) (at - letters) : -1;
}

static gint64
number_of (const char *word)
{
  return word != NULL ? g_ascii_strtoll (word, NULL, 10) : 0;
}

/* Of an entry: no greater than a batch can be written with. */
static gint64
seq_of (const char *word)
{
  return CLAMP (number_of (word), 0, G_GINT64_CONSTANT (1) << 40);
}

static void
read_ref (const Place *place, const char *word, McEntryRef *ref)
{
  int origin = origin_of (word);

  memset (ref, 0, sizeof *ref);
  if (origin < 0 || word[1] != '.')
    return;
  ref->seq = seq_of (word + 2);
  memcpy (ref->origin, place->ids[origin], MC_ORIGIN_SIZE);
}

/* The hash before @seq as it stands in the store; zeros when it is not there. */
static void
hash_before (Words *self, int origin, McStream stream, gint64 seq, guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GArray) entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  int n;

  memset (hash, 0, MC_HASH_SIZE);
  g_array_set_clear_func (entries, _mc_exchange_clear_entry);
  if (seq > 1 && mc_journal_find_origin (self->tx->db, self->place->ids[origin], &n, NULL) &&
      mc_journal_read (self->tx->db, n, stream, seq - 1, 1, 0, entries, NULL) && entries->len == 1)
    memcpy (hash, g_array_index (entries, McEntry, 0).hash, MC_HASH_SIZE);
}

static void
close_batch (Words *self)
{
  int origin = -1;

  for (int i = 0; self->open && i < N_ORIGINS; i++)
    if (memcmp (self->place->ids[i], self->batch.origin, MC_ORIGIN_SIZE) == 0)
      origin = i;
  if (origin >= 0)
    {
      self->batch.is_signed = self->from != MC_FROM_PROVINCE;
      mc_head_sign (self->place->secret_keys[origin], self->batch.origin, self->batch.stream, mc_batch_last_seq (&self->batch),
                    mc_batch_head (&self->batch), self->batch.signature);
      mc_batch_append_frames (&self->batch, 1, self->frames, NULL);
    }
  if (self->open)
    mc_batch_clear (&self->batch);
  self->open = FALSE;
}

static void
open_batch (Words *self, int origin, McStream stream, gint64 seq)
{
  if (self->open && memcmp (self->batch.origin, self->place->ids[origin], MC_ORIGIN_SIZE) == 0 && self->batch.stream == stream &&
      mc_batch_last_seq (&self->batch) + 1 == seq)
    return;
  close_batch (self);
  mc_batch_init (&self->batch);
  memcpy (self->batch.origin, self->place->ids[origin], MC_ORIGIN_SIZE);
  self->batch.stream = stream;
  self->batch.first_seq = seq;
  hash_before (self, origin, stream, seq, self->batch.prev_hash);
  self->open = TRUE;
}

static void
put_entry (Words *self, char **words, guint n)
{
  int origin = n >= 8 ? origin_of (words[1]) : -1;
  gint64 seq = origin >= 0 ? seq_of (words[3]) : 0;
  McStream stream = origin >= 0 && *words[2] == '1' ? MC_STREAM_AUDIT : MC_STREAM_WORK;
  McEntry entry = { 0 };
  McEnvelope *envelope = &entry.envelope;
  const guint8 *prev;
  char *text;

  if (origin < 0 || seq < 1 || !g_utf8_validate (words[4], -1, NULL))
    return;
  open_batch (self, origin, stream, seq);
  if (self->batch.entries->len >= MC_BATCH_MAX_ENTRIES)
    return;
  memcpy (envelope->origin, self->batch.origin, MC_ORIGIN_SIZE);
  envelope->stream = stream;
  envelope->seq = seq;
  envelope->time = NOW + seq;
  envelope->actor = g_strdup ("lan");
  envelope->kind = g_strdup (words[4]);
  read_ref (self->place, words[5], &envelope->dossier);
  read_ref (self->place, words[6], &envelope->parent);
  text = mc_envelope_encode (envelope);
  entry.envelope_bytes = g_bytes_new_take (text, strlen (text));
  entry.body = g_bytes_new (words[7], strlen (words[7]));
  mc_hash_bytes (words[7], strlen (words[7]), entry.body_hash);
  prev = self->batch.entries->len > 0 ? mc_batch_head (&self->batch) : self->batch.prev_hash;
  mc_entry_hash (prev, text, strlen (text), entry.body_hash, entry.hash);
  g_array_append_val (self->batch.entries, entry);
}

static void
put_ack (Words *self, char **words, guint n)
{
  int origin = n >= 4 ? origin_of (words[1]) : -1;
  McAck ack = { .stream = origin >= 0 && *words[2] == '1' ? MC_STREAM_AUDIT : MC_STREAM_WORK };
  guint8 hash[MC_HASH_SIZE];

  if (origin < 0 || (ack.seq = number_of (words[3])) < 0)
    return;
  memcpy (ack.origin, self->place->ids[origin], MC_ORIGIN_SIZE);
  hash_before (self, origin, ack.stream, MIN (ack.seq, G_MAXINT64 - 1) + 1, hash);
  hash[0] ^= n > 4 ? 1 : 0;
  memcpy (ack.hash_start, hash, sizeof ack.hash_start);
  mc_put_ack (self->frames, &ack);
}

static void
put_order (Words *self, char **words, guint n)
{
  g_autoptr (GArray) runs = g_array_new (FALSE, FALSE, sizeof (McRun));
  int origin = n >= 5 ? origin_of (words[2]) : -1;
  McRun run = { .first_n = n >= 5 ? number_of (words[1]) : 0 };

  if (origin < 0)
    return;
  run.first_seq = number_of (words[3]);
  run.count = number_of (words[4]);
  memcpy (run.origin, self->place->ids[origin], MC_ORIGIN_SIZE);
  if (run.first_n < 1 || run.first_seq < 1 || run.count < 1)
    return;
  g_array_append_val (runs, run);
  mc_put_order (self->frames, runs);
}

static void
put_refused (Words *self, char **words, guint n)
{
  int origin = n >= 5 ? origin_of (words[1]) : -1;
  McRefused refused = { .stream = origin >= 0 && *words[2] == '1' ? MC_STREAM_AUDIT : MC_STREAM_WORK };

  if (origin < 0 || (refused.seq = number_of (words[3])) < 0)
    return;
  refused.reason = (McRefusedReason) (number_of (words[4]) & 15);
  memcpy (refused.origin, self->place->ids[origin], MC_ORIGIN_SIZE);
  mc_put_refused (self->frames, &refused);
}

static void
put_line (Words *self, char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 8);
  guint n = g_strv_length (words);
  McCursor cursor = { .time = NOW };
  guint8 hash[MC_HASH_SIZE] = { 1 };
  McWant want = { .from = 0, .to = 10 };

  if (n == 0)
    return;
  if (*words[0] != 'e')
    close_batch (self);
  switch (*words[0])
    {
    case 'e':
      put_entry (self, words, n);
      return;
    case 'o':
      put_order (self, words, n);
      return;
    case 'a':
      put_ack (self, words, n);
      return;
    case 'r':
      put_refused (self, words, n);
      return;
    case 'h':
      mc_put_have (self->frames, hash);
      return;
    case 'w':
      mc_put_want (self->frames, &want);
      return;
    case 'c':
      cursor.cursor = MAX (0, number_of (n > 1 ? words[1] : NULL));
      cursor.common = MAX (0, number_of (n > 2 ? words[2] : NULL));
      cursor.more = number_of (n > 3 ? words[3] : NULL) != 0;
      mc_put_cursor (self->frames, &cursor);
      return;
    case 'f':
      self->from = n < 2 || *words[1] == 'p' ? MC_FROM_PROVINCE : *words[1] == 'b' ? MC_FROM_BUNDLE : MC_FROM_FOLDER;
      return;
    default:
      return;
    }
}

/* ---- taking it ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const Place *place;
  const char *text;
  gboolean keep;
} Input;

static gint64
head_of (McTx *tx, McStream stream)
{
  guint8 hash[MC_HASH_SIZE];
  gint64 seq;

  check (mc_journal_head (tx->db, tx->origin, stream, &seq, hash, NULL));
  return seq;
}

/* It can still speak, whatever it was told. */
static void
check_speaks (McTx *tx)
{
  McExchangeLimits limits = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean more;
  GByteArray *request = mc_exchange_request (tx, &limits, &more, &error);

  check (request != NULL);
  g_byte_array_unref (request);
}

static gboolean
take_words (McTx *tx, gpointer data, GError **error)
{
  Input *input = data;
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  Words words = { .place = input->place, .tx = tx, .frames = frames, .from = MC_FROM_PROVINCE };
  g_auto (GStrv) lines = g_strsplit (input->text, "\n", 64);
  gint64 before = head_of (tx, MC_STREAM_WORK);
  g_auto (McTaken) taken = { 0 };
  g_autoptr (GError) refused = NULL;
  gboolean ok;

  for (char **line = lines; *line != NULL; line++)
    put_line (&words, *line);
  close_batch (&words);
  mc_taken_init (&taken);
  ok = mc_exchange_take (tx, words.from, frames->data, frames->len, &taken, &refused);
  check (ok == (refused == NULL));
  /* A province that gives one number twice is the one thing that is no matter of reading. */
  check (ok || g_error_matches (refused, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (refused, MC_ERROR, MC_ERROR_CONFLICT) ||
         g_error_matches (refused, MC_ERROR, MC_ERROR_REJECTED));
  if (ok)
    {
      check (head_of (tx, MC_STREAM_WORK) >= before);
      check_speaks (tx);
    }
  if (input->keep)
    return ok;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, "undone");
  return FALSE;
}

/* ---- the place ----------------------------------------------------------------------------------------------------------- */

static gboolean
enrol (McTx *tx, gpointer data, GError **error)
{
  Place *place = data;
  g_auto (McPeer) peer = { 0 };

  memcpy (place->ids[0], tx->origin_id, MC_ORIGIN_SIZE);
  check (mc_origin_key_load (mc_store_folder (tx->store), place->secret_keys[0], NULL));
  peer.url = g_strdup ("memory:");
  memcpy (peer.public_key, place->public_keys[1], 32);
  memcpy (peer.office, place->ids[1], MC_ORIGIN_SIZE);
  memcpy (peer.common, place->ids[2], MC_ORIGIN_SIZE);
  return mc_peer_save (tx, &peer, error);
}

static char *
begin_line (const Place *place, int origin, int desk)
{
  g_autofree char *key = mc_hex_encode (place->public_keys[origin], 32);

  return g_strdup_printf ("e %c 0 1 begin - - {\"reason\":\"%s\",\"office\":\"%s\",\"desk\":%d,\"public_key\":\"%s\"}\n", letters[origin],
                          desk == 0 ? "province" : "init", origin == 2 ? "" : "H15.50.05.13", desk, key);
}

static void
fill (Place *place)
{
  g_autofree char *office = begin_line (place, 1, 0), *common = begin_line (place, 2, 0), *desk = begin_line (place, 3, 3);
  g_autofree char *text = g_strconcat (
      office, common, desk,
      "e d 0 2 receive - - {\"code\":\"H15.50.05.13-261123-0201\",\"procedure\":\"1.004873\",\"channel\":\"direct\",\"received_at\":"
      "\"2026-11-23T08:00:00+07:00\",\"applicant\":{\"name\":\"NGUYỄN THỊ HƯƠNG\"},\"due\":\"2026-11-26T17:00:00+07:00\",\"desk\":3}\n"
      "e d 0 3 act d.2 d.2 {\"action\":\"forward\",\"state\":\"processing\",\"to\":\"Phòng Tư pháp\"}\n",
      "o 1 p 1 1\no 2 d 1 2\nc 3 1 0", NULL);
  Input input = { place, text, TRUE };
  g_autoptr (GError) error = NULL;

  check (mc_store_write (place->store, take_words, &input, &error));
}

/* A new origin's first entry needs a key: "@n" in a line stands for it. */
static char *
with_keys (const Place *place, const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size), *key = mc_hex_encode (place->public_keys[4], 32);
  g_auto (GStrv) parts = g_strsplit (text, "@n", -1);

  return g_strjoinv (key, parts);
}

static Place *
place_new (void)
{
  static const char office[] = "{\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2,\"desks\":[1,2,3],"
                               "\"points\":[{\"key\":\"diem-1\",\"name\":\"Điểm 1\"}],\"trial\":true}";
  g_autoptr (McClock) clock = mc_clock_new_fixed (NOW);
  McStoreOptions options = { .clock = clock, .actor = "lan" };
  g_autofree char *folder = g_dir_make_tmp ("mc-fuzz-XXXXXX", NULL);
  g_autoptr (GError) error = NULL;
  Place *place = g_new0 (Place, 1);

  for (int i = 0; i < N_ORIGINS; i++)
    {
      guint8 seed[32] = { (guint8) i };

      crypto_sign_seed_keypair (place->public_keys[i], place->secret_keys[i], seed);
      memset (place->ids[i], 'a' + i, MC_ORIGIN_SIZE);
    }
  memcpy (place->public_keys[2], place->public_keys[1], 32);
  memcpy (place->secret_keys[2], place->secret_keys[1], 64);
  place->store = mc_store_create (folder, office, &options, &error);
  check (place->store != NULL && mc_store_write (place->store, enrol, place, &error));
  fill (place);
  return place;
}

static Place *the_place;

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
leave_place (void)
{
  g_autofree char *folder = g_strdup (mc_store_folder (the_place->store));

  mc_store_close (the_place->store);
  g_object_unref (the_place->store);
  g_free (the_place);
  remove_folder (folder);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Input input;

  if (sodium_init () < 0)
    return 0;
  if (the_place == NULL)
    {
      g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
      the_place = place_new ();
      atexit (leave_place);
    }
  text = with_keys (the_place, data, size);
  input = (Input) { the_place, text, FALSE };
  check (!mc_store_write (the_place->store, take_words, &input, &error));
  check (g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED));
  return 0;
}
