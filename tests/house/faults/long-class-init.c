/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: none; as src/ui/mc-fault.c; pad 121 */
static void
mc_fault_class_init (McFaultClass *klass)
{
  PAD
}
