/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the page says. */
#include "config.h"

#include "mc-carry-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-sync.h"
#include "mc-exchange-words.h"

/* ---- sticks ------------------------------------------------------------------------------------------------------- */

void
_mc_carry_page_show_sticks (McCarryPage *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();
  g_autofree char *chosen = g_strdup (_mc_carry_page_place (self));
  guint n = mc_sticks_get_n (self->sticks), at = n > 0 ? n - 1 : 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (texts, (gpointer) mc_sticks_get_name (self->sticks, i));
  g_ptr_array_add (texts, (gpointer) (n > 0 ? _("another folder") : _("none is plugged in: a folder")));
  g_ptr_array_add (texts, NULL);
  mc_choice_field_set_texts (self->stick, (const char *const *) texts->pdata);
  if (!mc_sticks_find (self->sticks, chosen, &at) && chosen != NULL && *mc_entry_field_get_text (self->path) != '\0')
    at = n;
  mc_choice_field_set_selected (self->stick, at);
  gtk_widget_set_visible (self->path_row, mc_choice_field_get_selected (self->stick) >= n);
}

void
_mc_carry_page_show_room (McCarryPage *self, const char *text)
{
  gtk_label_set_label (self->room, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->room), text != NULL);
}

static void
on_room (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryPage) self = data;
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info_finish (G_FILE (source), result, NULL);
  g_autofree char *path = g_file_get_path (G_FILE (source)), *free = NULL, *text = NULL;

  if (mc_page_is_gone (MC_PAGE (self)) || g_strcmp0 (path, _mc_carry_page_place (self)) != 0)
    return;
  if (info == NULL || !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE))
    {
      _mc_carry_page_show_room (self, NULL);
      return;
    }
  free = mc_exchange_bytes ((gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE));
  text = g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_FILESYSTEM_READONLY)
             ? g_strdup (_("Write-protected: it can be read, not written"))
             /* Translators: room on the stick, "3.2 GB" */
             : g_strdup_printf (_("%s free"), free);
  _mc_carry_page_show_room (self, text);
}

/* ---- what is offered ------------------------------------------------------------------------------------------------- */

/* One button that Enter presses: taking in what is there goes before writing. */
static void
show_offer (McCarryPage *self)
{
  g_autofree char *text = self->found != NULL ? mc_carry_offer (self->found, _mc_carry_page_place_name (self)) : NULL;
  gboolean idle = mc_carry_work_get_doing (self->work) == MC_CARRY_IDLE;

  gtk_widget_set_visible (self->offer_row, text != NULL && idle);
  if (text == NULL)
    return;
  gtk_label_set_label (self->offer, text);
  gtk_button_set_label (self->offer_button, C_("action", "Read from USB (Enter)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->offer_button), "carry.read");
  /* Nothing is being typed: the key that is asked for lies under the finger. */
  if (gtk_widget_get_visible (self->offer_row) && gtk_widget_get_mapped (GTK_WIDGET (self)) &&
      mc_field_of (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)))) == MC_FIELD (self->stick))
    gtk_widget_grab_focus (GTK_WIDGET (self->offer_button));
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryPage) self = data;
  g_autoptr (McStickFound) found = mc_desk_look_at_stick_finish (MC_DESK (source), result, NULL);

  if (mc_page_is_gone (MC_PAGE (self)) || g_strcmp0 (self->looked_at, _mc_carry_page_place (self)) != 0)
    return;
  g_clear_pointer (&self->found, mc_stick_found_free);
  self->found = g_steal_pointer (&found);
  show_offer (self);
}

void
_mc_carry_page_look (McCarryPage *self)
{
  const char *place = _mc_carry_page_place (self);
  g_autoptr (GFile) file = place != NULL ? g_file_new_for_path (place) : NULL;

  g_clear_pointer (&self->found, mc_stick_found_free);
  g_free (self->looked_at);
  self->looked_at = g_strdup (place);
  _mc_carry_page_show_room (self, NULL);
  show_offer (self);
  if (file == NULL)
    return;
  mc_desk_look_at_stick_async (self->desk, place, NULL, on_looked, g_object_ref (self));
  g_file_query_filesystem_info_async (file, "filesystem::*", G_PRIORITY_DEFAULT, NULL, on_room, g_object_ref (self));
}

/* ---- what waits, what is under way, what came of it --------------------------------------------------------------------- */

void
_mc_carry_page_show_waiting (McCarryPage *self)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autofree char *waiting = NULL;

  mc_desk_sync_status (self->desk, &status);
  waiting = mc_exchange_waiting (&status, mc_clock_now (mc_desk_clock (self->desk)));
  gtk_label_set_label (self->waiting, waiting != NULL ? waiting : _("Nothing waits for the province"));
}

static void
add_line (McCarryPage *self, const McCarryLine *line)
{
  GtkWidget *label = gtk_label_new (line->text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 44);
  if (line->is_trouble)
    gtk_widget_add_css_class (label, "open-item");
  gtk_box_append (self->lines, label);
}

static void
show_ended (McCarryPage *self)
{
  const GPtrArray *lines = mc_carry_work_get_lines (self->work);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  gtk_label_set_label (self->title, mc_carry_work_get_title (self->work));
  for (guint i = 0; i < lines->len; i++)
    add_line (self, g_ptr_array_index (lines, i));
  gtk_stack_set_visible_child_name (self->result, "ended");
}

static void
show_working (McCarryPage *self)
{
  g_autofree char *sentence = NULL;
  double fraction = mc_carry_work_get_progress (self->work, &sentence);

  gtk_label_set_label (self->sentence, sentence);
  gtk_progress_bar_set_fraction (self->progress, fraction);
  gtk_stack_set_visible_child_name (self->result, "working");
}

void
_mc_carry_page_show_work (McCarryPage *self)
{
  gboolean idle = mc_carry_work_get_doing (self->work) == MC_CARRY_IDLE;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "carry.write", idle && !self->removing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "carry.read", idle && !self->removing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "carry.stop", !idle);
  if (!idle)
    show_working (self);
  else if (mc_carry_work_get_title (self->work) != NULL)
    show_ended (self);
  else
    gtk_stack_set_visible_child_name (self->result, "none");
  show_offer (self);
}

void
_mc_carry_page_show_folder (McCarryPage *self)
{
  g_auto (McFolderStatus) status = { 0 };
  g_autofree char *sentence = NULL;

  mc_desk_folder_status (self->desk, &status);
  sentence = mc_carry_folder (&status, mc_desk_today (self->desk));
  gtk_label_set_label (self->folder_state, sentence);
  /* What is being typed is not overwritten. */
  if (g_strcmp0 (self->folder_shown, status.path) == 0)
    return;
  g_free (self->folder_shown);
  self->folder_shown = g_strdup (status.path);
  mc_entry_field_set_text (self->folder, status.path != NULL ? status.path : "");
}
