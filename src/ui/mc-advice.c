/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-advice.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"

typedef struct
{
  McError code;
  const char *title;
  const char *text;
  gboolean own_message; /* the error's message tells the officer more than the advice */
} McAdvice;

static const McAdvice advices[] = {
  { MC_ERROR_OFFLINE, N_("No network"), N_("Receiving goes on as usual; nothing is lost."), FALSE },
  { MC_ERROR_AUTH_REQUIRED, N_("Logging in is needed"), N_("Log in again, or register this machine."), FALSE },
  { MC_ERROR_REJECTED, N_("Not allowed now"), N_("Look at the state of the dossier."), TRUE },
  { MC_ERROR_CONFLICT, N_("Changed in two places"), N_("This dossier was changed in two places. Choose the right one."),
    FALSE },
  { MC_ERROR_NOT_FOUND, N_("Not found"), N_("Check the code, or search by name or phone."), TRUE },
  { MC_ERROR_INVALID, N_("Something is not right yet"), N_("Correct it and save again."), TRUE },
  { MC_ERROR_NO_SPACE, N_("The disk is full"),
    N_("No room left, not saved. What was typed is still on the screen; free some space and save again."), FALSE },
  { MC_ERROR_STORE_CORRUPT, N_("The store is damaged"),
    N_("Part of the data is damaged. It was left as it is; restore it from the last backup."), FALSE },
  { MC_ERROR_STORE_TOO_NEW, N_("The store is newer than the program"),
    N_("The data were written by a newer version. The program has to be updated."), FALSE },
  { MC_ERROR_READ_ONLY, N_("The store cannot be written"),
    N_("The folder of the data cannot be written. Check the disk and the rights of this account."), FALSE },
  { MC_ERROR_BUSY, N_("The store is busy"), N_("Another program is using the data. Wait a moment and try again."), FALSE },
  { MC_ERROR_CLOCK, N_("The clock of the machine is wrong"), N_("Check today's date."), TRUE },
  { MC_ERROR_NEEDS_ANSWER, N_("One question first"), N_("Tell the last slip that was printed today."), TRUE },
  { MC_ERROR_DEVICE_GONE, N_("The device does not answer"), N_("Check its cable and that it is switched on."), TRUE },
  { MC_ERROR_PAPER_JAM, N_("Paper jam"), N_("Take the paper out and go on."), TRUE },
  { MC_ERROR_TIMED_OUT, N_("No answer in time"), N_("Try again."), FALSE },
  { MC_ERROR_CANCELLED, N_("Stopped"), N_("Nothing was changed."), FALSE },
};

/* Errors that came up from below without words for the officer. */
static const McAdvice unexpected = {
  MC_ERROR_FAILED, N_("Something went wrong"),
  N_("What was being done is still there. Read this code out when calling for help."), FALSE
};

static const McAdvice *
mc_advice_find (const GError *error)
{
  if (error->domain != MC_ERROR)
    return &unexpected;
  for (gsize i = 0; i < G_N_ELEMENTS (advices); i++)
    if ((int) advices[i].code == error->code)
      return &advices[i];
  return &unexpected;
}

const char *
mc_advice_title (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);
  return _(mc_advice_find (error)->title);
}

const char *
mc_advice_text (const GError *error)
{
  const McAdvice *advice;

  g_return_val_if_fail (error != NULL, NULL);
  advice = mc_advice_find (error);
  if (advice->own_message && error->message[0] != '\0')
    return error->message;
  return _(advice->text);
}

char *
mc_advice_sentence (const GError *error)
{
  g_autofree char *code = NULL;

  g_return_val_if_fail (error != NULL, NULL);
  if (mc_advice_find (error)->own_message)
    return g_strdup (mc_advice_text (error));
  code = mc_error_support_code (error);
  /* Translators: title, advice, support code */
  return g_strdup_printf (_("%s. %s (%s)"), mc_advice_title (error), mc_advice_text (error), code);
}
