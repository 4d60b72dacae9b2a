/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-admin.h"
#include "mc-desk-sync.h"
#include "province-fixture.h"
#include "store-fixture.h"

G_BEGIN_DECLS

#define BENCH_OFFICE "H15.50.05.13"
#define BENCH_FILE (300 * 1024) /* bytes of the scan that goes with a dossier */

/* A real desk over a store in a temporary folder, with invented people in it. Whatever fails ends the benchmark. */
typedef struct
{
  Fixture store;
  GPtrArray *codes; /* (element-type char*) of its dossiers */
  GRand *rand;
  gint64 file_bytes;
} BenchDesk;

void bench_desk_open (BenchDesk *self, const char *office, int number, guint32 seed);
void bench_desk_clear (BenchDesk *self);
/* @n dossiers more. */
void bench_desk_receive (BenchDesk *self, guint n);
/* A scan of @bytes that no compression makes smaller, for dossier @i. */
void bench_desk_attach (BenchDesk *self, guint i, gsize bytes);
void bench_desk_enrol (BenchDesk *self, Province *province, const char *office, const char *url);
/* One exchange from beginning to end. */
void bench_desk_sync (BenchDesk *self, McSyncSummary *summary);
/* What the journal says of each dossier, one JSON object a line, for programs that carry the same. */
void bench_desk_write_dossiers (BenchDesk *self, const char *path);
/* The files that were attached, in one folder, for the same. */
char *bench_desk_scans (BenchDesk *self); /* (transfer full) */

/* A file that no compression makes smaller, of the kind that @magic begins. Its hash, in hexadecimal. (transfer full) */
char *bench_write_file (const char *path, const char *magic, gsize bytes);
/* A sentence on standard error, and the end with status 1: benchmarks have nobody to go on for. */
void bench_check (GError *error, const char *what);
double bench_load (void); /* of the machine, over the last minute */

G_END_DECLS
