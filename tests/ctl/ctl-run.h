/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Runs motcuactl as its user would, in a temporary folder with a store of one office. */
typedef struct
{
  char *folder; /* (owned) */
  char *store;  /* (owned) in it */
  char *office; /* (owned) the office file */
  int status;   /* exit code of the last run */
  char *out;    /* (owned) (nullable) its standard output */
  char *err;    /* (owned) (nullable) its standard error */
} CtlRun;

void ctl_run_setup (CtlRun *self, gconstpointer data);
void ctl_run_teardown (CtlRun *self, gconstpointer data);

/* motcuactl --store STORE ARGUMENTS..., with @input (nullable) on standard input. */
void ctl_run (CtlRun *self, const char *input, ...) G_GNUC_NULL_TERMINATED;
/* `init --trial` of the office. */
void ctl_run_init (CtlRun *self);

/* The @n-th line of the last output as a JSON object; fails the test when it is none. (transfer full) */
JsonNode *ctl_run_line (CtlRun *self, guint n);
guint ctl_run_n_lines (CtlRun *self);

G_END_DECLS
