/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A QR code (ISO/IEC 18004) without the light margin of four modules around it, which is the caller's. */
typedef struct _McQr McQr;

/* @text: as bytes. With more redundancy (M) for paper, with less (L) for a screen, where modules are worth more than it. NULL when it is too long. */
McQr *mc_qr_new (const char *text, gboolean for_paper);
void mc_qr_free (McQr *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McQr, mc_qr_free)

/* Modules on a side. */
int mc_qr_size (const McQr *self);
/* Dark modules in the source's colour, in a square of @side. */
void mc_qr_draw (const McQr *self, cairo_t *cr, double x, double y, double side);

G_END_DECLS
