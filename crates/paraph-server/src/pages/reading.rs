//! What a person signed, for them to read while others are still to sign.

use maud::{Markup, html};

use super::icon::icon;
use super::layout::Shell;
use super::parts::digest;
use super::{Frame, Paper, layout};

/// The documents that a person signed.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The secret in the link.
    pub token: String,
    /// Title of the envelope.
    pub title: String,
    /// How many people are still to sign.
    pub waiting: usize,
    /// The documents, with their pages as they were sent.
    pub papers: Vec<Paper>,
}

/// `GET /s/{token}/read`.
pub fn page(view: &Reading, frame: &Frame) -> Markup {
    let home = format!("/s/{}", view.token);
    let body = html! {
        div.head {
            div {
                h1 { (view.title) }
                p.hint { (frame.say("reading-text", &[("count", view.waiting.into())])) }
            }
            a.button href=(home) { (icon("arrow-left")) (frame.t("back")) }
        }
        @if view.papers.len() > 1 {
            nav.tabs aria-label=(frame.t("documents-title")) {
                @for paper in &view.papers { a href={ "#paper-" (paper.id) } { (icon("file-text")) span { (paper.name) } } }
            }
        }
        @for paper in &view.papers {
            section id={ "paper-" (paper.id) } aria-label=(paper.name) {
                h2.paper-name { (icon("file-text")) (paper.name) }
                p {
                    a.button href={ (home) "/documents/" (paper.id) "/copy" } download { (icon("download")) (frame.t("download-copy")) }
                }
                details.fine { summary { (icon("fingerprint")) "SHA-256" } (digest(&paper.sha256)) p.hint { (frame.t("digest-hint")) } }
                (paper.show(frame, |_| html! {}))
            }
        }
    };
    layout::shell(
        frame,
        &Shell { title: &view.title, class: "ceremony", scripts: &[], stylesheet: None },
        body,
    )
}
