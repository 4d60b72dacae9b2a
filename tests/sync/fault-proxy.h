/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * FaultProxy:
 *
 * A bad link in a box: passes TCP on to a port of this machine, counts what goes over, and does to it what is asked. "Up" is towards
 * the service. Works on a thread of its own; every function may be called from any thread at any moment and holds for open
 * connections too. Needs no root and no fixed port.
 */
typedef struct _FaultProxy FaultProxy;

FaultProxy *fault_proxy_new (guint16 service_port);
void fault_proxy_free (FaultProxy *self); /* closes what is open */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FaultProxy, fault_proxy_free)
guint16 fault_proxy_port (FaultProxy *self);

typedef struct
{
  gint64 up;   /* bytes that went over */
  gint64 down;
  guint connections;
  guint requests; /* times that something went up behind what had come down, each connection for itself: HTTP's requests */
  guint turns;    /* the same over all connections: who waits, waits so many times for the way there and back */
} FaultCounts;

/* Since the start or the last reset. */
FaultCounts fault_proxy_counts (FaultProxy *self);
void fault_proxy_reset_counts (FaultProxy *self);

/* Resets the connection when so many more bytes have gone up, or down: exactly so many arrive. Once; -1: does not. */
void fault_proxy_cut_after (FaultProxy *self, gint64 up, gint64 down);
/* The byte after so many more up, or down, arrives as another one. Once; -1: does not. */
void fault_proxy_garble_after (FaultProxy *self, gint64 up, gint64 down);
/* When exactly so many more bytes have gone up, or down, everything stalls until fault_proxy_stall (FALSE), and @func is called on
 * the box's own thread: it must not call the box. Once; -1: does not. */
void fault_proxy_trap_after (FaultProxy *self, gint64 up, gint64 down, void (*func) (gpointer data), gpointer data);
/* New connections go to another port: the service was started anew, or it is another instance. */
void fault_proxy_lead_to (FaultProxy *self, guint16 service_port);
/* Nothing goes either way any more, and nobody is told; what comes in the meantime waits. */
void fault_proxy_stall (FaultProxy *self, gboolean stall);
/* The next answer never arrives: its first bytes come from the service, then the connection is reset. Once. */
void fault_proxy_swallow_answer (FaultProxy *self);
/* What goes up is sent to the service a second time when its connection ends, and that answer thrown away. Until told otherwise. */
void fault_proxy_repeat (FaultProxy *self, gboolean repeat);
/* A slow line, each way for itself: 0 for no limit. @delay_ms: one way. To be said before the connections are made. */
void fault_proxy_link (FaultProxy *self, guint bits_per_second, guint delay_ms);
/* Takes no new connections: refused at once. */
void fault_proxy_refuse (FaultProxy *self, gboolean refuse);
/* Resets all that are open, as a router does that was switched off and on. */
void fault_proxy_reset_connections (FaultProxy *self);

G_END_DECLS
