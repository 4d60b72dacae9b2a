/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters of statements and values of rows, in PostgreSQL's binary form: whole numbers big-endian, texts and
 * bytes as they are. */
#include "config.h"

#include <string.h>

#include "mc-pg.h"

#define OID_BOOL 16
#define OID_BYTEA 17
#define OID_INT8 20
#define OID_TEXT 25
#define OID_BYTEA_ARRAY 1001
#define OID_INT8_ARRAY 1016
#define OID_TEXT_ARRAY 1009

struct _McPgArray
{
  McPgType type;
  GByteArray *bytes; /* header, then length and value of each */
  guint n;
  gboolean has_null;
};

void
mc_pg_args_clear (McPgArgs *self)
{
  for (int i = 0; i < self->n; i++)
    g_free (self->values[i]);
  self->n = 0;
}

static void
add (McPgArgs *self, Oid type, gconstpointer data, gsize size)
{
  g_return_if_fail (self->n < MC_PG_MAX_ARGS);
  self->types[self->n] = type;
  /* An empty value is not null. */
  self->values[self->n] = data == NULL ? NULL : size == 0 ? g_strdup ("") : g_memdup2 (data, size);
  self->sizes[self->n] = (int) size;
  self->n++;
}

void
mc_pg_int (McPgArgs *self, gint64 value)
{
  gint64 wire = GINT64_TO_BE (value);

  add (self, OID_INT8, &wire, sizeof wire);
}

void
mc_pg_bool (McPgArgs *self, gboolean value)
{
  guint8 wire = value ? 1 : 0;

  add (self, OID_BOOL, &wire, 1);
}

void
mc_pg_text (McPgArgs *self, const char *value)
{
  g_autofree char *sound = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  add (self, OID_TEXT, sound, sound != NULL ? strlen (sound) : 0);
}

void
mc_pg_bytes (McPgArgs *self, gconstpointer data, gsize size)
{
  add (self, OID_BYTEA, data, size);
}

/* ---- arrays ---------------------------------------------------------------------------------------------- */

#define ARRAY_HEADER 20 /* dimensions, has nulls, element type, size, first index */

McPgArray *
mc_pg_array_new (McPgType type)
{
  McPgArray *self = g_new0 (McPgArray, 1);

  self->type = type;
  self->bytes = g_byte_array_new ();
  g_byte_array_set_size (self->bytes, ARRAY_HEADER);
  return self;
}

void
mc_pg_array_free (McPgArray *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

static void
put_int32 (guint8 *at, gint32 value)
{
  gint32 wire = GINT32_TO_BE (value);

  memcpy (at, &wire, sizeof wire);
}

static void
add_element (McPgArray *self, gconstpointer data, gsize size)
{
  guint8 length[4];

  put_int32 (length, data == NULL ? -1 : (gint32) size);
  g_byte_array_append (self->bytes, length, sizeof length);
  if (data != NULL && size > 0)
    g_byte_array_append (self->bytes, data, (guint) size);
  self->has_null |= data == NULL;
  self->n++;
}

void
mc_pg_array_add_int (McPgArray *self, gint64 value)
{
  gint64 wire = GINT64_TO_BE (value);

  g_return_if_fail (self->type == MC_PG_INT);
  add_element (self, &wire, sizeof wire);
}

void
mc_pg_array_add_text (McPgArray *self, const char *value)
{
  g_autofree char *sound = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  g_return_if_fail (self->type == MC_PG_TEXT);
  add_element (self, sound, sound != NULL ? strlen (sound) : 0);
}

void
mc_pg_array_add_bytes (McPgArray *self, gconstpointer data, gsize size)
{
  g_return_if_fail (self->type == MC_PG_BYTES);
  add_element (self, data == NULL ? NULL : size == 0 ? (gconstpointer) "" : data, size);
}

void
mc_pg_array_add_null (McPgArray *self)
{
  add_element (self, NULL, 0);
}

guint
mc_pg_array_size (const McPgArray *self)
{
  return self->n;
}

void
mc_pg_array (McPgArgs *self, const McPgArray *array)
{
  static const Oid types[] = { OID_INT8, OID_TEXT, OID_BYTEA };
  static const Oid array_types[] = { OID_INT8_ARRAY, OID_TEXT_ARRAY, OID_BYTEA_ARRAY };
  guint8 *header = array->bytes->data;

  put_int32 (header, array->n > 0 ? 1 : 0);
  put_int32 (header + 4, array->has_null ? 1 : 0);
  put_int32 (header + 8, (gint32) types[array->type]);
  put_int32 (header + 12, (gint32) array->n);
  put_int32 (header + 16, 1);
  /* An array of no elements has no dimension. */
  add (self, array_types[array->type], header, array->n > 0 ? array->bytes->len : 12);
}

/* ---- rows ------------------------------------------------------------------------------------------------ */

int
mc_pg_n (const McPgRows *rows)
{
  return PQntuples (rows);
}

gboolean
mc_pg_is_null (const McPgRows *rows, int row, int column)
{
  return PQgetisnull (rows, row, column) != 0;
}

gint64
mc_pg_get_int (const McPgRows *rows, int row, int column)
{
  const char *value = PQgetvalue (rows, row, column);
  gint64 wide;
  gint32 word;
  gint16 half;

  switch (PQgetisnull (rows, row, column) ? 0 : PQgetlength (rows, row, column))
    {
    case 8:
      memcpy (&wide, value, sizeof wide);
      return GINT64_FROM_BE (wide);
    case 4:
      memcpy (&word, value, sizeof word);
      return GINT32_FROM_BE (word);
    case 2:
      memcpy (&half, value, sizeof half);
      return GINT16_FROM_BE (half);
    case 1:
      return value[0] != 0;
    default:
      return 0;
    }
}

const char *
mc_pg_get_text (const McPgRows *rows, int row, int column)
{
  return PQgetisnull (rows, row, column) ? NULL : PQgetvalue (rows, row, column);
}

const guint8 *
mc_pg_get_bytes (const McPgRows *rows, int row, int column, gsize *size)
{
  *size = (gsize) PQgetlength (rows, row, column);
  return PQgetisnull (rows, row, column) ? NULL : (const guint8 *) PQgetvalue (rows, row, column);
}

gboolean
mc_pg_copy_bytes (const McPgRows *rows, int row, int column, guint8 *out, gsize size)
{
  gsize length;
  const guint8 *data = mc_pg_get_bytes (rows, row, column, &length);

  memset (out, 0, size);
  if (data == NULL || length != size)
    return FALSE;
  memcpy (out, data, size);
  return TRUE;
}
