/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-rules.h"

#include "mc-catalogue.h"
#include "mc-setting.h"
#include "mc-store.h"

static gboolean
fill (McDeskRules *self, McDb *db, McDeskRules *known, GError **error)
{
  if (known != NULL && known->office_version == self->office_version)
    {
      self->office = mc_office_ref (known->office);
      self->calendar = mc_calendar_ref (known->calendar);
    }
  else
    {
      if ((self->office = mc_setting_own_office (db, error)) == NULL)
        return FALSE;
      self->calendar = mc_calendar_new_default (&self->office->hours);
    }
  if (known != NULL && known->catalogue_version == self->catalogue_version)
    self->catalogue = g_ptr_array_ref (known->catalogue);
  else
    self->catalogue = mc_catalogue_load (db, error);
  return self->catalogue != NULL;
}

McDeskRules *
_mc_desk_rules_read (McDb *db, McDeskRules *known, GError **error)
{
  g_autoptr (McDeskRules) self = g_new0 (McDeskRules, 1);

  g_atomic_ref_count_init (&self->ref_count);
  /* The versions first: what is written between them and the rest makes the next reading read again. */
  if (!mc_office_read_version (db, &self->office_version, error) ||
      !mc_catalogue_read_version (db, &self->catalogue_version, error))
    return NULL;
  if (known != NULL && known->office_version == self->office_version && known->catalogue_version == self->catalogue_version)
    return _mc_desk_rules_ref (known);
  return fill (self, db, known, error) ? g_steal_pointer (&self) : NULL;
}

McDeskRules *
_mc_desk_rules_ref (McDeskRules *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
_mc_desk_rules_unref (McDeskRules *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->office, mc_office_unref);
  g_clear_pointer (&self->calendar, mc_calendar_unref);
  g_clear_pointer (&self->catalogue, g_ptr_array_unref);
  g_free (self);
}

McProcedure *
_mc_desk_rules_procedure (const McDeskRules *self, const char *code, McDay day)
{
  McProcedure *found = NULL;

  /* Later versions come later; a few hundred rows are quicker walked than hashed and kept in step. */
  for (guint i = 0; code != NULL && i < self->catalogue->len; i++)
    {
      McProcedure *procedure = g_ptr_array_index (self->catalogue, i);

      if (strcmp (procedure->code, code) == 0 && mc_procedure_in_force (procedure, day))
        found = procedure;
    }
  return found;
}
