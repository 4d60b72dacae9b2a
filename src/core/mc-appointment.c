/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-appointment.h"

#include <string.h>

/* Ten years, in days or hours: a longer limit is a fault in the catalogue and must not fill the memory. */
#define LONGEST_LIMIT 3660

/* Up to so many counted days are named one by one. */
#define NAMED_DAYS 7

/* ---- the hours of a day ---- */

static int
start_of_work (McCalendar *calendar, McDay day)
{
  const McDayHours *hours = mc_calendar_work_hours (calendar, day);

  return hours->n_spans > 0 ? hours->spans[0].from : 0;
}

static int
end_of_work (McCalendar *calendar, McDay day)
{
  const McDayHours *hours = mc_calendar_work_hours (calendar, day);

  return hours->n_spans > 0 ? hours->spans[hours->n_spans - 1].to : 0;
}

/* Results are ready at the hour of return, or when the day's work ends if that is earlier (a Saturday morning). */
static gint64
return_time (McCalendar *calendar, McDay day)
{
  return mc_time_of_day_minute (day,
                                MIN (mc_calendar_hours (calendar)->return_at, end_of_work (calendar, day)));
}

/* ---- the receipt ---- */

typedef struct
{
  McDay day;
  int minute;
  gboolean working; /* a working day */
  gboolean late;    /* after the cut-off */
  gboolean closed;  /* the day's work had ended */
} Receipt;

static Receipt
judge_receipt (McCalendar *calendar, gint64 received_at)
{
  Receipt receipt = { mc_day_of_time (received_at), mc_minute_of_time (received_at) };

  receipt.working = mc_calendar_is_working_day (calendar, receipt.day);
  /* By the minute, as the slip prints it: 15 giờ 00 phút is not after 15:00, whatever the seconds were. */
  receipt.late = receipt.working && receipt.minute > mc_calendar_hours (calendar)->cut_off;
  receipt.closed = receipt.working && receipt.minute >= end_of_work (calendar, receipt.day);
  return receipt;
}

/* ---- counting ---- */

static void
clear_day (gpointer data)
{
  g_free (((McAppointmentDay *) data)->holiday);
}

static void
add_day (McAppointment *self, McCalendar *calendar, McDay day, gboolean counted)
{
  const char *holiday = mc_calendar_holiday_name (calendar, day);
  McAppointmentDay one = { day, MC_DAY_COUNTED, g_strdup (holiday) };

  if (!counted)
    one.role = holiday != NULL ? MC_DAY_HOLIDAY : MC_DAY_WEEKEND;
  g_array_append_val (self->days, one);
}

/* The first working moment at or after @receipt, for limits in hours. */
static McDay
start_of_hours (McCalendar *calendar, const Receipt *receipt, int *minute)
{
  McDay day = receipt->day;

  *minute = receipt->minute;
  if (!receipt->working || receipt->closed)
    {
      day = mc_calendar_next_working_day (calendar, day);
      *minute = start_of_work (calendar, day);
    }
  return day;
}

/* Runs @left minutes through the working hours of @day from @minute on; what does not fit stays in @left. Returns the
 * minute reached. */
static int
run_day (McCalendar *calendar, McDay day, int minute, int *left)
{
  const McDayHours *hours = mc_calendar_work_hours (calendar, day);

  for (int i = 0; i < hours->n_spans && *left > 0; i++)
    {
      int from = MAX (minute, hours->spans[i].from);

      if (from >= hours->spans[i].to)
        continue;
      minute = MIN (hours->spans[i].to, from + *left);
      *left -= minute - from;
    }
  return minute;
}

static void
count_hours (McAppointment *self, McCalendar *calendar, int amount, const Receipt *receipt)
{
  int left = amount * 60;
  int minute;
  McDay day = start_of_hours (calendar, receipt, &minute);

  self->effective = day;
  minute = run_day (calendar, day, minute, &left);
  add_day (self, calendar, day, TRUE);
  while (left > 0)
    {
      McDay next = mc_calendar_next_working_day (calendar, day);

      for (McDay off = day + 1; off < next; off++)
        add_day (self, calendar, off, FALSE);
      day = next;
      minute = run_day (calendar, day, 0, &left);
      add_day (self, calendar, day, TRUE);
    }
  self->due = mc_time_of_day_minute (day, minute);
}

static void
count_same_day (McAppointment *self, McCalendar *calendar, const Receipt *receipt)
{
  McDay day = self->effective;

  add_day (self, calendar, day, TRUE);
  self->due = return_time (calendar, day);
  /* Only where an office receives for the same day beyond its hour of return: then by the end of the day. */
  if (day == receipt->day && self->due <= mc_time_of_day_minute (day, receipt->minute))
    self->due = mc_time_of_day_minute (day, end_of_work (calendar, day));
}

static void
count_working_days (McAppointment *self, McCalendar *calendar, int amount)
{
  McDay day = self->effective;

  for (int counted = 0; counted < amount; counted++)
    {
      McDay next = mc_calendar_next_working_day (calendar, day);

      for (McDay off = day + 1; off < next; off++)
        add_day (self, calendar, off, FALSE);
      day = next;
      add_day (self, calendar, day, TRUE);
    }
  self->due = return_time (calendar, day);
}

/* Every day counts, but the limit cannot end on a day off: that one passes its place on to the next working day. */
static void
count_calendar_days (McAppointment *self, McCalendar *calendar, int amount)
{
  McDay last = self->effective + amount;

  for (McDay day = self->effective + 1; day < last; day++)
    add_day (self, calendar, day, TRUE);
  while (!mc_calendar_is_working_day (calendar, last))
    {
      McDay next = mc_calendar_next_working_day (calendar, last);

      for (; last < next; last++)
        add_day (self, calendar, last, FALSE);
    }
  add_day (self, calendar, last, TRUE);
  self->due = return_time (calendar, last);
}

/* ---- texts: Vietnamese, for papers ---- */

static const char *const short_weekdays[] = { "", "T2", "T3", "T4", "T5", "T6", "T7", "CN" };

/* NĐ 30/2020, Phụ lục I: a 0 before days below 10 and before the months 1 and 2. */
static char *
day_month (McDay day)
{
  int year, month, mday;

  mc_day_to_ymd (day, &year, &month, &mday);
  return g_strdup_printf (month <= 2 ? "%02d/%02d" : "%02d/%d", mday, month);
}

static char *
named_day (McDay day, gboolean with_month)
{
  const char *weekday = short_weekdays[mc_day_weekday (day)];
  int year, month, mday;

  if (with_month)
    {
      g_autofree char *date = day_month (day);

      return g_strdup_printf ("%s %s", weekday, date);
    }
  mc_day_to_ymd (day, &year, &month, &mday);
  return g_strdup_printf ("%s %02d", weekday, mday);
}

static int
month_of (McDay day)
{
  int year, month, mday;

  mc_day_to_ymd (day, &year, &month, &mday);
  return month;
}

static char *
describe_counted (GArray *days)
{
  GString *text = g_string_new (NULL);
  McDay first = MC_DAY_NONE;
  McDay last = MC_DAY_NONE;
  int n_counted = 0;

  for (guint i = 0; i < days->len; i++)
    {
      const McAppointmentDay *one = &g_array_index (days, McAppointmentDay, i);
      g_autofree char *name = NULL;

      if (one->role != MC_DAY_COUNTED)
        continue;
      /* The month is said where it changes: "T2 30, T3 01/12". */
      name = named_day (one->day, last != MC_DAY_NONE && month_of (last) != month_of (one->day));
      g_string_append_printf (text, "%s%s", n_counted > 0 ? ", " : "", name);
      if (n_counted++ == 0)
        first = one->day;
      last = one->day;
    }
  if (n_counted > NAMED_DAYS)
    {
      g_autofree char *from = named_day (first, TRUE);
      g_autofree char *to = named_day (last, TRUE);

      g_string_printf (text, "từ %s đến %s", from, to);
    }
  return g_string_free (text, FALSE);
}

/* The days off in a row that would have been working days, as one range; week-ends between them belong to it. */
static void
describe_holidays (GString *reason, McCalendar *calendar, McDay from, McDay to)
{
  McDay first = MC_DAY_NONE;
  McDay last = MC_DAY_NONE;

  for (McDay day = from; day <= to + 1; day++)
    {
      gboolean off = day <= to && !mc_calendar_is_working_day (calendar, day);

      if (off && mc_calendar_holiday_name (calendar, day) != NULL &&
          mc_calendar_hours (calendar)->work[mc_day_weekday (day)].n_spans > 0)
        {
          first = first == MC_DAY_NONE ? day : first;
          last = day;
        }
      if (!off && first != MC_DAY_NONE)
        {
          g_autofree char *first_text = day_month (first);
          g_autofree char *last_text = day_month (last);

          g_string_append (reason, reason->len > 0 ? "; " : "");
          if (first == last)
            g_string_append_printf (reason, "nghỉ ngày %s", first_text);
          else
            g_string_append_printf (reason, "nghỉ từ ngày %s đến ngày %s", first_text, last_text);
          first = MC_DAY_NONE;
        }
    }
}

/* Saturdays worked in exchange that count: an officer who sees one among the days wonders. */
static void
describe_exchanges (GString *reason, McCalendar *calendar, McDay from, McDay to)
{
  for (McDay day = from; day <= to; day++)
    {
      if (mc_calendar_is_working_day (calendar, day) &&
          mc_calendar_hours (calendar)->work[mc_day_weekday (day)].n_spans == 0)
        {
          g_autofree char *text = day_month (day);

          g_string_append_printf (reason, "%slàm bù ngày %s", reason->len > 0 ? "; " : "", text);
        }
    }
}

/* "15 giờ", "15 giờ 30" */
static char *
clock_words (int minute)
{
  return minute % 60 == 0 ? g_strdup_printf ("%d giờ", minute / 60)
                          : g_strdup_printf ("%d giờ %02d", minute / 60, minute % 60);
}

/* Within a sentence only the name of the day keeps its capital. */
static const char *const spoken_weekdays[] = {
  "", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật",
};

static void
describe_receipt (GString *reason, McCalendar *calendar, const Receipt *receipt, gboolean in_hours)
{
  if (!receipt->working && mc_calendar_holiday_name (calendar, receipt->day) != NULL)
    g_string_append (reason, "nhận vào ngày nghỉ lễ");
  else if (!receipt->working)
    g_string_append_printf (reason, "nhận vào %s", spoken_weekdays[mc_day_weekday (receipt->day)]);
  else if (receipt->late && !in_hours)
    {
      g_autofree char *cut_off = clock_words (mc_calendar_hours (calendar)->cut_off);

      g_string_append_printf (reason, "nhận sau %s", cut_off);
    }
  else if (receipt->closed)
    g_string_append (reason, "nhận sau giờ làm việc");
  else
    return;
  g_string_append (reason, ", thời hạn tính từ ngày làm việc tiếp theo");
}

/* The first day that the appointment leans on without anybody having decided it: one that is only expected to be
 * off, or the first beyond the table. MC_DAY_NONE when all is decided. */
static McDay
first_doubtful_day (McCalendar *calendar, McDay from, McDay to)
{
  McDay known = mc_calendar_known_until (calendar);

  for (McDay day = from; day <= to; day++)
    {
      if (day > known || mc_calendar_is_expected (calendar, day))
        return day;
    }
  return MC_DAY_NONE;
}

/* Sentences begin with a capital; all of ours begin with one of these letters. */
static char *
capitalise (const char *text)
{
  return g_strdup_printf ("%c%s", g_ascii_toupper (text[0]), text + 1);
}

static char *
describe_reason (McAppointment *self, McCalendar *calendar, McDuration duration, const Receipt *receipt)
{
  g_autoptr (GString) reason = g_string_new (NULL);
  McDay due = mc_day_of_time (self->due);
  McDay skipped_from = receipt->day;
  McDay doubtful = first_doubtful_day (calendar, receipt->day, due);

  describe_receipt (reason, calendar, receipt, duration.unit == MC_DURATION_WORKING_HOURS);
  if (duration.unit == MC_DURATION_CALENDAR_DAYS)
    {
      McDay nominal = self->effective + (McDay) duration.amount;

      if (nominal < due)
        g_string_append_printf (reason, "%sngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo",
                                reason->len > 0 ? "; " : "");
      /* Days off within the limit count like others: they explain nothing but a late start and a late end. */
      describe_holidays (reason, calendar, receipt->day, self->effective);
      skipped_from = nominal;
    }
  describe_holidays (reason, calendar, skipped_from, due);
  if (duration.unit != MC_DURATION_CALENDAR_DAYS)
    describe_exchanges (reason, calendar, receipt->day, due);

  if (doubtful != MC_DAY_NONE)
    {
      int year, month, mday;

      mc_day_to_ymd (doubtful, &year, &month, &mday);
      g_string_append_printf (
          reason, reason->len > 0 ? " (lịch nghỉ năm %d là dự kiến)" : "lịch nghỉ năm %d là dự kiến", year);
    }
  return reason->len > 0 ? capitalise (reason->str) : NULL;
}

/* ---- the appointment ---- */

McAppointment *
mc_appointment_compute (McCalendar *calendar, McDuration duration, gint64 received_at)
{
  McAppointment *self = g_new0 (McAppointment, 1);
  Receipt receipt;
  McDay next;

  g_return_val_if_fail (calendar != NULL, NULL);

  receipt = judge_receipt (calendar, received_at);
  next = mc_calendar_next_working_day (calendar, receipt.day);
  duration.amount = CLAMP (duration.amount, 0, LONGEST_LIMIT);
  /* A limit of no days is one of the day itself. */
  if (duration.amount == 0 && duration.unit != MC_DURATION_UNSET)
    duration.unit = MC_DURATION_SAME_DAY;

  self->after_cut_off = receipt.late;
  self->outside_hours = !mc_calendar_is_receiving (calendar, received_at);
  self->days = g_array_new (FALSE, FALSE, sizeof (McAppointmentDay));
  g_array_set_clear_func (self->days, clear_day);
  if (receipt.working && !receipt.late && !receipt.closed)
    {
      self->effective = receipt.day;
      self->transfer_by = mc_time_of_day_minute (receipt.day, end_of_work (calendar, receipt.day));
    }
  else
    {
      self->effective = next;
      self->transfer_by = mc_time_of_day_minute (next, start_of_work (calendar, next));
    }

  switch (duration.unit)
    {
    case MC_DURATION_SAME_DAY:
      count_same_day (self, calendar, &receipt);
      break;
    case MC_DURATION_WORKING_DAYS:
      count_working_days (self, calendar, duration.amount);
      break;
    case MC_DURATION_CALENDAR_DAYS:
      count_calendar_days (self, calendar, duration.amount);
      break;
    case MC_DURATION_WORKING_HOURS:
      count_hours (self, calendar, duration.amount, &receipt);
      break;
    case MC_DURATION_UNSET:
    default:
      break;
    }
  self->duration_text = mc_duration_to_vietnamese (duration);
  self->counted_text = describe_counted (self->days);
  if (self->due != 0)
    self->reason = describe_reason (self, calendar, duration, &receipt);
  return self;
}

void
mc_appointment_free (McAppointment *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->days);
  g_free (self->duration_text);
  g_free (self->counted_text);
  g_free (self->reason);
  g_free (self);
}

char *
mc_duration_to_vietnamese (McDuration duration)
{
  switch (duration.unit)
    {
    case MC_DURATION_SAME_DAY:
      return g_strdup ("Trong ngày");
    case MC_DURATION_WORKING_DAYS:
      return g_strdup_printf ("%d ngày làm việc", duration.amount);
    case MC_DURATION_CALENDAR_DAYS:
      return g_strdup_printf ("%d ngày", duration.amount);
    case MC_DURATION_WORKING_HOURS:
      return g_strdup_printf ("%d giờ làm việc", duration.amount);
    case MC_DURATION_UNSET:
    default:
      return g_strdup ("Không quy định");
    }
}

char *
mc_due_to_text (gint64 due)
{
  g_autofree char *date = NULL;
  g_autofree char *clock = NULL;
  McDay day;

  if (due == 0)
    return g_strdup ("");
  day = mc_day_of_time (due);
  date = mc_day_to_text (day);
  clock = mc_time_to_clock_text (due);
  return g_strdup_printf ("%s %s, %s", mc_weekday_name (mc_day_weekday (day)), date, clock);
}

int
mc_due_days_left (gint64 due, McDay today)
{
  return due == 0 ? G_MAXINT : mc_day_of_time (due) - today;
}
