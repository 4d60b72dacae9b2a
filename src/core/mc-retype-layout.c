/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-retype-layout.h"

McRetypeField *
mc_retype_field_new (void)
{
  return g_new0 (McRetypeField, 1);
}

void
mc_retype_field_free (McRetypeField *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->value);
  g_free (self->constant);
  g_free (self->format);
  g_clear_pointer (&self->words, g_hash_table_unref);
  g_free (self->note);
  g_free (self);
}

McRetypeLayout *
mc_retype_layout_new (void)
{
  McRetypeLayout *self = g_new0 (McRetypeLayout, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_retype_field_free);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_retype_field_free);
  return self;
}

McRetypeLayout *
mc_retype_layout_ref (McRetypeLayout *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_retype_layout_unref (McRetypeLayout *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self->system);
  g_free (self->note);
  g_ptr_array_unref (self->fields);
  g_ptr_array_unref (self->columns);
  g_free (self);
}
