/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-later.h"

#include <glib/gi18n-lib.h>

static const char *const names[] = { "certify", "return", "forward", "digitise", "fees",
                                     "guide", "lock", "close-day" };

const char *
mc_later_reason (const char *action)
{
  if (action == NULL || !g_str_has_prefix (action, "win."))
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (action + strlen ("win."), names[i]))
      return _("Not in this version yet");
  return NULL;
}

void
mc_later_install (GActionMap *window)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (names[i], NULL);

      g_simple_action_set_enabled (action, FALSE);
      g_action_map_add_action (window, G_ACTION (action));
    }
}
