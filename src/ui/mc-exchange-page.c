/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-exchange-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-exchange-words.h"
#include "mc-focus.h"

G_DEFINE_FINAL_TYPE (McExchangePage, mc_exchange_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "win.usb", NULL, NC_("action", "USB"), "<Alt>u", 0 },
  { "win.province-news", NULL, NC_("action", "Changes from the province"), "<Alt>v", 0 },
  { "win.retype", NULL, NC_("action", "Type into the province's system"), "<Alt>b", 0 },
  { "win.diagnosis", NULL, NC_("action", "Diagnosis"), "<Alt>k", 0 },
  { "exchange.now", NULL, NC_("action", "Send now"), "<Control>Return <Control>KP_Enter", MC_PAGE_ENTRY_PRIMARY },
  { "exchange.section", "1", NC_("action", "What waits"), "<Alt>1", MC_PAGE_ENTRY_KEY_ONLY },
  { "exchange.section", "2", NC_("action", "To look at"), "<Alt>2", MC_PAGE_ENTRY_KEY_ONLY },
  { "exchange.small-only", NULL, NC_("action", "Only small things"), "<Alt>n", MC_PAGE_ENTRY_KEY_ONLY },
  { "exchange.on-metered", NULL, NC_("action", "Files also over a metered network"), "<Alt>m", MC_PAGE_ENTRY_KEY_ONLY },
};

/* Bytes a second; the texts stand in the same order. */
static const guint limits[] = { 0, 8 * 1024, 16 * 1024, 32 * 1024 };
static const char *const limit_texts[] = { N_("no limit"), N_("8 KB/s"), N_("16 KB/s"), N_("32 KB/s") };

/* ---- where things stand ---- */

static void
show_progress (McExchangePage *self, const McSyncStatus *status)
{
  gboolean shown = status->state == MC_LINK_WORKING && status->total > 0;

  /* It keeps its place: nothing below may move when a file begins or ends. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), shown ? 1 : 0);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_STATE_HIDDEN, !shown, -1);
  if (!shown)
    return;
  /* An empty bar is drawn taller by GTK 4.8. */
  gtk_progress_bar_set_fraction (self->progress, CLAMP ((double) status->done / (double) status->total, 0.01, 1));
}

/* Without telling the desk what it has just told. */
static void
show_preferences (McExchangePage *self, const McSyncStatus *status)
{
  guint at = 0;

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    if (limits[i] <= status->preferences.limit)
      at = i;
  self->showing = TRUE;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->small_only), status->preferences.small_only);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->on_metered), status->preferences.files_on_metered);
  if (mc_choice_field_get_selected (self->limit) != at)
    mc_choice_field_set_selected (self->limit, at);
  self->showing = FALSE;
}

static void
show_status (McExchangePage *self, const McSyncStatus *status)
{
  gint64 now = mc_clock_now (mc_desk_clock (self->desk));
  McDay today = mc_day_of_time (now);
  g_autofree char *sentence = mc_exchange_sentence (status, today);
  g_autofree char *waiting = mc_exchange_waiting (status, now);

  gtk_label_set_label (self->sentence, sentence);
  gtk_label_set_label (self->waiting, waiting != NULL ? waiting : "");
  show_preferences (self, status);
  show_progress (self, status);
  self->enrolled = status->state != MC_LINK_NONE && status->state != MC_LINK_UNKNOWN;
  /* Who must register anew finds the form, what was sent before it or not. */
  gtk_stack_set_visible_child_name (self->link, status->state == MC_LINK_NONE || status->state == MC_LINK_REVOKED ? "enrol" : "link");
  /* Its key registers while the form is there. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "exchange.now", self->enrolled && status->state != MC_LINK_REVOKED);
}

static void
on_sync_changed (McExchangePage *self)
{
  g_auto (McSyncStatus) status = { 0 };

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  mc_desk_sync_status (self->desk, &status);
  show_status (self, &status);
  _mc_exchange_page_look (self);
  if (status.waiting + status.files == self->seen_waiting && status.quarantine + status.conflicts == self->seen_open)
    return;
  self->seen_waiting = status.waiting + status.files;
  self->seen_open = status.quarantine + status.conflicts;
  _mc_exchange_page_read (self);
}

/* ---- what the officer does ---- */

static void
now_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_desk_sync_now (MC_EXCHANGE_PAGE (widget)->desk);
}

static void
toggle (GtkWidget *button)
{
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), !gtk_check_button_get_active (GTK_CHECK_BUTTON (button)));
}

static void
small_only_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle (MC_EXCHANGE_PAGE (widget)->small_only);
}

static void
on_metered_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle (MC_EXCHANGE_PAGE (widget)->on_metered);
}

static void
on_preference (McExchangePage *self)
{
  McSyncPreferences chosen = { .small_only = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->small_only)),
                               .files_on_metered = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->on_metered)) };
  guint at = mc_choice_field_get_selected (self->limit);

  if (self->desk == NULL || self->showing)
    return;
  chosen.limit = at < G_N_ELEMENTS (limits) ? limits[at] : 0;
  mc_desk_sync_prefer (self->desk, &chosen);
}

static void
retry_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _mc_exchange_page_retry (MC_EXCHANGE_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (widget);

  if (g_variant_get_int32 (parameter) == 1)
    gtk_widget_grab_focus (GTK_WIDGET (self->outbox));
  else
    gtk_widget_child_focus (GTK_WIDGET (self->open), GTK_DIR_TAB_FORWARD);
}

static void
on_enrolled (McExchangePage *self)
{
  mc_page_notify (MC_PAGE (self),
                  mc_notice_new (MC_NOTICE_DONE, _("The province has registered this machine. Sending begins")));
  on_sync_changed (self);
}

static void
on_enrol_failed (McExchangePage *self, const char *sentence)
{
  mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING, sentence));
}

/* ---- life ---- */

static void
mc_exchange_page_reload (McPage *page)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (page);
  g_auto (McSyncStatus) status = { 0 };

  mc_desk_sync_status (self->desk, &status);
  self->seen_waiting = status.waiting + status.files;
  self->seen_open = status.quarantine + status.conflicts;
  show_status (self, &status);
  _mc_exchange_page_read (self);
}

static void
mc_exchange_page_store_changed (McPage *page)
{
  _mc_exchange_page_read (MC_EXCHANGE_PAGE (page));
}

static void
mc_exchange_page_take_focus (McPage *page)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (page);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->link), "enrol") == 0)
    mc_enrol_form_take_focus (self->enrol);
  else
    gtk_widget_grab_focus (self->small_only);
}

static void
mc_exchange_page_dispose (GObject *object)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_EXCHANGE_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_exchange_page_parent_class)->dispose (object);
}

static void
mc_exchange_page_finalize (GObject *object)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (object);

  g_clear_pointer (&self->worker, mc_desk_worker_unref);
  g_free (self->open_key);
  G_OBJECT_CLASS (mc_exchange_page_parent_class)->finalize (object);
}

static void
mc_exchange_page_class_init (McExchangePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_exchange_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_exchange_page_finalize;
  page_class->reload = mc_exchange_page_reload;
  page_class->store_changed = mc_exchange_page_store_changed;
  page_class->take_focus = mc_exchange_page_take_focus;
  page_class->help = "gui-nhan-tinh";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_ENROL_FORM);
  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-exchange-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, sentence);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, waiting);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, link);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, enrol);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, progress);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, small_only);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, on_metered);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, limit);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, waiting_title);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, waiting_stack);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, outbox);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, open_title);
  gtk_widget_class_bind_template_child (widget_class, McExchangePage, open);
  gtk_widget_class_bind_template_callback (widget_class, on_preference);
  gtk_widget_class_bind_template_callback (widget_class, on_enrolled);
  gtk_widget_class_bind_template_callback (widget_class, on_enrol_failed);
  gtk_widget_class_install_action (widget_class, "exchange.now", NULL, now_action);
  gtk_widget_class_install_action (widget_class, "exchange.small-only", NULL, small_only_action);
  gtk_widget_class_install_action (widget_class, "exchange.on-metered", NULL, on_metered_action);
  gtk_widget_class_install_action (widget_class, "exchange.retry", "s", retry_action);
  gtk_widget_class_install_action (widget_class, "exchange.section", "i", section_action);
}

static void
mc_exchange_page_init (McExchangePage *self)
{
  const char *texts[G_N_ELEMENTS (limit_texts) + 1] = { NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (gsize i = 0; i < G_N_ELEMENTS (limit_texts); i++)
    texts[i] = _(limit_texts[i]);
  mc_choice_field_set_texts (self->limit, texts);
  mc_focus_enter_goes_on (self->small_only);
  mc_focus_enter_goes_on (self->on_metered);
  _mc_exchange_page_init_lists (self);
}

McExchangePage *
mc_exchange_page_new (McDesk *desk, McDeskWorker *worker)
{
  McExchangePage *self = g_object_new (MC_TYPE_EXCHANGE_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->worker = mc_desk_worker_ref (worker);
  mc_enrol_form_set_desk (self->enrol, desk);
  g_signal_connect_object (desk, "sync-changed", G_CALLBACK (on_sync_changed), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
mc_exchange_page_is_read (McExchangePage *self, guint *n_waiting)
{
  g_return_val_if_fail (MC_IS_EXCHANGE_PAGE (self), FALSE);
  if (n_waiting != NULL)
    *n_waiting = self->n_waiting;
  return self->is_read;
}
