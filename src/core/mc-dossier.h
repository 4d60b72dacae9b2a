/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-intake.h"
#include "mc-status.h"

G_BEGIN_DECLS

/* One thing that happened to a dossier, as its page and its papers tell it. */
typedef struct
{
  gint64 time;
  char *actor;     /* who */
  int desk;        /* number of the desk, 0 unknown */
  char *kind;      /* the journal's kind: "receive", "act", "print", "render" */
  char *action;    /* (nullable) key of the McAction, or the paper's form */
  McState state;   /* after it */
  char *what;      /* (nullable) of a correction: what was changed */
  char *note;      /* (nullable) */
} McEvent;

McEvent *mc_event_new (void);
void mc_event_free (McEvent *self);

/* What stands for the key of a component where the file is the dossier's result. */
#define MC_COMPONENT_RESULT "result"

/* A digitised paper of a dossier, or the file of its result. The content is in the store of files, by its hash. */
typedef struct
{
  char *hash;      /* SHA-256 of the content, 64 hex digits */
  gint64 size;     /* bytes */
  char *component; /* (nullable) key of the component it is */
  char *name;      /* (nullable) as it was called where it came from */
  char *type;      /* (nullable) media type */
  gboolean result; /* kết quả giải quyết, not a paper that was handed in */
  gint64 time;
  char *actor;
} McFile;

McFile *mc_file_new (void);
void mc_file_free (McFile *self);

/**
 * McDossier:
 * A dossier as the store knows it: a view of its journal entries. A plain record; who loads it owns it.
 */
typedef struct
{
  gint64 id;       /* this store's row; newest received first when descending. Not the same on other stores */
  char *uid;       /* the same on every store: "<origin hex>.<seq>" of its first entry */
  char *code;      /* mã hồ sơ, mã cấp tại quầy: as the slip says */
  char *official_code; /* (nullable) mã hồ sơ chính thức: as the province's own system gave it. The code itself where it was sent online */
  gboolean to_retype;  /* waits to be typed into the province's system (mc-retype.h); told in rows of lists only */
  McState state;
  McIntake *intake; /* (owned) as received and corrected since */
  char *procedure_name;  /* as pinned on receipt */
  char *procedure_short;
  char *field_name;
  char *duration_text;   /* "3 ngày làm việc" */
  gint64 received_at;
  gint64 due;      /* 0: none */
  gint64 due_first; /* as first promised */
  char *due_reason; /* (nullable) printed under the due date */
  gint64 transfer_by;
  int times_extended;
  gint64 fee;      /* đồng, >= 0; MC_FEE_BY_COUNCIL when nobody entered it */
  gint64 paid_at;  /* when the fee was taken, 0: not yet */
  char *received_by; /* officer */
  int desk;
  char *holder;    /* (nullable) who has it now */
  char *pin;       /* 4 characters, for the public look-up */
  char *result_number; /* (nullable) */
  gint64 returned_at; /* 0 */
  gint64 accepted_at; /* when the desk took a dossier that had been sent online; 0: it was received at the desk */
  GPtrArray *files; /* (element-type McFile) oldest first; NULL in rows of lists */
  GPtrArray *events; /* (element-type McEvent) oldest first; NULL in rows of lists */
  guint n_printed; /* how often form 01 went to paper */
} McDossier;

McDossier *mc_dossier_new (void); /* received, fee not entered; everything else NULL or 0 */
void mc_dossier_free (McDossier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDossier, mc_dossier_free)

/* Its slip is still to be printed: it was wanted on receipt, never went to paper, and the dossier is not closed. */
gboolean mc_dossier_is_unprinted (const McDossier *self);

/* What the slip that is printed now is: *reprint: how many went to paper since the dossier was received or corrected last (bản in lại lần n);
 * *replaces: when the one was printed that a correction made wrong (bản thay thế), 0 for none. Of a dossier that was loaded whole; form 01 only. */
void mc_dossier_print_marks (const McDossier *self, int *reprint, gint64 *replaces);

/* chủ hồ sơ: the owner, or the applicant when he is the owner himself. */
const McPerson *mc_dossier_owner (const McDossier *self);

/* The one sentence that answers the telephone, in the user's language: state, who has it, when it is due.
 * (transfer full) */
char *mc_dossier_answer (const McDossier *self, McDay today);

G_END_DECLS
