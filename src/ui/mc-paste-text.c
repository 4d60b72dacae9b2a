/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-paste-text.h"

#include <gio/gio.h>

/* Programs that ask twice for one paste do so at once; nobody pastes, moves to the next field and pastes again in this time. */
#define QUIET_MS 150

struct _McPasteText
{
  GdkContentProvider parent_instance;

  char *text; /* (owned) */
  guint quiet_id;
};

enum { PASTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McPasteText, mc_paste_text, GDK_TYPE_CONTENT_PROVIDER)

static gboolean
on_quiet (gpointer data)
{
  McPasteText *self = data;

  self->quiet_id = 0;
  g_signal_emit (self, signals[PASTED], 0);
  return G_SOURCE_REMOVE;
}

static GdkContentFormats *
mc_paste_text_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_new_for_gtype (G_TYPE_STRING);
}

static gboolean
mc_paste_text_get_value (GdkContentProvider *provider, GValue *value, GError **error)
{
  McPasteText *self = MC_PASTE_TEXT (provider);

  if (!G_VALUE_HOLDS_STRING (value))
    return GDK_CONTENT_PROVIDER_CLASS (mc_paste_text_parent_class)->get_value (provider, value, error);
  g_value_set_string (value, self->text);
  g_clear_handle_id (&self->quiet_id, g_source_remove);
  self->quiet_id = g_timeout_add (QUIET_MS, on_quiet, self);
  return TRUE;
}

static void
mc_paste_text_finalize (GObject *object)
{
  McPasteText *self = MC_PASTE_TEXT (object);

  g_clear_handle_id (&self->quiet_id, g_source_remove);
  g_free (self->text);
  G_OBJECT_CLASS (mc_paste_text_parent_class)->finalize (object);
}

static void
mc_paste_text_class_init (McPasteTextClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = mc_paste_text_finalize;
  provider_class->ref_formats = mc_paste_text_ref_formats;
  provider_class->get_value = mc_paste_text_get_value;
  signals[PASTED]
    = g_signal_new ("pasted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_paste_text_init (McPasteText *self)
{
}

McPasteText *
mc_paste_text_new (const char *text)
{
  McPasteText *self = g_object_new (MC_TYPE_PASTE_TEXT, NULL);

  self->text = g_strdup (text);
  return self;
}

void
mc_paste_text_set (McPasteText *self, const char *text)
{
  g_return_if_fail (MC_IS_PASTE_TEXT (self));
  g_free (self->text);
  self->text = g_strdup (text);
}

const char *
mc_paste_text_get (McPasteText *self)
{
  g_return_val_if_fail (MC_IS_PASTE_TEXT (self), NULL);
  return self->text;
}
