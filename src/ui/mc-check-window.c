/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-check-window.h"

#include <glib/gi18n-lib.h>

#include "mc-check-words.h"
#include "mc-text.h"

/* Largest first; the last is taken whatever happens, and scrolls. */
static const int sizes[] = { 34, 30, 26, 23, 20, 17, 15 }; /* points, of what is most important */

#define MARGIN 48 /* pixels at either side, as style.css has it */

/* An Enter that follows a letter within this time is the end of what a reader typed. Nobody has a reason to type here. */
#define READER_ENDS (G_USEC_PER_SEC / 2)

struct _McCheckWindow
{
  GtkWindow parent_instance;

  gboolean answered;
  gint64 typed_at; /* monotonic: when the last letter or digit came */

  GtkWidget *page;
  GtkWidget *scrolled;
  GtkWidget *content;
  GtkGrid *lines;
  GtkLabel *local;
  GtkWidget *right;
};

enum { ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McCheckWindow, mc_check_window, GTK_TYPE_WINDOW)

static void
mc_check_window_answer (McCheckWindow *self, gboolean right)
{
  g_autoptr (McCheckWindow) keep = g_object_ref (self);

  if (self->answered)
    return;
  self->answered = TRUE;
  gtk_window_destroy (GTK_WINDOW (self));
  g_signal_emit (self, signals[ANSWERED], 0, right);
}

static void
right_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_check_window_answer (MC_CHECK_WINDOW (widget), TRUE);
}

static void
mend_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_check_window_answer (MC_CHECK_WINDOW (widget), FALSE);
}

static gboolean
mc_check_window_close_request (GtkWindow *window)
{
  mc_check_window_answer (MC_CHECK_WINDOW (window), FALSE);
  return TRUE;
}

/* A card that is scanned now ends in Enter too, and says nothing about what is read here. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McCheckWindow *self)
{
  gint64 now = g_get_monotonic_time ();
  gboolean is_enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;

  if (is_enter && self->typed_at != 0 && now - self->typed_at < READER_ENDS)
    {
      self->typed_at = 0;
      gtk_widget_error_bell (GTK_WIDGET (self));
      return GDK_EVENT_STOP;
    }
  if (gdk_keyval_to_unicode (keyval) != 0 && !is_enter && keyval != GDK_KEY_Escape)
    {
      self->typed_at = now;
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

/* ---- what it shows ---- */

static GtkWidget *
label_new (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_BASELINE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
mc_check_window_show (McCheckWindow *self, const McDossier *dossier, const McOffice *office)
{
  g_autoptr (GPtrArray) lines = mc_check_words (dossier, office);

  for (guint i = 0; i < lines->len; i++)
    {
      const McCheckLine *line = g_ptr_array_index (lines, i);
      GtkWidget *label = label_new (line->label, "check-label"), *value = label_new (line->value, "check-value");

      if (line->important)
        gtk_widget_add_css_class (value, "important");
      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      gtk_widget_set_hexpand (value, TRUE);
      gtk_grid_attach (self->lines, label, 0, (int) i, 1, 1);
      gtk_grid_attach (self->lines, value, 1, (int) i, 1, 1);
    }
  gtk_label_set_label (self->local, office->local_line);
  gtk_widget_set_visible (GTK_WIDGET (self->local), !mc_text_is_empty (office->local_line));
}

static double
share_of_size (GtkWidget *label)
{
  if (gtk_widget_has_css_class (label, "important"))
    return 1;
  return gtk_widget_has_css_class (label, "check-label") ? 0.75 : 0.8;
}

/* By attributes: a size out of a style sheet counts from the next frame on, and could not be measured here. */
static void
set_size (GtkWidget *label, int points)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (points * share_of_size (label) * PANGO_SCALE)));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
}

/* A GtkScrolledWindow asks what it scrolls for its height without a width: the content is asked itself. */
static int
mc_check_window_height (McCheckWindow *self, int width)
{
  int whole, scrolled, content;

  gtk_widget_measure (self->page, GTK_ORIENTATION_VERTICAL, -1, NULL, &whole, NULL, NULL);
  gtk_widget_measure (self->scrolled, GTK_ORIENTATION_VERTICAL, -1, NULL, &scrolled, NULL, NULL);
  gtk_widget_measure (self->content, GTK_ORIENTATION_VERTICAL, width - 2 * MARGIN, NULL, &content, NULL, NULL);
  return whole - scrolled + content;
}

/* The largest letters with which all of it stands on the screen. */
static void
mc_check_window_fit (McCheckWindow *self, const GdkRectangle *screen)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      for (GtkWidget *label = gtk_widget_get_first_child (GTK_WIDGET (self->lines)); label != NULL; label = gtk_widget_get_next_sibling (label))
        set_size (label, sizes[i]);
      set_size (GTK_WIDGET (self->local), sizes[i]);
      if (mc_check_window_height (self, screen->width) <= screen->height)
        return;
    }
}

/* Where the citizen looks: the screen that the officer does not work at, if there is one. (transfer full) (nullable) */
static GdkMonitor *
monitor_for (GtkWindow *parent)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (parent));
  GListModel *monitors = gdk_display_get_monitors (display);
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (parent));
  GdkMonitor *own = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

      if (monitor != own)
        return g_steal_pointer (&monitor);
    }
  return own != NULL ? g_object_ref (own) : g_list_model_get_item (monitors, 0);
}

static void
mc_check_window_place (McCheckWindow *self, GtkWindow *parent)
{
  g_autoptr (GdkMonitor) monitor = monitor_for (parent);
  GdkRectangle screen = { 0, 0, 1366, 768 };

  if (monitor != NULL)
    {
      gdk_monitor_get_geometry (monitor, &screen);
      gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);
    }
  gtk_window_set_default_size (GTK_WINDOW (self), screen.width, screen.height);
  mc_check_window_fit (self, &screen);
}

/* ---- life ---- */

static void
mc_check_window_class_init (McCheckWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  GTK_WINDOW_CLASS (klass)->close_request = mc_check_window_close_request;
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                    G_TYPE_BOOLEAN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-check-window.ui");
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, page);
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, content);
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, lines);
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, local);
  gtk_widget_class_bind_template_child (widget_class, McCheckWindow, right);
  gtk_widget_class_install_action (widget_class, "check.right", NULL, right_action);
  gtk_widget_class_install_action (widget_class, "check.mend", NULL, mend_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "check.right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "check.right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "check.right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "check.right", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "check.mend", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F12, 0, "check.mend", NULL);
}

static void
mc_check_window_init (McCheckWindow *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  /* No gtk_widget_dispose_template() follows: GtkWindow lets go of its child itself. */
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

McCheckWindow *
mc_check_window_new (GtkWindow *parent, const McDossier *dossier, const McOffice *office)
{
  McCheckWindow *self = g_object_new (MC_TYPE_CHECK_WINDOW, "transient-for", parent, "modal", TRUE, NULL);

  mc_check_window_show (self, dossier, office);
  mc_check_window_place (self, parent);
  gtk_widget_grab_focus (self->right);
  return self;
}
