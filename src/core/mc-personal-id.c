/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-personal-id.h"

#include "mc-error.h"
#include "mc-text.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define N_DIGITS 12
#define N_PLACES 97 /* the provinces' codes end at 096 */
#define PLACES_PATH "/org/motcua/units/provinces-before-2025.tsv"

gboolean
mc_personal_id_parse (const char *text, McPersonalId *id, GError **error)
{
  g_autofree char *clean = mc_text_clean (text);
  g_autofree char *digits = mc_text_digits (clean);
  guint n_digits = (guint) strlen (digits);
  int century;

  g_return_val_if_fail (id != NULL, FALSE);

  if (strspn (clean, "0123456789 ") != strlen (clean))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _("The citizen number must have digits only"));
      return FALSE;
    }
  if (n_digits != N_DIGITS)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
                   _("The citizen number must have 12 digits (it has %u)"), n_digits);
      return FALSE;
    }

  /* NĐ 137/2015 Đ.13: 0 and 1 are men and women of the 1900s, 2 and 3 of the 2000s, 4 and 5 of the 2100s. */
  century = digits[3] - '0';
  if (century > 5)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID,
                   _("The fourth digit of the citizen number must be 0 to 5 (it is %d)"), century);
      return FALSE;
    }

  id->place = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  id->sex = century % 2 == 0 ? MC_SEX_MALE : MC_SEX_FEMALE;
  id->birth_year = 1900 + century / 2 * 100 + (digits[4] - '0') * 10 + (digits[5] - '0');
  return TRUE;
}

gboolean
mc_personal_id_check (const char *text, McPartialDate birth, McSex sex, GError **error)
{
  McPersonalId id;

  if (!mc_personal_id_parse (text, &id, error))
    return FALSE;

  if ((mc_partial_date_is_set (birth) && birth.year != id.birth_year) ||
      (sex != MC_SEX_UNKNOWN && sex != id.sex))
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID,
                           _("The citizen number does not fit the year of birth or the sex – look at the card again"));
      return FALSE;
    }
  return TRUE;
}

static gpointer
load_places (gpointer unused)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (PLACES_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  char **places = g_new0 (char *, N_PLACES);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (bytes == NULL)
    {
      g_critical ("%s is not in the program", PLACES_PATH);
      return places;
    }

  text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *tab = strchr (lines[i], '\t');
      guint64 code;

      if (tab == NULL)
        continue;
      *tab = '\0';
      if (g_ascii_string_to_unsigned (lines[i], 10, 1, N_PLACES - 1, &code, NULL) && places[code] == NULL)
        places[code] = g_strdup (tab + 1);
    }
  return places;
}

const char *
mc_personal_id_place_name (int place)
{
  static GOnce once = G_ONCE_INIT;
  char *const *places = g_once (&once, load_places, NULL);

  return place > 0 && place < N_PLACES ? places[place] : NULL;
}
