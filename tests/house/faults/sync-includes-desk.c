/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/sync/mc-fault.c */
#include "mc-desk.h"
