/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk-admin.h"
#include "mc-retype-layout.h"

G_BEGIN_DECLS

/* Nhập bù lên hệ thống tỉnh: dossiers one by one that are still to be typed into the province's own system, and the official code that
 * comes back. Which dossiers wait is defined in src/store/mc-retype.h. */

typedef enum
{
  MC_DESK_RETYPE_AT,     /* the dossier itself while it waits, whichever desk received it; else the next */
  MC_DESK_RETYPE_NEXT,
  MC_DESK_RETYPE_PREVIOUS,
} McDeskRetypeStep;

typedef struct
{
  McDossier *dossier; /* (owned) (nullable) whole; NULL when none waits */
  gint64 rank;        /* how many that wait were received before it */
  gint64 waiting;     /* how many wait */
} McRetypeItem;

void mc_retype_item_free (McRetypeItem *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McRetypeItem, mc_retype_item_free)

/**
 * mc_desk_retype_item:
 * @own: only those received at this desk: two desks that type at once begin with different ones
 * @code: (nullable): of a dossier, waiting or not; NULL: from the beginning
 *
 * The dossier to type in, oldest receipt first; behind the last comes the first again. Who shows it tells mc_desk_note_viewed(). Waits.
 */
McRetypeItem *mc_desk_retype_item (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GError **error);
void mc_desk_retype_item_async (McDesk *self, gboolean own, const char *code, McDeskRetypeStep step, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
McRetypeItem *mc_desk_retype_item_finish (McDesk *self, GAsyncResult *result, GError **error);

/**
 * mc_desk_set_official_code:
 * @code: the dossier's own code
 * @official: (nullable): the official one, as mc_official_code_parse() takes it; NULL takes back what was given
 * @warning: (out) (optional): a sentence when it was kept and yet looks odd: an earlier day than the receipt, the number of another
 *   dossier's slip; NULL
 *
 * Keeps the code in the journal. The one the dossier has already changes nothing; another one replaces it, and both stay in the
 * history. Waits.
 *
 * Returns: (transfer full): the dossier, or NULL: INVALID (no such form, a day to come), REJECTED (another dossier has it; the sentence
 *   says which), NOT_FOUND
 */
McDossier *mc_desk_set_official_code (McDesk *self, const char *code, const char *official, char **warning, GError **error);
void mc_desk_set_official_code_async (McDesk *self, const char *code, const char *official, GCancellable *cancellable,
                                      GAsyncReadyCallback callback, gpointer user_data);
McDossier *mc_desk_set_official_code_finish (McDesk *self, GAsyncResult *result, char **warning, GError **error);

/* ---- their form ---- */

/* The forms that are known: shipped ones and those of the office (data/province-forms/README.md). Waits.
 * (transfer full) (element-type McRetypeLayout) */
GPtrArray *mc_desk_retype_layouts (McDesk *self, GError **error);
/* The one with that key; NULL for @key: the one chosen at this desk, else the office's first own, else the first. Waits. NOT_FOUND */
McRetypeLayout *mc_desk_retype_layout (McDesk *self, const char *key, GError **error);
/* A file of an office: journalled, and so on every desk of it. @key: (out). INVALID says what is wrong where. Waits. */
gboolean mc_desk_retype_import_layout (McDesk *self, const char *text, gssize size, char **key, GError **error);

/* What belongs into a field of their form for a whole dossier; see mc_retype_text(). Main thread. */
char *mc_desk_retype_text (McDesk *self, const McRetypeField *field, const McDossier *dossier);
/* All fields, with tabs between. */
char *mc_desk_retype_whole (McDesk *self, const McRetypeLayout *layout, const McDossier *dossier);

/* ---- as a spreadsheet ---- */

/**
 * mc_desk_retype_export:
 * @layout: whose columns; its fields where it has none
 * @own: only what this desk received
 * @path: a file ending in .xlsx or .csv; there whole or not at all
 * @progress: (nullable): FALSE stops it; nothing is left of the file then
 * @n: (out): rows without the header
 *
 * The dossiers that wait, oldest first; that they left as a file is journalled in the audit stream. Waits. INVALID, NO_SPACE, READ_ONLY,
 * CANCELLED
 */
gboolean mc_desk_retype_export (McDesk *self, McRetypeLayout *layout, gboolean own, const char *path, McDeskProgress progress,
                                gpointer data, gint64 *n, GError **error);
/* The same without waiting; @progress is called in the main context and what it returns is not looked at: @cancellable stops. */
void mc_desk_retype_export_async (McDesk *self, McRetypeLayout *layout, gboolean own, const char *path, McDeskProgress progress,
                                  gpointer data, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gint64 mc_desk_retype_export_finish (McDesk *self, GAsyncResult *result, GError **error); /* -1 with @error */

/* What became of a list that came back. */
typedef struct
{
  guint n_taken;     /* dossiers that have their code, those that had it already among them */
  guint n_refused;
  GPtrArray *remarks; /* (element-type utf8) a sentence for each refused line, and for each that looks odd */
} McRetypeTaken;

void mc_retype_taken_clear (McRetypeTaken *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McRetypeTaken, mc_retype_taken_clear)

/* A CSV or TSV file, UTF-8, of two columns: code of the slip, official code; a header may stand before. Each line is done by itself, and doing
 * a file again changes nothing. Waits. INVALID when it is no such file. */
gboolean mc_desk_retype_take_list (McDesk *self, const char *text, gsize size, McRetypeTaken *taken, GError **error);

/* ---- where this desk is: local, its loss costs time and no data ---- */

typedef struct
{
  char *layout;    /* (nullable) key of the form chosen */
  char *code;      /* (nullable) the dossier that is being typed in */
  int field;       /* the field of the form that comes next */
  gboolean office; /* all that wait at the office, not only this desk's */
  gboolean chain;  /* each paste is followed by the next field (McPasteQueue) */
  gboolean strip;  /* the narrow window */
} McRetypePlace;

void mc_retype_place_clear (McRetypePlace *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McRetypePlace, mc_retype_place_clear)

gboolean mc_desk_retype_place (McDesk *self, McRetypePlace *place, GError **error); /* mc_retype_place_clear() after. Waits */
/* Kept behind what was asked for before; nobody waits for it. */
void mc_desk_retype_keep_place (McDesk *self, const McRetypePlace *place);

G_END_DECLS
