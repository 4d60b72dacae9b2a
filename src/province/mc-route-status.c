/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GET and POST /tra-cuu: where a citizen looks at her dossier with its code and the four characters on the slip. The
 * page is Vietnamese as the slip is; it names no person. The code travels in the body, so that it stands in nobody's
 * log. */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <sodium.h>
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-province-routes.h"
#include "mc-status.h"
#include "mc-time.h"

#define TRIES_FOR_CODE 10      /* wrong ones within WINDOW: 24^4 combinations stay out of reach */
#define TRIES_FOR_CALLER 60    /* a whole village may stand behind one address */
#define WINDOW "'1 hour'"

static const char page_head[]
    = "<!DOCTYPE html><html lang=\"vi\"><head><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">"
      "<title>Tra cứu hồ sơ</title><style>"
      "body{font:18px/1.5 system-ui,sans-serif;max-width:32rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
      "h1{font-size:1.4rem}label{display:block;margin:1rem 0 .25rem;font-weight:600}"
      "input{font:inherit;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #767676;border-radius:.4rem}"
      "#pin{width:7rem;text-transform:uppercase;letter-spacing:.2rem}"
      "button{font:inherit;font-weight:600;margin-top:1.25rem;width:100%;padding:.7rem 1.4rem;border:0;border-radius:.4rem;background:#1a5fb4;"
      "color:#fff}dt{color:#5e5c64;margin-top:.75rem}dd{margin:0;font-weight:600}"
      ".fault{border-left:.3rem solid #a51d2d;padding:.5rem .75rem;background:#fdf0f0}"
      "a{color:#1a5fb4;display:inline-block;padding:.6rem 0}"
      "@media(prefers-color-scheme:dark){body{color:#fff;background:#1e1e1e}dt{color:#c0bfbc}a{color:#99c1f1}"
      "input{color:#fff;background:#303030;border-color:#9a9996}input::placeholder{color:#c0bfbc}.fault{background:#3a1f22;border-color:#ed333b}}"
      "</style></head><body><h1>Tra cứu tình trạng hồ sơ</h1>";

static const char page_end[] = "</body></html>";

static void
add_form (GString *page, const char *code)
{
  g_autofree char *sound = g_utf8_make_valid (code, -1), *escaped = g_markup_escape_text (sound, -1);

  g_string_append_printf (page,
                          "<form method=\"post\" action=\"/tra-cuu\"><label for=\"ma\">Mã hồ sơ</label>"
                          "<input id=\"ma\" name=\"ma\" required maxlength=\"64\" autocomplete=\"off\" autocapitalize=\"characters\""
                          " placeholder=\"H15.50.05.13-261123-0214\" value=\"%s\">"
                          "<label for=\"pin\">Mã tra cứu (4 ký tự trên giấy hẹn)</label>"
                          "<input id=\"pin\" name=\"pin\" required maxlength=\"4\" autocomplete=\"off\" autocapitalize=\"characters\">"
                          "<button>Tra cứu</button></form>",
                          escaped);
}

static void
answer_page (McRequest *request, guint status, GString *page)
{
  g_string_append (page, page_end);
  mc_request_answer_header (request, "Cache-Control", "no-store");
  mc_request_answer_header (request, "Referrer-Policy", "no-referrer");
  mc_request_answer_header (request, "X-Content-Type-Options", "nosniff");
  mc_request_answer_header (request, "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'");
  mc_request_answer_text (request, status, "text/html; charset=utf-8", page->str);
}

gboolean
mc_route_status_form (McRequest *request, McPg *pg, GError **error)
{
  g_autoptr (GString) page = g_string_new (page_head);
  g_autofree char *code = mc_request_query (request, "ma");

  add_form (page, code != NULL ? code : "");
  answer_page (request, 200, page);
  return TRUE;
}

/* ---- attempts -------------------------------------------------------------------------------------------- */

/* What is counted is kept under a salted hash: neither codes nor addresses stand in the table. */
static void
attempt_key (const McService *service, const char *kind, const char *value, guint8 key[MC_HASH_SIZE])
{
  crypto_generichash_state state;

  crypto_generichash_init (&state, service->key.salt, sizeof service->key.salt, MC_HASH_SIZE);
  crypto_generichash_update (&state, (const guint8 *) kind, strlen (kind) + 1);
  crypto_generichash_update (&state, (const guint8 *) value, strlen (value));
  crypto_generichash_final (&state, key, MC_HASH_SIZE);
}

static gboolean
count_attempt (McPg *pg, const guint8 key[MC_HASH_SIZE], gint64 *count, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_bytes (&args, key, MC_HASH_SIZE);
  rows = mc_pg_query (pg,
                      "INSERT INTO attempt (key, count, since) VALUES ($1, 1, now()) ON CONFLICT (key) DO UPDATE SET"
                      " count = CASE WHEN attempt.since < now() - interval " WINDOW " THEN 1 ELSE attempt.count + 1 END,"
                      " since = CASE WHEN attempt.since < now() - interval " WINDOW " THEN now() ELSE attempt.since END"
                      " RETURNING count",
                      &args, error);
  *count = rows != NULL ? mc_pg_get_int (rows, 0, 0) : 0;
  return rows != NULL;
}

static gboolean
forget_attempt (McPg *pg, const guint8 key[MC_HASH_SIZE], GError **error)
{
  g_auto (McPgArgs) args = { 0 };

  mc_pg_bytes (&args, key, MC_HASH_SIZE);
  return mc_pg_run (pg, "DELETE FROM attempt WHERE key = $1 OR since < now() - interval '1 day'", &args, error);
}

/* ---- looking up ------------------------------------------------------------------------------------------ */

typedef struct
{
  const McService *service;
  const char *caller;
  char *code;  /* (owned) in its form */
  char *pin;   /* (owned) */
  gboolean too_many;
  gboolean found;
  McState state;
  char *procedure; /* (owned) (nullable) */
  gint64 received_at, due, returned_at;
} LookUp;

static gboolean
read_row (McPg *pg, LookUp *look, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;

  mc_pg_text (&args, look->code);
  rows = mc_pg_query (pg, "SELECT pin, state, procedure_name, received_at, due, returned_at FROM dossier WHERE code = $1 LIMIT 5",
                      &args, error);
  for (int i = 0; rows != NULL && i < mc_pg_n (rows) && !look->found; i++)
    {
      const char *pin = mc_pg_get_text (rows, i, 0);

      look->found = pin != NULL && strlen (pin) == 4 && strlen (look->pin) == 4 && sodium_memcmp (pin, look->pin, 4) == 0;
      if (!look->found)
        continue;
      look->state = (McState) CLAMP (mc_pg_get_int (rows, i, 1), 0, MC_N_STATES - 1);
      look->procedure = g_strdup (mc_pg_get_text (rows, i, 2));
      look->received_at = mc_pg_get_int (rows, i, 3);
      look->due = mc_pg_get_int (rows, i, 4);
      look->returned_at = mc_pg_get_int (rows, i, 5);
    }
  return rows != NULL;
}

static gboolean
look_up (McPg *pg, gpointer data, GError **error)
{
  LookUp *look = data;
  guint8 code_key[MC_HASH_SIZE], caller_key[MC_HASH_SIZE];
  gint64 for_code, for_caller;

  g_clear_pointer (&look->procedure, g_free);
  look->found = FALSE;
  attempt_key (look->service, "code", look->code, code_key);
  attempt_key (look->service, "caller", look->caller, caller_key);
  if (!count_attempt (pg, code_key, &for_code, error) || !count_attempt (pg, caller_key, &for_caller, error))
    return FALSE;
  look->too_many = for_code > TRIES_FOR_CODE || for_caller > TRIES_FOR_CALLER;
  if (look->too_many)
    return TRUE;
  return read_row (pg, look, error) && (!look->found || forget_attempt (pg, code_key, error));
}

static void
add_fact (GString *page, const char *name, const char *value)
{
  g_autofree char *escaped = value != NULL ? g_markup_escape_text (value, -1) : NULL;

  if (escaped != NULL)
    g_string_append_printf (page, "<dt>%s</dt><dd>%s</dd>", name, escaped);
}

static void
add_facts (GString *page, const LookUp *look)
{
  g_autofree char *received = mc_day_to_text (mc_day_of_time (look->received_at));
  g_autofree char *due_day = mc_day_to_text (mc_day_of_time (look->due)), *due_clock = mc_time_to_clock_text (look->due);
  g_autofree char *due = g_strdup_printf ("%s %s", due_clock, due_day);
  g_autofree char *returned = mc_day_to_text (mc_day_of_time (look->returned_at));

  g_string_append (page, "<dl>");
  add_fact (page, "Mã hồ sơ", look->code);
  add_fact (page, "Thủ tục", look->procedure);
  add_fact (page, "Tình trạng", mc_state_to_vietnamese (look->state));
  add_fact (page, "Ngày tiếp nhận", look->received_at != 0 ? received : NULL);
  add_fact (page, "Hẹn trả kết quả", look->due != 0 && !mc_state_is_final (look->state) ? due : NULL);
  add_fact (page, "Đã trả kết quả", look->returned_at != 0 ? returned : NULL);
  g_string_append (page, "</dl><p><a href=\"/tra-cuu\">Tra cứu hồ sơ khác</a></p>");
}

/* A citizen reads no problem documents. */
static void
answer_trouble (McRequest *request, guint status, const char *retry_after, const char *text)
{
  g_autoptr (GString) page = g_string_new (page_head);

  g_string_append_printf (page, "<p class=\"fault\">%s</p><p><a href=\"/tra-cuu\">Tra cứu lại</a></p>", text);
  mc_request_answer_header (request, "Retry-After", retry_after);
  answer_page (request, status, page);
}

static void
clear (LookUp *look)
{
  g_free (look->code);
  g_free (look->pin);
  g_free (look->procedure);
}

static char *
tidy_code (const char *text)
{
  McCode code;

  if (mc_code_parse (text, &code, NULL))
    return mc_code_format (code.office, code.day, code.number);
  return g_strstrip (g_utf8_make_valid (text, -1));
}

gboolean
mc_route_status_answer (McRequest *request, McPg *pg, GError **error)
{
  g_autoptr (GString) page = g_string_new (page_head);
  g_autoptr (GHashTable) form = NULL;
  g_autofree char *body = NULL;
  gsize size;
  const char *data = g_bytes_get_data (mc_request_body (request), &size), *code, *pin;
  LookUp look = { .service = mc_request_service (request), .caller = mc_request_caller (request) };
  gboolean good;

  body = g_strndup (data != NULL ? data : "", size);
  form = soup_form_decode (body);
  code = g_hash_table_lookup (form, "ma");
  pin = g_hash_table_lookup (form, "pin");
  look.code = tidy_code (code != NULL ? code : "");
  look.pin = g_ascii_strup (pin != NULL ? pin : "", -1);
  g_strstrip (look.pin);
  good = mc_pg_transaction (pg, look_up, &look, error);
  if (good && look.too_many)
    answer_trouble (request, 429, "3600",
                    "Đã tra cứu sai quá nhiều lần. Chờ một giờ rồi tra cứu lại, hoặc hỏi nơi đã nộp hồ sơ.");
  else if (good && look.found)
    add_facts (page, &look);
  else if (good)
    {
      g_string_append (page, "<p class=\"fault\">Không tìm thấy hồ sơ với mã này. Hãy xem lại mã hồ sơ và mã tra cứu trên giấy hẹn."
                             "</p>");
      add_form (page, look.code);
    }
  if (good && !look.too_many)
    answer_page (request, look.found ? 200 : 404, page);
  else if (!good && (g_error_matches (*error, MC_ERROR, MC_ERROR_OFFLINE) || g_error_matches (*error, MC_ERROR, MC_ERROR_BUSY)))
    {
      g_clear_error (error);
      answer_trouble (request, 503, "10", "Hệ thống đang bận. Chờ vài phút rồi tra cứu lại.");
      good = TRUE;
    }
  clear (&look);
  return good;
}
