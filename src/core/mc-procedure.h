/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-time.h"

G_BEGIN_DECLS

/* How a dossier comes in (hình thức nộp); the numbers are KenhThucHien of the national messages. */
typedef enum { MC_CHANNEL_DIRECT = 1, MC_CHANNEL_ONLINE = 2, MC_CHANNEL_POST = 3 } McChannel;
#define MC_N_CHANNELS 4 /* arrays are indexed by the channel itself */

const char *mc_channel_to_key (McChannel channel); /* direct online post */
gboolean mc_channel_from_key (const char *key, McChannel *channel);
const char *mc_channel_to_vietnamese (McChannel channel); /* Trực tiếp, Trực tuyến, Bưu chính */

typedef enum
{
  MC_DURATION_UNSET,         /* the law sets no time */
  MC_DURATION_SAME_DAY,      /* the same day; the next working day after 15:00 */
  MC_DURATION_WORKING_DAYS,
  MC_DURATION_CALENDAR_DAYS,
  MC_DURATION_WORKING_HOURS,
} McDurationUnit;

typedef struct { int amount; McDurationUnit unit; } McDuration;

const char *mc_duration_unit_to_key (McDurationUnit unit); /* unset same-day working-days days working-hours */
gboolean mc_duration_unit_from_key (const char *key, McDurationUnit *unit);

#define MC_FEE_BY_COUNCIL (-1) /* the provincial council decides; the office enters it */

/* The units from the one after the step before up to @to cost @each đồng apiece. */
typedef struct { gint64 to, each; } McFeeStep; /* to 0: all that follow, in the last step */

/**
 * McFeeRule:
 * A fee by the number of something: "2.000 đồng/trang, từ trang thứ 3 là 1.000 đồng/trang, không quá 200.000 đồng/bản".
 */
typedef struct
{
  char *unit;    /* what is counted: "page" (of one copy), "copy"; one that a program does not know is left to the officer */
  GArray *steps; /* (element-type McFeeStep) rising, at least one, the last without an end */
  gint64 max;    /* never more than that, 0: no limit */
} McFeeRule;

/* Without unit, without steps. */
McFeeRule *mc_fee_rule_new (void);
void mc_fee_rule_free (McFeeRule *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFeeRule, mc_fee_rule_free)

/**
 * mc_fee_rule_amount:
 * @self: a rule
 * @units: how many, 0 or less for none
 *
 * What they cost in đồng: for a rule by the page, the pages of one copy. Times the copies is the caller's. A sum too great
 * for any number stays at the limit, without one at G_MAXINT64.
 */
gint64 mc_fee_rule_amount (const McFeeRule *self, gint64 units);

/* Who pays no fee (đối tượng được miễn): "ngheo", "Người thuộc hộ nghèo". */
typedef struct
{
  char *key;
  char *name;
} McProcedureExemption;

/* One case (trường hợp) of a procedure: it may change time and fee. */
typedef struct
{
  char *key;
  char *name;
  McDuration duration[MC_N_CHANNELS];
  gint64 fee[MC_N_CHANNELS]; /* đồng, or MC_FEE_BY_COUNCIL */
  char *fee_note;            /* (nullable) "2.000 đồng/trang, ..." */
  McFeeRule *fee_rule; /* (nullable) how the fee grows with pages or copies; fee[] is then that of one */
} McProcedureCase;

/* One paper the procedure asks for (thành phần hồ sơ). */
typedef struct
{
  char *key;
  char *name;      /* short: "Giấy chứng sinh" */
  char *condition; /* (nullable) "nếu đã ly hôn": then not set by default */
  gboolean required;
  gboolean shown;  /* xuất trình: looked at, compared, returned at once */
  int originals, certified, copies; /* what is usual, to begin with */
} McProcedureComponent;

/**
 * McProcedure:
 * One version of an administrative procedure (thủ tục hành chính), in force from a day to a day. A dossier
 * pins the version it was received under. Immutable and reference counted; safe to read from any thread.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *code;       /* 1.004873 */
  char *name;       /* the official name */
  char *short_name; /* what people call it */
  char **abbreviations; /* "ttk", "hn": folded */
  char *field_code; /* G15-HT */
  char *field_name; /* Hộ tịch */
  char *decision;   /* (nullable) the decision that published it */
  McDay valid_from;
  McDay valid_to;   /* MC_DAY_NONE: no end known; else the last day in force */
  gboolean abolished;   /* no procedure: from valid_from on there is none under this code (bãi bỏ); no cases then */
  char *replaced_by;    /* (nullable) of an abolished one: the code of what takes its place */
  GPtrArray *cases; /* (element-type McProcedureCase) at least one */
  GPtrArray *components; /* (element-type McProcedureComponent) */
  GPtrArray *exemptions; /* (element-type McProcedureExemption) who pays none of its fees */
  char **results;   /* codes of the result papers, KQ.G15.000031 */
} McProcedure;

/* One reference; texts and lists of texts are NULL, cases, components and exemptions are there and empty. */
McProcedure *mc_procedure_new (void);
McProcedure *mc_procedure_ref (McProcedure *self);
void mc_procedure_unref (McProcedure *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McProcedure, mc_procedure_unref)

McProcedureCase *mc_procedure_case_new (void);
void mc_procedure_case_free (McProcedureCase *self);
McProcedureComponent *mc_procedure_component_new (void);
void mc_procedure_component_free (McProcedureComponent *self);
McProcedureExemption *mc_procedure_exemption_new (void);
void mc_procedure_exemption_free (McProcedureExemption *self);

/* The case with that key, the first one for NULL; NULL when there is none such. */
const McProcedureCase *mc_procedure_find_case (const McProcedure *self, const char *key);
gboolean mc_procedure_in_force (const McProcedure *self, McDay day);

/**
 * mc_procedure_match:
 * @self: a procedure
 * @folded: what the officer typed, folded by mc_text_fold()
 *
 * How well the typed text names the procedure: an abbreviation or code exactly (highest), the start of an
 * abbreviation, of the short name, of its words, of words of the official name; 0 for no match. "ttk" finds it by
 * abbreviation, "khai sinh" by words, "1.0048" by code.
 */
int mc_procedure_match (const McProcedure *self, const char *folded);

G_END_DECLS
