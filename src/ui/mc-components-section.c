/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-components-section.h"

#include <glib/gi18n-lib.h>

#include "mc-components-table.h"
#include "mc-entry-field.h"
#include "mc-text.h"

struct _McComponentsSection
{
  McReceiveSection parent_instance;

  McProcedure *procedure; /* (owned) (nullable) */
  McComponentsTable *table;
  McEntryField *other;
};

G_DEFINE_FINAL_TYPE (McComponentsSection, mc_components_section, MC_TYPE_RECEIVE_SECTION)

/* The new line has pushed the field down. A scrolled window follows the focus only when it moves: it moves away and back
 * once the line has its place. */
static void
on_line_added (gpointer data)
{
  g_autoptr (McComponentsSection) self = data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (root == NULL || mc_field_of (gtk_root_get_focus (root)) != MC_FIELD (self->other))
    return;
  gtk_root_set_focus (root, NULL);
  mc_field_focus (MC_FIELD (self->other));
}

/* Enter with a name adds the paper and stays, for the next one; without a name it goes on. */
static gboolean
on_other_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
              McComponentsSection *self)
{
  g_autofree char *name = mc_text_clean (mc_entry_field_get_text (self->other));

  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || name[0] == '\0' ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  mc_entry_field_set_text (self->other, NULL);
  mc_components_table_add_other (self->table, name);
  g_timeout_add_once (50, on_line_added, g_object_ref (self));
  return GDK_EVENT_STOP;
}

static void
mc_components_section_load (McReceiveSection *section, const McIntake *intake)
{
  McComponentsSection *self = MC_COMPONENTS_SECTION (section);

  mc_components_table_set (self->table, intake->components, self->procedure);
  mc_entry_field_set_text (self->other, NULL);
}

static void
mc_components_section_store (McReceiveSection *section, McIntake *intake)
{
  GPtrArray *components = mc_components_table_get (MC_COMPONENTS_SECTION (section)->table);

  g_ptr_array_set_size (intake->components, 0);
  for (guint i = 0; i < components->len; i++)
    g_ptr_array_add (intake->components, mc_component_copy (g_ptr_array_index (components, i)));
}

/* A name that was typed and not added would be left out in silence. */
static const char *
mc_components_section_check (McReceiveSection *section, char **message)
{
  McComponentsSection *self = MC_COMPONENTS_SECTION (section);

  if (mc_text_is_empty (mc_entry_field_get_text (self->other)))
    return NULL;
  *message = g_strdup (_("Press Enter to add this paper, or empty the field"));
  return mc_field_get_name (MC_FIELD (self->other));
}

static void
mc_components_section_enter (McReceiveSection *section)
{
  McComponentsSection *self = MC_COMPONENTS_SECTION (section);

  if (!gtk_widget_grab_focus (GTK_WIDGET (self->table)))
    mc_field_focus (MC_FIELD (self->other));
}

static void
mc_components_section_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_COMPONENTS_SECTION);
  g_clear_pointer (&MC_COMPONENTS_SECTION (object)->procedure, mc_procedure_unref);
  G_OBJECT_CLASS (mc_components_section_parent_class)->dispose (object);
}

static void
mc_components_section_class_init (McComponentsSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_components_section_dispose;
  section_class->load = mc_components_section_load;
  section_class->store = mc_components_section_store;
  section_class->check = mc_components_section_check;
  section_class->enter = mc_components_section_enter;

  g_type_ensure (MC_TYPE_COMPONENTS_TABLE);
  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-components-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McComponentsSection, table);
  gtk_widget_class_bind_template_child (widget_class, McComponentsSection, other);
}

static void
mc_components_section_init (McComponentsSection *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->table, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_other_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (mc_entry_field_get_entry (self->other)), key);
}

void
mc_components_section_set_procedure (McComponentsSection *self, McProcedure *procedure)
{
  g_return_if_fail (MC_IS_COMPONENTS_SECTION (self));
  if (procedure != NULL)
    mc_procedure_ref (procedure);
  g_clear_pointer (&self->procedure, mc_procedure_unref);
  self->procedure = procedure;
}
