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

GtkWindow *
mc_shortcuts_new (McPage *page)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *columns = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 36);
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_return_val_if_fail (MC_IS_PAGE (page), NULL);

  gtk_box_append (GTK_BOX (columns), mc_shortcuts_make_group (_("Everywhere"), everywhere, G_N_ELEMENTS (everywhere)));
  gtk_box_append (GTK_BOX (columns), mc_shortcuts_make_group (mc_page_get_title (page), MC_PAGE_GET_CLASS (page)->entries,
                                                              MC_PAGE_GET_CLASS (page)->n_entries));
  gtk_widget_add_css_class (columns, "shortcuts");
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), columns);
  adw_window_set_content (ADW_WINDOW (window), box);

  gtk_shortcut_controller_add_shortcut (
    GTK_SHORTCUT_CONTROLLER (keys),
    gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("Escape"), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
  gtk_window_set_title (GTK_WINDOW (window), _("Keyboard shortcuts"));
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  return GTK_WINDOW (window);
}
