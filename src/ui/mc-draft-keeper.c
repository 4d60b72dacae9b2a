/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-draft-keeper.h"

#define QUIET_MS 500
#define LATEST_MS 1000

struct _McDraftKeeper
{
  GObject parent_instance;

  McDesk *desk; /* (owned) */
  char *id;
  McIntake *waiting; /* (owned) (nullable) what is to be kept */
  char *focus;       /* (nullable) */
  gint64 waiting_since; /* monotonic, microseconds */
  guint timeout;
  gint64 kept_at;
};

enum { PROP_0, PROP_KEPT_AT, N_PROPS };

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (McDraftKeeper, mc_draft_keeper, G_TYPE_OBJECT)

typedef struct
{
  McDraftKeeper *keeper; /* (owned) */
  char *id;
} SaveCall;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  SaveCall *call = data;
  g_autoptr (McDraftKeeper) self = call->keeper;
  g_autofree char *id = call->id;
  g_autoptr (GError) error = NULL;

  g_free (call);

  if (!mc_desk_save_draft_finish (MC_DESK (source), result, &error))
    {
      /* What is typed is on the screen; the next change tries again. The page shows since when nothing was kept. */
      g_warning ("draft: %s", error->message);
      return;
    }
  /* Of a draft that was left meanwhile it says nothing about the one at hand. */
  if (!g_str_equal (id, self->id))
    return;
  self->kept_at = mc_clock_now (mc_desk_clock (self->desk));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT_AT]);
}

static void
mc_draft_keeper_forget_waiting (McDraftKeeper *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_pointer (&self->waiting, mc_intake_free);
  g_clear_pointer (&self->focus, g_free);
}

void
mc_draft_keeper_flush (McDraftKeeper *self)
{
  g_return_if_fail (MC_IS_DRAFT_KEEPER (self));
  if (self->waiting != NULL)
    {
      SaveCall *call = g_new0 (SaveCall, 1);

      call->keeper = g_object_ref (self);
      call->id = g_strdup (self->id);
      mc_desk_save_draft_async (self->desk, self->id, self->waiting, self->focus, on_saved, call);
    }
  mc_draft_keeper_forget_waiting (self);
}

static gboolean
on_timeout (gpointer data)
{
  McDraftKeeper *self = data;

  self->timeout = 0;
  mc_draft_keeper_flush (self);
  return G_SOURCE_REMOVE;
}

static void
mc_draft_keeper_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_KEPT_AT:
      g_value_set_int64 (value, MC_DRAFT_KEEPER (object)->kept_at);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_draft_keeper_finalize (GObject *object)
{
  McDraftKeeper *self = MC_DRAFT_KEEPER (object);

  mc_draft_keeper_forget_waiting (self);
  g_free (self->id);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_draft_keeper_parent_class)->finalize (object);
}

static void
mc_draft_keeper_class_init (McDraftKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = mc_draft_keeper_get_property;
  object_class->finalize = mc_draft_keeper_finalize;
  properties[PROP_KEPT_AT] =
    g_param_spec_int64 ("kept-at", NULL, NULL, 0, G_MAXINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
mc_draft_keeper_init (McDraftKeeper *self)
{
  self->id = g_uuid_string_random ();
}

McDraftKeeper *
mc_draft_keeper_new (McDesk *desk)
{
  McDraftKeeper *self = g_object_new (MC_TYPE_DRAFT_KEEPER, NULL);

  self->desk = g_object_ref (desk);
  return self;
}

const char *
mc_draft_keeper_get_id (McDraftKeeper *self)
{
  g_return_val_if_fail (MC_IS_DRAFT_KEEPER (self), NULL);
  return self->id;
}

gint64
mc_draft_keeper_get_kept_at (McDraftKeeper *self)
{
  g_return_val_if_fail (MC_IS_DRAFT_KEEPER (self), 0);
  return self->kept_at;
}

void
mc_draft_keeper_touch (McDraftKeeper *self, const McIntake *intake, const char *focus)
{
  gint64 now = g_get_monotonic_time ();
  gint64 left;

  g_return_if_fail (MC_IS_DRAFT_KEEPER (self));

  if (self->waiting == NULL)
    self->waiting_since = now;
  g_clear_pointer (&self->waiting, mc_intake_free);
  self->waiting = mc_intake_copy (intake);
  g_free (self->focus);
  self->focus = g_strdup (focus);

  left = LATEST_MS - (now - self->waiting_since) / 1000;
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add ((guint) CLAMP (left, 0, QUIET_MS), on_timeout, self);
}

void
mc_draft_keeper_drop (McDraftKeeper *self)
{
  g_return_if_fail (MC_IS_DRAFT_KEEPER (self));
  mc_draft_keeper_forget_waiting (self);
  mc_desk_drop_draft (self->desk, self->id);
  mc_draft_keeper_turn_to (self, NULL);
}

void
mc_draft_keeper_turn_to (McDraftKeeper *self, const char *id)
{
  g_return_if_fail (MC_IS_DRAFT_KEEPER (self));
  mc_draft_keeper_flush (self);
  g_free (self->id);
  self->id = id != NULL ? g_strdup (id) : g_uuid_string_random ();
  self->kept_at = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEPT_AT]);
}
