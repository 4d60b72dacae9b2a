/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-units.h"

#include "mc-text.h"

#include <string.h>

/* domain.md 6: 34 provinces and 3,321 communes since 1/7/2025. */
static void
test_counts (void)
{
  g_autoptr (GHashTable) per_province = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) all = mc_units_find_communes ("", NULL, G_MAXUINT);
  static const struct { const char *code; gsize communes; } known[] = {
    { "01", 126 }, { "14", 75 }, { "46", 40 }, { "79", 168 }, { "96", 64 },
  };
  guint cities = 0;

  g_assert_cmpuint (mc_units_n_provinces (), ==, 34);
  g_assert_cmpuint (mc_units_n_communes (), ==, 3321);
  g_assert_cmpuint (all->len, ==, 3321);

  for (guint i = 0; i < all->len; i++)
    {
      const McUnit *unit = all->pdata[i];
      gsize n = GPOINTER_TO_SIZE (g_hash_table_lookup (per_province, unit->province_code));

      g_assert_true (mc_units_commune (unit->code) == unit);
      g_assert_nonnull (mc_units_province (unit->province_code));
      g_assert_cmpuint (strlen (unit->code), ==, 5);
      g_assert_true (g_str_has_prefix (unit->full_name, unit->kind));
      g_hash_table_insert (per_province, (char *) unit->province_code, GSIZE_TO_POINTER (n + 1));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpuint (GPOINTER_TO_SIZE (g_hash_table_lookup (per_province, known[i].code)), ==, known[i].communes);

  /* Đồng Nai became a city on 30/4/2026: 7 cities and 27 provinces. */
  for (gsize i = 0; i < mc_units_n_provinces (); i++)
    {
      const McUnit *province = mc_units_nth_province (i);

      g_assert_true (mc_units_province (province->code) == province);
      g_assert_null (province->province_code);
      cities += g_str_equal (province->kind, "Thành phố") ? 1 : 0;
    }
  g_assert_cmpuint (cities, ==, 7);
  g_assert_cmpstr (mc_units_province ("75")->full_name, ==, "Thành phố Đồng Nai");
}

static void
test_look_up (void)
{
  const McUnit *unit = mc_units_commune ("00004");

  g_assert_cmpstr (unit->name, ==, "Ba Đình");
  g_assert_cmpstr (unit->full_name, ==, "Phường Ba Đình");
  g_assert_cmpstr (unit->kind, ==, "Phường");
  g_assert_cmpstr (unit->province_code, ==, "01");
  g_assert_cmpstr (mc_units_province ("01")->name, ==, "Hà Nội");

  g_assert_null (mc_units_commune ("code")); /* the heading of the file is no unit */
  g_assert_null (mc_units_commune ("4"));
  g_assert_null (mc_units_commune (NULL));
  g_assert_null (mc_units_province ("02")); /* Hà Giang is Tuyên Quang since 1/7/2025 */
  g_assert_null (mc_units_province (""));
  g_assert_null (mc_units_province (NULL));
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) by_marks = mc_units_find_communes ("Ba Đình", "01", 10);
  g_autoptr (GPtrArray) without = mc_units_find_communes ("ba din", "01", 10);
  g_autoptr (GPtrArray) everywhere = mc_units_find_communes ("TAN", NULL, 5);
  g_autoptr (GPtrArray) nothing = mc_units_find_communes ("xyzzy", NULL, 5);
  g_autoptr (GPtrArray) past_the_end = mc_units_find_communes ("zzzz", NULL, 5);
  g_autoptr (GPtrArray) none = mc_units_find_communes ("tan", NULL, 0);
  g_autoptr (GPtrArray) no_province = mc_units_find_communes ("tan", "99", 5);
  g_autoptr (GPtrArray) province = mc_units_find_communes (NULL, "14", 1000);

  g_assert_cmpuint (by_marks->len, ==, 1);
  g_assert_cmpuint (without->len, ==, 1);
  g_assert_true (by_marks->pdata[0] == without->pdata[0]);
  g_assert_cmpuint (everywhere->len, ==, 5);
  for (guint i = 0; i < everywhere->len; i++)
    {
      g_autofree char *folded = mc_text_fold (((const McUnit *) everywhere->pdata[i])->name);

      g_assert_true (g_str_has_prefix (folded, "tan"));
    }
  g_assert_cmpuint (nothing->len + past_the_end->len + none->len + no_province->len, ==, 0);
  g_assert_cmpuint (province->len, ==, 75);
}

static gpointer
load_in_thread (gpointer unused)
{
  return (gpointer) mc_units_commune ("00004");
}

static void
test_threads (void)
{
  GThread *threads[4];
  gconstpointer first = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("units", load_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      gconstpointer unit = g_thread_join (threads[i]);

      g_assert_nonnull (unit);
      g_assert_true (first == NULL || first == unit);
      first = unit;
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/units/first-use-from-many-threads", test_threads);
  g_test_add_func ("/units/34-provinces-and-3321-communes", test_counts);
  g_test_add_func ("/units/look-up-by-code", test_look_up);
  g_test_add_func ("/units/find-by-folded-start", test_find);
  return g_test_run ();
}
