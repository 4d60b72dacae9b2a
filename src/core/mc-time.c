/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-time.h"

#define SECONDS_PER_DAY 86400

/* Days as text and as typed carry four-digit years; nothing outside can be written down again. */
#define YEAR_FIRST 1
#define YEAR_LAST 9999

/* What an officer may type as a year: the centuries a personal number can say (NĐ 137/2015 Đ.13). */
#define TYPED_YEAR_FIRST 1900
#define TYPED_YEAR_LAST 2199

/* Days of a 400-year cycle, and from 0000-03-01 to 1970-01-01. */
#define DAYS_PER_ERA 146097
#define DAYS_TO_EPOCH 719468

static gboolean
is_leap_year (int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_in_month (int year, int month)
{
  static const gint8 days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

  return month == 2 && is_leap_year (year) ? 29 : days[month - 1];
}

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0 ? 1 : 0);
}

static gint64
floor_mod (gint64 a, gint64 b)
{
  gint64 rest = a % b;

  return rest < 0 ? rest + b : rest;
}

/* Proleptic Gregorian, with years that begin in March so that the leap day comes last. */
McDay
mc_day_from_ymd (int year, int month, int day)
{
  int shifted, era, year_of_era, day_of_year, day_of_era;

  if (year < YEAR_FIRST || year > YEAR_LAST || month < 1 || month > 12)
    return MC_DAY_NONE;
  if (day < 1 || day > days_in_month (year, month))
    return MC_DAY_NONE;

  shifted = month > 2 ? year : year - 1;
  era = shifted / 400;
  year_of_era = shifted - era * 400;
  day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * DAYS_PER_ERA + day_of_era - DAYS_TO_EPOCH;
}

void
mc_day_to_ymd (McDay day, int *year, int *month, int *mday)
{
  gint64 shifted, era, day_of_era, year_of_era, day_of_year, march_month;
  int y = 0, m = 0, d = 0;

  if (day != MC_DAY_NONE)
    {
      shifted = (gint64) day + DAYS_TO_EPOCH;
      era = floor_div (shifted, DAYS_PER_ERA);
      day_of_era = floor_mod (shifted, DAYS_PER_ERA);
      year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
      day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
      march_month = (5 * day_of_year + 2) / 153;
      d = (int) (day_of_year - (153 * march_month + 2) / 5 + 1);
      m = (int) (march_month < 10 ? march_month + 3 : march_month - 9);
      y = (int) (year_of_era + era * 400 + (m <= 2 ? 1 : 0));
    }

  if (year != NULL)
    *year = y;
  if (month != NULL)
    *month = m;
  if (mday != NULL)
    *mday = d;
}

int
mc_day_weekday (McDay day)
{
  if (day == MC_DAY_NONE)
    return 0;

  /* 1970-01-01 was a Thursday. */
  return (int) floor_mod ((gint64) day + 3, 7) + 1;
}

McDay
mc_day_of_time (gint64 time)
{
  gint64 day = floor_div (time, SECONDS_PER_DAY);

  /* The offset after the division: a time near the ends of gint64 must not overflow. */
  if (floor_mod (time, SECONDS_PER_DAY) + MC_UTC_OFFSET >= SECONDS_PER_DAY)
    day++;
  if (day < mc_day_from_ymd (YEAR_FIRST, 1, 1) || day > mc_day_from_ymd (YEAR_LAST, 12, 31))
    return MC_DAY_NONE;
  return (McDay) day;
}

int
mc_minute_of_time (gint64 time)
{
  return (int) ((floor_mod (time, SECONDS_PER_DAY) + MC_UTC_OFFSET) % SECONDS_PER_DAY / 60);
}

gint64
mc_time_of_day_minute (McDay day, int minute)
{
  g_return_val_if_fail (day != MC_DAY_NONE, 0);

  return (gint64) day * SECONDS_PER_DAY + (gint64) minute * 60 - MC_UTC_OFFSET;
}

/* Reads exactly @n_digits digits and moves @text behind them. */
static gboolean
read_digits (const char **text, int n_digits, int *value)
{
  int result = 0;

  for (int i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit ((*text)[i]))
        return FALSE;
      result = result * 10 + ((*text)[i] - '0');
    }
  *text += n_digits;
  *value = result;
  return TRUE;
}

static gboolean
read_char (const char **text, char c)
{
  if (**text != c)
    return FALSE;
  (*text)++;
  return TRUE;
}

static gboolean
read_day (const char **text, McDay *day)
{
  int y, m, d;

  if (!read_digits (text, 4, &y) || !read_char (text, '-') || !read_digits (text, 2, &m) ||
      !read_char (text, '-') || !read_digits (text, 2, &d))
    return FALSE;
  *day = mc_day_from_ymd (y, m, d);
  return *day != MC_DAY_NONE;
}

/* "Z", "+07:00", "+0700", "+07", or nothing at all. */
static gboolean
read_offset (const char **text, int *seconds)
{
  int sign, hours, minutes = 0;

  *seconds = MC_UTC_OFFSET;
  if (**text == '\0')
    return TRUE;
  if (read_char (text, 'Z'))
    {
      *seconds = 0;
      return TRUE;
    }

  sign = **text == '-' ? -1 : 1;
  if (!read_char (text, '+') && !read_char (text, '-'))
    return FALSE;
  if (!read_digits (text, 2, &hours))
    return FALSE;
  if (**text != '\0')
    {
      read_char (text, ':');
      if (!read_digits (text, 2, &minutes))
        return FALSE;
    }
  if (hours > 14 || minutes > 59)
    return FALSE;
  *seconds = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

char *
mc_day_to_iso (McDay day)
{
  int y, m, d;

  if (day == MC_DAY_NONE)
    return g_strdup ("");
  mc_day_to_ymd (day, &y, &m, &d);
  return g_strdup_printf ("%04d-%02d-%02d", y, m, d);
}

gboolean
mc_day_from_iso (const char *text, McDay *day)
{
  McDay result;

  g_return_val_if_fail (day != NULL, FALSE);

  if (text == NULL || !read_day (&text, &result) || *text != '\0')
    return FALSE;
  *day = result;
  return TRUE;
}

char *
mc_time_to_iso (gint64 time)
{
  McDay day = mc_day_of_time (time);
  int minute = mc_minute_of_time (time);
  int second = (int) floor_mod (time, 60);
  g_autofree char *date = mc_day_to_iso (day);

  if (day == MC_DAY_NONE)
    return g_strdup ("");
  return g_strdup_printf ("%sT%02d:%02d:%02d+07:00", date, minute / 60, minute % 60, second);
}

gboolean
mc_time_from_iso (const char *text, gint64 *time)
{
  McDay day;
  int hour, minute, second = 0, offset;

  g_return_val_if_fail (time != NULL, FALSE);

  if (text == NULL || !read_day (&text, &day))
    return FALSE;
  if (!read_char (&text, 'T') && !read_char (&text, ' '))
    return FALSE;
  if (!read_digits (&text, 2, &hour) || !read_char (&text, ':') || !read_digits (&text, 2, &minute))
    return FALSE;
  if (read_char (&text, ':') && !read_digits (&text, 2, &second))
    return FALSE;
  if (hour > 23 || minute > 59 || second > 59)
    return FALSE;
  if (!read_offset (&text, &offset) || *text != '\0')
    return FALSE;

  *time = (gint64) day * SECONDS_PER_DAY + hour * 3600 + minute * 60 + second - offset;
  return TRUE;
}

char *
mc_day_to_text (McDay day)
{
  int y, m, d;

  if (day == MC_DAY_NONE)
    return g_strdup ("");
  mc_day_to_ymd (day, &y, &m, &d);
  return g_strdup_printf ("%02d/%02d/%04d", d, m, y);
}

char *
mc_time_to_clock_text (gint64 time)
{
  int minute = mc_minute_of_time (time);

  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

const char *
mc_weekday_name (int weekday)
{
  static const char *const names[] = {
    "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật",
  };

  if (weekday < 1 || weekday > 7)
    return "";
  return names[weekday - 1];
}

gboolean
mc_partial_date_is_set (McPartialDate date)
{
  return date.year != 0;
}

static gboolean
partial_date_init (McPartialDate *date, int year, int month, int day)
{
  if (year < YEAR_FIRST || year > YEAR_LAST || month < 0 || month > 12 || (day != 0 && month == 0))
    return FALSE;
  if (day != 0 && mc_day_from_ymd (year, month, day) == MC_DAY_NONE)
    return FALSE;
  date->year = (gint16) year;
  date->month = (gint8) month;
  date->day = (gint8) day;
  return TRUE;
}

gboolean
mc_partial_date_from_iso (const char *text, McPartialDate *date)
{
  int year, month = 0, day = 0;

  g_return_val_if_fail (date != NULL, FALSE);

  if (text == NULL || !read_digits (&text, 4, &year))
    return FALSE;
  if (read_char (&text, '-'))
    {
      if (!read_digits (&text, 2, &month) || month == 0)
        return FALSE;
      if (read_char (&text, '-') && (!read_digits (&text, 2, &day) || day == 0))
        return FALSE;
    }
  return *text == '\0' && partial_date_init (date, year, month, day);
}

char *
mc_partial_date_to_iso (McPartialDate date)
{
  if (!mc_partial_date_is_set (date))
    return g_strdup ("");
  if (date.month == 0)
    return g_strdup_printf ("%04d", date.year);
  if (date.day == 0)
    return g_strdup_printf ("%04d-%02d", date.year, date.month);
  return g_strdup_printf ("%04d-%02d-%02d", date.year, date.month, date.day);
}

char *
mc_partial_date_to_text (McPartialDate date)
{
  if (!mc_partial_date_is_set (date))
    return g_strdup ("");
  if (date.month == 0)
    return g_strdup_printf ("%04d", date.year);
  if (date.day == 0)
    return g_strdup_printf ("%02d/%04d", date.month, date.year);
  return g_strdup_printf ("%02d/%02d/%04d", date.day, date.month, date.year);
}

/* One group of digits as typed: how many there are matters as much as what they say. */
typedef struct
{
  int value;
  int n_digits;
} TypedNumber;

static gboolean
is_date_separator (char c)
{
  return c == '/' || c == '-' || c == '.' || c == ',';
}

/* Splits "26/11/2026", "26 11 2026", "26 - 11" into its numbers. Returns how many there are, 0 when the
 * text is anything else. */
static int
split_typed_date (const char *text, TypedNumber numbers[3])
{
  int n = 0;

  while (g_ascii_isspace (*text))
    text++;
  while (*text != '\0')
    {
      TypedNumber number = { 0, 0 };

      if (n == 3)
        return 0;
      for (; g_ascii_isdigit (*text); text++)
        {
          if (++number.n_digits > 8)
            return 0;
          number.value = number.value * 10 + (*text - '0');
        }
      if (number.n_digits == 0)
        return 0;
      numbers[n++] = number;

      while (g_ascii_isspace (*text))
        text++;
      if (is_date_separator (*text))
        {
          text++;
          while (g_ascii_isspace (*text))
            text++;
          if (*text == '\0')
            return 0;
        }
    }
  return n;
}

/* A year as typed in two or four digits; 0 for others. */
static int
typed_year (TypedNumber number, int this_year)
{
  if (number.n_digits == 4)
    return number.value >= TYPED_YEAR_FIRST && number.value <= TYPED_YEAR_LAST ? number.value : 0;
  if (number.n_digits == 2)
    {
      int century = this_year / 100 * 100;

      return century + number.value > this_year ? century - 100 + number.value : century + number.value;
    }
  return 0;
}

static gboolean
full_date_init (McPartialDate *date, int year, int month, int day)
{
  return day != 0 && month != 0 && partial_date_init (date, year, month, day);
}

static gboolean
date_from_one_number (TypedNumber number, int this_year, McPartialDate *date)
{
  int v = number.value;

  switch (number.n_digits)
    {
    case 4:
      if (v >= TYPED_YEAR_FIRST && v <= this_year)
        return partial_date_init (date, v, 0, 0);
      return full_date_init (date, this_year, v % 100, v / 100);
    case 6:
      return full_date_init (date, typed_year ((TypedNumber) { v % 100, 2 }, this_year), v / 100 % 100, v / 10000);
    case 8:
      return full_date_init (date, typed_year ((TypedNumber) { v % 10000, 4 }, this_year), v / 10000 % 100,
                             v / 1000000);
    default:
      return FALSE;
    }
}

gboolean
mc_partial_date_from_typed (const char *text, McDay today, McPartialDate *date)
{
  TypedNumber n[3];
  int this_year;

  g_return_val_if_fail (today != MC_DAY_NONE, FALSE);
  g_return_val_if_fail (date != NULL, FALSE);

  if (text == NULL)
    return FALSE;

  mc_day_to_ymd (today, &this_year, NULL, NULL);
  switch (split_typed_date (text, n))
    {
    case 1:
      return date_from_one_number (n[0], this_year, date);
    case 2:
      if (n[0].n_digits > 2)
        return FALSE;
      if (n[1].n_digits == 4)
        return n[0].value != 0 && partial_date_init (date, typed_year (n[1], this_year), n[0].value, 0);
      return n[1].n_digits <= 2 && full_date_init (date, this_year, n[1].value, n[0].value);
    case 3:
      if (n[0].n_digits > 2 || n[1].n_digits > 2)
        return FALSE;
      return full_date_init (date, typed_year (n[2], this_year), n[1].value, n[0].value);
    default:
      return FALSE;
    }
}
