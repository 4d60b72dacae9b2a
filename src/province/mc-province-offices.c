/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-offices.h"

#include <glib/gi18n-lib.h>
#include <sodium.h>
#include <string.h>

#include "mc-code.h"
#include "mc-error.h"
#include "mc-text.h"

#define CODE_LETTERS 16

/* Letters that cannot be mistaken for one another on the telephone, in groups of four: about 73 bits. */
static char *
new_code (void)
{
  static const char letters[] = "BCDGHKLMNPQRTVXZ23456789";
  GString *code = g_string_new (NULL);

  for (int i = 0; i < CODE_LETTERS; i++)
    {
      if (i > 0 && i % 4 == 0)
        g_string_append_c (code, '-');
      g_string_append_c (code, letters[randombytes_uniform (sizeof letters - 1)]);
    }
  return g_string_free (code, FALSE);
}

/* As it was meant: capitals, without what people put between. */
static void
hash_code (const char *code, guint8 hash[MC_HASH_SIZE])
{
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *p = code; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (plain, g_ascii_toupper (*p));
  mc_secret_hash (plain->str, hash);
}

static char *
new_token (void)
{
  guint8 bytes[32];
  char text[sodium_base64_ENCODED_LEN (sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  randombytes_buf (bytes, sizeof bytes);
  sodium_bin2base64 (text, sizeof text, bytes, sizeof bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return g_strdup (text);
}

/* ---- enrolment ------------------------------------------------------------------------------------------- */

typedef struct
{
  const McProvinceKey *key;
  const char *office;
  const char *name;
  const char *code;
} NewCode;

static gboolean
write_code (McPg *pg, gpointer data, GError **error)
{
  NewCode *new = data;
  g_auto (McPgArgs) office = { 0 }, args = { 0 };
  guint8 hash[MC_HASH_SIZE];
  McProvinceTx tx, common;

  mc_pg_text (&office, new->office);
  if (!mc_pg_run (pg, "INSERT INTO office (code) VALUES ($1) ON CONFLICT DO NOTHING", &office, error) ||
      !mc_province_tx_for_office (&tx, pg, new->office, error) || !mc_province_author_ensure (&tx, new->key, error) ||
      !mc_province_tx_for_office (&common, pg, "", error) || !mc_province_author_ensure (&common, new->key, error))
    return FALSE;
  hash_code (new->code, hash);
  mc_pg_bytes (&args, hash, sizeof hash);
  mc_pg_int (&args, tx.office);
  mc_pg_text (&args, new->name);
  mc_pg_int (&args, MC_ENROLMENT_HOURS);
  return mc_pg_run (pg,
                    "INSERT INTO enrolment (code_hash, office, name, expires)"
                    " VALUES ($1, $2, $3, now() + make_interval (hours => $4::int))",
                    &args, error);
}

char *
mc_enrolment_new (McPg *pg, const McProvinceKey *key, const char *office, const char *name, GError **error)
{
  g_autofree char *code = new_code ();
  NewCode new = { key, office, name, code };

  if (!mc_code_office_is_valid (office))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is no identifier of an office, such as H15.50.05.13"), office);
      return NULL;
    }
  return mc_pg_transaction_once (pg, write_code, &new, error) ? g_steal_pointer (&code) : NULL;
}

void
mc_enrolled_clear (McEnrolled *self)
{
  g_clear_pointer (&self->token, g_free);
  g_clear_pointer (&self->office_name, g_free);
}

typedef struct
{
  const McProvinceKey *key;
  const McEnrolment *enrolment;
  McEnrolled *enrolled;
} Use;

static gboolean
spend_code (McPg *pg, const Use *use, gint64 *office, char **name, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  guint8 hash[MC_HASH_SIZE];

  hash_code (use->enrolment->code, hash);
  mc_pg_bytes (&args, hash, sizeof hash);
  mc_pg_text (&args, use->enrolment->office);
  rows = mc_pg_query (pg,
                      "UPDATE enrolment e SET used = now() FROM office o WHERE e.code_hash = $1 AND e.used IS NULL"
                      " AND e.expires > now() AND o.id = e.office AND o.code = $2 RETURNING o.id, o.name, e.name",
                      &args, error);
  if (rows == NULL)
    return FALSE;
  if (mc_pg_n (rows) == 0)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This code is not valid, or no longer"));
      return FALSE;
    }
  *office = mc_pg_get_int (rows, 0, 0);
  use->enrolled->office_name = g_strdup (mc_pg_get_text (rows, 0, 1));
  *name = g_strdup (use->enrolment->name != NULL ? use->enrolment->name : mc_pg_get_text (rows, 0, 2));
  return TRUE;
}

static gboolean
insert_desk (McPg *pg, const Use *use, gint64 office, const char *name, GError **error)
{
  g_auto (McPgArgs) old = { 0 }, args = { 0 };
  guint8 hash[MC_HASH_SIZE];

  mc_pg_int (&old, office);
  mc_pg_int (&old, use->enrolment->desk);
  mc_secret_hash (use->enrolled->token, hash);
  mc_pg_int (&args, office);
  mc_pg_int (&args, use->enrolment->desk);
  mc_pg_text (&args, name);
  mc_pg_bytes (&args, hash, sizeof hash);
  mc_pg_bytes (&args, use->enrolment->public_key, MC_PUBLIC_KEY_SIZE);
  return mc_pg_run (pg, "UPDATE desk SET revoked = now() WHERE office = $1 AND number = $2 AND revoked IS NULL", &old, error) &&
         mc_pg_run (pg, "INSERT INTO desk (office, number, name, token_hash, public_key) VALUES ($1, $2, $3, $4, $5)", &args,
                    error);
}

static gboolean
use_code (McPg *pg, gpointer data, GError **error)
{
  Use *use = data;
  g_autofree char *name = NULL;
  McProvinceTx tx;
  gint64 office;

  mc_enrolled_clear (use->enrolled);
  if (!spend_code (pg, use, &office, &name, error))
    return FALSE;
  use->enrolled->token = new_token ();
  if (!insert_desk (pg, use, office, name, error) || !mc_province_tx_for_office (&tx, pg, use->enrolment->office, error))
    return FALSE;
  g_strlcpy (use->enrolled->office, tx.code, sizeof use->enrolled->office);
  memcpy (use->enrolled->common, tx.common, MC_ORIGIN_SIZE);
  memcpy (use->enrolled->province, tx.province, MC_ORIGIN_SIZE);
  return TRUE;
}

gboolean
mc_enrolment_use (McPg *pg, const McProvinceKey *key, const McEnrolment *enrolment, McEnrolled *enrolled, GError **error)
{
  Use use = { key, enrolment, enrolled };

  memset (enrolled, 0, sizeof *enrolled);
  if (enrolment->desk < 1 || enrolment->desk > MC_CODE_DESKS || enrolment->desk == MC_PROVINCE_DESK)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("A desk has a number from 1 to %d"), MC_PROVINCE_DESK - 1);
      return FALSE;
    }
  return mc_pg_transaction_once (pg, use_code, &use, error);
}

/* ---- taking away ----------------------------------------------------------------------------------------- */

typedef struct
{
  const char *office;
  int number;
} Revoke;

static gboolean
write_revoke (McPg *pg, gpointer data, GError **error)
{
  const Revoke *revoke = data;
  g_auto (McPgArgs) args = { 0 };
  gint64 n;

  mc_pg_text (&args, revoke->office);
  mc_pg_int (&args, revoke->number);
  if (!mc_pg_change (pg,
                     "UPDATE desk d SET revoked = now() FROM office o WHERE o.id = d.office AND o.code = $1 AND d.number = $2"
                     " AND d.revoked IS NULL",
                     &args, &n, error))
    return FALSE;
  if (n > 0)
    return TRUE;
  g_set_error (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("Desk %d of %s is not enrolled"), revoke->number, revoke->office);
  return FALSE;
}

gboolean
mc_desk_revoke (McPg *pg, const char *office, int number, GError **error)
{
  Revoke revoke = { office, number };

  return mc_pg_transaction (pg, write_revoke, &revoke, error);
}

static gboolean
write_revoke_all (McPg *pg, gpointer data, GError **error)
{
  McPgRows **rows = data;

  g_clear_pointer (rows, PQclear);
  *rows = mc_pg_query (
      pg,
      "WITH gone AS (UPDATE desk SET revoked = now() WHERE revoked IS NULL RETURNING office, number)"
      " SELECT o.code, g.number FROM gone g JOIN office o ON o.id = g.office ORDER BY o.code, g.number",
      NULL, error);
  return *rows != NULL;
}

McPgRows *
mc_desk_revoke_all (McPg *pg, GError **error)
{
  g_autoptr (McPgRows) rows = NULL;

  return mc_pg_transaction (pg, write_revoke_all, &rows, error) ? g_steal_pointer (&rows) : NULL;
}

/* ---- accounts of the authenticated API ------------------------------------------------------------------- */

typedef struct
{
  const char *name;
  const char *token;
} Account;

static gboolean
write_account (McPg *pg, gpointer data, GError **error)
{
  const Account *account = data;
  g_auto (McPgArgs) args = { 0 };
  guint8 hash[MC_HASH_SIZE];

  mc_secret_hash (account->token, hash);
  mc_pg_text (&args, account->name);
  mc_pg_bytes (&args, hash, sizeof hash);
  return mc_pg_run (pg,
                    "INSERT INTO account (name, token_hash) VALUES ($1, $2)"
                    " ON CONFLICT (name) DO UPDATE SET token_hash = $2, revoked = NULL",
                    &args, error);
}

char *
mc_account_new (McPg *pg, const char *name, GError **error)
{
  g_autofree char *token = new_token ();
  Account account = { name, token };

  if (mc_text_is_empty (name) || strlen (name) > 100)
    {
      g_set_error_literal (error, MC_ERROR, MC_ERROR_INVALID, _ ("The account needs a name"));
      return NULL;
    }
  return mc_pg_transaction (pg, write_account, &account, error) ? g_steal_pointer (&token) : NULL;
}

char *
mc_account_of_token (McPg *pg, const char *token, GError **error)
{
  g_auto (McPgArgs) args = { 0 };
  g_autoptr (McPgRows) rows = NULL;
  guint8 hash[MC_HASH_SIZE];

  mc_secret_hash (token, hash);
  mc_pg_bytes (&args, hash, sizeof hash);
  rows = mc_pg_query (pg, "SELECT name FROM account WHERE token_hash = $1 AND revoked IS NULL", &args, error);
  if (rows == NULL)
    return NULL;
  if (mc_pg_n (rows) > 0)
    return g_strdup (mc_pg_get_text (rows, 0, 0));
  g_set_error_literal (error, MC_ERROR, MC_ERROR_AUTH_REQUIRED, _ ("This account is not known here"));
  return NULL;
}
