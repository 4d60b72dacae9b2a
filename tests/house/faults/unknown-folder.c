/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/stray/mc-fault.c */
#include "mc-time.h"
