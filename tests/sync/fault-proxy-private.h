/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fault-proxy.h"

G_BEGIN_DECLS

/* What is still to happen on one way: bytes until then, -1 for never. */
typedef struct
{
  gint64 cut;
  gint64 trap;
  gint64 garble;
} FaultPoint;

struct _FaultProxy
{
  GThread *thread;
  int listener;
  int wake[2];
  guint16 port;
  GPtrArray *connections; /* (element-type Connection) of the thread alone */

  GMutex lock; /* guards what follows */
  gboolean ended;
  guint16 service_port;
  FaultCounts counts;
  gboolean asked; /* the last that went over, on any connection, went up */
  FaultPoint up;
  FaultPoint down;
  void (*trap) (gpointer data);
  gpointer trap_data;
  gboolean stall;
  gboolean swallow;
  gboolean repeat;
  gboolean refuse;
  gboolean reset_all;
  guint bits_per_second;
  guint delay_ms;
};

/* The thread; @data is the FaultProxy. */
gpointer _fault_proxy_run (gpointer data);
int _fault_proxy_listen (guint16 *port);
/* On a slow line, what the box takes counts as queued in it; a large buffer in front of it would be a queue as well. */
void _fault_proxy_receive_little (int fd);
void _fault_proxy_connection_free (gpointer connection);

G_END_DECLS
