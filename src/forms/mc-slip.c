/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "mc-form-private.h"
#include "mc-lunar.h"
#include "mc-money.h"
#include "mc-text.h"
#include "mc-units.h"
#include "mc-vietqr.h"

/* Mẫu 01, Giấy tiếp nhận hồ sơ và hẹn trả kết quả: the values for its placeholders. What the paper says and in which
 * order stands in data/forms/slip-*.xml. Every name a slip may use is set here, also the ones no dossier carries yet
 * (book and order number, witness, interpreter). */

static const char *
or_nothing (const char *text)
{
  return mc_text_is_empty (text) ? NULL : text;
}

static void
set_number (McFormValues *values, const char *name, gboolean known, const char *format, int number)
{
  char text[24];

  g_snprintf (text, sizeof text, g_str_equal (format, "2") ? "%02d" : "%d", number);
  mc_form_values_set (values, name, known ? text : NULL);
}

typedef struct
{
  const char *hour, *minute, *day, *month, *year, *weekday, *clock, *date;
} MomentNames;

/* A moment in its parts, so that a template can put dots for each; @time 0: unknown. */
static void
set_moment (McFormValues *values, gint64 time, const MomentNames *names)
{
  gboolean known = time != 0;
  McDay day = known ? mc_day_of_time (time) : MC_DAY_NONE;
  int minute = known ? mc_minute_of_time (time) : 0;
  int year, month, mday;

  mc_day_to_ymd (day, &year, &month, &mday);
  set_number (values, names->hour, known, "2", minute / 60);
  set_number (values, names->minute, known, "2", minute % 60);
  set_number (values, names->day, known, "2", mday);
  set_number (values, names->month, known, "2", month);
  set_number (values, names->year, known, "1", year);
  mc_form_values_take (values, names->clock, known ? mc_time_to_clock_text (time) : NULL);
  mc_form_values_take (values, names->date, known ? mc_day_to_text (day) : NULL);
  mc_form_values_take (values, names->weekday,
                       known ? g_utf8_strup (mc_weekday_name (mc_day_weekday (day)), -1) : NULL);
}

/* ---- heading ---------------------------------------------------------------------------------------------------- */

/* How many bytes at the end of @name are words that @authority ends with, too. */
static gsize
shared_end (const char *name, const char *authority)
{
  g_autofree char *a = g_utf8_strdown (name, -1);
  g_autofree char *b = g_utf8_strdown (authority, -1);
  const char *p = a + strlen (a), *q = b + strlen (b);
  gsize shared = 0;

  while (p > a && q > b)
    {
      p = g_utf8_prev_char (p);
      q = g_utf8_prev_char (q);
      if (g_utf8_get_char (p) != g_utf8_get_char (q))
        break;
      if (*p == ' ')
        shared = strlen (p);
    }
  return strlen (a) == strlen (name) ? shared : 0;
}

/* "Trung tâm Phục vụ hành chính công xã Yên Bình" stands under "UBND xã Yên Bình": the heading does not say twice
 * where. The template breaks the law's own name by hand, so its first words are set apart. */
static void
set_heading_name (McFormValues *values, const McOffice *office)
{
  static const char law_name[] = "Trung tâm Phục vụ ";
  g_autofree char *name = mc_text_clean (office->name);
  g_autofree char *authority = mc_text_clean (office->authority);
  gboolean lawful;

  name[strlen (name) - shared_end (name, authority)] = '\0';
  lawful = g_str_has_prefix (name, law_name);
  mc_form_values_set_flag (values, "trung_tam", lawful);
  mc_form_values_set (values, "ten_don_vi_ngan", lawful ? name + strlen (law_name) : name);
}

static void
set_heading (McFormValues *values, const McOffice *office, const McIntake *intake)
{
  const char *point = intake != NULL ? intake->point : NULL;
  const char *point_name = point != NULL ? mc_office_point_name (office, point) : NULL;

  mc_form_values_set (values, "co_quan_chu_quan", office->authority);
  mc_form_values_set (values, "ten_don_vi", office->name);
  set_heading_name (values, office);
  mc_form_values_set (values, "ten_diem", point_name != NULL ? point_name : point);
  mc_form_values_set (values, "dia_danh", office->place);
  mc_form_values_take (values, "dien_thoai_don_vi",
                       or_nothing (office->phone) != NULL ? mc_text_phone (office->phone) : NULL);
  mc_form_values_set (values, "link_tra_cuu", office->lookup_url);
  mc_form_values_set (values, "thong_bao_lich_nghi", NULL);
  mc_form_values_set (values, "so_phieu", NULL);
}

/* ---- people ----------------------------------------------------------------------------------------------------- */

static const char *
form_of_address (McSex sex)
{
  return sex == MC_SEX_MALE ? "Ông" : sex == MC_SEX_FEMALE ? "Bà" : "Ông (Bà)";
}

static char *
birth_text (McPartialDate birth)
{
  g_autofree char *date = mc_partial_date_to_text (birth);

  if (!mc_partial_date_is_set (birth))
    return NULL;
  return g_strconcat (birth.day != 0 ? "ngày " : birth.month != 0 ? "tháng " : "năm ", date, NULL);
}

/* The last three digits: thermal paper is dropped in the yard. */
static char *
mask_id (const char *id)
{
  g_autofree char *clean = mc_text_clean (id);
  glong n = g_utf8_strlen (clean, -1);

  return *clean != '\0' ? g_strconcat ("…", g_utf8_offset_to_pointer (clean, MAX (0, n - 3)), NULL) : NULL;
}

static void
set_applicant (McFormValues *values, const McPerson *person)
{
  const char *id = or_nothing (person->id_number);
  g_autofree char *phone = or_nothing (person->phone) != NULL ? mc_text_phone (person->phone) : NULL;

  mc_form_values_set (values, "xung_ho", form_of_address (person->sex));
  mc_form_values_set (values, "nguoi_nop", person->name);
  mc_form_values_take (values, "ngay_hoac_nam", birth_text (person->birth));
  mc_form_values_set (values, "dia_chi_nguoi_nop", person->address);
  mc_form_values_set (values, "dien_thoai", phone == NULL && person->no_phone ? "không có" : phone);
  mc_form_values_set (values, "dien_thoai_cua", phone != NULL ? person->phone_of : NULL);
  mc_form_values_set (values, "email", person->email);
  mc_form_values_take (values, "so_giay_to",
                       g_strconcat (id != NULL ? id : "",
                                    id != NULL && person->id_kind == MC_ID_KIND_CMND ? " (CMND)" : "", NULL));
  mc_form_values_take (values, "so_giay_to_che", id != NULL ? mask_id (id) : NULL);
  mc_form_values_set (values, "cach_bao",
                      phone != NULL                        ? "qua điện thoại"
                      : or_nothing (person->email) != NULL ? "qua thư điện tử"
                                                           : NULL);
  mc_form_values_set_flag (values, "khong_dien_thoai", phone == NULL && person->no_phone);
}

static void
set_owner (McFormValues *values, const McIntake *intake)
{
  const McAuthorisation *paper = intake->authorisation;
  gboolean has_paper = paper != NULL && or_nothing (paper->kind) != NULL;

  mc_form_values_set (values, "chu_ho_so", intake->owner != NULL ? intake->owner->name : NULL);
  mc_form_values_set (values, "dia_chi_chu_ho_so", intake->owner != NULL ? intake->owner->address : NULL);
  mc_form_values_set (values, "loai_van_ban_uy_quyen", has_paper ? paper->kind : NULL);
  mc_form_values_set (values, "so_uy_quyen", has_paper ? paper->number : NULL);
  mc_form_values_take (values, "ngay_uy_quyen",
                       has_paper && paper->day != MC_DAY_NONE ? mc_day_to_text (paper->day) : NULL);
  mc_form_values_set (values, "quan_he", paper != NULL ? paper->relation : NULL);
}

/* ---- what is asked, and what was handed in ---------------------------------------------------------------------- */

static void
set_request (McFormValues *values, const McDossier *dossier)
{
  const McIntake *intake = dossier->intake;
  const char *name = or_nothing (dossier->procedure_name);
  const char *short_name = or_nothing (dossier->procedure_short);

  mc_form_values_set (values, "ma_ho_so", dossier->code);
  mc_form_values_set (values, "ma_cu", NULL);
  mc_form_values_set (values, "ten_thu_tuc", name != NULL ? name : short_name);
  mc_form_values_set (values, "ten_thuong_goi", short_name != NULL ? short_name : name);
  mc_form_values_set (values, "noi_dung", intake->request);
  mc_form_values_set (values, "ma_tthc", intake->procedure_code);
  mc_form_values_set (values, "hinh_thuc_nop", mc_channel_to_vietnamese (intake->channel));
  mc_form_values_set_flag (values, "truc_tuyen", intake->channel == MC_CHANNEL_ONLINE);
  mc_form_values_set (values, "co_quan_giai_quyet", intake->competent_unit);
  set_number (values, "so_bo", TRUE, "2", MAX (1, intake->sets));
}

static void
append_to_list (GString *list, const char *name)
{
  if (list->len > 0)
    g_string_append (list, "; ");
  g_string_append (list, name);
}

static char *
count_text (int count)
{
  return count > 0 ? g_strdup_printf ("%d", count) : g_strdup ("–");
}

static void
add_component (McFormValues *values, const McComponent *component, int number)
{
  McFormValues *row = mc_form_values_add_row (values, "thanh_phan");
  g_autoptr (GString) brief = g_string_new (NULL);

  set_number (row, "tt", TRUE, "1", number);
  mc_form_values_set (row, "ten_giay_to", component->name);
  mc_form_values_take (row, "chinh", count_text (component->originals));
  mc_form_values_take (row, "chung_thuc", count_text (component->certified));
  mc_form_values_take (row, "chup", count_text (component->copies));
  if (component->originals > 0)
    g_string_append_printf (brief, "%dC ", component->originals);
  if (component->certified > 0)
    g_string_append_printf (brief, "%dS ", component->certified);
  if (component->copies > 0)
    g_string_append_printf (brief, "%dP", component->copies);
  mc_form_values_set (row, "so_luong_ngan", brief->str);
}

/* Handed in: the table. Only shown, or in the digitised store already: a line each. The rest was not brought. */
static void
set_components (McFormValues *values, const McIntake *intake)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GString) reused = g_string_new (NULL);
  int n_handed_in = 0;

  mc_form_values_set_rows (values, "thanh_phan");
  for (guint i = 0; intake->components != NULL && i < intake->components->len; i++)
    {
      const McComponent *component = g_ptr_array_index (intake->components, i);

      if (component->originals > 0 || component->certified > 0 || component->copies > 0)
        add_component (values, component, ++n_handed_in);
      if (component->shown)
        append_to_list (shown, component->name);
      if (component->reused)
        append_to_list (reused, component->name);
    }
  mc_form_values_set (values, "xuat_trinh", shown->str);
  mc_form_values_set (values, "dung_lai", reused->str);
  mc_form_values_set_flag (values, "khong_nop_giay_to",
                           n_handed_in == 0 && (shown->len > 0 || reused->len > 0));
}

/* ---- times, money, where the result goes ------------------------------------------------------------------------ */

static void
set_times (McFormValues *values, const McDossier *dossier, const McOffice *office, const McFormOptions *options)
{
  static const MomentNames received = { "nhan_gio",  "nhan_phut", "nhan_dd",  "nhan_mm",
                                        "nhan_yyyy", "nhan_thu",  "nhan_luc", "nhan_ngay" };
  static const MomentNames due = { "tra_gio",  "tra_phut", "tra_dd",  "tra_mm",
                                   "tra_yyyy", "tra_thu",  "tra_luc", "tra_ngay" };
  static const MomentNames dated = { "lap_gio", "lap_phut", "dd",      "mm",
                                     "yyyy",    "lap_thu",  "lap_luc", "lap_ngay" };

  /* The paper bears the day of receipt also when it is printed later; a reprint says so by its mark. */
  set_moment (values, dossier->received_at != 0 ? dossier->received_at : options->printed_at, &dated);
  set_moment (values, dossier->received_at, &received);
  set_moment (values, dossier->due, &due);
  mc_form_values_set (values, "thoi_han", dossier->duration_text);
  mc_form_values_set (values, "ly_do_han", dossier->due_reason);
  mc_form_values_take (values, "am_lich", office->lunar && dossier->due != 0 ? mc_lunar_to_text (mc_day_of_time (dossier->due)) : NULL);
}

/* A transfer of the fee for a banking application to read, while it is open. */
static void
set_transfer (McFormValues *values, const McDossier *dossier, const McBankAccount *bank)
{
  static const McBankAccount none = { NULL };
  const McBankAccount *to = bank != NULL && dossier->code != NULL && dossier->fee > 0 && dossier->paid_at == 0 ? bank : &none;
  McVietQr transfer = { .bank = to->number, .account = to->account, .amount = dossier->fee, .purpose = dossier->code };

  mc_form_values_take (values, "vietqr", to != &none ? mc_vietqr_text (&transfer, NULL) : NULL);
  mc_form_values_set (values, "so_tai_khoan", to->account);
  mc_form_values_set (values, "ngan_hang", or_nothing (to->name));
  mc_form_values_set (values, "chu_tai_khoan", or_nothing (to->holder));
}

static void
set_money (McFormValues *values, const McDossier *dossier, const McOffice *office)
{
  const McUnit *province = office->province != NULL ? mc_units_province (office->province) : NULL;
  g_autofree char *kind = g_utf8_strdown (province != NULL ? province->kind : "tỉnh", -1);
  gboolean is_sum = dossier->fee > 0;

  mc_form_values_take (values, "so_tien", is_sum ? mc_money_to_text (dossier->fee) : NULL);
  mc_form_values_take (values, "bang_chu", is_sum ? mc_money_to_words (dossier->fee) : NULL);
  mc_form_values_set_flag (values, "khong_thu", dossier->fee == 0);
  mc_form_values_take (values, "theo_quy_dinh",
                       dossier->fee == MC_FEE_BY_COUNCIL
                           ? g_strconcat ("theo quy định của Hội đồng nhân dân ", kind, NULL)
                           : NULL);
  if (is_sum)
    mc_form_values_set (values, "tinh_trang_thu", dossier->paid_at != 0 ? "đã thu" : "chưa thu");
  else
    mc_form_values_set (values, "tinh_trang_thu",
                        dossier->paid_at != 0 && dossier->fee != 0 ? "đã thu" : NULL);
}

static char *
result_place (const McOffice *office, const McIntake *intake, const char *point)
{
  const char *address = or_nothing (intake->result_address);

  switch (intake->result_by)
    {
    case MC_RESULT_BY_POST:
      return g_strconcat (address != NULL ? address : "địa chỉ của người nộp", " (qua dịch vụ bưu chính)",
                          NULL);
    case MC_RESULT_BY_ONLINE:
      return g_strdup ("trực tuyến (bản điện tử)");
    case MC_RESULT_BY_DESK:
    default:
      if (address != NULL)
        return g_strdup (address);
      return g_strconcat (office->name != NULL ? office->name : "", *point != '\0' ? ", " : "", point, NULL);
    }
}

static void
set_collection (McFormValues *values, const McDossier *dossier, const McOffice *office)
{
  const McIntake *intake = dossier->intake;
  const char *point = "";

  mc_form_values_lookup (values, "ten_diem", &point);
  mc_form_values_take (values, "noi_nhan_ket_qua", result_place (office, intake, point));
  mc_form_values_set (values, "pin", dossier->pin);
  mc_form_values_set (values, "quyen", NULL);
  mc_form_values_set (values, "so_thu_tu", NULL);
  mc_form_values_set_flag (values, "diem_chi", intake->fingerprint);
  mc_form_values_set (values, "lam_chung", NULL);
  mc_form_values_set (values, "phien_dich", NULL);
  mc_form_values_set (values, "nguoi_tiep_nhan", dossier->received_by);
}

static void
set_marks (McFormValues *values, const McFormOptions *options)
{
  gboolean reprint = options->reprint > 0;

  mc_form_values_set_flag (values, "bo_2018", options->set == 2018);
  mc_form_values_set_flag (values, "bo_2025", options->set != 2018);
  set_number (values, "in_lai", reprint, "1", options->reprint);
  mc_form_values_take (values, "in_luc", reprint ? mc_time_to_clock_text (options->printed_at) : NULL);
  mc_form_values_take (values, "in_ngay",
                       reprint ? mc_day_to_text (mc_day_of_time (options->printed_at)) : NULL);
  mc_form_values_take (values, "thay_luc", options->replaces != 0 ? mc_time_to_clock_text (options->replaces) : NULL);
  mc_form_values_take (values, "thay_ngay", options->replaces != 0 ? mc_day_to_text (mc_day_of_time (options->replaces)) : NULL);
}

/* ---- the slip --------------------------------------------------------------------------------------------------- */

static McFormValues *
slip_values (const McDossier *dossier, const McOffice *office, const McFormOptions *options)
{
  McFormValues *values = mc_form_values_new (NULL);

  set_heading (values, office, dossier->intake);
  set_applicant (values, dossier->intake->applicant);
  set_owner (values, dossier->intake);
  set_request (values, dossier);
  set_components (values, dossier->intake);
  set_times (values, dossier, office, options);
  set_money (values, dossier, office);
  set_transfer (values, dossier, office->bank);
  set_collection (values, dossier, office);
  set_marks (values, options);
  return values;
}

/* Two copies name themselves; a single one goes to whoever needs it. */
static GPtrArray *
slip_copies (const McFormValues *values, int copies)
{
  static const char *const receivers[] = { "Lưu", "Giao người nộp hồ sơ" };
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_form_values_free);

  for (int i = 0; i < CLAMP (copies, 1, 2); i++)
    {
      McFormValues *copy = mc_form_values_new (values);

      set_number (copy, "lien", copies > 1, "1", i + 1);
      mc_form_values_set (copy, "lien_cho", copies > 1 ? receivers[i] : NULL);
      g_ptr_array_add (all, copy);
    }
  return all;
}

McForm *
mc_form_slip_from (McFormEngine *engine, McTemplate *template, const McDossier *dossier, const McOffice *office,
                   const McFormOptions *options, GError **error)
{
  g_autoptr (McFormValues) values = slip_values (dossier, office, options);
  g_autoptr (GPtrArray) copies = NULL;
  g_autofree char *fault = mc_form_local_line_fault (engine, office);
  McForm *form;

  /* A line of empty boxes would tell nobody anything. */
  mc_form_values_set (values, "dong_tieng_dan_toc", fault == NULL ? office->local_line : NULL);
  copies = slip_copies (values, options->copies);
  form = mc_form_lay_out (engine, template, copies, options->printed_at != 0 ? options->printed_at : dossier->received_at, error);
  if (form != NULL && fault != NULL)
    mc_form_take_warning (form, g_steal_pointer (&fault));
  return form;
}

McForm *
mc_form_new_slip (McFormEngine *engine,
                  const McDossier *dossier,
                  const McOffice *office,
                  const McFormOptions *options,
                  GError **error)
{
  g_autoptr (McFormEngine) used = NULL;
  g_autoptr (McTemplate) template = NULL;

  g_return_val_if_fail (engine == NULL || MC_IS_FORM_ENGINE (engine), NULL);
  g_return_val_if_fail (dossier != NULL && dossier->intake != NULL && dossier->intake->applicant != NULL,
                        NULL);
  g_return_val_if_fail (office != NULL && options != NULL, NULL);

  used = engine != NULL ? g_object_ref (engine) : mc_form_engine_new (error);
  template = used != NULL ? mc_form_engine_slip_template (used, options, error) : NULL;
  return template != NULL ? mc_form_slip_from (used, template, dossier, office, options, error) : NULL;
}
