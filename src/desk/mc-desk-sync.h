/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "mc-desk.h"

G_BEGIN_DECLS

/* The desk and the province: registering, exchanging by hand or in the background, what waits, and what two desks did to one dossier. */

typedef enum
{
  MC_LINK_UNKNOWN,   /* not read yet */
  MC_LINK_NONE,      /* not registered with a province */
  MC_LINK_GOOD,      /* the last exchange went well */
  MC_LINK_WORKING,   /* one is under way */
  MC_LINK_OFFLINE,   /* no link; nothing is lost */
  MC_LINK_BUSY,      /* the province asks to come back later, or another program of this machine exchanges */
  MC_LINK_REVOKED,   /* the province does not know this desk any more: register again */
  MC_LINK_STRANGER,  /* somebody else answers: a log-in page of the network, another certificate */
  MC_LINK_CLOCK,     /* this machine's clock is wrong */
  MC_LINK_VERSION,   /* the service or this program is too old */
  MC_LINK_FAILED,    /* something nobody foresaw: the message and its code */
} McLinkState;

/* "offline"; stays. (transfer none) */
const char *mc_link_state_to_key (McLinkState state);
/* In a word or two, in the user's language; for GOOD and WORKING what has been received says more. (transfer none) */
const char *mc_link_state_to_text (McLinkState state);

/* What the people at this machine chose; kept in the store, so that the timer obeys it too. */
typedef struct
{
  guint limit;               /* bytes of files a second; 0: none */
  gboolean small_only;       /* no files, until told otherwise */
  gboolean files_on_metered; /* also over a network that is paid by its bytes */
} McSyncPreferences;

/* Whether files wait over a link like this. */
gboolean mc_sync_preferences_hold_files (const McSyncPreferences *self, gboolean metered);

/* What the header's word and the exchange page say. A plain record; mc_sync_status_clear() after. */
typedef struct
{
  McLinkState state;
  char *url;             /* (nullable) */
  char *message;         /* (nullable) of the last failure, in the user's language */
  char *support_code;    /* (nullable) */
  gint64 last_receipt;   /* when the province last acknowledged something, by its clock; 0: never */
  gint64 last_contact;   /* own clock; 0: never */
  gint64 clock_ahead;    /* own clock minus the province's at that moment, seconds */
  gint64 next_try;       /* own clock; 0: not planned */
  gint64 waiting;        /* entries the province does not have */
  gint64 oldest;         /* time of the oldest of them, 0 */
  gint64 files;          /* files it does not have */
  gint64 file_bytes;
  gint64 done, total;    /* bytes of the upload under way; total 0: none */
  guint quarantine;
  guint conflicts;
  McSyncPreferences preferences;
  gboolean metered;      /* the network of this moment is paid by its bytes, as far as the machine knows */
} McSyncStatus;

void mc_sync_status_clear (McSyncStatus *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (McSyncStatus, mc_sync_status_clear)

/**
 * McDesk::sync-changed:
 * mc_desk_sync_status() may say something else. Emitted in the main context.
 */

/* ---- waiting: for the shell, timers, tests ---- */

/* @code: the one-time code from the province. The token goes into the keyring. */
gboolean mc_desk_enrol (McDesk *self, const char *url, const char *code, GError **error);

typedef struct
{
  gint64 sent, received, refused;
  gint64 requests, bytes_up, bytes_down, file_bytes;
  gint64 oldest_unsent; /* time, 0 */
  gint64 waiting;
} McSyncSummary;

/* One exchange from beginning to end, with the limit that was chosen. @url: (nullable): in place of the registered address. @small_only: no
 * files, whatever was chosen. AUTH_REQUIRED when this desk is not registered; BUSY while another program exchanges. */
gboolean mc_desk_sync (McDesk *self, const char *url, gboolean small_only, GCancellable *cancellable, McSyncSummary *summary,
                       GError **error);

/* What waits, and where things stand, from the store alone. */
gboolean mc_desk_read_sync_status (McDesk *self, McSyncStatus *status, GError **error);
gboolean mc_desk_read_sync_preferences (McDesk *self, McSyncPreferences *preferences, GError **error);

/* ---- in the background: for the window ---- */

/* Exchanges after each change here (a moment later), when the network changes, every few minutes, and on demand, until the desk is closed.
 * @monitor: what the machine knows of its network; in the main context that calls */
void mc_desk_sync_start (McDesk *self, GNetworkMonitor *monitor);
/* Now, whatever was planned. */
void mc_desk_sync_now (McDesk *self);
/* Holds from now on, for the exchange under way too, and is kept. */
void mc_desk_sync_prefer (McDesk *self, const McSyncPreferences *preferences);
/* As last known; answers at once. UNKNOWN until it was read for the first time. */
void mc_desk_sync_status (McDesk *self, McSyncStatus *status);
void mc_desk_enrol_async (McDesk *self, const char *url, const char *code, GAsyncReadyCallback callback, gpointer user_data);
gboolean mc_desk_enrol_finish (McDesk *self, GAsyncResult *result, GError **error);

/* ---- the queue, the quarantine, the conflict lane ---- */

typedef struct
{
  char *code;     /* (nullable) of the dossier; NULL for what belongs to none */
  char *what;     /* one line in the user's language: "Tiếp nhận", "Tệp: don.pdf" */
  gint64 time;
  gint64 bytes;   /* of a file, 0 for an entry */
  gint64 seq;     /* of an entry of this desk's own; 0: another's, or a file */
  char *hash;     /* (nullable) of a file */
  gint64 received_at; /* by the province's clock; 0: not yet */
  gint64 carried_at;  /* when it was last written to a stick for the province; 0: not */
  gboolean aside;     /* a file that stands in the quarantine */
} McOutboxItem;
void mc_outbox_item_free (McOutboxItem *self);
/* What waits, oldest first, at most @limit. (element-type McOutboxItem) */
GPtrArray *mc_desk_outbox (McDesk *self, guint limit, GError **error);
/* The last entries of this desk that the province has received, newest first, at most @limit. (element-type McOutboxItem) */
GPtrArray *mc_desk_received (McDesk *self, guint limit, GError **error);

typedef enum
{
  MC_ITEM_WAITING,  /* Chờ gửi */
  MC_ITEM_ASIDE,    /* Giữ lại, cần xem */
  MC_ITEM_CARRIED,  /* Đã chép ra USB: on its way, and no more is known until the receipt is back */
  MC_ITEM_SENDING,  /* a file, part of which went */
  MC_ITEM_SENT,     /* Đã gửi, chờ tỉnh xác nhận */
  MC_ITEM_RECEIVED, /* Tỉnh đã nhận */
} McItemState;

/* Where an item is at this moment, as far as this program knows; *percent of SENDING. Answers at once. */
McItemState mc_desk_sync_item_state (McDesk *self, const McOutboxItem *item, int *percent);

/* How a dossier stands with the province. */
typedef struct
{
  gboolean enrolled; /* this desk is registered with one */
  gint64 waiting;    /* entries it does not have */
  gint64 files;      /* files it does not have */
  gint64 at;         /* when it received the last entry, by its clock; 0: not, or not known */
} McDossierReceipt;
gboolean mc_desk_receipt (McDesk *self, const char *code, McDossierReceipt *receipt, GError **error);

typedef struct
{
  char *subject;
  char *reason;  /* a sentence with advice, in the user's language */
  char *code;    /* (nullable) of the dossier */
  gint64 since;
  gint64 tries;
} McQuarantineItem;
void mc_quarantine_item_free (McQuarantineItem *self);
GPtrArray *mc_desk_quarantine (McDesk *self, GError **error); /* (element-type McQuarantineItem) */
/* Takes it out, so that it is tried again. */
gboolean mc_desk_quarantine_retry (McDesk *self, const char *subject, GError **error);

/* Two did something to one dossier at once: what stands, and what stands aside. */
typedef struct
{
  char *entry; /* names what stands aside, for mc_desk_settle() */
  char *code;
  char *aside_actor, *aside_text, *aside_note; /* note nullable */
  gint64 aside_time;
  char *stands_actor, *stands_text; /* nullable */
  gint64 stands_time;
  gboolean aside_own, stands_own; /* done at this desk; else it came from elsewhere */
} McConflictItem;
void mc_conflict_item_free (McConflictItem *self);
GPtrArray *mc_desk_conflicts (McDesk *self, GError **error); /* (element-type McConflictItem) */
/* @take: do what stands aside now, on what stands; the rules must allow it. Else it is set aside for good. Journalled. @note: (nullable) */
gboolean mc_desk_settle (McDesk *self, const char *entry, gboolean take, const char *note, GError **error);

G_END_DECLS
