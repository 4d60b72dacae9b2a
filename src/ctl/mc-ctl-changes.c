/* SPDX-License-Identifier: GPL-3.0-or-later */
/* catalogue pending: what the province changes, and when it takes effect here. */
#include "config.h"

#include "mc-ctl.h"
#include "mc-desk-changes.h"
#include "mc-json.h"

static void
print_line (const McChange *change, gint64 now)
{
  g_autofree char *when = mc_change_when_text (change, now), *lines = g_strjoinv ("; ", change->lines);

  g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", when, mc_change_subject_to_key (change->subject), mc_change_kind_to_key (change->kind),
           change->code != NULL ? change->code : "", change->title, change->fault != NULL ? change->fault : lines);
}

static void
print_object (const McChange *change)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  mc_ctl_add_text (builder, "subject", mc_change_subject_to_key (change->subject));
  mc_ctl_add_text (builder, "change", mc_change_kind_to_key (change->kind));
  mc_ctl_add_text (builder, "code", change->code);
  mc_ctl_add_text (builder, "title", change->title);
  mc_ctl_add_text (builder, "decision", change->decision);
  mc_json_add_time (builder, "published_at", change->published_at);
  if (change->arrived_at > 0)
    mc_json_add_time (builder, "arrived_at", change->arrived_at);
  if (change->effect != G_MAXINT64)
    mc_json_add_time (builder, "takes_effect", change->effect);
  json_builder_set_member_name (builder, "in_force");
  json_builder_add_boolean_value (builder, change->in_force);
  json_builder_set_member_name (builder, "lines");
  json_builder_begin_array (builder);
  for (guint i = 0; change->lines[i] != NULL; i++)
    json_builder_add_string_value (builder, change->lines[i]);
  json_builder_end_array (builder);
  mc_ctl_add_text (builder, "fault", change->fault);
  json_builder_end_object (builder);
  mc_ctl_print_json (builder);
}

McExit
mc_ctl_print_changes (McCtl *ctl, McDesk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = mc_desk_changes (desk, &error);

  if (changes == NULL)
    return mc_ctl_fail (error);
  for (guint i = 0; i < changes->len; i++)
    {
      if (ctl->json)
        print_object (g_ptr_array_index (changes, i));
      else
        print_line (g_ptr_array_index (changes, i), mc_clock_now (ctl->clock));
    }
  return MC_EXIT_DONE;
}
