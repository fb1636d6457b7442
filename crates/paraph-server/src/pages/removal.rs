//! Whether something is to be removed for good: asked on a page of its own, which works without a script.

use maud::{Markup, html};

use super::icon::icon;
use super::parts::{form_key, trail};
use super::{Frame, layout};

/// Something that is to be removed.
#[derive(Debug, Clone)]
pub struct Removal {
    /// Where the form sends.
    pub action: String,
    /// Its name.
    pub name: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// The envelopes that hold it, by identifier and title: while there is one, it stays.
    pub held_by: Vec<(String, String)>,
    /// Whether it is a document, or else a draft.
    pub is_document: bool,
}

/// `GET /documents/{id}/remove` and `GET /envelopes/{id}/remove`.
pub fn page(view: &Removal, frame: &Frame) -> Markup {
    let project = format!("/projects/{}", view.project_id);
    let name = [("name", view.name.as_str().into())];
    let (title, text) = match view.is_document {
        true => (frame.say("remove-document-title", &name), frame.t("remove-document-text")),
        false => (frame.say("remove-draft-title", &name), frame.t("remove-draft-text")),
    };
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name)], frame))
        div.narrow {
            h1 { (title) }
            @if view.held_by.is_empty() {
                form.card method="post" action=(view.action) {
                    (form_key(frame))
                    input type="hidden" name="project" value=(view.project_id);
                    p { (text) }
                    div.actions {
                        button.danger type="submit" { (icon("trash-2")) (frame.t("remove-for-good")) }
                        a.button href=(project) { (frame.t("back")) }
                    }
                }
            } @else {
                div.card {
                    p { (frame.t("remove-document-held")) }
                    ul.rows { @for (id, title) in &view.held_by { li { a href={ "/envelopes/" (id) } { (title) } } } }
                    div.actions { a.button href=(project) { (frame.t("back")) } }
                }
            }
        }
    };
    layout::page(frame, &title, body)
}
