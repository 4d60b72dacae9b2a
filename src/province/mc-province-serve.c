/* SPDX-License-Identifier: GPL-3.0-or-later */
/* motcua-province serve */
#include "config.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdio.h>

#include "mc-error.h"
#include "mc-province-ctl.h"
#include "mc-province-server.h"

#define FINISH_SECONDS 25 /* systemd gives 90 */

typedef struct
{
  McProvinceServer *server;
  GMainLoop *loop;
} Serve;

static void
end_loop (gpointer loop)
{
  g_main_loop_quit (loop);
}

static gboolean
on_term (gpointer data)
{
  Serve *serve = data;

  mc_province_server_stop (serve->server, FINISH_SECONDS, end_loop, serve->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
load_tls (McProvinceCtl *ctl, GTlsCertificate **tls, GError **error)
{
  if (ctl->tls_cert == NULL && ctl->tls_key == NULL)
    return TRUE;
  *tls = g_tls_certificate_new_from_files (ctl->tls_cert, ctl->tls_key != NULL ? ctl->tls_key : ctl->tls_cert, error);
  return *tls != NULL;
}

McExit
mc_command_serve (McProvinceCtl *ctl, int argc, char **argv)
{
  g_autoptr (GTlsCertificate) tls = NULL;
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (McProvinceServer) server = NULL;
  g_autoptr (GError) error = NULL;
  McProvinceOptions options;
  Serve serve;
  guint term, interrupt;

  if (argc != 1 || ctl->database == NULL || ctl->blobs == NULL || ctl->listen == NULL || ctl->threads < 0 || ctl->threads > 256 ||
      (ctl->tls_key != NULL && ctl->tls_cert == NULL))
    return mc_province_usage (_ ("serve needs --database URI, --blobs DIR and --listen ADDR:PORT"));
  if (!load_tls (ctl, &tls, &error))
    return mc_province_fail (error);
  options = (McProvinceOptions) { ctl->database, ctl->blobs, ctl->listen, tls, (guint) ctl->threads, 0 };
  if ((server = mc_province_server_new (&options, &error)) == NULL)
    {
      McExit status = mc_province_fail (error);

      return status == MC_EXIT_REFUSED ? MC_EXIT_UNUSABLE : status;
    }
  loop = g_main_loop_new (NULL, FALSE);
  serve = (Serve) { server, loop };
  term = g_unix_signal_add (SIGTERM, on_term, &serve);
  interrupt = g_unix_signal_add (SIGINT, on_term, &serve);
  g_print ("{\"listening\":\"%s\"}\n", mc_province_server_address (server));
  fflush (stdout);
  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
  return MC_EXIT_DONE;
}
