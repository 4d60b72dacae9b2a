/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "form-samples.h"

#include <string.h>

#include "mc-money.h"

static gint64
at (const char *iso)
{
  gint64 time = 0;

  g_assert_true (mc_time_from_iso (iso, &time));
  return time;
}

static void
set (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

McOffice *
sample_office (void)
{
  McOffice *office = mc_office_new ();

  set (&office->code, "H15.50.05.13");
  set (&office->name, "Trung tâm Phục vụ hành chính công xã Yên Bình");
  set (&office->authority, "UBND xã Yên Bình");
  set (&office->place, "Yên Bình");
  set (&office->province, "15");
  set (&office->phone, "02163851234");
  set (&office->lookup_url, "https://dichvucong.gov.vn");
  g_ptr_array_add (office->points, mc_service_point_new ("diem-1", "Điểm phục vụ Nà Lốc"));
  g_ptr_array_add (office->points, mc_service_point_new ("diem-2", "Điểm phục vụ Bản Chiềng"));
  return office;
}

McBankAccount *
sample_bank_account (void)
{
  McBankAccount *bank = mc_bank_account_new ();

  set (&bank->number, "970405");
  set (&bank->name, "Ngân hàng Nông nghiệp");
  set (&bank->account, "0011012345678");
  set (&bank->holder, "UBND xã Yên Bình");
  return bank;
}

McComponent *
sample_add_component (McDossier *dossier, const char *name, int originals, int certified, int copies)
{
  g_autofree char *key = g_strdup_printf ("p%u", dossier->intake->components->len);
  McComponent *component = mc_component_new (key, name);

  component->originals = originals;
  component->certified = certified;
  component->copies = copies;
  g_ptr_array_add (dossier->intake->components, component);
  return component;
}

McDossier *
sample_dossier (void)
{
  McDossier *dossier = mc_dossier_new ();
  McIntake *intake;
  McPerson *person;

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  intake = dossier->intake;
  person = intake->applicant;
  set (&person->name, "GIÀNG THỊ MỶ");
  person->id_kind = MC_ID_KIND_PERSONAL;
  set (&person->id_number, "015144001234");
  person->birth = (McPartialDate){ .year = 1944 };
  person->sex = MC_SEX_FEMALE;
  set (&person->address, "Thôn Nà Lốc, xã Yên Bình, tỉnh Lào Cai");
  set (&person->phone, "0987654321");
  set (&person->phone_of, "cháu");
  set (&intake->procedure_code, "1.004873");
  set (&dossier->code, SAMPLE_CODE);
  set (&dossier->procedure_name, "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân");
  set (&dossier->procedure_short, "Xác nhận tình trạng hôn nhân");
  set (&dossier->duration_text, "3 ngày làm việc");
  set (&dossier->received_by, "Lò Thị Hoa");
  set (&dossier->pin, "7K2M");
  dossier->received_at = at ("2026-11-23T08:41:00+07:00");
  dossier->due = at ("2026-11-26T16:30:00+07:00");
  dossier->fee = 8000;
  sample_add_component (dossier, "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", 1, 0, 0);
  sample_add_component (dossier, "Trích lục ghi chú ly hôn", 0, 1, 0);
  sample_add_component (dossier, "Giấy xác nhận tình trạng hôn nhân đã cấp trước đây", 1, 0, 0);
  sample_add_component (dossier, "Giấy tờ chứng minh nơi cư trú", 0, 0, 0)->shown = TRUE;
  return dossier;
}

McDossier *
sample_odd_dossier (void)
{
  McDossier *dossier = sample_dossier ();
  McIntake *intake = dossier->intake;

  set (&intake->applicant->name, "H'HEN NIÊ");
  intake->applicant->sex = MC_SEX_UNKNOWN;
  set (&intake->applicant->phone, NULL);
  set (&intake->applicant->phone_of, NULL);
  intake->applicant->no_phone = TRUE;
  intake->applicant->birth = (McPartialDate){ .year = 1988, .month = 5, .day = 2 };
  set (&intake->applicant->email, "hhen.nie@example.org");
  intake->owner = mc_person_new ();
  set (&intake->owner->name, "Y BŬI ɃYA");
  set (&intake->owner->address, "Buôn Čư Ƀlang, ĭ ŏ ŭ č ñ ƀ, Đắk Lắk");
  intake->authorisation = mc_authorisation_new ();
  set (&intake->authorisation->kind, "giấy ủy quyền có chứng thực");
  set (&intake->authorisation->number, "12");
  intake->authorisation->day = mc_day_from_ymd (2026, 11, 20);
  set (&intake->authorisation->relation, "con");
  set (&intake->competent_unit, "UBND xã Ea Kar");
  set (&intake->request, "cấp 02 bản");
  set (&intake->point, "diem-2");
  intake->result_by = MC_RESULT_BY_POST;
  set (&intake->result_address, "Buôn Ea Bông, xã Ea Kar, tỉnh Đắk Lắk");
  intake->fingerprint = TRUE;
  intake->sets = 2;
  set (&dossier->due_reason, "Nhận sau 15 giờ, thời hạn tính từ ngày làm việc tiếp theo; nghỉ ngày 02/9");
  dossier->fee = MC_FEE_BY_COUNCIL;
  sample_add_component (dossier, "Căn cước", 0, 0, 0)->reused = TRUE;
  return dossier;
}

/* Words enough for @n characters. */
static char *
long_text (const char *words, glong n)
{
  g_autoptr (GString) text = g_string_new (words);

  while (g_utf8_strlen (text->str, -1) < n)
    g_string_append_printf (text, " %s", words);
  g_string_truncate (text, (gsize) (g_utf8_offset_to_pointer (text->str, n) - text->str));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

McDossier *
sample_long_dossier (void)
{
  McDossier *dossier = sample_odd_dossier ();
  McIntake *intake = dossier->intake;
  g_autofree char *name = long_text ("Giao đất ở có thu tiền sử dụng đất không thông qua đấu giá", 300);
  g_autofree char *address =
      long_text ("Số nhà 12, ngõ 345, đường Nguyễn Trường Tộ, tổ dân phố Hưng Thịnh", 200);
  g_autofree char *person = long_text ("NGUYỄN PHƯỚC BẢO TRẦN QUỲNH", 90);

  set (&dossier->procedure_name, name);
  set (&intake->applicant->name, person);
  set (&intake->applicant->address, address);
  set (&intake->owner->address, address);
  set (&intake->competent_unit, address);
  set (&intake->result_address, address);
  set (&dossier->received_by, person);
  set (&dossier->due_reason, name);
  for (int i = 0; i < 25; i++)
    {
      g_autofree char *paper = g_strdup_printf (
          "Giấy tờ thứ %d: văn bản thỏa thuận của các thành viên hộ gia đình có chung quyền", i + 1);

      sample_add_component (dossier, paper, 1, i % 3, 12)->shown = i % 5 == 0;
    }
  dossier->fee = G_GINT64_CONSTANT (987654321987);
  return dossier;
}

McDossier *
sample_preview (void)
{
  McDossier *dossier = mc_dossier_new ();

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  set (&dossier->intake->applicant->name, "GIÀNG THỊ MỶ");
  return dossier;
}

McFormOptions
sample_options (McPaper paper)
{
  return (McFormOptions){
    .paper = paper,
    .set = 2025,
    .copies = 2,
    .printed_at = at ("2026-11-23T08:41:00+07:00"),
  };
}

int
sample_run (McFormEngine **engine, McOffice **office)
{
  g_autoptr (GError) error = NULL;
  int result;

  *engine = mc_form_engine_new (&error);
  g_assert_no_error (error);
  *office = sample_office ();
  result = g_test_run ();
  g_clear_object (engine);
  g_clear_pointer (office, mc_office_unref);
  return result;
}

McForm *
sample_slip (McFormEngine *engine, const McDossier *dossier, const McOffice *office, McFormOptions options)
{
  g_autoptr (GError) error = NULL;
  McForm *form = mc_form_new_slip (engine, dossier, office, &options, &error);

  g_assert_no_error (error);
  return form;
}

PopplerDocument *
sample_pdf (McForm *form)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  PopplerDocument *pdf;

  mc_form_write_pdf (form, stream, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  pdf = poppler_document_new_from_bytes (bytes, NULL, &error);
  g_assert_no_error (error);
  return pdf;
}

char *
sample_page_text (PopplerDocument *pdf, int page)
{
  g_autoptr (GString) all = g_string_new (NULL);
  gboolean space = TRUE;

  for (int i = 0; i < poppler_document_get_n_pages (pdf); i++)
    {
      PopplerPage *sheet = poppler_document_get_page (pdf, i);
      g_autofree char *text = poppler_page_get_text (sheet);

      for (const char *p = text; (page < 0 || page == i) && *p != '\0'; p++)
        {
          gboolean is_space = g_ascii_isspace (*p);

          if (!is_space)
            g_string_append_c (all, *p);
          else if (!space)
            g_string_append_c (all, ' ');
          space = is_space;
        }
      if (!space)
        g_string_append_c (all, ' ');
      space = TRUE;
      g_object_unref (sheet);
    }
  return g_string_free (g_steal_pointer (&all), FALSE);
}
