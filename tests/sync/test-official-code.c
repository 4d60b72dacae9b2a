/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The official code that one desk gave is on the other whichever way it came: by the province, the shared folder, a stick, and by all of
 * them. */
#include "carry-office.h"

#include "mc-desk-retype.h"

#define OFFICIAL "H15.50.05.13-261123-0975"

typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
  char *code; /* received at the first desk, with an official code */
} Codes;

static void
set_up (Codes *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
  self->code = carry_receive (self->one, "GIÀNG THỊ MỶ", 0);
  dossier = mc_desk_set_official_code (self->one->sync.fixture.desk, self->code, OFFICIAL, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Codes *self, gconstpointer data)
{
  g_free (self->code);
  carry_office_clear (&self->office);
}

static void
assert_is_there (Codes *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_load (self->two->sync.fixture.desk, OFFICIAL, &error);
  McHomeCounts counts;

  g_assert_no_error (error);
  g_assert_cmpstr (dossier->code, ==, self->code);
  g_assert_cmpstr (dossier->official_code, ==, OFFICIAL);
  g_assert_true (mc_desk_home_counts (self->two->sync.fixture.desk, &counts, &error));
  g_assert_cmpint (counts.to_retype, ==, 0);
  fixture_assert_sound (&self->two->sync.fixture);
}

static void
by_folder (Codes *self)
{
  McFolderResult result;

  carry_folder (self->one, self->office.shared, &result);
  carry_folder (self->two, self->office.shared, &result);
}

static void
by_stick (Codes *self)
{
  g_auto (McBundleWritten) written = { 0 };
  g_auto (McBundleTaken) taken = { 0 };

  carry_export (self->one, self->office.stick, MC_CARRY_OFFICE, 0, &written);
  carry_import (self->two, g_ptr_array_index (written.paths, 0), &taken);
}

static void
test_folder (Codes *self, gconstpointer data)
{
  by_folder (self);
  assert_is_there (self);
}

static void
test_stick (Codes *self, gconstpointer data)
{
  by_stick (self);
  assert_is_there (self);
}

static void
test_province (Codes *self, gconstpointer data)
{
  carry_meet (&self->office);
  assert_is_there (self);
}

static void
test_all (Codes *self, gconstpointer data)
{
  by_stick (self);
  by_folder (self);
  carry_meet (&self->office);
  by_folder (self);
  assert_is_there (self);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/official-code/by-the-folder", Codes, NULL, set_up, test_folder, tear_down);
  g_test_add ("/official-code/by-a-stick", Codes, NULL, set_up, test_stick, tear_down);
  g_test_add ("/official-code/by-the-province", Codes, NULL, set_up, test_province, tear_down);
  g_test_add ("/official-code/by-all-of-them", Codes, NULL, set_up, test_all, tear_down);
  return g_test_run ();
}
