/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of work before the database: how long they are, and how slow. No database is asked. */
#include "mc-province-pool.h"

typedef struct
{
  GMutex lock;
  GCond cond;
  gboolean open;
  guint begun;
  guint told;
} Gate;

/* Work that lasts until the gate is opened. */
static void
wait_at_gate (McPg *pg, gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->begun++;
  g_cond_broadcast (&gate->cond);
  while (!gate->open)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
told (gpointer data)
{
  Gate *gate = data;

  gate->told++;
}

static void
await_begun (Gate *gate, guint n)
{
  g_mutex_lock (&gate->lock);
  while (gate->begun < n)
    g_cond_wait (&gate->cond, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
test_lines (void)
{
  g_autoptr (McPool) pool = mc_pool_new ("postgresql:///nobody", NULL, 1, 2);
  Gate gate = { 0 };

  g_mutex_init (&gate.lock);
  g_cond_init (&gate.cond);
  g_assert_false (mc_pool_is_slow (pool, MC_LINE_SMALL, 0));
  g_assert_true (mc_pool_push (pool, MC_LINE_SMALL, wait_at_gate, told, &gate));
  await_begun (&gate, 1);
  /* What is worked on stands in no line. */
  g_assert_false (mc_pool_is_slow (pool, MC_LINE_SMALL, -1));
  g_assert_cmpuint (mc_pool_waiting (pool), ==, 0);

  g_assert_true (mc_pool_push (pool, MC_LINE_SMALL, wait_at_gate, told, &gate));
  g_assert_true (mc_pool_push (pool, MC_LINE_SMALL, wait_at_gate, told, &gate));
  g_assert_true (mc_pool_is_slow (pool, MC_LINE_SMALL, -1));
  g_assert_false (mc_pool_is_slow (pool, MC_LINE_SMALL, G_MAXINT64));
  g_assert_false (mc_pool_is_slow (pool, MC_LINE_LARGE, -1));
  /* Full: nothing of it happens. */
  g_assert_false (mc_pool_push (pool, MC_LINE_SMALL, wait_at_gate, told, &gate));
  g_assert_cmpuint (mc_pool_waiting (pool), ==, 2);

  g_mutex_lock (&gate.lock);
  gate.open = TRUE;
  g_cond_broadcast (&gate.cond);
  g_mutex_unlock (&gate.lock);
  while (gate.told < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (mc_pool_is_slow (pool, MC_LINE_SMALL, -1));
  g_mutex_clear (&gate.lock);
  g_cond_clear (&gate.cond);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/province/pool/a-line-is-full-or-slow", test_lines);
  return g_test_run ();
}
