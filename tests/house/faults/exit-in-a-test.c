/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: none; as tests/store/test-fault.c */
void
mc_child (void)
{
  _exit (0);
}
