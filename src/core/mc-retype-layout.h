/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-dossier.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* The form of a province's own system, as data: which fields it asks for, in which order, and how it wants each written. A dossier is
 * typed in there field by field (nhập bù lên hệ thống tỉnh), or carried there as a spreadsheet in that system's columns. */

#define MC_RETYPE_MAX_FIELDS 200
#define MC_RETYPE_MAX_TEXT 500 /* bytes of a label, a note, a word */

/* What kind of thing a value is, and so which formats it may have. */
typedef enum
{
  MC_RETYPE_TEXT,
  MC_RETYPE_MOMENT, /* a day with a time */
  MC_RETYPE_BIRTH,  /* a day, a month or a year alone */
  MC_RETYPE_WORD,   /* one of a few keys: sex, channel ... */
  MC_RETYPE_NUMBER,
} McRetypeKind;

/* What becomes of a birth of which only the year or the month is known. */
typedef enum
{
  MC_RETYPE_PARTIAL_AS_IT_IS, /* 1944, 05/1944 */
  MC_RETYPE_PARTIAL_FIRST,    /* 01/01/1944, for forms that take nothing else */
  MC_RETYPE_PARTIAL_EMPTY,
} McRetypePartial;

/* One field of their form, or one column of their spreadsheet. */
typedef struct
{
  char *label;       /* as it stands on their form, or the column's header */
  char *value;       /* (nullable) which of ours, see mc_retype_value_kind() */
  char *constant;    /* (nullable) what is always the same instead */
  char *format;      /* (nullable) of a moment or birth: "dd/MM/yyyy HH:mm"; of a text: "upper", "digits"; of a number: "grouped" */
  GHashTable *words; /* (nullable) (element-type utf8 utf8) our key: their word */
  McRetypePartial partial;
  guint max;         /* characters, 0: as long as it is */
  gboolean required; /* their form does not go on without it */
  gboolean pick;     /* a list to choose from: nothing can be pasted there */
  gboolean sure;     /* seen in that system or its documents; FALSE: supposed */
  char *note;        /* (nullable) a hint for the officer */
} McRetypeField;

McRetypeField *mc_retype_field_new (void);
void mc_retype_field_free (McRetypeField *self);

/**
 * McRetypeLayout:
 * One system's form. Immutable once made; reference counted.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *key;          /* "igate-2": a-z, 0-9 and hyphens */
  char *name;         /* "VNPT iGate 2" */
  char *system;       /* (nullable) which version, where seen */
  char *note;         /* (nullable) what is sure of it and what is not */
  GPtrArray *fields;  /* (element-type McRetypeField) in the order of their form */
  GPtrArray *columns; /* (element-type McRetypeField) of their spreadsheet; may be empty */
  gboolean shipped;   /* came with the program; FALSE: imported by the office */
} McRetypeLayout;

McRetypeLayout *mc_retype_layout_new (void); /* one reference, no fields */
McRetypeLayout *mc_retype_layout_ref (McRetypeLayout *self);
void mc_retype_layout_unref (McRetypeLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRetypeLayout, mc_retype_layout_unref)

/* Whether there is a value of that name, and of which kind. */
gboolean mc_retype_value_kind (const char *value, McRetypeKind *kind);
/* Whether a value of that kind can be written so. */
gboolean mc_retype_format_is_valid (McRetypeKind kind, const char *format);

/* What the fields are filled from. */
typedef struct
{
  const McDossier *dossier;
  const McProcedure *procedure; /* (nullable) the version it was received under */
  const McOffice *office;
} McRetypeFacts;

/**
 * mc_retype_text:
 *
 * What belongs into a field of their form: one line, "" when we do not have it. A key that @field has no word for stays as
 * mc_*_to_vietnamese() says it.
 */
char *mc_retype_text (const McRetypeField *field, const McRetypeFacts *facts);

/* All fields in one text, separated by tabs, for a system or an extension that takes a whole form at once. Fields without a
 * value keep their place. */
char *mc_retype_whole (const McRetypeLayout *layout, const McRetypeFacts *facts);

G_END_DECLS
