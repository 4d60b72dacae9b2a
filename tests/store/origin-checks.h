/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

/* Stores whose origin is in doubt: what tests of it ask again and again. */

#define OWN_ORIGIN "(SELECT value FROM local WHERE key = 'origin')"

/* Why the origin that writes now began. */
void origin_assert_reason (Fixture *self, const char *reason);
gint64 origin_count (Fixture *self);
/* Receiving must be refused until the question is answered. */
void origin_assert_asks (Fixture *self);
void origin_answer (Fixture *self, const char *code, int new_desk);
char *origin_receive (Fixture *self); /* the code it gets (transfer full) */
GHashTable *origin_codes_new (void);  /* a set of codes */

G_END_DECLS
