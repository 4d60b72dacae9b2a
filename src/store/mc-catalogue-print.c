/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-catalogue-print.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-procedure.h"
#include "mc-store-private.h"
#include "mc-text.h"

#define FORMAT "motcua-catalogue-1"
#define MAX_PAPER_NAME 120 /* characters: the print's paragraphs are cut */
#define COUNCIL "Hội đồng nhân dân"

typedef struct
{
  char *code, *name, *decision, *field_code, *field_name;
  gboolean timed[MC_N_CHANNELS], priced[MC_N_CHANNELS]; /* the print says it of this channel */
  McDuration time[MC_N_CHANNELS];
  gint64 fee[MC_N_CHANNELS];
  GPtrArray *papers, *results; /* (element-type utf8) */
} Print;

static Print *
print_new (void)
{
  Print *self = g_new0 (Print, 1);

  self->papers = g_ptr_array_new_with_free_func (g_free);
  self->results = g_ptr_array_new_with_free_func (g_free);
  return self;
}

static void
print_free (Print *self)
{
  g_free (self->code);
  g_free (self->name);
  g_free (self->decision);
  g_free (self->field_code);
  g_free (self->field_name);
  g_ptr_array_unref (self->papers);
  g_ptr_array_unref (self->results);
  g_free (self);
}

/* What was copied off a page: spaces, and what cannot be seen. */
static char *
clean (const char *text)
{
  return text != NULL ? mc_text_clean (text) : NULL;
}

static gboolean
read_unit (const char *text, McDurationUnit *unit)
{
  static const struct
  {
    const char *text;
    McDurationUnit unit;
  } units[] = { { "ngay lam viec", MC_DURATION_WORKING_DAYS }, { "gio lam viec", MC_DURATION_WORKING_HOURS }, { "ngay", MC_DURATION_CALENDAR_DAYS } };
  g_autofree char *folded = mc_text_fold (text != NULL ? text : "");

  /* Without a unit, or in plain hours, a number promises nothing. */
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (g_strstrip (folded), units[i].text) == 0)
      {
        *unit = units[i].unit;
        return TRUE;
      }
  return FALSE;
}

/* The first that is said of a channel counts. */
static void
set_time (Print *self, int channel, gint64 amount, const char *unit)
{
  McDuration time = { 0 };

  if (self->timed[channel] || amount <= 0 || amount > 3650 || !read_unit (unit, &time.unit))
    return;
  time.amount = (int) amount;
  self->time[channel] = time;
  self->timed[channel] = TRUE;
}

/* "Miễn phí" with a note that the council decides is the council's. */
static void
set_fee (Print *self, int channel, gint64 fee, const char *note)
{
  if (self->priced[channel] || fee < 0 || fee > G_GINT64_CONSTANT (1000000000))
    return;
  self->fee[channel] = fee == 0 && note != NULL && strstr (note, COUNCIL) != NULL ? MC_FEE_BY_COUNCIL : fee;
  self->priced[channel] = TRUE;
}

static void
add_paper (Print *self, const char *text)
{
  g_autofree char *line = mc_text_clean (text);
  char *start = line + strspn (line, "-*+ ");

  if (*start == '\0')
    return;
  if (g_utf8_strlen (start, -1) > MAX_PAPER_NAME)
    {
      g_autofree char *cut = g_utf8_substring (start, 0, MAX_PAPER_NAME);
      char *space = strrchr (cut, ' ');

      if (space != NULL)
        *space = '\0';
      g_ptr_array_add (self->papers, g_strconcat (cut, "…", NULL));
    }
  else
    g_ptr_array_add (self->papers, g_strdup (start));
}

/* ---- LayThuTuc --------------------------------------------------------------------------------------------------- */

/* Numbers come as numbers or as texts. */
static gint64
number_of (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return -1;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    {
      gint64 value = -1;

      return g_ascii_string_to_signed (json_node_get_string (node), 10, 0, G_MAXINT32, &value, NULL) ? value : -1;
    }
  return json_node_get_value_type (node) == G_TYPE_INT64 ? json_node_get_int (node) : -1;
}

static const char *
text_of (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;
}

typedef void (*Each) (Print *self, JsonObject *object, int channel);

/* Every object of the array @key; what is no array is none. */
static void
each_of (Print *self, JsonObject *object, const char *key, Each each, int channel)
{
  JsonNode *node = json_object_get_member (object, key);
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      each (self, json_array_get_object_element (array, i), channel);
}

static void
take_fee (Print *self, JsonObject *object, int channel)
{
  set_fee (self, channel, number_of (object, "SOTIEN"), text_of (object, "MOTA"));
}

static void
take_time (Print *self, JsonObject *object, int channel)
{
  set_time (self, channel, number_of (object, "THOIGIANGIAIQUYET"), text_of (object, "DONVITINH"));
  each_of (self, object, "PHILEPHI", take_fee, channel);
}

static void
take_channel (Print *self, JsonObject *object, int channel)
{
  gint64 number = number_of (object, "KENH");

  if (number >= MC_CHANNEL_DIRECT && number <= MC_CHANNEL_POST)
    each_of (self, object, "THOIGIAN", take_time, (int) number);
}

static void
take_field (Print *self, JsonObject *object, int channel)
{
  if (self->field_code == NULL && self->field_name == NULL)
    {
      self->field_code = clean (text_of (object, "MALINHVUC"));
      self->field_name = clean (text_of (object, "TENLINHVUC"));
    }
}

static void
take_result (Print *self, JsonObject *object, int channel)
{
  if (!mc_text_is_empty (text_of (object, "MAKETQUA")))
    g_ptr_array_add (self->results, clean (text_of (object, "MAKETQUA")));
}

static void
take_paper (Print *self, JsonObject *object, int channel)
{
  if (text_of (object, "TENGIAYTO") != NULL)
    add_paper (self, text_of (object, "TENGIAYTO"));
}

static void
take_papers (Print *self, JsonObject *object, int channel)
{
  each_of (self, object, "GIAYTO", take_paper, 0);
}

static Print *
print_of_object (JsonObject *object)
{
  Print *self = print_new ();

  self->code = clean (text_of (object, "MATTHC"));
  self->name = clean (text_of (object, "TENTTHC"));
  each_of (self, object, "LINHVUCTHUCHIEN", take_field, 0);
  each_of (self, object, "CACHTHUCTHUCHIEN", take_channel, 0);
  each_of (self, object, "KETQUATHUCHIEN", take_result, 0);
  each_of (self, object, "THANHPHANHOSO", take_papers, 0);
  return self;
}

/* NULL when it is none of theirs: ours, or no JSON at all. An answer may hold them in "result". */
static GPtrArray *
prints_of_json (const char *text, gsize size)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GPtrArray) prints = g_ptr_array_new_with_free_func ((GDestroyNotify) print_free);
  JsonNode *root = mc_json_parse (parser, text, (gssize) size, NULL);
  JsonArray *array;

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "result"))
    root = json_object_get_member (json_node_get_object (root), "result");
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && json_object_has_member (json_node_get_object (root), "MATTHC"))
    g_ptr_array_add (prints, print_of_object (json_node_get_object (root)));
  array = root != NULL && JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      g_ptr_array_add (prints, print_of_object (json_array_get_object_element (array, i)));
  return prints->len > 0 ? g_steal_pointer (&prints) : NULL;
}

/* ---- the portal's table ------------------------------------------------------------------------------------------- */

/* What stands in brackets here, with the brackets in it. (transfer full) (nullable) */
static char *
note_at (const char *text)
{
  int depth = 0;

  for (gsize i = 0; text[i] != '\0' && (i > 0 || text[i] == '('); i++)
    {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (depth == 0)
        return g_strndup (text, i);
    }
  return NULL;
}

/* "Trực tuyến3 Ngày làm việc7,000 Việt Nam Đồng(...)Trực tiếp...": the cells of the page run together. A sum is believed behind a unit only:
 * in "Trực tuyến120,000 VNĐ" nobody can tell the days from the fee. */
static void
take_channels_cell (Print *self, const char *cell)
{
  g_autoptr (GRegex) regex = g_regex_new ("(Trực tiếp|Trực tuyến|Dịch vụ bưu chính)(?:(\\d{1,4}) (Ngày làm việc|Ngày|Giờ làm việc|Giờ)"
                                          "(?:(\\d{1,3}(?:,\\d{3})+) (?:VNĐ|Việt Nam Đồng)|(Miễn phí))?|\\d*(Miễn phí))",
                                          0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, cell, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *channel = g_match_info_fetch (match, 1), *amount = g_match_info_fetch (match, 2), *unit = g_match_info_fetch (match, 3);
      g_autofree char *sum = g_match_info_fetch (match, 4), *whole = g_match_info_fetch (match, 0);
      McChannel number = strcmp (channel, "Trực tiếp") == 0    ? MC_CHANNEL_DIRECT
                         : strcmp (channel, "Trực tuyến") == 0 ? MC_CHANNEL_ONLINE
                                                               : MC_CHANNEL_POST;
      int end = 0;

      g_match_info_fetch_pos (match, 0, NULL, &end);
      if (!mc_text_is_empty (amount))
        set_time (self, (int) number, g_ascii_strtoll (amount, NULL, 10), unit);
      if (!mc_text_is_empty (sum))
        {
          g_autofree char *digits = mc_text_digits (sum);

          set_fee (self, (int) number, g_ascii_strtoll (digits, NULL, 10), NULL);
        }
      else if (g_str_has_suffix (whole, "Miễn phí"))
        {
          g_autofree char *note = note_at (cell + end);

          set_fee (self, (int) number, 0, note);
        }
    }
}

static void
take_matches (GPtrArray *list, const char *cell, const char *pattern)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match (regex, cell, 0, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    g_ptr_array_add (list, g_match_info_fetch (match, 0));
}

/* Each paper ends in "1 bản chính", or ",1 bản sao". */
static void
take_papers_cell (Print *self, const char *cell)
{
  g_autoptr (GRegex) regex = g_regex_new ("\\d+ bản chính(?:,\\d+ bản sao)?|\\d+ bản sao", 0, 0, NULL);
  g_auto (GStrv) papers = g_regex_split (regex, cell, G_REGEX_MATCH_NOTEMPTY);

  for (gsize i = 0; papers[i] != NULL; i++)
    add_paper (self, papers[i]);
}

static Print *
print_of_row (GHashTable *columns, char **cells)
{
  Print *self = print_new ();
  guint n = g_strv_length (cells);
  struct
  {
    const char *name;
    const char *text;
  } wanted[] = { { "ma_thu_tuc", "" }, { "ten", "" },       { "quyet_dinh", "" }, { "linh_vuc", "" },
                 { "ket_qua", "" },    { "cach_thuc_thoi_han_phi", "" }, { "thanh_phan_ho_so", "" } };

  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      gpointer place = g_hash_table_lookup (columns, wanted[i].name);

      if (place != NULL && GPOINTER_TO_UINT (place) <= n)
        wanted[i].text = cells[GPOINTER_TO_UINT (place) - 1];
    }
  self->code = clean (wanted[0].text);
  self->name = clean (wanted[1].text);
  self->decision = clean (wanted[2].text);
  self->field_name = clean (wanted[3].text);
  take_matches (self->results, wanted[4].text, "KQ\\.[A-Z]\\d{2}\\.\\d{6}");
  take_channels_cell (self, wanted[5].text);
  take_papers_cell (self, wanted[6].text);
  return self;
}

static GPtrArray *
prints_of_table (const char *text)
{
  g_autoptr (GPtrArray) prints = g_ptr_array_new_with_free_func ((GDestroyNotify) print_free);
  g_autoptr (GHashTable) columns = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) heads = g_strsplit (lines[0] != NULL ? g_strchomp (lines[0]) : "", "\t", -1);

  for (guint i = 0; heads[i] != NULL; i++)
    g_hash_table_insert (columns, heads[i], GUINT_TO_POINTER (i + 1));
  if (!g_hash_table_contains (columns, "ma_thu_tuc") || !g_hash_table_contains (columns, "ten"))
    return NULL;
  for (guint i = 1; lines[i] != NULL; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), "\t", -1);

      if (g_strv_length (cells) > 1)
        g_ptr_array_add (prints, print_of_row (columns, cells));
    }
  return g_steal_pointer (&prints);
}

/* ---- what cannot be believed ------------------------------------------------------------------------------------- */

/* Pages that went wrong when they were read: the decree's name in place of the procedure's, or one name at many codes. */
static char *
fault_of (const Print *print, GHashTable *names)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (names, print->name != NULL ? print->name : ""));

  if (print->code == NULL || !g_regex_match_simple ("^\\d\\.\\d{6}$", print->code, 0, 0))
    return g_strdup (_ ("this is no code of a procedure"));
  if (mc_text_is_empty (print->name))
    return g_strdup (_ ("it has no name"));
  if (!g_unichar_isalpha (g_utf8_get_char (print->name)))
    return g_strdup_printf (_ ("its name begins in the middle: “%s”"), print->name);
  if (g_str_has_prefix (print->name, "Công bố Danh mục") || g_str_has_prefix (print->name, "Công bố danh mục"))
    return g_strdup_printf (_ ("“%s” is the name of a decision, not of a procedure"), print->name);
  if (n > 1)
    return g_strdup_printf (ngettext ("%u procedure has the same name: “%s”", "%u procedures have the same name: “%s”", n), n, print->name);
  return NULL;
}

/* ---- into our format ---------------------------------------------------------------------------------------------- */

static void
set_text (JsonObject *object, const char *key, const char *value)
{
  if (!mc_text_is_empty (value))
    json_object_set_string_member (object, key, value);
}

static JsonObject *
child (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    json_object_set_object_member (object, key, json_object_new ());
  return json_object_get_object_member (object, key);
}

static void
set_case (JsonObject *item, const Print *print, gboolean is_new)
{
  for (McChannel channel = MC_CHANNEL_DIRECT; channel <= MC_CHANNEL_POST; channel++)
    {
      const char *key = mc_channel_to_key (channel);

      if (print->timed[channel] || is_new)
        {
          JsonObject *time = json_object_new ();

          json_object_set_int_member (time, "n", print->time[channel].amount);
          json_object_set_string_member (time, "unit", mc_duration_unit_to_key (print->time[channel].unit));
          json_object_set_object_member (child (item, "time"), key, time);
        }
      if (print->priced[channel] || is_new)
        json_object_set_int_member (child (item, "fee"), key, print->priced[channel] ? print->fee[channel] : MC_FEE_BY_COUNCIL);
    }
}

static void
set_new (JsonObject *object, const Print *print)
{
  JsonObject *item = json_object_new ();
  JsonArray *cases = json_array_new (), *papers = json_array_new ();

  json_object_set_string_member (object, "code", print->code);
  json_object_set_string_member (item, "key", "thuong");
  json_object_set_string_member (item, "name", "Thường");
  set_case (item, print, TRUE);
  json_array_add_object_element (cases, item);
  json_object_set_array_member (object, "cases", cases);
  for (guint i = 0; i < print->papers->len; i++)
    {
      JsonObject *paper = json_object_new ();
      g_autofree char *key = g_strdup_printf ("giay-to-%u", i + 1);

      json_object_set_string_member (paper, "key", key);
      json_object_set_string_member (paper, "name", g_ptr_array_index (print->papers, i));
      json_object_set_int_member (paper, "originals", 1);
      json_array_add_object_element (papers, paper);
    }
  json_object_set_array_member (object, "components", papers);
}

/* In whatever order: the print's is another one each time. */
static gboolean
has_results (JsonObject *object, const GPtrArray *results)
{
  JsonArray *array = json_object_has_member (object, "results") ? json_object_get_array_member (object, "results") : NULL;

  if (array == NULL || json_array_get_length (array) != results->len)
    return FALSE;
  for (guint i = 0; i < results->len; i++)
    if (!g_ptr_array_find_with_equal_func ((GPtrArray *) results, json_array_get_string_element (array, i), g_str_equal, NULL))
      return FALSE;
  return TRUE;
}

static void
set_common (JsonObject *object, const Print *print)
{
  json_object_set_string_member (object, "name", print->name);
  set_text (object, "decision", print->decision);
  set_text (child (object, "field"), "code", print->field_code);
  set_text (child (object, "field"), "name", print->field_name);
  if (print->results->len > 0 && !has_results (object, print->results))
    {
      JsonArray *results = json_array_new ();

      for (guint i = 0; i < print->results->len; i++)
        json_array_add_string_element (results, g_ptr_array_index (print->results, i));
      json_object_set_array_member (object, "results", results);
    }
}

static char *
object_text (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}

/* The newest version that the office has, as text; NULL for none. */
static gboolean
read_known (McDb *db, const char *code, char **json, GError **error)
{
  sqlite3_stmt *stmt = mc_db_prepare (db, "SELECT json FROM procedure WHERE code = ? ORDER BY valid_from DESC LIMIT 1", error);

  if (stmt == NULL)
    return FALSE;
  mc_db_bind_text (stmt, 1, code);
  return mc_db_text (db, stmt, json, error);
}

/* *text NULL when the print says what the office has. */
static gboolean
convert (McDb *db, const Print *print, const char *from, char **text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *known = NULL, *before = NULL;

  if (!read_known (db, print->code, &known, error))
    return FALSE;
  if (known != NULL && (object = mc_json_parse_object (parser, known, -1, error)) == NULL)
    return FALSE;
  object = known != NULL ? json_object_ref (object) : json_object_new ();
  if (known == NULL || json_object_has_member (object, "abolished"))
    set_new (object, print);
  else
    {
      JsonArray *cases = json_object_get_array_member (object, "cases");

      before = object_text (object);
      /* Of several cases nobody can tell which one the print means: it mixes them. */
      if (json_array_get_length (cases) == 1)
        set_case (json_array_get_object_element (cases, 0), print, FALSE);
    }
  json_object_remove_member (object, "abolished");
  set_common (object, print);
  *text = object_text (object);
  if (g_strcmp0 (before, *text) == 0)
    {
      g_clear_pointer (text, g_free);
      return TRUE;
    }
  json_object_set_string_member (object, "from", from);
  json_object_remove_member (object, "to");
  g_free (*text);
  *text = object_text (object);
  return TRUE;
}

static GHashTable *
count_names (GPtrArray *prints)
{
  GHashTable *names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < prints->len; i++)
    {
      char *name = ((Print *) g_ptr_array_index (prints, i))->name;

      if (name != NULL)
        g_hash_table_insert (names, name, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (names, name)) + 1));
    }
  return names;
}

char *
mc_catalogue_from_print (McDb *db, const char *text, gsize size, McDay from, GPtrArray *refused, GHashTable *codes, GError **error)
{
  g_autofree char *copy = g_strndup (text, size), *day = mc_day_to_iso (from);
  g_autoptr (GPtrArray) prints = NULL;
  g_autoptr (GHashTable) names = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  if (!g_utf8_validate (text, (gssize) size, NULL)) /* a zero byte is no text either */
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("A catalogue is a text file in UTF-8"));
      return NULL;
    }
  prints = prints_of_json (copy, size);
  if (prints == NULL)
    prints = prints_of_table (g_str_has_prefix (copy, "\xef\xbb\xbf") ? copy + 3 : copy);
  if (prints == NULL)
    return g_steal_pointer (&copy);
  names = count_names (prints);
  for (guint i = 0; i < prints->len; i++)
    {
      const Print *print = g_ptr_array_index (prints, i);
      g_autofree char *fault = fault_of (print, names), *procedure = NULL;

      if (print->code != NULL && !g_hash_table_add (codes, g_strdup (print->code)) && fault == NULL)
        fault = g_strdup (_ ("it stands twice in the file"));
      if (fault != NULL)
        g_ptr_array_add (refused, g_strdup_printf ("%s: %s", print->code != NULL ? print->code : "?", fault));
      else if (!convert (db, print, day, &procedure, error))
        return NULL;
      else if (procedure != NULL)
        g_string_append_printf (body, "%s%s", body->len > 0 ? "," : "", procedure);
    }
  return body->len > 0 ? g_strdup_printf ("{\"format\":\"" FORMAT "\",\"procedures\":[%s]}", body->str) : g_strdup ("");
}
