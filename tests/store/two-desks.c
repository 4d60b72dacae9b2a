/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "two-desks.h"

#include "mc-importer.h"
#include "mc-projection.h"

void
two_set_up (Two *two, gconstpointer data)
{
  fixture_set_up (&two->a, GINT_TO_POINTER (2));
  fixture_set_up (&two->b, data != NULL ? data : GINT_TO_POINTER (3));
}

void
two_tear_down (Two *two, gconstpointer data)
{
  fixture_tear_down (&two->a, NULL);
  fixture_tear_down (&two->b, NULL);
}

/* ---- carrying ---- */

void
two_entry_free (gpointer entry)
{
  mc_entry_clear (entry);
  g_free (entry);
}

McEntry *
two_entry_copy (const McEntry *entry)
{
  McEntry *copy = g_new0 (McEntry, 1);
  gsize size;
  const char *text = g_bytes_get_data (entry->envelope_bytes, &size);

  g_assert_true (mc_envelope_decode (text, size, &copy->envelope, NULL));
  copy->envelope_bytes = g_bytes_ref (entry->envelope_bytes);
  copy->body = entry->body != NULL ? g_bytes_ref (entry->body) : NULL;
  memcpy (copy->body_hash, entry->body_hash, MC_HASH_SIZE);
  memcpy (copy->hash, entry->hash, MC_HASH_SIZE);
  return copy;
}

static gboolean
collect_one (const McEntry *entry, gpointer data, GError **error)
{
  g_ptr_array_add (data, two_entry_copy (entry));
  return TRUE;
}

static gboolean
collect (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  return mc_journal_foreach (db, 0, 0, collect_one, data, error);
}

GPtrArray *
two_entries (Fixture *self)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func (two_entry_free);
  g_autoptr (GError) error = NULL;

  mc_store_read (fixture_store (self), collect, entries, &error);
  g_assert_no_error (error);
  return entries;
}

typedef struct
{
  McEntry *entry;
  gboolean is_new;
} Parcel;

static gboolean
write_parcel (McTx *tx, gpointer data, GError **error)
{
  Parcel *parcel = data;
  g_autoptr (McImporter) importer = mc_importer_new (tx);

  return mc_importer_entry (importer, parcel->entry, &parcel->is_new, error) && mc_importer_finish (importer, NULL, error);
}

gboolean
two_take_in (Fixture *to, McEntry *entry, gboolean *is_new, GError **error)
{
  Parcel parcel = { entry, FALSE };
  gboolean ok = fixture_write (to, write_parcel, &parcel, error);

  if (is_new != NULL)
    *is_new = parcel.is_new;
  return ok;
}

gboolean
two_import (Fixture *to, const McEntry *entry, gboolean *is_new, GError **error)
{
  McEntry *copy = two_entry_copy (entry);
  gboolean ok = two_take_in (to, copy, is_new, error);

  two_entry_free (copy);
  return ok;
}

guint
two_carry (Fixture *from, Fixture *to)
{
  g_autoptr (GPtrArray) entries = two_entries (from);
  guint n_new = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean is_new;

      two_import (to, g_ptr_array_index (entries, i), &is_new, &error);
      g_assert_no_error (error);
      n_new += is_new ? 1 : 0;
    }
  return n_new;
}

void
two_exchange (Two *two)
{
  two_carry (&two->a, &two->b);
  two_carry (&two->b, &two->a);
}

void
two_assert_sound (Two *two)
{
  fixture_assert_sound (&two->a);
  fixture_assert_sound (&two->b);
}

/* ---- working ---- */

char *
two_receive (Fixture *self)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "LÒ THỊ HOA");

  return g_strdup (dossier->code);
}

void
two_act (Fixture *self, const char *code, McAction action)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = mc_desk_act (self->desk, code, action, "lý do", NULL, &error);

  g_assert_no_error (error);
}

void
two_print (Fixture *self, const char *code)
{
  g_autoptr (GError) error = NULL;

  mc_desk_note_print (self->desk, code, "01", TRUE, &error);
  g_assert_no_error (error);
}

void
two_assert_state (Fixture *self, const char *code, McState state)
{
  g_autofree char *sql = g_strdup_printf ("SELECT state FROM dossier WHERE code = '%s'", code);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fixture_int (self->folder, sql), ==, state);
  dossier = mc_desk_load (self->desk, code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dossier->state, ==, state);
}

gint64
two_n_conflicts (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM conflict");
}

gint64
two_n_entries (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM entry");
}
