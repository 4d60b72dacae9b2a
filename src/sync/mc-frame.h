/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A frame: type ‖ size ‖ payload ‖ check. What wire, bundle and folder are made of; see README.md for the table. */

#define MC_FRAME_VERSION 1
#define MC_FRAME_MAX (1024 * 1024) /* bytes of payload */
#define MC_FRAME_OVERHEAD 9        /* at most, around the payload */
#define MC_FRAME_CONTENT_TYPE "application/vnd.motcua"

typedef enum
{
  MC_FRAME_HELLO = 1,
  MC_FRAME_ENTRIES = 2,
  MC_FRAME_ORDER = 3,
  MC_FRAME_ACK = 4,
  MC_FRAME_WANT = 5,
  MC_FRAME_BLOB = 6,
  MC_FRAME_CURSOR = 7,
  MC_FRAME_HAVE = 8,
  MC_FRAME_REFUSED = 9,
  MC_FRAME_HEADER = 16,  /* first of a bundle or segment */
  MC_FRAME_RECEIPT = 17, /* who took a bundle in, and when; ACK and HAVE follow */
  MC_FRAME_END = 18,     /* last of a bundle part or segment: signature over all before it */
} McFrameType;

/* Appends one frame. @size must not pass MC_FRAME_MAX. */
void mc_frame_append (GByteArray *out, McFrameType type, gconstpointer payload, gsize size);

typedef struct
{
  McFrameType type;      /* may be one this version does not know: pass it over */
  const guint8 *payload; /* (not owned) valid until the parser is pushed to or freed */
  gsize size;
} McFrame;

/* Takes bytes in pieces of any size and gives frames as they become whole. */
typedef struct _McFrameParser McFrameParser;

McFrameParser *mc_frame_parser_new (void);
void mc_frame_parser_free (McFrameParser *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McFrameParser, mc_frame_parser_free)

void mc_frame_parser_push (McFrameParser *self, gconstpointer data, gsize size);

/**
 * mc_frame_parser_next:
 * @frame: (out): the next whole frame
 * @got: (out): FALSE when more bytes are needed first
 *
 * MC_ERROR_INVALID for a damaged or oversized frame: nothing after it can be read either.
 */
gboolean mc_frame_parser_next (McFrameParser *self, McFrame *frame, gboolean *got, GError **error);

/* Bytes of a frame that is not whole yet; 0 when all that came was used. */
gsize mc_frame_parser_left (McFrameParser *self);

G_END_DECLS
