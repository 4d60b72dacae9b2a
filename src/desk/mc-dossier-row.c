/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-dossier-list-private.h"

struct _McDossierRow
{
  GObject parent_instance;

  McDossier *dossier; /* (owned) (nullable) until loaded */
};

G_DEFINE_FINAL_TYPE (McDossierRow, mc_dossier_row, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_LOADED,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

static void
mc_dossier_row_finalize (GObject *object)
{
  McDossierRow *self = MC_DOSSIER_ROW (object);

  g_clear_pointer (&self->dossier, mc_dossier_free);
  G_OBJECT_CLASS (mc_dossier_row_parent_class)->finalize (object);
}

static void
mc_dossier_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_LOADED)
    g_value_set_boolean (value, mc_dossier_row_is_loaded (MC_DOSSIER_ROW (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
mc_dossier_row_class_init (McDossierRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = mc_dossier_row_finalize;
  object_class->get_property = mc_dossier_row_get_property;
  properties[PROP_LOADED]
      = g_param_spec_boolean ("loaded", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_dossier_row_init (McDossierRow *self)
{
}

McDossierRow *
_mc_dossier_row_new (void)
{
  return g_object_new (MC_TYPE_DOSSIER_ROW, NULL);
}

void
_mc_dossier_row_take (McDossierRow *self, McDossier *dossier)
{
  g_clear_pointer (&self->dossier, mc_dossier_free);
  self->dossier = dossier;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADED]);
}

const McDossier *
mc_dossier_row_get_dossier (McDossierRow *self)
{
  g_return_val_if_fail (MC_IS_DOSSIER_ROW (self), NULL);
  return self->dossier;
}

gboolean
mc_dossier_row_is_loaded (McDossierRow *self)
{
  g_return_val_if_fail (MC_IS_DOSSIER_ROW (self), FALSE);
  return self->dossier != NULL;
}
