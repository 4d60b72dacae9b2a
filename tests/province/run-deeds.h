/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client-fixture.h"
#include "trouble.h"

G_BEGIN_DECLS

/* What test-runs.c goes through: officers, the province, and a ledger of what they did that must be there in the end. */

#define N_DESKS 4

extern const char *const run_offices[N_DESKS];

typedef struct
{
  Client client;
  char *backup;      /* (nullable) */
  GPtrArray *late;   /* (element-type GBytes) requests that are still on their way */
} Officer;

typedef enum { DEED_RECEIVE, DEED_ACT, DEED_FILE /* the mark is its hash */ } DeedKind;

/* What somebody did and must be there in the end. */
typedef struct
{
  char *mark;        /* text that stands in no other entry */
  char *code;        /* of the dossier */
  Officer *by;       /* (not owned) NULL: the province */
  const char *office;
  DeedKind kind;
} Deed;

typedef struct
{
  GRand *rand;
  guint32 seed;
  Trouble trouble;
  Officer officers[N_DESKS];
  GPtrArray *deeds;    /* (element-type Deed) */
  GHashTable *lost;    /* hashes of files whose only copy was on a disk that is gone */
  char *account;       /* token */
  guint n_marks;
  gboolean aloud;
} Run;

/* Aloud only. */
void run_say (Run *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* From 0 to below @n. */
int run_pick (Run *self, int n);
guint run_number_of (Run *self, const Officer *officer);

void run_deed_free (gpointer deed);
/* How many entries of the province hold the deed's mark. */
gint64 run_at_province (Run *self, const Deed *deed);
gboolean run_file_is_at_province (Run *self, const Deed *deed);
/* What was on the officer's disk alone is gone with it, and nobody was told that it is anywhere else. */
void run_strike_out (Run *self, Officer *officer);

/* Each does something that may be done now, or nothing. */
void run_receive (Run *self, Officer *officer);
void run_act (Run *self, Officer *officer);
void run_attach (Run *self, Officer *officer);
/* The province: an online dossier; a department's decision. */
void run_submit (Run *self);
void run_decide (Run *self);

G_END_DECLS
