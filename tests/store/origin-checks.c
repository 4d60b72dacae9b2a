/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "origin-checks.h"

#include "mc-error.h"

#define REASON "SELECT CAST (body AS TEXT) ->> '$.reason' FROM entry WHERE seq = 1 AND stream = 0 AND origin = " OWN_ORIGIN

void
origin_assert_reason (Fixture *self, const char *reason)
{
  g_autofree char *found = fixture_text (self->folder, REASON);

  g_assert_cmpstr (found, ==, reason);
}

gint64
origin_count (Fixture *self)
{
  return fixture_int (self->folder, "SELECT count (*) FROM origin");
}

void
origin_assert_asks (Fixture *self)
{
  g_autoptr (McIntake) intake = fixture_intake ("LÒ VĂN HỎI");
  g_autoptr (GError) error = NULL;

  g_assert_null (mc_desk_receive (self->desk, intake, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER);
}

void
origin_answer (Fixture *self, const char *code, int new_desk)
{
  g_autoptr (GError) error = NULL;

  mc_desk_answer_last_slip (self->desk, code, new_desk, &error);
  g_assert_no_error (error);
}

char *
origin_receive (Fixture *self)
{
  g_autoptr (McDossier) dossier = fixture_receive (self, "NGUYỄN VĂN AN");

  return g_strdup (dossier->code);
}

GHashTable *
origin_codes_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}
