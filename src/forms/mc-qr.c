/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-qr.h"

#include <qrencode.h>

struct _McQr
{
  QRcode *code;
};

McQr *
mc_qr_new (const char *text, gboolean for_paper)
{
  QRcode *code = QRcode_encodeString (text, 0, for_paper ? QR_ECLEVEL_M : QR_ECLEVEL_L, QR_MODE_8, 1);
  McQr *self;

  if (code == NULL)
    return NULL;
  self = g_new0 (McQr, 1);
  self->code = code;
  return self;
}

void
mc_qr_free (McQr *self)
{
  QRcode_free (self->code);
  g_free (self);
}

int
mc_qr_size (const McQr *self)
{
  return self->code->width;
}

void
mc_qr_draw (const McQr *self, cairo_t *cr, double x, double y, double side)
{
  int n = self->code->width;
  double module = side / n;

  cairo_new_path (cr);
  for (int row = 0; row < n; row++)
    {
      const unsigned char *modules = self->code->data + row * n;

      for (int from = 0, to; from < n; from = to + 1)
        {
          for (to = from; to < n && (modules[to] & 1) != 0; to++)
            ;
          if (to > from)
            cairo_rectangle (cr, x + from * module, y + row * module, (to - from) * module, module);
        }
    }
  cairo_fill (cr);
}
