/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-fixture.h"

G_BEGIN_DECLS

/* Two desks of one office that carry their entries to each other, as any way of exchange will. */
typedef struct
{
  Fixture a, b; /* desks 2 and 3 */
} Two;

/* @data: the number of the second desk as a pointer, NULL for 3. */
void two_set_up (Two *two, gconstpointer data);
void two_tear_down (Two *two, gconstpointer data);

#define two_test(path, func) g_test_add (path, Two, NULL, two_set_up, func, two_tear_down)

/* ---- carrying ---- */

/* An entry as it travels: nothing of it belongs to one store. Free with two_entry_free(). */
McEntry *two_entry_copy (const McEntry *entry);
void two_entry_free (gpointer entry);
/* All entries of a store. (element-type McEntry) */
GPtrArray *two_entries (Fixture *self);

/* Takes @entry into the journal and the tables; it is changed as mc_journal_import() says. */
gboolean two_take_in (Fixture *to, McEntry *entry, gboolean *is_new, GError **error);
/* The same with a copy of @entry. */
gboolean two_import (Fixture *to, const McEntry *entry, gboolean *is_new, GError **error);
/* All that @from has, to @to. Returns how many were new there. */
guint two_carry (Fixture *from, Fixture *to);
/* Both ways. */
void two_exchange (Two *two);
void two_assert_sound (Two *two);

/* ---- working ---- */

char *two_receive (Fixture *self); /* the code */
void two_act (Fixture *self, const char *code, McAction action);
void two_print (Fixture *self, const char *code);
/* The same in the row that lists show and in the dossier folded from its entries. */
void two_assert_state (Fixture *self, const char *code, McState state);
gint64 two_n_conflicts (Fixture *self);
gint64 two_n_entries (Fixture *self);

G_END_DECLS
