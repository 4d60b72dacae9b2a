/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a dossier to the text that a field of another system's form takes. */
#include "config.h"

#include <string.h>

#include "mc-address.h"
#include "mc-retype-layout.h"
#include "mc-text.h"
#include "mc-units.h"

/* ---- what there is -------------------------------------------------------------------------------------------- */

typedef const McPerson *(*PersonOf) (const McDossier *dossier);

static const McPerson *
applicant_of (const McDossier *dossier)
{
  return dossier->intake->applicant;
}

/* Somebody who hands in for the owner; nobody when the owner came himself. */
static const McPerson *
proxy_of (const McDossier *dossier)
{
  return dossier->intake->owner != NULL ? dossier->intake->applicant : NULL;
}

static const struct
{
  const char *prefix;
  PersonOf person;
} people[] = {
  { "applicant.", applicant_of },
  { "owner.", mc_dossier_owner },
  { "proxy.", proxy_of },
};

typedef enum
{
  PERSON_NAME,
  PERSON_ID,
  PERSON_ID_KIND,
  PERSON_BIRTH,
  PERSON_SEX,
  PERSON_ETHNICITY,
  PERSON_ADDRESS,
  PERSON_STREET,
  PERSON_COMMUNE,
  PERSON_PROVINCE,
  PERSON_PHONE,
  PERSON_PHONE_OF,
  PERSON_EMAIL,
} PersonValue;

static const struct
{
  const char *name;
  PersonValue value;
  McRetypeKind kind;
} person_values[] = {
  { "name", PERSON_NAME, MC_RETYPE_TEXT },
  { "id", PERSON_ID, MC_RETYPE_TEXT },
  { "id_kind", PERSON_ID_KIND, MC_RETYPE_WORD },
  { "birth", PERSON_BIRTH, MC_RETYPE_BIRTH },
  { "sex", PERSON_SEX, MC_RETYPE_WORD },
  { "ethnicity", PERSON_ETHNICITY, MC_RETYPE_TEXT },
  { "address", PERSON_ADDRESS, MC_RETYPE_TEXT },
  { "street", PERSON_STREET, MC_RETYPE_TEXT },
  { "commune", PERSON_COMMUNE, MC_RETYPE_TEXT },
  { "province", PERSON_PROVINCE, MC_RETYPE_TEXT },
  { "phone", PERSON_PHONE, MC_RETYPE_TEXT },
  { "phone_of", PERSON_PHONE_OF, MC_RETYPE_TEXT },
  { "email", PERSON_EMAIL, MC_RETYPE_TEXT },
};

typedef enum
{
  VALUE_CODE,
  VALUE_OFFICIAL,
  VALUE_RECEIVED,
  VALUE_DUE,
  VALUE_DURATION,
  VALUE_STATE,
  VALUE_CHANNEL,
  VALUE_SETS,
  VALUE_FEE,
  VALUE_REQUEST,
  VALUE_NOTE,
  VALUE_COMPONENTS,
  VALUE_RESULT_BY,
  VALUE_RESULT_ADDRESS,
  VALUE_RECEIVED_BY,
  VALUE_AUTHORISATION,
  VALUE_AUTHORISATION_NUMBER,
  VALUE_RELATION,
  VALUE_PROCEDURE_CODE,
  VALUE_PROCEDURE_NAME,
  VALUE_FIELD_CODE,
  VALUE_FIELD_NAME,
  VALUE_OFFICE_CODE,
  VALUE_OFFICE_NAME,
  VALUE_OFFICE_AUTHORITY,
  VALUE_OFFICE_PROVINCE,
  VALUE_OFFICE_COMMUNE,
  VALUE_COMPETENT,
} Value;

static const struct
{
  const char *name;
  Value value;
  McRetypeKind kind;
} values[] = {
  { "code", VALUE_CODE, MC_RETYPE_TEXT },
  { "official_code", VALUE_OFFICIAL, MC_RETYPE_TEXT },
  { "received", VALUE_RECEIVED, MC_RETYPE_MOMENT },
  { "due", VALUE_DUE, MC_RETYPE_MOMENT },
  { "duration", VALUE_DURATION, MC_RETYPE_TEXT },
  { "state", VALUE_STATE, MC_RETYPE_WORD },
  { "channel", VALUE_CHANNEL, MC_RETYPE_WORD },
  { "sets", VALUE_SETS, MC_RETYPE_NUMBER },
  { "fee", VALUE_FEE, MC_RETYPE_NUMBER },
  { "request", VALUE_REQUEST, MC_RETYPE_TEXT },
  { "note", VALUE_NOTE, MC_RETYPE_TEXT },
  { "components", VALUE_COMPONENTS, MC_RETYPE_TEXT },
  { "result_by", VALUE_RESULT_BY, MC_RETYPE_WORD },
  { "result_address", VALUE_RESULT_ADDRESS, MC_RETYPE_TEXT },
  { "received_by", VALUE_RECEIVED_BY, MC_RETYPE_TEXT },
  { "authorisation.kind", VALUE_AUTHORISATION, MC_RETYPE_TEXT },
  { "authorisation.number", VALUE_AUTHORISATION_NUMBER, MC_RETYPE_TEXT },
  { "authorisation.relation", VALUE_RELATION, MC_RETYPE_TEXT },
  { "procedure.code", VALUE_PROCEDURE_CODE, MC_RETYPE_TEXT },
  { "procedure.name", VALUE_PROCEDURE_NAME, MC_RETYPE_TEXT },
  { "field.code", VALUE_FIELD_CODE, MC_RETYPE_TEXT },
  { "field.name", VALUE_FIELD_NAME, MC_RETYPE_TEXT },
  { "office.code", VALUE_OFFICE_CODE, MC_RETYPE_TEXT },
  { "office.name", VALUE_OFFICE_NAME, MC_RETYPE_TEXT },
  { "office.authority", VALUE_OFFICE_AUTHORITY, MC_RETYPE_TEXT },
  { "office.province", VALUE_OFFICE_PROVINCE, MC_RETYPE_TEXT },
  { "office.commune", VALUE_OFFICE_COMMUNE, MC_RETYPE_TEXT },
  { "competent_unit", VALUE_COMPETENT, MC_RETYPE_TEXT },
};

static gboolean
find_person_value (const char *name, PersonOf *person, guint *at)
{
  for (guint p = 0; p < G_N_ELEMENTS (people); p++)
    if (g_str_has_prefix (name, people[p].prefix))
      for (guint v = 0; v < G_N_ELEMENTS (person_values); v++)
        if (strcmp (name + strlen (people[p].prefix), person_values[v].name) == 0)
          {
            *person = people[p].person;
            *at = v;
            return TRUE;
          }
  return FALSE;
}

static gboolean
find_value (const char *name, guint *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (strcmp (name, values[i].name) == 0)
      {
        *at = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
mc_retype_value_kind (const char *value, McRetypeKind *kind)
{
  PersonOf person;
  guint at;

  if (find_person_value (value, &person, &at))
    *kind = person_values[at].kind;
  else if (find_value (value, &at))
    *kind = values[at].kind;
  else
    return FALSE;
  return TRUE;
}

/* ---- formats --------------------------------------------------------------------------------------------------- */

/* Letters of a date: how many of one in a row are one number. */
static const struct
{
  const char *token;
  char what; /* day, month, year, Hour, minute, second */
} tokens[] = {
  { "yyyy", 'y' }, { "dd", 'd' }, { "MM", 'M' }, { "HH", 'H' }, { "mm", 'm' }, { "ss", 's' }, { "d", '1' }, { "M", '2' },
};

static const char *
next_token (const char *format, char *what)
{
  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++)
    if (g_str_has_prefix (format, tokens[i].token))
      {
        *what = tokens[i].what;
        return format + strlen (tokens[i].token);
      }
  *what = '\0';
  return g_ascii_isalpha (*format) ? NULL : format + 1;
}

static gboolean
is_date_format (const char *format)
{
  char what;
  gboolean any = FALSE;

  while (format != NULL && *format != '\0')
    {
      format = next_token (format, &what);
      any = any || what != '\0';
    }
  return format != NULL && any;
}

gboolean
mc_retype_format_is_valid (McRetypeKind kind, const char *format)
{
  switch (kind)
    {
    case MC_RETYPE_MOMENT:
    case MC_RETYPE_BIRTH:
      return is_date_format (format);
    case MC_RETYPE_TEXT:
      return strcmp (format, "upper") == 0 || strcmp (format, "digits") == 0;
    case MC_RETYPE_NUMBER:
      return strcmp (format, "grouped") == 0;
    case MC_RETYPE_WORD:
    default:
      return FALSE;
    }
}

static char *
format_date (const char *format, McDay day, int second_of_day)
{
  GString *out = g_string_new (NULL);
  int year, month, mday;

  mc_day_to_ymd (day, &year, &month, &mday);
  while (*format != '\0')
    {
      const char *at = format;
      char what;

      format = next_token (format, &what);
      switch (what)
        {
        case 'y':
          g_string_append_printf (out, "%04d", year);
          break;
        case 'M':
          g_string_append_printf (out, "%02d", month);
          break;
        case 'd':
          g_string_append_printf (out, "%02d", mday);
          break;
        case 'H':
          g_string_append_printf (out, "%02d", second_of_day / 3600);
          break;
        case 'm':
          g_string_append_printf (out, "%02d", second_of_day / 60 % 60);
          break;
        case 's':
          g_string_append_printf (out, "%02d", second_of_day % 60);
          break;
        case '1':
          g_string_append_printf (out, "%d", mday);
          break;
        case '2':
          g_string_append_printf (out, "%d", month);
          break;
        default:
          g_string_append_len (out, at, format - at);
        }
    }
  return g_string_free (out, FALSE);
}

static char *
moment_text (const McRetypeField *field, gint64 time)
{
  McDay day = mc_day_of_time (time);
  gint64 second = time - mc_time_of_day_minute (day, 0);

  if (time == 0 || day == MC_DAY_NONE)
    return g_strdup ("");
  return format_date (field->format != NULL ? field->format : "dd/MM/yyyy HH:mm", day, (int) CLAMP (second, 0, 86399));
}

static char *
birth_text (const McRetypeField *field, McPartialDate birth)
{
  gboolean whole = birth.month != 0 && birth.day != 0;

  if (!mc_partial_date_is_set (birth) || (!whole && field->partial == MC_RETYPE_PARTIAL_EMPTY))
    return g_strdup ("");
  if (!whole && field->partial == MC_RETYPE_PARTIAL_AS_IT_IS)
    return mc_partial_date_to_text (birth);
  return format_date (field->format != NULL ? field->format : "dd/MM/yyyy",
                      mc_day_from_ymd (birth.year, MAX (birth.month, 1), MAX (birth.day, 1)), 0);
}

static char *
number_text (const McRetypeField *field, gint64 number)
{
  GString *out;

  if (number < 0)
    return g_strdup ("");
  out = g_string_new (NULL);
  g_string_printf (out, "%" G_GINT64_FORMAT, number);
  for (gssize at = (gssize) out->len - 3; field->format != NULL && at > 0; at -= 3)
    g_string_insert_c (out, at, '.');
  return g_string_free (out, FALSE);
}

/* Their word for our key; ours for people where they have none. */
static char *
word_text (const McRetypeField *field, const char *key, const char *vietnamese)
{
  const char *word = field->words != NULL ? g_hash_table_lookup (field->words, key) : NULL;

  return g_strdup (word != NULL ? word : vietnamese);
}

static char *
plain_text (const McRetypeField *field, const char *text)
{
  if (text == NULL)
    return g_strdup ("");
  if (g_strcmp0 (field->format, "upper") == 0)
    return g_utf8_strup (text, -1);
  return g_strcmp0 (field->format, "digits") == 0 ? mc_text_digits (text) : g_strdup (text);
}

/* ---- values ---------------------------------------------------------------------------------------------------- */

static const char *
id_kind_word (McIdKind kind)
{
  static const char *const words[] = { "", "Căn cước", "CMND", "Hộ chiếu", "Giấy tờ khác" };

  return words[CLAMP (kind, 0, MC_ID_KIND_OTHER)];
}

static char *
person_text (const McRetypeField *field, const McPerson *person, PersonValue value, const char *home)
{
  g_autofree char *part = NULL;

  if (person == NULL)
    return g_strdup ("");
  switch (value)
    {
    case PERSON_NAME:
      return plain_text (field, person->name);
    case PERSON_ID:
      return plain_text (field, person->id_number);
    case PERSON_ID_KIND:
      return word_text (field, mc_id_kind_to_key (person->id_kind), id_kind_word (person->id_kind));
    case PERSON_BIRTH:
      return birth_text (field, person->birth);
    case PERSON_SEX:
      return word_text (field, mc_sex_to_key (person->sex), mc_sex_to_vietnamese (person->sex));
    case PERSON_ETHNICITY:
      return plain_text (field, person->ethnicity);
    case PERSON_ADDRESS:
      return plain_text (field, person->address);
    case PERSON_STREET:
    case PERSON_COMMUNE:
    case PERSON_PROVINCE:
      part = mc_address_part (person->address, (McAddressPart) (value - PERSON_STREET), home);
      return plain_text (field, part);
    case PERSON_PHONE:
      return plain_text (field, person->phone);
    case PERSON_PHONE_OF:
      return plain_text (field, person->phone_of);
    case PERSON_EMAIL:
    default:
      return plain_text (field, person->email);
    }
}

/* The papers that are there, one behind the other. */
static char *
components_text (const McRetypeField *field, const McIntake *intake)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < intake->components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (intake->components, i);

      if (mc_component_is_present (component))
        g_string_append_printf (out, "%s%s", out->len > 0 ? "; " : "", component->name != NULL ? component->name : component->key);
    }
  return plain_text (field, out->str);
}

static const char *
result_by_word (McResultBy by)
{
  static const char *const words[] = { "Tại quầy", "Bưu chính", "Trực tuyến" };

  return words[CLAMP (by, 0, MC_RESULT_BY_ONLINE)];
}

static char *
unit_text (const McRetypeField *field, const McUnit *unit)
{
  return plain_text (field, unit != NULL ? unit->full_name : NULL);
}

static char *
office_text (const McRetypeField *field, const McOffice *office, Value value)
{
  switch (value)
    {
    case VALUE_OFFICE_CODE:
      return plain_text (field, office->code);
    case VALUE_OFFICE_NAME:
      return plain_text (field, office->name);
    case VALUE_OFFICE_AUTHORITY:
      return plain_text (field, office->authority);
    case VALUE_OFFICE_PROVINCE:
      return unit_text (field, office->province != NULL ? mc_units_province (office->province) : NULL);
    case VALUE_OFFICE_COMMUNE:
    default:
      return unit_text (field, office->commune != NULL ? mc_units_commune (office->commune) : NULL);
    }
}

static char *
number_or_word_text (const McRetypeField *field, const McDossier *dossier, Value value)
{
  const McIntake *intake = dossier->intake;

  switch (value)
    {
    case VALUE_RECEIVED:
      return moment_text (field, dossier->received_at);
    case VALUE_DUE:
      return moment_text (field, dossier->due);
    case VALUE_STATE:
      return word_text (field, mc_state_to_key (dossier->state), mc_state_to_vietnamese (dossier->state));
    case VALUE_CHANNEL:
      return word_text (field, mc_channel_to_key (intake->channel), mc_channel_to_vietnamese (intake->channel));
    case VALUE_RESULT_BY:
      return word_text (field, mc_result_by_to_key (intake->result_by), result_by_word (intake->result_by));
    case VALUE_SETS:
      return number_text (field, intake->sets);
    case VALUE_FEE:
    default:
      return number_text (field, dossier->fee);
    }
}

static const char *
dossier_value (const McRetypeFacts *facts, Value value)
{
  const McDossier *dossier = facts->dossier;
  const McIntake *intake = dossier->intake;
  const McAuthorisation *authorisation = intake->authorisation;

  switch (value)
    {
    case VALUE_CODE:
      return dossier->code;
    case VALUE_OFFICIAL:
      return dossier->official_code;
    case VALUE_DURATION:
      return dossier->duration_text;
    case VALUE_REQUEST:
      return mc_text_is_empty (intake->request) ? dossier->procedure_name : intake->request;
    case VALUE_NOTE:
      return intake->note;
    case VALUE_RESULT_ADDRESS:
      return intake->result_address;
    case VALUE_RECEIVED_BY:
      return dossier->received_by;
    case VALUE_AUTHORISATION:
      return authorisation != NULL ? authorisation->kind : NULL;
    case VALUE_AUTHORISATION_NUMBER:
      return authorisation != NULL ? authorisation->number : NULL;
    case VALUE_RELATION:
      return authorisation != NULL ? authorisation->relation : NULL;
    case VALUE_PROCEDURE_CODE:
      return intake->procedure_code;
    case VALUE_PROCEDURE_NAME:
      return dossier->procedure_name;
    case VALUE_FIELD_CODE:
      return facts->procedure != NULL ? facts->procedure->field_code : NULL;
    case VALUE_FIELD_NAME:
      return dossier->field_name;
    case VALUE_COMPETENT:
    default:
      return intake->competent_unit != NULL ? intake->competent_unit : facts->office->authority;
    }
}

static char *
value_text (const McRetypeField *field, const McRetypeFacts *facts, guint at)
{
  Value value = values[at].value;

  if (values[at].kind != MC_RETYPE_TEXT)
    return number_or_word_text (field, facts->dossier, value);
  if (value == VALUE_COMPONENTS)
    return components_text (field, facts->dossier->intake);
  if (g_str_has_prefix (values[at].name, "office."))
    return office_text (field, facts->office, value);
  return plain_text (field, dossier_value (facts, value));
}

char *
mc_retype_text (const McRetypeField *field, const McRetypeFacts *facts)
{
  g_autofree char *text = NULL;
  PersonOf person;
  guint at;
  char *line;

  g_return_val_if_fail (facts->dossier != NULL && facts->dossier->intake != NULL && facts->office != NULL, NULL);

  if (field->constant != NULL)
    return g_strdup (field->constant);
  if (find_person_value (field->value, &person, &at))
    text = person_text (field, person (facts->dossier), person_values[at].value, facts->office->province);
  else if (find_value (field->value, &at))
    text = value_text (field, facts, at);
  /* One line: a tab or a new line would leave their field. */
  line = mc_text_clean (text != NULL ? text : "");
  if (field->max > 0 && g_utf8_strlen (line, -1) > (glong) field->max)
    *g_utf8_offset_to_pointer (line, field->max) = '\0';
  return line;
}

char *
mc_retype_whole (const McRetypeLayout *layout, const McRetypeFacts *facts)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < layout->fields->len; i++)
    {
      g_autofree char *text = mc_retype_text (g_ptr_array_index (layout->fields, i), facts);

      g_string_append_printf (out, "%s%s", i > 0 ? "\t" : "", text);
    }
  return g_string_free (out, FALSE);
}
