/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-form-values.h"
#include "mc-text.h"

struct _McFormValues
{
  const McFormValues *parent; /* (nullable) */
  GHashTable *texts;          /* static name to (owned) text */
  GHashTable *rows;           /* (nullable) static name to GPtrArray of McFormValues */
};

McFormValues *
mc_form_values_new (const McFormValues *parent)
{
  McFormValues *self = g_new0 (McFormValues, 1);

  self->parent = parent;
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return self;
}

void
mc_form_values_free (McFormValues *self)
{
  g_hash_table_unref (self->texts);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_free (self);
}

void
mc_form_values_set (McFormValues *self, const char *name, const char *value)
{
  g_hash_table_insert (self->texts, (gpointer) name, value != NULL ? mc_text_clean (value) : g_strdup (""));
}

void
mc_form_values_take (McFormValues *self, const char *name, char *value)
{
  mc_form_values_set (self, name, value);
  g_free (value);
}

void
mc_form_values_set_flag (McFormValues *self, const char *name, gboolean flag)
{
  g_hash_table_insert (self->texts, (gpointer) name, g_strdup (flag ? "1" : ""));
}

gboolean
mc_form_values_lookup (const McFormValues *self, const char *name, const char **value)
{
  for (const McFormValues *values = self; values != NULL; values = values->parent)
    {
      *value = g_hash_table_lookup (values->texts, name);
      if (*value != NULL)
        return TRUE;
    }
  return FALSE;
}

void
mc_form_values_set_rows (McFormValues *self, const char *name)
{
  if (self->rows == NULL)
    self->rows = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_ptr_array_unref);
  if (!g_hash_table_contains (self->rows, name))
    g_hash_table_insert (self->rows, (gpointer) name,
                         g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_values_free));
}

McFormValues *
mc_form_values_add_row (McFormValues *self, const char *name)
{
  McFormValues *row = mc_form_values_new (self);

  mc_form_values_set_rows (self, name);
  g_ptr_array_add (g_hash_table_lookup (self->rows, name), row);
  return row;
}

GPtrArray *
mc_form_values_rows (const McFormValues *self, const char *name)
{
  for (const McFormValues *values = self; values != NULL; values = values->parent)
    {
      GPtrArray *rows = values->rows != NULL ? g_hash_table_lookup (values->rows, name) : NULL;

      if (rows != NULL)
        return rows;
    }
  return NULL;
}
