/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-entry-field.h"

#include <string.h>

#include "mc-focus.h"
#include "mc-money.h"
#include "mc-text.h"
#include "mc-time.h"

/* GTK's own simple context never asks an input method; keys arrive as they are. */
#define RAW_KEYS "gtk-im-context-simple"

struct _McEntryField
{
  McField parent_instance;

  GtkWidget *entry;
  McEntryKind kind;
  gboolean silent; /* the program, not the user, is changing the text */
};

enum { PROP_0, PROP_KIND, PROP_TEXT, PROP_PLACEHOLDER, PROP_WIDTH_CHARS, PROP_MAX_LENGTH, N_PROPS };

enum { LEFT, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McEntryField, mc_entry_field, MC_TYPE_FIELD)

G_DEFINE_ENUM_TYPE (McEntryKind, mc_entry_kind, G_DEFINE_ENUM_VALUE (MC_ENTRY_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (MC_ENTRY_NAME, "name"), G_DEFINE_ENUM_VALUE (MC_ENTRY_DIGITS, "digits"),
                    G_DEFINE_ENUM_VALUE (MC_ENTRY_ID, "id"), G_DEFINE_ENUM_VALUE (MC_ENTRY_CODE, "code"),
                    G_DEFINE_ENUM_VALUE (MC_ENTRY_PHONE, "phone"), G_DEFINE_ENUM_VALUE (MC_ENTRY_DATE, "date"), G_DEFINE_ENUM_VALUE (MC_ENTRY_MONEY, "money"))

static const char *
mc_entry_kind_allowed (McEntryKind kind)
{
  switch (kind)
    {
    case MC_ENTRY_DIGITS:
      return "0123456789";
    case MC_ENTRY_ID:
      return "0123456789 ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    case MC_ENTRY_CODE:
      return "0123456789 .-ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    case MC_ENTRY_PHONE:
      return "0123456789 .+-";
    case MC_ENTRY_DATE:
      return "0123456789/.- ,";
    case MC_ENTRY_MONEY:
      return "0123456789., ";
    case MC_ENTRY_TEXT:
    case MC_ENTRY_NAME:
    default:
      return NULL;
    }
}

static void
on_insert_text (GtkEditable *editable, const char *text, int length, int *position, McEntryField *self)
{
  const char *allowed = mc_entry_kind_allowed (self->kind);
  gsize n = length < 0 ? strlen (text) : (gsize) length;

  if (allowed == NULL || self->silent)
    return;
  for (gsize i = 0; i < n; i++)
    if (strchr (allowed, text[i]) == NULL)
      {
        g_signal_stop_emission_by_name (editable, "insert-text");
        gtk_widget_error_bell (self->entry);
        return;
      }
}

static void
on_changed (McEntryField *self)
{
  if (self->silent)
    return;
  mc_field_set_error (MC_FIELD (self), NULL);
  mc_field_emit_changed (MC_FIELD (self));
}

/* A field without the caret shows the beginning of its text; a selection that stays behind would look like the caret. While
 * another window has the keys nothing changes. */
static void
mc_entry_field_rest (McEntryField *self)
{
  GtkRoot *root = gtk_widget_get_root (self->entry);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, self->entry))
    gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, 0);
}

static void
on_leave (McEntryField *self)
{
  mc_entry_field_tidy (self);
  mc_entry_field_rest (self);
  g_signal_emit (self, signals[LEFT], 0);
}

static void
mc_entry_field_set_kind (McEntryField *self, McEntryKind kind)
{
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (self->entry));
  GtkInputPurpose purpose = GTK_INPUT_PURPOSE_FREE_FORM;

  self->kind = kind;
  if (kind == MC_ENTRY_NAME)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self), "capitals");
      purpose = GTK_INPUT_PURPOSE_NAME;
    }
  else if (kind == MC_ENTRY_PHONE)
    purpose = GTK_INPUT_PURPOSE_PHONE;
  else if (kind != MC_ENTRY_TEXT)
    purpose = GTK_INPUT_PURPOSE_DIGITS;

  gtk_entry_set_input_purpose (GTK_ENTRY (self->entry), purpose);
  if (mc_entry_kind_allowed (kind) != NULL)
    {
      g_object_set (self->entry, "im-module", RAW_KEYS, NULL);
      gtk_widget_add_css_class (GTK_WIDGET (self), "numeric");
      g_signal_connect_object (delegate, "insert-text", G_CALLBACK (on_insert_text), self, 0);
    }
}

static void
mc_entry_field_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  McEntryField *self = MC_ENTRY_FIELD (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;
    case PROP_TEXT:
      g_value_set_string (value, mc_entry_field_get_text (self));
      break;
    case PROP_PLACEHOLDER:
      g_value_set_string (value, gtk_entry_get_placeholder_text (GTK_ENTRY (self->entry)));
      break;
    case PROP_WIDTH_CHARS:
      g_value_set_int (value, gtk_editable_get_width_chars (GTK_EDITABLE (self->entry)));
      break;
    case PROP_MAX_LENGTH:
      g_value_set_int (value, gtk_entry_get_max_length (GTK_ENTRY (self->entry)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_entry_field_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McEntryField *self = MC_ENTRY_FIELD (object);

  switch (prop_id)
    {
    case PROP_KIND:
      mc_entry_field_set_kind (self, g_value_get_enum (value));
      break;
    case PROP_TEXT:
      mc_entry_field_set_text (self, g_value_get_string (value));
      break;
    case PROP_PLACEHOLDER:
      gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), g_value_get_string (value));
      break;
    case PROP_WIDTH_CHARS:
      gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), g_value_get_int (value));
      gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), g_value_get_int (value));
      break;
    case PROP_MAX_LENGTH:
      gtk_entry_set_max_length (GTK_ENTRY (self->entry), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_entry_field_class_init (McEntryFieldClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = mc_entry_field_get_property;
  object_class->set_property = mc_entry_field_set_property;

  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, MC_TYPE_ENTRY_KIND, MC_ENTRY_TEXT, flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, flags);
  properties[PROP_PLACEHOLDER] = g_param_spec_string ("placeholder", NULL, NULL, NULL, flags);
  properties[PROP_WIDTH_CHARS] = g_param_spec_int ("width-chars", NULL, NULL, -1, G_MAXINT, -1, flags);
  properties[PROP_MAX_LENGTH] = g_param_spec_int ("max-length", NULL, NULL, 0, G_MAXINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[LEFT] =
    g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_entry_field_init (McEntryField *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->entry = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 4);
  mc_field_set_control (MC_FIELD (self), self->entry);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->entry, focus);
  mc_focus_enter_goes_on (self->entry);
}

const char *
mc_entry_field_get_text (McEntryField *self)
{
  g_return_val_if_fail (MC_IS_ENTRY_FIELD (self), NULL);
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
mc_entry_field_set_text (McEntryField *self, const char *text)
{
  g_return_if_fail (MC_IS_ENTRY_FIELD (self));

  if (g_strcmp0 (mc_entry_field_get_text (self), text != NULL ? text : "") == 0)
    return;
  self->silent = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  mc_entry_field_rest (self);
  self->silent = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

gboolean
mc_entry_field_get_money (McEntryField *self, gint64 *dong)
{
  g_return_val_if_fail (MC_IS_ENTRY_FIELD (self), FALSE);
  if (!mc_money_from_typed (mc_entry_field_get_text (self), dong))
    return FALSE;
  if (*dong < 1000)
    *dong *= 1000;
  return TRUE;
}

gboolean
mc_entry_field_is_numeric (McEntryField *self)
{
  g_return_val_if_fail (MC_IS_ENTRY_FIELD (self), FALSE);
  return mc_entry_kind_allowed (self->kind) != NULL;
}

GtkEntry *
mc_entry_field_get_entry (McEntryField *self)
{
  g_return_val_if_fail (MC_IS_ENTRY_FIELD (self), NULL);
  return GTK_ENTRY (self->entry);
}

static char *
mc_entry_field_shown_form (McEntryField *self, const char *text)
{
  gint64 dong;

  switch (self->kind)
    {
    case MC_ENTRY_NAME:
      return mc_text_name (text);
    case MC_ENTRY_PHONE:
      {
        g_autofree char *digits = mc_text_digits (text);

        return mc_text_phone (digits);
      }
    case MC_ENTRY_MONEY:
      return mc_entry_field_get_money (self, &dong) ? mc_money_to_text (dong) : g_strdup (text);
    case MC_ENTRY_TEXT:
      return mc_text_clean (text);
    case MC_ENTRY_ID:
    case MC_ENTRY_DIGITS:
    case MC_ENTRY_CODE: /* these two: who knows the office and today's date does it */
    case MC_ENTRY_DATE:
    default:
      return g_strdup (text);
    }
}

void
mc_entry_field_tidy (McEntryField *self)
{
  g_autofree char *shown = NULL;
  const char *text;

  g_return_if_fail (MC_IS_ENTRY_FIELD (self));
  text = mc_entry_field_get_text (self);
  if (text[0] == '\0')
    return;
  shown = mc_entry_field_shown_form (self, text);
  mc_entry_field_set_text (self, shown);
}
