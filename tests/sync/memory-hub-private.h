/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "memory-hub.h"

G_BEGIN_DECLS

/* What memory-hub-storage.c has for memory-hub.c. */

#define MEMORY_HUB_N_PROVINCE 2 /* the first two origins */

const McHubStorage *_memory_hub_storage (void);

MemoryOrigin *_memory_hub_add_origin (MemoryHub *self, const guint8 id[MC_ORIGIN_SIZE], const guint8 public_key[32], int desk, int token);
void _memory_hub_free_origin (gpointer origin);
MemoryEntry *_memory_hub_head (MemoryOrigin *origin, McStream stream); /* (nullable) */
/* A copy of @from at the end of its chain, numbered when it is work of the office. */
void _memory_hub_keep (MemoryHub *self, MemoryOrigin *origin, const McEntry *from);
/* 0: none was enrolled with that key. */
int _memory_hub_token_of (MemoryHub *self, const guint8 public_key[32]);
MemoryFile *_memory_hub_file_of (MemoryHub *self, const guint8 hash[MC_HASH_SIZE]); /* (nullable) */

G_END_DECLS
