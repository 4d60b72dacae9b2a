/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-error.h"
#include "mc-status.h"

/* domain.md 1.6, and what mc-status.c adds to it: 2→3, 2→9, 1→0, 2→0. */
static const McState legal[][2] = {
  { 1, 2 }, { 1, 3 }, { 1, 0 },
  { 2, 0 }, { 2, 3 }, { 2, 4 }, { 2, 5 }, { 2, 7 }, { 2, 8 }, { 2, 9 },
  { 4, 5 }, { 4, 6 }, { 4, 7 }, { 4, 8 }, { 4, 9 },
  { 5, 4 }, { 5, 7 }, { 5, 8 },
  { 6, 4 }, { 6, 8 },
  { 9, 10 },
};

static gboolean
is_legal (McState from, McState to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (legal); i++)
    {
      if (legal[i][0] == from && legal[i][1] == to)
        return TRUE;
    }
  return FALSE;
}

/* TRUE when allowed; what else must hold of every answer is asserted here. */
static gboolean
ask (McState state, McAction action, int times_extended, McState *next)
{
  g_autoptr (GError) error = NULL;
  gboolean allowed;

  *next = (McState) 99;
  allowed = mc_status_next (state, action, times_extended, next, &error);
  if (allowed)
    {
      g_assert_no_error (error);
      g_assert_cmpint (*next, <, MC_N_STATES);
    }
  else
    {
      g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
      g_assert_cmpuint (strlen (error->message), >, 10);
      g_assert_cmpint (*next, ==, 99);
    }
  return allowed;
}

static void
test_only_legal_transitions (void)
{
  McState next;

  for (int state = 0; state < MC_N_STATES; state++)
    {
      for (int action = 0; action < MC_N_ACTIONS; action++)
        {
          if (ask (state, action, 0, &next) && next != (McState) state)
            g_assert_true (is_legal (state, next));
        }
    }
}

static void
test_every_legal_transition_has_an_action (void)
{
  McState next;

  for (gsize i = 0; i < G_N_ELEMENTS (legal); i++)
    {
      gboolean found = FALSE;

      for (int action = 0; action < MC_N_ACTIONS; action++)
        found = found || (ask (legal[i][0], action, 0, &next) && next == legal[i][1]);
      g_assert_true (found);
    }
}

static void
test_finals_stay_final (void)
{
  static const McState finals[] = { MC_STATE_VOID, MC_STATE_NOT_RECEIVED, MC_STATE_WITHDRAWN, MC_STATE_STOPPED,
                                    MC_STATE_RETURNED };
  McState next;
  int n_final = 0;

  for (int state = 0; state < MC_N_STATES; state++)
    n_final += mc_state_is_final (state);
  g_assert_cmpint (n_final, ==, G_N_ELEMENTS (finals));
  for (gsize i = 0; i < G_N_ELEMENTS (finals); i++)
    {
      g_assert_true (mc_state_is_final (finals[i]));
      for (int action = 0; action < MC_N_ACTIONS; action++)
        {
          if (ask (finals[i], action, 0, &next))
            g_assert_cmpint (next, ==, finals[i]);
        }
    }
}

/* design/architecture.md: what does not change state, due date or person only adds. */
static void
test_additive_actions (void)
{
  McState next;

  for (int action = 0; action < MC_N_ACTIONS; action++)
    {
      gboolean additive = action == MC_ACTION_PAID || action == MC_ACTION_REFUND || action == MC_ACTION_EXEMPT ||
                          action == MC_ACTION_LOST_SLIP || action == MC_ACTION_INFORM;

      g_assert_cmpint (mc_action_is_exclusive (action), ==, !additive);
      for (int state = 0; additive && state < MC_N_STATES; state++)
        {
          if (ask (state, action, 0, &next))
            g_assert_cmpint (next, ==, state);
        }
    }
}

static void
assert_next (McState state, McAction action, int expected)
{
  McState next;

  if (expected < 0)
    g_assert_false (ask (state, action, 0, &next));
  else
    {
      g_assert_true (ask (state, action, 0, &next));
      g_assert_cmpint (next, ==, expected);
    }
}

/* A dossier's usual life, and its detours, step by step. */
static void
test_usual_lives (void)
{
  assert_next (2, MC_ACTION_FORWARD, 4);
  assert_next (4, MC_ACTION_ACCEPT_TRANSFER, 4);
  assert_next (4, MC_ACTION_RECALL, 4);
  assert_next (4, MC_ACTION_SEND_BACK, 4);
  assert_next (4, MC_ACTION_REQUEST_SUPPLEMENT, 5);
  assert_next (5, MC_ACTION_SUPPLEMENT_RECEIVED, 4);
  assert_next (5, MC_ACTION_SUPPLEMENT_EXPIRED, 8);
  assert_next (4, MC_ACTION_REQUEST_PAYMENT, 6);
  assert_next (6, MC_ACTION_PAID, 6);
  assert_next (6, MC_ACTION_FORWARD, 4);
  assert_next (4, MC_ACTION_COMPLETE, 9);
  assert_next (2, MC_ACTION_COMPLETE, 9); /* NĐ 61/2018 Đ.17.4: settled at the desk */
  assert_next (9, MC_ACTION_RETURN, 10);
  assert_next (2, MC_ACTION_REFUSE, 3);
  assert_next (4, MC_ACTION_REFUSE, -1);
  assert_next (4, MC_ACTION_WITHDRAW, 7);
  assert_next (4, MC_ACTION_STOP, 8);
  assert_next (4, MC_ACTION_CHANGE_CASE, 4);
  assert_next (10, MC_ACTION_CORRECT, 10);
  assert_next (8, MC_ACTION_REFUND, 8);
}

/* desk.md, 8:50: void only before the transfer. */
static void
test_void_before_transfer_only (void)
{
  g_autoptr (GError) error = NULL;

  for (int state = 0; state < MC_N_STATES; state++)
    assert_next (state, MC_ACTION_VOID, state == 1 || state == 2 ? MC_STATE_VOID : -1);
  g_assert_false (mc_status_next (MC_STATE_PROCESSING, MC_ACTION_VOID, 0, NULL, &error));
  g_assert_cmpstr (error->message, ==, "Already transferred: it cannot be voided any more");
}

static void
test_return_from_done_only (void)
{
  for (int state = 0; state < MC_N_STATES; state++)
    assert_next (state, MC_ACTION_RETURN, state == MC_STATE_DONE ? MC_STATE_RETURNED : -1);
}

/* NĐ 61/2018 Đ.19.9: re-appointment at most once. */
static void
test_extend_once (void)
{
  g_autoptr (GError) error = NULL;
  McState next;

  g_assert_true (ask (MC_STATE_PROCESSING, MC_ACTION_EXTEND, 0, &next));
  g_assert_false (ask (MC_STATE_PROCESSING, MC_ACTION_EXTEND, 1, &next));
  g_assert_false (mc_status_next (MC_STATE_RECEIVED, MC_ACTION_EXTEND, 2, NULL, &error));
  g_assert_cmpstr (error->message, ==, "The due date can be extended only once");
  /* It bars nothing else. */
  g_assert_true (ask (MC_STATE_PROCESSING, MC_ACTION_COMPLETE, 1, &next));
}

/* 2, 4, 5, 6 (mc-status.h); open and final exclude each other. */
static void
test_open_states (void)
{
  for (int state = 0; state < MC_N_STATES; state++)
    {
      g_assert_cmpint (mc_state_is_open (state), ==, state == 2 || state == 4 || state == 5 || state == 6);
      g_assert_false (mc_state_is_open (state) && mc_state_is_final (state));
    }
}

static void
test_state_keys (void)
{
  McState state;

  for (int i = 0; i < MC_N_STATES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%d", i);

      g_assert_true (mc_state_from_key (mc_state_to_key (i), &state));
      g_assert_cmpint (state, ==, i);
      g_assert_true (mc_state_from_key (number, &state));
      g_assert_cmpint (state, ==, i);
      g_assert_cmpuint (strlen (mc_state_to_text (i)), >, 0);
      g_assert_cmpuint (strlen (mc_state_to_vietnamese (i)), >, 0);
    }
  g_assert_cmpstr (mc_state_to_vietnamese (MC_STATE_DONE), ==, "Đã xử lý xong – chờ trả"); /* vocabulary 3.3 */
  g_assert_false (mc_state_from_key (NULL, &state));
  g_assert_false (mc_state_from_key ("", &state));
  g_assert_false (mc_state_from_key ("11", &state));
  g_assert_false (mc_state_from_key ("-1", &state));
  g_assert_false (mc_state_from_key ("Received", &state));
}

/* design/ctl.md: the names are a public interface. */
static void
test_action_keys (void)
{
  static const char *const keys[] = {
    "accept", "forward", "accept-transfer", "recall", "send-back", "request-supplement", "supplement-received",
    "supplement-expired", "request-payment", "paid", "refund", "exempt", "refuse", "withdraw", "stop", "extend",
    "complete", "return", "lost-slip", "inform", "correct", "change-case", "void",
  };
  McAction action;

  g_assert_cmpint (G_N_ELEMENTS (keys), ==, MC_N_ACTIONS);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_assert_true (mc_action_from_key (keys[i], &action));
      g_assert_cmpint (action, ==, i);
      g_assert_cmpstr (mc_action_to_key (action), ==, keys[i]);
      g_assert_cmpuint (strlen (mc_action_to_text (action)), >, 0);
    }
  g_assert_false (mc_action_from_key ("delete", &action));
  g_assert_false (mc_action_from_key (NULL, &action));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/status/no-transition-but-the-legal-ones", test_only_legal_transitions);
  g_test_add_func ("/status/every-legal-transition-has-an-action", test_every_legal_transition_has_an_action);
  g_test_add_func ("/status/final-states-stay-final", test_finals_stay_final);
  g_test_add_func ("/status/additive-actions-never-change-the-state", test_additive_actions);
  g_test_add_func ("/status/usual-lives-of-a-dossier", test_usual_lives);
  g_test_add_func ("/status/void-only-before-the-transfer", test_void_before_transfer_only);
  g_test_add_func ("/status/return-only-what-is-done", test_return_from_done_only);
  g_test_add_func ("/status/extend-only-once", test_extend_once);
  g_test_add_func ("/status/open-states", test_open_states);
  g_test_add_func ("/status/state-keys-and-numbers", test_state_keys);
  g_test_add_func ("/status/action-keys-are-those-of-the-shell", test_action_keys);
  return g_test_run ();
}
