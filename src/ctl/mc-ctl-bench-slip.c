/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Slips to PDF, a thousand in a row. */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-ctl-bench.h"
#include "mc-form.h"

#define N_SLIPS 1000

static gboolean
write_slip (McFormEngine *engine, McDesk *desk, const McDossier *dossier, const McFormOptions *options, gsize *bytes,
            GError **error)
{
  g_autoptr (McForm) form = mc_form_new_slip (engine, dossier, mc_desk_office (desk), options, error);
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();

  if (form == NULL || !mc_form_write_pdf (form, stream, error))
    return FALSE;
  *bytes += g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream));
  return TRUE;
}

/* Whole dossiers, as the window has them when it prints. */
static GPtrArray *
load_dossiers (McDesk *desk, GError **error)
{
  g_autoptr (GPtrArray) dossiers = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_dossier_free);
  McListFilter filter = { .kind = MC_LIST_ALL };
  g_autofree char *cursor = NULL;
  g_autoptr (GPtrArray) rows = mc_desk_rows (desk, &filter, MC_DAY_NONE, MC_DAY_NONE, NULL, N_SLIPS, &cursor, error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      McDossier *dossier = mc_desk_load (desk, ((McDossier *) g_ptr_array_index (rows, i))->code, error);

      if (dossier == NULL)
        return NULL;
      g_ptr_array_add (dossiers, dossier);
    }
  return rows != NULL ? g_steal_pointer (&dossiers) : NULL;
}

gboolean
mc_bench_slip (McBench *bench, GError **error)
{
  McFormOptions options = { .paper = MC_PAPER_A5, .set = 2025, .copies = 1 };
  g_autofree char *folder = mc_bench_demo (bench, "slips", N_SLIPS, error);
  g_autoptr (McDesk) desk = folder != NULL ? mc_bench_open (bench, folder, NULL, error) : NULL;
  g_autoptr (GPtrArray) dossiers = desk != NULL ? load_dossiers (desk, error) : NULL;
  g_autoptr (McFormEngine) engine = dossiers != NULL ? mc_form_engine_new (error) : NULL;
  McSamples each;
  gsize bytes = 0;
  gint64 begin;

  if (engine == NULL)
    return FALSE;
  options.printed_at = mc_clock_now (bench->ctl->clock);
  mc_samples_init (&each);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < dossiers->len; i++)
    {
      gint64 one = g_get_monotonic_time ();

      if (!write_slip (engine, desk, g_ptr_array_index (dossiers, i), &options, &bytes, error))
        {
          mc_samples_clear (&each);
          return FALSE;
        }
      mc_samples_add (&each, (double) (g_get_monotonic_time () - one) / 1000.0);
    }
  mc_bench_print (bench, "slip: one A5 to PDF", "ms", &each, NULL, NULL);
  mc_bench_print_value (bench, "slip: in a row", "1/s",
                        (double) dossiers->len * G_USEC_PER_SEC / (double) (g_get_monotonic_time () - begin), 0, NULL);
  mc_bench_print_value (bench, "slip: size", "KiB", (double) bytes / dossiers->len / 1024, 0, NULL);
  mc_samples_clear (&each);
  return TRUE;
}
