/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include <string.h>

#include "mc-error.h"
#include "mc-json.h"

/* ---- the link ------------------------------------------------------------------------------------------------------------- */

static void
say_result (Sim *self, SimDesk *desk, gboolean done, const McSyncResult *result)
{
  sim_say (self, "desk %u exchanges%s: %" G_GINT64_FORMAT " requests, up %" G_GINT64_FORMAT ", down %" G_GINT64_FORMAT
                 ", new %" G_GINT64_FORMAT ", acknowledged %" G_GINT64_FORMAT ", refused %" G_GINT64_FORMAT "%s",
           sim_index_of (self, desk), done ? "" : ", not to the end", result->requests, result->bytes_up, result->bytes_down, result->received,
           result->sent, result->refused, result->new_origin ? ", a new origin" : "");
}

void
sim_exchange (Sim *self, SimDesk *desk)
{
  g_autoptr (MemoryLink) link = memory_link_new (self->hub, desk->sync.token, self->rand, desk->sync.late);
  guint dies_at = sim_pick (self, 6) == 0 ? 1 + (guint) sim_pick (self, 6) : 0;
  McSyncResult result;
  gboolean done;

  memory_link_set_odds (link, sim_pick (self, 3) == 0 ? 0 : 300);
  done = sync_run (&desk->sync, link, dies_at, &result);
  self->tally.faults += memory_link_n_faults (link);
  self->tally.deaths += dies_at != 0 && sync_n_commits () >= dies_at ? 1 : 0;
  say_result (self, desk, done, &result);
}

gboolean
sim_sync (Sim *self, SimDesk *desk, McSyncResult *result)
{
  g_autoptr (MemoryLink) link = memory_link_new (self->hub, desk->sync.token, self->rand, NULL);
  gboolean done = sync_run (&desk->sync, link, 0, result);
  /* A file that is nowhere any more is asked for at each exchange, and is nothing new. */
  gint64 nowhere = fixture_int (desk->sync.fixture.folder, "SELECT count (*) FROM fetch");

  say_result (self, desk, done, result);
  return done && result->requests == 1 + nowhere && result->received == 0 && result->sent == 0 && result->file_bytes == 0 && !result->new_origin;
}

/* A request that somebody between keeps for a while. */
void
sim_request_late (Sim *self, SimDesk *desk)
{
  g_autoptr (GError) error = NULL;
  gboolean more;
  GByteArray *request = sync_request (&desk->sync, &more, &error);

  g_assert_no_error (error);
  sim_say (self, "desk %u says something that comes later", sim_index_of (self, desk));
  g_ptr_array_add (desk->late, g_byte_array_free_to_bytes (request));
  desk->late_token = desk->sync.token;
}

void
sim_deliver_request (Sim *self, SimDesk *desk)
{
  g_autoptr (GBytes) request = NULL;
  g_autoptr (GByteArray) answer = NULL;
  g_autoptr (GError) error = NULL;

  if (desk->late->len == 0)
    return;
  request = g_ptr_array_steal_index (desk->late, (guint) sim_pick (self, (int) desk->late->len));
  if (!memory_hub_knows_token (self->hub, desk->late_token))
    return;
  answer = memory_hub_exchange (self->hub, desk->late_token, g_bytes_get_data (request, NULL), g_bytes_get_size (request),
                                MEMORY_HUB_LIVES, &error);
  g_assert_no_error (error);
  sim_say (self, "what desk %u said arrives", sim_index_of (self, desk));
  if (sim_pick (self, 2) == 0)
    g_ptr_array_add (desk->sync.late, g_bytes_new (answer->data, answer->len));
}

/* ---- the folder ----------------------------------------------------------------------------------------------------------- */

static McBlobs *
blobs_of (SimDesk *desk)
{
  g_autoptr (GError) error = NULL;
  McBlobs *blobs = mc_blobs_open (desk->sync.fixture.folder, &error);

  g_assert_no_error (error);
  return blobs;
}

void
sim_by_folder (Sim *self, SimDesk *desk)
{
  g_autoptr (McBlobs) blobs = blobs_of (desk);
  g_autoptr (GError) error = NULL;
  McFolderResult result;

  mc_folder_sync (fixture_store (&desk->sync.fixture), blobs, self->shared, sim_pick (self, 3) == 0 ? 4096 : 0, NULL, NULL, NULL, &result,
                  &error);
  g_assert_no_error (error);
  self->tally.segments += result.segments_read;
  sim_say (self, "desk %u in the folder: read %u (%u new, %u files, %u unknown, %u damaged), written %u", sim_index_of (self, desk),
           result.segments_read, result.entries_new, result.files_new, result.unknown, result.damaged, result.segments_written);
}

/* Somebody tidies up, or the share is another one. */
void
sim_folder_is_lost (Sim *self)
{
  sim_say (self, "the folder is emptied");
  fixture_folder_remove (self->shared);
  self->shared = fixture_folder_new ();
}

/* ---- sticks --------------------------------------------------------------------------------------------------------------- */

void
sim_export (Sim *self, SimDesk *desk)
{
  g_autoptr (McBlobs) blobs = blobs_of (desk);
  g_auto (McBundleWritten) written = { 0 };
  g_autoptr (GError) error = NULL;

  if (!mc_bundle_export (fixture_store (&desk->sync.fixture), blobs, self->stick_folder, (guint) sim_pick (self, 4),
                         sim_pick (self, 2) == 0 ? 5000 : 0, NULL, NULL, NULL, &written, &error))
    {
      g_assert_error (error, MC_ERROR, MC_ERROR_REJECTED);
      return;
    }
  sim_say (self, "desk %u exports %u parts", sim_index_of (self, desk), written.paths->len);
  for (guint i = 0; i < written.paths->len; i++)
    g_ptr_array_add (self->stick, g_strdup (g_ptr_array_index (written.paths, i)));
  self->tally.bundles += written.paths->len;
}

static const char *
any_part (Sim *self)
{
  return self->stick->len > 0 ? g_ptr_array_index (self->stick, sim_pick (self, (int) self->stick->len)) : NULL;
}

/* A sector of the stick is worn out. (transfer full) */
static char *
damaged_copy (Sim *self, const char *path)
{
  g_autofree char *contents = NULL;
  char *copy = g_strdup_printf ("%s/damaged%s", self->papers, MC_BUNDLE_SUFFIX);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  gsize size;

  g_file_get_contents (path, &contents, &size, &error);
  g_assert_no_error (error);
  g_byte_array_append (bytes, (guint8 *) contents, (guint) size);
  if (sim_pick (self, 2) == 0)
    link_garble (bytes, self->rand);
  else
    g_byte_array_set_size (bytes, (guint) sim_pick (self, (int) size));
  g_file_set_contents (copy, (char *) bytes->data, bytes->len, &error);
  g_assert_no_error (error);
  return copy;
}

static void
assert_unreadable (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID) || g_error_matches (error, MC_ERROR, MC_ERROR_REJECTED));
}

void
sim_import (Sim *self, SimDesk *desk)
{
  const char *path = any_part (self);
  g_autofree char *damaged = path != NULL && sim_pick (self, 6) == 0 ? damaged_copy (self, path) : NULL;
  g_autoptr (McBlobs) blobs = blobs_of (desk);
  g_auto (McBundleTaken) taken = { 0 };
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (path == NULL)
    return;
  ok = mc_bundle_import (fixture_store (&desk->sync.fixture), blobs, damaged != NULL ? damaged : path, NULL, NULL, NULL, &taken, &error);
  g_assert_false (ok && damaged != NULL);
  if (!ok)
    assert_unreadable (error);
  self->tally.damaged += damaged != NULL ? 1 : 0;
  sim_say (self, "desk %u imports %s%s: %s, new %u, acknowledged %u, files %u, waiting %u%s", sim_index_of (self, desk),
           path + strlen (self->stick_folder) + 1, damaged != NULL ? " (damaged)" : "", ok ? "taken" : error->message, taken.entries_new,
           taken.entries_acked, taken.files_new, taken.waiting, taken.new_origin ? ", a new origin" : "");
}

void
sim_province_imports (Sim *self)
{
  const char *path = any_part (self);
  g_autoptr (GError) error = NULL;
  char *receipt;

  if (path == NULL || g_str_has_suffix (path, MC_BUNDLE_RECEIPT_SUFFIX))
    return;
  receipt = memory_hub_take_bundle (self->hub, path, &error);
  sim_say (self, "the province imports %s: %s", path + strlen (self->stick_folder) + 1, receipt != NULL ? "taken" : error->message);
  if (receipt == NULL)
    assert_unreadable (error);
  else if (!g_ptr_array_find_with_equal_func (self->stick, receipt, g_str_equal, NULL))
    g_ptr_array_add (self->stick, receipt);
  else
    g_free (receipt);
}

/* ---- the province ---------------------------------------------------------------------------------------------------------- */

void
sim_province_writes (Sim *self)
{
  g_autofree char *body = g_strdup_printf ("{\"text\":\"%d\"}", sim_pick (self, 1000000));
  gboolean common = sim_pick (self, 2) == 0;

  sim_say (self, "the province writes");
  memory_hub_write (self->hub, common, "notice", NULL, NULL, body, NULL);
}

/* A dossier that the province has, as some desk sees it. */
static gboolean
find_dossier (Sim *self, SimDesk *desk, McEntryRef *first, McEntryRef *head)
{
  g_autofree char *text = fixture_text (desk->sync.fixture.folder,
                                        "SELECT lower (hex (o.id)) || '.' || d.seq || ' ' || lower (hex (h.id)) || '.' || d.head_seq || ' ' ||"
                                        " lower (hex (e.hash)) FROM dossier d JOIN origin o ON o.n = d.origin JOIN origin h ON h.n = d.head_origin"
                                        " JOIN entry e ON e.origin = d.origin AND e.stream = 0 AND e.seq = d.seq ORDER BY d.id DESC LIMIT 1");
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, " ", 3) : NULL;
  MemoryOrigin *origin;
  guint8 hash[MC_HASH_SIZE];

  if (parts == NULL)
    return FALSE;
  g_assert_true (mc_entry_ref_from_text (parts[0], first) && mc_entry_ref_from_text (parts[1], head) &&
                 mc_hex_decode (parts[2], hash, sizeof hash));
  origin = memory_hub_origin (self->hub, first->origin);
  return origin != NULL && (gint64) origin->entries[MC_STREAM_WORK]->len >= first->seq &&
         memcmp (((MemoryEntry *) g_ptr_array_index (origin->entries[MC_STREAM_WORK], (guint) first->seq - 1))->entry.hash, hash,
                 sizeof hash) == 0;
}

/* A department decides, with a result that comes down as a file. */
void
sim_province_decides (Sim *self)
{
  g_autofree char *paper = g_strdup_printf ("%%PDF-1.7\nresult %d of seed %u%*s", ++self->n_marks, self->seed, sim_pick (self, 9000), "."),
                  *hex = NULL, *body = NULL;
  McEntryRef first, head;
  guint8 hash[MC_HASH_SIZE];

  if (!find_dossier (self, sim_any_desk (self), &first, &head))
    return;
  memory_hub_put_file (self->hub, paper, strlen (paper), hash);
  hex = mc_hex_encode (hash, sizeof hash);
  body = g_strdup_printf ("{\"action\":\"%s\",\"state\":\"%s\",\"note\":\"#%d\",\"to\":\"12/QĐ\",\"result\":{\"blob\":\"%s\",\"bytes\":%u,"
                          "\"name\":\"ket-qua.pdf\",\"type\":\"application/pdf\"}}",
                          mc_action_to_key (MC_ACTION_COMPLETE), mc_state_to_key (MC_STATE_DONE), self->n_marks, hex,
                          (guint) strlen (paper));
  memory_hub_write (self->hub, FALSE, "act", &first, &head, body, NULL);
  g_hash_table_add (self->done, GINT_TO_POINTER (self->n_marks));
  self->tally.results++;
  sim_say (self, "the province decides #%d", self->n_marks);
}

/* A citizen submits online: the body of some receipt under a number of the province's own. */
void
sim_province_submits (Sim *self)
{
  for (guint i = 0; i < self->hub->stream->len; i++)
    {
      const McEntry *entry = &((MemoryEntry *) g_ptr_array_index (self->hub->stream, i))->entry;
      g_autoptr (McDossier) dossier = mc_dossier_new ();
      g_autoptr (JsonParser) parser = json_parser_new_immutable ();
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL, *body = NULL;
      JsonObject *object;

      if (strcmp (entry->envelope.kind, "receive") != 0)
        continue;
      text = g_strndup (g_bytes_get_data (entry->body, NULL), g_bytes_get_size (entry->body));
      object = mc_json_parse_object (parser, text, -1, &error);
      g_assert_true (mc_dossier_read_body (dossier, object, &error));
      g_free (dossier->code);
      dossier->code = mc_code_format (SIM_OFFICE, mc_day_of_time (self->hub->now), mc_code_next (19, self->n_online));
      self->n_online = mc_code_next (19, self->n_online);
      g_free (dossier->intake->note);
      dossier->intake->note = g_strdup_printf ("#%d", ++self->n_marks);
      body = mc_dossier_write_body (dossier);
      memory_hub_write (self->hub, FALSE, "submit", NULL, NULL, body, NULL);
      g_hash_table_add (self->done, GINT_TO_POINTER (self->n_marks));
      g_ptr_array_add (self->codes, g_strdup (dossier->code));
      self->tally.submitted++;
      sim_say (self, "somebody submits %s #%d", dossier->code, self->n_marks);
      return;
    }
}
