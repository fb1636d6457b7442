//! The member's projects, and a new one.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, form_key};
use super::times::date;
use super::{Frame, Pager, layout};

/// The projects a member manages.
#[derive(Debug, Clone, Default)]
pub struct Projects {
    /// Newest first.
    pub rows: Vec<Row>,
    /// Which of them these are.
    pub pager: Pager,
    /// Name typed for a new project; empty at first.
    pub name: String,
    /// Matter number typed for a new project; empty at first.
    pub reference: String,
}

/// One project in the list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The firm's own matter number; may be empty.
    pub reference: String,
    /// How many documents it holds.
    pub documents: usize,
    /// Envelopes that wait for signatures.
    pub open_envelopes: usize,
    /// Envelopes that are sealed.
    pub completed_envelopes: usize,
    /// When it was created.
    pub created: Timestamp,
}

/// `GET /projects`.
pub fn page(view: &Projects, frame: &Frame) -> Markup {
    let body = html! {
        div.head { h1 { (frame.t("projects-title")) } }
        div.columns {
            section.wide {
                @if view.rows.is_empty() {
                    div.empty { (icon("folder-open")) p { (frame.t("projects-empty")) } }
                } @else {
                    ul.cards { @for row in &view.rows { li { (card(row, frame)) } } }
                    (view.pager.show(frame))
                }
            }
            section.card.side aria-labelledby="new-project" {
                h2 #new-project { (frame.t("project-new")) }
                (form(view, frame))
            }
        }
    };
    layout::page(frame, &frame.t("projects-title"), body)
}

fn card(row: &Row, frame: &Frame) -> Markup {
    let count = |key, n: usize| frame.say(key, &[("count", n.into())]);
    html! {
        a.tile href={ "/projects/" (row.id) } {
            span.title { (row.name) }
            @if !row.reference.is_empty() { span.reference { (row.reference) } }
            span.facts {
                span { (count("count-documents", row.documents)) }
                @if row.open_envelopes > 0 {
                    span.badge.busy { (icon("clock")) (count("count-envelopes-open", row.open_envelopes)) }
                }
                @if row.completed_envelopes > 0 {
                    span.badge.good { (icon("circle-check")) (count("count-envelopes-completed", row.completed_envelopes)) }
                }
            }
            span.hint { (frame.t("created")) " " (date(row.created, frame)) }
        }
    }
}

fn form(view: &Projects, frame: &Frame) -> Markup {
    let input =
        |name, label, value| Input { name, label, kind: "text", value, autocomplete: "off", length_max: 200 };
    html! {
        form method="post" action="/projects" {
            (form_key(frame))
            (input("name", "project-name", view.name.as_str()).required(frame))
            (input("reference", "project-reference", view.reference.as_str()).optional(frame))
            div.actions { button.primary type="submit" { (icon("plus")) (frame.t("project-create")) } }
        }
    }
}
