/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Desks of one office and their province (src/sync/README.md): what comes of each thing that can happen to a request and an answer. */
#include <sodium.h>
#include <string.h>

#include "mc-desk-sync.h"
#include "mc-error.h"
#include "sync-office.h"

#define OFFICE "H15.50.05.13"

typedef struct
{
  MemoryHub *hub;
  GPtrArray *desks; /* (element-type SyncDesk) two of them */
  SyncDesk *a, *b;
  GRand *rand;
} Office;

static void
free_desk (gpointer data)
{
  sync_desk_clear (data);
  g_free (data);
}

static SyncDesk *
add_desk (Office *office, int token, int number)
{
  SyncDesk *desk = g_new0 (SyncDesk, 1);

  sync_desk_init (desk, office->hub, token, number);
  g_ptr_array_add (office->desks, desk);
  return desk;
}

static void
set_up (Office *office, gconstpointer data)
{
  office->hub = memory_hub_new (OFFICE, FIXTURE_NOW);
  office->desks = g_ptr_array_new_with_free_func (free_desk);
  office->a = add_desk (office, 1, 2);
  office->b = add_desk (office, 2, 3);
  office->rand = g_rand_new_with_seed (1);
}

static void
tear_down (Office *office, gconstpointer data)
{
  g_ptr_array_unref (office->desks);
  memory_hub_free (office->hub);
  g_rand_free (office->rand);
}

static void
settle (Office *office)
{
  sync_settle (office->desks, office->hub);
  sync_assert_equal (office->desks, office->hub);
}

static char *
receive (SyncDesk *desk)
{
  g_autoptr (McDossier) dossier = fixture_receive (&desk->fixture, "LÒ THỊ HOA");

  return g_strdup (dossier->code);
}

static void
act (SyncDesk *desk, const char *code, McAction action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act (desk->fixture.desk, code, action, "lý do", NULL, &error);

  g_assert_no_error (error);
}

static void
exchange (Office *office, SyncDesk *desk, LinkFault fault, SyncResult *result)
{
  sync_exchange (desk, office->hub, fault, office->rand, result);
}

/* ---- the ordinary ------------------------------------------------------------------------------------------------------ */

static void
test_one_request (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a);
  SyncResult result;

  exchange (office, office->a, LINK_GOOD, &result);
  g_assert_true (result.done);
  g_assert_cmpuint (result.entries_acked, >=, 3);
  g_assert_cmpuint (result.refused, ==, 0);
  exchange (office, office->b, LINK_GOOD, &result);
  g_assert_cmpuint (result.entries_new, >=, 3);
  settle (office);
  g_assert_cmpint (fixture_int (office->b->fixture.folder, "SELECT count (*) FROM dossier"), ==, 1);
}

/* One request does all of a normal exchange: the order of what was just sent comes back in the answer. */
static void
test_second_says_nothing (Office *office, gconstpointer data)
{
  g_autofree char *code = NULL;
  SyncResult result;

  settle (office);
  code = receive (office->a);
  exchange (office, office->a, LINK_GOOD, &result);
  g_assert_cmpuint (result.entries_acked, ==, 1);
  g_assert_false (result.more);
  exchange (office, office->a, LINK_GOOD, &result);
  g_assert_cmpuint (result.sent, <, 60);
  g_assert_cmpuint (result.received, <, 40);
}

/* Test no. 1 of design/sync.md: the response is lost after the server committed, the client sends again. */
static void
test_each_fault (Office *office, gconstpointer data)
{
  for (int fault = LINK_GOOD; fault < LINK_N_FAULTS; fault++)
    for (int times = 0; times < 3; times++)
      {
        g_autofree char *code = receive (office->a), *other = receive (office->b);
        SyncResult result;

        act (office->a, code, MC_ACTION_FORWARD);
        exchange (office, office->b, LINK_GOOD, &result);
        exchange (office, office->a, (LinkFault) fault, &result);
        exchange (office, office->a, (LinkFault) fault, &result);
        exchange (office, office->b, (LinkFault) fault, &result);
      }
  while (office->a->late->len > 0)
    sync_deliver_late (office->a, office->rand);
  settle (office);
  g_assert_cmpint (fixture_int (office->a->fixture.folder, "SELECT count (*) FROM dossier"), ==, LINK_N_FAULTS * 6);
}

static void
test_small_limits (Office *office, gconstpointer data)
{
  SyncResult result;

  for (int i = 0; i < 60; i++)
    g_free (receive (office->a));
  office->a->limits.entries_max = 300;
  office->b->limits.answer_max = 1;
  exchange (office, office->a, LINK_GOOD, &result);
  g_assert_true (result.more);
  g_assert_cmpuint (result.sent, <, 3000);
  settle (office);
}

/* ---- order and conflict ------------------------------------------------------------------------------------------------ */

static void
test_conflict (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a);

  settle (office);
  act (office->a, code, MC_ACTION_FORWARD);
  act (office->b, code, MC_ACTION_WITHDRAW);
  /* Who reaches the province first was first, whoever did it first. */
  sync_until_quiet (office->b, office->hub);
  settle (office);
  g_assert_cmpint (fixture_int (office->a->fixture.folder, "SELECT count (*) FROM conflict"), ==, 1);
  g_assert_cmpint (fixture_int (office->a->fixture.folder, "SELECT state FROM dossier"), ==, MC_STATE_WITHDRAWN);
}

/* Two desks put the same name right, each in its way: one stands, the other waits to be settled, nothing is lost; and what was wished can be done
 * after all, with all that it changed. */
static void
test_two_corrections (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a), *name = NULL;
  McDesk *a = office->a->fixture.desk, *b = office->b->fixture.desk;
  g_autoptr (McDossier) at_a = NULL, at_b = NULL, after = NULL;
  g_autoptr (GPtrArray) open = NULL;
  g_autoptr (GError) error = NULL;

  settle (office);
  at_a = mc_desk_correct (a, code, "{\"applicant\":{\"name\":\"TRẦN VĂN THÌN\"}}", "nhập sai", &error);
  g_assert_no_error (error);
  at_b = mc_desk_correct (b, code, "{\"applicant\":{\"name\":\"TRẦN VĂN THIN\"},\"note\":\"gọi trước\"}", "nghe nhầm", &error);
  g_assert_no_error (error);
  sync_until_quiet (office->b, office->hub);
  settle (office);
  name = fixture_text (office->a->fixture.folder, "SELECT applicant FROM dossier");
  g_assert_cmpstr (name, ==, "TRẦN VĂN THIN");

  open = mc_desk_conflicts (a, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 1);
  g_assert_true (mc_desk_settle (a, ((McConflictItem *) g_ptr_array_index (open, 0))->entry, TRUE, NULL, &error));
  g_assert_no_error (error);
  settle (office);
  after = mc_desk_load (b, code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (after->intake->applicant->name, ==, "TRẦN VĂN THÌN");
  g_assert_cmpstr (after->intake->note, ==, "gọi trước"); /* the other desk's, which nobody contradicted */
  g_assert_cmpint (fixture_int (office->b->fixture.folder, "SELECT count (*) FROM conflict"), ==, 0);
}

/* ---- by another way ---------------------------------------------------------------------------------------------------- */

/* A has no line: its work travels by the folder, and B passes it on to the province, signed by A. */
static void
test_folder (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a);
  g_autofree char *other = NULL;
  MemoryOrigin *origin;
  guint8 id[MC_ORIGIN_SIZE];

  sync_by_folder (office->a, office->b);
  g_assert_cmpint (fixture_int (office->b->fixture.folder, "SELECT count (*) FROM dossier"), ==, 1);
  act (office->b, code, MC_ACTION_FORWARD);
  sync_until_quiet (office->b, office->hub);
  g_assert_true (mc_hex_decode (mc_desk_origin (office->a->fixture.desk), id, sizeof id));
  origin = memory_hub_origin (office->hub, id);
  g_assert_nonnull (origin);
  g_assert_cmpint (origin->token, ==, 1);
  other = receive (office->a);
  sync_by_folder (office->b, office->a);
  settle (office);
}

/* What is not signed by its author is not believed on the way by another. */
static void
test_unsigned_is_refused (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a);
  g_autoptr (GByteArray) request = NULL, forged = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  g_auto (McTaken) taken = { 0 };
  gboolean more, got = TRUE;

  request = sync_request (office->a, &more, &error);
  g_assert_no_error (error);
  mc_frame_parser_push (parser, request->data, request->len);
  while (got)
    {
      McFrame frame;

      g_assert_true (mc_frame_parser_next (parser, &frame, &got, NULL));
      if (got && frame.type == MC_FRAME_ENTRIES)
        {
          g_auto (McBatch) batch = { 0 };

          g_assert_true (mc_batch_decode (&batch, frame.payload, frame.size, NULL));
          g_assert_true (batch.is_signed);
          batch.is_signed = FALSE;
          g_assert_true (mc_batch_append_frames (&batch, 0, forged, NULL));
        }
    }
  mc_taken_init (&taken);
  g_assert_true (sync_take (office->b, MC_FROM_FOLDER, forged->data, forged->len, &taken, &error));
  g_assert_cmpuint (taken.entries_new, ==, 0);
  g_assert_cmpuint (taken.refused, >, 0);
  g_assert_cmpint (fixture_int (office->b->fixture.folder, "SELECT count (*) FROM dossier"), ==, 0);
}

static void
take_as (SyncDesk *desk, McFrom from, const GByteArray *answer, guint acked, gint64 numbered)
{
  g_auto (McTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;

  mc_taken_init (&taken);
  g_assert_true (sync_take (desk, from, answer->data, answer->len, &taken, &error));
  g_assert_cmpuint (taken.entries_acked, ==, acked);
  g_assert_cmpint (fixture_int (desk->fixture.folder, "SELECT coalesce (sum (n_entries), 0) FROM numbered"), ==, numbered);
}

/* The province's answer, copied to a stick or left in the folder: receipts are signed and count from a stick too, the rest does not. */
static void
test_what_counts_from_where (Office *office, gconstpointer data)
{
  g_autofree char *code = receive (office->a);
  g_autoptr (GByteArray) request = NULL, answer = NULL;
  g_autoptr (GError) error = NULL;
  guint n = (guint) fixture_int (office->a->fixture.folder, "SELECT count (*) FROM entry WHERE stream = 0");
  gboolean more;

  request = sync_request (office->a, &more, &error);
  answer = memory_hub_exchange (office->hub, 1, request->data, request->len, MEMORY_HUB_LIVES, &error);
  g_assert_no_error (error);
  take_as (office->a, MC_FROM_FOLDER, answer, 0, 0);
  /* Of another province. */
  crypto_sign_ed25519_keypair (office->hub->public_key, office->hub->secret_key);
  sync_desk_enrol (office->a, office->hub);
  take_as (office->a, MC_FROM_BUNDLE, answer, 0, 0);
  g_clear_pointer (&answer, g_byte_array_unref);
  answer = memory_hub_exchange (office->hub, 1, request->data, request->len, MEMORY_HUB_LIVES, &error);
  take_as (office->a, MC_FROM_BUNDLE, answer, n, 0);
  /* With the province's own first entry. */
  take_as (office->a, MC_FROM_PROVINCE, answer, 0, n + 1);
}

/* Nobody who is not enrolled brings a desk of his own; what he says of it is refused and stops nothing else. */
static void
test_stranger (Office *office, gconstpointer data)
{
  SyncDesk stranger;
  SyncResult result;
  g_autofree char *code = NULL, *of_b = receive (office->b);

  sync_desk_init (&stranger, NULL, 3, 4);
  code = receive (&stranger);
  /* Without a token it has no province. */
  {
    g_autoptr (GError) error = NULL;
    gboolean more;

    g_assert_null (sync_request (&stranger, &more, &error));
    g_assert_error (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED);
  }
  stranger.token = 2;
  sync_desk_enrol (&stranger, office->hub);
  sync_by_folder (&stranger, office->b);
  g_hash_table_remove (office->hub->keys, GINT_TO_POINTER (2));
  exchange (office, office->b, LINK_GOOD, &result);
  g_assert_cmpuint (result.refused, ==, 1);
  g_assert_cmpuint (result.entries_acked, >, 0);
  /* And it is not offered again and again. */
  exchange (office, office->b, LINK_GOOD, &result);
  g_assert_cmpuint (result.refused, ==, 0);
  g_assert_cmpuint (result.sent, <, 60);
  sync_desk_clear (&stranger);
}

/* ---- the province writes too ------------------------------------------------------------------------------------------- */

static void
test_province_writes (Office *office, gconstpointer data)
{
  settle (office);
  memory_hub_write (office->hub, TRUE, "notice", NULL, NULL, "{\"text\":\"for all\"}", NULL);
  memory_hub_write (office->hub, FALSE, "notice", NULL, NULL, "{\"text\":\"for one\"}", NULL);
  memory_hub_write (office->hub, TRUE, "notice", NULL, NULL, "{\"text\":\"for all again\"}", NULL);
  settle (office);
  g_assert_cmpint (fixture_int (office->a->fixture.folder,
                                "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) LIKE '{\"text\":\"for%'"),
                   ==, 3);
}

#define office_test(path, func) g_test_add (path, Office, NULL, set_up, func, tear_down)

/* Two machines were both set up as desk 2 while the line was down; each gave slips. */
static void
test_two_with_one_number (Office *office, gconstpointer data)
{
  SyncDesk *twin = add_desk (office, 3, 2);
  g_autoptr (McDossier) first = fixture_receive (&office->a->fixture, "LÒ THỊ HOA");
  g_autoptr (McDossier) second = fixture_receive (&twin->fixture, "GIÀNG A PÁO");
  g_autoptr (McDossier) later = NULL;

  settle (office);
  g_assert_cmpint (fixture_int (office->a->fixture.folder, "SELECT count (*) FROM dossier"), ==, 2);
  g_assert_cmpint (fixture_int (twin->fixture.folder, "SELECT count (DISTINCT number) FROM desk WHERE number > 0"), ==, 3);
  /* From now on no number comes twice. */
  g_clear_pointer (&first, mc_dossier_free);
  g_clear_pointer (&second, mc_dossier_free);
  fixture_reopen (&office->a->fixture);
  fixture_reopen (&twin->fixture);
  first = fixture_receive (&office->a->fixture, "LÒ THỊ HOA");
  later = fixture_receive (&twin->fixture, "GIÀNG A PÁO");
  g_assert_cmpstr (first->code, !=, later->code);
  settle (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  office_test ("/exchange/one-request-does-all", test_one_request);
  office_test ("/exchange/the-second-says-nothing", test_second_says_nothing);
  office_test ("/exchange/each-fault-of-the-link-loses-and-doubles-nothing", test_each_fault);
  office_test ("/exchange/by-small-pieces", test_small_limits);
  office_test ("/exchange/the-province's-order-decides-a-conflict", test_conflict);
  office_test ("/exchange/two-corrections-of-one-name-are-settled", test_two_corrections);
  office_test ("/exchange/by-the-folder-and-another-desk", test_folder);
  office_test ("/exchange/unsigned-entries-of-another-are-refused", test_unsigned_is_refused);
  office_test ("/exchange/what-counts-depends-on-the-way-it-came", test_what_counts_from_where);
  office_test ("/exchange/a-stranger's-entries-stop-nothing", test_stranger);
  office_test ("/exchange/the-province-writes-too", test_province_writes);
  office_test ("/exchange/two-machines-with-one-number-part-when-they-meet", test_two_with_one_number);
  return g_test_run ();
}
