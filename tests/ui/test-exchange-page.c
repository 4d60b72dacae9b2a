/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the exchange: what waits is shown item by item, a machine that is not registered can be. */
#include "mc-exchange-page.h"
#include "mc-dossier-page.h"
#include "mc-enrol-form.h"
#include "ui-fixture.h"

static McExchangePage *
go (Ui *ui)
{
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.exchange", NULL);
  g_assert_true (MC_IS_EXCHANGE_PAGE (ui_page (ui)));
  return MC_EXCHANGE_PAGE (ui_page (ui));
}

/* The page's model of what waits, item by item; three dossiers more are three lines more. */
static void
test_outbox (Ui *ui, gconstpointer data)
{
  McExchangePage *page = go (ui);
  guint before = 0;
  guint after = 0;

  wait_until (mc_exchange_page_is_read (page, &before));
  for (int i = 0; i < 3; i++)
    {
      g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "GIÀNG THỊ MỶ");
    }
  wait_until (mc_exchange_page_is_read (page, &after) && after == before + 3);
}

static void
test_http_is_refused (Ui *ui, gconstpointer data)
{
  McExchangePage *page = go (ui);
  GtkWidget *entry;

  ui_type (ui, "province-url", "http://motcua.laocai.gov.vn");
  ui_type (ui, "enrol-code", "ABCD-1234");
  entry = gtk_widget_get_ancestor (GTK_WIDGET (ui_field (ui, "enrol-code")), g_type_from_name ("McEnrolForm"));
  g_assert_nonnull (entry);
  g_assert_null (mc_field_get_error (ui_field (ui, "province-url")));
  mc_enrol_form_send (MC_ENROL_FORM (entry));
  g_assert_cmpstr (mc_field_get_error (ui_field (ui, "province-url")), ==,
                   "An address with http:// is not protected. The province's begins with https://");
  g_assert_cmpstr (ui_caret (ui), ==, "province-url");
  g_assert_cmpstr (ui_typed (ui, "enrol-code"), ==, "ABCD-1234");
  g_assert_true (MC_PAGE (page) == MC_PAGE (ui_page (ui)));
}

/* Back from the page to where work was. */
static void
test_back (Ui *ui, gconstpointer data)
{
  ui_go_to_receive (ui);
  ui_type (ui, "name", "LÝ THỊ MẨY");
  go (ui);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.back", NULL);
  g_assert_cmpstr (ui_typed (ui, "name"), ==, "LÝ THỊ MẨY");
}

/* A file that lies on the disk becomes a paper of the dossier, by the page alone. */
static void
test_attach (Ui *ui, gconstpointer data)
{
  g_autoptr (McDossier) dossier = fixture_receive (&ui->store, "GIÀNG THỊ MỶ");
  g_autofree char *path = g_build_filename (ui->store.folder, "don.pdf", NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "%PDF-1.4\nx\n%%EOF\n", -1, NULL));
  g_list_store_append (files, file);
  gtk_widget_activate_action (GTK_WIDGET (ui->window), "win.open-dossier", "s", dossier->code);
  wait_until (mc_dossier_page_attach (MC_DOSSIER_PAGE (ui_page (ui)), G_LIST_MODEL (files)));
  g_assert_cmpstr (ui_caret (ui), ==, "attach-component");
  gtk_widget_activate_action (ui_page (ui), "dossier.do", NULL);
  wait_until (fixture_int (ui->store.folder, "SELECT count (*) FROM file") == 1);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ui_test ("/exchange-page/what-waits-is-listed", test_outbox);
  ui_test ("/exchange-page/http-address-is-refused", test_http_is_refused);
  ui_test ("/exchange-page/the-form-left-behind-stands-as-it-stood", test_back);
  ui_test ("/exchange-page/a-file-is-attached-to-a-paper", test_attach);
  return g_test_run ();
}
