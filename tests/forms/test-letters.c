/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "form-samples.h"

/* Letters that the face of the papers lacks: nobody goes home without a slip because of one. */

static McFormEngine *engine;
static McOffice *office;

static char *
form_text (McForm *form)
{
  PopplerDocument *pdf = sample_pdf (form);
  char *text = sample_page_text (pdf, 0);

  g_object_unref (pdf);
  return text;
}

static void
assert_has (const char *text, const char *words)
{
  if (text == NULL || strstr (text, words) == NULL)
    g_test_message ("“%s” is not in: %s", words, text != NULL ? text : "");
  g_assert_true (text != NULL && strstr (text, words) != NULL);
}

/* A name from an online form brings what it likes: the citizen gets the slip, with a gap to write in, and the officer is
 * told which letters. A letter with its marks is one gap; what is invisible leaves none. */
static void
test_unprintable_letter (void)
{
  const struct
  {
    const char *name, *printed, *told;
  } cases[] = {
    { "GIÀNG \u4e16 MỶ", "Bà: GIÀNG □ MỶ (Trực tiếp)", "“\u4e16”" },
    { "GIÀNG \U0001F600\uFE0F MỶ", "Bà: GIÀNG □ MỶ (Trực tiếp)", "“\U0001F600" },
    { "\u1781\u17D2\u1798\u17C2\u179A MỶ", "Bà: □□□ MỶ (Trực tiếp)", "“\u1781\u17D2”, “\u1798\u17C2”, “\u179A”" },
    { "H\u1E25 MỶ", "Bà: H\u1E25 MỶ (Trực tiếp)", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      McDossier *dossier = sample_dossier ();

      for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
        {
          McFormOptions options = sample_options ((McPaper) paper);
          g_autoptr (McForm) form = NULL;
          g_autofree char *text = NULL;

          g_free (dossier->intake->applicant->name);
          dossier->intake->applicant->name = g_strdup (cases[i].name);
          form = sample_slip (engine, dossier, office, options);
          if (cases[i].told == NULL)
            g_assert_cmpstr (mc_form_warnings (form)[0], ==, NULL);
          else
            assert_has (mc_form_warnings (form)[0], cases[i].told);
          text = form_text (form);
          if (paper == MC_PAPER_A5 && cases[i].told != NULL)
            assert_has (text, cases[i].printed);
        }
      mc_dossier_free (dossier);
    }
}

/* The whole of a line that cannot be read stays away; the paper is as it is without one. */
static void
test_local_line (void)
{
  static const char khmer[] = "\u1798\u1787\u17D2\u1788\u1798\u178E\u17D2\u178C\u179B";
  McDossier *dossier = sample_dossier ();
  McOffice *local = sample_office ();
  g_auto (GStrv) sentences = NULL;

  for (int turn = 0; turn < 2; turn++)
    for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
      {
        g_autoptr (McForm) form = NULL;
        g_autofree char *text = NULL;

        g_free (local->local_line);
        local->local_line = g_strdup (turn == 0 ? "\u0102n\u0103n \u0180\u012D\u014F klei" : khmer);
        form = sample_slip (engine, dossier, local, sample_options ((McPaper) paper));
        text = form_text (form);
        g_assert_null (strstr (text, "□"));
        if (turn == 0)
          {
            assert_has (text, local->local_line);
            g_assert_cmpstr (mc_form_warnings (form)[0], ==, NULL);
          }
        else
          assert_has (mc_form_warnings (form)[0], "“\u1798”");
      }

  sentences = mc_form_check_office (engine, local);
  g_assert_cmpuint (g_strv_length (sentences), ==, 1);
  assert_has (sentences[0], "“\u1798”");
  mc_office_unref (local);
  mc_dossier_free (dossier);
}

/* Whatever single letter a name has, Pango says the same of it as the engine: no name makes a slip fail. */
static void
test_every_letter (void)
{
  McDossier *dossier = sample_dossier ();

  for (gunichar block = 0; block < 0x20000; block += 0x100)
    {
      g_autoptr (GString) name = g_string_new ("A");
      g_autoptr (McForm) form = NULL;

      /* Thousands of Chinese and Korean letters are all alike here. */
      if ((block >= 0x3500 && block < 0xD700) || (block >= 0x10000 && block < 0x1D000))
        continue;
      for (gunichar c = block; c < block + 0x100; c++)
        if (g_unichar_validate (c) && c != 0)
          {
            g_string_append_unichar (name, c);
            if (c % 16 == 15)
              g_string_append_c (name, ' ');
          }
      g_free (dossier->intake->applicant->name);
      dossier->intake->applicant->name = g_string_free (g_steal_pointer (&name), FALSE);
      form = sample_slip (engine, dossier, office, sample_options (MC_PAPER_A5));
    }
  mc_dossier_free (dossier);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letters/what-the-face-lacks-is-a-gap-and-named", test_unprintable_letter);
  g_test_add_func ("/letters/a-local-line-the-face-lacks-is-left-out", test_local_line);
  g_test_add_func ("/letters/no-letter-makes-a-slip-fail", test_every_letter);
  return sample_run (&engine, &office);
}
