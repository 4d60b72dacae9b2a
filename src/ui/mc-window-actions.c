/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-window-private.h"

#include <glib/gi18n-lib.h>

#include "mc-shortcuts.h"

static void
home_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (self->home));
}

static void
receive_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
}

static void
last_slip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_last_slip (self)));
}

static void
exchange_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_exchange (self)));
}

static void
usb_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_carry (self)));
}

static void
retype_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_retype (self)));
}

static void
diagnosis_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_diagnosis (self)));
}

static void
changes_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_changes (self)));
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  mc_list_page_search (_mc_window_get_list (self), parameter != NULL ? g_variant_get_string (parameter, NULL) : "");
  _mc_window_go (self, MC_PAGE (self->list));
}

static void
list_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  mc_list_page_show_list (_mc_window_get_list (self), g_variant_get_string (parameter, NULL));
  _mc_window_go (self, MC_PAGE (self->list));
}

static void
open_dossier_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_window_open_dossier (MC_WINDOW (widget), g_variant_get_string (parameter, NULL), NULL, 0);
}

static void
on_draft_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  McWindow *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mc_desk_load_drafts_finish (MC_DESK (source), result, &error);

  for (guint i = 0; self->desk != NULL && drafts != NULL && i < drafts->len; i++)
    {
      const McDraft *draft = g_ptr_array_index (drafts, i);

      if (g_strcmp0 (draft->id, g_task_get_task_data (task)) != 0)
        continue;
      _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
      mc_receive_page_restore (self->receive, draft, FALSE);
    }
  g_task_return_boolean (task, TRUE);
}

static void
open_draft_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);
  GTask *task = g_task_new (self, NULL, NULL, NULL);

  g_task_set_source_tag (task, open_draft_action);
  g_task_set_task_data (task, g_variant_dup_string (parameter, NULL), g_free);
  mc_desk_load_drafts_async (self->desk, on_draft_found, task);
}

static void
correct_dossier_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
  mc_receive_page_correct (self->receive, g_variant_get_string (parameter, NULL));
}

/* The paper comes out of the wrong one: the next print asks. */
static void
choose_printer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);

  mc_printer_ask_again (mc_slip_printer_get_printer (self->printer));
  mc_page_notify (mc_window_get_page (self), mc_notice_new (MC_NOTICE_DONE, _("The next print asks for the printer")));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_window_back (MC_WINDOW (widget));
}

static void
fullscreen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McWindow *self = MC_WINDOW (widget);
  GtkWindow *window = mc_shortcuts_new (mc_window_get_page (self));

  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_present (window);
}

static void
on_help_shown (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McWindow) self = data;
  g_autoptr (GError) error = NULL;

  if (gtk_show_uri_full_finish (GTK_WINDOW (source), result, &error) || self->desk == NULL)
    return;
  g_warning ("help: %s", error->message);
  mc_page_notify (mc_window_get_page (self),
                  mc_notice_new (MC_NOTICE_WARNING, _("The help pages cannot be shown: the program Yelp is not installed on "
                                                      "this machine. The keys of this page are behind F1")));
}

static void
help_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *page = MC_PAGE_GET_CLASS (mc_window_get_page (MC_WINDOW (widget)))->help;
  g_autofree char *uri = g_strconcat ("help:motcua/", page != NULL ? page : "index", NULL);

  gtk_show_uri_full (GTK_WINDOW (widget), uri, GDK_CURRENT_TIME, NULL, on_help_shown, g_object_ref (widget));
}

static void
about_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_show_about_window (GTK_WINDOW (widget), "application-name", "Một Cửa", "application-icon", MC_APPLICATION_ID,
                         "version", MC_VERSION, "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _("The one-stop-shop desk of a commune: receiving, following and returning dossiers, with or "
                           "without a network."),
                         NULL);
}

void
_mc_window_class_install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "win.home", NULL, home_action);
  gtk_widget_class_install_action (klass, "win.receive", NULL, receive_action);
  gtk_widget_class_install_action (klass, "win.last-slip", NULL, last_slip_action);
  gtk_widget_class_install_action (klass, "win.exchange", NULL, exchange_action);
  gtk_widget_class_install_action (klass, "win.usb", NULL, usb_action);
  gtk_widget_class_install_action (klass, "win.retype", NULL, retype_action);
  gtk_widget_class_install_action (klass, "win.diagnosis", NULL, diagnosis_action);
  gtk_widget_class_install_action (klass, "win.province-news", NULL, changes_action);
  gtk_widget_class_install_action (klass, "win.find", NULL, find_action);
  gtk_widget_class_install_action (klass, "win.find-text", "s", find_action);
  gtk_widget_class_install_action (klass, "win.list", "s", list_action);
  gtk_widget_class_install_action (klass, "win.open-dossier", "s", open_dossier_action);
  gtk_widget_class_install_action (klass, "win.open-draft", "s", open_draft_action);
  gtk_widget_class_install_action (klass, "win.correct-dossier", "s", correct_dossier_action);
  gtk_widget_class_install_action (klass, "win.choose-printer", NULL, choose_printer_action);
  gtk_widget_class_install_action (klass, "win.back", NULL, back_action);
  gtk_widget_class_install_action (klass, "win.fullscreen", NULL, fullscreen_action);
  gtk_widget_class_install_action (klass, "win.shortcuts", NULL, shortcuts_action);
  gtk_widget_class_install_action (klass, "win.help", NULL, help_action);
  gtk_widget_class_install_action (klass, "win.about", NULL, about_action);
  /* Esc only when nothing inside had a use for it: a list of suggestions closes first. */
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Escape, 0, "win.back", NULL);
}
