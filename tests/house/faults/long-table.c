/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: none; as src/core/mc-fault.c; pad 300 */
static const char *const names[] = {
  PAD
};

int
mc_fault (int a,
          int b)
{
  return a + b;
}
