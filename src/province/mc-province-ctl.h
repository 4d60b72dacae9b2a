/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-file-store.h"
#include "mc-province-author.h"

G_BEGIN_DECLS

/* The commands of motcua-province; exit codes as those of motcuactl. */

typedef enum
{
  MC_EXIT_DONE = 0,
  MC_EXIT_REFUSED = 1,
  MC_EXIT_USAGE = 2,
  MC_EXIT_UNUSABLE = 3,
  MC_EXIT_BUSY = 4,
} McExit;

/* What every command is given, from the command line. All texts nullable. */
typedef struct
{
  char *database;
  char *blobs;
  gboolean json;
  char *listen, *tls_cert, *tls_key;
  int threads;
  char *office, *name;
  int desk;
  gboolean all;
  char *from;
  char *note, *result, *number;
  char *receipts;
  McProvinceMark *mark; /* opened with the database */
} McProvinceCtl;

typedef struct
{
  const char *name;
  const char *arguments;
  const char *summary;
  McExit (*run) (McProvinceCtl *ctl, int argc, char **argv); /* argv[0]: the command */
} McProvinceCommand;

McExit mc_command_serve (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_enrol (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_revoke (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_account (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_publish (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_submit (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_status (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_bundle (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_show (McProvinceCtl *ctl, int argc, char **argv);
McExit mc_command_stats (McProvinceCtl *ctl, int argc, char **argv);

McExit mc_province_usage (const char *format, ...) G_GNUC_PRINTF (1, 2);
McExit mc_province_fail (const GError *error);

/* A connection with tables of this version, and the key; NULL with *status. */
McPg *mc_province_ctl_open (McProvinceCtl *ctl, McProvinceKey *key, McExit *status);
/* The folder of the files: --blobs, or the one the service uses. */
McFileStore *mc_province_ctl_files (McProvinceCtl *ctl, McPg *pg, GError **error);
/* A file, or standard input for NULL and "-". (transfer full) */
char *mc_province_ctl_read (const char *path, gsize *size, GError **error);

G_END_DECLS
