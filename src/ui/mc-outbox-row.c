/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-outbox-row.h"

#include <glib/gi18n-lib.h>

#include "mc-exchange-words.h"
#include "mc-words.h"

enum { CELL_TIME, CELL_CODE, CELL_WHAT, CELL_SIZE, N_CELLS };

/* In characters, equal in every line. */
static const int widths[N_CELLS] = { 11, 14, 20, 8 };

struct _McOutboxRow
{
  GObject parent_instance;

  McOutboxItem *item; /* (owned) */
};

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

/* ---- the line ---- */

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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  for (int i = 0; i < N_CELLS; i++)
    {
      GtkWidget *label = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (label), i == CELL_SIZE ? 1 : 0);
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
on_bind (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer data)
{
  McClock *clock = data;
  const McOutboxItem *item = MC_OUTBOX_ROW (gtk_list_item_get_item (list_item))->item;
  GtkWidget *box = gtk_list_item_get_child (list_item);
  GtkWidget *cell = gtk_widget_get_first_child (box);
  g_autofree char *time = item->time != 0 ? mc_words_moment (item->time, mc_day_of_time (mc_clock_now (clock))) : g_strdup ("");
  g_autofree char *code = mc_words_short_code (item->code);
  g_autofree char *size = item->bytes > 0 ? mc_exchange_bytes (item->bytes) : g_strdup ("");
  const char *texts[N_CELLS] = { time, code, what_text (item), size };
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", what_text (item), code, time);

  for (int i = 0; i < N_CELLS; i++, cell = gtk_widget_get_next_sibling (cell))
    gtk_label_set_label (GTK_LABEL (cell), texts[i]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
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
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), g_object_ref (clock), clock_unref, 0);
  return factory;
}
