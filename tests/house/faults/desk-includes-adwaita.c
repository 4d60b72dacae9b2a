/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: layers; as src/desk/mc-fault.c */
#include <adwaita.h>
