/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-again.h"

#include <string.h>

#include "mc-importer.h"
#include "mc-json.h"

#define FIRST "first_hash"
#define PARENT "parent_hash"
#define NAMES "names"

char *
mc_again_name (const McEntryRef *ref, const char *hash_hex)
{
  g_autofree char *text = mc_entry_ref_to_text (ref);

  return g_strdup_printf ("%s/%s", text, hash_hex);
}

gboolean
mc_again_hash_fits (const char *hex, const guint8 hash[MC_HASH_SIZE])
{
  guint8 start[MC_AGAIN_HASH];

  return hex == NULL || (mc_hex_decode (hex, start, sizeof start) && memcmp (start, hash, sizeof start) == 0);
}

char **
mc_again_names (JsonObject *body)
{
  g_autofree char *text = NULL;

  return mc_json_read_text (body, NAMES, &text, NULL) && text != NULL ? g_strsplit (text, " ", -1) : NULL;
}

/* ---- writing ------------------------------------------------------------------------------------------------------ */

static void
clear_entry (gpointer entry)
{
  mc_entry_clear (entry);
}

/* @hex NULL: it is own, has a number in the office's stream, or is not here. */
static gboolean
hash_to_say (McTx *tx, const McEntryRef *ref, char **hex, GError **error)
{
  g_autoptr (GArray) entries = NULL;
  gint64 number;
  int n;

  *hex = NULL;
  if (ref == NULL || ref->seq == 0 || memcmp (ref->origin, tx->origin_id, MC_ORIGIN_SIZE) == 0)
    return TRUE;
  if (!mc_journal_find_origin (tx->db, ref->origin, &n, error) || !mc_order_of (tx->db, n, ref->seq, &number, error))
    return FALSE;
  if (number != 0)
    return TRUE;
  entries = g_array_new (FALSE, TRUE, sizeof (McEntry));
  g_array_set_clear_func (entries, clear_entry);
  if (!mc_journal_read (tx->db, n, MC_STREAM_WORK, ref->seq, 1, 0, entries, error))
    return FALSE;
  if (entries->len == 1 && g_array_index (entries, McEntry, 0).envelope.seq == ref->seq)
    *hex = mc_hex_encode (g_array_index (entries, McEntry, 0).hash, MC_AGAIN_HASH);
  return TRUE;
}

char *
mc_again_write_body (McTx *tx, const McEntryRef *first, const McEntryRef *parent, JsonNode *body, GError **error)
{
  g_autofree char *first_hex = NULL, *parent_hex = NULL, *text = json_to_string (body, FALSE);
  GString *out = g_string_new ("{");
  const char *rest = text + 1;

  if (!hash_to_say (tx, first, &first_hex, error) ||
      (!mc_entry_ref_equal (first, parent) && !hash_to_say (tx, parent, &parent_hex, error)))
    {
      g_string_free (out, TRUE);
      return NULL;
    }
  if (first_hex != NULL)
    g_string_append_printf (out, "\"" FIRST "\":\"%s\"%s", first_hex, parent_hex != NULL || *rest != '}' ? "," : "");
  if (parent_hex != NULL)
    g_string_append_printf (out, "\"" PARENT "\":\"%s\"%s", parent_hex, *rest != '}' ? "," : "");
  g_string_append (out, rest);
  return g_string_free (out, FALSE);
}

/* The value of a member that this file wrote at @at, which moves behind it; NULL when it is not there. (transfer full) */
static char *
take_member (const char **at, const char *member)
{
  g_autofree char *start = g_strdup_printf ("\"%s\":\"", member);
  const char *value, *end;

  if (!g_str_has_prefix (*at, start))
    return NULL;
  value = *at + strlen (start);
  end = strchr (value, '"');
  if (end == NULL)
    return NULL;
  *at = end[1] == ',' ? end + 2 : end + 1;
  return g_strndup (value, (gsize) (end - value));
}

char *
mc_again_body (const McEntryRef *old, const guint8 hash[MC_HASH_SIZE], const char *rest)
{
  g_autofree char *text = mc_entry_ref_to_text (old), *hex = mc_hex_encode (hash, MC_AGAIN_HASH), *name = mc_again_name (old, hex);
  const char *at = strchr (rest, '{');
  g_autofree char *again = NULL, *names = NULL;

  at = at != NULL ? at + 1 : rest;
  at += strspn (at, " \t\r\n");
  /* Said again for the second time. */
  again = take_member (&at, "again");
  names = again != NULL ? take_member (&at, NAMES) : NULL;
  return g_strdup_printf ("{\"again\":\"%s\",\"" NAMES "\":\"%s%s%s\"%s%s", text, name, names != NULL ? " " : "",
                          names != NULL ? names : "", *at == '}' ? "" : ",", at);
}

/* ---- while a dossier is folded ---------------------------------------------------------------------------------------- */

void
mc_again_init (McAgain *self)
{
  memset (self, 0, sizeof *self);
}

void
mc_again_clear (McAgain *self)
{
  g_clear_pointer (&self->names, g_hash_table_unref);
}

static void
add_name (McAgain *self, const char *name, const McEntryRef *now)
{
  g_hash_table_replace (self->names, g_strdup (name), g_memdup2 (now, sizeof *now));
}

gboolean
mc_again_take (McAgain *self, const McEnvelope *envelope, JsonObject *body)
{
  g_auto (GStrv) names = mc_again_names (body);
  McEntryRef ref = { .seq = envelope->seq }, now;
  g_autofree char *text = NULL;
  const McEntryRef *known;
  gboolean is_new;

  if (names == NULL)
    return TRUE;
  if (self->names == NULL)
    self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  memcpy (ref.origin, envelope->origin, MC_ORIGIN_SIZE);
  /* The oldest name is what all of them have in common. */
  known = g_hash_table_lookup (self->names, names[g_strv_length (names) - 1]);
  is_new = known == NULL;
  now = is_new ? ref : *known;
  for (char **name = names; *name != NULL; name++)
    add_name (self, *name, &now);
  if (is_new)
    return TRUE;
  text = mc_entry_ref_to_text (&ref);
  add_name (self, text, &now);
  return FALSE;
}

void
mc_again_set_head (McAgain *self, const McEnvelope *envelope, const guint8 hash[MC_HASH_SIZE])
{
  memcpy (self->head.origin, envelope->origin, MC_ORIGIN_SIZE);
  self->head.seq = envelope->seq;
  memcpy (self->head_hash, hash, MC_HASH_SIZE);
}

gboolean
mc_again_is_on_head (const McAgain *self, const McEnvelope *envelope, JsonObject *body)
{
  const char *member = mc_entry_ref_equal (&envelope->parent, &envelope->dossier) ? FIRST : PARENT;
  g_autofree char *hex = NULL, *name = NULL, *plain = mc_entry_ref_to_text (&envelope->parent);
  const McEntryRef *now = NULL;

  if (!mc_json_read_text (body, member, &hex, NULL))
    g_clear_pointer (&hex, g_free);
  if (hex != NULL)
    name = mc_again_name (&envelope->parent, hex);
  if (self->names != NULL && name != NULL)
    now = g_hash_table_lookup (self->names, name);
  if (self->names != NULL && now == NULL)
    now = g_hash_table_lookup (self->names, plain);
  if (now != NULL)
    return mc_entry_ref_equal (now, &self->head);
  return mc_entry_ref_equal (&envelope->parent, &self->head) && mc_again_hash_fits (hex, self->head_hash);
}
