/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-error.h"

G_DEFINE_QUARK (mc-error-quark, mc_error)

char *
mc_error_support_code (const GError *error)
{
  guint code = 0;

  g_return_val_if_fail (error != NULL, NULL);

  /* The domain's name, not its quark: quarks differ from run to run. */
  for (const char *p = g_quark_to_string (error->domain); *p != '\0'; p++)
    code = code * 31 + (guchar) *p;
  code = code * 31 + (guint) error->code;
  return g_strdup_printf ("MH-%04u", code % 10000);
}
