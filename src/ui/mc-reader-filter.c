/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-reader-filter.h"

struct _McReaderFilter
{
  GString *text;
  guint n_chars;
  gint64 first_ms;
  gint64 last_ms;
};

McReaderFilter *
mc_reader_filter_new (void)
{
  McReaderFilter *self = g_new0 (McReaderFilter, 1);

  self->text = g_string_new (NULL);
  return self;
}

void
mc_reader_filter_free (McReaderFilter *self)
{
  g_string_free (self->text, TRUE);
  g_free (self);
}

void
mc_reader_filter_reset (McReaderFilter *self)
{
  g_string_truncate (self->text, 0);
  self->n_chars = 0;
}

gboolean
mc_reader_filter_push (McReaderFilter *self, gunichar c, gint64 time_ms)
{
  /* Event times wrap after 49 days and go back when the server restarts: both begin anew. */
  gboolean begins = self->n_chars == 0 || time_ms < self->last_ms || time_ms - self->last_ms > MC_READER_GAP_MS;

  if (begins)
    {
      mc_reader_filter_reset (self);
      self->first_ms = time_ms;
    }
  g_string_append_unichar (self->text, c);
  self->n_chars++;
  self->last_ms = time_ms;
  return begins;
}

char *
mc_reader_filter_finish (McReaderFilter *self, gint64 time_ms)
{
  g_autofree char *text = NULL;
  gint64 span = self->last_ms - self->first_ms;
  gboolean fast = self->n_chars >= MC_READER_MIN_CHARS && time_ms >= self->last_ms &&
                  time_ms - self->last_ms <= MC_READER_GAP_MS &&
                  span * (MC_READER_MIN_CHARS - 1) < (gint64) MC_READER_WINDOW_MS * (self->n_chars - 1);

  if (fast)
    text = g_strdup (self->text->str);
  mc_reader_filter_reset (self);
  return g_steal_pointer (&text);
}
