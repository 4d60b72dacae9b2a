/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"
#include "mc-store.h"

G_BEGIN_DECLS

struct _McDesk
{
  GObject parent_instance;

  McStore *store;       /* (owned) (nullable) after close */
  McOffice *office;     /* (owned) */
  McCalendar *calendar; /* (owned) immutable */
  McClock *clock;       /* (owned) */
  char *actor;          /* (owned) */
  GPtrArray *catalogue; /* (owned) (element-type McProcedure) every version; replaced as a whole, never changed */
  gint64 data_version;  /* (main thread) as last polled */
  guint poll_id;
  guint changed_id;
  gboolean polling;
};

McStore *_mc_desk_store (McDesk *self);
/* A code as it stands in the store, from one in any case and with spaces anywhere. (transfer full) */
char *_mc_desk_clean_code (const char *text);
/* The names lists show of a procedure, without a copy in every row. */
void _mc_desk_name_row (McDesk *self, McDossier *dossier);
/* Says "changed" soon, once for many calls. Main thread. */
void _mc_desk_touch (McDesk *self);
/* All that a receipt decides from an intake: names, appointment, fee. No code. @procedure is in force. */
McDossier *_mc_desk_decide (McDesk *self, const McIntake *intake, McProcedure *procedure, gint64 received_at);

G_END_DECLS
