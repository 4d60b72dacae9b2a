/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many dossiers the service takes in from many desks at once, beside the same rows put into the same tables by libpq and
 * nothing else; how long an idle exchange waits meanwhile; and what memory the service holds. Real HTTP, a database of its own
 * that syncs to disk. */
#include <libpq-fe.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mc-json.h"
#include "mc-pg.h"
#include "province-fixture.h"

#define DUE G_GINT64_CONSTANT (1764151200)

static int opt_dossiers = 200000;
static int opt_first = 20000;
static int opt_desks = 100;
static int opt_per_office = 1;
static int opt_batch = 100;
static int opt_connections = 8;

typedef struct
{
  Desk desk;
  GPtrArray *batches; /* GByteArray: ENTRIES of one request each */
  GArray *heads;      /* McHead after each */
  guint next;         /* batch to send */
  guint until;
  gint64 cursor, common;
  gint64 bytes_up, bytes_down;
} Sender;

typedef struct
{
  Province province;
  Service service;
  Sender *senders;
  Desk idle;
  GArray *waits;   /* gint64 microseconds of each idle exchange */
  gint stop;       /* atomic */
} Bench;

/* ---- what desks have to send ----------------------------------------------------------------------------- */

/* As large as a dossier of the demo store. */
static void
write_dossier (Desk *desk, guint i)
{
  static const char *const names[] = { "NGUYỄN THỊ HƯƠNG", "TRIỆU XUÂN THÌN", "HÀ THU LINH", "LÒ VĂN MƯỜI", "VŨ MINH ĐỨC" };
  guint r = g_str_hash (desk->office) * 31 + i * 2654435761u;
  g_autofree char *code = g_strdup_printf ("%s-26%02u%02u-%04u", desk->office, 1 + i / 2500, 1 + i / 90 % 28, i % 9999 + 1);
  g_autofree char *body = g_strdup_printf (
      "{\"code\":\"%s\",\"procedure\":\"2.000635\",\"received_at\":\"2026-11-20T15:%02u:%02u+07:00\",\"fee_paid\":true,"
      "\"channel\":\"direct\",\"applicant\":{\"name\":\"%s\",\"id\":\"0142%08u\",\"ethnicity\":\"Kinh\",\"address\":"
      "\"Thôn Khe Sang %u, Xã Yên Bình\",\"phone\":\"09%08u\",\"id_kind\":\"personal\",\"birth\":\"19%02u-08-%02u\",\"sex\":\"male\"},"
      "\"components\":[{\"key\":\"to-khai\",\"name\":\"Tờ khai đề nghị cấp bản sao trích lục hộ tịch\",\"originals\":1},"
      "{\"key\":\"van-ban\",\"name\":\"Văn bản yêu cầu nêu rõ lý do\"},{\"key\":\"uy-quyen\",\"name\":\"Văn bản ủy quyền\"},"
      "{\"key\":\"tuy-than\",\"name\":\"Giấy tờ tùy thân\",\"shown\":true},{\"key\":\"cu-tru\",\"name\":\"Giấy tờ chứng minh nơi cư "
      "trú\"}],\"fee\":8000,\"procedure_name\":\"Cấp bản sao Trích lục hộ tịch, bản sao Giấy khai sinh\",\"procedure_short\":"
      "\"Trích lục hộ tịch, bản sao khai sinh\",\"field\":\"Hộ tịch\",\"due\":\"2025-11-26T17:00:00+07:00\",\"desk\":%d,"
      "\"pin\":\"DN%02u\"}",
      code, i % 60, r % 60, names[r % 5], r % 100000000, r % 97, (r >> 3) % 100000000, r % 99, 1 + r % 28, desk->number, r % 90 + 10);

  desk_write (desk, "receive", 0, 0, body);
}

static void
free_bytes (gpointer bytes)
{
  g_byte_array_unref (bytes);
}

static void
prepare_sender (Sender *self, Bench *bench, int i)
{
  g_autofree char *office = g_strdup_printf ("H15.50.%02d.%02d", 1 + i / opt_per_office / 99, 1 + i / opt_per_office % 99);
  int n = opt_dossiers / opt_desks / opt_batch;
  guint number = 0;

  desk_enrol (&self->desk, &bench->province, &bench->service, office, 1 + i % opt_per_office);
  self->batches = g_ptr_array_new_with_free_func (free_bytes);
  self->heads = g_array_new (FALSE, FALSE, sizeof (McHead));
  for (int b = 0; b < n; b++)
    {
      GByteArray *bytes = g_byte_array_new ();
      gint64 from = self->desk.entries->len + 1;
      const McEntry *last;
      McHead head = { .stream = MC_STREAM_WORK };

      while ((int) self->desk.entries->len < (b + 1) * opt_batch)
        write_dossier (&self->desk, number++);
      desk_put_entries (&self->desk, from, bytes);
      g_ptr_array_add (self->batches, bytes);
      last = &g_array_index (self->desk.entries, McEntry, self->desk.entries->len - 1);
      memcpy (head.origin, self->desk.origin, MC_ORIGIN_SIZE);
      memcpy (head.hash, last->hash, MC_HASH_SIZE);
      head.seq = last->envelope.seq;
      g_array_append_val (self->heads, head);
    }
}

/* ---- HTTP, as cheap as can be: the machine is the service's ---------------------------------------------- */

static gsize
read_answer (GInputStream *in, GByteArray *buffer)
{
  gsize have = 0, length = 0;
  char *end = NULL;

  g_byte_array_set_size (buffer, 64 * 1024);
  while (end == NULL || have < length)
    {
      gssize n;

      if (buffer->len < have + 16 * 1024)
        g_byte_array_set_size (buffer, buffer->len * 2);
      n = g_input_stream_read (in, buffer->data + have, buffer->len - have - 1, NULL, NULL);
      if (n <= 0)
        g_error ("the service closed the connection");
      have += (gsize) n;
      buffer->data[have] = '\0';
      if (end == NULL && (end = g_strstr_len ((char *) buffer->data, (gssize) have, "\r\n\r\n")) != NULL)
        {
          const char *size = strstr ((char *) buffer->data, "Content-Length: ");

          if (!g_str_has_prefix ((char *) buffer->data, "HTTP/1.1 200") || size == NULL)
            g_error ("%.*s", (int) have, (char *) buffer->data);
          length = (gsize) (end + 4 - (char *) buffer->data) + strtoul (size + 16, NULL, 10);
          end = (char *) buffer->data; /* it may move from now on */
        }
    }
  return length;
}

static void
exchange (GIOStream *connection, Desk *desk, GByteArray *body, GByteArray *buffer, Sender *sender)
{
  g_autofree char *head = g_strdup_printf ("POST /v1/exchange HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"
                                           "Content-Type: " MC_FRAME_CONTENT_TYPE "\r\nContent-Length: %u\r\n\r\n",
                                           desk->token, body->len);
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (McFrameParser) parser = mc_frame_parser_new ();
  g_autoptr (GError) error = NULL;
  gboolean got = TRUE;
  const char *answer;
  gsize length;

  g_byte_array_append (request, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (request, body->data, body->len);
  g_output_stream_write_all (g_io_stream_get_output_stream (connection), request->data, request->len, NULL, NULL, &error);
  g_assert_no_error (error);
  length = read_answer (g_io_stream_get_input_stream (connection), buffer);
  if (sender == NULL)
    return;
  sender->bytes_up += request->len;
  sender->bytes_down += (gint64) length;
  answer = strstr ((char *) buffer->data, "\r\n\r\n") + 4;
  mc_frame_parser_push (parser, answer, length - (gsize) (answer - (char *) buffer->data));
  while (got)
    {
      McFrame frame;
      McCursor cursor;

      mc_frame_parser_next (parser, &frame, &got, &error);
      g_assert_no_error (error);
      g_assert_false (got && frame.type == MC_FRAME_REFUSED);
      if (got && frame.type == MC_FRAME_CURSOR && mc_read_cursor (&frame, &cursor, &error))
        {
          sender->cursor = cursor.cursor;
          sender->common = cursor.common;
        }
    }
}

static gpointer
send_all (gpointer data)
{
  Sender *self = ((gpointer *) data)[0];
  Bench *bench = ((gpointer *) data)[1];
  g_autoptr (GSocketConnection) connection = service_connect (&bench->service);
  g_autoptr (GByteArray) buffer = g_byte_array_new ();

  g_assert_nonnull (connection);
  for (; self->next < self->until; self->next++)
    {
      g_autoptr (GByteArray) body = g_byte_array_new ();
      const GByteArray *entries = g_ptr_array_index (self->batches, self->next);
      g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (McHead));
      McHello hello = { .version = MC_FRAME_VERSION, .cursor = self->cursor, .common = self->common, .answer_max = 256 * 1024 };

      g_array_append_vals (heads, &g_array_index (self->heads, McHead, self->next), 1);
      memcpy (hello.origin, self->desk.origin, MC_ORIGIN_SIZE);
      mc_heads_digest (heads, hello.digest);
      mc_put_hello (body, &hello);
      g_byte_array_append (body, entries->data, entries->len);
      exchange (G_IO_STREAM (connection), &self->desk, body, buffer, self);
    }
  return NULL;
}

/* Dossiers in a second while every desk sends its batches up to number @until. */
static double
run_desks (Bench *bench, guint until)
{
  g_autofree GThread **threads = g_new0 (GThread *, opt_desks);
  g_autofree gpointer *data = g_new0 (gpointer, 2 * opt_desks);
  guint n = (until - bench->senders[0].next) * (guint) (opt_desks * opt_batch);
  gint64 begun = g_get_monotonic_time ();

  for (int i = 0; i < opt_desks; i++)
    {
      bench->senders[i].until = until;
      data[2 * i] = &bench->senders[i];
      data[2 * i + 1] = bench;
      threads[i] = g_thread_new ("desk", send_all, &data[2 * i]);
    }
  for (int i = 0; i < opt_desks; i++)
    g_thread_join (threads[i]);
  return n / ((double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
}

/* ---- a desk that has nothing to say ---------------------------------------------------------------------- */

static gpointer
ask_idle (gpointer data)
{
  Bench *bench = data;
  g_autoptr (GSocketConnection) connection = service_connect (&bench->service);
  g_autoptr (GByteArray) buffer = g_byte_array_new (), body = desk_request (&bench->idle, 0);

  while (!g_atomic_int_get (&bench->stop))
    {
      gint64 begun = g_get_monotonic_time (), wait;

      exchange (G_IO_STREAM (connection), &bench->idle, body, buffer, NULL);
      wait = g_get_monotonic_time () - begun;
      g_array_append_val (bench->waits, wait);
      g_usleep (20000);
    }
  return NULL;
}

static int
compare_waits (gconstpointer a, gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return x < y ? -1 : x > y;
}

static double
percentile (GArray *waits, double share)
{
  g_array_sort (waits, compare_waits);
  return waits->len == 0 ? 0 : (double) g_array_index (waits, gint64, (guint) (share * (waits->len - 1))) / 1000;
}

static GThread *
begin_idle (Bench *bench)
{
  g_array_set_size (bench->waits, 0);
  g_atomic_int_set (&bench->stop, 0);
  return g_thread_new ("idle", ask_idle, bench);
}

static void
end_idle (Bench *bench, GThread *thread)
{
  g_atomic_int_set (&bench->stop, 1);
  g_thread_join (thread);
}

/* ---- libpq and nothing else ------------------------------------------------------------------------------ */

typedef struct
{
  Bench *bench;
  const char *uri;
  gint *next; /* atomic: number of the batch, over all desks */
} Raw;

typedef struct
{
  McPgArray *seq, *n, *origins, *kind, *envelope, *body, *body_hash, *hash, *code, *pin, *zero, *due, *procedure, *name;
} Columns;

static void
add_row (Columns *c, const Desk *desk, const McEntry *entry, gint64 n)
{
  g_autofree char *code = desk_code (desk, (guint) entry->envelope.seq);
  gsize size;
  gconstpointer text = g_bytes_get_data (entry->envelope_bytes, &size);

  mc_pg_array_add_int (c->seq, entry->envelope.seq);
  mc_pg_array_add_int (c->n, n);
  mc_pg_array_add_bytes (c->origins, desk->origin, MC_ORIGIN_SIZE);
  mc_pg_array_add_text (c->kind, entry->envelope.kind);
  mc_pg_array_add_bytes (c->envelope, text, size);
  text = g_bytes_get_data (entry->body, &size);
  mc_pg_array_add_bytes (c->body, text, size);
  mc_pg_array_add_bytes (c->body_hash, entry->body_hash, MC_HASH_SIZE);
  mc_pg_array_add_bytes (c->hash, entry->hash, MC_HASH_SIZE);
  mc_pg_array_add_text (c->code, code);
  mc_pg_array_add_text (c->pin, "DN73");
  mc_pg_array_add_int (c->zero, 0);
  mc_pg_array_add_int (c->due, DUE);
  mc_pg_array_add_text (c->procedure, "2.000635");
  mc_pg_array_add_text (c->name, "Trích lục hộ tịch, bản sao khai sinh");
}

static gboolean
insert_batch (McPg *pg, gpointer data, GError **error)
{
  const Columns *c = ((gpointer *) data)[0];
  int desk = GPOINTER_TO_INT (((gpointer *) data)[1]);
  g_auto (McPgArgs) entries = { 0 }, dossiers = { 0 };
  McPgArray *of_entry[] = { c->seq, c->n, c->origins, c->seq, c->kind, c->envelope, c->body, c->body_hash, c->hash };
  McPgArray *of_dossier[] = { c->origins, c->seq, c->code, c->pin, c->procedure, c->name, c->due, c->due, c->zero };

  mc_pg_int (&entries, desk);
  for (guint i = 0; i < G_N_ELEMENTS (of_entry); i++)
    mc_pg_array (&entries, of_entry[i]);
  mc_pg_int (&dossiers, desk);
  for (guint i = 0; i < G_N_ELEMENTS (of_dossier); i++)
    mc_pg_array (&dossiers, of_dossier[i]);
  return mc_pg_run (pg,
                    "INSERT INTO entry (office, origin, stream, seq, n, d_origin, d_seq, kind, envelope, body, body_hash, hash)"
                    " SELECT $1, $1, 0, * FROM unnest ($2::bigint[], $3::bigint[], $4::bytea[], $5::bigint[], $6::text[],"
                    " $7::bytea[], $8::bytea[], $9::bytea[], $10::bytea[])",
                    &entries, error) &&
         mc_pg_run (pg,
                    "INSERT INTO dossier (office, d_origin, d_seq, code, pin, procedure, procedure_name, received_at, due,"
                    " returned_at, state, head_origin, head_seq) SELECT $1, a, b, c, d, e, f, g, h, i, 2, a, b FROM unnest"
                    " ($2::bytea[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],"
                    " $10::bigint[]) AS x (a, b, c, d, e, f, g, h, i)",
                    &dossiers, error);
}

static void
insert_one (Bench *bench, McPg *pg, int desk, int batch)
{
  Columns c;
  McPgArray **all = (McPgArray **) &c;
  static const McPgType types[] = { MC_PG_INT,   MC_PG_INT,  MC_PG_BYTES, MC_PG_TEXT, MC_PG_BYTES, MC_PG_BYTES, MC_PG_BYTES,
                                    MC_PG_BYTES, MC_PG_TEXT, MC_PG_TEXT,  MC_PG_INT,  MC_PG_INT,   MC_PG_TEXT,  MC_PG_TEXT };
  gpointer data[] = { &c, GINT_TO_POINTER (desk + 1) };
  g_autoptr (GError) error = NULL;
  Desk *of = &bench->senders[desk].desk;

  G_STATIC_ASSERT (sizeof (Columns) == G_N_ELEMENTS (types) * sizeof (McPgArray *));
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    all[i] = mc_pg_array_new (types[i]);
  for (int i = batch * opt_batch; i < (batch + 1) * opt_batch; i++)
    add_row (&c, of, &g_array_index (of->entries, McEntry, i), i + 1);
  mc_pg_transaction (pg, insert_batch, data, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    mc_pg_array_free (all[i]);
}

static gpointer
insert_all (gpointer data)
{
  Raw *raw = data;
  g_autoptr (McPg) pg = mc_pg_new (raw->uri);
  int n = opt_dossiers / opt_batch, i;

  while ((i = g_atomic_int_add (raw->next, 1)) < n)
    insert_one (raw->bench, pg, i % opt_desks, i / opt_desks);
  return NULL;
}

static double
run_raw (Bench *bench, const char *uri)
{
  g_autofree GThread **threads = g_new0 (GThread *, opt_connections);
  gint next = 0;
  Raw raw = { bench, uri, &next };
  gint64 begun = g_get_monotonic_time ();

  for (int i = 0; i < opt_connections; i++)
    threads[i] = g_thread_new ("raw", insert_all, &raw);
  for (int i = 0; i < opt_connections; i++)
    g_thread_join (threads[i]);
  return opt_dossiers / ((double) (g_get_monotonic_time () - begun) / G_USEC_PER_SEC);
}

/* ---- the whole ------------------------------------------------------------------------------------------- */

static double
memory_of (Service *service)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/status", g_subprocess_get_identifier (service->process)), *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (line = strstr (text, "VmRSS:")) == NULL)
    return 0;
  return (double) g_ascii_strtoll (line + strlen ("VmRSS:"), NULL, 10) / 1024;
}

static void
run (Bench *bench)
{
  Province other = { 0 };
  guint first = (guint) (opt_first / opt_desks / opt_batch), all = (guint) (opt_dossiers / opt_desks / opt_batch);
  double alone, early, rate, raw, waited;
  gint64 up = 0, down = 0;
  GThread *idle;
  int status;

  idle = begin_idle (bench);
  g_usleep (2 * G_USEC_PER_SEC);
  end_idle (bench, idle);
  alone = percentile (bench->waits, 0.99);
  run_desks (bench, first);
  early = memory_of (&bench->service);
  idle = begin_idle (bench);
  rate = run_desks (bench, all);
  end_idle (bench, idle);
  waited = percentile (bench->waits, 0.99);
  g_assert_cmpint (province_sql (&bench->province, "SELECT count(*) FROM dossier"), ==, (gint64) all * opt_desks * opt_batch - opt_desks);

  province_setup (&other, NULL);
  g_free (province_ctl (&other, &status, NULL, "stats", NULL)); /* makes the tables */
  raw = run_raw (bench, other.database);
  province_teardown (&other, NULL);
  for (int i = 0; i < opt_desks; i++)
    {
      up += bench->senders[i].bytes_up;
      down += bench->senders[i].bytes_down;
    }
  g_print ("{\"dossiers_per_second\":%.0f,\"raw_per_second\":%.0f,\"ratio\":%.3f,\"idle_p99_ms\":%.1f,\"idle_p50_ms\":%.1f,"
           "\"idle_exchanges\":%u,\"idle_p99_ms_without_load\":%.1f,\"rss_mib_at_%d\":%.1f,\"rss_mib_at_%d\":%.1f,"
           "\"bytes_up_per_dossier\":%.0f,\"bytes_down_per_dossier\":%.1f}\n",
           rate, raw, rate / raw, waited, percentile (bench->waits, 0.5), bench->waits->len, alone, opt_first, early, opt_dossiers,
           memory_of (&bench->service), (double) up / opt_dossiers, (double) down / opt_dossiers);
}

static gboolean
parse (int *argc, char ***argv)
{
  GOptionEntry entries[] = {
    { "dossiers", 0, 0, G_OPTION_ARG_INT, &opt_dossiers, "In all", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &opt_first, "After how many memory is looked at for the first time", "N" },
    { "desks", 0, 0, G_OPTION_ARG_INT, &opt_desks, "At once", "N" },
    { "per-office", 0, 0, G_OPTION_ARG_INT, &opt_per_office, "Desks of one office", "N" },
    { "batch", 0, 0, G_OPTION_ARG_INT, &opt_batch, "Entries in a request", "N" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &opt_connections, "To the database, of the service and of libpq alone", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, &error))
    g_printerr ("%s\n", error->message);
  return error == NULL && opt_desks > 0 && opt_batch > 0 && opt_per_office > 0 && opt_connections > 0 &&
         opt_first >= opt_desks * opt_batch && opt_dossiers > opt_first;
}

int
main (int argc, char **argv)
{
  Bench bench = { 0 };

  if (!parse (&argc, &argv) || sodium_init () < 0)
    return 2;
  g_setenv ("MC_POSTGRES_FSYNC", "1", TRUE);
  if (!postgres_up ())
    {
      g_printerr ("no PostgreSQL 15 or later is installed\n");
      return 1;
    }
  province_setup (&bench.province, NULL);
  bench.province.threads = opt_connections;
  service_start (&bench.service, &bench.province);
  bench.waits = g_array_new (FALSE, FALSE, sizeof (gint64));
  bench.senders = g_new0 (Sender, opt_desks);
  for (int i = 0; i < opt_desks; i++)
    prepare_sender (&bench.senders[i], &bench, i);
  desk_enrol (&bench.idle, &bench.province, &bench.service, "H15.50.99.99", 1);
  run (&bench);
  service_stop (&bench.service);
  for (int i = 0; i < opt_desks; i++)
    {
      desk_clear (&bench.senders[i].desk);
      g_ptr_array_unref (bench.senders[i].batches);
      g_array_unref (bench.senders[i].heads);
    }
  g_free (bench.senders);
  g_array_unref (bench.waits);
  desk_clear (&bench.idle);
  province_teardown (&bench.province, NULL);
  postgres_down ();
  return 0;
}
