/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-address.h"

#include <string.h>

#include "mc-text.h"
#include "mc-units.h"

static gboolean
names_unit (const char *folded, const McUnit *unit)
{
  g_autofree char *name = mc_text_fold (unit->name), *full = mc_text_fold (unit->full_name);

  return strcmp (folded, name) == 0 || strcmp (folded, full) == 0;
}

static const McUnit *
find_province (const char *text)
{
  g_autofree char *folded = mc_text_fold (text);

  for (gsize i = 0; *folded != '\0' && i < mc_units_n_provinces (); i++)
    if (names_unit (folded, mc_units_nth_province (i)))
      return mc_units_nth_province (i);
  return NULL;
}

/* One that the name fits alone: a Phường and a Xã of one name are not guessed between. */
static const McUnit *
find_commune (const char *text, const char *province)
{
  static const char *const kinds[] = { "Phường ", "Xã ", "Đặc khu " };
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *folded = mc_text_fold (text);
  const McUnit *unit = NULL;
  const char *bare = text;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (text, kinds[i]))
      bare = text + strlen (kinds[i]);
  found = mc_units_find_communes (bare, province, 50);
  for (guint i = 0; i < found->len; i++)
    if (names_unit (folded, g_ptr_array_index (found, i)))
      {
        if (unit != NULL)
          return NULL;
        unit = g_ptr_array_index (found, i);
      }
  return unit;
}

static void
strip_parts (char **parts)
{
  for (guint i = 0; parts[i] != NULL; i++)
    g_strstrip (parts[i]);
}

static gboolean
says_kind (const char *text, const McUnit *unit)
{
  g_autofree char *folded = mc_text_fold (text), *full = mc_text_fold (unit->full_name);

  return strcmp (folded, full) == 0;
}

char *
mc_address_part (const char *address, McAddressPart part, const char *home)
{
  g_auto (GStrv) parts = g_strsplit (address != NULL ? address : "", ",", -1);
  guint n = g_strv_length (parts);
  const McUnit *province, *commune = NULL;

  strip_parts (parts);
  province = n > 0 ? find_province (parts[n - 1]) : NULL;
  if (province != NULL && n > 1)
    commune = find_commune (parts[--n - 1], province->code);
  else if (province == NULL && n > 0 && home != NULL && (commune = find_commune (parts[n - 1], home)) != NULL)
    {
      commune = says_kind (parts[n - 1], commune) ? commune : NULL;
      province = commune != NULL ? mc_units_province (home) : NULL;
    }
  if (part == MC_ADDRESS_PROVINCE)
    return g_strdup (province != NULL ? province->full_name : "");
  if (part == MC_ADDRESS_COMMUNE)
    return g_strdup (commune != NULL ? commune->full_name : "");
  if (commune == NULL)
    return g_strdup (address != NULL ? address : "");
  for (guint i = n - 1; parts[i] != NULL; i++)
    g_clear_pointer (&parts[i], g_free);
  return g_strjoinv (", ", parts);
}
