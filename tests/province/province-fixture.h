/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "mc-batch.h"
#include "mc-message.h"
#include "mc-origin.h"

G_BEGIN_DECLS

/* A PostgreSQL of this test's own, on a unix socket in a temporary folder, and the real service before it on a free
 * port. */

/* A program begins with this and ends with the other, after its tests were added. FALSE: nothing can be tested here, and it is said so. */
gboolean province_tests_begin (int *argc, char ***argv);
int province_tests_run (void);

/* Starts the server; FALSE (and every test is skipped) when no PostgreSQL is installed. It does not sync to disk unless
 * MC_POSTGRES_FSYNC is in the environment. */
gboolean postgres_up (void);
void postgres_down (void);
/* Stops it at once, as a power cut of the database machine would, or starts it again on the same data. */
void postgres_stop (void);
void postgres_start (void);
const char *postgres_folder (void); /* where its socket is */

typedef struct
{
  char *folder;
  char *database;     /* URI of a database that is empty at first */
  char *blobs;
  int threads;        /* of the service; 0: 4 */
  int netns;          /* file descriptor of the network namespace that the service stands in; 0: the test's own */
  const char *listen; /* where it listens; NULL: any port of this machine */
} Province;

void province_setup (Province *self, gconstpointer data);
/* With a copy of the database of @other, which nobody may have open. */
void province_setup_like (Province *self, Province *other);
/* Dumps the database, whoever has it open; puts a dump in its place, whoever has it open. (transfer full): its file */
char *province_back_up (Province *self);
void province_restore (Province *self, const char *backup);
void province_teardown (Province *self, gconstpointer data);

char *province_program (void); /* (transfer full) */

/* Runs motcua-province with --database; NULL-terminated. Gives what it printed; *status its exit code. (transfer
 * full) */
char *province_ctl (Province *self, int *status, const char *input, ...) G_GNUC_NULL_TERMINATED;
/* One number, or one text, that a query gives. */
gint64 province_sql (Province *self, const char *sql);
char *province_text (Province *self, const char *sql); /* (transfer full) (nullable) */
void province_sql_run (Province *self, const char *sql);
/* The province's numbers are 1, 2, 3 ... in each office, its heads are those of its entries, and no file is half there. */
void province_assert_sound (Province *self);

/* ---- the service ---- */

/* With MC_TEST_NGINX in the environment there are two instances, and nginx with TLS and the shipped configuration before
 * both; with MC_TEST_TLS the one speaks TLS itself. */
typedef struct
{
  GSubprocess *process;
  char *address;     /* 127.0.0.1:41233, where desks and citizens ask */
  char *inside;      /* where the first instance listens */
  GTlsDatabase *tls; /* (nullable) whom desks trust */
  char *log;         /* file of its standard error */
  GSubprocess *second;
  GSubprocess *nginx;
} Service;

void service_start (Service *self, Province *province);
/* FALSE: it ended before it was ready; only service_kill() may follow. */
gboolean service_try_start (Service *self, Province *province);
void service_stop (Service *self); /* SIGTERM; it must end with 0 */
void service_kill (Service *self); /* SIGKILL */

char *service_url (Service *self); /* (transfer full) */
guint16 service_port (Service *self);
/* A connection for what no HTTP library would send. (transfer full) */
GSocketConnection *service_connect (Service *self);

typedef struct
{
  guint status;   /* 0: no answer came */
  char *type;     /* content type */
  char *retry_after;
  GBytes *body;
} Answer;

/* At the end of each program: every answer that http() got is what data/openapi/ says. */
void check_answers (void);

void answer_clear (Answer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* @header: (nullable) "Name: value", one or more lines */
void http (Service *service, const char *method, const char *path, const char *token, const char *type, gconstpointer body,
           gsize size, const char *header, Answer *answer);
void http_text (Service *service, const char *method, const char *path, const char *token, const char *text, Answer *answer);
const char *answer_text (Answer *self); /* body with a NUL; valid until cleared */
/* It is a problem document with that status and type. */
void assert_problem (Answer *self, guint status, const char *type);

/* ---- a desk, as bare as can be ---- */

typedef struct
{
  char *office;
  int number;
  char *token;
  guint8 origin[MC_ORIGIN_SIZE];
  guint8 public_key[MC_PUBLIC_KEY_SIZE];
  guint8 secret_key[MC_SECRET_KEY_SIZE];
  guint8 province_key[MC_PUBLIC_KEY_SIZE];
  GArray *entries;   /* (element-type McEntry) its chain */
  gint64 cursor, common;
} Desk;

void desk_enrol (Desk *self, Province *province, Service *service, const char *office, int number);
/* The same store once more, with another code: its old token is good for nothing. */
void desk_enrol_again (Desk *self, Province *province, Service *service);
void desk_clear (Desk *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_clear)

/* Appends to the chain; the first call puts "begin" first. @dossier, @parent: number in the own chain, 0: none. The
 * number of the entry. */
gint64 desk_write (Desk *self, const char *kind, gint64 dossier, gint64 parent, const char *body);
/* The same on a dossier that another desk began. */
gint64 desk_write_on (Desk *self, const char *kind, const McEntryRef *dossier, const McEntryRef *parent, const char *body);
McEntryRef desk_ref (const Desk *self, gint64 number);
/* @n dossiers; their codes end with the numbers from @first on. */
void desk_receive (Desk *self, guint n, guint first);
char *desk_code (const Desk *self, guint number); /* (transfer full) */

/* ENTRIES from number @from to the end. */
void desk_put_entries (Desk *self, gint64 from, GByteArray *out);
/* HELLO, and ENTRIES from number @from on when it is not 0. (transfer full) */
GByteArray *desk_request (Desk *self, gint64 from);

typedef struct
{
  GArray *order;     /* McRun */
  GArray *acks;      /* McAck */
  GArray *wants;     /* McWant */
  GArray *refused;   /* McRefused */
  GPtrArray *haves;  /* GBytes */
  GPtrArray *batches;/* McBatch */
  McCursor cursor;
  gboolean has_cursor;
} Frames;

void frames_init (Frames *self);
void frames_clear (Frames *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frames, frames_clear)
void frames_parse (Frames *self, GBytes *bytes);
/* Number up to which the chain of @desk was acknowledged, 0: not at all. */
gint64 frames_acked (Frames *self, Desk *desk);

/* An exchange that must be answered 200. */
void desk_exchange (Desk *self, Service *service, gint64 from, Frames *answer);

GBytes *random_file (GRand *rand, gsize size, guint8 hash[MC_HASH_SIZE]);

G_END_DECLS
