/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-list-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-dossier-row-view.h"
#include "mc-text.h"

#define LINES_A_PAGE 15

/* The fixed lists, in the order of the drop-down. States have their own key and text. */
static const struct
{
  const char *key;
  const char *label; /* NULL: the state's text */
  McListKind kind;
  McState state;
  const char *empty; /* (nullable) what an empty one says */
} filters[] = {
  { "all", N_("All dossiers"), MC_LIST_ALL, 0, N_("No dossiers yet") },
  { "open", N_("Open, due soonest first"), MC_LIST_OPEN, 0, NULL },
  { "due-today", N_("Due today"), MC_LIST_DUE_ON, 0, N_("No dossiers are due today") },
  { "overdue", N_("Overdue"), MC_LIST_OVERDUE, 0, N_("No overdue dossiers") },
  { "to-retype", N_("To be typed into the province's system"), MC_LIST_RETYPE, 0,
    N_("No dossier is to be typed into the province's system") },
  { "unprinted", N_("Slips not printed"), MC_LIST_UNPRINTED, 0, N_("Every slip of this desk is on paper") },
  { "registered", N_("Waiting online"), MC_LIST_STATE, MC_STATE_REGISTERED, N_("No dossier sent online waits") },
  { "received", NULL, MC_LIST_STATE, MC_STATE_RECEIVED, NULL },
  { "processing", NULL, MC_LIST_STATE, MC_STATE_PROCESSING, NULL },
  { "supplement", NULL, MC_LIST_STATE, MC_STATE_SUPPLEMENT, NULL },
  { "financial", NULL, MC_LIST_STATE, MC_STATE_FINANCIAL, NULL },
  { "done", NULL, MC_LIST_STATE, MC_STATE_DONE, NULL },
  { "returned", NULL, MC_LIST_STATE, MC_STATE_RETURNED, NULL },
  { "not-received", NULL, MC_LIST_STATE, MC_STATE_NOT_RECEIVED, NULL },
  { "withdrawn", NULL, MC_LIST_STATE, MC_STATE_WITHDRAWN, NULL },
  { "stopped", NULL, MC_LIST_STATE, MC_STATE_STOPPED, NULL },
  { "void", NULL, MC_LIST_STATE, MC_STATE_VOID, NULL },
};

G_DEFINE_FINAL_TYPE (McListPage, mc_list_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "dossiers.open", NULL, NC_("action", "Open"), "Return", MC_PAGE_ENTRY_OWN_KEY },
  { "win.receive", NULL, NC_("action", "Receive"), "F2", 0 },
  { "win.find", NULL, NC_("action", "New search"), "F3", 0 },
  { "win.return", NULL, NC_("action", "Return result"), "F5", 0 },
  { "win.forward", NULL, NC_("action", "Forward"), "F6", 0 },
  { "dossiers.print", NULL, NC_("action", "Print the slip"), "F9 <Control>9", 0 },
  { "dossiers.printed", NULL, NC_("action", "It is on paper already"), "<Alt>d", 0 },
};

/* ---- the list and what is said about it ---- */

static gboolean
mc_list_page_is_search (McListPage *self)
{
  return !mc_text_is_empty (mc_live_text_get (self->live));
}

static void
mc_list_page_tell_empty (McListPage *self)
{
  const char *words = filters[mc_choice_field_get_selected (self->filter)].empty;

  if (mc_list_page_is_search (self))
    {
      g_autofree char *text = g_strdup_printf (
        _("No dossier found for “%s”. Try the name without marks, the last 4 digits of the phone, or scan the slip"),
        mc_live_text_get (self->live));

      gtk_label_set_label (self->empty, text);
    }
  else
    gtk_label_set_label (self->empty, words != NULL ? _(words) : _("No dossiers in this list"));
}

static void
mc_list_page_tell_count (McListPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean complete = mc_dossier_list_is_complete (self->list);
  g_autofree char *text = NULL;

  if (n == 0 && !complete)
    text = g_strdup ("");
  else if (complete)
    text = g_strdup_printf (ngettext ("%u dossier", "%u dossiers", n), n);
  else
    /* Translators: the search is not at its end yet */
    text = g_strdup_printf (_("more than %u dossiers"), n);
  gtk_label_set_label (self->found, text);
  mc_list_page_tell_empty (self);
  gtk_stack_set_visible_child_name (self->stack, n == 0 && complete ? "empty" : "list");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossiers.open", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossiers.print", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dossiers.printed", n > 0 && _mc_list_page_shows_unprinted (self));
}

static void
mc_list_page_tell_news (McListPage *self)
{
  guint n = mc_dossier_list_n_new (self->list);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%u new dossier – press to see it", "%u new dossiers – press to see them", n), n);

  gtk_button_set_label (GTK_BUTTON (self->news), text);
  gtk_widget_set_visible (self->news, n > 0);
}

static McDossierList *
mc_list_page_make_list (McListPage *self)
{
  guint at = mc_choice_field_get_selected (self->filter);
  McListFilter filter = { 0 };

  if (mc_list_page_is_search (self))
    {
      filter.kind = MC_LIST_SEARCH;
      filter.text = mc_live_text_get (self->live);
    }
  else
    {
      filter.kind = filters[at].kind;
      filter.state = filters[at].state;
      filter.day = mc_desk_today (self->desk);
      if (filter.kind == MC_LIST_UNPRINTED)
        filter.desk = mc_desk_office (self->desk)->desk;
    }
  return mc_desk_list (self->desk, &filter);
}

/* Never items_changed() over everything: with GTK 4.8 the view would fetch every row. A new list is a new model. */
static void
mc_list_page_renew (McListPage *self)
{
  GtkSingleSelection *selection;

  g_clear_object (&self->list);
  self->stale = FALSE;
  self->list = mc_list_page_make_list (self);
  g_signal_connect_object (self->list, "items-changed", G_CALLBACK (mc_list_page_tell_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::complete", G_CALLBACK (mc_list_page_tell_count), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "notify::n-new", G_CALLBACK (mc_list_page_tell_news), self, G_CONNECT_SWAPPED);

  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->list)));
  gtk_list_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  g_set_object (&self->selection, selection);
  g_object_unref (selection);
  mc_list_page_tell_count (self);
  mc_list_page_tell_news (self);
}

/* A changed text makes the new list by itself. */
static void
mc_list_page_set_text (McListPage *self, const char *text)
{
  if (g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->entry)), text))
    mc_list_page_renew (self);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
}

static void
mc_list_page_select (McListPage *self, guint at)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (n == 0)
    return;
  at = MIN (at, n - 1);
  gtk_single_selection_set_selected (self->selection, at);
  gtk_widget_activate_action (GTK_WIDGET (self->view), "list.scroll-to-item", "u", at);
}

static void
mc_list_page_move (McListPage *self, int step)
{
  guint at = gtk_single_selection_get_selected (self->selection);

  if (at != GTK_INVALID_LIST_POSITION)
    mc_list_page_select (self, step < 0 && at < (guint) -step ? 0 : at + (guint) step);
}

static void
mc_list_page_open_at (McListPage *self, guint position)
{
  g_autoptr (McDossierRow) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  const McDossier *dossier = row != NULL ? mc_dossier_row_get_dossier (row) : NULL;

  if (dossier != NULL)
    mc_page_open_dossier (MC_PAGE (self), dossier->code, G_LIST_MODEL (self->list), position);
}

/* ---- what the officer does ---- */

static void
on_activate (McListPage *self, guint position)
{
  gtk_single_selection_set_selected (self->selection, position);
  mc_list_page_open_at (self, position);
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McListPage *self = MC_LIST_PAGE (widget);

  mc_list_page_open_at (self, gtk_single_selection_get_selected (self->selection));
}

static void
renew_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_list_page_renew (MC_LIST_PAGE (widget));
}

static void
on_live_text (McListPage *self)
{
  mc_list_page_renew (self);
}

/* Choosing a list ends the search: one or the other is shown. */
static void
on_filter_changed (McListPage *self)
{
  mc_list_page_set_text (self, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

static gboolean
on_entry_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McListPage *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      mc_list_page_move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      mc_list_page_move (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      mc_list_page_move (self, LINES_A_PAGE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      gtk_widget_activate_action (GTK_WIDGET (self), "dossiers.open", NULL);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      mc_list_page_move (self, -LINES_A_PAGE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
on_desk_changed (McListPage *self)
{
  self->stale = TRUE;
}

/* ---- life ---- */

void
_mc_list_page_renew_here (McListPage *self)
{
  guint at = self->selection != NULL ? gtk_single_selection_get_selected (self->selection) : 0;

  mc_list_page_renew (self);
  if (at != GTK_INVALID_LIST_POSITION && at > 0)
    mc_list_page_select (self, at);
}

gboolean
_mc_list_page_shows_unprinted (McListPage *self)
{
  return !mc_list_page_is_search (self) && filters[mc_choice_field_get_selected (self->filter)].kind == MC_LIST_UNPRINTED;
}

static void
mc_list_page_reload (McPage *page)
{
  McListPage *self = MC_LIST_PAGE (page);

  if (self->list == NULL || self->stale)
    _mc_list_page_renew_here (self);
}

static void
mc_list_page_take_focus (McPage *page)
{
  McListPage *self = MC_LIST_PAGE (page);
  int end = (int) gtk_entry_get_text_length (self->entry);

  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_set_position (GTK_EDITABLE (self->entry), end);
}

static void
mc_list_page_dispose (GObject *object)
{
  McListPage *self = MC_LIST_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_LIST_PAGE);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->live);
  g_clear_object (&self->printer);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_list_page_parent_class)->dispose (object);
}

static void
mc_list_page_class_init (McListPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_list_page_dispose;
  page_class->reload = mc_list_page_reload;
  page_class->take_focus = mc_list_page_take_focus;
  page_class->help = "tim";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-list-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McListPage, entry);
  gtk_widget_class_bind_template_child (widget_class, McListPage, filter);
  gtk_widget_class_bind_template_child (widget_class, McListPage, found);
  gtk_widget_class_bind_template_child (widget_class, McListPage, news);
  gtk_widget_class_bind_template_child (widget_class, McListPage, header);
  gtk_widget_class_bind_template_child (widget_class, McListPage, stack);
  gtk_widget_class_bind_template_child (widget_class, McListPage, view);
  gtk_widget_class_bind_template_child (widget_class, McListPage, empty);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "dossiers.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "dossiers.renew", NULL, renew_action);
  _mc_list_page_class_install_print_actions (widget_class);
}

static void
mc_list_page_init (McListPage *self)
{
  const char *texts[G_N_ELEMENTS (filters) + 1] = { NULL };
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));

  for (gsize i = 0; i < G_N_ELEMENTS (filters); i++)
    texts[i] = filters[i].label != NULL ? _(filters[i].label) : mc_state_to_text (filters[i].state);
  mc_choice_field_set_texts (self->filter, texts);
  g_signal_connect_object (self->filter, "changed", G_CALLBACK (on_filter_changed), self, G_CONNECT_SWAPPED);

  gtk_box_append (self->header, GTK_WIDGET (mc_dossier_row_view_new_header (MC_ROW_FULL)));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_entry_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), key);
  self->live = mc_live_text_new (self->entry);
}

McListPage *
mc_list_page_new (McDesk *desk, McSlipPrinter *printer)
{
  McListPage *self = g_object_new (MC_TYPE_LIST_PAGE, NULL);
  g_autoptr (GtkListItemFactory) factory = mc_dossier_row_view_factory (MC_ROW_FULL, mc_desk_clock (desk));

  self->desk = g_object_ref (desk);
  self->printer = g_object_ref (printer);
  gtk_list_view_set_factory (self->view, factory);
  g_signal_connect_object (self->live, "notify::text", G_CALLBACK (on_live_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "changed", G_CALLBACK (on_desk_changed), self, G_CONNECT_SWAPPED);
  return self;
}

void
mc_list_page_search (McListPage *self, const char *text)
{
  g_return_if_fail (MC_IS_LIST_PAGE (self));

  mc_choice_field_set_selected (self->filter, 0);
  mc_list_page_set_text (self, text);
}

void
mc_list_page_show_list (McListPage *self, const char *key)
{
  g_return_if_fail (MC_IS_LIST_PAGE (self));

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].key, key))
      mc_choice_field_set_selected (self->filter, i);
  mc_list_page_set_text (self, "");
}
