/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "mc-desk-admin.h"
#include "mc-desk.h"
#include "mc-journal.h"
#include "mc-store.h"

G_BEGIN_DECLS

/* A desk over a store in a folder of its own, on a clock that stands still: Monday 23/11/2026, 08:41. */
typedef struct
{
  char *folder;
  McClock *clock; /* fixed */
  McDesk *desk;   /* (nullable) while closed */
} Fixture;

#define FIXTURE_DAY (mc_day_from_ymd (2026, 11, 23))
#define FIXTURE_NOW (mc_time_of_day_minute (FIXTURE_DAY, 8 * 60 + 41))
#define FIXTURE_PROCEDURE "1.004873" /* Xác nhận tình trạng hôn nhân, 3 working days */

/* For g_test_add(): @data is the desk number as a pointer, NULL for desk 2. */
void fixture_set_up (Fixture *self, gconstpointer data);
void fixture_tear_down (Fixture *self, gconstpointer data);

#define fixture_test(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

void fixture_open (Fixture *self);
void fixture_close (Fixture *self);
void fixture_reopen (Fixture *self);
McStore *fixture_store (Fixture *self); /* (transfer none) */

/* ---- folders and files ---- */

char *fixture_folder_new (void);
void fixture_folder_remove (char *folder); /* frees it too; NULL-safe */
/* The files of @from, those in its folders too, into a new folder, or over those of @to. */
void fixture_copy_folder (const char *from, const char *to);
void fixture_copy_file (const char *from_folder, const char *to_folder, const char *name);
char *fixture_checksum (const char *folder, const char *name);
char *fixture_office (int desk); /* JSON */

/* ---- people and dossiers ---- */

McIntake *fixture_intake (const char *name);
/* A plausible, or an odd, intake. */
McIntake *fixture_random_intake (GRand *rand);
/* Received now, asserted to go well. */
McDossier *fixture_receive (Fixture *self, const char *name);
/* Some action that may or may not be allowed; TRUE when it was done. An error other than a refusal fails the test. */
gboolean fixture_random_act (Fixture *self, GRand *rand, const char *code);

/* ---- looking past the program ---- */

/* SQL on the closed or open database, by a connection of its own; the constraints of the schema do not hold it. */
void fixture_exec (const char *folder, const char *sql);
gint64 fixture_int (const char *folder, const char *sql);
char *fixture_text (const char *folder, const char *sql); /* (nullable) the first column of the first row */

/* ---- soundness ---- */

/* What verify says, a line each; "" when nothing. (transfer full) */
char *fixture_verify (Fixture *self);
char *fixture_rebuild_check (Fixture *self);
/* verify without fault, rebuild --check without difference. */
void fixture_assert_sound (Fixture *self);

/* ---- other processes ---- */

/* `motcuactl receive` on the closed or open store of @folder, reading lines from its standard input. */
GSubprocess *fixture_receiver_new (const char *folder, GSubprocessFlags flags);
/* A line for it, with the newline. */
char *fixture_receiver_line (const char *ref);
/* What it says to a line. FALSE when @answer is not whole. */
gboolean fixture_receiver_answer (const char *answer, char **ref, char **code);

/* A plain write from a test. */
gboolean fixture_write (Fixture *self, McWriteFunc func, gpointer data, GError **error);

/* MC_SOAK, at least 1: how many times as many rounds. */
int fixture_soak (void);

G_END_DECLS
