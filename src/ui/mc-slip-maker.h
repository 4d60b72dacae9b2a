/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-form.h"

G_BEGIN_DECLS

/**
 * McSlipMaker:
 * Lays out form 01 on a thread of its own, so that no key press waits for Pango. Shared by the pages: what is slow to get
 * (the face, the template) is got once.
 */
#define MC_TYPE_SLIP_MAKER (mc_slip_maker_get_type ())
G_DECLARE_FINAL_TYPE (McSlipMaker, mc_slip_maker, MC, SLIP_MAKER, GObject)

/* Slips tell the office of @desk as it is when they are asked for. */
McSlipMaker *mc_slip_maker_new (McDesk *desk);

/* @dossier: (transfer full) */
void mc_slip_maker_make_async (McSlipMaker *self, McDossier *dossier, const McFormOptions *options,
                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
McForm *mc_slip_maker_make_finish (McSlipMaker *self, GAsyncResult *result, GError **error);

/* What of the office's own texts cannot stand on any slip: mc_form_check_office(). (transfer full): empty before the first
 * slip was made */
char **mc_slip_maker_check_office (McSlipMaker *self);

G_END_DECLS
