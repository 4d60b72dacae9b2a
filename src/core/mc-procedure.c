/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-procedure.h"

#include <string.h>

#include "mc-text.h"

/* ---- channels and units ---- */

static const struct
{
  const char *key;
  const char *vietnamese;
} channels[MC_N_CHANNELS] = {
  [MC_CHANNEL_DIRECT] = { "direct", "Trực tiếp" },
  [MC_CHANNEL_ONLINE] = { "online", "Trực tuyến" },
  [MC_CHANNEL_POST] = { "post", "Bưu chính" },
};

const char *
mc_channel_to_key (McChannel channel)
{
  g_return_val_if_fail (channel >= MC_CHANNEL_DIRECT && channel < MC_N_CHANNELS, "direct");
  return channels[channel].key;
}

gboolean
mc_channel_from_key (const char *key, McChannel *channel)
{
  for (int i = MC_CHANNEL_DIRECT; i < MC_N_CHANNELS; i++)
    {
      if (g_strcmp0 (key, channels[i].key) == 0)
        {
          *channel = (McChannel) i;
          return TRUE;
        }
    }
  return FALSE;
}

const char *
mc_channel_to_vietnamese (McChannel channel)
{
  g_return_val_if_fail (channel >= MC_CHANNEL_DIRECT && channel < MC_N_CHANNELS, "");
  return channels[channel].vietnamese;
}

static const char *const unit_keys[] = {
  [MC_DURATION_UNSET] = "unset",
  [MC_DURATION_SAME_DAY] = "same-day",
  [MC_DURATION_WORKING_DAYS] = "working-days",
  [MC_DURATION_CALENDAR_DAYS] = "days",
  [MC_DURATION_WORKING_HOURS] = "working-hours",
};

const char *
mc_duration_unit_to_key (McDurationUnit unit)
{
  g_return_val_if_fail ((gsize) unit < G_N_ELEMENTS (unit_keys), "unset");
  return unit_keys[unit];
}

gboolean
mc_duration_unit_from_key (const char *key, McDurationUnit *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (unit_keys); i++)
    {
      if (g_strcmp0 (key, unit_keys[i]) == 0)
        {
          *unit = (McDurationUnit) i;
          return TRUE;
        }
    }
  return FALSE;
}

/* ---- fees ---- */

McFeeRule *
mc_fee_rule_new (void)
{
  McFeeRule *self = g_new0 (McFeeRule, 1);

  self->steps = g_array_new (FALSE, TRUE, sizeof (McFeeStep));
  return self;
}

void
mc_fee_rule_free (McFeeRule *self)
{
  if (self == NULL)
    return;
  g_free (self->unit);
  g_array_unref (self->steps);
  g_free (self);
}

gint64
mc_fee_rule_amount (const McFeeRule *self, gint64 units)
{
  gint64 most, sum = 0, counted = 0;

  g_return_val_if_fail (self != NULL, 0);

  most = self->max > 0 ? self->max : G_MAXINT64;
  for (guint i = 0; i < self->steps->len && counted < units; i++)
    {
      const McFeeStep *step = &g_array_index (self->steps, McFeeStep, i);
      gint64 last = step->to > 0 ? MIN (step->to, units) : units;
      gint64 n = MAX (last - counted, 0);

      /* Asked before it is done: n times each may be more than a number holds. */
      if (step->each > 0 && n > (most - sum) / step->each)
        return most;
      sum += n * step->each;
      counted += n;
    }
  return sum;
}

/* ---- the record ---- */

McProcedure *
mc_procedure_new (void)
{
  McProcedure *self = g_new0 (McProcedure, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->valid_from = MC_DAY_NONE;
  self->valid_to = MC_DAY_NONE;
  self->cases = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_case_free);
  self->components = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_component_free);
  self->exemptions = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_procedure_exemption_free);
  return self;
}

McProcedure *
mc_procedure_ref (McProcedure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
mc_procedure_unref (McProcedure *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->code);
  g_free (self->name);
  g_free (self->short_name);
  g_strfreev (self->abbreviations);
  g_free (self->field_code);
  g_free (self->field_name);
  g_free (self->decision);
  g_ptr_array_unref (self->cases);
  g_ptr_array_unref (self->components);
  g_ptr_array_unref (self->exemptions);
  g_strfreev (self->results);
  g_free (self->replaced_by);
  g_free (self);
}

McProcedureCase *
mc_procedure_case_new (void)
{
  return g_new0 (McProcedureCase, 1);
}

void
mc_procedure_case_free (McProcedureCase *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self->fee_note);
  mc_fee_rule_free (self->fee_rule);
  g_free (self);
}

McProcedureComponent *
mc_procedure_component_new (void)
{
  return g_new0 (McProcedureComponent, 1);
}

void
mc_procedure_component_free (McProcedureComponent *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self->condition);
  g_free (self);
}

McProcedureExemption *
mc_procedure_exemption_new (void)
{
  return g_new0 (McProcedureExemption, 1);
}

void
mc_procedure_exemption_free (McProcedureExemption *self)
{
  if (self == NULL)
    return;
  g_free (self->key);
  g_free (self->name);
  g_free (self);
}

const McProcedureCase *
mc_procedure_find_case (const McProcedure *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->cases->len; i++)
    {
      const McProcedureCase *one = g_ptr_array_index (self->cases, i);

      if (key == NULL || g_strcmp0 (one->key, key) == 0)
        return one;
    }
  return NULL;
}

gboolean
mc_procedure_in_force (const McProcedure *self, McDay day)
{
  g_return_val_if_fail (self != NULL, FALSE);

  /* MC_DAY_NONE lies before every day: no beginning known is in force from ever. */
  return !self->abolished && self->valid_from <= day && (self->valid_to == MC_DAY_NONE || day <= self->valid_to);
}

/* ---- what the officer typed ---- */

/* The scores leave room below each level for how much of the text was typed. */
enum
{
  SCORE_EXACT = 1000,       /* an abbreviation or the code, all of it */
  SCORE_NAME = 900,         /* the short name, all of it */
  SCORE_ABBREVIATION = 800, /* the start of an abbreviation */
  SCORE_CODE = 700,         /* the start of the code */
  SCORE_NAME_START = 600,   /* the start of the short name */
  SCORE_NAME_WORDS = 500,   /* words of the short name */
  SCORE_OFFICIAL = 400,     /* words of the official name */
  SCORE_ANY_WORDS = 300,    /* words of the names and the field together */
};

/* 0..90: the nearer the typed text comes to the whole, the more. */
static int
closeness (const char *typed, const char *whole)
{
  gsize all = strlen (whole);

  return all == 0 ? 0 : (int) (90 * MIN (strlen (typed), all) / all);
}

/* Every word of @typed begins a word of @text (both folded), in any order: "hon nhan" in "xac nhan tinh trang hon
 * nhan". */
static gboolean
words_begin (const char *typed, const char *text)
{
  g_auto (GStrv) words = g_strsplit (typed, " ", -1);
  g_autofree char *padded = g_strconcat (" ", text, NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      g_autofree char *word = g_strconcat (" ", words[i], NULL);

      if (strstr (padded, word) == NULL)
        return FALSE;
    }
  return TRUE;
}

static int
match_abbreviations (const McProcedure *self, const char *folded)
{
  int best = 0;

  for (gsize i = 0; self->abbreviations != NULL && self->abbreviations[i] != NULL; i++)
    {
      const char *abbreviation = self->abbreviations[i];

      if (strcmp (abbreviation, folded) == 0)
        return SCORE_EXACT;
      if (g_str_has_prefix (abbreviation, folded))
        best = MAX (best, SCORE_ABBREVIATION + closeness (folded, abbreviation));
    }
  return best;
}

/* "1.0048" arrives folded as "1 0048"; "10048" and "0048" are typed as well. */
static int
match_code (const McProcedure *self, const char *folded)
{
  g_autofree char *digits = mc_text_digits (self->code != NULL ? self->code : "");
  g_autofree char *typed = mc_text_digits (folded);
  gsize n = strspn (folded, "0123456789 ");

  if (folded[n] != '\0' || *typed == '\0')
    return 0;
  if (strcmp (digits, typed) == 0)
    return SCORE_EXACT;
  if (g_str_has_prefix (digits, typed))
    return SCORE_CODE + closeness (typed, digits);
  /* Without the figure before the dot, once enough is there to mean a code. */
  if (strlen (typed) >= 3 && *digits != '\0' && g_str_has_prefix (digits + 1, typed))
    return SCORE_CODE;
  return 0;
}

static int
match_names (const McProcedure *self, const char *folded)
{
  g_autofree char *short_name = mc_text_fold (self->short_name);
  g_autofree char *official = NULL;
  const char *name;
  g_autofree char *field = NULL;
  g_autofree char *all = NULL;

  if (strcmp (short_name, folded) == 0)
    return SCORE_NAME;
  if (g_str_has_prefix (short_name, folded))
    return SCORE_NAME_START + closeness (folded, short_name);
  if (words_begin (folded, short_name))
    return SCORE_NAME_WORDS + closeness (folded, short_name);

  /* Half of all official names begin with "Thủ tục", which names nothing: "tu" must not find them. */
  official = mc_text_fold (self->name);
  name = official + (g_str_has_prefix (official, "thu tuc ") ? strlen ("thu tuc ") : 0);
  if (words_begin (folded, name))
    return SCORE_OFFICIAL + closeness (folded, name);

  field = mc_text_fold (self->field_name);
  all = g_strjoin (" ", short_name, name, field, NULL);
  return words_begin (folded, all) ? SCORE_ANY_WORDS : 0;
}

int
mc_procedure_match (const McProcedure *self, const char *folded)
{
  g_autofree char *typed = NULL;
  int score;

  g_return_val_if_fail (self != NULL, 0);

  /* The caller folds; a space left behind by somebody still typing must not spoil an abbreviation. */
  typed = g_strstrip (g_strdup (folded != NULL ? folded : ""));
  if (*typed == '\0')
    return 0;
  score = match_abbreviations (self, typed);
  score = MAX (score, match_code (self, typed));
  return MAX (score, match_names (self, typed));
}
