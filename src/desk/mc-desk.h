/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-appointment.h"
#include "mc-clock.h"
#include "mc-dossier-list.h"
#include "mc-dossier.h"
#include "mc-id-card.h"
#include "mc-office.h"

G_BEGIN_DECLS

/* The operations a person performs at the desk, for the window and the shell alike. No widgets, no SQL. Functions ending
 * in _async answer in the main context that called them and never block it; their plain twins wait and are for the shell
 * and for tests. A desk belongs to the main thread. */

#define MC_TYPE_DESK (mc_desk_get_type ())
G_DECLARE_FINAL_TYPE (McDesk, mc_desk, MC, DESK, GObject)

/**
 * McDesk::changed:
 * The store has changed, by this process or another: counts and lists may be stale. Emitted in the main context, at most
 * a few times a second.
 *
 * McDesk::catalogue-changed:
 * Procedures were imported, by this process or another: mc_desk_procedure() and mc_desk_find_procedures() answer anew, and
 * what was chosen or shown from them may be out of force. Emitted in the main context, before "changed".
 *
 * McDesk::office-changed:
 * mc_desk_office() and mc_desk_calendar() are new objects: another desk number, name, hours. Emitted in the main context,
 * before "changed". Both signals need a running main loop to tell of another process, and then come within two seconds.
 */

/**
 * McDesk::published-changed:
 * Something that the province published arrived, or took effect: mc_desk_changes() answers anew. Emitted in the main context, after
 * "catalogue-changed" and "office-changed" when it has just taken effect. Arriving alone changes neither procedures nor office.
 */

/* Opens the store in folder @path (made by `motcuactl init` or `demo`). @actor: account name for the journal.
 * MC_ERROR_NOT_FOUND when there is none there; STORE_TOO_NEW, STORE_CORRUPT, READ_ONLY, BUSY as they say. */
McDesk *mc_desk_open (const char *path, McClock *clock, const char *actor, GError **error);
/* The same with the real @caller (nullable) journalled beside a stated @actor. */
McDesk *mc_desk_open_as (const char *path, McClock *clock, const char *actor, const char *caller, GError **error);
void mc_desk_close (McDesk *self); /* waits for what is queued, checkpoints, signs the heads; then only unref is allowed */

/* What another process changes replaces these as a whole: valid until the main loop runs again, or an import or an answer
 * after a restore returns. Who keeps one takes a reference. */
McOffice *mc_desk_office (McDesk *self);     /* (transfer none) */
McCalendar *mc_desk_calendar (McDesk *self); /* (transfer none) */
/* What the province put in the place of shipped papers, for mc_form_engine_use_templates(); the same array while it is the same.
 * (transfer none) (element-type McPaperTemplate) */
GPtrArray *mc_desk_paper_templates (McDesk *self);
McClock *mc_desk_clock (McDesk *self);       /* (transfer none) */
const char *mc_desk_actor (McDesk *self);
McDay mc_desk_today (McDesk *self);

/* ---- catalogue: held in memory, answers at once ---- */

/* The version in force on @day. Valid as mc_desk_office() is. (transfer none) (nullable) */
McProcedure *mc_desk_procedure (McDesk *self, const char *code, McDay day);
/* Procedures in force on @day that @text names, best first, at most @limit; all of them, by field, for "".
 * (transfer full) (element-type McProcedure) */
GPtrArray *mc_desk_find_procedures (McDesk *self, const char *text, McDay day, guint limit);

/* The appointment for an intake as it stands; NULL while it has no procedure. (transfer full) */
McAppointment *mc_desk_appointment (McDesk *self, const McIntake *intake);

/* A dossier as it would be if @intake were received now, without a code: for the preview. (transfer full) */
McDossier *mc_desk_preview (McDesk *self, const McIntake *intake);

/* ---- operations ---- */

/**
 * mc_desk_receive:
 * Receives a dossier: code, appointment, fee, journal entry, projections, in one transaction that is on disk when this
 * returns. With a ref that was used before, the first dossier is returned again and nothing is written.
 *
 * Returns: (transfer full): the dossier, or NULL: INVALID (a field is wrong), CLOCK (the machine's date cannot be right),
 *   NEEDS_ANSWER (after a restore), REJECTED (numbers of the day used up), NO_SPACE, READ_ONLY, BUSY
 */
McDossier *mc_desk_receive (McDesk *self, const McIntake *intake, GError **error);
void mc_desk_receive_async (McDesk *self, const McIntake *intake, GCancellable *cancellable, GAsyncReadyCallback callback,
                            gpointer user_data);
McDossier *mc_desk_receive_finish (McDesk *self, GAsyncResult *result, GError **error);

/* The officer has confirmed that the machine's date is right: receiving goes on. Journalled. */
gboolean mc_desk_confirm_date (McDesk *self, McDay stated, GError **error);

/**
 * mc_desk_act:
 * @code: the dossier's code
 * @action: what is done; mc_status_next() decides whether it may be
 * @note: (nullable): the reason or remark
 * @to: (nullable): unit or person for forward; the new due time (ISO 8601) for extend; the result's number for complete;
 *   the key of the new case for change-case
 */
McDossier *mc_desk_act (McDesk *self, const char *code, McAction action, const char *note, const char *to, GError **error);
void mc_desk_act_async (McDesk *self, const char *code, McAction action, const char *note, const char *to,
                        GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
McDossier *mc_desk_act_finish (McDesk *self, GAsyncResult *result, GError **error);

/**
 * mc_desk_correct:
 * @changes: JSON, as mc_desk_changes_between() gives it: the members of a receive line that are other ones now
 * @note: the reason
 *
 * Puts right what was taken down wrong (đính chính). The code stays, and so do procedure, case, time of receipt and fee.
 *
 * Returns: (transfer full): the dossier, or NULL: INVALID (nothing changed, no reason, a field is wrong), REJECTED, NOT_FOUND
 */
McDossier *mc_desk_correct (McDesk *self, const char *code, const char *changes, const char *note, GError **error);
void mc_desk_correct_async (McDesk *self, const char *code, const char *changes, const char *note, GCancellable *cancellable,
                            GAsyncReadyCallback callback, gpointer user_data);
McDossier *mc_desk_correct_finish (McDesk *self, GAsyncResult *result, GError **error);
/* What makes @after of @before; NULL when nothing that can be corrected differs. (transfer full) */
char *mc_desk_changes_between (const McIntake *before, const McIntake *after);

/* A paper was made: @printed tells real paper from a rendered file. @form: "01" and so on. */
void mc_desk_note_print_async (McDesk *self, const char *code, const char *form, gboolean printed,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_note_print_finish (McDesk *self, GAsyncResult *result, GError **error);
gboolean mc_desk_note_print (McDesk *self, const char *code, const char *form, gboolean printed, GError **error);

/* ---- reading ---- */

/* One dossier, with its history; journalled in the audit stream as viewed. @code may be in any case, with spaces. */
McDossier *mc_desk_load (McDesk *self, const char *code, GError **error);
void mc_desk_load_async (McDesk *self, const char *code, GCancellable *cancellable, GAsyncReadyCallback callback,
                         gpointer user_data);
McDossier *mc_desk_load_finish (McDesk *self, GAsyncResult *result, GError **error);

/* A dossier that came another way than by mc_desk_load() was shown to somebody: journalled in the audit stream, behind what was asked
 * for before. */
void mc_desk_note_viewed (McDesk *self, const char *code);

/* What an event of a dossier's history was, in the user's words: "Received", "Printed form 01", an action. (transfer full) */
char *mc_desk_event_text (const McEvent *event);

/* A list; it loads itself as it is looked at. (transfer full) */
McDossierList *mc_desk_list (McDesk *self, const McListFilter *filter);

/* People known from earlier dossiers, for a number (id, phone, its last 4 digits) or the start of a name; newest first.
 * (element-type McPerson) */
void mc_desk_find_people_async (McDesk *self, const char *text, guint limit, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mc_desk_find_people_finish (McDesk *self, GAsyncResult *result, GError **error);

/* The numbers on Home. From counters: costs the same for ten dossiers and for a million. */
typedef struct
{
  gint64 by_state[MC_N_STATES];
  gint64 received_today;
  gint64 returned_today;
  gint64 fees_today;   /* đồng taken today */
  gint64 due_today;    /* open and due today */
  gint64 due_soon;     /* open, due within the next two working days */
  gint64 overdue;
  gint64 not_forwarded_today; /* received, still at the desk, to be transferred today */
  gint64 to_retype;    /* to be typed into the province's system, of the whole office */
  gint64 unprinted;    /* slips that this desk is still to print */
  gint64 unsent;       /* entries the province has not acknowledged */
} McHomeCounts;

gboolean mc_desk_home_counts (McDesk *self, McHomeCounts *counts, GError **error);
void mc_desk_home_counts_async (McDesk *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_home_counts_finish (McDesk *self, GAsyncResult *result, McHomeCounts *counts, GError **error);

/* ---- drafts (đang nhập dở): local, never journalled ---- */

typedef struct
{
  char *id;
  gint64 saved_at;
  McIntake *intake;
  char *focus; /* (nullable) name of the field that had the caret */
} McDraft;
void mc_draft_free (McDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McDraft, mc_draft_free)

/* Kept durably before the callback. @id names the draft (g_uuid_string_random() for a new one). An empty intake drops it. */
void mc_desk_save_draft_async (McDesk *self, const char *id, const McIntake *intake, const char *focus,
                               GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_save_draft_finish (McDesk *self, GAsyncResult *result, GError **error);
void mc_desk_drop_draft (McDesk *self, const char *id);
void mc_desk_load_drafts_async (McDesk *self, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *mc_desk_load_drafts_finish (McDesk *self, GAsyncResult *result, GError **error); /* (element-type McDraft) newest first */

G_END_DECLS
