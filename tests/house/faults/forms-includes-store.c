/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/forms/mc-fault.c */
#include "../store/mc-db.h"
