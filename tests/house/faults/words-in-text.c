/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fault: none; as src/core/mc-fault.c */
/* Neither goto nor exit () nor abort () stand here. // #include "mc-window.h"
#include "mc-db.h"
*/
#include "mc-time.h"

void
mc_fault (void)
{
  g_autoptr (GError) error = g_error_new_literal (0, 0, "goto \"exit (1)\" or abort ()"); // exit (1)

  mc_on_exit (error, '"', "mc-window.h");
}
