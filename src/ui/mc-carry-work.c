/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-carry-work.h"

#include <glib/gi18n-lib.h>

#include "mc-advice.h"
#include "mc-error.h"

struct _McCarryWork
{
  GObject parent_instance;

  McDesk *desk; /* (owned) */
  McCarryDoing doing;
  char *folder;
  char *stick;
  GCancellable *cancellable; /* (owned) (nullable) while something is under way */
  gint64 done, total;
  gint64 began; /* monotonic */

  char *title; /* (nullable) of the last one */
  gboolean trouble;
  GPtrArray *lines; /* (element-type McCarryLine) */
};

enum { CHANGED, ENDED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McCarryWork, mc_carry_work, G_TYPE_OBJECT)

static void
line_free (gpointer data)
{
  McCarryLine *line = data;

  g_free (line->text);
  g_free (line);
}

/* Takes @text. */
static void
add_line (McCarryWork *self, char *text, gboolean is_trouble)
{
  McCarryLine *line = g_new0 (McCarryLine, 1);

  line->text = text;
  line->is_trouble = is_trouble;
  self->trouble = self->trouble || is_trouble;
  g_ptr_array_add (self->lines, line);
}

/* ---- from beginning to end ---------------------------------------------------------------------------------------- */

static gboolean
begin (McCarryWork *self, McCarryDoing doing, const char *folder, const char *stick)
{
  if (self->doing != MC_CARRY_IDLE)
    return FALSE;
  self->doing = doing;
  g_free (self->folder);
  self->folder = g_strdup (folder);
  g_free (self->stick);
  self->stick = g_strdup (stick);
  self->cancellable = g_cancellable_new ();
  self->done = self->total = 0;
  self->began = g_get_monotonic_time ();
  self->trouble = FALSE;
  g_clear_pointer (&self->title, g_free);
  g_ptr_array_set_size (self->lines, 0);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

/* Takes @title. */
static void
end (McCarryWork *self, char *title)
{
  self->doing = MC_CARRY_IDLE;
  g_clear_object (&self->cancellable);
  g_free (self->title);
  self->title = title;
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
end_with_error (McCarryWork *self, const GError *error)
{
  if (g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED))
    {
      end (self, g_strdup (_("Stopped. Nothing half written was left, nothing is lost")));
      return;
    }
  self->trouble = TRUE;
  end (self, mc_advice_sentence (error));
}

static void
on_progress (gint64 done, gint64 total, gpointer data)
{
  McCarryWork *self = data;

  self->done = done;
  self->total = total;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- writing ---------------------------------------------------------------------------------------------------------- */

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryWork) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McCarryExport) export = mc_desk_export_bundle_finish (MC_DESK (source), result, &error);

  if (export == NULL)
    {
      end_with_error (self, error);
      return;
    }
  for (guint i = 0; i < export->paths->len; i++)
    add_line (self, mc_carry_written_line (export, i), FALSE);
  if (export->left > 0)
    add_line (self, g_strdup_printf (ngettext ("%d entry of another desk cannot go along yet: that desk writes it itself",
                                               "%d entries of other desks cannot go along yet: those desks write them themselves",
                                               (gulong) export->left),
                                     (int) export->left),
              FALSE);
  self->trouble = export->stopped != NULL;
  end (self, mc_carry_written_title (export, self->stick));
}

gboolean
mc_carry_work_write (McCarryWork *self, const char *folder, const char *stick, McCarryFor whom)
{
  g_autofree char *path = g_strconcat (folder, G_DIR_SEPARATOR_S, NULL);

  g_return_val_if_fail (MC_IS_CARRY_WORK (self), FALSE);

  if (!begin (self, MC_CARRY_WRITING, folder, stick))
    return FALSE;
  mc_desk_export_bundle_async (self->desk, path, whom, on_progress, self, self->cancellable, on_written, g_object_ref (self));
  return TRUE;
}

/* ---- reading ---------------------------------------------------------------------------------------------------------- */

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryWork) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = mc_desk_import_bundles_finish (MC_DESK (source), result, &error);

  if (items == NULL)
    {
      end_with_error (self, error);
      return;
    }
  for (guint i = 0; i < items->len; i++)
    {
      const McCarryItem *item = g_ptr_array_index (items, i);

      add_line (self, mc_carry_taken_line (item), mc_carry_item_is_trouble (item));
    }
  end (self, mc_carry_taken_title (items));
}

/* What is for others is tried too: the reason why it is not taken is told file by file. */
static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCarryWork) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (McStickFound) found = mc_desk_look_at_stick_finish (MC_DESK (source), result, &error);
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  if (found == NULL)
    {
      end_with_error (self, error);
      return;
    }
  for (guint i = 0; i < found->paths->len; i++)
    g_ptr_array_add (paths, g_ptr_array_index (found->paths, i));
  for (guint i = 0; i < found->strangers->len; i++)
    g_ptr_array_add (paths, g_ptr_array_index (found->strangers, i));
  if (paths->len == 0)
    {
      end (self, mc_carry_nothing (found));
      return;
    }
  g_ptr_array_add (paths, NULL);
  mc_desk_import_bundles_async (self->desk, (const char *const *) paths->pdata, TRUE, on_progress, self, self->cancellable, on_read,
                                g_object_ref (self));
}

gboolean
mc_carry_work_read (McCarryWork *self, const char *path, const char *stick)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), FALSE);

  if (!begin (self, MC_CARRY_READING, path, stick))
    return FALSE;
  mc_desk_look_at_stick_async (self->desk, path, self->cancellable, on_found, g_object_ref (self));
  return TRUE;
}

void
mc_carry_work_stop (McCarryWork *self)
{
  g_return_if_fail (MC_IS_CARRY_WORK (self));
  g_cancellable_cancel (self->cancellable);
}

/* ---- what is to be shown -------------------------------------------------------------------------------------------------- */

McCarryDoing
mc_carry_work_get_doing (McCarryWork *self)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), MC_CARRY_IDLE);
  return self->doing;
}

const char *
mc_carry_work_get_folder (McCarryWork *self)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), NULL);
  return self->doing != MC_CARRY_IDLE ? self->folder : NULL;
}

double
mc_carry_work_get_progress (McCarryWork *self, char **sentence)
{
  double seconds = (double) (g_get_monotonic_time () - self->began) / G_USEC_PER_SEC;

  g_return_val_if_fail (MC_IS_CARRY_WORK (self), 0);
  *sentence = mc_carry_progress (self->doing, self->done, self->total, seconds);
  return self->total > 0 ? CLAMP ((double) self->done / (double) self->total, 0, 1) : 0;
}

const char *
mc_carry_work_get_title (McCarryWork *self)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), NULL);
  return self->title;
}

gboolean
mc_carry_work_has_trouble (McCarryWork *self)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), FALSE);
  return self->trouble;
}

const GPtrArray *
mc_carry_work_get_lines (McCarryWork *self)
{
  g_return_val_if_fail (MC_IS_CARRY_WORK (self), NULL);
  return self->lines;
}

/* ---- life -------------------------------------------------------------------------------------------------------------------- */

static void
mc_carry_work_finalize (GObject *object)
{
  McCarryWork *self = MC_CARRY_WORK (object);

  g_clear_object (&self->desk);
  g_clear_object (&self->cancellable);
  g_free (self->folder);
  g_free (self->stick);
  g_free (self->title);
  g_ptr_array_unref (self->lines);
  G_OBJECT_CLASS (mc_carry_work_parent_class)->finalize (object);
}

static void
mc_carry_work_class_init (McCarryWorkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_carry_work_finalize;
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
mc_carry_work_init (McCarryWork *self)
{
  self->lines = g_ptr_array_new_with_free_func (line_free);
}

McCarryWork *
mc_carry_work_new (McDesk *desk)
{
  McCarryWork *self = g_object_new (MC_TYPE_CARRY_WORK, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
