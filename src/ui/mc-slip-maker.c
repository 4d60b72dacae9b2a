/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-slip-maker.h"

struct _McSlipMaker
{
  GObject parent_instance;

  McDesk *desk; /* (owned) for the main thread alone */
  GMutex lock;
  McFormEngine *engine; /* (owned) (mutex lock) (nullable) until the first form */
};

G_DEFINE_FINAL_TYPE (McSlipMaker, mc_slip_maker, G_TYPE_OBJECT)

typedef struct
{
  McDossier *dossier;
  McOffice *office; /* (owned) immutable */
  GPtrArray *templates; /* (owned) immutable */
  McFormOptions options;
} MakeData;

static void
make_data_free (gpointer data)
{
  MakeData *make = data;

  mc_dossier_free (make->dossier);
  mc_office_unref (make->office);
  g_ptr_array_unref (make->templates);
  g_free (make);
}

static McFormEngine *
mc_slip_maker_get_engine (McSlipMaker *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->engine == NULL)
    self->engine = mc_form_engine_new (error);
  return self->engine;
}

static void
make_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  McSlipMaker *self = source;
  MakeData *make = task_data;
  g_autoptr (GError) error = NULL;
  McFormEngine *engine;
  McForm *form = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  engine = mc_slip_maker_get_engine (self, &error);
  if (engine != NULL)
    mc_form_engine_use_templates (engine, make->templates);
  if (engine != NULL)
    form = mc_form_new_slip (engine, make->dossier, make->office, &make->options, &error);
  if (form != NULL)
    g_task_return_pointer (task, form, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
mc_slip_maker_finalize (GObject *object)
{
  McSlipMaker *self = MC_SLIP_MAKER (object);

  g_clear_object (&self->engine);
  g_mutex_clear (&self->lock);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_slip_maker_parent_class)->finalize (object);
}

static void
mc_slip_maker_class_init (McSlipMakerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_slip_maker_finalize;
}

static void
mc_slip_maker_init (McSlipMaker *self)
{
  g_mutex_init (&self->lock);
}

McSlipMaker *
mc_slip_maker_new (McDesk *desk)
{
  McSlipMaker *self = g_object_new (MC_TYPE_SLIP_MAKER, NULL);

  self->desk = g_object_ref (desk);
  return self;
}

void
mc_slip_maker_make_async (McSlipMaker *self, McDossier *dossier, const McFormOptions *options, GCancellable *cancellable,
                          GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  MakeData *make = g_new0 (MakeData, 1);

  g_return_if_fail (MC_IS_SLIP_MAKER (self));
  g_return_if_fail (dossier != NULL);

  make->dossier = dossier;
  make->office = mc_office_ref (mc_desk_office (self->desk));
  make->templates = g_ptr_array_ref (mc_desk_paper_templates (self->desk));
  make->options = *options;
  g_task_set_source_tag (task, mc_slip_maker_make_async);
  g_task_set_task_data (task, make, make_data_free);
  g_task_run_in_thread (task, make_thread);
}

McForm *
mc_slip_maker_make_finish (McSlipMaker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

char **
mc_slip_maker_check_office (McSlipMaker *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (MC_IS_SLIP_MAKER (self), NULL);
  locker = g_mutex_locker_new (&self->lock);
  return self->engine != NULL ? mc_form_check_office (self->engine, mc_desk_office (self->desk)) : g_new0 (char *, 1);
}
