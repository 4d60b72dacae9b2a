/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-office.h"

#include <glib/gi18n-lib.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-text.h"
#include "mc-units.h"
#include "mc-vietqr.h"

McServicePoint *
mc_service_point_new (const char *key, const char *name)
{
  McServicePoint *self = g_new0 (McServicePoint, 1);

  self->key = g_strdup (key);
  self->name = g_strdup (name);
  return self;
}

void
mc_service_point_free (McServicePoint *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self);
}

McBankAccount *
mc_bank_account_new (void)
{
  return g_new0 (McBankAccount, 1);
}

void
mc_bank_account_free (McBankAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->number);
  g_free (self->name);
  g_free (self->account);
  g_free (self->holder);
  g_free (self);
}

McOffice *
mc_office_new (void)
{
  McOffice *self = g_new0 (McOffice, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->points = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_service_point_free);
  mc_office_hours_init_default (&self->hours);
  return self;
}

McOffice *
mc_office_ref (McOffice *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_office_unref (McOffice *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->code);
  g_free (self->name);
  g_free (self->authority);
  g_free (self->place);
  g_free (self->province);
  g_free (self->commune);
  g_free (self->phone);
  g_free (self->lookup_url);
  g_free (self->province_url);
  g_free (self->desks);
  mc_bank_account_free (self->bank);
  g_ptr_array_unref (self->points);
  g_free (self->local_line);
  g_free (self);
}

const char *
mc_office_point_name (const McOffice *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->points->len; i++)
    {
      const McServicePoint *point = g_ptr_array_index (self->points, i);

      if (g_strcmp0 (point->key, key) == 0)
        return point->name;
    }
  return NULL;
}

/* ---- the check ---- */

/* The key in the office file stands in front, so that whoever edits the file finds the line. */
static gboolean G_GNUC_PRINTF (3, 4) fail (GError **error, const char *key, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, "%s: %s", key, message);
  return FALSE;
}

static gboolean
check_units (const McOffice *self, GError **error)
{
  const McUnit *province = self->province != NULL ? mc_units_province (self->province) : NULL;
  const McUnit *commune = self->commune != NULL ? mc_units_commune (self->commune) : NULL;

  if (province == NULL)
    return fail (error, "province", _ ("“%s” is not the code of a province"),
                 self->province != NULL ? self->province : "");
  if (commune == NULL)
    return fail (error, "commune", _ ("“%s” is not the code of a commune"),
                 self->commune != NULL ? self->commune : "");
  if (g_strcmp0 (commune->province_code, province->code) != 0)
    /* TRANSLATORS: names of a commune and a province */
    return fail (error, "commune", _ ("%1$s does not lie in %2$s"), commune->full_name, province->full_name);
  return TRUE;
}

static gboolean
check_desks (const McOffice *self, GError **error)
{
  if (self->desk < 1 || self->desk > MC_CODE_DESKS)
    return fail (error, "desk", _ ("The desk number must lie between 1 and %d"), MC_CODE_DESKS);
  for (gsize i = 0; self->desks != NULL && self->desks[i] != 0; i++)
    {
      if (self->desks[i] < 1 || self->desks[i] > MC_CODE_DESKS)
        return fail (error, "desks", _ ("The desk number must lie between 1 and %d"), MC_CODE_DESKS);
    }
  return TRUE;
}

static gboolean
check_points (const McOffice *self, GError **error)
{
  for (guint i = 0; i < self->points->len; i++)
    {
      const McServicePoint *point = g_ptr_array_index (self->points, i);

      if (mc_text_is_empty (point->key) || mc_text_is_empty (point->name))
        return fail (error, "points", _ ("Every service point needs a key and a name"));
      /* The first with that key is found: a second one could never be meant. */
      if (mc_office_point_name (self, point->key) != point->name)
        return fail (error, "points", _ ("Two service points have the key “%s”"), point->key);
    }
  return TRUE;
}

static gboolean
check_hours (const McOfficeHours *hours, GError **error)
{
  gboolean any = FALSE;

  for (int weekday = 1; weekday <= 7; weekday++)
    any = any || hours->work[weekday].n_spans > 0;
  if (!any)
    return fail (error, "hours", _ ("At least one day of the week must be a working day"));
  if (hours->cut_off < 0 || hours->cut_off > 24 * 60 || hours->return_at < 0 || hours->return_at >= 24 * 60)
    return fail (error, "hours", _ ("The time of day is wrong"));
  return TRUE;
}

static gboolean
check_bank (const McBankAccount *bank, GError **error)
{
  if (bank == NULL || mc_vietqr_check_account (bank->number, bank->account, error))
    return TRUE;
  g_prefix_error (error, "bank: ");
  return FALSE;
}

gboolean
mc_office_check (const McOffice *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!mc_code_office_is_valid (self->code))
    return fail (error, "code", _ ("“%s” is not an agency identifier such as H15.50.05.13"),
                 self->code != NULL ? self->code : "");
  if (mc_text_is_empty (self->name))
    return fail (error, "name", _ ("The office's name is missing"));
  return check_desks (self, error) && check_units (self, error) && check_points (self, error) &&
         check_hours (&self->hours, error) && check_bank (self->bank, error);
}
