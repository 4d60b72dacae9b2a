/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A catalogue file from wherever: refused with a reason, or procedures that can be relied on, also after the journal. */
#include "mc-catalogue.h"
#include "mc-error.h"
#include "mc-json.h"
#include "mc-text.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check (gboolean holds)
{
  if (!holds)
    __builtin_trap ();
}

/* Never less for more pages, never above the limit, for any number of them. */
static void
check_fee_rule (const McFeeRule *rule)
{
  static const gint64 units[] = { G_MININT64, 0, 1, 2, 3, 199, 1000000, G_MAXINT64 };
  gint64 before = 0;

  check (!mc_text_is_empty (rule->unit) && rule->steps->len > 0);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 amount = mc_fee_rule_amount (rule, units[i]);

      check (amount >= before && (rule->max == 0 || amount <= rule->max));
      before = amount;
    }
}

static void
check_case (const McProcedureCase *item)
{
  check (!mc_text_is_empty (item->key) && !mc_text_is_empty (item->name));
  for (McChannel channel = MC_CHANNEL_DIRECT; channel <= MC_CHANNEL_POST; channel++)
    {
      check (item->fee[channel] >= MC_FEE_BY_COUNCIL);
      check (item->duration[channel].amount >= 0 && mc_duration_unit_to_key (item->duration[channel].unit) != NULL);
    }
  if (item->fee_rule != NULL)
    check_fee_rule (item->fee_rule);
}

static void
check_procedure (const McProcedure *procedure)
{
  g_autofree char *folded = mc_text_fold (procedure->name);

  check (!mc_text_is_empty (procedure->code) && !mc_text_is_empty (procedure->name) && procedure->short_name != NULL);
  check (procedure->valid_from != MC_DAY_NONE);
  check (procedure->valid_to == MC_DAY_NONE || procedure->valid_to >= procedure->valid_from);
  /* One that is abolished is none, and needs no case. */
  check (mc_procedure_in_force (procedure, procedure->valid_from) == !procedure->abolished);
  check (procedure->abolished || mc_procedure_find_case (procedure, NULL) != NULL);
  for (guint i = 0; i < procedure->cases->len; i++)
    check_case (g_ptr_array_index (procedure->cases, i));
  for (guint i = 0; i < procedure->components->len; i++)
    check (!mc_text_is_empty (((McProcedureComponent *) g_ptr_array_index (procedure->components, i))->key));
  for (guint i = 0; i < procedure->exemptions->len; i++)
    check (!mc_text_is_empty (((McProcedureExemption *) g_ptr_array_index (procedure->exemptions, i))->key));
  mc_procedure_match (procedure, folded);
}

/* As the journal keeps it. */
static void
check_again (const uint8_t *data, size_t size, const GPtrArray *procedures)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) again = NULL;

  check (json_parser_load_from_data (parser, (const char *) data, (gssize) size, NULL));
  text = json_to_string (json_parser_get_root (parser), FALSE);
  again = mc_catalogue_parse (text, -1, NULL);
  check (again != NULL && again->len == procedures->len);
  for (guint i = 0; i < again->len; i++)
    {
      const McProcedure *a = g_ptr_array_index (again, i), *b = g_ptr_array_index (procedures, i);

      check (g_str_equal (a->code, b->code) && g_str_equal (a->name, b->name) && a->valid_from == b->valid_from);
    }
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
  g_autoptr (GPtrArray) procedures = NULL;

  g_once (&once, no_complaints, NULL);
  procedures = mc_catalogue_parse ((const char *) data, (gssize) size, &error);
  check ((procedures == NULL) == (error != NULL));
  if (procedures == NULL)
    {
      check (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) && *error->message != '\0');
      return 0;
    }
  for (guint i = 0; i < procedures->len; i++)
    check_procedure (g_ptr_array_index (procedures, i));
  check_again (data, size, procedures);
  return 0;
}
