/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-key-label.h"

#include <gtk/gtk.h>

static const struct
{
  guint key;
  const char *label;
} names[] = {
  { GDK_KEY_Return, "Enter" },
  { GDK_KEY_Escape, "Esc" },
  { GDK_KEY_Up, "↑" },
  { GDK_KEY_Down, "↓" },
  { GDK_KEY_Left, "←" },
  { GDK_KEY_Right, "→" },
  { GDK_KEY_Page_Up, "Page Up" },
  { GDK_KEY_Page_Down, "Page Down" },
};

char *
mc_key_label (const char *accelerator)
{
  GString *text;
  guint key;
  GdkModifierType mods;
  const char *name = NULL;

  if (!gtk_accelerator_parse (accelerator, &key, &mods))
    return g_strdup (accelerator);

  text = g_string_new (NULL);
  if (mods & GDK_CONTROL_MASK)
    g_string_append (text, "Ctrl+");
  if (mods & GDK_ALT_MASK)
    g_string_append (text, "Alt+");
  if (mods & GDK_SHIFT_MASK)
    g_string_append (text, "Shift+");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].key == key)
      name = names[i].label;
  if (name != NULL)
    g_string_append (text, name);
  else if (gdk_keyval_to_unicode (key) != 0)
    g_string_append_unichar (text, g_unichar_toupper (gdk_keyval_to_unicode (key)));
  else
    g_string_append (text, gdk_keyval_name (key));
  return g_string_free (text, FALSE);
}

char *
mc_key_label_first (const char *accelerators)
{
  g_auto (GStrv) parts = g_strsplit (accelerators, " ", 2);

  return mc_key_label (parts[0]);
}
