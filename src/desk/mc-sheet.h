/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * McSheet:
 * A table written to a spreadsheet, row by row, for other programs to read: ".xlsx" by libxlsxwriter, or ".csv" (RFC 4180, UTF-8 with
 * its mark, which spreadsheets need to read Vietnamese). The file appears whole or not at all: it is written beside its place and takes
 * its name at the end. Every cell is text: a personal number keeps its zero.
 *
 * Cells of a CSV that a spreadsheet would take for a formula (they begin with = + - @, a tab or a return) get an apostrophe before
 * them, as OWASP advises ("CSV injection"): what a citizen wrote into a form runs nothing on the machine that opens the list. A
 * cell of .xlsx says itself that it is text.
 */
typedef struct _McSheet McSheet;

/* INVALID for another ending than .xlsx and .csv, or .xlsx where the program was built without it; READ_ONLY, NO_SPACE. */
McSheet *mc_sheet_new (const char *path, GError **error);
/* @cells: (array length=n): UTF-8. The first row is the header. */
gboolean mc_sheet_add_row (McSheet *self, const char *const *cells, guint n, GError **error);
/* Durable under its name when this returns TRUE. */
gboolean mc_sheet_finish (McSheet *self, GError **error);
/* Without mc_sheet_finish() nothing is left of it. */
void mc_sheet_free (McSheet *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McSheet, mc_sheet_free)

G_END_DECLS
