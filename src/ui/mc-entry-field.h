/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-field.h"

G_BEGIN_DECLS

/* What is typed into a field. All but text and name take raw keys: an input method would turn digits into tone marks. */
typedef enum
{
  MC_ENTRY_TEXT,
  MC_ENTRY_NAME,   /* a person's name: shown in capitals as typed, kept as shown */
  MC_ENTRY_DIGITS, /* digits only */
  MC_ENTRY_ID,     /* number of an identity paper: letters for passports */
  MC_ENTRY_CODE,   /* of a dossier: H15.50.05.13-261123-0214 */
  MC_ENTRY_PHONE,
  MC_ENTRY_DATE,   /* a day, a month or a year, typed any way */
  MC_ENTRY_MONEY,
} McEntryKind;

#define MC_TYPE_ENTRY_KIND (mc_entry_kind_get_type ())
GType mc_entry_kind_get_type (void);

/**
 * McEntryField:
 * A McField with a plain entry. Properties: "kind", "text", "placeholder", "width-chars", "max-length".
 *
 * On leaving the field its text is put into the form it is shown in (capitals, 0987 654 321, 8.000), then "left" is emitted.
 */
#define MC_TYPE_ENTRY_FIELD (mc_entry_field_get_type ())
G_DECLARE_FINAL_TYPE (McEntryField, mc_entry_field, MC, ENTRY_FIELD, McField)

const char *mc_entry_field_get_text (McEntryField *self); /* committed text */
/* Sets the text without emitting "changed". */
void mc_entry_field_set_text (McEntryField *self, const char *text);
/* The amount in a money field: "8", "8000" and "8.000" are all 8.000, nobody charges eight đồng. FALSE when it is empty or
 * no amount. */
gboolean mc_entry_field_get_money (McEntryField *self, gint64 *dong);
/* Takes raw keys: a number, a date, an amount, which one types anew rather than edits. */
gboolean mc_entry_field_is_numeric (McEntryField *self);
GtkEntry *mc_entry_field_get_entry (McEntryField *self);

/* Puts the text into its shown form now, as leaving the field does. */
void mc_entry_field_tidy (McEntryField *self);

G_END_DECLS
