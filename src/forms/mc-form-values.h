/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the placeholders of a template stand for. Every name that a template may use is set, with NULL when there is
 * nothing to print: so a misspelt name in a template is an error, and never a paper with a hole in it. */
typedef struct _McFormValues McFormValues;

/* @parent: (nullable): asked for names that are not set here; it must live as long */
McFormValues *mc_form_values_new (const McFormValues *parent);
void mc_form_values_free (McFormValues *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFormValues, mc_form_values_free)

/* The text is cleaned by mc_text_clean() on the way in. @name is a static string. */
void mc_form_values_set (McFormValues *self, const char *name, const char *value);
void mc_form_values_take (McFormValues *self, const char *name, char *value); /* frees @value */
void mc_form_values_set_flag (McFormValues *self, const char *name, gboolean flag);

/* FALSE when the name is unknown; @value is "" for a known name without a value. */
gboolean mc_form_values_lookup (const McFormValues *self, const char *name, const char **value);

/* Rows for tables and repeats. A row knows its own values and those of @self. */
void mc_form_values_set_rows (McFormValues *self, const char *name); /* known, none yet */
McFormValues *mc_form_values_add_row (McFormValues *self, const char *name);
GPtrArray *mc_form_values_rows (const McFormValues *self, const char *name); /* (nullable): unknown */

G_END_DECLS
