/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-change-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-appointment.h"
#include "mc-money.h"

static void
say (GStrvBuilder *words, char *sentence)
{
  g_strv_builder_add (words, sentence);
  g_free (sentence);
}

/* ---- procedures --------------------------------------------------------------------------------------------- */

/* "3 → 2 ngày làm việc" */
static char *
duration_text (const McDuration *before, McDuration after)
{
  g_autofree char *now = mc_duration_to_vietnamese (after), *was = NULL;

  if (before == NULL)
    return g_steal_pointer (&now);
  if (before->unit == after.unit && after.unit != MC_DURATION_UNSET && after.unit != MC_DURATION_SAME_DAY)
    return g_strdup_printf ("%d → %s", before->amount, now);
  was = mc_duration_to_vietnamese (*before);
  return g_strdup_printf ("%s → %s", was, now);
}

static char *
money_text (gint64 fee)
{
  g_autofree char *amount = mc_money_to_text (fee);

  return fee == MC_FEE_BY_COUNCIL ? g_strdup (_ ("set by the council")) : g_strdup_printf (_ ("%s đồng"), amount);
}

static char *
fee_text (const gint64 *before, gint64 after)
{
  g_autofree char *now = money_text (after), *was = NULL;

  if (before == NULL)
    return g_steal_pointer (&now);
  was = *before == MC_FEE_BY_COUNCIL || after == MC_FEE_BY_COUNCIL ? money_text (*before) : mc_money_to_text (*before);
  return g_strdup_printf ("%s → %s", was, now);
}

static gboolean
same_duration (McDuration a, McDuration b)
{
  return a.unit == b.unit && a.amount == b.amount;
}

typedef char *(*ValueText) (const McProcedureCase *before, const McProcedureCase *after, McChannel channel);
typedef gboolean (*ValueSame) (const McProcedureCase *a, McChannel x, const McProcedureCase *b, McChannel y);

static char *
time_of (const McProcedureCase *before, const McProcedureCase *after, McChannel channel)
{
  return duration_text (before != NULL ? &before->duration[channel] : NULL, after->duration[channel]);
}

static gboolean
same_time (const McProcedureCase *a, McChannel x, const McProcedureCase *b, McChannel y)
{
  return same_duration (a->duration[x], b->duration[y]);
}

static char *
fee_of (const McProcedureCase *before, const McProcedureCase *after, McChannel channel)
{
  return fee_text (before != NULL ? &before->fee[channel] : NULL, after->fee[channel]);
}

static gboolean
same_fee (const McProcedureCase *a, McChannel x, const McProcedureCase *b, McChannel y)
{
  return a->fee[x] == b->fee[y];
}

static gboolean
alike (const McProcedureCase *item, ValueSame same)
{
  return item == NULL || (same (item, MC_CHANNEL_DIRECT, item, MC_CHANNEL_ONLINE) && same (item, MC_CHANNEL_DIRECT, item, MC_CHANNEL_POST));
}

/* @label: "Time" or "Fee"; one sentence when all channels say the same. */
static void
say_value (GStrvBuilder *words, const char *prefix, const char *label, const McProcedureCase *before, const McProcedureCase *after,
           ValueText text, ValueSame same)
{
  gboolean one = alike (before, same) && alike (after, same);

  for (McChannel channel = MC_CHANNEL_DIRECT; channel <= (one ? MC_CHANNEL_DIRECT : MC_CHANNEL_POST); channel++)
    {
      g_autofree char *value = NULL;

      if (before != NULL && same (before, channel, after, channel))
        continue;
      value = text (before, after, channel);
      if (one)
        say (words, g_strdup_printf ("%s%s: %s", prefix, label, value));
      else
        say (words, g_strdup_printf ("%s%s (%s): %s", prefix, label, mc_channel_to_vietnamese (channel), value));
    }
}

static gboolean
same_rule (const McFeeRule *a, const McFeeRule *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return g_strcmp0 (a->unit, b->unit) == 0 && a->max == b->max && a->steps->len == b->steps->len &&
         memcmp (a->steps->data, b->steps->data, a->steps->len * sizeof (McFeeStep)) == 0;
}

static void
say_case (GStrvBuilder *words, const McProcedure *procedure, const McProcedureCase *before, const McProcedureCase *after)
{
  g_autofree char *prefix = procedure->cases->len > 1 ? g_strdup_printf ("%s – ", after->name) : g_strdup ("");

  say_value (words, prefix, _ ("Time"), before, after, time_of, same_time);
  say_value (words, prefix, _ ("Fee"), before, after, fee_of, same_fee);
  if (before != NULL && g_strcmp0 (before->fee_note, after->fee_note) != 0 && after->fee_note != NULL)
    say (words, g_strdup_printf (_ ("%sAbout the fee: %s"), prefix, after->fee_note));
  if (before != NULL && !same_rule (before->fee_rule, after->fee_rule))
    say (words, g_strdup_printf (_ ("%sThe fee is reckoned in another way"), prefix));
}

static void
say_cases (GStrvBuilder *words, const McProcedure *before, const McProcedure *after)
{
  for (guint i = 0; i < after->cases->len; i++)
    {
      const McProcedureCase *item = g_ptr_array_index (after->cases, i);
      const McProcedureCase *old = before != NULL ? mc_procedure_find_case (before, item->key) : NULL;

      if (before != NULL && old == NULL)
        say (words, g_strdup_printf (_ ("A case more: %s"), item->name));
      say_case (words, after, old, item);
    }
  for (guint i = 0; before != NULL && i < before->cases->len; i++)
    {
      const McProcedureCase *old = g_ptr_array_index (before->cases, i);

      if (mc_procedure_find_case (after, old->key) == NULL)
        say (words, g_strdup_printf (_ ("No longer a case: %s"), old->name));
    }
}

static const McProcedureComponent *
find_component (const McProcedure *procedure, const char *key)
{
  for (guint i = 0; i < procedure->components->len; i++)
    {
      const McProcedureComponent *item = g_ptr_array_index (procedure->components, i);

      if (strcmp (item->key, key) == 0)
        return item;
    }
  return NULL;
}

static char *
copies_text (const McProcedureComponent *item)
{
  if (item->shown)
    return g_strdup (_ ("only shown"));
  return g_strdup_printf (_ ("%d originals, %d certified copies, %d photocopies"), item->originals, item->certified, item->copies);
}

static void
say_component (GStrvBuilder *words, const McProcedureComponent *before, const McProcedureComponent *after)
{
  if (strcmp (before->name, after->name) != 0)
    say (words, g_strdup_printf (_ ("Paper: %s → %s"), before->name, after->name));
  if (before->required != after->required)
    say (words, g_strdup_printf (after->required ? _ ("Now required: %s") : _ ("No longer required: %s"), after->name));
  if (g_strcmp0 (before->condition, after->condition) != 0)
    say (words, g_strdup_printf ("%s: %s", after->name, after->condition != NULL ? after->condition : _ ("in every case")));
  if (before->shown != after->shown || before->originals != after->originals || before->certified != after->certified ||
      before->copies != after->copies)
    {
      g_autofree char *was = copies_text (before), *now = copies_text (after);

      say (words, g_strdup_printf ("%s: %s → %s", after->name, was, now));
    }
}

static void
say_components (GStrvBuilder *words, const McProcedure *before, const McProcedure *after)
{
  for (guint i = 0; i < after->components->len; i++)
    {
      const McProcedureComponent *item = g_ptr_array_index (after->components, i);
      const McProcedureComponent *old = find_component (before, item->key);

      if (old != NULL)
        say_component (words, old, item);
      else if (item->condition != NULL)
        say (words, g_strdup_printf (_ ("A paper more: %s (%s)"), item->name, item->condition));
      else
        say (words, g_strdup_printf (_ ("A paper more: %s"), item->name));
    }
  for (guint i = 0; i < before->components->len; i++)
    {
      const McProcedureComponent *old = g_ptr_array_index (before->components, i);

      if (find_component (after, old->key) == NULL)
        say (words, g_strdup_printf (_ ("A paper less: %s"), old->name));
    }
}

static gboolean
has_exemption (const McProcedure *procedure, const char *key)
{
  for (guint i = 0; i < procedure->exemptions->len; i++)
    if (strcmp (((McProcedureExemption *) g_ptr_array_index (procedure->exemptions, i))->key, key) == 0)
      return TRUE;
  return FALSE;
}

static void
say_exemptions (GStrvBuilder *words, const McProcedure *before, const McProcedure *after)
{
  for (guint i = 0; i < after->exemptions->len; i++)
    {
      const McProcedureExemption *item = g_ptr_array_index (after->exemptions, i);

      if (!has_exemption (before, item->key))
        say (words, g_strdup_printf (_ ("Pays no fee now: %s"), item->name));
    }
  for (guint i = 0; i < before->exemptions->len; i++)
    {
      const McProcedureExemption *old = g_ptr_array_index (before->exemptions, i);

      if (!has_exemption (after, old->key))
        say (words, g_strdup_printf (_ ("Pays the fee again: %s"), old->name));
    }
}

static void
say_plain (GStrvBuilder *words, const char *label, const char *before, const char *after)
{
  if (g_strcmp0 (before, after) == 0)
    return;
  if (before == NULL || *before == '\0')
    say (words, g_strdup_printf ("%s: %s", label, after != NULL ? after : ""));
  else
    say (words, g_strdup_printf ("%s: %s → %s", label, before, after != NULL && *after != '\0' ? after : _ ("none")));
}

char **
mc_change_words_procedure (const McProcedure *before, const McProcedure *after, const char *replacement)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  if (after->abolished)
    {
      if (replacement != NULL)
        say (words, g_strdup_printf (_ ("Replaced by: %s"), replacement));
      return g_strv_builder_end (words);
    }
  if (before != NULL)
    {
      /* First what a citizen is promised and asked for: one line shows no more. */
      say_cases (words, before, after);
      say_exemptions (words, before, after);
      say_components (words, before, after);
      say_plain (words, _ ("Name"), before->name, after->name);
      if (strcmp (before->name, after->name) == 0)
        say_plain (words, _ ("Short name"), before->short_name, after->short_name);
      say_plain (words, _ ("Sector"), before->field_name, after->field_name);
    }
  else
    {
      if (strcmp (after->name, after->short_name) != 0)
        say_plain (words, _ ("Name"), NULL, after->name);
      if (after->field_name != NULL)
        say_plain (words, _ ("Sector"), NULL, after->field_name);
      say_cases (words, NULL, after);
      if (after->components->len > 0)
        say (words, g_strdup_printf (ngettext ("%u paper", "%u papers", after->components->len), after->components->len));
    }
  if (after->valid_to != MC_DAY_NONE && (before == NULL || before->valid_to != after->valid_to))
    {
      g_autofree char *day = mc_day_to_text (after->valid_to);

      say (words, g_strdup_printf (_ ("In force up to %s"), day));
    }
  return g_strv_builder_end (words);
}

/* ---- settings ----------------------------------------------------------------------------------------------- */

static void
say_hours (GStrvBuilder *words, const char *label, const McDayHours *before, const McDayHours *after)
{
  for (int day = 1; day <= 7; day++)
    {
      g_autofree char *was = mc_day_hours_to_text (&before[day]), *now = mc_day_hours_to_text (&after[day]);
      g_autofree char *name = g_strdup_printf ("%s, %s", label, mc_weekday_name (day));

      if (strcmp (was, now) != 0)
        say_plain (words, name, *was != '\0' ? was : _ ("closed"), *now != '\0' ? now : _ ("closed"));
    }
}

static void
say_minute (GStrvBuilder *words, const char *label, int before, int after)
{
  if (before != after)
    say (words, g_strdup_printf ("%s: %02d:%02d → %02d:%02d", label, before / 60, before % 60, after / 60, after % 60));
}

char **
mc_change_words_settings (const McOffice *before, const McOffice *after)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();

  say_plain (words, _ ("Telephone for questions"), before->phone, after->phone);
  say_plain (words, _ ("Where citizens look up"), before->lookup_url, after->lookup_url);
  say_hours (words, _ ("Receiving hours"), before->hours.receive, after->hours.receive);
  say_hours (words, _ ("Working hours"), before->hours.work, after->hours.work);
  say_minute (words, _ ("Received after this hour counts from the next working day"), before->hours.cut_off, after->hours.cut_off);
  say_minute (words, _ ("Results are ready by"), before->hours.return_at, after->hours.return_at);
  return g_strv_builder_end (words);
}

/* ---- holidays ----------------------------------------------------------------------------------------------- */

/* date<TAB>kind<TAB>certainty<TAB>name by date. (transfer full) (element-type utf8 GStrv) */
static GHashTable *
days_of (const char *table)
{
  GHashTable *days = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_strfreev);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char **columns = g_strsplit (g_strchomp (lines[i]), "\t", -1);

      if (g_strv_length (columns) == 4)
        g_hash_table_insert (days, g_strdup (columns[0]), columns);
      else
        g_strfreev (columns);
    }
  return days;
}

static void
say_day (GStrvBuilder *words, const char *date, char **before, char **after)
{
  g_autofree char *text = NULL, *name = NULL;
  McDay day = MC_DAY_NONE;
  gboolean work;

  if (!mc_day_from_iso (date, &day))
    return;
  text = mc_day_to_text (day);
  name = g_strdup_printf ("%s %s", mc_weekday_name (mc_day_weekday (day)), text);
  if (after == NULL)
    {
      say (words, g_strdup_printf (_ ("A day like any other again: %s (%s)"), name, before[3]));
      return;
    }
  work = strcmp (after[1], "work") == 0;
  if (before != NULL && strcmp (before[1], after[1]) == 0)
    {
      if (strcmp (after[2], before[2]) != 0)
        say (words, g_strdup_printf (strcmp (after[2], "decided") == 0 ? _ ("Decided: %s, %s") : _ ("Expected: %s, %s"), name, after[3]));
      return;
    }
  say (words, g_strdup_printf (work ? _ ("Worked in exchange: %s, %s") : _ ("Day off: %s, %s"), name, after[3]));
}

char **
mc_change_words_holidays (const char *before, const char *after)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GHashTable) was = days_of (before), now = days_of (after), all = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  GList *dates;
  gpointer key;

  g_hash_table_iter_init (&iter, was);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (all, key);
  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (all, key);
  dates = g_list_sort (g_hash_table_get_keys (all), (GCompareFunc) strcmp);
  for (GList *item = dates; item != NULL; item = item->next)
    say_day (words, item->data, g_hash_table_lookup (was, item->data), g_hash_table_lookup (now, item->data));
  g_list_free (dates);
  return g_strv_builder_end (words);
}

/* ---- signers ------------------------------------------------------------------------------------------------ */

static char *
signer_text (const McSigner *signer)
{
  GString *text = g_string_new (signer->name);

  g_string_append_printf (text, " – %s", signer->title);
  if (signer->mode != NULL)
    g_string_append_printf (text, " (%s)", signer->mode);
  if (signer->from != MC_DAY_NONE)
    {
      g_autofree char *day = mc_day_to_text (signer->from);

      g_string_append_printf (text, _ (", from %s"), day);
    }
  if (signer->to != MC_DAY_NONE)
    {
      g_autofree char *day = mc_day_to_text (signer->to);

      g_string_append_printf (text, _ (", up to %s"), day);
    }
  return g_string_free (text, FALSE);
}

static GHashTable *
signers_of (GPtrArray *signers, const char *office)
{
  GHashTable *texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; signers != NULL && i < signers->len; i++)
    {
      const McSigner *signer = g_ptr_array_index (signers, i);

      if (signer->office == NULL || g_strcmp0 (signer->office, office) == 0)
        g_hash_table_add (texts, signer_text (signer));
    }
  return texts;
}

static void
say_missing (GStrvBuilder *words, GHashTable *from, GHashTable *in, const char *format)
{
  GList *texts = g_list_sort (g_hash_table_get_keys (from), (GCompareFunc) strcmp);

  for (GList *item = texts; item != NULL; item = item->next)
    if (!g_hash_table_contains (in, item->data))
      say (words, g_strdup_printf ("%s: %s", format, (char *) item->data));
  g_list_free (texts);
}

char **
mc_change_words_signers (GPtrArray *before, GPtrArray *after, const char *office)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GHashTable) was = signers_of (before, office), now = signers_of (after, office);

  say_missing (words, now, was, _ ("Signs from now on"));
  say_missing (words, was, now, _ ("Signs no longer"));
  return g_strv_builder_end (words);
}
