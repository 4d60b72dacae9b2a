/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks of two offices and their province, all of them real, while everything that can happen happens: nothing that was acknowledged
 * or still is on a disk is lost, nothing is doubled, and in the end all have the same. What is done follows from the seed: MC_SEED=n
 * does that again and says it; MC_SOAK gives more of them. */
#include <sodium.h>
#include <string.h>

#include "client-fixture.h"
#include "mc-desk-files.h"
#include "mc-error.h"
#include "mc-exchange.h"
#include "trouble.h"

#define SEEDS 5 /* 200 with MC_SOAK=40 */
#define DEEDS 60
#define N_DESKS 4

static const char *const offices[N_DESKS] = { "H15.50.05.13", "H15.50.05.13", "H15.50.05.13", "H15.50.05.14" };

typedef struct
{
  Client client;
  char *backup;      /* (nullable) */
  GPtrArray *late;   /* (element-type GBytes) requests that are still on their way */
} Officer;

typedef enum { DEED_RECEIVE, DEED_ACT, DEED_FILE /* the mark is its hash */ } DeedKind;

/* What somebody did and must be there in the end. */
typedef struct
{
  char *mark;        /* text that stands in no other entry */
  char *code;        /* of the dossier */
  Officer *by;       /* (not owned) NULL: the province */
  const char *office;
  DeedKind kind;
} Deed;

typedef struct
{
  GRand *rand;
  guint32 seed;
  Trouble trouble;
  Officer officers[N_DESKS];
  GPtrArray *deeds;    /* (element-type Deed) */
  GHashTable *lost;    /* hashes of files whose only copy was on a disk that is gone */
  char *account;       /* token */
  guint n_marks;
  gboolean aloud;
} Run;

static guint n_struck, n_failed, n_restored, n_late;

static void G_GNUC_PRINTF (2, 3)
say (Run *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->aloud)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

static int
pick (Run *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

static guint
number_of (Run *self, const Officer *officer)
{
  return (guint) (officer - self->officers);
}

/* ---- the ledger ------------------------------------------------------------------------------------------ */

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->mark);
  g_free (deed->code);
  g_free (deed);
}

static void
note_deed (Run *self, const char *mark, const char *code, Officer *by, const char *office, DeedKind kind)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->mark = g_strdup (mark);
  deed->code = g_strdup (code);
  deed->by = by;
  deed->office = office;
  deed->kind = kind;
  g_ptr_array_add (self->deeds, deed);
}

static char *
new_mark (Run *self)
{
  return g_strdup_printf ("việc %u-%u.", self->seed, ++self->n_marks);
}

/* (nullable) one of the office's dossiers, mostly of the last few: so several work on one. */
static const char *
any_code (Run *self, const char *office)
{
  int left = pick (self, 4) == 0 ? 1 + pick (self, 20) : 1 + pick (self, 3);
  const char *code = NULL;

  for (guint i = self->deeds->len; i > 0 && left > 0; i--)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i - 1);

      if (deed->kind == DEED_FILE || !g_str_equal (deed->office, office))
        continue;
      code = deed->code;
      left--;
    }
  return code;
}

/* How many entries of the province hold the mark. */
static gint64
n_at_province (Run *self, const Deed *deed)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM entry WHERE body IS NOT NULL AND position ('%s' IN convert_from (body, 'UTF8')) > 0",
                                          deed->mark);

  return province_sql (&self->trouble.province, sql);
}

static gboolean
file_is_at_province (Run *self, const Deed *deed)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM file WHERE hash = '\\x%s'", deed->mark);

  return province_sql (&self->trouble.province, sql) > 0;
}

static gboolean
file_is_at_desk (const Deed *deed)
{
  guint8 hash[MC_HASH_SIZE];

  g_assert_true (mc_hex_decode (deed->mark, hash, sizeof hash));
  return mc_blobs_size (deed->by->client.blobs, hash) >= 0;
}

/* What was on the disk alone is gone with it, and nobody was told that it is anywhere else. */
static void
strike_out (Run *self, Officer *officer)
{
  for (guint i = self->deeds->len; i > 0; i--)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i - 1);

      g_autofree char *here = g_strdup_printf ("SELECT count(*) FROM entry WHERE instr (body, '%s') > 0", deed->mark);

      if (deed->by != officer)
        continue;
      if (deed->kind == DEED_FILE && !file_is_at_desk (deed) && !file_is_at_province (self, deed))
        g_hash_table_add (self->lost, g_strdup (deed->mark));
      if (n_at_province (self, deed) == 0 && fixture_int (officer->client.fixture.folder, here) == 0)
        g_ptr_array_remove_index (self->deeds, i - 1);
    }
}

/* ---- what officers do ------------------------------------------------------------------------------------ */

/* The slip in his hand says which number was given last, also when the machine does not know it any more. */
static void
answer_last_slip (Run *self, Officer *officer)
{
  const char *last = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->deeds->len; i++)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i);

      if (deed->by == officer && deed->kind == DEED_RECEIVE)
        last = deed->code;
    }
  mc_desk_answer_last_slip (officer->client.fixture.desk, last, 0, &error);
  g_assert_no_error (error);
}

static void
receive (Run *self, Officer *officer)
{
  g_autoptr (McIntake) intake = fixture_random_intake (self->rand);
  g_autofree char *mark = new_mark (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  g_free (intake->note);
  intake->note = g_strdup (mark);
  dossier = mc_desk_receive (officer->client.fixture.desk, intake, &error);
  if (g_error_matches (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER))
    {
      g_clear_error (&error);
      answer_last_slip (self, officer);
      dossier = mc_desk_receive (officer->client.fixture.desk, intake, &error);
    }
  if (dossier == NULL)
    {
      g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED));
      return;
    }
  say (self, "desk %u receives %s: %s", number_of (self, officer), dossier->code, mark);
  note_deed (self, mark, dossier->code, officer, officer->client.office, DEED_RECEIVE);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) ||
         g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

static void
act (Run *self, Officer *officer)
{
  const char *code = any_code (self, officer->client.office);

  for (int i = 0; code != NULL && i < 6; i++)
    {
      McAction action = (McAction) pick (self, MC_N_ACTIONS);
      g_autofree char *mark = new_mark (self);
      g_autofree char *later = mc_time_to_iso (mc_clock_now (officer->client.fixture.clock) + (1 + pick (self, 40)) * 86400);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_act (officer->client.fixture.desk, code, action, mark,
                                                   action == MC_ACTION_EXTEND ? later : NULL, &error);

      if (dossier != NULL)
        {
          say (self, "desk %u: %s of %s: %s", number_of (self, officer), mc_action_to_key (action), code, mark);
          note_deed (self, mark, code, officer, officer->client.office, DEED_ACT);
          return;
        }
      g_assert_true (is_refusal (error));
    }
}

static char *
new_pdf (Run *self, char **hash)
{
  gsize size = (gsize) g_rand_int_range (self->rand, 1, 2 << pick (self, 19));
  char *path = client_write_pdf (self->trouble.province.folder, "giay-to.pdf", self->rand, size);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
  return path;
}

static void
attach (Run *self, Officer *officer)
{
  const char *code = any_code (self, officer->client.office);
  g_autofree char *hash = NULL, *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  if (code == NULL)
    return;
  path = new_pdf (self, &hash);
  file = g_file_new_for_path (path);
  dossier = mc_desk_attach (officer->client.fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  if (dossier == NULL)
    {
      g_assert_true (is_refusal (error));
      return;
    }
  say (self, "desk %u attaches %.8s to %s", number_of (self, officer), hash, code);
  note_deed (self, hash, code, officer, officer->client.office, DEED_FILE);
}

/* ---- what the province does ------------------------------------------------------------------------------ */

static void
submit (Run *self)
{
  const char *office = offices[pick (self, N_DESKS)];
  g_autofree char *mark = new_mark (self), *line = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (GStrv) parts = NULL;

  line = g_strdup_printf ("{\"office\":\"%s\",\"ref\":\"%s\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\","
                          "\"birth\":\"1990\"},\"note\":\"%s\"}\n", office, mark, mark);
  /* A portal that is not sure says it again. */
  for (int i = 0; i < 2; i++)
    http_text (trouble_service (&self->trouble), "POST", "/v1/dossiers", self->account, line, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  parts = g_strsplit (answer_text (&answer), "\"code\":\"", 2);
  g_assert_nonnull (parts[1]);
  *strchr (parts[1], '"') = '\0';
  say (self, "the province submits %s: %s", parts[1], mark);
  note_deed (self, mark, parts[1], NULL, office, DEED_RECEIVE);
}

/* A department decides, by HTTP or in a shell with the file of the result. */
static void
decide (Run *self)
{
  static const char *const states[] = { "done", "processing", "rejected" };
  const char *office = offices[pick (self, N_DESKS)], *code = any_code (self, office), *state = states[pick (self, 3)];
  g_autofree char *mark = new_mark (self), *hash = NULL, *path = NULL, *out = NULL, *line = NULL;
  g_auto (Answer) answer = { 0 };
  int status;

  if (code == NULL)
    return;
  if (pick (self, 3) == 0)
    {
      path = new_pdf (self, &hash);
      out = province_ctl (&self->trouble.province, &status, NULL, "status", code, state, "--note", mark, "--result", path, NULL);
    }
  else
    {
      line = g_strdup_printf ("{\"code\":\"%s\",\"state\":\"%s\",\"note\":\"%s\"}", code, state, mark);
      http_text (trouble_service (&self->trouble), "POST", "/v1/status", self->account, line, &answer);
      status = answer.status == 200 ? 0 : 1;
    }
  if (status != 0)
    return;
  say (self, "the province: %s is %s: %s%s", code, state, mark, hash != NULL ? ", with a file" : "");
  note_deed (self, mark, code, NULL, office, DEED_ACT);
  if (hash != NULL)
    note_deed (self, hash, code, NULL, office, DEED_FILE);
}

/* ---- what happens to machines and lines ------------------------------------------------------------------ */

static void
back_up (Run *self, Officer *officer)
{
  say (self, "desk %u is backed up", number_of (self, officer));
  g_clear_pointer (&officer->backup, fixture_folder_remove);
  officer->backup = client_back_up (&officer->client);
}

static void
restore (Run *self, Officer *officer)
{
  if (officer->backup == NULL)
    {
      back_up (self, officer);
      return;
    }
  say (self, "desk %u is restored", number_of (self, officer));
  n_restored++;
  client_restore (&officer->client, officer->backup);
  strike_out (self, officer);
}

static gpointer
sync_one (gpointer data)
{
  Officer *officer = data;
  g_autoptr (GError) error = NULL;
  McSyncResult result;

  if (!client_try_sync (&officer->client, &result, &error))
    {
      g_atomic_int_inc (&n_failed);
      g_assert_true (error->domain == MC_ERROR);
      g_assert_cmpint (error->code, !=, MC_ERROR_STORE_CORRUPT);
    }
  return NULL;
}

static void
sync_some (Run *self, Officer **officers, guint n)
{
  TroubleKind kind = pick (self, 3) == 0 ? TROUBLE_NONE : (TroubleKind) pick (self, TROUBLE_N);

  for (guint i = 0; i < n; i++)
    {
      officers[i]->client.stall = kind == TROUBLE_STALL ? 1 : 0;
      client_go_through (&officers[i]->client, trouble_port (&self->trouble));
    }
  say (self, "%u desks from %u on synchronise: %s", n, number_of (self, officers[0]), trouble_name (kind));
  trouble_during (&self->trouble, kind, self->rand, sync_one, (gpointer *) officers, n);
}

static void
sync_all (Run *self)
{
  Officer *all[N_DESKS];

  for (guint i = 0; i < N_DESKS; i++)
    all[i] = &self->officers[i];
  sync_some (self, all, N_DESKS);
}

typedef struct
{
  GByteArray *request;
  GBytes *answer;
} Exchange;

static gboolean
make_request (McTx *tx, gpointer data, GError **error)
{
  Exchange *exchange = data;
  McExchangeLimits limits = { 0 };
  gboolean more;

  return (exchange->request = mc_exchange_request (tx, &limits, &more, error)) != NULL;
}

static gboolean
take_answer (McTx *tx, gpointer data, GError **error)
{
  Exchange *exchange = data;
  g_auto (McTaken) taken = { 0 };
  gsize size;
  gconstpointer frames = g_bytes_get_data (exchange->answer, &size);

  mc_taken_init (&taken);
  return mc_exchange_take (tx, MC_FROM_PROVINCE, frames, size, &taken, error);
}

/* What a desk says is kept somewhere on the way. */
static void
keep_request (Run *self, Officer *officer)
{
  Exchange exchange = { 0 };
  g_autoptr (GError) error = NULL;

  say (self, "what desk %u says is kept on the way", number_of (self, officer));
  fixture_write (&officer->client.fixture, make_request, &exchange, &error);
  g_assert_no_error (error);
  g_ptr_array_add (officer->late, g_byte_array_free_to_bytes (exchange.request));
}

/* It comes after all, behind what was said later; and sometimes its answer does too. */
static void
deliver_request (Run *self, Officer *officer)
{
  g_autoptr (GBytes) request = NULL;
  g_auto (Answer) answer = { 0 };
  g_autoptr (GError) error = NULL;
  Exchange exchange;

  if (officer->late->len == 0)
    return;
  n_late++;
  request = g_ptr_array_steal_index (officer->late, (guint) pick (self, (int) officer->late->len));
  http (trouble_service (&self->trouble), "POST", "/v1/exchange", officer->client.token, MC_FRAME_CONTENT_TYPE,
        g_bytes_get_data (request, NULL), g_bytes_get_size (request), NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  say (self, "what desk %u said comes late", number_of (self, officer));
  exchange.answer = answer.body;
  if (pick (self, 2) == 0)
    fixture_write (&officer->client.fixture, take_answer, &exchange, &error);
  g_assert_no_error (error);
}

static void
reopen (Officer *officer)
{
  client_close (&officer->client);
  client_open (&officer->client);
}

static void
do_something (Run *self)
{
  Officer *officer = &self->officers[pick (self, N_DESKS)];
  int odds = pick (self, 100);

  if (odds < 20)
    receive (self, officer);
  else if (odds < 36)
    act (self, officer);
  else if (odds < 48)
    attach (self, officer);
  else if (odds < 74)
    sync_some (self, &officer, 1);
  else if (odds < 79)
    sync_all (self);
  else if (odds < 83)
    submit (self);
  else if (odds < 89)
    decide (self);
  else if (odds < 91)
    keep_request (self, officer);
  else if (odds < 93)
    deliver_request (self, officer);
  else if (odds < 95)
    back_up (self, officer);
  else if (odds < 98)
    restore (self, officer);
  else
    reopen (officer);
}

/* ---- in the end ------------------------------------------------------------------------------------------ */

static void
settle (Run *self)
{
  for (guint i = 0; i < N_DESKS; i++)
    {
      Officer *officer = &self->officers[i];

      while (officer->late->len > 0)
        deliver_request (self, officer);
      officer->client.stall = 0;
      client_go_through (&officer->client, trouble_port (&self->trouble));
    }
  say (self, "settling");
  /* Up, down, and once more a month later: what was refused then is offered again. */
  for (guint round = 0; round < 4; round++)
    for (guint i = 0; i < N_DESKS; i++)
      {
        Client *client = &self->officers[i].client;

        if (round == 2)
          mc_clock_set (client->fixture.clock, mc_clock_now (client->fixture.clock) + 30 * 86400);
        client_sync_until_quiet (client);
      }
}

static void
assert_file_is_right (Run *self, const Deed *deed)
{
  g_autofree char *path = g_strconcat ("/v1/blobs/", deed->mark, NULL), *sum = NULL;
  const Officer *asks = g_str_equal (deed->office, offices[0]) ? &self->officers[0] : &self->officers[N_DESKS - 1];
  g_auto (Answer) answer = { 0 };
  gsize size;
  gconstpointer data;

  if (g_hash_table_contains (self->lost, deed->mark) && !file_is_at_province (self, deed))
    return;
  http (trouble_service (&self->trouble), "GET", path, asks->client.token, NULL, NULL, 0, NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  data = g_bytes_get_data (answer.body, &size);
  sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  g_assert_cmpstr (sum, ==, deed->mark);
}

/* Each deed is there, once: what was done and is not known to be gone with a disk. */
static void
assert_ledger (Run *self)
{
  g_autofree char *lacking = NULL;

  for (guint i = 0; i < self->deeds->len; i++)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i);

      if (n_at_province (self, deed) != 1)
        g_test_message ("%s of %s is there %" G_GINT64_FORMAT " times", deed->mark, deed->code, n_at_province (self, deed));
      g_assert_cmpint (n_at_province (self, deed), ==, 1);
      if (deed->kind == DEED_FILE)
        assert_file_is_right (self, deed);
    }
  lacking = province_text (&self->trouble.province, "SELECT string_agg (encode (hash, 'hex'), ' ') FROM file_lacking l WHERE NOT EXISTS"
                                                    " (SELECT FROM file f WHERE f.hash = l.hash)");
  if (lacking != NULL && *lacking != '\0')
    {
      g_auto (GStrv) hashes = g_strsplit (lacking, " ", -1);

      for (guint i = 0; hashes[i] != NULL; i++)
        g_assert_true (g_hash_table_contains (self->lost, hashes[i]));
    }
}

/* Nothing is there twice: neither what is in the ledger nor what came from a disk that is gone. */
static void
assert_nothing_doubled (Run *self)
{
  g_assert_cmpint (province_sql (&self->trouble.province,
                                 "SELECT count(*) FROM (SELECT substring (convert_from (body, 'UTF8') FROM 'việc [0-9]+-[0-9]+\\.') AS mark"
                                 " FROM entry WHERE body IS NOT NULL) s WHERE mark IS NOT NULL GROUP BY mark HAVING count(*) > 1"),
                   ==, 0);
}

static char *
dossiers_of_desk (const Client *client)
{
  return fixture_text (client->fixture.folder,
                       "SELECT group_concat (text, char (10)) FROM (SELECT lower (hex (o.id)) || ' ' || d.seq || ' ' || code || ' ' || state"
                       " || ' ' || due AS text FROM dossier d JOIN origin o ON o.n = d.origin ORDER BY text)");
}

static char *
dossiers_of_province (Run *self, const char *office)
{
  g_autofree char *sql = g_strdup_printf (
      "SELECT string_agg (text, chr (10) ORDER BY text COLLATE \"C\") FROM (SELECT encode (d_origin, 'hex') || ' ' || d_seq || ' ' || d.code || ' ' || state"
      " || ' ' || due AS text FROM dossier d JOIN office o ON o.id = d.office WHERE o.code = '%s') s", office);

  return province_text (&self->trouble.province, sql);
}

static void
note_fault (const guint8 hash[MC_HASH_SIZE], const char *fault, gpointer data)
{
  g_test_message ("%s", fault);
  g_assert_not_reached ();
}

static void
assert_same (Run *self, Officer *officer)
{
  Client *client = &officer->client;
  g_autofree char *order = province_order (&self->trouble.province, client->office), *its_order = client_order (client);
  g_autofree char *dossiers = dossiers_of_province (self, client->office), *its_dossiers = dossiers_of_desk (client);
  g_autoptr (GError) error = NULL;
  gint64 n, bytes;

  g_assert_cmpstr (its_order, ==, order);
  g_assert_cmpstr (its_dossiers, ==, dossiers);
  mc_blobs_verify (client->blobs, note_fault, NULL, &n, &bytes, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_sound (&client->fixture);
}

static void
assert_idle (Run *self, Officer *officer)
{
  FaultCounts counts;
  McSyncResult result;

  fault_proxy_reset_counts (self->trouble.link);
  client_sync (&officer->client, &result);
  counts = fault_proxy_counts (self->trouble.link);
  g_assert_cmpint (result.sent + result.received + result.refused + result.file_bytes, ==, 0);
  g_assert_cmpint (result.requests, ==, 1);
  if (officer->client.tls == NULL)
    g_assert_cmpint (counts.up + counts.down, <=, 500);
}

/* ---- a run ----------------------------------------------------------------------------------------------- */

static void
set_up (Run *self)
{
  int status;

  trouble_set_up (&self->trouble);
  self->deeds = g_ptr_array_new_with_free_func (deed_free);
  self->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->account = g_strstrip (province_ctl (&self->trouble.province, &status, NULL, "account", "--name", "so-tu-phap", NULL));
  for (guint i = 0; i < N_DESKS; i++)
    {
      client_init_at (&self->officers[i].client, &self->trouble.province, trouble_service (&self->trouble), offices[i], (int) i % 3 + 1);
      self->officers[i].late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
    }
}

static void
tear_down (Run *self)
{
  for (guint i = 0; i < N_DESKS; i++)
    {
      client_clear (&self->officers[i].client);
      g_clear_pointer (&self->officers[i].backup, fixture_folder_remove);
      g_ptr_array_unref (self->officers[i].late);
    }
  n_struck += self->trouble.n_sprung;
  trouble_tear_down (&self->trouble);
  g_ptr_array_unref (self->deeds);
  g_hash_table_unref (self->lost);
  g_free (self->account);
  g_rand_free (self->rand);
}

static void
live (guint32 seed, gboolean aloud)
{
  Run self = { .seed = seed, .rand = g_rand_new_with_seed (seed), .aloud = aloud };

  g_test_message ("MC_SEED=%u", seed);
  set_up (&self);
  for (int i = 0; i < DEEDS; i++)
    do_something (&self);
  settle (&self);
  province_assert_sound (&self.trouble.province);
  assert_ledger (&self);
  assert_nothing_doubled (&self);
  for (guint i = 0; i < N_DESKS; i++)
    {
      assert_same (&self, &self.officers[i]);
      assert_idle (&self, &self.officers[i]);
    }
  tear_down (&self);
}

static void
test_runs (void)
{
  const char *one = g_getenv ("MC_SEED"), *first = g_getenv ("MC_FIRST_SEED");
  guint32 from = first != NULL ? (guint32) g_ascii_strtoull (first, NULL, 10) : 1;

  if (one != NULL)
    {
      live ((guint32) g_ascii_strtoull (one, NULL, 10), TRUE);
      return;
    }
  for (guint32 seed = from; seed < from + SEEDS * (guint32) fixture_soak (); seed++)
    live (seed, FALSE);
  g_test_message ("%u strikes at service or database, %u synchronisations that failed, %u restores, %u late requests", n_struck,
                  n_failed, n_restored, n_late);
  g_assert_true (n_struck > 0 && n_failed > 0);
}

int
main (int argc, char **argv)
{
  int status;

  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (sodium_init () < 0)
    return 1;
  if (!postgres_up ())
    {
      g_print ("1..0 # SKIP no PostgreSQL 15 or later is installed\n");
      return 0;
    }
  g_test_add_func ("/province/runs/whatever-happens-all-have-the-same-in-the-end", test_runs);
  status = g_test_run ();
  postgres_down ();
  return status;
}
