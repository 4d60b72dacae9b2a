/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A catalogue as the national system or its portal print it: what comes of it is a file of ours, and once that is taken in, the same
 * print says nothing new. */
#include "mc-catalogue-print.h"
#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-store-private.h"

#include <json-glib/json-glib.h>
#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

/* What the office has: of one case, of two, and one that is no more. */
static McDb *
office (void)
{
  McDb *db = mc_db_open (":memory:", MC_DB_CREATE, NULL, NULL);

  check (db != NULL);
  check (mc_db_exec (db,
                     "CREATE TABLE procedure (code TEXT, valid_from INTEGER, json TEXT, PRIMARY KEY (code, valid_from));"
                     "INSERT INTO procedure VALUES ('9.000001', 1, '{\"code\":\"9.000001\",\"name\":\"Cấp thẻ\",\"from\":\"2025-01-01\","
                     "\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\",\"time\":{\"direct\":{\"n\":3,\"unit\":\"working-days\"}}}]}');"
                     "INSERT INTO procedure VALUES ('9.000002', 1, '{\"code\":\"9.000002\",\"name\":\"Mượn sách\",\"from\":\"2025-01-01\","
                     "\"cases\":[{\"key\":\"a\",\"name\":\"A\"},{\"key\":\"b\",\"name\":\"B\"}]}');"
                     "INSERT INTO procedure VALUES ('9.000003', 1, '{\"code\":\"9.000003\",\"name\":\"Trả sách\",\"from\":\"2025-01-01\","
                     "\"abolished\":true}');",
                     NULL));
  return db;
}

static char *
read_print (McDb *db, const uint8_t *data, size_t size)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GError) error = NULL;
  char *text = mc_catalogue_from_print (db, (const char *) data, size, mc_day_from_ymd (2026, 1, 1), refused, codes, &error);

  check ((text == NULL) == (error != NULL));
  check (error == NULL || g_error_matches (error, MC_ERROR, MC_ERROR_INVALID));
  for (guint i = 0; i < refused->len; i++)
    check (g_utf8_validate (g_ptr_array_index (refused, i), -1, NULL) && strstr (g_ptr_array_index (refused, i), ": ") != NULL);
  return text;
}

static void
take (JsonArray *array, guint i, JsonNode *node, gpointer data)
{
  g_autofree char *json = json_to_string (node, FALSE);
  sqlite3_stmt *stmt = mc_db_prepare (data, "INSERT INTO procedure VALUES (?, 2, ?)", NULL);

  mc_db_bind_text (stmt, 1, json_object_get_string_member (json_node_get_object (node), "code"));
  mc_db_bind_text (stmt, 2, json);
  check (mc_db_run (data, stmt, NULL));
}

static gpointer
no_complaints (gpointer data)
{
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  return NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (McDb) db = NULL;
  g_autofree char *text = NULL, *again = NULL;
  g_autoptr (GPtrArray) procedures = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *same = g_strndup ((const char *) data, size);

  g_once (&once, no_complaints, NULL);
  db = office ();
  text = read_print (db, data, size);
  if (text == NULL || *text == '\0' || g_str_equal (text, same)) /* refused, nothing new, or none of theirs */
    return 0;
  procedures = mc_catalogue_parse (text, -1, &error);
  if (error != NULL)
    g_error ("%s", error->message);
  check (procedures->len > 0);
  check (json_parser_load_from_data (parser, text, -1, NULL));
  json_array_foreach_element (json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "procedures"), take, db);
  again = read_print (db, data, size);
  check (again != NULL && *again == '\0');
  return 0;
}
