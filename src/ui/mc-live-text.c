/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-live-text.h"

struct _McLiveText
{
  GObject parent_instance;

  GtkEditable *text; /* (weak) the entry's inner text */
  char *preedit;     /* (nullable) */
  char *live;
};

enum { PROP_0, PROP_TEXT, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McLiveText, mc_live_text, G_TYPE_OBJECT)

static void
mc_live_text_update (McLiveText *self)
{
  g_autofree char *live = NULL;
  const char *text;

  if (self->text == NULL)
    return;
  text = gtk_editable_get_text (self->text);
  if (self->preedit == NULL)
    live = g_strdup (text);
  else
    {
      const char *caret = g_utf8_offset_to_pointer (text, gtk_editable_get_position (self->text));

      live = g_strdup_printf ("%.*s%s%s", (int) (caret - text), text, self->preedit, caret);
    }
  if (g_strcmp0 (live, self->live) == 0)
    return;
  g_free (self->live);
  self->live = g_steal_pointer (&live);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_preedit_changed (McLiveText *self, const char *preedit)
{
  g_free (self->preedit);
  self->preedit = preedit != NULL && preedit[0] != '\0' ? g_strdup (preedit) : NULL;
  mc_live_text_update (self);
}

static void
mc_live_text_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_TEXT:
      g_value_set_string (value, mc_live_text_get (MC_LIVE_TEXT (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_live_text_finalize (GObject *object)
{
  McLiveText *self = MC_LIVE_TEXT (object);

  g_clear_weak_pointer (&self->text);
  g_free (self->preedit);
  g_free (self->live);
  G_OBJECT_CLASS (mc_live_text_parent_class)->finalize (object);
}

static void
mc_live_text_class_init (McLiveTextClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mc_live_text_get_property;
  object_class->finalize = mc_live_text_finalize;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_live_text_init (McLiveText *self)
{
  self->live = g_strdup ("");
}

McLiveText *
mc_live_text_new (GtkEntry *entry)
{
  McLiveText *self = g_object_new (MC_TYPE_LIVE_TEXT, NULL);

  g_set_weak_pointer (&self->text, gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  g_signal_connect_object (self->text, "changed", G_CALLBACK (mc_live_text_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->text, "preedit-changed", G_CALLBACK (on_preedit_changed), self, G_CONNECT_SWAPPED);
  mc_live_text_update (self);
  return self;
}

const char *
mc_live_text_get (McLiveText *self)
{
  g_return_val_if_fail (MC_IS_LIVE_TEXT (self), NULL);
  return self->live;
}
