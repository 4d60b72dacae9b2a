/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-units.h"

#include "mc-text.h"

#include <gio/gio.h>
#include <string.h>

#define PROVINCES_PATH "/org/motcua/units/provinces.tsv"
#define COMMUNES_PATH "/org/motcua/units/communes.tsv"

/* The columns of both files; the last is the province of a commune, the number of communes of a province. */
enum { COLUMN_CODE, COLUMN_NAME, COLUMN_FULL_NAME, COLUMN_KIND, COLUMN_LAST, N_COLUMNS };

typedef struct
{
  char *text;    /* the file, cut into strings that the units point into */
  GArray *units; /* (element-type McUnit) as in the file, which is by code */
  GHashTable *by_code; /* code to McUnit */
} UnitTable;

/* A commune by the name it is looked for. */
typedef struct
{
  char *folded;
  const McUnit *unit;
} UnitName;

typedef struct
{
  UnitTable provinces;
  UnitTable communes;
  GArray *names; /* (element-type UnitName) by folded name, then by code */
} Units;

/* Cuts @line at its tabs. FALSE when it has another number of columns. */
static gboolean
cut_columns (char *line, const char *columns[N_COLUMNS])
{
  guint n = 0;

  for (char *next = line; next != NULL; n++)
    {
      if (n == N_COLUMNS)
        return FALSE;
      columns[n] = next;
      next = strchr (next, '\t');
      if (next != NULL)
        *next++ = '\0';
    }
  return n == N_COLUMNS;
}

static void
unit_table_load (UnitTable *self, const char *path, gboolean communes)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  const char *columns[N_COLUMNS];
  gboolean heading = TRUE;
  char *rest;

  self->units = g_array_new (FALSE, FALSE, sizeof (McUnit));
  self->by_code = g_hash_table_new (g_str_hash, g_str_equal);
  if (bytes == NULL)
    {
      g_critical ("%s is not in the program", path);
      return;
    }

  rest = self->text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  while (rest != NULL)
    {
      char *line = rest;

      rest = strchr (line, '\n');
      if (rest != NULL)
        *rest++ = '\0';
      if (cut_columns (line, columns) && !heading)
        {
          McUnit unit = {
            .code = columns[COLUMN_CODE],
            .name = columns[COLUMN_NAME],
            .full_name = columns[COLUMN_FULL_NAME],
            .kind = columns[COLUMN_KIND],
            .province_code = communes ? columns[COLUMN_LAST] : NULL,
          };

          g_array_append_val (self->units, unit);
        }
      heading = FALSE;
    }

  /* Only now: the array moves while it grows. */
  for (guint i = 0; i < self->units->len; i++)
    {
      McUnit *unit = &g_array_index (self->units, McUnit, i);

      g_hash_table_insert (self->by_code, (char *) unit->code, unit);
    }
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const UnitName *one = a, *other = b;
  int order = strcmp (one->folded, other->folded);

  return order != 0 ? order : strcmp (one->unit->code, other->unit->code);
}

static gpointer
load_units (gpointer unused)
{
  Units *self = g_new0 (Units, 1);

  unit_table_load (&self->provinces, PROVINCES_PATH, FALSE);
  unit_table_load (&self->communes, COMMUNES_PATH, TRUE);

  self->names = g_array_sized_new (FALSE, FALSE, sizeof (UnitName), self->communes.units->len);
  for (guint i = 0; i < self->communes.units->len; i++)
    {
      const McUnit *unit = &g_array_index (self->communes.units, McUnit, i);
      UnitName name = { mc_text_fold (unit->name), unit };

      g_array_append_val (self->names, name);
    }
  g_array_sort (self->names, compare_names);
  return self;
}

static const Units *
get_units (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_units, NULL);
}

const McUnit *
mc_units_province (const char *code)
{
  return code != NULL ? g_hash_table_lookup (get_units ()->provinces.by_code, code) : NULL;
}

const McUnit *
mc_units_commune (const char *code)
{
  return code != NULL ? g_hash_table_lookup (get_units ()->communes.by_code, code) : NULL;
}

gsize
mc_units_n_provinces (void)
{
  return get_units ()->provinces.units->len;
}

gsize
mc_units_n_communes (void)
{
  return get_units ()->communes.units->len;
}

const McUnit *
mc_units_nth_province (gsize n)
{
  const GArray *provinces = get_units ()->provinces.units;

  g_return_val_if_fail (n < provinces->len, NULL);
  return &g_array_index (provinces, McUnit, n);
}

/* The first name that is not before @folded. */
static guint
find_first_name (const GArray *names, const char *folded)
{
  guint low = 0, high = names->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (strcmp (g_array_index (names, UnitName, middle).folded, folded) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

GPtrArray *
mc_units_find_communes (const char *text, const char *province_code, guint limit)
{
  const GArray *names = get_units ()->names;
  g_autofree char *folded = mc_text_fold (text);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = find_first_name (names, folded); i < names->len && found->len < limit; i++)
    {
      const UnitName *name = &g_array_index (names, UnitName, i);

      if (!g_str_has_prefix (name->folded, folded))
        break;
      if (province_code == NULL || g_str_equal (name->unit->province_code, province_code))
        g_ptr_array_add (found, (gpointer) name->unit);
    }
  return found;
}
