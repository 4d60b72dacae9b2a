/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Typing into the province's system, by keys and with the real clipboard: another program of this display reads it, as the browser with
 * that system's form does. */
#include <gdk/x11/gdkx.h>

#include "mc-desk-retype.h"
#include "mc-retype-page.h"
#include "ui-fixture.h"

#define OFFICIAL "H15.50.05.13-261123-0975"

static McRetypePage *
page_of (Ui *ui)
{
  return MC_RETYPE_PAGE (ui_page (ui));
}

static void
go (Ui *ui)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.retype", NULL);
  wait_until (mc_retype_page_get_code (page_of (ui)) != NULL);
}

static char *
receive (Ui *ui, const char *name)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, name);

  return g_strdup (dossier->code);
}

static void
act (Ui *ui, const char *action)
{
  gtk_widget_activate_action (ui_page (ui), action, NULL);
}

#define wait_for_dossier(ui, code) wait_until (g_strcmp0 (mc_retype_page_get_code (page_of (ui)), code) == 0)
#define assert_field(ui, label) g_assert_cmpstr (mc_retype_page_get_field (page_of (ui)), ==, label)

/* ---- the clipboard, as another program sees it ---- */

typedef struct
{
  gboolean done;
  char *text;
} Paste;

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &paste->text, NULL, &error));
  g_assert_no_error (error);
  paste->done = TRUE;
}

static char *
paste (void)
{
  Paste result = { FALSE, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xclip
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "xclip", "-selection", "clipboard", "-out", NULL);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (xclip, NULL, NULL, on_pasted, &result);
  wait_until (result.done);
  return result.text;
}

/* What another program puts there: the code in a line of that system's page. */
static void
copy_elsewhere (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) xclip
    = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE, &error, "xclip", "-selection", "clipboard", "-in", NULL);
  GOutputStream *in;

  g_assert_no_error (error);
  in = g_subprocess_get_stdin_pipe (xclip);
  g_assert_true (g_output_stream_write_all (in, text, strlen (text), NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (in, NULL, NULL));
  g_assert_true (g_subprocess_wait_check (xclip, NULL, NULL));
  wait_until (!gdk_clipboard_is_local (gdk_display_get_clipboard (gdk_display_get_default ())));
}

#define assert_pasted(expected)                                                                                        \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    g_autofree char *pasted = paste ();                                                                                \
    g_assert_cmpstr (pasted, ==, expected);                                                                            \
  }                                                                                                                    \
  G_STMT_END

/* The browser gets the keys: a window of its own. Without a window manager somebody has to say so. (transfer full) */
static GtkWidget *
switch_to_browser (Ui *ui)
{
  GtkWidget *browser = gtk_window_new ();
  g_autofree char *id = NULL;
  g_autoptr (GSubprocess) xdotool = NULL;
  g_autoptr (GError) error = NULL;

  gtk_window_present (GTK_WINDOW (browser));
  wait_until (gtk_widget_get_mapped (browser));
  id = g_strdup_printf ("%lu", gdk_x11_surface_get_xid (gtk_native_get_surface (GTK_NATIVE (browser))));
  xdotool = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "xdotool", "windowfocus", id, NULL);
  g_assert_no_error (error);
  wait_until (!gtk_window_is_active (GTK_WINDOW (ui->window)) && gtk_window_is_active (GTK_WINDOW (browser)));
  return browser;
}

/* ---- tests ---- */

/* Copy, next, scan of the code, next dossier: no key between the scan and the first field of the next one. */
static void
test_one_after_the_other (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN");

  go (ui);
  wait_for_dossier (ui, first);
  assert_field (ui, "Thủ tục");
  assert_pasted ("1.004873");
  act (ui, "retype.copy");
  assert_field (ui, "Hình thức tiếp nhận");
  act (ui, "retype.copy");
  assert_field (ui, "Họ tên chủ hồ sơ");
  assert_pasted ("GIÀNG THỊ MỶ");
  /* Nothing is known of birth, sex, mail: passed over. Back goes to what was. */
  act (ui, "retype.copy-back");
  assert_pasted ("Nhận trực tiếp");
  g_assert_true (mc_page_take_code (MC_PAGE (ui_page (ui)), OFFICIAL));
  wait_for_dossier (ui, second);
  assert_field (ui, "Thủ tục");
  assert_pasted ("1.004873");
  act (ui, "retype.copy");
  act (ui, "retype.copy");
  assert_pasted ("LÒ VĂN AN");
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE official_code = '" OFFICIAL "'"), ==, 1);

  /* It was the wrong slip: taken back, the dossier is there again. */
  act (ui, "retype.take-back");
  wait_for_dossier (ui, first);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE to_retype IS NOT NULL"), ==, 2);
}

/* Each paste there is followed by the next field, while this window has no focus. */
static void
test_chain (Ui *ui, gconstpointer data)
{
  g_autofree char *code = receive (ui, "GIÀNG THỊ MỶ");
  GtkWidget *browser;

  go (ui);
  act (ui, "retype.chain");
  act (ui, "retype.copy");
  act (ui, "retype.copy");
  assert_field (ui, "Họ tên chủ hồ sơ");
  browser = switch_to_browser (ui);
  assert_pasted ("GIÀNG THỊ MỶ");
  wait_until (g_str_equal (mc_retype_page_get_field (page_of (ui)), "Họ tên người nộp"));
  assert_pasted ("GIÀNG THỊ MỶ");
  wait_until (g_str_equal (mc_retype_page_get_field (page_of (ui)), "Nội dung yêu cầu giải quyết"));
  gtk_window_destroy (GTK_WINDOW (browser));
}

/* The code comes from that system's page, in the middle of other words. */
static void
test_pasted_code (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN");

  go (ui);
  act (ui, "retype.copy");
  copy_elsewhere ("Mã hồ sơ:\xc2\xa0" OFFICIAL ". Xin giữ phiếu này\n");
  act (ui, "retype.paste");
  wait_for_dossier (ui, second);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE official_code = '" OFFICIAL "'"), ==, 1);
}

/* A code that cannot be, or that another dossier has: said under the field, kept there, and the dossier stays. */
static void
test_wrong_code (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN");

  go (ui);
  ui_type (ui, "official-code", "0975");
  act (ui, "retype.give");
  wait_until (mc_field_get_error (ui_field (ui, "official-code")) != NULL);
  g_assert_cmpstr (ui_typed (ui, "official-code"), ==, "0975");
  wait_for_dossier (ui, first);
  ui_type (ui, "official-code", OFFICIAL);
  g_assert_null (mc_field_get_error (ui_field (ui, "official-code")));
  act (ui, "retype.give");
  wait_for_dossier (ui, second);
  act (ui, "retype.copy");
  g_assert_true (mc_page_take_code (MC_PAGE (ui_page (ui)), OFFICIAL));
  wait_until (mc_field_get_error (ui_field (ui, "official-code")) != NULL);
  g_assert_nonnull (strstr (mc_field_get_error (ui_field (ui, "official-code")), first));
  g_assert_cmpstr (ui_typed (ui, "official-code"), ==, OFFICIAL);
  wait_for_dossier (ui, second);
}

/* Before anything is copied a slip says which dossier lies on the table; later one goes on to the next, and comes back. */
static void
test_slip_and_later (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN"), *third = receive (ui, "H'HEN NIÊ");

  go (ui);
  g_assert_true (mc_page_take_code (MC_PAGE (ui_page (ui)), third));
  wait_for_dossier (ui, third);
  act (ui, "retype.later");
  wait_for_dossier (ui, first);
  act (ui, "retype.later");
  wait_for_dossier (ui, second);
  act (ui, "retype.previous");
  wait_for_dossier (ui, first);
  g_assert_cmpint (fixture_int (ui->store.folder, "SELECT count (*) FROM dossier WHERE to_retype IS NOT NULL"), ==, 3);
}

/* Where she was is on the disk half a second later. */
static void
test_remembered (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN");
  g_autofree char *sql = NULL;

  go (ui);
  act (ui, "retype.later");
  wait_for_dossier (ui, second);
  act (ui, "retype.copy");
  act (ui, "retype.copy");
  sql = g_strdup_printf ("SELECT count (*) FROM local WHERE key = 'retype-place' AND value ->> '$.code' = '%s' AND value ->> '$.field' = 2",
                         second);
  wait_until (fixture_int (ui->store.folder, sql) == 1);
  ui_close_window (ui);
  ui_open_window (ui);
  go (ui);
  wait_for_dossier (ui, second);
  assert_field (ui, "Họ tên chủ hồ sơ");
}

/* Another desk typed it in meanwhile: said, and nothing moves under the hand. */
static void
test_given_elsewhere (Ui *ui, gconstpointer data)
{
  g_autofree char *first = receive (ui, "GIÀNG THỊ MỶ"), *second = receive (ui, "LÒ VĂN AN");
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  go (ui);
  act (ui, "retype.copy");
  dossier = mc_desk_set_official_code (ui->store.desk, first, OFFICIAL, NULL, &error);
  g_assert_no_error (error);
  mc_page_store_changed (MC_PAGE (ui_page (ui)));
  wait_for_dossier (ui, first);
  act (ui, "retype.later");
  wait_for_dossier (ui, second);
}

/* The list for the province's import, by the page; the window goes on meanwhile. */
static void
test_export (Ui *ui, gconstpointer data)
{
  g_autofree char *code = receive (ui, "GIÀNG THỊ MỶ"), *path = NULL;
  g_autofree char *content = NULL;
  gsize size;

  go (ui);
  mc_retype_page_export (page_of (ui), ui->store.folder);
  path = g_build_filename (ui->store.folder, "nhap-bu-2026-11-23.xlsx", NULL);
  wait_until (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpmem (content, 4, "PK\3\4", 4);
}

/* desk.md 2.1 rule 1. */
static void
test_fits (Ui *ui, gconstpointer data)
{
  g_autofree char *code = receive (ui, "GIÀNG THỊ MỶ");
  int minimum;

  go (ui);
  gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 1300);
  act (ui, "retype.strip");
  gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 760);
  gtk_widget_measure (ui_page (ui), GTK_ORIENTATION_VERTICAL, 760, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 220);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/retype-page/copy-next-scan-and-the-next-dossier", test_one_after_the_other);
  ui_test ("/retype-page/a-paste-is-followed-by-the-next-field", test_chain);
  ui_test ("/retype-page/the-code-is-pasted", test_pasted_code);
  ui_test ("/retype-page/a-wrong-code-is-said-and-nothing-lost", test_wrong_code);
  ui_test ("/retype-page/a-slip-opens-its-dossier-and-later-passes-over", test_slip_and_later);
  ui_test ("/retype-page/the-place-is-remembered", test_remembered);
  ui_test ("/retype-page/what-another-desk-did-is-said", test_given_elsewhere);
  ui_test ("/retype-page/the-list-is-written", test_export);
  ui_test ("/retype-page/it-fits-a-small-screen-and-a-strip", test_fits);
  return g_test_run ();
}
