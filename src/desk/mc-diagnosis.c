/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-diagnosis.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "mc-desk-private.h"
#include "mc-entry.h"
#include "mc-error.h"
#include "mc-store-facts.h"
#include "mc-text.h"

#define NONE "–"

void
mc_fact_free (McFact *self)
{
  g_free (self->name);
  g_free (self->value);
  g_free (self->brief);
  g_free (self);
}

McFact *
mc_fact_new (const char *key, const char *name, char *value)
{
  McFact *self = g_new0 (McFact, 1);

  self->key = key;
  self->name = g_strdup (name);
  self->value = mc_text_is_empty (value) ? g_strdup (NONE) : g_strdup (value);
  g_free (value);
  return self;
}

/* ---- kinds of facts -------------------------------------------------------------------------------------------- */

/* @brief: (transfer full) (nullable) */
static McFact *
add (GPtrArray *facts, const char *key, const char *name, char *value, char *brief)
{
  McFact *fact = mc_fact_new (key, name, value);

  fact->brief = brief;
  g_ptr_array_add (facts, fact);
  return fact;
}

/* @brief: (transfer full) (nullable): NULL for the bare number */
static void
add_number (GPtrArray *facts, const char *key, const char *name, gint64 number, char *value, char *brief)
{
  McFact *fact = add (facts, key, name, value, brief != NULL ? brief : g_strdup_printf ("%" G_GINT64_FORMAT, number));

  fact->is_number = TRUE;
  fact->number = number;
}

static void
add_count (GPtrArray *facts, const char *key, const char *name, gint64 number)
{
  add_number (facts, key, name, number, g_strdup_printf ("%" G_GINT64_FORMAT, number), NULL);
}

static void
add_bytes (GPtrArray *facts, const char *key, const char *name, gint64 bytes)
{
  add_number (facts, key, name, bytes, g_format_size ((guint64) MAX (bytes, 0)),
              g_strdup_printf ("%" G_GINT64_FORMAT "M", bytes / (1024 * 1024)));
}

/* "27/11/2026 13:02", and 261127-1302 for the code; 0: never. */
static void
add_moment (GPtrArray *facts, const char *key, const char *name, gint64 time)
{
  McFact *fact;
  g_autofree char *day = mc_day_to_text (mc_day_of_time (time)), *clock = mc_time_to_clock_text (time);
  int year, month, of_month;

  mc_day_to_ymd (mc_day_of_time (time), &year, &month, &of_month);
  if (time == 0)
    add_number (facts, key, name, 0, g_strdup (_ ("never")), NULL);
  else
    add_number (facts, key, name, time, g_strdup_printf ("%s %s", day, clock),
                g_strdup_printf ("%02d%02d%02d-%.2s%.2s", year % 100, month, of_month, clock, clock + 3));
  fact = g_ptr_array_index (facts, facts->len - 1);
  fact->is_number = FALSE;
  fact->is_time = TRUE;
}

/* ---- what is where --------------------------------------------------------------------------------------------- */

static void
add_program (GPtrArray *facts, const McOffice *office)
{
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  add (facts, "version", "Một Cửa", g_strdup (MC_VERSION), g_strdup (MC_VERSION));
  add (facts, "office", _ ("Office"), g_strdup (office->code), g_strdup (office->code));
  add_count (facts, "desk", _ ("Desk"), office->desk);
  add (facts, "system", _ ("System"), g_steal_pointer (&system), NULL);
  add (facts, "sqlite", "SQLite", g_strdup (mc_store_sqlite_version ()), NULL);
}

static void
add_store (GPtrArray *facts, McDesk *desk)
{
  McStoreFacts store = { 0 };
  g_autofree char *origin = NULL;
  g_autoptr (GError) error = NULL;

  add_bytes (facts, "store_bytes", _ ("Data on the disk"), mc_store_size (desk->store));
  if (!mc_store_read (desk->store, mc_store_facts_read, &store, &error))
    {
      add (facts, "store_fault", _ ("Data cannot be read"), g_strdup (error->message), mc_error_support_code (error));
      return;
    }
  origin = mc_hex_encode (store.origin, 4);
  add (facts, "origin", _ ("Mark of the data"), g_strdup (origin), g_strdup (origin));
  add_count (facts, "store_version", _ ("Version of the data"), store.version);
  add_count (facts, "dossiers", _ ("Dossiers"), store.dossiers);
  add_count (facts, "entries", _ ("Journal entries"), store.entries);
  add_count (facts, "files", _ ("Files"), store.files);
  add_moment (facts, "last_entry", _ ("Last written"), store.last_entry_at);
}

static void
add_disk (GPtrArray *facts, McDesk *desk)
{
  g_autoptr (GFile) folder = g_file_new_for_path (mc_store_folder (desk->store));
  g_autoptr (GFileInfo) info
      = g_file_query_filesystem_info (folder, G_FILE_ATTRIBUTE_FILESYSTEM_FREE "," G_FILE_ATTRIBUTE_FILESYSTEM_TYPE, NULL, NULL);

  if (info == NULL)
    return;
  add_bytes (facts, "disk_free_bytes", _ ("Free on the disk"),
             (gint64) g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE));
  add (facts, "disk_type", _ ("File system"), g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_FILESYSTEM_TYPE)), NULL);
}

/* "3 seconds behind the province's", as far as it was known at the last contact. */
static void
add_clock (GPtrArray *facts, McDesk *desk, const McSyncStatus *status)
{
  gint64 ahead = status->clock_ahead;
  char *text;

  add_moment (facts, "clock", _ ("Clock of the machine"), mc_clock_now (desk->clock));
  if (status->last_contact == 0)
    return;
  if (ahead == 0)
    text = g_strdup (_ ("the same"));
  else if (ahead > 0)
    text = g_strdup_printf (ngettext ("%d second ahead", "%d seconds ahead", (gulong) ahead), (int) MIN (ahead, G_MAXINT));
  else
    text = g_strdup_printf (ngettext ("%d second behind", "%d seconds behind", (gulong) -ahead), (int) MIN (-ahead, G_MAXINT));
  add_number (facts, "clock_ahead_s", _ ("Against the province's clock"), ahead, text, NULL);
}

static void
add_preferences (GPtrArray *facts, const McSyncStatus *status)
{
  const McSyncPreferences *chosen = &status->preferences;

  if (chosen->limit > 0)
    add_number (facts, "limit", _ ("Limit of files"), chosen->limit, g_strdup_printf (_ ("%u KB/s"), chosen->limit / 1024), NULL);
  if (chosen->small_only)
    add (facts, "files_held", _ ("Files"), g_strdup (_ ("wait: only small things are sent")), g_strdup ("small"));
  else if (mc_sync_preferences_hold_files (chosen, status->metered))
    add (facts, "files_held", _ ("Files"), g_strdup (_ ("wait: this network is paid by its bytes")), g_strdup ("metered"));
}

static void
add_exchange (GPtrArray *facts, const McSyncStatus *status)
{
  add (facts, "state", _ ("Exchange"), g_strdup (mc_link_state_to_text (status->state)), g_strdup (mc_link_state_to_key (status->state)));
  if (status->url != NULL)
    add (facts, "province", _ ("Province"), g_strdup (status->url), NULL);
  if (status->support_code != NULL && status->state != MC_LINK_NONE)
    add (facts, "support_code", _ ("Support code"), g_strdup (status->support_code), g_strdup (status->support_code));
  if (status->message != NULL && status->state != MC_LINK_NONE)
    add (facts, "said", _ ("Said"), g_strdup (status->message), NULL);
  add_moment (facts, "last_receipt", _ ("Last receipt"), status->last_receipt);
  add_moment (facts, "last_contact", _ ("Last contact"), status->last_contact);
  if (status->next_try != 0)
    add_moment (facts, "next_try", _ ("Next try"), status->next_try);
  add_count (facts, "waiting", _ ("Entries to be sent"), status->waiting);
  add_count (facts, "waiting_files", _ ("Files to be sent"), status->files);
  if (status->files > 0)
    add_bytes (facts, "waiting_bytes", _ ("Size of these files"), status->file_bytes);
  if (status->oldest != 0)
    add_moment (facts, "oldest", _ ("Oldest of them"), status->oldest);
  add_count (facts, "quarantine", _ ("Kept aside"), status->quarantine);
  add_count (facts, "conflicts", _ ("Changed in two places"), status->conflicts);
  add_preferences (facts, status);
}

GPtrArray *
mc_desk_diagnose (McDesk *self, const McOffice *office, const McSyncStatus *status)
{
  GPtrArray *facts = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_fact_free);
  g_auto (McSyncStatus) stored = { 0 };

  g_return_val_if_fail (MC_IS_DESK (self), facts);
  add_program (facts, office);
  if (status == NULL && mc_desk_read_sync_status (self, &stored, NULL))
    status = &stored;
  if (status != NULL)
    {
      add_exchange (facts, status);
      add_clock (facts, self, status);
    }
  add_disk (facts, self);
  add_store (facts, self);
  return facts;
}

/* ---- as text ------------------------------------------------------------------------------------------------------ */

char *
mc_diagnosis_text (GPtrArray *facts)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < facts->len; i++)
    {
      const McFact *fact = g_ptr_array_index (facts, i);

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", fact->name, fact->value);
    }
  return g_string_free (text, FALSE);
}

char *
mc_diagnosis_brief (GPtrArray *facts)
{
  GString *text = g_string_new ("motcua");

  for (guint i = 0; i < facts->len; i++)
    {
      const McFact *fact = g_ptr_array_index (facts, i);
      g_autofree char *ascii = fact->brief != NULL ? g_str_to_ascii (fact->brief, "C") : NULL;

      if (ascii != NULL)
        g_string_append_printf (text, "\n%s=%s", fact->key, ascii);
    }
  return g_string_free (text, FALSE);
}
