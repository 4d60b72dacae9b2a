/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-carry-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-text.h"

G_DEFINE_FINAL_TYPE (McCarryPage, mc_carry_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "carry.remove", NULL, NC_("action", "Remove the USB stick safely"), "<Alt>r", 0 },
  { "carry.stop", NULL, NC_("action", "Stop here"), "<Alt>d", 0 },
  { "carry.read", NULL, NC_("action", "Read from USB"), "<Alt>n", MC_PAGE_ENTRY_END },
  { "carry.write", NULL, NC_("action", "Write to USB"), "<Control>Return <Control>KP_Enter", MC_PAGE_ENTRY_PRIMARY },
  { "carry.choose", NULL, NC_("action", "Choose a folder"), "<Control>o", MC_PAGE_ENTRY_KEY_ONLY },
  { "carry.use-folder", NULL, NC_("action", "Use the shared folder"), "<Alt>t", MC_PAGE_ENTRY_KEY_ONLY },
};

/* The texts stand in the same order. */
static const McCarryFor recipients[] = { MC_CARRY_FOR_ALL, MC_CARRY_FOR_PROVINCE, MC_CARRY_FOR_OFFICE };
static const char *const recipient_texts[] = { N_("province and office"), N_("province alone"),
                                               N_("office alone: all of its work") };

/* ---- the place ------------------------------------------------------------------------------------------------------ */

static gboolean
is_stick_chosen (McCarryPage *self, guint *at)
{
  *at = mc_choice_field_get_selected (self->stick);
  return *at < mc_sticks_get_n (self->sticks);
}

const char *
_mc_carry_page_place (McCarryPage *self)
{
  const char *path;
  guint at;

  if (is_stick_chosen (self, &at))
    return mc_sticks_get_path (self->sticks, at);
  path = mc_entry_field_get_text (self->path);
  return mc_text_is_empty (path) ? NULL : path;
}

const char *
_mc_carry_page_place_name (McCarryPage *self)
{
  guint at;

  return is_stick_chosen (self, &at) ? mc_sticks_get_name (self->sticks, at) : _mc_carry_page_place (self);
}

static void
on_place (McCarryPage *self)
{
  const char *place = _mc_carry_page_place (self);

  mc_field_set_error (MC_FIELD (self->path), NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "carry.remove", mc_sticks_find (self->sticks, place, NULL));
  if (g_strcmp0 (place, self->looked_at) != 0)
    _mc_carry_page_look (self);
}

static void
on_stick (McCarryPage *self)
{
  guint at;

  gtk_widget_set_visible (self->path_row, !is_stick_chosen (self, &at));
  on_place (self);
}

static void
on_sticks_changed (McCarryPage *self)
{
  _mc_carry_page_show_sticks (self);
  on_place (self);
}

void
mc_carry_page_choose_stick (McCarryPage *self, const char *path)
{
  guint at;

  g_return_if_fail (MC_IS_CARRY_PAGE (self));
  if (!mc_sticks_find (self->sticks, path, &at))
    return;
  mc_choice_field_set_selected (self->stick, at);
  on_stick (self);
}

void
mc_carry_page_choose_folder_of (McCarryPage *self, const char *path)
{
  g_autofree char *folder = NULL;
  guint at;

  g_return_if_fail (MC_IS_CARRY_PAGE (self));
  folder = g_path_get_dirname (path);
  if (mc_sticks_find (self->sticks, folder, &at))
    {
      mc_carry_page_choose_stick (self, folder);
      return;
    }
  mc_choice_field_set_selected (self->stick, mc_sticks_get_n (self->sticks));
  mc_entry_field_set_text (self->path, folder);
  on_stick (self);
}

/* FALSE with the caret where a place is lacking. */
static gboolean
has_place (McCarryPage *self)
{
  if (_mc_carry_page_place (self) != NULL)
    return TRUE;
  mc_field_set_error (MC_FIELD (self->path), _("No USB stick is plugged in and no folder is named"));
  mc_field_focus (MC_FIELD (self->path));
  return FALSE;
}

/* ---- what the officer does ------------------------------------------------------------------------------------------ */

static void
write_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);
  guint whom = mc_choice_field_get_selected (self->whom);

  if (has_place (self))
    mc_carry_work_write (self->work, _mc_carry_page_place (self), _mc_carry_page_place_name (self),
                         recipients[MIN (whom, G_N_ELEMENTS (recipients) - 1)]);
}

static void
read_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);

  if (has_place (self))
    mc_carry_work_read (self->work, _mc_carry_page_place (self), _mc_carry_page_place_name (self));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_carry_work_stop (MC_CARRY_PAGE (widget)->work);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryPage) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_sticks_remove_finish (MC_STICKS (source), result, &error);

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  self->removing = FALSE;
  _mc_carry_page_show_work (self);
  /* It stands on the page too: an officer who was called away finds it. */
  if (ok)
    _mc_carry_page_show_room (self, _("The USB stick can be pulled out now"));
  mc_page_notify (MC_PAGE (self), ok ? mc_notice_new (MC_NOTICE_DONE, _("The USB stick can be pulled out now"))
                                     : mc_notice_new (MC_NOTICE_ERROR, error->message));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);
  const char *place = _mc_carry_page_place (self);

  if (place != NULL && g_strcmp0 (mc_carry_work_get_folder (self->work), place) == 0)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING,
                                                     _("The USB stick is being written or read: wait for the end, or stop it first (Alt+D)")));
      return;
    }
  self->removing = TRUE;
  _mc_carry_page_show_work (self);
  mc_sticks_remove_async (self->sticks, place, on_removed, g_object_ref (self));
}

/* ---- choosing a folder ------------------------------------------------------------------------------------------------ */

static void
on_chosen (McCarryPage *self, int response, GtkFileChooserNative *chooser)
{
  g_autoptr (GFile) file = response == GTK_RESPONSE_ACCEPT ? gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser)) : NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  McEntryField *field = g_object_get_data (G_OBJECT (chooser), "field");

  if (path != NULL)
    mc_entry_field_set_text (field, path);
  g_clear_object (&self->chooser);
  if (path == NULL)
    return;
  mc_field_focus (MC_FIELD (field));
  on_place (self);
}

static void
choose (McCarryPage *self, McEntryField *field)
{
  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Choose a folder"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                               GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);
  g_object_set_data (G_OBJECT (self->chooser), "field", field);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);

  mc_choice_field_set_selected (self->stick, mc_sticks_get_n (self->sticks));
  on_stick (self);
  choose (self, self->path);
}

static void
choose_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);

  choose (self, self->folder);
}

static void
use_folder_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McCarryPage *self = MC_CARRY_PAGE (widget);
  g_autofree char *path = g_strstrip (g_strdup (mc_entry_field_get_text (self->folder)));

  if (*path != '\0' && !g_path_is_absolute (path))
    {
      mc_field_set_error (MC_FIELD (self->folder), _("The whole path is needed, from / on"));
      mc_field_focus (MC_FIELD (self->folder));
      return;
    }
  mc_field_set_error (MC_FIELD (self->folder), NULL);
  mc_desk_folder_choose (self->desk, *path != '\0' ? path : NULL);
}

/* ---- life ----------------------------------------------------------------------------------------------------------- */

static void
on_work_ended (McCarryPage *self)
{
  _mc_carry_page_show_waiting (self);
  _mc_carry_page_look (self);
}

static void
on_sync_changed (McCarryPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    _mc_carry_page_show_waiting (self);
}

static void
mc_carry_page_reload (McPage *page)
{
  McCarryPage *self = MC_CARRY_PAGE (page);

  _mc_carry_page_show_sticks (self);
  _mc_carry_page_show_work (self);
  _mc_carry_page_show_waiting (self);
  _mc_carry_page_show_folder (self);
  g_clear_pointer (&self->looked_at, g_free);
  on_place (self);
}

static void
mc_carry_page_take_focus (McPage *page)
{
  McCarryPage *self = MC_CARRY_PAGE (page);

  if (gtk_widget_get_visible (self->offer_row))
    gtk_widget_grab_focus (GTK_WIDGET (self->offer_button));
  else
    mc_field_focus (MC_FIELD (self->stick));
}

static void
mc_carry_page_dispose (GObject *object)
{
  McCarryPage *self = MC_CARRY_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_CARRY_PAGE);
  g_clear_object (&self->chooser);
  g_clear_object (&self->work);
  g_clear_object (&self->sticks);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_carry_page_parent_class)->dispose (object);
}

static void
mc_carry_page_finalize (GObject *object)
{
  McCarryPage *self = MC_CARRY_PAGE (object);

  g_clear_pointer (&self->found, mc_stick_found_free);
  g_free (self->looked_at);
  g_free (self->folder_shown);
  G_OBJECT_CLASS (mc_carry_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_child (klass, McCarryPage, stick);
  gtk_widget_class_bind_template_child (klass, McCarryPage, path);
  gtk_widget_class_bind_template_child (klass, McCarryPage, path_row);
  gtk_widget_class_bind_template_child (klass, McCarryPage, whom);
  gtk_widget_class_bind_template_child (klass, McCarryPage, waiting);
  gtk_widget_class_bind_template_child (klass, McCarryPage, room);
  gtk_widget_class_bind_template_child (klass, McCarryPage, offer_row);
  gtk_widget_class_bind_template_child (klass, McCarryPage, offer);
  gtk_widget_class_bind_template_child (klass, McCarryPage, offer_button);
  gtk_widget_class_bind_template_child (klass, McCarryPage, folder);
  gtk_widget_class_bind_template_child (klass, McCarryPage, folder_state);
  gtk_widget_class_bind_template_child (klass, McCarryPage, result);
  gtk_widget_class_bind_template_child (klass, McCarryPage, sentence);
  gtk_widget_class_bind_template_child (klass, McCarryPage, progress);
  gtk_widget_class_bind_template_child (klass, McCarryPage, title);
  gtk_widget_class_bind_template_child (klass, McCarryPage, lines);
}

static void
mc_carry_page_class_init (McCarryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_carry_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_carry_page_finalize;
  page_class->reload = mc_carry_page_reload;
  page_class->take_focus = mc_carry_page_take_focus;
  page_class->help = "usb";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-carry-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_stick);
  gtk_widget_class_bind_template_callback (widget_class, on_place);
  gtk_widget_class_install_action (widget_class, "carry.write", NULL, write_action);
  gtk_widget_class_install_action (widget_class, "carry.read", NULL, read_action);
  gtk_widget_class_install_action (widget_class, "carry.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "carry.remove", NULL, remove_action);
  gtk_widget_class_install_action (widget_class, "carry.choose", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "carry.choose-folder", NULL, choose_folder_action);
  gtk_widget_class_install_action (widget_class, "carry.use-folder", NULL, use_folder_action);
}

/* A path is no words: an input method would put marks into it. */
static void
take_raw_keys (McEntryField *field)
{
  g_object_set (mc_entry_field_get_entry (field), "im-module", "gtk-im-context-simple", NULL);
}

static void
mc_carry_page_init (McCarryPage *self)
{
  const char *texts[G_N_ELEMENTS (recipient_texts) + 1] = { NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (recipient_texts); i++)
    texts[i] = _(recipient_texts[i]);
  mc_choice_field_set_texts (self->whom, texts);
  take_raw_keys (self->path);
  take_raw_keys (self->folder);
}

McCarryPage *
mc_carry_page_new (McDesk *desk, McCarryWork *work, McSticks *sticks)
{
  McCarryPage *self = g_object_new (MC_TYPE_CARRY_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->work = g_object_ref (work);
  self->sticks = g_object_ref (sticks);
  g_signal_connect_object (desk, "sync-changed", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "folder-changed", G_CALLBACK (_mc_carry_page_show_folder), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (work, "changed", G_CALLBACK (_mc_carry_page_show_work), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (work, "ended", G_CALLBACK (on_work_ended), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (sticks, "changed", G_CALLBACK (on_sticks_changed), self, G_CONNECT_SWAPPED);
  return self;
}
