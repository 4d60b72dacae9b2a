/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "mc-desk-admin.h"

G_BEGIN_DECLS

/* What the commands of motcuactl share. The command line is a public interface: names, JSON keys and exit codes stay. */

typedef enum
{
  MC_EXIT_DONE = 0,
  MC_EXIT_REFUSED = 1,  /* for its data; each refused line was named, the others are done */
  MC_EXIT_USAGE = 2,
  MC_EXIT_UNUSABLE = 3, /* the store or a device */
  MC_EXIT_BUSY = 4,     /* or no network: the next time may do */
} McExit;

typedef struct
{
  char *store;    /* (owned) folder */
  gboolean json;  /* JSON Lines on standard output */
  char *at;       /* (owned) (nullable) ISO 8601: stands for the clock */
  char *as;       /* (owned) (nullable) stands for the account */
  McClock *clock; /* (owned) real, or fixed at --at */
} McCtl;

typedef McExit (*McCommandFunc) (McCtl *ctl, int argc, char **argv);

typedef struct
{
  const char *name;
  const char *arguments; /* as usage shows them */
  const char *summary;   /* translatable */
  McCommandFunc run;
} McCommand;

/* Parses a command's own options; argv[0] is the command, @arguments what usage shows beside them. FALSE after it has told what is wrong, or after --help (*status). */
gboolean mc_ctl_parse (const char *arguments, GOptionEntry *entries, int *argc, char ***argv, McExit *status);
/* Says what is wrong with the command line, on standard error: MC_EXIT_USAGE. */
McExit mc_ctl_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* Says @error on standard error, in the user's language, and gives its exit code. */
McExit mc_ctl_fail (const GError *error);
McExit mc_ctl_exit_code (const GError *error);

/* Sentences that stop nothing, on standard error. */
void mc_ctl_warn (const char *const *sentences);

/* The store of --store, opened; NULL after it has told why not (*status). */
McDesk *mc_ctl_open (McCtl *ctl, McExit *status);
/* The account that acts: --as, or who is logged in. */
const char *mc_ctl_actor (McCtl *ctl);

/* Members of what a command prints. Unlike mc_json_add_text() an empty text and a 0 stay: the key is part of what the command promises. NULL,
 * and no time, are left out. */
void mc_ctl_add_text (JsonBuilder *builder, const char *key, const char *value);
void mc_ctl_add_int (JsonBuilder *builder, const char *key, gint64 value);
void mc_ctl_add_time (JsonBuilder *builder, const char *key, gint64 time);
/* One line of JSON on standard output. */
void mc_ctl_print_json (JsonBuilder *builder);
/* Whether a file named on the command line is there and may be read; NOT_FOUND with its name and the reason. */
gboolean mc_ctl_check_file (const char *path, GError **error);
/* The whole of a file, or of standard input for "-" or NULL. */
gboolean mc_ctl_read_file (const char *path, char **text, gsize *size, GError **error);

/* A bar on standard error while it is a terminal; for McDeskProgress. @data: a translated label. */
gboolean mc_ctl_progress (gint64 done, gint64 total, gpointer data);
/* Before anything else is said, also when the work has failed. */
void mc_ctl_progress_end (void);

/* A new demo store of @n dossiers in @folder, with progress. */
gboolean mc_ctl_make_demo (McCtl *ctl, const char *folder, gint64 n, GError **error);

/* sync --folder: by the folder the office shares, without the province. */
/* @quiet: says nothing when there was nothing to do, or the folder is away. */
McExit mc_ctl_sync_folder (McCtl *ctl, McDesk *desk, const char *folder, gboolean quiet);

McExit mc_command_attach (McCtl *ctl, int argc, char **argv);
McExit mc_command_blobs (McCtl *ctl, int argc, char **argv);
McExit mc_command_bundle (McCtl *ctl, int argc, char **argv);
McExit mc_command_conflicts (McCtl *ctl, int argc, char **argv);
McExit mc_command_enrol (McCtl *ctl, int argc, char **argv);
McExit mc_command_retype (McCtl *ctl, int argc, char **argv);
McExit mc_command_outbox (McCtl *ctl, int argc, char **argv);
McExit mc_command_diagnose (McCtl *ctl, int argc, char **argv);
McExit mc_command_quarantine (McCtl *ctl, int argc, char **argv);
McExit mc_command_sync (McCtl *ctl, int argc, char **argv);
McExit mc_command_init (McCtl *ctl, int argc, char **argv);
McExit mc_command_demo (McCtl *ctl, int argc, char **argv);
McExit mc_command_catalogue (McCtl *ctl, int argc, char **argv);
/* What the province changes, for "catalogue pending". */
McExit mc_ctl_print_changes (McCtl *ctl, McDesk *desk);
McExit mc_command_due (McCtl *ctl, int argc, char **argv);
McExit mc_command_card (McCtl *ctl, int argc, char **argv);
McExit mc_command_receive (McCtl *ctl, int argc, char **argv);
McExit mc_command_show (McCtl *ctl, int argc, char **argv);
McExit mc_command_list (McCtl *ctl, int argc, char **argv);
McExit mc_command_search (McCtl *ctl, int argc, char **argv);
McExit mc_command_act (McCtl *ctl, int argc, char **argv);
McExit mc_command_print (McCtl *ctl, int argc, char **argv);
McExit mc_command_verify (McCtl *ctl, int argc, char **argv);
McExit mc_command_rebuild (McCtl *ctl, int argc, char **argv);
McExit mc_command_last_slip (McCtl *ctl, int argc, char **argv);
McExit mc_command_bench (McCtl *ctl, int argc, char **argv);

G_END_DECLS
