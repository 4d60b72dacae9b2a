/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * McField:
 * One labelled field of a dense form: label at the left, the control, and under it what is wrong, in red with an icon,
 * only while something is.
 *
 * Properties: "field": its stable name, the one of mc_intake_check(), drafts and tests; "label" (untranslated strings are
 * translated by the builder); "label-chars": width of the label in characters, 0 as wide as it is; "show-label"; "error".
 *
 * Signal "changed": the user changed the value.
 */
#define MC_TYPE_FIELD (mc_field_get_type ())
G_DECLARE_DERIVABLE_TYPE (McField, mc_field, MC, FIELD, GtkWidget)

struct _McFieldClass
{
  GtkWidgetClass parent_class;
};

const char *mc_field_get_name (McField *self); /* (nullable) */
const char *mc_field_get_label (McField *self);
const char *mc_field_get_error (McField *self); /* (nullable) */
void mc_field_set_error (McField *self, const char *error);
/* In amber at the same place: worth a look, hinders nothing. An error has precedence. */
void mc_field_set_warning (McField *self, const char *warning);

/* Puts the caret into the control, behind what is there. Not the widget's grab_focus(): moving back by Tab would end in the
 * field it came from. */
gboolean mc_field_focus (McField *self);

/* For subclasses: the control, which the label names for screen readers; and the signal. */
void mc_field_set_control (McField *self, GtkWidget *control);
GtkWidget *mc_field_get_control (McField *self);
void mc_field_emit_changed (McField *self);

/* The field called @name among the descendants of @root; NULL when there is none. */
McField *mc_field_find (GtkWidget *root, const char *name);
/* The field that has the caret, looking upwards from @widget; NULL when @widget is in none. */
McField *mc_field_of (GtkWidget *widget);

G_END_DECLS
