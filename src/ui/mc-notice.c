/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-notice.h"

#include "mc-advice.h"

static void
mc_notice_button_free (gpointer data)
{
  McNoticeButton *button = data;

  g_free (button->label);
  g_free (button->action);
  g_clear_pointer (&button->target, g_variant_unref);
  g_free (button);
}

McNotice *
mc_notice_new (McNoticeKind kind, const char *text)
{
  McNotice *self = g_new0 (McNotice, 1);

  self->kind = kind;
  self->text = g_strdup (text);
  self->buttons = g_ptr_array_new_with_free_func (mc_notice_button_free);
  return self;
}

McNotice *
mc_notice_new_for_error (const GError *error)
{
  g_autofree char *text = mc_advice_sentence (error);

  return mc_notice_new (MC_NOTICE_ERROR, text);
}

void
mc_notice_free (McNotice *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_ptr_array_unref (self->buttons);
  g_free (self);
}

void
mc_notice_add_button (McNotice *self, const char *label, const char *action, GVariant *target)
{
  McNoticeButton *button = g_new0 (McNoticeButton, 1);

  button->label = g_strdup (label);
  button->action = g_strdup (action);
  button->target = target != NULL ? g_variant_ref_sink (target) : NULL;
  g_ptr_array_add (self->buttons, button);
}
