/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The administrative units since 1/7/2025 (QĐ 19/2025/QĐ-TTg): 34 provinces, 3,321 communes, read from
 * the resource /org/motcua/units. Immutable once loaded; safe to read from any thread. */

typedef struct
{
  const char *code;      /* "00004"; provinces "01" */
  const char *name;      /* "Ba Đình" */
  const char *full_name; /* "Phường Ba Đình" */
  const char *kind;      /* "Phường", "Xã", "Đặc khu", "Tỉnh", "Thành phố" */
  const char *province_code; /* of a commune; NULL for a province */
} McUnit;

const McUnit *mc_units_province (const char *code); /* NULL when unknown */
const McUnit *mc_units_commune (const char *code);
gsize mc_units_n_provinces (void);
gsize mc_units_n_communes (void);
const McUnit *mc_units_nth_province (gsize n);

/* Communes whose folded name starts with @text (folded here), of one province when given; at most @limit.
 * (transfer container): an array of const McUnit */
GPtrArray *mc_units_find_communes (const char *text, const char *province_code, guint limit);

G_END_DECLS
