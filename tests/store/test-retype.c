/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Provinces without a service: which dossiers are still to be typed into the province's own system, and what becomes of the official
 * code that comes back (domain: mã cấp tại quầy, mã hồ sơ chính thức). */
#include "mc-counters.h"
#include "mc-desk-retype.h"
#include "mc-error.h"
#include "mc-importer.h"
#include "mc-peer.h"
#include "mc-projection.h"
#include "two-desks.h"

#define OFFICIAL "H15.50.05.13-261123-0975"
#define MINISTRY "G15-261123-000123"

static void
give (Fixture *self, const char *code, const char *official)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (McDossier) dossier = mc_desk_set_official_code (self->desk, code, official, &warning, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (warning, ==, NULL);
}

static void
assert_refused (Fixture *self, const char *code, const char *official, int reason, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_set_official_code (self->desk, code, official, NULL, &error));
  g_assert_error (error, MC_ERROR, reason);
  g_assert_nonnull (strstr (error->message, says));
}

/* In the row that lists show and in the dossier folded from its entries. */
static void
assert_official (Fixture *self, const char *code, const char *official)
{
  g_autofree char *sql = g_strdup_printf ("SELECT official_code FROM dossier WHERE code = '%s'", code);
  g_autofree char *in_row = fixture_text (self->folder, sql);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_load (self->desk, code, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (in_row, ==, official);
  g_assert_cmpstr (dossier->official_code, ==, official);
}

static gint64
n_waiting (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  McHomeCounts counts;

  g_assert_true (mc_desk_home_counts (self->desk, &counts, &error));
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM dossier WHERE to_retype IS NOT NULL"), ==, counts.to_retype);
  return counts.to_retype;
}

static guint
n_found (Fixture *self, const char *text)
{
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = text };
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = mc_desk_rows (self->desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 50, &cursor, &error);

  g_assert_no_error (error);
  return rows->len;
}

static char *
item_code (Fixture *self, gboolean own, const char *code, McDeskRetypeStep step, gint64 rank, gint64 waiting)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McRetypeItem) item = mc_desk_retype_item (self->desk, own, code, step, &error);

  g_assert_no_error (error);
  g_assert_cmpint (item->waiting, ==, waiting);
  if (item->dossier == NULL)
    return NULL;
  g_assert_cmpint (item->rank, ==, rank);
  return g_strdup (item->dossier->code);
}

#define assert_item(self, own, code, step, rank, waiting, expected)                                                               \
  G_STMT_START                                                                                                                    \
  {                                                                                                                               \
    g_autofree char *found = item_code (self, own, code, step, rank, waiting);                                                   \
    g_assert_cmpstr (found, ==, expected);                                                                                        \
  }                                                                                                                               \
  G_STMT_END

/* ---- one desk ---------------------------------------------------------------------------------------------- */

static void
test_code_comes_back (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) first = fixture_receive (self, "GIÀNG THỊ MỶ"), second = fixture_receive (self, "LÒ VĂN AN");
  gint64 entries;

  g_assert_cmpint (n_waiting (self), ==, 2);
  give (self, first->code, " h15.50.05.13 - 261123 - 0975 ");
  assert_official (self, first->code, OFFICIAL);
  g_assert_cmpint (n_waiting (self), ==, 1);
  /* The slip's code still names it, and the official one does too: typed, in parts, scanned. */
  g_assert_cmpuint (n_found (self, OFFICIAL), ==, 1);
  g_assert_cmpuint (n_found (self, "261123-0975"), ==, 1);
  g_assert_cmpuint (n_found (self, "0975"), ==, 1);
  g_assert_cmpuint (n_found (self, first->code), ==, 1);
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (McDossier) found = mc_desk_load (self->desk, "h15.50.05.13-261123-0975", &error);

    g_assert_no_error (error);
    g_assert_cmpstr (found->code, ==, first->code);
  }
  /* The same once more writes nothing. */
  entries = two_n_entries (self);
  give (self, first->code, OFFICIAL);
  g_assert_cmpint (two_n_entries (self), ==, entries);
  /* Taken back, it waits again; nothing of it is found any more. */
  give (self, first->code, NULL);
  assert_official (self, first->code, NULL);
  g_assert_cmpint (n_waiting (self), ==, 2);
  g_assert_cmpuint (n_found (self, "0975"), ==, 0);
  /* A ministry's system has its own. */
  give (self, second->code, MINISTRY);
  assert_official (self, second->code, MINISTRY);
  g_assert_cmpuint (n_found (self, "000123"), ==, 1);
  fixture_assert_sound (self);
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) first = fixture_receive (self, "GIÀNG THỊ MỶ"), second = fixture_receive (self, "LÒ VĂN AN");
  gint64 entries;

  give (self, first->code, OFFICIAL);
  entries = two_n_entries (self);
  assert_refused (self, second->code, OFFICIAL, MC_ERROR_REJECTED, "GIÀNG THỊ MỶ");
  assert_refused (self, second->code, OFFICIAL, MC_ERROR_REJECTED, first->code);
  assert_refused (self, second->code, "0975", MC_ERROR_INVALID, "0975");
  assert_refused (self, second->code, "H15.50.05.13-261124-0001", MC_ERROR_INVALID, "261124");
  assert_refused (self, "H15.50.05.13-261123-9999", OFFICIAL, MC_ERROR_NOT_FOUND, "9999");
  g_assert_cmpint (two_n_entries (self), ==, entries);
  g_assert_cmpint (n_waiting (self), ==, 1);
  fixture_assert_sound (self);
}

/* The province numbers by itself: what looks odd is kept, and said. */
static void
test_odd_and_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (McDossier) first = fixture_receive (self, "GIÀNG THỊ MỶ"), second = fixture_receive (self, "LÒ VĂN AN");
  g_autoptr (McDossier) dossier = NULL, other = NULL;
  g_autofree char *warning = NULL, *earlier = NULL;
  g_autoptr (GError) error = NULL;

  dossier = mc_desk_set_official_code (self->desk, first->code, second->code, &warning, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (warning, second->code));
  assert_official (self, first->code, second->code);
  /* Its own slip comes before another's official code. */
  other = mc_desk_load (self->desk, second->code, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (other->intake->applicant->name, ==, "LÒ VĂN AN");
  mc_dossier_free (g_steal_pointer (&dossier));
  dossier = mc_desk_set_official_code (self->desk, second->code, "H15.50.05.13-261101-0007", &earlier, &error);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (earlier, "261101"));
  /* The province took our number over. */
  give (self, first->code, OFFICIAL);
  give (self, second->code, second->code);
  g_assert_cmpint (n_waiting (self), ==, 0);
  fixture_assert_sound (self);
}

/* Oldest first; behind the last the first; what is done is passed over and its neighbour found from it. */
static void
test_one_by_one (Fixture *self, gconstpointer data)
{
  char *codes[4];

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      mc_clock_set (self->clock, FIXTURE_NOW + i * 86400);
      codes[i] = two_receive (self);
    }
  assert_item (self, TRUE, NULL, MC_DESK_RETYPE_AT, 0, 4, codes[0]);
  assert_item (self, TRUE, codes[0], MC_DESK_RETYPE_NEXT, 1, 4, codes[1]);
  assert_item (self, TRUE, codes[3], MC_DESK_RETYPE_NEXT, 0, 4, codes[0]);
  assert_item (self, TRUE, codes[0], MC_DESK_RETYPE_PREVIOUS, 3, 4, codes[3]);
  give (self, codes[1], "H15.50.05.13-261124-0975");
  assert_item (self, FALSE, codes[1], MC_DESK_RETYPE_AT, 1, 3, codes[2]);
  assert_item (self, FALSE, codes[1], MC_DESK_RETYPE_PREVIOUS, 0, 3, codes[0]);
  two_act (self, codes[2], MC_ACTION_VOID);
  assert_item (self, FALSE, codes[1], MC_DESK_RETYPE_NEXT, 1, 2, codes[3]);
  /* Refused and withdrawn ones belong into the province's system too. */
  two_act (self, codes[3], MC_ACTION_WITHDRAW);
  g_assert_cmpint (n_waiting (self), ==, 2);
  give (self, codes[0], "H15.50.05.13-261123-0976");
  give (self, codes[3], "H15.50.05.13-261126-0977");
  assert_item (self, FALSE, codes[3], MC_DESK_RETYPE_NEXT, 0, 0, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    g_free (codes[i]);
  fixture_assert_sound (self);
}

/* ---- the province's service ----------------------------------------------------------------------------------- */

static gboolean
take_run (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McImporter) importer = mc_importer_new (tx);

  return mc_importer_run (importer, data, error) && mc_importer_finish (importer, NULL, error);
}

static gboolean
forget (McTx *tx, gpointer data, GError **error)
{
  return mc_peer_forget (tx, error);
}

/* What the province's service has numbered is in its system; another province begins anew. */
static void
test_numbered_waits_no_more (Fixture *self, gconstpointer data)
{
  g_autofree char *first = two_receive (self), *second = two_receive (self);
  g_autofree char *sql = g_strdup_printf ("SELECT seq FROM dossier WHERE code = '%s'", first);
  McRun run = { .first_n = 1, .first_seq = 1, .count = fixture_int (self->folder, sql) };
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_hex_decode (mc_desk_origin (self->desk), run.origin, MC_ORIGIN_SIZE));
  fixture_write (self, take_run, &run, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_waiting (self), ==, 1);
  assert_item (self, TRUE, NULL, MC_DESK_RETYPE_AT, 0, 1, second);
  fixture_assert_sound (self);
  fixture_write (self, forget, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n_waiting (self), ==, 2);
  fixture_assert_sound (self);
}

/* ---- two desks ------------------------------------------------------------------------------------------------- */

static void
test_two_desks (Two *two, gconstpointer data)
{
  g_autofree char *of_a = two_receive (&two->a), *of_b = NULL;

  mc_clock_set (two->b.clock, FIXTURE_NOW + 600);
  of_b = two_receive (&two->b);
  two_exchange (two);
  /* Each begins with what it received; the whole office's is there too. */
  g_assert_cmpint (n_waiting (&two->a), ==, 2);
  assert_item (&two->a, TRUE, NULL, MC_DESK_RETYPE_AT, 0, 1, of_a);
  assert_item (&two->b, TRUE, NULL, MC_DESK_RETYPE_AT, 0, 1, of_b);
  assert_item (&two->b, FALSE, of_a, MC_DESK_RETYPE_NEXT, 1, 2, of_b);

  /* One code from both desks is one code. */
  give (&two->a, of_a, OFFICIAL);
  give (&two->b, of_a, OFFICIAL);
  two_exchange (two);
  assert_official (&two->a, of_a, OFFICIAL);
  assert_official (&two->b, of_a, OFFICIAL);
  g_assert_cmpint (two_n_conflicts (&two->a) + two_n_conflicts (&two->b), ==, 0);
  g_assert_cmpint (n_waiting (&two->b), ==, 1);
  two_assert_sound (two);
}

static gint64
head_of (Fixture *self)
{
  g_autofree char *sql = g_strdup_printf ("SELECT max (seq) FROM entry e JOIN origin o ON o.n = e.origin"
                                          " WHERE stream = 0 AND hex (o.id) = upper ('%s')",
                                          mc_desk_origin (self->desk));

  return fixture_int (self->folder, sql);
}

static void
number (Fixture *desk, Fixture *author, gint64 first_n, gint64 first_seq, gint64 count)
{
  McRun run = { .first_n = first_n, .first_seq = first_seq, .count = count };
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_hex_decode (mc_desk_origin (author->desk), run.origin, MC_ORIGIN_SIZE));
  fixture_write (desk, take_run, &run, &error);
  g_assert_no_error (error);
}

/* Two codes for one dossier: both stay in the history, and the later in the province's order stands, on both desks. */
static void
test_two_codes (Two *two, gconstpointer data)
{
  gboolean b_last = GPOINTER_TO_INT (data) != 0;
  const char *stands = b_last ? MINISTRY : OFFICIAL;
  g_autofree char *code = two_receive (&two->a);
  gint64 received = head_of (&two->a), begun = head_of (&two->b);

  two_carry (&two->a, &two->b);
  give (&two->a, code, OFFICIAL);
  give (&two->b, code, MINISTRY);
  two_exchange (two);
  for (int i = 0; i < 2; i++)
    {
      Fixture *desk = i == 0 ? &two->a : &two->b;

      number (desk, &two->a, 1, 1, received);
      number (desk, &two->b, b_last ? received + 2 : received + 1, begun + 1, 1);
      number (desk, &two->a, b_last ? received + 1 : received + 2, received + 1, 1);
      assert_official (desk, code, stands);
      g_assert_cmpuint (n_found (desk, stands), ==, 1);
      g_assert_cmpuint (n_found (desk, b_last ? OFFICIAL : MINISTRY), ==, 0);
      {
        g_autoptr (McDossier) dossier = mc_desk_load (desk->desk, code, NULL);
        guint n = 0;

        for (guint e = 0; e < dossier->events->len; e++)
          n += strcmp (((McEvent *) g_ptr_array_index (dossier->events, e))->kind, "official-code") == 0;
        g_assert_cmpuint (n, ==, 2);
      }
    }
  two_assert_sound (two);
}

/* Apart, two desks may give one code to two dossiers: neither is lost when they meet. */
static void
test_one_code_for_two_dossiers (Two *two, gconstpointer data)
{
  g_autofree char *of_a = two_receive (&two->a), *of_b = two_receive (&two->b);

  give (&two->a, of_a, OFFICIAL);
  give (&two->b, of_b, OFFICIAL);
  two_exchange (two);
  assert_official (&two->a, of_b, OFFICIAL);
  assert_official (&two->b, of_a, OFFICIAL);
  g_assert_cmpuint (n_found (&two->a, OFFICIAL), ==, 2);
  /* Whoever looks finds out at the next attempt, and can put it right. */
  give (&two->a, of_a, "H15.50.05.13-261123-0976");
  two_exchange (two);
  g_assert_cmpuint (n_found (&two->b, OFFICIAL), ==, 1);
  two_assert_sound (two);
}

/* A form that one desk imported is on the other; the later import stands, and what is no form changes nothing. */
static void
test_layout_travels (Two *two, gconstpointer data)
{
  static const char first[] = "{\"format\":\"motcua-retype-1\",\"key\":\"tinh\",\"name\":\"Một\",\"fields\":[{\"label\":\"A\",\"value\":\"code\"}]}";
  static const char second[] = "{\"format\":\"motcua-retype-1\",\"key\":\"tinh\",\"name\":\"Hai\",\"fields\":[{\"label\":\"A\",\"value\":\"code\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (McRetypeLayout) layout = NULL;
  g_autofree char *key = NULL, *again = NULL, *none = NULL;
  gint64 entries;

  g_assert_true (mc_desk_retype_import_layout (two->a.desk, first, -1, &key, &error));
  g_assert_no_error (error);
  entries = two_n_entries (&two->a);
  g_assert_true (mc_desk_retype_import_layout (two->a.desk, first, -1, &again, &error));
  g_assert_cmpint (two_n_entries (&two->a), ==, entries);
  g_assert_false (mc_desk_retype_import_layout (two->a.desk, "{\"format\":\"motcua-retype-1\"}", -1, &none, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  g_clear_error (&error);
  g_free (g_steal_pointer (&again));
  g_assert_true (mc_desk_retype_import_layout (two->a.desk, second, -1, &again, &error));
  two_exchange (two);
  layout = mc_desk_retype_layout (two->b.desk, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (layout->name, ==, "Hai");
  two_assert_sound (two);
}

typedef struct
{
  const char *body;
  const char *code;
} Foreign;

static gboolean
write_foreign (McTx *tx, gpointer data, GError **error)
{
  Foreign *foreign = data;
  McEntryRef first = { .seq = 0 };
  gint64 id;
  g_auto (McRow) row = { 0 };
  gboolean found;

  if (!mc_projection_find_code (tx->db, foreign->code, &id, error) || !mc_projection_load (tx->db, id, &row, &found, error) ||
      !mc_journal_origin_id (tx->db, row.origin, first.origin, error))
    return FALSE;
  first.seq = row.seq;
  return mc_journal_append (tx, MC_STREAM_WORK, "official-code", &first, &first, id, foreign->body, NULL, error);
}

/* What is no code at all stands in the journal, changes nothing and is listed; the rest goes on. */
static void
test_no_code_at_all (Two *two, gconstpointer data)
{
  static const char *const bodies[] = { "{\"official\":\"x; DROP TABLE\"}", "{\"official\":5}", "{\"official\":\"A B\"}" };
  g_autofree char *code = two_receive (&two->a);

  two_carry (&two->a, &two->b);
  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      Foreign foreign = { bodies[i], code };
      g_autoptr (GError) error = NULL;

      fixture_write (&two->a, write_foreign, &foreign, &error);
      g_assert_no_error (error);
    }
  two_carry (&two->a, &two->b);
  assert_official (&two->b, code, NULL);
  g_assert_cmpint (fixture_int (two->b.folder, "SELECT count (*) FROM quarantine"), ==, (gint64) G_N_ELEMENTS (bodies));
  give (&two->b, code, OFFICIAL);
  assert_official (&two->b, code, OFFICIAL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/retype/the-official-code-comes-back", test_code_comes_back);
  fixture_test ("/retype/what-cannot-be-is-refused-in-words", test_refused);
  fixture_test ("/retype/what-looks-odd-is-kept-and-said", test_odd_and_kept);
  fixture_test ("/retype/one-by-one-oldest-first", test_one_by_one);
  fixture_test ("/retype/what-the-province-numbered-waits-no-more", test_numbered_waits_no_more);
  two_test ("/retype/two-desks", test_two_desks);
  g_test_add ("/retype/of-two-codes-the-last-stands/a", Two, NULL, two_set_up, test_two_codes, two_tear_down);
  g_test_add ("/retype/of-two-codes-the-last-stands/b", Two, GINT_TO_POINTER (3), two_set_up, test_two_codes, two_tear_down);
  two_test ("/retype/one-code-for-two-dossiers-loses-neither", test_one_code_for_two_dossiers);
  two_test ("/retype/a-form-reaches-every-desk", test_layout_travels);
  two_test ("/retype/what-is-no-code-changes-nothing", test_no_code_at_all);
  return g_test_run ();
}
