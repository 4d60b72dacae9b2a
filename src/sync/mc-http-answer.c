/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-http-answer.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-time.h"

#define DAY (24 * 60 * 60)
#define TIME_ERRORS (G_TLS_CERTIFICATE_EXPIRED | G_TLS_CERTIFICATE_NOT_ACTIVATED)

#define TEXT_NO_LINK N_ ("No connection with the province. Receiving goes on as usual")

/* ---- no answer ---- */

gboolean
mc_http_is_link_error (const GError *error)
{
  if (error->domain == G_RESOLVER_ERROR)
    return TRUE;
  /* Cut in the middle of a handshake, or something that is no TLS. */
  if (error->domain == G_TLS_ERROR)
    return error->code != G_TLS_ERROR_BAD_CERTIFICATE;
  /* Bytes that are no HTTP. */
  if (error->domain == SOUP_SESSION_ERROR)
    return TRUE;
  return error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED;
}

void
mc_http_set_link_error (const GError *reason, GError **error)
{
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_CANCELLED, _ ("Cancelled"));
  else if (mc_http_is_link_error (reason))
    g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ (TEXT_NO_LINK));
  else
    g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("The exchange with the province failed (%s)"), reason->message);
}

void
mc_http_set_certificate_error (GTlsCertificateFlags flags, gint64 province_time, gint64 now, GError **error)
{
  if (flags != 0 && (flags & ~TIME_ERRORS) == 0 && province_time != 0 && ABS (province_time - now) > DAY)
    {
      g_autofree char *here = mc_day_to_text (mc_day_of_time (now));
      g_autofree char *there = mc_day_to_text (mc_day_of_time (province_time));

      g_set_error (error, MC_ERROR, MC_ERROR_CLOCK,
                   _ ("The clock of this machine is wrong: it says %s, the province %s. Nothing was sent"), here, there);
      return;
    }
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED,
                       (flags & ~TIME_ERRORS) == 0 && flags != 0
                           ? _ ("The certificate of the province's server is not valid today. Nothing was sent. Tell the administrator")
                           : _ ("This is not the province's server. Nothing was sent. Tell the administrator"));
}

/* ---- answers ---- */

static gboolean
has_type (SoupMessage *message, const char *type)
{
  const char *found = soup_message_headers_get_content_type (soup_message_get_response_headers (message), NULL);

  return found != NULL && g_ascii_strcasecmp (found, type) == 0;
}

/* libsoup takes headers that end in the middle for whole ones; without the length there is no telling what was cut off. A page of HTML
 * may come so, the province's answers do not. */
static gboolean
is_cut (SoupMessage *message)
{
  return soup_message_headers_get_encoding (soup_message_get_response_headers (message)) == SOUP_ENCODING_EOF &&
         !has_type (message, "text/html");
}

gboolean
mc_http_is_good (SoupMessage *message, const char *const *content_types)
{
  guint status = soup_message_get_status (message);

  if ((status != SOUP_STATUS_OK && status != SOUP_STATUS_PARTIAL_CONTENT) || is_cut (message))
    return FALSE;
  for (; *content_types != NULL; content_types++)
    if (has_type (message, *content_types))
      return TRUE;
  return FALSE;
}

/* The last part of a problem's type: "https://.../problems/token-revoked" or "token-revoked". (transfer full): NULL when it is none */
static char *
problem_type (SoupMessage *message, GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *type = NULL;
  JsonObject *object;
  const char *slash;

  if (!has_type (message, MC_PROBLEM_CONTENT_TYPE) || body == NULL)
    return NULL;
  object = mc_json_parse_object (parser, g_bytes_get_data (body, NULL), (gssize) g_bytes_get_size (body), NULL);
  if (object == NULL || !mc_json_read_text (object, "type", &type, NULL) || type == NULL)
    return g_strdup ("about:blank");
  slash = strrchr (type, '/');
  return g_strdup (slash != NULL ? slash + 1 : type);
}

#define TEXT_NOT_KNOWN N_ ("The province does not know this machine. It must be registered")
#define TEXT_REVOKED N_ ("The province has disconnected this machine")
#define TEXT_OTHER_VERSION N_ ("The province's server speaks another version. The program must be updated")
#define TEXT_NOT_THERE N_ ("The province does not have this")
#define TEXT_TWO_PLACES N_ ("The province has something else in this place")
#define TEXT_NOT_READ N_ ("The province could not read what was sent")
#define TEXT_TOO_LARGE N_ ("The province does not take anything this large")
#define TEXT_FORBIDDEN N_ ("The province does not allow this to this machine")
#define TEXT_BUSY N_ ("The province's server is busy. It will be tried again")
#define TEXT_AWAY N_ ("The province's server cannot answer now. It will be tried again")
#define TEXT_STRANGER N_ ("Another system answered instead of the province. The network may ask for a log-in of its own")
#define TEXT_CLOCK N_ ("The clock of this machine is wrong. Nothing was sent")

typedef struct
{
  guint status;     /* 0: by type */
  const char *type; /* NULL: by status */
  McError code;
  const char *text;
} Meaning;

/* A type says more than a status and comes first. */
static const Meaning meanings[] = {
  { 0, "token-unknown", MC_ERROR_AUTH_REQUIRED, TEXT_NOT_KNOWN },
  { 0, "token-revoked", MC_ERROR_AUTH_REQUIRED, TEXT_REVOKED },
  { 0, "version", MC_ERROR_STORE_TOO_NEW, TEXT_OTHER_VERSION },
  { 0, "not-found", MC_ERROR_NOT_FOUND, TEXT_NOT_THERE },
  { 0, "conflict", MC_ERROR_CONFLICT, TEXT_TWO_PLACES },
  { 0, "too-large", MC_ERROR_INVALID, TEXT_TOO_LARGE },
  { 0, "invalid", MC_ERROR_INVALID, TEXT_NOT_READ },
  { 0, "forbidden", MC_ERROR_REJECTED, TEXT_FORBIDDEN },
  { 0, "busy", MC_ERROR_BUSY, TEXT_BUSY },
  { 0, "clock", MC_ERROR_CLOCK, TEXT_CLOCK },
  { 400, NULL, MC_ERROR_INVALID, TEXT_NOT_READ },
  { 401, NULL, MC_ERROR_AUTH_REQUIRED, TEXT_NOT_KNOWN },
  { 403, NULL, MC_ERROR_REJECTED, TEXT_FORBIDDEN },
  { 404, NULL, MC_ERROR_NOT_FOUND, TEXT_NOT_THERE },
  { 409, NULL, MC_ERROR_CONFLICT, TEXT_TWO_PLACES },
  { 410, NULL, MC_ERROR_NOT_FOUND, TEXT_NOT_THERE },
  { 413, NULL, MC_ERROR_INVALID, TEXT_TOO_LARGE },
  { 415, NULL, MC_ERROR_STORE_TOO_NEW, TEXT_OTHER_VERSION },
  { 416, NULL, MC_ERROR_INVALID, TEXT_NOT_READ },
  { 422, NULL, MC_ERROR_INVALID, TEXT_NOT_READ },
  { 426, NULL, MC_ERROR_STORE_TOO_NEW, TEXT_OTHER_VERSION },
  { 429, NULL, MC_ERROR_BUSY, TEXT_BUSY },
  { 501, NULL, MC_ERROR_STORE_TOO_NEW, TEXT_OTHER_VERSION },
  { 503, NULL, MC_ERROR_BUSY, TEXT_BUSY },
  { 507, NULL, MC_ERROR_BUSY, TEXT_BUSY },
};

/* These say something without a problem document as well: what stands before a service (nginx) gives them with a page of HTML. */
static gboolean
speaks_for_itself (guint status)
{
  return status == 401 || status == 413 || status == 426 || status == 429 || status == 501 || status == 503;
}

static const Meaning *
find_meaning (guint status, const char *type)
{
  const Meaning *by_status = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (type != NULL && g_strcmp0 (meanings[i].type, type) == 0)
        return &meanings[i];
      if (meanings[i].status == status && status != 0 && (type != NULL || speaks_for_itself (status)))
        by_status = &meanings[i];
    }
  return by_status;
}

gboolean
mc_http_check (SoupMessage *message, const char *const *content_types, GBytes *body, GError **error)
{
  guint status = soup_message_get_status (message);
  g_autofree char *type = NULL;
  const Meaning *meaning;

  if (mc_http_is_good (message, content_types))
    return TRUE;
  if (is_cut (message) && status < 400)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ (TEXT_NO_LINK));
      return FALSE;
    }
  if (status >= 400)
    {
      type = problem_type (message, body);
      meaning = find_meaning (status, type);
      if (meaning != NULL)
        g_set_error_literal (error, MC_ERROR, (int) meaning->code, _ (meaning->text));
      /* 511: a network that wants a log-in first. */
      else if (status >= 500 && status != 511)
        g_set_error_literal (error, MC_ERROR, MC_ERROR_OFFLINE, _ (TEXT_AWAY));
      else
        g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ (TEXT_STRANGER));
      return FALSE;
    }
  /* 200 with a page of HTML, and every redirect: the province sends to nobody else. */
  g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ (TEXT_STRANGER));
  return FALSE;
}

guint
mc_http_retry_after (SoupMessage *message)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  gint64 seconds;

  if (text == NULL)
    return 0;
  if (g_ascii_isdigit (text[0]))
    seconds = g_ascii_strtoll (text, NULL, 10);
  else
    {
      date = soup_date_time_new_from_http_string (text);
      seconds = date != NULL ? g_date_time_to_unix (date) - g_get_real_time () / G_USEC_PER_SEC : 0;
    }
  return (guint) CLAMP (seconds, 0, DAY);
}
