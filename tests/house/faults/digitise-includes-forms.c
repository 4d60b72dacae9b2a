/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/digitise/mc-fault.c */
#include "mc-form.h"
