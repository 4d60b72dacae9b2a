/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a dossier: which are there, fetching and opening them, attaching more. */
#include "config.h"

#include "mc-dossier-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-files.h"
#include "mc-exchange-words.h"
#include "mc-text.h"

/* ---- which are on this machine ---- */

typedef struct
{
  GStrv hashes;
  gboolean *here;
} Presence;

static void
presence_free (gpointer data)
{
  Presence *presence = data;

  g_strfreev (presence->hashes);
  g_free (presence->here);
  g_free (presence);
}

static gpointer
look (McDesk *desk, gpointer data, GError **error)
{
  Presence *asked = data;
  Presence *answer = g_new0 (Presence, 1);
  guint n = g_strv_length (asked->hashes);

  answer->hashes = g_strdupv (asked->hashes);
  answer->here = g_new0 (gboolean, n + 1);
  for (guint i = 0; i < n; i++)
    answer->here[i] = mc_desk_has_file (desk, asked->hashes[i]);
  return answer;
}

static gboolean
is_here (McDossierPage *self, const char *hash)
{
  return self->here != NULL && g_hash_table_contains (self->here, hash);
}

static void show_rows (McDossierPage *self);

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  McDossierPage *self = MC_DOSSIER_PAGE (source);
  Presence *answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (answer == NULL)
    return;
  for (guint i = 0; self->here != NULL && answer->hashes[i] != NULL; i++)
    if (answer->here[i])
      g_hash_table_add (self->here, g_strdup (answer->hashes[i]));
  presence_free (answer);
  if (!mc_page_is_gone (MC_PAGE (self)) && self->dossier != NULL)
    show_rows (self);
}

void
_mc_dossier_page_look_for_files (McDossierPage *self)
{
  const GPtrArray *files = self->dossier != NULL ? self->dossier->files : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  Presence *asked;
  guint n = 0;

  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      const McFile *file = g_ptr_array_index (files, i);

      if (is_here (self, file->hash))
        continue;
      g_strv_builder_add (builder, file->hash);
      n++;
    }
  if (n == 0)
    return;
  asked = g_new0 (Presence, 1);
  asked->hashes = g_strv_builder_end (builder);
  mc_desk_worker_run (self->worker, self, look, asked, presence_free, presence_free, on_looked, NULL);
}

/* ---- the list ---- */

static char *
component_name (McDossierPage *self, const McFile *file)
{
  const GPtrArray *components = self->dossier->intake->components;

  if (file->result)
    return g_strdup (_("Result"));
  for (guint i = 0; i < components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (components, i);

      if (g_strcmp0 (component->key, file->component) == 0)
        return g_strdup_printf ("%u  %s", i + 1, component->name);
    }
  return g_strdup (file->component != NULL ? file->component : "");
}

static void
add_row (McDossierPage *self, guint at)
{
  const McFile *file = g_ptr_array_index (self->dossier->files, at);
  g_autofree char *size = mc_exchange_bytes (file->size);
  g_autofree char *paper = component_name (self, file);
  const char *where = is_here (self, file->hash) ? _("on this machine") : _("not here: Enter fetches it");
  g_autofree char *detail = g_strdup_printf ("%s · %s · %s", size, paper, where);
  const char *words = mc_text_is_empty (file->name) ? paper : file->name;
  g_autofree char *accessible = g_strdup_printf ("%s, %s", words, detail);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  const char *const texts[] = { words, detail };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = gtk_label_new (texts[i]);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_widget_add_css_class (label, i == 0 ? "person" : "hint");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, MC_FILE_ROW);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "dossier.open-file");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) at);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible, -1);
  gtk_box_append (self->files, button);
}

/* Who stands on a row keeps it. */
static void
show_rows (McDossierPage *self)
{
  const GPtrArray *files = self->dossier->files;
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self->files));
  int keep = -1, at = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->files)); child != NULL;
       child = gtk_widget_get_next_sibling (child), at++)
    if (child == focused)
      keep = at;
  if (keep >= 0)
    mc_page_take_focus (MC_PAGE (self));
  while ((focused = gtk_widget_get_first_child (GTK_WIDGET (self->files))) != NULL)
    gtk_box_remove (self->files, focused);
  for (guint i = 0; files != NULL && i < files->len; i++)
    add_row (self, i);
  for (focused = gtk_widget_get_first_child (GTK_WIDGET (self->files)); keep > 0 && focused != NULL; keep--)
    focused = gtk_widget_get_next_sibling (focused);
  if (keep == 0 && focused != NULL)
    gtk_widget_grab_focus (focused);
}

void
_mc_dossier_page_show_files (McDossierPage *self)
{
  guint n = self->dossier->files != NULL ? self->dossier->files->len : 0;
  g_autofree char *title = n > 0 ? g_strdup_printf (_("FILES (%u)  Alt+T"), n) : g_strdup (_("FILES"));

  gtk_label_set_label (self->files_title, title);
  gtk_widget_set_visible (self->no_files, n == 0);
  show_rows (self);
  _mc_dossier_page_look_for_files (self);
}

/* ---- opening and fetching ---- */

static void
on_copied (GObject *source, GAsyncResult *result, gpointer data)
{
  McDossierPage *self = MC_DOSSIER_PAGE (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  uri = mc_file_opener_copy_finish (self->opener, result, &error);
  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
}

static void
open_file_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);
  const GPtrArray *files = self->dossier != NULL ? self->dossier->files : NULL;
  int at = g_variant_get_int32 (parameter);
  const McFile *file;

  if (files == NULL || at < 0 || (guint) at >= files->len)
    return;
  file = g_ptr_array_index (files, at);
  if (is_here (self, file->hash))
    {
      mc_file_opener_copy (self->opener, self->worker, self, file, on_copied, NULL);
      return;
    }
  mc_desk_fetch_file (self->desk, file);
  mc_page_notify (MC_PAGE (self),
                  mc_notice_new (MC_NOTICE_WARNING, _("The file is asked for. It comes with the next exchange with the province")));
}

static void
to_files_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (MC_DOSSIER_PAGE (widget)->files));

  if (first != NULL)
    gtk_widget_grab_focus (first);
}

/* ---- attaching ---- */

gboolean
mc_dossier_page_attach (McDossierPage *self, GListModel *files)
{
  g_return_val_if_fail (MC_IS_DOSSIER_PAGE (self), FALSE);

  if (self->dossier == NULL || g_list_model_get_n_items (files) == 0)
    return FALSE;
  mc_attach_panel_show (self->attach, self->desk, self->dossier, files);
  gtk_stack_set_visible_child_name (self->right, "attach");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossier.do", TRUE);
  mc_attach_panel_take_focus (self->attach);
  return TRUE;
}

static void
on_chosen (McDossierPage *self, int response)
{
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (self->chooser));
  g_clear_object (&self->chooser);
  if (files != NULL)
    mc_dossier_page_attach (self, files);
}

static void
attach_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDossierPage *self = MC_DOSSIER_PAGE (widget);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  static const char *const types[] = { "application/pdf", "image/jpeg", "image/png", "image/tiff" };

  if (self->dossier == NULL || self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_("Attach files"), GTK_WINDOW (gtk_widget_get_root (widget)),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (self->chooser), TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    gtk_file_filter_add_mime_type (filter, types[i]);
  gtk_file_filter_set_name (filter, _("PDF and pictures"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (self->chooser), filter);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static gboolean
on_dropped (GtkDropTarget *target, const GValue *value, double x, double y, McDossierPage *self)
{
  GSList *list = G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST) ? g_value_get_boxed (value) : NULL;
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (; list != NULL; list = list->next)
    g_list_store_append (files, list->data);
  return mc_dossier_page_attach (self, G_LIST_MODEL (files));
}

static void
on_attach_ended (McDossierPage *self, const GError *error)
{
  if (error == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, _("Attached. It goes to the province with the next exchange")));
      _mc_dossier_page_close_panel (self);
      mc_page_take_focus (MC_PAGE (self));
    }
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
  _mc_dossier_page_load (self);
}

void
_mc_dossier_page_init_files (McDossierPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->opener = mc_file_opener_new ();
  self->here = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_dropped), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  g_signal_connect_object (self->attach, "ended", G_CALLBACK (on_attach_ended), self, G_CONNECT_SWAPPED);
}

void
_mc_dossier_page_class_install_file_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "dossier.open-file", "i", open_file_action);
  gtk_widget_class_install_action (klass, "dossier.to-files", NULL, to_files_action);
  gtk_widget_class_install_action (klass, "dossier.attach", NULL, attach_action);
}
