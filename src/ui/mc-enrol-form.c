/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-enrol-form.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-desk-sync.h"
#include "mc-entry-field.h"
#include "mc-exchange-words.h"
#include "mc-focus.h"
#include "mc-text.h"

struct _McEnrolForm
{
  GtkWidget parent_instance;

  McDesk *desk; /* (owned) (nullable) until set */
  McEntryField *url;
  McEntryField *code;
  GtkWidget *button;
  gboolean sending;
};

enum { ENROLLED, FAILED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McEnrolForm, mc_enrol_form, GTK_TYPE_WIDGET)

/* ---- sending ---- */

static void
mc_enrol_form_set_sending (McEnrolForm *self, gboolean sending)
{
  self->sending = sending;
  gtk_button_set_label (GTK_BUTTON (self->button),
                        sending ? _("Asking the province…") : _("Ctrl+Enter  Register this machine"));
}

static void
on_enrolled (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McEnrolForm) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_desk_enrol_finish (MC_DESK (source), result, &error);
  g_autofree char *sentence = NULL;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  mc_enrol_form_set_sending (self, FALSE);
  if (ok)
    {
      mc_entry_field_set_text (self->code, "");
      g_signal_emit (self, signals[ENROLLED], 0);
      return;
    }
  /* The message says what the province said; it stands where the officer looks. */
  sentence = mc_text_is_empty (error->message) ? mc_advice_sentence (error) : g_strdup (error->message);
  mc_field_set_error (MC_FIELD (self->code), sentence);
  g_signal_emit (self, signals[FAILED], 0, sentence);
}

static gboolean
mc_enrol_form_is_whole (McEnrolForm *self)
{
  const char *wrong = mc_exchange_check_address (mc_entry_field_get_text (self->url));

  mc_field_set_error (MC_FIELD (self->url), wrong);
  if (wrong != NULL)
    return mc_field_focus (MC_FIELD (self->url)), FALSE;
  if (!mc_text_is_empty (mc_entry_field_get_text (self->code)))
    return TRUE;
  mc_field_set_error (MC_FIELD (self->code), _("The one-time code is missing"));
  return mc_field_focus (MC_FIELD (self->code)), FALSE;
}

void
mc_enrol_form_send (McEnrolForm *self)
{
  g_return_if_fail (MC_IS_ENROL_FORM (self));

  if (self->sending || self->desk == NULL || !mc_enrol_form_is_whole (self))
    return;
  mc_enrol_form_set_sending (self, TRUE);
  mc_desk_enrol_async (self->desk, mc_entry_field_get_text (self->url), mc_entry_field_get_text (self->code), on_enrolled,
                       g_object_ref (self));
}

/* What is wrong with the address is told when it is left, not while it is typed. */
static void
on_url_left (McEnrolForm *self)
{
  const char *text = mc_entry_field_get_text (self->url);

  if (!mc_text_is_empty (text))
    mc_field_set_error (MC_FIELD (self->url), mc_exchange_check_address (text));
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McEnrolForm *self)
{
  if ((state & GDK_CONTROL_MASK) == 0 || (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter))
    return GDK_EVENT_PROPAGATE;
  mc_enrol_form_send (self);
  return GDK_EVENT_STOP;
}

/* ---- life ---- */

static void
mc_enrol_form_dispose (GObject *object)
{
  McEnrolForm *self = MC_ENROL_FORM (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_enrol_form_parent_class)->dispose (object);
}

static void
mc_enrol_form_class_init (McEnrolFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_enrol_form_dispose;
  signals[ENROLLED] =
    g_signal_new ("enrolled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                  G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcenrolform");
}

static McEntryField *
add_field (GtkWidget *box, const char *label, const char *name, const char *placeholder, int max)
{
  McEntryField *field = g_object_new (MC_TYPE_ENTRY_FIELD, "label", label, "field", name, "label-chars", 18, "max-length", max,
                                      "placeholder", placeholder, "hexpand", TRUE, NULL);

  /* An address and a code are no words: an input method would put marks into them. */
  g_object_set (mc_entry_field_get_entry (field), "im-module", "gtk-im-context-simple", NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (field));
  return field;
}

static void
mc_enrol_form_init (McEnrolForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (box, MC_FOCUS_SCOPE);
  self->url = add_field (box, _("Province's address"), "province-url", "https://", 300);
  self->code = add_field (box, _("One-time code"), "enrol-code", _("as the province sent it"), 100);
  g_signal_connect_object (self->url, "left", G_CALLBACK (on_url_left), self, G_CONNECT_SWAPPED);
  self->button = gtk_button_new ();
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  g_signal_connect_object (self->button, "clicked", G_CALLBACK (mc_enrol_form_send), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->button);
  mc_enrol_form_set_sending (self, FALSE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}

void
mc_enrol_form_set_desk (McEnrolForm *self, McDesk *desk)
{
  g_return_if_fail (MC_IS_ENROL_FORM (self));
  g_set_object (&self->desk, desk);
}

void
mc_enrol_form_take_focus (McEnrolForm *self)
{
  g_return_if_fail (MC_IS_ENROL_FORM (self));
  mc_field_focus (MC_FIELD (self->url));
}
