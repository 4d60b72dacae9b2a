/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the province says to all offices: kept when it comes, in use at its time, and never between 7:00 and 17:00. */
#include "common-chain.h"

#include "mc-published-read.h"
#include "mc-verify.h"

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

/* The name under which a procedure is in force now, as a program that is started now sees it. */
static char *
name_now (Fixture *desk, const char *code)
{
  McProcedure *procedure;

  fixture_reopen (desk);
  procedure = mc_desk_procedure (desk->desk, code, mc_desk_today (desk->desk));
  return g_strdup (procedure != NULL ? procedure->short_name : "");
}

static void
assert_name_at (Fixture *desk, const char *time, const char *code, const char *name)
{
  g_autofree char *now = NULL;

  common_set_clock (desk, time);
  now = name_now (desk, code);
  g_assert_cmpstr (now, ==, name);
}

static void
publish (Setup *self, const char *code, const char *name, const char *from)
{
  g_autofree char *procedure = common_procedure (code, name, from, 2, 0);

  common_publish_procedures (&self->common, procedure);
}

/* ---- when --------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *arrives, *from; /* of the version */
  const char *last;           /* the last second without it */
  const char *first;          /* the first with it */
} When;

static const When whens[] = {
  { "2026-11-23T09:10:00", "2026-11-23", "2026-11-23T16:59:59", "2026-11-23T17:00:00" },
  { "2026-11-23T16:59:59", "2026-11-23", "2026-11-23T16:59:59", "2026-11-23T17:00:00" },
  { "2026-11-23T17:00:00", "2026-11-23", NULL, "2026-11-23T17:00:00" },
  { "2026-11-23T06:59:59", "2026-11-23", NULL, "2026-11-23T06:59:59" },
  { "2026-11-23T07:00:00", "2026-11-23", "2026-11-23T16:59:59", "2026-11-23T17:00:00" },
  { "2026-11-23T18:00:00", "2026-10-01", NULL, "2026-11-23T18:00:00" },
  { "2026-11-23T09:10:00", "2026-10-01", "2026-11-23T16:59:59", "2026-11-23T17:00:00" },
  { "2026-11-23T09:10:00", "2026-12-01", "2026-11-30T23:59:59", "2026-12-01T00:00:00" },
  { "2026-11-23T18:00:00", "2026-12-01", "2026-11-30T23:59:59", "2026-12-01T00:00:00" },
};

static void
test_when (gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (whens); i++)
    {
      Setup self;

      set_up (&self, NULL);
      publish (&self, CODE, "Mới", whens[i].from);
      common_set_clock (&self.desk, whens[i].arrives);
      common_deliver (&self.common, &self.desk);
      if (whens[i].last != NULL)
        {
          assert_name_at (&self.desk, whens[i].arrives, CODE, "Xác nhận tình trạng hôn nhân");
          assert_name_at (&self.desk, whens[i].last, CODE, "Xác nhận tình trạng hôn nhân");
        }
      assert_name_at (&self.desk, whens[i].first, CODE, "Mới");
      assert_name_at (&self.desk, "2027-01-11T09:00:00", CODE, "Mới");
      fixture_assert_sound (&self.desk);
      tear_down (&self, NULL);
    }
}

/* What is received before keeps its day; what is received after gets the new one. */
static void
test_dossiers_keep (Setup *self, gconstpointer data)
{
  g_autoptr (McDossier) before = NULL, later = NULL, after = NULL;
  g_autoptr (GError) error = NULL;

  publish (self, CODE, "Mới", "2026-11-23");
  common_deliver (&self->common, &self->desk);
  common_set_clock (&self->desk, "2026-11-23T09:30:00");
  fixture_reopen (&self->desk);
  before = fixture_receive (&self->desk, "NGUYỄN VĂN AN");
  g_assert_cmpstr (before->duration_text, ==, "3 ngày làm việc");
  common_set_clock (&self->desk, "2026-11-23T17:10:00");
  fixture_reopen (&self->desk);
  after = fixture_receive (&self->desk, "NGUYỄN VĂN BÌNH");
  g_assert_cmpstr (after->duration_text, ==, "2 ngày làm việc");
  later = mc_desk_load (self->desk.desk, before->code, &error);
  g_assert_no_error (error);
  g_assert_cmpint (later->due, ==, before->due);
  fixture_assert_sound (&self->desk);
}

/* A correction of what came before waits as well; until then the older word counts. */
static void
test_correction (Setup *self, gconstpointer data)
{
  common_set_clock (&self->desk, "2026-11-22T18:00:00");
  publish (self, CODE, "Một", "2026-11-01");
  common_deliver (&self->common, &self->desk);
  common_set_clock (&self->desk, "2026-11-23T09:10:00");
  publish (self, CODE, "Một, đính chính", "2026-11-01");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2026-11-23T16:59:59", CODE, "Một");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Một, đính chính");
  fixture_assert_sound (&self->desk);
}

/* A procedure that is abolished is there to the evening before, and a newer version may bring it back. */
static void
test_abolished (Setup *self, gconstpointer data)
{
  common_publish_procedures (&self->common, "{\"code\":\"" CODE "\",\"from\":\"2026-12-01\",\"abolished\":true,"
                                            "\"replaced_by\":\"9.000001\"}");
  publish (self, "9.000001", "Thay thế", "2026-12-01");
  publish (self, CODE, "Trở lại", "2027-02-01");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2026-11-30T16:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-12-01T00:00:00", CODE, "");
  assert_name_at (&self->desk, "2026-12-01T00:00:00", "9.000001", "Thay thế");
  assert_name_at (&self->desk, "2027-01-31T23:59:59", CODE, "");
  assert_name_at (&self->desk, "2027-02-01T08:00:00", CODE, "Trở lại");
  fixture_assert_sound (&self->desk);
}

/* To this office alone, from another province's program perhaps: no way of saying it is quicker than the evening. */
static void
test_to_one_office (Setup *self, gconstpointer data)
{
  g_autofree char *procedure = common_procedure (CODE, "Mới", "2026-11-23", 2, 0);
  g_auto (Common) office = { { 0 } };

  common_init_for_office (&office, FIXTURE_NOW - 60, "H15.50.05.13");
  common_publish_procedures (&office, procedure);
  common_deliver (&office, &self->desk);
  assert_name_at (&self->desk, "2026-11-23T16:59:59", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
  fixture_assert_sound (&self->desk);
}

/* ---- where and how it comes ----------------------------------------------------------------------------------- */

/* Each desk has its own evening: one was away for a week. */
static void
test_two_desks (Setup *self, gconstpointer data)
{
  Fixture away = { 0 };

  fixture_set_up (&away, GINT_TO_POINTER (3));
  common_enrol (&self->common, &away);
  publish (self, CODE, "Mới", "2026-11-23");
  common_set_clock (&self->desk, "2026-11-23T09:10:00");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
  assert_name_at (&away, "2026-11-30T09:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  common_deliver (&self->common, &away);
  assert_name_at (&away, "2026-11-30T16:59:59", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&away, "2026-11-30T17:00:00", CODE, "Mới");
  /* The other desk brings it once more by a shorter way: it is here since the first time. */
  g_assert_cmpuint (common_deliver (&self->common, &self->desk), ==, 0);
  assert_name_at (&self->desk, "2026-12-01T10:00:00", CODE, "Mới");
  fixture_assert_sound (&away);
  fixture_tear_down (&away, NULL);
}

/* Lost local state costs an evening and no more. */
static void
test_lost_arrival (Setup *self, gconstpointer data)
{
  common_set_clock (&self->desk, "2026-11-20T18:00:00");
  publish (self, CODE, "Mới", "2026-11-20");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2026-11-23T08:00:00", CODE, "Mới");
  fixture_close (&self->desk);
  fixture_exec (self->desk.folder, "DELETE FROM arrival");
  fixture_open (&self->desk);
  assert_name_at (&self->desk, "2026-11-23T10:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
  fixture_assert_sound (&self->desk);
}

static gboolean
write_rebuild (McTx *tx, gpointer data, GError **error)
{
  g_autoptr (McCheck) check = mc_check_new ();

  return mc_rebuild (tx, check, error);
}

/* Making the tables anew neither brings the evening nearer nor takes it away. */
static void
test_rebuilt (Setup *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  publish (self, CODE, "Mới", "2026-11-23");
  common_deliver (&self->common, &self->desk);
  fixture_write (&self->desk, write_rebuild, NULL, &error);
  g_assert_no_error (error);
  fixture_assert_sound (&self->desk);
  assert_name_at (&self->desk, "2026-11-23T16:59:59", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
  fixture_write (&self->desk, write_rebuild, NULL, &error);
  g_assert_no_error (error);
  assert_name_at (&self->desk, "2026-11-24T09:00:00", CODE, "Mới");
}

/* A machine whose clock was a year ahead when it came does not wait for a year. */
static void
test_clock_ahead (Setup *self, gconstpointer data)
{
  publish (self, CODE, "Mới", "2026-11-23");
  common_set_clock (&self->desk, "2027-11-23T09:10:00");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2026-11-23T10:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
}

/* The empty battery of Monday says 2015: nothing is noted by that clock, and when it is right again all is as it was. */
static void
test_clock_behind (Setup *self, gconstpointer data)
{
  publish (self, CODE, "Mới", "2026-11-23");
  common_set_clock (&self->desk, "2026-11-23T09:10:00");
  common_deliver (&self->common, &self->desk);
  assert_name_at (&self->desk, "2015-01-01T07:00:00", CODE, "");
  assert_name_at (&self->desk, "2026-11-23T12:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T17:00:00", CODE, "Mới");
}

/* ---- what --------------------------------------------------------------------------------------------------- */

/* A newer province may say what this program does not know, or say it in a way it cannot read: kept, harmless. */
static void
test_unknown (Setup *self, gconstpointer data)
{
  common_publish (&self->common, "weather", "{\"format\":\"motcua-weather-9\",\"rain\":true}");
  common_publish (&self->common, "catalogue", "{\"format\":\"motcua-catalogue-2\",\"themes\":[]}");
  common_publish (&self->common, "catalogue", "{\"format\":\"motcua-catalogue-1\",\"procedures\":[1,{\"code\":\"" CODE "\"},"
                                              "{\"code\":\"9.1\",\"name\":\"N\",\"from\":\"2026-01-01\",\"cases\":{}}]}");
  common_publish (&self->common, "holidays", "{\"format\":\"motcua-holidays-1\",\"days\":{}}");
  common_publish (&self->common, "settings", "{\"format\":\"motcua-settings-1\",\"settings\":{\"hours\":{\"work\":{}}}}");
  common_publish (&self->common, "template", "{\"format\":\"motcua-template-1\"}");
  common_publish (&self->common, "signers", "{\"signers\":7}");
  publish (self, "9.000001", "Sau đó", "2026-11-23");
  common_set_clock (&self->desk, "2026-11-23T18:00:00");
  g_assert_cmpuint (common_deliver (&self->common, &self->desk), ==, 9);
  assert_name_at (&self->desk, "2026-11-23T18:00:00", CODE, "Xác nhận tình trạng hôn nhân");
  assert_name_at (&self->desk, "2026-11-23T18:00:00", "9.000001", "Sau đó");
  g_assert_cmpint (fixture_int (self->desk.folder, "SELECT count (*) FROM published"), ==, 10);
  g_assert_cmpint (fixture_int (self->desk.folder, "SELECT count (*) FROM quarantine"), ==, 0);
  mc_dossier_free (fixture_receive (&self->desk, "LÒ THỊ HOA"));
  fixture_assert_sound (&self->desk);
}

/* A day off that was not one, a year that was decided; what was promised before stays promised. */
static void
test_holidays (Setup *self, gconstpointer data)
{
  g_autoptr (McDossier) before = NULL, after = NULL;

  common_publish (&self->common, "holidays",
                  "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"off\",\"name\":\"ngày Văn hóa\"},"
                  "{\"date\":\"2026-11-28\",\"kind\":\"work\",\"name\":\"làm bù\"},"
                  "{\"date\":\"2027-01-01\",\"kind\":\"normal\"}]}");
  common_deliver (&self->common, &self->desk);
  before = fixture_receive (&self->desk, "NGUYỄN VĂN AN");
  g_assert_cmpint (mc_day_of_time (before->due), ==, mc_day_from_ymd (2026, 11, 26));
  common_set_clock (&self->desk, "2026-11-23T17:00:00");
  fixture_reopen (&self->desk);
  g_assert_false (mc_calendar_is_working_day (mc_desk_calendar (self->desk.desk), mc_day_from_ymd (2026, 11, 24)));
  g_assert_true (mc_calendar_is_working_day (mc_desk_calendar (self->desk.desk), mc_day_from_ymd (2026, 11, 28)));
  g_assert_true (mc_calendar_is_working_day (mc_desk_calendar (self->desk.desk), mc_day_from_ymd (2027, 1, 1)));
  g_assert_cmpint (mc_day_of_time (before->due), ==,
                   fixture_int (self->desk.folder, "SELECT (due + 25200) / 86400 FROM dossier LIMIT 1"));
  common_set_clock (&self->desk, "2026-11-24T08:00:00");
  after = fixture_receive (&self->desk, "NGUYỄN VĂN BÌNH");
  g_assert_cmpint (mc_day_of_time (after->due), >, mc_day_from_ymd (2026, 11, 26));
  fixture_assert_sound (&self->desk);
}

/* A year listed whole takes the place of the expected one. */
static void
test_year (Setup *self, gconstpointer data)
{
  g_autofree char *body = NULL;
  g_autoptr (GError) error = NULL;
  McCalendar *calendar;

  body = mc_holidays_from_table ("# decided\n2027-01-01\toff\tdecided\tTết Dương lịch\r\n2027-02-08\toff\tdecided\tTết\n", &error);
  g_assert_no_error (error);
  common_publish (&self->common, "holidays", body);
  common_set_clock (&self->desk, "2026-11-23T18:00:00");
  common_deliver (&self->common, &self->desk);
  fixture_reopen (&self->desk);
  calendar = mc_desk_calendar (self->desk.desk);
  g_assert_false (mc_calendar_is_working_day (calendar, mc_day_from_ymd (2027, 2, 8)));
  g_assert_true (mc_calendar_is_working_day (calendar, mc_day_from_ymd (2027, 4, 30)));
  g_assert_false (mc_calendar_is_working_day (calendar, mc_day_from_ymd (2026, 9, 2)));
}

/* Hours and the hot line; which office and which desk this is stay its own. */
static void
test_settings (Setup *self, gconstpointer data)
{
  McOffice *office;

  common_publish (&self->common, "settings",
                  "{\"format\":\"motcua-settings-1\",\"from\":\"2026-12-01\",\"settings\":{\"phone\":\"1022\",\"code\":\"H01.02.03.04\","
                  "\"desk\":9,\"name\":\"Trung tâm khác\",\"hours\":{\"cut_off\":\"14:30\"}}}");
  common_deliver (&self->common, &self->desk);
  common_set_clock (&self->desk, "2026-11-30T23:59:59");
  fixture_reopen (&self->desk);
  g_assert_cmpint (mc_desk_office (self->desk.desk)->hours.cut_off, ==, 15 * 60);
  common_set_clock (&self->desk, "2026-12-01T00:00:00");
  fixture_reopen (&self->desk);
  office = mc_desk_office (self->desk.desk);
  g_assert_cmpint (office->hours.cut_off, ==, 14 * 60 + 30);
  g_assert_cmpint (office->hours.work[1].n_spans, ==, 2);
  g_assert_cmpstr (office->phone, ==, "1022");
  g_assert_cmpstr (office->code, ==, "H15.50.05.13");
  g_assert_cmpint (office->desk, ==, 2);
  g_assert_null (strstr (office->name, "khác"));
  fixture_assert_sound (&self->desk);
}

/* What a province checks before it publishes. */
static void
test_check (void)
{
  static const struct
  {
    const char *body, *named; /* NULL: sound */
  } checks[] = {
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"off\",\"name\":\"x\"}]}", NULL },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[]}", "days" },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"24/11/2026\",\"kind\":\"off\",\"name\":\"x\"}]}", "date" },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"feast\",\"name\":\"x\"}]}", "kind" },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"off\"}]}", "name" },
    { "{\"format\":\"motcua-holidays-1\",\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"normal\"},"
      "{\"date\":\"2026-11-24\",\"kind\":\"normal\"}]}",
      "date" },
    { "{\"format\":\"motcua-holidays-1\",\"years\":[1],\"days\":[{\"date\":\"2026-11-24\",\"kind\":\"normal\"}]}", "years" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"phone\":\"1022\"}}", NULL },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{}}", "settings" },
    { "{\"format\":\"motcua-settings-1\"}", "settings" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"desk\":3}}", "desk" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"code\":\"H1\"}}", "code" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"hours\":{\"cut_off\":\"half past\"}}}", "cut_off" },
    { "{\"format\":\"motcua-settings-1\",\"settings\":{\"hours\":{\"lunch\":\"11:00\"}}}", "lunch" },
    { "{\"format\":\"motcua-settings-1\",\"from\":\"soon\",\"settings\":{\"phone\":\"1022\"}}", "from" },
    { "{\"format\":\"motcua-signers-1\",\"signers\":[{\"name\":\"LÒ VĂN TÚ\",\"title\":\"Phó Chủ tịch\",\"mode\":\"KT.\"}]}", NULL },
    { "{\"format\":\"motcua-signers-1\",\"signers\":[{\"name\":\"LÒ VĂN TÚ\"}]}", "title" },
    { "{\"format\":\"motcua-signers-1\",\"signers\":[]}", "signers" },
    { "{\"format\":\"motcua-template-1\",\"form\":\"01\",\"paper\":\"a5\",\"xml\":\"<form/>\"}", NULL },
    { "{\"format\":\"motcua-template-1\",\"form\":\"09\",\"paper\":\"a5\",\"xml\":\"<form/>\"}", "form" },
    { "{\"format\":\"motcua-template-1\",\"form\":\"01\",\"paper\":\"a3\",\"xml\":\"<form/>\"}", "paper" },
    { "{\"format\":\"motcua-template-1\",\"form\":\"01\",\"paper\":\"a5\",\"set\":2020,\"xml\":\"<form/>\"}", "set" },
    { "{\"format\":\"motcua-template-1\",\"form\":\"01\",\"paper\":\"a5\",\"xml\":\"\"}", "xml" },
    { "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"9.1\",\"from\":\"2026-12-01\",\"abolished\":true}]}", NULL },
    { "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"9.1\",\"abolished\":true}]}", "from" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      g_autoptr (GError) error = NULL;
      JsonObject *body;
      const char *kind;
      gboolean sound;

      g_assert_true (json_parser_load_from_data (parser, checks[i].body, -1, NULL));
      body = json_node_get_object (json_parser_get_root (parser));
      kind = mc_published_kind (json_object_get_string_member (body, "format"));
      g_assert_nonnull (kind);
      sound = mc_published_check (kind, body, &error);
      g_test_message ("%s: %s", checks[i].body, error != NULL ? error->message : "sound");
      g_assert_true (sound == (checks[i].named == NULL));
      if (!sound)
        g_assert_nonnull (strstr (error->message, checks[i].named));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/published/in-use-at-its-time-and-no-second-before", NULL, test_when);
  published_test ("/published/dossiers-keep-what-they-came-under", test_dossiers_keep);
  published_test ("/published/a-correction-waits-for-its-evening", test_correction);
  published_test ("/published/abolished-and-brought-back", test_abolished);
  published_test ("/published/to-one-office-is-no-quicker", test_to_one_office);
  published_test ("/published/each-desk-has-its-own-evening", test_two_desks);
  published_test ("/published/lost-local-state-costs-an-evening", test_lost_arrival);
  published_test ("/published/made-anew-it-waits-as-before", test_rebuilt);
  published_test ("/published/a-clock-that-was-ahead", test_clock_ahead);
  published_test ("/published/a-clock-that-fell-behind", test_clock_behind);
  published_test ("/published/what-a-newer-province-says-is-kept-and-harmless", test_unknown);
  published_test ("/published/holidays-move-days-not-yet-promised", test_holidays);
  published_test ("/published/a-year-that-was-decided", test_year);
  published_test ("/published/settings-and-what-stays-the-offices-own", test_settings);
  g_test_add_func ("/published/what-is-checked-before", test_check);
  return g_test_run ();
}
