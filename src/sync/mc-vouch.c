/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-vouch.h"

#include "mc-json.h"
#include "mc-origin.h"

gboolean
mc_vouch_read (const McBatch *batch, McVouch *vouch)
{
  const McEntry *entry;
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *hex = NULL, *previous = NULL, *vouched = NULL;
  JsonObject *body;

  if (batch->stream != MC_STREAM_WORK || batch->first_seq != 1 || batch->entries->len == 0)
    return FALSE;
  entry = &g_array_index (batch->entries, McEntry, 0);
  body = entry->body != NULL
             ? mc_json_parse_object (parser, g_bytes_get_data (entry->body, NULL), (gssize) g_bytes_get_size (entry->body), NULL)
             : NULL;
  return body != NULL && mc_json_read_text (body, "public_key", &hex, NULL) && mc_json_read_text (body, "previous", &previous, NULL) &&
         mc_json_read_text (body, "vouched", &vouched, NULL) && hex != NULL && previous != NULL && vouched != NULL &&
         mc_hex_decode (hex, vouch->public_key, sizeof vouch->public_key) &&
         mc_hex_decode (vouched, vouch->signature, sizeof vouch->signature) && mc_entry_ref_from_text (previous, &vouch->previous);
}

gboolean
mc_vouch_holds (const McVouch *vouch, const guint8 origin[MC_ORIGIN_SIZE], const guint8 old_key[32])
{
  return mc_head_verify (old_key, origin, MC_STREAM_WORK, 0, vouch->public_key, vouch->signature);
}
