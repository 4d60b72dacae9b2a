/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another process changes reaches an open desk: procedures that were imported, another desk number. */
#include "store-fixture.h"

#include "mc-setting.h"

#define NEW_CODE "9.999999"

/* A catalogue of one version of one procedure. */
static char *
catalogue (const char *code, const char *from, int days)
{
  return g_strdup_printf ("{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"%s\",\"name\":\"Tên mới\","
                          "\"from\":\"%s\",\"to\":null,\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\","
                          "\"time\":{\"direct\":{\"n\":%d,\"unit\":\"working-days\"}}}]}]}",
                          code, from, days);
}

typedef struct
{
  McDesk *desk;
  int changed, catalogue, office;
  GThread *thread; /* of the last of them */
} Signals;

static void
count (McDesk *desk, int *counter)
{
  (*counter)++;
}

static void
keep_thread (McDesk *desk, Signals *self)
{
  self->thread = g_thread_self ();
}

static void
listen (Signals *self, McDesk *desk)
{
  *self = (Signals) { .desk = desk };
  g_signal_connect (desk, "changed", G_CALLBACK (count), &self->changed);
  g_signal_connect (desk, "catalogue-changed", G_CALLBACK (count), &self->catalogue);
  g_signal_connect (desk, "office-changed", G_CALLBACK (count), &self->office);
  g_signal_connect (desk, "changed", G_CALLBACK (keep_thread), self);
}

/* Until the desk has told that something was written; what is special about it is told before. */
static void
wait_for_change (Signals *self)
{
  while (self->changed == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (self->thread == g_thread_self ());
}

/* The same store as another process has it. */
static McDesk *
open_other (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  McDesk *other = mc_desk_open (self->folder, self->clock, "hoa", &error);

  g_assert_no_error (error);
  return other;
}

static void
import (McDesk *desk, const char *text)
{
  g_autoptr (GError) error = NULL;
  McImportCounts counts;

  mc_desk_import_catalogue (desk, text, -1, &counts, &error);
  g_assert_no_error (error);
}

static void
test_import_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (McDesk) other = open_other (self);
  g_autofree char *text = catalogue (NEW_CODE, "2026-07-01", 5);
  McOffice *office = mc_desk_office (self->desk);
  g_autoptr (McProcedure) held = mc_procedure_ref (mc_desk_procedure (self->desk, FIXTURE_PROCEDURE, FIXTURE_DAY));
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  Signals signals;

  listen (&signals, self->desk);
  import (other, text);
  g_assert_null (mc_desk_procedure (self->desk, NEW_CODE, FIXTURE_DAY));
  while (signals.catalogue == 0)
    g_main_context_iteration (NULL, TRUE);

  g_assert_cmpstr (mc_desk_procedure (self->desk, NEW_CODE, FIXTURE_DAY)->name, ==, "Tên mới");
  g_assert_cmpint (signals.catalogue, ==, 1);
  g_assert_cmpint (signals.office, ==, 0);
  g_assert_true (mc_desk_office (self->desk) == office);
  g_assert_cmpstr (held->code, ==, FIXTURE_PROCEDURE);
  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (NEW_CODE);
  dossier = mc_desk_receive (self->desk, intake, &error);
  g_assert_no_error (error);
  mc_desk_close (other);
}

/* The desk that imports knows it at once, and is not told a second time by what it reads back. */
static void
test_import_here (Fixture *self, gconstpointer data)
{
  g_autofree char *text = catalogue (NEW_CODE, "2026-07-01", 5);
  Signals signals;

  listen (&signals, self->desk);
  import (self->desk, text);
  g_assert_nonnull (mc_desk_procedure (self->desk, NEW_CODE, FIXTURE_DAY));
  g_assert_cmpint (signals.catalogue, ==, 1);
  wait_for_change (&signals);
  g_assert_cmpint (signals.catalogue, ==, 1);
}

static void
test_dossier_elsewhere (Fixture *self, gconstpointer data)
{
  g_autoptr (McDesk) other = open_other (self);
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  McProcedure *procedure = mc_desk_procedure (self->desk, FIXTURE_PROCEDURE, FIXTURE_DAY);
  Signals signals;

  listen (&signals, self->desk);
  mc_dossier_free (mc_desk_receive (other, intake, NULL));
  wait_for_change (&signals);
  g_assert_cmpint (signals.catalogue + signals.office, ==, 0);
  g_assert_true (mc_desk_procedure (self->desk, FIXTURE_PROCEDURE, FIXTURE_DAY) == procedure);
  mc_desk_close (other);
}

static gboolean
take_number (McTx *tx, gpointer data, GError **error)
{
  return mc_setting_move_desk (tx, GPOINTER_TO_INT (data), error);
}

/* The slip says the new number at once, the title bar as soon as the desk has looked. */
static void
test_number_elsewhere (Fixture *self, gconstpointer data)
{
  McStoreOptions options = { .clock = self->clock, .actor = "hoa" };
  g_autoptr (McStore) other = mc_store_open (self->folder, &options, NULL);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;
  Signals signals;

  listen (&signals, self->desk);
  mc_store_write (other, take_number, GINT_TO_POINTER (5), &error);
  g_assert_no_error (error);
  while (signals.office == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (mc_desk_office (self->desk)->desk, ==, 5);
  g_assert_cmpint (signals.catalogue, ==, 0);
  dossier = fixture_receive (self, "NGUYỄN VĂN AN");
  g_assert_cmpint (dossier->desk, ==, 5);
  mc_store_close (other);
}

/* An officer who promised Thursday on the screen hands out a slip that says Thursday (QĐ of publication: a dossier is handled
 * under what was in force when it came in), whatever the province published a moment ago. */
static void
test_promised (Fixture *self, gconstpointer data)
{
  g_autoptr (McDesk) other = open_other (self);
  g_autofree char *text = catalogue (FIXTURE_PROCEDURE, "2026-11-01", 20);
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McAppointment) promised = mc_desk_appointment (self->desk, intake);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (McDossier) next = NULL;
  Signals signals;

  listen (&signals, self->desk);
  import (other, text);
  dossier = mc_desk_receive (self->desk, intake, NULL);
  g_assert_cmpint (dossier->due, ==, promised->due);
  while (signals.catalogue == 0)
    g_main_context_iteration (NULL, TRUE);
  next = mc_desk_receive (self->desk, intake, NULL);
  g_assert_cmpint (next->due, >, promised->due);
  mc_desk_close (other);
}

/* The window is closed while the store is being read. */
static void
test_closed_while_looking (Fixture *self, gconstpointer data)
{
  g_autoptr (McDesk) other = open_other (self);
  g_autofree char *text = catalogue (NEW_CODE, "2026-07-01", 5);
  g_autofree char *mine = catalogue ("9.999998", "2026-07-01", 5);
  Signals signals;

  listen (&signals, self->desk);
  import (other, text);
  import (other, mine);
  mc_desk_close (self->desk);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (signals.catalogue + signals.changed, ==, 0);
  g_assert_null (mc_desk_procedure (self->desk, NEW_CODE, FIXTURE_DAY));
  mc_desk_close (other);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/changes/an-import-of-another-process-is-taken", test_import_elsewhere);
  fixture_test ("/changes/an-own-import-is-told-once", test_import_here);
  fixture_test ("/changes/a-dossier-of-another-process-changes-no-procedure", test_dossier_elsewhere);
  fixture_test ("/changes/another-desk-number-is-taken", test_number_elsewhere);
  fixture_test ("/changes/what-was-promised-is-what-is-printed", test_promised);
  fixture_test ("/changes/a-closed-desk-is-told-nothing", test_closed_while_looking);
  return g_test_run ();
}
