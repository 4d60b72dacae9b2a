/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/ui/mc-fault.c */
#include <sqlite3.h>
