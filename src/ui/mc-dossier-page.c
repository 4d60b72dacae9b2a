/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-dossier-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-error.h"

G_DEFINE_FINAL_TYPE (McDossierPage, mc_dossier_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "win.return", NULL, NC_("action", "Return result"), "F5", 0 },
  { "win.digitise", NULL, NC_("action", "Digitise"), "F7", 0 },
  { "win.fees", NULL, NC_("action", "Collect fee"), "F8", 0 },
  { "dossier.print", NULL, NC_("action", "Print the slip"), "F9 <Control>9", 0 },
  { "dossier.correct", NULL, NC_("action", "Correct"), "<Control>e", 0 },
  { "dossier.attach", NULL, NC_("action", "Attach files"), "<Control>o", 0 },
  { "dossier.to-files", NULL, NC_("action", "To the files"), "<Alt>t", MC_PAGE_ENTRY_KEY_ONLY },
  { "dossier.step", "-1", NC_("action", "Previous"), "Up", MC_PAGE_ENTRY_OWN_KEY },
  { "dossier.step", "1", NC_("action", "Next"), "Down", MC_PAGE_ENTRY_OWN_KEY },
  { "dossier.begin-first", NULL, NC_("action", "The next thing to do"), "Return",
    MC_PAGE_ENTRY_OWN_KEY | MC_PAGE_ENTRY_KEY_ONLY },
  { "dossier.others", NULL, NC_("action", "Everything that can be done"), "k",
    MC_PAGE_ENTRY_OWN_KEY | MC_PAGE_ENTRY_KEY_ONLY },
  { "dossier.do", NULL, NC_("action", "Do it"), "<Control>Return <Control>KP_Enter", MC_PAGE_ENTRY_KEY_ONLY },
  { "dossier.show-id", NULL, NC_("action", "Show the identity number"), "<Alt>h", MC_PAGE_ENTRY_KEY_ONLY },
};

/* ---- loading ---- */

static void
mc_dossier_page_tell_trouble (McDossierPage *self, const GError *error)
{
  g_autofree char *text = mc_advice_sentence (error);

  gtk_label_set_label (self->trouble, text);
  gtk_stack_set_visible_child_name (self->stack, "none");
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McDossierPage) self = data;
  g_autoptr (GError) error = NULL;
  McDossier *dossier = mc_desk_load_finish (MC_DESK (source), result, &error);

  if (dossier == NULL)
    {
      if (!mc_page_is_gone (MC_PAGE (self)) && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED))
        mc_dossier_page_tell_trouble (self, error);
      return;
    }
  if (mc_page_is_gone (MC_PAGE (self)))
    {
      mc_dossier_free (dossier);
      return;
    }
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->dossier, mc_dossier_free);
  self->dossier = dossier;
  _mc_dossier_page_show (self);
}

void
_mc_dossier_page_load (McDossierPage *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->code == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  mc_desk_load_async (self->desk, self->code, self->cancellable, on_loaded, g_object_ref (self));
}

static void
mc_dossier_page_set_code (McDossierPage *self, const char *code)
{
  char *copy = g_strdup (code);

  g_free (self->code);
  self->code = copy;
  self->show_id = FALSE;
  /* Nothing of the one before may stand there under the new name. */
  g_clear_pointer (&self->dossier, mc_dossier_free);
  gtk_label_set_label (self->trouble, "");
  gtk_stack_set_visible_child_name (self->stack, "none");
  mc_action_panel_forget (self->panel);
  _mc_dossier_page_close_panel (self);
}

/* ---- neighbours ---- */

static void
mc_dossier_page_stop_waiting (McDossierPage *self)
{
  if (self->awaited != NULL)
    g_clear_signal_handler (&self->awaited_handler, self->awaited);
  g_clear_object (&self->awaited);
}

static void
mc_dossier_page_turn_to_row (McDossierPage *self, McDossierRow *row)
{
  const McDossier *dossier = mc_dossier_row_get_dossier (row);

  if (dossier == NULL)
    return;
  mc_dossier_page_set_code (self, dossier->code);
  mc_dossier_page_stop_waiting (self);
  _mc_dossier_page_load (self);
}

static void
on_awaited_loaded (McDossierPage *self)
{
  g_autoptr (McDossierRow) row = g_object_ref (self->awaited);

  mc_dossier_page_turn_to_row (self, row);
}

void
_mc_dossier_page_step (McDossierPage *self, int step)
{
  g_autoptr (McDossierRow) row = NULL;

  if (self->list == NULL || (step < 0 && self->position < (guint) -step))
    return;
  row = g_list_model_get_item (self->list, self->position + (guint) step);
  if (row == NULL)
    return;
  self->position += (guint) step;
  mc_dossier_page_stop_waiting (self);
  if (mc_dossier_row_is_loaded (row))
    {
      mc_dossier_page_turn_to_row (self, row);
      return;
    }
  self->awaited = g_object_ref (row);
  self->awaited_handler = g_signal_connect_swapped (row, "notify::loaded", G_CALLBACK (on_awaited_loaded), self);
}

/* ---- keys ---- */

static gboolean
mc_dossier_page_shows (McDossierPage *self, const char *name)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->right), name) == 0;
}

gboolean
_mc_dossier_page_is_attaching (McDossierPage *self)
{
  return mc_dossier_page_shows (self, "attach");
}

gboolean
_mc_dossier_page_is_filling (McDossierPage *self)
{
  return _mc_dossier_page_is_attaching (self) ||
         (mc_dossier_page_shows (self, "panel") && mc_action_panel_is_form (self->panel));
}

gboolean
_mc_dossier_page_close_panel (McDossierPage *self)
{
  if (mc_dossier_page_shows (self, "history"))
    return FALSE;
  mc_attach_panel_stop (self->attach);
  gtk_stack_set_visible_child_name (self->right, "history");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossier.do", FALSE);
  return TRUE;
}

static gboolean
mc_dossier_page_is_on_file (McDossierPage *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && gtk_widget_has_css_class (focus, MC_FILE_ROW);
}

/* Single keys mean something only while nothing is being typed. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McDossierPage *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0 ||
      !mc_dossier_page_shows (self, "history"))
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      _mc_dossier_page_step (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      _mc_dossier_page_step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (mc_dossier_page_is_on_file (self))
        return GDK_EVENT_PROPAGATE;
      gtk_widget_activate_action (GTK_WIDGET (self), "dossier.begin-first", NULL);
      return GDK_EVENT_STOP;
    case GDK_KEY_k:
    case GDK_KEY_K:
      gtk_widget_activate_action (GTK_WIDGET (self), "dossier.others", NULL);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* ---- the page ---- */

static void
mc_dossier_page_reload (McPage *page)
{
  _mc_dossier_page_load (MC_DOSSIER_PAGE (page));
}

static void
mc_dossier_page_take_focus (McPage *page)
{
  McDossierPage *self = MC_DOSSIER_PAGE (page);
  GtkWidget *first = gtk_widget_get_first_child (GTK_WIDGET (self->next));

  if (_mc_dossier_page_is_attaching (self))
    {
      mc_attach_panel_take_focus (self->attach);
      return;
    }
  if (_mc_dossier_page_is_filling (self))
    {
      mc_action_panel_take_focus (self->panel);
      return;
    }
  gtk_widget_grab_focus (first != NULL ? first : self->others);
}

static gboolean
mc_dossier_page_step_back (McPage *page)
{
  McDossierPage *self = MC_DOSSIER_PAGE (page);

  if (!_mc_dossier_page_close_panel (self))
    return FALSE;
  mc_dossier_page_take_focus (page);
  return TRUE;
}

static void
mc_dossier_page_dispose (GObject *object)
{
  McDossierPage *self = MC_DOSSIER_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  mc_dossier_page_stop_waiting (self);
  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_DOSSIER_PAGE);
  g_clear_object (&self->list);
  g_clear_object (&self->printer);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_dossier_page_parent_class)->dispose (object);
}

static void
mc_dossier_page_finalize (GObject *object)
{
  McDossierPage *self = MC_DOSSIER_PAGE (object);

  g_free (self->code);
  mc_file_opener_free (self->opener);
  g_clear_pointer (&self->worker, mc_desk_worker_unref);
  g_hash_table_unref (self->here);
  g_clear_pointer (&self->dossier, mc_dossier_free);
  G_OBJECT_CLASS (mc_dossier_page_parent_class)->finalize (object);
}

static void
mc_dossier_page_class_init (McDossierPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_dossier_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_dossier_page_finalize;
  page_class->reload = mc_dossier_page_reload;
  page_class->take_focus = mc_dossier_page_take_focus;
  page_class->help = "hen-tra";
  page_class->step_back = mc_dossier_page_step_back;
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_ACTION_PANEL);
  g_type_ensure (MC_TYPE_ATTACH_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-dossier-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, stack);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, trouble);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, code_label);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, procedure);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, state);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, due);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, answer);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, next);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, others);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, person);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, papers);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, files_title);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, files);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, no_files);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, attach);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, right);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, history);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, receipt);
  gtk_widget_class_bind_template_child (widget_class, McDossierPage, panel);
  _mc_dossier_page_class_install_actions (widget_class);
  _mc_dossier_page_class_install_file_actions (widget_class);
}

static void
mc_dossier_page_init (McDossierPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  /* Before the button with the focus: Enter is the next thing to do, arrows are the neighbours. */
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->stack), key);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossier.do", FALSE);
  _mc_dossier_page_init_files (self);
}

McDossierPage *
mc_dossier_page_new (McDesk *desk, McSlipPrinter *printer, McDeskWorker *worker)
{
  McDossierPage *self = g_object_new (MC_TYPE_DOSSIER_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->printer = g_object_ref (printer);
  self->worker = mc_desk_worker_ref (worker);
  g_signal_connect_object (desk, "sync-changed", G_CALLBACK (_mc_dossier_page_look_for_files), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "sync-changed", G_CALLBACK (_mc_dossier_page_look_for_receipt), self, G_CONNECT_SWAPPED);
  return self;
}

void
mc_dossier_page_open (McDossierPage *self, const char *code, GListModel *list, guint position)
{
  g_return_if_fail (MC_IS_DOSSIER_PAGE (self));
  g_return_if_fail (code != NULL);

  mc_dossier_page_stop_waiting (self);
  g_set_object (&self->list, list);
  self->position = position;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossier.step", list != NULL);
  mc_dossier_page_set_code (self, code);
}
