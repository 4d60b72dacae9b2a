/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/ctl/mc-fault.c */
#include "mc-window.h"
