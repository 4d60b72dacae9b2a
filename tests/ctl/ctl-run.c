/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl-run.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

static const char office_json[]
    = "{\"code\":\"H15.50.05.13\",\"province\":\"15\",\"commune\":\"04714\",\"desk\":2,\"desks\":[1,2,3],\"phone\":\"0200 000 000\"}";

void
ctl_run_setup (CtlRun *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("motcua-ctl-XXXXXX", &error);
  g_assert_no_error (error);
  self->store = g_build_filename (self->folder, "store", NULL);
  self->office = g_build_filename (self->folder, "office.json", NULL);
  g_file_set_contents (self->office, office_json, -1, &error);
  g_assert_no_error (error);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }
  g_rmdir (path);
}

void
ctl_run_teardown (CtlRun *self, gconstpointer data)
{
  remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->store);
  g_free (self->office);
  g_free (self->out);
  g_free (self->err);
}

void
ctl_run (CtlRun *self, const char *input, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *program = g_build_filename (g_getenv ("MC_BUILD_ROOT"), "src", "ctl", "motcuactl", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, program);
  g_ptr_array_add (argv, (gpointer) "--store");
  g_ptr_array_add (argv, self->store);
  va_start (args, input);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer) argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  g_clear_pointer (&self->out, g_free);
  g_clear_pointer (&self->err, g_free);
  process = g_subprocess_newv ((const char *const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, &self->out, &self->err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  self->status = g_subprocess_get_exit_status (process);
}

void
ctl_run_init (CtlRun *self)
{
  ctl_run (self, NULL, "init", "--office", self->office, "--trial", NULL);
  g_assert_cmpint (self->status, ==, 0);
}

guint
ctl_run_n_lines (CtlRun *self)
{
  guint n = 0;

  for (const char *p = self->out; *p != '\0'; p++)
    n += *p == '\n';
  return n;
}

JsonNode *
ctl_run_line (CtlRun *self, guint n)
{
  g_auto (GStrv) lines = g_strsplit (self->out, "\n", -1);
  g_autoptr (GError) error = NULL;
  JsonNode *node;

  g_assert_cmpuint (n, <, g_strv_length (lines));
  node = json_from_string (lines[n], &error);
  g_assert_no_error (error);
  g_assert_nonnull (node);
  g_assert_true (JSON_NODE_HOLDS_OBJECT (node));
  return node;
}
