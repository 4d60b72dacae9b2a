/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-desk.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mc-desk-files.h"

void
bench_check (GError *error, const char *what)
{
  if (error == NULL)
    return;
  fprintf (stderr, "%s: %s\n", what, error->message);
  exit (1);
}

double
bench_load (void)
{
  double load[1] = { 0 };

  return getloadavg (load, 1) == 1 ? load[0] : 0;
}

char *
bench_write_file (const char *path, const char *magic, gsize bytes)
{
  g_autofree guint8 *data = g_malloc (bytes);
  g_autoptr (GError) error = NULL;
  guint8 hash[MC_HASH_SIZE];

  randombytes_buf (data, bytes);
  memcpy (data, magic, MIN (strlen (magic), bytes));
  g_file_set_contents (path, (char *) data, (gssize) bytes, &error);
  bench_check (error, path);
  mc_hash_bytes (data, bytes, hash);
  return mc_hex_encode (hash, sizeof hash);
}

/* ---- a desk ------------------------------------------------------------------------------------------------ */

void
bench_desk_open (BenchDesk *self, const char *office, int number, guint32 seed)
{
  g_autofree char *json = g_strdup_printf ("{\"code\":\"%s\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":%d,"
                                           "\"desks\":[1,2,3,4,5],\"points\":[{\"key\":\"diem-1\",\"name\":\"Điểm 1\"}],\"trial\":true}",
                                           office, number);
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->store.folder = fixture_folder_new ();
  self->store.clock = mc_clock_new_fixed (FIXTURE_NOW);
  self->store.desk = mc_desk_create (self->store.folder, json, self->store.clock, "lan", &error);
  bench_check (error, "a new store");
  self->codes = g_ptr_array_new_with_free_func (g_free);
  self->rand = g_rand_new_with_seed (seed);
}

void
bench_desk_clear (BenchDesk *self)
{
  fixture_tear_down (&self->store, NULL);
  g_clear_pointer (&self->codes, g_ptr_array_unref);
  g_clear_pointer (&self->rand, g_rand_free);
}

static McIntake *
make_intake (BenchDesk *self)
{
  GPtrArray *catalogue = mc_desk_catalogue (self->store.desk);
  McProcedure *procedure = g_ptr_array_index (catalogue, g_rand_int_range (self->rand, 0, (gint32) catalogue->len));
  McIntake *intake = mc_intake_new ();

  intake->procedure_code = g_strdup (procedure->code);
  mc_person_free (intake->applicant);
  intake->applicant = mc_desk_demo_person (self->rand);
  mc_intake_set_components_from (intake, procedure);
  /* What is handed in: then the JSON is as large as the one the exchange is laid out for. */
  for (guint i = intake->components->len; i > 0; i--)
    if (!mc_component_is_present (g_ptr_array_index (intake->components, i - 1)))
      g_ptr_array_remove_index (intake->components, i - 1);
  return intake;
}

void
bench_desk_receive (BenchDesk *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (McIntake) intake = make_intake (self);
      g_autoptr (McDossier) dossier = NULL;
      g_autoptr (GError) error = NULL;

      mc_clock_set (self->store.clock, mc_clock_now (self->store.clock) + g_rand_int_range (self->rand, 20, 60));
      dossier = mc_desk_receive (self->store.desk, intake, &error);
      bench_check (error, "receiving");
      g_ptr_array_add (self->codes, g_strdup (dossier->code));
    }
}

char *
bench_desk_scans (BenchDesk *self)
{
  char *folder = g_build_filename (self->store.folder, "scans", NULL);

  g_mkdir_with_parents (folder, 0700);
  return folder;
}

void
bench_desk_attach (BenchDesk *self, guint i, gsize bytes)
{
  const char *code = g_ptr_array_index (self->codes, i);
  g_autofree char *folder = bench_desk_scans (self), *name = g_strconcat (code, ".jpg", NULL), *hash = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  hash = bench_write_file (path, "\xff\xd8\xff", bytes);
  dossier = mc_desk_attach (self->store.desk, code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  bench_check (error, "attaching");
  self->file_bytes += (gint64) bytes;
}

void
bench_desk_enrol (BenchDesk *self, Province *province, const char *office, const char *url)
{
  g_autofree char *code = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  code = province_ctl (province, &status, NULL, "enrol", "--office", office, NULL);
  mc_desk_enrol (self->store.desk, url, code, &error);
  bench_check (error, "registering");
}

void
bench_desk_sync (BenchDesk *self, McSyncSummary *summary)
{
  g_autoptr (GError) error = NULL;

  mc_desk_sync (self->store.desk, NULL, FALSE, NULL, summary, &error);
  bench_check (error, "exchanging");
}

void
bench_desk_write_dossiers (BenchDesk *self, const char *path)
{
  /* CouchDB's peers want "_id"; the rest is what the journal has. */
  g_autofree char *text = fixture_text (self->store.folder,
                                        "SELECT group_concat (json_set (CAST (body AS TEXT), '$._id',"
                                        " json_extract (CAST (body AS TEXT), '$.code')), char (10)) FROM entry"
                                        " WHERE json_extract (CAST (body AS TEXT), '$.applicant') IS NOT NULL");
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  bench_check (error, "writing the dossiers");
}
