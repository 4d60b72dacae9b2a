/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-office.h"

G_BEGIN_DECLS

/**
 * mc_office_from_json:
 * @text: the office file: `code`, `name`, `province` and `commune` unit codes, `desk`, `desks`, `points`
 *   ([{"key","name"}]), `hours` ({"receive":{"mon":"07:00-11:30,13:30-17:00",...},"work":{...},"cut_off":"15:00",
 *   "return_at":"16:30"}), `phone`, `lookup_url`, `province_url`, `bank` ({"number":"970405","name","account","holder"}),
 *   `lunar`, `local_line`, `trial`; optional `authority` and `place`, else made from the commune's name
 *
 * Returns: (transfer full): the office, checked; NULL with MC_ERROR_INVALID naming the key
 */
McOffice *mc_office_from_json (const char *text, GError **error);

G_END_DECLS
