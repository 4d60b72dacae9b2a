/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-vietqr.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-error.h"
#include "mc-text.h"

/* Tags of EMVCo's code, and those within the one that NAPAS has. */
enum
{
  TAG_VERSION = 0,
  TAG_USE = 1, /* 11 may be used again, 12 once */
  TAG_NAPAS = 38,
  TAG_CURRENCY = 53,
  TAG_AMOUNT = 54,
  TAG_COUNTRY = 58,
  TAG_MORE = 62,
  TAG_CRC = 63,

  NAPAS_ID = 0,
  NAPAS_BENEFICIARY = 1,
  NAPAS_SERVICE = 2,
  BENEFICIARY_BANK = 0,
  BENEFICIARY_ACCOUNT = 1,
  MORE_BILL = 1,
  MORE_PURPOSE = 8,
};

#define NAPAS "A000000727"
#define DONG "704" /* ISO 4217 */
#define MAX_AMOUNT G_GINT64_CONSTANT (9999999999999)

guint16
mc_vietqr_crc (const char *text)
{
  guint16 crc = 0xffff;

  for (const guint8 *p = (const guint8 *) text; *p != 0; p++)
    {
      crc ^= (guint16) (*p << 8);
      for (int bit = 0; bit < 8; bit++)
        crc = (guint16) ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
  return crc;
}

static void
put (GString *out, int tag, const char *value)
{
  g_string_append_printf (out, "%02d%02" G_GSIZE_FORMAT "%s", tag, strlen (value), value);
}

static void
put_beneficiary (GString *out, const McVietQr *transfer)
{
  g_autoptr (GString) beneficiary = g_string_new (NULL), napas = g_string_new (NULL);

  put (beneficiary, BENEFICIARY_BANK, transfer->bank);
  put (beneficiary, BENEFICIARY_ACCOUNT, transfer->account);
  put (napas, NAPAS_ID, NAPAS);
  put (napas, NAPAS_BENEFICIARY, beneficiary->str);
  put (napas, NAPAS_SERVICE, transfer->is_card ? "QRIBFTTC" : "QRIBFTTA");
  put (out, TAG_NAPAS, napas->str);
}

/* A letter without its marks, as large as it was. */
static void
append_plain (GString *out, gunichar letter)
{
  char utf8[7] = { 0 };
  g_autofree char *bare = NULL;

  g_unichar_to_utf8 (letter, utf8);
  bare = letter < 0x80 ? g_strdup (utf8) : mc_text_fold (utf8);
  for (const char *p = bare; *p != '\0' && out->len < MC_VIETQR_MAX_PURPOSE; p++)
    if (g_ascii_isalnum (*p) || (*p == ' ' && out->len > 0) || *p == '-' || *p == '.')
      g_string_append_c (out, g_unichar_isupper (letter) ? g_ascii_toupper (*p) : *p);
}

/* What is left of a text in plain letters, digits and blanks. (transfer full) */
static char *
plain (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1), *whole = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  GString *out = g_string_new (NULL);

  for (const char *p = whole; *p != '\0'; p = g_utf8_next_char (p))
    append_plain (out, g_utf8_get_char (p));
  return g_strchomp (g_string_free (out, FALSE));
}

static void
put_more (GString *out, const McVietQr *transfer)
{
  g_autoptr (GString) more = g_string_new (NULL);
  g_autofree char *bill = plain (transfer->bill), *purpose = plain (transfer->purpose);

  if (*bill != '\0')
    put (more, MORE_BILL, bill);
  if (*purpose != '\0')
    put (more, MORE_PURPOSE, purpose);
  if (more->len > 0)
    put (out, TAG_MORE, more->str);
}

gboolean
mc_vietqr_check_account (const char *bank, const char *account, GError **error)
{
  gsize length = account != NULL ? strlen (account) : 0;
  gboolean sound = bank != NULL && strlen (bank) == 6 && strspn (bank, "0123456789") == 6 && length >= 1 && length <= 19;

  for (gsize i = 0; sound && i < length; i++)
    sound = g_ascii_isalnum (account[i]);
  if (!sound)
    g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID,
                         _ ("The bank's number has six digits, the account's letters and digits, 19 at most"));
  return sound;
}

char *
mc_vietqr_text (const McVietQr *transfer, GError **error)
{
  GString *out;

  if (!mc_vietqr_check_account (transfer->bank, transfer->account, error))
    return NULL;
  if (transfer->amount < 0 || transfer->amount > MAX_AMOUNT)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("This amount cannot be transferred"));
      return NULL;
    }
  out = g_string_new (NULL);
  put (out, TAG_VERSION, "01");
  put (out, TAG_USE, transfer->amount > 0 ? "12" : "11");
  put_beneficiary (out, transfer);
  put (out, TAG_CURRENCY, DONG);
  if (transfer->amount > 0)
    {
      g_autofree char *amount = g_strdup_printf ("%" G_GINT64_FORMAT, transfer->amount);

      put (out, TAG_AMOUNT, amount);
    }
  put (out, TAG_COUNTRY, "VN");
  put_more (out, transfer);
  g_string_append_printf (out, "%02d04", TAG_CRC);
  g_string_append_printf (out, "%04X", mc_vietqr_crc (out->str));
  return g_string_free (out, FALSE);
}
