/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-bundle.h"
#include "mc-file-store.h"
#include "mc-province-author.h"

G_BEGIN_DECLS

/* Desks that come by stick. What a part of theirs holds is taken in as if it had come over HTTP, and the receipt tells the desk what an answer would. */

/* What one part brought. */
typedef struct
{
  McBundleInfo info;  /* whose it is */
  guint entries;      /* that were new */
  guint files;        /* that are whole and were not before */
  guint refused;      /* batches and files the province would not take; the receipt says which and why */
  guint gaps;         /* of them, batches whose beginning is in a part that has not come yet: to be taken in again after it */
  char *receipt;      /* (nullable) its path */
} McProvinceBundle;

void mc_province_bundle_clear (McProvinceBundle *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McProvinceBundle, mc_province_bundle_clear)

/**
 * mc_province_bundle_import:
 * @path: one part
 * @receipts: (nullable): folder for the receipt; NULL: beside @path
 * @taken: (out): mc_province_bundle_clear() after; also after an error
 *
 * Takes a part of a desk's data package in and writes its receipt. In any order and as often as one likes. INVALID when it is damaged, REJECTED
 * when it is not for this province or is no desk's package, AUTH_REQUIRED when its writer is no enrolled desk of the office: then nothing of it was
 * stored. OFFLINE, NO_SPACE and the like: what was taken stays; taking it again goes on. An error with taken->info.office set and
 * no receipt after everything was stored is the receipt's.
 */
gboolean mc_province_bundle_import (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *path, const char *receipts,
                                    McProvinceBundle *taken, GError **error);

/* What was written for an office. */
typedef struct
{
  GPtrArray *paths; /* (element-type char*) the parts */
  gint64 entries;
  gint64 files;
  gint64 bytes;
} McProvinceWritten;

void mc_province_written_clear (McProvinceWritten *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McProvinceWritten, mc_province_written_clear)

/**
 * mc_province_bundle_export:
 * @office: code
 * @path: a file; several parts are NAME-1.motcua ...
 * @part_max: bytes of a part, about; 0: 256 MB
 *
 * Writes all the province has for an office whose desks have no link: the catalogue, the entries of the office with their order, online
 * dossiers, decisions, and the files that the province's own entries name. Sealed to the office's enrolled desks, signed by the province. NOT_FOUND
 * for an office that is not known, REJECTED when no desk of it could open the package, and as writing gives them.
 */
gboolean mc_province_bundle_export (McPg *pg, const McProvinceKey *key, McFileStore *files, const char *office, const char *path,
                                    gint64 part_max, McProvinceWritten *written, GError **error);

G_END_DECLS
