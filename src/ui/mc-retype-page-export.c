/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits, as a spreadsheet for the import of the province's system. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-retype-page-private.h"

static void
on_progress (McRetypePage *self, gint64 done, gint64 total)
{
  g_autofree char *text = NULL;
  McNotice *notice;

  if (self->export_stop == NULL || mc_page_is_gone (MC_PAGE (self)))
    return;
  /* Translators: how many dossiers of how many are in the file */
  text = g_strdup_printf (_("Writing the list: %1$lld of %2$lld"), (long long) done, (long long) total);
  notice = mc_notice_new (MC_NOTICE_WARNING, text);
  mc_notice_add_button (notice, _("Esc  Stop"), "retype.stop", NULL);
  mc_page_notify (MC_PAGE (self), notice);
}

static gboolean
progress_cb (gint64 done, gint64 total, gpointer data)
{
  on_progress (data, done, total);
  return TRUE;
}

static void
on_exported (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autoptr (GError) error = NULL;
  gint64 n = mc_desk_retype_export_finish (MC_DESK (source), result, &error);
  g_autofree char *text = NULL;
  McNotice *notice;

  g_clear_object (&self->export_stop);
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (n < 0 && g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED))
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, error->message));
      return;
    }
  if (n < 0)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  /* Translators: how many dossiers, and the file they are in */
  text = g_strdup_printf (ngettext ("%1$lld dossier is in %2$s", "%1$lld dossiers are in %2$s", (gulong) n), (long long) n,
                          self->export_path);
  /* It stands until something else happens: she has to find the file. */
  notice = mc_notice_new (MC_NOTICE_WARNING, text);
  mc_page_notify (MC_PAGE (self), notice);
}

void
mc_retype_page_export (McRetypePage *self, const char *folder)
{
  g_autofree char *day = NULL, *name = NULL;

  g_return_if_fail (MC_IS_RETYPE_PAGE (self));

  if (self->export_stop != NULL || self->layout == NULL)
    return;
  day = mc_day_to_iso (mc_desk_today (self->desk));
  name = g_strdup_printf ("nhap-bu-%s.xlsx", day);
  g_free (self->export_path);
  self->export_path = g_build_filename (folder, name, NULL);
  self->export_stop = g_cancellable_new ();
  mc_desk_retype_export_async (self->desk, self->layout, !self->place.office, self->export_path, progress_cb, self, self->export_stop,
                               on_exported, g_object_ref (self));
}

void
_mc_retype_page_export_here (McRetypePage *self)
{
  const char *folder = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  mc_retype_page_export (self, folder != NULL ? folder : g_get_home_dir ());
}

gboolean
_mc_retype_page_stop_export (McRetypePage *self)
{
  if (self->export_stop == NULL)
    return FALSE;
  g_cancellable_cancel (self->export_stop);
  return TRUE;
}
