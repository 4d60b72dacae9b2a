/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: function-length; as src/core/mc-fault.c; pad 121 */
void
mc_fault (void)
{
  PAD
}
