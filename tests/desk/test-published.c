/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province changes, as an open desk lives it: said in words when it comes, in use at its moment, by itself. */
#include "common-chain.h"

#include "mc-desk-changes.h"
#include "mc-form.h"

#define CODE FIXTURE_PROCEDURE

typedef struct
{
  Fixture desk;
  Common common;
} Setup;

static void
set_up (Setup *self, gconstpointer data)
{
  fixture_set_up (&self->desk, NULL);
  common_init (&self->common, FIXTURE_NOW - 3600);
  common_enrol (&self->common, &self->desk);
}

static void
tear_down (Setup *self, gconstpointer data)
{
  fixture_tear_down (&self->desk, NULL);
  common_clear (&self->common);
}

#define published_test(path, func) g_test_add (path, Setup, NULL, set_up, func, tear_down)

typedef struct
{
  int catalogue, office, published;
} Signals;

static void
count (McDesk *desk, int *counter)
{
  (*counter)++;
}

static void
listen (Signals *self, McDesk *desk)
{
  *self = (Signals) { 0 };
  g_signal_connect (desk, "catalogue-changed", G_CALLBACK (count), &self->catalogue);
  g_signal_connect (desk, "office-changed", G_CALLBACK (count), &self->office);
  g_signal_connect (desk, "published-changed", G_CALLBACK (count), &self->published);
}

static void
wait_for (const int *counter)
{
  while (*counter == 0)
    g_main_context_iteration (NULL, TRUE);
}

static const char *
name_now (Setup *self)
{
  return mc_desk_procedure (self->desk.desk, CODE, mc_desk_today (self->desk.desk))->short_name;
}

/* The window is open all day: it is told at once, and nothing it works by changes until 17:00; then it does by itself. */
static void
test_open_desk (Setup *self, gconstpointer data)
{
  g_autofree char *procedure = common_procedure (CODE, "Mới", "2026-11-23", 2, 0);
  McProcedure *before;
  McOffice *office;
  Signals signals;

  /* The province has been heard of before this morning. */
  common_publish (&self->common, "signers", "{\"format\":\"motcua-signers-1\",\"signers\":[]}");
  common_deliver (&self->common, &self->desk);
  fixture_reopen (&self->desk);
  before = mc_desk_procedure (self->desk.desk, CODE, FIXTURE_DAY);
  office = mc_desk_office (self->desk.desk);
  listen (&signals, self->desk.desk);
  common_publish_procedures (&self->common, procedure);
  common_publish (&self->common, "settings", "{\"format\":\"motcua-settings-1\",\"settings\":{\"phone\":\"1022\"}}");
  common_deliver (&self->common, &self->desk);
  wait_for (&signals.published);
  g_assert_cmpint (signals.catalogue + signals.office, ==, 0);
  g_assert_true (mc_desk_procedure (self->desk.desk, CODE, FIXTURE_DAY) == before);
  g_assert_true (mc_desk_office (self->desk.desk) == office);

  signals.published = 0;
  common_set_clock (&self->desk, "2026-11-23T17:00:00");
  wait_for (&signals.published);
  g_assert_cmpint (signals.catalogue, ==, 1);
  g_assert_cmpint (signals.office, ==, 1);
  g_assert_cmpstr (name_now (self), ==, "Mới");
  g_assert_cmpstr (mc_desk_office (self->desk.desk)->phone, ==, "1022");
}

/* One second before, an open desk has looked and found nothing to do. */
static void
test_not_a_second_before (Setup *self, gconstpointer data)
{
  g_autofree char *procedure = common_procedure (CODE, "Mới", "2026-12-01", 2, 0);
  Signals signals;

  listen (&signals, self->desk.desk);
  common_publish_procedures (&self->common, procedure);
  common_deliver (&self->common, &self->desk);
  wait_for (&signals.published);
  common_set_clock (&self->desk, "2026-11-30T23:59:59");
  signals.published = 0;
  wait_for (&signals.published); /* the release of that evening passed */
  g_assert_cmpstr (name_now (self), ==, "Xác nhận tình trạng hôn nhân");
  signals.published = 0;
  common_set_clock (&self->desk, "2026-12-01T00:00:00");
  wait_for (&signals.published);
  g_assert_cmpstr (name_now (self), ==, "Mới");
}

/* ---- in words ------------------------------------------------------------------------------------------------- */

static GPtrArray *
changes_of (Setup *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *changes = mc_desk_changes (self->desk.desk, &error);

  g_assert_no_error (error);
  return changes;
}

static const McChange *
nth (GPtrArray *changes, guint i)
{
  g_assert_cmpuint (i, <, changes->len);
  return g_ptr_array_index (changes, i);
}

static void
assert_line (const McChange *change, const char *line)
{
  if (!g_strv_contains ((const char *const *) change->lines, line))
    g_test_message ("%s: %s", change->title, change->lines[0] != NULL ? change->lines[0] : "nothing");
  g_assert_true (g_strv_contains ((const char *const *) change->lines, line));
}

static void
assert_when (Setup *self, const McChange *change, const char *when)
{
  g_autofree char *text = mc_change_when_text (change, mc_clock_now (self->desk.clock));

  g_assert_cmpstr (text, ==, when);
}

static void
test_words (Setup *self, gconstpointer data)
{
  g_autofree char *other = common_procedure ("9.000001", "Hỗ trợ mai táng", "2026-12-01", 3, 0);
  g_autoptr (GPtrArray) changes = NULL;
  const McChange *change;

  common_publish_procedures (
      &self->common, "{\"code\":\"" CODE "\",\"name\":\"Thủ tục cấp Giấy xác nhận tình trạng hôn nhân\",\"short\":\"Xác nhận hôn nhân\","
                     "\"decision\":\"99/QĐ-UBND\",\"from\":\"2026-11-23\",\"field\":{\"code\":\"G15-HT\",\"name\":\"Hộ tịch\"},"
                     "\"cases\":[{\"key\":\"thuong\",\"name\":\"Thường\",\"time\":{\"direct\":{\"n\":2,\"unit\":\"working-days\"},"
                     "\"online\":{\"n\":2,\"unit\":\"working-days\"},\"post\":{\"n\":2,\"unit\":\"working-days\"}},"
                     "\"fee\":{\"direct\":0,\"online\":0,\"post\":0},"
                     "\"fee_rule\":{\"unit\":\"copy\",\"steps\":[{\"each\":0}]}}],"
                     "\"exempt\":[{\"key\":\"nguoi-gia\",\"name\":\"Người cao tuổi\"}],"
                     "\"components\":[{\"key\":\"cam-doan\",\"name\":\"Giấy cam đoan\",\"required\":true,\"originals\":1}]}");
  common_publish_procedures (&self->common, other);
  common_publish_procedures (&self->common,
                             "{\"code\":\"1.004845\",\"from\":\"2026-12-01\",\"abolished\":true,\"replaced_by\":\"9.000001\"}");
  common_deliver (&self->common, &self->desk);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 3);

  change = nth (changes, 0);
  g_assert_cmpint (change->kind, ==, MC_CHANGE_CHANGED);
  g_assert_cmpstr (change->code, ==, CODE);
  g_assert_cmpstr (change->decision, ==, "99/QĐ-UBND");
  assert_line (change, "Time: 3 → 2 ngày làm việc");
  assert_line (change, "Fee: set by the council → 0 đồng");
  assert_line (change, "The fee is reckoned in another way");
  assert_line (change, "Pays no fee now: Người cao tuổi");
  assert_line (change, "A paper more: Giấy cam đoan");
  assert_when (self, change, "Takes effect from 17:00 today");

  change = nth (changes, 1);
  g_assert_cmpint (change->kind, ==, MC_CHANGE_NEW);
  assert_when (self, change, "Takes effect from 01/12/2026");
  change = nth (changes, 2);
  g_assert_cmpint (change->kind, ==, MC_CHANGE_ABOLISHED);
  g_assert_cmpstr (change->title, ==, "Chấm dứt giám hộ");
  assert_line (change, "Replaced by: Hỗ trợ mai táng (9.000001)");

  /* In force it is still told for a month. */
  common_set_clock (&self->desk, "2026-12-02T08:00:00");
  g_clear_pointer (&changes, g_ptr_array_unref);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 3);
  g_assert_true (nth (changes, 0)->in_force);
  assert_when (self, nth (changes, 2), "In force since 17:00 on 23/11/2026");
  common_set_clock (&self->desk, "2027-01-02T08:00:00");
  g_clear_pointer (&changes, g_ptr_array_unref);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 0);
}

/* What says the same as before is none: the starter catalogue, published. */
static void
test_nothing_new (Setup *self, gconstpointer data)
{
  g_autofree char *procedure = common_procedure ("9.000001", "Một", "2026-11-01", 3, 0);
  g_autoptr (GPtrArray) changes = NULL;

  common_publish_procedures (&self->common, procedure);
  common_publish_procedures (&self->common, procedure);
  common_deliver (&self->common, &self->desk);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 1);
}

static void
test_other_subjects (Setup *self, gconstpointer data)
{
  g_autoptr (GPtrArray) changes = NULL;

  common_publish (&self->common, "holidays",
                  "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"off\",\"name\":\"ngày Văn hóa\"},"
                  "{\"date\":\"2027-01-01\",\"kind\":\"normal\"}]}");
  common_publish (&self->common, "settings",
                  "{\"format\":\"motcua-settings-1\",\"settings\":{\"phone\":\"1022\",\"hours\":{\"cut_off\":\"14:30\"}}}");
  common_publish (&self->common, "signers",
                  "{\"format\":\"motcua-signers-1\",\"signers\":[{\"office\":\"H15.50.05.13\",\"name\":\"LÒ VĂN TÚ\",\"title\":\"Phó Chủ "
                  "tịch\",\"mode\":\"KT.\",\"from\":\"2026-12-01\"},{\"office\":\"H15.50.05.14\",\"name\":\"AI ĐÓ\",\"title\":\"Chủ "
                  "tịch\"}]}");
  common_publish (&self->common, "weather", "{\"rain\":true}");
  common_publish_procedures (&self->common, "{\"code\":\"9.7\",\"name\":\"Hỏng\",\"from\":\"2026-12-01\",\"cases\":[]}");
  common_deliver (&self->common, &self->desk);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 5);
  for (guint i = 0; i < changes->len; i++)
    {
      const McChange *change = nth (changes, i);

      switch (change->subject)
        {
        case MC_CHANGE_OF_HOLIDAYS:
          assert_line (change, "Day off: Thứ Ba 24/11/2026, ngày Văn hóa");
          assert_line (change, "A day like any other again: Thứ Sáu 01/01/2027 (Tết Dương lịch)");
          break;
        case MC_CHANGE_OF_SETTINGS:
          assert_line (change, "Received after this hour counts from the next working day: 15:00 → 14:30");
          break;
        case MC_CHANGE_OF_SIGNERS:
          g_assert_cmpuint (g_strv_length (change->lines), ==, 1);
          assert_line (change, "Signs from now on: LÒ VĂN TÚ – Phó Chủ tịch (KT.), from 01/12/2026");
          break;
        case MC_CHANGE_OF_UNKNOWN:
          g_assert_nonnull (change->fault);
          break;
        case MC_CHANGE_OF_PROCEDURE:
          g_assert_nonnull (strstr (change->fault, "cases"));
          assert_when (self, change, "Not used");
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/* ---- papers ----------------------------------------------------------------------------------------------------- */

/* The shipped A5 slip with one word for another, as a published template of set 2025. (transfer full) */
static char *
paper (const char *word, const char *instead)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data ("/org/motcua/forms/slip-a5.xml", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GString) xml = g_string_new (g_bytes_get_data (bytes, NULL));
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  g_assert_cmpuint (g_string_replace (xml, word, instead, 0), >, 0);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "format");
  json_builder_add_string_value (builder, "motcua-template-1");
  json_builder_set_member_name (builder, "form");
  json_builder_add_string_value (builder, "01");
  json_builder_set_member_name (builder, "paper");
  json_builder_add_string_value (builder, "a5");
  json_builder_set_member_name (builder, "set");
  json_builder_add_int_value (builder, 2025);
  json_builder_set_member_name (builder, "xml");
  json_builder_add_string_value (builder, xml->str);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/* The PDF of a slip of @set; other layouts are other bytes. (transfer full) */
static char *
slip (Setup *self, McFormEngine *engine, int set)
{
  g_autoptr (McIntake) intake = fixture_intake ("NGUYỄN VĂN AN");
  g_autoptr (McDossier) dossier = NULL;
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  McFormOptions options = { .paper = MC_PAPER_A5, .set = set, .copies = 1, .printed_at = FIXTURE_NOW };
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = NULL;

  intake->received_at = FIXTURE_NOW;
  dossier = mc_desk_preview (self->desk.desk, intake);
  mc_form_engine_use_templates (engine, mc_desk_paper_templates (self->desk.desk));
  form = mc_form_new_slip (engine, dossier, mc_desk_office (self->desk.desk), &options, &error);
  g_assert_no_error (error);
  mc_form_write_pdf (form, stream, &error);
  g_assert_no_error (error);
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                                      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

/* The paper of one set changes over at its time, the other set's stays. */
static void
test_paper (Setup *self, gconstpointer data)
{
  g_autofree char *body = paper ("GIẤY TIẾP NHẬN HỒ SƠ", "PHIẾU TIẾP NHẬN HỒ SƠ");
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new (&error);
  g_autofree char *old = NULL, *old_2018 = NULL, *before = NULL, *after = NULL, *after_2018 = NULL;
  Signals signals;

  if (engine == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  old = slip (self, engine, 2025);
  old_2018 = slip (self, engine, 2018);
  listen (&signals, self->desk.desk);
  common_publish (&self->common, "template", body);
  common_deliver (&self->common, &self->desk);
  wait_for (&signals.published);
  before = slip (self, engine, 2025);
  g_assert_cmpstr (before, ==, old);

  signals.published = 0;
  common_set_clock (&self->desk, "2026-11-23T17:00:00");
  wait_for (&signals.published);
  after = slip (self, engine, 2025);
  after_2018 = slip (self, engine, 2018);
  g_assert_cmpstr (after, !=, old);
  g_assert_cmpstr (after_2018, ==, old_2018);
}

/* A broken one, and one with a place's name in it, is never used and says why. */
static void
test_broken_paper (Setup *self, gconstpointer data)
{
  g_autofree char *misspelt = paper ("{ma_ho_so}", "{ma_hs}"), *place = paper ("GIẤY TIẾP NHẬN", "UBND XÃ YÊN BÌNH");
  g_autoptr (GError) error = NULL;
  g_autoptr (McFormEngine) engine = mc_form_engine_new (&error);
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *old = NULL, *after = NULL;

  if (engine == NULL)
    {
      g_test_skip (error->message);
      return;
    }
  old = slip (self, engine, 2025);
  common_publish (&self->common, "template", misspelt);
  common_publish (&self->common, "template", place);
  common_deliver (&self->common, &self->desk);
  changes = changes_of (self);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_nonnull (strstr (nth (changes, 0)->fault, "ma_hs"));
  g_assert_nonnull (strstr (nth (changes, 1)->fault, "Yên Bình"));

  common_set_clock (&self->desk, "2026-11-23T18:00:00");
  fixture_reopen (&self->desk);
  g_assert_cmpuint (mc_desk_paper_templates (self->desk.desk)->len, ==, 2);
  g_test_expect_message ("mc-forms", G_LOG_LEVEL_WARNING, "*ma_hs*");
  g_test_expect_message ("mc-forms", G_LOG_LEVEL_WARNING, "*Yên Bình*");
  after = slip (self, engine, 2025);
  g_test_assert_expected_messages ();
  g_assert_cmpstr (after, ==, old);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  published_test ("/desk-published/an-open-desk-changes-over-by-itself", test_open_desk);
  published_test ("/desk-published/not-a-second-before-its-day", test_not_a_second_before);
  published_test ("/desk-published/said-in-words", test_words);
  published_test ("/desk-published/the-same-again-is-no-change", test_nothing_new);
  published_test ("/desk-published/holidays-settings-signers-and-what-is-not-known", test_other_subjects);
  published_test ("/desk-published/a-paper-changes-over-at-its-time", test_paper);
  published_test ("/desk-published/a-broken-paper-is-never-used", test_broken_paper);
  return g_test_run ();
}
