/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-intake.h"

G_BEGIN_DECLS

/**
 * McReceiveSection:
 * One part of the Receive page. The page owns the McIntake; a section shows its part of it (load) and writes back what
 * was typed (store).
 *
 * Signal "changed": the user changed something.
 */
#define MC_TYPE_RECEIVE_SECTION (mc_receive_section_get_type ())
G_DECLARE_DERIVABLE_TYPE (McReceiveSection, mc_receive_section, MC, RECEIVE_SECTION, GtkWidget)

struct _McReceiveSectionClass
{
  GtkWidgetClass parent_class;

  void (*load) (McReceiveSection *self, const McIntake *intake);
  void (*store) (McReceiveSection *self, McIntake *intake);
  /* The name of a field whose text no intake can hold (a date that is none), with a sentence; NULL when all is well. */
  const char *(*check) (McReceiveSection *self, char **message);
  /* Puts the caret where this section begins. */
  void (*enter) (McReceiveSection *self);
};

void mc_receive_section_load (McReceiveSection *self, const McIntake *intake);
void mc_receive_section_store (McReceiveSection *self, McIntake *intake);
const char *mc_receive_section_check (McReceiveSection *self, char **message);
void mc_receive_section_enter (McReceiveSection *self);

/* For subclasses: emits "changed" unless the section is being loaded. */
void mc_receive_section_touch (McReceiveSection *self);

/* What a field's text is in an intake: NULL for nothing but white space. (transfer full) (nullable) */
char *mc_receive_section_value (const char *text);

G_END_DECLS
