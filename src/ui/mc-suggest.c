/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-suggest.h"

#include "mc-live-text.h"

struct _McSuggestion
{
  GObject parent_instance;

  char *title;
  char *detail;
  gpointer payload;
  GDestroyNotify destroy;
};

G_DEFINE_FINAL_TYPE (McSuggestion, mc_suggestion, G_TYPE_OBJECT)

static void
mc_suggestion_finalize (GObject *object)
{
  McSuggestion *self = MC_SUGGESTION (object);

  g_free (self->title);
  g_free (self->detail);
  if (self->destroy != NULL && self->payload != NULL)
    self->destroy (self->payload);
  G_OBJECT_CLASS (mc_suggestion_parent_class)->finalize (object);
}

static void
mc_suggestion_class_init (McSuggestionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_suggestion_finalize;
}

static void
mc_suggestion_init (McSuggestion *self)
{
}

McSuggestion *
mc_suggestion_new (const char *title, const char *detail, gpointer payload, GDestroyNotify destroy)
{
  McSuggestion *self = g_object_new (MC_TYPE_SUGGESTION, NULL);

  self->title = g_strdup (title);
  self->detail = g_strdup (detail);
  self->payload = payload;
  self->destroy = destroy;
  return self;
}

gpointer
mc_suggestion_payload (McSuggestion *self)
{
  g_return_val_if_fail (MC_IS_SUGGESTION (self), NULL);
  return self->payload;
}

struct _McSuggest
{
  GObject parent_instance;

  GtkEntry *entry;    /* (weak) */
  McLiveText *live;   /* (owned) */
  GtkEventControllerFocus *focus; /* (unowned) the entry's */
  GtkWidget *popover; /* (weak) child of the entry */
  GtkWidget *view;
  GtkSingleSelection *selection; /* (owned) */
  gboolean select_first;
  gboolean silent;
};

enum { QUERY, CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McSuggest, mc_suggest, G_TYPE_OBJECT)

static void
on_released (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *box = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  McSuggest *self = g_object_get_data (G_OBJECT (box), "suggest");

  gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (item));
  mc_suggest_take (self);
}

/* Not the view's own single click: it would choose the line that happens to lie under the pointer, and Enter take it. */
static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, McSuggest *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *detail = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (detail), 0);
  gtk_label_set_ellipsize (GTK_LABEL (detail), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (detail, "suggestion-detail");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), detail);
  g_object_set_data (G_OBJECT (box), "suggest", self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), item);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, box);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  McSuggestion *suggestion = gtk_list_item_get_item (item);
  GtkWidget *title = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *detail = gtk_widget_get_next_sibling (title);

  gtk_label_set_label (GTK_LABEL (title), suggestion->title);
  gtk_label_set_label (GTK_LABEL (detail), suggestion->detail != NULL ? suggestion->detail : "");
  gtk_widget_set_visible (detail, suggestion->detail != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_parent (gtk_list_item_get_child (item))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, suggestion->title, -1);
}

static void
on_live_text (McSuggest *self)
{
  /* What is put into shape on leaving the field asks for nothing. */
  if (!self->silent && gtk_event_controller_focus_contains_focus (self->focus))
    g_signal_emit (self, signals[QUERY], 0, mc_live_text_get (self->live));
}

static void
mc_suggest_move (McSuggest *self, int step)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint at = gtk_single_selection_get_selected (self->selection);

  if (n == 0)
    return;
  if (at == GTK_INVALID_LIST_POSITION)
    at = step > 0 ? 0 : n - 1;
  else
    at = (guint) CLAMP ((int) at + step, 0, (int) n - 1);
  gtk_single_selection_set_selected (self->selection, at);
  gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", at);
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McSuggest *self)
{
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (!mc_suggest_is_open (self))
    {
      if (keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down)
        g_signal_emit (self, signals[QUERY], 0, mc_live_text_get (self->live));
      return mc_suggest_is_open (self);
    }
  switch (keyval)
    {
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      mc_suggest_move (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      mc_suggest_move (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return (state & GDK_SHIFT_MASK) == 0 && mc_suggest_take (self);
    case GDK_KEY_Escape:
      mc_suggest_close (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
mc_suggest_drop_popover (McSuggest *self)
{
  if (self->popover != NULL)
    gtk_widget_unparent (self->popover);
}

static void
mc_suggest_dispose (GObject *object)
{
  McSuggest *self = MC_SUGGEST (object);

  mc_suggest_drop_popover (self);
  g_clear_weak_pointer (&self->popover);
  g_clear_weak_pointer (&self->entry);
  g_clear_object (&self->live);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (mc_suggest_parent_class)->dispose (object);
}

static void
mc_suggest_class_init (McSuggestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = mc_suggest_dispose;

  signals[QUERY] = g_signal_new ("query", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, MC_TYPE_SUGGESTION);
}

static void
mc_suggest_init (McSuggest *self)
{
}

static void
mc_suggest_make_popover (McSuggest *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *popover = gtk_popover_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), self);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);

  self->view = gtk_list_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)), g_object_ref (factory));
  gtk_widget_set_focusable (self->view, FALSE);
  gtk_widget_add_css_class (self->view, "suggestions");

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 380);
  gtk_widget_set_size_request (scroller, 560, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);

  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_popover_set_autohide (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_position (GTK_POPOVER (popover), GTK_POS_BOTTOM);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_widget_set_can_focus (popover, FALSE);
  gtk_widget_add_css_class (popover, "suggest");
  gtk_widget_set_parent (popover, GTK_WIDGET (self->entry));
  g_set_weak_pointer (&self->popover, popover);
}

McSuggest *
mc_suggest_new (GtkEntry *entry, gboolean select_first)
{
  McSuggest *self = g_object_new (MC_TYPE_SUGGEST, NULL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_set_weak_pointer (&self->entry, entry);
  self->select_first = select_first;
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, select_first);
  gtk_single_selection_set_can_unselect (self->selection, !select_first);
  mc_suggest_make_popover (self);

  self->live = mc_live_text_new (entry);
  g_signal_connect_object (self->live, "notify::text", G_CALLBACK (on_live_text), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (entry), key);
  g_signal_connect_object (focus, "leave", G_CALLBACK (mc_suggest_close), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (entry), focus);
  self->focus = GTK_EVENT_CONTROLLER_FOCUS (focus);
  /* The entry goes first when a page is destroyed: its children have to be gone by then. */
  g_signal_connect_object (entry, "destroy", G_CALLBACK (mc_suggest_drop_popover), self, G_CONNECT_SWAPPED);
  return self;
}

void
mc_suggest_offer (McSuggest *self, GListStore *suggestions)
{
  g_autoptr (GListStore) owned = suggestions;

  g_return_if_fail (MC_IS_SUGGEST (self));
  if (self->popover == NULL)
    return;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (owned));
  if (!self->select_first)
    gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  if (owned == NULL || g_list_model_get_n_items (G_LIST_MODEL (owned)) == 0)
    {
      mc_suggest_close (self);
      return;
    }
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_popover_present (GTK_POPOVER (self->popover));
}

void
mc_suggest_close (McSuggest *self)
{
  g_return_if_fail (MC_IS_SUGGEST (self));
  if (self->popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->popover));
}

gboolean
mc_suggest_is_open (McSuggest *self)
{
  g_return_val_if_fail (MC_IS_SUGGEST (self), FALSE);
  return self->popover != NULL && gtk_widget_get_visible (self->popover);
}

gboolean
mc_suggest_take (McSuggest *self)
{
  g_autoptr (McSuggestion) chosen = NULL;

  g_return_val_if_fail (MC_IS_SUGGEST (self), FALSE);
  chosen = gtk_single_selection_get_selected_item (self->selection);
  if (chosen == NULL)
    return FALSE;
  g_object_ref (chosen);
  mc_suggest_close (self);
  g_signal_emit (self, signals[CHOSEN], 0, chosen);
  return TRUE;
}

void
mc_suggest_set_text (McSuggest *self, const char *text)
{
  g_return_if_fail (MC_IS_SUGGEST (self));
  if (self->entry == NULL)
    return;
  self->silent = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  self->silent = FALSE;
}
