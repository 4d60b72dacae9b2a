/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: goto; as tests/core/test-fault.c */
void
mc_fault (void)
{
  goto out;
out:
  return;
}
