/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stick appears: what lies on it is offered, or what waits is offered to be written. Nothing is read or written without a key. */
#include "config.h"

#include "mc-window-private.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-sync.h"
#include "mc-exchange-words.h"

/* ---- a stick appears ------------------------------------------------------------------------------------------------ */

static gboolean
is_away (const McSyncStatus *status)
{
  return status->state != MC_LINK_GOOD && status->state != MC_LINK_WORKING && status->state != MC_LINK_NONE;
}

static McNotice *
offer_to_write (McWindow *self, const char *stick)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autofree char *waiting = NULL, *text = NULL;
  McNotice *notice;

  mc_desk_sync_status (self->desk, &status);
  waiting = mc_exchange_waiting (&status, mc_clock_now (mc_desk_clock (self->desk)));
  if (waiting == NULL || !is_away (&status))
    return NULL;
  /* Translators: name of the stick, "12 entries, 3 files (4.2 MB) · the oldest for 2 hours" */
  text = g_strdup_printf (_("USB %s is plugged in. Without a network wait: %s"), stick, waiting);
  notice = mc_notice_new (MC_NOTICE_WARNING, text);
  mc_notice_add_button (notice, C_("action", "Write to USB (Alt+U)"), "win.usb", NULL);
  return notice;
}

typedef struct
{
  McWindow *window;
  char *path;
} Look;

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Look *look = data;
  g_autoptr (McWindow) self = look->window;
  g_autofree char *path = look->path, *text = NULL;
  g_autoptr (McStickFound) found = mc_desk_look_at_stick_finish (MC_DESK (source), result, NULL);
  McNotice *notice = NULL;
  guint at;

  g_free (look);
  /* Closed, or pulled out again meanwhile. */
  if (self->desk == NULL || found == NULL || !mc_sticks_find (self->sticks, path, &at) ||
      mc_carry_work_get_doing (self->carry_work) != MC_CARRY_IDLE)
    return;
  text = mc_carry_offer (found, mc_sticks_get_name (self->sticks, at));
  if (text != NULL)
    {
      notice = mc_notice_new (MC_NOTICE_WARNING, text);
      mc_notice_add_button (notice, C_("action", "Read (Alt+U)"), "win.usb", NULL);
    }
  else
    notice = offer_to_write (self, mc_sticks_get_name (self->sticks, at));
  if (notice == NULL)
    return;
  g_free (self->stick);
  self->stick = g_steal_pointer (&path);
  /* On the page itself it stands there already. */
  if (mc_window_get_page (self) == MC_PAGE (self->carry))
    {
      mc_notice_free (notice);
      mc_carry_page_choose_stick (self->carry, self->stick);
    }
  else
    mc_page_notify (mc_window_get_page (self), notice);
}

static void
on_appeared (McWindow *self, const char *path)
{
  Look *look = g_new0 (Look, 1);

  look->window = g_object_ref (self);
  look->path = g_strdup (path);
  mc_desk_look_at_stick_async (self->desk, path, NULL, on_looked, look);
}

/* ---- the end of the work ---------------------------------------------------------------------------------------------- */

static void
on_work_ended (McWindow *self)
{
  McNotice *notice;

  if (mc_window_get_page (self) == MC_PAGE (self->carry))
    return;
  notice = mc_notice_new (MC_NOTICE_WARNING, mc_carry_work_get_title (self->carry_work));
  mc_notice_add_button (notice, C_("action", "Show (Alt+U)"), "win.usb", NULL);
  mc_page_notify (mc_window_get_page (self), notice);
}

/* ---- the page ----------------------------------------------------------------------------------------------------------- */

McCarryPage *
_mc_window_get_carry (McWindow *self)
{
  if (self->carry == NULL)
    {
      self->carry = mc_carry_page_new (self->desk, self->carry_work, self->sticks);
      _mc_window_add_page (self, MC_PAGE (self->carry));
    }
  if (self->stick != NULL)
    mc_carry_page_choose_stick (self->carry, self->stick);
  g_clear_pointer (&self->stick, g_free);
  return self->carry;
}

void
mc_window_open_bundle (McWindow *self, const char *path)
{
  g_return_if_fail (MC_IS_WINDOW (self));
  _mc_window_go (self, MC_PAGE (_mc_window_get_carry (self)));
  mc_carry_page_choose_folder_of (self->carry, path);
}

void
_mc_window_init_carry (McWindow *self)
{
  self->sticks = mc_sticks_new ();
  self->carry_work = mc_carry_work_new (self->desk);
  g_signal_connect_object (self->sticks, "appeared", G_CALLBACK (on_appeared), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->carry_work, "ended", G_CALLBACK (on_work_ended), self, G_CONNECT_SWAPPED);
}

/* What is being written ends; whole parts stay. */
void
_mc_window_end_carry (McWindow *self)
{
  if (self->carry_work != NULL)
    mc_carry_work_stop (self->carry_work);
  g_clear_object (&self->carry_work);
  g_clear_object (&self->sticks);
  g_clear_pointer (&self->stick, g_free);
}

void
mc_window_watch_sticks (McWindow *self, GVolumeMonitor *monitor)
{
  g_return_if_fail (MC_IS_WINDOW (self));
  mc_sticks_watch (self->sticks, monitor);
}
