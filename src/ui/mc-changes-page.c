/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-changes-page.h"

#include <glib/gi18n-lib.h>

#include "mc-change-row.h"

struct _McChangesPage
{
  McPage parent_instance;

  McDesk *desk; /* (owned) */
  GtkLabel *sentence;
  GtkListView *list;
  GtkLabel *title;
  GtkLabel *when;
  GtkWidget *detail_scroll;
  GtkLabel *detail;
  char *chosen; /* (nullable) id of the line that is chosen */
  gboolean reading;
  gboolean read_again;
  gboolean is_read;
};

G_DEFINE_FINAL_TYPE (McChangesPage, mc_changes_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "win.exchange", NULL, NC_("action", "Exchange with the province"), "<Alt>g", 0 },
  { "changes.section", "1", NC_("action", "The list"), "<Alt>1", MC_PAGE_ENTRY_KEY_ONLY },
  { "changes.section", "2", NC_("action", "What changes"), "<Alt>2", MC_PAGE_ENTRY_KEY_ONLY },
};

/* ---- what is chosen ---- */

static char *
detail_text (const McChange *change)
{
  GString *text = g_string_new (NULL);

  if (change->fault != NULL)
    g_string_append_printf (text, "%s\n%s\n", _("It cannot be used, and nothing changes by it. Tell the province:"), change->fault);
  for (guint i = 0; change->lines[i] != NULL; i++)
    g_string_append_printf (text, "•  %s\n", change->lines[i]);
  if (change->code != NULL)
    g_string_append_printf (text, "\n%s: %s", _("Procedure code"), change->code);
  if (change->decision != NULL)
    g_string_append_printf (text, "\n%s: %s", _("Decision"), change->decision);
  return g_string_free (text, FALSE);
}

static void
show_detail (McChangesPage *self, const McChange *change)
{
  g_autofree char *detail = detail_text (change), *when = mc_change_when_text (change, mc_clock_now (mc_desk_clock (self->desk)));
  g_autofree char *title = g_strdup_printf ("%s: %s", mc_change_row_kind (change), change->title);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->when, when);
  gtk_label_set_label (self->detail, detail);
  g_free (self->chosen);
  self->chosen = g_strdup (change->id);
}

static void
on_selected (McChangesPage *self)
{
  GtkSelectionModel *model = gtk_list_view_get_model (self->list);
  McChangeRow *row = model != NULL ? gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (model)) : NULL;

  if (row != NULL)
    {
      show_detail (self, mc_change_row_get_change (row));
      return;
    }
  gtk_label_set_label (self->title, "");
  gtk_label_set_label (self->when, "");
  gtk_label_set_label (self->detail, "");
}

/* ---- the list ---- */

char *
mc_changes_page_sentence (GPtrArray *changes, gint64 now)
{
  guint waiting = 0, in_force = 0;
  g_autofree char *first = NULL, *text = NULL, *recent = NULL, *sentence = NULL;

  for (guint i = 0; i < changes->len; i++)
    {
      const McChange *change = g_ptr_array_index (changes, i);

      in_force += change->in_force;
      if (change->in_force || change->fault != NULL)
        continue;
      if (waiting++ == 0)
        first = mc_change_moment_text (change, now);
    }
  if (waiting == 0 && in_force == 0)
    return g_strdup (changes->len == 0 ? _("The province has changed nothing in the last 30 days") : _("Nothing of it can be used"));
  text = waiting == 0 ? g_strdup (_("Nothing waits")) : g_strdup_printf (ngettext ("%u change waits", "%u changes wait", waiting), waiting);
  recent = g_strdup_printf (ngettext ("%u took effect in the last 30 days", "%u took effect in the last 30 days", in_force), in_force);
  if (waiting == 0)
    return g_strdup_printf ("%s. %s", text, recent);
  /* Translators: "3 changes wait", "17:00 today" */
  sentence = g_strdup_printf (_("%1$s, the first from %2$s"), text, first);
  return in_force > 0 ? g_strdup_printf ("%s. %s", sentence, recent) : g_steal_pointer (&sentence);
}

/* A fresh model; the line that was chosen is found again. */
static void
show_changes (McChangesPage *self, GPtrArray *changes)
{
  g_autoptr (GListStore) rows = g_list_store_new (MC_TYPE_CHANGE_ROW);
  g_autoptr (GtkSingleSelection) selection = NULL;
  g_autofree char *sentence = mc_changes_page_sentence (changes, mc_clock_now (mc_desk_clock (self->desk)));
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean in_list = focus != NULL && (focus == GTK_WIDGET (self->list) || gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)));
  guint at = 0;

  for (guint i = 0; i < changes->len; i++)
    if (g_strcmp0 (((McChange *) g_ptr_array_index (changes, i))->id, self->chosen) == 0)
      at = i;
  while (changes->len > 0)
    {
      g_autoptr (McChangeRow) row = mc_change_row_new (g_ptr_array_steal_index (changes, 0));

      g_list_store_append (rows, row);
    }
  gtk_label_set_label (self->sentence, sentence);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (rows)));
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (on_selected), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  gtk_single_selection_set_selected (selection, at);
  on_selected (self);
  /* The line that had it went with its model. */
  if (in_list)
    gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void mc_changes_page_read (McChangesPage *self);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McChangesPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = mc_desk_changes_finish (MC_DESK (source), result, &error);

  self->reading = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (changes == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  show_changes (self, changes);
  self->is_read = TRUE;
  if (self->read_again)
    mc_changes_page_read (self);
}

static void
mc_changes_page_read (McChangesPage *self)
{
  self->read_again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  mc_desk_changes_async (self->desk, NULL, on_read, g_object_ref (self));
}

static void
on_published_changed (McChangesPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mc_changes_page_read (self);
}

/* ---- life ---- */

static void
mc_changes_page_reload (McPage *page)
{
  mc_changes_page_read (MC_CHANGES_PAGE (page));
}

static void
mc_changes_page_take_focus (McPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (MC_CHANGES_PAGE (page)->list));
}

static void
section_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McChangesPage *self = MC_CHANGES_PAGE (widget);

  gtk_widget_grab_focus (g_variant_get_int32 (parameter) == 1 ? GTK_WIDGET (self->list) : self->detail_scroll);
}

static void
mc_changes_page_dispose (GObject *object)
{
  McChangesPage *self = MC_CHANGES_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_CHANGES_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_changes_page_parent_class)->dispose (object);
}

static void
mc_changes_page_finalize (GObject *object)
{
  g_free (MC_CHANGES_PAGE (object)->chosen);
  G_OBJECT_CLASS (mc_changes_page_parent_class)->finalize (object);
}

static void
mc_changes_page_class_init (McChangesPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  object_class->dispose = mc_changes_page_dispose;
  object_class->finalize = mc_changes_page_finalize;
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);
  page_class->help = "thu-tuc-moi";
  page_class->reload = mc_changes_page_reload;
  page_class->take_focus = mc_changes_page_take_focus;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-changes-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, list);
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, title);
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, when);
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, detail_scroll);
  gtk_widget_class_bind_template_child (widget_class, McChangesPage, detail);
  gtk_widget_class_install_action (widget_class, "changes.section", "i", section_action);
}

static void
mc_changes_page_init (McChangesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

McChangesPage *
mc_changes_page_new (McDesk *desk)
{
  McChangesPage *self = g_object_new (MC_TYPE_CHANGES_PAGE, NULL);
  g_autoptr (GtkListItemFactory) factory = mc_change_row_factory (mc_desk_clock (desk));

  self->desk = g_object_ref (desk);
  gtk_list_view_set_factory (self->list, factory);
  g_signal_connect_object (desk, "published-changed", G_CALLBACK (on_published_changed), self, G_CONNECT_SWAPPED);
  return self;
}

gboolean
mc_changes_page_is_read (McChangesPage *self, guint *n)
{
  GtkSelectionModel *model;

  g_return_val_if_fail (MC_IS_CHANGES_PAGE (self), FALSE);
  model = gtk_list_view_get_model (self->list);
  if (n != NULL)
    *n = model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (model)) : 0;
  return self->is_read;
}

const char *
mc_changes_page_get_detail (McChangesPage *self)
{
  g_return_val_if_fail (MC_IS_CHANGES_PAGE (self), NULL);
  return gtk_label_get_label (self->detail);
}
