/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A person's address is one line, as the card says it; other systems' forms ask for its parts. */
typedef enum { MC_ADDRESS_STREET, MC_ADDRESS_COMMUNE, MC_ADDRESS_PROVINCE } McAddressPart;

/**
 * mc_address_part:
 * @address: (nullable)
 * @home: (nullable): code of the office's province
 *
 * What cannot be recognised stays in the street: nothing of the address is lost, and nothing invented. An address without a
 * province that ends in "Xã …" of @home is one of there: so people say it at their own commune's desk. The name alone is not
 * enough, for Yên Bái is a ward of today and was a province. (transfer full): "" when there is no such part
 */
char *mc_address_part (const char *address, McAddressPart part, const char *home);

G_END_DECLS
