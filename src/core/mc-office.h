/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-calendar.h"

G_BEGIN_DECLS

typedef struct
{
  char *key;  /* "diem-1" */
  char *name; /* "Điểm Nà Lốc" */
} McServicePoint;

/* Where fees are transferred to (tài khoản thu). */
typedef struct
{
  char *number;  /* the bank's BIN, six digits */
  char *name;    /* (nullable) of the bank, as people say it: "Agribank" */
  char *account;
  char *holder;  /* (nullable) "UBND xã Yên Bình" */
} McBankAccount;

/**
 * McOffice:
 * The office this desk belongs to, from the office file. Immutable after loading; reference counted.
 */
typedef struct
{
  gatomicrefcount ref_count;
  char *code;          /* identifier per QĐ 20/2020: H15.50.05.13 */
  char *name;          /* Trung tâm Phục vụ hành chính công xã Yên Bình */
  char *authority;     /* UBND xã Yên Bình */
  char *place;         /* địa danh on papers: Yên Bình */
  char *province;      /* unit code */
  char *commune;       /* unit code */
  char *phone;         /* (nullable) of the office, printed for questions */
  char *lookup_url;    /* (nullable) where citizens look a dossier up */
  char *province_url;  /* (nullable) the provincial service */
  int desk;            /* this desk's number, 1..MC_CODE_DESKS */
  int *desks;          /* (nullable) the desks listed for the office, 0-terminated */
  GPtrArray *points;   /* (element-type McServicePoint), may be empty */
  McOfficeHours hours;
  McBankAccount *bank; /* (nullable) the office takes transfers */
  gboolean lunar;      /* print the lunar date too */
  char *local_line;    /* (nullable) a line in a local language, written by the office */
  gboolean trial;      /* a store for trying out: --at and --as are free */
} McOffice;

McOffice *mc_office_new (void); /* the usual hours, no desk number yet (0), no points; texts NULL */
McOffice *mc_office_ref (McOffice *self);
void mc_office_unref (McOffice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (McOffice, mc_office_unref)

McBankAccount *mc_bank_account_new (void);
void mc_bank_account_free (McBankAccount *self);

McServicePoint *mc_service_point_new (const char *key, const char *name);
void mc_service_point_free (McServicePoint *self);
const char *mc_office_point_name (const McOffice *self, const char *key); /* NULL when unknown */

/* Code, name, desks, unit codes, points, account and hours are sound and agree (the commune lies in the province); FALSE with
 * MC_ERROR_INVALID, the message beginning with the key at fault: "commune: ...". */
gboolean mc_office_check (const McOffice *self, GError **error);

G_END_DECLS
