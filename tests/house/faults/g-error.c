/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: exit; as src/store/mc-fault.c */
void
mc_fault (void)
{
  g_error ("no such table");
}
