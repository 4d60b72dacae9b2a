/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-outbox-row.h"

#include <glib/gi18n-lib.h>

#include "mc-exchange-words.h"
#include "mc-words.h"

enum { CELL_TIME, CELL_CODE, CELL_WHAT, CELL_STATE, N_CELLS };

/* In characters, equal in every line; together not more than four sevenths of 1366 px hold at 125 % text. */
static const int widths[N_CELLS] = { 11, 13, 12, 26 };

struct _McOutboxRow
{
  GObject parent_instance;

  McOutboxItem *item; /* (owned) */
  McItemState state;
  int percent; /* of SENDING */
};

enum { CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McOutboxRow, mc_outbox_row, G_TYPE_OBJECT)

static void
mc_outbox_row_finalize (GObject *object)
{
  mc_outbox_item_free (MC_OUTBOX_ROW (object)->item);
  G_OBJECT_CLASS (mc_outbox_row_parent_class)->finalize (object);
}

static void
mc_outbox_row_class_init (McOutboxRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_outbox_row_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_outbox_row_init (McOutboxRow *self)
{
}

McOutboxRow *
mc_outbox_row_new (McOutboxItem *item)
{
  McOutboxRow *self = g_object_new (MC_TYPE_OUTBOX_ROW, NULL);

  self->item = item;
  return self;
}

const McOutboxItem *
mc_outbox_row_get_item (McOutboxRow *self)
{
  g_return_val_if_fail (MC_IS_OUTBOX_ROW (self), NULL);
  return self->item;
}

void
mc_outbox_row_look (McOutboxRow *self, McDesk *desk)
{
  int percent;
  McItemState state;

  g_return_if_fail (MC_IS_OUTBOX_ROW (self));
  state = mc_desk_sync_item_state (desk, self->item, &percent);
  if (state == self->state && percent == self->percent)
    return;
  self->state = state;
  self->percent = percent;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- the line ---- */

/* "15:02" of today, else with the day. */
static char *
when_text (gint64 time, McDay today)
{
  return mc_day_of_time (time) == today ? mc_time_to_clock_text (time) : mc_words_moment (time, today);
}

/* As vocabulary has it: nothing is done before the province's receipt. */
static char *
state_text (const McOutboxRow *self, McDay today)
{
  g_autofree char *when = NULL;

  switch (self->state)
    {
    case MC_ITEM_SENDING:
      return g_strdup_printf (_("Sending %d%%"), self->percent);
    case MC_ITEM_SENT:
      return g_strdup (_("Sent, awaiting receipt"));
    case MC_ITEM_RECEIVED:
      when = when_text (self->item->received_at, today);
      /* Translators: a time, "15:02" */
      return g_strdup_printf (_("Province received %s"), when);
    case MC_ITEM_CARRIED:
      when = when_text (self->item->carried_at, today);
      /* Translators: a time, "15:02" or "23/11 15:02" */
      return g_strdup_printf (_("Copied to USB at %s"), when);
    case MC_ITEM_ASIDE:
      return g_strdup (_("Kept aside, look at it"));
    case MC_ITEM_WAITING:
    default:
      return g_strdup (_("Waiting"));
    }
}

/* What belongs to no dossier comes with the journal's own word. */
static const struct
{
  const char *kind;
  const char *text;
} own_words[] = {
  { "begin", N_("First entry of this desk") },
  { "office", N_("Settings of the office") },
  { "catalogue", N_("Catalogue of procedures") },
  { "settle", N_("Settled what was changed in two places") },
};

static const char *
what_text (const McOutboxItem *item)
{
  for (gsize i = 0; i < G_N_ELEMENTS (own_words); i++)
    if (g_strcmp0 (item->what, own_words[i].kind) == 0)
      return _(own_words[i].text);
  return item->what;
}

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  /* A plain box may bear no name in newer GTK. */
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, "spacing", 10, NULL);

  for (int i = 0; i < N_CELLS; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_width_chars (GTK_LABEL (label), widths[i]);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (label, i == CELL_WHAT);
      if (i != CELL_WHAT)
        gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_item_set_child (list_item, box);
}

static void
show_state (McOutboxRow *row, GtkWidget *box)
{
  McClock *clock = g_object_get_data (G_OBJECT (box), "clock");
  McDay today = mc_day_of_time (mc_clock_now (clock));
  GtkWidget *cell = gtk_widget_get_last_child (box);
  g_autofree char *state = state_text (row, today);
  g_autofree char *code = mc_words_short_code (row->item->code);
  g_autofree char *time = row->item->time != 0 ? mc_words_moment (row->item->time, today) : g_strdup ("");
  g_autofree char *name = g_strdup_printf ("%s, %s, %s, %s", what_text (row->item), code, time, state);

  gtk_label_set_label (GTK_LABEL (cell), state);
  if (row->state == MC_ITEM_RECEIVED)
    gtk_widget_add_css_class (box, "received");
  else
    gtk_widget_remove_css_class (box, "received");
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (list_item), show_state, gtk_list_item_get_child (list_item));
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  McClock *clock = data;
  McOutboxRow *row = gtk_list_item_get_item (list_item);
  const McOutboxItem *item = row->item;
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *cell = gtk_widget_get_first_child (box);
  g_autofree char *time = item->time != 0 ? mc_words_moment (item->time, mc_day_of_time (mc_clock_now (clock))) : g_strdup ("");
  g_autofree char *code = mc_words_short_code (item->code);
  g_autofree char *size = item->bytes > 0 ? mc_exchange_bytes (item->bytes) : NULL;
  g_autofree char *what = size != NULL ? g_strdup_printf ("%s · %s", what_text (item), size) : g_strdup (what_text (item));
  const char *texts[] = { time, code, what };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++, cell = gtk_widget_get_next_sibling (cell))
    gtk_label_set_label (GTK_LABEL (cell), texts[i]);
  g_object_set_data (G_OBJECT (box), "clock", clock);
  show_state (row, box);
  g_signal_connect_object (row, "changed", G_CALLBACK (show_state), box, 0);
}

static void
clock_unref (gpointer clock, GClosure *closure)
{
  g_object_unref (clock);
}

GtkListItemFactory *
mc_outbox_row_factory (McClock *clock)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind), NULL);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), g_object_ref (clock), clock_unref, 0);
  return factory;
}
