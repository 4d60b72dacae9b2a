/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-components-table.h"

#include <glib/gi18n-lib.h>

#include "mc-count-cell.h"
#include "mc-focus.h"

#define MAX_COUNT 999
/* Two digits typed within this time make one number. */
#define DIGIT_PAUSE_US (900 * 1000)

enum { COLUMN_ORIGINALS, COLUMN_CERTIFIED, COLUMN_COPIES, COLUMN_SHOWN, COLUMN_REUSED, N_COLUMNS };

static const struct
{
  const char *title;
  gboolean is_tick;
} columns[N_COLUMNS] = {
  { N_("original"), FALSE },
  { N_("certified copy"), FALSE },
  { N_("photocopy"), FALSE },
  { N_("shown, returned"), TRUE },
  { N_("re-used"), TRUE },
};

struct _McComponentsTable
{
  GtkWidget parent_instance;

  char *title;
  GtkWidget *grid;
  GPtrArray *components; /* (element-type McComponent) (owned) */
  GPtrArray *cells;      /* (element-type McCountCell) (unowned) line by line, N_COLUMNS each */
  guint row, column;     /* where the focus was last */
  gint64 digit_time;     /* when the last digit was typed into the current cell */
};

enum { PROP_0, PROP_TITLE, N_PROPS };
enum { CHANGED, N_SIGNALS };

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McComponentsTable, mc_components_table, GTK_TYPE_WIDGET)

static McCountCell *
mc_components_table_cell (McComponentsTable *self, guint row, guint column)
{
  return g_ptr_array_index (self->cells, row * N_COLUMNS + column);
}

/* ---- values ---- */

static int
component_value (const McComponent *component, guint column)
{
  switch (column)
    {
    case COLUMN_ORIGINALS:
      return component->originals;
    case COLUMN_CERTIFIED:
      return component->certified;
    case COLUMN_COPIES:
      return component->copies;
    case COLUMN_SHOWN:
      return component->shown;
    case COLUMN_REUSED:
    default:
      return component->reused;
    }
}

static void
component_set_value (McComponent *component, guint column, int value)
{
  switch (column)
    {
    case COLUMN_ORIGINALS:
      component->originals = value;
      break;
    case COLUMN_CERTIFIED:
      component->certified = value;
      break;
    case COLUMN_COPIES:
      component->copies = value;
      break;
    case COLUMN_SHOWN:
      component->shown = value > 0;
      break;
    case COLUMN_REUSED:
    default:
      component->reused = value > 0;
      break;
    }
}

static void
mc_components_table_set_value (McComponentsTable *self, guint row, guint column, int value)
{
  McComponent *component = g_ptr_array_index (self->components, row);

  value = CLAMP (value, 0, MAX_COUNT);
  if (component_value (component, column) == value)
    return;
  component_set_value (component, column, value);
  mc_count_cell_set_value (mc_components_table_cell (self, row, column), component_value (component, column));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* ---- keys ---- */

static void
mc_components_table_focus_cell (McComponentsTable *self, guint row, guint column)
{
  self->row = row;
  self->column = column;
  self->digit_time = 0;
  gtk_widget_grab_focus (GTK_WIDGET (mc_components_table_cell (self, row, column)));
}

static gboolean
mc_components_table_move (McComponentsTable *self, int rows, int to_columns)
{
  int row = (int) self->row + rows;
  int column = (int) self->column + to_columns;

  if (row < 0 || row >= (int) self->components->len)
    return FALSE;
  mc_components_table_focus_cell (self, (guint) row, (guint) CLAMP (column, 0, N_COLUMNS - 1));
  return TRUE;
}

static void
mc_components_table_type_digit (McComponentsTable *self, int digit)
{
  McCountCell *cell = mc_components_table_cell (self, self->row, self->column);
  gint64 now = g_get_monotonic_time ();
  int value = digit;

  if (!mc_count_cell_is_tick (cell) && self->digit_time != 0 && now - self->digit_time < DIGIT_PAUSE_US &&
      mc_count_cell_get_value (cell) * 10 + digit <= MAX_COUNT)
    value = mc_count_cell_get_value (cell) * 10 + digit;
  self->digit_time = now;
  mc_components_table_set_value (self, self->row, self->column, value);
}

static void
mc_components_table_toggle (McComponentsTable *self, guint column)
{
  const McComponent *component = g_ptr_array_index (self->components, self->row);

  mc_components_table_set_value (self, self->row, column, component_value (component, column) > 0 ? 0 : 1);
}

static gboolean
mc_components_table_leave (McComponentsTable *self, gboolean back)
{
  mc_focus_step (GTK_WIDGET (self), back ? GTK_DIR_TAB_BACKWARD : GTK_DIR_TAB_FORWARD);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McComponentsTable *self)
{
  gunichar c = gdk_keyval_to_unicode (keyval);

  if (self->components->len == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return mc_components_table_move (self, -1, 0) || mc_components_table_leave (self, TRUE);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return mc_components_table_move (self, 1, 0) || mc_components_table_leave (self, FALSE);
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return mc_components_table_move (self, 0, -1);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return mc_components_table_move (self, 0, 1);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if ((state & GDK_SHIFT_MASK) != 0)
        return mc_components_table_move (self, -1, 0) || mc_components_table_leave (self, TRUE);
      return mc_components_table_move (self, 1, 0) || mc_components_table_leave (self, FALSE);
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      mc_components_table_toggle (self, self->column);
      return GDK_EVENT_STOP;
    case GDK_KEY_Delete:
    case GDK_KEY_BackSpace:
      mc_components_table_set_value (self, self->row, self->column, 0);
      return GDK_EVENT_STOP;
    default:
      break;
    }
  if (g_unichar_isdigit (c))
    mc_components_table_type_digit (self, g_unichar_digit_value (c));
  else if (g_unichar_tolower (c) == 'x')
    mc_components_table_toggle (self, COLUMN_SHOWN);
  else if (g_unichar_tolower (c) == 'r')
    mc_components_table_toggle (self, COLUMN_REUSED);
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* A click chooses the cell; on a cell without a count it also sets one, ticks go on and off. */
static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, McComponentsTable *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  guint at;

  if (!g_ptr_array_find (self->cells, widget, &at))
    return;
  mc_components_table_focus_cell (self, at / N_COLUMNS, at % N_COLUMNS);
  if (columns[self->column].is_tick || mc_count_cell_get_value (MC_COUNT_CELL (widget)) == 0)
    mc_components_table_toggle (self, self->column);
}

/* ---- lines ---- */

static const char *
component_condition (const McProcedure *procedure, const char *key)
{
  for (guint i = 0; procedure != NULL && i < procedure->components->len; i++)
    {
      const McProcedureComponent *component = g_ptr_array_index (procedure->components, i);

      if (g_strcmp0 (component->key, key) == 0)
        return component->condition;
    }
  return NULL;
}

static void
mc_components_table_add_cell (McComponentsTable *self, const McComponent *component, guint row, guint column)
{
  /* Translators: a paper and the kind of copy, for screen readers */
  g_autofree char *name = g_strdup_printf (_("%s, %s"), component->name, _(columns[column].title));
  McCountCell *cell = mc_count_cell_new (name, columns[column].is_tick);
  GtkGesture *click = gtk_gesture_click_new ();

  mc_count_cell_set_value (cell, component_value (component, column));
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_pressed), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (cell), GTK_EVENT_CONTROLLER (click));
  gtk_grid_attach (GTK_GRID (self->grid), GTK_WIDGET (cell), (int) column + 2, (int) row + 1, 1, 1);
  g_ptr_array_add (self->cells, cell);
}

static void
mc_components_table_add_line (McComponentsTable *self, const McComponent *component, const McProcedure *procedure, guint row)
{
  g_autofree char *number = g_strdup_printf ("%u", row + 1);
  const char *condition = component_condition (procedure, component->key);
  g_autofree char *text =
    condition != NULL ? g_strdup_printf ("%s (%s)", component->name, condition) : g_strdup (component->name);
  GtkWidget *index = gtk_label_new (number);
  GtkWidget *name = gtk_label_new (text);

  gtk_widget_add_css_class (index, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (index), 1);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (name, text);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_grid_attach (GTK_GRID (self->grid), index, 0, (int) row + 1, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), name, 1, (int) row + 1, 1, 1);
  for (guint column = 0; column < N_COLUMNS; column++)
    mc_components_table_add_cell (self, component, row, column);
}

static void
mc_components_table_add_head (McComponentsTable *self)
{
  GtkWidget *title = gtk_label_new (self->title);

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (title, "section-title");
  gtk_grid_attach (GTK_GRID (self->grid), title, 0, 0, 2, 1);
  for (int column = 0; column < N_COLUMNS; column++)
    {
      GtkWidget *label = gtk_label_new (_(columns[column].title));

      gtk_widget_add_css_class (label, "column-title");
      gtk_grid_attach (GTK_GRID (self->grid), label, column + 2, 0, 1, 1);
    }
}

static void
mc_components_table_clear (McComponentsTable *self)
{
  GtkWidget *child;

  g_ptr_array_set_size (self->cells, 0);
  while ((child = gtk_widget_get_first_child (self->grid)) != NULL)
    gtk_grid_remove (GTK_GRID (self->grid), child);
}

/* ---- life ---- */

/* One stop for Tab: into the cell where the focus was last, and out again. */
static gboolean
mc_components_table_focus (GtkWidget *widget, GtkDirectionType direction)
{
  McComponentsTable *self = MC_COMPONENTS_TABLE (widget);

  if (self->components->len == 0 || gtk_widget_get_focus_child (widget) != NULL)
    return FALSE;
  if (direction == GTK_DIR_UP)
    self->row = self->components->len - 1;
  mc_components_table_focus_cell (self, MIN (self->row, self->components->len - 1), self->column);
  return TRUE;
}

static gboolean
mc_components_table_grab_focus (GtkWidget *widget)
{
  McComponentsTable *self = MC_COMPONENTS_TABLE (widget);

  if (self->components->len == 0)
    return FALSE;
  mc_components_table_focus_cell (self, MIN (self->row, self->components->len - 1), self->column);
  return TRUE;
}

static void
mc_components_table_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  McComponentsTable *self = MC_COMPONENTS_TABLE (object);

  switch (prop_id)
    {
    case PROP_TITLE:
      g_free (self->title);
      self->title = g_value_dup_string (value);
      mc_components_table_clear (self);
      mc_components_table_add_head (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
mc_components_table_dispose (GObject *object)
{
  g_clear_pointer (&MC_COMPONENTS_TABLE (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (mc_components_table_parent_class)->dispose (object);
}

static void
mc_components_table_finalize (GObject *object)
{
  McComponentsTable *self = MC_COMPONENTS_TABLE (object);

  g_free (self->title);
  g_ptr_array_unref (self->cells);
  g_ptr_array_unref (self->components);
  G_OBJECT_CLASS (mc_components_table_parent_class)->finalize (object);
}

static void
mc_components_table_class_init (McComponentsTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = mc_components_table_set_property;
  object_class->dispose = mc_components_table_dispose;
  object_class->finalize = mc_components_table_finalize;
  widget_class->focus = mc_components_table_focus;
  widget_class->grab_focus = mc_components_table_grab_focus;
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL, NULL, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[CHANGED] =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "mccomponents");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GRID);
}

static void
mc_components_table_init (McComponentsTable *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  self->components = g_ptr_array_new_with_free_func ((GDestroyNotify) mc_component_free);
  self->cells = g_ptr_array_new ();
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 6);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Papers of the dossier"), -1);
}

void
mc_components_table_set (McComponentsTable *self, GPtrArray *components, const McProcedure *procedure)
{
  g_return_if_fail (MC_IS_COMPONENTS_TABLE (self));

  mc_components_table_clear (self);
  self->row = self->column = 0;
  g_ptr_array_set_size (self->components, 0);
  for (guint i = 0; i < components->len; i++)
    g_ptr_array_add (self->components, mc_component_copy (g_ptr_array_index (components, i)));
  mc_components_table_add_head (self);
  for (guint i = 0; i < self->components->len; i++)
    mc_components_table_add_line (self, g_ptr_array_index (self->components, i), procedure, i);
}

GPtrArray *
mc_components_table_get (McComponentsTable *self)
{
  g_return_val_if_fail (MC_IS_COMPONENTS_TABLE (self), NULL);
  return self->components;
}

void
mc_components_table_add_other (McComponentsTable *self, const char *name)
{
  g_autofree char *key = NULL;
  McComponent *component;

  g_return_if_fail (MC_IS_COMPONENTS_TABLE (self));
  g_return_if_fail (name != NULL);

  key = g_strdup_printf ("other-%u", self->components->len + 1);
  component = mc_component_new (key, name);
  component->originals = 1;
  g_ptr_array_add (self->components, component);
  mc_components_table_add_line (self, component, NULL, self->components->len - 1);
  g_signal_emit (self, signals[CHANGED], 0);
}
