/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What waits and what needs somebody: read on the worker, shown here. */
#include "config.h"

#include "mc-exchange-page-private.h"

#include <glib/gi18n-lib.h>

#include "mc-outbox-row.h"

/* More than fits into anybody's eye; the count above tells the rest. */
#define MOST_WAITING 500
/* What has just been received is still looked for. */
#define MOST_RECEIVED 20

typedef struct
{
  GPtrArray *outbox;     /* (element-type McOutboxItem) */
  GPtrArray *received;   /* (element-type McOutboxItem) */
  GPtrArray *quarantine; /* (element-type McQuarantineItem) */
  GPtrArray *conflicts;  /* (element-type McConflictItem) */
} Lists;

static void
lists_free (gpointer data)
{
  Lists *lists = data;

  g_clear_pointer (&lists->outbox, g_ptr_array_unref);
  g_clear_pointer (&lists->received, g_ptr_array_unref);
  g_clear_pointer (&lists->quarantine, g_ptr_array_unref);
  g_clear_pointer (&lists->conflicts, g_ptr_array_unref);
  g_free (lists);
}

static gpointer
read_lists (McDesk *desk, gpointer data, GError **error)
{
  Lists *lists = g_new0 (Lists, 1);

  lists->outbox = mc_desk_outbox (desk, MOST_WAITING, error);
  lists->received = lists->outbox != NULL ? mc_desk_received (desk, MOST_RECEIVED, error) : NULL;
  lists->quarantine = lists->received != NULL ? mc_desk_quarantine (desk, error) : NULL;
  lists->conflicts = lists->quarantine != NULL ? mc_desk_conflicts (desk, error) : NULL;
  if (lists->conflicts == NULL)
    g_clear_pointer (&lists, lists_free);
  return lists;
}

/* ---- what waits ---- */

/* (transfer full) of the items */
static void
append_rows (McExchangePage *self, GListStore *rows, GPtrArray *items)
{
  while (items->len > 0)
    {
      g_autoptr (McOutboxRow) row = mc_outbox_row_new (g_ptr_array_steal_index (items, 0));

      mc_outbox_row_look (row, self->desk);
      g_list_store_append (rows, row);
    }
}

void
_mc_exchange_page_look (McExchangePage *self)
{
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (self->outbox));

  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (McOutboxRow) row = g_list_model_get_item (model, i);

      mc_outbox_row_look (row, self->desk);
    }
}

/* What waits, then what was received last. A fresh model; the line with the focus is found again by its place. */
static void
show_outbox (McExchangePage *self, GPtrArray *items, GPtrArray *received)
{
  g_autoptr (GListStore) rows = g_list_store_new (MC_TYPE_OUTBOX_ROW);
  g_autoptr (GtkSingleSelection) selection = NULL;
  GtkSelectionModel *old = gtk_list_view_get_model (self->outbox);
  guint at = old != NULL ? gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (old)) : GTK_INVALID_LIST_POSITION;
  g_autofree char *title = NULL;

  self->n_waiting = items->len;
  append_rows (self, rows, items);
  append_rows (self, rows, received);
  title = g_strdup_printf (_("WAITING TO BE SENT (%u)"), self->n_waiting);
  gtk_label_set_label (self->waiting_title, title);
  gtk_stack_set_visible_child_name (self->waiting_stack,
                                    g_list_model_get_n_items (G_LIST_MODEL (rows)) > 0 ? "list" : "empty");
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (rows)));
  if (at != GTK_INVALID_LIST_POSITION && at < g_list_model_get_n_items (G_LIST_MODEL (rows)))
    gtk_single_selection_set_selected (selection, at);
  gtk_list_view_set_model (self->outbox, GTK_SELECTION_MODEL (selection));
}

static void
on_outbox_activate (McExchangePage *self, guint position)
{
  g_autoptr (McOutboxRow) row = g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (self->outbox)), position);

  if (row != NULL && mc_outbox_row_get_item (row)->code != NULL)
    mc_page_open_dossier (MC_PAGE (self), mc_outbox_row_get_item (row)->code, NULL, 0);
}

void
_mc_exchange_page_init_lists (McExchangePage *self)
{
  g_signal_connect_object (self->outbox, "activate", G_CALLBACK (on_outbox_activate), self, G_CONNECT_SWAPPED);
}

/* ---- reading ---- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (source);
  g_autoptr (GError) error = NULL;
  Lists *lists = g_task_propagate_pointer (G_TASK (result), &error);

  self->reading = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    {
      g_clear_pointer (&lists, lists_free);
      return;
    }
  if (lists == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  show_outbox (self, lists->outbox, lists->received);
  _mc_exchange_page_show_open (self, lists->quarantine, lists->conflicts);
  self->is_read = TRUE;
  lists_free (lists);
  if (self->read_again)
    _mc_exchange_page_read (self);
}

void
_mc_exchange_page_read (McExchangePage *self)
{
  self->read_again = self->reading;
  if (self->reading)
    return;
  if (gtk_list_view_get_factory (self->outbox) == NULL)
    {
      g_autoptr (GtkListItemFactory) factory = mc_outbox_row_factory (mc_desk_clock (self->desk));

      gtk_list_view_set_factory (self->outbox, factory);
    }
  self->reading = TRUE;
  mc_desk_worker_run (self->worker, self, read_lists, NULL, NULL, lists_free, on_read, NULL);
}

/* ---- settling ---- */

typedef struct
{
  char *name; /* a subject, or an entry */
  char *note;
  gboolean settle;
  gboolean take;
} Deed;

static void
deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->name);
  g_free (deed->note);
  g_free (deed);
}

static gpointer
do_deed (McDesk *desk, gpointer data, GError **error)
{
  Deed *deed = data;

  if (deed->settle)
    mc_desk_settle (desk, deed->name, deed->take, deed->note, error);
  else
    mc_desk_quarantine_retry (desk, deed->name, error);
  return NULL;
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  McExchangePage *self = MC_EXCHANGE_PAGE (source);
  g_autoptr (GError) error = NULL;

  g_task_propagate_pointer (G_TASK (result), &error);
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (error != NULL)
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
  else
    mc_desk_sync_now (self->desk);
  _mc_exchange_page_read (self);
}

static void
run_deed (McExchangePage *self, const char *name, gboolean settle, gboolean take, const char *note)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->name = g_strdup (name);
  deed->note = g_strdup (note);
  deed->settle = settle;
  deed->take = take;
  mc_desk_worker_run (self->worker, self, do_deed, deed, deed_free, NULL, on_done, NULL);
}

void
_mc_exchange_page_retry (McExchangePage *self, const char *subject)
{
  run_deed (self, subject, FALSE, FALSE, NULL);
}

void
_mc_exchange_page_settle (McExchangePage *self, const char *entry, gboolean take, const char *note)
{
  run_deed (self, entry, TRUE, take, note);
}
