/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-im.h"

#include <gtk/gtkimmodule.h>

#define TEST_TYPE_IM (test_im_get_type ())
G_DECLARE_FINAL_TYPE (TestIm, test_im, TEST, IM, GtkIMContext)

struct _TestIm
{
  GtkIMContext parent_instance;

  char *held;
};

/* Tests only: one program, one thread, one field with this method. */
static TestIm *current;
static gboolean commits_on_reset;


G_DEFINE_FINAL_TYPE_WITH_CODE (TestIm, test_im, GTK_TYPE_IM_CONTEXT,
                               g_io_extension_point_implement (GTK_IM_MODULE_EXTENSION_POINT_NAME, g_define_type_id,
                                                               TEST_IM_NAME, 0))

static void
test_im_hold (TestIm *self, const char *text)
{
  g_free (self->held);
  self->held = g_strdup (text);
  g_signal_emit_by_name (self, "preedit-changed");
}

static void
test_im_reset (GtkIMContext *context)
{
  TestIm *self = TEST_IM (context);
  g_autofree char *held = g_steal_pointer (&self->held);

  if (held == NULL || held[0] == '\0')
    return;
  test_im_hold (self, "");
  if (commits_on_reset)
    g_signal_emit_by_name (self, "commit", held);
}

static void
test_im_get_preedit (GtkIMContext *context, char **text, PangoAttrList **attrs, int *cursor)
{
  TestIm *self = TEST_IM (context);

  if (text != NULL)
    *text = g_strdup (self->held != NULL ? self->held : "");
  if (attrs != NULL)
    *attrs = pango_attr_list_new ();
  if (cursor != NULL)
    *cursor = self->held != NULL ? (int) g_utf8_strlen (self->held, -1) : 0;
}

static void
test_im_focus_in (GtkIMContext *context)
{
  current = TEST_IM (context);
}

static void
test_im_finalize (GObject *object)
{
  if (current == TEST_IM (object))
    current = NULL;
  g_free (TEST_IM (object)->held);
  G_OBJECT_CLASS (test_im_parent_class)->finalize (object);
}

static void
test_im_class_init (TestImClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_im_finalize;
  GTK_IM_CONTEXT_CLASS (klass)->reset = test_im_reset;
  GTK_IM_CONTEXT_CLASS (klass)->get_preedit_string = test_im_get_preedit;
  GTK_IM_CONTEXT_CLASS (klass)->focus_in = test_im_focus_in;
}

static void
test_im_init (TestIm *self)
{
}

void
test_im_register (void)
{
  g_type_ensure (TEST_TYPE_IM);
}

void
test_im_set_commits_on_reset (gboolean commits)
{
  commits_on_reset = commits;
}

void
test_im_compose (GtkEntry *entry, const char *text)
{
  GtkWidget *inner = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (inner);

  g_assert_nonnull (current);
  test_im_hold (current, text);
  /* A key that an input method took tells the field that there is something to reset. */
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "im-update");
    }
}
