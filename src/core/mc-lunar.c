/* SPDX-License-Identifier: GPL-3.0-or-later */
/* New moons after J. Meeus, Astronomical Algorithms, chapter 49, the sun's longitude after chapter 25, both without the terms that move them by
 * less than a minute of time. */
#include "mc-lunar.h"

#include <math.h>

#define YEAR_FIRST 1900
#define YEAR_LAST 2199

#define SYNODIC_MONTH 29.530588861
#define FIRST_NEW_MOON 2451550.09766 /* Julian ephemeris day of lunation 0, 6 January 2000 */
#define J2000 2451545.0
#define UNIX_EPOCH 2440587.5         /* Julian day of 1970-01-01 0:00 UTC */
#define DAYS_PER_CENTURY 36525.0
#define SECONDS_PER_DAY 86400.0

static double
sine (double degrees)
{
  return sin (degrees * G_PI / 180);
}

/* Seconds by which the even time of the ephemeris is ahead of the earth's: the parabola of Espenak and Meeus for 2005 to 2050, and a line
 * through the century before. Nobody knows how the earth turns in 2150; a minute more or less moves hardly a month in ten thousand. */
static double
delta_t (double julian_day)
{
  double t = (julian_day - J2000) / 365.25;

  if (t < -50)
    return MAX (29 + 0.42 * (t + 50), 0);
  return 62.92 + 0.32217 * t + 0.005589 * t * t;
}

/* The day in Viet Nam in which a moment of the ephemeris lies. */
static McDay
day_of_moment (double ephemeris_day)
{
  double seconds = (ephemeris_day - UNIX_EPOCH) * SECONDS_PER_DAY - delta_t (ephemeris_day);

  return mc_day_of_time ((gint64) floor (seconds));
}

/* The day of new moon number @k since January 2000. */
static McDay
new_moon (int k)
{
  double t = k / 1236.85, t2 = t * t, t3 = t2 * t;
  double moment = FIRST_NEW_MOON + SYNODIC_MONTH * k + 0.00015437 * t2 - 0.00000015 * t3;
  double sun = 2.5534 + 29.1053567 * k - 0.0000014 * t2, moon = 201.5643 + 385.81693528 * k + 0.0107582 * t2 + 0.00001238 * t3;
  double node = 160.7108 + 390.67050284 * k - 0.0016118 * t2, ascending = 124.7746 - 1.56375588 * k + 0.0020672 * t2;
  double e = 1 - 0.002516 * t - 0.0000074 * t2;

  moment += -0.4072 * sine (moon) + 0.17241 * e * sine (sun) + 0.01608 * sine (2 * moon) + 0.01039 * sine (2 * node)
            + 0.00739 * e * sine (moon - sun) - 0.00514 * e * sine (moon + sun) + 0.00208 * e * e * sine (2 * sun)
            - 0.00111 * sine (moon - 2 * node) - 0.00057 * sine (moon + 2 * node) + 0.00056 * e * sine (2 * moon + sun)
            - 0.00042 * sine (3 * moon) + 0.00042 * e * sine (sun + 2 * node) + 0.00038 * e * sine (sun - 2 * node)
            - 0.00024 * e * sine (2 * moon - sun) - 0.00017 * sine (ascending) - 0.00007 * sine (moon + 2 * sun)
            + 0.00004 * (sine (2 * moon - 2 * node) + sine (3 * sun)) + 0.00003 * (sine (moon + sun - 2 * node) + sine (2 * moon + 2 * node));
  moment += 0.000325 * sine (299.77 + 0.107408 * k - 0.009173 * t2) + 0.000165 * sine (251.88 + 0.016321 * k)
            + 0.000164 * sine (251.83 + 26.651886 * k) + 0.000126 * sine (349.42 + 36.412478 * k) + 0.00011 * sine (84.66 + 18.206239 * k)
            + 0.000062 * sine (141.74 + 53.303771 * k) + 0.00006 * sine (207.14 + 2.453732 * k) + 0.000056 * sine (154.84 + 7.30686 * k);
  return day_of_moment (moment);
}

/* In which twelfth of its way, 0 to 11 from the spring equinox, the sun stands when @day begins in Viet Nam. */
static int
sun_sector (McDay day)
{
  double at = UNIX_EPOCH + ((double) mc_time_of_day_minute (day, 0)) / SECONDS_PER_DAY;
  double t = (at + delta_t (at) / SECONDS_PER_DAY - J2000) / DAYS_PER_CENTURY;
  double mean = 280.46646 + 36000.76983 * t + 0.0003032 * t * t, anomaly = 357.52911 + 35999.05029 * t - 0.0001537 * t * t;
  double longitude = mean + (1.914602 - 0.004817 * t - 0.000014 * t * t) * sine (anomaly) + (0.019993 - 0.000101 * t) * sine (2 * anomaly)
                     + 0.000289 * sine (3 * anomaly) - 0.00569 - 0.00478 * sine (125.04 - 1934.136 * t);

  longitude = fmod (longitude, 360);
  return (int) floor ((longitude < 0 ? longitude + 360 : longitude) / 30) % 12;
}

/* The number of the new moon that begins the month in which @day lies. */
static int
moon_before (McDay day)
{
  double julian = UNIX_EPOCH + day;
  int k = (int) floor ((julian - FIRST_NEW_MOON) / SYNODIC_MONTH) + 1;

  while (new_moon (k) > day)
    k--;
  return k;
}

/* The month in which the sun reaches 270°, the winter solstice of @year: the eleventh. */
static int
eleventh_month (int year)
{
  int k = moon_before (mc_day_from_ymd (year, 12, 31));

  return sun_sector (new_moon (k)) >= 9 ? k - 1 : k;
}

/* Of the thirteen months from one eleventh to the next the first in which the sun reaches no new twelfth repeats the number before it.
 * Returns: how many months after the eleventh it comes */
static int
leap_offset (int eleventh)
{
  int offset = 1;

  while (offset < 13 && sun_sector (new_moon (eleventh + offset)) != sun_sector (new_moon (eleventh + offset + 1)))
    offset++;
  return offset;
}

gboolean
mc_lunar_from_day (McDay day, McLunarDate *date)
{
  int year, k, eleventh, next, offset;

  mc_day_to_ymd (day, &year, NULL, NULL);
  if (year < YEAR_FIRST || year > YEAR_LAST)
    return FALSE;
  k = moon_before (day);
  eleventh = eleventh_month (year);
  if (k < eleventh)
    {
      next = eleventh;
      eleventh = eleventh_month (year - 1);
    }
  else
    next = eleventh_month (year + 1);

  *date = (McLunarDate) { .day = day - new_moon (k) + 1 };
  offset = k - eleventh;
  if (next - eleventh == 13)
    {
      int leap = leap_offset (eleventh);

      date->leap = offset == leap;
      if (offset >= leap)
        offset--;
    }
  date->month = (10 + offset) % 12 + 1;
  /* From the eleventh month on the lunar year that the solstice closes goes on; the first begins the next. */
  mc_day_to_ymd (new_moon (eleventh), &date->year, NULL, NULL);
  if (offset >= 2)
    date->year++;
  return TRUE;
}

char *
mc_lunar_to_text (McDay day)
{
  McLunarDate date;

  if (!mc_lunar_from_day (day, &date))
    return g_strdup ("");
  return g_strdup_printf (date.leap ? "%02d/%02d nhuận" : "%02d/%02d", date.day, date.month);
}
