/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault-proxy.h"
#include "province-fixture.h"

G_BEGIN_DECLS

/* Two instances of the service on one database, one bad link before them, and everything that can happen to link, service and
 * database while somebody speaks with it. */
typedef struct
{
  Province province;
  Service services[2];
  guint serving;      /* the instance that the link leads to */
  FaultProxy *link;
  GAsyncQueue *events;
  guint n_sprung;     /* so often something happened */
} Trouble;

typedef enum
{
  TROUBLE_NONE,
  TROUBLE_CUT_UP,
  TROUBLE_CUT_DOWN,
  TROUBLE_ANSWER_EATEN,
  TROUBLE_GARBLED_UP,
  TROUBLE_GARBLED_DOWN,
  TROUBLE_SAID_TWICE,        /* all that goes up comes once more later */
  TROUBLE_STALL,             /* nobody says anything any more, until the desk gives up */
  TROUBLE_KILLED,            /* SIGKILL to the instance; the other one takes over */
  TROUBLE_ALL_KILLED,        /* both, and they come back when the desk has given up */
  TROUBLE_OTHER_INSTANCE,    /* the link breaks and leads to the other one from then on */
  TROUBLE_DATABASE_CUT,      /* PostgreSQL dies at once and comes back; desk and service wait, connected */
  TROUBLE_DATABASE_AWAY,     /* it comes back when the desk has given up */
  TROUBLE_N,
} TroubleKind;

const char *trouble_name (TroubleKind kind);

void trouble_set_up (Trouble *self);
void trouble_tear_down (Trouble *self);
guint16 trouble_port (Trouble *self);
Service *trouble_service (Trouble *self);

/* Runs @func for each of the @n @data at once, each on a thread of its own, while @kind happens to them: at a byte that @rand
 * chooses. When it returns all have ended and everything is well again. */
void trouble_during (Trouble *self, TroubleKind kind, GRand *rand, GThreadFunc func, gpointer *data, guint n);

G_END_DECLS
