/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-last-slip.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"

#define NUMBER_LENGTH 4 /* digits of a number on the slip */

/* ---- what was typed ---- */

/* Without spaces: people write codes in groups. */
static char *
squeeze (const char *typed)
{
  GString *out = g_string_new (NULL);

  for (const char *p = typed; *p != '\0'; p++)
    if (!g_ascii_isspace (*p))
      g_string_append_c (out, *p);
  return g_string_free (out, FALSE);
}

static gboolean
is_number (const char *text)
{
  gsize length = strlen (text);

  return length >= 1 && length <= NUMBER_LENGTH && strspn (text, "0123456789") == length;
}

/* The whole code, with what everybody at this desk knows filled in. */
static char *
complete (const char *text, const McOffice *office, McDay today)
{
  int number = is_number (text) ? atoi (text) : 0;

  if (number > 0)
    return mc_code_format (office->code, today, number);
  if (g_ascii_isdigit (text[0]) && strchr (text, '.') == NULL)
    return g_strconcat (office->code, "-", text, NULL);
  return g_strdup (text);
}

static gboolean
refuse_day (McDay day, McDay today, GError **error)
{
  g_autofree char *of = mc_day_to_text (day);
  g_autofree char *now = mc_day_to_text (today);

  g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _("This slip is of %s, a day still to come: this machine is on %s"), of,
               now);
  return FALSE;
}

gboolean
mc_last_slip_read (const char *typed, const McOffice *office, McDay today, McCode *code, GError **error)
{
  g_autofree char *text = squeeze (typed != NULL ? typed : "");
  g_autofree char *whole = complete (text, office, today);

  if (text[0] == '\0')
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _("The number of the slip is missing"));
      return FALSE;
    }
  if (!mc_code_parse (whole, code, NULL))
    return mc_code_parse (text, code, error); /* names what was typed */
  if (strcmp (code->office, office->code) != 0)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _("%s is not a slip of this office"), whole);
      return FALSE;
    }
  if (mc_code_desk_of_number (code->number) != office->desk)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _("Number %04d is of desk %d, and this machine is desk %d"),
                   code->number, mc_code_desk_of_number (code->number), office->desk);
      return FALSE;
    }
  return code->day <= today || refuse_day (code->day, today, error);
}

gboolean
mc_last_slip_is_whole (const char *typed, const McOffice *office, McDay today)
{
  g_autofree char *text = squeeze (typed != NULL ? typed : "");
  g_autofree char *whole = complete (text, office, today);
  McCode code;

  return (!is_number (text) || strlen (text) == NUMBER_LENGTH) && mc_code_parse (whole, &code, NULL);
}

/* ---- what follows ---- */

char *
mc_last_slip_follows_code (const McCode *code, McDay today)
{
  g_autofree char *day = mc_day_to_text (code->day);

  if (code->day == today)
    return g_strdup_printf (_("Numbers of today go on after %04d. Days before give no numbers any more."),
                            code->number);
  /* Translators: a day, then a number */
  return g_strdup_printf (_("Numbers of %s go on after %04d, later days as usual. Days before give no numbers any more."),
                          day, code->number);
}

char *
mc_last_slip_follows_none (void)
{
  return g_strdup (_("Numbers go on after the last one in these data. If a slip was printed since, a number comes twice."));
}

char *
mc_last_slip_follows_desk (int desk)
{
  return g_strdup_printf (_("This machine is desk %d from now on; the numbers of desk %d begin with %04d."), desk, desk,
                          mc_code_next (desk, 0));
}

/* ---- other desks ---- */

static gboolean
is_listed (const McOffice *office, int desk)
{
  for (gsize i = 0; office->desks != NULL && office->desks[i] != 0; i++)
    if (office->desks[i] == desk)
      return TRUE;
  return FALSE;
}

int *
mc_last_slip_other_desks (const McOffice *office, guint *n_listed)
{
  int *desks = g_new0 (int, MC_CODE_DESKS + 1);
  guint n = 0;

  for (int desk = 1; desk <= MC_CODE_DESKS; desk++)
    if (desk != office->desk && is_listed (office, desk))
      desks[n++] = desk;
  *n_listed = n;
  for (int desk = 1; desk <= MC_CODE_DESKS; desk++)
    if (desk != office->desk && !is_listed (office, desk))
      desks[n++] = desk;
  return desks;
}
