/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-last-slip-page.h"

#include <glib/gi18n-lib.h>

#include "mc-choice-field.h"
#include "mc-desk-admin.h"
#include "mc-entry-field.h"
#include "mc-error.h"
#include "mc-focus.h"
#include "mc-last-slip.h"

typedef enum { ANSWER_NUMBER = 1, ANSWER_NONE, ANSWER_DESK } Answer;

struct _McLastSlipPage
{
  McPage parent_instance;

  McDesk *desk; /* (owned) */
  int *desks;   /* (owned) 0-terminated, as the drop-down shows them */
  char *given;  /* (owned) (nullable) what follows from the answer that is being written */
  gboolean by_new_desk; /* that answer is another desk number */

  GtkCheckButton *by_number;
  McEntryField *number;
  GtkLabel *hint;
  GtkCheckButton *by_none;
  GtkCheckButton *by_desk;
  McChoiceField *desk_number;
  GtkLabel *follows;
};

enum { ANSWERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McLastSlipPage, mc_last_slip_page, MC_TYPE_PAGE)

static const McPageEntry entries[] = {
  { "win.back", NULL, NC_("action", "Back"), "Escape", 0 },
  { "last-slip.answer", NULL, NC_("action", "Answer and go on"), "<Control>Return <Control>KP_Enter",
    MC_PAGE_ENTRY_PRIMARY },
  { "last-slip.choose", "1", NC_("action", "Number of the last slip"), "<Alt>1", MC_PAGE_ENTRY_KEY_ONLY },
  { "last-slip.choose", "2", NC_("action", "No slip was printed"), "<Alt>2", MC_PAGE_ENTRY_KEY_ONLY },
  { "last-slip.choose", "3", NC_("action", "Another desk number"), "<Alt>3", MC_PAGE_ENTRY_KEY_ONLY },
};

static Answer
mc_last_slip_page_get_answer (McLastSlipPage *self)
{
  if (gtk_check_button_get_active (self->by_desk))
    return ANSWER_DESK;
  return gtk_check_button_get_active (self->by_none) ? ANSWER_NONE : ANSWER_NUMBER;
}

static int
mc_last_slip_page_get_desk (McLastSlipPage *self)
{
  guint selected = mc_choice_field_get_selected (self->desk_number);

  return selected < MC_CODE_DESKS ? self->desks[selected] : 0;
}

static gboolean
mc_last_slip_page_read (McLastSlipPage *self, McCode *code, GError **error)
{
  return mc_last_slip_read (mc_entry_field_get_text (self->number), mc_desk_office (self->desk),
                            mc_desk_today (self->desk), code, error);
}

/* ---- what follows ---- */

/* What follows from the answer as it stands; NULL while it is none. */
static char *
mc_last_slip_page_make_follows (McLastSlipPage *self)
{
  McCode code;

  switch (mc_last_slip_page_get_answer (self))
    {
    case ANSWER_NONE:
      return mc_last_slip_follows_none ();
    case ANSWER_DESK:
      return mc_last_slip_follows_desk (mc_last_slip_page_get_desk (self));
    case ANSWER_NUMBER:
    default:
      return mc_last_slip_page_read (self, &code, NULL) ? mc_last_slip_follows_code (&code, mc_desk_today (self->desk))
                                                         : NULL;
    }
}

/* A reader says it with the control it follows from. */
static void
mc_last_slip_page_describe (GtkWidget *control, const char *follows)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, follows, -1);
}

static void
mc_last_slip_page_tell (McLastSlipPage *self)
{
  g_autofree char *made = mc_last_slip_page_make_follows (self);
  const char *follows = self->given != NULL ? _("Saving the answer …") : made != NULL ? made : "";
  Answer answer = mc_last_slip_page_get_answer (self);

  gtk_label_set_label (self->follows, follows);
  gtk_widget_set_sensitive (GTK_WIDGET (self->desk_number), answer == ANSWER_DESK);
  mc_last_slip_page_describe (mc_field_get_control (MC_FIELD (self->number)), answer == ANSWER_NUMBER ? follows : "");
  mc_last_slip_page_describe (GTK_WIDGET (self->by_none), answer == ANSWER_NONE ? follows : "");
  mc_last_slip_page_describe (GTK_WIDGET (self->by_desk), answer == ANSWER_DESK ? follows : "");
}

static void
on_chosen (McLastSlipPage *self)
{
  if (self->desk == NULL) /* the template is being built */
    return;
  if (mc_last_slip_page_get_answer (self) != ANSWER_NUMBER)
    mc_field_set_error (MC_FIELD (self->number), NULL);
  mc_last_slip_page_tell (self);
}

/* What is wrong with the number, under it; nothing while another answer is chosen. */
static gboolean
mc_last_slip_page_check_number (McLastSlipPage *self, McCode *code)
{
  g_autoptr (GError) error = NULL;

  if (mc_last_slip_page_read (self, code, &error))
    return TRUE;
  if (mc_last_slip_page_get_answer (self) == ANSWER_NUMBER)
    mc_field_set_error (MC_FIELD (self->number), error->message);
  return FALSE;
}

static void
on_number_changed (McLastSlipPage *self)
{
  const char *text = mc_entry_field_get_text (self->number);
  McCode code;

  gtk_check_button_set_active (self->by_number, TRUE);
  mc_last_slip_page_tell (self);
  if (mc_last_slip_is_whole (text, mc_desk_office (self->desk), mc_desk_today (self->desk)))
    mc_last_slip_page_check_number (self, &code);
}

/* The whole code stands there then, to be compared with the paper. */
static void
on_number_left (McLastSlipPage *self)
{
  g_autofree char *whole = NULL;
  McCode code;

  if (self->desk == NULL || mc_entry_field_get_text (self->number)[0] == '\0')
    return;
  if (!mc_last_slip_page_check_number (self, &code))
    return;
  whole = mc_code_format (code.office, code.day, code.number);
  mc_entry_field_set_text (self->number, whole);
}

/* Enter has nowhere to go on to from here; it says what leaving the field would say. */
static gboolean
on_number_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state,
               McLastSlipPage *self)
{
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter) && (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) == 0)
    on_number_left (self);
  return GDK_EVENT_PROPAGATE;
}

static gboolean
mc_last_slip_page_take_code (McPage *page, const char *code)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (page);

  mc_field_set_error (MC_FIELD (self->number), NULL);
  mc_entry_field_set_text (self->number, code);
  gtk_check_button_set_active (self->by_number, TRUE);
  mc_last_slip_page_tell (self);
  on_number_left (self);
  mc_field_focus (MC_FIELD (self->number));
  return TRUE;
}

/* ---- the answer ---- */

static void
mc_last_slip_page_set_given (McLastSlipPage *self, char *follows)
{
  g_free (self->given);
  self->given = follows;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "last-slip.answer", follows == NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, follows != NULL, -1);
  mc_last_slip_page_tell (self);
}

static void
mc_last_slip_page_refuse (McLastSlipPage *self, const GError *error)
{
  if (g_error_matches (error, MC_ERROR, MC_ERROR_INVALID))
    mc_field_set_error (self->by_new_desk ? MC_FIELD (self->desk_number) : MC_FIELD (self->number), error->message);
  else
    mc_page_notify (MC_PAGE (self), mc_notice_new_for_error (error));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    mc_page_take_focus (MC_PAGE (self));
  gtk_widget_error_bell (GTK_WIDGET (self));
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McLastSlipPage) self = data;
  g_autofree char *follows = g_strdup (self->given);
  g_autoptr (GError) error = NULL;
  gboolean ok = mc_desk_answer_last_slip_finish (MC_DESK (source), result, &error);

  if (mc_page_is_gone (MC_PAGE (self)))
    return;
  mc_last_slip_page_set_given (self, NULL);
  if (!ok)
    {
      mc_last_slip_page_refuse (self, error);
      return;
    }
  mc_entry_field_set_text (self->number, NULL);
  gtk_check_button_set_active (self->by_number, TRUE);
  g_signal_emit (self, signals[ANSWERED], 0, follows);
}

static void
answer_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (widget);
  Answer answer = mc_last_slip_page_get_answer (self);
  g_autofree char *text = NULL;
  char *follows;
  McCode code;

  if (self->given != NULL)
    return;
  mc_page_clear_notice (MC_PAGE (self));
  if (answer == ANSWER_NUMBER)
    {
      if (!mc_last_slip_page_check_number (self, &code))
        {
          mc_field_focus (MC_FIELD (self->number));
          gtk_widget_error_bell (widget);
          return;
        }
      text = mc_code_format (code.office, code.day, code.number);
    }
  self->by_new_desk = answer == ANSWER_DESK;
  follows = mc_last_slip_page_make_follows (self);
  mc_last_slip_page_set_given (self, follows != NULL ? follows : g_strdup (""));
  mc_desk_answer_last_slip_async (self->desk, text, self->by_new_desk ? mc_last_slip_page_get_desk (self) : 0, NULL, on_written,
                                  g_object_ref (self));
}

static void
choose_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (widget);

  switch (g_variant_get_int32 (parameter))
    {
    case ANSWER_NUMBER:
      gtk_check_button_set_active (self->by_number, TRUE);
      break;
    case ANSWER_NONE:
      gtk_check_button_set_active (self->by_none, TRUE);
      break;
    case ANSWER_DESK:
      gtk_check_button_set_active (self->by_desk, TRUE);
      break;
    default:
      return;
    }
  mc_page_take_focus (MC_PAGE (self));
}

/* ---- the page ---- */

static void
mc_last_slip_page_show_hint (McLastSlipPage *self)
{
  const McOffice *office = mc_desk_office (self->desk);
  int number = mc_code_next (office->desk, 0) + 7;
  g_autofree char *example = mc_code_format (office->code, mc_desk_today (self->desk), number);
  g_autofree char *text =
    /* Translators: a code such as H15.50.05.13-261123-0108 */
    g_strdup_printf (_("As it is on the paper, such as %s, or scan its QR. Of a slip of today the last four digits are "
                       "enough."),
                     example);

  gtk_label_set_label (self->hint, text);
}

static void
mc_last_slip_page_show_desks (McLastSlipPage *self)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  int chosen = self->desks != NULL ? mc_last_slip_page_get_desk (self) : 0;
  guint n_listed, selected = 0;

  g_free (self->desks);
  self->desks = mc_last_slip_other_desks (mc_desk_office (self->desk), &n_listed);
  for (guint i = 0; self->desks[i] != 0; i++)
    {
      int desk = self->desks[i];

      g_ptr_array_add (texts, i < n_listed ? g_strdup_printf (_("Desk %d"), desk)
                                           : g_strdup_printf (_("Desk %d, not in the office's list"), desk));
      if (desk == chosen)
        selected = i;
    }
  g_ptr_array_add (texts, NULL);
  mc_choice_field_set_texts (self->desk_number, (const char *const *) texts->pdata);
  mc_choice_field_set_selected (self->desk_number, selected);
}

/* What was typed stays: who had to look for the paper finds it again. */
static void
mc_last_slip_page_reload (McPage *page)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (page);

  mc_last_slip_page_show_hint (self);
  mc_last_slip_page_show_desks (self);
  mc_last_slip_page_tell (self);
}

static void
mc_last_slip_page_take_focus (McPage *page)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (page);

  switch (mc_last_slip_page_get_answer (self))
    {
    case ANSWER_NONE:
      gtk_widget_grab_focus (GTK_WIDGET (self->by_none));
      break;
    case ANSWER_DESK:
      mc_field_focus (MC_FIELD (self->desk_number));
      break;
    case ANSWER_NUMBER:
    default:
      mc_field_focus (MC_FIELD (self->number));
      break;
    }
}

static void
mc_last_slip_page_dispose (GObject *object)
{
  McLastSlipPage *self = MC_LAST_SLIP_PAGE (object);

  /* First: a field that loses the caret on the way asks no more. */
  g_clear_object (&self->desk);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_LAST_SLIP_PAGE);
  G_OBJECT_CLASS (mc_last_slip_page_parent_class)->dispose (object);
}

static void
mc_last_slip_page_finalize (GObject *object)
{
  g_free (MC_LAST_SLIP_PAGE (object)->desks);
  g_free (MC_LAST_SLIP_PAGE (object)->given);
  G_OBJECT_CLASS (mc_last_slip_page_parent_class)->finalize (object);
}

static void
mc_last_slip_page_class_init (McLastSlipPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McPageClass *page_class = MC_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_last_slip_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = mc_last_slip_page_finalize;
  page_class->reload = mc_last_slip_page_reload;
  page_class->take_focus = mc_last_slip_page_take_focus;
  page_class->take_code = mc_last_slip_page_take_code;
  page_class->help = "khoi-phuc";
  page_class->entries = entries;
  page_class->n_entries = G_N_ELEMENTS (entries);

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  g_type_ensure (MC_TYPE_CHOICE_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-last-slip-page.ui");
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, by_number);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, number);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, hint);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, by_none);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, by_desk);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, desk_number);
  gtk_widget_class_bind_template_child (widget_class, McLastSlipPage, follows);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_number_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_number_left);
  gtk_widget_class_install_action (widget_class, "last-slip.answer", NULL, answer_action);
  gtk_widget_class_install_action (widget_class, "last-slip.choose", "i", choose_action);
}

static void
mc_last_slip_page_init (McLastSlipPage *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_number_key), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->number), key);
  mc_focus_enter_goes_on (GTK_WIDGET (self->by_number));
  mc_focus_enter_goes_on (GTK_WIDGET (self->by_none));
  mc_focus_enter_goes_on (GTK_WIDGET (self->by_desk));
}

gboolean
mc_last_slip_page_is_busy (McLastSlipPage *self)
{
  g_return_val_if_fail (MC_IS_LAST_SLIP_PAGE (self), FALSE);
  return self->given != NULL;
}

McLastSlipPage *
mc_last_slip_page_new (McDesk *desk)
{
  McLastSlipPage *self = g_object_new (MC_TYPE_LAST_SLIP_PAGE, NULL);

  self->desk = g_object_ref (desk);
  return self;
}
