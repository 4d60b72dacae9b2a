/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-trouble-window.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-error.h"

struct _McTroubleWindow
{
  AdwApplicationWindow parent_instance;

  AdwStatusPage *status;
  GtkLabel *details;
  GtkLabel *code;
  GtkWidget *retry;
};

G_DEFINE_FINAL_TYPE (McTroubleWindow, mc_trouble_window, ADW_TYPE_APPLICATION_WINDOW)

static void
mc_trouble_window_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_TROUBLE_WINDOW);
  G_OBJECT_CLASS (mc_trouble_window_parent_class)->dispose (object);
}

static void
mc_trouble_window_class_init (McTroubleWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_trouble_window_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-trouble-window.ui");
  gtk_widget_class_bind_template_child (widget_class, McTroubleWindow, status);
  gtk_widget_class_bind_template_child (widget_class, McTroubleWindow, details);
  gtk_widget_class_bind_template_child (widget_class, McTroubleWindow, code);
  gtk_widget_class_bind_template_child (widget_class, McTroubleWindow, retry);
}

static void
mc_trouble_window_init (McTroubleWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
mc_trouble_window_tell_how_to_begin (McTroubleWindow *self, const char *store)
{
  g_autofree char *quoted = g_shell_quote (store);
  g_autofree char *commands =
    g_strdup_printf ("motcuactl init --store %s --office %s\nmotcuactl demo --store %s", quoted, _("OFFICE.json"), quoted);

  adw_status_page_set_icon_name (self->status, "document-new-symbolic");
  adw_status_page_set_title (self->status, _("First set-up"));
  adw_status_page_set_description (
    self->status, _("There are no data on this machine yet. The first command below makes an empty store for an office; "
                    "the second one fills a store to try things out. Then try again."));
  gtk_label_set_label (self->details, commands);
  gtk_widget_set_visible (GTK_WIDGET (self->code), FALSE);
}

static void
mc_trouble_window_tell_error (McTroubleWindow *self, const char *store, const GError *error)
{
  g_autofree char *code = mc_error_support_code (error);
  g_autofree char *spoken = g_strdup_printf (_("Support code %s"), code);

  adw_status_page_set_icon_name (self->status, "dialog-warning-symbolic");
  adw_status_page_set_title (self->status, mc_advice_title (error));
  adw_status_page_set_description (self->status, mc_advice_text (error));
  gtk_label_set_label (self->details, store);
  gtk_label_set_label (self->code, spoken);
}

McTroubleWindow *
mc_trouble_window_new (AdwApplication *application, const char *store, const GError *error)
{
  McTroubleWindow *self = g_object_new (MC_TYPE_TROUBLE_WINDOW, "application", application, NULL);

  if (g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND))
    mc_trouble_window_tell_how_to_begin (self, store);
  else
    mc_trouble_window_tell_error (self, store, error);
  gtk_widget_grab_focus (self->retry);
  return self;
}
