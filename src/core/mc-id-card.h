/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-person.h"

G_BEGIN_DECLS

/* The text in the QR of an identity card, as a reader types it:
 * id|old CMND|name|ddMMyyyy birth|Nam/Nữ|permanent address|ddMMyyyy issued[|more...]
 * Six fields and more are taken, extra ones ignored; with six either the date of issue or the old CMND is missing. A
 * birth field of 4 digits, or 0000yyyy, or 00MMyyyy, is a partial date. */

typedef enum
{
  MC_CARD_WARNING_NONE = 0,
  MC_CARD_WARNING_ID_MISMATCH = 1 << 0, /* number against birth or sex */
  MC_CARD_WARNING_NO_BIRTH = 1 << 1,    /* none, no such date, or one to come: person->birth is unset */
  MC_CARD_WARNING_NO_ADDRESS = 1 << 2,
  MC_CARD_WARNING_ISSUED_DATE = 1 << 3, /* missing, in the future, or before birth */
  MC_CARD_WARNING_EXTRA_FIELDS = 1 << 4, /* something stands behind the seventh field */
} McCardWarnings;

typedef struct
{
  McPerson *person; /* (owned) name, id, birth, sex, address */
  char *old_id;     /* (nullable) CMND number */
  McDay issued;     /* MC_DAY_NONE when not on the card */
  McCardWarnings warnings;
} McIdCard;

/**
 * mc_id_card_parse:
 * @text: what the reader typed, NFC or NFD, with or without the final Enter
 * @today: to judge dates
 * @error: MC_ERROR_INVALID with the sentence of vocabulary 3.6 ("Không đọc được thẻ. ...") when the text
 *   is not a card: too few fields, an id that is not 12 digits (or 9), no name, letters eaten by an input method
 *   (digits in the name, letters in the id or birth), broken UTF-8
 *
 * Returns: (transfer full): the card, or NULL
 */
McIdCard *mc_id_card_parse (const char *text, McDay today, GError **error);

/* Whether @text looks like a card's QR text at all (has two bars or more), so that a search field can tell. */
gboolean mc_id_card_looks_like (const char *text);

/* One sentence per warning, in the user's language. (transfer full) strv */
char **mc_id_card_warning_texts (McCardWarnings warnings);

void mc_id_card_free (McIdCard *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McIdCard, mc_id_card_free)

G_END_DECLS
