/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-person.h"

#include "mc-text.h"

static const char *const id_kind_keys[] = {
  [MC_ID_KIND_NONE] = "none",
  [MC_ID_KIND_PERSONAL] = "personal",
  [MC_ID_KIND_CMND] = "cmnd",
  [MC_ID_KIND_PASSPORT] = "passport",
  [MC_ID_KIND_OTHER] = "other",
};

const char *
mc_sex_to_key (McSex sex)
{
  switch (sex)
    {
    case MC_SEX_MALE:
      return "male";
    case MC_SEX_FEMALE:
      return "female";
    case MC_SEX_UNKNOWN:
    default:
      return "";
    }
}

McSex
mc_sex_from_key (const char *key)
{
  g_autofree char *folded = mc_text_fold (key);

  if (g_str_equal (folded, "nam") || g_str_equal (folded, "male"))
    return MC_SEX_MALE;
  if (g_str_equal (folded, "nu") || g_str_equal (folded, "female"))
    return MC_SEX_FEMALE;
  return MC_SEX_UNKNOWN;
}

const char *
mc_sex_to_vietnamese (McSex sex)
{
  switch (sex)
    {
    case MC_SEX_MALE:
      return "Nam";
    case MC_SEX_FEMALE:
      return "Nữ";
    case MC_SEX_UNKNOWN:
    default:
      return "";
    }
}

const char *
mc_id_kind_to_key (McIdKind kind)
{
  if ((guint) kind >= G_N_ELEMENTS (id_kind_keys))
    return id_kind_keys[MC_ID_KIND_NONE];
  return id_kind_keys[kind];
}

McIdKind
mc_id_kind_from_key (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (id_kind_keys); i++)
    if (g_strcmp0 (key, id_kind_keys[i]) == 0)
      return (McIdKind) i;
  return MC_ID_KIND_NONE;
}

McPerson *
mc_person_new (void)
{
  return g_new0 (McPerson, 1);
}

McPerson *
mc_person_copy (const McPerson *self)
{
  McPerson *copy;

  if (self == NULL)
    return NULL;

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->id_number = g_strdup (self->id_number);
  copy->ethnicity = g_strdup (self->ethnicity);
  copy->address = g_strdup (self->address);
  copy->phone = g_strdup (self->phone);
  copy->phone_of = g_strdup (self->phone_of);
  copy->email = g_strdup (self->email);
  return copy;
}

void
mc_person_free (McPerson *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->id_number);
  g_free (self->ethnicity);
  g_free (self->address);
  g_free (self->phone);
  g_free (self->phone_of);
  g_free (self->email);
  g_free (self);
}
