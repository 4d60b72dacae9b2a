/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-home-page.h"

#include <glib/gi18n-lib.h>

#include "mc-desk-sync.h"
#include "mc-dossier-box.h"
#include "mc-key-label.h"
#include "mc-later.h"
#include "mc-money.h"
#include "mc-text.h"

/* Keys that come closer together than this belong together: a reader's text must not open a list with its first digit. */
#define KEY_PAUSE_MS 60
/* The holiday table is asked for in time: this many days before its end. */
#define CALENDAR_WARNING_DAYS 45

typedef gint64 (*CountFunc) (const McHomeCounts *counts);

static gint64 count_not_forwarded (const McHomeCounts *counts) { return counts->not_forwarded_today; }
static gint64 count_registered (const McHomeCounts *counts) { return counts->by_state[MC_STATE_REGISTERED]; }
static gint64 count_processing (const McHomeCounts *counts) { return counts->by_state[MC_STATE_PROCESSING]; }
static gint64 count_supplement (const McHomeCounts *counts) { return counts->by_state[MC_STATE_SUPPLEMENT]; }
static gint64 count_financial (const McHomeCounts *counts) { return counts->by_state[MC_STATE_FINANCIAL]; }
static gint64 count_done (const McHomeCounts *counts) { return counts->by_state[MC_STATE_DONE]; }
static gint64 count_due_soon (const McHomeCounts *counts) { return counts->due_soon; }
static gint64 count_due_today (const McHomeCounts *counts) { return counts->due_today; }
static gint64 count_overdue (const McHomeCounts *counts) { return counts->overdue; }

/* The lists of MY WORK; the digit is the line's number and stays with it. */
static const struct
{
  const char *label;
  const char *list; /* key of the list page */
  CountFunc count;
} works[] = {
  { N_("Not transferred today"), "received", count_not_forwarded },
  { N_("Waiting online"), "registered", count_registered },
  { N_("In process"), "processing", count_processing },
  { N_("Waiting for supplement"), "supplement", count_supplement },
  { N_("Financial obligation"), "financial", count_financial },
  { N_("Ready to return"), "done", count_done },
  { N_("Due soon"), "open", count_due_soon },
  { N_("Due today"), "due-today", count_due_today },
  { N_("Overdue"), "overdue", count_overdue },
};

enum { FIGURE_RECEIVED, FIGURE_RETURNED, FIGURE_FEES, FIGURE_UNSENT, N_FIGURES };

static const char *const figure_names[N_FIGURES] = { N_("Received"), N_("Returned"), N_("Fees taken"),
                                                      N_("Entries to be sent") };

struct _McHomePage
{
  McPage parent_instance;

  McDesk *desk; /* (owned) */
  McHomeCounts counts;
  gboolean has_counts;
  gboolean counting; /* the counts are on their way */
  gboolean count_again; /* the store has changed meanwhile */
  gboolean stale;    /* the store has changed since the lists were made */
  GString *typed;    /* keys that came within one pause */
  guint typed_timeout;

  GtkWidget *big_buttons;
  GtkWidget *lists;
  GtkWidget *work_counts[G_N_ELEMENTS (works)];
  GtkWidget *figure_labels[N_FIGURES];
  GtkWidget *figure_values[N_FIGURES];
  McDossierBox *due_today;
  McDossierBox *overdue;
  McDossierBox *ready;
  GtkWidget *figures;
  GtkWidget *attention;
  GtkWidget *drafts;
};

G_DEFINE_FINAL_TYPE (McHomePage, mc_home_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.shortcuts", NULL, NC_("action", "Keys"), "F1", 0 },
  { "win.receive", NULL, NC_("action", "Receive"), "F2", 0 },
  { "win.find", NULL, NC_("action", "Find"), "F3", 0 },
  { "win.certify", NULL, NC_("action", "Certify"), "F4", 0 },
  { "win.return", NULL, NC_("action", "Return result"), "F5", 0 },
  { "win.forward", NULL, NC_("action", "Forward"), "F6", 0 },
  { "win.digitise", NULL, NC_("action", "Digitise"), "F7", 0 },
  { "win.close-day", NULL, NC_("action", "Close the day"), "<Control>k", MC_PAGE_ENTRY_END },
};

/* The four big ones, in the places they will keep. */
static const McPageEntry big[] = {
  { "win.receive", NULL, NC_("action", "Receive a dossier"), "F2", MC_PAGE_ENTRY_PRIMARY },
  { "win.certify", NULL, NC_("action", "Certify copies"), "F4", 0 },
  { "win.return", NULL, NC_("action", "Return a result"), "F5", 0 },
  { "win.find", NULL, NC_("action", "Find a dossier"), "F3", 0 },
};

/* ---- what is shown ---- */

static void
mc_home_page_set_count (GtkWidget *label, gint64 count)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, count);

  gtk_label_set_label (GTK_LABEL (label), text);
  /* Zero is grey, not gone: every line keeps its place. */
  if (count == 0)
    gtk_widget_add_css_class (label, "zero");
  else
    gtk_widget_remove_css_class (label, "zero");
}

static void
mc_home_page_clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static void
mc_home_page_add_attention (McHomePage *self, const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_width_chars (GTK_LABEL (label), 22);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 26);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (box, "attention");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (self->attention), box);
}

/* Only where no province's service takes them: there they are sent, not typed. */
static void
mc_home_page_tell_retype (McHomePage *self)
{
  g_auto (McSyncStatus) status = { 0 };
  g_autofree char *text = NULL;
  int n = (int) self->counts.to_retype;

  mc_desk_sync_status (self->desk, &status);
  if (n == 0 || status.state != MC_LINK_NONE)
    return;
  text = g_strdup_printf (ngettext ("%d dossier to be typed into the province's system (Alt+B)",
                                    "%d dossiers to be typed into the province's system (Alt+B)", (gulong) n), n);
  mc_home_page_add_attention (self, text);
}

static void
mc_home_page_tell_attention (McHomePage *self)
{
  McDay until = mc_calendar_known_until (mc_desk_calendar (self->desk));

  mc_home_page_clear (self->attention);
  if (self->counts.not_forwarded_today > 0)
    {
      int n = (int) self->counts.not_forwarded_today;
      g_autofree char *text = g_strdup_printf (
        ngettext ("%d dossier to be transferred today", "%d dossiers to be transferred today", (gulong) n), n);

      mc_home_page_add_attention (self, text);
    }
  if (self->counts.unprinted > 0)
    {
      int n = (int) self->counts.unprinted;
      g_autofree char *text = g_strdup_printf (ngettext ("%d slip not printed (Alt+I)", "%d slips not printed (Alt+I)", (gulong) n), n);

      mc_home_page_add_attention (self, text);
    }
  mc_home_page_tell_retype (self);
  if (until - mc_desk_today (self->desk) < CALENDAR_WARNING_DAYS)
    {
      g_autofree char *day = mc_day_to_text (until);
      g_autofree char *text = g_strdup_printf (_("The list of holidays ends on %s"), day);

      mc_home_page_add_attention (self, text);
    }
  if (gtk_widget_get_first_child (self->attention) == NULL)
    {
      GtkWidget *label = gtk_label_new (_("Nothing"));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (self->attention), label);
    }
}

static void
mc_home_page_tell_counts (McHomePage *self)
{
  g_autofree char *fees = mc_money_to_text (self->counts.fees_today);
  g_autofree char *fees_text = g_strdup_printf ("%s đ", fees);

  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    mc_home_page_set_count (self->work_counts[i], works[i].count (&self->counts));
  mc_home_page_set_count (self->figure_values[FIGURE_RECEIVED], self->counts.received_today);
  mc_home_page_set_count (self->figure_values[FIGURE_RETURNED], self->counts.returned_today);
  mc_home_page_set_count (self->figure_values[FIGURE_UNSENT], self->counts.unsent);
  mc_home_page_set_count (self->figure_values[FIGURE_FEES], self->counts.fees_today);
  gtk_label_set_label (GTK_LABEL (self->figure_values[FIGURE_FEES]), fees_text);
  mc_home_page_tell_attention (self);
}

static void
mc_home_page_tell_drafts (McHomePage *self, GPtrArray *drafts)
{
  mc_home_page_clear (self->drafts);
  for (guint i = 0; i < drafts->len; i++)
    {
      const McDraft *draft = g_ptr_array_index (drafts, i);
      const McIntake *intake = draft->intake;
      McProcedure *procedure = intake->procedure_code != NULL
                                 ? mc_desk_procedure (self->desk, intake->procedure_code, mc_desk_today (self->desk))
                                 : NULL;
      g_autofree char *clock = mc_time_to_clock_text (draft->saved_at);
      g_autofree char *text =
        g_strdup_printf ("%s  %s%s%s", clock,
                         mc_text_is_empty (intake->applicant->name) ? _("(no name yet)") : intake->applicant->name,
                         procedure != NULL ? " – " : "", procedure != NULL ? procedure->short_name : "");
      GtkWidget *button = gtk_button_new ();
      GtkWidget *label = gtk_label_new (text);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_add_css_class (button, "flat");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-draft");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", draft->id);
      gtk_box_append (GTK_BOX (self->drafts), button);
    }
  if (drafts->len == 0)
    {
      GtkWidget *label = gtk_label_new (_("Nothing"));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_box_append (GTK_BOX (self->drafts), label);
    }
}

/* What was half out of the printer when the power went nobody knows but she. */
static void
mc_home_page_ask_printed (McHomePage *self)
{
  int n = (int) self->counts.unprinted;
  g_autofree char *text = NULL;
  McNotice *notice;

  if (n == 0)
    return;
  text = g_strdup_printf (ngettext ("%d slip was saved and is not known to be printed. Did it come out?",
                                    "%d slips were saved and are not known to be printed. Did they come out?", (gulong) n), n);
  notice = mc_notice_new (MC_NOTICE_WARNING, text);
  mc_notice_add_button (notice, C_("action", "Show them"), "win.list", g_variant_new_string ("unprinted"));
  mc_page_notify (MC_PAGE (self), notice);
}

/* ---- what the desk tells ---- */

static void mc_home_page_ask_counts (McHomePage *self);

static void
on_counts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McHomePage) self = data;
  g_autoptr (GError) error = NULL;

  self->counting = FALSE;
  if (!mc_desk_home_counts_finish (MC_DESK (source), result, &self->counts, &error))
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  mc_home_page_tell_counts (self);
  if (!self->has_counts)
    mc_home_page_ask_printed (self);
  self->has_counts = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->count_again)
    mc_home_page_ask_counts (self);
}

static void
on_drafts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McHomePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) drafts = mc_desk_load_drafts_finish (MC_DESK (source), result, &error);

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (drafts != NULL)
    mc_home_page_tell_drafts (self, drafts);
  else
    g_warning ("drafts: %s", error->message);
}

static void
mc_home_page_make_list (McHomePage *self, McDossierBox *box, McListKind kind, McState state)
{
  const McListFilter filter = { .kind = kind, .state = state, .day = mc_desk_today (self->desk) };
  g_autoptr (McDossierList) list = mc_desk_list (self->desk, &filter);

  mc_dossier_box_set_list (box, self->desk, list);
}

static void
mc_home_page_ask_counts (McHomePage *self)
{
  self->count_again = self->counting;
  if (self->counting)
    return;
  self->counting = TRUE;
  mc_desk_home_counts_async (self->desk, NULL, on_counts, g_object_ref (self));
}

static void
mc_home_page_reload (McPage *page)
{
  McHomePage *self = MC_HOME_PAGE (page);

  mc_home_page_ask_counts (self);
  mc_desk_load_drafts_async (self->desk, on_drafts, g_object_ref (self));
  if (!self->stale)
    return;
  self->stale = FALSE;
  mc_home_page_make_list (self, self->due_today, MC_LIST_DUE_ON, MC_STATE_RECEIVED);
  mc_home_page_make_list (self, self->overdue, MC_LIST_OVERDUE, MC_STATE_RECEIVED);
  mc_home_page_make_list (self, self->ready, MC_LIST_STATE, MC_STATE_DONE);
}

/* A line under the hand stays where it is; the lists are made anew when the hand has gone. */
static void
mc_home_page_store_changed (McPage *page)
{
  McHomePage *self = MC_HOME_PAGE (page);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  self->stale = TRUE;
  if (focus != NULL && gtk_widget_get_ancestor (focus, MC_TYPE_DOSSIER_BOX) != NULL)
    mc_home_page_ask_counts (self);
  else
    mc_home_page_reload (page);
}

static void
on_desk_changed (McHomePage *self)
{
  self->stale = TRUE;
}

/* A number nobody can act on only worries: while there is nowhere to send to, it is not shown. */
static void
on_office_changed (McHomePage *self)
{
  gboolean connected = mc_desk_office (self->desk)->province_url != NULL;

  gtk_widget_set_visible (self->figure_labels[FIGURE_UNSENT], connected);
  gtk_widget_set_visible (self->figure_values[FIGURE_UNSENT], connected);
}

/* ---- keys ---- */

static void
mc_home_page_forget_typed (McHomePage *self)
{
  g_clear_handle_id (&self->typed_timeout, g_source_remove);
  g_string_truncate (self->typed, 0);
}

static gboolean
on_typed_pause (gpointer data)
{
  McHomePage *self = data;
  g_autofree char *typed = g_strdup (self->typed->str);
  int digit = g_ascii_digit_value (typed[0]);

  self->typed_timeout = 0;
  g_string_truncate (self->typed, 0);
  if (typed[1] == '\0' && digit >= 1 && digit <= (int) G_N_ELEMENTS (works))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.list", "s", works[digit - 1].list);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.find-text", "s", typed);
  return G_SOURCE_REMOVE;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McHomePage *self)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0 || c <= ' ' || g_unichar_iscntrl (c))
    return GDK_EVENT_PROPAGATE;
  g_string_append_unichar (self->typed, c);
  g_clear_handle_id (&self->typed_timeout, g_source_remove);
  self->typed_timeout = g_timeout_add (KEY_PAUSE_MS, on_typed_pause, self);
  return GDK_EVENT_STOP;
}

/* ---- building ---- */

static void
on_open (McHomePage *self, const char *code, GListModel *list, guint position)
{
  mc_page_open_dossier (MC_PAGE (self), code, list, position);
}

static void
mc_home_page_add_big_buttons (McHomePage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (big); i++)
    {
      const char *words = g_dpgettext2 (GETTEXT_PACKAGE, "action", big[i].label);
      g_autofree char *key = mc_key_label_first (big[i].keys);
      GtkWidget *button = gtk_button_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
      GtkWidget *key_label = gtk_label_new (key);
      GtkWidget *label = gtk_label_new (words);

      gtk_widget_add_css_class (key_label, "key");
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_box_append (GTK_BOX (box), key_label);
      gtk_box_append (GTK_BOX (box), label);
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_widget_add_css_class (button, "big");
      if (big[i].flags & MC_PAGE_ENTRY_PRIMARY)
        gtk_widget_add_css_class (button, "suggested-action");
      gtk_widget_set_tooltip_text (button, mc_later_reason (big[i].action));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), big[i].action);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
      gtk_box_append (GTK_BOX (self->big_buttons), button);
    }
}

static void
mc_home_page_add_works (McHomePage *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    {
      g_autofree char *digit = g_strdup_printf ("%u", (guint) i + 1);
      GtkWidget *button = gtk_button_new ();
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
      GtkWidget *number = gtk_label_new (digit);
      GtkWidget *label = gtk_label_new (_(works[i].label));
      GtkWidget *count = gtk_label_new ("");

      gtk_widget_add_css_class (number, "key");
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_add_css_class (count, "count");
      gtk_box_append (GTK_BOX (box), number);
      gtk_box_append (GTK_BOX (box), label);
      gtk_box_append (GTK_BOX (box), count);
      gtk_button_set_child (GTK_BUTTON (button), box);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "work");
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.list");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", works[i].list);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _(works[i].label), -1);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, count, NULL, -1);
      gtk_box_append (GTK_BOX (self->lists), button);
      self->work_counts[i] = count;
    }
}

static void
mc_home_page_add_figures (McHomePage *self)
{
  for (int i = 0; i < N_FIGURES; i++)
    {
      GtkWidget *label = gtk_label_new (_(figure_names[i]));
      GtkWidget *value = gtk_label_new ("");

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      gtk_widget_add_css_class (value, "count");
      gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
      self->figure_labels[i] = label;
      gtk_grid_attach (GTK_GRID (self->figures), label, 0, i, 1, 1);
      gtk_grid_attach (GTK_GRID (self->figures), value, 1, i, 1, 1);
      self->figure_values[i] = value;
    }
}

/* ---- life ---- */

static void
mc_home_page_take_focus (McPage *page)
{
  McHomePage *self = MC_HOME_PAGE (page);

  gtk_widget_grab_focus (gtk_widget_get_first_child (self->big_buttons));
}

static void
mc_home_page_unmap (GtkWidget *widget)
{
  mc_home_page_forget_typed (MC_HOME_PAGE (widget));
  GTK_WIDGET_CLASS (mc_home_page_parent_class)->unmap (widget);
}

static void
mc_home_page_dispose (GObject *object)
{
  McHomePage *self = MC_HOME_PAGE (object);

  g_clear_handle_id (&self->typed_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_HOME_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_home_page_parent_class)->dispose (object);
}

static void
mc_home_page_finalize (GObject *object)
{
  g_string_free (MC_HOME_PAGE (object)->typed, TRUE);
  G_OBJECT_CLASS (mc_home_page_parent_class)->finalize (object);
}

static void
mc_home_page_class_init (McHomePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_home_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_home_page_finalize;
  widget_class->unmap = mc_home_page_unmap;
  page_class->reload = mc_home_page_reload;
  page_class->store_changed = mc_home_page_store_changed;
  page_class->take_focus = mc_home_page_take_focus;
  page_class->help = "ngay-dau";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  g_type_ensure (MC_TYPE_DOSSIER_BOX);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-home-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McHomePage, big_buttons);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, lists);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, due_today);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, overdue);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, ready);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, figures);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, attention);
  gtk_widget_class_bind_template_child (widget_class, McHomePage, drafts);
}

static void
mc_home_page_init (McHomePage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->stale = TRUE;
  self->typed = g_string_new (NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  mc_home_page_add_big_buttons (self);
  mc_home_page_add_works (self);
  mc_home_page_add_figures (self);
  g_signal_connect_object (self->due_today, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->overdue, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->ready, "open", G_CALLBACK (on_open), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

McHomePage *
mc_home_page_new (McDesk *desk)
{
  McHomePage *self = g_object_new (MC_TYPE_HOME_PAGE, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (desk, "changed", G_CALLBACK (on_desk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "office-changed", G_CALLBACK (on_office_changed), self, G_CONNECT_SWAPPED);
  on_office_changed (self);
  return self;
}

gboolean
mc_home_page_has_counts (McHomePage *self)
{
  g_return_val_if_fail (MC_IS_HOME_PAGE (self), FALSE);
  return self->has_counts;
}
