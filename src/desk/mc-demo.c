/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Demo stores: the same journal, rules and projections as a lived store, only quicker, many dossiers a transaction. */
#include "config.h"

#include <sodium.h>

#include "mc-code.h"
#include "mc-demo-people.h"
#include "mc-desk-admin.h"
#include "mc-desk-private.h"
#include "mc-json.h"
#include "mc-projection.h"
#include "mc-units.h"

#define PER_TRANSACTION 2000
#define MOST_PER_DESK 450

typedef struct
{
  McDesk *desk;
  McDeskRules *rules;
  GRand *random;
  gint64 now;
  gint64 n;         /* dossiers wanted */
  gint64 done;
  gint64 entries;
  gint64 per_day;
  int n_desks;      /* over which the codes of a day are spread */
  McDay day;        /* being filled */
  gint64 of_day;    /* how many of it are made */
  const char *commune;
} Demo;

static int
chance (Demo *demo)
{
  return g_rand_int_range (demo->random, 0, 1000);
}

/* What most people come for, the most frequent first. */
static const char *const common[] = { "2.000815", "1.004873", "2.000635", "1.001193", "1.000894", "1.000656",
                                      "2.001035", "1.004222", "1.001612", "1.013225", "1.004837", "1.004845" };

/* A few procedures make most of the traffic. */
static McProcedure *
pick_procedure (Demo *demo)
{
  GPtrArray *catalogue = demo->rules->catalogue;
  guint rank = (guint) MIN (g_rand_int_range (demo->random, 0, G_N_ELEMENTS (common)),
                            g_rand_int_range (demo->random, 0, G_N_ELEMENTS (common)));
  guint any = (guint) g_rand_int_range (demo->random, 0, (gint32) catalogue->len);

  if (chance (demo) >= 850)
    return g_ptr_array_index (catalogue, any);
  for (guint i = 0; i < catalogue->len; i++)
    {
      McProcedure *item = g_ptr_array_index (catalogue, i);

      if (strcmp (item->code, common[rank]) == 0)
        return item;
    }
  return g_ptr_array_index (catalogue, any);
}

static McIntake *
make_intake (Demo *demo, gint64 received_at)
{
  McProcedure *procedure = pick_procedure (demo);
  McIntake *intake = mc_intake_new ();
  int odds = chance (demo);

  intake->procedure_code = g_strdup (procedure->code);
  intake->received_at = received_at;
  intake->channel = odds < 900 ? MC_CHANNEL_DIRECT : odds < 970 ? MC_CHANNEL_ONLINE : MC_CHANNEL_POST;
  mc_person_free (intake->applicant);
  intake->applicant = mc_demo_person (demo->random, demo->commune);
  if (chance (demo) < 120)
    {
      intake->owner = mc_demo_person (demo->random, demo->commune);
      intake->authorisation = mc_authorisation_new ();
      intake->authorisation->kind = g_strdup ("Giấy ủy quyền");
      intake->authorisation->relation = g_strdup ("con");
    }
  if (mc_procedure_find_case (procedure, NULL)->fee[intake->channel] == MC_FEE_BY_COUNCIL)
    intake->fee = 8000;
  intake->fee_paid = chance (demo) < 900;
  intake->fingerprint = chance (demo) < 20;
  mc_intake_set_components_from (intake, procedure);
  return intake;
}

/* One action at @time, journalled and folded; the row is written once, when its story has ended. */
static gboolean
act (McTx *tx, McRow *row, McAction action, gint64 time, const char *note, const char *to, GError **error)
{
  McTx at = *tx;
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) body = NULL;
  g_autofree char *text = NULL;
  McEntryRef first = { .seq = row->seq }, parent = { .seq = row->head_seq }, ref;
  McEnvelope envelope = { .stream = MC_STREAM_WORK, .time = time, .actor = (char *) tx->actor, .kind = (char *) "act" };
  McState next;

  if (!mc_status_next (row->dossier->state, action, row->dossier->times_extended, &next, error))
    return FALSE;
  at.now = time;
  at.real_now = tx->now;
  memcpy (first.origin, tx->origin_id, MC_ORIGIN_SIZE);
  memcpy (parent.origin, tx->origin_id, MC_ORIGIN_SIZE);
  json_builder_begin_object (builder);
  mc_json_add_text (builder, "action", mc_action_to_key (action));
  mc_json_add_text (builder, "state", mc_state_to_key (next));
  mc_json_add_text (builder, "note", note);
  mc_json_add_text (builder, "to", to);
  json_builder_end_object (builder);
  body = json_builder_get_root (builder);
  text = json_to_string (body, FALSE);
  if (!mc_journal_append (&at, MC_STREAM_WORK, "act", &first, &parent, row->dossier->id, text, &ref, error))
    return FALSE;
  row->head_seq = ref.seq;
  return mc_fold_entry (row->dossier, &envelope, json_node_get_object (body), error);
}

typedef struct
{
  McAction action;
  const char *note;
  const char *to;
} Step;

#define MAX_STEPS 5

/* What became of a dossier: young ones are under way, old ones mostly returned. */
static int
make_story (Demo *demo, const McDossier *dossier, Step steps[MAX_STEPS])
{
  static const Step forward = { MC_ACTION_FORWARD, NULL, "Công chức tư pháp - hộ tịch" };
  static const Step complete = { MC_ACTION_COMPLETE, NULL, "125/TP" };
  static const Step give = { MC_ACTION_RETURN, NULL, NULL };
  gboolean due_passed = dossier->due != 0 ? dossier->due < demo->now : dossier->received_at < demo->now - 5 * 86400;
  int odds = chance (demo), n = 0;

  if (odds < 10)
    {
      steps[n++] = (Step) { MC_ACTION_REFUSE, "Không thuộc thẩm quyền giải quyết", NULL };
      return n;
    }
  if (odds < 16)
    {
      steps[n++] = (Step) { MC_ACTION_VOID, "Nhập nhầm thủ tục", NULL };
      return n;
    }
  if (!due_passed && mc_day_of_time (dossier->received_at) == mc_day_of_time (demo->now) && odds < 600)
    return n;
  steps[n++] = forward;
  if (odds < (due_passed ? 30 : 200))
    steps[n++] = (Step) { MC_ACTION_REQUEST_SUPPLEMENT, "Thiếu bản sao giấy tờ kèm theo", NULL };
  else if (odds < (due_passed ? 40 : 230))
    steps[n++] = (Step) { MC_ACTION_WITHDRAW, "Công dân xin rút hồ sơ", NULL };
  else if (odds < (due_passed ? 50 : 240))
    steps[n++] = (Step) { MC_ACTION_STOP, "Hết hạn bổ sung", NULL };
  else if (due_passed ? odds >= 70 : odds >= 900)
    {
      steps[n++] = complete;
      if (odds < 965)
        steps[n++] = give;
    }
  return n;
}

static gboolean
tell_story (Demo *demo, McTx *tx, McRow *row, GError **error)
{
  Step steps[MAX_STEPS];
  int n = make_story (demo, row->dossier, steps);
  gint64 from = row->dossier->received_at, room = MAX (demo->now - from, n + 1);

  if (row->dossier->due != 0)
    room = MIN (room, MAX (row->dossier->due - from, 3600));
  for (int i = 0; i < n; i++)
    {
      if (!act (tx, row, steps[i].action, MIN (from + room * (i + 1) / (n + 1), demo->now), steps[i].note, steps[i].to, error))
        return FALSE;
      demo->entries++;
    }
  return TRUE;
}

static gboolean
receive_one (Demo *demo, McTx *tx, gint64 received_at, GError **error)
{
  g_autoptr (McIntake) intake = make_intake (demo, received_at);
  McProcedure *procedure = NULL;
  g_auto (McRow) row = { 0 };
  g_autofree char *body = NULL;
  int desk = demo->n_desks == 1 ? demo->rules->office->desk : (int) (demo->of_day % demo->n_desks) + 1, last;
  McTx at = *tx;
  McEntryRef ref;

  for (guint i = 0; i < demo->rules->catalogue->len && procedure == NULL; i++)
    {
      McProcedure *item = g_ptr_array_index (demo->rules->catalogue, i);

      if (strcmp (item->code, intake->procedure_code) == 0)
        procedure = item;
    }
  row.dossier = _mc_desk_decide (demo->desk, demo->rules, intake, procedure, received_at);
  row.dossier->desk = desk;
  row.dossier->pin = g_strdup_printf ("%c%c%d%d", "BCDGHKLM"[g_rand_int_range (demo->random, 0, 8)],
                                      "NPQRTVXZ"[g_rand_int_range (demo->random, 0, 8)],
                                      g_rand_int_range (demo->random, 2, 10), g_rand_int_range (demo->random, 2, 10));
  if (!mc_projection_last_code (tx->db, desk, demo->day, &last, error) ||
      !mc_projection_new_id (tx->db, received_at, &row.dossier->id, error))
    return FALSE;
  row.dossier->code = mc_code_format (demo->rules->office->code, demo->day, mc_code_next (desk, last));
  body = mc_dossier_write_body (row.dossier);
  at.now = received_at;
  at.real_now = tx->now;
  if (!mc_journal_append (&at, MC_STREAM_WORK, "receive", NULL, NULL, row.dossier->id, body, &ref, error))
    return FALSE;
  row.dossier->uid = mc_entry_ref_to_text (&ref);
  row.origin = row.head_origin = tx->origin;
  row.seq = row.head_seq = ref.seq;
  demo->entries++;
  return tell_story (demo, tx, &row, error) && mc_projection_insert (tx->db, &row, error);
}

/* The next moment of receipt: the day's receipts spread over its hours, then the next day. 0: up to now is filled. */
static gint64
next_receipt (Demo *demo)
{
  const McDayHours *hours;
  int total = 0, minute;
  gint64 time;

  if (demo->of_day >= demo->per_day)
    {
      demo->day = mc_calendar_next_working_day (demo->rules->calendar, demo->day);
      demo->of_day = 0;
    }
  hours = &mc_calendar_hours (demo->rules->calendar)->receive[mc_day_weekday (demo->day)];
  for (int i = 0; i < hours->n_spans; i++)
    total += hours->spans[i].to - hours->spans[i].from;
  minute = (int) (demo->of_day * MAX (total - 1, 1) / demo->per_day);
  for (int i = 0; i < hours->n_spans; i++)
    {
      int length = hours->spans[i].to - hours->spans[i].from;

      if (minute < length || i == hours->n_spans - 1)
        {
          time = mc_time_of_day_minute (demo->day, hours->spans[i].from + minute) + g_rand_int_range (demo->random, 0, 60);
          return time <= demo->now ? time : 0;
        }
      minute -= length;
    }
  return 0;
}

static gboolean
write_some (McTx *tx, gpointer data, GError **error)
{
  Demo *demo = data;

  for (int i = 0; i < PER_TRANSACTION && demo->done < demo->n; i++)
    {
      gint64 time = next_receipt (demo);

      /* Today's hours are not all over: the rest was received just now. */
      if (time == 0)
        time = demo->now - (demo->n - demo->done) % 60;
      demo->day = mc_day_of_time (time);
      if (!receive_one (demo, tx, time, error))
        return FALSE;
      demo->of_day++;
      demo->done++;
    }
  return TRUE;
}

/* So far back that the wanted number fits, at a plausible pace. */
static void
plan (Demo *demo)
{
  gint64 days;
  McDay day = mc_day_of_time (demo->now);

  demo->per_day = MAX (10, (demo->n + 499) / 500);
  demo->n_desks = (int) MIN (MC_CODE_DESKS, (demo->per_day + MOST_PER_DESK - 1) / MOST_PER_DESK);
  days = (demo->n + demo->per_day - 1) / demo->per_day;
  while (days > 0)
    if (mc_calendar_is_working_day (demo->rules->calendar, --day))
      days--;
  demo->day = day;
}

gboolean
mc_desk_fill_demo (McDesk *self, gint64 n, guint32 seed, McDeskProgress progress, gpointer data, gint64 *entries, GError **error)
{
  g_autoptr (McDeskRules) rules = _mc_desk_rules_ref (self->rules);
  const McUnit *commune = mc_units_commune (rules->office->commune);
  Demo demo = { .desk = self, .rules = rules, .now = mc_clock_now (self->clock), .n = n, .random = g_rand_new_with_seed (seed) };
  gboolean ok = TRUE;

  demo.commune = commune != NULL ? commune->full_name : rules->office->place;
  plan (&demo);
  while (ok && demo.done < n)
    {
      ok = mc_store_write (self->store, write_some, &demo, error);
      if (ok && progress != NULL && !progress (demo.done, n, data))
        break;
    }
  ok = ok && mc_store_settle (self->store, error);
  g_rand_free (demo.random);
  *entries = demo.entries;
  return ok;
}

McPerson *
mc_desk_demo_person (GRand *random)
{
  return mc_demo_person (random, "Xã Yên Bình");
}
