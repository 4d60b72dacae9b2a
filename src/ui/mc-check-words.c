/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-check-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-lunar.h"
#include "mc-money.h"
#include "mc-text.h"
#include "mc-words.h"

#define DIGITS_SHOWN 3 /* of an identity number */

static void
line_free (gpointer data)
{
  McCheckLine *line = data;

  g_free (line->label);
  g_free (line->value);
  g_free (line);
}

/* @value: (transfer full): an empty one has no line */
static void
add (GPtrArray *lines, const char *label, char *value, gboolean important)
{
  McCheckLine *line;

  if (mc_text_is_empty (value))
    {
      g_free (value);
      return;
    }
  line = g_new0 (McCheckLine, 1);
  line->label = g_strdup (label);
  line->value = value;
  line->important = important;
  g_ptr_array_add (lines, line);
}

static char *
id_text (const McPerson *person)
{
  glong length = person->id_number != NULL ? g_utf8_strlen (person->id_number, -1) : 0;

  if (length <= DIGITS_SHOWN)
    return NULL;
  return g_strdup_printf ("%s …%s", mc_words_id_kind (person->id_kind), g_utf8_offset_to_pointer (person->id_number, length - DIGITS_SHOWN));
}

static void
add_person (GPtrArray *lines, const char *label, const McPerson *person)
{
  add (lines, label, g_strdup (person->name), TRUE);
  add (lines, C_("citizen", "Born"), mc_partial_date_is_set (person->birth) ? mc_partial_date_to_text (person->birth) : NULL, TRUE);
  add (lines, C_("citizen", "Identity paper"), id_text (person), FALSE);
}

typedef char *(*Paper) (const McComponent *component);

static char *
handed_in (const McComponent *component)
{
  int n = component->originals + component->certified + component->copies;

  /* "1 tờ khai": a name in the middle of a line begins small, an abbreviation (BHYT) does not. */
  return n > 0 ? g_strdup_printf ("%d %s", n, component->name) : NULL;
}

static char *
only_shown (const McComponent *component)
{
  return component->shown ? g_strdup (component->name) : NULL;
}

static char *
used_again (const McComponent *component)
{
  return component->reused ? g_strdup (component->name) : NULL;
}

static char *
papers_text (const McIntake *intake, Paper paper)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < intake->components->len; i++)
    {
      g_autofree char *one = paper (g_ptr_array_index (intake->components, i));

      if (one != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", one);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
request_text (const McDossier *dossier)
{
  const char *name = mc_text_is_empty (dossier->procedure_short) ? dossier->procedure_name : dossier->procedure_short;

  return mc_text_is_empty (dossier->intake->request) ? g_strdup (name) : g_strdup_printf ("%s – %s", name, dossier->intake->request);
}

/* "THỨ NĂM 26/11/2026 lúc 16 giờ 30 (18/10 âm lịch)" */
static char *
due_text (const McDossier *dossier, gboolean lunar)
{
  McDay day = mc_day_of_time (dossier->due);
  int minute = mc_minute_of_time (dossier->due);
  g_autofree char *weekday = g_utf8_strup (mc_weekday_name (mc_day_weekday (day)), -1);
  g_autofree char *date = mc_day_to_text (day), *moon = lunar ? mc_lunar_to_text (day) : NULL;
  g_autofree char *text = NULL;

  if (dossier->due == 0)
    return NULL;
  /* Translators: THỨ NĂM, 26/11/2026, 16, 30 */
  text = g_strdup_printf (_("%s %s at %d:%02d"), weekday, date, minute / 60, minute % 60);
  if (mc_text_is_empty (moon))
    return g_steal_pointer (&text);
  /* Translators: the due time, then its lunar date, 18/10 */
  return g_strdup_printf (_("%s (%s by the lunar calendar)"), text, moon);
}

static char *
fee_text (gint64 fee)
{
  g_autofree char *amount = fee > 0 ? mc_money_to_text (fee) : NULL;

  if (fee < 0) /* nobody has entered it */
    return NULL;
  return amount != NULL ? g_strdup_printf (_("%s đồng"), amount) : g_strdup (C_("citizen", "none"));
}

GPtrArray *
mc_check_words (const McDossier *dossier, const McOffice *office)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (line_free);
  const McIntake *intake = dossier->intake;

  add_person (lines, C_("citizen", "Full name"), intake->applicant);
  if (intake->owner != NULL)
    add_person (lines, C_("citizen", "On behalf of"), intake->owner);
  add (lines, C_("citizen", "Asks for"), request_text (dossier), FALSE);
  add (lines, C_("citizen", "Papers handed in"), papers_text (intake, handed_in), FALSE);
  add (lines, C_("citizen", "Shown and given back"), papers_text (intake, only_shown), FALSE);
  add (lines, C_("citizen", "Kept here already"), papers_text (intake, used_again), FALSE);
  add (lines, C_("citizen", "Come back on"), due_text (dossier, office->lunar), TRUE);
  add (lines, C_("citizen", "Sent to"), intake->result_by == MC_RESULT_BY_POST ? g_strdup (intake->result_address) : NULL, FALSE);
  add (lines, C_("citizen", "Fee"), fee_text (dossier->fee), FALSE);
  return lines;
}
