/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "mc-live-text.h"
#include "mc-preedit-guard.h"
#include "test-im.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *entry;
  McPreeditGuard *guard;
} Fixture;

static gboolean
on_deadline (gpointer data)
{
  g_error ("the window got no focus");
  return G_SOURCE_REMOVE;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  guint deadline = g_timeout_add_seconds (20, on_deadline, NULL);

  test_im_set_commits_on_reset (GPOINTER_TO_INT (data));
  self->window = gtk_window_new ();
  self->entry = gtk_entry_new ();
  g_object_set (self->entry, "im-module", TEST_IM_NAME, NULL);
  gtk_window_set_child (GTK_WINDOW (self->window), self->entry);
  self->guard = mc_preedit_guard_new (GTK_WINDOW (self->window));
  gtk_window_present (GTK_WINDOW (self->window));
  gtk_widget_grab_focus (self->entry);
  while (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->entry)))))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (deadline);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->guard);
  gtk_window_destroy (GTK_WINDOW (self->window));
}

static const char *
text_of (Fixture *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

/* desk.md 2.1.4: every shortcut first commits the preedit; whether the input method writes the word or throws it away on
 * reset, it stands in the field once. */
static void
test_commit (Fixture *self, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "giàng thị ");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  test_im_compose (GTK_ENTRY (self->entry), "mỷ");
  g_assert_cmpstr (text_of (self), ==, "giàng thị ");
  mc_preedit_guard_commit (self->guard);
  g_assert_cmpstr (text_of (self), ==, "giàng thị mỷ");
  g_assert_cmpint (gtk_editable_get_position (GTK_EDITABLE (self->entry)), ==, 12);
  mc_preedit_guard_commit (self->guard);
  g_assert_cmpstr (text_of (self), ==, "giàng thị mỷ");
}

static void
test_commit_at_caret (Fixture *self, gconstpointer data)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "lò hoa");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), 3);
  test_im_compose (GTK_ENTRY (self->entry), "thị ");
  mc_preedit_guard_commit (self->guard);
  g_assert_cmpstr (text_of (self), ==, "lò thị hoa");
}

/* A search that waited for the input method would lag a word behind. */
static void
test_live (Fixture *self, gconstpointer data)
{
  g_autoptr (McLiveText) live = mc_live_text_new (GTK_ENTRY (self->entry));

  gtk_editable_set_text (GTK_EDITABLE (self->entry), "lò hoa");
  gtk_editable_set_position (GTK_EDITABLE (self->entry), 3);
  g_assert_cmpstr (mc_live_text_get (live), ==, "lò hoa");
  test_im_compose (GTK_ENTRY (self->entry), "thị ");
  g_assert_cmpstr (mc_live_text_get (live), ==, "lò thị hoa");
  mc_preedit_guard_commit (self->guard);
  g_assert_cmpstr (mc_live_text_get (live), ==, "lò thị hoa");
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  test_im_register ();
  for (int commits = 0; commits < 2; commits++)
    {
      const char *way = commits ? "writes" : "drops";
      g_autofree char *commit = g_strdup_printf ("/preedit/%s-on-reset/the-word-is-in-the-field-once", way);
      g_autofree char *caret = g_strdup_printf ("/preedit/%s-on-reset/the-word-stands-at-the-caret", way);
      g_autofree char *live = g_strdup_printf ("/preedit/%s-on-reset/live-text-has-the-held-word", way);

      g_test_add (commit, Fixture, GINT_TO_POINTER (commits), set_up, test_commit, tear_down);
      g_test_add (caret, Fixture, GINT_TO_POINTER (commits), set_up, test_commit_at_caret, tear_down);
      g_test_add (live, Fixture, GINT_TO_POINTER (commits), set_up, test_live, tear_down);
    }
  return g_test_run ();
}
