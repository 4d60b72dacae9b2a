/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McIntake to and from JSON. */
#include "config.h"

#include "mc-json.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-text.h"

static const McJsonField person_fields[] = {
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, name) },
  { "id", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, id_number) },
  { "ethnicity", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, ethnicity) },
  { "address", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, address) },
  { "phone", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, phone) },
  { "phone_of", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, phone_of) },
  { "no_phone", MC_JSON_BOOL, G_STRUCT_OFFSET (McPerson, no_phone) },
  { "email", MC_JSON_TEXT, G_STRUCT_OFFSET (McPerson, email) },
};

static void
write_person (JsonBuilder *builder, const char *key, const McPerson *person)
{
  g_autofree char *birth = mc_partial_date_is_set (person->birth) ? mc_partial_date_to_iso (person->birth) : NULL;

  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  mc_json_add_fields (builder, person_fields, G_N_ELEMENTS (person_fields), person);
  /* Beside a number the kind is always said: reading would guess one. */
  if (person->id_kind != MC_ID_KIND_NONE || !mc_text_is_empty (person->id_number))
    mc_json_add_text (builder, "id_kind", mc_id_kind_to_key (person->id_kind));
  mc_json_add_text (builder, "birth", birth);
  mc_json_add_text (builder, "sex", mc_sex_to_key (person->sex));
  json_builder_end_object (builder);
}

/* An id of 12 digits is a personal number, of 9 a CMND, unless the line says otherwise. */
static McIdKind
guess_id_kind (const char *id)
{
  g_autofree char *digits = mc_text_digits (id);
  gsize length = strlen (digits);

  return length == 12 ? MC_ID_KIND_PERSONAL : length == 9 ? MC_ID_KIND_CMND : MC_ID_KIND_OTHER;
}

static void
replace (char **text, char *with)
{
  g_free (*text);
  *text = with;
}

static McPerson *
read_person (JsonObject *object, GError **error)
{
  g_autoptr (McPerson) person = mc_person_new ();
  g_autofree char *kind = NULL, *birth = NULL, *sex = NULL;

  if (!mc_json_read_fields (object, person_fields, G_N_ELEMENTS (person_fields), person, error) ||
      !mc_json_read_text (object, "id_kind", &kind, error) || !mc_json_read_text (object, "birth", &birth, error) ||
      !mc_json_read_text (object, "sex", &sex, error))
    return NULL;
  if (birth != NULL && *birth != '\0' && !mc_partial_date_from_iso (birth, &person->birth))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a date of birth (1944, 1944-05 or 1944-05-02)"), birth);
      return NULL;
    }
  if (person->name != NULL)
    replace (&person->name, mc_text_name (person->name));
  if (person->phone != NULL)
    replace (&person->phone, *person->phone != '\0' ? mc_text_digits (person->phone) : NULL);
  person->sex = mc_sex_from_key (sex != NULL ? sex : "");
  if (kind != NULL)
    person->id_kind = mc_id_kind_from_key (kind);
  else if (person->id_number != NULL && *person->id_number != '\0')
    person->id_kind = guess_id_kind (person->id_number);
  return g_steal_pointer (&person);
}

static const McJsonField component_fields[] = {
  { "key", MC_JSON_TEXT, G_STRUCT_OFFSET (McComponent, key) },
  { "name", MC_JSON_TEXT, G_STRUCT_OFFSET (McComponent, name) },
  { "originals", MC_JSON_COUNT, G_STRUCT_OFFSET (McComponent, originals) },
  { "certified", MC_JSON_COUNT, G_STRUCT_OFFSET (McComponent, certified) },
  { "copies", MC_JSON_COUNT, G_STRUCT_OFFSET (McComponent, copies) },
  { "shown", MC_JSON_BOOL, G_STRUCT_OFFSET (McComponent, shown) },
  { "reused", MC_JSON_BOOL, G_STRUCT_OFFSET (McComponent, reused) },
};

static void
write_components (JsonBuilder *builder, GPtrArray *components)
{
  json_builder_set_member_name (builder, "components");
  json_builder_begin_array (builder);
  for (guint i = 0; i < components->len; i++)
    {
      json_builder_begin_object (builder);
      mc_json_add_fields (builder, component_fields, G_N_ELEMENTS (component_fields), g_ptr_array_index (components, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static McComponent *
read_component (JsonNode *node, GError **error)
{
  McComponent *component;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has a value of the wrong kind"), "components");
      return NULL;
    }
  component = mc_component_new ("", "");
  if (!mc_json_read_fields (json_node_get_object (node), component_fields, G_N_ELEMENTS (component_fields), component, error))
    {
      mc_component_free (component);
      return NULL;
    }
  return component;
}

static gboolean
read_components (JsonObject *object, GPtrArray *components, GError **error)
{
  JsonArray *array;

  if (!mc_json_read_array (object, "components", &array, error))
    return FALSE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      McComponent *component = read_component (json_array_get_element (array, i), error);

      if (component == NULL)
        return FALSE;
      g_ptr_array_add (components, component);
    }
  return TRUE;
}

static const McJsonField authorisation_fields[] = {
  { "kind", MC_JSON_TEXT, G_STRUCT_OFFSET (McAuthorisation, kind) },
  { "number", MC_JSON_TEXT, G_STRUCT_OFFSET (McAuthorisation, number) },
  { "day", MC_JSON_DAY, G_STRUCT_OFFSET (McAuthorisation, day) },
  { "relation", MC_JSON_TEXT, G_STRUCT_OFFSET (McAuthorisation, relation) },
};

static void
write_authorisation (JsonBuilder *builder, const McAuthorisation *authorisation)
{
  json_builder_set_member_name (builder, "authorisation");
  json_builder_begin_object (builder);
  mc_json_add_fields (builder, authorisation_fields, G_N_ELEMENTS (authorisation_fields), authorisation);
  json_builder_end_object (builder);
}

static gboolean
read_authorisation (JsonObject *object, McIntake *intake, GError **error)
{
  JsonObject *value;

  if (!mc_json_read_object (object, "authorisation", &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  intake->authorisation = mc_authorisation_new ();
  return mc_json_read_fields (value, authorisation_fields, G_N_ELEMENTS (authorisation_fields), intake->authorisation, error);
}

static void
write_result (JsonBuilder *builder, const McIntake *intake)
{
  if (intake->result_by == MC_RESULT_BY_DESK && intake->result_address == NULL)
    return;
  json_builder_set_member_name (builder, "result");
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "by", mc_result_by_to_key (intake->result_by));
  mc_json_add_text (builder, "address", intake->result_address);
  json_builder_end_object (builder);
}

static gboolean
read_result (JsonObject *object, McIntake *intake, GError **error)
{
  g_autofree char *by = NULL;
  JsonObject *value;

  if (!mc_json_read_object (object, "result", &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  if (!mc_json_read_text (value, "by", &by, error) ||
      !mc_json_read_text (value, "address", &intake->result_address, error))
    return FALSE;
  if (by != NULL && !mc_result_by_from_key (by, &intake->result_by))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a way to receive a result (desk, post, online)"), by);
      return FALSE;
    }
  return TRUE;
}

static const McJsonField intake_fields[] = {
  { "ref", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, ref) },
  { "procedure", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, procedure_code) },
  { "case", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, case_key) },
  { "received_at", MC_JSON_TIME, G_STRUCT_OFFSET (McIntake, received_at) },
  { "fee_paid", MC_JSON_BOOL, G_STRUCT_OFFSET (McIntake, fee_paid) },
  { "request", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, request) },
  { "competent_unit", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, competent_unit) },
  { "point", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, point) },
  { "queue_number", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, queue_number) },
  { "note", MC_JSON_TEXT, G_STRUCT_OFFSET (McIntake, note) },
  { "slip", MC_JSON_BOOL, G_STRUCT_OFFSET (McIntake, slip) },
  { "checked", MC_JSON_BOOL, G_STRUCT_OFFSET (McIntake, checked) },
};

void
mc_intake_write_json (JsonBuilder *builder, const McIntake *intake)
{
  mc_json_add_fields (builder, intake_fields, G_N_ELEMENTS (intake_fields), intake);
  mc_json_add_text (builder, "channel", mc_channel_to_key (intake->channel));
  write_person (builder, "applicant", intake->applicant);
  if (intake->owner != NULL)
    write_person (builder, "owner", intake->owner);
  if (intake->authorisation != NULL)
    write_authorisation (builder, intake->authorisation);
  if (intake->components->len > 0)
    write_components (builder, intake->components);
  if (intake->sets != 1)
    mc_json_add_int (builder, "sets", intake->sets);
  if (intake->fee != MC_FEE_BY_COUNCIL)
    mc_json_add_int (builder, "fee", intake->fee);
  write_result (builder, intake);
  if (intake->fingerprint)
    mc_json_add_text (builder, "sign", "fingerprint");
}

static gboolean
read_people (JsonObject *object, McIntake *intake, GError **error)
{
  JsonObject *applicant, *owner;
  McPerson *person;

  if (!mc_json_read_object (object, "applicant", &applicant, error) || !mc_json_read_object (object, "owner", &owner, error))
    return FALSE;
  if (applicant != NULL)
    {
      if ((person = read_person (applicant, error)) == NULL)
        return FALSE;
      mc_person_free (intake->applicant);
      intake->applicant = person;
    }
  if (owner != NULL && (intake->owner = read_person (owner, error)) == NULL)
    return FALSE;
  return TRUE;
}

McIntake *
mc_intake_read_json (JsonObject *object, GError **error)
{
  g_autoptr (McIntake) intake = mc_intake_new ();
  g_autofree char *channel = NULL, *sign = NULL;

  if (!mc_json_read_fields (object, intake_fields, G_N_ELEMENTS (intake_fields), intake, error) ||
      !mc_json_read_text (object, "channel", &channel, error) || !read_people (object, intake, error) ||
      !read_authorisation (object, intake, error) || !read_components (object, intake->components, error) ||
      !mc_json_read_count (object, "sets", 0, MC_JSON_MOST, &intake->sets, error) ||
      !mc_json_read_int (object, "fee", &intake->fee, error) || !read_result (object, intake, error) ||
      !mc_json_read_text (object, "sign", &sign, error))
    return NULL;
  if (channel != NULL && !mc_channel_from_key (channel, &intake->channel))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a channel (direct, online, post)"), channel);
      return NULL;
    }
  intake->fingerprint = g_strcmp0 (sign, "fingerprint") == 0;
  return g_steal_pointer (&intake);
}
