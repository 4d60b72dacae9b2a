/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-exchange-words.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "mc-text.h"
#include "mc-words.h"

/* An upload of less is over before a percentage means anything. */
#define LONG_UPLOAD (1024 * 1024)
#define SECONDS_A_DAY 86400

typedef struct
{
  McLinkState state;
  const char *title;  /* on the page */
  const char *advice; /* after the title */
} StateWords;

/* What the state alone says; UNKNOWN, NONE, GOOD and WORKING are worded by what has been received and what waits. */
static const StateWords words[] = {
  { MC_LINK_OFFLINE, N_("No network."),
    N_("Receiving goes on as usual, nothing is lost; sending goes on by itself when the network is back.") },
  { MC_LINK_BUSY, N_("The exchange has to wait."), N_("It is tried again by itself.") },
  { MC_LINK_REVOKED, N_("The province does not accept this machine any more."),
    N_("Ask the province for a new one-time code and register this machine again. Receiving goes on as usual.") },
  { MC_LINK_STRANGER, N_("Somebody else answers in the province's place. Nothing was sent."),
    N_("On a network with a log-in page, log in first; else tell the administrator.") },
  { MC_LINK_CLOCK, N_("The machine's clock is wrong, so nothing can be sent."),
    N_("Set the date and time, then send again.") },
  { MC_LINK_VERSION, N_("This program and the province's do not understand each other."),
    N_("Update the program. Receiving goes on as usual.") },
  { MC_LINK_FAILED, N_("The exchange did not succeed."),
    N_("It is tried again by itself. When it stays so, read the code out to the administrator.") },
};

static const StateWords *
state_words (McLinkState state)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (words[i].state == state)
      return &words[i];
  return NULL;
}

static gint64
n_waiting (const McSyncStatus *status)
{
  return status->waiting + status->files;
}

/* "09:12" today, "22/11 16:58" before. */
static char *
moment (gint64 time, McDay today)
{
  return mc_day_of_time (time) == today ? mc_time_to_clock_text (time) : mc_words_moment (time, today);
}

static char *
received_until (const McSyncStatus *status, McDay today)
{
  g_autofree char *when = NULL;

  if (status->last_receipt == 0)
    return g_strdup (_("The province has received nothing yet"));
  when = moment (status->last_receipt, today);
  /* Translators: a time, "09:12" */
  return g_strdup_printf (_("The province has received until %s"), when);
}

/* Percent only where waiting is long; the last of it is the receipt's. */
static char *
sending (const McSyncStatus *status)
{
  if (status->total < LONG_UPLOAD)
    return g_strdup (_("Sending…"));
  return g_strdup_printf (_("Sending… %d%%"), (int) MIN (status->done * 100 / status->total, 99));
}

char *
mc_exchange_word (const McSyncStatus *status, McDay today)
{
  const StateWords *known = state_words (status->state);
  gint64 waiting = n_waiting (status);
  guint open = status->quarantine + status->conflicts;
  g_autofree char *first = NULL;
  GString *text;

  if (status->state == MC_LINK_UNKNOWN)
    return g_strdup ("");
  if (status->state == MC_LINK_NONE)
    return g_strdup (mc_link_state_to_text (status->state));
  if (known != NULL)
    first = g_strdup (mc_link_state_to_text (status->state));
  else if (status->state == MC_LINK_WORKING && waiting > 0)
    first = sending (status);
  else
    first = received_until (status, today);
  text = g_string_new (first);
  if (waiting > 0)
    /* Translators: after a dot, in the header: so many entries and files wait to be sent */
    g_string_append_printf (text, _(" · %d to send"), (int) waiting);
  if (open > 0)
    /* Translators: after a dot, in the header: so many need somebody to look at */
    g_string_append_printf (text, _(" · %u to look at"), open);
  return g_string_free (text, FALSE);
}

/* Of what has several causes the message knows which. */
static char *
state_title (const StateWords *known, const McSyncStatus *status)
{
  gboolean vague = known->state == MC_LINK_BUSY || known->state == MC_LINK_FAILED;

  if (!vague || mc_text_is_empty (status->message))
    return g_strdup (_(known->title));
  return g_strconcat (status->message, g_str_has_suffix (status->message, ".") ? "" : ".", NULL);
}

char *
mc_exchange_sentence (const McSyncStatus *status, McDay today)
{
  const StateWords *known = state_words (status->state);
  g_autofree char *title = known != NULL ? state_title (known, status) : NULL;
  g_autofree char *until = NULL;

  if (status->state == MC_LINK_UNKNOWN)
    return g_strdup ("");
  if (status->state == MC_LINK_NONE)
    return g_strdup (_("This machine works alone. To send dossiers to the province, register it with the one-time code the "
                       "province gives."));
  if (known != NULL && status->support_code != NULL)
    /* Translators: what is wrong, advice, code for the telephone */
    return g_strdup_printf (_("%s %s Support code %s."), title, _(known->advice), status->support_code);
  if (known != NULL)
    return g_strdup_printf ("%s %s", title, _(known->advice));
  if (n_waiting (status) == 0 && status->last_receipt != 0)
    {
      g_autofree char *last = moment (status->last_receipt, today);

      /* Translators: a time, "09:12" */
      return g_strdup_printf (_("The province has received everything, last at %s."), last);
    }
  until = received_until (status, today);
  if (n_waiting (status) == 0)
    return g_strdup_printf ("%s.", until);
  if (status->state == MC_LINK_WORKING)
    return g_strdup_printf (_("Sending. %s."), until);
  return g_strdup_printf (_("%s. What waits is sent by itself."), until);
}

/* ---- amounts and times ---- */

char *
mc_exchange_bytes (gint64 bytes)
{
  if (bytes < 1024)
    return g_strdup_printf (_("%d bytes"), (int) bytes);
  if (bytes < 1024 * 1024)
    return g_strdup_printf (_("%d KB"), (int) ((bytes + 512) / 1024));
  if (bytes < G_GINT64_CONSTANT (1024) * 1024 * 1024)
    return g_strdup_printf (_("%.1f MB"), (double) bytes / (1024 * 1024));
  return g_strdup_printf (_("%.1f GB"), (double) bytes / (1024 * 1024 * 1024));
}

static char *
age (gint64 seconds)
{
  int minutes = (int) MAX (seconds / 60, 0);

  if (seconds >= SECONDS_A_DAY)
    return g_strdup_printf (ngettext ("%d day", "%d days", (gulong) (seconds / SECONDS_A_DAY)), (int) (seconds / SECONDS_A_DAY));
  if (minutes >= 60)
    return g_strdup_printf (ngettext ("%d hour", "%d hours", (gulong) (minutes / 60)), minutes / 60);
  return g_strdup_printf (ngettext ("%d minute", "%d minutes", (gulong) minutes), minutes);
}

char *
mc_exchange_waiting (const McSyncStatus *status, gint64 now)
{
  GString *text;

  if (n_waiting (status) == 0)
    return NULL;
  text = g_string_new (NULL);
  g_string_append_printf (text, ngettext ("%d entry", "%d entries", (gulong) status->waiting), (int) status->waiting);
  if (status->files > 0)
    {
      g_autofree char *size = mc_exchange_bytes (status->file_bytes);

      g_string_append_printf (text, ngettext (", %d file (%s)", ", %d files (%s)", (gulong) status->files), (int) status->files,
                              size);
    }
  if (status->oldest != 0)
    {
      g_autofree char *since = age (now - status->oldest);

      /* Translators: how long the oldest of what waits has been waiting, "2 hours" */
      g_string_append_printf (text, _(" · the oldest for %s"), since);
    }
  if (status->files > 0 && status->preferences.small_only)
    g_string_append (text, _(" · files wait: only small things are sent"));
  else if (status->files > 0 && mc_sync_preferences_hold_files (&status->preferences, status->metered))
    g_string_append (text, _(" · files wait: this network is paid by its bytes"));
  return g_string_free (text, FALSE);
}

/* ---- of one dossier ---- */

char *
mc_exchange_receipt (const McDossierReceipt *receipt, McDay today)
{
  g_autofree char *when = receipt->at != 0 ? mc_words_moment (receipt->at, today) : NULL;
  g_autofree char *received = NULL;

  if (!receipt->enrolled)
    return NULL;
  if (receipt->waiting > 0)
    return g_strdup (_("PROVINCE: waiting to be sent"));
  /* Translators: a moment, "23/11 15:02" */
  received = when != NULL ? g_strdup_printf (_("PROVINCE: received %s"), when) : g_strdup (_("PROVINCE: received"));
  if (receipt->files == 0)
    return g_steal_pointer (&received);
  /* Translators: "PROVINCE: received 23/11 15:02", how many files are not there yet */
  return g_strdup_printf (ngettext ("%s, %d file still missing", "%s, %d files still missing", (gulong) receipt->files), received,
                          (int) receipt->files);
}

/* ---- registering ---- */

/* What never leaves this machine needs no protection: a province for practice, as `make province` starts it. */
static gboolean
is_this_machine (GUri *uri)
{
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;

  return address != NULL && g_inet_address_get_is_loopback (address);
}

const char *
mc_exchange_check_address (const char *url)
{
  g_autofree char *clean = g_strstrip (g_strdup (url != NULL ? url : ""));
  g_autoptr (GUri) uri = NULL;

  if (clean[0] == '\0')
    return _("The province's address is missing");
  uri = g_uri_parse (clean, G_URI_FLAGS_NONE, NULL);
  if (g_ascii_strncasecmp (clean, "http://", 7) == 0)
    return is_this_machine (uri) ? NULL : _("An address with http:// is not protected. The province's begins with https://");
  if (uri == NULL || g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 || mc_text_is_empty (g_uri_get_host (uri)))
    return _("The address must begin with https://");
  return NULL;
}
