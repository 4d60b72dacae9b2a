/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a province's system from wherever: refused with a reason, or every field of it gives one sound line of text. And an official
 * code in whatever is scanned or pasted: none, or one that the journal may hold. */
#include "mc-error.h"
#include "mc-official-code.h"
#include "mc-retype-json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

static McDossier *
some_dossier (void)
{
  McDossier *dossier = mc_dossier_new ();
  McPerson *person;

  if (dossier->intake == NULL)
    dossier->intake = mc_intake_new ();
  person = dossier->intake->applicant;
  dossier->code = g_strdup ("H15.50.05.13-261123-0101");
  dossier->received_at = 1795398060;
  dossier->fee = 1284000;
  dossier->procedure_name = g_strdup ("Đăng ký khai sinh");
  dossier->intake->procedure_code = g_strdup ("1.001193");
  g_free (person->name);
  person->name = g_strdup ("GIÀNG THỊ MỶ");
  person->birth = (McPartialDate) { .year = 1944 };
  person->address = g_strdup ("Thôn Nà Lốc,, Xã Yên Bình ,Lào Cai");
  return dossier;
}

static void
check_texts (const GPtrArray *fields, const McRetypeFacts *facts)
{
  for (guint i = 0; i < fields->len; i++)
    {
      const McRetypeField *field = g_ptr_array_index (fields, i);
      g_autofree char *text = mc_retype_text (field, facts);

      check (*field->label != '\0' && (field->value == NULL) != (field->constant == NULL));
      check (text != NULL && g_utf8_validate (text, -1, NULL) && strpbrk (text, "\t\r\n") == NULL);
      check (field->max == 0 || field->constant != NULL || g_utf8_strlen (text, -1) <= (glong) field->max);
    }
}

static void
check_layout (const McRetypeLayout *layout)
{
  g_autoptr (McDossier) dossier = some_dossier ();
  g_autoptr (McOffice) office = mc_office_new ();
  McRetypeFacts facts = { dossier, NULL, office };
  g_autofree char *whole = mc_retype_whole (layout, &facts);
  guint tabs = 0;

  check (layout->fields->len > 0 && layout->fields->len <= MC_RETYPE_MAX_FIELDS);
  check_texts (layout->fields, &facts);
  check_texts (layout->columns, &facts);
  for (const char *p = whole; *p != '\0'; p++)
    tabs += *p == '\t';
  check (tabs == layout->fields->len - 1);
}

static void
check_code (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *found = mc_official_code_find (text);
  McOfficialCode code;

  if (found == NULL)
    return;
  check (mc_official_code_is_sound (found) && mc_official_code_parse (found, &code, NULL) && strcmp (code.text, found) == 0);
}

static gpointer
no_complaints (gpointer data)
{
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR | G_LOG_LEVEL_CRITICAL);
  return NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (McRetypeLayout) layout = NULL;

  g_once (&once, no_complaints, NULL);
  check_code (data, size);
  layout = mc_retype_layout_from_json ((const char *) data, (gssize) size, &error);
  check ((layout == NULL) == (error != NULL));
  if (layout == NULL)
    check (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) && *error->message != '\0' && g_utf8_validate (error->message, -1, NULL));
  else
    check_layout (layout);
  return 0;
}
