/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A day of a desk and its province, in which the connection to the database is lost, or the program that asks it is killed, at
 * each single statement, before it and after it. Whoever got no answer asks again, and it is as if nothing had happened. As many of the
 * points as MC_SOAK asks for; MC_SOAK=100 takes all, MC_STATEMENT=n those of one, MC_FIRST_STATEMENT=n begins there. */
#include <string.h>

#include "client-fixture.h"
#include "mc-desk-files.h"
#include "mc-error.h"
#include "pg-proxy.h"

#define STRIDE 97 /* points between two that are taken when MC_SOAK is 1 */
#define MAX_TRIES 8

typedef struct
{
  Province province;   /* seen past the proxy */
  Province through;    /* the same through it */
  PgProxy *proxy;
  Service service;
  gboolean running;
  PgPoint point;
  Client client;
  char *first;         /* code of the first dossier */
  char *pin;
  char *code;          /* (nullable) for one enrolment */
  char *account;       /* (nullable) token */
  char *paper, *result;
  char *paper_hash;
  guint n_failed;
} World;

typedef gboolean (*Step) (World *self);

/* ---- steps ----------------------------------------------------------------------------------------------- */

/* Exit code of motcua-province, -1 when it was killed. */
static int
ctl (World *self, const char *input, char **out, const char *const *words)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *path = province_program ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (argv, path);
  for (guint i = 0; words[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) words[i]);
  g_ptr_array_add (argv, (gpointer) "--database");
  g_ptr_array_add (argv, self->through.database);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                               &error);
  g_assert_no_error (error);
  /* Who was killed before it read has closed the pipe: that is no error here. */
  if (!g_subprocess_communicate_utf8 (process, input, NULL, out, NULL, &error))
    g_subprocess_wait (process, NULL, NULL);
  return g_subprocess_get_if_exited (process) ? g_subprocess_get_exit_status (process) : -1;
}

#define CTL(self, input, out, ...) ctl (self, input, out, (const char *const[]) { __VA_ARGS__, NULL })

static gboolean
start (World *self)
{
  return self->running;
}

static gboolean
get_code (World *self)
{
  g_clear_pointer (&self->code, g_free);
  if (CTL (self, NULL, &self->code, "enrol", "--office", CLIENT_OFFICE) == 0)
    return TRUE;
  g_clear_pointer (&self->code, g_free);
  return FALSE;
}

/* Without an answer nobody knows whether the code is spent: the next one is asked for by telephone. */
static gboolean
enrol (World *self)
{
  g_autoptr (GError) error = NULL;

  if (self->code == NULL && !get_code (self))
    return FALSE;
  if (client_try_enrol (&self->client, &self->service, g_strstrip (self->code), &error))
    return TRUE;
  g_clear_pointer (&self->code, g_free);
  return FALSE;
}

static gboolean
get_account (World *self)
{
  g_clear_pointer (&self->account, g_free);
  if (CTL (self, NULL, &self->account, "account", "--name", "so-tu-phap") != 0)
    return FALSE;
  g_strstrip (self->account);
  return TRUE;
}

static gboolean
sync_once (World *self)
{
  g_autoptr (GError) error = NULL;
  McSyncResult result;

  return client_try_sync (&self->client, &result, &error);
}

static gboolean
put_paper (World *self)
{
  g_autofree char *path = g_strdup_printf ("/v1/blobs/%s?office=" CLIENT_OFFICE, self->paper_hash), *content = NULL;
  g_auto (Answer) answer = { 0 };
  gsize size;

  g_assert_true (g_file_get_contents (self->paper, &content, &size, NULL));
  http (&self->service, "PUT", path, self->account, "application/octet-stream", content, size, NULL, &answer);
  return answer.status == 200;
}

static gboolean
submit (World *self)
{
  g_autofree char *line = g_strdup_printf ("{\"office\":\"" CLIENT_OFFICE "\",\"ref\":\"dvc-1\",\"procedure\":\"1.004873\",\"applicant\":"
                                           "{\"name\":\"LÒ THỊ MAI\",\"birth\":\"1990\"},\"components\":[{\"key\":\"to-khai\",\"name\":"
                                           "\"Tờ khai\"}],\"files\":[{\"component\":\"to-khai\",\"blob\":\"%s\",\"type\":"
                                           "\"application/pdf\"}]}", self->paper_hash);
  g_auto (Answer) answer = { 0 };

  http_text (&self->service, "POST", "/v1/dossiers", self->account, line, &answer);
  if (answer.status == 200)
    g_assert_nonnull (strstr (answer_text (&answer), "\"code\""));
  return answer.status == 200;
}

static gboolean
decide (World *self)
{
  g_autofree char *line = g_strdup_printf ("{\"code\":\"%s\",\"state\":\"processing\",\"note\":\"Đang thẩm định\"}", self->first);
  g_auto (Answer) answer = { 0 };

  http_text (&self->service, "POST", "/v1/status", self->account, line, &answer);
  return answer.status == 200;
}

static gboolean
give_result (World *self)
{
  return CTL (self, NULL, NULL, "status", self->first, "done", "--note", "Đã ký", "--result", self->result) == 0;
}

static gboolean
publish (World *self)
{
  g_autofree char *catalogue = g_build_filename (g_getenv ("MC_SOURCE_ROOT"), "data", "catalogue", "starter.json", NULL);

  return CTL (self, NULL, NULL, "publish", catalogue) == 0;
}

static gboolean
look_up (World *self)
{
  g_autofree char *form = g_strdup_printf ("ma=%s&pin=%s", self->first, self->pin);
  g_auto (Answer) answer = { 0 };

  http (&self->service, "POST", "/tra-cuu", NULL, "application/x-www-form-urlencoded", form, strlen (form), NULL, &answer);
  return answer.status == 200;
}

static gboolean
get_paper (World *self)
{
  g_autofree char *path = g_strconcat ("/v1/blobs/", self->paper_hash, NULL);
  g_auto (Answer) answer = { 0 };

  http (&self->service, "GET", path, self->client.token, NULL, NULL, 0, NULL, &answer);
  return answer.status == 200;
}

static const Step first_start[] = { start };
static const Step whole_day[] = { start, get_code, enrol, get_account, sync_once, put_paper, submit, decide, give_result, publish, look_up,
                            sync_once, get_paper, sync_once };

/* ---- a day ----------------------------------------------------------------------------------------------- */

static gboolean
kills (const World *self)
{
  return self->point == PG_KILL_BEFORE || self->point == PG_KILL_AFTER;
}

static void
make_sure_it_runs (World *self)
{
  if (self->running)
    return;
  self->running = service_try_start (&self->service, &self->through);
  if (!self->running)
    service_kill (&self->service);
  else if (self->client.token != NULL)
    client_go_through (&self->client, service_port (&self->service));
}

static void
take_step (World *self, Step step)
{
  for (int i = 0; i < MAX_TRIES; i++)
    {
      make_sure_it_runs (self);
      if (self->running && step (self))
        return;
      self->n_failed++;
      if (kills (self) && self->running)
        {
          service_kill (&self->service);
          self->running = FALSE;
        }
    }
  g_assert_not_reached ();
}

static void
set_up_desk (World *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autofree char *scan = client_write_pdf (self->province.folder, "don.pdf", rand, 90000), *content = NULL;
  g_autoptr (GFile) file = g_file_new_for_path (scan);
  g_autoptr (McDossier) dossier = NULL, attached = NULL, second = NULL;
  g_autoptr (GError) error = NULL;
  gsize size;

  self->paper = client_write_pdf (self->province.folder, "to-khai.pdf", rand, 30000);
  self->result = client_write_pdf (self->province.folder, "ket-qua.pdf", rand, 20000);
  g_assert_true (g_file_get_contents (self->paper, &content, &size, NULL));
  self->paper_hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) content, size);
  client_init_alone (&self->client, CLIENT_OFFICE, 2);
  dossier = fixture_receive (&self->client.fixture, "NGUYỄN THỊ HƯƠNG");
  second = fixture_receive (&self->client.fixture, "TRẦN VĂN NAM");
  attached = mc_desk_attach (self->client.fixture.desk, second->code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  self->first = g_strdup (dossier->code);
  self->pin = g_strdup (dossier->pin);
}

static void
set_up (World *self, Province *like, PgPoint point)
{
  const char *query;

  memset (self, 0, sizeof *self);
  self->point = point;
  if (like != NULL)
    province_setup_like (&self->province, like);
  else
    province_setup (&self->province, NULL);
  self->proxy = pg_proxy_new (self->province.folder, postgres_folder ());
  self->through = self->province;
  self->through.threads = 1;
  query = strchr (self->province.database, '?');
  self->through.database = g_strdup_printf ("%.*s?host=%s&user=motcua", (int) (query - self->province.database), self->province.database,
                                            self->province.folder);
  set_up_desk (self);
}

static void
tear_down (World *self)
{
  service_stop (&self->service);
  pg_proxy_free (self->proxy);
  client_clear (&self->client);
  g_free (self->first);
  g_free (self->pin);
  g_free (self->code);
  g_free (self->account);
  g_free (self->paper);
  g_free (self->result);
  g_free (self->paper_hash);
  g_free (self->through.database);
  province_teardown (&self->province, NULL);
}

/* What is there in the end, but for what nobody can see: names and times. */
static char *
describe (World *self)
{
  g_autofree char *entries = province_text (&self->province, "SELECT string_agg (s, ', ' ORDER BY s) FROM (SELECT o.code || ' ' || kind || ' ' ||"
                                                             " count(*) AS s FROM entry e JOIN office o ON o.id = e.office GROUP BY o.code,"
                                                             " kind) x");
  g_autofree char *dossiers = province_text (&self->province, "SELECT string_agg (state || ' ' || coalesce (procedure, ''), ', ' ORDER BY state,"
                                                              " procedure) FROM dossier");
  g_autofree char *rest = province_text (
      &self->province, "SELECT concat_ws (' ', (SELECT count(*) FROM desk WHERE revoked IS NULL), (SELECT count(*) FROM account),"
                       " (SELECT count(*) FROM submission), (SELECT count(*) FROM procedure), (SELECT string_agg (encode (hash, 'hex'), ' '"
                       " ORDER BY hash) FROM file), (SELECT count(*) FROM file_sight), (SELECT count(*) FROM file_lacking),"
                       " (SELECT count(*) FROM file_part), (SELECT count(*) FROM service), (SELECT count(*) FROM schema_version))");

  return g_strdup_printf ("%s\n%s\n%s", entries, dossiers, rest);
}

static void
assert_same_on_both_sides (World *self)
{
  g_autofree char *order = province_order (&self->province, CLIENT_OFFICE), *its_order = client_order (&self->client);
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GError) error = NULL;

  province_assert_sound (&self->province);
  g_assert_cmpstr (its_order, ==, order);
  dossier = mc_desk_load (self->client.fixture.desk, self->first, &error);
  g_assert_no_error (error);
  g_assert_cmpint (dossier->state, ==, MC_STATE_DONE);
  g_assert_cmpint (fixture_int (self->client.fixture.folder, "SELECT count(*) FROM dossier"), ==, 3);
  fixture_assert_sound (&self->client.fixture);
  /* That somebody looked at it is in the audit chain. */
  client_sync_until_quiet (&self->client);
  client_assert_quiet (&self->client);
}

typedef struct
{
  const Step *steps;
  guint n_steps;
  Province *like; /* (nullable) begins with this database; NULL: with an empty one */
} Day;

/* The day with statement @n broken off at @point, 0: none. *count: how many statements there were. (transfer full): what is there in the
 * end */
static char *
live (const Day *day, guint n, PgPoint point, guint *count, guint *failed)
{
  World world;
  char *end;

  set_up (&world, day->like, point);
  pg_proxy_break_at (world.proxy, n, point);
  for (guint i = 0; i < day->n_steps; i++)
    take_step (&world, day->steps[i]);
  *count = pg_proxy_count (world.proxy);
  *failed += world.n_failed;
  if (n > 0 && !pg_proxy_has_broken (world.proxy))
    g_test_message ("there was no statement %u", n);
  /* A day may have a statement less than the one before: what looks at its end is not to be broken off. */
  pg_proxy_break_at (world.proxy, 0, PG_NEVER);
  end = describe (&world);
  if (day->n_steps > 1)
    assert_same_on_both_sides (&world);
  tear_down (&world);
  return end;
}

static void
break_off_everywhere (const Day *day)
{
  guint count = 0, other, failed = 0, taken = 0, stride = MAX (1, STRIDE / (guint) fixture_soak ());
  const char *one = g_getenv ("MC_STATEMENT"), *first = g_getenv ("MC_FIRST_STATEMENT");
  guint from = first != NULL ? (guint) g_ascii_strtoull (first, NULL, 10) : 1;
  g_autofree char *well = live (day, 0, PG_NEVER, &count, &failed);

  g_test_message ("%u statements; in the end: %s", count, well);
  g_assert_cmpuint (failed, ==, 0);
  for (guint i = (from - 1) * 4; i < count * 4; i += one != NULL ? 1 : stride)
    {
      guint n = i / 4 + 1;
      PgPoint point = (PgPoint) (PG_BEFORE + i % 4);
      g_autofree char *end = NULL;

      if (one != NULL && n != (guint) g_ascii_strtoull (one, NULL, 10))
        continue;
      end = live (day, n, point, &other, &failed);
      if (g_strcmp0 (end, well) != 0)
        g_test_message ("MC_STATEMENT=%u, point %d", n, (int) point);
      g_assert_cmpstr (end, ==, well);
      if (++taken % 50 == 0)
        g_test_message ("%u points, up to statement %u", taken, n);
    }
  g_test_message ("%u statements, broken off at %u of %u points; %u steps were taken again", count, taken, count * 4, failed);
  g_assert_true (failed > 0 || one != NULL || first != NULL);
}

static void
test_first_start (void)
{
  Day day = { first_start, G_N_ELEMENTS (first_start), NULL };

  break_off_everywhere (&day);
}

static void
test_whole_day (void)
{
  Province like = { 0 };
  Service service = { 0 };
  Day day = { whole_day, G_N_ELEMENTS (whole_day), &like };

  province_setup (&like, NULL);
  service_start (&service, &like);
  service_stop (&service);
  break_off_everywhere (&day);
  province_teardown (&like, NULL);
}

int
main (int argc, char **argv)
{
  g_setenv ("GIO_USE_PROXY_RESOLVER", "dummy", TRUE);
  if (!province_tests_begin (&argc, &argv))
    return 0;
  g_test_add_func ("/province/statements/the-first-start-broken-off-at-any", test_first_start);
  g_test_add_func ("/province/statements/a-day-broken-off-at-any-is-as-if-nothing-had-happened", test_whole_day);
  return province_tests_run ();
}
