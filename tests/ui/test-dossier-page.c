/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to a dossier after it was received: in the forms of its page, and in the form it was taken down with when that was wrong. */
#include "mc-choice-field.h"
#include "mc-receive-page.h"
#include "ui-fixture.h"

#include <string.h>

#define MARRIAGE "1.000894" /* kết hôn: the same day, or five working days when it has to be verified */

/* The form of an action, once the dossier has come. */
static void
begin_form (Ui *ui, const char *code, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.open-dossier", "s", code);
  wait_until ((gtk_widget_activate_action (ui_page (ui), "dossier.begin", "s", action), mc_field_find (ui_page (ui), "note") != NULL));
}

static gint64
state_of (Ui *ui, const char *code)
{
  g_autofree char *sql = g_strdup_printf ("SELECT state FROM dossier WHERE code = '%s'", code);

  return fixture_int (ui->store.folder, sql);
}

/* desk.md 2.1 rule 2: Esc steps back one level and never loses text. */
static void
test_form_survives_esc (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "LÒ THỊ HOA");

  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.open-dossier", "s", dossier->code);
  wait_until ((gtk_widget_activate_action (ui_page (ui), "dossier.begin", "s", "forward"), mc_field_find (ui_page (ui), "to") != NULL));
  ui_type (ui, "to", "Công chức tư pháp");
  ui_type (ui, "note", "gấp");

  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  gtk_widget_activate_action (ui_page (ui), "dossier.begin", "s", "request-supplement");
  g_assert_cmpstr (ui_typed (ui, "note"), ==, "");
  gtk_widget_activate_action (ui_page (ui), "dossier.begin", "s", "forward");
  g_assert_cmpstr (ui_typed (ui, "to"), ==, "Công chức tư pháp");
  g_assert_cmpstr (ui_typed (ui, "note"), ==, "gấp");

  /* The page is left for another citizen and comes back. */
  ui_go_to_receive (ui);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (ui_typed (ui, "note"), ==, "gấp");

  /* Another dossier begins with an empty form. */
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.open-dossier", "s", dossier->code);
  wait_until ((gtk_widget_activate_action (ui_page (ui), "dossier.begin", "s", "forward"), mc_field_find (ui_page (ui), "to") != NULL));
  g_assert_cmpstr (ui_typed (ui, "note"), ==, "");
}

/* ---- what was taken down wrong ---- */

static void
begin_correction (Ui *ui, const char *code)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.correct-dossier", "s", code);
  wait_until (MC_IS_RECEIVE_PAGE (ui_page (ui)) && gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
}

static gint64
n_corrections (Ui *ui)
{
  return fixture_int (ui->store.folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) ->> '$.action' = 'correct'");
}

static void
test_correction (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "TRẦN VĂN TIN"), corrected = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;

  ui_go_to_receive (ui);
  ui_type (ui, "name", "NGƯỜI ĐANG ĐỨNG ĐÂY"); /* somebody else, half typed */
  begin_correction (ui, dossier->code);
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "TRẦN VĂN TIN");
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (ui_field (ui, "procedure"))));
  g_assert_false (gtk_widget_is_sensitive (GTK_WIDGET (ui_field (ui, "fee"))));

  /* As it stands there is nothing to save, and without a reason nothing is. */
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  g_assert_cmpstr (mc_page_get_notice (MC_PAGE (ui_page (ui))), ==, "Nothing was changed");
  ui_type (ui, "name", "TRẦN VĂN THÌN");
  ui_type (ui, "correct-reason", " ");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "correct-reason")));
  ui_type (ui, "correct-reason", "nghe nhầm");
  gtk_widget_activate_action (ui_page (ui), "receive.save-print", NULL);
  wait_until (n_corrections (ui) == 1);
  wait_until (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));
  wait_until (!gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "");
  name = fixture_text (ui->store.folder, "SELECT applicant FROM dossier");
  g_assert_cmpstr (name, ==, "TRẦN VĂN THÌN");
  g_assert_cmpint (ui_received (ui), ==, 1);
  corrected = mc_desk_load (ui->store.desk, dossier->code, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (corrected->intake->components->len, ==, dossier->intake->components->len);

  /* Who was being typed before is put aside, not lost. */
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft WHERE json LIKE '%ĐANG ĐỨNG ĐÂY%'") == 1);
  fixture_assert_sound (&ui->store);
}

/* The power goes in the middle of a correction: it is a correction again, with what was typed. */
static void
test_correction_is_kept (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "TRẦN VĂN TIN");

  begin_correction (ui, dossier->code);
  ui_type (ui, "name", "TRẦN VĂN THÌN");
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft WHERE json LIKE '%THÌN%'") == 1);
  gtk_window_destroy (GTK_WINDOW (ui->window)); /* not closed: nothing is flushed */
  g_clear_object (&ui->slips);
  fixture_reopen (&ui->store);
  ui_open_window (ui);
  wait_until (MC_IS_RECEIVE_PAGE (ui_page (ui)));
  wait_until (gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "TRẦN VĂN THÌN");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (n_corrections (ui) == 1);
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft") == 0);
  g_assert_cmpint (ui_received (ui), ==, 1);
}

/* Put aside, and meanwhile put right by somebody else: what was typed is there, and that it would undo the other's is said. */
static void
test_correction_overtaken (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "TRẦN VĂN TIN"), other = NULL;
  g_autofree char *draft = g_strconcat ("correct:", dossier->code, NULL);
  g_autoptr (GError) error = NULL;

  begin_correction (ui, dossier->code);
  ui_type (ui, "name", "TRẦN VĂN THÌN");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft WHERE id LIKE 'correct:%'") == 1);
  mc_clock_set (ui->store.clock, mc_clock_now (ui->store.clock) + 600);
  other = mc_desk_correct (ui->store.desk, dossier->code, "{\"note\":\"gọi trước\"}", "nghe nhầm", &error);
  g_assert_no_error (error);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.open-draft", "s", draft);
  wait_until (MC_IS_RECEIVE_PAGE (ui_page (ui)) && mc_page_get_notice (MC_PAGE (ui_page (ui))) != NULL);
  g_assert_nonnull (strstr (mc_page_get_notice (MC_PAGE (ui_page (ui))), "corrected this dossier"));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "TRẦN VĂN THÌN");
}

/* A voided one cannot be corrected: that is told, and who is being typed stays. */
static void
test_correction_refused (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "TRẦN VĂN TIN"), voided = NULL;
  g_autoptr (GError) error = NULL;

  voided = mc_desk_act (ui->store.desk, dossier->code, MC_ACTION_VOID, "nhầm", NULL, &error);
  g_assert_no_error (error);
  ui_go_to_receive (ui);
  ui_type (ui, "name", "NGƯỜI ĐANG ĐỨNG ĐÂY");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.correct-dossier", "s", dossier->code);
  wait_until (mc_page_get_notice (MC_PAGE (ui_page (ui))) != NULL);
  g_assert_nonnull (strstr (mc_page_get_notice (MC_PAGE (ui_page (ui))), "voided"));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "NGƯỜI ĐANG ĐỨNG ĐÂY");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
}

/* Esc puts it aside; the form receives again. What was not changed leaves nothing behind. */
static void
test_correction_is_left (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "TRẦN VĂN TIN");

  begin_correction (ui, dossier->code);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  ui_go_to_receive (ui);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "");
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft") == 0);

  begin_correction (ui, dossier->code);
  ui_type (ui, "name", "TRẦN VĂN THÌN");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM draft WHERE id LIKE 'correct:%'") == 1);
  ui_go_to_receive (ui);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  ui_type (ui, "name", "NGƯỜI SAU");
  ui_type (ui, "procedure", "");
  g_assert_cmpint (n_corrections (ui), ==, 0);
}

/* Somebody half typed, ready to be saved. */
static void
restore_half_filled (Ui *ui)
{
  McDraft draft = { .id = (char *) "draft-1", .saved_at = FIXTURE_NOW, .intake = fixture_intake ("GIÀNG THỊ MỶ") };

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
}

/* Ctrl+Z right after saving: the same dossier again, to be put right. */
static void
test_correct_last (Ui *ui, gconstpointer data)
{
  g_autofree char *code = NULL;

  restore_half_filled (ui);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
  wait_until (ui_typed (ui, "name")[0] == '\0');
  gtk_widget_activate_action (ui_page (ui), "receive.correct-last", NULL);
  wait_until (gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  ui_type (ui, "birth", "1945");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (n_corrections (ui) == 1);
  code = fixture_text (ui->store.folder, "SELECT code FROM dossier");
  g_assert_cmpstr (code, ==, "H15.50.05.13-261123-0101");

  /* Later it is opened, for somebody may have done something with it. */
  wait_until (!gtk_widget_get_visible (GTK_WIDGET (ui_field (ui, "correct-reason"))));
  mc_clock_set (ui->store.clock, mc_clock_now (ui->store.clock) + 600);
  gtk_widget_activate_action (ui_page (ui), "receive.correct-last", NULL);
  wait_until (!MC_IS_RECEIVE_PAGE (ui_page (ui)));
}

/* ---- another case, and none at all ---- */

static void
test_case (Ui *ui, gconstpointer data)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ THỊ HOA");
  g_autoptr (McDossier) dossier = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (MARRIAGE);
  dossier = mc_desk_receive (ui->store.desk, intake, &error);
  g_assert_no_error (error);
  begin_form (ui, dossier->code, "change-case");
  gtk_widget_activate_action (ui_page (ui), "dossier.do", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "note"))); /* why? */
  ui_type (ui, "note", "phải xác minh");
  gtk_widget_activate_action (ui_page (ui), "dossier.do", NULL);
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) ->> '$.to' = 'xac-minh'") == 1);
  changed = mc_desk_load (ui->store.desk, dossier->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (mc_day_of_time (changed->due), ==, FIXTURE_DAY + 7);
}

/* One with a single case does not offer another, and one that left the desk says why it cannot be voided. */
static void
test_void (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) wrong = fixture_receive (&ui->store, "LÒ THỊ HOA"), moved = fixture_receive (&ui->store, "TRẦN THỊ SEN"), acted = NULL;
  g_autoptr (GError) error = NULL;

  acted = mc_desk_act (ui->store.desk, moved->code, MC_ACTION_FORWARD, NULL, "anh Tú", &error);
  g_assert_no_error (error);
  begin_form (ui, moved->code, "inform");
  gtk_widget_activate_action (ui_page (ui), "dossier.others", NULL);
  wait_until (ui_says (ui, "Already transferred: it cannot be voided any more"));
  g_assert_false (ui_says (ui, mc_action_to_text (MC_ACTION_CHANGE_CASE)));

  begin_form (ui, wrong->code, "void");
  gtk_widget_activate_action (ui_page (ui), "dossier.do", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "note")));
  g_assert_cmpint (state_of (ui, wrong->code), ==, MC_STATE_RECEIVED);
  ui_type (ui, "note", "nhầm thủ tục");
  gtk_widget_activate_action (ui_page (ui), "dossier.do", NULL);
  wait_until (state_of (ui, wrong->code) == MC_STATE_VOID);
  g_assert_cmpint (state_of (ui, moved->code), ==, MC_STATE_PROCESSING);
}

/* ---- slips that are still to be printed ---- */

/* Saved without printing, then found in the list, and told to have come out of the printer. */
static void
test_unprinted (Ui *ui, gconstpointer data)
{
  restore_half_filled (ui);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT unprinted FROM dossier"), ==, 2);

  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.home", NULL);
  wait_until (ui_says (ui, "1 slip not printed (Alt+I)"));
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.list", "s", "unprinted");
  wait_until (ui_says (ui, "1 dossier"));
  wait_until ((gtk_widget_activate_action (ui_page (ui), "dossiers.printed", NULL),
               fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE unprinted IS NOT NULL") == 0));
  wait_until (ui_says (ui, "Every slip of this desk is on paper"));
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT printed FROM dossier"), ==, 1);
}

/* The power went between saving and printing: the next morning she is asked. */
static void
test_asked_after_a_power_cut (Ui *ui, gconstpointer data)
{
  restore_half_filled (ui);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
  gtk_window_destroy (GTK_WINDOW (ui->window));
  g_clear_object (&ui->slips);
  fixture_reopen (&ui->store);
  ui_open_window (ui);
  wait_until (ui_says (ui, "1 slip was saved and is not known to be printed. Did it come out?"));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/dossier/what-was-typed-into-a-form-survives-esc", test_form_survives_esc);
  ui_test ("/dossier/what-was-taken-down-wrong-is-put-right", test_correction);
  ui_test ("/dossier/a-correction-survives-the-power-cut", test_correction_is_kept);
  ui_test ("/dossier/a-correction-that-is-left-is-put-aside", test_correction_is_left);
  ui_test ("/dossier/what-others-corrected-meanwhile-is-said", test_correction_overtaken);
  ui_test ("/dossier/a-voided-one-is-not-corrected-and-nothing-moves", test_correction_refused);
  ui_test ("/dossier/right-after-saving-back-into-the-dossier", test_correct_last);
  ui_test ("/dossier/another-case-is-chosen-with-a-reason", test_case);
  ui_test ("/dossier/voided-with-a-reason-or-told-why-not", test_void);
  ui_test ("/dossier/a-slip-that-was-not-printed-waits-in-a-list", test_unprinted);
  ui_test ("/dossier/after-a-power-cut-it-is-asked-whether-it-came-out", test_asked_after_a_power_cut);
  return g_test_run ();
}
