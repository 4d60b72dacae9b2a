/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-intake-changes.h"

#include <string.h>

#include "mc-text.h"

#define DIGITS_SHOWN 3 /* of an identity number */

static void
begin_line (GString *text, const char *whose, const char *what)
{
  g_string_append_printf (text, "%s%s%s", text->len > 0 ? "; " : "", what, whose);
}

static void
add_text (GString *text, const char *whose, const char *what, const char *before, const char *after)
{
  gboolean had = !mc_text_is_empty (before), has = !mc_text_is_empty (after);

  if (!had && !has)
    return;
  if (had && has && strcmp (before, after) == 0)
    return;
  begin_line (text, whose, what);
  g_string_append_printf (text, ": %s → %s", had ? before : "không có", has ? after : "không có");
}

static char *
hidden (const char *number)
{
  glong length = number != NULL ? g_utf8_strlen (number, -1) : 0;

  return length == 0 ? NULL : g_strdup_printf ("…%s", g_utf8_offset_to_pointer (number, MAX (length - DIGITS_SHOWN, 0)));
}

static void
add_number (GString *text, const char *whose, const McPerson *before, const McPerson *after)
{
  g_autofree char *was = hidden (before->id_number), *is = hidden (after->id_number);

  if (g_strcmp0 (before->id_number, after->id_number) == 0 && before->id_kind == after->id_kind)
    return;
  /* The same last digits do not tell what was wrong before them. */
  if (g_strcmp0 (was, is) == 0)
    begin_line (text, whose, "Giấy tờ tùy thân");
  else
    add_text (text, whose, "Số giấy tờ", was, is);
}

static void
add_person (GString *text, const char *whose, const McPerson *before, const McPerson *after)
{
  static const McPerson nobody = { NULL };
  const McPerson *was = before != NULL ? before : &nobody, *is = after != NULL ? after : &nobody;
  g_autofree char *birth_was = mc_partial_date_to_text (was->birth), *birth_is = mc_partial_date_to_text (is->birth);

  add_text (text, whose, "Họ và tên", was->name, is->name);
  add_text (text, whose, "Ngày sinh", birth_was, birth_is);
  add_text (text, whose, "Giới tính", mc_sex_to_vietnamese (was->sex), mc_sex_to_vietnamese (is->sex));
  add_text (text, whose, "Dân tộc", was->ethnicity, is->ethnicity);
  add_number (text, whose, was, is);
  add_text (text, whose, "Địa chỉ", was->address, is->address);
  add_text (text, whose, "Điện thoại", was->phone, is->phone);
  add_text (text, whose, "Điện thoại của", was->phone_of, is->phone_of);
  add_text (text, whose, "Thư điện tử", was->email, is->email);
}

static gboolean
is_same_component (const McComponent *a, const McComponent *b)
{
  return g_strcmp0 (a->key, b->key) == 0 && g_strcmp0 (a->name, b->name) == 0 && a->originals == b->originals && a->certified == b->certified &&
         a->copies == b->copies && a->shown == b->shown && a->reused == b->reused;
}

static gboolean
has_same_components (const GPtrArray *a, const GPtrArray *b)
{
  gboolean same = a->len == b->len;

  for (guint i = 0; same && i < a->len; i++)
    same = is_same_component (g_ptr_array_index (a, i), g_ptr_array_index (b, i));
  return same;
}

static gboolean
is_same_authorisation (const McAuthorisation *a, const McAuthorisation *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strcmp0 (a->kind, b->kind) == 0 && g_strcmp0 (a->number, b->number) == 0 && a->day == b->day && g_strcmp0 (a->relation, b->relation) == 0;
}

char *
mc_intake_changes_text (const McIntake *before, const McIntake *after)
{
  GString *text = g_string_new (NULL);

  add_person (text, before->owner != NULL || after->owner != NULL ? " người nộp" : "", before->applicant, after->applicant);
  if (before->owner != NULL || after->owner != NULL)
    add_person (text, " chủ hồ sơ", before->owner, after->owner);
  if (!is_same_authorisation (before->authorisation, after->authorisation))
    begin_line (text, "", "Giấy ủy quyền");
  if (!has_same_components (before->components, after->components))
    begin_line (text, "", "Thành phần hồ sơ");
  if (before->sets != after->sets)
    begin_line (text, "", "Số bộ");
  add_text (text, "", "Nội dung yêu cầu", before->request, after->request);
  if (before->result_by != after->result_by || g_strcmp0 (before->result_address, after->result_address) != 0)
    begin_line (text, "", "Nơi nhận kết quả");
  if (before->fingerprint != after->fingerprint)
    begin_line (text, "", "Ký, điểm chỉ");
  add_text (text, "", "Ghi chú", before->note, after->note);
  return g_string_free (text, FALSE);
}
