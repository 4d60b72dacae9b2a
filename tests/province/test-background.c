/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exchange in the background as the window has it, beside `motcuactl sync --once` as the timer runs it, on one store. */
#include <glib/gstdio.h>
#include <string.h>

#include "fault-proxy.h"
#include "mc-desk-files.h"
#include "mc-desk-sync.h"
#include "province-fixture.h"
#include "store-fixture.h"

#define OFFICE "H15.50.05.13"

/* ---- a network of the test's own ---- */

#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

struct _TestNetwork
{
  GObject parent_instance;

  gboolean metered;
};

enum { PROP_0, PROP_AVAILABLE, PROP_METERED, PROP_CONNECTIVITY };

static void
test_network_monitor_init (GNetworkMonitorInterface *iface)
{
}

static gboolean
test_network_initable (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
test_network_initable_init (GInitableIface *iface)
{
  iface->init = test_network_initable;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetwork, test_network, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_network_initable_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, test_network_monitor_init))

/* It says that there is no network at all, which must keep nobody from trying. */
static void
test_network_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_CONNECTIVITY)
    g_value_set_enum (value, G_NETWORK_CONNECTIVITY_LOCAL);
  else
    g_value_set_boolean (value, prop_id == PROP_METERED && TEST_NETWORK (object)->metered);
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
}

static void
set_metered (TestNetwork *network, gboolean metered)
{
  network->metered = metered;
  g_object_notify (G_OBJECT (network), "network-metered");
}

/* ---- a registered desk behind a line ---- */

typedef struct
{
  Province province;
  Service service;
  FaultProxy *line;
  TestNetwork *network;
  Fixture fixture;
} Office;

static void
set_up (Office *self, gconstpointer data)
{
  g_autofree char *code = NULL, *url = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  province_setup (&self->province, NULL);
  service_start (&self->service, &self->province);
  self->line = fault_proxy_new ((guint16) g_ascii_strtoull (strrchr (self->service.address, ':') + 1, NULL, 10));
  self->network = g_object_new (TEST_TYPE_NETWORK, NULL);
  fixture_set_up (&self->fixture, NULL);
  url = g_strdup_printf ("http://127.0.0.1:%u", fault_proxy_port (self->line));
  code = province_ctl (&self->province, &status, NULL, "enrol", "--office", OFFICE, NULL);
  g_assert_true (mc_desk_enrol (self->fixture.desk, url, code, &error));
  g_assert_no_error (error);
}

static void
tear_down (Office *self, gconstpointer data)
{
  fixture_tear_down (&self->fixture, NULL);
  fault_proxy_free (self->line);
  g_object_unref (self->network);
  service_stop (&self->service);
  province_teardown (&self->province, NULL);
}

static void
start (Office *self)
{
  mc_desk_sync_start (self->fixture.desk, G_NETWORK_MONITOR (self->network));
}

static void
read_status (Office *self, McSyncStatus *status)
{
  mc_sync_status_clear (status);
  mc_desk_sync_status (self->fixture.desk, status);
}

/* Until the desk says so; the main loop goes on as a window's does. */
#define wait_for(office, status, condition)                                                                            \
  G_STMT_START                                                                                                         \
  {                                                                                                                    \
    for (read_status (office, &status); !(condition); read_status (office, &status))                                   \
      g_main_context_iteration (NULL, TRUE);                                                                           \
  }                                                                                                                    \
  G_STMT_END

static gboolean
all_sent (const McSyncStatus *status)
{
  return status->state == MC_LINK_GOOD && status->waiting == 0 && status->files == 0;
}

/* The exit code of motcuactl; what it said. */
static int
ctl (Office *self, char **out, char **err, ...)
{
  g_autofree char *program = g_build_filename (g_getenv ("MC_BUILD_ROOT"), "src", "ctl", "motcuactl", NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (char *) "--store");
  g_ptr_array_add (argv, self->fixture.folder);
  va_start (args, err);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (char *) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *) argv->pdata, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  return g_subprocess_get_exit_status (process);
}

/* ---- never twice at once ---- */

/* While the window exchanges, the timer's run says so and does nothing; afterwards it is silent, as there is nothing to do. */
static void
test_busy (Office *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = NULL;
  g_auto (McSyncStatus) status = { 0 };
  gboolean told = FALSE;

  start (self);
  wait_for (self, status, all_sent (&status));
  fault_proxy_stall (self->line, TRUE);
  dossier = fixture_receive (&self->fixture, "NGUYỄN THỊ HƯƠNG");
  wait_for (self, status, status.waiting == 1 && status.state == MC_LINK_WORKING);
  while (!told)
    {
      g_autofree char *out = NULL, *err = NULL;

      /* 4 as well between two tries of the window, when it finds no link itself. */
      g_assert_cmpint (ctl (self, &out, &err, "sync", "--once", NULL), ==, 4);
      g_assert_cmpstr (out, ==, "");
      told = strstr (err, "Another program is exchanging") != NULL;
    }
  fault_proxy_stall (self->line, FALSE);
  wait_for (self, status, all_sent (&status));
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM dossier"), ==, 1);
  g_assert_cmpint (ctl (self, NULL, NULL, "sync", "--once", NULL), ==, 0);
  fixture_assert_sound (&self->fixture);
}

/* Both at it all the time: each dossier is there once. */
static void
test_together (Office *self, gconstpointer data)
{
  g_auto (McSyncStatus) status = { 0 };

  start (self);
  for (int i = 0; i < 12; i++)
    {
      g_autoptr (McDossier) dossier = fixture_receive (&self->fixture, "TRẦN VĂN NAM");
      int code;

      mc_desk_sync_now (self->fixture.desk);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      code = ctl (self, NULL, NULL, "sync", "--once", NULL);
      g_assert_true (code == 0 || code == 4);
    }
  mc_desk_sync_now (self->fixture.desk);
  wait_for (self, status, all_sent (&status));
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM dossier"), ==, 12);
  g_assert_cmpint (status.quarantine, ==, 0);
  fixture_assert_sound (&self->fixture);
}

/* Not registered is no failure for a timer, and no line in the journal; asked for by hand it is one. */
static void
test_alone (Fixture *fixture, gconstpointer data)
{
  Office self = { .fixture = *fixture };
  g_autofree char *out = NULL, *err = NULL;

  g_assert_cmpint (ctl (&self, &out, &err, "sync", "--once", NULL), ==, 0);
  g_assert_cmpstr (out, ==, "");
  g_assert_cmpstr (err, ==, "");
  g_assert_cmpint (ctl (&self, NULL, NULL, "sync", NULL), ==, 1);
}

/* No network is "try again", and what the window says of it is a state, not a failure. A machine that says it has no network is asked all
 * the same. */
static void
test_offline (Office *self, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&self->fixture, "GIÀNG THỊ MỶ");
  g_auto (McSyncStatus) status = { 0 };
  g_autofree char *err = NULL;

  fault_proxy_refuse (self->line, TRUE);
  g_assert_cmpint (ctl (self, NULL, &err, "sync", "--once", NULL), ==, 4);
  g_assert_cmpstr (err, !=, "");
  start (self);
  wait_for (self, status, status.state == MC_LINK_OFFLINE);
  g_assert_cmpint (status.waiting, >, 0);
  fault_proxy_refuse (self->line, FALSE);
  wait_for (self, status, all_sent (&status));
}

/* ---- what was chosen ---- */

static void
attach (Office *self)
{
  g_autoptr (McDossier) dossier = fixture_receive (&self->fixture, "LÒ THỊ MAI"), attached = NULL;
  g_autofree char *path = g_build_filename (self->province.folder, "don.pdf", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "%PDF-1.7\nmot tep\n%%EOF\n", -1, &error));
  attached = mc_desk_attach (self->fixture.desk, dossier->code, MC_COMPONENT_RESULT, file, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* Over a network that is paid by its bytes dossiers go and files wait, until another network comes or it is chosen otherwise. */
static void
test_metered (Office *self, gconstpointer data)
{
  g_auto (McSyncStatus) status = { 0 };

  self->network->metered = TRUE;
  attach (self);
  start (self);
  wait_for (self, status, status.state == MC_LINK_GOOD && status.waiting == 0);
  g_assert_true (status.metered);
  g_assert_cmpint (status.files, ==, 1);
  g_assert_cmpint (province_sql (&self->province, "SELECT count(*) FROM file"), ==, 0);
  set_metered (self->network, FALSE);
  wait_for (self, status, all_sent (&status));

  set_metered (self->network, TRUE);
  mc_desk_sync_prefer (self->fixture.desk, &(McSyncPreferences) { .files_on_metered = TRUE });
  attach (self);
  wait_for (self, status, all_sent (&status));
}

/* It is chosen in the window, and holds when that is closed: for the timer, and for the next window. */
static void
test_kept (Office *self, gconstpointer data)
{
  const McSyncPreferences chosen = { .limit = 16 * 1024, .small_only = TRUE, .files_on_metered = TRUE };
  g_auto (McSyncStatus) status = { 0 };
  McSyncPreferences kept;
  g_autoptr (GError) error = NULL;

  start (self);
  mc_desk_sync_prefer (self->fixture.desk, &chosen);
  fixture_reopen (&self->fixture);
  attach (self);
  g_assert_cmpint (ctl (self, NULL, NULL, "sync", "--once", NULL), ==, 0);
  g_assert_true (mc_desk_read_sync_status (self->fixture.desk, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status.waiting, ==, 0);
  g_assert_cmpint (status.files, ==, 1);
  g_assert_true (mc_desk_read_sync_preferences (self->fixture.desk, &kept, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (kept.limit, ==, chosen.limit);
  g_assert_true (kept.small_only && kept.files_on_metered);

  start (self);
  wait_for (self, status, status.state == MC_LINK_GOOD && status.preferences.limit == chosen.limit);
  g_assert_true (status.preferences.small_only);
  mc_desk_sync_prefer (self->fixture.desk, &(McSyncPreferences) { .limit = 0 });
  wait_for (self, status, all_sent (&status));
}

#define office_test(path, func) g_test_add (path, Office, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  if (!province_tests_begin (&argc, &argv))
    return 0;
  office_test ("/background/never-twice-at-once", test_busy);
  office_test ("/background/window-and-timer-together", test_together);
  fixture_test ("/background/a-desk-that-works-alone", test_alone);
  office_test ("/background/without-a-link", test_offline);
  office_test ("/background/files-wait-on-a-metered-network", test_metered);
  office_test ("/background/what-was-chosen-is-kept-and-obeyed", test_kept);
  return province_tests_run ();
}
