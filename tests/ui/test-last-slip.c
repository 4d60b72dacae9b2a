/* SPDX-License-Identifier: GPL-3.0-or-later */
/* After a restore no number is given before the last slip is told (architecture.md, "Restore, copy, fork"): the window has
 * the place to tell it, and nothing that was typed is lost on the way. */
#include "mc-choice-field.h"
#include "mc-exchange-page.h"
#include "mc-last-slip-page.h"
#include "mc-receive-page.h"
#include "mc-slip-preview.h"
#include "ui-fixture.h"

static char *
receive_code (Ui *ui)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "NGUYỄN VĂN AN");

  return g_strdup (dossier->code);
}

/* The database of before the last @n_lost dossiers comes back over the one with them. */
static void
restore (Ui *ui, int n_lost)
{
  g_autofree char *backup = fixture_folder_new ();
  g_autofree char *known = receive_code (ui);

  ui_close_window (ui);
  fixture_close (&ui->store);
  fixture_copy_file (ui->store.folder, backup, "store.db");
  fixture_open (&ui->store);
  for (int i = 0; i < n_lost; i++)
    g_free (receive_code (ui));
  fixture_close (&ui->store);
  fixture_copy_file (backup, ui->store.folder, "store.db");
  fixture_folder_remove (g_steal_pointer (&backup));
  fixture_open (&ui->store);
  ui_open_window (ui);
}

static void
fill_form (Ui *ui)
{
  McIntake *intake = fixture_intake ("GIÀNG THỊ MỶ");
  McDraft draft = { .id = (char *) "draft-1", .saved_at = FIXTURE_NOW, .intake = intake, .focus = (char *) "address" };

  intake->applicant->birth.year = 1944;
  ui_go_to_receive (ui);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (intake);
}

/* A citizen stands there, her dossier is typed in; saving asks the question. */
static void
ask (Ui *ui)
{
  restore (ui, 7);
  fill_form (ui);
  g_assert_cmpstr (ui_caret (ui), ==, "address");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (MC_IS_LAST_SLIP_PAGE (ui_page (ui)));
  g_assert_cmpstr (ui_caret (ui), ==, "last-slip");
}

/* Given, and written or refused. */
static void
answer (Ui *ui)
{
  McLastSlipPage *page = MC_LAST_SLIP_PAGE (ui_page (ui));

  gtk_widget_activate_action (GTK_WIDGET (page), "last-slip.answer", NULL);
  wait_until (!mc_last_slip_page_is_busy (page));
}

static gint64
n_with_code (Ui *ui, const char *code)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count (*) FROM dossier WHERE code = '%s'", code);

  return fixture_int (ui->store.folder, sql);
}

/* The form stands as it stood, and saving it gives @code. */
static void
assert_saves_as (Ui *ui, const char *code)
{
  g_assert_true (MC_IS_RECEIVE_PAGE (ui_page (ui)));
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  g_assert_cmpstr (ui_typed (ui, "birth"), ==, "1944");
  g_assert_cmpstr (ui_caret (ui), ==, "address");
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (ui_typed (ui, "name")[0] == '\0');
  g_assert_cmpint (n_with_code (ui, code), ==, 1);
}

/* Seven slips of the day are lost: the last one in the officer's hand is the 8th. */
static void
test_number (Ui *ui, gconstpointer data)
{
  ask (ui);
  ui_type (ui, "last-slip", "h15.50.05.13-261123-0108");
  answer (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0109");
}

/* Of a slip of today its number is enough; leaving the field shows the whole code to be compared with the paper. */
static void
test_short_number (Ui *ui, gconstpointer data)
{
  ask (ui);
  ui_type (ui, "last-slip", "0108");
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 2);
  g_assert_cmpstr (ui_typed (ui, "last-slip"), ==, "H15.50.05.13-261123-0108");
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 1);
  g_assert_cmpstr (ui_caret (ui), ==, "last-slip");
  answer (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0109");
}

static void
test_scanned (Ui *ui, gconstpointer data)
{
  ask (ui);
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 2);
  g_assert_true (mc_page_take_code (MC_PAGE (ui_page (ui)), "H15.50.05.13-261123-0108"));
  g_assert_cmpstr (ui_typed (ui, "last-slip"), ==, "H15.50.05.13-261123-0108");
  answer (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0109");
}

/* The number of another desk is told as soon as it stands there; another answer is not disturbed by it. */
static void
test_said_while_typed (Ui *ui, gconstpointer data)
{
  ask (ui);
  ui_type (ui, "last-slip", "004");
  g_assert_null (mc_field_get_error (ui_field (ui, "last-slip")));
  ui_type (ui, "last-slip", "0042");
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "last-slip")));
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 2);
  g_assert_null (mc_field_get_error (ui_field (ui, "last-slip")));
}

/* Nothing waits for the disk: the page stays and says what it does, and the key once more gives no second answer. */
static void
test_busy (Ui *ui, gconstpointer data)
{
  McLastSlipPage *page;

  ask (ui);
  page = MC_LAST_SLIP_PAGE (ui_page (ui));
  ui_type (ui, "last-slip", "0108");
  for (int i = 0; i < 2; i++)
    {
      gtk_widget_activate_action (GTK_WIDGET (page), "last-slip.answer", NULL);
      g_assert_true (ui_page (ui) == GTK_WIDGET (page) && mc_last_slip_page_is_busy (page));
      g_assert_true (ui_says (ui, "Saving the answer …"));
    }
  /* She goes on to something else meanwhile, and is left there. */
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.exchange", NULL);
  wait_until (!mc_last_slip_page_is_busy (page));
  g_assert_true (MC_IS_EXCHANGE_PAGE (ui_page (ui)));
  ui_go_to_receive (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0109");
}

/* What cannot be is said under its field; the question stays open. */
static void
test_wrong_number (Ui *ui, gconstpointer data)
{
  static const char *const wrong[] = { "", "0042", "H15.50.05.14-261123-0108", "H15.50.05.13-271123-0108", "abc" };

  ask (ui);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      ui_type (ui, "last-slip", wrong[i]);
      answer (ui);
      g_assert_true (MC_IS_LAST_SLIP_PAGE (ui_page (ui)));
      g_assert_nonnull (mc_field_get_error (ui_field (ui, "last-slip")));
      g_assert_cmpstr (ui_caret (ui), ==, "last-slip");
    }
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (MC_IS_LAST_SLIP_PAGE (ui_page (ui)));
  g_assert_cmpint (ui_received (ui), ==, 1);
}

static void
test_none (Ui *ui, gconstpointer data)
{
  restore (ui, 0);
  fill_form (ui);
  /* The mark is lost with the disk; nothing else. */
  ui_close_window (ui);
  fixture_close (&ui->store);
  fixture_exec (ui->store.folder, "UPDATE local SET value = '00' WHERE key = 'mark'");
  fixture_open (&ui->store);
  ui_open_window (ui);
  fill_form (ui);
  gtk_widget_activate_action (ui_page (ui), "receive.save", NULL);
  wait_until (MC_IS_LAST_SLIP_PAGE (ui_page (ui)));
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 2);
  answer (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0102");
}

/* A copy beside the first machine takes a number of the office's list. */
static void
test_second_machine (Ui *ui, gconstpointer data)
{
  ask (ui);
  gtk_widget_activate_action (ui_page (ui), "last-slip.choose", "i", 3);
  g_assert_cmpstr (ui_caret (ui), ==, "new-desk");
  mc_choice_field_set_selected (MC_CHOICE_FIELD (ui_field (ui, "new-desk")), 1);
  answer (ui);
  wait_until (mc_desk_office (ui->store.desk)->desk == 3);
  assert_saves_as (ui, "H15.50.05.13-261123-0201");
}

/* She has to look for the paper and receives nobody meanwhile: nothing of either page is lost. */
static void
test_back (Ui *ui, gconstpointer data)
{
  ask (ui);
  ui_type (ui, "last-slip", "01");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  g_assert_true (MC_IS_RECEIVE_PAGE (ui_page (ui)));
  g_assert_cmpstr (ui_caret (ui), ==, "address");
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "GIÀNG THỊ MỶ");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.last-slip", NULL);
  g_assert_nonnull (mc_field_get_error (ui_field (ui, "last-slip")));
  ui_type (ui, "last-slip", "0108");
  g_assert_null (mc_field_get_error (ui_field (ui, "last-slip")));
  answer (ui);
  assert_saves_as (ui, "H15.50.05.13-261123-0109");
}

/* desk.md 2.1 rule 1: it fits, with every answer and with an error. */
static void
test_fits (Ui *ui, gconstpointer data)
{
  int minimum;

  ask (ui);
  ui_type (ui, "last-slip", "H15.50.05.13-271123-0108");
  answer (ui);
  gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 1014);
  gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_VERTICAL, 1014, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 500);
}

/* ---- what is not on the paper as it was given ---- */

static McSlipPreview *
find_preview (GtkWidget *widget)
{
  McSlipPreview *found = NULL;

  if (MC_IS_SLIP_PREVIEW (widget))
    return MC_SLIP_PREVIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_preview (child);
  return found;
}

/* A letter no face has: said beside the preview, and once more when the paper with the □ has been printed. */
static void
test_letter_that_cannot_be_printed (Ui *ui, gconstpointer data)
{
  McSlipPreview *preview;

  fill_form (ui);
  preview = find_preview (ui_page (ui));
  g_assert_null (mc_slip_preview_get_warning (preview));
  ui_type (ui, "name", "GIÀNG \xf0\xa0\x80\x81 MỶ");
  wait_until (mc_slip_preview_get_warning (preview) != NULL);
  g_assert_true (ui_says (ui, mc_slip_preview_get_warning (preview)));
  gtk_widget_activate_action (ui_page (ui), "receive.save-print", NULL);
  wait_until (g_file_test (ui->print_file, G_FILE_TEST_EXISTS));
  wait_until (ui_says (ui, "Printed H15.50.05.13-261123-0101. The font"));
  wait_until (mc_slip_preview_get_warning (preview) == NULL);
}

/* The office's own line is on every slip: told with the first, not at the counter with each. */
static const char office_with_a_line[] = "{\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2,"
                                         "\"trial\":true,\"local_line\":\"\xf0\xa0\x80\x81\"}";

typedef struct
{
  gboolean done;
  char *warning;
} Print;

static void
on_printed (GObject *source, GAsyncResult *result, gpointer data)
{
  Print *print = data;
  g_autoptr (GError) error = NULL;
  McPrintOutcome outcome;

  g_assert_true (mc_slip_printer_print_finish (MC_SLIP_PRINTER (source), result, &outcome, &print->warning, &error));
  g_assert_no_error (error);
  print->done = TRUE;
}

static char *
print_and_take_warning (Ui *ui)
{
  g_autofree char *code = receive_code (ui);
  Print print = { FALSE, NULL };

  mc_slip_printer_print_async (ui->slips, code, GTK_WINDOW (ui->window), on_printed, &print);
  wait_until (print.done);
  return print.warning;
}

static void
test_office_line_is_told_once (Ui *ui, gconstpointer data)
{
  g_autofree char *first = print_and_take_warning (ui);
  g_autofree char *second = print_and_take_warning (ui);

  g_assert_nonnull (first);
  g_assert_true (g_str_has_prefix (first, "The office's line"));
  g_assert_null (second);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/last-slip/the-number-is-told-and-the-form-goes-on", test_number);
  ui_test ("/last-slip/the-page-is-busy-while-the-answer-is-written", test_busy);
  ui_test ("/last-slip/of-today-the-number-alone-is-enough", test_short_number);
  ui_test ("/last-slip/a-slip-is-scanned", test_scanned);
  ui_test ("/last-slip/a-wrong-number-is-said-while-it-is-typed", test_said_while_typed);
  ui_test ("/last-slip/what-cannot-be-is-said-and-nothing-is-given", test_wrong_number);
  ui_test ("/last-slip/none-was-printed", test_none);
  ui_test ("/last-slip/a-second-machine-takes-another-number", test_second_machine);
  ui_test ("/last-slip/stepping-back-loses-nothing", test_back);
  ui_test ("/last-slip/it-fits-a-small-screen", test_fits);
  ui_test ("/print/a-letter-that-cannot-be-printed-is-said-before-and-after", test_letter_that_cannot_be_printed);
  g_test_add ("/print/a-fault-of-the-office-is-told-once", Ui, office_with_a_line, ui_set_up, test_office_line_is_told_once,
              ui_tear_down);
  return g_test_run ();
}
