/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-origin.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#include "mc-error.h"

#define MARK_FILE "store.mark"
#define KEY_FILE "origin.key"
#define KEPT_KEY_FILE "origin.key.before"
#define MARK_FORMAT "%-32.32s %020" G_GINT64_FORMAT " %020" G_GINT64_FORMAT "\n"

/* On these a file keeps its inode number for life. Others, FAT and network ones above all, make numbers up at each mount. */
static gboolean
keeps_inode_numbers (const char *path)
{
  static const char *const kept[] = { "ext2", "ext3/ext4", "xfs", "btrfs", "f2fs", "tmpfs", NULL };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_TYPE, NULL, NULL);
  const char *type = info != NULL ? g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_FILESYSTEM_TYPE) : NULL;

  return type != NULL && g_strv_contains (kept, type);
}

/* When the file was made, to the microsecond: a number that was set free is given to the next file, and a file put back after it was
 * deleted may get its old one. Empty where the file system does not say. */
static void
read_birth (const char *path, char *birth, gsize size)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) info = g_file_query_info (
      file, G_FILE_ATTRIBUTE_TIME_CREATED "," G_FILE_ATTRIBUTE_TIME_CREATED_USEC, G_FILE_QUERY_INFO_NONE, NULL, NULL);

  birth[0] = '\0';
  if (info != NULL && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_TIME_CREATED))
    g_snprintf (birth, size, ".%" G_GUINT64_FORMAT "%06u",
                g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_CREATED),
                g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_TIME_CREATED_USEC));
}

/* Not the device's number: disks change places when the machine starts. */
static void
read_place (const char *path, McMark *mark)
{
  char birth[24];
  GStatBuf st;

  mark->place[0] = '\0';
  if (g_stat (path, &st) != 0 || st.st_ino == 0 || !keeps_inode_numbers (path))
    return;
  read_birth (path, birth, sizeof birth);
  g_snprintf (mark->place, sizeof mark->place, "%" G_GUINT64_FORMAT "%s", (guint64) st.st_ino, birth);
}

static void
read_text (const char *path, McMark *mark)
{
  g_autofree char *text = NULL;
  gsize size;
  guint8 bytes[16];

  memset (mark, 0, sizeof *mark);
  if (!g_file_get_contents (path, &text, &size, NULL) || size < 32 + 1 + 20 + 1 + 20)
    return;
  text[32] = '\0';
  if (!mc_hex_decode (text, bytes, sizeof bytes))
    return;
  memcpy (mark->mark, text, 33);
  mark->seq[0] = g_ascii_strtoll (text + 33, NULL, 10);
  mark->seq[1] = g_ascii_strtoll (text + 33 + 21, NULL, 10);
}

static gboolean
same_text (const McMark *a, const McMark *b)
{
  return strcmp (a->mark, b->mark) == 0 && a->seq[0] == b->seq[0] && a->seq[1] == b->seq[1];
}

void
mc_mark_read (const char *folder, McMark *mark)
{
  g_autofree char *path = g_build_filename (folder, MARK_FILE, NULL);
  McMark before;

  /* Another process may be writing it: a number that is half the old one would look like a restore. */
  read_text (path, mark);
  for (int i = 0; i < 10; i++)
    {
      before = *mark;
      read_text (path, mark);
      if (same_text (mark, &before))
        break;
    }
  read_place (path, mark);
}

static char *
mark_text (const McMark *mark)
{
  return g_strdup_printf (MARK_FORMAT, mark->mark, mark->seq[0], mark->seq[1]);
}

static gboolean
write_private_file (const char *path, const char *text, gssize size, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents_full (path, text, size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;
  g_set_error (error, MC_ERROR,
               g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOSPC) ? MC_ERROR_NO_SPACE : MC_ERROR_READ_ONLY,
               _ ("The data folder cannot be written (%s)"), local->message);
  return FALSE;
}

gboolean
mc_mark_create (const char *folder, McMark *mark, GError **error)
{
  g_autofree char *path = g_build_filename (folder, MARK_FILE, NULL);
  g_autofree char *text = NULL;
  g_autofree char *hex = NULL;
  guint8 bytes[16];

  randombytes_buf (bytes, sizeof bytes);
  hex = mc_hex_encode (bytes, sizeof bytes);
  g_strlcpy (mark->mark, hex, sizeof mark->mark);
  text = mark_text (mark);
  if (!write_private_file (path, text, -1, error))
    return FALSE;
  read_place (path, mark);
  return TRUE;
}

int
mc_mark_open (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, MARK_FILE, NULL);

  return g_open (path, O_WRONLY | O_CLOEXEC, 0600);
}

void
mc_mark_write (int fd, const McMark *mark)
{
  g_autofree char *text = mark_text (mark);

  /* One short write at the start. If it fails the mark stays behind the database, which is harmless. */
  if (fd >= 0 && lseek (fd, 0, SEEK_SET) == 0 && write (fd, text, strlen (text)) < 0)
    g_debug ("mark not written: %s", g_strerror (errno));
}

char *
mc_machine_name (void)
{
  g_autofree char *id = NULL;

  if (!g_file_get_contents ("/etc/machine-id", &id, NULL, NULL))
    id = g_strdup (g_get_host_name ());
  g_strstrip (id);
  /* machine-id(5) asks not to hand the id out; a keyed hash is enough to tell two machines apart. */
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, (const guchar *) "org.motcua", 10, id, -1);
}

gboolean
mc_origin_key_create (const char *folder, guint8 public_key[MC_PUBLIC_KEY_SIZE], guint8 secret_key[MC_SECRET_KEY_SIZE],
                      GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEY_FILE, NULL);
  g_autofree char *hex = NULL;
  gboolean ok;

  crypto_sign_keypair (public_key, secret_key);
  hex = mc_hex_encode (secret_key, MC_SECRET_KEY_SIZE);
  ok = write_private_file (path, hex, -1, error);
  sodium_memzero (hex, strlen (hex));
  return ok;
}

static gboolean
load_key (const char *folder, const char *name, guint8 secret_key[MC_SECRET_KEY_SIZE])
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *text = NULL;
  gboolean ok = g_file_get_contents (path, &text, NULL, NULL) &&
                mc_hex_decode (g_strstrip (text), secret_key, MC_SECRET_KEY_SIZE);

  if (text != NULL)
    sodium_memzero (text, strlen (text));
  return ok;
}

gboolean
mc_origin_key_load (const char *folder, guint8 secret_key[MC_SECRET_KEY_SIZE], GError **error)
{
  if (load_key (folder, KEY_FILE, secret_key))
    return TRUE;
  g_set_error_literal (error, MC_ERROR, MC_ERROR_NOT_FOUND, _ ("The signing key of this desk is missing"));
  return FALSE;
}

gboolean
mc_origin_key_keep (const char *folder, GError **error)
{
  g_autofree char *path = g_build_filename (folder, KEPT_KEY_FILE, NULL), *hex = NULL;
  guint8 secret_key[MC_SECRET_KEY_SIZE];
  gboolean ok;

  if (!mc_origin_key_load (folder, secret_key, error))
    return FALSE;
  hex = mc_hex_encode (secret_key, MC_SECRET_KEY_SIZE);
  ok = write_private_file (path, hex, -1, error);
  sodium_memzero (hex, strlen (hex));
  sodium_memzero (secret_key, sizeof secret_key);
  return ok;
}

gboolean
mc_origin_key_load_kept (const char *folder, guint8 secret_key[MC_SECRET_KEY_SIZE])
{
  return load_key (folder, KEPT_KEY_FILE, secret_key);
}

void
mc_origin_key_drop_kept (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, KEPT_KEY_FILE, NULL);

  g_unlink (path);
}

static gsize
head_message (const guint8 *origin, McStream stream, gint64 seq, const guint8 *hash, guint8 *buffer)
{
  static const char tag[] = "motcua1 head";
  guint8 *p = buffer;
  guint64 big = GUINT64_TO_BE ((guint64) seq);

  memcpy (p, tag, sizeof tag - 1);
  p += sizeof tag - 1;
  memcpy (p, origin, MC_ORIGIN_SIZE);
  p += MC_ORIGIN_SIZE;
  *p++ = (guint8) stream;
  memcpy (p, &big, 8);
  p += 8;
  memcpy (p, hash, MC_HASH_SIZE);
  p += MC_HASH_SIZE;
  return (gsize) (p - buffer);
}

void
mc_head_sign (const guint8 secret_key[MC_SECRET_KEY_SIZE], const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
              const guint8 hash[MC_HASH_SIZE], guint8 signature[MC_SIGNATURE_SIZE])
{
  guint8 message[128];
  gsize size = head_message (origin, stream, seq, hash, message);

  crypto_sign_detached (signature, NULL, message, size, secret_key);
}

gboolean
mc_head_verify (const guint8 public_key[MC_PUBLIC_KEY_SIZE], const guint8 origin[MC_ORIGIN_SIZE], McStream stream, gint64 seq,
                const guint8 hash[MC_HASH_SIZE], const guint8 signature[MC_SIGNATURE_SIZE])
{
  guint8 message[128];
  gsize size = head_message (origin, stream, seq, hash, message);

  return crypto_sign_verify_detached (signature, message, size, public_key) == 0;
}
