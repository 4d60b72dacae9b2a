/* fault: spdx; as src/core/mc-fault.c */
int mc_fault;
