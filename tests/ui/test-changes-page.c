/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province changes comes while the window is open: a quiet line tells, the page shows, and at its moment the form has it. */
#include "common-chain.h"
#include "mc-changes-page.h"
#include "mc-notice.h"
#include "mc-receive-page.h"
#include "ui-fixture.h"

#define CODE FIXTURE_PROCEDURE

static void
deliver (Ui *ui, Common *common)
{
  g_autofree char *procedure = common_procedure (CODE, "Xác nhận hôn nhân", "2026-11-23", 2, 0);

  common_init (common, FIXTURE_NOW - 3600);
  common_enrol (common, &ui->store);
  common_publish_procedures (common, procedure);
  common_deliver (common, &ui->store);
}

static void
test_arrival (Ui *ui, gconstpointer data)
{
  g_auto (Common) common = { { 0 } };
  McChangesPage *page;
  guint n = 0;

  g_assert_null (mc_page_get_notice (MC_PAGE (ui_page (ui))));
  deliver (ui, &common);
  wait_until (mc_page_get_notice (MC_PAGE (ui_page (ui))) != NULL);
  g_assert_cmpstr (mc_page_get_notice (MC_PAGE (ui_page (ui))), ==,
                   "The province sends 1 change of procedures, in force from 17:00 today");
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.province-news", NULL);
  page = MC_CHANGES_PAGE (ui_page (ui));
  wait_until (mc_changes_page_is_read (page, &n));
  g_assert_cmpuint (n, ==, 1);
  g_assert_nonnull (strstr (mc_changes_page_get_detail (page), "3 → 2 ngày làm việc"));
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  g_assert_false (MC_IS_CHANGES_PAGE (ui_page (ui)));
}

/* What somebody else has to say stays; the news waits for its turn. */
static void
test_quiet (Ui *ui, gconstpointer data)
{
  g_auto (Common) common = { { 0 } };
  McPage *page = MC_PAGE (ui_page (ui));
  guint n = 0;

  mc_page_notify (page, mc_notice_new (MC_NOTICE_ERROR, "paper"));
  deliver (ui, &common);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.province-news", NULL);
  wait_until (mc_changes_page_is_read (MC_CHANGES_PAGE (ui_page (ui)), &n) && n == 1);
  g_assert_cmpstr (mc_page_get_notice (page), ==, "paper");
}

static void
choose (Ui *ui, const char *code)
{
  McIntake *intake = fixture_intake ("GIÀNG THỊ MỶ");
  McDraft draft = { .id = (char *) "draft-1", .saved_at = FIXTURE_NOW, .intake = intake, .focus = (char *) "procedure" };

  g_free (intake->procedure_code);
  intake->procedure_code = g_strdup (code);
  mc_receive_page_restore (MC_RECEIVE_PAGE (ui_page (ui)), &draft, FALSE);
  mc_intake_free (intake);
}

/* Beside the procedure that is chosen: it changes this evening. Beside another one there is nothing, and nothing once it is in force. */
static void
test_receive (Ui *ui, gconstpointer data)
{
  static const char *const said = "This procedure changes from 17:00 today: ";
  g_auto (Common) common = { { 0 } };

  ui_go_to_receive (ui);
  choose (ui, CODE);
  g_assert_false (ui_says (ui, "This procedure"));
  deliver (ui, &common);
  wait_until (ui_says (ui, said));
  g_assert_true (ui_says (ui, "3 → 2 ngày làm việc"));
  g_assert_cmpstr (ui_caret (ui), ==, "procedure");
  choose (ui, "1.001193");
  g_assert_false (ui_says (ui, "This procedure"));
  choose (ui, CODE);
  g_assert_true (ui_says (ui, said));
  mc_clock_set (ui->store.clock, mc_time_of_day_minute (FIXTURE_DAY, 17 * 60));
  wait_until (!ui_says (ui, "This procedure"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/changes-page/what-comes-is-told-and-shown", test_arrival);
  ui_test ("/changes-page/the-form-tells-that-its-procedure-is-to-change", test_receive);
  ui_test ("/changes-page/news-take-the-place-of-nothing", test_quiet);
  return g_test_run ();
}
