/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The states of a dossier, by the national portal's codes (domain.md 1.6), and ours for a record that was
 * entered by mistake. */
typedef enum
{
  MC_STATE_VOID = 0,        /* Đã hủy do nhập nhầm (own) */
  MC_STATE_REGISTERED = 1,  /* Mới đăng ký */
  MC_STATE_RECEIVED = 2,    /* Đã tiếp nhận */
  MC_STATE_NOT_RECEIVED = 3, /* Không tiếp nhận (final) */
  MC_STATE_PROCESSING = 4,  /* Đang xử lý */
  MC_STATE_SUPPLEMENT = 5,  /* Yêu cầu bổ sung */
  MC_STATE_FINANCIAL = 6,   /* Chờ thực hiện nghĩa vụ tài chính */
  MC_STATE_WITHDRAWN = 7,   /* Công dân rút hồ sơ (final) */
  MC_STATE_STOPPED = 8,     /* Dừng xử lý (final) */
  MC_STATE_DONE = 9,        /* Đã xử lý xong – chờ trả */
  MC_STATE_RETURNED = 10,   /* Đã trả kết quả (final) */
} McState;
#define MC_N_STATES 11

/* What an officer does to a dossier, named as `motcuactl act` names it. */
typedef enum
{
  MC_ACTION_ACCEPT,              /* Tiếp nhận hồ sơ nộp trực tuyến */
  MC_ACTION_FORWARD,             /* Chuyển xử lý */
  MC_ACTION_ACCEPT_TRANSFER,     /* Nhận bàn giao */
  MC_ACTION_RECALL,              /* Thu hồi */
  MC_ACTION_SEND_BACK,           /* Trả lại bước trước */
  MC_ACTION_REQUEST_SUPPLEMENT,  /* Yêu cầu bổ sung */
  MC_ACTION_SUPPLEMENT_RECEIVED, /* Nhận bổ sung */
  MC_ACTION_SUPPLEMENT_EXPIRED,  /* Hết hạn bổ sung, kết thúc */
  MC_ACTION_REQUEST_PAYMENT,     /* Yêu cầu thực hiện nghĩa vụ tài chính */
  MC_ACTION_PAID,                /* Đã thu */
  MC_ACTION_REFUND,
  MC_ACTION_EXEMPT,
  MC_ACTION_REFUSE,              /* Không tiếp nhận */
  MC_ACTION_WITHDRAW,            /* Rút hồ sơ */
  MC_ACTION_STOP,                /* Dừng giải quyết */
  MC_ACTION_EXTEND,              /* Xin lỗi và gia hạn */
  MC_ACTION_COMPLETE,            /* Cập nhật kết quả */
  MC_ACTION_RETURN,              /* Trả kết quả */
  MC_ACTION_LOST_SLIP,
  MC_ACTION_INFORM,
  MC_ACTION_CORRECT,             /* Đính chính */
  MC_ACTION_CHANGE_CASE,
  MC_ACTION_VOID,                /* Hủy do nhập nhầm */
} McAction;
#define MC_N_ACTIONS (MC_ACTION_VOID + 1)

const char *mc_state_to_key (McState state); /* void registered received ... returned */
gboolean mc_state_from_key (const char *key, McState *state); /* the key or the number */
const char *mc_state_to_text (McState state); /* in the user's language (gettext) */
const char *mc_state_to_vietnamese (McState state); /* for papers */
gboolean mc_state_is_final (McState state);
gboolean mc_state_is_running (McState state); /* the office's time is running: 2 and 4, not while the citizen is asked */
gboolean mc_state_is_open (McState state); /* a due date still runs or waits: 2, 4, 5, 6 */

const char *mc_action_to_key (McAction action);
gboolean mc_action_from_key (const char *key, McAction *action);
const char *mc_action_to_text (McAction action); /* in the user's language (gettext with context) */

/* Exclusive actions change state, due date or person and can conflict; the others (paid, inform, lost-slip ...)
 * only add. design/architecture.md. */
gboolean mc_action_is_exclusive (McAction action);

/**
 * mc_status_next:
 * @state: where the dossier stands
 * @action: what is asked
 * @times_extended: how often the due date was extended already (at most once, NĐ 61/2018 Đ.19.9)
 * @next: (out) (optional): the state after it (the same for actions that do not change it)
 * @error: MC_ERROR_REJECTED with the reason as a sentence for the officer
 *
 * The one place that knows which action is allowed when.
 */
gboolean mc_status_next (McState state, McAction action, int times_extended, McState *next, GError **error);

G_END_DECLS
