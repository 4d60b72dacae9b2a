/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-shortcuts.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "mc-key-label.h"

static const McPageEntry everywhere[] = {
  { "win.shortcuts", NULL, NC_("action", "Keyboard shortcuts"), "F1", 0 },
  { "win.receive", NULL, NC_("action", "Receive a new dossier"), "F2", 0 },
  { "win.find", NULL, NC_("action", "Find a dossier"), "F3", 0 },
  { "win.home", NULL, NC_("action", "Home"), "<Alt>Home", 0 },
  { "win.back", NULL, NC_("action", "One step back"), "Escape", 0 },
  { "win.fullscreen", NULL, NC_("action", "Full screen"), "F11", 0 },
  { NULL, NULL, NC_("action", "Next field"), "Return", 0 },
  { NULL, NULL, NC_("action", "Previous field"), "<Shift>Return", 0 },
  { NULL, NULL, NC_("action", "The same as F1 … F9 on small keyboards"), "<Control>1", 0 },
};

static void
mc_shortcuts_add (GtkWidget *grid, int *row, const McPageEntry *entry)
{
  g_autofree char *text = NULL;
  GtkWidget *key, *label;

  if (entry->keys == NULL)
    return;
  text = mc_key_label_first (entry->keys);
  key = gtk_label_new (text);
  label = gtk_label_new (g_dpgettext2 (GETTEXT_PACKAGE, "action", entry->label));
  gtk_widget_add_css_class (key, "key");
  gtk_widget_set_halign (key, GTK_ALIGN_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_grid_attach (GTK_GRID (grid), key, 0, *row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), label, 1, *row, 1, 1);
  (*row)++;
}

static GtkWidget *
mc_shortcuts_make_group (const char *title, const McPageEntry *entries, gsize n_entries)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *heading = gtk_label_new (title);
  int row = 1;

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_widget_add_css_class (heading, "heading");
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_grid_attach (GTK_GRID (grid), heading, 0, 0, 2, 1);
  for (gsize i = 0; i < n_entries; i++)
    mc_shortcuts_add (grid, &row, &entries[i]);
  return grid;
}

/* ---- the help pages ---- */

static void
mc_shortcuts_open_help (GtkWidget *window)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (window));

  /* The window is modal: it goes first. */
  if (parent != NULL)
    gtk_widget_activate_action (GTK_WIDGET (parent), "win.help", NULL);
  gtk_window_close (GTK_WINDOW (window));
}

static gboolean
on_help_key (GtkWidget *window, GVariant *arguments, gpointer data)
{
  mc_shortcuts_open_help (window);
  return GDK_EVENT_STOP;
}

static void
on_help_clicked (GtkButton *button)
{
  mc_shortcuts_open_help (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (button))));
}

static GtkWidget *
mc_shortcuts_make_help_button (void)
{
  const char *words = C_("action", "Help on this page");
  g_autofree char *text = g_strdup_printf ("F1  %s", words);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect (button, "clicked", G_CALLBACK (on_help_clicked), NULL);
  return button;
}

GtkWindow *
mc_shortcuts_new (McPage *page)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 36);
  GtkWidget *help = mc_shortcuts_make_help_button ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_val_if_fail (MC_IS_PAGE (page), NULL);

  gtk_box_append (GTK_BOX (columns), mc_shortcuts_make_group (_("Everywhere"), everywhere, G_N_ELEMENTS (everywhere)));
  gtk_box_append (GTK_BOX (columns), mc_shortcuts_make_group (mc_page_get_title (page), MC_PAGE_GET_CLASS (page)->entries,
                                                              MC_PAGE_GET_CLASS (page)->n_entries));
  gtk_box_append (GTK_BOX (content), columns);
  gtk_box_append (GTK_BOX (content), help);
  gtk_widget_add_css_class (content, "shortcuts");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), content);
  adw_window_set_content (ADW_WINDOW (window), box);

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"), gtk_named_action_new ("window.close")));
  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("F1"),
                                                          gtk_callback_action_new (on_help_key, NULL, NULL)));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), _("Keyboard shortcuts"));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_focus (GTK_WINDOW (window), help);
  return GTK_WINDOW (window);
}
