/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The right column: what the province would not take, and what was done to one dossier in two places. */
#include "config.h"

#include "mc-exchange-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-entry-field.h"
#include "mc-receive-section.h"
#include "mc-text.h"
#include "mc-words.h"

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 10);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_item (McExchangePage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (box, "open-item");
  gtk_box_append (self->open, box);
  return box;
}

/* Which of several buttons with the same words it is. Newer GTK lets a button be named by its words, which would go before. */
static void
name_button (GtkWidget *button, const char *name)
{
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

/* ---- quarantine ---- */

static void
show_quarantine (McExchangePage *self, const McQuarantineItem *item)
{
  McDay today = mc_desk_today (self->desk);
  GtkWidget *box = add_item (self);
  GtkWidget *button = gtk_button_new_with_label (C_("action", "Try again"));
  g_autofree char *code = mc_words_short_code (item->code != NULL ? item->code : item->subject);
  g_autofree char *since = mc_words_moment (item->since, today);
  /* Translators: what was refused, since when, how often it was tried */
  g_autofree char *head = g_strdup_printf (_("%s · since %s · tried %d times"), code, since, (int) item->tries);
  g_autofree char *name = g_strdup_printf ("%s, %s", C_("action", "Try again"), code);

  add_text (box, head, "column-title");
  add_text (box, item->reason, NULL);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "exchange.retry");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", item->subject);
  name_button (button, name);
  gtk_box_append (GTK_BOX (box), button);
}

/* ---- conflicts ---- */

/* What one of the two buttons does. */
typedef struct
{
  McExchangePage *page; /* (not owned) the button lies in it */
  McEntryField *note;   /* (not owned) beside the button */
  char *entry;
  gboolean take;
} Choice;

static void
choice_free (gpointer data, GClosure *closure)
{
  Choice *choice = data;

  g_free (choice->entry);
  g_free (choice);
}

static void
on_choice (GtkButton *button, Choice *choice)
{
  g_autofree char *note = mc_receive_section_value (mc_entry_field_get_text (choice->note));

  _mc_exchange_page_settle (choice->page, choice->entry, choice->take, note);
}

/* Whose deed the button makes valid: this desk's, or what came from the province. Of two that others did, what is shown beside it says more. */
static const char *
choice_words (const McConflictItem *item, gboolean take)
{
  gboolean own = take ? item->aside_own : item->stands_own;
  gboolean other_own = take ? item->stands_own : item->aside_own;

  if (own && !other_own)
    return C_("action", "Keep ours");
  if (other_own && !own)
    return C_("action", "Keep the province's");
  return take ? C_("action", "Do what stands aside") : C_("action", "Keep what stands");
}

/* "THIS DESK – stands now" */
static char *
side_title (gboolean own, gboolean aside)
{
  /* Translators: this desk or the province, then whether what it did stands or was set aside */
  return g_strdup_printf (_("%s – %s"), own ? _("THIS DESK") : _("FROM THE PROVINCE"), aside ? _("set aside") : _("stands now"));
}

static void
add_choice (McExchangePage *self, GtkWidget *row, McEntryField *note, const McConflictItem *item, gboolean take)
{
  const char *words = choice_words (item, take);
  GtkWidget *button = gtk_button_new_with_label (words);
  g_autofree char *name = g_strdup_printf ("%s, %s", words, item->code);
  Choice *choice = g_new0 (Choice, 1);

  choice->page = self;
  choice->note = note;
  choice->entry = g_strdup (item->entry);
  choice->take = take;
  g_signal_connect_data (button, "clicked", G_CALLBACK (on_choice), choice, choice_free, 0);
  name_button (button, name);
  gtk_box_append (GTK_BOX (row), button);
}

static void
add_side (GtkWidget *sides, const char *title, const char *text, const char *actor, gint64 time, const char *note, McDay today)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  g_autofree char *moment = time != 0 ? mc_words_moment (time, today) : g_strdup ("");
  g_autofree char *who = g_strdup_printf ("%s   %s", moment, actor != NULL ? actor : "");

  add_text (box, title, "column-title");
  add_text (box, text != NULL ? text : "–", "person");
  add_text (box, who, NULL);
  if (!mc_text_is_empty (note))
    add_text (box, note, "event-note");
  gtk_box_append (GTK_BOX (sides), box);
}

static void
show_conflict (McExchangePage *self, const McConflictItem *item)
{
  McDay today = mc_desk_today (self->desk);
  GtkWidget *box = add_item (self);
  GtkWidget *head = gtk_button_new ();
  GtkWidget *sides = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  McEntryField *note = g_object_new (MC_TYPE_ENTRY_FIELD, "label", _("Note"), "field", "conflict-note", "max-length", 500, "hexpand",
                                     TRUE, NULL);
  g_autofree char *code = mc_words_short_code (item->code);
  /* Translators: the dossier's number */
  g_autofree char *text = g_strdup_printf (_("%s was changed in two places"), code);
  g_autofree char *stands = side_title (item->stands_own, FALSE), *aside = side_title (item->aside_own, TRUE);

  gtk_button_set_label (GTK_BUTTON (head), text);
  gtk_widget_add_css_class (head, "flat");
  gtk_widget_set_halign (head, GTK_ALIGN_START);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (head), "win.open-dossier");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (head), "s", item->code);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_set_homogeneous (GTK_BOX (sides), TRUE);
  add_side (sides, stands, item->stands_text, item->stands_actor, item->stands_time, NULL, today);
  add_side (sides, aside, item->aside_text, item->aside_actor, item->aside_time, item->aside_note, today);
  gtk_box_append (GTK_BOX (box), sides);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (note));
  add_choice (self, buttons, note, item, TRUE);
  add_choice (self, buttons, note, item, FALSE);
  gtk_box_append (GTK_BOX (box), buttons);
}

/* ---- both ---- */

static char *
make_key (GPtrArray *quarantine, GPtrArray *conflicts)
{
  GString *key = g_string_new (NULL);

  for (guint i = 0; i < quarantine->len; i++)
    {
      const McQuarantineItem *item = g_ptr_array_index (quarantine, i);

      g_string_append_printf (key, "%s %d\n", item->subject, (int) item->tries);
    }
  for (guint i = 0; i < conflicts->len; i++)
    g_string_append_printf (key, "%s\n", ((const McConflictItem *) g_ptr_array_index (conflicts, i))->entry);
  return g_string_free (key, FALSE);
}

void
_mc_exchange_page_show_open (McExchangePage *self, GPtrArray *quarantine, GPtrArray *conflicts)
{
  g_autofree char *key = make_key (quarantine, conflicts);
  g_autofree char *title = g_strdup_printf (_("TO LOOK AT (%u)"), quarantine->len + conflicts->len);
  GtkWidget *child;

  if (g_strcmp0 (key, self->open_key) == 0)
    return;
  g_free (self->open_key);
  self->open_key = g_steal_pointer (&key);
  gtk_label_set_label (self->open_title, title);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->open))) != NULL)
    gtk_box_remove (self->open, child);
  for (guint i = 0; i < conflicts->len; i++)
    show_conflict (self, g_ptr_array_index (conflicts, i));
  for (guint i = 0; i < quarantine->len; i++)
    show_quarantine (self, g_ptr_array_index (quarantine, i));
  if (quarantine->len + conflicts->len == 0)
    add_text (GTK_WIDGET (self->open), _("Nothing was refused, nothing was changed in two places"), "dim-label");
}
