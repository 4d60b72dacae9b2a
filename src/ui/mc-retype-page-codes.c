/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-official-code.h"
#include "mc-retype-page-private.h"
#include "mc-words.h"

/* ---- reading ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  GPtrArray *layouts;
  McRetypePlace place;
  McRetypeItem *item;
} Loaded;

static void
loaded_free (gpointer data)
{
  Loaded *loaded = data;

  g_clear_pointer (&loaded->layouts, g_ptr_array_unref);
  mc_retype_place_clear (&loaded->place);
  mc_retype_item_free (loaded->item);
  g_free (loaded);
}

static gpointer
load (McDesk *desk, gpointer data, GError **error)
{
  Loaded *loaded = g_new0 (Loaded, 1);

  if ((loaded->layouts = mc_desk_retype_layouts (desk, error)) != NULL && mc_desk_retype_place (desk, &loaded->place, error))
    loaded->item = mc_desk_retype_item (desk, !loaded->place.office, loaded->place.code, MC_DESK_RETYPE_AT, error);
  if (loaded->item != NULL)
    return loaded;
  loaded_free (loaded);
  return NULL;
}

static guint
find_layout (GPtrArray *layouts, const char *key)
{
  guint own = 0;

  for (guint i = 0; i < layouts->len; i++)
    {
      const McRetypeLayout *layout = g_ptr_array_index (layouts, i);

      if (g_strcmp0 (layout->key, key) == 0)
        return i;
      if (!layout->shipped && own == 0)
        own = i;
    }
  /* The office's own says how its province has it. */
  return own;
}

static void
show_layouts (McRetypePage *self, GPtrArray *layouts)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint at = find_layout (layouts, self->place.layout);

  g_clear_pointer (&self->layouts, g_ptr_array_unref);
  self->layouts = g_ptr_array_ref (layouts);
  for (guint i = 0; i < layouts->len; i++)
    g_ptr_array_add (names, ((McRetypeLayout *) g_ptr_array_index (layouts, i))->name);
  g_ptr_array_add (names, NULL);
  mc_choice_field_set_texts (self->layout_choice, (const char *const *) names->pdata);
  mc_choice_field_set_selected (self->layout_choice, at);
  g_clear_pointer (&self->layout, mc_retype_layout_unref);
  if (at < layouts->len)
    self->layout = mc_retype_layout_ref (g_ptr_array_index (layouts, at));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  McRetypePage *self = MC_RETYPE_PAGE (source);
  g_autoptr (GError) error = NULL;
  Loaded *loaded = g_task_propagate_pointer (G_TASK (result), &error);
  int field;

  self->busy = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    {
      g_clear_pointer (&loaded, loaded_free);
      return;
    }
  if (loaded == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  mc_retype_place_clear (&self->place);
  self->place = loaded->place;
  loaded->place = (McRetypePlace) { NULL };
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->office_check), self->place.office);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->chain_check), self->place.chain);
  show_layouts (self, loaded->layouts);
  field = loaded->item->dossier != NULL && g_strcmp0 (loaded->item->dossier->code, self->place.code) == 0 ? self->place.field : 0;
  _mc_retype_page_show_item (self, g_steal_pointer (&loaded->item));
  if (field > 0)
    {
      self->started = TRUE;
      _mc_retype_page_go_to (self, (guint) field, FALSE);
    }
  loaded_free (loaded);
}

/* Layouts, place and dossier together. Once they are there, only what has changed of the dossier, unless @anew. */
void
_mc_retype_page_read (McRetypePage *self, gboolean anew)
{
  if (self->busy)
    return;
  if (self->layouts != NULL && !anew)
    {
      _mc_retype_page_check (self);
      return;
    }
  self->busy = TRUE;
  mc_desk_worker_run (self->worker, self, load, NULL, NULL, loaded_free, on_loaded, NULL);
}

static void
on_stepped (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autoptr (GError) error = NULL;
  McRetypeItem *item = mc_desk_retype_item_finish (MC_DESK (source), result, &error);

  self->busy = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    mc_retype_item_free (item);
  else if (item != NULL)
    _mc_retype_page_show_item (self, item);
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
}

void
_mc_retype_page_step (McRetypePage *self, const char *code, McDeskRetypeStep step)
{
  self->busy = TRUE;
  mc_desk_retype_item_async (self->desk, !self->place.office, code, step, NULL, on_stepped, g_object_ref (self));
}

/* The store has changed: somebody else may have given this one its code, or others have come. */
static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autoptr (McRetypeItem) item = mc_desk_retype_item_finish (MC_DESK (source), result, NULL);

  if (mc_page_is_gone (MC_PAGE (self)) || item == NULL || self->item == NULL || self->busy)
    return;
  if (self->item->dossier == NULL)
    {
      if (item->dossier != NULL)
        _mc_retype_page_show_item (self, g_steal_pointer (&item));
      return;
    }
  self->item->waiting = item->waiting;
  if (item->dossier != NULL && g_strcmp0 (item->dossier->code, self->item->dossier->code) == 0)
    self->item->rank = item->rank;
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_WARNING,
                                                   _("This dossier need not be typed in any more: its official code is there, or the "
                                                     "province has it. Page Down goes on")));
  _mc_retype_page_show_progress (self);
}

void
_mc_retype_page_check (McRetypePage *self)
{
  if (self->item == NULL || self->busy)
    return;
  mc_desk_retype_item_async (self->desk, !self->place.office, self->item->dossier != NULL ? self->item->dossier->code : NULL,
                             MC_DESK_RETYPE_AT, NULL, on_checked, g_object_ref (self));
}

/* ---- the official code --------------------------------------------------------------------------------------------- */

static void
tell_given (McRetypePage *self, const McDossier *dossier, const char *warning)
{
  g_autofree char *official = mc_words_short_code (dossier->official_code);
  g_autofree char *text = NULL;
  McNotice *notice;

  /* Translators: an official code, the owner of its dossier */
  text = g_strdup_printf (_("Kept %1$s for %2$s"), official, mc_dossier_owner (dossier)->name);
  if (warning != NULL)
    {
      g_autofree char *both = g_strdup_printf ("%s. %s", text, warning);

      notice = mc_notice_new (MC_NOTICE_WARNING, both);
    }
  else
    notice = mc_notice_new (MC_NOTICE_DONE, text);
  mc_notice_add_button (notice, _("Ctrl+Z  Take back"), "retype.take-back", NULL);
  mc_page_notify (MC_PAGE (self), notice);
}

static void
on_given (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (McDossier) dossier = mc_desk_set_official_code_finish (MC_DESK (source), result, &warning, &error);

  self->busy = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (dossier == NULL)
    {
      if (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED))
        mc_field_set_error (MC_FIELD (self->official), error->message);
      else
        mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      mc_field_focus (MC_FIELD (self->official));
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  self->n_done++;
  g_free (self->given_to);
  self->given_to = g_strdup (dossier->code);
  mc_entry_field_set_text (self->official, NULL);
  tell_given (self, dossier, warning);
  _mc_retype_page_step (self, dossier->code, MC_DESK_RETYPE_NEXT);
}

void
_mc_retype_page_give (McRetypePage *self, const char *text)
{
  g_autofree char *code = mc_official_code_find (text);

  mc_field_set_error (MC_FIELD (self->official), NULL);
  if (self->busy || self->item == NULL || self->item->dossier == NULL)
    return;
  mc_entry_field_set_text (self->official, code != NULL ? code : text);
  self->busy = TRUE;
  mc_desk_set_official_code_async (self->desk, self->item->dossier->code, code != NULL ? code : text, NULL, on_given,
                                   g_object_ref (self));
}

typedef struct
{
  McRetypePage *page; /* (owned) */
  char *code;
} Scan;

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  Scan *scan = data;
  g_autoptr (McRetypePage) self = scan->page;
  g_autofree char *code = scan->code;
  g_autoptr (McRetypeItem) item = mc_desk_retype_item_finish (MC_DESK (source), result, NULL);

  g_free (scan);
  self->busy = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (item != NULL && item->dossier != NULL && g_strcmp0 (item->dossier->code, code) == 0)
    _mc_retype_page_show_item (self, g_steal_pointer (&item));
  else
    _mc_retype_page_give (self, code);
}

/* Off the citizen's slip before anything was copied: that dossier is meant. Afterwards it is what the province's system gave;
 * its numbers may well be those of our slips. */
void
_mc_retype_page_scan (McRetypePage *self, const char *code)
{
  Scan *scan;

  if (self->busy || self->item == NULL || self->item->dossier == NULL)
    return;
  if (g_strcmp0 (code, self->item->dossier->code) == 0)
    {
      mc_page_notify (MC_PAGE (self),
                      mc_notice_new (MC_NOTICE_WARNING,
                                     _("That is the number of this dossier's own slip. If the province's system uses it too, type it "
                                       "under Official code")));
      return;
    }
  if (self->started)
    {
      _mc_retype_page_give (self, code);
      return;
    }
  scan = g_new0 (Scan, 1);
  scan->page = g_object_ref (self);
  scan->code = g_strdup (code);
  self->busy = TRUE;
  mc_desk_retype_item_async (self->desk, !self->place.office, code, MC_DESK_RETYPE_AT, NULL, on_found, scan);
}

static void
on_taken_back (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McRetypePage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_set_official_code_finish (MC_DESK (source), result, NULL, &error);

  self->busy = FALSE;
  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  if (dossier == NULL)
    {
      mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
      return;
    }
  if (self->n_done > 0)
    self->n_done--;
  mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, _("The code is taken back")));
  _mc_retype_page_step (self, dossier->code, MC_DESK_RETYPE_AT);
}

void
_mc_retype_page_take_back (McRetypePage *self)
{
  g_autofree char *code = g_steal_pointer (&self->given_to);

  if (self->busy || code == NULL)
    {
      self->given_to = g_steal_pointer (&code);
      return;
    }
  self->busy = TRUE;
  mc_desk_set_official_code_async (self->desk, code, NULL, NULL, on_taken_back, g_object_ref (self));
}
