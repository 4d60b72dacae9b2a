/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cairo-pdf.h>
#include <errno.h>
#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-form-private.h"

struct _McForm
{
  GObject parent_instance;

  McFormEngine *engine; /* its lock guards the layouts in @pages */
  GPtrArray *pages;     /* (element-type McFormPage) */
  char *title;          /* (nullable) */
  GPtrArray *warnings;  /* (element-type utf8) sentences, and a NULL at the end */
  gint64 created_at;
};

G_DEFINE_FINAL_TYPE (McForm, mc_form, G_TYPE_OBJECT)

static const char *const paper_keys[] = { "a5", "a4", "80mm" };

const char *
mc_paper_to_key (McPaper paper)
{
  g_return_val_if_fail ((guint) paper < G_N_ELEMENTS (paper_keys), NULL);
  return paper_keys[paper];
}

gboolean
mc_paper_from_key (const char *key, McPaper *paper)
{
  for (guint i = 0; key != NULL && i < G_N_ELEMENTS (paper_keys); i++)
    {
      if (g_str_equal (key, paper_keys[i]))
        {
          *paper = (McPaper) i;
          return TRUE;
        }
    }
  return FALSE;
}

static void
mc_form_finalize (GObject *object)
{
  McForm *self = MC_FORM (object);

  mc_form_engine_lock (self->engine);
  g_clear_pointer (&self->pages, g_ptr_array_unref);
  mc_form_engine_unlock (self->engine);
  g_clear_object (&self->engine);
  g_free (self->title);
  g_ptr_array_unref (self->warnings);
  G_OBJECT_CLASS (mc_form_parent_class)->finalize (object);
}

static void
mc_form_class_init (McFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = mc_form_finalize;
}

static void
mc_form_init (McForm *self)
{
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->warnings, NULL);
}

McForm *
mc_form_new (McFormEngine *engine, GPtrArray *pages, char *title, gint64 created_at)
{
  McForm *self = g_object_new (MC_TYPE_FORM, NULL);

  self->engine = g_object_ref (engine);
  self->pages = pages;
  self->title = title;
  self->created_at = created_at;
  return self;
}

void
mc_form_take_warning (McForm *self, char *sentence)
{
  g_ptr_array_insert (self->warnings, (int) self->warnings->len - 1, sentence);
}

const char *const *
mc_form_warnings (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  return (const char *const *) self->warnings->pdata;
}

int
mc_form_n_pages (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), 0);
  return (int) self->pages->len;
}

static const McFormPage *
nth_page (McForm *self, int page)
{
  return page >= 0 && page < (int) self->pages->len ? g_ptr_array_index (self->pages, page) : NULL;
}

void
mc_form_page_size (McForm *self, int page, double *width_pt, double *height_pt)
{
  const McFormPage *sheet;

  g_return_if_fail (MC_IS_FORM (self));
  sheet = nth_page (self, page);
  g_return_if_fail (sheet != NULL);
  *width_pt = sheet->width;
  *height_pt = sheet->height;
}

void
mc_form_draw_page (McForm *self, cairo_t *cr, int page)
{
  const McFormPage *sheet;

  g_return_if_fail (MC_IS_FORM (self));
  sheet = nth_page (self, page);
  g_return_if_fail (sheet != NULL);

  mc_form_engine_lock (self->engine);
  for (guint i = 0; i < sheet->places->len; i++)
    {
      const McFormPlace *place = &g_array_index (sheet->places, McFormPlace, i);
      const GArray *items = place->unit->items;

      cairo_save (cr);
      cairo_new_path (cr);
      cairo_set_source_rgb (cr, 0, 0, 0);
      cairo_translate (cr, place->x, place->y);
      for (guint j = 0; j < items->len; j++)
        mc_form_item_draw (&g_array_index (items, McFormItem, j), cr);
      cairo_restore (cr);
    }
  mc_form_engine_unlock (self->engine);
}

const char *
mc_form_font_family (McForm *self)
{
  g_return_val_if_fail (MC_IS_FORM (self), NULL);
  return mc_form_engine_font_family (self->engine);
}

/* ---- PDF -------------------------------------------------------------------------------------------------------- */

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/* The same form gives the same bytes: the only time in the file is the one on the paper. */
static GByteArray *
render_pdf (McForm *self, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (32 * 1024);
  g_autofree char *created = mc_time_to_iso (self->created_at);
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_bytes, bytes, 1, 1);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, self->title != NULL ? self->title : "");
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Một Cửa " MC_VERSION);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
  for (int page = 0; page < (int) self->pages->len; page++)
    {
      const McFormPage *sheet = nth_page (self, page);

      cairo_pdf_surface_set_size (surface, sheet->width, sheet->height);
      mc_form_draw_page (self, cr, page);
      cairo_show_page (cr);
    }
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);

  if (status == CAIRO_STATUS_SUCCESS)
    return g_steal_pointer (&bytes);
  g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _("The PDF could not be made: %s"),
               cairo_status_to_string (status));
  return NULL;
}

/* Says in our terms, and in the user's language, why a file or a stream could not be written. GLib's own sentence is for what
 * is not listed. */
static gboolean
fail_to_write (const char *name, const GError *cause, GError **error)
{
  static const struct
  {
    GFileError file;
    GIOErrorEnum io;
    McError code;
    int reason;
  } reasons[] = {
    { G_FILE_ERROR_NOSPC, G_IO_ERROR_NO_SPACE, MC_ERROR_NO_SPACE, ENOSPC },
    { G_FILE_ERROR_ACCES, G_IO_ERROR_PERMISSION_DENIED, MC_ERROR_READ_ONLY, EACCES },
    { G_FILE_ERROR_PERM, G_IO_ERROR_PERMISSION_DENIED, MC_ERROR_READ_ONLY, EPERM },
    { G_FILE_ERROR_ROFS, G_IO_ERROR_READ_ONLY, MC_ERROR_READ_ONLY, EROFS },
    { G_FILE_ERROR_NOENT, G_IO_ERROR_NOT_FOUND, MC_ERROR_NOT_FOUND, ENOENT },
    { G_FILE_ERROR_NOTDIR, G_IO_ERROR_NOT_DIRECTORY, MC_ERROR_NOT_FOUND, ENOTDIR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (g_error_matches (cause, G_FILE_ERROR, reasons[i].file) || g_error_matches (cause, G_IO_ERROR, (int) reasons[i].io))
      {
        g_set_error (error, MC_ERROR, reasons[i].code, _("%s could not be written: %s"), name, g_strerror (reasons[i].reason));
        return FALSE;
      }
  g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _("%s could not be written: %s"), name, cause->message);
  return FALSE;
}

gboolean
mc_form_write_pdf (McForm *self, GOutputStream *stream, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);

  bytes = render_pdf (self, error);
  if (bytes == NULL)
    return FALSE;
  if (!g_output_stream_write_all (stream, bytes->data, bytes->len, NULL, NULL, &cause))
    return fail_to_write (_("The PDF"), cause, error);
  return TRUE;
}

gboolean
mc_form_write_pdf_file (McForm *self, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (MC_IS_FORM (self), FALSE);

  bytes = render_pdf (self, error);
  if (bytes == NULL)
    return FALSE;
  /* Temporary file, fsync, rename. Only the owner may read it: the paper names a citizen. */
  if (!g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &cause))
    return fail_to_write (path, cause, error);
  return TRUE;
}
