/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-page.h"

#include "mc-action-bar.h"
#include "mc-strip.h"

typedef struct
{
  char *title;
  GtkWidget *overlay; /* (owned by the widget tree) */
  McStrip *strip;
  McActionBar *bar;
} McPagePrivate;

enum { PROP_0, PROP_TITLE, PROP_HINDRANCE, PROP_CONTENT, N_PROPS };
enum { OPEN_DOSSIER, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (McPage, mc_page, GTK_TYPE_WIDGET)

static void
mc_page_set_content (McPage *self, GtkWidget *content)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  gtk_overlay_set_child (GTK_OVERLAY (priv->overlay), content);
}

/* Window and application keys are the window's own; a page adds the keys of what only it can do. They act before the
 * focused field sees the key. */
static void
mc_page_add_keys (McPage *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();
  const McPageEntry *entries = MC_PAGE_GET_CLASS (self)->entries;

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  for (gsize i = 0; i < MC_PAGE_GET_CLASS (self)->n_entries; i++)
    {
      g_auto (GStrv) keys = NULL;

      if (entries[i].keys == NULL || (entries[i].flags & MC_PAGE_ENTRY_OWN_KEY) != 0 ||
          g_str_has_prefix (entries[i].action, "win.") || g_str_has_prefix (entries[i].action, "app."))
        continue;
      keys = g_strsplit (entries[i].keys, " ", -1);
      for (gsize k = 0; keys[k] != NULL; k++)
        {
          GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[k]),
                                                    gtk_named_action_new (entries[i].action));

          if (entries[i].target != NULL)
            gtk_shortcut_set_arguments (shortcut, g_variant_new_parsed (entries[i].target));
          gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
        }
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
mc_page_constructed (GObject *object)
{
  McPage *self = MC_PAGE (object);
  McPagePrivate *priv = mc_page_get_instance_private (self);

  G_OBJECT_CLASS (mc_page_parent_class)->constructed (object);
  mc_action_bar_set_entries (priv->bar, MC_PAGE_GET_CLASS (self)->entries, MC_PAGE_GET_CLASS (self)->n_entries);
  mc_page_add_keys (self);
}

static void
mc_page_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  McPage *self = MC_PAGE (object);
  McPagePrivate *priv = mc_page_get_instance_private (self);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_HINDRANCE:
      g_value_set_string (value, mc_page_get_hindrance (self));
      break;
    case PROP_CONTENT:
      g_value_set_object (value, gtk_overlay_get_child (GTK_OVERLAY (priv->overlay)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_page_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McPage *self = MC_PAGE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      mc_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_HINDRANCE:
      mc_page_set_hindrance (self, g_value_get_string (value));
      break;
    case PROP_CONTENT:
      mc_page_set_content (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_page_dispose (GObject *object)
{
  McPagePrivate *priv = mc_page_get_instance_private (MC_PAGE (object));
  GtkWidget *child;

  priv->overlay = NULL;
  priv->strip = NULL;
  priv->bar = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (mc_page_parent_class)->dispose (object);
}

static void
mc_page_finalize (GObject *object)
{
  McPagePrivate *priv = mc_page_get_instance_private (MC_PAGE (object));

  g_free (priv->title);
  G_OBJECT_CLASS (mc_page_parent_class)->finalize (object);
}

static void
mc_page_real_take_focus (McPage *self)
{
  gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
mc_page_class_init (McPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = mc_page_constructed;
  object_class->get_property = mc_page_get_property;
  object_class->set_property = mc_page_set_property;
  object_class->dispose = mc_page_dispose;
  object_class->finalize = mc_page_finalize;
  klass->take_focus = mc_page_real_take_focus;

  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINDRANCE] =
    g_param_spec_string ("hindrance", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_CONTENT] =
    g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * McPage::open-dossier:
   * @code: the dossier's code
   * @list: (nullable): the list it stands in, of McDossierRow
   * @position: where
   */
  signals[OPEN_DOSSIER] =
    g_signal_new ("open-dossier", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                  G_TYPE_STRING, G_TYPE_LIST_MODEL, G_TYPE_UINT);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mcpage");
}

static void
mc_page_init (McPage *self)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);

  priv->overlay = gtk_overlay_new ();
  gtk_widget_set_vexpand (priv->overlay, TRUE);
  gtk_widget_set_parent (priv->overlay, GTK_WIDGET (self));

  priv->strip = mc_strip_new ();
  gtk_widget_set_valign (GTK_WIDGET (priv->strip), GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (priv->overlay), GTK_WIDGET (priv->strip));

  priv->bar = mc_action_bar_new ();
  gtk_widget_set_parent (GTK_WIDGET (priv->bar), GTK_WIDGET (self));
}

const char *
mc_page_get_title (McPage *self)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_val_if_fail (MC_IS_PAGE (self), NULL);
  return priv->title;
}

void
mc_page_set_title (McPage *self, const char *title)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_if_fail (MC_IS_PAGE (self));
  if (g_strcmp0 (priv->title, title) == 0)
    return;
  g_free (priv->title);
  priv->title = g_strdup (title);
  if (title != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

const char *
mc_page_get_hindrance (McPage *self)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_val_if_fail (MC_IS_PAGE (self), NULL);
  return mc_action_bar_get_message (priv->bar);
}

void
mc_page_set_hindrance (McPage *self, const char *hindrance)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_if_fail (MC_IS_PAGE (self));
  if (g_strcmp0 (mc_action_bar_get_message (priv->bar), hindrance) == 0)
    return;
  mc_action_bar_set_message (priv->bar, hindrance);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HINDRANCE]);
}

void
mc_page_reload (McPage *self)
{
  g_return_if_fail (MC_IS_PAGE (self));
  if (MC_PAGE_GET_CLASS (self)->reload != NULL)
    MC_PAGE_GET_CLASS (self)->reload (self);
}

void
mc_page_store_changed (McPage *self)
{
  g_return_if_fail (MC_IS_PAGE (self));
  if (MC_PAGE_GET_CLASS (self)->store_changed != NULL)
    MC_PAGE_GET_CLASS (self)->store_changed (self);
}

void
mc_page_take_focus (McPage *self)
{
  g_return_if_fail (MC_IS_PAGE (self));
  MC_PAGE_GET_CLASS (self)->take_focus (self);
}

gboolean
mc_page_take_card (McPage *self, const char *text)
{
  g_return_val_if_fail (MC_IS_PAGE (self), FALSE);
  return MC_PAGE_GET_CLASS (self)->take_card != NULL && MC_PAGE_GET_CLASS (self)->take_card (self, text);
}

gboolean
mc_page_take_code (McPage *self, const char *code)
{
  g_return_val_if_fail (MC_IS_PAGE (self), FALSE);
  return MC_PAGE_GET_CLASS (self)->take_code != NULL && MC_PAGE_GET_CLASS (self)->take_code (self, code);
}

gboolean
mc_page_is_gone (McPage *self)
{
  g_return_val_if_fail (MC_IS_PAGE (self), TRUE);
  return gtk_widget_get_root (GTK_WIDGET (self)) == NULL;
}

gboolean
mc_page_step_back (McPage *self)
{
  g_return_val_if_fail (MC_IS_PAGE (self), FALSE);
  return MC_PAGE_GET_CLASS (self)->step_back != NULL && MC_PAGE_GET_CLASS (self)->step_back (self);
}

void
mc_page_set_bar_visible (McPage *self, gboolean visible)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_if_fail (MC_IS_PAGE (self));
  if (priv->bar != NULL)
    gtk_widget_set_visible (GTK_WIDGET (priv->bar), visible);
}

void
mc_page_notify (McPage *self, McNotice *notice)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_if_fail (MC_IS_PAGE (self));
  if (priv->strip != NULL)
    mc_strip_show (priv->strip, notice);
  else
    mc_notice_free (notice);
}

void
mc_page_clear_notice (McPage *self)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_if_fail (MC_IS_PAGE (self));
  mc_strip_clear (priv->strip);
}

const char *
mc_page_get_notice (McPage *self)
{
  McPagePrivate *priv = mc_page_get_instance_private (self);

  g_return_val_if_fail (MC_IS_PAGE (self), NULL);
  return priv->strip != NULL ? mc_strip_get_text (priv->strip) : NULL;
}

void
mc_page_open_dossier (McPage *self, const char *code, GListModel *list, guint position)
{
  g_return_if_fail (MC_IS_PAGE (self));
  g_signal_emit (self, signals[OPEN_DOSSIER], 0, code, list, position);
}
