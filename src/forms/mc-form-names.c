/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-form-names.h"

#include <glib/gi18n-lib.h>

/* As mc-slip.c sets them, rows and the footer's own with them; a test holds the two together. */
static const char *const names[] = {
  "am_lich", "bang_chu", "bo_2018", "bo_2025", "cach_bao", "chinh", "chu_ho_so", "chu_tai_khoan", "chung_thuc", "chup",
  "co_quan_chu_quan", "co_quan_giai_quyet", "dd", "dia_chi_chu_ho_so", "dia_chi_nguoi_nop", "dia_danh", "diem_chi", "dien_thoai",
  "dien_thoai_cua", "dien_thoai_don_vi", "dong_tieng_dan_toc", "dung_lai", "email", "hinh_thuc_nop", "in_lai", "in_luc", "in_ngay",
  "khong_dien_thoai", "khong_nop_giay_to", "khong_thu", "lam_chung", "lap_gio", "lap_luc", "lap_ngay", "lap_phut", "lap_thu",
  "lien", "lien_cho", "link_tra_cuu", "loai_van_ban_uy_quyen", "ly_do_han", "ma_cu", "ma_ho_so", "ma_tthc", "mm", "ngan_hang",
  "ngay_hoac_nam", "ngay_uy_quyen", "nguoi_nop", "nguoi_tiep_nhan", "nhan_dd", "nhan_gio", "nhan_luc", "nhan_mm", "nhan_ngay",
  "nhan_phut", "nhan_thu", "nhan_yyyy", "noi_dung", "noi_nhan_ket_qua", "phien_dich", "pin", "quan_he", "quyen", "so_bo",
  "so_giay_to", "so_giay_to_che", "so_luong_ngan", "so_phieu", "so_tai_khoan", "so_thu_tu", "so_tien", "so_trang", "so_uy_quyen",
  "ten_diem", "ten_don_vi", "ten_don_vi_ngan", "ten_giay_to", "ten_thu_tuc", "ten_thuong_goi", "thanh_phan", "thay_luc",
  "thay_ngay", "theo_quy_dinh", "thoi_han", "thong_bao_lich_nghi", "tinh_trang_thu", "tra_dd", "tra_gio", "tra_luc", "tra_mm",
  "tra_ngay", "tra_phut", "tra_thu", "tra_yyyy", "trang", "truc_tuyen", "trung_tam", "tt", "vietqr", "xuat_trinh", "xung_ho",
  "yyyy", NULL,
};

const char *const *
mc_form_names (void)
{
  return names;
}

static gboolean
check_name (const McTemplate *template, const McNode *node, const char *name, GError **error)
{
  return g_strv_contains (names, name) ||
         mc_template_fail (template, node->line, g_strdup_printf (_ ("There is no value {%s}."), name), error);
}

static gboolean
check_all (const McTemplate *template, const McNode *node, char **conditions, GError **error)
{
  for (guint i = 0; conditions != NULL && conditions[i] != NULL; i++)
    if (!check_name (template, node, conditions[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_node (const McTemplate *template, const McNode *node, GError **error)
{
  if (!check_all (template, node, node->if_names, error) || !check_all (template, node, node->unless_names, error) ||
      (node->name != NULL && !check_name (template, node, node->name, error)) ||
      (node->kind == MC_NODE_VALUE && !check_name (template, node, node->text, error)))
    return FALSE;
  for (guint i = 0; i < node->children->len; i++)
    if (!check_node (template, g_ptr_array_index (node->children, i), error))
      return FALSE;
  return TRUE;
}

gboolean
mc_form_check_names (const McTemplate *template, GError **error)
{
  return check_node (template, template->form, error);
}
