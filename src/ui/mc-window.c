/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-window-private.h"

#include <glib/gi18n-lib.h>

#include "mc-id-card.h"
#include "mc-later.h"
#include "mc-official-code.h"
#include "mc-words.h"

enum { PROP_0, PROP_DESK, PROP_PRINTER, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McWindow, mc_window, ADW_TYPE_APPLICATION_WINDOW)

/* ---- the way between pages ---- */

McPage *
mc_window_get_page (McWindow *self)
{
  g_return_val_if_fail (MC_IS_WINDOW (self), NULL);
  return g_ptr_array_index (self->trail, self->trail->len - 1);
}

void
_mc_window_go (McWindow *self, McPage *page)
{
  guint at;

  if (g_ptr_array_find (self->trail, page, &at))
    g_ptr_array_set_size (self->trail, (int) at + 1);
  else
    g_ptr_array_add (self->trail, page);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  mc_page_reload (page);
  mc_page_take_focus (page);
}

void
_mc_window_back (McWindow *self)
{
  if (mc_page_step_back (mc_window_get_page (self)) || self->trail->len < 2)
    return;
  _mc_window_go (self, g_ptr_array_index (self->trail, self->trail->len - 2));
}

static void
on_open_dossier (McPage *page, const char *code, GListModel *list, guint position, McWindow *self)
{
  _mc_window_open_dossier (self, code, list, position);
}

void
_mc_window_add_page (McWindow *self, McPage *page)
{
  g_signal_connect (page, "open-dossier", G_CALLBACK (on_open_dossier), self);
  gtk_stack_add_child (self->stack, GTK_WIDGET (page));
}

McReceivePage *
_mc_window_get_receive (McWindow *self)
{
  if (self->receive == NULL)
    {
      self->receive = mc_receive_page_new (self->desk, self->printer);
      _mc_window_add_page (self, MC_PAGE (self->receive));
    }
  return self->receive;
}

McListPage *
_mc_window_get_list (McWindow *self)
{
  if (self->list == NULL)
    {
      self->list = mc_list_page_new (self->desk, self->printer);
      _mc_window_add_page (self, MC_PAGE (self->list));
    }
  return self->list;
}

/* Back to what was being typed: the caret is where it was. */
static void
on_answered (McWindow *self, const char *follows)
{
  /* Who went on to something else while it was written is left there. */
  if (gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->last_slip))
    _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
  mc_page_notify (MC_PAGE (gtk_stack_get_visible_child (self->stack)), mc_notice_new (MC_NOTICE_DONE, follows));
}

McLastSlipPage *
_mc_window_get_last_slip (McWindow *self)
{
  if (self->last_slip == NULL)
    {
      self->last_slip = mc_last_slip_page_new (self->desk);
      _mc_window_add_page (self, MC_PAGE (self->last_slip));
      g_signal_connect_object (self->last_slip, "answered", G_CALLBACK (on_answered), self, G_CONNECT_SWAPPED);
    }
  return self->last_slip;
}

McExchangePage *
_mc_window_get_exchange (McWindow *self)
{
  if (self->exchange == NULL)
    {
      self->exchange = mc_exchange_page_new (self->desk, self->worker);
      _mc_window_add_page (self, MC_PAGE (self->exchange));
    }
  return self->exchange;
}

McRetypePage *
_mc_window_get_retype (McWindow *self)
{
  if (self->retype == NULL)
    {
      self->retype = mc_retype_page_new (self->desk, self->worker);
      _mc_window_add_page (self, MC_PAGE (self->retype));
    }
  return self->retype;
}

McDiagnosisPage *
_mc_window_get_diagnosis (McWindow *self)
{
  if (self->diagnosis == NULL)
    {
      self->diagnosis = mc_diagnosis_page_new (self->desk, self->worker, mc_slip_printer_get_printer (self->printer));
      _mc_window_add_page (self, MC_PAGE (self->diagnosis));
    }
  return self->diagnosis;
}

void
_mc_window_open_dossier (McWindow *self, const char *code, GListModel *list, guint position)
{
  if (self->dossier == NULL)
    {
      self->dossier = mc_dossier_page_new (self->desk, self->printer, self->worker);
      _mc_window_add_page (self, MC_PAGE (self->dossier));
    }
  mc_dossier_page_open (self->dossier, code, list, position);
  _mc_window_go (self, MC_PAGE (self->dossier));
}

gboolean
mc_window_is_usable (McWindow *self)
{
  g_return_val_if_fail (MC_IS_WINDOW (self), FALSE);
  return mc_home_page_has_counts (self->home) && gtk_widget_get_mapped (GTK_WIDGET (self->home));
}

/* ---- a reader's text, a key outside the page, the store ---- */

/* What a reader typed was taken out of the field: that nothing came of it must be said. */
static void
mc_window_tell_unreadable (McWindow *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McIdCard) card = mc_id_card_parse (text, mc_desk_today (self->desk), &error);

  if (card == NULL)
    mc_page_notify (mc_window_get_page (self), mc_notice_new (MC_NOTICE_WARNING, error->message));
}

static gboolean
on_scanned (McReaderKeys *reader, const char *text, McWindow *self)
{
  /* Ours holds nothing but the code; the province's may be an address with the code in it. */
  g_autofree char *code = mc_official_code_find (text);

  if (code != NULL)
    {
      if (!mc_page_take_code (mc_window_get_page (self), code))
        _mc_window_open_dossier (self, code, NULL, 0);
      return TRUE;
    }
  if (!mc_id_card_looks_like (text))
    {
      mc_window_tell_unreadable (self, text);
      return FALSE;
    }
  if (mc_page_take_card (mc_window_get_page (self), text))
    return TRUE;
  _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
  return mc_page_take_card (MC_PAGE (self->receive), text);
}

/* With the focus in the header bar, or nowhere, keys go to the page all the same. */
static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McWindow *self)
{
  GtkWidget *page = GTK_WIDGET (mc_window_get_page (self));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && (focus == page || gtk_widget_is_ancestor (focus, page)))
    return GDK_EVENT_PROPAGATE;
  return gtk_event_controller_key_forward (controller, page);
}

static void
on_desk_changed (McWindow *self)
{
  mc_page_store_changed (mc_window_get_page (self));
}

static void
on_drafts_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McWindow) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mc_desk_load_drafts_finish (MC_DESK (source), result, &error);

  if (self->desk == NULL) /* closed meanwhile */
    return;
  if (drafts == NULL)
    {
      g_warning ("drafts: %s", error->message);
      return;
    }
  /* Only when nobody has gone anywhere meanwhile. */
  if (drafts->len == 0 || self->trail->len != 1)
    return;
  _mc_window_go (self, MC_PAGE (_mc_window_get_receive (self)));
  mc_receive_page_restore (self->receive, g_ptr_array_index (drafts, 0), TRUE);
}

/* ---- the header bar ---- */

static gboolean
on_minute (gpointer data)
{
  McWindow *self = data;
  gint64 now = mc_clock_now (mc_desk_clock (self->desk));
  g_autofree char *text = mc_words_clock (now);

  gtk_label_set_label (self->clock, text);
  _mc_window_remind (self);
  _mc_window_tell_changes (self);
  self->clock_timer = g_timeout_add_seconds (60 - (guint) (now % 60), on_minute, self);
  return G_SOURCE_REMOVE;
}

static void
mc_window_tell_place (McWindow *self)
{
  McOffice *office = mc_desk_office (self->desk);
  g_autofree char *name = mc_words_office (office);
  GString *text = g_string_new ("Một Cửa");

  g_string_append_printf (text, " · %s", name);
  if (office->points != NULL && office->points->len == 1)
    g_string_append_printf (text, " · %s", ((McServicePoint *) g_ptr_array_index (office->points, 0))->name);
  g_string_append (text, " · ");
  /* Translators: the desk (quầy) this machine stands on */
  g_string_append_printf (text, _("Desk %d"), office->desk);
  g_string_append_printf (text, " · %s", mc_desk_actor (self->desk));
  gtk_label_set_label (self->place, text->str);
  g_string_free (text, TRUE);
}

/* ---- life ---- */

static void
mc_window_constructed (GObject *object)
{
  McWindow *self = MC_WINDOW (object);
  GtkEventController *key = gtk_event_controller_key_new ();

  G_OBJECT_CLASS (mc_window_parent_class)->constructed (object);

  self->guard = mc_preedit_guard_new (GTK_WINDOW (self));
  self->reader = mc_reader_keys_new (GTK_WINDOW (self), self->guard);
  g_signal_connect_object (self->reader, "scanned", G_CALLBACK (on_scanned), self, 0);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  mc_later_install (G_ACTION_MAP (self));
  gtk_popover_set_has_arrow (gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->menu_button)), FALSE);

  g_signal_connect_object (self->desk, "changed", G_CALLBACK (on_desk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "office-changed", G_CALLBACK (mc_window_tell_place), self, G_CONNECT_SWAPPED);
  mc_window_tell_place (self);
  self->worker = mc_desk_worker_new (self->desk);
  _mc_window_watch_exchange (self);
  _mc_window_init_carry (self);

  self->home = mc_home_page_new (self->desk);
  _mc_window_add_page (self, MC_PAGE (self->home));
  _mc_window_go (self, MC_PAGE (self->home));
  on_minute (self);
  mc_desk_load_drafts_async (self->desk, on_drafts_loaded, g_object_ref (self));
  /* After all that the first screen waits for. */
  _mc_window_watch_changes (self);
}

static void
mc_window_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McWindow *self = MC_WINDOW (object);

  switch (prop_id)
    {
    case PROP_DESK:
      self->desk = g_value_dup_object (value);
      break;
    case PROP_PRINTER:
      self->printer = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

/* What was typed last is kept before the store closes. */
static gboolean
mc_window_close_request (GtkWindow *window)
{
  McWindow *self = MC_WINDOW (window);

  if (self->receive != NULL)
    mc_receive_page_keep (self->receive);
  return GTK_WINDOW_CLASS (mc_window_parent_class)->close_request (window);
}

static void
mc_window_dispose (GObject *object)
{
  McWindow *self = MC_WINDOW (object);

  g_clear_handle_id (&self->clock_timer, g_source_remove);
  g_clear_object (&self->reader);
  g_clear_object (&self->guard);
  g_clear_object (&self->printer);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_WINDOW);
  _mc_window_end_carry (self);
  if (self->worker != NULL)
    mc_desk_worker_close (self->worker);
  g_clear_pointer (&self->worker, mc_desk_worker_unref);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_window_parent_class)->dispose (object);
}

static void
mc_window_finalize (GObject *object)
{
  g_ptr_array_unref (MC_WINDOW (object)->trail);
  g_clear_pointer (&MC_WINDOW (object)->told_changes, g_hash_table_unref);
  g_free (MC_WINDOW (object)->changes_text);
  G_OBJECT_CLASS (mc_window_parent_class)->finalize (object);
}

static void
mc_window_class_init (McWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = mc_window_constructed;
  object_class->set_property = mc_window_set_property;
  object_class->dispose = mc_window_dispose;
  object_class->finalize = mc_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = mc_window_close_request;

  properties[PROP_DESK] = g_param_spec_object ("desk", NULL, NULL, MC_TYPE_DESK, flags);
  properties[PROP_PRINTER] = g_param_spec_object ("printer", NULL, NULL, MC_TYPE_SLIP_PRINTER, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-window.ui");
  gtk_widget_class_bind_template_child (widget_class, McWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, McWindow, place);
  gtk_widget_class_bind_template_child (widget_class, McWindow, clock);
  gtk_widget_class_bind_template_child (widget_class, McWindow, sync);
  gtk_widget_class_bind_template_child (widget_class, McWindow, sync_button);
  gtk_widget_class_bind_template_child (widget_class, McWindow, menu_button);
  _mc_window_class_install_actions (widget_class);
}

static void
mc_window_init (McWindow *self)
{
  self->trail = g_ptr_array_new ();
  self->reminded_on = MC_DAY_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

McWindow *
mc_window_new (AdwApplication *application, McDesk *desk, McSlipPrinter *printer)
{
  return g_object_new (MC_TYPE_WINDOW, "application", application, "desk", desk, "printer", printer, NULL);
}
