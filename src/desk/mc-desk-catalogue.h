/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* What a catalogue file would change, to be read before it is taken. */

typedef enum { MC_DIFFERENCE_NEW, MC_DIFFERENCE_CHANGED, MC_DIFFERENCE_GONE, MC_DIFFERENCE_ABOLISHED } McDifferenceKind;

const char *mc_difference_kind_to_key (McDifferenceKind kind); /* new changed gone abolished */

typedef struct
{
  McDifferenceKind kind;
  char *code;
  char *name;   /* short */
  char **lines; /* what differs, a sentence each in the user's language */
} McDifference;

typedef struct
{
  char *text;             /* what mc_desk_import_catalogue() takes; "" when there is nothing to take */
  GPtrArray *refused;     /* (element-type utf8) a sentence for each procedure that cannot be taken */
  GPtrArray *differences; /* (element-type McDifference) in the order of the file, then what is gone */
} McCataloguePlan;

void mc_catalogue_plan_free (McCataloguePlan *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McCataloguePlan, mc_catalogue_plan_free)

/**
 * mc_desk_plan_catalogue:
 * @text: a file in our format, or as the national system or its portal print procedures (mc_catalogue_from_print())
 * @from: from which day on a print holds, which does not say so itself
 *
 * Reads only. Gone is what is in force here that day and not in a file of many procedures: it stays until the file that abolishes it.
 *
 * Returns: (transfer full) (nullable): INVALID names what is wrong
 */
McCataloguePlan *mc_desk_plan_catalogue (McDesk *self, const char *text, gsize size, McDay from, GError **error);

G_END_DECLS
