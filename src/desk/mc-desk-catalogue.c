/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-desk-catalogue.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-catalogue-print.h"
#include "mc-catalogue.h"
#include "mc-change-words.h"
#include "mc-desk-admin.h"
#include "mc-desk-private.h"

typedef struct
{
  const char *text;
  gsize size;
  McDay from;
  GHashTable *codes; /* of the file */
  McCataloguePlan *plan;
} Query;

const char *
mc_difference_kind_to_key (McDifferenceKind kind)
{
  static const char *const keys[] = { "new", "changed", "gone", "abolished" };

  g_return_val_if_fail ((gsize) kind < G_N_ELEMENTS (keys), "new");
  return keys[kind];
}

static void
difference_free (gpointer data)
{
  McDifference *self = data;

  g_free (self->code);
  g_free (self->name);
  g_strfreev (self->lines);
  g_free (self);
}

void
mc_catalogue_plan_free (McCataloguePlan *self)
{
  g_free (self->text);
  g_ptr_array_unref (self->refused);
  g_ptr_array_unref (self->differences);
  g_free (self);
}

static void
add (McCataloguePlan *plan, McDifferenceKind kind, const McProcedure *procedure, char **lines)
{
  McDifference *difference = g_new0 (McDifference, 1);

  difference->kind = kind;
  difference->code = g_strdup (procedure->code);
  difference->name = g_strdup (procedure->short_name);
  difference->lines = lines != NULL ? lines : g_new0 (char *, 1);
  g_ptr_array_add (plan->differences, difference);
}

/* What is in force the day before it, or on that day itself: the same version, printed again. */
static const McProcedure *
known_of (McDesk *desk, const McProcedure *procedure)
{
  const McProcedure *known = mc_desk_procedure (desk, procedure->code, procedure->valid_from);

  return known != NULL ? known : mc_desk_procedure (desk, procedure->code, procedure->valid_from - 1);
}

static char *
results_text (const McProcedure *procedure)
{
  return procedure->results != NULL ? g_strjoinv (", ", procedure->results) : g_strdup ("");
}

/* What an officer notices, and what only the one who imports does. (transfer full) */
static char **
lines_of (const McProcedure *known, const McProcedure *procedure)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = mc_change_words_procedure (known, procedure, NULL);
  g_autofree char *before = known != NULL ? results_text (known) : NULL, *after = results_text (procedure);

  g_strv_builder_addv (builder, (const char **) words);
  if (known != NULL && g_strcmp0 (known->decision, procedure->decision) != 0)
    {
      g_autofree char *line = g_strdup_printf (_ ("Decision: %s → %s"), known->decision != NULL ? known->decision : "–",
                                               procedure->decision != NULL ? procedure->decision : "–");

      g_strv_builder_add (builder, line);
    }
  if (known != NULL && strcmp (before, after) != 0)
    {
      g_autofree char *line = g_strdup_printf (_ ("Result papers: %s → %s"), *before != '\0' ? before : "–", *after != '\0' ? after : "–");

      g_strv_builder_add (builder, line);
    }
  return g_strv_builder_end (builder);
}

static void
compare (McDesk *desk, McCataloguePlan *plan, const McProcedure *procedure)
{
  const McProcedure *known = known_of (desk, procedure);
  char **lines;

  if (procedure->abolished)
    {
      if (known != NULL)
        add (plan, MC_DIFFERENCE_ABOLISHED, known, NULL);
      return;
    }
  lines = lines_of (known, procedure);
  if (known == NULL)
    add (plan, MC_DIFFERENCE_NEW, procedure, lines);
  else if (lines[0] != NULL)
    add (plan, MC_DIFFERENCE_CHANGED, procedure, lines);
  else
    g_strfreev (lines);
}

static gboolean
read_print (McDb *db, gpointer data, GCancellable *cancellable, GError **error)
{
  Query *query = data;

  query->plan->text = mc_catalogue_from_print (db, query->text, query->size, query->from, query->plan->refused, query->codes, error);
  return query->plan->text != NULL;
}

static void
add_gone (McDesk *desk, McCataloguePlan *plan, GHashTable *codes, McDay day)
{
  GPtrArray *catalogue = mc_desk_catalogue (desk);

  for (guint i = 0; i < catalogue->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (catalogue, i);

      if (mc_procedure_in_force (procedure, day) && !g_hash_table_contains (codes, procedure->code))
        add (plan, MC_DIFFERENCE_GONE, procedure, NULL);
    }
}

McCataloguePlan *
mc_desk_plan_catalogue (McDesk *self, const char *text, gsize size, McDay from, GError **error)
{
  g_autoptr (McCataloguePlan) plan = g_new0 (McCataloguePlan, 1);
  g_autoptr (GHashTable) codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) procedures = NULL;
  Query query = { text, size, from, codes, plan };

  plan->refused = g_ptr_array_new_with_free_func (g_free);
  plan->differences = g_ptr_array_new_with_free_func (difference_free);
  if (!mc_store_read (_mc_desk_store (self), read_print, &query, error))
    return NULL;
  if (*plan->text != '\0' && (procedures = mc_catalogue_parse (plan->text, -1, error)) == NULL)
    return NULL;
  for (guint i = 0; procedures != NULL && i < procedures->len; i++)
    {
      const McProcedure *procedure = g_ptr_array_index (procedures, i);

      g_hash_table_add (codes, g_strdup (procedure->code));
      compare (self, plan, procedure);
    }
  if (g_hash_table_size (codes) > 1)
    add_gone (self, plan, codes, from);
  return g_steal_pointer (&plan);
}
