/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: exit; as src/ctl/main.c */
void
mc_fault (void)
{
  exit (1);
}
