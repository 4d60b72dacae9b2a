/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-person-form.h"

#include <glib/gi18n-lib.h>

#include "mc-choice-field.h"
#include "mc-entry-field.h"
#include "mc-focus.h"
#include "mc-personal-id.h"
#include "mc-receive-section.h"
#include "mc-text.h"
#include "mc-words.h"

struct _McPersonForm
{
  GtkWidget parent_instance;

  char *prefix;
  McDay today;
  gboolean loading;

  McChoiceField *id_kind;
  McEntryField *id_number;
  GtkWidget *id_ok;
  McEntryField *name;
  McEntryField *birth;
  McChoiceField *sex;
  McEntryField *ethnicity;
  McEntryField *email;
  GtkWidget *phone_row;
  McEntryField *phone;
  McEntryField *phone_of;
  GtkCheckButton *no_phone;
  McEntryField *address;
};

enum { PROP_0, PROP_PREFIX, PROP_WITH_PHONE, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McPersonForm, mc_person_form, GTK_TYPE_WIDGET)

/* As they stand in the drop-down: what people bring most first. */
static const McIdKind id_kinds[] = { MC_ID_KIND_PERSONAL, MC_ID_KIND_CMND, MC_ID_KIND_PASSPORT, MC_ID_KIND_OTHER,
                                     MC_ID_KIND_NONE };
static const McSex sexes[] = { MC_SEX_UNKNOWN, MC_SEX_MALE, MC_SEX_FEMALE };

static void
mc_person_form_touch (McPersonForm *self)
{
  if (!self->loading)
    g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- the identity number ---- */

static McIdKind
mc_person_form_id_kind (McPersonForm *self)
{
  return id_kinds[mc_choice_field_get_selected (self->id_kind)];
}

static McPartialDate
mc_person_form_birth (McPersonForm *self)
{
  McPartialDate birth = { 0 };

  mc_partial_date_from_typed (mc_entry_field_get_text (self->birth), self->today, &birth);
  return birth;
}

/* The tick beside the number: its form is sound and it contradicts nothing that was typed. A contradiction is said and does
 * not bar: such cards exist. */
static void
mc_person_form_judge_id (McPersonForm *self)
{
  const char *number = mc_entry_field_get_text (self->id_number);
  McIdKind kind = mc_person_form_id_kind (self);
  g_autoptr (GError) error = NULL;
  McPersonalId id;
  gboolean whole = kind == MC_ID_KIND_PERSONAL && mc_personal_id_parse (number, &id, NULL);
  gboolean sound = whole && mc_personal_id_check (number, mc_person_form_birth (self),
                                                  sexes[mc_choice_field_get_selected (self->sex)], &error);

  gtk_widget_set_opacity (self->id_ok, sound ? 1 : 0);
  if (kind == MC_ID_KIND_CMND)
    mc_field_set_warning (MC_FIELD (self->id_number), _("The old ID is not valid any more since 01/01/2025. "
                                                        "It can be received; note “to be verified”"));
  else
    mc_field_set_warning (MC_FIELD (self->id_number), error != NULL ? error->message : NULL);
}

static void
mc_person_form_judge_kind (McPersonForm *self)
{
  McIdKind kind = mc_person_form_id_kind (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->id_number), kind != MC_ID_KIND_NONE);
  mc_person_form_judge_id (self);
}

/* The number itself tells year of birth and sex: what is still empty is filled. */
static void
mc_person_form_fill_from_id (McPersonForm *self)
{
  McPersonalId id;

  if (mc_person_form_id_kind (self) != MC_ID_KIND_PERSONAL ||
      !mc_personal_id_parse (mc_entry_field_get_text (self->id_number), &id, NULL))
    return;
  if (mc_choice_field_get_selected (self->sex) == 0)
    mc_choice_field_set_selected (self->sex, id.sex == MC_SEX_MALE ? 1 : 2);
  if (mc_text_is_empty (mc_entry_field_get_text (self->birth)))
    {
      g_autofree char *year = g_strdup_printf ("%d", id.birth_year);

      mc_entry_field_set_text (self->birth, year);
    }
}

static void
on_id_left (McPersonForm *self)
{
  const char *number = mc_entry_field_get_text (self->id_number);
  g_autoptr (GError) error = NULL;

  if (mc_person_form_id_kind (self) == MC_ID_KIND_PERSONAL && !mc_text_is_empty (number))
    {
      McPersonalId id;

      if (!mc_personal_id_parse (number, &id, &error))
        {
          mc_field_set_error (MC_FIELD (self->id_number), error->message);
          return;
        }
      mc_person_form_fill_from_id (self);
    }
  mc_person_form_judge_id (self);
  mc_person_form_touch (self);
}

/* ---- the other fields ---- */

static void
on_birth_left (McPersonForm *self)
{
  const char *text = mc_entry_field_get_text (self->birth);
  McPartialDate birth;
  g_autofree char *shown = NULL;

  if (mc_text_is_empty (text))
    return;
  if (!mc_partial_date_from_typed (text, self->today, &birth))
    {
      mc_field_set_error (MC_FIELD (self->birth), _("Not a date: 26/11/1990, 11/1990 or 1990"));
      return;
    }
  shown = mc_partial_date_to_text (birth);
  mc_entry_field_set_text (self->birth, shown);
  mc_person_form_judge_id (self);
}

static void
on_no_phone_toggled (McPersonForm *self)
{
  gboolean none = gtk_check_button_get_active (self->no_phone);

  gtk_widget_set_sensitive (GTK_WIDGET (self->phone), !none);
  gtk_widget_set_sensitive (GTK_WIDGET (self->phone_of), !none);
  mc_person_form_touch (self);
}

static void
on_field_changed (McPersonForm *self)
{
  mc_person_form_judge_id (self);
  mc_person_form_touch (self);
}

static void
on_kind_changed (McPersonForm *self)
{
  mc_field_set_error (MC_FIELD (self->id_number), NULL);
  mc_person_form_judge_kind (self);
  mc_person_form_touch (self);
}

/* ---- life ---- */

static void
mc_person_form_set_prefix (McPersonForm *self, const char *prefix)
{
  const struct { gpointer field; const char *name; } names[] = {
    { self->id_kind, "id-kind" }, { self->id_number, "id" },     { self->name, "name" },
    { self->birth, "birth" },     { self->sex, "sex" },          { self->ethnicity, "ethnicity" },
    { self->email, "email" },     { self->phone, "phone" },      { self->phone_of, "phone-of" },
    { self->address, "address" },
  };

  g_free (self->prefix);
  self->prefix = g_strdup (prefix != NULL ? prefix : "");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = g_strconcat (self->prefix, names[i].name, NULL);

      g_object_set (names[i].field, "field", name, NULL);
    }
}

static void
mc_person_form_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McPersonForm *self = MC_PERSON_FORM (object);

  switch (prop_id)
    {
    case PROP_PREFIX:
      mc_person_form_set_prefix (self, g_value_get_string (value));
      break;
    case PROP_WITH_PHONE:
      gtk_widget_set_visible (self->phone_row, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_person_form_dispose (GObject *object)
{
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_PERSON_FORM);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_person_form_parent_class)->dispose (object);
}

static void
mc_person_form_finalize (GObject *object)
{
  g_free (MC_PERSON_FORM (object)->prefix);
  G_OBJECT_CLASS (mc_person_form_parent_class)->finalize (object);
}

static void
mc_person_form_class_init (McPersonFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = mc_person_form_set_property;
  object_class->dispose = mc_person_form_dispose;
  object_class->finalize = mc_person_form_finalize;
  properties[PROP_PREFIX] = g_param_spec_string ("prefix", NULL, NULL, "", flags);
  properties[PROP_WITH_PHONE] = g_param_spec_boolean ("with-phone", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-person-form.ui");
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, id_kind);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, id_number);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, id_ok);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, name);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, birth);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, sex);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, ethnicity);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, email);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, phone_row);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, phone);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, phone_of);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, no_phone);
  gtk_widget_class_bind_template_child (widget_class, McPersonForm, address);
  gtk_widget_class_bind_template_callback (widget_class, on_no_phone_toggled);
}

static void
mc_person_form_init (McPersonForm *self)
{
  const char *kinds[G_N_ELEMENTS (id_kinds) + 1] = { NULL };
  const char *const sex_texts[] = { "–", C_("sex", "Male"), C_("sex", "Female"), NULL };
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 4);
  gtk_widget_init_template (GTK_WIDGET (self));

  for (gsize i = 0; i < G_N_ELEMENTS (id_kinds); i++)
    kinds[i] = mc_words_id_kind (id_kinds[i]);
  mc_choice_field_set_texts (self->id_kind, kinds);
  mc_choice_field_set_texts (self->sex, sex_texts);
  mc_person_form_set_prefix (self, "");

  const gpointer plain[] = { self->name, self->birth, self->sex, self->id_number, self->ethnicity,
                             self->email, self->phone, self->phone_of, self->address };
  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    g_signal_connect_object (plain[i], "changed", G_CALLBACK (on_field_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->id_kind, "changed", G_CALLBACK (on_kind_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->id_number, "left", G_CALLBACK (on_id_left), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->birth, "left", G_CALLBACK (on_birth_left), self, G_CONNECT_SWAPPED);
  mc_focus_enter_goes_on (GTK_WIDGET (self->no_phone));
  mc_person_form_judge_kind (self);
}

void
mc_person_form_set_today (McPersonForm *self, McDay today)
{
  g_return_if_fail (MC_IS_PERSON_FORM (self));
  self->today = today;
}

static void
mc_person_form_load_id (McPersonForm *self, const McPerson *person)
{
  /* Nobody has said anything yet: the card is what people bring. "None" has to be chosen. */
  gboolean untouched = mc_text_is_empty (person->name) && mc_text_is_empty (person->id_number);
  McIdKind kind = untouched && person->id_kind == MC_ID_KIND_NONE ? MC_ID_KIND_PERSONAL : person->id_kind;

  for (guint i = 0; i < G_N_ELEMENTS (id_kinds); i++)
    if (id_kinds[i] == kind)
      mc_choice_field_set_selected (self->id_kind, i);
  mc_entry_field_set_text (self->id_number, person->id_number);
}

void
mc_person_form_load (McPersonForm *self, const McPerson *person)
{
  g_autofree char *birth = NULL;
  g_autofree char *phone = NULL;

  g_return_if_fail (MC_IS_PERSON_FORM (self));
  g_return_if_fail (person != NULL);

  self->loading = TRUE;
  mc_field_set_error (MC_FIELD (self->id_number), NULL);
  mc_field_set_error (MC_FIELD (self->name), NULL);
  mc_field_set_error (MC_FIELD (self->birth), NULL);
  mc_field_set_error (MC_FIELD (self->phone), NULL);

  birth = mc_partial_date_is_set (person->birth) ? mc_partial_date_to_text (person->birth) : NULL;
  phone = mc_text_is_empty (person->phone) ? NULL : mc_text_phone (person->phone);
  mc_person_form_load_id (self, person);
  mc_entry_field_set_text (self->name, person->name);
  mc_entry_field_set_text (self->birth, birth);
  mc_choice_field_set_selected (self->sex, person->sex);
  mc_entry_field_set_text (self->ethnicity, person->ethnicity);
  mc_entry_field_set_text (self->email, person->email);
  mc_entry_field_set_text (self->phone, phone);
  mc_entry_field_set_text (self->phone_of, person->phone_of);
  gtk_check_button_set_active (self->no_phone, person->no_phone);
  mc_entry_field_set_text (self->address, person->address);
  mc_person_form_judge_kind (self);
  self->loading = FALSE;
}

static void
mc_person_form_take (char **target, McEntryField *field)
{
  g_free (*target);
  *target = mc_receive_section_value (mc_entry_field_get_text (field));
}

void
mc_person_form_store (McPersonForm *self, McPerson *person)
{
  g_return_if_fail (MC_IS_PERSON_FORM (self));
  g_return_if_fail (person != NULL);

  g_free (person->name);
  person->name = mc_text_name (mc_entry_field_get_text (self->name));
  mc_person_form_take (&person->id_number, self->id_number);
  person->id_kind = mc_person_form_id_kind (self);
  if (person->id_kind == MC_ID_KIND_NONE)
    g_clear_pointer (&person->id_number, g_free);
  person->birth = mc_person_form_birth (self);
  person->sex = sexes[mc_choice_field_get_selected (self->sex)];
  mc_person_form_take (&person->ethnicity, self->ethnicity);
  mc_person_form_take (&person->email, self->email);
  mc_person_form_take (&person->address, self->address);
  person->no_phone = gtk_check_button_get_active (self->no_phone);
  g_clear_pointer (&person->phone, g_free);
  g_clear_pointer (&person->phone_of, g_free);
  if (!person->no_phone && !mc_text_is_empty (mc_entry_field_get_text (self->phone)))
    {
      person->phone = mc_text_digits (mc_entry_field_get_text (self->phone));
      mc_person_form_take (&person->phone_of, self->phone_of);
    }
}

static void
mc_person_form_merge (char **target, const char *value)
{
  if (mc_text_is_empty (value))
    return;
  g_free (*target);
  *target = g_strdup (value);
}

void
mc_person_form_fill (McPersonForm *self, const McPerson *person)
{
  g_autoptr (McPerson) merged = mc_person_new ();

  g_return_if_fail (MC_IS_PERSON_FORM (self));
  g_return_if_fail (person != NULL);

  mc_person_form_store (self, merged);
  mc_person_form_merge (&merged->name, person->name);
  if (!mc_text_is_empty (person->id_number))
    {
      merged->id_kind = person->id_kind;
      mc_person_form_merge (&merged->id_number, person->id_number);
    }
  if (mc_partial_date_is_set (person->birth))
    merged->birth = person->birth;
  if (person->sex != MC_SEX_UNKNOWN)
    merged->sex = person->sex;
  mc_person_form_merge (&merged->ethnicity, person->ethnicity);
  mc_person_form_merge (&merged->address, person->address);
  mc_person_form_merge (&merged->email, person->email);
  if (!mc_text_is_empty (person->phone))
    {
      mc_person_form_merge (&merged->phone, person->phone);
      g_free (merged->phone_of);
      merged->phone_of = g_strdup (person->phone_of);
      merged->no_phone = FALSE;
    }
  mc_person_form_load (self, merged);
  mc_person_form_fill_from_id (self);
  mc_person_form_judge_id (self);
}

const char *
mc_person_form_check (McPersonForm *self, char **message)
{
  const char *birth;
  McPartialDate date;

  g_return_val_if_fail (MC_IS_PERSON_FORM (self), NULL);
  birth = mc_entry_field_get_text (self->birth);
  if (mc_text_is_empty (birth) || mc_partial_date_from_typed (birth, self->today, &date))
    return NULL;
  *message = g_strdup (_("Not a date: 26/11/1990, 11/1990 or 1990"));
  return mc_field_get_name (MC_FIELD (self->birth));
}

void
mc_person_form_enter (McPersonForm *self)
{
  g_return_if_fail (MC_IS_PERSON_FORM (self));
  mc_field_focus (MC_FIELD (mc_text_is_empty (mc_entry_field_get_text (self->id_number)) &&
                                mc_person_form_id_kind (self) != MC_ID_KIND_NONE
                              ? self->id_number
                              : self->name));
}
