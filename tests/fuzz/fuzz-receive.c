/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line of `motcuactl receive`: any bytes either are refused or become an intake that is written and read again as it was, in
 * the journal as in a draft, and found by its words. */
#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-tokens.h"

#include <stdint.h>
#include <string.h>

#define TODAY (mc_day_from_ymd (2026, 11, 22))

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

/* The starter catalogue, and every complaint of a library ends the run. */
static gpointer
load_starter (gpointer data)
{
  g_autoptr (GBytes) starter = mc_catalogue_starter ();

  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  return mc_catalogue_parse (g_bytes_get_data (starter, NULL), (gssize) g_bytes_get_size (starter), NULL);
}

static const McProcedure *
find_procedure (const char *code)
{
  static GOnce once = G_ONCE_INIT;
  GPtrArray *procedures = g_once (&once, load_starter, NULL);

  for (guint i = 0; i < procedures->len; i++)
    if (g_strcmp0 (((McProcedure *) g_ptr_array_index (procedures, i))->code, code) == 0)
      return g_ptr_array_index (procedures, i);
  return NULL;
}

static char *
intake_to_text (const McIntake *intake)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();

  json_builder_begin_object (builder);
  mc_intake_write_json (builder, intake);
  json_builder_end_object (builder);
  return mc_json_builder_text (builder);
}

static McIntake *
intake_from_text (const char *text, gssize size, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *object = mc_json_parse_object (parser, text, size, error);

  return object != NULL ? mc_intake_read_json (object, error) : NULL;
}

static void
check_draft (const McIntake *intake)
{
  g_autofree char *text = intake_to_text (intake), *again = NULL;
  g_autoptr (McIntake) back = intake_from_text (text, -1, NULL);

  check (g_utf8_validate (text, -1, NULL) && back != NULL);
  again = intake_to_text (back);
  check (g_str_equal (text, again));
  check (back->applicant->id_kind == intake->applicant->id_kind && back->fee == intake->fee && back->sets == intake->sets);
  check (back->received_at == intake->received_at && back->components->len == intake->components->len);
  check ((back->owner == NULL) == (intake->owner == NULL));
}

static void
check_words (const McDossier *dossier)
{
  g_autofree char *tokens = mc_tokens_of_dossier (dossier);
  g_auto (GStrv) words = g_strsplit (tokens, " ", -1);
  const char *name = dossier->intake->applicant->name;
  g_autofree char *query = mc_tokens_query (name, FALSE), *marked = mc_tokens_query (name, TRUE);

  for (guint i = 0; words[i] != NULL; i++)
    check (strlen (words[i]) < 200 && strpbrk (words[i], "\"*()^:") == NULL);
  check (query == NULL || g_utf8_validate (query, -1, NULL));
}

static void
check_journal (const McIntake *intake)
{
  g_autoptr (McDossier) dossier = mc_dossier_new ();
  g_autoptr (McDossier) back = mc_dossier_new ();
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *body = NULL, *again = NULL;
  JsonObject *object;

  mc_intake_free (dossier->intake);
  dossier->intake = mc_intake_copy (intake);
  dossier->code = g_strdup ("H15.50.05.13-261122-0101");
  dossier->desk = 2;
  body = mc_dossier_write_body (dossier);
  object = mc_json_parse_object (parser, body, -1, NULL);
  check (object != NULL && mc_dossier_read_body (back, object, NULL));
  again = mc_dossier_write_body (back);
  check (g_str_equal (body, again));
  check_words (back);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (McIntake) intake = NULL;
  const McProcedure *procedure = find_procedure (NULL); /* which loads them */
  const char *field = NULL;

  intake = intake_from_text ((const char *) data, (gssize) size, &error);
  check ((intake == NULL) == (error != NULL));
  if (intake == NULL)
    {
      check (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) && *error->message != '\0');
      return 0;
    }
  procedure = find_procedure (intake->procedure_code);
  check (mc_intake_check (intake, procedure, TODAY, &field, &error) == (error == NULL));
  check ((field != NULL) == (error != NULL));
  check_draft (intake);
  check_journal (intake);
  return 0;
}
