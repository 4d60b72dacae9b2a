/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a province publishes, from whomever it comes: refused with a reason, or something that can be used and told in words. The first byte
 * says how it is looked at: as a body, as a table of holidays, as a paper. */
#include "mc-error.h"
#include "mc-form-guard.h"
#include "mc-form-names.h"
#include "mc-form-template.h"
#include "mc-json.h"
#include "mc-office-json.h"
#include "mc-published-read.h"

#include <stdint.h>
#include <string.h>

#define OFFICE "{\"code\":\"H01.01.01.01\",\"province\":\"01\",\"commune\":\"00004\",\"desk\":1}"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

static void
check_error (gboolean good, const GError *error)
{
  check (good == (error == NULL));
  check (good || (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) && *error->message != '\0'));
}

/* A table made of it is one. */
static void
check_holidays (JsonObject *body)
{
  g_autoptr (McHolidays) holidays = mc_holidays_read (body, NULL);
  g_autofree char *shipped = mc_holidays_shipped (), *table = NULL;
  g_autoptr (McCalendar) calendar = NULL;
  g_autoptr (GError) error = NULL;
  McOfficeHours hours;

  if (holidays == NULL)
    return;
  mc_office_hours_init_default (&hours);
  table = mc_holidays_apply (shipped, holidays);
  calendar = mc_calendar_new (&hours, table, &error);
  check (calendar != NULL);
}

static void
check_settings (JsonObject *body)
{
  g_autofree char *text = mc_settings_apply (OFFICE, body, NULL);
  g_autoptr (McOffice) office = text != NULL ? mc_office_from_json (text, NULL) : NULL;

  if (text == NULL)
    return;
  check (office != NULL && strcmp (office->code, "H01.01.01.01") == 0 && office->desk == 1);
}

static void
check_body (const char *text)
{
  static const char *const kinds[] = { "catalogue", "holidays", "settings", "template", "signers" };
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObject *body = mc_json_parse_object (parser, text, -1, NULL);
  g_autoptr (McPaperTemplate) template = NULL;
  g_autoptr (GPtrArray) signers = NULL;

  for (guint i = 0; body != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean good = mc_published_check (kinds[i], body, &error);

      check_error (good, error);
    }
  if (body == NULL)
    return;
  check_holidays (body);
  check_settings (body);
  template = mc_paper_template_read (body, NULL);
  signers = mc_signers_read (body, NULL);
}

static void
check_table (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = mc_holidays_from_table (text, &error);

  check_error (json != NULL, error);
  if (json != NULL)
    check_body (json);
}

static void
check_paper (const char *text)
{
  g_autoptr (GError) error = NULL, named = NULL, guarded = NULL;
  g_autoptr (McTemplate) template = mc_template_parse ("fuzz", text, strlen (text), &error);
  gboolean good;

  check_error (template != NULL, error);
  if (template == NULL)
    return;
  good = mc_form_check_names (template, &named);
  check_error (good, named);
  good = mc_form_guard (text, &guarded);
  check_error (good, guarded);
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
  g_autofree char *text = NULL;

  g_once (&once, no_complaints, NULL);
  if (size == 0)
    return 0;
  text = g_strndup ((const char *) data + 1, size - 1);
  if (data[0] == 't')
    check_table (text);
  else if (data[0] == 'p')
    check_paper (text);
  else
    check_body (text);
  return 0;
}
