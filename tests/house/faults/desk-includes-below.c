/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: none; as src/desk/mc-fault.c */
#include "mc-db.h"
#include "mc-form.h"
#include "mc-time.h"
