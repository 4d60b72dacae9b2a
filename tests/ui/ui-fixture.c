/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui-fixture.h"

#include <string.h>

#include "mc-entry-field.h"
#include "mc-receive-page.h"

#define DEADLINE_SECONDS 20

static gboolean
on_deadline (gpointer data)
{
  g_error ("waited in vain for %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

guint
_ui_deadline_add (const char *condition)
{
  return g_timeout_add_seconds (DEADLINE_SECONDS, on_deadline, (gpointer) condition);
}

/* ---- the window ---- */

void
ui_open_window (Ui *ui)
{
  ui->slips = mc_slip_printer_new (ui->store.desk, ui->printer);
  ui->window = mc_window_new (NULL, ui->store.desk, ui->slips);
  gtk_window_present (GTK_WINDOW (ui->window));
}

void
ui_close_window (Ui *ui)
{
  gtk_window_close (GTK_WINDOW (ui->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  ui->window = NULL;
  g_clear_object (&ui->slips);
}

/* Another office than the usual one. */
static void
use_office (Ui *ui, const char *office)
{
  g_autoptr (GError) error = NULL;

  fixture_close (&ui->store);
  fixture_folder_remove (ui->store.folder);
  ui->store.folder = fixture_folder_new ();
  ui->store.desk = mc_desk_create (ui->store.folder, office, ui->store.clock, "lan", &error);
  g_assert_no_error (error);
}

void
ui_set_up (Ui *ui, gconstpointer data)
{
  g_autofree char *settings = NULL;

  fixture_set_up (&ui->store, NULL);
  if (data != NULL)
    use_office (ui, data);
  settings = g_build_filename (ui->store.folder, "printer.ini", NULL);
  ui->print_file = g_build_filename (ui->store.folder, "slip.pdf", NULL);
  ui->printer = mc_printer_new (settings, ui->print_file);
  ui_open_window (ui);
}

void
ui_tear_down (Ui *ui, gconstpointer data)
{
  ui_close_window (ui);
  g_clear_object (&ui->printer);
  g_free (ui->print_file);
  fixture_tear_down (&ui->store, NULL);
}

/* ---- what is typed, what is shown ---- */

GtkWidget *
ui_page (Ui *ui)
{
  return GTK_WIDGET (mc_window_get_page (ui->window));
}

void
ui_go_to_receive (Ui *ui)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.receive", NULL);
  g_assert_true (MC_IS_RECEIVE_PAGE (ui_page (ui)));
}

McField *
ui_field (Ui *ui, const char *name)
{
  McField *found = mc_field_find (ui_page (ui), name);

  g_assert_nonnull (found);
  return found;
}

void
ui_type (Ui *ui, const char *name, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (mc_entry_field_get_entry (MC_ENTRY_FIELD (ui_field (ui, name)))), text);
}

const char *
ui_typed (Ui *ui, const char *name)
{
  return mc_entry_field_get_text (MC_ENTRY_FIELD (ui_field (ui, name)));
}

const char *
ui_caret (Ui *ui)
{
  McField *field = mc_field_of (gtk_window_get_focus (GTK_WINDOW (ui->window)));

  return field != NULL ? mc_field_get_name (field) : NULL;
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  gboolean said = GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
                  strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && !said; child = gtk_widget_get_next_sibling (child))
    said = says (child, text);
  return said;
}

gboolean
ui_says (Ui *ui, const char *text)
{
  return says (ui_page (ui), text);
}

gint64
ui_received (Ui *ui)
{
  g_autoptr (GError) error = NULL;
  McHomeCounts counts;

  g_assert_true (mc_desk_home_counts (ui->store.desk, &counts, &error));
  g_assert_no_error (error);
  return counts.received_today;
}
