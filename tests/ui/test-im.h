/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* An input method for tests: holds what it is told to, and on reset writes it into the field or throws it away, as real
 * ones do. */

#define TEST_IM_NAME "motcua-test"

/* Before the first widget. */
void test_im_register (void);
/* What reset does from now on. */
void test_im_set_commits_on_reset (gboolean commits);
/* The input method of @entry now holds @text. */
void test_im_compose (GtkEntry *entry, const char *text);

G_END_DECLS
