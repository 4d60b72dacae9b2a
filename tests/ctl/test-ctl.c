/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public interface: commands, JSON keys and exit codes as design/ctl.md gives them. */
#include <string.h>

#include "ctl-run.h"

#define CARD "015144001234|012345678|GIÀNG THỊ MỶ|00001944|Nữ|Thôn Nà Lốc, Yên Bình, Lào Cai|15042021"
#define GOOD "{\"ref\":\"%s\",\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Trần Thị Sen\",\"birth\":\"1990-05\"}}\n"

static const char *
text_of (JsonNode *node, const char *key)
{
  return json_object_get_string_member_with_default (json_node_get_object (node), key, "");
}

static void
test_init (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) line = NULL;

  ctl_run (run, NULL, "--json", "init", "--office", run->office, "--trial", NULL);
  g_assert_cmpint (run->status, ==, 0);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "store"), ==, run->store);
  g_assert_cmpstr (text_of (line, "office"), ==, "H15.50.05.13");
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (line), "desk"), ==, 2);
  g_assert_cmpuint (strlen (text_of (line, "origin")), ==, 32);

  /* A second one does not write over the first. */
  ctl_run (run, NULL, "init", "--office", run->office, NULL);
  g_assert_cmpint (run->status, ==, 1);
}

static void
test_usage (CtlRun *run, gconstpointer data)
{
  ctl_run (run, NULL, "conjure", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "init", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "list", "--no-such-option", NULL);
  g_assert_cmpint (run->status, ==, 2);
  /* There is no store yet. */
  ctl_run (run, NULL, "list", NULL);
  g_assert_cmpint (run->status, ==, 3);
}

static void
test_receive_card (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) line = NULL;

  ctl_run_init (run);
  /* The example of desk.md 2.3: Monday 23/11/2026 08:41, three working days, Thursday 16:30. */
  ctl_run (run, "{\"ref\":\"a\",\"procedure\":\"1.004873\",\"card\":\"" CARD "\"}\n", "--at", "2026-11-23T08:41", "--json",
           "receive", NULL);
  g_assert_cmpint (run->status, ==, 0);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "ref"), ==, "a");
  /* Desk 2 owns 0101 to 0200. */
  g_assert_cmpstr (text_of (line, "code"), ==, "H15.50.05.13-261123-0101");
  g_assert_cmpstr (text_of (line, "due"), ==, "2026-11-26T16:30:00+07:00");
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (json_node_get_object (line), "state"), "number"), ==, 2);

  ctl_run (run, NULL, "--json", "search", "giang thi m", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 1);
  ctl_run (run, NULL, "--json", "search", "015144001234", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 1);
}

/* A timer and a script run without a locale: no name may lose its marks there. */
static void
test_no_locale (CtlRun *run, gconstpointer data)
{
  g_autofree char *before = g_strdup (g_getenv ("LC_ALL")), *line = g_strdup_printf (GOOD, "c");
  g_autoptr (JsonNode) found = NULL;

  g_setenv ("LC_ALL", "C", TRUE);
  ctl_run_init (run);
  ctl_run (run, line, "--as", "Lò Thị Hoa", "receive", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "--json", "search", "trần thị", NULL);
  g_setenv ("LC_ALL", before != NULL ? before : "C.UTF-8", TRUE);
  g_assert_cmpint (run->status, ==, 0);
  found = ctl_run_line (run, 0);
  g_assert_cmpstr (json_object_get_string_member (json_object_get_object_member (json_node_get_object (found), "applicant"), "name"), ==,
                   "TRẦN THỊ SEN");
}

static void
test_ref_acts_once (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "same"), *first = NULL;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  first = g_strdup (run->out);
  ctl_run (run, line, "--json", "receive", "-", NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpstr (run->out, ==, first);
  ctl_run (run, NULL, "--json", "list", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 1);
}

/* Each refused line named with the reason, the others done. */
static void
test_bad_lines (CtlRun *run, gconstpointer data)
{
  g_autoptr (GString) input = g_string_new (NULL);
  static const char *const bad[] = {
    "not json",
    "[]",
    "{\"procedure\":\"1.004873\"}",
    "{\"procedure\":\"9.999999\",\"applicant\":{\"name\":\"A\"}}",
    "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":5}}",
    "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"A\",\"id\":\"123\",\"id_kind\":\"personal\"}}",
    "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"A\",\"birth\":\"31/2\"}}",
    "{\"procedure\":\"1.004873\",\"card\":\"015144001234|\"}",
  };

  ctl_run_init (run);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *ref = g_strdup_printf ("good-%u", i);

      g_string_append_printf (input, "%s\n" GOOD, bad[i], ref);
    }
  ctl_run (run, input->str, "--json", "receive", NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, G_N_ELEMENTS (bad));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *named = g_strdup_printf ("line %u: ", 2 * i + 1);

      g_assert_nonnull (strstr (run->err, named));
    }
}

static void
test_dossier_life (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "life"), *code = NULL;
  g_autoptr (JsonNode) received = NULL, shown = NULL;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  received = ctl_run_line (run, 0);
  code = g_strdup (text_of (received, "code"));

  /* Only what is done is returned (states 9 to 10). */
  ctl_run (run, NULL, "act", code, "return", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "act", code, "forward", "--to", "Công chức hộ tịch", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "act", code, "complete", "--to", "12/XN", NULL);
  ctl_run (run, NULL, "act", code, "return", NULL);
  g_assert_cmpint (run->status, ==, 0);

  ctl_run (run, NULL, "--json", "show", code, NULL);
  shown = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (shown, "result_number"), ==, "12/XN");
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (json_node_get_object (shown), "state"), "number"), ==, 10);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (shown), "events")), ==, 4);

  ctl_run (run, NULL, "show", "H15.50.05.13-261123-9999", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "--json", "verify", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "--json", "rebuild", "--check", NULL);
  g_assert_cmpint (run->status, ==, 0);
}

/* Attached files are verified with the rest, one by one. */
static void
test_verify_files (CtlRun *run, gconstpointer data)
{
  g_autofree char *path = g_build_filename (run->folder, "don.pdf", NULL), *code = NULL;
  g_autoptr (JsonNode) received = NULL, whole = NULL;

  ctl_run_init (run);
  ctl_run (run, "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Lò Thị Mai\",\"birth\":\"1990\"}}\n", "--json", "receive", "-", NULL);
  received = ctl_run_line (run, 0);
  code = g_strdup (text_of (received, "code"));
  g_assert_true (g_file_set_contents (path, "%PDF-1.4\nx\n%%EOF\n", -1, NULL));
  ctl_run (run, NULL, "attach", code, "--component", "result", path, NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "--json", "verify", NULL);
  g_assert_cmpint (run->status, ==, 0);
  whole = ctl_run_line (run, 0);
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (whole), "blobs"), ==, 1);
}

/* What is read out on the telephone names no citizen, no path and no user. */
static void
test_diagnose (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) facts = NULL;
  JsonObject *object;

  ctl_run_init (run);
  ctl_run (run, "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Lò Thị Mai\",\"birth\":\"1990\"}}\n", "receive", "-", NULL);
  ctl_run (run, NULL, "--json", "diagnose", NULL);
  g_assert_cmpint (run->status, ==, 0);
  facts = ctl_run_line (run, 0);
  object = json_node_get_object (facts);
  g_assert_cmpstr (text_of (facts, "office"), ==, "H15.50.05.13");
  g_assert_cmpstr (text_of (facts, "state"), ==, "none");
  g_assert_cmpint (json_object_get_int_member (object, "dossiers"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "store_bytes"), >, 0);
  g_assert_cmpint (json_object_get_int_member (object, "disk_free_bytes"), >, 0);
  g_assert_null (strstr (run->out, "Mai"));
  g_assert_null (strstr (run->out, run->folder));
  ctl_run (run, NULL, "diagnose", NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_null (strstr (run->out, run->folder));
}

static void
test_cursor (CtlRun *run, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *after = NULL;

  ctl_run (run, NULL, "demo", "--dossiers", "25", NULL);
  g_assert_cmpint (run->status, ==, 0);
  do
    {
      guint n;

      if (after == NULL)
        ctl_run (run, NULL, "--json", "list", "--limit", "10", NULL);
      else
        ctl_run (run, NULL, "--json", "list", "--limit", "10", "--after", after, NULL);
      g_clear_pointer (&after, g_free);
      n = ctl_run_n_lines (run);
      for (guint i = 0; i < n; i++)
        {
          g_autoptr (JsonNode) line = ctl_run_line (run, i);

          if (json_object_has_member (json_node_get_object (line), "code"))
            g_assert_true (g_hash_table_add (seen, g_strdup (text_of (line, "code"))));
          else
            after = g_strdup (text_of (line, "after"));
        }
    }
  while (after != NULL);
  g_assert_cmpuint (g_hash_table_size (seen), ==, 25);
}

/* What cannot be answered together is refused, and not silently left out. */
static void
test_list_options (CtlRun *run, gconstpointer data)
{
  ctl_run (run, NULL, "demo", "--dossiers", "5", NULL);
  ctl_run (run, NULL, "list", "--overdue", "--state", "processing", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "list", "--due", "2026-11-23", "--from", "2026-11-01", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "--json", "list", "--from", "2020-01-01", "--to", "2020-01-31", NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 0);
  ctl_run (run, NULL, "--json", "list", "--from", "2020-01-01", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 5);
}

/* --at stands for the clock only where nobody's deadline hangs on it, and the real clock is journalled beside it. */
static void
test_stated_time (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "x");

  ctl_run (run, NULL, "init", "--office", run->office, NULL);
  ctl_run (run, line, "--at", "2026-11-23T08:41", "receive", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, line, "--at", "yesterday", "receive", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "--json", "list", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 0);
}

static void
test_due (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) line = NULL;

  ctl_run_init (run);
  /* NĐ 61/2018 Đ.18: received after 15:00 counts as the next working day's. */
  ctl_run (run, NULL, "--json", "due", "1.004873", "--received", "2026-11-23T15:10", NULL);
  g_assert_cmpint (run->status, ==, 0);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "due"), ==, "2026-11-27T16:30:00+07:00");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json_node_get_object (line), "counted")), ==, 3);
  g_assert_cmpstr (text_of (line, "reason"), !=, "");
  ctl_run (run, NULL, "due", "0.000000", NULL);
  g_assert_cmpint (run->status, ==, 1);
}

static void
test_card (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) line = NULL;

  ctl_run (run, NULL, "--json", "card", CARD, NULL);
  g_assert_cmpint (run->status, ==, 0);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "id"), ==, "015144001234");
  g_assert_cmpstr (text_of (line, "name"), ==, "GIÀNG THỊ MỶ");
  g_assert_cmpstr (text_of (line, "birth"), ==, "1944");
  g_assert_cmpstr (text_of (line, "sex"), ==, "female");
  g_assert_cmpstr (text_of (line, "issued"), ==, "2021-04-15");
  ctl_run (run, NULL, "card", "hello", NULL);
  g_assert_cmpint (run->status, ==, 1);
}

static void
test_print (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "p"), *pdf = g_build_filename (run->folder, "slip.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (JsonNode) received = NULL, printed = NULL;
  gsize size;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  received = ctl_run_line (run, 0);
  ctl_run (run, NULL, "--json", "print", text_of (received, "code"), "--form", "01", "--paper", "a5", "--output", pdf, NULL);
  g_assert_cmpint (run->status, ==, 0);
  printed = ctl_run_line (run, 0);
  /* Two copies, a page each. */
  g_assert_cmpint (json_object_get_int_member (json_node_get_object (printed), "pages"), ==, 2);
  g_assert_true (g_file_get_contents (pdf, &content, &size, NULL));
  g_assert_cmpmem (content, 5, "%PDF-", 5);

  ctl_run (run, NULL, "print", text_of (received, "code"), "--form", "01", "--output", "/no/such/folder/slip.pdf", NULL);
  g_assert_cmpint (run->status, !=, 0);
}

#define PORTAL "ma_thu_tuc\tten\tlinh_vuc\n9.000001\tCấp thẻ thư viện\tVăn hóa\n9.000002\t. Mượn sách\tVăn hóa\n"

static void
test_catalogue (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) line = NULL;

  ctl_run_init (run);
  ctl_run (run, NULL, "--json", "catalogue", "list", NULL);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 77);
  ctl_run (run, NULL, "--json", "catalogue", "list", "ttk", NULL);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "code"), ==, "1.004873");
  ctl_run (run, "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"1.1\"}]}", "catalogue", "import", "-", NULL);
  g_assert_cmpint (run->status, ==, 1);
  /* The portal's table: told, and not taken; then taken but for the row that went wrong. */
  ctl_run (run, PORTAL, "--json", "catalogue", "import", "-", "--dry-run", "--from", "2026-11-24", NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 1 + 77); /* and all that the file does not have */
  g_clear_pointer (&line, json_node_unref);
  line = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (line, "change"), ==, "new");
  g_assert_cmpstr (text_of (line, "code"), ==, "9.000001");
  ctl_run (run, NULL, "catalogue", "show", "9.000001", "--on", "2026-11-24", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, PORTAL, "catalogue", "import", "-", "--from", "2026-11-24", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "catalogue", "show", "9.000001", "--on", "2026-11-24", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, PORTAL, "catalogue", "import", "-", "--from", "24/11/2026", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "catalogue", "show", "1.004873", "--on", "2020-01-01", NULL);
  g_assert_cmpint (run->status, ==, 1);

  /* What the office says itself counts at once, and is no change of the province's. */
  ctl_run (run, "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"1.004873\",\"from\":\"2026-12-01\",\"abolished\":true}]}",
           "catalogue", "import", "-", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "catalogue", "show", "1.004873", "--on", "2026-12-01", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "catalogue", "show", "1.004873", "--on", "2026-11-30", NULL);
  g_assert_cmpint (run->status, ==, 0);
  ctl_run (run, NULL, "--json", "catalogue", "pending", NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 0);
  ctl_run (run, NULL, "catalogue", "pending", "more", NULL);
  g_assert_cmpint (run->status, ==, 2);
}

/* What a shell shows is for people: words, and never the journal's own names. */
static void
test_history_in_words (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "h"), *pdf = g_build_filename (run->folder, "slip.pdf", NULL), *code = NULL;
  g_autoptr (JsonNode) received = NULL;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  received = ctl_run_line (run, 0);
  code = g_strdup (text_of (received, "code"));
  ctl_run (run, NULL, "print", code, "--output", pdf, NULL);
  ctl_run (run, NULL, "show", code, NULL);
  g_assert_nonnull (strstr (run->out, "\tReceived\t"));
  g_assert_nonnull (strstr (run->out, "\tMade a file of form 01\t"));
  g_assert_null (strstr (run->out, "\treceive\t"));
}

/* A command that is asked for help gives its own, and does nothing; what is not known is told together with what is. */
static void
test_help (CtlRun *run, gconstpointer data)
{
  static const char *const commands[] = { "init", "demo", "catalogue", "due", "card", "receive", "show", "list", "search", "act",
                                          "print", "verify", "rebuild", "last-slip", "bench" };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      ctl_run (run, NULL, commands[i], "--help", NULL);
      g_assert_cmpint (run->status, ==, 0);
      g_assert_nonnull (strstr (run->out, commands[i]));
      g_assert_cmpstr (run->err, ==, "");
    }
  ctl_run (run, NULL, "nothing", "--help", NULL);
  g_assert_cmpint (run->status, ==, 2);
  ctl_run (run, NULL, "act", "H15.50.05.13-261123-0101", "nothing", NULL);
  g_assert_cmpint (run->status, ==, 2);
  g_assert_nonnull (strstr (run->err, "request-supplement"));
  ctl_run (run, NULL, "list", "--state", "nothing", NULL);
  g_assert_cmpint (run->status, ==, 2);
  g_assert_nonnull (strstr (run->err, "processing"));
}

/* A line in Khmer cannot be printed: it is said once, when the office begins, and the slips come all the same. So they do
 * for a name with such a letter. */
static void
test_unprintable (CtlRun *run, gconstpointer data)
{
  static const char odd[] = "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"L\u00dd \u6f22\",\"no_phone\":true}}\n";
  g_autofree char *office = g_build_filename (run->folder, "khmer.json", NULL), *text = NULL, *changed = NULL;
  g_autofree char *pdf = g_build_filename (run->folder, "slip.pdf", NULL);
  g_autoptr (JsonNode) received = NULL;

  g_assert_true (g_file_get_contents (run->office, &text, NULL, NULL));
  changed = g_strconcat ("{\"local_line\":\"\u1798\u1787\",", strchr (text, '{') + 1, NULL);
  g_assert_true (g_file_set_contents (office, changed, -1, NULL));
  ctl_run (run, NULL, "init", "--trial", "--office", office, NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_nonnull (strstr (run->err, "\u1798"));
  ctl_run (run, odd, "--json", "receive", NULL);
  received = ctl_run_line (run, 0);
  ctl_run (run, NULL, "print", text_of (received, "code"), "--output", pdf, NULL);
  g_assert_cmpint (run->status, ==, 0);
  g_assert_true (g_file_test (pdf, G_FILE_TEST_IS_REGULAR));
  g_assert_nonnull (strstr (run->err, "\u1798"));
  g_assert_nonnull (strstr (run->err, "\u6f22"));
}

/* An office file that is no JSON is refused for its data, on trial or not. */
static void
test_bad_office (CtlRun *run, gconstpointer data)
{
  g_autofree char *office = g_build_filename (run->folder, "bad.json", NULL);

  g_assert_true (g_file_set_contents (office, "{\"code\":", -1, NULL));
  ctl_run (run, NULL, "init", "--office", office, NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "init", "--trial", "--office", office, NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "init", "--office", "/no/such/file", NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_nonnull (strstr (run->err, "/no/such/file cannot be read"));
}

/* A line names the papers by their keys; what the citizen holds in his hand has their names. */
static void
test_papers_by_key (CtlRun *run, gconstpointer data)
{
  g_autoptr (JsonNode) received = NULL, shown = NULL;
  JsonObject *paper;

  ctl_run_init (run);
  ctl_run (run, "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Sen\"},\"components\":[{\"key\":\"to-khai\",\"originals\":1}]}\n", "--json",
           "receive", NULL);
  g_assert_cmpint (run->status, ==, 0);
  received = ctl_run_line (run, 0);
  ctl_run (run, NULL, "--json", "show", text_of (received, "code"), NULL);
  shown = ctl_run_line (run, 0);
  paper = json_array_get_object_element (json_object_get_array_member (json_node_get_object (shown), "components"), 0);
  g_assert_cmpstr (json_object_get_string_member (paper, "name"), ==, "Tờ khai");

  /* A paper that nobody knows needs one. */
  ctl_run (run, "{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Sen\"},\"components\":[{\"key\":\"khac-1\",\"originals\":1}]}\n", "receive", NULL);
  g_assert_cmpint (run->status, ==, 1);
}

/* The wrong name is put right from a shell too; the slip after it says what it takes the place of. */
static void
test_correct (CtlRun *run, gconstpointer data)
{
  g_autofree char *line = g_strdup_printf (GOOD, "a"), *code = NULL;
  g_autoptr (JsonNode) received = NULL, corrected = NULL;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  received = ctl_run_line (run, 0);
  code = g_strdup (text_of (received, "code"));
  ctl_run (run, "{\"applicant\":{\"name\":\"Trần Thị Sến\",\"birth\":\"1990-05\"}}", "--json", "act", code, "correct", "--changes", "-", "--note",
           "nghe nhầm", NULL);
  g_assert_cmpint (run->status, ==, 0);
  corrected = ctl_run_line (run, 0);
  g_assert_cmpstr (text_of (corrected, "code"), ==, code);
  ctl_run (run, NULL, "show", code, NULL);
  g_assert_nonnull (strstr (run->out, "Họ và tên: TRẦN THỊ SEN → TRẦN THỊ SẾN"));
  g_assert_nonnull (strstr (run->out, "nghe nhầm"));

  ctl_run (run, NULL, "act", code, "correct", "--note", "x", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, "{\"procedure\":\"1.000894\"}", "act", code, "correct", "--changes", "-", "--note", "x", NULL);
  g_assert_cmpint (run->status, ==, 1);
  ctl_run (run, NULL, "act", code, "correct", "--changes", "/no/such/file", "--note", "x", NULL);
  g_assert_cmpint (run->status, !=, 0);
  ctl_run (run, NULL, "rebuild", "--check", NULL);
  g_assert_cmpint (run->status, ==, 0);
}

/* A key that sticks: what it wrote into a note is kept like any other text. */
static void
test_brackets (CtlRun *run, gconstpointer data)
{
  g_autofree char *brackets = g_strnfill (1000, '['), *note = g_strconcat ("\\\"", brackets, NULL);
  g_autofree char *line = g_strdup_printf ("{\"procedure\":\"1.004873\",\"applicant\":{\"name\":\"Sen\"},\"note\":\"%s\"}\n", note);
  g_autoptr (JsonNode) received = NULL, shown = NULL;

  ctl_run_init (run);
  ctl_run (run, line, "--json", "receive", NULL);
  g_assert_cmpint (run->status, ==, 0);
  received = ctl_run_line (run, 0);
  ctl_run (run, NULL, "--json", "show", text_of (received, "code"), NULL);
  shown = ctl_run_line (run, 0);
  g_assert_true (g_str_has_suffix (text_of (shown, "note"), brackets));
  ctl_run (run, NULL, "rebuild", "--check", NULL);
  g_assert_cmpint (run->status, ==, 0);
}

/* A line nested deeper than any stack is refused like any other, and the next one is taken. */
static void
test_deep_line (CtlRun *run, gconstpointer data)
{
  g_autoptr (GString) input = g_string_new (NULL);

  ctl_run_init (run);
  for (int i = 0; i < 900000; i++)
    g_string_append_c (input, '[');
  g_string_append_printf (input, "\n" GOOD, "after");
  ctl_run (run, input->str, "--json", "receive", NULL);
  g_assert_cmpint (run->status, ==, 1);
  g_assert_cmpuint (ctl_run_n_lines (run), ==, 1);
}

#define ADD(path, function) g_test_add (path, CtlRun, NULL, ctl_run_setup, function, ctl_run_teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/ctl/init-prints-store-office-desk-origin", test_init);
  ADD ("/ctl/usage-is-2-and-no-store-is-3", test_usage);
  ADD ("/ctl/card-in-a-line-fills-the-person", test_receive_card);
  ADD ("/ctl/names-keep-their-marks-without-a-locale", test_no_locale);
  ADD ("/ctl/one-ref-acts-once", test_ref_acts_once);
  ADD ("/ctl/refused-lines-are-named-others-done", test_bad_lines);
  ADD ("/ctl/papers-named-by-key-have-names", test_papers_by_key);
  ADD ("/ctl/a-dossier-is-corrected", test_correct);
  ADD ("/ctl/a-key-that-sticks-writes-a-note-like-any-other", test_brackets);
  ADD ("/ctl/a-line-nested-deep-is-refused", test_deep_line);
  ADD ("/ctl/a-dossier-from-receipt-to-return", test_dossier_life);
  ADD ("/ctl/history-is-in-words", test_history_in_words);
  ADD ("/ctl/each-command-has-help", test_help);
  ADD ("/ctl/letters-no-paper-can-show-are-told", test_unprintable);
  ADD ("/ctl/an-office-file-that-is-none-is-refused", test_bad_office);
  ADD ("/ctl/cursor-walks-every-row-once", test_cursor);
  ADD ("/ctl/attached-files-are-verified", test_verify_files);
  ADD ("/ctl/diagnosis-names-nobody", test_diagnose);
  ADD ("/ctl/list-refuses-what-does-not-go-together", test_list_options);
  ADD ("/ctl/stated-time-only-in-trial-stores", test_stated_time);
  ADD ("/ctl/due-gives-day-and-reason", test_due);
  ADD ("/ctl/card-prints-the-person", test_card);
  ADD ("/ctl/print-writes-both-copies", test_print);
  ADD ("/ctl/catalogue-lists-and-refuses", test_catalogue);
  return g_test_run ();
}
