/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed finds the dossier it means (src/store/README.md, "Search"). */
#include "store-fixture.h"

#include <string.h>

#include "mc-error.h"
#include "mc-lists.h"
#include "mc-projection.h"
#include "mc-text.h"
#include "mc-tokens.h"

/* ---- a store with people ------------------------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *id;
  const char *phone;
  const char *owner;
} Person;

/* More words than are looked at. */
#define LONG_NAME "CÔNG TÔN NỮ THỊ NGỌC BÍCH TRÂM ANH HUYỀN MY LAN CHI THẢO NGUYÊN"

static const Person people[] = {
  { "NGUYỄN THỊ HƯƠNG", "015144001234", "0987654321", NULL },
  { "NGUYỄN THỊ HƯỜNG", NULL, NULL, NULL },
  { "NGUYỄN THI HUONG", NULL, NULL, NULL },
  { "H'HEN NIÊ", NULL, "0912000777", NULL },
  { "H’ĂNG Ƀ'KRÔNG", NULL, NULL, NULL },
  { "ĐỖ ĐỨC ĐẠT", "012345678", NULL, NULL },
  { "LÙ LÙ", NULL, NULL, NULL },
  { "Y", NULL, NULL, NULL },
  { "GIÀNG A PÁO", NULL, NULL, "TRẦN THỊ SEN" },
  { LONG_NAME, NULL, NULL, NULL },
  { "ANNA-MARIA O'NEILL 3RD", "C 1234567", NULL, NULL },
};

static void
people_set_up (Fixture *self, gconstpointer data)
{
  fixture_set_up (self, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr (McIntake) intake = fixture_intake (people[i].name);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = NULL;

      intake->applicant->id_number = g_strdup (people[i].id);
      intake->applicant->id_kind = people[i].id != NULL ? MC_ID_KIND_OTHER : MC_ID_KIND_NONE;
      intake->applicant->phone = g_strdup (people[i].phone);
      if (people[i].owner != NULL)
        {
          intake->owner = mc_person_new ();
          intake->owner->name = g_strdup (people[i].owner);
        }
      mc_clock_set (self->clock, FIXTURE_NOW + i * 60);
      dossier = mc_desk_receive (self->desk, intake, &error);
      g_assert_no_error (error);
    }
}

/* Names of the dossiers found, newest first. (element-type char*) */
static GPtrArray *
search (Fixture *self, const char *text)
{
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = text };
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *cursor = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found
      = mc_desk_rows (self->desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, 100, &cursor, &error);

  if (error != NULL)
    g_error ("“%s”: %s", text, error->message);
  for (guint i = 0; i < found->len; i++)
    {
      const McDossier *dossier = g_ptr_array_index (found, i);

      g_ptr_array_add (names, g_strdup (dossier->intake->applicant->name));
    }
  return names;
}

static gboolean
finds (Fixture *self, const char *text, const char *name)
{
  g_autoptr (GPtrArray) names = search (self, text);

  return g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL);
}

static void
assert_finds (Fixture *self, const char *text, const char *name)
{
  if (!finds (self, text, name))
    g_error ("“%s” does not find %s", text, name);
}

/* Exactly these, in this order; NULL-terminated. */
static void
assert_found (Fixture *self, const char *text, const char *const *expected)
{
  g_autoptr (GPtrArray) names = search (self, text);
  g_autofree char *found = NULL, *wanted = g_strjoinv (" | ", (char **) expected);

  g_ptr_array_add (names, NULL);
  found = g_strjoinv (" | ", (char **) names->pdata);
  if (strcmp (found, wanted) != 0)
    g_error ("“%s” finds %s, not %s", text, found, wanted);
}

#define assert_found_only(self, text, ...) assert_found (self, text, (const char *[]) { __VA_ARGS__, NULL })
#define assert_found_none(self, text) assert_found (self, text, (const char *[]) { NULL })

/* ---- names -------------------------------------------------------------------------------------------------------- */

static void
test_names (Fixture *self, gconstpointer data)
{
  assert_found_only (self, "nguyen thi h", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯƠNG");
  assert_found_only (self, "huong nguyen", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯƠNG");
  assert_found_only (self, "  Huong   NGUYEN  ", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯƠNG");
  assert_found_none (self, "nguyen van h");
  assert_found_only (self, "do duc dat", "ĐỖ ĐỨC ĐẠT");
  assert_found_only (self, "Đỗ Đức", "ĐỖ ĐỨC ĐẠT");
  assert_found_only (self, "đ", "ĐỖ ĐỨC ĐẠT");
  assert_found_only (self, "tran thi sen", "GIÀNG A PÁO");
  /* Words of two people are no name. */
  assert_found_none (self, "giang sen ");
  /* Nor while the second is being typed: what is found never grows with what is typed. */
  assert_found_none (self, "giang s");
  assert_found_only (self, "giang p", "GIÀNG A PÁO");
  assert_found_only (self, "sen t", "GIÀNG A PÁO");
}

/* A marked word is meant with its marks; those without stand after. */
static void
test_marked_first (Fixture *self, gconstpointer data)
{
  assert_found_only (self, "nguyễn thị hương", "NGUYỄN THỊ HƯƠNG", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG");
  assert_found_only (self, "hường", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯƠNG");
  /* Half a syllable as Telex leaves it on the way. */
  assert_found_only (self, "nguyê", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯƠNG");
}

static void
test_highlands (Fixture *self, gconstpointer data)
{
  static const char *const typed[] = { "H'Hen", "h’hen", "hhen", "H`HEN nie", "niê h'h", "H'" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    assert_finds (self, typed[i], "H'HEN NIÊ");
  assert_found_only (self, "ƀkrong", "H'ĂNG Ƀ'KRÔNG");
  assert_found_only (self, "ƀ", "H'ĂNG Ƀ'KRÔNG", LONG_NAME);
  assert_found_only (self, "b'krông hang", "H'ĂNG Ƀ'KRÔNG");
}

/* Letters and marks apart, as a Mac or a phone sends them. */
static void
test_nfd (Fixture *self, gconstpointer data)
{
  g_autofree char *typed = g_utf8_normalize ("nguyễn thị hương", -1, G_NORMALIZE_NFD);
  g_autofree char *dat = g_utf8_normalize ("đạt", -1, G_NORMALIZE_NFD);

  assert_found_only (self, typed, "NGUYỄN THỊ HƯƠNG", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG");
  assert_found_only (self, dat, "ĐỖ ĐỨC ĐẠT");
}

/* Short names, and the same word twice. */
static void
test_short_names (Fixture *self, gconstpointer data)
{
  static const char *const lu[] = { "l", "lu", "lu ", "lu l", "lu lu", "lu lu ", "lù lù ", "Lù " };

  for (guint i = 0; i < G_N_ELEMENTS (lu); i++)
    assert_finds (self, lu[i], "LÙ LÙ");
  assert_found_only (self, "y", "Y");
  assert_found_only (self, "y ", "Y");
}

/* Whatever has been typed of a name so far, marked or not, in capitals or not, the person is among those found. */
static void
test_every_prefix (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autofree char *name = mc_text_name (people[i].name);
      g_autofree char *folded = mc_text_fold (name), *lower = g_utf8_strdown (name, -1);
      const char *const spellings[] = { name, lower, folded };

      for (guint j = 0; j < G_N_ELEMENTS (spellings); j++)
        for (const char *end = spellings[j]; *end != '\0';)
          {
            g_autofree char *typed = NULL;

            end = g_utf8_next_char (end);
            typed = g_strndup (spellings[j], (gsize) (end - spellings[j]));
            assert_finds (self, typed, name);
          }
    }
}

/* ---- numbers and codes ------------------------------------------------------------------------------------------------ */

static void
test_numbers (Fixture *self, gconstpointer data)
{
  static const char *const huong[] = { "4321", "0987654321", "098765", "0987 654 321", "0987.654.321", "015144001234", "015144",
                                       "015 144 001 234", "nguyen 4321", "4321 huong", "huong 015144001234" };

  for (guint i = 0; i < G_N_ELEMENTS (huong); i++)
    assert_found_only (self, huong[i], "NGUYỄN THỊ HƯƠNG");
  assert_found_only (self, "0777", "H'HEN NIÊ");
  assert_found_only (self, "012345678", "ĐỖ ĐỨC ĐẠT");
  assert_found_none (self, "4322");
  assert_found_none (self, "0987654322");
}

static void
test_codes (Fixture *self, gconstpointer data)
{
  static const char *const codes[] = { "H15.50.05.13-261123-0101", "h15.50.05.13-261123-0101", " H15.50.05.13-261123-0101 ",
                                       "261123-0101", "0101", "261123 0101", "H15.50.05.13-261123-010", "261123-010" };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    assert_finds (self, codes[i], "NGUYỄN THỊ HƯƠNG");
  for (guint i = 0; i < 4; i++)
    assert_found_only (self, codes[i], "NGUYỄN THỊ HƯƠNG");
  assert_found_only (self, "0105", "H'ĂNG Ƀ'KRÔNG");
  assert_found_none (self, "261124-0101");
  assert_found_none (self, "H15.50.05.14-261123-0101");
}

/* ---- what no name holds --------------------------------------------------------------------------------------------- */

/* FTS5 has a language of its own; nothing typed is in it. A failing query fails the test (search() above). */
static void
test_operators (Fixture *self, gconstpointer data)
{
  static const char *const typed[]
      = { "",        " ",         "\"",          "\"\"",      "*",       "AND",         "OR",       "NOT",      "NEAR(",
          "NEAR(a b", "nguyen AND", "AND nguyen", "a OR b",   "-",       "--",          "-1",       "1-",       "a-1",
          "^a",      "{tokens}:a", "tokens:a",   "tokens : a", "a + b",   "a\"b",        "a*b",      "(a)",      "((",
          "'",       "';--",      "\\",          "\xff",      "a\xff",   "%",           "_",        "a_b",      "nguyen_thi",
          ".",       "1.",        "a.b-1",       "H15.",      "H15.-1",  "\xe2\x80\x8b", "\t\n",     "🙂",       "ệ",
          "?",       "0-",        "...-0",       "-.-0-",     "a\001b1-", "NULL",        "rowid",    "“a”",      "a,b;c" };

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    {
      g_autoptr (GPtrArray) names = search (self, typed[i]);

      g_assert_nonnull (names);
    }
  assert_found_none (self, "AND");
  assert_found_none (self, "*");
  assert_found_none (self, "");
}

/* A megabyte pasted into the field, and one as a name. */
static void
test_huge (Fixture *self, gconstpointer data)
{
  g_autofree char *one_word = g_strnfill (200000, 'x'), *numbers = g_strnfill (100000, '7');
  g_autoptr (GString) many_words = g_string_new (NULL);
  g_autoptr (GPtrArray) names = NULL;
  g_autofree char *code = NULL;

  for (int i = 0; i < 20000; i++)
    g_string_append_printf (many_words, "w%d ", i);
  /* A code whose dash is far away. */
  code = g_strconcat ("H15.", numbers, "-1", NULL);
  names = search (self, code);
  g_clear_pointer (&names, g_ptr_array_unref);
  names = search (self, one_word);
  g_clear_pointer (&names, g_ptr_array_unref);
  names = search (self, numbers);
  g_clear_pointer (&names, g_ptr_array_unref);
  names = search (self, many_words->str);

  for (int i = 0; i < 2; i++)
    {
      g_autoptr (McIntake) intake = fixture_intake (i == 0 ? one_word : many_words->str);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = NULL;

      intake->applicant->id_number = g_strdup (numbers);
      intake->applicant->id_kind = MC_ID_KIND_OTHER;
      dossier = mc_desk_receive (self->desk, intake, &error);
      g_assert_no_error (error);
    }
  fixture_assert_sound (self);
}

/* ---- staying right ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  gint64 id;
  const char *name;
} Rename;

/* As a correction of the name will do it: the row changes and its words with it. */
static gboolean
write_rename (McTx *tx, gpointer data, GError **error)
{
  Rename *rename = data;
  g_auto (McRow) old = { 0 };
  g_auto (McRow) row = { 0 };
  gboolean found;

  if (!mc_projection_load (tx->db, rename->id, &old, &found, error) || !mc_projection_load (tx->db, rename->id, &row, &found, error))
    return FALSE;
  g_free (row.dossier->intake->applicant->name);
  row.dossier->intake->applicant->name = g_strdup (rename->name);
  return mc_projection_update (tx->db, &old, &row, error);
}

static void
rename_person (Fixture *self, gint64 id, const char *name)
{
  Rename rename = { id, name };
  g_autofree char *faults = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (fixture_write (self, write_rename, &rename, &error));
  g_assert_no_error (error);
  faults = fixture_verify (self);
  g_assert_cmpstr (faults, ==, "");
}

static void
test_corrected_name (Fixture *self, gconstpointer data)
{
  gint64 id = fixture_int (self->folder, "SELECT id FROM dossier WHERE applicant = 'NGUYỄN THỊ HƯƠNG'");

  rename_person (self, id, "NGUYỄN THỊ HƯỜNG");
  assert_found_only (self, "hương ", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG", "NGUYỄN THỊ HƯỜNG");
  rename_person (self, id, "VỪ A DÍNH");
  assert_finds (self, "vừ a dính", "VỪ A DÍNH");
  assert_found_only (self, "4321", "VỪ A DÍNH");
  assert_found_only (self, "nguyen thi huong", "NGUYỄN THI HUONG", "NGUYỄN THỊ HƯỜNG");
  rename_person (self, id, "NGUYỄN THỊ HƯƠNG");
  assert_finds (self, "nguyễn thị hương", "NGUYỄN THỊ HƯƠNG");
  assert_found_none (self, "vu a dinh");
  fixture_assert_sound (self);
}

/* Random renames, merged and not: the index never keeps a word too many or too few. */
static void
test_many_changes (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 25; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id FROM dossier LIMIT 1 OFFSET %d",
                                              g_rand_int_range (rand, 0, G_N_ELEMENTS (people)));

      rename_person (self, fixture_int (self->folder, sql), people[g_rand_int_range (rand, 0, G_N_ELEMENTS (people))].name);
      if (i % 10 == 9)
        {
          fixture_exec (self->folder, "INSERT INTO search (search, rank) VALUES ('merge', -100)");
          fixture_reopen (self);
        }
    }
}

/* ---- pages ------------------------------------------------------------------------------------------------------------- */

static void
test_pages (Fixture *self, gconstpointer data)
{
  McListFilter filter = { .kind = MC_LIST_SEARCH, .text = "nguyen" };
  g_autofree char *cursor = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  int pages = 0;

  do
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = g_steal_pointer (&cursor);
      g_autoptr (GPtrArray) found = mc_desk_rows (self->desk, &filter, MC_DAY_NONE, MC_DAY_NONE, after, 2, &cursor, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < found->len; i++)
        g_assert_true (g_hash_table_add (seen, g_strdup (((McDossier *) g_ptr_array_index (found, i))->code)));
      g_assert_cmpint (++pages, <, 10);
    }
  while (cursor != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 3);
}

#define people_test(path, func) g_test_add (path, Fixture, NULL, people_set_up, func, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  people_test ("/search/names-in-any-order-and-without-marks", test_names);
  people_test ("/search/what-is-typed-with-marks-comes-first", test_marked_first);
  people_test ("/search/names-of-the-highlands", test_highlands);
  people_test ("/search/letters-and-marks-apart", test_nfd);
  people_test ("/search/short-names-and-a-word-twice", test_short_names);
  people_test ("/search/every-prefix-of-a-name-finds-the-person", test_every_prefix);
  people_test ("/search/numbers", test_numbers);
  people_test ("/search/codes-and-parts-of-them", test_codes);
  people_test ("/search/nothing-typed-is-an-error", test_operators);
  people_test ("/search/nothing-is-too-long", test_huge);
  people_test ("/search/a-corrected-name-is-found-and-the-old-one-is-not", test_corrected_name);
  people_test ("/search/many-changes-leave-no-word-behind", test_many_changes);
  people_test ("/search/pages-bring-each-dossier-once", test_pages);
  return g_test_run ();
}
