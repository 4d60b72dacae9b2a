/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "mc-card-section.h"

#include <string.h>

#include "mc-entry-field.h"
#include "mc-error.h"
#include "mc-id-card.h"
#include "mc-suggest.h"
#include "mc-text.h"
#include "mc-words.h"

#define MAX_PEOPLE 8
#define MIN_CHARS 3 /* fewer find everybody */

struct _McCardSection
{
  McReceiveSection parent_instance;

  McDesk *desk;              /* (owned) */
  McSuggest *suggest;        /* (owned) */
  GCancellable *cancellable; /* (owned) of the search under way */

  McEntryField *card;
  McEntryField *queue;
};

enum { SCANNED, PERSON, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (McCardSection, mc_card_section, MC_TYPE_RECEIVE_SECTION)

/* ---- people known from before ---- */

static void
mc_card_section_stop_search (McCardSection *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
on_people_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (McCardSection) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = mc_desk_find_people_finish (MC_DESK (source), result, &error);
  g_autoptr (GListStore) suggestions = NULL;

  if (self->suggest == NULL) /* the page is gone */
    return;
  if (people == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          !g_error_matches (error, MC_ERROR, MC_ERROR_CANCELLED))
        g_warning ("people: %s", error->message);
      return;
    }
  if (mc_text_is_empty (mc_entry_field_get_text (self->card)))
    return;
  suggestions = g_list_store_new (MC_TYPE_SUGGESTION);
  for (guint i = 0; i < people->len; i++)
    {
      const McPerson *person = g_ptr_array_index (people, i);
      g_autofree char *title = mc_words_person_title (person);
      g_autofree char *detail = mc_words_person_detail (person);
      g_autoptr (McSuggestion) suggestion =
        mc_suggestion_new (title, detail, mc_person_copy (person), (GDestroyNotify) mc_person_free);

      g_list_store_append (suggestions, suggestion);
    }
  mc_suggest_offer (self->suggest, g_steal_pointer (&suggestions));
}

static void
on_query (McCardSection *self, const char *text)
{
  g_autofree char *folded = mc_text_fold (text);

  mc_card_section_stop_search (self);
  if (strlen (folded) < MIN_CHARS || mc_id_card_looks_like (text))
    {
      mc_suggest_close (self->suggest);
      return;
    }
  self->cancellable = g_cancellable_new ();
  mc_desk_find_people_async (self->desk, text, MAX_PEOPLE, self->cancellable, on_people_found, g_object_ref (self));
}

static void
on_chosen (McCardSection *self, McSuggestion *suggestion)
{
  mc_card_section_clear (self);
  g_signal_emit (self, signals[PERSON], 0, mc_suggestion_payload (suggestion));
}

/* ---- what was typed is the beginning of a new person ---- */

/* A number of 12 digits is a personal number, of 9 an old one, 10 digits from 0 on a phone; letters are a name. */
static McPerson *
mc_card_section_person_from_text (const char *text)
{
  g_autoptr (McPerson) person = mc_person_new ();
  g_autofree char *digits = mc_text_digits (text);
  gsize n = strlen (digits);

  if (strspn (text, "0123456789 .-+") != strlen (text))
    person->name = mc_text_name (text);
  else if (n == 12)
    {
      person->id_kind = MC_ID_KIND_PERSONAL;
      person->id_number = g_steal_pointer (&digits);
    }
  else if (n == 9)
    {
      person->id_kind = MC_ID_KIND_CMND;
      person->id_number = g_steal_pointer (&digits);
    }
  else if (n >= 10)
    person->phone = g_steal_pointer (&digits);
  else
    return NULL;
  return g_steal_pointer (&person);
}

static gboolean
mc_card_section_enter_text (McCardSection *self)
{
  g_autofree char *text = g_strdup (mc_entry_field_get_text (self->card));
  g_autoptr (McPerson) person = NULL;

  if (mc_text_is_empty (text))
    return GDK_EVENT_PROPAGATE;
  if (mc_id_card_looks_like (text))
    {
      g_signal_emit (self, signals[SCANNED], 0, text);
      return GDK_EVENT_STOP;
    }
  person = mc_card_section_person_from_text (text);
  if (person == NULL)
    return GDK_EVENT_PROPAGATE;
  mc_card_section_clear (self);
  g_signal_emit (self, signals[PERSON], 0, person);
  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, McCardSection *self)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) ||
      (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  return mc_card_section_enter_text (self);
}

/* ---- life ---- */

static void
mc_card_section_load (McReceiveSection *section, const McIntake *intake)
{
  McCardSection *self = MC_CARD_SECTION (section);

  mc_card_section_clear (self);
  mc_entry_field_set_text (self->queue, intake->queue_number);
}

static void
mc_card_section_store (McReceiveSection *section, McIntake *intake)
{
  g_free (intake->queue_number);
  intake->queue_number = mc_receive_section_value (mc_entry_field_get_text (MC_CARD_SECTION (section)->queue));
}

static void
mc_card_section_dispose (GObject *object)
{
  McCardSection *self = MC_CARD_SECTION (object);

  mc_card_section_stop_search (self);
  g_clear_object (&self->suggest);
  gtk_widget_dispose_template (GTK_WIDGET (object), MC_TYPE_CARD_SECTION);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (mc_card_section_parent_class)->dispose (object);
}

static void
mc_card_section_class_init (McCardSectionClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  McReceiveSectionClass *section_class = MC_RECEIVE_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = mc_card_section_dispose;
  section_class->load = mc_card_section_load;
  section_class->store = mc_card_section_store;

  signals[SCANNED] = g_signal_new ("scanned", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[PERSON] = g_signal_new ("person", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (MC_TYPE_ENTRY_FIELD);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/motcua/ui/mc-card-section.ui");
  gtk_widget_class_bind_template_child (widget_class, McCardSection, card);
  gtk_widget_class_bind_template_child (widget_class, McCardSection, queue);
}

static void
mc_card_section_init (McCardSection *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkWidget *entry;

  gtk_widget_init_template (GTK_WIDGET (self));
  entry = GTK_WIDGET (mc_entry_field_get_entry (self->card));

  /* Before the suggestions' own controller, which takes Enter first when a line is chosen. */
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (on_key), self, 0);
  gtk_widget_add_controller (entry, key);
  self->suggest = mc_suggest_new (GTK_ENTRY (entry), FALSE);
  g_signal_connect_object (self->suggest, "query", G_CALLBACK (on_query), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->suggest, "chosen", G_CALLBACK (on_chosen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->queue, "changed", G_CALLBACK (mc_receive_section_touch), self, G_CONNECT_SWAPPED);
}

void
mc_card_section_set_desk (McCardSection *self, McDesk *desk)
{
  g_return_if_fail (MC_IS_CARD_SECTION (self));
  g_set_object (&self->desk, desk);
}

void
mc_card_section_clear (McCardSection *self)
{
  g_return_if_fail (MC_IS_CARD_SECTION (self));
  mc_card_section_stop_search (self);
  mc_suggest_set_text (self->suggest, NULL);
  mc_suggest_close (self->suggest);
  mc_field_set_error (MC_FIELD (self->card), NULL);
}
