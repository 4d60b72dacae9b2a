/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists by position: rows are made when they are asked for and filled when their page comes. A search grows at its end
 * instead, because nobody knows its length before it has been walked. */
#include "config.h"

#include "mc-desk-private.h"
#include "mc-dossier-list-private.h"
#include "mc-error.h"
#include "mc-lists.h"
#include "mc-text.h"

#define PAGE 64
#define KEPT_PAGES 32
#define SEARCH_PAGE 64
/* The folded search fills the marked one up only while that found little: more would be repetition. */
#define FILL_UP_BELOW 200

struct _McDossierList
{
  GObject parent_instance;

  McDesk *desk;        /* (owned) */
  McListKind kind;
  McView view;         /* all kinds but searches */
  char *text;          /* (owned) (nullable) searches */
  GCancellable *cancellable; /* (owned) cancelled when the list goes */
  gulong changed_id;

  McViewIndex *index;  /* (owned) (nullable) until it came */
  GHashTable *pages;   /* (element-type guint GPtrArray<McDossierRow>) by page number */
  GQueue recent;       /* (element-type guint) page numbers, newest first */

  GPtrArray *found;    /* (element-type McDossierRow) of a search */
  GArray *ids;         /* (element-type gint64) of @found */
  gboolean marked;     /* the marked stage of a search is under way */
  gboolean loading;
  gboolean complete;
  guint n_new;
};

enum
{
  PROP_0,
  PROP_COMPLETE,
  PROP_N_NEW,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static void mc_dossier_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (McDossierList, mc_dossier_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, mc_dossier_list_model_init))

static void
mc_dossier_list_dispose (GObject *object)
{
  McDossierList *self = MC_DOSSIER_LIST (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_signal_handler (&self->changed_id, self->desk);
  G_OBJECT_CLASS (mc_dossier_list_parent_class)->dispose (object);
}

static void
mc_dossier_list_finalize (GObject *object)
{
  McDossierList *self = MC_DOSSIER_LIST (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->index, mc_view_index_free);
  g_hash_table_unref (self->pages);
  g_queue_clear (&self->recent);
  g_ptr_array_unref (self->found);
  g_array_unref (self->ids);
  g_free (self->text);
  G_OBJECT_CLASS (mc_dossier_list_parent_class)->finalize (object);
}

static void
mc_dossier_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  McDossierList *self = MC_DOSSIER_LIST (object);

  switch (id)
    {
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->complete);
      break;
    case PROP_N_NEW:
      g_value_set_uint (value, self->n_new);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
mc_dossier_list_class_init (McDossierListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = mc_dossier_list_dispose;
  object_class->finalize = mc_dossier_list_finalize;
  object_class->get_property = mc_dossier_list_get_property;
  properties[PROP_COMPLETE]
      = g_param_spec_boolean ("complete", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_N_NEW]
      = g_param_spec_uint ("n-new", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_dossier_list_init (McDossierList *self)
{
  self->cancellable = g_cancellable_new ();
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_ptr_array_unref);
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_queue_init (&self->recent);
}

static void
set_complete (McDossierList *self)
{
  self->complete = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

/* A failed page leaves its rows empty; the reason is logged, and the next look tries again. */
static gboolean
take_result (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED))
    g_warning ("a list could not be read: %s", error->message);
  return FALSE;
}

static void
start_read (McDossierList *self, gpointer data, GDestroyNotify free_data, McReadFunc func, GAsyncReadyCallback callback)
{
  McStore *store = _mc_desk_store (self->desk);
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, callback, NULL);

  g_task_set_task_data (task, data, free_data);
  if (store == NULL)
    g_task_return_new_error (task, MC_ERROR, MC_ERROR_CANCELLED, "closed");
  else
    mc_store_read_task (store, task, func);
}

/* ---- lists by position ------------------------------------------------------------------------------------- */

typedef struct
{
  McView view;
  McViewIndex *index; /* (owned) */
} IndexQuery;

static void
index_query_free (gpointer data)
{
  IndexQuery *query = data;

  g_clear_pointer (&query->index, mc_view_index_free);
  g_free (query);
}

static gboolean
read_index (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  IndexQuery *query = data;

  query->index = mc_view_index_new (db, &query->view, error);
  return query->index != NULL;
}

static void
index_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  McDossierList *self = MC_DOSSIER_LIST (source);
  IndexQuery *query = g_task_get_task_data (G_TASK (result));

  if (!take_result (result))
    return;
  if (self->index == NULL)
    {
      self->index = g_steal_pointer (&query->index);
      g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, (guint) self->index->n);
      set_complete (self);
      return;
    }
  self->n_new = (guint) MAX (query->index->n - self->index->n, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_NEW]);
}

static void
start_index (McDossierList *self)
{
  IndexQuery *query = g_new0 (IndexQuery, 1);

  query->view = self->view;
  start_read (self, query, index_query_free, read_index, index_cb);
}

typedef struct
{
  McViewIndex *index; /* borrowed: the list outlives its tasks, which hold a reference to it */
  guint page;
  GPtrArray *rows; /* (owned) (element-type McRow) */
} PageQuery;

static void
page_query_free (gpointer data)
{
  PageQuery *query = data;

  g_clear_pointer (&query->rows, g_ptr_array_unref);
  g_free (query);
}

static gboolean
read_page (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  PageQuery *query = data;

  query->rows = mc_view_rows (db, query->index, (gint64) query->page * PAGE, PAGE, error);
  return query->rows != NULL;
}

/* The rows' dossiers go to the objects the list has shown already. */
static void
fill_rows (McDossierList *self, GPtrArray *objects, GPtrArray *rows)
{
  for (guint i = 0; i < rows->len && i < objects->len; i++)
    {
      McRow *row = g_ptr_array_index (rows, i);

      _mc_desk_name_row (self->desk, row->dossier);
      _mc_dossier_row_take (g_ptr_array_index (objects, i), g_steal_pointer (&row->dossier));
    }
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  McDossierList *self = MC_DOSSIER_LIST (source);
  PageQuery *query = g_task_get_task_data (G_TASK (result));
  GPtrArray *objects;

  if (!take_result (result))
    {
      g_hash_table_remove (self->pages, GUINT_TO_POINTER (query->page));
      g_queue_remove (&self->recent, GUINT_TO_POINTER (query->page));
      return;
    }
  objects = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (query->page));
  if (objects != NULL)
    fill_rows (self, objects, query->rows);
}

static GPtrArray *
page_objects (McDossierList *self, guint page)
{
  GPtrArray *objects = g_hash_table_lookup (self->pages, GUINT_TO_POINTER (page));
  gint64 rest = self->index->n - (gint64) page * PAGE;
  PageQuery *query;

  if (objects != NULL)
    return objects;

  objects = g_ptr_array_new_with_free_func (g_object_unref);
  for (gint64 i = 0; i < MIN (rest, PAGE); i++)
    g_ptr_array_add (objects, _mc_dossier_row_new ());
  g_hash_table_insert (self->pages, GUINT_TO_POINTER (page), objects);
  g_queue_push_head (&self->recent, GUINT_TO_POINTER (page));
  if (g_queue_get_length (&self->recent) > KEPT_PAGES)
    g_hash_table_remove (self->pages, g_queue_pop_tail (&self->recent));

  query = g_new0 (PageQuery, 1);
  query->index = self->index;
  query->page = page;
  start_read (self, query, page_query_free, read_page, page_cb);
  return objects;
}

/* ---- searches ------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *text;
  gboolean marked;
  gint64 before;
  GArray *ids;     /* (owned) (element-type gint64) those known, then the new ones */
  guint n_known;
  GPtrArray *rows; /* (owned) (element-type McRow) of the new ones */
} SearchQuery;

static void
search_query_free (gpointer data)
{
  SearchQuery *query = data;

  g_free (query->text);
  g_array_unref (query->ids);
  g_clear_pointer (&query->rows, g_ptr_array_unref);
  g_free (query);
}

static gboolean
read_search (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  SearchQuery *query = data;

  if (!mc_search_ids (db, query->text, query->marked, query->before, SEARCH_PAGE, query->ids, error))
    return FALSE;
  query->rows = mc_rows_of_ids (db, &g_array_index (query->ids, gint64, query->n_known), query->ids->len - query->n_known, error);
  return query->rows != NULL;
}

static void start_search (McDossierList *self, gint64 before);

static void
search_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  McDossierList *self = MC_DOSSIER_LIST (source);
  SearchQuery *query = g_task_get_task_data (G_TASK (result));
  guint before = self->found->len, n;

  self->loading = FALSE;
  if (!take_result (result))
    return;
  n = query->rows->len;
  for (guint i = 0; i < n; i++)
    {
      McRow *row = g_ptr_array_index (query->rows, i);
      McDossierRow *object = _mc_dossier_row_new ();

      _mc_desk_name_row (self->desk, row->dossier);
      g_array_append_val (self->ids, row->dossier->id);
      _mc_dossier_row_take (object, g_steal_pointer (&row->dossier));
      g_ptr_array_add (self->found, object);
    }
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, n);
  if (n >= SEARCH_PAGE)
    return;
  if (query->marked && self->found->len < FILL_UP_BELOW)
    {
      self->marked = FALSE;
      start_search (self, 0);
    }
  else
    set_complete (self);
}

static void
start_search (McDossierList *self, gint64 before)
{
  SearchQuery *query = g_new0 (SearchQuery, 1);
  gboolean filling = !self->marked && mc_text_has_marks (self->text);

  query->text = g_strdup (self->text);
  query->marked = self->marked;
  query->before = before;
  query->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (filling && self->ids->len > 0)
    g_array_append_vals (query->ids, self->ids->data, self->ids->len);
  query->n_known = query->ids->len;
  self->loading = TRUE;
  start_read (self, query, search_query_free, read_search, search_cb);
}

/* ---- GListModel ------------------------------------------------------------------------------------------------- */

static GType
get_item_type (GListModel *model)
{
  return MC_TYPE_DOSSIER_ROW;
}

static guint
get_n_items (GListModel *model)
{
  McDossierList *self = MC_DOSSIER_LIST (model);

  if (self->kind == MC_LIST_SEARCH)
    return self->found->len;
  return self->index != NULL ? (guint) self->index->n : 0;
}

static gpointer
get_item (GListModel *model, guint position)
{
  McDossierList *self = MC_DOSSIER_LIST (model);

  if (position >= get_n_items (model))
    return NULL;
  if (self->kind != MC_LIST_SEARCH)
    return g_object_ref (g_ptr_array_index (page_objects (self, position / PAGE), position % PAGE));

  if (position + SEARCH_PAGE / 2 > self->found->len && !self->loading && !self->complete)
    start_search (self, g_array_index (self->ids, gint64, self->ids->len - 1));
  return g_object_ref (g_ptr_array_index (self->found, position));
}

static void
mc_dossier_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- making one ---------------------------------------------------------------------------------------------------- */

McView
_mc_list_view (const McListFilter *filter)
{
  /* Nothing was received or is due before 1970; the day after the last one is still a day. */
  McView view = { .kind = MC_VIEW_ALL, .state = filter->state, .from = 0, .to = G_MAXINT32 - 1 };

  switch (filter->kind)
    {
    case MC_LIST_STATE:
      view.kind = MC_VIEW_STATE;
      break;
    case MC_LIST_OPEN:
      view.kind = MC_VIEW_OPEN;
      view.to = MC_DUE_KEY_NONE;
      break;
    case MC_LIST_OVERDUE:
      view.kind = MC_VIEW_OPEN;
      view.to = filter->day - 1;
      break;
    case MC_LIST_DUE_ON:
      view.kind = MC_VIEW_OPEN;
      view.from = view.to = filter->day;
      break;
    case MC_LIST_RETYPE:
      view.kind = MC_VIEW_RETYPE;
      view.desk = filter->desk;
      break;
    case MC_LIST_UNPRINTED:
      view.kind = MC_VIEW_UNPRINTED;
      view.desk = filter->desk;
      break;
    case MC_LIST_ALL:
    case MC_LIST_SEARCH:
    default:
      break;
    }
  return view;
}

McDossierList *
mc_desk_list (McDesk *self, const McListFilter *filter)
{
  McDossierList *list = g_object_new (MC_TYPE_DOSSIER_LIST, NULL);

  list->desk = g_object_ref (self);
  list->kind = filter->kind;
  if (filter->kind == MC_LIST_SEARCH)
    {
      list->text = g_strdup (filter->text != NULL ? filter->text : "");
      list->marked = mc_text_has_marks (list->text);
      start_search (list, 0);
      return list;
    }
  list->view = _mc_list_view (filter);
  start_index (list);
  list->changed_id = g_signal_connect_object (self, "changed", G_CALLBACK (start_index), list, G_CONNECT_SWAPPED);
  return list;
}

gboolean
mc_dossier_list_is_complete (McDossierList *self)
{
  g_return_val_if_fail (MC_IS_DOSSIER_LIST (self), FALSE);
  return self->complete;
}

guint
mc_dossier_list_n_new (McDossierList *self)
{
  g_return_val_if_fail (MC_IS_DOSSIER_LIST (self), 0);
  return self->n_new;
}
