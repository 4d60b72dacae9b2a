/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "mc-retype-page-private.h"

static const McRetypeField *
field_at (McRetypePage *self, guint at)
{
  return at < self->texts->len ? g_ptr_array_index (self->layout->fields, at) : NULL;
}

static const char *
text_at (McRetypePage *self, guint at)
{
  return g_ptr_array_index (self->texts, at);
}

/* Whether the copy key stops at it. What is missing and must be there is stopped at, so that it is seen. */
static gboolean
is_stop (McRetypePage *self, guint at)
{
  return text_at (self, at)[0] != '\0' || field_at (self, at)->required;
}

/* Pasting one after the other passes over lists to choose from, where nothing can be pasted. */
static gboolean
is_link (McRetypePage *self, guint at)
{
  return text_at (self, at)[0] != '\0' && !field_at (self, at)->pick;
}

static guint
next_of (McRetypePage *self, guint from, gboolean (*wanted) (McRetypePage *self, guint at))
{
  guint at = from;

  while (at < self->texts->len && !wanted (self, at))
    at++;
  return at;
}

/* ---- the clipboard ---------------------------------------------------------------------------------------------- */

static gboolean
is_ours (McRetypePage *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));

  return self->paste != NULL && gdk_clipboard_get_content (clipboard) == GDK_CONTENT_PROVIDER (self->paste);
}

/* What was pasted elsewhere is followed by the next field, while that window keeps the focus. A question that comes while this
 * window is the active one is no paste of hers: clipboard managers ask for everything they see. */
static void
on_pasted (McRetypePage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  guint next;

  if (!self->place.chain || self->item == NULL || self->item->dossier == NULL || !is_ours (self) || root == NULL ||
      gtk_window_is_active (GTK_WINDOW (root)))
    return;
  self->started = TRUE;
  next = next_of (self, self->at + 1, is_link);
  if (next < self->texts->len)
    _mc_retype_page_go_to (self, next, TRUE);
  else
    {
      self->copied = FALSE;
      self->at = self->texts->len;
      _mc_retype_page_tell_field (self);
    }
}

static void
put_on_clipboard (McRetypePage *self, const char *text)
{
  /* Ours already: the text changes in its place, which needs no focus. */
  if (is_ours (self))
    {
      mc_paste_text_set (self->paste, text);
      return;
    }
  g_clear_object (&self->paste);
  self->paste = mc_paste_text_new (text);
  g_signal_connect_object (self->paste, "pasted", G_CALLBACK (on_pasted), self, G_CONNECT_SWAPPED);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_CONTENT_PROVIDER (self->paste));
}

/* ---- the list ---------------------------------------------------------------------------------------------------- */

static GtkWidget *
new_label (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static const char *
remark_on (McRetypePage *self, guint at)
{
  if (text_at (self, at)[0] == '\0')
    return field_at (self, at)->required ? _("missing") : "";
  return field_at (self, at)->pick ? _("choose from the list") : "";
}

static GtkWidget *
new_row (McRetypePage *self, guint at)
{
  const McRetypeField *field = field_at (self, at);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  GtkWidget *label = new_label (field->label, "field-name"), *value = new_label (text_at (self, at), "field-value");
  GtkWidget *remark = new_label (remark_on (self, at), "field-remark");
  g_autofree char *spoken = g_strdup_printf ("%s: %s %s", field->label, text_at (self, at), remark_on (self, at));

  gtk_label_set_width_chars (GTK_LABEL (label), 22);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), value);
  gtk_box_append (GTK_BOX (box), remark);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  if (text_at (self, at)[0] == '\0')
    gtk_widget_add_css_class (row, field->required ? "missing" : "nothing");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  return row;
}

void
_mc_retype_page_fill_fields (McRetypePage *self)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->fields, 0)) != NULL)
    gtk_list_box_remove (self->fields, GTK_WIDGET (row));
  g_ptr_array_set_size (self->texts, 0);
  if (self->layout == NULL || self->item == NULL || self->item->dossier == NULL)
    return;
  for (guint i = 0; i < self->layout->fields->len; i++)
    g_ptr_array_add (self->texts,
                     mc_desk_retype_text (self->desk, g_ptr_array_index (self->layout->fields, i), self->item->dossier));
  for (guint i = 0; i < self->texts->len; i++)
    gtk_list_box_append (self->fields, new_row (self, i));
}

/* ---- the field at hand --------------------------------------------------------------------------------------------- */

static void
tell_end (McRetypePage *self)
{
  gtk_label_set_label (self->now_state, _("All fields are through"));
  gtk_label_set_label (self->now_label, "");
  gtk_label_set_label (self->now_value, _("Now the official code: scan it, paste it or type it"));
  gtk_label_set_label (self->now_note, "");
  gtk_label_set_label (self->now_next, "");
}

static void
tell_next (McRetypePage *self)
{
  guint next = next_of (self, self->at + 1, self->place.chain ? is_link : is_stop);
  const McRetypeField *field = field_at (self, next);
  g_autofree char *text = NULL;

  if (field != NULL)
    /* Translators: the field after the one at hand, and what belongs into it */
    text = g_strdup_printf (_("Next: %s – %s"), field->label, text_at (self, next));
  gtk_label_set_label (self->now_next, text != NULL ? text : _("This is the last field"));
}

void
_mc_retype_page_tell_field (McRetypePage *self)
{
  const McRetypeField *field = field_at (self, self->at);
  const char *remark;
  g_autofree char *note = NULL;

  if (field == NULL)
    {
      tell_end (self);
      gtk_list_box_unselect_all (self->fields);
      return;
    }
  remark = remark_on (self, self->at);
  note = g_strjoin (" · ", remark[0] != '\0' ? remark : (field->note != NULL ? field->note : ""),
                    remark[0] != '\0' ? field->note : NULL, NULL);
  gtk_label_set_label (self->now_state, self->copied ? _("Copied, to be pasted") : _("Enter copies it"));
  gtk_label_set_label (self->now_label, field->label);
  gtk_label_set_label (self->now_value, text_at (self, self->at));
  gtk_label_set_label (self->now_note, note);
  tell_next (self);
}

static void
select_row (McRetypePage *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->fields, (int) self->at);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_list_box_select_row (self->fields, row);
  /* The keyboard stays where it is unless it is in the list. */
  if (row != NULL && focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->fields)))
    gtk_widget_grab_focus (GTK_WIDGET (row));
}

void
_mc_retype_page_go_to (McRetypePage *self, guint at, gboolean copy)
{
  if (self->texts->len == 0)
    return;
  self->at = MIN (at, self->texts->len);
  self->copied = FALSE;
  if (copy && self->at < self->texts->len && text_at (self, self->at)[0] != '\0')
    {
      put_on_clipboard (self, text_at (self, self->at));
      self->copied = TRUE;
    }
  select_row (self);
  _mc_retype_page_tell_field (self);
  self->place.field = (int) self->at;
  _mc_retype_page_keep_soon (self);
}

/* What the key does: the field at hand when it was not copied yet, else the next one that has something. */
void
_mc_retype_page_copy_next (McRetypePage *self)
{
  guint from = self->at;

  if (self->texts->len == 0)
    return;
  if (from < self->texts->len && (self->copied || (self->started && text_at (self, from)[0] == '\0')))
    from++;
  from = next_of (self, from, is_stop);
  self->started = TRUE;
  _mc_retype_page_go_to (self, from, TRUE);
  if (from >= self->texts->len)
    mc_field_focus (MC_FIELD (self->official));
}

void
_mc_retype_page_copy_back (McRetypePage *self)
{
  for (guint at = MIN (self->at, self->texts->len); at > 0; at--)
    if (is_stop (self, at - 1))
      {
        self->started = TRUE;
        _mc_retype_page_go_to (self, at - 1, TRUE);
        return;
      }
}

void
_mc_retype_page_copy_whole (McRetypePage *self)
{
  g_autofree char *whole = NULL;

  if (self->texts->len == 0)
    return;
  whole = mc_desk_retype_whole (self->desk, self->layout, self->item->dossier);
  /* Not ours to be followed by a field. */
  g_clear_object (&self->paste);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), whole);
  self->started = TRUE;
  self->at = self->texts->len;
  self->copied = FALSE;
  _mc_retype_page_tell_field (self);
  mc_page_notify (MC_PAGE (self), mc_notice_new (MC_NOTICE_DONE, _("The whole form is copied, with a tab between its fields")));
}
