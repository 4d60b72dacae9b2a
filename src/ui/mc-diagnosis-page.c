/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-diagnosis-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "mc-diagnosis.h"
#include "mc-qr.h"

#define QUIET 4 /* light modules around a QR code, as its standard asks */

struct _McDiagnosisPage
{
  McPage parent_instance;

  McDesk *desk;         /* (owned) */
  McDeskWorker *worker; /* (owned) the window's */
  McPrinter *printer;   /* (owned) */
  char *text;           /* (owned) (nullable) what is copied */
  McQr *qr;             /* (owned) (nullable) */
  gboolean reading;
  gboolean read_again;

  GtkScrolledWindow *scroll;
  GtkGrid *facts;
  GtkDrawingArea *code;
};

G_DEFINE_FINAL_TYPE (McDiagnosisPage, mc_diagnosis_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "diagnosis.renew", NULL, NC_("action", "Ask anew"), "<Alt>n", 0 },
  { "diagnosis.copy", NULL, NC_("action", "Copy all"), "<Alt>c <Control>Return", MC_PAGE_ENTRY_PRIMARY },
};

/* ---- what the window knows ---- */

static char *
screen_text (McDiagnosisPage *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;
  GdkMonitor *monitor
    = surface != NULL ? gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface) : NULL;
  GdkRectangle area;
  int dpi = -1;

  if (monitor == NULL)
    return NULL;
  gdk_monitor_get_geometry (monitor, &area);
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  /* Translators: width and height of the screen, scale, size of text in percent */
  return g_strdup_printf (_("%d × %d, scale %d, text %d %%"), area.width, area.height, gdk_monitor_get_scale_factor (monitor),
                          dpi > 0 ? dpi * 100 / (96 * 1024) : 100);
}

static void
add_own (McDiagnosisPage *self, GPtrArray *facts)
{
  char *gtk = g_strdup_printf ("%u.%u.%u, libadwaita %u.%u.%u", gtk_get_major_version (), gtk_get_minor_version (),
                               gtk_get_micro_version (), adw_get_major_version (), adw_get_minor_version (), adw_get_micro_version ());

  g_ptr_array_add (facts, mc_fact_new ("gtk", "GTK", gtk));
  g_ptr_array_add (facts, mc_fact_new ("screen", _("Screen"), screen_text (self)));
  g_ptr_array_add (facts, mc_fact_new ("printer", _("Printer"), g_strdup (mc_printer_get_name (self->printer))));
}

/* ---- showing ---- */

static GtkWidget *
make_cell (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css);
  return label;
}

static void
show_facts (McDiagnosisPage *self, GPtrArray *facts)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->facts))) != NULL)
    gtk_grid_remove (self->facts, child);
  for (guint i = 0; i < facts->len; i++)
    {
      const McFact *fact = g_ptr_array_index (facts, i);
      GtkWidget *name = make_cell (fact->name, "fact-name"), *value = make_cell (fact->value, "fact-value");

      gtk_label_set_selectable (GTK_LABEL (value), TRUE);
      gtk_widget_set_can_focus (value, FALSE);
      gtk_label_set_wrap (GTK_LABEL (value), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_width_chars (GTK_LABEL (value), 12);
      gtk_widget_set_hexpand (value, TRUE);
      gtk_grid_attach (self->facts, name, 0, (int) i, 1, 1);
      gtk_grid_attach (self->facts, value, 1, (int) i, 1, 1);
    }
}

/* Black on white, whatever the colours of the window are: a camera wants it so. */
static void
draw_code (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  McDiagnosisPage *self = data;
  int n = self->qr != NULL ? mc_qr_size (self->qr) : 0;
  int module = n > 0 ? MIN (width, height) / (n + 2 * QUIET) : 0;
  int side = module * n;

  if (module == 0)
    return;
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, side + 2 * QUIET * module, side + 2 * QUIET * module);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  mc_qr_draw (self->qr, cr, QUIET * module, QUIET * module, side);
}

/* ---- finding out ---- */

typedef struct
{
  McOffice *office; /* (owned) */
  McSyncStatus status;
} Asked;

static void
asked_free (gpointer data)
{
  Asked *asked = data;

  mc_office_unref (asked->office);
  mc_sync_status_clear (&asked->status);
  g_free (asked);
}

static gpointer
find_out (McDesk *desk, gpointer data, GError **error)
{
  Asked *asked = data;

  return mc_desk_diagnose (desk, asked->office, asked->status.state != MC_LINK_UNKNOWN ? &asked->status : NULL);
}

static void mc_diagnosis_page_reload (McPage *page);

static void
on_found_out (GObject *source, GAsyncResult *result, gpointer data)
{
  McDiagnosisPage *self = MC_DIAGNOSIS_PAGE (source);
  g_autoptr (GPtrArray) facts = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *brief = NULL;

  self->reading = FALSE;
  if (facts == NULL || mc_page_is_gone (MC_PAGE (self)))
    return;
  brief = mc_diagnosis_brief (facts);
  add_own (self, facts);
  g_free (self->text);
  self->text = mc_diagnosis_text (facts);
  show_facts (self, facts);
  g_clear_pointer (&self->qr, mc_qr_free);
  self->qr = mc_qr_new (brief, FALSE);
  gtk_widget_queue_draw (GTK_WIDGET (self->code));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diagnosis.copy", TRUE);
  if (self->read_again)
    mc_diagnosis_page_reload (MC_PAGE (self));
}

static void
mc_diagnosis_page_reload (McPage *page)
{
  McDiagnosisPage *self = MC_DIAGNOSIS_PAGE (page);
  Asked *asked;

  self->read_again = self->reading;
  if (self->reading)
    return;
  self->reading = TRUE;
  asked = g_new0 (Asked, 1);
  asked->office = mc_office_ref (mc_desk_office (self->desk));
  mc_desk_sync_status (self->desk, &asked->status);
  mc_desk_worker_run (self->worker, self, find_out, asked, asked_free, (GDestroyNotify) g_ptr_array_unref, on_found_out, NULL);
}

/* ---- what the officer does ---- */

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McDiagnosisPage *self = MC_DIAGNOSIS_PAGE (widget);

  if (self->text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->text);
  mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, _("Copied")));
}

static void
renew_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  mc_diagnosis_page_reload (MC_PAGE (widget));
}

static void
mc_diagnosis_page_take_focus (McPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (MC_DIAGNOSIS_PAGE (page)->scroll));
}

/* ---- life ---- */

static void
mc_diagnosis_page_dispose (GObject *object)
{
  McDiagnosisPage *self = MC_DIAGNOSIS_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_DIAGNOSIS_PAGE);
  g_clear_object (&self->desk);
  g_clear_object (&self->printer);
  G_OBJECT_CLASS (mc_diagnosis_page_parent_class)->dispose (object);
}

static void
mc_diagnosis_page_finalize (GObject *object)
{
  McDiagnosisPage *self = MC_DIAGNOSIS_PAGE (object);

  g_clear_pointer (&self->worker, mc_desk_worker_unref);
  g_clear_pointer (&self->qr, mc_qr_free);
  g_free (self->text);
  G_OBJECT_CLASS (mc_diagnosis_page_parent_class)->finalize (object);
}

static void
mc_diagnosis_page_class_init (McDiagnosisPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_diagnosis_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_diagnosis_page_finalize;
  page_class->reload = mc_diagnosis_page_reload;
  page_class->take_focus = mc_diagnosis_page_take_focus;
  page_class->help = "quan-tri";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-diagnosis-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McDiagnosisPage, scroll);
  gtk_widget_class_bind_template_child (widget_class, McDiagnosisPage, facts);
  gtk_widget_class_bind_template_child (widget_class, McDiagnosisPage, code);
  gtk_widget_class_install_action (widget_class, "diagnosis.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "diagnosis.renew", NULL, renew_action);
}

static void
mc_diagnosis_page_init (McDiagnosisPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "diagnosis.copy", FALSE);
  gtk_drawing_area_set_draw_func (self->code, draw_code, self, NULL);
}

McDiagnosisPage *
mc_diagnosis_page_new (McDesk *desk, McDeskWorker *worker, McPrinter *printer)
{
  McDiagnosisPage *self = g_object_new (MC_TYPE_DIAGNOSIS_PAGE, NULL);

  self->desk = g_object_ref (desk);
  self->worker = mc_desk_worker_ref (worker);
  self->printer = g_object_ref (printer);
  return self;
}

const char *
mc_diagnosis_page_get_text (McDiagnosisPage *self)
{
  g_return_val_if_fail (MC_IS_DIAGNOSIS_PAGE (self), NULL);
  return self->text;
}
