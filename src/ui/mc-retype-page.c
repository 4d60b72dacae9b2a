/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-retype-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-focus.h"
#include "mc-words.h"

#define KEEP_MS 400
#define STRIP_WIDTH 760

G_DEFINE_FINAL_TYPE (McRetypePage, mc_retype_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "retype.copy", NULL, NC_("action", "Copy the next field"), "Return", MC_PAGE_ENTRY_OWN_KEY },
  { "retype.whole", NULL, NC_("action", "Copy the whole form"), "<Alt>a", 0 },
  { "retype.later", NULL, NC_("action", "Later"), "Page_Down", 0 },
  { "retype.strip", NULL, NC_("action", "Narrow window"), "<Alt>0", 0 },
  { "retype.export", NULL, NC_("action", "Excel"), "<Control>e", 0 },
  { "retype.give", NULL, NC_("action", "Keep the code, next"), "<Control>Return <Control>KP_Enter", MC_PAGE_ENTRY_PRIMARY },
  { "retype.chain", NULL, NC_("action", "Paste one after the other"), "<Alt>d", MC_PAGE_ENTRY_KEY_ONLY },
  { "retype.copy-back", NULL, NC_("action", "Copy the field before"), "<Shift>Return", MC_PAGE_ENTRY_KEY_ONLY | MC_PAGE_ENTRY_OWN_KEY },
  { "retype.previous", NULL, NC_("action", "The dossier before"), "Page_Up", MC_PAGE_ENTRY_KEY_ONLY },
  { "retype.paste", NULL, NC_("action", "Paste the official code"), "<Control>v", MC_PAGE_ENTRY_KEY_ONLY },
  { "retype.take-back", NULL, NC_("action", "Take the last code back"), "<Control>z", MC_PAGE_ENTRY_KEY_ONLY },
  { "retype.code", NULL, NC_("action", "Type the official code"), "<Alt>m", MC_PAGE_ENTRY_KEY_ONLY },
};

/* ---- what is kept ---- */

static gboolean
on_keep (gpointer data)
{
  McRetypePage *self = data;

  self->keep_id = 0;
  mc_desk_retype_keep_place (self->desk, &self->place);
  return G_SOURCE_REMOVE;
}

/* Not with every key: what is lost by a power cut is less than half a second. */
void
_mc_retype_page_keep_soon (McRetypePage *self)
{
  if (self->keep_id == 0)
    self->keep_id = g_timeout_add (KEEP_MS, on_keep, self);
}

static void
keep_now (McRetypePage *self)
{
  if (self->keep_id == 0 || self->desk == NULL)
    return;
  g_clear_handle_id (&self->keep_id, g_source_remove);
  mc_desk_retype_keep_place (self->desk, &self->place);
}

/* ---- the dossier ---- */

void
_mc_retype_page_show_progress (McRetypePage *self)
{
  gint64 n = (gint64) self->n_done + self->item->rank + 1, total = (gint64) self->n_done + self->item->waiting;
  g_autofree char *text = NULL;

  /* Translators: which dossier of how many */
  text = g_strdup_printf (_("%1$lld / %2$lld"), (long long) MIN (n, MAX (total, 1)), (long long) total);
  gtk_label_set_label (self->progress, self->item->dossier != NULL ? text : "");
}

static void
show_dossier (McRetypePage *self, const McDossier *dossier)
{
  McDay today = mc_desk_today (self->desk);
  g_autofree char *code = mc_words_short_code (dossier->code);
  g_autofree char *received = mc_words_moment (dossier->received_at, today);
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%s   %s   %s   %s", code, mc_dossier_owner (dossier)->name,
                          dossier->procedure_short != NULL ? dossier->procedure_short : dossier->procedure_name, received);
  gtk_label_set_label (self->dossier, line);
}

void
_mc_retype_page_show_item (McRetypePage *self, McRetypeItem *item)
{
  const McDossier *dossier = item->dossier;
  gboolean usable = dossier != NULL && self->layout != NULL;

  mc_retype_item_free (self->item);
  self->item = item;
  self->started = FALSE;
  self->at = 0;
  mc_field_set_error (MC_FIELD (self->official), NULL);
  mc_entry_field_set_text (self->official, NULL);
  gtk_stack_set_visible_child_name (self->body, usable ? "work" : "empty");
  gtk_widget_set_sensitive (GTK_WIDGET (self->official), usable);
  gtk_label_set_label (self->dossier, "");
  _mc_retype_page_show_progress (self);
  _mc_retype_page_fill_fields (self);
  g_clear_pointer (&self->place.code, g_free);
  if (!usable)
    return;
  self->place.code = g_strdup (dossier->code);
  mc_desk_note_viewed (self->desk, dossier->code);
  show_dossier (self, dossier);
  /* The first field is on the clipboard at once: scan, and go on typing there. */
  _mc_retype_page_go_to (self, 0, TRUE);
  mc_page_take_focus (MC_PAGE (self));
}

/* ---- the narrow window ---- */

static void
set_narrow (McRetypePage *self, gboolean narrow)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *window = GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;

  gtk_widget_set_visible (self->top, !narrow);
  gtk_widget_set_visible (self->list_side, !narrow);
  gtk_widget_set_hexpand (self->now, narrow);
  mc_page_set_bar_visible (MC_PAGE (self), !narrow);
  if (window == NULL || narrow == self->shrunk)
    return;
  self->shrunk = narrow;
  if (narrow)
    {
      self->full_width = gtk_widget_get_width (GTK_WIDGET (window));
      self->full_height = gtk_widget_get_height (GTK_WIDGET (window));
      gtk_window_unfullscreen (window);
      gtk_window_unmaximize (window);
      gtk_window_set_default_size (window, STRIP_WIDTH, 1);
    }
  else
    gtk_window_set_default_size (window, self->full_width, self->full_height);
}

static void
strip_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);

  self->place.strip = !self->place.strip;
  set_narrow (self, self->place.strip);
  mc_page_take_focus (MC_PAGE (self));
  _mc_retype_page_keep_soon (self);
}

/* Other pages need their room. */
static void
mc_retype_page_unmap (GtkWidget *widget)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);

  if (self->shrunk)
    set_narrow (self, FALSE);
  keep_now (self);
  GTK_WIDGET_CLASS (mc_retype_page_parent_class)->unmap (widget);
}

/* ---- what the officer does ---- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_copy_next (MC_RETYPE_PAGE (widget));
}

static void
copy_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_copy_back (MC_RETYPE_PAGE (widget));
}

static void
whole_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_copy_whole (MC_RETYPE_PAGE (widget));
}

static void
chain_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkCheckButton *check = GTK_CHECK_BUTTON (MC_RETYPE_PAGE (widget)->chain_check);

  gtk_check_button_set_active (check, !gtk_check_button_get_active (check));
}

static void
on_chain_toggled (McRetypePage *self)
{
  gboolean chain = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->chain_check));

  if (self->desk == NULL || chain == self->place.chain || self->item == NULL)
    return;
  self->place.chain = chain;
  if (self->texts->len > 0)
    _mc_retype_page_tell_field (self);
  _mc_retype_page_keep_soon (self);
  mc_page_notify (MC_PAGE (self),
                  mc_notice_new (MC_NOTICE_DONE, self->place.chain
                                                   ? _("Each paste in the other window is followed by the next field")
                                                   : _("Each field is copied with Enter")));
}

static void
later_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);

  if (!self->busy && self->item != NULL && self->item->dossier != NULL)
    _mc_retype_page_step (self, self->item->dossier->code, MC_DESK_RETYPE_NEXT);
}

static void
previous_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);

  if (!self->busy && self->item != NULL && self->item->dossier != NULL)
    _mc_retype_page_step (self, self->item->dossier->code, MC_DESK_RETYPE_PREVIOUS);
}

static void
give_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);
  const char *text = mc_entry_field_get_text (self->official);

  if (text[0] == '\0')
    mc_field_focus (MC_FIELD (self->official));
  else
    _mc_retype_page_give (self, text);
}

static void
take_back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_take_back (MC_RETYPE_PAGE (widget));
}

static void
code_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_field_focus (MC_FIELD (MC_RETYPE_PAGE (widget)->official));
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_export_here (MC_RETYPE_PAGE (widget));
}

static void
stop_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_retype_page_stop_export (MC_RETYPE_PAGE (widget));
}

static void
on_clipboard_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (!mc_page_is_gone (MC_PAGE (self)) && text != NULL && text[0] != '\0')
    _mc_retype_page_give (self, text);
}

/* Wherever the caret is: pasting means the code here, and nothing else can be pasted on this page. */
static void
paste_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McRetypePage *self = MC_RETYPE_PAGE (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);

  /* What we put there ourselves is no code that came back. */
  if (self->paste != NULL && gdk_clipboard_get_content (clipboard) == GDK_CONTENT_PROVIDER (self->paste))
    {
      mc_field_focus (MC_FIELD (self->official));
      return;
    }
  gdk_clipboard_read_text_async (clipboard, NULL, on_clipboard_read, g_object_ref (self));
}

static void
on_layout_chosen (McRetypePage *self)
{
  guint at = mc_choice_field_get_selected (self->layout_choice);

  if (self->layouts == NULL || at >= self->layouts->len)
    return;
  g_clear_pointer (&self->layout, mc_retype_layout_unref);
  self->layout = mc_retype_layout_ref (g_ptr_array_index (self->layouts, at));
  g_free (self->place.layout);
  self->place.layout = g_strdup (self->layout->key);
  _mc_retype_page_fill_fields (self);
  _mc_retype_page_go_to (self, 0, TRUE);
  _mc_retype_page_keep_soon (self);
}

static void
on_office_toggled (McRetypePage *self)
{
  gboolean office = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->office_check));

  if (self->desk == NULL || office == self->place.office || self->item == NULL)
    return;
  self->place.office = office;
  _mc_retype_page_keep_soon (self);
  _mc_retype_page_step (self, NULL, MC_DESK_RETYPE_AT);
}

static void
on_row_selected (GtkListBox *list, GtkListBoxRow *row, McRetypePage *self)
{
  int at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  /* Moved by the arrows: looked at, not copied. */
  if (at >= 0 && (guint) at != self->at)
    _mc_retype_page_go_to (self, (guint) at, FALSE);
}

static gboolean
on_fields_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McRetypePage *self)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0)
    _mc_retype_page_copy_back (self);
  else
    _mc_retype_page_copy_next (self);
  return GDK_EVENT_STOP;
}

static void
on_official_changed (McRetypePage *self)
{
  mc_field_set_error (MC_FIELD (self->official), NULL);
}

/* Enter in the field gives the code: there is no field after it. Empty, it copies on, or goes back to the fields. */
static gboolean
on_official_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McRetypePage *self)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0)
    _mc_retype_page_copy_back (self);
  else if (mc_entry_field_get_text (self->official)[0] != '\0')
    _mc_retype_page_give (self, mc_entry_field_get_text (self->official));
  else
    {
      mc_page_take_focus (MC_PAGE (self));
      if (self->at < self->texts->len)
        _mc_retype_page_copy_next (self);
    }
  return GDK_EVENT_STOP;
}

/* ---- the page ---- */

static gboolean
mc_retype_page_take_code (McPage *page, const char *code)
{
  McRetypePage *self = MC_RETYPE_PAGE (page);

  if (self->item == NULL || self->item->dossier == NULL)
    return FALSE;
  _mc_retype_page_scan (self, code);
  return TRUE;
}

/* Out of the strip first: its way back is not seen. */
static gboolean
mc_retype_page_step_back (McPage *page)
{
  McRetypePage *self = MC_RETYPE_PAGE (page);

  if (_mc_retype_page_stop_export (self))
    return TRUE;
  if (!self->place.strip)
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "retype.strip", NULL);
  return TRUE;
}

static void
mc_retype_page_reload (McPage *page)
{
  McRetypePage *self = MC_RETYPE_PAGE (page);

  _mc_retype_page_read (self, TRUE);
  if (self->place.strip)
    set_narrow (self, TRUE);
}

static void
mc_retype_page_store_changed (McPage *page)
{
  _mc_retype_page_check (MC_RETYPE_PAGE (page));
}

static void
mc_retype_page_take_focus (McPage *page)
{
  McRetypePage *self = MC_RETYPE_PAGE (page);
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->fields, (int) self->at);

  if (self->texts->len == 0)
    gtk_widget_grab_focus (self->office_check);
  else if (self->place.strip || row == NULL)
    mc_field_focus (MC_FIELD (self->official));
  else
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
mc_retype_page_dispose (GObject *object)
{
  McRetypePage *self = MC_RETYPE_PAGE (object);

  keep_now (self);
  _mc_retype_page_stop_export (self);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_RETYPE_PAGE);
  g_clear_object (&self->paste);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_retype_page_parent_class)->dispose (object);
}

static void
mc_retype_page_finalize (GObject *object)
{
  McRetypePage *self = MC_RETYPE_PAGE (object);

  g_clear_pointer (&self->worker, mc_desk_worker_unref);
  g_clear_pointer (&self->layouts, g_ptr_array_unref);
  g_clear_pointer (&self->layout, mc_retype_layout_unref);
  g_clear_pointer (&self->item, mc_retype_item_free);
  g_ptr_array_unref (self->texts);
  mc_retype_place_clear (&self->place);
  g_free (self->given_to);
  g_free (self->export_path);
  G_OBJECT_CLASS (mc_retype_page_parent_class)->finalize (object);
}

static void
mc_retype_page_class_init (McRetypePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_retype_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_retype_page_finalize;
  widget_class->unmap = mc_retype_page_unmap;
  page_class->reload = mc_retype_page_reload;
  page_class->store_changed = mc_retype_page_store_changed;
  page_class->take_focus = mc_retype_page_take_focus;
  page_class->take_code = mc_retype_page_take_code;
  page_class->step_back = mc_retype_page_step_back;
  page_class->help = "nhap-bu";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-retype-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, top);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, layout_choice);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, chain_check);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, office_check);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, progress);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, dossier);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, body);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, empty);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, fields);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, list_side);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now_state);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now_label);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now_value);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now_note);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, now_next);
  gtk_widget_class_bind_template_child (widget_class, McRetypePage, official);
  gtk_widget_class_bind_template_callback (widget_class, on_layout_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_chain_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_office_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_official_changed);
  gtk_widget_class_install_action (widget_class, "retype.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "retype.copy-back", NULL, copy_back_action);
  gtk_widget_class_install_action (widget_class, "retype.whole", NULL, whole_action);
  gtk_widget_class_install_action (widget_class, "retype.chain", NULL, chain_action);
  gtk_widget_class_install_action (widget_class, "retype.later", NULL, later_action);
  gtk_widget_class_install_action (widget_class, "retype.previous", NULL, previous_action);
  gtk_widget_class_install_action (widget_class, "retype.strip", NULL, strip_action);
  gtk_widget_class_install_action (widget_class, "retype.give", NULL, give_action);
  gtk_widget_class_install_action (widget_class, "retype.take-back", NULL, take_back_action);
  gtk_widget_class_install_action (widget_class, "retype.paste", NULL, paste_action);
  gtk_widget_class_install_action (widget_class, "retype.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "retype.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "retype.code", NULL, code_action);
}

static void
add_keys (McRetypePage *self, GtkWidget *widget, GCallback handler)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", handler, self, 0);
  gtk_widget_add_controller (widget, key);
}

static void
mc_retype_page_init (McRetypePage *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_keys (self, GTK_WIDGET (self->fields), G_CALLBACK (on_fields_key));
  add_keys (self, GTK_WIDGET (self->official), G_CALLBACK (on_official_key));
  mc_focus_enter_goes_on (self->chain_check);
  mc_focus_enter_goes_on (self->office_check);
}

McRetypePage *
mc_retype_page_new (McDesk *desk, McDeskWorker *worker)
{
  McRetypePage *self = g_object_new (MC_TYPE_RETYPE_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->worker = mc_desk_worker_ref (worker);
  return self;
}

const char *
mc_retype_page_get_code (McRetypePage *self)
{
  g_return_val_if_fail (MC_IS_RETYPE_PAGE (self), NULL);
  return !self->busy && self->item != NULL && self->item->dossier != NULL ? self->item->dossier->code : NULL;
}

const char *
mc_retype_page_get_field (McRetypePage *self)
{
  g_return_val_if_fail (MC_IS_RETYPE_PAGE (self), NULL);
  return gtk_label_get_label (self->now_label);
}
