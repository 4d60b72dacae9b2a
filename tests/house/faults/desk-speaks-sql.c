/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: sql; as src/desk/mc-fault.c */
#include "mc-db.h"

static gboolean
count (McDb *db, gint64 *n, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT count (*) FROM dossier", error);

  return stmt != NULL && mc_db_int (db, stmt, 0, n, error);
}
