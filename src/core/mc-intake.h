/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-person.h"
#include "mc-procedure.h"

G_BEGIN_DECLS

/* One line of the components table of a dossier. */
typedef struct
{
  char *key;  /* of the procedure's component, or "other-1", ... for papers added by hand */
  char *name;
  int originals, certified, copies;
  gboolean shown;  /* xuất trình, đã đối chiếu, trả lại ngay */
  gboolean reused; /* already in the digitised store, not handed in */
} McComponent;

McComponent *mc_component_new (const char *key, const char *name);
McComponent *mc_component_copy (const McComponent *self);
void mc_component_free (McComponent *self);
gboolean mc_component_is_present (const McComponent *self); /* any count, shown or re-used */

/* The paper by which somebody acts for the owner (giấy ủy quyền). */
typedef struct
{
  char *kind;     /* (nullable) "giấy ủy quyền có chứng thực" */
  char *number;   /* (nullable) */
  McDay day;      /* MC_DAY_NONE */
  char *relation; /* (nullable) the sender's relation to the owner: "con" */
} McAuthorisation;

McAuthorisation *mc_authorisation_new (void);
McAuthorisation *mc_authorisation_copy (const McAuthorisation *self);
void mc_authorisation_free (McAuthorisation *self);

typedef enum { MC_RESULT_BY_DESK, MC_RESULT_BY_POST, MC_RESULT_BY_ONLINE } McResultBy;
const char *mc_result_by_to_key (McResultBy by); /* desk post online */
gboolean mc_result_by_from_key (const char *key, McResultBy *by);

/**
 * McIntake:
 * What is known when a dossier is received: the content of the Receive page, of one line of `motcuactl
 * receive`, and of the journal entry. Half-filled ones are drafts.
 */
typedef struct
{
  char *ref;            /* (nullable) the caller's own id: the same ref never acts twice */
  char *procedure_code; /* (nullable while a draft) */
  char *case_key;       /* (nullable): the first case */
  McChannel channel;
  gint64 received_at;   /* 0: now */
  McPerson *applicant;  /* (owned) người nộp; never NULL */
  McPerson *owner;      /* (owned) (nullable) chủ hồ sơ; NULL: the applicant himself */
  McAuthorisation *authorisation; /* (owned) (nullable) */
  GPtrArray *components; /* (owned) (element-type McComponent) */
  int sets;             /* số bộ, at least 1 */
  gint64 fee;           /* đồng; MC_FEE_BY_COUNCIL: take it from the procedure */
  gboolean fee_paid;
  char *request;        /* (nullable) nội dung yêu cầu, beyond the procedure's name */
  char *competent_unit; /* (nullable) cơ quan giải quyết: NULL: this commune */
  char *point;          /* (nullable) điểm phục vụ */
  McResultBy result_by;
  char *result_address; /* (nullable) */
  gboolean fingerprint; /* điểm chỉ instead of a signature */
  gboolean slip;        /* received at a window, which prints form 01 of it */
  gboolean checked;     /* the citizen read it on the screen before it was printed */
  char *queue_number;   /* (nullable) */
  char *note;           /* (nullable) */
} McIntake;

McIntake *mc_intake_new (void); /* direct, one set, an empty applicant, fee from the procedure */
McIntake *mc_intake_copy (const McIntake *self);
void mc_intake_free (McIntake *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McIntake, mc_intake_free)

/* Sets the components to those of @procedure, with its usual counts; conditional ones with none. */
void mc_intake_set_components_from (McIntake *self, const McProcedure *procedure);

/* Components that are known by their key only get their name from @procedure. */
void mc_intake_name_components (McIntake *self, const McProcedure *procedure);
/* Those of @procedure that are not mentioned are there too, none of them handed in: a form shows all. */
void mc_intake_add_missing_components (McIntake *self, const McProcedure *procedure);
/* The other way: without those that @like does not mention and of which none was handed in. */
void mc_intake_drop_missing_components (McIntake *self, const McIntake *like);

/**
 * mc_intake_check:
 * Whether it can be received: name, procedure in force on the day, id numbers sound in themselves, sound dates, counts of at least
 * zero. Everything that citizens may not have (phone, e-mail, exact birthday) is allowed to be missing.
 *
 * @procedure: (nullable): the procedure found for the code on that day
 * @field: (out) (optional): a static name of the field at fault: "name", "procedure", "id", "birth", "phone", "sets",
 *   "case", "owner-name", "owner-id", "owner-birth", "components", "fee"
 *
 * Returns: FALSE with MC_ERROR_INVALID and the sentence of vocabulary 3.6
 */
gboolean mc_intake_check (const McIntake *self, const McProcedure *procedure, McDay day, const char **field,
                          GError **error);

/* Nothing typed yet: not worth a draft. */
gboolean mc_intake_is_empty (const McIntake *self);

G_END_DECLS
