/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-status.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"

/* ---- names ---- */

static const struct
{
  const char *key;
  const char *text;       /* English, translated with the context "dossier state" */
  const char *vietnamese; /* for papers, which are never translated */
} states[MC_N_STATES] = {
  [MC_STATE_VOID] = { "void", NC_ ("dossier state", "Voided"), "Đã hủy do nhập nhầm" },
  [MC_STATE_REGISTERED] = { "registered", NC_ ("dossier state", "Newly registered"), "Mới đăng ký" },
  [MC_STATE_RECEIVED] = { "received", NC_ ("dossier state", "Received"), "Đã tiếp nhận" },
  [MC_STATE_NOT_RECEIVED] = { "not-received", NC_ ("dossier state", "Not received"), "Không tiếp nhận" },
  [MC_STATE_PROCESSING] = { "processing", NC_ ("dossier state", "In process"), "Đang xử lý" },
  [MC_STATE_SUPPLEMENT] = { "supplement", NC_ ("dossier state", "Supplement requested"), "Yêu cầu bổ sung" },
  [MC_STATE_FINANCIAL] = { "financial", NC_ ("dossier state", "Financial obligation"),
                           "Chờ thực hiện nghĩa vụ tài chính" },
  [MC_STATE_WITHDRAWN] = { "withdrawn", NC_ ("dossier state", "Withdrawn"), "Công dân rút hồ sơ" },
  [MC_STATE_STOPPED] = { "stopped", NC_ ("dossier state", "Stopped"), "Dừng xử lý" },
  [MC_STATE_DONE] = { "done", NC_ ("dossier state", "Done, to be returned"), "Đã xử lý xong – chờ trả" },
  [MC_STATE_RETURNED] = { "returned", NC_ ("dossier state", "Returned"), "Đã trả kết quả" },
};

static const struct
{
  const char *key;
  const char *text; /* English, translated with the context "action" */
  gboolean exclusive;
} actions[MC_N_ACTIONS] = {
  [MC_ACTION_ACCEPT] = { "accept", NC_ ("action", "Receive"), TRUE },
  [MC_ACTION_FORWARD] = { "forward", NC_ ("action", "Forward"), TRUE },
  [MC_ACTION_ACCEPT_TRANSFER] = { "accept-transfer", NC_ ("action", "Accept hand-over"), TRUE },
  [MC_ACTION_RECALL] = { "recall", NC_ ("action", "Recall"), TRUE },
  [MC_ACTION_SEND_BACK] = { "send-back", NC_ ("action", "Send back one step"), TRUE },
  [MC_ACTION_REQUEST_SUPPLEMENT] = { "request-supplement", NC_ ("action", "Request supplement"), TRUE },
  [MC_ACTION_SUPPLEMENT_RECEIVED] = { "supplement-received", NC_ ("action", "Take supplement"), TRUE },
  [MC_ACTION_SUPPLEMENT_EXPIRED] = { "supplement-expired", NC_ ("action", "Supplement expired"), TRUE },
  [MC_ACTION_REQUEST_PAYMENT] = { "request-payment", NC_ ("action", "Request financial obligation"), TRUE },
  [MC_ACTION_PAID] = { "paid", NC_ ("action", "Collect fee"), FALSE },
  [MC_ACTION_REFUND] = { "refund", NC_ ("action", "Refund"), FALSE },
  [MC_ACTION_EXEMPT] = { "exempt", NC_ ("action", "Exempt from fee"), FALSE },
  [MC_ACTION_REFUSE] = { "refuse", NC_ ("action", "Refuse"), TRUE },
  [MC_ACTION_WITHDRAW] = { "withdraw", NC_ ("action", "Withdraw"), TRUE },
  [MC_ACTION_STOP] = { "stop", NC_ ("action", "Stop"), TRUE },
  [MC_ACTION_EXTEND] = { "extend", NC_ ("action", "Extend and apologise"), TRUE },
  [MC_ACTION_COMPLETE] = { "complete", NC_ ("action", "Record result"), TRUE },
  [MC_ACTION_RETURN] = { "return", NC_ ("action", "Return result"), TRUE },
  [MC_ACTION_LOST_SLIP] = { "lost-slip", NC_ ("action", "Lost slip"), FALSE },
  [MC_ACTION_INFORM] = { "inform", NC_ ("action", "Inform the citizen"), FALSE },
  [MC_ACTION_CORRECT] = { "correct", NC_ ("action", "Correct"), TRUE },
  [MC_ACTION_CHANGE_CASE] = { "change-case", NC_ ("action", "Change case"), TRUE },
  [MC_ACTION_VOID] = { "void", NC_ ("action", "Void"), TRUE },
};

const char *
mc_state_to_key (McState state)
{
  g_return_val_if_fail ((guint) state < MC_N_STATES, "");
  return states[state].key;
}

gboolean
mc_state_from_key (const char *key, McState *state)
{
  guint64 number;

  g_return_val_if_fail (state != NULL, FALSE);

  if (key == NULL)
    return FALSE;
  for (guint i = 0; i < MC_N_STATES; i++)
    {
      if (g_str_equal (key, states[i].key))
        {
          *state = (McState) i;
          return TRUE;
        }
    }
  if (!g_ascii_string_to_unsigned (key, 10, 0, MC_N_STATES - 1, &number, NULL))
    return FALSE;
  *state = (McState) number;
  return TRUE;
}

const char *
mc_state_to_text (McState state)
{
  g_return_val_if_fail ((guint) state < MC_N_STATES, "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "dossier state", states[state].text);
}

const char *
mc_state_to_vietnamese (McState state)
{
  g_return_val_if_fail ((guint) state < MC_N_STATES, "");
  return states[state].vietnamese;
}

gboolean
mc_state_is_final (McState state)
{
  return state == MC_STATE_VOID || state == MC_STATE_NOT_RECEIVED || state == MC_STATE_WITHDRAWN ||
         state == MC_STATE_STOPPED || state == MC_STATE_RETURNED;
}

gboolean
mc_state_is_running (McState state)
{
  return state == MC_STATE_RECEIVED || state == MC_STATE_PROCESSING;
}

gboolean
mc_state_is_open (McState state)
{
  return state == MC_STATE_RECEIVED || state == MC_STATE_PROCESSING || state == MC_STATE_SUPPLEMENT ||
         state == MC_STATE_FINANCIAL;
}

const char *
mc_action_to_key (McAction action)
{
  g_return_val_if_fail ((guint) action < MC_N_ACTIONS, "");
  return actions[action].key;
}

gboolean
mc_action_from_key (const char *key, McAction *action)
{
  g_return_val_if_fail (action != NULL, FALSE);

  for (guint i = 0; i < MC_N_ACTIONS; i++)
    {
      if (g_strcmp0 (key, actions[i].key) == 0)
        {
          *action = (McAction) i;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
mc_action_to_text (McAction action)
{
  g_return_val_if_fail ((guint) action < MC_N_ACTIONS, "");
  return g_dpgettext2 (GETTEXT_PACKAGE, "action", actions[action].text);
}

gboolean
mc_action_is_exclusive (McAction action)
{
  g_return_val_if_fail ((guint) action < MC_N_ACTIONS, FALSE);
  return actions[action].exclusive;
}

/* ---- the table ---- */

/* A cell of the table is the state after the action (0..10), SAME, or why it is refused. */
enum
{
  SAME = 20, /* allowed, the state stays */
  SHUT,
  GONE,
  EARLY,
  DESK,
  SUPPL,
  NOSUP,
  ASKED,
  DUTY,
  BILL,
  STOP,
  DENY,
  HALT,
  READY,
  TWICE,
  NORES,
  MOVED,
  SENT,
  KEPT,
  SLIP,
  DEBT,
  CLOCK,
  LATER,
  TAKEN,
  N_CELLS
};

static const char *const reasons[N_CELLS] = {
  [SHUT] = N_ ("This dossier is closed"),
  [GONE] = N_ ("This dossier was voided: it had been entered by mistake"),
  [EARLY] = N_ ("Not received yet: receive it or refuse it first"),
  [DESK] = N_ ("Still at the desk: forward it first"),
  [SUPPL] = N_ ("The citizen's supplement is awaited: take the supplement first"),
  [NOSUP] = N_ ("No supplement is awaited"),
  [ASKED] = N_ ("A supplement has been asked for already"),
  [DUTY] = N_ ("A financial obligation is to be fulfilled: forward it once that is done"),
  [BILL] = N_ ("The financial obligation has been asked for already"),
  [STOP] = N_ ("Already received and in process: stop it instead"),
  [DENY] = N_ ("Not received yet: refuse it instead"),
  [HALT] = N_ ("A dossier that waits for a financial obligation is stopped, not withdrawn"),
  [READY] = N_ ("The result is ready: only its return is left"),
  [TWICE] = N_ ("The result has been recorded already"),
  [NORES] = N_ ("There is no result yet: record the result first"),
  [MOVED] = N_ ("Already transferred: it cannot be voided any more"),
  [SENT] = N_ ("The citizen was already asked for a supplement: it cannot be voided any more"),
  [KEPT] = N_ ("The result has been recorded already: it cannot be voided any more"),
  [SLIP] = N_ ("No slip was given for this dossier"),
  [DEBT] = N_ ("Nothing is owed for this dossier"),
  [CLOCK] = N_ ("The time does not run now: it is set anew when the dossier goes on"),
  [TAKEN] = N_ ("This dossier has been received already"),
  [LATER] = N_ ("The case cannot be changed while the citizen is to bring something"),
};

/* What each action leads to in each state; the columns are the national codes. The transitions are those of domain.md
 * 1.6: 1→2|3; 2→4|5|7|8; 4→5|6|7|8|9; 5→4|7|8; 6→4|8; 9→10; 3, 7, 8 and 10 are final. 1→2 is accept: the
 * receipt of what was sent online. Added to them:
 *   2→3  a refusal at the desk, before anything is transferred (form 03, NĐ 61/2018 Đ.17);
 *   2→9  what is settled while the citizen waits (certified copies, NĐ 61/2018 Đ.17.4): complete passes through
 *        processing in one step;
 *   1→0, 2→0  our own: a record entered by mistake that nobody else has yet.
 * 6→4 is forward: money is only noted (paid) and never moves a dossier. A correction and a refund stand open after the
 * end: personal data that are wrong must be put right, and money that came late is written down and given back. */
static const guint8 table[MC_N_ACTIONS][MC_N_STATES] = {
  /* clang-format off */
  /*                                  0void  1reg   2rec   3not   4proc  5supp  6duty  7wdr   8stop  9done  10ret */
  [MC_ACTION_ACCEPT]              = { GONE,  2,     TAKEN, SHUT,  TAKEN, TAKEN, TAKEN, SHUT,  SHUT,  TAKEN, SHUT },
  [MC_ACTION_FORWARD]             = { GONE,  EARLY, 4,     SHUT,  SAME,  SUPPL, 4,     SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_ACCEPT_TRANSFER]     = { GONE,  EARLY, DESK,  SHUT,  SAME,  SUPPL, DUTY,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_RECALL]              = { GONE,  EARLY, DESK,  SHUT,  SAME,  SUPPL, DUTY,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_SEND_BACK]           = { GONE,  EARLY, DESK,  SHUT,  SAME,  SUPPL, DUTY,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_REQUEST_SUPPLEMENT]  = { GONE,  EARLY, 5,     SHUT,  5,     ASKED, DUTY,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_SUPPLEMENT_RECEIVED] = { GONE,  NOSUP, NOSUP, SHUT,  NOSUP, 4,     NOSUP, SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_SUPPLEMENT_EXPIRED]  = { GONE,  NOSUP, NOSUP, SHUT,  NOSUP, 8,     NOSUP, SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_REQUEST_PAYMENT]     = { GONE,  EARLY, DESK,  SHUT,  6,     SUPPL, BILL,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_PAID]                = { DEBT,  SAME,  SAME,  DEBT,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME },
  [MC_ACTION_REFUND]              = { SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME },
  [MC_ACTION_EXEMPT]              = { DEBT,  SAME,  SAME,  DEBT,  SAME,  SAME,  SAME,  SHUT,  SHUT,  SAME,  SHUT },
  [MC_ACTION_REFUSE]              = { GONE,  3,     3,     SHUT,  STOP,  STOP,  STOP,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_WITHDRAW]            = { GONE,  DENY,  7,     SHUT,  7,     7,     HALT,  SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_STOP]                = { GONE,  DENY,  8,     SHUT,  8,     8,     8,     SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_EXTEND]              = { GONE,  EARLY, SAME,  SHUT,  SAME,  CLOCK, CLOCK, SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_COMPLETE]            = { GONE,  EARLY, 9,     SHUT,  9,     SUPPL, DUTY,  SHUT,  SHUT,  TWICE, SHUT },
  [MC_ACTION_RETURN]              = { GONE,  NORES, NORES, SHUT,  NORES, NORES, NORES, SHUT,  SHUT,  10,    SHUT },
  [MC_ACTION_LOST_SLIP]           = { GONE,  SLIP,  SAME,  SLIP,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME },
  [MC_ACTION_INFORM]              = { SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME },
  [MC_ACTION_CORRECT]             = { GONE,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME,  SAME },
  [MC_ACTION_CHANGE_CASE]         = { GONE,  EARLY, SAME,  SHUT,  SAME,  LATER, LATER, SHUT,  SHUT,  READY, SHUT },
  [MC_ACTION_VOID]                = { GONE,  0,     0,     SHUT,  MOVED, SENT,  MOVED, SHUT,  SHUT,  KEPT,  SHUT },
  /* clang-format on */
};

gboolean
mc_status_next (McState state, McAction action, int times_extended, McState *next, GError **error)
{
  guint cell;

  g_return_val_if_fail ((guint) state < MC_N_STATES, FALSE);
  g_return_val_if_fail ((guint) action < MC_N_ACTIONS, FALSE);

  cell = table[action][state];
  if (cell > SAME)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ (reasons[cell]));
      return FALSE;
    }
  /* The one rule that the state does not hold: NĐ 61/2018 Đ.19.9. */
  if (action == MC_ACTION_EXTEND && times_extended > 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_REJECTED, _ ("The due date can be extended only once"));
      return FALSE;
    }
  if (next != NULL)
    *next = cell == SAME ? state : (McState) cell;
  return TRUE;
}
