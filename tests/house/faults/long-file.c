/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: file-length; as tests/core/test-fault.c; pad 999 */
PAD
int mc_fault;
