/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an officer says about the last slip after a restore (architecture.md, "Restore, copy, fork"). */
#include <glib.h>

#include "mc-error.h"
#include "mc-last-slip.h"

#define TODAY (mc_day_from_ymd (2026, 11, 23))

static McOffice *
office_new (void)
{
  McOffice *office = mc_office_new ();

  office->code = g_strdup ("H15.50.05.13");
  office->desk = 2;
  office->desks = g_new0 (int, 4);
  office->desks[0] = 3;
  office->desks[1] = 1;
  office->desks[2] = 2;
  return office;
}

/* The code as it is typed, and the one that is meant. */
static void
test_typed (void)
{
  static const struct
  {
    const char *typed, *meant;
  } cases[] = {
    { "H15.50.05.13-261123-0108", "H15.50.05.13-261123-0108" },
    { " h15.50.05.13 - 261123 - 0108 ", "H15.50.05.13-261123-0108" },
    { "261120-0199", "H15.50.05.13-261120-0199" },
    { "0108", "H15.50.05.13-261123-0108" },
    { "108", "H15.50.05.13-261123-0108" },
    { "2101", "H15.50.05.13-261123-2101" }, /* the desk's second block */
  };
  g_autoptr (McOffice) office = office_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *found = NULL;
      McCode code;

      mc_last_slip_read (cases[i].typed, office, TODAY, &code, &error);
      g_assert_no_error (error);
      found = mc_code_format (code.office, code.day, code.number);
      g_assert_cmpstr (found, ==, cases[i].meant);
    }
}

static void
assert_refused (const char *typed, const char *message)
{
  g_autoptr (McOffice) office = office_new ();
  g_autoptr (GError) error = NULL;
  McCode code;

  g_assert_false (mc_last_slip_read (typed, office, TODAY, &code, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_INVALID);
  if (message != NULL)
    g_assert_cmpstr (error->message, ==, message);
}

/* Each fault is named with the words of the paper in her hand. */
static void
test_refused (void)
{
  assert_refused ("", "The number of the slip is missing");
  assert_refused ("H15.50.05.14-261123-0108", "H15.50.05.14-261123-0108 is not a slip of this office");
  assert_refused ("H15.50.05.13-261123-0042", "Number 0042 is of desk 1, and this machine is desk 2");
  assert_refused ("0299", "Number 0299 is of desk 3, and this machine is desk 2");
  assert_refused ("0000", NULL);
  assert_refused ("261123", NULL);
  assert_refused ("00108", NULL);
  assert_refused ("H15.50.05.13-261323-0108", NULL);
  assert_refused ("H15.50.05.13-261123", NULL);
  assert_refused ("Giàng", NULL);
}

/* A day to come, by a slip of the finger, would close this desk until then; so would a machine that wakes up in 2015. */
static void
test_day_to_come (void)
{
  assert_refused ("H15.50.05.13-271123-0108", "This slip is of 23/11/2027, a day still to come: this machine is on 23/11/2026");
  assert_refused ("261124-0108", NULL);
}

/* While it is typed nothing is called wrong that may still become right. */
static void
test_whole (void)
{
  static const char *const parts[] = { "", "0", "00", "010", "H15", "H15.50.05.13-261123", "H15.50.05.13-261123-004", "261123-01" };
  static const char *const wholes[] = { "0042", "0108", "261123-0042", "H15.50.05.14-261123-0108" };
  g_autoptr (McOffice) office = office_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_assert_false (mc_last_slip_is_whole (parts[i], office, TODAY));
  for (gsize i = 0; i < G_N_ELEMENTS (wholes); i++)
    g_assert_true (mc_last_slip_is_whole (wholes[i], office, TODAY));
}

static void
assert_follows (const char *typed, const char *follows)
{
  g_autoptr (McOffice) office = office_new ();
  g_autofree char *text = NULL;
  McCode code;

  g_assert_true (mc_last_slip_read (typed, office, TODAY, &code, NULL));
  text = mc_last_slip_follows_code (&code, TODAY);
  g_assert_cmpstr (text, ==, follows);
}

/* mc_projection_put_last_slip(): the day of the slip goes on behind it, the days before are closed, those after are not. */
static void
test_follows (void)
{
  g_autofree char *as_third = mc_last_slip_follows_desk (3);

  assert_follows ("0108", "Numbers of today go on after 0108. Days before give no numbers any more.");
  assert_follows ("261120-0108",
                  "Numbers of 20/11/2026 go on after 0108, later days as usual. Days before give no numbers any more.");
  g_assert_cmpstr (as_third, ==, "This machine is desk 3 from now on; the numbers of desk 3 begin with 0201.");
}

static void
test_other_desks (void)
{
  g_autoptr (McOffice) office = office_new ();
  g_autofree int *desks = NULL;
  guint n_listed, n = 0;

  desks = mc_last_slip_other_desks (office, &n_listed);
  g_assert_cmpuint (n_listed, ==, 2);
  g_assert_cmpint (desks[0], ==, 1);
  g_assert_cmpint (desks[1], ==, 3);
  g_assert_cmpint (desks[2], ==, 4);
  for (; desks[n] != 0; n++)
    g_assert_cmpint (desks[n], !=, 2);
  g_assert_cmpuint (n, ==, MC_CODE_DESKS - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/last-slip/it-is-typed-whole-or-short", test_typed);
  g_test_add_func ("/last-slip/what-cannot-be-the-answer-is-refused-and-named", test_refused);
  g_test_add_func ("/last-slip/a-day-to-come-is-refused", test_day_to_come);
  g_test_add_func ("/last-slip/nothing-is-wrong-before-it-is-whole", test_whole);
  g_test_add_func ("/last-slip/what-follows-is-said", test_follows);
  g_test_add_func ("/last-slip/other-desks-begin-with-those-of-the-office", test_other_desks);
  return g_test_run ();
}
