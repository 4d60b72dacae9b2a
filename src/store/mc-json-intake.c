/* SPDX-License-Identifier: GPL-3.0-or-later */
/* McIntake to and from JSON. */
#include "config.h"

#include "mc-json.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-text.h"

static void
write_person (JsonBuilder *builder, const char *key, const McPerson *person)
{
  g_autofree char *birth = mc_partial_date_is_set (person->birth) ? mc_partial_date_to_iso (person->birth) : NULL;

  json_builder_set_member_name (builder, key);
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "name", person->name);
  /* Beside a number the kind is always said: reading would guess one. */
  if (person->id_kind != MC_ID_KIND_NONE || !mc_text_is_empty (person->id_number))
    mc_json_add_text (builder, "id_kind", mc_id_kind_to_key (person->id_kind));
  mc_json_add_text (builder, "id", person->id_number);
  mc_json_add_text (builder, "birth", birth);
  mc_json_add_text (builder, "sex", mc_sex_to_key (person->sex));
  mc_json_add_text (builder, "ethnicity", person->ethnicity);
  mc_json_add_text (builder, "address", person->address);
  mc_json_add_text (builder, "phone", person->phone);
  mc_json_add_text (builder, "phone_of", person->phone_of);
  mc_json_add_bool (builder, "no_phone", person->no_phone);
  mc_json_add_text (builder, "email", person->email);
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

static McPerson *
read_person (JsonObject *object, GError **error)
{
  g_autoptr (McPerson) person = mc_person_new ();
  g_autofree char *kind = NULL, *birth = NULL, *sex = NULL, *name = NULL, *phone = NULL;

  if (!mc_json_read_text (object, "name", &name, error) || !mc_json_read_text (object, "id_kind", &kind, error) ||
      !mc_json_read_text (object, "id", &person->id_number, error) || !mc_json_read_text (object, "birth", &birth, error) ||
      !mc_json_read_text (object, "sex", &sex, error) ||
      !mc_json_read_text (object, "ethnicity", &person->ethnicity, error) ||
      !mc_json_read_text (object, "address", &person->address, error) ||
      !mc_json_read_text (object, "phone", &phone, error) ||
      !mc_json_read_text (object, "phone_of", &person->phone_of, error) ||
      !mc_json_read_bool (object, "no_phone", &person->no_phone, error) ||
      !mc_json_read_text (object, "email", &person->email, error))
    return NULL;
  if (birth != NULL && *birth != '\0' && !mc_partial_date_from_iso (birth, &person->birth))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a date of birth (1944, 1944-05 or 1944-05-02)"), birth);
      return NULL;
    }
  if (name != NULL)
    {
      g_free (person->name);
      person->name = mc_text_name (name);
    }
  if (phone != NULL && *phone != '\0')
    {
      g_free (person->phone);
      person->phone = mc_text_digits (phone);
    }
  person->sex = mc_sex_from_key (sex != NULL ? sex : "");
  if (kind != NULL)
    person->id_kind = mc_id_kind_from_key (kind);
  else if (person->id_number != NULL && *person->id_number != '\0')
    person->id_kind = guess_id_kind (person->id_number);
  return g_steal_pointer (&person);
}

static void
write_components (JsonBuilder *builder, GPtrArray *components)
{
  json_builder_set_member_name (builder, "components");
  json_builder_begin_array (builder);
  for (guint i = 0; i < components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (components, i);

      json_builder_begin_object (builder);
      mc_json_add_text (builder, "key", component->key);
      mc_json_add_text (builder, "name", component->name);
      if (component->originals != 0)
        mc_json_add_int (builder, "originals", component->originals);
      if (component->certified != 0)
        mc_json_add_int (builder, "certified", component->certified);
      if (component->copies != 0)
        mc_json_add_int (builder, "copies", component->copies);
      mc_json_add_bool (builder, "shown", component->shown);
      mc_json_add_bool (builder, "reused", component->reused);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static gboolean
read_count (JsonObject *object, const char *key, int *value, GError **error)
{
  gint64 n = *value;

  if (!mc_json_read_int (object, key, &n, error))
    return FALSE;
  if (n < 0 || n > 100000)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a sensible number"), key);
      return FALSE;
    }
  *value = (int) n;
  return TRUE;
}

static McComponent *
read_component (JsonNode *node, GError **error)
{
  McComponent *component;
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” has a value of the wrong kind"), "components");
      return NULL;
    }
  object = json_node_get_object (node);
  component = mc_component_new ("", "");
  if (!mc_json_read_text (object, "key", &component->key, error) ||
      !mc_json_read_text (object, "name", &component->name, error) ||
      !read_count (object, "originals", &component->originals, error) ||
      !read_count (object, "certified", &component->certified, error) ||
      !read_count (object, "copies", &component->copies, error) ||
      !mc_json_read_bool (object, "shown", &component->shown, error) ||
      !mc_json_read_bool (object, "reused", &component->reused, error))
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

static void
write_authorisation (JsonBuilder *builder, const McAuthorisation *authorisation)
{
  g_autofree char *day = authorisation->day != MC_DAY_NONE ? mc_day_to_iso (authorisation->day) : NULL;

  json_builder_set_member_name (builder, "authorisation");
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "kind", authorisation->kind);
  mc_json_add_text (builder, "number", authorisation->number);
  mc_json_add_text (builder, "day", day);
  mc_json_add_text (builder, "relation", authorisation->relation);
  json_builder_end_object (builder);
}

static gboolean
read_authorisation (JsonObject *object, McIntake *intake, GError **error)
{
  JsonObject *value;
  McAuthorisation *authorisation;

  if (!mc_json_read_object (object, "authorisation", &value, error))
    return FALSE;
  if (value == NULL)
    return TRUE;
  authorisation = intake->authorisation = mc_authorisation_new ();
  return mc_json_read_text (value, "kind", &authorisation->kind, error) &&
         mc_json_read_text (value, "number", &authorisation->number, error) &&
         mc_json_read_day (value, "day", &authorisation->day, error) &&
         mc_json_read_text (value, "relation", &authorisation->relation, error);
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

void
mc_intake_write_json (JsonBuilder *builder, const McIntake *intake)
{
  mc_json_add_text (builder, "ref", intake->ref);
  mc_json_add_text (builder, "procedure", intake->procedure_code);
  mc_json_add_text (builder, "case", intake->case_key);
  mc_json_add_text (builder, "channel", mc_channel_to_key (intake->channel));
  mc_json_add_time (builder, "received_at", intake->received_at);
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
  mc_json_add_bool (builder, "fee_paid", intake->fee_paid);
  mc_json_add_text (builder, "request", intake->request);
  mc_json_add_text (builder, "competent_unit", intake->competent_unit);
  mc_json_add_text (builder, "point", intake->point);
  write_result (builder, intake);
  if (intake->fingerprint)
    mc_json_add_text (builder, "sign", "fingerprint");
  mc_json_add_text (builder, "queue_number", intake->queue_number);
  mc_json_add_text (builder, "note", intake->note);
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

  if (!mc_json_read_text (object, "ref", &intake->ref, error) ||
      !mc_json_read_text (object, "procedure", &intake->procedure_code, error) ||
      !mc_json_read_text (object, "case", &intake->case_key, error) ||
      !mc_json_read_text (object, "channel", &channel, error) ||
      !mc_json_read_time (object, "received_at", &intake->received_at, error) || !read_people (object, intake, error) ||
      !read_authorisation (object, intake, error) || !read_components (object, intake->components, error) ||
      !read_count (object, "sets", &intake->sets, error) || !mc_json_read_int (object, "fee", &intake->fee, error) ||
      !mc_json_read_bool (object, "fee_paid", &intake->fee_paid, error) ||
      !mc_json_read_text (object, "request", &intake->request, error) ||
      !mc_json_read_text (object, "competent_unit", &intake->competent_unit, error) ||
      !mc_json_read_text (object, "point", &intake->point, error) || !read_result (object, intake, error) ||
      !mc_json_read_text (object, "sign", &sign, error) ||
      !mc_json_read_text (object, "queue_number", &intake->queue_number, error) ||
      !mc_json_read_text (object, "note", &intake->note, error))
    return NULL;
  if (channel != NULL && !mc_channel_from_key (channel, &intake->channel))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is not a channel (direct, online, post)"), channel);
      return NULL;
    }
  intake->fingerprint = g_strcmp0 (sign, "fingerprint") == 0;
  return g_steal_pointer (&intake);
}
