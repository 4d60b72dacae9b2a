/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-folder-state.h"

#include <string.h>

#include "mc-local.h"

/* Segments that are lacking or damaged for so long that this many others were read are given up. */
#define MAX_DONE 4096

static void
free_author (gpointer data)
{
  McFolderAuthor *author = data;

  g_array_unref (author->done);
  g_free (author);
}

void
_mc_folder_state_init (McFolderState *self)
{
  memset (self, 0, sizeof *self);
  self->heads = g_array_new (FALSE, TRUE, sizeof (McHead));
  self->recipients = g_array_new (FALSE, TRUE, sizeof (McPublicKey));
  self->authors = g_ptr_array_new_with_free_func (free_author);
}

void
_mc_folder_state_clear (McFolderState *self)
{
  g_clear_pointer (&self->heads, g_array_unref);
  g_clear_pointer (&self->recipients, g_array_unref);
  g_clear_pointer (&self->authors, g_ptr_array_unref);
}

void
_mc_folder_state_forget_written (McFolderState *self)
{
  g_array_set_size (self->heads, 0);
  self->file = 0;
}

McHead *
_mc_folder_state_head (McFolderState *self, const guint8 origin[MC_ORIGIN_SIZE])
{
  McHead head = { .stream = MC_STREAM_WORK };

  for (guint i = 0; i < self->heads->len; i++)
    if (memcmp (g_array_index (self->heads, McHead, i).origin, origin, MC_ORIGIN_SIZE) == 0)
      return &g_array_index (self->heads, McHead, i);
  memcpy (head.origin, origin, MC_ORIGIN_SIZE);
  g_array_append_val (self->heads, head);
  return &g_array_index (self->heads, McHead, self->heads->len - 1);
}

McFolderAuthor *
_mc_folder_state_author (McFolderState *self, const guint8 origin[MC_ORIGIN_SIZE])
{
  McFolderAuthor *author;

  for (guint i = 0; i < self->authors->len; i++)
    {
      author = g_ptr_array_index (self->authors, i);
      if (memcmp (author->origin, origin, MC_ORIGIN_SIZE) == 0)
        return author;
    }
  author = g_new0 (McFolderAuthor, 1);
  memcpy (author->origin, origin, MC_ORIGIN_SIZE);
  author->next = 1;
  author->done = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_ptr_array_add (self->authors, author);
  return author;
}

static gboolean
find_done (const McFolderAuthor *self, gint64 segment, guint *at)
{
  for (*at = 0; *at < self->done->len; (*at)++)
    if (g_array_index (self->done, gint64, *at) == segment)
      return TRUE;
  return FALSE;
}

gboolean
_mc_folder_author_is_done (const McFolderAuthor *self, gint64 segment)
{
  guint at;

  return segment < self->next || find_done (self, segment, &at);
}

void
_mc_folder_author_done (McFolderAuthor *self, gint64 segment)
{
  guint at;

  if (!_mc_folder_author_is_done (self, segment))
    g_array_append_val (self->done, segment);
  while (find_done (self, self->next, &at) || self->done->len > MAX_DONE)
    {
      if (find_done (self, self->next, &at))
        g_array_remove_index_fast (self->done, at);
      self->next++;
    }
}

/* ---- in the database ---------------------------------------------------------------------------------------- */

static void
read_line (McFolderState *self, char **words)
{
  guint n = g_strv_length (words);
  guint8 id[MC_ORIGIN_SIZE];
  McPublicKey key;

  if (n == 2 && strcmp (words[0], "o") == 0)
    mc_hex_decode (words[1], self->origin, MC_ORIGIN_SIZE);
  else if (n == 2 && strcmp (words[0], "s") == 0)
    self->segment = MAX (g_ascii_strtoll (words[1], NULL, 10), 0);
  else if (n == 2 && strcmp (words[0], "f") == 0)
    self->file = g_ascii_strtoll (words[1], NULL, 10);
  else if (n == 3 && strcmp (words[0], "h") == 0 && mc_hex_decode (words[1], id, sizeof id))
    _mc_folder_state_head (self, id)->seq = MAX (g_ascii_strtoll (words[2], NULL, 10), 0);
  else if (n == 2 && strcmp (words[0], "k") == 0 && mc_hex_decode (words[1], key.bytes, sizeof key.bytes))
    g_array_append_val (self->recipients, key);
  else if (n >= 3 && strcmp (words[0], "a") == 0 && mc_hex_decode (words[1], id, sizeof id))
    {
      McFolderAuthor *author = _mc_folder_state_author (self, id);

      author->next = MAX (g_ascii_strtoll (words[2], NULL, 10), 1);
      for (guint i = 3; i < n; i++)
        _mc_folder_author_done (author, g_ascii_strtoll (words[i], NULL, 10));
    }
}

gboolean
_mc_folder_state_load (McFolderState *self, McStore *store, const char *id, GError **error)
{
  g_autofree char *key = g_strconcat ("folder.", id, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!mc_local_load (store, key, &text, error))
    return FALSE;
  lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      read_line (self, words);
    }
  return TRUE;
}

static void
add_hex (GString *text, const char *word, const guint8 *data, gsize size)
{
  g_autofree char *hex = mc_hex_encode (data, size);

  g_string_append_printf (text, "%s %s", word, hex);
}

gboolean
_mc_folder_state_save (const McFolderState *self, McStore *store, const char *id, GError **error)
{
  g_autofree char *key = g_strconcat ("folder.", id, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  add_hex (text, "o", self->origin, MC_ORIGIN_SIZE);
  g_string_append_printf (text, "\ns %" G_GINT64_FORMAT "\nf %" G_GINT64_FORMAT "\n", self->segment, self->file);
  for (guint i = 0; i < self->heads->len; i++)
    {
      const McHead *head = &g_array_index (self->heads, McHead, i);

      add_hex (text, "h", head->origin, MC_ORIGIN_SIZE);
      g_string_append_printf (text, " %" G_GINT64_FORMAT "\n", head->seq);
    }
  for (guint i = 0; i < self->recipients->len; i++)
    {
      add_hex (text, "k", g_array_index (self->recipients, McPublicKey, i).bytes, sizeof (McPublicKey));
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < self->authors->len; i++)
    {
      const McFolderAuthor *author = g_ptr_array_index (self->authors, i);

      add_hex (text, "a", author->origin, MC_ORIGIN_SIZE);
      g_string_append_printf (text, " %" G_GINT64_FORMAT, author->next);
      for (guint n = 0; n < author->done->len; n++)
        g_string_append_printf (text, " %" G_GINT64_FORMAT, g_array_index (author->done, gint64, n));
      g_string_append_c (text, '\n');
    }
  return mc_local_save (store, key, text->str, error);
}
