/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province changes, told once in a quiet line when it comes. */
#include "config.h"

#include "mc-window-private.h"

#include <glib/gi18n-lib.h>

#include "mc-change-row.h"

#define SOON (3 * 86400) /* seconds: what takes effect within is told again when the window is opened */
#define FRESH 86400      /* what came within that time, too */

McChangesPage *
_mc_window_get_changes (McWindow *self)
{
  if (self->changes == NULL)
    {
      self->changes = mc_changes_page_new (self->desk);
      _mc_window_add_page (self, MC_PAGE (self->changes));
    }
  return self->changes;
}

/* "The province sends 3 changes of procedures, in force from 17:00 today" */
static char *
arrival_text (guint n, gboolean procedures_only, const McChange *first, gint64 now)
{
  g_autofree char *when = mc_change_moment_text (first, now);
  g_autofree char *what = g_strdup_printf (procedures_only ? ngettext ("The province sends %u change of procedures",
                                                                       "The province sends %u changes of procedures", n)
                                                           : ngettext ("The province sends %u change", "The province sends %u changes", n),
                                           n);

  /* Translators: "The province sends 3 changes", "17:00 today" */
  return g_strdup_printf (_("%1$s, in force from %2$s"), what, when);
}

static void
tell (McWindow *self)
{
  McNotice *notice;

  if (self->changes_text == NULL || mc_page_get_notice (mc_window_get_page (self)) != NULL ||
      mc_window_get_page (self) == (McPage *) self->changes)
    return;
  notice = mc_notice_new (MC_NOTICE_NEWS, self->changes_text);
  mc_notice_add_button (notice, C_("action", "See (Alt+V)"), "win.province-news", NULL);
  mc_page_notify (mc_window_get_page (self), notice);
  g_clear_pointer (&self->changes_text, g_free);
}

/* Whether it is news: it waits, and has not been told; when the window opens, only what is fresh or near. */
static gboolean
is_news (McWindow *self, const McChange *change, gboolean opening, gint64 now)
{
  if (change->in_force || change->fault != NULL || g_hash_table_contains (self->told_changes, change->id))
    return FALSE;
  return !opening || change->effect - now < SOON || now - change->arrived_at < FRESH;
}

static void
on_changes (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = mc_desk_changes_finish (MC_DESK (source), result, &error);
  gboolean procedures_only = TRUE, opening = self->told_changes == NULL;
  const McChange *first = NULL;
  guint n = 0;
  gint64 now;

  if (self->desk == NULL) /* closed meanwhile */
    return;
  if (changes == NULL)
    {
      g_warning ("changes: %s", error->message);
      return;
    }
  if (opening)
    self->told_changes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  now = mc_clock_now (mc_desk_clock (self->desk));
  for (guint i = 0; i < changes->len; i++)
    {
      const McChange *change = g_ptr_array_index (changes, i);

      if (is_news (self, change, opening, now))
        {
          n++;
          first = first != NULL ? first : change;
          procedures_only = procedures_only && change->subject == MC_CHANGE_OF_PROCEDURE;
        }
      g_hash_table_add (self->told_changes, g_strdup (change->id));
    }
  if (n == 0)
    return;
  g_free (self->changes_text);
  self->changes_text = arrival_text (n, procedures_only, first, now);
  tell (self);
}

static void
on_published_changed (McWindow *self)
{
  mc_desk_changes_async (self->desk, NULL, on_changes, g_object_ref (self));
}

/* What found the strip taken is told when it is free. */
void
_mc_window_tell_changes (McWindow *self)
{
  tell (self);
}

void
_mc_window_watch_changes (McWindow *self)
{
  g_signal_connect_object (self->desk, "published-changed", G_CALLBACK (on_published_changed), self, G_CONNECT_SWAPPED);
  on_published_changed (self);
}
