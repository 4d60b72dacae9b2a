/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * WeakLink:
 *
 * A slow line with loss between two network namespaces of this process's own, as packets see it: a TUN device at each end, and a thread
 * between them that gives every packet the time the line needs for its bits, a queue of limited length before it, the delay, and the loss.
 * TCP is the kernel's. Needs root and /dev/net/tun. It ends with the process, and with it all that was made.
 *
 * The two ends have addresses of the loopback range (WEAK_LINK_NEAR, WEAK_LINK_FAR), so what may only be done with this machine may be
 * done over the line: a desk speaks plain HTTP with nobody else.
 */
typedef struct _WeakLink WeakLink;

#define WEAK_LINK_NEAR "127.9.0.1"
#define WEAK_LINK_FAR "127.9.0.2"
#define WEAK_LINK_MTU 1500
/* What TCP over IPv4 can carry at most in a packet of that size, without options. */
#define WEAK_LINK_PAYLOAD 1460

typedef struct
{
  guint bits_per_second; /* each way, of whole IP packets */
  guint rtt_ms;
  double loss;           /* 0 .. 1 of the packets, each way; a lost one has used the line */
  guint queue_bytes;     /* before the line, each way; what finds it full is dropped */
  guint32 seed;
  const char *cc;        /* congestion control that programs get which choose none */
} WeakLinkOptions;

/* The process stands in the near namespace afterwards, and so does every thread and program it starts: to be called before any other
 * thread is there. NULL with a sentence that says what is missing. */
WeakLink *weak_link_new (const WeakLinkOptions *options, GError **error);
void weak_link_free (WeakLink *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WeakLink, weak_link_free)

/* A file descriptor of the far namespace, for setns(). (not owned) */
int weak_link_far (WeakLink *self);
/* What programs of the near end get from now on that choose none. */
gboolean weak_link_set_cc (WeakLink *self, const char *cc, GError **error);
void weak_link_set_loss (WeakLink *self, double loss);
/* Everything is lost, both ways, and nobody is told. */
void weak_link_set_stalled (WeakLink *self, gboolean stalled);
/* The far end's connections to @port are reset, and the near end is told over the line, as it is when a router forgets. How many there were. */
guint weak_link_reset (WeakLink *self, guint port);

/* The congestion control of the far end's connections from @port. (transfer full): "" when there is none */
char *weak_link_far_cc (WeakLink *self, guint port);

typedef struct
{
  gint64 packets, bytes; /* that got onto the line, with their headers */
  gint64 lost;           /* packets of them */
  gint64 dropped;        /* packets that found the queue full */
} WeakLinkCounts;

void weak_link_counts (WeakLink *self, WeakLinkCounts *up, WeakLinkCounts *down);

/* Payload bytes a second that TCP can bring over it at best: full packets one after another, and of these what is not lost. */
double weak_link_bound (const WeakLinkOptions *options);

G_END_DECLS
