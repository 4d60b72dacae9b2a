/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The header's word about the exchange (desk.md 2.2): quiet, true, and nothing called done before the province's receipt. */
#include "mc-exchange-words.h"
#include "mc-transfer-reminder.h"

#define TODAY (mc_day_from_ymd (2026, 11, 23))
#define AT(hour, minute) (mc_time_of_day_minute (TODAY, (hour) * 60 + (minute)))
#define MIB (1024 * 1024)

static void
test_words (void)
{
  const struct
  {
    McSyncStatus status;
    const char *word;
  } cases[] = {
    { { .state = MC_LINK_NONE, .waiting = 12 }, "Not registered with the province" },
    { { .state = MC_LINK_GOOD }, "The province has received nothing yet" },
    { { .state = MC_LINK_GOOD, .waiting = 12 }, "The province has received nothing yet · 12 to send" },
    { { .state = MC_LINK_GOOD, .last_receipt = AT (9, 12) }, "The province has received until 09:12" },
    { { .state = MC_LINK_GOOD, .last_receipt = AT (9, 12), .waiting = 10, .files = 2 },
      "The province has received until 09:12 · 12 to send" },
    { { .state = MC_LINK_GOOD, .last_receipt = AT (16, 58) - 86400 }, "The province has received until 22/11 16:58" },
    /* Looking for news every few minutes is not worth a word. */
    { { .state = MC_LINK_WORKING, .last_receipt = AT (9, 12) }, "The province has received until 09:12" },
    { { .state = MC_LINK_WORKING, .waiting = 3, .done = 10, .total = 4000 }, "Sending… · 3 to send" },
    { { .state = MC_LINK_WORKING, .files = 1, .done = MIB, .total = 4 * MIB }, "Sending… 25% · 1 to send" },
    /* All bytes are out, the receipt is not in. */
    { { .state = MC_LINK_WORKING, .files = 1, .done = 4 * MIB, .total = 4 * MIB }, "Sending… 99% · 1 to send" },
    { { .state = MC_LINK_OFFLINE, .waiting = 12 }, "No network · 12 to send" },
    { { .state = MC_LINK_OFFLINE }, "No network" },
    { { .state = MC_LINK_BUSY, .waiting = 1 }, "Waits, is tried again soon · 1 to send" },
    { { .state = MC_LINK_REVOKED }, "Disconnected by the province" },
    { { .state = MC_LINK_STRANGER }, "Not the province's server" },
    { { .state = MC_LINK_CLOCK }, "The machine's clock is wrong" },
    { { .state = MC_LINK_VERSION }, "The program must be updated" },
    { { .state = MC_LINK_FAILED, .waiting = 2 }, "Not sent yet · 2 to send" },
    { { .state = MC_LINK_GOOD, .last_receipt = AT (9, 12), .quarantine = 1, .conflicts = 2 },
      "The province has received until 09:12 · 3 to look at" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *word = mc_exchange_word (&cases[i].status, TODAY);

      g_assert_cmpstr (word, ==, cases[i].word);
    }
}

static void
test_sentences (void)
{
  for (int state = MC_LINK_NONE; state <= MC_LINK_FAILED; state++)
    {
      const McSyncStatus status = { .state = (McLinkState) state, .support_code = (char *) "MH-4127", .waiting = 1 };
      g_autofree char *sentence = mc_exchange_sentence (&status, TODAY);

      g_assert_true (g_str_has_suffix (sentence, "."));
      if (state > MC_LINK_WORKING)
        g_assert_nonnull (strstr (sentence, "MH-4127"));
    }
}

static void
test_waiting (void)
{
  const McSyncStatus status = { .waiting = 2, .files = 1, .file_bytes = 3 * MIB / 2, .oldest = AT (8, 0) };
  const McSyncStatus nothing = { .state = MC_LINK_GOOD };
  g_autofree char *text = mc_exchange_waiting (&status, AT (10, 30));

  g_assert_cmpstr (text, ==, "2 entries, 1 file (1.5 MB) · the oldest for 2 hours");
  g_assert_null (mc_exchange_waiting (&nothing, AT (10, 30)));
}

static void
test_address (void)
{
  g_assert_null (mc_exchange_check_address ("https://motcua.laocai.gov.vn/trao-doi"));
  g_assert_null (mc_exchange_check_address (" https://10.1.2.3:8443 "));
  g_assert_nonnull (mc_exchange_check_address (""));
  g_assert_nonnull (mc_exchange_check_address ("motcua.laocai.gov.vn"));
  g_assert_nonnull (mc_exchange_check_address ("ftp://motcua.laocai.gov.vn"));
  g_assert_nonnull (mc_exchange_check_address ("https://"));
  g_assert_cmpstr (mc_exchange_check_address ("HTTP://motcua.laocai.gov.vn"), ==,
                   "An address with http:// is not protected. The province's begins with https://");
  /* A province on this very machine, for practice: nothing goes over a line. */
  g_assert_null (mc_exchange_check_address ("http://127.0.0.1:41233"));
  g_assert_null (mc_exchange_check_address ("http://[::1]:41233/"));
  g_assert_nonnull (mc_exchange_check_address ("http://127.0.0.1.motcua.vn"));
  g_assert_nonnull (mc_exchange_check_address ("http://10.0.0.1"));
}

/* NĐ 61/2018 Đ.18: received before 15:00, transferred the same day; told once, at 14:45. */
static void
test_reminder (void)
{
  McOfficeHours hours;
  g_autoptr (McCalendar) calendar = NULL;
  g_autofree char *text = NULL;

  mc_office_hours_init_default (&hours);
  calendar = mc_calendar_new_default (&hours);
  g_assert_false (mc_transfer_reminder_is_due (AT (14, 44), MC_DAY_NONE, calendar));
  g_assert_true (mc_transfer_reminder_is_due (AT (14, 45), MC_DAY_NONE, calendar));
  g_assert_true (mc_transfer_reminder_is_due (AT (14, 59), TODAY - 1, calendar));
  g_assert_false (mc_transfer_reminder_is_due (AT (14, 50), TODAY, calendar));
  g_assert_false (mc_transfer_reminder_is_due (AT (15, 0), MC_DAY_NONE, calendar));
  text = mc_transfer_reminder_text (3, calendar);
  g_assert_cmpstr (text, ==, "3 dossiers must be transferred before 15:00");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exchange-words/header-says-state-and-what-waits", test_words);
  g_test_add_func ("/exchange-words/every-state-has-its-sentence", test_sentences);
  g_test_add_func ("/exchange-words/what-waits-and-how-long", test_waiting);
  g_test_add_func ("/exchange-words/address-must-be-https", test_address);
  g_test_add_func ("/exchange-words/reminder-comes-once-before-the-cut-off", test_reminder);
  return g_test_run ();
}
