/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks of two offices and their province, all of them real, while everything that can happen happens: nothing that was acknowledged
 * or still is on a disk is lost, nothing is doubled, and in the end all have the same. What is done follows from the seed: MC_SEED=n
 * does that again and says it; MC_SOAK gives more of them. */
#include <string.h>

#include "mc-error.h"
#include "mc-exchange.h"
#include "run-deeds.h"

#define SEEDS 5 /* 200 with MC_SOAK=40 */
#define DEEDS 60

static guint n_struck, n_failed, n_restored, n_late;

/* ---- what happens to machines and lines ------------------------------------------------------------------ */

static void
back_up (Run *self, Officer *officer)
{
  run_say (self, "desk %u is backed up", run_number_of (self, officer));
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
  run_say (self, "desk %u is restored", run_number_of (self, officer));
  n_restored++;
  client_restore (&officer->client, officer->backup);
  run_strike_out (self, officer);
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
  TroubleKind kind = run_pick (self, 3) == 0 ? TROUBLE_NONE : (TroubleKind) run_pick (self, TROUBLE_N);

  for (guint i = 0; i < n; i++)
    {
      officers[i]->client.stall = kind == TROUBLE_STALL ? 1 : 0;
      client_go_through (&officers[i]->client, trouble_port (&self->trouble));
    }
  run_say (self, "%u desks from %u on synchronise: %s", n, run_number_of (self, officers[0]), trouble_name (kind));
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

  run_say (self, "what desk %u says is kept on the way", run_number_of (self, officer));
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
  request = g_ptr_array_steal_index (officer->late, (guint) run_pick (self, (int) officer->late->len));
  http (trouble_service (&self->trouble), "POST", "/v1/exchange", officer->client.token, MC_FRAME_CONTENT_TYPE,
        g_bytes_get_data (request, NULL), g_bytes_get_size (request), NULL, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  run_say (self, "what desk %u said comes late", run_number_of (self, officer));
  exchange.answer = answer.body;
  if (run_pick (self, 2) == 0)
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
  Officer *officer = &self->officers[run_pick (self, N_DESKS)];
  int odds = run_pick (self, 100);

  if (odds < 20)
    run_receive (self, officer);
  else if (odds < 36)
    run_act (self, officer);
  else if (odds < 48)
    run_attach (self, officer);
  else if (odds < 74)
    sync_some (self, &officer, 1);
  else if (odds < 79)
    sync_all (self);
  else if (odds < 83)
    run_submit (self);
  else if (odds < 89)
    run_decide (self);
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
  run_say (self, "settling");
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
  const Officer *asks = g_str_equal (deed->office, run_offices[0]) ? &self->officers[0] : &self->officers[N_DESKS - 1];
  g_auto (Answer) answer = { 0 };
  gsize size;
  gconstpointer data;

  if (g_hash_table_contains (self->lost, deed->mark) && !run_file_is_at_province (self, deed))
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

      if (run_at_province (self, deed) != 1)
        g_test_message ("%s of %s is there %" G_GINT64_FORMAT " times", deed->mark, deed->code, run_at_province (self, deed));
      g_assert_cmpint (run_at_province (self, deed), ==, 1);
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

  fault_proxy_reset_counts (self->trouble.link);
  client_assert_quiet (&officer->client);
  counts = fault_proxy_counts (self->trouble.link);
  g_test_message ("idle: %" G_GINT64_FORMAT " bytes up, %" G_GINT64_FORMAT " down", (gint64) counts.up, (gint64) counts.down);
  /* A file that was lost with its machine is asked for each time. */
  if (officer->client.tls == NULL && province_sql (&self->trouble.province, "SELECT count(*) FROM file_lacking") == 0)
    g_assert_cmpint (counts.up + counts.down, <=, 500);
}

/* ---- a run ----------------------------------------------------------------------------------------------- */

static void
set_up (Run *self)
{
  int status;

  trouble_set_up (&self->trouble);
  self->deeds = g_ptr_array_new_with_free_func (run_deed_free);
  self->lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->account = g_strstrip (province_ctl (&self->trouble.province, &status, NULL, "account", "--name", "so-tu-phap", NULL));
  for (guint i = 0; i < N_DESKS; i++)
    {
      client_init_at (&self->officers[i].client, &self->trouble.province, trouble_service (&self->trouble), run_offices[i], (int) i % 3 + 1);
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
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (!province_tests_begin (&argc, &argv))
    return 0;
  g_test_add_func ("/province/runs/whatever-happens-all-have-the-same-in-the-end", test_runs);
  return province_tests_run ();
}
