/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trouble.h"

const char *
trouble_name (TroubleKind kind)
{
  static const char *const names[] = { "no trouble", "a cut upwards", "a cut downwards", "the answer eaten", "a byte changed upwards",
                                       "a byte changed downwards", "said twice", "a stall", "the instance killed", "both killed",
                                       "the other instance", "the database cut off", "the database away" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == TROUBLE_N);
  return names[kind];
}

void
trouble_set_up (Trouble *self)
{
  province_setup (&self->province, NULL);
  service_start (&self->services[0], &self->province);
  service_start (&self->services[1], &self->province);
  self->serving = 0;
  self->n_sprung = 0;
  self->link = fault_proxy_new (service_port (&self->services[0]));
  self->events = g_async_queue_new ();
}

void
trouble_tear_down (Trouble *self)
{
  fault_proxy_free (self->link);
  service_stop (&self->services[0]);
  service_stop (&self->services[1]);
  g_async_queue_unref (self->events);
  province_teardown (&self->province, NULL);
}

guint16
trouble_port (Trouble *self)
{
  return fault_proxy_port (self->link);
}

Service *
trouble_service (Trouble *self)
{
  return &self->services[self->serving];
}

/* ---- what happens ---------------------------------------------------------------------------------------- */

static char ended, sprung;

static void
spring (gpointer data)
{
  g_async_queue_push (data, &sprung);
}

/* As often among the first bytes as in the middle of a file. */
static gint64
some_byte (GRand *rand)
{
  return g_rand_int_range (rand, 1, 2 << g_rand_int_range (rand, 0, 18));
}

static void
arm (Trouble *self, TroubleKind kind, GRand *rand)
{
  gint64 at = some_byte (rand);
  gboolean up = g_rand_boolean (rand);

  switch (kind)
    {
    case TROUBLE_NONE:
    case TROUBLE_N:
      break;
    case TROUBLE_CUT_UP:
      fault_proxy_cut_after (self->link, at, -1);
      break;
    case TROUBLE_CUT_DOWN:
      fault_proxy_cut_after (self->link, -1, at);
      break;
    case TROUBLE_ANSWER_EATEN:
      fault_proxy_cut_after (self->link, -1, 0);
      break;
    case TROUBLE_GARBLED_UP:
      fault_proxy_garble_after (self->link, at, -1);
      break;
    case TROUBLE_GARBLED_DOWN:
      fault_proxy_garble_after (self->link, -1, at);
      break;
    case TROUBLE_SAID_TWICE:
      fault_proxy_repeat (self->link, TRUE);
      break;
    default:
      fault_proxy_trap_after (self->link, up ? at : -1, up ? -1 : at % 2000, spring, self->events);
    }
}

static void
switch_instance (Trouble *self)
{
  self->serving = 1 - self->serving;
  fault_proxy_lead_to (self->link, service_port (trouble_service (self)));
}

/* Everything stands still at the byte. FALSE: it stands until the desks have given up. */
static gboolean
strike (Trouble *self, TroubleKind kind)
{
  guint serving = self->serving;

  self->n_sprung++;
  switch (kind)
    {
    case TROUBLE_KILLED:
      service_kill (&self->services[serving]);
      switch_instance (self);
      fault_proxy_reset_connections (self->link);
      service_start (&self->services[serving], &self->province);
      return TRUE;
    case TROUBLE_ALL_KILLED:
      service_kill (&self->services[0]);
      service_kill (&self->services[1]);
      fault_proxy_refuse (self->link, TRUE);
      fault_proxy_reset_connections (self->link);
      return TRUE;
    case TROUBLE_OTHER_INSTANCE:
      switch_instance (self);
      fault_proxy_reset_connections (self->link);
      return TRUE;
    case TROUBLE_DATABASE_CUT:
      postgres_stop ();
      postgres_start ();
      return TRUE;
    case TROUBLE_DATABASE_AWAY:
      postgres_stop ();
      return TRUE;
    default:
      return FALSE;
    }
}

static void
make_good (Trouble *self, TroubleKind kind, gboolean struck)
{
  fault_proxy_cut_after (self->link, -1, -1);
  fault_proxy_garble_after (self->link, -1, -1);
  fault_proxy_trap_after (self->link, -1, -1, NULL, NULL);
  fault_proxy_repeat (self->link, FALSE);
  fault_proxy_reset_connections (self->link);
  fault_proxy_stall (self->link, FALSE);
  if (struck && kind == TROUBLE_DATABASE_AWAY)
    postgres_start ();
  if (struck && kind == TROUBLE_ALL_KILLED)
    {
      service_start (&self->services[0], &self->province);
      service_start (&self->services[1], &self->province);
      fault_proxy_lead_to (self->link, service_port (trouble_service (self)));
      fault_proxy_refuse (self->link, FALSE);
    }
}

/* ---- meanwhile ------------------------------------------------------------------------------------------- */

typedef struct
{
  GThreadFunc func;
  gpointer data;
  GAsyncQueue *events;
} Job;

static gpointer
work (gpointer data)
{
  Job *job = data;

  job->func (job->data);
  g_async_queue_push (job->events, &ended);
  return NULL;
}

void
trouble_during (Trouble *self, TroubleKind kind, GRand *rand, GThreadFunc func, gpointer *data, guint n)
{
  g_autofree Job *jobs = g_new (Job, n);
  g_autofree GThread **threads = g_new (GThread *, n);
  gboolean struck = FALSE;
  guint left = n;

  arm (self, kind, rand);
  for (guint i = 0; i < n; i++)
    {
      jobs[i] = (Job) { func, data[i], self->events };
      threads[i] = g_thread_new ("desk", work, &jobs[i]);
    }
  /* Here and not on the link's thread: services end with the thread that began them. */
  while (left > 0)
    if (g_async_queue_pop (self->events) == &ended)
      left--;
    else
      {
        struck = TRUE;
        if (strike (self, kind))
          fault_proxy_stall (self->link, FALSE);
      }
  for (guint i = 0; i < n; i++)
    g_thread_join (threads[i]);
  make_good (self, kind, struck);
  /* What sprang when nobody listened any more. */
  while (g_async_queue_try_pop (self->events) != NULL)
    ;
}
