/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <zbar.h>

#include "form-samples.h"
#include "mc-error.h"
#include "mc-vietqr.h"

static McFormEngine *engine;
static McOffice *office;

static McForm *
slip (const McDossier *dossier, McFormOptions options)
{
  return sample_slip (engine, dossier, office, options);
}

static GBytes *
pdf_bytes (McForm *form)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  mc_form_write_pdf (form, stream, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
}

/* ---- fonts ------------------------------------------------------------------------------------------------------ */

/* "ABCDEF+LiberationSerif-Bold" to "LiberationSerif". */
static char *
family_of (const char *full_name)
{
  const char *name = strchr (full_name, '+') != NULL ? strchr (full_name, '+') + 1 : full_name;
  char *family = g_strndup (name, strcspn (name, "-,"));

  for (char *p = family; *p != '\0'; p++)
    {
      if (*p == ' ')
        memmove (p, p + 1, strlen (p));
    }
  if (g_str_has_suffix (family, "PSMT"))
    family[strlen (family) - 4] = '\0';
  return family;
}

static void
assert_one_family (McForm *form)
{
  PopplerDocument *pdf = sample_pdf (form);
  PopplerFontInfo *info = poppler_font_info_new (pdf);
  PopplerFontsIter *iter = NULL;
  g_autoptr (GHashTable) families = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  while (poppler_font_info_scan (info, 10, &iter))
    {
      if (iter == NULL)
        continue;
      do
        {
          g_assert_true (poppler_fonts_iter_is_embedded (iter));
          g_hash_table_add (families, family_of (poppler_fonts_iter_get_full_name (iter)));
        }
      while (poppler_fonts_iter_next (iter));
      poppler_fonts_iter_free (iter);
      iter = NULL;
    }
  g_assert_cmpuint (g_hash_table_size (families), ==, 1);
  g_assert_true (g_hash_table_contains (families, "LiberationSerif") ||
                 g_hash_table_contains (families, "TimesNewRoman"));
  g_object_unref (info);
  g_object_unref (pdf);
}

/* desk.md [M]: a slip with the wrong package prints mixed fonts. */
static void
test_one_family (void)
{
  McDossier *(*const samples[]) (void) = { sample_dossier, sample_odd_dossier, sample_long_dossier,
                                           sample_preview };

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      McDossier *dossier = samples[i]();

      for (int paper = MC_PAPER_A5; paper <= MC_PAPER_80MM; paper++)
        {
          g_autoptr (McForm) form = slip (dossier, sample_options ((McPaper) paper));

          assert_one_family (form);
        }
      mc_dossier_free (dossier);
    }
}

/* ---- the code --------------------------------------------------------------------------------------------------- */

/* The page in black and white, as a thermal or laser printer puts it on paper. */
static cairo_surface_t *
render (McForm *form, int page, double dpi)
{
  cairo_surface_t *surface;
  double width, height;
  cairo_t *cr;

  mc_form_page_size (form, page, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_A8, (int) (width * dpi / 72), (int) (height * dpi / 72));
  cr = cairo_create (surface);
  cairo_scale (cr, dpi / 72, dpi / 72);
  mc_form_draw_page (form, cr, page);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  return surface;
}

/* (transfer full) (nullable): all that is read, joined */
static char *
read_codes (McForm *form, int page, double dpi)
{
  cairo_surface_t *surface = render (form, page, dpi);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const unsigned char *data = cairo_image_surface_get_data (surface);
  g_autofree unsigned char *grey = g_malloc ((gsize) (width * height));
  zbar_image_scanner_t *scanner = zbar_image_scanner_create ();
  zbar_image_t *image = zbar_image_create ();
  GString *found = g_string_new (NULL);

  for (int y = 0; y < height; y++)
    {
      for (int x = 0; x < width; x++)
        grey[y * width + x] = data[y * stride + x] >= 128 ? 0 : 255;
    }
  zbar_image_scanner_set_config (scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
  zbar_image_scanner_set_config (scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
  zbar_image_set_format (image, zbar_fourcc ('Y', '8', '0', '0'));
  zbar_image_set_size (image, (unsigned) width, (unsigned) height);
  zbar_image_set_data (image, grey, (unsigned long) width * (unsigned long) height, NULL);
  zbar_scan_image (scanner, image);
  for (const zbar_symbol_t *symbol = zbar_image_first_symbol (image); symbol != NULL;
       symbol = zbar_symbol_next (symbol))
    g_string_append (found, zbar_symbol_get_data (symbol));
  zbar_image_destroy (image);
  zbar_image_scanner_destroy (scanner);
  cairo_surface_destroy (surface);
  return g_string_free (found, FALSE);
}

static void
test_code_is_read (void)
{
  static const struct
  {
    McPaper paper;
    double dpi;
  } printers[] = {
    { MC_PAPER_80MM, 203 }, { MC_PAPER_A5, 300 }, { MC_PAPER_A4, 300 },
    { MC_PAPER_A5, 203 },   { MC_PAPER_A5, 600 },
  };
  McDossier *dossier = sample_dossier ();

  for (gsize i = 0; i < G_N_ELEMENTS (printers); i++)
    {
      g_autoptr (McForm) form = slip (dossier, sample_options (printers[i].paper));

      for (int page = 0; page < mc_form_n_pages (form); page++)
        {
          g_autofree char *text = read_codes (form, page, printers[i].dpi);

          g_assert_cmpstr (text, ==, SAMPLE_CODE); /* desk.md 2.1: only the code */
        }
    }
  mc_dossier_free (dossier);
}

/* What is read from the paper is the transfer, beside the code, on every printer. */
static void
test_transfer_is_read (void)
{
  McDossier *dossier = sample_dossier ();
  McVietQr transfer = { "970405", "0011012345678", FALSE, 8000, NULL, SAMPLE_CODE };
  g_autofree char *expected = mc_vietqr_text (&transfer, NULL);
  static const struct { McPaper paper; double dpi; } printers[] = { { MC_PAPER_80MM, 203 }, { MC_PAPER_A5, 300 }, { MC_PAPER_A4, 300 } };

  office->bank = sample_bank_account ();
  for (gsize i = 0; i < G_N_ELEMENTS (printers); i++)
    {
      g_autoptr (McForm) form = slip (dossier, sample_options (printers[i].paper));
      g_autofree char *text = read_codes (form, 0, printers[i].dpi);

      g_assert_nonnull (strstr (text, SAMPLE_CODE));
      g_assert_nonnull (strstr (text, expected));
      /* Two copies, a page each, as without it. */
      g_assert_cmpint (mc_form_n_pages (form), ==, 2);
    }
  g_clear_pointer (&office->bank, mc_bank_account_free);
  mc_dossier_free (dossier);
}

static void
test_preview_has_no_code (void)
{
  McDossier *dossier = sample_preview ();
  g_autoptr (McForm) form = slip (dossier, sample_options (MC_PAPER_A5));
  g_autofree char *text = read_codes (form, 0, 300);

  g_assert_cmpstr (text, ==, "");
  mc_dossier_free (dossier);
}

/* ---- the file --------------------------------------------------------------------------------------------------- */

static void
test_same_form_same_bytes (void)
{
  McDossier *dossier = sample_odd_dossier ();
  McFormOptions options = sample_options (MC_PAPER_A5);
  g_autoptr (McForm) first = slip (dossier, options);
  g_autoptr (McForm) second = NULL;
  g_autoptr (GBytes) bytes = pdf_bytes (first), again = pdf_bytes (first), other = NULL;
  g_autoptr (McFormEngine) fresh = mc_form_engine_new (NULL);

  second = mc_form_new_slip (fresh, dossier, office, &options, NULL);
  other = pdf_bytes (second);
  g_assert_true (g_bytes_equal (bytes, again));
  g_assert_true (g_bytes_equal (bytes, other));
  mc_dossier_free (dossier);
}

static void
test_metadata (void)
{
  McDossier *dossier = sample_dossier ();
  McFormOptions options = sample_options (MC_PAPER_A5);
  g_autoptr (McForm) form = slip (dossier, options);
  PopplerDocument *pdf = sample_pdf (form);
  g_autofree char *title = poppler_document_get_title (pdf);

  g_assert_cmpstr (title, ==, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả " SAMPLE_CODE);
  g_assert_cmpint (poppler_document_get_creation_date (pdf), ==, options.printed_at);
  g_object_unref (pdf);
  mc_dossier_free (dossier);
}

static void
test_file_whole_or_not_at_all (void)
{
  McDossier *dossier = sample_dossier ();
  g_autoptr (McForm) form = slip (dossier, sample_options (MC_PAPER_A5));
  g_autoptr (GBytes) bytes = pdf_bytes (form);
  g_autofree char *folder = g_dir_make_tmp ("mc-forms-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "slip.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "no", "slip.pdf", NULL);
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;
  struct rlimit limit, low = { .rlim_cur = 4096 };
  GStatBuf info;
  gsize size;

  g_assert_true (mc_form_write_pdf_file (form, path, &error));
  g_assert_true (g_file_get_contents (path, &content, &size, NULL));
  g_assert_cmpmem (content, size, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0077, ==, 0); /* it names a citizen */

  g_assert_false (mc_form_write_pdf_file (form, nowhere, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NOT_FOUND);
  g_clear_error (&error);

  /* A disk that takes only the first bytes: the old file stays as it was, and no other is left beside it. */
  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  low.rlim_max = limit.rlim_max;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &low), ==, 0);
  g_assert_false (mc_form_write_pdf_file (form, path, &error));
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_error (error, MC_ERROR, MC_ERROR_FAILED);
  g_clear_pointer (&content, g_free);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "old");

  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* empty */
  mc_dossier_free (dossier);
}

/* A stream that is closed: the failure is told. */
static void
test_stream_failure (void)
{
  McDossier *dossier = sample_dossier ();
  g_autoptr (McForm) form = slip (dossier, sample_options (MC_PAPER_A5));
  char small[64];
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new (small, sizeof small, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (mc_form_write_pdf (form, stream, &error));
  g_assert_error (error, MC_ERROR, MC_ERROR_NO_SPACE);
  mc_dossier_free (dossier);
}

/* ---- one engine, several threads -------------------------------------------------------------------------------- */

static gpointer
make_slips (gpointer data)
{
  McDossier *dossier = sample_odd_dossier ();

  for (int i = 0; i < 15; i++)
    {
      g_autoptr (McForm) form = slip (dossier, sample_options ((McPaper) (i % 3)));
      g_autoptr (GBytes) bytes = pdf_bytes (form);

      g_assert_cmpuint (g_bytes_get_size (bytes), >, 1000);
    }
  mc_dossier_free (dossier);
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (int i = 0; i < 4; i++)
    threads[i] = g_thread_new ("forms", make_slips, NULL);
  for (int i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

/* A form outlives the reference to its engine, and needs none given. */
static void
test_without_engine (void)
{
  McDossier *dossier = sample_dossier ();
  McFormOptions options = sample_options (MC_PAPER_A5);
  g_autoptr (GError) error = NULL;
  g_autoptr (McForm) form = mc_form_new_slip (NULL, dossier, office, &options, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (mc_form_font_family (form), ==, mc_form_engine_font_family (engine));
  assert_one_family (form);
  mc_dossier_free (dossier);
}

/* 100 slips a second, run with -m perf. */
static void
test_speed (void)
{
  McDossier *dossier = sample_dossier ();
  double seconds;

  if (!g_test_perf ())
    {
      g_test_skip ("not measuring");
      mc_dossier_free (dossier);
      return;
    }
  g_test_timer_start ();
  for (int i = 0; i < 300; i++)
    {
      g_autoptr (McForm) form = slip (dossier, sample_options (MC_PAPER_A5));
      g_autoptr (GBytes) bytes = pdf_bytes (form);
    }
  seconds = g_test_timer_elapsed ();
  g_test_maximized_result (300 / seconds, "%.0f slips of two A5 pages a second", 300 / seconds);
  g_assert_cmpfloat (300 / seconds, >=, 100);
  mc_dossier_free (dossier);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/slip-pdf/exactly-one-family-and-all-embedded", test_one_family);
  g_test_add_func ("/slip-pdf/code-is-read-at-203-and-300-dpi", test_code_is_read);
  g_test_add_func ("/slip-pdf/transfer-is-read-beside-the-code", test_transfer_is_read);
  g_test_add_func ("/slip-pdf/preview-has-no-code", test_preview_has_no_code);
  g_test_add_func ("/slip-pdf/same-form-gives-the-same-bytes", test_same_form_same_bytes);
  g_test_add_func ("/slip-pdf/title-and-date-are-those-of-the-paper", test_metadata);
  g_test_add_func ("/slip-pdf/file-is-whole-or-not-there", test_file_whole_or_not_at_all);
  g_test_add_func ("/slip-pdf/full-stream-is-told", test_stream_failure);
  g_test_add_func ("/slip-pdf/threads-share-one-engine", test_threads);
  g_test_add_func ("/slip-pdf/works-without-an-engine", test_without_engine);
  g_test_add_func ("/slip-pdf/hundred-a-second", test_speed);
  return sample_run (&engine, &office);
}
