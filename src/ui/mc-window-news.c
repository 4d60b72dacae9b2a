/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-window-private.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-sync.h"
#include "mc-exchange-words.h"
#include "mc-transfer-reminder.h"

/* ---- the exchange, in one quiet line ---- */

static void
on_sync_changed (McWindow *self)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autofree char *word = NULL;
  g_autofree char *name = NULL;

  mc_desk_sync_status (self->desk, &status);
  word = mc_exchange_word (&status, mc_desk_today (self->desk));
  if (g_strcmp0 (gtk_label_get_label (self->sync), word) == 0)
    return;
  name = g_strdup_printf ("%s: %s", C_("action", "Exchange with the province"), word);
  gtk_label_set_label (self->sync, word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->sync_button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

void
_mc_window_watch_exchange (McWindow *self)
{
  g_signal_connect_object (self->desk, "sync-changed", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  on_sync_changed (self);
}

/* ---- before the hour of transfer ---- */

static void
on_counts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McWindow) self = data;
  McHomeCounts counts;
  g_autofree char *text = NULL;
  McNotice *notice;

  self->reminding = FALSE;
  if (!mc_desk_home_counts_finish (MC_DESK (source), result, &counts, NULL) || self->desk == NULL ||
      counts.not_forwarded_today <= 0)
    return;
  self->reminded_on = mc_desk_today (self->desk);
  text = mc_transfer_reminder_text (counts.not_forwarded_today, mc_desk_calendar (self->desk));
  notice = mc_notice_new (MC_NOTICE_WARNING, text);
  mc_notice_add_button (notice, C_("action", "Show them"), "win.list", g_variant_new_string ("received"));
  mc_page_notify (mc_window_get_page (self), notice);
}

void
_mc_window_remind (McWindow *self)
{
  if (self->reminding || !mc_transfer_reminder_is_due (mc_clock_now (mc_desk_clock (self->desk)), self->reminded_on,
                                                       mc_desk_calendar (self->desk)))
    return;
  self->reminding = TRUE;
  mc_desk_home_counts_async (self->desk, NULL, on_counts, g_object_ref (self));
}
