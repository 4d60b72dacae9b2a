/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is altered past the program, verify or rebuild --check says so. */
#include "store-fixture.h"

#include <string.h>

#include "mc-error.h"
#include "mc-verify.h"

/* ---- a store that has lived a little ------------------------------------------------------------------------- */

static void
lived_set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  fixture_set_up (self, NULL);
  for (int i = 0; i < 8; i++)
    {
      g_autoptr (McIntake) intake = fixture_random_intake (rand);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_receive (self->desk, intake, &error);

      g_assert_no_error (error);
      for (int j = 0; j < 3; j++)
        fixture_random_act (self, rand, dossier->code);
      g_assert_true (mc_desk_note_print (self->desk, dossier->code, "01", TRUE, NULL));
    }
  fixture_reopen (self);
}

/* Verify finds no fault, or one with @expected in it. */
static void
assert_verify (Fixture *self, const char *expected)
{
  g_autofree char *faults = fixture_verify (self);

  if (expected == NULL)
    g_assert_cmpstr (faults, ==, "");
  else if (strstr (faults, expected) == NULL)
    g_error ("not named: %s; only: %s", expected, faults);
}

static void
assert_rebuild (Fixture *self, const char *expected)
{
  g_autofree char *faults = fixture_rebuild_check (self);

  if (expected == NULL)
    g_assert_cmpstr (faults, ==, "");
  else if (strstr (faults, expected) == NULL)
    g_error ("not named: %s; only: %s", expected, faults);
}

/* Past the program, while it is closed. */
static void
alter (Fixture *self, const char *sql)
{
  fixture_close (self);
  fixture_exec (self->folder, sql);
  fixture_open (self);
}

static void
test_untouched (Fixture *self, gconstpointer data)
{
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (mc_desk_verify (self->desk, NULL, NULL, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.faults[0], ==, NULL);
  g_assert_cmpint (report.entries, ==, fixture_int (self->folder, "SELECT count (*) FROM entry"));
  g_assert_cmpint (report.dossiers, ==, 8);
  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM signature"), >, 0);
  assert_rebuild (self, NULL);
}

/* ---- the journal ------------------------------------------------------------------------------------------------ */

/* One bit of every stretch of every body, envelope and hash of one entry. */
static void
test_altered_bytes (Fixture *self, gconstpointer data)
{
  static const char *const columns[] = { "body", "envelope", "hash" };

  fixture_close (self);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *length = g_strdup_printf ("SELECT length (%s) FROM entry WHERE id = 9", columns[i]);
      gint64 size = fixture_int (self->folder, length);

      for (gint64 at = 1; at <= size; at += size / 7)
        {
          g_autofree char *keep = g_strdup_printf ("CREATE TABLE kept AS SELECT %s AS v FROM entry WHERE id = 9", columns[i]);
          g_autofree char *change = g_strdup_printf (
              "UPDATE entry SET %1$s = CAST (substr (%1$s, 1, %2$d - 1) || CASE WHEN hex (substr (%1$s, %2$d, 1)) = '23'"
              " THEN x'24' ELSE x'23' END || substr (%1$s, %2$d + 1) AS BLOB) WHERE id = 9",
              columns[i], (int) at);
          g_autofree char *restore
              = g_strdup_printf ("UPDATE entry SET %s = (SELECT v FROM kept) WHERE id = 9; DROP TABLE kept", columns[i]);

          fixture_exec (self->folder, keep);
          fixture_exec (self->folder, change);
          fixture_open (self);
          assert_verify (self, "Entry 9: the chain does not hold");
          fixture_close (self);
          fixture_exec (self->folder, restore);
        }
    }
  fixture_open (self);
  fixture_assert_sound (self);
}

static void
test_deleted_entry (Fixture *self, gconstpointer data)
{
  alter (self, "DELETE FROM entry WHERE id = 9");
  assert_verify (self, "follows");
}

/* The end of a stream leaves no gap, but it was signed. */
static void
test_deleted_end (Fixture *self, gconstpointer data)
{
  fixture_close (self);
  fixture_exec (self->folder, "DELETE FROM entry WHERE seq > (SELECT max (seq) FROM entry WHERE stream = 0) - 2");
  fixture_open (self);
  assert_verify (self, "A signed entry");
}

static void
test_swapped_columns (Fixture *self, gconstpointer data)
{
  /* Two entries change places: what they say stays with them. */
  alter (self, "UPDATE entry SET seq = -seq WHERE id IN (9, 10);"
               "UPDATE entry SET seq = CASE id WHEN 9 THEN 10 ELSE 9 END WHERE id IN (9, 10)");
  assert_verify (self, "the columns are not what the envelope says");
}

static void
test_dossier_column (Fixture *self, gconstpointer data)
{
  alter (self, "UPDATE entry SET dossier = (SELECT min (id) FROM dossier) WHERE id = (SELECT max (id) FROM entry WHERE dossier"
               " IS NOT NULL AND dossier <> (SELECT min (id) FROM dossier))");
  assert_rebuild (self, "dossier");
}

static void
test_stream_column (Fixture *self, gconstpointer data)
{
  alter (self, "UPDATE entry SET stream = 1 WHERE id = (SELECT max (id) FROM entry WHERE stream = 0)");
  assert_verify (self, "Entry");
}

/* Values that the schema forbids and a damaged file may hold: named, and no crash. */
static void
test_short_values (Fixture *self, gconstpointer data)
{
  static const char *const damages[] = {
    "UPDATE entry SET hash = x'00' WHERE id = 9",
    "UPDATE entry SET envelope = x'' WHERE id = 9",
    "UPDATE entry SET body = NULL, body_hash = x'00' WHERE id = 9",
    "UPDATE entry SET body = x'5b5d' WHERE id = 9",
    "UPDATE origin SET id = x'00' WHERE n = 1",
    "UPDATE signature SET hash = x'00'",
    "UPDATE signature SET signature = x'00'",
    "UPDATE origin SET public_key = x'00'",
  };

  fixture_close (self);
  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (self->clock) };
      g_autoptr (GError) error = NULL;

      fixture_copy_folder (self->folder, copy.folder);
      fixture_exec (copy.folder, damages[i]);
      copy.desk = mc_desk_open (copy.folder, copy.clock, "lan", &error);
      if (copy.desk != NULL)
        {
          g_auto (McDeskReport) report = { 0 };

          if (mc_desk_verify (copy.desk, NULL, NULL, &report, &error))
            {
              g_test_message ("%s: %s", damages[i], report.faults[0]);
              g_assert_nonnull (report.faults[0]);
            }
        }
      g_assert_true (error == NULL || error->domain == MC_ERROR);
      fixture_tear_down (&copy, NULL);
    }
}

static void
test_unknown_origin (Fixture *self, gconstpointer data)
{
  alter (self, "INSERT INTO entry (origin, stream, seq, envelope, body, hash)"
               " SELECT 77, stream, seq, envelope, body, hash FROM entry WHERE id = 9");
  assert_verify (self, "belong to no known desk");
  assert_verify (self, "A row of entry refers to nothing");
}

/* Luật 91/2025: erased at a person's wish; the chain stands on the hash of what was there. */
static void
test_redacted_body (Fixture *self, gconstpointer data)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *body = fixture_text (self->folder, "SELECT CAST (body AS TEXT) FROM entry WHERE id = 9");
  g_autofree char *sql = NULL;

  g_checksum_update (checksum, (const guchar *) body, -1);
  sql = g_strdup_printf ("UPDATE entry SET body = NULL, body_hash = x'%s' WHERE id = 9", g_checksum_get_string (checksum));
  alter (self, sql);
  assert_verify (self, NULL);
  /* With any other hash it does not. */
  alter (self, "UPDATE entry SET body_hash = zeroblob (32) WHERE id = 9");
  assert_verify (self, "Entry 9");
}

/* ---- signed heads ------------------------------------------------------------------------------------------------- */

static void
test_signature_altered (Fixture *self, gconstpointer data)
{
  alter (self, "UPDATE signature SET signature = CAST (x'00' || substr (signature, 2) AS BLOB) WHERE stream = 0");
  assert_verify (self, "The signature of entry number");
}

static void
test_signature_of_another_key (Fixture *self, gconstpointer data)
{
  alter (self, "UPDATE origin SET public_key = CAST (substr (public_key, 2) || x'07' AS BLOB)");
  assert_verify (self, "The signature of entry number");
}

static void
test_signature_of_another_head (Fixture *self, gconstpointer data)
{
  alter (self, "UPDATE signature SET seq = seq - 1 WHERE stream = 0");
  assert_verify (self, "A signed entry");
}

/* ---- the file ------------------------------------------------------------------------------------------------------- */

static void
test_index (Fixture *self, gconstpointer data)
{
  alter (self, "PRAGMA writable_schema = ON;"
               "UPDATE sqlite_master SET sql = 'CREATE INDEX dossier_code ON dossier (procedure)' WHERE name = 'dossier_code';");
  assert_verify (self, "The file is damaged");
}

/* ---- the search ------------------------------------------------------------------------------------------------------ */

static void
test_wrong_delete (Fixture *self, gconstpointer data)
{
  /* FTS5's own check passes over this. */
  alter (self, "INSERT INTO search (search, rowid, tokens) SELECT 'delete', id, substr (code, -4) FROM dossier LIMIT 1;"
               "INSERT INTO search (search) VALUES ('integrity-check')");
  assert_verify (self, "is not found by all of its words");
}

static void
test_missing_words (Fixture *self, gconstpointer data)
{
  alter (self, "INSERT INTO search (search) VALUES ('delete-all')");
  assert_verify (self, "is not found by all of its words");
}

static void
test_words_too_many (Fixture *self, gconstpointer data)
{
  alter (self, "INSERT INTO search (rowid, tokens) SELECT max (id), 'xyz' FROM dossier");
  assert_verify (self, "is not found by all of its words");
}

static void
test_words_of_nobody (Fixture *self, gconstpointer data)
{
  alter (self, "INSERT INTO search (rowid, tokens) VALUES (17, 'xyz')");
  assert_verify (self, "dossiers that do not exist");
}

/* ---- the tables ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name; /* of the table, as it must be named */
  const char *sql;
} Change;

static const Change changes[] = {
  { "counter", "UPDATE counter SET n = n + 1 WHERE list = 16" },
  { "counter", "DELETE FROM counter WHERE list = 17" },
  { "counter", "INSERT INTO counter VALUES (3, 5, 1)" },
  { "code_counter", "UPDATE code_counter SET last = last - 1" },
  { "dossier", "UPDATE dossier SET state = 10 - state WHERE id = (SELECT min (id) FROM dossier)" },
  { "dossier", "UPDATE dossier SET applicant = 'X' WHERE id = (SELECT min (id) FROM dossier)" },
  { "dossier", "UPDATE dossier SET due_key = 0 WHERE id = (SELECT min (id) FROM dossier)" },
  { "dossier", "UPDATE dossier SET head_seq = head_seq - 1 WHERE id = (SELECT min (id) FROM dossier)" },
  { "dossier", "DELETE FROM dossier WHERE id = (SELECT min (id) FROM dossier)" },
  { "dossier", "UPDATE dossier SET id = id + 1 WHERE id = (SELECT max (id) FROM dossier)" },
  { "ref", "INSERT INTO ref VALUES ('x', 1)" },
  { "desk", "UPDATE desk SET number = 9" },
  { "setting", "UPDATE setting SET value = replace (value, '04714', '04717')" },
  { "procedure", "UPDATE procedure SET json = replace (json, 'Khai sinh', 'Khai tử') WHERE code = '1.001193'" },
  { "procedure", "DELETE FROM procedure WHERE code = '1.001193'" },
  { "conflict", "INSERT INTO conflict VALUES (9, 1)" },
  { "waiting", "INSERT INTO waiting VALUES (x'00', 1, 9)" },
};

static void
test_altered_tables (Fixture *self, gconstpointer data)
{
  fixture_close (self);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      Fixture copy = { .folder = fixture_folder_new (), .clock = g_object_ref (self->clock) };
      g_autofree char *expected = g_strconcat (changes[i].name, ": ", NULL);

      fixture_copy_folder (self->folder, copy.folder);
      fixture_exec (copy.folder, changes[i].sql);
      fixture_open (&copy);
      assert_rebuild (&copy, expected);
      fixture_tear_down (&copy, NULL);
    }
}

static gboolean
write_rebuild (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();

  return mc_rebuild (tx, check, error);
}

/* And making the tables anew puts all of it right. */
static void
test_rebuild_repairs (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  alter (self, "DELETE FROM dossier; UPDATE counter SET n = 0; DELETE FROM code_counter; DELETE FROM setting; DELETE FROM desk;"
               "INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM procedure WHERE code > '2';");
  fixture_write (self, write_rebuild, NULL, &error);
  g_assert_no_error (error);
  fixture_reopen (self);
  fixture_assert_sound (self);
}

/* ---- the office ---------------------------------------------------------------------------------------------------------- */

/* The office is needed to open, and opening is needed to repair: the journal knows it too. */
static void
test_office_lost (Fixture *self, gconstpointer data)
{
  static const char *const damages[] = {
    "DELETE FROM setting",
    "UPDATE setting SET value = substr (value, 1, 20)",
    "UPDATE setting SET value = '{}'",
  };
  g_autofree char *value = fixture_text (self->folder, "SELECT value FROM setting WHERE key = 'office'");

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *again = NULL;

      alter (self, damages[i]);
      g_assert_cmpstr (mc_desk_office (self->desk)->commune, ==, "04714");
      g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 2);
      assert_rebuild (self, "setting: ");
      fixture_write (self, write_rebuild, NULL, &error);
      g_assert_no_error (error);
      again = fixture_text (self->folder, "SELECT value FROM setting WHERE key = 'office'");
      g_assert_cmpstr (again, ==, value);
      fixture_assert_sound (self);
    }
}

/* Another entry's envelope that is no JSON any more does not hide the office's. */
static void
test_office_lost_beside_damage (Fixture *self, gconstpointer data)
{
  alter (self, "DELETE FROM setting; UPDATE entry SET envelope = x'7b', dossier = NULL WHERE id = 9");
  g_assert_cmpstr (mc_desk_office (self->desk)->commune, ==, "04714");
}

/* Nowhere: said in plain words, and nothing is changed. */
static void
test_office_nowhere (Fixture *self, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;

  fixture_close (self);
  fixture_exec (self->folder, "DELETE FROM setting; UPDATE entry SET body = NULL, body_hash = zeroblob (32)"
                              " WHERE CAST (envelope AS TEXT) LIKE '%\"k\":\"office\"%'");
  before = fixture_checksum (self->folder, "store.db");
  g_assert_null (mc_desk_open (self->folder, self->clock, "lan", &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
  g_assert_nonnull (strstr (error->message, "which office"));
  after = fixture_checksum (self->folder, "store.db");
  g_assert_cmpstr (before, ==, after);
}

/* No slip is given with a number that is guessed. */
static void
test_desk_lost (Fixture *self, gconstpointer data)
{
  static const char *const damages[] = {
    "DELETE FROM desk",
    "UPDATE desk SET number = 0",
    "UPDATE desk SET number = 5000000000",
  };

  for (guint i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (McIntake) intake = fixture_intake ("Nguyễn Thị Hoa");
      g_autoptr (GError) error = NULL;

      alter (self, damages[i]);
      g_assert_null (mc_desk_receive (self->desk, intake, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_STORE_CORRUPT);
      g_clear_error (&error);
      fixture_write (self, write_rebuild, NULL, &error);
      g_assert_no_error (error);
      mc_dossier_free (fixture_receive (self, "Nguyễn Thị Hoa"));
      fixture_assert_sound (self);
    }
}

/* ---- progress ----------------------------------------------------------------------------------------------------------- */

static gboolean
stop (gint64 done, gint64 total, gpointer data)
{
  g_assert_cmpint (done, <=, total);
  return FALSE;
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_auto (McDeskReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 entries;

  g_assert_true (mc_desk_fill_demo (self->desk, 1800, 1, NULL, NULL, &entries, &error));
  g_assert_false (mc_desk_verify (self->desk, stop, NULL, &report, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (mc_desk_rebuild (self->desk, TRUE, stop, NULL, &report, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  g_clear_error (&error);
  /* Stopped half way, nothing is changed. */
  g_assert_false (mc_desk_rebuild (self->desk, FALSE, stop, NULL, &report, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_CANCELLED);
  fixture_assert_sound (self);
}

#define lived_test(path, func) g_test_add (path, Fixture, NULL, lived_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  lived_test ("/verify/an-untouched-store-has-no-fault", test_untouched);
  lived_test ("/verify/an-altered-byte", test_altered_bytes);
  lived_test ("/verify/a-deleted-entry", test_deleted_entry);
  lived_test ("/verify/the-last-entries-deleted", test_deleted_end);
  lived_test ("/verify/swapped-columns", test_swapped_columns);
  lived_test ("/verify/an-entry-tied-to-another-dossier", test_dossier_column);
  lived_test ("/verify/an-entry-in-another-stream", test_stream_column);
  lived_test ("/verify/values-of-a-wrong-length", test_short_values);
  lived_test ("/verify/an-entry-of-nobody", test_unknown_origin);
  lived_test ("/verify/an-erased-body-verifies-by-its-hash", test_redacted_body);
  lived_test ("/verify/an-altered-signature", test_signature_altered);
  lived_test ("/verify/a-signature-by-another-key", test_signature_of_another_key);
  lived_test ("/verify/a-signature-of-another-head", test_signature_of_another_head);
  lived_test ("/verify/an-index-that-does-not-match", test_index);
  lived_test ("/verify/search-words-deleted-with-wrong-text", test_wrong_delete);
  lived_test ("/verify/search-words-missing", test_missing_words);
  lived_test ("/verify/search-words-too-many", test_words_too_many);
  lived_test ("/verify/search-words-of-no-dossier", test_words_of_nobody);
  lived_test ("/verify/rebuild-names-every-altered-table", test_altered_tables);
  lived_test ("/verify/rebuild-puts-tables-right", test_rebuild_repairs);
  lived_test ("/verify/a-lost-office-is-restored-from-the-journal", test_office_lost);
  lived_test ("/verify/a-lost-office-is-found-beside-other-damage", test_office_lost_beside_damage);
  lived_test ("/verify/an-office-that-is-nowhere-is-said-plainly", test_office_nowhere);
  lived_test ("/verify/a-lost-desk-number-gives-no-slip-until-rebuilt", test_desk_lost);
  fixture_test ("/verify/cancelled-half-way-changes-nothing", test_cancelled);
  return g_test_run ();
}
