/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"
#include "mc-office.h"
#include "mc-paper-template.h"
#include "mc-published.h"

G_BEGIN_DECLS

/* What stands in the bodies of what the province publishes. The province checks by the same readers before it publishes
 * (mc_published_check()); a desk passes over what a newer one may have added. The formats: data/catalogue/README.md. */

/* ---- holidays (motcua-holidays-1) ---- */

typedef enum
{
  MC_HOLIDAY_OFF,    /* a day off */
  MC_HOLIDAY_WORK,   /* a day of the week-end that is worked in exchange */
  MC_HOLIDAY_NORMAL, /* a day like any other of its weekday: takes back what was listed */
} McHolidayKind;

typedef struct
{
  McDay day;
  McHolidayKind kind;
  gboolean expected; /* not decided yet */
  char *name;        /* "" for a normal day */
} McHoliday;

typedef struct
{
  GPtrArray *days; /* (element-type McHoliday) by day, each once */
  GArray *years;   /* (element-type int): years that are listed whole: what else was known of them is void */
} McHolidays;

void mc_holidays_free (McHolidays *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McHolidays, mc_holidays_free)
McHolidays *mc_holidays_read (JsonObject *body, GError **error);

/* The body of a table as data/calendars has it: the years it lists are listed whole. INVALID names the line. (transfer full) */
char *mc_holidays_from_table (const char *tsv, GError **error);

/* Every day off that is known at @now, as mc_calendar_new() takes it: the shipped table, and over it what is in use of what was published.
 * What cannot be read is passed over. (transfer full) */
char *mc_holidays_table (McDb *db, gint64 now, GError **error);
/* @table with @holidays in it. (transfer full) */
char *mc_holidays_apply (const char *table, const McHolidays *holidays);
/* The shipped one. (transfer full) */
char *mc_holidays_shipped (void);

/* ---- settings of every office (motcua-settings-1) ---- */

/* mc_setting_own_office() with what is in use at @now of the settings over the office file.
 * A setting with which the office would not be sound is passed over. (transfer full) */
McOffice *mc_settings_office (McDb *db, gint64 now, GError **error);
/* The JSON of an office file with the members of the published @body in it; INVALID when that makes no sound office. (transfer full) */
char *mc_settings_apply (const char *office_json, JsonObject *body, GError **error);

/* ---- a template of a paper (motcua-template-1) ---- */

McPaperTemplate *mc_paper_template_read (JsonObject *body, GError **error);
/* Those in use at @now, later ones last. What cannot be read is passed over. (transfer full) (element-type McPaperTemplate) */
GPtrArray *mc_paper_templates_load (McDb *db, gint64 now, GError **error);

/* ---- signers (motcua-signers-1) ---- */

typedef struct
{
  char *office; /* (nullable) code; NULL: of every office */
  char *name;
  char *title;  /* "Phó Chủ tịch" */
  char *mode;   /* (nullable) KT. TM. TL. TUQ. */
  McDay from, to; /* MC_DAY_NONE: no end known */
} McSigner;

void mc_signer_free (McSigner *self);
/* (transfer full) (element-type McSigner) */
GPtrArray *mc_signers_read (JsonObject *body, GError **error);

/* ---- all of them ---- */

/* The kind of entry a body's format is published as; NULL for a format that is not known. */
const char *mc_published_kind (const char *format);

/* Strict: what the body says is all that its format knows, whole and sound. INVALID names the member. The XML of a template is looked at by
 * who knows papers. */
gboolean mc_published_check (const char *kind, JsonObject *body, GError **error);

G_END_DECLS
