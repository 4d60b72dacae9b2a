/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catalogues as others print them: what is taken from them, what stays, what is refused, and that the difference is told before. */
#include "mc-desk-admin.h"
#include "mc-desk-catalogue.h"
#include "mc-error.h"
#include "store-fixture.h"

#define HEAD "ma_thu_tuc\tten\tcap\tlinh_vuc\tquyet_dinh\tcach_thuc_thoi_han_phi\tthanh_phan_ho_so\tket_qua\turl\n"

static const char table[] =
    HEAD "9.000001\tCấp thẻ thư viện\tCấp xã\tVăn hóa\t12/QĐ-A\tTrực tuyến2 Ngày làm việc7,000 Việt Nam Đồng(mỗi thẻ)Trực tiếp3 NgàyMiễn phí"
         "(Mức cụ thể do Hội đồng nhân dân tỉnh quyết định)\t--- Đơn xin cấp thẻ1 bản chính,1 bản sao- Ảnh 3x4.0 bản chính,2 bản sao\tThẻMã: "
         "KQ.G99.000001\tu\n"
         "9.000002\tMượn sách\tCấp xã\tVăn hóa\t12/QĐ-A\tTrực tuyến1Miễn phíTrực tiếp120,000 VNĐ\t\t\tu\n"
         "9.000003\tHỗ trợ bạn đọc\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "9.000004\tHỗ trợ bạn đọc\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "9.000005\tCông bố Danh mục thủ tục hành chính của Sở\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "9.000006\t. Trả sách\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "9.7\tTrả sách\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "9.000001\tCấp thẻ lần nữa\tCấp xã\tVăn hóa\t12/QĐ-A\t\t\t\tu\n"
         "1.004845\tThủ tục đăng ký chấm dứt giám hộ\tCấp xã\tHộ tịch\t163/QĐ-BTP\tTrực tiếp4 Ngày làm việcMiễn phí\tTờ khai1 bản chính\t"
         "KQ.G15.000036\tu\n"
         "1.000656\tThủ tục đăng ký khai tử\tCấp xã\tHộ tịch\t163/QĐ-BTP\tTrực tiếp9 Ngày làm việcMiễn phí\t\tKQ.G15.000034, KQ.G15.000099\tu\n"
         "9.000009\tĐọc sách\tCấp xã\tVăn hóa\t12/QĐ-A\tTrực tiếp9 NgàyMiễn phí(Mức phí (nếu có) do Hội đồng nhân dân)\t\t\tu\n"
         "1.004837\tThủ tục đăng ký giám hộ\tCấp xã\tHộ tịch\t163/QĐ-BTP\tTrực tiếp3 Ngày làm việcMiễn phí\t\tKQ.G15.000035\tu\n"
         "2.001255\tĐăng ký lại việc nuôi con nuôi trong nước\tCấp xã\tNuôi con nuôi\t1848/QĐ-BTP\t\t\t\tu\n";

static McCataloguePlan *
plan_of (Fixture *self, const char *text)
{
  g_autoptr (GError) error = NULL;
  McCataloguePlan *plan = mc_desk_plan_catalogue (self->desk, text, strlen (text), FIXTURE_DAY, &error);

  g_assert_no_error (error);
  return plan;
}

static void
take (Fixture *self, const McCataloguePlan *plan)
{
  g_autoptr (GError) error = NULL;
  McImportCounts counts;

  mc_desk_import_catalogue (self->desk, plan->text, -1, &counts, &error);
  g_assert_no_error (error);
}

static const McDifference *
difference_of (const McCataloguePlan *plan, const char *code)
{
  for (guint i = 0; i < plan->differences->len; i++)
    {
      const McDifference *difference = g_ptr_array_index (plan->differences, i);

      if (g_str_equal (difference->code, code))
        return difference;
    }
  return NULL;
}

static void
test_table (Fixture *self, gconstpointer data)
{
  g_autoptr (McCataloguePlan) plan = plan_of (self, table);
  const McProcedureCase *one;
  McProcedure *procedure;

  take (self, plan);
  procedure = mc_desk_procedure (self->desk, "9.000001", FIXTURE_DAY);
  g_assert_cmpstr (procedure->name, ==, "Cấp thẻ thư viện");
  g_assert_cmpstr (procedure->field_name, ==, "Văn hóa");
  g_assert_cmpstr (procedure->decision, ==, "12/QĐ-A");
  g_assert_cmpstr (procedure->results[0], ==, "KQ.G99.000001");
  one = mc_procedure_find_case (procedure, NULL);
  g_assert_cmpint (one->duration[MC_CHANNEL_ONLINE].unit, ==, MC_DURATION_WORKING_DAYS);
  g_assert_cmpint (one->duration[MC_CHANNEL_ONLINE].amount, ==, 2);
  g_assert_cmpint (one->fee[MC_CHANNEL_ONLINE], ==, 7000);
  g_assert_cmpint (one->duration[MC_CHANNEL_DIRECT].unit, ==, MC_DURATION_CALENDAR_DAYS);
  g_assert_cmpint (one->fee[MC_CHANNEL_DIRECT], ==, MC_FEE_BY_COUNCIL); /* free, but the council decides */
  g_assert_cmpint (one->duration[MC_CHANNEL_POST].unit, ==, MC_DURATION_UNSET);
  g_assert_cmpuint (procedure->components->len, ==, 2);
  g_assert_cmpstr (((McProcedureComponent *) g_ptr_array_index (procedure->components, 0))->name, ==, "Đơn xin cấp thẻ");
  g_assert_cmpstr (((McProcedureComponent *) g_ptr_array_index (procedure->components, 1))->name, ==, "Ảnh 3x4.");

  /* A number without a unit promises nothing, and where days and fee run together neither is read. */
  one = mc_procedure_find_case (mc_desk_procedure (self->desk, "9.000002", FIXTURE_DAY), NULL);
  g_assert_cmpint (one->duration[MC_CHANNEL_ONLINE].unit, ==, MC_DURATION_UNSET);
  g_assert_cmpint (one->fee[MC_CHANNEL_ONLINE], ==, 0);
  g_assert_cmpint (one->duration[MC_CHANNEL_DIRECT].unit, ==, MC_DURATION_UNSET);
  g_assert_cmpint (one->fee[MC_CHANNEL_DIRECT], ==, MC_FEE_BY_COUNCIL);
  one = mc_procedure_find_case (mc_desk_procedure (self->desk, "9.000009", FIXTURE_DAY), NULL);
  g_assert_cmpint (one->fee[MC_CHANNEL_DIRECT], ==, MC_FEE_BY_COUNCIL); /* brackets in the note */
  fixture_assert_sound (self);
}

/* What went wrong when the page was read is named and left out; the rest is taken. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  static const char *const begins[] = { "9.000003: ", "9.000004: ", "9.000005: ", "9.000006: ", "9.7: ", "9.000001: " };
  g_autoptr (McCataloguePlan) plan = plan_of (self, table);

  g_assert_cmpuint (plan->refused->len, ==, G_N_ELEMENTS (begins));
  for (guint i = 0; i < plan->refused->len; i++)
    g_assert_true (g_str_has_prefix (g_ptr_array_index (plan->refused, i), begins[i]));
  take (self, plan);
  g_assert_null (mc_desk_procedure (self->desk, "9.000003", FIXTURE_DAY));
  g_assert_null (mc_desk_procedure (self->desk, "9.000005", FIXTURE_DAY));
}

/* Told before anything is written: what is new, what changes with what, and what the file does not have. */
static void
test_difference (Fixture *self, gconstpointer data)
{
  gint64 before = fixture_int (self->folder, "SELECT count (*) FROM entry");
  g_autoptr (McCataloguePlan) plan = plan_of (self, table);
  g_autoptr (McCataloguePlan) again = NULL;
  const McDifference *changed = difference_of (plan, "1.004845");

  g_assert_cmpint (fixture_int (self->folder, "SELECT count (*) FROM entry"), ==, before);
  g_assert_cmpint (difference_of (plan, "9.000001")->kind, ==, MC_DIFFERENCE_NEW);
  g_assert_cmpint (changed->kind, ==, MC_DIFFERENCE_CHANGED);
  g_assert_cmpuint (g_strv_length (changed->lines), ==, 1);
  g_assert_nonnull (strstr (changed->lines[0], "2 → 4 ngày làm việc"));
  g_assert_null (difference_of (plan, "1.004837")); /* says the same */
  /* In time or late: whose 9 days these are the print does not tell. */
  changed = difference_of (plan, "1.000656");
  g_assert_cmpuint (g_strv_length (changed->lines), ==, 1);
  g_assert_cmpstr (changed->lines[0], ==, "Result papers: KQ.G15.000034 → KQ.G15.000034, KQ.G15.000099");
  g_assert_cmpint (difference_of (plan, "1.001193")->kind, ==, MC_DIFFERENCE_GONE);

  take (self, plan);
  again = plan_of (self, table);
  g_assert_cmpstr (again->text, ==, "");
  g_assert_null (difference_of (again, "1.004845"));
  g_assert_nonnull (mc_desk_procedure (self->desk, "1.001193", FIXTURE_DAY)); /* gone from the file is not abolished */
}

/* What people call it, how they type it and its papers are the office's: no print has them so. */
static void
test_kept (Fixture *self, gconstpointer data)
{
  g_autoptr (McCataloguePlan) plan = plan_of (self, table);
  McProcedure *procedure;

  take (self, plan);
  procedure = mc_desk_procedure (self->desk, "1.004845", FIXTURE_DAY);
  g_assert_cmpint (mc_procedure_find_case (procedure, NULL)->duration[MC_CHANNEL_DIRECT].amount, ==, 4);
  g_assert_cmpint (mc_procedure_find_case (procedure, NULL)->duration[MC_CHANNEL_POST].amount, ==, 2); /* not printed */
  g_assert_cmpstr (procedure->short_name, ==, "Chấm dứt giám hộ");
  g_assert_cmpstr (procedure->abbreviations[0], ==, "cdgh");
  g_assert_cmpuint (procedure->components->len, ==, 5);
  g_assert_cmpint (mc_desk_procedure (self->desk, "1.004845", FIXTURE_DAY - 1)->cases->len, ==, 1); /* the version before is there */
  g_assert_cmpint (mc_procedure_find_case (mc_desk_procedure (self->desk, "1.004845", FIXTURE_DAY - 1), NULL)->duration[MC_CHANNEL_DIRECT].amount,
                   ==, 2);
  fixture_assert_sound (self);
}

static void
test_national (Fixture *self, gconstpointer data)
{
  g_autoptr (McCataloguePlan) plan = plan_of (
      self, "{\"error_code\":\"0\",\"result\":[{\"MATTHC\":\"9.000008\",\"TENTTHC\":\"Cấp thẻ\",\"LINHVUCTHUCHIEN\":[{\"MALINHVUC\":\"G99-TV\","
            "\"TENLINHVUC\":\"Thư viện\"}],\"CACHTHUCTHUCHIEN\":[{\"KENH\":\"2\",\"THOIGIAN\":[{\"THOIGIANGIAIQUYET\":5,\"DONVITINH\":\"Ngày làm việc\","
            "\"PHILEPHI\":[{\"SOTIEN\":\"8000\",\"MOTA\":\"\"}]}]},{\"KENH\":9,\"THOIGIAN\":7}],\"KETQUATHUCHIEN\":[{\"MAKETQUA\":\"KQ.G99.000002\"}],"
            "\"THANHPHANHOSO\":[{\"GIAYTO\":[{\"TENGIAYTO\":\"Tờ khai\"}]}]},{\"MATTHC\":5}]}");
  const McProcedureCase *one;
  McProcedure *procedure;

  g_assert_cmpuint (plan->refused->len, ==, 1);
  take (self, plan);
  procedure = mc_desk_procedure (self->desk, "9.000008", FIXTURE_DAY);
  g_assert_cmpstr (procedure->field_code, ==, "G99-TV");
  g_assert_cmpstr (procedure->results[0], ==, "KQ.G99.000002");
  g_assert_cmpuint (procedure->components->len, ==, 1);
  one = mc_procedure_find_case (procedure, NULL);
  g_assert_cmpint (one->duration[MC_CHANNEL_ONLINE].amount, ==, 5);
  g_assert_cmpint (one->fee[MC_CHANNEL_ONLINE], ==, 8000);
  g_assert_cmpint (one->duration[MC_CHANNEL_DIRECT].unit, ==, MC_DURATION_UNSET);
}

/* Our own format says for itself from when it holds; what is of no form is refused as ever. */
static void
test_others (Fixture *self, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (300000, '[');
  const char *const broken[] = { "ma_thu_tuc\n", "{", "\xff\xfe\t", "{\"result\":{}}", deep };
  g_autoptr (McCataloguePlan) plan = plan_of (self, "{\"format\":\"motcua-catalogue-1\",\"procedures\":[{\"code\":\"1.004845\",\"from\":\"2026-12-01\","
                                                    "\"abolished\":true}]}");

  g_assert_cmpint (difference_of (plan, "1.004845")->kind, ==, MC_DIFFERENCE_ABOLISHED);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (mc_desk_plan_catalogue (self->desk, broken[i], strlen (broken[i]), FIXTURE_DAY, &error));
      g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  fixture_test ("/catalogue-print/the-portals-table-becomes-procedures", test_table);
  fixture_test ("/catalogue-print/what-cannot-be-believed-is-named-and-left-out", test_refused);
  fixture_test ("/catalogue-print/the-difference-is-told-before-it-is-taken", test_difference);
  fixture_test ("/catalogue-print/what-the-office-calls-things-stays", test_kept);
  fixture_test ("/catalogue-print/what-the-national-system-answers", test_national);
  fixture_test ("/catalogue-print/other-files-are-what-they-were", test_others);
  return g_test_run ();
}
