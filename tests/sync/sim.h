/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-code.h"
#include "mc-folder.h"
#include "mc-bundle-carry.h"
#include "sync-office.h"

G_BEGIN_DECLS

/* An office whose desks work, meet by every way there is, and have every kind of bad luck. All of it follows from a seed. */

#define SIM_OFFICE "H15.50.05.13"

typedef struct
{
  SyncDesk sync;
  char *backup;      /* (nullable) a copy of the folder */
  int number;        /* of the desk */
  McCode last_slip;  /* day MC_DAY_NONE: none */
  GPtrArray *late;   /* (element-type GBytes) requests that are still on their way to the province */
  int late_token;    /* with which they were made */
} SimDesk;

/* What happened, to see that something did. */
typedef struct
{
  gint64 entries, conflicts, settled, files, lost_files, faults, deaths, restores, set_back, copies, enrolled, bundles, damaged, segments,
      results, submitted, moved;
} SimTally;

typedef struct
{
  guint32 seed;
  GRand *rand;
  MemoryHub *hub;
  GPtrArray *desks;    /* (element-type SimDesk) */
  GPtrArray *codes;    /* (element-type char*) of dossiers */
  GPtrArray *stick;    /* (element-type char*) paths of bundles and receipts */
  char *stick_folder;
  char *shared;        /* the folder of the office */
  char *papers;        /* folder with what is to be attached */
  GHashTable *done;    /* (element-type int) marks of deeds that were acknowledged to an officer */
  GHashTable *on;      /* (element-type int int) of deeds, the mark of the dossier to which they were done */
  GHashTable *at_risk; /* (element-type int) of those, the marks that a store lost when it was set back */
  int n_marks;
  int n_online;        /* numbers the province gave */
  gboolean aloud;
  gboolean codes_may_double;  /* a store was set back and cannot know which numbers it gave */
  gboolean numbers_may_move;  /* a clock lied about what came first, or a machine was copied */
  gboolean clocks_jumped;
  SimTally tally;
} Sim;

/* ---- the run ---- */

void sim_say (Sim *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
int sim_pick (Sim *self, int n);
guint sim_index_of (Sim *self, SimDesk *desk);
SimDesk *sim_desk (Sim *self, guint i);
SimDesk *sim_any_desk (Sim *self);
void sim_add_desk (Sim *self, int number);
void sim_desk_free (gpointer desk);
void sim_pass_time (Sim *self, gint64 seconds);

/* ---- what officers do: sim-office.c ---- */

void sim_receive (Sim *self, SimDesk *desk);
void sim_act (Sim *self, SimDesk *desk);
void sim_print_or_view (Sim *self, SimDesk *desk);
void sim_attach (Sim *self, SimDesk *desk);
void sim_ask_for_file (Sim *self, SimDesk *desk);
void sim_settle_conflict (Sim *self, SimDesk *desk);
/* Several do something with one dossier at once. */
void sim_quarrel (Sim *self);
/* Several settle the same conflict, each as he thinks. */
void sim_settle_twice (Sim *self);

/* ---- what happens to machines: sim-machine.c ---- */

void sim_back_up (Sim *self, SimDesk *desk);
void sim_restore (Sim *self, SimDesk *desk);
void sim_set_back (Sim *self, SimDesk *desk);
void sim_clone (Sim *self, SimDesk *desk);
void sim_enrol_again (Sim *self, SimDesk *desk);
void sim_clock_jumps (Sim *self, SimDesk *desk);
void sim_answer_question (Sim *self, SimDesk *desk);

/* ---- what happens on the ways: sim-ways.c ---- */

void sim_exchange (Sim *self, SimDesk *desk);
void sim_request_late (Sim *self, SimDesk *desk);
void sim_deliver_request (Sim *self, SimDesk *desk);
void sim_by_folder (Sim *self, SimDesk *desk);
void sim_folder_is_lost (Sim *self);
void sim_export (Sim *self, SimDesk *desk);
void sim_import (Sim *self, SimDesk *desk);
void sim_province_imports (Sim *self);
void sim_province_writes (Sim *self);
void sim_province_decides (Sim *self);
void sim_province_submits (Sim *self);
/* Over a good link; FALSE when something moved. */
gboolean sim_sync (Sim *self, SimDesk *desk, McSyncResult *result);

/* ---- the end: sim-end.c ---- */

/* Marks of the work entries of a store (element-type int), to be unreffed. */
GHashTable *sim_marks_of (SimDesk *desk);
/* All good links until nothing moves. */
void sim_settle (Sim *self);
void sim_assert_end (Sim *self);

G_END_DECLS
