/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A template that came from elsewhere is tried before anybody hands out a paper of it: with a dossier that has everything, and with one that
 * has nothing, so that every name in it is looked up and every block laid out. */
#include "config.h"

#include "mc-form-private.h"

#include "mc-form-guard.h"
#include "mc-procedure.h"

#define MOMENT G_GINT64_CONSTANT (1795000000) /* any; a paper names it */

static void
set (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
fill_person (McPerson *person)
{
  set (&person->name, "NGUYỄN THỊ HƯƠNG");
  set (&person->id_number, "001190000001");
  set (&person->address, "Thôn 1");
  set (&person->phone, "0900000000");
  set (&person->phone_of, "cháu");
  set (&person->email, "huong");
  person->birth.year = 1990;
}

static void
fill_intake (McIntake *intake)
{
  fill_person (intake->applicant);
  if (intake->owner == NULL)
    intake->owner = mc_person_new ();
  fill_person (intake->owner);
  set (&intake->owner->name, "TRẦN VĂN NAM");
  if (intake->authorisation == NULL)
    intake->authorisation = mc_authorisation_new ();
  set (&intake->authorisation->kind, "giấy ủy quyền");
  set (&intake->authorisation->number, "12");
  set (&intake->authorisation->relation, "con");
  set (&intake->request, "Nội dung");
  for (int i = 0; i < 3; i++)
    {
      McComponent *paper = mc_component_new ("to-khai", "Tờ khai");

      paper->originals = i == 0;
      paper->shown = i == 1;
      paper->reused = i == 2;
      g_ptr_array_add (intake->components, paper);
    }
  intake->fingerprint = TRUE;
}

static McDossier *
sample (gboolean full)
{
  McDossier *dossier = mc_dossier_new ();

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  dossier->received_at = dossier->intake->received_at = MOMENT;
  if (!full)
    return dossier;
  fill_intake (dossier->intake);
  set (&dossier->code, "H01.01.01.01-261123-0001");
  set (&dossier->pin, "BCDG");
  set (&dossier->procedure_name, "Thủ tục đăng ký khai sinh");
  set (&dossier->procedure_short, "Khai sinh");
  set (&dossier->received_by, "Lò Thị Hoa");
  set (&dossier->duration_text, "3 ngày làm việc");
  set (&dossier->due_reason, "Nhận sau 15 giờ");
  dossier->due = MOMENT + 3 * 86400;
  dossier->fee = 8000;
  return dossier;
}

static McOffice *
any_office (gboolean full)
{
  McOffice *office = mc_office_new ();

  office->code = g_strdup ("H01.01.01.01");
  office->name = g_strdup ("Trung tâm Phục vụ hành chính công xã Mẫu");
  office->authority = g_strdup ("UBND xã Mẫu");
  office->place = g_strdup ("Mẫu");
  if (!full)
    return office;
  office->phone = g_strdup ("0200 000 000");
  office->lookup_url = g_strdup ("https://example.invalid");
  office->local_line = g_strdup ("Nyob zoo");
  g_ptr_array_add (office->points, mc_service_point_new ("diem-1", "Điểm 1"));
  return office;
}

static gboolean
try_it (McFormEngine *engine, McTemplate *template, McPaper paper, int forms_set, gboolean full, GError **error)
{
  g_autoptr (McDossier) dossier = sample (full);
  g_autoptr (McOffice) office = any_office (full);
  McFormOptions options = { .paper = paper, .set = forms_set, .copies = full ? 2 : 1, .reprint = full, .replaces = full ? MOMENT : 0, .printed_at = MOMENT };
  g_autoptr (McForm) form = mc_form_slip_from (engine, template, dossier, office, &options, error);

  return form != NULL;
}

McTemplate *
mc_form_template_try (McFormEngine *engine, const McPaperTemplate *paper_template, GError **error)
{
  g_autofree char *name = g_strdup_printf ("%s-%s", paper_template->form, paper_template->paper);
  g_autoptr (McTemplate) template = mc_template_parse (name, paper_template->xml, strlen (paper_template->xml), error);
  McPaper paper;

  if (template == NULL || !mc_form_guard (paper_template->xml, error))
    return NULL;
  if (!mc_paper_from_key (paper_template->paper, &paper))
    {
      mc_template_fail (template, 1, g_strdup (paper_template->paper), error);
      return NULL;
    }
  for (int forms_set = 2018; forms_set <= 2025; forms_set += 7)
    if (paper_template->set == 0 || paper_template->set == forms_set)
      for (gboolean full = FALSE; full <= TRUE; full++)
        if (!try_it (engine, template, paper, forms_set, full, error))
          return NULL;
  return g_steal_pointer (&template);
}

gboolean
mc_form_check_template (McFormEngine *engine, const McPaperTemplate *template, GError **error)
{
  g_autoptr (McFormEngine) used = engine != NULL ? g_object_ref (engine) : mc_form_engine_new (error);
  g_autoptr (McTemplate) good = used != NULL ? mc_form_template_try (used, template, error) : NULL;

  return good != NULL;
}
