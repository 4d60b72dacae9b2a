/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-demo-people.h"

static const char *const families[]
    = { "NGUYỄN", "NGUYỄN", "NGUYỄN", "NGUYỄN", "TRẦN", "TRẦN", "LÊ", "LÊ", "PHẠM", "HOÀNG", "HUỲNH", "PHAN", "VŨ", "VÕ", "ĐẶNG",
        "BÙI", "ĐỖ", "HỒ", "NGÔ", "DƯƠNG", "LÝ", "LÒ", "GIÀNG", "VÀNG", "MA", "TRIỆU", "CẦM", "QUÀNG", "ĐINH", "HÀ", "LƯƠNG" };
static const char *const male_middles[] = { "VĂN", "VĂN", "VĂN", "HỮU", "ĐỨC", "CÔNG", "QUANG", "MINH", "XUÂN", "A" };
static const char *const female_middles[] = { "THỊ", "THỊ", "THỊ", "THỊ", "NGỌC", "THU", "THANH", "KIM", "BÍCH" };
static const char *const male_names[]
    = { "AN", "BÌNH", "CƯỜNG", "DŨNG", "ĐẠT", "GIANG", "HẢI", "HÙNG", "KHÁNH", "LONG", "MẠNH", "NAM", "PÁO", "PHÚC", "QUÂN",
        "SƠN", "THÌN", "TÙNG", "VINH", "TÚ" };
static const char *const female_names[]
    = { "ÁNH", "CHI", "DUNG", "GẤM", "HẠNH", "HIÊN", "HOA", "LAN", "LINH", "MẨY", "MỶ", "NGA", "NHUNG", "OANH", "PHƯỢNG", "SEN",
        "THẢO", "TRANG", "VÂN", "YẾN" };
static const char *const odd_names[]
    = { "H'HEN NIÊ", "K'BRÊU", "Y BŬI ƁYA", "H'LƠ ÊBAN", "A SÙNG", "ĐIỂU K'RÉ", "Y ČHĬN NIÊ KĐĂM", "SIU HƠ'LAN" };
static const char *const ethnicities[] = { "Kinh", "Kinh", "Kinh", "Tày", "Thái", "Mông", "Dao", "Nùng" };
static const char *const villages[]
    = { "Thôn Nà Lốc", "Thôn Đồng Tâm", "Bản Pá Hu", "Thôn Làng Mới", "Tổ dân phố số 3", "Thôn Khe Sang", "Bản Nậm Cang",
        "Thôn Trung Tâm" };
static const char *const relations[] = { "con trai", "con gái", "cháu", "vợ", "chồng" };
static const int provinces[] = { 1, 2, 8, 10, 11, 12, 14, 15, 24, 38, 66, 67 };

#define PICK(random, table) ((table)[g_rand_int_range ((random), 0, G_N_ELEMENTS (table))])

static char *
make_name (GRand *random, McSex sex)
{
  const char *family = PICK (random, families);

  if (g_rand_int_range (random, 0, 100) < 2)
    return g_strdup (PICK (random, odd_names));
  if (sex == MC_SEX_FEMALE)
    {
      const char *middle = PICK (random, female_middles);
      return g_strdup_printf ("%s %s %s", family, middle, PICK (random, female_names));
    }
  const char *middle = PICK (random, male_middles);
  return g_strdup_printf ("%s %s %s", family, middle, PICK (random, male_names));
}

static char *
make_personal_id (GRand *random, McSex sex, int year)
{
  int century = (year - 1900) / 100 * 2 + (sex == MC_SEX_FEMALE ? 1 : 0);
  int province = PICK (random, provinces);

  return g_strdup_printf ("%03d%d%02d%06d", province, century, year % 100, g_rand_int_range (random, 0, 1000000));
}

McPerson *
mc_demo_person (GRand *random, const char *commune_name)
{
  McPerson *person = mc_person_new ();
  int chance = g_rand_int_range (random, 0, 100);

  g_free (person->name);
  person->sex = g_rand_boolean (random) ? MC_SEX_FEMALE : MC_SEX_MALE;
  person->name = make_name (random, person->sex);
  person->birth.year = (gint16) g_rand_int_range (random, 1938, 2008);
  /* Old cards know only the year. */
  if (person->birth.year > 1950 || chance < 30)
    {
      person->birth.month = (gint8) g_rand_int_range (random, 1, 13);
      person->birth.day = (gint8) g_rand_int_range (random, 1, 29);
    }
  if (chance < 92)
    {
      person->id_kind = MC_ID_KIND_PERSONAL;
      person->id_number = make_personal_id (random, person->sex, person->birth.year);
    }
  else if (chance < 97)
    {
      person->id_kind = MC_ID_KIND_CMND;
      person->id_number = g_strdup_printf ("%09d", g_rand_int_range (random, 10000000, 400000000));
    }
  person->ethnicity = g_strdup (PICK (random, ethnicities));
  person->address = g_strdup_printf ("%s, %s", PICK (random, villages), commune_name);
  if (g_rand_int_range (random, 0, 100) < 85)
    person->phone = g_strdup_printf ("09%08d", g_rand_int_range (random, 0, 100000000));
  else
    person->no_phone = TRUE;
  if (person->phone != NULL && person->birth.year < 1955 && g_rand_boolean (random))
    person->phone_of = g_strdup (PICK (random, relations));
  return person;
}
