/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "mc-field.h"
#include "mc-window.h"
#include "store-fixture.h"

G_BEGIN_DECLS

/* The window over a store of its own, driven from within: what is typed, what is shown. */
typedef struct
{
  Fixture store;
  char *print_file;
  McPrinter *printer;
  McSlipPrinter *slips;
  McWindow *window; /* (nullable) while closed */
} Ui;

/* For g_test_add(): @data is the office file (JSON), NULL for the one of fixture_office(). */
void ui_set_up (Ui *ui, gconstpointer data);
void ui_tear_down (Ui *ui, gconstpointer data);

#define ui_test(path, func) g_test_add (path, Ui, NULL, ui_set_up, func, ui_tear_down)

void ui_open_window (Ui *ui);
void ui_close_window (Ui *ui);

GtkWidget *ui_page (Ui *ui);
void ui_go_to_receive (Ui *ui);
McField *ui_field (Ui *ui, const char *name); /* asserted to be there */
/* As a person types: the entry changes, and tells. */
void ui_type (Ui *ui, const char *name, const char *text);
const char *ui_typed (Ui *ui, const char *name);
/* The name of the field with the caret. (nullable) */
const char *ui_caret (Ui *ui);
/* Whether a label on the screen, of the page that is open, says @text. */
gboolean ui_says (Ui *ui, const char *text);
gint64 ui_received (Ui *ui); /* dossiers received today */

/* ---- waiting for a condition, never for a time ---- */

guint _ui_deadline_add (const char *condition);

#define wait_until(condition)                                                                                          \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    guint deadline = _ui_deadline_add (#condition);                                                                    \
    while (!(condition))                                                                                               \
      g_main_context_iteration (NULL, TRUE);                                                                           \
    g_source_remove (deadline);                                                                                        \
  }                                                                                                                    \
  G_STMT_END

G_END_DECLS
