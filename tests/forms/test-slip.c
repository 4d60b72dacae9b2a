/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "form-samples.h"
#include "mc-error.h"

/* Mẫu 01 in forms.md: what stands on the paper, and where. */

static McFormEngine *engine;
static McOffice *office;

static McForm *
slip (const McDossier *dossier, McFormOptions options)
{
  return sample_slip (engine, dossier, office, options);
}

static char *
slip_text (const McDossier *dossier, McFormOptions options, int page)
{
  g_autoptr (McForm) form = slip (dossier, options);
  PopplerDocument *pdf = sample_pdf (form);
  char *text = sample_page_text (pdf, page);

  g_object_unref (pdf);
  return text;
}

static void
assert_has (const char *text, const char *words)
{
  if (strstr (text, words) == NULL)
    g_test_message ("“%s” is not in: %s", words, text);
  g_assert_nonnull (strstr (text, words));
}

static void
assert_has_not (const char *text, const char *words)
{
  if (strstr (text, words) != NULL)
    g_test_message ("“%s” is in: %s", words, text);
  g_assert_null (strstr (text, words));
}

/* The words in their order. */
static void
assert_order (const char *text, const char *const *words)
{
  for (int i = 0; words[i] != NULL; i++)
    {
      assert_has (text, words[i]);
      text = strstr (text, words[i]) + strlen (words[i]);
    }
}

/* ---- what it says ----------------------------------------------------------------------------------------------- */

static void
test_a5_order (void)
{
  static const char *const words[] = {
    "UBND XÃ YÊN BÌNH",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Mã hồ sơ: H15.50.05.13-261123-0214",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "(Liên 1: Lưu)",
    "Trung tâm Phục vụ hành chính công xã Yên Bình:",
    "Tiếp nhận hồ sơ của Bà: GIÀNG THỊ MỶ (Trực tiếp)",
    "Sinh năm 1944",
    "Địa chỉ: Thôn Nà Lốc, xã Yên Bình, tỉnh Lào Cai",
    "Số điện thoại: 0987 654 321 (của cháu)",
    "Số căn cước/Hộ chiếu: 015144001234",
    "Nội dung yêu cầu giải quyết: Thủ tục cấp Giấy xác nhận tình trạng hôn nhân (Mã thủ tục: 1.004873)",
    "1. Thành phần hồ sơ, số lượng mỗi loại giấy tờ:",
    "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân",
    "Trích lục ghi chú ly hôn",
    "Giấy tờ xuất trình để đối chiếu, đã trả lại ngay: Giấy tờ chứng minh nơi cư trú.",
    "2. Số lượng hồ sơ: 01 bộ.",
    "3. Thời gian giải quyết hồ sơ theo quy định là: 3 ngày làm việc.",
    "4. Thời gian nhận hồ sơ: 08 giờ 41 phút, ngày 23 tháng 11 năm 2026.",
    "5. Thời gian trả kết quả giải quyết hồ sơ: 16 giờ 30 phút, THỨ NĂM, ngày 26 tháng 11 năm 2026.",
    "mã tra cứu 7K2M",
    "0216 3851 234",
    "6. Đăng ký nhận kết quả tại: Trung tâm Phục vụ hành chính công xã Yên Bình.",
    "7. Phí, lệ phí: 8.000 đồng (Tám nghìn đồng) – chưa thu.",
    "GIÀNG THỊ MỶ",
    "Lò Thị Hoa",
    "Ghi chú: Giấy này lập thành 2 liên",
    "Trang 1/1 · H15.50.05.13-261123-0214",
    NULL,
  };
  McDossier *dossier = sample_dossier ();
  g_autofree char *text = slip_text (dossier, sample_options (MC_PAPER_A5), 0);

  assert_order (text, words);
  assert_has (text, "NGƯỜI NỘP HỒ SƠ");
  assert_has (text, "NGƯỜI TIẾP NHẬN HỒ SƠ");
  /* The heading says the place once: it stands in the line of the authority. */
  assert_has (text, "TRUNG TÂM PHỤC VỤ");
  assert_has_not (text, "HÀNH CHÍNH CÔNG XÃ YÊN BÌNH");
  /* No value, no label. */
  assert_has_not (text, "Thư điện tử");
  assert_has_not (text, "Chủ hồ sơ");
  assert_has_not (text, "Cơ quan giải quyết");
  assert_has_not (text, "Vào Sổ theo dõi");
  assert_has_not (text, "âm lịch");
  assert_has_not (text, "BẢN IN LẠI");
  mc_dossier_free (dossier);
}

/* The heading says once where, whatever the office is called. */
static void
test_heading_names (void)
{
  static const struct
  {
    const char *authority, *name, *heading;
  } cases[] = {
    { "UBND phường Ba Đình", "Trung tâm Phục vụ hành chính công phường Ba Đình",
      "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG CỘNG" },
    { "UBND XÃ EA KAR", "Bộ phận Một cửa xã Ea Kar", "BỘ PHẬN MỘT CỬA CỘNG" },
    { "UBND xã Ea Kar", "Bộ phận Một cửa", "BỘ PHẬN MỘT CỬA CỘNG" },
    { "UBND xã Ea Kar", "Trung tâm Phục vụ xã Ea Kar", "TRUNG TÂM PHỤC VỤ CỘNG" },
    { NULL, NULL, "CỘNG HÒA" },
  };
  McDossier *dossier = sample_dossier ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (McOffice) other = mc_office_new ();
      McFormOptions options = sample_options (MC_PAPER_A5);
      g_autoptr (GError) error = NULL;
      g_autoptr (McForm) form = NULL;
      g_autoptr (GString) left = g_string_new (NULL);
      PopplerRectangle area = { .x1 = 0, .y1 = 0, .x2 = 65 * 72 / 25.4, .y2 = 26 * 72 / 25.4 };
      PopplerDocument *pdf;
      PopplerPage *page;
      g_autofree char *text = NULL;
      g_auto (GStrv) words = NULL;

      other->authority = g_strdup (cases[i].authority);
      other->name = g_strdup (cases[i].name);
      form = mc_form_new_slip (engine, dossier, other, &options, &error);
      g_assert_no_error (error);
      pdf = sample_pdf (form);
      page = poppler_document_get_page (pdf, 0);
      text = poppler_page_get_selected_text (page, POPPLER_SELECTION_GLYPH, &area);
      words = g_strsplit_set (text, " \n", -1);
      for (int j = 0; words[j] != NULL; j++)
        g_string_append_printf (left, "%s%s", *words[j] != '\0' && left->len > 0 ? " " : "", words[j]);
      g_string_append (left, " CỘNG HÒA");
      assert_has (left->str, cases[i].heading);
      g_object_unref (page);
      g_object_unref (pdf);
    }
  mc_dossier_free (dossier);
}

static void
test_every_paper (void)
{
  McDossier *dossier = sample_odd_dossier ();

  for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
    {
      g_autofree char *text = slip_text (dossier, sample_options ((McPaper) paper), -1);

      assert_has (text, SAMPLE_CODE);
      assert_has (text, "H'HEN NIÊ");
      assert_has (text, "Y BŬI ɃYA");
      assert_has (text, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
      assert_has (text, "THỨ NĂM");
      assert_has (text, "UBND xã Ea Kar");
      assert_has (text, "Buôn Ea Bông, xã Ea Kar, tỉnh Đắk Lắk");
      assert_has (text, "theo quy định của Hội đồng nhân dân tỉnh");
      assert_has (text, "Nhận sau 15 giờ, thời hạn tính từ ngày làm việc tiếp theo; nghỉ ngày 02/9");
      assert_has (text, "Căn cước");
      assert_has (text, "Điểm phục vụ Bản Chiềng");
      assert_has (text, paper == MC_PAPER_80MM ? "điểm chỉ" : "(Điểm chỉ)");
    }
  mc_dossier_free (dossier);
}

static void
test_proxy_and_owner (void)
{
  static const char *const words[] = {
    "Tiếp nhận hồ sơ của Ông (Bà): H'HEN NIÊ",
    "Sinh ngày 02/05/1988",
    "Số điện thoại: không có. Thư điện tử: hhen.nie@example.org",
    "Nộp theo giấy ủy quyền có chứng thực số 12 ngày 20/11/2026; quan hệ với chủ hồ sơ: con",
    "cấp 02 bản",
    "Chủ hồ sơ: Y BŬI ɃYA",
    "Địa chỉ chủ hồ sơ: Buôn Čư Ƀlang, ĭ ŏ ŭ č ñ ƀ, Đắk Lắk",
    "Cơ quan giải quyết: UBND xã Ea Kar",
    "Giấy tờ đã có trong kho số hóa, không phải nộp: Căn cước.",
    "2. Số lượng hồ sơ: 02 bộ.",
    "thông báo qua thư điện tử",
    "đến đúng ngày hẹn, không cần gọi trước",
    "(qua dịch vụ bưu chính)",
    "Người làm chứng: ....",
    NULL,
  };
  McDossier *dossier = sample_odd_dossier ();
  g_autofree char *text = slip_text (dossier, sample_options (MC_PAPER_A5), -1);

  assert_order (text, words);
  mc_dossier_free (dossier);
}

static void
test_roll (void)
{
  static const char *const words[] = {
    "GIẤY TIẾP NHẬN HỒ SƠ",
    "Liên 2 · 08:41 23/11/2026",
    SAMPLE_CODE,
    "Người nộp: GIÀNG THỊ MỶ",
    "Số căn cước: …234",
    "Việc: Xác nhận tình trạng hôn nhân (1.004873)",
    "Giấy tờ đã nộp (01 bộ):",
    "1C",
    "1S",
    "Đã xem, trả lại: Giấy tờ chứng minh nơi cư trú",
    "HẸN TRẢ THỨ NĂM",
    "26/11/2026 16 giờ 30",
    "Phí, lệ phí: 8.000 đ (Tám nghìn đồng) – chưa thu",
    "mã 7K2M",
    "Người nhận: Lò Thị Hoa",
    NULL,
  };
  McDossier *dossier = sample_dossier ();
  McFormOptions options = sample_options (MC_PAPER_80MM);
  g_autofree char *text = slip_text (dossier, options, 1);
  g_autoptr (McForm) form = slip (dossier, options);

  assert_order (text, words);
  assert_has_not (text, "015144001234");           /* thermal paper is dropped: the number is masked */
  g_assert_cmpint (mc_form_n_pages (form), ==, 2); /* one each */
  mc_dossier_free (dossier);
}

/* forms.md: the layouts of TT 03/2025 were not read; its name must not stand on the paper. Set 2018 names its basis. */
static void
test_sets (void)
{
  McDossier *dossier = sample_dossier ();

  for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
    {
      McFormOptions options = sample_options ((McPaper) paper);
      g_autofree char *set_2025 = slip_text (dossier, options, -1);
      g_autofree char *set_2018 = NULL;

      options.set = 2018;
      set_2018 = slip_text (dossier, options, -1);
      assert_has_not (set_2025, "Theo Mẫu");
      assert_has_not (set_2025, "Mẫu số");
      assert_has_not (set_2025, "VPCP");
      assert_has (set_2018, "Mẫu số 01");
      assert_has (set_2018, "01/2018/TT-VPCP");
    }
  mc_dossier_free (dossier);
}

static void
test_copies_and_marks (void)
{
  McDossier *dossier = sample_dossier ();
  McFormOptions options = sample_options (MC_PAPER_A5);
  g_autofree char *first = slip_text (dossier, options, 0);
  g_autofree char *second = slip_text (dossier, options, 1);
  g_autofree char *reprint = NULL;

  assert_has (first, "(Liên 1: Lưu)");
  assert_has (second, "(Liên 2: Giao người nộp hồ sơ)");
  options.copies = 1;
  options.reprint = 2;
  options.printed_at += 2 * 3600;
  reprint = slip_text (dossier, options, -1);
  assert_has (reprint, "BẢN IN LẠI LẦN 2, 10:41 ngày 23/11/2026");
  assert_has_not (reprint, "(Liên");
  assert_has (reprint, "ngày 23 tháng 11 năm 2026"); /* the day of receipt */

  /* After a correction the old print is named: who holds it knows that it counts no more. */
  options.reprint = 0;
  options.replaces = dossier->received_at + 60;
  for (options.paper = MC_PAPER_A5; options.paper <= MC_PAPER_80MM; options.paper++)
    {
      g_autofree char *replacement = slip_text (dossier, options, -1);

      assert_has (replacement, "BẢN THAY THẾ bản in lúc 08:42 ngày 23/11/2026");
      assert_has_not (replacement, "BẢN IN LẠI");
    }
  mc_dossier_free (dossier);
}

static void
test_money (void)
{
  McDossier *dossier = sample_dossier ();
  McFormOptions options = sample_options (MC_PAPER_A5);
  g_autofree char *paid = NULL, *none = NULL, *council = NULL;

  dossier->fee = 1284000;
  dossier->paid_at = options.printed_at;
  paid = slip_text (dossier, options, 0);
  assert_has (paid, "7. Phí, lệ phí: 1.284.000 đồng (Một triệu hai trăm tám mươi tư nghìn đồng) – đã thu.");
  dossier->fee = 0;
  dossier->paid_at = 0;
  none = slip_text (dossier, options, 0);
  assert_has (none, "7. Phí, lệ phí: không thu.");
  dossier->fee = MC_FEE_BY_COUNCIL;
  council = slip_text (dossier, options, 0);
  assert_has (council, "7. Phí, lệ phí: theo quy định của Hội đồng nhân dân tỉnh.");
  assert_has_not (council, "chưa thu");
  mc_dossier_free (dossier);
}

/* An elder asks for the day by the moon: only where the office has chosen so. */
static void
test_lunar_date (void)
{
  McDossier *dossier = sample_dossier ();

  for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
    {
      g_autofree char *without = slip_text (dossier, sample_options ((McPaper) paper), 0), *with = NULL;

      office->lunar = TRUE;
      with = slip_text (dossier, sample_options ((McPaper) paper), 0);
      office->lunar = FALSE;
      assert_has_not (without, "âm lịch");
      assert_has (with, "(ngày 18/10 âm lịch)");
    }
  mc_dossier_free (dossier);
}

/* forms.md 01: the code for a transfer stands there while a fee is open, and only then. */
static void
test_transfer (void)
{
  McDossier *dossier = sample_dossier ();
  g_autofree char *none = NULL, *open = NULL, *paid = NULL;

  none = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  office->bank = sample_bank_account ();
  open = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  dossier->paid_at = dossier->received_at;
  paid = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  g_clear_pointer (&office->bank, mc_bank_account_free);
  assert_has_not (none, "VietQR");
  assert_has (open, "7. Phí, lệ phí: 8.000 đồng (Tám nghìn đồng) – chưa thu.");
  assert_has (open, "Chuyển khoản: mã VietQR bên dưới, hoặc tài khoản 0011012345678, Ngân hàng Nông nghiệp.");
  assert_has_not (paid, "VietQR");
  assert_has (paid, "– đã thu.");
  mc_dossier_free (dossier);
}

/* Online: the left signature is dropped («B»). */
static void
test_online (void)
{
  McDossier *dossier = sample_dossier ();
  g_autofree char *text = NULL;

  dossier->intake->channel = MC_CHANNEL_ONLINE;
  text = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  assert_has (text, "GIÀNG THỊ MỶ (Trực tuyến)");
  assert_has_not (text, "NGƯỜI NỘP HỒ SƠ");
  assert_has (text, "NGƯỜI TIẾP NHẬN HỒ SƠ");
  mc_dossier_free (dossier);
}

/* Only shown papers: nothing to count. */
static void
test_nothing_handed_in (void)
{
  McDossier *dossier = sample_dossier ();
  g_autofree char *text = NULL;

  g_ptr_array_remove_range (dossier->intake->components, 0, 3);
  text = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  assert_has (text, "số lượng mỗi loại giấy tờ: không có giấy tờ phải nộp. Giấy tờ xuất trình");
  assert_has_not (text, "Bản chụp");
  mc_dossier_free (dossier);
}

/* The preview beside the half-filled page: dots where nothing is known yet, and no code. */
static void
test_preview (void)
{
  McDossier *dossier = sample_preview ();

  for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
    {
      g_autofree char *text = slip_text (dossier, sample_options ((McPaper) paper), 0);

      assert_has (text, "GIÀNG THỊ MỶ");
      assert_has (text, "....");
      assert_has_not (text, "1970");
      assert_has_not (text, "THỨ");
    }
  mc_dossier_free (dossier);
}

/* Text typed on a Mac comes decomposed, text pasted brings invisible characters; the paper shows neither. */
static void
test_decomposed_text (void)
{
  McDossier *dossier = sample_dossier ();
  g_autofree char *text = NULL;

  g_free (dossier->intake->applicant->name);
  dossier->intake->applicant->name = g_strdup ("GIA\u0300NG\u200b THI\u0323\n MY\u0309");
  text = slip_text (dossier, sample_options (MC_PAPER_A5), 0);
  assert_has (text, "Bà: GIÀNG THỊ MỶ (Trực tiếp)");
  mc_dossier_free (dossier);
}

/* ---- where it stands -------------------------------------------------------------------------------------------- */

/* All ink of letters lies within the margins; the tolerance is the face's own overhang. */
static void
assert_within_margins (McForm *form, double top, double right, double bottom, double left)
{
  PopplerDocument *pdf = sample_pdf (form);

  for (int i = 0; i < poppler_document_get_n_pages (pdf); i++)
    {
      PopplerPage *page = poppler_document_get_page (pdf, i);
      PopplerRectangle *areas = NULL;
      double width, height;
      guint n = 0;

      poppler_page_get_size (page, &width, &height);
      g_assert_true (poppler_page_get_text_layout (page, &areas, &n));
      for (guint j = 0; j < n; j++)
        {
          g_assert_cmpfloat (areas[j].x1, >=, left * 72 / 25.4 - 1);
          g_assert_cmpfloat (areas[j].x2, <=, width - right * 72 / 25.4 + 1);
          g_assert_cmpfloat (areas[j].y1, >=, top * 72 / 25.4 - 3);
          g_assert_cmpfloat (areas[j].y2, <=, height - bottom * 72 / 25.4 + 3);
        }
      g_free (areas);
      g_object_unref (page);
    }
  g_object_unref (pdf);
}

static void
test_margins (void)
{
  McDossier *(*const samples[]) (void) = { sample_dossier, sample_odd_dossier, sample_long_dossier,
                                           sample_preview };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      McDossier *dossier = samples[i]();
      g_autoptr (McForm) a5 = slip (dossier, sample_options (MC_PAPER_A5));
      g_autoptr (McForm) a4 = slip (dossier, sample_options (MC_PAPER_A4));
      g_autoptr (McForm) roll = slip (dossier, sample_options (MC_PAPER_80MM));

      assert_within_margins (a5, 10, 10, 10, 15);
      assert_within_margins (a4, 20, 20, 20, 30);
      assert_within_margins (roll, 3, 4, 3, 4);
      mc_dossier_free (dossier);
    }
}

/* A word without a space, a telephone field with a whole story: broken, not cut. */
static void
test_unbreakable_values (void)
{
  McDossier *dossier = sample_dossier ();
  g_autofree char *word = g_strnfill (300, 'W');

  g_free (dossier->intake->applicant->phone);
  dossier->intake->applicant->phone =
      g_strdup ("không rõ, gọi qua trưởng thôn hoặc hàng xóm ở đầu ngõ, hoặc để lại lời nhắn ở trạm y tế");
  g_free (dossier->intake->applicant->address);
  dossier->intake->applicant->address = g_strdup (word);
  g_free (dossier->intake->procedure_code);
  dossier->intake->procedure_code = g_strdup (word);
  for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
    {
      static const double margins[][4] = { { 10, 10, 10, 15 }, { 20, 20, 20, 30 }, { 3, 4, 3, 4 } };
      g_autoptr (McForm) form = slip (dossier, sample_options ((McPaper) paper));

      assert_within_margins (form, margins[paper][0], margins[paper][1], margins[paper][2],
                             margins[paper][3]);
    }
  mc_dossier_free (dossier);
}

/* desk.md [M]: on A5 the two headings cannot both stand on one line; the right one must. */
static void
test_heading_on_one_line (void)
{
  McDossier *dossier = sample_dossier ();
  g_autoptr (McForm) form = slip (dossier, sample_options (MC_PAPER_A5));
  PopplerDocument *pdf = sample_pdf (form);
  PopplerPage *page = poppler_document_get_page (pdf, 0);
  static const char *const lines[] = { "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
                                       "TRUNG TÂM PHỤC VỤ", "HÀNH CHÍNH CÔNG",
                                       "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      /* within one line only */
      GList *found = poppler_page_find_text_with_options (page, lines[i], POPPLER_FIND_CASE_SENSITIVE);

      g_assert_cmpuint (g_list_length (found), ==, 1);
      g_list_free_full (found, (GDestroyNotify) poppler_rectangle_free);
    }
  g_object_unref (page);
  g_object_unref (pdf);
  mc_dossier_free (dossier);
}

/* The usual case saves paper: one A5 page for each copy. */
static void
test_normal_case_is_one_page (void)
{
  for (int papers = 3; papers <= 5; papers++)
    {
      McDossier *dossier = sample_dossier ();
      g_autoptr (McForm) a5 = NULL, a4 = NULL;

      for (int i = 3; i < papers; i++)
        sample_add_component (dossier, "Văn bản ủy quyền theo quy định của pháp luật", 1, 0, 1);
      a5 = slip (dossier, sample_options (MC_PAPER_A5));
      a4 = slip (dossier, sample_options (MC_PAPER_A4));
      g_assert_cmpint (mc_form_n_pages (a5), ==, 2);
      g_assert_cmpint (mc_form_n_pages (a4), ==, 2);
      mc_dossier_free (dossier);
    }
}

/* However many papers are handed in: no page begins with the signatures, none ends with their heading. */
static void
test_signatures_never_alone (void)
{
  for (int n = 0; n <= 40; n++)
    {
      McDossier *dossier = sample_dossier ();
      McFormOptions options = sample_options (n % 2 == 0 ? MC_PAPER_A5 : MC_PAPER_A4);
      g_autoptr (McForm) form = NULL;
      PopplerDocument *pdf;

      for (int i = 0; i < n; i++)
        sample_add_component (dossier, "Bản vẽ thiết kế xây dựng", 1, 0, 1);
      options.copies = 1;
      form = slip (dossier, options);
      pdf = sample_pdf (form);
      for (int page = 0; page < mc_form_n_pages (form); page++)
        {
          g_autofree char *text = sample_page_text (pdf, page);
          const char *signature = strstr (text, "NGƯỜI NỘP HỒ SƠ");

          assert_has (text, "Trang ");
          assert_has_not (text, "GIÀNG THỊ MỶ Lò Thị Hoa Trang");
          if (signature != NULL)
            {
              g_assert_cmpint ((int) (signature - text), >, 20);
              assert_has (signature, "Lò Thị Hoa");
            }
        }
      g_object_unref (pdf);
      mc_dossier_free (dossier);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slip/a5-says-all-in-the-order-of-the-form", test_a5_order);
  g_test_add_func ("/slip/heading-says-once-where", test_heading_names);
  g_test_add_func ("/slip/every-paper-carries-code-names-and-weekday", test_every_paper);
  g_test_add_func ("/slip/proxy-owner-and-competent-body", test_proxy_and_owner);
  g_test_add_func ("/slip/roll-masks-the-id-number", test_roll);
  g_test_add_func ("/slip/set-2025-does-not-claim-the-circular", test_sets);
  g_test_add_func ("/slip/copies-and-reprints-are-marked", test_copies_and_marks);
  g_test_add_func ("/slip/money-in-figures-and-words", test_money);
  g_test_add_func ("/slip/lunar-date-by-choice", test_lunar_date);
  g_test_add_func ("/slip/transfer-while-a-fee-is-open", test_transfer);
  g_test_add_func ("/slip/online-has-no-left-signature", test_online);
  g_test_add_func ("/slip/only-shown-papers-need-no-table", test_nothing_handed_in);
  g_test_add_func ("/slip/preview-has-dots", test_preview);
  g_test_add_func ("/slip/decomposed-text-is-composed", test_decomposed_text);
  g_test_add_func ("/slip/nothing-outside-of-the-margins", test_margins);
  g_test_add_func ("/slip/long-words-are-broken-not-cut", test_unbreakable_values);
  g_test_add_func ("/slip/heading-on-one-line", test_heading_on_one_line);
  g_test_add_func ("/slip/usual-case-is-one-page-a-copy", test_normal_case_is_one_page);
  g_test_add_func ("/slip/signatures-never-stand-alone", test_signatures_never_alone);
  return sample_run (&engine, &office);
}
