/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync-office.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "mc-branch.h"
#include "mc-error.h"
#include "mc-store-private.h"

void
sync_use_memory (void)
{
  if (g_getenv ("TMPDIR") == NULL && g_access ("/dev/shm", R_OK | W_OK | X_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

/* ---- chance ---------------------------------------------------------------------------------------------------------- */

static struct
{
  guint32 seed;
  guint64 n; /* asked so often */
} chance;

static const char *
chance_name (void)
{
  return "seed";
}

/* Everything here happens one after the other, on whichever thread. */
static void
chance_buf (void *const buffer, const size_t size)
{
  guint8 key[randombytes_SEEDBYTES] = { 0 };

  memcpy (key, &chance.seed, sizeof chance.seed);
  memcpy (key + 8, &chance.n, sizeof chance.n);
  chance.n++;
  randombytes_buf_deterministic (buffer, size, key);
}

static uint32_t
chance_number (void)
{
  uint32_t number;

  chance_buf (&number, sizeof number);
  return number;
}

void
sync_use_seed (guint32 seed)
{
  static struct randombytes_implementation implementation
      = { .implementation_name = chance_name, .random = chance_number, .buf = chance_buf };

  chance.seed = seed;
  chance.n = 0;
  randombytes_set_implementation (&implementation);
}

/* ---- enrolment ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  MemoryHub *hub;
  int token;
} Enrolment;

static gboolean
write_enrolment (McTx *tx, gpointer data, GError **error)
{
  Enrolment *enrolment = data;
  g_auto (McPeer) peer = { 0 }, known = { 0 };
  guint8 key[32];
  gboolean found, enrolled;

  if (!mc_journal_key (tx->db, tx->origin_id, key, &found, error) || !mc_peer_load (tx->db, &known, &enrolled, error))
    return FALSE;
  g_assert_true (found);
  memory_hub_enrol (enrolment->hub, enrolment->token, key);
  memory_hub_peer (enrolment->hub, &peer);
  return (!enrolled || mc_peer_doubt (tx, error)) && mc_peer_save (tx, &peer, error);
}

void
sync_desk_enrol (SyncDesk *self, MemoryHub *hub)
{
  Enrolment enrolment = { hub, self->token };
  g_autoptr (GError) error = NULL;

  fixture_write (&self->fixture, write_enrolment, &enrolment, &error);
  g_assert_no_error (error);
}

void
sync_desk_init (SyncDesk *self, MemoryHub *hub, int token, int desk)
{
  memset (self, 0, sizeof *self);
  fixture_set_up (&self->fixture, GINT_TO_POINTER (desk));
  self->token = token;
  self->late = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  if (hub != NULL)
    sync_desk_enrol (self, hub);
}

void
sync_desk_clear (SyncDesk *self)
{
  fixture_tear_down (&self->fixture, NULL);
  g_clear_pointer (&self->late, g_ptr_array_unref);
}

/* ---- one exchange ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  const McExchangeLimits *limits;
  GByteArray *request;
  gboolean more;
  McFrom from;
  gconstpointer frames;
  gsize size;
  McTaken *taken;
  gboolean dies;
} Transfer;

/* As if the machine had stopped before the commit. */
static gboolean
die (GError **error)
{
  g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, "The machine stopped");
  return FALSE;
}

static gboolean
write_request (McTx *tx, gpointer data, GError **error)
{
  Transfer *transfer = data;

  transfer->request = mc_exchange_request (tx, transfer->limits, &transfer->more, error);
  return transfer->request != NULL && (!transfer->dies || die (error));
}

static gboolean
write_taken (McTx *tx, gpointer data, GError **error)
{
  Transfer *transfer = data;

  return mc_exchange_take (tx, transfer->from, transfer->frames, transfer->size, transfer->taken, error) &&
         (!transfer->dies || die (error));
}

static GByteArray *
request (SyncDesk *self, gboolean dies, gboolean *more, GError **error)
{
  Transfer transfer = { .limits = &self->limits, .dies = dies };
  gboolean ok = fixture_write (&self->fixture, write_request, &transfer, error);

  *more = transfer.more;
  if (!ok)
    g_clear_pointer (&transfer.request, g_byte_array_unref);
  return transfer.request;
}

GByteArray *
sync_request (SyncDesk *self, gboolean *more, GError **error)
{
  return request (self, FALSE, more, error);
}

static gboolean
take (SyncDesk *self, gboolean dies, McFrom from, gconstpointer frames, gsize size, McTaken *taken, GError **error)
{
  Transfer transfer = { .from = from, .frames = frames, .size = size, .taken = taken, .dies = dies };

  return fixture_write (&self->fixture, write_taken, &transfer, error);
}

gboolean
sync_take (SyncDesk *self, McFrom from, gconstpointer frames, gsize size, McTaken *taken, GError **error)
{
  return take (self, FALSE, from, frames, size, taken, error);
}

/* Damaged bytes are refused as a whole, or (cut between two frames) taken as far as they go. */
static void
take_damaged (SyncDesk *self, const GByteArray *answer, gsize size)
{
  g_auto (McTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  mc_taken_init (&taken);
  if (!sync_take (self, MC_FROM_PROVINCE, answer->data, size, &taken, &error))
    g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
}

static void
take_answer (SyncDesk *self, const GByteArray *answer, gboolean dies, SyncResult *result)
{
  g_auto (McTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  mc_taken_init (&taken);
  result->done = take (self, dies, MC_FROM_PROVINCE, answer->data, answer->len, &taken, &error);
  if (dies)
    {
      g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
      return;
    }
  g_assert_no_error (error);
  result->entries_new = taken.entries_new;
  result->entries_acked = taken.entries_acked;
  result->refused = taken.refused;
  result->wants = taken.wants->len;
  result->more |= taken.more;
  result->behind = taken.behind;
  result->fork = taken.fork;
  result->fork_from = taken.fork_from;
}

static void
receive_answer (SyncDesk *self, GByteArray *answer, LinkFault fault, GRand *rand, SyncResult *result)
{
  SyncResult again = { 0 };

  switch (fault)
    {
    case LINK_ANSWER_EATEN:
      return;
    case LINK_ANSWER_CUT:
      take_damaged (self, answer, (gsize) g_rand_int_range (rand, 0, (gint32) answer->len));
      return;
    case LINK_ANSWER_GARBLED:
      link_garble (answer, rand);
      take_damaged (self, answer, answer->len);
      return;
    case LINK_ANSWER_LATE:
      g_ptr_array_add (self->late, g_bytes_new (answer->data, answer->len));
      return;
    case LINK_DESK_DIES_TAKING:
      take_answer (self, answer, TRUE, result);
      fixture_reopen (&self->fixture);
      return;
    case LINK_DESK_CLOSES:
      fixture_reopen (&self->fixture);
      return;
    case LINK_ANSWER_TWICE:
      take_answer (self, answer, FALSE, &again);
      result->entries_new += again.entries_new;
      take_answer (self, answer, FALSE, result);
      g_assert_cmpuint (result->entries_new, ==, 0);
      return;
    case LINK_GOOD:
    case LINK_REQUEST_LOST:
    case LINK_REQUEST_GARBLED:
    case LINK_HUB_DIES_BEFORE_COMMIT:
    case LINK_HUB_DIES_AFTER_COMMIT:
    case LINK_DESK_DIES_ASKING:
    case LINK_N_FAULTS:
    default:
      take_answer (self, answer, FALSE, result);
      return;
    }
}

/* What was said, for a test that failed. */
static char *
describe (const GByteArray *frames)
{
  static const char *const names[] = { "?", "HELLO", "ENTRIES", "ORDER", "ACK", "WANT", "BLOB", "CURSOR", "HAVE", "REFUSED" };
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  GString *text = g_string_new (NULL);
  gboolean got = TRUE;
  McFrame frame;
  McAck ack;
  McRefused refused;

  mc_frame_parser_push (parser, frames->data, frames->len);
  while (mc_frame_parser_next (parser, &frame, &got, NULL) && got)
    {
      g_string_append_printf (text, " %s (%" G_GSIZE_FORMAT ")", names[frame.type < G_N_ELEMENTS (names) ? frame.type : 0],
                              frame.size);
      if (frame.type == MC_FRAME_ACK && mc_read_ack (&frame, &ack, NULL))
        g_string_append_printf (text, " %02x%02x/%d %" G_GINT64_FORMAT, ack.origin[0], ack.origin[1], (int) ack.stream, ack.seq);
      if (frame.type == MC_FRAME_REFUSED && mc_read_refused (&frame, &refused, NULL))
        g_string_append_printf (text, " %02x%02x/%d %" G_GINT64_FORMAT " reason %d", refused.origin[0], refused.origin[1],
                                (int) refused.stream, refused.seq, (int) refused.reason);
    }
  return g_string_free (text, FALSE);
}

void
sync_exchange (SyncDesk *self, MemoryHub *hub, LinkFault fault, GRand *rand, SyncResult *result)
{
  MemoryHubFault hub_fault = fault == LINK_HUB_DIES_BEFORE_COMMIT  ? MEMORY_HUB_DIES_BEFORE_COMMIT
                             : fault == LINK_HUB_DIES_AFTER_COMMIT ? MEMORY_HUB_DIES_AFTER_COMMIT
                                                                   : MEMORY_HUB_LIVES;
  g_autoptr (GByteArray) up = NULL, down = NULL;
  g_autoptr (GError) error = NULL;

  memset (result, 0, sizeof *result);
  up = request (self, fault == LINK_DESK_DIES_ASKING, &result->more, &error);
  if (fault == LINK_DESK_DIES_ASKING)
    {
      fixture_reopen (&self->fixture);
      return;
    }
  g_assert_no_error (error);
  result->sent = up->len;
  if (fault == LINK_REQUEST_LOST)
    return;
  if (fault == LINK_REQUEST_GARBLED)
    link_garble (up, rand);
  hub->now = mc_clock_now (self->fixture.clock);
  down = memory_hub_exchange (hub, self->token, up->data, up->len, hub_fault, &error);
  if (fault == LINK_REQUEST_GARBLED)
    {
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
      return;
    }
  g_assert_no_error (error);
  if (down == NULL)
    return;
  result->received = down->len;
  if (g_getenv ("MC_SEED") != NULL)
    {
      g_autofree char *said = describe (up), *answered = describe (down);

      g_test_message ("  up%s", said);
      g_test_message ("  down%s", answered);
    }
  receive_answer (self, down, fault, rand, result);
}

static gboolean
write_leave (McTx *tx, gpointer data, GError **error)
{
  const SyncResult *result = data;

  return mc_branch_leave (tx, result->fork_from, error);
}

void
sync_heal (SyncDesk *self, const SyncResult *result)
{
  g_autoptr (GError) error = NULL;

  /* Where it begins comes with the next refusal. */
  if (!result->behind && (!result->fork || result->fork_from == 0))
    return;
  fixture_write (&self->fixture, write_leave, (gpointer) result, &error);
  g_assert_no_error (error);
}

/* ---- a whole synchronisation ------------------------------------------------------------------------------------------- */

/* A machine that stops: nothing is committed from some moment on. */
static struct
{
  guint n;       /* commits so far */
  guint dies_at; /* 0: not */
  gboolean kills;
} machine;

/* On the thread that writes, while this one waits for it. */
static int
count_commit (gpointer data)
{
  machine.n++;
  if (machine.kills && machine.n == machine.dies_at)
    raise (SIGKILL);
  return machine.dies_at != 0 && machine.n >= machine.dies_at;
}

guint
sync_n_commits (void)
{
  return machine.n;
}

void
sync_machine_runs (SyncDesk *self, guint dies_at)
{
  machine.n = 0;
  machine.dies_at = dies_at;
  machine.kills = FALSE;
  sqlite3_commit_hook (mc_db_handle (fixture_store (&self->fixture)->write_db), count_commit, NULL);
}

void
sync_machine_is_killed (SyncDesk *self, guint dies_at)
{
  sync_machine_runs (self, dies_at);
  machine.kills = TRUE;
}

gboolean
sync_machine_stopped (SyncDesk *self)
{
  McStore *store = fixture_store (&self->fixture);

  sqlite3_commit_hook (mc_db_handle (store->write_db), NULL, NULL);
  if (machine.dies_at == 0 || machine.n < machine.dies_at)
    return FALSE;
  /* Nobody signs what was written. */
  store->dirty = FALSE;
  fixture_reopen (&self->fixture);
  return TRUE;
}

static void
assert_of_a_link (const GError *error, gboolean died)
{
  if (error == NULL || died || g_error_matches (error, MC_ERROR, MC_ERROR_OFFLINE) || g_error_matches (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED) ||
      g_error_matches (error, MC_ERROR, MC_ERROR_INVALID))
    return;
  /* Set back twice: it begins one origin in a run and comes again. */
  g_assert_error (error, MC_ERROR, MC_ERROR_CONFLICT);
  g_assert_cmpstr (error->message, ==, "The province knows these entries otherwise");
}

gboolean
sync_run (SyncDesk *self, MemoryLink *link, guint dies_at, McSyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McBlobs) blobs = mc_blobs_open (self->fixture.folder, &error);
  g_autoptr (McSyncRun) run = mc_sync_run_new (fixture_store (&self->fixture), blobs, MC_TRANSPORT (link));
  gboolean ok, died;

  g_assert_no_error (error);
  sync_machine_runs (self, dies_at);
  mc_sync_run_set_clock (run, memory_link_now, link);
  ok = mc_sync_run (run, NULL, result, &error);
  died = sync_machine_stopped (self);
  assert_of_a_link (error, died);
  return ok && !died;
}

/* ---- images of a disk ---------------------------------------------------------------------------------------------------- */

/* What was made since is not in the image. */
static void
remove_later (const char *backup, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (backup, name, NULL), *to = g_build_filename (folder, name, NULL);

      if (g_file_test (from, G_FILE_TEST_EXISTS))
        continue;
      if (g_file_test (to, G_FILE_TEST_IS_DIR))
        fixture_folder_remove (g_steal_pointer (&to));
      else
        g_unlink (to);
    }
}

/* The contents alone; the file stays the one it was. */
static void
put_back (const char *backup, const char *folder, const char *name)
{
  g_autofree char *from = g_build_filename (backup, name, NULL), *to = g_build_filename (folder, name, NULL), *contents = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;
  FILE *file;

  g_file_get_contents (from, &contents, &size, &error);
  g_assert_no_error (error);
  g_chmod (to, 0600);
  file = g_fopen (to, g_file_test (to, G_FILE_TEST_EXISTS) ? "r+" : "w");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (contents, 1, size, file), ==, size);
  g_assert_cmpint (fflush (file), ==, 0);
  g_assert_cmpint (ftruncate (fileno (file), (off_t) size), ==, 0);
  fclose (file);
}

static void
put_back_folder (const char *backup, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (backup, 0, NULL);
  const char *name;

  remove_later (backup, folder);
  g_mkdir_with_parents (folder, 0700);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (backup, name, NULL), *to = g_build_filename (folder, name, NULL);

      if (g_file_test (from, G_FILE_TEST_IS_DIR))
        put_back_folder (from, to);
      else
        put_back (backup, folder, name);
    }
}

void
sync_set_back (SyncDesk *self, const char *backup)
{
  fixture_close (&self->fixture);
  put_back_folder (backup, self->fixture.folder);
  fixture_open (&self->fixture);
}

/* ---- until nothing moves ------------------------------------------------------------------------------------------------- */

void
sync_until_quiet (SyncDesk *self, MemoryHub *hub)
{
  SyncResult result = { .more = TRUE };
  int rounds = 0;

  while (result.more || result.entries_new > 0 || result.entries_acked > 0)
    {
      sync_exchange (self, hub, LINK_GOOD, NULL, &result);
      g_assert_true (result.done);
      sync_heal (self, &result);
      result.more |= result.behind || result.fork;
      g_assert_cmpint (rounds++, <, 1000);
    }
}

void
sync_deliver_late (SyncDesk *self, GRand *rand)
{
  g_autoptr (GBytes) answer = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  SyncResult result = { 0 };

  if (self->late->len == 0)
    return;
  answer = g_ptr_array_steal_index (self->late, (guint) g_rand_int_range (rand, 0, (gint32) self->late->len));
  bytes = g_bytes_unref_to_array (g_bytes_ref (answer));
  take_answer (self, bytes, FALSE, &result);
}

void
sync_by_folder (SyncDesk *from, SyncDesk *to)
{
  g_auto (McTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) frames = NULL;
  gboolean more;

  frames = sync_request (from, &more, &error);
  g_assert_no_error (error);
  mc_taken_init (&taken);
  sync_take (to, MC_FROM_FOLDER, frames->data, frames->len, &taken, &error);
  g_assert_no_error (error);
}

void
sync_settle (GPtrArray *desks, MemoryHub *hub)
{
  /* Once up, once down; once more, when it is tried again, for what was refused while its author had not spoken. */
  for (int round = 0; round < 4; round++)
    for (guint i = 0; i < desks->len; i++)
      {
        SyncDesk *desk = g_ptr_array_index (desks, i);

        if (round == 2)
          mc_clock_set (desk->fixture.clock, mc_clock_now (desk->fixture.clock) + 20 * 86400);
        sync_until_quiet (desk, hub);
      }
}
