/* SPDX-License-Identifier: GPL-2.0-only */
/* fault: spdx; as tests/core/test-fault.c */
int mc_fault;
