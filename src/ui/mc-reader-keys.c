/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-reader-keys.h"

#include "mc-reader-filter.h"

struct _McReaderKeys
{
  GObject parent_instance;

  GtkWindow *window;     /* (unowned) */
  McPreeditGuard *guard; /* (owned) */
  McReaderFilter *filter;
  GtkEditable *editable; /* (nullable) (weak) the field with the caret when the run began */
  char *before;          /* (nullable) what it held */
  int position;
};

enum { SCANNED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McReaderKeys, mc_reader_keys, G_TYPE_OBJECT)

static void
mc_reader_keys_remember (McReaderKeys *self)
{
  GtkWidget *focus = gtk_window_get_focus (self->window);

  g_clear_weak_pointer (&self->editable);
  g_clear_pointer (&self->before, g_free);
  if (!GTK_IS_EDITABLE (focus))
    return;
  g_set_weak_pointer (&self->editable, GTK_EDITABLE (focus));
  self->before = g_strdup (gtk_editable_get_text (self->editable));
  self->position = gtk_editable_get_position (self->editable);
}

static void
mc_reader_keys_take_back (McReaderKeys *self)
{
  if (self->editable == NULL || self->before == NULL)
    return;
  mc_preedit_guard_commit (self->guard);
  gtk_editable_set_text (self->editable, self->before);
  gtk_editable_set_position (self->editable, self->position);
}

static gboolean
mc_reader_keys_enter (McReaderKeys *self, guint32 time_ms)
{
  g_autofree char *text = mc_reader_filter_finish (self->filter, time_ms);
  gboolean taken = FALSE;

  if (text == NULL)
    return GDK_EVENT_PROPAGATE;
  mc_reader_keys_take_back (self);
  g_signal_emit (self, signals[SCANNED], 0, text, &taken);
  /* A burst that means nothing here is swallowed too: nobody types like that. */
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McReaderKeys *self)
{
  guint32 time_ms = gtk_event_controller_get_current_event_time (GTK_EVENT_CONTROLLER (controller));
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
    return mc_reader_keys_enter (self, time_ms);
  if (keyval >= GDK_KEY_Shift_L && keyval <= GDK_KEY_Hyper_R)
    return GDK_EVENT_PROPAGATE; /* readers press Shift for capitals */
  if (c == 0 || g_unichar_iscntrl (c) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    {
      mc_reader_filter_reset (self->filter);
      return GDK_EVENT_PROPAGATE;
    }
  if (mc_reader_filter_push (self->filter, c, time_ms))
    mc_reader_keys_remember (self);
  return GDK_EVENT_PROPAGATE;
}

static void
mc_reader_keys_finalize (GObject *object)
{
  McReaderKeys *self = MC_READER_KEYS (object);

  g_clear_weak_pointer (&self->editable);
  g_clear_object (&self->guard);
  g_free (self->before);
  mc_reader_filter_free (self->filter);
  G_OBJECT_CLASS (mc_reader_keys_parent_class)->finalize (object);
}

static void
mc_reader_keys_class_init (McReaderKeysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_reader_keys_finalize;

  signals[SCANNED] = g_signal_new ("scanned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
}

static void
mc_reader_keys_init (McReaderKeys *self)
{
  self->filter = mc_reader_filter_new ();
}

McReaderKeys *
mc_reader_keys_new (GtkWindow *window, McPreeditGuard *guard)
{
  McReaderKeys *self = g_object_new (MC_TYPE_READER_KEYS, NULL);
  GtkEventController *key = gtk_event_controller_key_new ();

  self->window = window;
  self->guard = g_object_ref (guard);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), key);
  return self;
}
