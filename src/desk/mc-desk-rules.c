/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-rules.h"

#include "mc-catalogue.h"
#include "mc-setting.h"
#include "mc-store.h"

static const char *const catalogue_kinds[] = { MC_PUBLISHED_CATALOGUE, NULL };
static const char *const office_kinds[] = { MC_PUBLISHED_SETTINGS, MC_PUBLISHED_HOLIDAYS, NULL };
static const char *const template_kinds[] = { MC_PUBLISHED_TEMPLATE, NULL };
static const char *const other_kinds[] = { MC_PUBLISHED_SIGNERS, NULL }; /* shown, and no more */

static McCalendar *
read_calendar (McDb *db, const McOfficeHours *hours, gint64 now, GError **error)
{
  g_autofree char *table = mc_holidays_table (db, now, error);
  McCalendar *calendar = table != NULL ? mc_calendar_new (hours, table, NULL) : NULL;

  /* What is published is checked before it is taken into the table; should it still be none, the shipped one counts. */
  return table == NULL || calendar != NULL ? calendar : mc_calendar_new_default (hours);
}

static gboolean
fill_office (McDeskRules *self, McDb *db, McDeskRules *known, GError **error)
{
  if (known != NULL && known->office_version == self->office_version && strcmp (known->office_stamp, self->office_stamp) == 0)
    {
      self->office = mc_office_ref (known->office);
      self->calendar = mc_calendar_ref (known->calendar);
      return TRUE;
    }
  self->office = mc_settings_office (db, self->read_at, error);
  return self->office != NULL && (self->calendar = read_calendar (db, &self->office->hours, self->read_at, error)) != NULL;
}

static gboolean
fill (McDeskRules *self, McDb *db, McDeskRules *known, GError **error)
{
  if (!fill_office (self, db, known, error))
    return FALSE;
  if (known != NULL && known->catalogue_version == self->catalogue_version &&
      strcmp (known->catalogue_stamp, self->catalogue_stamp) == 0)
    self->catalogue = g_ptr_array_ref (known->catalogue);
  else
    self->catalogue = mc_catalogue_load (db, self->read_at, error);
  if (self->catalogue == NULL)
    return FALSE;
  if (known != NULL && strcmp (known->template_stamp, self->template_stamp) == 0)
    self->templates = g_ptr_array_ref (known->templates);
  else
    self->templates = mc_paper_templates_load (db, self->read_at, error);
  return self->templates != NULL;
}

static gboolean
read_stamp (McDeskRules *self, McDb *db, const char *const *kinds, char **stamp, GError **error)
{
  gboolean unsettled;
  gint64 next;

  if (!mc_published_stamp (db, kinds, self->read_at, stamp, &next, &unsettled, error))
    return FALSE;
  self->next = MIN (self->next, next);
  self->unsettled |= unsettled;
  return TRUE;
}

static gboolean
read_stamps (McDeskRules *self, McDb *db, GError **error)
{
  g_autofree char *other = NULL;

  return read_stamp (self, db, catalogue_kinds, &self->catalogue_stamp, error) &&
         read_stamp (self, db, office_kinds, &self->office_stamp, error) &&
         read_stamp (self, db, template_kinds, &self->template_stamp, error) && read_stamp (self, db, other_kinds, &other, error);
}

static gboolean
is_same (const McDeskRules *self, const McDeskRules *known)
{
  return known->office_version == self->office_version && known->catalogue_version == self->catalogue_version &&
         known->published_version == self->published_version && !_mc_desk_rules_are_due (known, self->read_at);
}

McDeskRules *
_mc_desk_rules_read (McDb *db, McDeskRules *known, gint64 now, GError **error)
{
  g_autoptr (McDeskRules) self = g_new0 (McDeskRules, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->read_at = now;
  self->next = G_MAXINT64;
  /* The versions first: what is written between them and the rest makes the next reading read again. */
  if (!mc_office_read_version (db, &self->office_version, error) ||
      !mc_catalogue_read_version (db, &self->catalogue_version, error) ||
      !mc_published_read_version (db, &self->published_version, error))
    return NULL;
  if (known != NULL && is_same (self, known))
    return _mc_desk_rules_ref (known);
  return read_stamps (self, db, error) && fill (self, db, known, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
_mc_desk_rules_are_due (const McDeskRules *self, gint64 now)
{
  return now >= self->next || now < self->read_at;
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
  g_clear_pointer (&self->templates, g_ptr_array_unref);
  g_free (self->catalogue_stamp);
  g_free (self->office_stamp);
  g_free (self->template_stamp);
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
