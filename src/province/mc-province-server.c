/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-province-server.h"

#include <glib/gi18n-lib.h>
#include <libsoup/soup.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#include "mc-error.h"
#include "mc-json.h"
#include "mc-link-watch.h"
#include "mc-province-connection.h"
#include "mc-province-guard.h"
#include "mc-province-problem.h"
#include "mc-province-routes.h"

#define USUAL_THREADS 8
#define USUAL_MAX_FILE (256 * 1024 * 1024)
#define WAITING_FOR_EACH 64   /* pieces of work in line for each thread before more is refused */
#define RECENT_BYTES (8 * 1024 * 1024) /* of batches as they came: two hundred thousand dossiers */
#define MAX_CONNECTIONS 4000
#define SILENCE 300           /* seconds without a byte before a connection is closed */
#define SMALL_BODY (64 * 1024)
#define EXCHANGE_BODY (8 * 1024 * 1024)
#define PART_DAYS 60
#define LOOK_SECONDS 5 /* between looks whether the database was set back, and syncs of the mark */

struct _McProvinceServer
{
  McService service;
  GSocketService *listener;
  GTlsCertificate *tls;  /* (nullable) */
  char *address;
  guint n_connections;
  guint stop_source;
  guint look_source;
  gboolean looking;
  char *told;            /* (nullable) why it refuses, as last logged */
  gint64 stop_by;        /* monotonic */
  void (*stopped) (gpointer data);
  gpointer stopped_data;
};

static const McRoute routes[] = {
  { "POST /v1/enrol", "POST", "/v1/enrol", SMALL_BODY, NULL, mc_route_enrol, NULL, TRUE },
  { "POST /v1/exchange", "POST", "/v1/exchange", EXCHANGE_BODY, NULL, mc_route_exchange, NULL, FALSE },
  { "POST /v1/frames", "POST", "/v1/frames", -1, mc_route_frames_take, mc_route_frames, mc_route_frames_free, FALSE },
  { "GET /v1/blobs", "GET", "/v1/blobs/", SMALL_BODY, NULL, mc_route_blob_get, NULL, FALSE },
  { "PUT /v1/blobs", "PUT", "/v1/blobs/", -1, mc_route_blob_take, mc_route_blob_put, mc_route_blob_free, FALSE },
  { "POST /v1/dossiers", "POST", "/v1/dossiers", EXCHANGE_BODY, NULL, mc_route_submit, NULL, FALSE },
  { "POST /v1/status", "POST", "/v1/status", SMALL_BODY, NULL, mc_route_decide, NULL, FALSE },
  { "GET /tra-cuu", "GET", "/tra-cuu", SMALL_BODY, NULL, mc_route_status_form, NULL, TRUE },
  { "POST /tra-cuu", "POST", "/tra-cuu", SMALL_BODY, NULL, mc_route_status_answer, NULL, TRUE },
  { "GET /health", "GET", "/health", SMALL_BODY, NULL, mc_route_health, NULL, TRUE },
  { "GET /metrics", "GET", "/metrics", SMALL_BODY, NULL, mc_route_metrics, NULL, TRUE },
};

static gboolean
is_under (const McRoute *route, const char *path)
{
  return g_str_has_suffix (route->path, "/") ? g_str_has_prefix (path, route->path) : strcmp (path, route->path) == 0;
}

/* By the path as it was sent: nothing in it is decoded or joined first. */
static const McRoute *
find_route (const char *method, const char *path, gboolean *wrong_method)
{
  const McRoute *other = NULL;

  *wrong_method = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    if (is_under (&routes[i], path))
      {
        if (strcmp (routes[i].method, method) == 0)
          return &routes[i];
        other = &routes[i];
      }
  *wrong_method = other != NULL;
  return other;
}

static void
on_headers (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  McProvinceServer *self = data;
  gboolean wrong_method;
  const McRoute *route = find_route (soup_server_message_get_method (message),
                                     g_uri_get_path (soup_server_message_get_uri (message)), &wrong_method);

  mc_request_begin (&self->service, message, route, wrong_method);
}

static void
on_body (SoupServer *soup, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  mc_request_body_ended (message);
}

/* ---- connections ----------------------------------------------------------------------------------------- */

static void
connection_gone (gpointer data, GObject *connection)
{
  McProvinceServer *self = data;

  self->n_connections--;
}

/* Connections are taken here and not by libsoup, so that listening can end while requests go on. The address object
 * goes with each request: by it a request finds its socket when it must be cut. */
static gboolean
on_incoming (GSocketService *listener, GSocketConnection *connection, GObject *source, gpointer data)
{
  McProvinceServer *self = data;
  g_autoptr (GSocketAddress) local = g_socket_connection_get_local_address (connection, NULL);
  g_autoptr (GSocketAddress) remote = g_socket_connection_get_remote_address (connection, NULL);
  g_autoptr (GIOStream) stream = NULL;

  if (local == NULL || remote == NULL || self->n_connections >= MAX_CONNECTIONS)
    return TRUE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), SILENCE);
  g_socket_set_keepalive (g_socket_connection_get_socket (connection), TRUE);
  /* Head and body of an answer are two writes; without this the second waits for the first one's acknowledgement: 40 ms. */
  g_socket_set_option (g_socket_connection_get_socket (connection), IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
  mc_link_prefer_bbr (g_socket_connection_get_socket (connection));
  stream = self->tls == NULL ? G_IO_STREAM (g_object_ref (connection))
                             : g_tls_server_connection_new (G_IO_STREAM (connection), self->tls, NULL);
  if (stream == NULL)
    return TRUE;
  self->n_connections++;
  g_object_weak_ref (G_OBJECT (connection), connection_gone, self);
  mc_connection_accept (self->service.soup, connection, stream, local, remote);
  return TRUE;
}

static gboolean
listen_at (McProvinceServer *self, const char *text, GError **error)
{
  g_autoptr (GSocketConnectable) place = g_network_address_parse (text, 0, NULL);
  const char *host = place != NULL ? g_network_address_get_hostname (G_NETWORK_ADDRESS (place)) : NULL;
  g_autoptr (GInetAddress) address = host != NULL ? g_inet_address_new_from_string (host) : NULL;
  g_autoptr (GSocketAddress) wanted = NULL, got = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *ip = NULL;

  if (address == NULL)
    {
      g_set_error (error, MC_ERROR, MC_ERROR_INVALID, _ ("“%s” is no address to listen at, such as 127.0.0.1:8080"), text);
      return FALSE;
    }
  wanted = g_inet_socket_address_new (address, g_network_address_get_port (G_NETWORK_ADDRESS (place)));
  self->listener = g_socket_service_new ();
  g_socket_service_stop (self->listener);
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->listener), 512);
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->listener), wanted, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                      NULL, &got, &local))
    {
      g_set_error (error, MC_ERROR, MC_ERROR_FAILED, _ ("%s cannot be listened at: %s"), text, local->message);
      return FALSE;
    }
  ip = g_inet_address_to_string (address);
  self->address = g_strdup_printf (strchr (ip, ':') != NULL ? "[%s]:%u" : "%s:%u", ip,
                                   g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got)));
  g_signal_connect (self->listener, "incoming", G_CALLBACK (on_incoming), self);
  return TRUE;
}

/* ---- beginning and end ----------------------------------------------------------------------------------- */

/* The shell finds the files by what is noted here. */
static gboolean
note_folder (McPg *pg, gpointer data, GError **error)
{
  McProvinceServer *self = data;
  g_auto (McPgArgs) args = { 0 };

  mc_pg_text (&args, mc_file_store_folder (self->service.files));
  return mc_pg_run (pg, "UPDATE service SET blobs = $1 WHERE blobs IS DISTINCT FROM $1", &args, error) &&
         mc_file_store_tidy (self->service.files, pg, PART_DAYS, error);
}

static void
log_problem (const char *name, const char *detail)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%S.%fZ"), *text = NULL;

  json_builder_begin_object (builder);
  mc_json_add_text (builder, "time", time);
  mc_json_add_text (builder, "problem", name);
  mc_json_add_text (builder, "detail", detail);
  json_builder_end_object (builder);
  text = mc_json_builder_text (builder);
  g_printerr ("%s\n", text);
}

/* Each time it changes. */
static void
log_set_back (McProvinceServer *self)
{
  g_autofree char *why = mc_province_mark_why (self->service.mark);

  if (g_strcmp0 (why, self->told) != 0)
    log_problem (why != NULL ? "set-back" : "set-back-over", why);
  g_free (self->told);
  self->told = g_steal_pointer (&why);
}

static void
look (McPg *pg, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!mc_province_guard_all (pg, &error))
    g_debug ("%s", error->message);
}

static void
looked (gpointer data)
{
  McProvinceServer *self = data;

  self->looking = FALSE;
  log_set_back (self);
}

static gboolean
look_again (gpointer data)
{
  McProvinceServer *self = data;

  self->looking = self->looking || mc_pool_push (self->service.pool, MC_LINE_SMALL, look, looked, self);
  return G_SOURCE_CONTINUE;
}

/* A service without its mark begins one: then nobody can tell whether the database is the newest. */
static gboolean
open_mark (McProvinceServer *self, McPg *pg, GError **error)
{
  g_autoptr (McPgRows) rows = mc_pg_query (pg, "SELECT coalesce (max (next_n), 1) FROM office", NULL, error);
  g_autoptr (GError) local = NULL;
  gboolean made;

  if (rows == NULL ||
      (self->service.mark = mc_province_mark_open (mc_file_store_folder (self->service.files),
                                                   self->service.key.public_key, &made, error)) == NULL)
    return FALSE;
  if (made && mc_pg_get_int (rows, 0, 0) > 1)
    log_problem ("mark-missing", _ ("The folder of the files has no mark: whether the database is an older "
                                    "one cannot be told this time"));
  mc_pg_set_mark (pg, self->service.mark, TRUE);
  /* Set back: it listens and refuses, which says more to who looks than a service that ends again and again. */
  if (!mc_province_guard_all (pg, &local) && !mc_problem_is_set_back (local))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  log_set_back (self);
  return TRUE;
}

static gboolean
prepare (McProvinceServer *self, const McProvinceOptions *options, GError **error)
{
  g_autoptr (McPg) pg = mc_pg_new (options->database);

  self->service.max_file = options->max_file > 0 ? options->max_file : USUAL_MAX_FILE;
  self->service.files = mc_file_store_open (options->blobs, self->service.max_file, error);
  return self->service.files != NULL && mc_pg_migrate (pg, error) && mc_province_key_load (pg, &self->service.key, error) &&
         open_mark (self, pg, error) && mc_pg_transaction (pg, note_folder, self, error);
}

McProvinceServer *
mc_province_server_new (const McProvinceOptions *options, GError **error)
{
  g_autoptr (McProvinceServer) self = g_new0 (McProvinceServer, 1);
  guint threads = options->threads > 0 ? options->threads : USUAL_THREADS;

  if (!prepare (self, options, error) || !listen_at (self, options->address, error))
    return NULL;
  self->tls = options->tls != NULL ? g_object_ref (options->tls) : NULL;
  self->service.metrics = mc_metrics_new ();
  self->service.recent = mc_frame_cache_new (RECENT_BYTES);
  self->service.pool =
      mc_pool_new (options->database, self->service.mark, threads, threads * WAITING_FOR_EACH);
  self->service.soup = soup_server_new ("server-header", "motcua-province", NULL);
  soup_server_add_early_handler (self->service.soup, NULL, on_headers, self, NULL);
  soup_server_add_handler (self->service.soup, NULL, on_body, self, NULL);
  self->look_source = g_timeout_add_seconds (LOOK_SECONDS, look_again, self);
  g_socket_service_start (self->listener);
  return g_steal_pointer (&self);
}

const char *
mc_province_server_address (McProvinceServer *self)
{
  return self->address;
}

static gboolean
look_whether_done (gpointer data)
{
  McProvinceServer *self = data;

  if (self->service.n_requests > 0 && g_get_monotonic_time () < self->stop_by)
    return G_SOURCE_CONTINUE;
  self->stop_source = 0;
  soup_server_disconnect (self->service.soup);
  self->stopped (self->stopped_data);
  return G_SOURCE_REMOVE;
}

void
mc_province_server_stop (McProvinceServer *self, guint seconds, void (*done) (gpointer data), gpointer data)
{
  if (self->stop_source != 0)
    return;
  self->service.stopping = TRUE;
  self->stop_by = g_get_monotonic_time () + (gint64) seconds * G_USEC_PER_SEC;
  self->stopped = done;
  self->stopped_data = data;
  g_socket_service_stop (self->listener);
  g_socket_listener_close (G_SOCKET_LISTENER (self->listener));
  self->stop_source = g_timeout_add (20, look_whether_done, self);
}

void
mc_province_server_free (McProvinceServer *self)
{
  g_clear_handle_id (&self->stop_source, g_source_remove);
  g_clear_handle_id (&self->look_source, g_source_remove);
  if (self->listener != NULL)
    {
      g_socket_service_stop (self->listener);
      g_socket_listener_close (G_SOCKET_LISTENER (self->listener));
    }
  if (self->service.soup != NULL)
    soup_server_disconnect (self->service.soup);
  g_clear_pointer (&self->service.pool, mc_pool_free);
  g_clear_object (&self->service.soup);
  g_clear_object (&self->listener);
  g_clear_object (&self->tls);
  g_clear_pointer (&self->service.metrics, mc_metrics_free);
  g_clear_pointer (&self->service.recent, mc_frame_cache_free);
  g_clear_pointer (&self->service.files, mc_file_store_free);
  if (self->service.mark != NULL)
    mc_province_mark_sync (self->service.mark, NULL);
  g_clear_pointer (&self->service.mark, mc_province_mark_free);
  g_free (self->told);
  g_free (self->address);
  g_free (self);
}
