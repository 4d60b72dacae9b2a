/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-carry-words.h"

#include <glib/gi18n-lib.h>

#include "mc-error.h"
#include "mc-exchange-words.h"
#include "mc-words.h"

/* Before so much has passed, what is left is a guess. */
#define GUESS_SECONDS 2.0
#define GUESS_PARTS 50

/* Takes @more, after a comma. */
static void
add (GString *text, char *more)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", more);
  g_free (more);
}

/* ---- before ------------------------------------------------------------------------------------------------------- */

char *
mc_carry_offer (const McStickFound *found, const char *stick)
{
  g_autoptr (GString) what = g_string_new (NULL);
  guint rest = found->paths->len - found->bundles - found->receipts;

  if (found->paths->len == 0)
    return NULL;
  if (found->bundles > 0)
    add (what, g_strdup_printf (ngettext ("%u package", "%u packages", found->bundles), found->bundles));
  if (found->receipts > 0)
    add (what, g_strdup_printf (ngettext ("%u receipt of the province", "%u receipts of the province", found->receipts),
                                found->receipts));
  if (rest > 0)
    add (what, g_strdup_printf (ngettext ("%u receipt of another desk", "%u receipts of other desks", rest), rest));
  /* Translators: name of the stick, what is on it */
  return g_strdup_printf (_("USB %s has %s"), stick, what->str);
}

char *
mc_carry_nothing (const McStickFound *found)
{
  if (found->known > 0)
    return g_strdup (_("There is nothing new for this desk: what is there was written here or was taken in before"));
  return g_strdup (_("There is no package for this desk"));
}

/* ---- meanwhile ---------------------------------------------------------------------------------------------------- */

static char *
left (gint64 done, gint64 total, double seconds)
{
  double rest;

  if (seconds < GUESS_SECONDS || done < total / GUESS_PARTS || done <= 0)
    return NULL;
  rest = (double) (total - done) * seconds / (double) done;
  if (rest < 60)
    return g_strdup (_("less than a minute left"));
  return g_strdup_printf (ngettext ("about %d minute left", "about %d minutes left", (gulong) (rest / 60 + 0.5)),
                          (int) (rest / 60 + 0.5));
}

char *
mc_carry_progress (McCarryDoing doing, gint64 done, gint64 total, double seconds)
{
  int twice = doing == MC_CARRY_READING ? 2 : 1;
  g_autofree char *so_far = mc_exchange_bytes (done / twice), *all = mc_exchange_bytes (total / twice);
  g_autofree char *rest = left (done, total, seconds);
  const char *what = doing == MC_CARRY_READING ? _("Reading") : _("Writing");

  if (total <= 0)
    return g_strdup_printf ("%s…", what);
  /* Translators: "Writing: 12.0 MB of 40.0 MB", "Writing: 12.0 MB of 40.0 MB, about 2 minutes left" */
  if (rest == NULL)
    return g_strdup_printf (_("%s: %s of %s"), what, so_far, all);
  return g_strdup_printf (_("%s: %s of %s, %s"), what, so_far, all, rest);
}

/* ---- written ------------------------------------------------------------------------------------------------------ */

static char *
amounts (gint64 entries, gint64 files)
{
  GString *text = g_string_new (NULL);

  if (entries > 0)
    add (text, g_strdup_printf (ngettext ("%d entry", "%d entries", (gulong) entries), (int) entries));
  if (files > 0)
    add (text, g_strdup_printf (ngettext ("%d file", "%d files", (gulong) files), (int) files));
  return g_string_free (text, FALSE);
}

char *
mc_carry_written_title (const McCarryExport *export, const char *stick)
{
  g_autofree char *what = amounts (export->entries, export->files), *bytes = mc_exchange_bytes (export->bytes);
  guint n = export->paths->len;

  if (export->stopped != NULL && g_error_matches (export->stopped, MC_ERROR, MC_ERROR_CANCELLED))
    return g_strdup_printf (ngettext ("Stopped. %u part is whole and can be taken in", "Stopped. %u parts are whole and can be taken in", n),
                            n);
  if (export->stopped != NULL)
    return g_strdup_printf (ngettext ("%s. %u part is whole and can be taken in", "%s. %u parts are whole and can be taken in", n),
                            export->stopped->message, n);
  if (n == 0)
    return g_strdup (_("Nothing waits: nothing was written"));
  /* Translators: name of the stick, "12 entries, 3 files", size */
  return g_strdup_printf (_("Written to %s: %s (%s). It counts as received when the receipt is back"), stick, what, bytes);
}

char *
mc_carry_written_line (const McCarryExport *export, guint part)
{
  g_autofree char *name = g_path_get_basename (g_ptr_array_index (export->paths, part));

  return g_filename_display_name (name);
}

/* ---- read ----------------------------------------------------------------------------------------------------------- */

gboolean
mc_carry_item_is_trouble (const McCarryItem *item)
{
  return item->error != NULL || item->refused > 0;
}

char *
mc_carry_taken_title (GPtrArray *items)
{
  gint64 entries = 0, files = 0, acked = 0;
  guint refused = 0, taken = 0;
  GString *text = g_string_new (NULL);
  g_autofree char *what = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const McCarryItem *item = g_ptr_array_index (items, i);

      entries += item->entries_new;
      files += item->files_new;
      acked += item->entries_acked;
      refused += item->error != NULL ? 1 : 0;
      taken += item->error == NULL ? 1 : 0;
    }
  what = amounts (entries, files);
  g_string_append_printf (text, ngettext ("%u package taken in", "%u packages taken in", taken), taken);
  if (*what != '\0')
    /* Translators: "12 entries, 3 files" that were not here before */
    g_string_append_printf (text, _(": new %s"), what);
  if (acked > 0)
    g_string_append_printf (text, ngettext (". The province has received %d entry", ". The province has received %d entries", (gulong) acked),
                            (int) acked);
  if (refused > 0)
    g_string_append_printf (text, ngettext (". %u not taken", ". %u not taken", refused), refused);
  return g_string_free (text, FALSE);
}

/* Whose it is: "Package of desk 3, part 1 of 2". */
static char *
whose (const McCarryItem *item)
{
  if (item->is_receipt && item->from_province)
    return g_strdup (_("Receipt of the province"));
  if (item->is_receipt)
    return g_strdup_printf (_("Receipt of desk %d"), (int) item->desk);
  if (item->from_province)
    return item->n_parts > 1 ? g_strdup_printf (_("Package of the province, part %d of %d"), (int) item->part, (int) item->n_parts)
                             : g_strdup (_("Package of the province"));
  if (item->n_parts > 1)
    return g_strdup_printf (_("Package of desk %d, part %d of %d"), (int) item->desk, (int) item->part, (int) item->n_parts);
  return g_strdup_printf (_("Package of desk %d"), (int) item->desk);
}

static void
add_taken (GString *text, const McCarryItem *item)
{
  g_autofree char *what = amounts (item->entries_new, item->files_new);

  if (item->entries_acked > 0)
    add (text, g_strdup_printf (ngettext ("the province has received %d entry", "the province has received %d entries",
                                          (gulong) item->entries_acked),
                                (int) item->entries_acked));
  if (*what != '\0')
    add (text, g_strdup_printf (_("new %s"), what));
  if (text->len == 0 && item->waiting == 0)
    add (text, g_strdup (_("nothing new")));
  if (item->waiting > 0)
    add (text, g_strdup (_("waits for another part")));
  if (item->refused > 0)
    add (text, g_strdup_printf (ngettext ("%d set aside, to look at", "%d set aside, to look at", (gulong) item->refused),
                                (int) item->refused));
}

char *
mc_carry_taken_line (const McCarryItem *item)
{
  g_autofree char *base = g_path_get_basename (item->path), *name = g_filename_display_name (base);
  g_autofree char *head = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  if (item->error != NULL && item->n_parts == 0)
    return g_strdup_printf ("%s: %s", name, item->error->message);
  head = whose (item);
  if (item->error != NULL)
    return g_strdup_printf ("%s: %s", head, item->error->message);
  add_taken (text, item);
  return g_strdup_printf ("%s: %s", head, text->str);
}

/* ---- the shared folder ---------------------------------------------------------------------------------------------- */

/* "09:12" today, "22/11 16:58" before. */
static char *
last_seen (const McFolderStatus *status, McDay today)
{
  g_autofree char *when = NULL;

  if (status->last_seen == 0)
    return g_strdup (_("Shared folder: not seen yet"));
  when = mc_day_of_time (status->last_seen) == today ? mc_time_to_clock_text (status->last_seen)
                                                      : mc_words_moment (status->last_seen, today);
  /* Translators: a time, "09:12" */
  return g_strdup_printf (_("Shared folder: last seen at %s"), when);
}

char *
mc_carry_folder (const McFolderStatus *status, McDay today)
{
  g_autofree char *seen = last_seen (status, today);

  switch (status->state)
    {
    case MC_FOLDER_NONE:
      return g_strdup (_("A folder on the office's server or on another desk: the desks then see each other's dossiers with the line down, too"));
    case MC_FOLDER_AWAY:
      return g_strdup_printf (_("%s. It cannot be reached now; it is tried again by itself"), seen);
    case MC_FOLDER_FAILED:
      return g_strdup_printf ("%s. %s", seen, status->message);
    case MC_FOLDER_GOOD:
    case MC_FOLDER_WORKING:
    case MC_FOLDER_BUSY:
    default:
      return g_steal_pointer (&seen);
    }
}
