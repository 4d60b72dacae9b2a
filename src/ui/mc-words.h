/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-dossier.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* Small texts that several pages show. All (transfer full) unless told otherwise. */

/* "TTPVHCC xã Yên Bình" for "Trung tâm Phục vụ hành chính công xã Yên Bình". */
char *mc_words_office (const McOffice *office);

/* "Thứ Hai 23/11/2026 13:42" */
char *mc_words_clock (gint64 now);

/* "23/11 08:41"; with the year when it is not that of @today. */
char *mc_words_moment (gint64 time, McDay today);

/* "…-261123-0214": what tells one dossier of the office from another. */
char *mc_words_short_code (const char *code);

/* "GIÀNG THỊ MỶ 1944" as a line of suggestions says it, and "Căn cước …234 · 0987 654 321 · address". */
char *mc_words_person_title (const McPerson *person);
char *mc_words_person_detail (const McPerson *person);

/* An identity number with its middle hidden: 0151•••••234. */
char *mc_words_masked_id (const char *number);

/* In the user's language: "Căn cước", ... */
const char *mc_words_id_kind (McIdKind kind);

typedef enum { MC_TIME_PLAIN, MC_TIME_TODAY, MC_TIME_OVER, MC_TIME_NONE } McTimeLeft;

/* "3 days left", "today, 16:30", "2 days over", "no due date"; @kind tells how to colour it, which is never the only sign. */
char *mc_words_time_left (McState state, gint64 due, McDay today, McTimeLeft *kind);
const char *mc_words_time_class (McTimeLeft kind); /* (nullable) style class */

/* The sentences of mc_form_warnings() as one text; NULL for none. */
char *mc_words_warnings (const char *const *sentences);

/* 1.284.000 đ; "by the council" for a fee nobody has entered. */
char *mc_words_fee (gint64 fee);

G_END_DECLS
