/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sticks in the window: what is written at one desk is taken in at another, and the province's receipt comes back. */
#include <glib/gstdio.h>

#include "carry-office.h"
#include "fake-stick.h"
#include "mc-carry-page.h"
#include "mc-desk-sync.h"
#include "mc-receive-page.h"
#include "ui-fixture.h"

/* Two desks of an office that have heard of each other; the window stands on the first. */
typedef struct
{
  CarryOffice office;
  CarryDesk *one, *two;
  FakeMonitor *monitor;
  Ui ui;
} Carry;

static void
set_up (Carry *self, gconstpointer data)
{
  g_autofree char *settings = NULL;

  carry_office_init (&self->office, 2, TRUE);
  self->one = carry_desk (&self->office, 0);
  self->two = carry_desk (&self->office, 1);
  self->monitor = fake_monitor_new ();
  self->ui.store = self->one->sync.fixture;
  settings = g_build_filename (self->ui.store.folder, "printer.ini", NULL);
  self->ui.printer = mc_printer_new (settings, NULL);
  ui_open_window (&self->ui);
  mc_window_watch_sticks (self->ui.window, G_VOLUME_MONITOR (self->monitor));
}

static void
tear_down (Carry *self, gconstpointer data)
{
  ui_close_window (&self->ui);
  g_clear_object (&self->ui.printer);
  g_clear_object (&self->monitor);
  carry_office_clear (&self->office);
}

static McCarryPage *
go (Carry *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.usb", NULL);
  g_assert_true (MC_IS_CARRY_PAGE (ui_page (&self->ui)));
  return MC_CARRY_PAGE (ui_page (&self->ui));
}

static void
do_it (Carry *self, const char *action)
{
  g_assert_true (gtk_widget_activate_action (ui_page (&self->ui), action, NULL));
}

static void
assert_nothing_waits (Carry *self)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autoptr (GError) error = NULL;

  mc_desk_read_sync_status (self->ui.store.desk, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status.waiting + status.files, ==, 0);
}

/* ---- there and back ---------------------------------------------------------------------------------------------------- */

static void
test_there_and_back (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 2), *receipt = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_auto (McBundleTaken) taken = { 0 };

  go (self);
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));
  g_assert_true (ui_says (&self->ui, "counts as received when the receipt is back"));
  g_assert_false (ui_says (&self->ui, "has received"));
  found = mc_desk_find_bundles (self->office.stick);
  g_assert_cmpuint (found->len, ==, 1);
  /* So it stands in the queue. */
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.exchange", NULL);
  wait_until (ui_says (&self->ui, "Copied to USB at 08:41"));
  g_assert_false (ui_says (&self->ui, "Waiting"));
  go (self);

  /* The other desk has it, and the province; only its receipt counts. */
  carry_import (self->two, g_ptr_array_index (found, 0), &taken);
  g_assert_true (carry_has (self->two, code));
  receipt = carry_province_import (&self->office, g_ptr_array_index (found, 0));
  do_it (self, "carry.read");
  wait_until (ui_says (&self->ui, "1 package taken in"));
  g_assert_true (ui_says (&self->ui, "Receipt of the province: the province has received"));
  assert_nothing_waits (self);

  /* Once more: nothing is taken twice, nothing is offered twice. */
  do_it (self, "carry.read");
  wait_until (ui_says (&self->ui, "There is nothing new for this desk"));
}

/* What another desk has written lies on the stick that is plugged in while the officer receives. */
static void
test_offered (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->two, "LÒ VĂN PÁO", 1), *typed = NULL;
  g_auto (McBundleWritten) written = { 0 };

  carry_export (self->two, self->office.stick, MC_CARRY_OFFICE, 0, &written);
  ui_go_to_receive (&self->ui);
  ui_type (&self->ui, "name", "LÝ THỊ MẨY");
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  wait_until (ui_says (&self->ui, "USB KINGSTON has 1 package"));
  /* Nothing was taken without a key, and what was typed stands. */
  g_assert_false (carry_has (self->one, code));
  g_assert_cmpstr (ui_typed (&self->ui, "name"), ==, "LÝ THỊ MẨY");
  go (self);
  wait_until (ui_says (&self->ui, "USB KINGSTON has 1 package"));
  do_it (self, "carry.read");
  wait_until (ui_says (&self->ui, "Package of desk 2: new"));
  g_assert_true (carry_has (self->one, code));
  gtk_widget_activate_action (GTK_WIDGET (self->ui.window), "win.back", NULL);
  g_assert_cmpstr (ui_typed (&self->ui, "name"), ==, "LÝ THỊ MẨY");
}

/* The stick was there before the window was. */
static void
test_there_before (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->two, "LÒ VĂN PÁO", 0);
  g_auto (McBundleWritten) written = { 0 };

  carry_export (self->two, self->office.stick, MC_CARRY_OFFICE, 0, &written);
  ui_close_window (&self->ui);
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  ui_open_window (&self->ui);
  mc_window_watch_sticks (self->ui.window, G_VOLUME_MONITOR (self->monitor));
  wait_until (ui_says (&self->ui, "USB KINGSTON has 1 package"));
}

/* ---- leaving the page ----------------------------------------------------------------------------------------------------- */

static void
test_meanwhile (Carry *self, gconstpointer data)
{
  for (int i = 0; i < 4; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 3));
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  go (self);
  do_it (self, "carry.write");
  g_assert_true (ui_says (&self->ui, "Writing"));
  ui_go_to_receive (&self->ui);
  /* An officer receives while it is written. */
  g_free (carry_receive (self->one, "GIÀNG THỊ MỶ", 0));
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));
  g_assert_true (MC_IS_RECEIVE_PAGE (ui_page (&self->ui)));
}

/* ---- pulling out ------------------------------------------------------------------------------------------------------------ */

static void
test_remove (Carry *self, gconstpointer data)
{
  for (int i = 0; i < 4; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 3));
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  go (self);
  do_it (self, "carry.write");
  do_it (self, "carry.remove");
  wait_until (ui_says (&self->ui, "wait for the end, or stop it first"));
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));

  fake_monitor_set_busy (self->monitor, self->office.stick, TRUE);
  do_it (self, "carry.remove");
  wait_until (ui_says (&self->ui, "another program is using it"));
  fake_monitor_set_busy (self->monitor, self->office.stick, FALSE);
  do_it (self, "carry.remove");
  wait_until (ui_says (&self->ui, "can be pulled out now"));
}

/* ---- without a monitor ------------------------------------------------------------------------------------------------------ */

static void
test_by_hand (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0), *gone = g_build_filename (self->office.stick, "khong-co", NULL);
  g_autoptr (GPtrArray) found = NULL;

  go (self);
  do_it (self, "carry.write");
  g_assert_cmpstr (ui_caret (&self->ui), ==, "carry-path");
  g_assert_nonnull (mc_field_get_error (ui_field (&self->ui, "carry-path")));
  ui_type (&self->ui, "carry-path", gone);
  do_it (self, "carry.read");
  wait_until (ui_says (&self->ui, "There is no such file or folder"));
  ui_type (&self->ui, "carry-path", self->office.stick);
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "Written to"));
  found = mc_desk_find_bundles (self->office.stick);
  g_assert_cmpuint (found->len, ==, 1);
}

/* Stopped in the middle: what was written goes on being here, and the next try goes through. */
static void
test_stop (Carry *self, gconstpointer data)
{
  g_autoptr (GPtrArray) found = NULL;

  for (int i = 0; i < 4; i++)
    g_free (carry_receive (self->one, "Trần Thị Lan", 3));
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  go (self);
  do_it (self, "carry.write");
  do_it (self, "carry.stop");
  wait_until (ui_says (&self->ui, "Stopped. Nothing half written was left") || ui_says (&self->ui, "Written to KINGSTON"));
  found = mc_desk_find_bundles (self->office.stick);
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, (int) found->len);
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));
}

/* Pulled out as it is: the page says so, and by hand there is nothing to eject. */
static void
test_pulled_out (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0), *elsewhere = g_strconcat (self->office.stick, "-out", NULL);

  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  go (self);
  g_assert_cmpint (g_rename (self->office.stick, elsewhere), ==, 0);
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "USB stick or the folder is gone"));
  fake_monitor_pull (self->monitor, self->office.stick);
  g_assert_true (ui_says (&self->ui, "none is plugged in: a folder"));
  g_assert_cmpint (g_rename (elsewhere, self->office.stick), ==, 0);
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));
}

/* Something waits, the province cannot be reached: writing it is offered, and not done. */
static void
test_offers_to_write (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->one, "Trần Thị Lan", 0);
  g_auto (McSyncStatus) status = { 0 };

  /* The fixture's province has no server: nobody answers. */
  mc_desk_sync_start (self->ui.store.desk, g_network_monitor_get_default ());
  wait_until ((mc_sync_status_clear (&status), mc_desk_sync_status (self->ui.store.desk, &status),
               status.waiting > 0 && status.state != MC_LINK_NONE && status.state != MC_LINK_GOOD && status.state != MC_LINK_WORKING));
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  wait_until (ui_says (&self->ui, "USB KINGSTON is plugged in. Without a network wait:"));
  g_assert_cmpint (carry_n_files_in (self->office.stick), ==, 0);
  go (self);
  do_it (self, "carry.write");
  wait_until (ui_says (&self->ui, "Written to KINGSTON"));
}

/* The folder that the office's desks share, chosen by hand: what the other desk writes there is here without a key. */
static void
test_shared_folder (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->two, "LÒ VĂN PÁO", 0);
  McFolderResult sum;

  carry_folder (self->two, self->office.shared, &sum);
  mc_desk_folder_start (self->ui.store.desk);
  go (self);
  ui_type (&self->ui, "shared-folder", "thu-muc-chung");
  do_it (self, "carry.use-folder");
  g_assert_cmpstr (mc_field_get_error (ui_field (&self->ui, "shared-folder")), ==, "The whole path is needed, from / on");
  ui_type (&self->ui, "shared-folder", self->office.shared);
  do_it (self, "carry.use-folder");
  wait_until (ui_says (&self->ui, "Shared folder: last seen at 08:41"));
  g_assert_true (carry_has (self->one, code));
}

/* What is not for this office is named, with the reason, and stops nothing. */
static void
test_refused (Carry *self, gconstpointer data)
{
  g_autofree char *code = carry_receive (self->two, "LÒ VĂN PÁO", 1), *text = g_build_filename (self->office.stick, "thu.motcua", NULL);
  g_autofree char *cut = g_build_filename (self->office.stick, "cut.motcua", NULL), *whole = NULL;
  g_auto (McBundleWritten) written = { 0 };
  gsize size;

  carry_export (self->two, self->office.stick, MC_CARRY_OFFICE, 0, &written);
  g_assert_true (g_file_set_contents (text, "Kính gửi các đồng chí", -1, NULL));
  g_assert_true (g_file_get_contents (g_ptr_array_index (written.paths, 0), &whole, &size, NULL));
  g_assert_true (g_file_set_contents (cut, whole, (gssize) size / 2, NULL));
  fake_monitor_plug (self->monitor, self->office.stick, "KINGSTON");
  go (self);
  do_it (self, "carry.read");
  wait_until (ui_says (&self->ui, "1 package taken in"));
  g_assert_true (ui_says (&self->ui, "2 not taken"));
  g_assert_true (ui_says (&self->ui, "thu.motcua: This file is no data package"));
  g_assert_true (ui_says (&self->ui, "damaged, or was not copied to its end"));
  g_assert_true (carry_has (self->one, code));
}

/* A bundle that was opened in the file manager: the page with its folder; nothing is read before a key. */
static void
test_opened (Carry *self, gconstpointer data)
{
  g_autofree char *bundle = g_build_filename (self->office.stick, "motcua-1.motcua", NULL);

  mc_window_open_bundle (self->ui.window, bundle);
  wait_until (MC_IS_CARRY_PAGE (ui_page (&self->ui)));
  g_assert_cmpstr (ui_typed (&self->ui, "carry-path"), ==, self->office.stick);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*func) (Carry *self, gconstpointer data);
  } tests[] = {
    { "/carry-page/there-and-back", test_there_and_back },
    { "/carry-page/a-stick-is-offered-and-nothing-is-taken-without-a-key", test_offered },
    { "/carry-page/a-stick-that-was-there-before", test_there_before },
    { "/carry-page/leaving-the-page-ends-nothing", test_meanwhile },
    { "/carry-page/pulled-out-safely", test_remove },
    { "/carry-page/a-folder-by-hand", test_by_hand },
    { "/carry-page/stopped-in-the-middle", test_stop },
    { "/carry-page/pulled-out-as-it-is", test_pulled_out },
    { "/carry-page/what-waits-is-offered-when-the-link-is-away", test_offers_to_write },
    { "/carry-page/the-shared-folder", test_shared_folder },
    { "/carry-page/what-is-refused-is-named", test_refused },
    { "/carry-page/a-bundle-that-was-opened-shows-its-folder", test_opened },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Carry, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
