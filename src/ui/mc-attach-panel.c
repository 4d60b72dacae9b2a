/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-attach-panel.h"

#include <glib/gi18n-lib.h>

#include "mc-choice-field.h"
#include "mc-desk-files.h"
#include "mc-exchange-words.h"
#include "mc-focus.h"

struct _McAttachPanel
{
  GtkWidget parent_instance;

  McDesk *desk;      /* (owned) (nullable) until shown */
  char *code;        /* (nullable) */
  GListModel *files; /* (owned) (nullable) of GFile */
  GStrv keys;        /* (owned) (nullable) of the components, as the drop-down shows them */
  guint at;          /* the file under way */
  GCancellable *cancellable; /* (owned) (nullable) while one is */

  GtkWidget *names;
  McChoiceField *component;
  GtkWidget *progress;
  GtkWidget *told;
  GtkWidget *start;
};

enum { ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McAttachPanel, mc_attach_panel, GTK_TYPE_WIDGET)

/* ---- taking in, one after the other ---- */

static void mc_attach_panel_next (McAttachPanel *self);

static void
on_progress (goffset done, goffset total, gpointer data)
{
  McAttachPanel *self = data;
  g_autofree char *bytes = mc_exchange_bytes (done);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  gtk_progress_bar_pulse (GTK_PROGRESS_BAR (self->progress));
  gtk_label_set_label (GTK_LABEL (self->told), bytes);
}

static void
mc_attach_panel_end (McAttachPanel *self, const GError *error)
{
  g_clear_object (&self->cancellable);
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_widget_set_sensitive (self->start, TRUE);
  gtk_label_set_label (GTK_LABEL (self->told), error != NULL ? error->message : "");
  g_signal_emit (self, signals[ENDED], 0, error);
}

static void
on_attached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McAttachPanel) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_attach_finish (MC_DESK (source), result, &error);

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  if (dossier == NULL)
    {
      mc_attach_panel_end (self, error);
      return;
    }
  self->at++;
  mc_attach_panel_next (self);
}

static void
mc_attach_panel_next (McAttachPanel *self)
{
  g_autoptr (GFile) file = g_list_model_get_item (self->files, self->at);

  if (file == NULL)
    {
      mc_attach_panel_end (self, NULL);
      return;
    }
  mc_desk_attach_async (self->desk, self->code, self->keys[mc_choice_field_get_selected (self->component)], file, on_progress, self,
                        self->cancellable, on_attached, g_object_ref (self));
}

void
mc_attach_panel_start (McAttachPanel *self)
{
  g_return_if_fail (MC_IS_ATTACH_PANEL (self));

  if (self->cancellable != NULL || self->files == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->progress, TRUE);
  gtk_widget_set_sensitive (self->start, FALSE);
  mc_attach_panel_next (self);
}

void
mc_attach_panel_stop (McAttachPanel *self)
{
  g_return_if_fail (MC_IS_ATTACH_PANEL (self));
  g_cancellable_cancel (self->cancellable);
}

/* ---- what is asked ---- */

static void
show_names (McAttachPanel *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (self->files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (self->files, i);
      g_autofree char *base = g_file_get_basename (file);
      g_autofree char *name = g_filename_display_name (base != NULL ? base : "");

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", name);
    }
  gtk_label_set_label (GTK_LABEL (self->names), text->str);
  g_string_free (text, TRUE);
}

static void
show_components (McAttachPanel *self, const McDossier *dossier)
{
  const GPtrArray *components = dossier->intake->components;
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  GPtrArray *keys = g_ptr_array_new ();

  for (guint i = 0; i < components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (components, i);

      g_ptr_array_add (keys, g_strdup (component->key));
      g_ptr_array_add (texts, g_strdup_printf ("%u  %s", i + 1, component->name));
    }
  g_ptr_array_add (keys, g_strdup (MC_COMPONENT_RESULT));
  g_ptr_array_add (texts, g_strdup (_("Result")));
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (texts, NULL);
  g_strfreev (self->keys);
  self->keys = (GStrv) g_ptr_array_free (keys, FALSE);
  mc_choice_field_set_texts (self->component, (const char *const *) texts->pdata);
}

void
mc_attach_panel_show (McAttachPanel *self, McDesk *desk, const McDossier *dossier, GListModel *files)
{
  g_return_if_fail (MC_IS_ATTACH_PANEL (self));

  mc_attach_panel_stop (self);
  g_set_object (&self->desk, desk);
  g_set_object (&self->files, files);
  g_free (self->code);
  self->code = g_strdup (dossier->code);
  self->at = 0;
  gtk_label_set_label (GTK_LABEL (self->told), "");
  show_names (self);
  show_components (self, dossier);
}

void
mc_attach_panel_take_focus (McAttachPanel *self)
{
  g_return_if_fail (MC_IS_ATTACH_PANEL (self));
  mc_field_focus (MC_FIELD (self->component));
}

/* ---- life ---- */

static void
mc_attach_panel_dispose (GObject *object)
{
  McAttachPanel *self = MC_ATTACH_PANEL (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->files);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->keys, g_strfreev);
  G_OBJECT_CLASS (mc_attach_panel_parent_class)->dispose (object);
}

static void
mc_attach_panel_class_init (McAttachPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_attach_panel_dispose;
  signals[ENDED] =
    g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mcattachpanel");
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_button (GtkWidget *box, const char *key, const char *words, const char *action)
{
  g_autofree char *text = g_strdup_printf ("%s  %s", key, words);
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
mc_attach_panel_init (McAttachPanel *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, MC_FOCUS_SCOPE);
  gtk_widget_add_css_class (box, "column");
  add_label (box, _("ATTACH FILES"), "section-title");
  self->names = add_label (box, NULL, "person");
  self->component = g_object_new (MC_TYPE_CHOICE_FIELD, "label", _("Which paper"), "field", "attach-component", "hexpand", TRUE, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->component));
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_visible (self->progress, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Taking the file in"), -1);
  gtk_box_append (GTK_BOX (box), self->progress);
  self->told = add_label (box, NULL, NULL);
  self->start = add_button (box, "Ctrl+Enter", C_("action", "Attach"), "dossier.do");
  gtk_widget_add_css_class (self->start, "suggested-action");
  add_button (box, "Esc", C_("action", "Cancel"), "dossier.cancel");
  gtk_widget_set_parent (box, GTK_WIDGET (self));
}
