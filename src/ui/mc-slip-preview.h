/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "mc-desk.h"
#include "mc-slip-maker.h"

G_BEGIN_DECLS

/**
 * McSlipPreview:
 * The slip as it would be printed, beside the form, following what is typed: laid out anew at most every 150 ms and never
 * on the way of a key press. Always black on white: it shows paper.
 *
 * Property "warning": (nullable) what the paper would not show as it was typed, to be said beside it.
 */
#define MC_TYPE_SLIP_PREVIEW (mc_slip_preview_get_type ())
G_DECLARE_FINAL_TYPE (McSlipPreview, mc_slip_preview, MC, SLIP_PREVIEW, GtkWidget)

void mc_slip_preview_set_desk (McSlipPreview *self, McDesk *desk, McSlipMaker *maker);
/* What is shown: a copy of @intake is taken when the time to draw has come, so it must live as long as the preview does
 * or until another one is told. */
void mc_slip_preview_follow (McSlipPreview *self, const McIntake *intake);
const char *mc_slip_preview_get_warning (McSlipPreview *self); /* (nullable) */

G_END_DECLS
