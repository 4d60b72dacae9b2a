/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "run-deeds.h"

#include <string.h>

#include "mc-desk-files.h"
#include "mc-error.h"

const char *const run_offices[N_DESKS] = { "H15.50.05.13", "H15.50.05.13", "H15.50.05.13", "H15.50.05.14" };

void
run_say (Run *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  if (!self->aloud)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
}

int
run_pick (Run *self, int n)
{
  return g_rand_int_range (self->rand, 0, n);
}

guint
run_number_of (Run *self, const Officer *officer)
{
  return (guint) (officer - self->officers);
}

/* ---- the ledger ------------------------------------------------------------------------------------------ */

void
run_deed_free (gpointer data)
{
  Deed *deed = data;

  g_free (deed->mark);
  g_free (deed->code);
  g_free (deed);
}

static void
note_deed (Run *self, const char *mark, const char *code, Officer *by, const char *office, DeedKind kind)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->mark = g_strdup (mark);
  deed->code = g_strdup (code);
  deed->by = by;
  deed->office = office;
  deed->kind = kind;
  g_ptr_array_add (self->deeds, deed);
}

static char *
new_mark (Run *self)
{
  return g_strdup_printf ("việc %u-%u.", self->seed, ++self->n_marks);
}

/* (nullable) one of the office's dossiers, mostly of the last few: so several work on one. */
static const char *
any_code (Run *self, const char *office)
{
  int left = run_pick (self, 4) == 0 ? 1 + run_pick (self, 20) : 1 + run_pick (self, 3);
  const char *code = NULL;

  for (guint i = self->deeds->len; i > 0 && left > 0; i--)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i - 1);

      if (deed->kind == DEED_FILE || !g_str_equal (deed->office, office))
        continue;
      code = deed->code;
      left--;
    }
  return code;
}

gint64
run_at_province (Run *self, const Deed *deed)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM entry WHERE body IS NOT NULL AND position ('%s' IN convert_from (body, 'UTF8')) > 0",
                                          deed->mark);

  return province_sql (&self->trouble.province, sql);
}

gboolean
run_file_is_at_province (Run *self, const Deed *deed)
{
  g_autofree char *sql = g_strdup_printf ("SELECT count(*) FROM file WHERE hash = '\\x%s'", deed->mark);

  return province_sql (&self->trouble.province, sql) > 0;
}

static gboolean
file_is_at_desk (const Deed *deed)
{
  guint8 hash[MC_HASH_SIZE];

  g_assert_true (mc_hex_decode (deed->mark, hash, sizeof hash));
  return mc_blobs_size (deed->by->client.blobs, hash) >= 0;
}

void
run_strike_out (Run *self, Officer *officer)
{
  for (guint i = self->deeds->len; i > 0; i--)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i - 1);

      g_autofree char *here = g_strdup_printf ("SELECT count(*) FROM entry WHERE instr (body, '%s') > 0", deed->mark);

      if (deed->by != officer)
        continue;
      if (deed->kind == DEED_FILE && !file_is_at_desk (deed) && !run_file_is_at_province (self, deed))
        g_hash_table_add (self->lost, g_strdup (deed->mark));
      if (run_at_province (self, deed) == 0 && fixture_int (officer->client.fixture.folder, here) == 0)
        g_ptr_array_remove_index (self->deeds, i - 1);
    }
}

/* ---- what officers do ------------------------------------------------------------------------------------ */

/* The slip in his hand says which number was given last, also when the machine does not know it any more. */
static void
answer_last_slip (Run *self, Officer *officer)
{
  const char *last = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < self->deeds->len; i++)
    {
      const Deed *deed = g_ptr_array_index (self->deeds, i);

      if (deed->by == officer && deed->kind == DEED_RECEIVE)
        last = deed->code;
    }
  mc_desk_answer_last_slip (officer->client.fixture.desk, last, 0, &error);
  g_assert_no_error (error);
}

void
run_receive (Run *self, Officer *officer)
{
  g_autoptr (McIntake) intake = fixture_random_intake (self->rand);
  g_autofree char *mark = new_mark (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (McDossier) dossier = NULL;

  g_free (intake->note);
  intake->note = g_strdup (mark);
  dossier = mc_desk_receive (officer->client.fixture.desk, intake, &error);
  if (g_error_matches (error, MC_ERROR, MC_ERROR_NEEDS_ANSWER))
    {
      g_clear_error (&error);
      answer_last_slip (self, officer);
      dossier = mc_desk_receive (officer->client.fixture.desk, intake, &error);
    }
  if (dossier == NULL)
    {
      g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED));
      return;
    }
  run_say (self, "desk %u receives %s: %s", run_number_of (self, officer), dossier->code, mark);
  note_deed (self, mark, dossier->code, officer, officer->client.office, DEED_RECEIVE);
}

static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED) ||
         g_error_matches (error, MC_ERROR, MC_ERROR_NOT_FOUND);
}

void
run_act (Run *self, Officer *officer)
{
  const char *code = any_code (self, officer->client.office);

  for (int i = 0; code != NULL && i < 6; i++)
    {
      McAction action = (McAction) run_pick (self, MC_N_ACTIONS);
      g_autofree char *mark = new_mark (self);
      g_autofree char *later = mc_time_to_iso (mc_clock_now (officer->client.fixture.clock) + (1 + run_pick (self, 40)) * 86400);
      g_autoptr (GError) error = NULL;
      g_autoptr (McDossier) dossier = mc_desk_act (officer->client.fixture.desk, code, action, mark,
                                                   action == MC_ACTION_EXTEND ? later : NULL, &error);

      if (dossier != NULL)
        {
          run_say (self, "desk %u: %s of %s: %s", run_number_of (self, officer), mc_action_to_key (action), code, mark);
          note_deed (self, mark, code, officer, officer->client.office, DEED_ACT);
          return;
        }
      g_assert_true (is_refusal (error));
    }
}

static char *
new_pdf (Run *self, char **hash)
{
  gsize size = (gsize) g_rand_int_range (self->rand, 1, 2 << run_pick (self, 19));
  char *path = client_write_pdf (self->trouble.province.folder, "giay-to.pdf", self->rand, size);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (path, &content, &length, &error);
  g_assert_no_error (error);
  *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, length);
  return path;
}

void
run_attach (Run *self, Officer *officer)
{
  const char *code = any_code (self, officer->client.office);
  g_autofree char *hash = NULL, *path = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  if (code == NULL)
    return;
  path = new_pdf (self, &hash);
  file = g_file_new_for_path (path);
  dossier = mc_desk_attach (officer->client.fixture.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  if (dossier == NULL)
    {
      g_assert_true (is_refusal (error));
      return;
    }
  run_say (self, "desk %u attaches %.8s to %s", run_number_of (self, officer), hash, code);
  note_deed (self, hash, code, officer, officer->client.office, DEED_FILE);
}

/* ---- what the province does ------------------------------------------------------------------------------ */

void
run_submit (Run *self)
{
  const char *office = run_offices[run_pick (self, N_DESKS)];
  g_autofree char *mark = new_mark (self), *line = NULL;
  g_auto (Answer) answer = { 0 };
  g_auto (GStrv) parts = NULL;

  line = g_strdup_printf ("{\"office\":\"%s\",\"ref\":\"%s\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"LÒ THỊ MAI\","
                          "\"birth\":\"1990\"},\"note\":\"%s\"}\n", office, mark, mark);
  /* A portal that is not sure says it again. */
  for (int i = 0; i < 2; i++)
    http_text (trouble_service (&self->trouble), "POST", "/v1/dossiers", self->account, line, &answer);
  g_assert_cmpuint (answer.status, ==, 200);
  parts = g_strsplit (answer_text (&answer), "\"code\":\"", 2);
  g_assert_nonnull (parts[1]);
  *strchr (parts[1], '"') = '\0';
  run_say (self, "the province submits %s: %s", parts[1], mark);
  note_deed (self, mark, parts[1], NULL, office, DEED_RECEIVE);
}

/* A department decides, by HTTP or in a shell with the file of the result. */
void
run_decide (Run *self)
{
  static const char *const states[] = { "done", "processing", "rejected" };
  const char *office = run_offices[run_pick (self, N_DESKS)], *code = any_code (self, office), *state = states[run_pick (self, 3)];
  g_autofree char *mark = new_mark (self), *hash = NULL, *path = NULL, *out = NULL, *line = NULL;
  g_auto (Answer) answer = { 0 };
  int status;

  if (code == NULL)
    return;
  if (run_pick (self, 3) == 0)
    {
      path = new_pdf (self, &hash);
      out = province_ctl (&self->trouble.province, &status, NULL, "status", code, state, "--note", mark, "--result", path, NULL);
    }
  else
    {
      line = g_strdup_printf ("{\"code\":\"%s\",\"state\":\"%s\",\"note\":\"%s\"}", code, state, mark);
      http_text (trouble_service (&self->trouble), "POST", "/v1/status", self->account, line, &answer);
      status = answer.status == 200 ? 0 : 1;
    }
  if (status != 0)
    return;
  run_say (self, "the province: %s is %s: %s%s", code, state, mark, hash != NULL ? ", with a file" : "");
  note_deed (self, mark, code, NULL, office, DEED_ACT);
  if (hash != NULL)
    note_deed (self, hash, code, NULL, office, DEED_FILE);
}
