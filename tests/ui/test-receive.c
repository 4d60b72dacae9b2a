/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-check-window.h"
#include "mc-entry-field.h"
#include "mc-focus.h"
#include "mc-receive-page.h"
#include "ui-fixture.h"

#define FRAME 5 /* of the window, on a desk without a compositor */
#define TTK "1.004873" /* xác nhận tình trạng hôn nhân */

static McDraft
half_filled (const char *name)
{
  McIntake *intake = mc_intake_new ();

  intake->applicant->name = g_strdup (name);
  intake->applicant->birth.year = 1944;
  intake->procedure_code = g_strdup (TTK);
  return (McDraft) { .id = (char *) "draft-1", .saved_at = FIXTURE_NOW, .intake = intake, .focus = (char *) "birth" };
}

/* ---- facts ---- */

/* desk.md 3.4: a year of birth alone, no phone and no card are not missing data. */
static void
test_saves (Ui *ui, gconstpointer data)
{
  McDraft draft = half_filled ("H'HEN NIÊ");

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  g_assert_cmpstr (ui_typed (ui, "birth"), ==, "1944");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
  wait_until (ui_typed (ui, "name")[0] == '\0');
  g_assert_false (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));
}

static void
test_saves_and_prints (Ui *ui, gconstpointer data)
{
  McDraft draft = half_filled ("GIÀNG THỊ MỶ");

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  gtk_widget_activate_action (ui_page (ui), "receive.save-print", NULL);
  wait_until (ui_received (ui) == 1);
  wait_until (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));
}

/* What is wrong is said under its field; nothing is saved and nothing is lost. */
static void
test_stops_at_what_is_missing (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  ui_type (ui, "phone", "0987654321");
  gtk_widget_activate_action (ui_page (ui), "receive.save-print", NULL);
  g_assert_cmpstr (mc_field_get_error (ui_field (ui, "name")), ==, "The full name is missing");
  g_assert_cmpstr (mc_page_get_hindrance (MC_PAGE (ui_page (ui))), ==, "The full name is missing");

  ui_type (ui, "name", "Lò Thị Hoa");
  g_assert_null (mc_field_get_error (ui_field (ui, "name")));
  gtk_widget_activate_action (ui_page (ui), "receive.save-print", NULL);
  g_assert_cmpstr (mc_field_get_error (ui_field (ui, "procedure")), ==, "The procedure is not chosen");
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÒ THỊ HOA");
  g_assert_cmpint (ui_received (ui), ==, 0);
}

/* A date that no intake can hold must not be dropped in silence. */
static void
test_stops_at_a_wrong_date (Ui *ui, gconstpointer data)
{
  McDraft draft = half_filled ("LÒ THỊ HOA");

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  ui_type (ui, "birth", "31/13/1944");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "birth")));
  g_assert_cmpint (ui_received (ui), ==, 0);
}

static gboolean
has_draft (Ui *ui)
{
  return fixture_int (ui->store.folder, "SELECT count(*) FROM draft") == 1;
}

/* The power goes while something is half typed: it stands there again, unsaved. */
static void
test_draft (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  ui_type (ui, "name", "Y BŬI ƀYA");
  ui_type (ui, "birth", "1944");
  wait_until (has_draft (ui));

  gtk_window_destroy (GTK_WINDOW (ui->window)); /* not closed: nothing is flushed */
  g_clear_object (&ui->slips);
  fixture_reopen (&ui->store);
  ui_open_window (ui);
  wait_until (MC_IS_RECEIVE_PAGE (ui_page (ui)));
  wait_until (g_str_equal (ui_typed (ui, "name"), "Y BŬI ƀYA") || g_str_equal (ui_typed (ui, "name"), "Y BŬI ɃYA"));
  g_assert_cmpstr (ui_typed (ui, "birth"), ==, "1944");
  g_assert_cmpint (ui_received (ui), ==, 0);
}

static void
test_esc_loses_nothing (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  ui_type (ui, "name", "LÒ THỊ HOA");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  g_assert_false (MC_IS_RECEIVE_PAGE (ui_page (ui)));
  ui_go_to_receive (ui);
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÒ THỊ HOA");
}

static void
test_card (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  g_assert_true (mc_page_take_card (MC_PAGE (ui_page (ui)),
                                    "015144001234||Giàng Thị Mỷ|02051944|Nữ|Thôn Nà Lốc, Yên Bình|12042021"));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  g_assert_cmpstr (ui_typed (ui, "id"), ==, "015144001234");
  g_assert_cmpstr (ui_typed (ui, "birth"), ==, "02/05/1944");
  g_assert_cmpstr (ui_typed (ui, "address"), ==, "Thôn Nà Lốc, Yên Bình");
}

/* Flow D: the second card is the owner's or the proxy's; nobody's data are overwritten. */
static void
test_second_card (Ui *ui, gconstpointer data)
{
  test_card (ui, data);
  g_assert_true (mc_page_take_card (MC_PAGE (ui_page (ui)), "015090001234||Lý Văn Tèo|02051990|Nam|Thôn Nà Lốc|12042021"));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  gtk_widget_activate_action (ui_page (ui), "receive.card-of", "s", "proxy");
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÝ VĂN TÈO");
  g_assert_cmpstr (ui_typed (ui, "owner-name"), ==, "GIÀNG THỊ MỶ");
}

/* Going on with Enter, a number that stands there is typed anew; a name is never wiped out by the next letter. */
static void
test_going_on (Ui *ui, gconstpointer data)
{
  McDraft draft = half_filled ("LÒ THỊ HOA");
  GtkEditable *name, *birth;

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  name = GTK_EDITABLE (mc_entry_field_get_entry (MC_ENTRY_FIELD (ui_field (ui, "name"))));
  birth = GTK_EDITABLE (mc_entry_field_get_entry (MC_ENTRY_FIELD (ui_field (ui, "birth"))));

  /* What comes next is told by where the fields lie. */
  wait_until (gtk_widget_get_width (GTK_WIDGET (name)) > 0 && gtk_widget_get_width (GTK_WIDGET (birth)) > 0);

  /* Where the draft left off nothing is selected, number or not. */
  g_assert_true (mc_field_of (gtk_window_get_focus (GTK_WINDOW (ui->window))) == ui_field (ui, "birth"));
  g_assert_false (gtk_editable_get_selection_bounds (birth, NULL, NULL));

  g_assert_true (mc_focus_step (GTK_WIDGET (birth), GTK_DIR_TAB_BACKWARD));
  g_assert_true (mc_field_of (gtk_window_get_focus (GTK_WINDOW (ui->window))) == ui_field (ui, "name"));
  g_assert_false (gtk_editable_get_selection_bounds (name, NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (name), ==, 10);

  g_assert_true (mc_focus_step (GTK_WIDGET (name), GTK_DIR_TAB_FORWARD));
  g_assert_true (gtk_editable_get_selection_bounds (birth, NULL, NULL));

  /* What was left shows no selection, and its beginning. */
  g_assert_true (mc_focus_step (GTK_WIDGET (birth), GTK_DIR_TAB_FORWARD));
  g_assert_false (gtk_editable_get_selection_bounds (birth, NULL, NULL));
  g_assert_cmpint (gtk_editable_get_position (name), ==, 0);
}

/* ---- the citizen checks ---- */

/* The window that the citizen reads. (transfer none) (nullable) */
static GtkWindow *
check_window (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (MC_IS_CHECK_WINDOW (window) && gtk_widget_get_mapped (GTK_WIDGET (window)))
        return window;
    }
  return NULL;
}

static void
show_half_filled (Ui *ui, const char *id)
{
  McDraft draft = half_filled ("GIÀNG THỊ MỶ");

  draft.id = (char *) id;
  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  gtk_widget_activate_action (ui_page (ui), "receive.check", NULL);
  wait_until (check_window () != NULL);
}

/* "Thìn, không phải Thin": said before anything is printed, the form stands as it stood. */
static void
test_check_mend (Ui *ui, gconstpointer data)
{
  show_half_filled (ui, "draft-1");
  gtk_widget_activate_action (ui_page (ui), "receive.check", NULL); /* F12 twice: one window */
  gtk_widget_activate_action (GTK_WIDGET (check_window ()), "check.mend", NULL);
  wait_until (check_window () == NULL);
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  g_assert_cmpint (ui_received (ui), ==, 0);
  g_assert_false (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));

  /* And again, after it was mended; closing the window says nothing either. */
  ui_type (ui, "name", "Giàng Thị Mỹ");
  gtk_widget_activate_action (ui_page (ui), "receive.check", NULL);
  wait_until (check_window () != NULL);
  gtk_window_close (check_window ());
  wait_until (check_window () == NULL);
  g_assert_cmpint (ui_received (ui), ==, 0);
}

static void
test_check_right (Ui *ui, gconstpointer data)
{
  show_half_filled (ui, "draft-1");
  gtk_widget_activate_action (GTK_WIDGET (check_window ()), "check.right", NULL);
  wait_until (ui_received (ui) == 1);
  wait_until (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) ->> '$.checked'"), ==, 1);

  /* The next one was not checked. */
  show_half_filled (ui, "draft-2");
  gtk_widget_activate_action (GTK_WIDGET (check_window ()), "check.mend", NULL);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 2);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM entry WHERE CAST (body AS TEXT) ->> '$.checked'"), ==, 1);
}

/* What could not be saved is not shown to be checked. */
static void
test_check_needs_all (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  ui_type (ui, "phone", "0987654321");
  gtk_widget_activate_action (ui_page (ui), "receive.check", NULL);
  g_assert_null (check_window ());
  g_assert_cmpstr (mc_field_get_error (ui_field (ui, "name")), ==, "The full name is missing");
}

/* ---- the catalogue and the office change while the window is open ---- */

/* TTK alone, in force from a day to a day ("null": no end). */
static void
import_ttk (Ui *ui, const char *from, const char *to, const char *case_key, int days)
{
  g_autofree char *text = g_strdup_printf (
    "{\"format\":\"motcua-catalogue-1\",\"published\":\"2026-11-20\",\"procedures\":[{\"code\":\"" TTK "\",\"name\":\"Tên mới\","
    "\"short\":\"Tên mới\",\"abbr\":[\"ttk\"],\"field\":{\"code\":\"G15-HT\",\"name\":\"Hộ tịch\"},\"from\":\"%s\",\"to\":%s,"
    "\"cases\":[{\"key\":\"%s\",\"name\":\"Thường\",\"time\":{\"direct\":{\"n\":%d,\"unit\":\"working-days\"},"
    "\"online\":{\"n\":%d,\"unit\":\"working-days\"},\"post\":{\"n\":%d,\"unit\":\"working-days\"}},"
    "\"fee\":{\"direct\":0,\"online\":0,\"post\":0}}],"
    "\"components\":[{\"key\":\"khac\",\"name\":\"Giấy tờ mới\",\"required\":true,\"originals\":1}],\"results\":[]}]}",
    from, to, case_key, days, days, days);
  g_autoptr (GError) error = NULL;
  McImportCounts counts;

  g_assert_true (mc_desk_import_catalogue (ui->store.desk, text, -1, &counts, &error));
  g_assert_no_error (error);
}

static void
restore_half_filled (Ui *ui)
{
  McDraft draft = half_filled ("LÒ THỊ HOA");

  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
}

/* A dossier is received under what is in force when it comes in, and nothing that was typed moves. */
static void
test_catalogue_changes (Ui *ui, gconstpointer data)
{
  McProcedure *procedure = mc_desk_procedure (ui->store.desk, TTK, FIXTURE_DAY);
  const McProcedureCase *first = mc_procedure_find_case (procedure, NULL);
  g_autofree char *key = g_strdup (first->key);

  restore_half_filled (ui);
  ui_type (ui, "note", "gọi trước");
  ui_type (ui, "procedure", "khai s");
  import_ttk (ui, "2026-11-01", "null", key, 20);
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÒ THỊ HOA");
  g_assert_cmpstr (ui_typed (ui, "note"), ==, "gọi trước");
  g_assert_cmpstr (ui_typed (ui, "procedure"), ==, "khai s");
  g_assert_null (mc_field_get_error (ui_field (ui, "procedure")));
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE procedure = '" TTK "'"), ==, 1);
}

/* What has lapsed meanwhile is not dropped in silence and not received. */
static void
test_procedure_lapses (Ui *ui, gconstpointer data)
{
  restore_half_filled (ui);
  import_ttk (ui, "2026-07-01", "\"2026-11-22\"", "thuong", 3);
  g_assert_cmpstr (mc_field_get_error (ui_field (ui, "procedure")), ==, "Procedure " TTK " is not in force. Choose another one");
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÒ THỊ HOA");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  g_assert_cmpstr (mc_page_get_hindrance (MC_PAGE (ui_page (ui))), ==,
                   "Procedure " TTK " is not in force. Choose another one");
  g_assert_cmpint (ui_received (ui), ==, 0);

  /* It comes back with the next catalogue: the choice was kept by its code. */
  import_ttk (ui, "2026-07-01", "null", "thuong", 3);
  g_assert_null (mc_field_get_error (ui_field (ui, "procedure")));
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
}

/* domain.md 3.2: the number tells the year of birth and the sex. Such cards exist: it is said and does not bar. */
static void
test_contradicting_number (Ui *ui, gconstpointer data)
{
  McDraft draft = half_filled ("LÒ THỊ HOA");
  McField *id;

  draft.intake->applicant->id_kind = MC_ID_KIND_PERSONAL;
  draft.intake->applicant->id_number = g_strdup ("015090012345");
  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (draft.intake);
  id = ui_field (ui, "id");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (id), "warning"));
  g_assert_null (mc_field_get_error (id));
  ui_type (ui, "birth", "1990");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (id), "warning"));
  ui_type (ui, "birth", "1944");
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (id), "warning"));
  /* A long sentence does not make the field long: the name beside it keeps its room. */
  g_assert_cmpint (gtk_widget_get_halign (mc_field_get_control (id)), ==, GTK_ALIGN_START);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
}

/* A paper whose name was typed and not added would be missing on the slip. */
static void
test_paper_not_added (Ui *ui, gconstpointer data)
{
  restore_half_filled (ui);
  ui_type (ui, "other-paper", "Giấy xác nhận của trưởng thôn");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "other-paper")));
  g_assert_cmpint (ui_received (ui), ==, 0);
  ui_type (ui, "other-paper", "");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_received (ui) == 1);
}

/* Every page fits a screen of 1024 pixels, whatever it shows. */
static void
test_widths (Ui *ui, gconstpointer data)
{
  static const char *const actions[] = { "win.home", "win.receive", "win.find" };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      int minimum;

      gtk_widget_activate_action (GTK_WIDGET (ui->window), actions[i], NULL);
      gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 1024 - 2 * FRAME);
      gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
      g_assert_cmpint (minimum, <=, 700 - 47);
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/receive/the-citizen-says-that-it-is-wrong", test_check_mend);
  ui_test ("/receive/the-citizen-says-that-it-is-right", test_check_right);
  ui_test ("/receive/nothing-is-checked-that-could-not-be-saved", test_check_needs_all);
  ui_test ("/receive/a-dossier-with-a-name-and-a-year-is-saved", test_saves);
  ui_test ("/receive/a-saved-dossier-is-printed", test_saves_and_prints);
  ui_test ("/receive/it-stops-at-what-is-missing-and-says-so", test_stops_at_what_is_missing);
  ui_test ("/receive/it-stops-at-a-date-that-is-none", test_stops_at_a_wrong_date);
  ui_test ("/receive/what-was-typed-stands-there-after-a-power-cut", test_draft);
  ui_test ("/receive/esc-loses-nothing", test_esc_loses_nothing);
  ui_test ("/receive/a-card-fills-the-person", test_card);
  ui_test ("/receive/a-second-card-overwrites-nobody", test_second_card);
  ui_test ("/receive/going-on-selects-numbers-and-no-names", test_going_on);
  ui_test ("/receive/a-new-catalogue-moves-nothing-that-was-typed", test_catalogue_changes);
  ui_test ("/receive/a-procedure-that-lapses-is-said-and-kept", test_procedure_lapses);
  ui_test ("/receive/a-contradicting-number-warns-and-does-not-bar", test_contradicting_number);
  ui_test ("/receive/a-paper-that-was-not-added-is-not-forgotten", test_paper_not_added);
  ui_test ("/window/every-page-fits-a-small-screen", test_widths);
  return g_test_run ();
}
