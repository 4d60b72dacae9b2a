/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-intake.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-personal-id.h"
#include "mc-text.h"

/* ---- components ---- */

McComponent *
mc_component_new (const char *key, const char *name)
{
  McComponent *self = g_new0 (McComponent, 1);

  self->key = g_strdup (key);
  self->name = g_strdup (name);
  return self;
}

McComponent *
mc_component_copy (const McComponent *self)
{
  McComponent *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->key = g_strdup (self->key);
  copy->name = g_strdup (self->name);
  return copy;
}

void
mc_component_free (McComponent *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self);
}

gboolean
mc_component_is_present (const McComponent *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->originals > 0 || self->certified > 0 || self->copies > 0 || self->shown || self->reused;
}

/* ---- authorisation ---- */

McAuthorisation *
mc_authorisation_new (void)
{
  McAuthorisation *self = g_new0 (McAuthorisation, 1);

  self->day = MC_DAY_NONE;
  return self;
}

McAuthorisation *
mc_authorisation_copy (const McAuthorisation *self)
{
  McAuthorisation *copy;

  if (self == NULL)
    return NULL;
  copy = g_memdup2 (self, sizeof *self);
  copy->kind = g_strdup (self->kind);
  copy->number = g_strdup (self->number);
  copy->relation = g_strdup (self->relation);
  return copy;
}

void
mc_authorisation_free (McAuthorisation *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->number);
  g_free (self->relation);
  g_free (self);
}

/* ---- where the result goes ---- */

static const char *const result_by_keys[] = {
  [MC_RESULT_BY_DESK] = "desk",
  [MC_RESULT_BY_POST] = "post",
  [MC_RESULT_BY_ONLINE] = "online",
};

const char *
mc_result_by_to_key (McResultBy by)
{
  g_return_val_if_fail ((gsize) by < G_N_ELEMENTS (result_by_keys), "desk");
  return result_by_keys[by];
}

gboolean
mc_result_by_from_key (const char *key, McResultBy *by)
{
  for (gsize i = 0; i < G_N_ELEMENTS (result_by_keys); i++)
    {
      if (g_strcmp0 (key, result_by_keys[i]) == 0)
        {
          *by = (McResultBy) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* ---- the intake ---- */

static gpointer
copy_component (gconstpointer source, gpointer data)
{
  return mc_component_copy (source);
}

McIntake *
mc_intake_new (void)
{
  McIntake *self = g_new0 (McIntake, 1);

  self->channel = MC_CHANNEL_DIRECT;
  self->applicant = mc_person_new ();
  self->components = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_component_free);
  self->sets = 1;
  self->fee = MC_FEE_BY_COUNCIL;
  self->result_by = MC_RESULT_BY_DESK;
  return self;
}

McIntake *
mc_intake_copy (const McIntake *self)
{
  McIntake *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->ref = g_strdup (self->ref);
  copy->procedure_code = g_strdup (self->procedure_code);
  copy->case_key = g_strdup (self->case_key);
  copy->applicant = mc_person_copy (self->applicant);
  copy->owner = mc_person_copy (self->owner);
  copy->authorisation = mc_authorisation_copy (self->authorisation);
  /* Not g_ptr_array_copy(): its copy keeps no function that frees the elements. */
  copy->components = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_component_free);
  g_ptr_array_extend (copy->components, self->components, (GCopyFunc) copy_component, NULL);
  copy->request = g_strdup (self->request);
  copy->competent_unit = g_strdup (self->competent_unit);
  copy->point = g_strdup (self->point);
  copy->result_address = g_strdup (self->result_address);
  copy->queue_number = g_strdup (self->queue_number);
  copy->note = g_strdup (self->note);
  return copy;
}

void
mc_intake_free (McIntake *self)
{
  if (self == NULL)
    return;
  g_free (self->ref);
  g_free (self->procedure_code);
  g_free (self->case_key);
  mc_person_free (self->applicant);
  mc_person_free (self->owner);
  mc_authorisation_free (self->authorisation);
  g_ptr_array_unref (self->components);
  g_free (self->request);
  g_free (self->competent_unit);
  g_free (self->point);
  g_free (self->result_address);
  g_free (self->queue_number);
  g_free (self->note);
  g_free (self);
}

static McComponent *
find_component (const GPtrArray *components, const char *key)
{
  for (guint i = 0; i < components->len; i++)
    if (g_strcmp0 (((McComponent *) g_ptr_array_index (components, i))->key, key) == 0)
      return g_ptr_array_index (components, i);
  return NULL;
}

/* (nullable) */
static const char *
name_in_procedure (const McProcedure *procedure, const char *key)
{
  for (guint i = 0; procedure != NULL && i < procedure->components->len; i++)
    {
      const McProcedureComponent *source = g_ptr_array_index (procedure->components, i);

      if (g_strcmp0 (source->key, key) == 0)
        return source->name;
    }
  return NULL;
}

void
mc_intake_name_components (McIntake *self, const McProcedure *procedure)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->components->len; i++)
    {
      McComponent *component = g_ptr_array_index (self->components, i);
      const char *name = name_in_procedure (procedure, component->key);

      if (mc_text_is_empty (component->name) && name != NULL)
        {
          g_free (component->name);
          component->name = g_strdup (name);
        }
    }
}

void
mc_intake_add_missing_components (McIntake *self, const McProcedure *procedure)
{
  g_return_if_fail (self != NULL && procedure != NULL);

  for (guint i = 0; i < procedure->components->len; i++)
    {
      const McProcedureComponent *source = g_ptr_array_index (procedure->components, i);

      if (find_component (self->components, source->key) == NULL)
        g_ptr_array_add (self->components, mc_component_new (source->key, source->name));
    }
}

void
mc_intake_drop_missing_components (McIntake *self, const McIntake *like)
{
  g_return_if_fail (self != NULL && like != NULL);

  for (guint i = self->components->len; i > 0; i--)
    {
      const McComponent *component = g_ptr_array_index (self->components, i - 1);

      if (!mc_component_is_present (component) && find_component (like->components, component->key) == NULL)
        g_ptr_array_remove_index (self->components, i - 1);
    }
}

void
mc_intake_set_components_from (McIntake *self, const McProcedure *procedure)
{
  g_return_if_fail (self != NULL && procedure != NULL);

  g_ptr_array_set_size (self->components, 0);
  for (guint i = 0; i < procedure->components->len; i++)
    {
      const McProcedureComponent *source = g_ptr_array_index (procedure->components, i);
      McComponent *component = mc_component_new (source->key, source->name);

      if (source->condition == NULL)
        {
          component->originals = source->originals;
          component->certified = source->certified;
          component->copies = source->copies;
          component->shown = source->shown;
        }
      g_ptr_array_add (self->components, component);
    }
}

/* ---- the check ---- */

static gboolean
fail (GError **error, const char **field, const char *name, const char *message)
{
  if (field != NULL)
    *field = name;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, message);
  return FALSE;
}

static gboolean
check_procedure (
    const McIntake *self, const McProcedure *procedure, McDay day, const char **field, GError **error)
{
  g_autofree char *message = NULL;
  g_autofree char *date = NULL;

  if (mc_text_is_empty (self->procedure_code))
    return fail (error, field, "procedure", _ ("The procedure is not chosen"));
  if (procedure == NULL)
    {
      date = mc_day_to_text (day);
      /* TRANSLATORS: %1$s is the code of a procedure, %2$s a date */
      message = g_strdup_printf (_ ("The catalogue has no procedure %1$s in force on %2$s"),
                                 self->procedure_code, date);
    }
  else if (procedure->valid_to != MC_DAY_NONE && day > procedure->valid_to)
    {
      date = mc_day_to_text (procedure->valid_to + 1);
      /* TRANSLATORS: %s is a date */
      message = g_strdup_printf (_ ("This procedure is no longer in force from %s"), date);
    }
  else if (!mc_procedure_in_force (procedure, day))
    {
      date = mc_day_to_text (procedure->valid_from);
      /* TRANSLATORS: %s is a date */
      message = g_strdup_printf (_ ("This procedure comes into force only on %s"), date);
    }
  if (message != NULL)
    return fail (error, field, "procedure", message);
  if (mc_procedure_find_case (procedure, self->case_key) == NULL)
    return fail (error, field, "case", _ ("This procedure has no such case"));
  return TRUE;
}

/* A number need not be there; one that is there must be sound in itself. That it contradicts birth or sex is a warning of
 * the page, not a bar: cards with such errors exist, and nobody at the desk can mend them. Passports and foreign papers have
 * any form. */
static gboolean
check_id (const McPerson *person, GError **error)
{
  g_autofree char *digits = NULL;
  McPersonalId id;
  gsize length;

  if (mc_text_is_empty (person->id_number))
    return TRUE;
  if (person->id_kind == MC_ID_KIND_PERSONAL)
    return mc_personal_id_parse (person->id_number, &id, error);
  if (person->id_kind != MC_ID_KIND_CMND)
    return TRUE;
  digits = mc_text_digits (person->id_number);
  length = strlen (digits);
  if (length == 9)
    return TRUE;
  /* TRANSLATORS: the old identity card (CMND); %d is how many digits were typed */
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("The CMND number must have 9 digits (it has %d)"),
               (int) length);
  return FALSE;
}

static gboolean
check_birth (McPartialDate birth, McDay day)
{
  McDay earliest;

  if (!mc_partial_date_is_set (birth))
    return TRUE;
  if (birth.year < 1850 || birth.month < 0 || birth.month > 12 || birth.day < 0 ||
      (birth.day > 0 && birth.month == 0))
    return FALSE;
  /* The first day it may mean: 31/02 has none, and nobody is born tomorrow. */
  earliest = mc_day_from_ymd (birth.year, MAX (birth.month, 1), MAX (birth.day, 1));
  return earliest != MC_DAY_NONE && earliest <= day;
}

/* 8 to 15 digits: land lines without their area code up to numbers abroad (E.164). */
static gboolean
check_phone (const char *phone)
{
  g_autofree char *digits = NULL;

  if (mc_text_is_empty (phone))
    return TRUE;
  digits = mc_text_digits (phone);
  return strspn (phone, "0123456789 .+()-") == strlen (phone) && strlen (digits) >= 8 &&
         strlen (digits) <= 15;
}

static gboolean
check_applicant (const McPerson *person, McDay day, const char **field, GError **error)
{
  if (!check_id (person, error))
    {
      if (field != NULL)
        *field = "id";
      return FALSE;
    }
  if (!check_birth (person->birth, day))
    return fail (error, field, "birth", _ ("There is no such date of birth"));
  if (!check_phone (person->phone))
    return fail (error, field, "phone", _ ("The phone number is not complete"));
  return TRUE;
}

static gboolean
check_owner (const McPerson *person, McDay day, const char **field, GError **error)
{
  if (mc_text_is_empty (person->name))
    return fail (error, field, "owner-name", _ ("The dossier owner's name is missing"));
  if (!check_id (person, error))
    {
      if (field != NULL)
        *field = "owner-id";
      return FALSE;
    }
  if (!check_birth (person->birth, day))
    return fail (error, field, "owner-birth", _ ("There is no such date of birth"));
  return TRUE;
}

gboolean
mc_intake_check (
    const McIntake *self, const McProcedure *procedure, McDay day, const char **field, GError **error)
{
  g_return_val_if_fail (self != NULL && self->applicant != NULL, FALSE);

  if (field != NULL)
    *field = NULL;
  if (mc_text_is_empty (self->applicant->name))
    return fail (error, field, "name", _ ("The full name is missing"));
  if (!check_procedure (self, procedure, day, field, error))
    return FALSE;
  if (!check_applicant (self->applicant, day, field, error))
    return FALSE;
  if (self->owner != NULL && !check_owner (self->owner, day, field, error))
    return FALSE;
  if (self->sets < 1)
    return fail (error, field, "sets", _ ("There must be at least one set"));
  for (guint i = 0; i < self->components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (self->components, i);

      if (component->originals < 0 || component->certified < 0 || component->copies < 0)
        return fail (error, field, "components", _ ("A count of papers cannot be less than zero"));
      if (mc_text_is_empty (component->name) && name_in_procedure (procedure, component->key) == NULL)
        return fail (error, field, "components", _ ("A paper has no name, and the procedure has none for it"));
    }
  if (self->fee < MC_FEE_BY_COUNCIL)
    return fail (error, field, "fee", _ ("The fee cannot be less than zero"));
  return TRUE;
}

/* ---- drafts ---- */

static gboolean
is_person_empty (const McPerson *person)
{
  return person == NULL || (mc_text_is_empty (person->name) && mc_text_is_empty (person->id_number) &&
                            !mc_partial_date_is_set (person->birth) && person->sex == MC_SEX_UNKNOWN &&
                            mc_text_is_empty (person->ethnicity) && mc_text_is_empty (person->address) &&
                            mc_text_is_empty (person->phone) && mc_text_is_empty (person->phone_of) &&
                            mc_text_is_empty (person->email));
}

static gboolean
is_authorisation_empty (const McAuthorisation *authorisation)
{
  return authorisation == NULL ||
         (mc_text_is_empty (authorisation->kind) && mc_text_is_empty (authorisation->number) &&
          authorisation->day == MC_DAY_NONE && mc_text_is_empty (authorisation->relation));
}

gboolean
mc_intake_is_empty (const McIntake *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  if (!is_person_empty (self->applicant) || !is_person_empty (self->owner) ||
      !is_authorisation_empty (self->authorisation))
    return FALSE;
  for (guint i = 0; i < self->components->len; i++)
    {
      if (mc_component_is_present (g_ptr_array_index (self->components, i)))
        return FALSE;
    }
  /* The service point, the channel and the like are what the page began with, not what somebody typed. */
  return mc_text_is_empty (self->procedure_code) && mc_text_is_empty (self->request) &&
         mc_text_is_empty (self->result_address) && mc_text_is_empty (self->queue_number) &&
         mc_text_is_empty (self->note);
}
