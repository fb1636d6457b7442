//! The signing ceremony: the document at once, one control that leads on, and the act in one line.
//!
//! Values come back as `f-{field id}` (texts as typed, ticks as `yes`). Signature fields have no value of their own: one
//! signature goes into all of them. Date fields are written by the platform at the moment of signing and are not sent.
//! The submit button itself carries `consent`=`yes`, so that nothing is signed by the Enter key.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::layout::Shell;
use super::parts::{FileCount, FileInput, badge, digest, size};
use super::times::time;
use super::{FieldKind, Frame, Paper, Placed, SignatoryState, layout};
use crate::assets;

/// What a signatory is asked to sign.
#[derive(Debug, Clone)]
pub struct Ceremony {
    /// The secret in the link.
    pub token: String,
    /// Title of the envelope.
    pub title: String,
    /// Name of the member who sent it.
    pub sender: String,
    /// The sender's message; empty when there is none.
    pub message: String,
    /// The signatory's name.
    pub name: String,
    /// The signatory's address.
    pub email: String,
    /// Until when it can be signed.
    pub expires: Timestamp,
    /// The documents, with their pages.
    pub papers: Vec<Paper>,
    /// This person's fields, in order of page and place, with what was saved.
    pub fields: Vec<Filled>,
    /// The signature kept so far.
    pub signature: Signature,
    /// The others who sign.
    pub others: Vec<Other>,
    /// Documents that were in view before, by their identifiers.
    pub opened: Vec<String>,
    /// Documents that were not opened, when the person was about to sign them; empty at first.
    pub not_opened: Vec<String>,
    /// What was typed when the form for declining was refused.
    pub declining: Option<Declining>,
}

/// The form for declining, as it was filled in.
#[derive(Debug, Clone)]
pub struct Declining {
    /// The reason.
    pub reason: String,
    /// Whether everybody is to read it.
    pub to_everybody: bool,
}

/// A field and its value.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The field.
    pub placed: Placed,
    /// What stands in it: text, or `yes` for a tick; empty at first.
    pub value: String,
    /// What is kept of it: another value when it was filled in on another page meanwhile.
    pub kept: String,
    /// Address of the picture that shows it as it will be sealed.
    pub picture: String,
    /// Whether there is something to see: what a person fills in may be empty still.
    pub is_seen: bool,
}

/// A signature that was kept before it is used.
#[derive(Debug, Clone, Default)]
pub struct Signature {
    /// How it was given: `typed`, `drawn`, `uploaded`; empty if none was taken yet.
    pub kind: String,
    /// What was typed; empty means the name.
    pub text: String,
    /// What tells everything that the page shows from anything else.
    pub shown: String,
}

/// Somebody else who signs the same envelope.
#[derive(Debug, Clone)]
pub struct Other {
    /// Name.
    pub name: String,
    /// Where they stand.
    pub state: SignatoryState,
}

/// `GET /s/{token}` while this person is to sign, and the answer to a refused `POST /s/{token}/sign`.
pub fn page(view: &Ceremony, frame: &Frame) -> Markup {
    let address = format!("/s/{}", view.token);
    let body = html! {
        (head(view, frame))
        (differences(view, frame))
        div.reading {
            form #signing.pages method="post" action={ (address) "/sign" } enctype="multipart/form-data"
                data-save={ (address) "/save" } data-preview={ (address) "/preview" } data-signature={ (address) "/signature" } data-pad=(assets::url("signature-pad.js")) {
                // The first submit button answers the Enter key: it keeps what was typed and signs nothing.
                button.visually-hidden type="submit" formaction={ (address) "/save" } formenctype="application/x-www-form-urlencoded" formnovalidate tabindex="-1" { (frame.t("save")) }
                @for paper in &view.papers { (document(view, paper, frame)) }
                (signature(view, frame))
                // What this page shows; the browser does not bring back what stood here before.
                input #shown type="hidden" name="shown" value=(view.signature.shown) autocomplete="off";
                input #viewed type="hidden" name="viewed" value="" data-opened=(view.opened.join(" "));
                (not_opened(view, frame))
                (result(view, frame))
                (act(view, frame))
            }
            (aside(view, frame))
        }
        (decline(view, frame))
        (bar(view, frame))
        (differing(frame))
        div.visually-hidden #announce role="status" aria-live="polite" {}
        (words(frame))
    };
    let sheet = format!("{address}/layout.css");
    let shell =
        Shell { title: &view.title, class: "ceremony", scripts: &["ceremony.js"], stylesheet: Some(&sheet) };
    layout::shell(frame, &shell, body)
}

fn head(view: &Ceremony, frame: &Frame) -> Markup {
    html! {
        div.head {
            div {
                h1 { (view.title) }
                p.hint { (frame.say("ceremony-from", &[("sender", view.sender.as_str().into()), ("operator", frame.operator.as_str().into())])) }
            }
        }
        @if !view.message.is_empty() { blockquote.message { (view.message) } }
        div.upper {
            @if view.papers.len() > 1 {
                nav.tabs aria-label=(frame.t("documents-title")) {
                    @for paper in &view.papers {
                        a href={ "#paper-" (paper.id) } data-tab=(paper.id) { (icon("file-text")) span { (paper.name) } span.left {} }
                    }
                }
            }
            (menu(view, frame))
        }
    }
}

/// Everything beside the pages, one tap away wherever the person is in them: who signs, until when, the files, declining.
fn menu(view: &Ceremony, frame: &Frame) -> Markup {
    html! {
        details.menu #menu {
            summary { (icon("menu")) span { (frame.t("ceremony-menu")) } }
            div.card { (about(view, frame)) }
        }
    }
}

/// The documents that were not opened: read first, or signed all the same. Hidden until it is to be asked.
fn not_opened(view: &Ceremony, frame: &Frame) -> Markup {
    let asked = !view.not_opened.is_empty();
    html! {
        section.card.not-opened #not-opened hidden[!asked] aria-labelledby="not-opened-title" {
            h2 #not-opened-title tabindex="-1" { (icon("triangle-alert")) (frame.t("not-opened-title")) }
            p { (frame.t("not-opened-text")) }
            ul {
                @for (index, paper) in view.papers.iter().enumerate() {
                    li data-document=(paper.id) hidden[!view.not_opened.contains(&paper.id)] {
                        a href={ "#paper-" (paper.id) } {
                            (frame.say("not-opened-read", &[("number", (index + 1).into()), ("name", paper.name.as_str().into())]))
                        }
                    }
                }
            }
            input #unopened type="hidden" name="unopened" value=(if asked { "yes" } else { "" });
            div.actions {
                button type="submit" name="consent" value="yes" { (icon("pen-line")) (frame.t("not-opened-sign")) }
            }
        }
    }
}

fn document(view: &Ceremony, paper: &Paper, frame: &Frame) -> Markup {
    html! {
        section id={ "paper-" (paper.id) } aria-label=(paper.name) {
            @if view.papers.len() > 1 { h2.paper-name { (icon("file-text")) (paper.name) } }
            (paper.show(frame, |sheet| html! {
                @for filled in view.fields.iter().filter(|f| f.placed.document == paper.id && f.placed.page == sheet.number) {
                    (slot(filled, frame))
                    (picture(filled))
                }
            }))
        }
    }
}

/// What was filled in here and, otherwise, on another page meanwhile.
fn differences(view: &Ceremony, frame: &Frame) -> Markup {
    let differ = view.fields.iter().filter(|filled| filled.value != filled.kept);
    html! {
        @for filled in differ {
            @let arguments = [("label", label(filled, frame).into()), ("here", filled.value.as_str().into()),
                ("there", filled.kept.as_str().into())];
            p.notice.warning { (icon("triangle-alert")) span { (frame.say("filled-elsewhere", &arguments)) } }
        }
    }
}

/// The question which of two values counts; the script fills it in.
fn differing(frame: &Frame) -> Markup {
    html! {
        dialog.card #differing aria-labelledby="differing-title" {
            h2 #differing-title { (frame.t("conflict-title")) }
            p { strong {} " " (frame.t("differing-text")) }
            div.choices {
                button type="button" { strong { (frame.t("conflict-mine")) } span.hint {} }
                button type="button" { strong { (frame.t("conflict-theirs")) } span.hint {} }
            }
        }
    }
}

fn label(filled: &Filled, frame: &Frame) -> String {
    let Placed { label, kind, .. } = &filled.placed;
    if label.is_empty() { frame.t(kind.key()) } else { label.clone() }
}

/// A field where it stands on the page.
fn slot(filled: &Filled, frame: &Frame) -> Markup {
    let Filled { placed, value, kept, .. } = filled;
    let name = format!("f-{}", placed.id);
    let label = label(filled, frame);
    let required = placed.required || placed.kind == FieldKind::Signature;
    html! {
        div.slot.(name) #{ "slot-" (placed.id) } data-kind=(placed.kind.as_str())
            data-needed[required && placed.kind != FieldKind::Date] {
            @match placed.kind {
                FieldKind::Signature => {
                    a.sign-here href="#signature" { (icon("pen-line")) span { (frame.t("sign-here")) } }
                }
                FieldKind::Date => {}
                FieldKind::Text => {
                    input type="text" name=(name) value=(value) aria-label=(label) placeholder=(label) maxlength="500"
                        required[required] autocomplete="off";
                }
                FieldKind::Tick => {
                    input type="checkbox" name=(name) value="yes" aria-label=(label) checked[value == "yes"] required[required];
                }
            }
            // After the input that people fill, which is the first of its slot.
            @if matches!(placed.kind, FieldKind::Text | FieldKind::Tick) {
                input type="hidden" name={ "was-" (placed.id) } value=(kept);
            }
        }
    }
}

/// What will be sealed into the field, over its page.
fn picture(filled: &Filled) -> Markup {
    let placed = &filled.placed;
    let name = format!("f-{}-picture", placed.id);
    let base = filled.picture.split('?').next().unwrap_or_default();
    html! {
        @if placed.kind == FieldKind::Tick {
            @for state in ["no", "yes"] {
                img.picture.(state).(name) src={ (base) "/" (state) } alt="" draggable="false";
            }
        } @else if filled.is_seen {
            img.picture.(name) #{ "picture-" (placed.id) } src=(filled.picture) alt="" draggable="false";
        } @else {
            img.picture.(name) #{ "picture-" (placed.id) } alt="" draggable="false" hidden;
        }
    }
}

/// Without a script: what will be sealed, as it was kept last, before the act. With one it stands on the pages at once.
fn result(view: &Ceremony, frame: &Frame) -> Markup {
    html! {
        noscript {
            section.card.act #result aria-labelledby="result-title" {
                h2 #result-title { (frame.t("result-title")) }
                p.hint { (frame.t("result-hint")) }
                @for filled in view.fields.iter().filter(|f| f.is_seen || f.placed.kind == FieldKind::Signature) {
                    @let label = if filled.placed.label.is_empty() { frame.t(filled.placed.kind.key()) } else { filled.placed.label.clone() };
                    figure.result { img.sample src=(filled.picture) alt=(label); figcaption.hint { (label) } }
                }
                div.actions {
                    button type="submit" formaction={ "/s/" (view.token) "/save" } formnovalidate { (frame.t("result-show")) }
                }
            }
        }
    }
}

/// The signature: typed first, drawn or uploaded if preferred. Open on the page without a script, a dialog with one.
fn signature(view: &Ceremony, frame: &Frame) -> Markup {
    let places = view.fields.iter().filter(|f| f.placed.kind == FieldKind::Signature).count();
    let typed = if view.signature.text.is_empty() { &view.name } else { &view.signature.text };
    let kind = if view.signature.kind.is_empty() { "typed" } else { &view.signature.kind };
    html! {
        dialog.card #signature open aria-labelledby="signature-title" data-kept=(view.signature.kind) {
            h2 #signature-title { (frame.t("signature-title")) }
            p.hint { (frame.say("signature-places", &[("count", places.into())])) }
            fieldset.choice {
                legend.visually-hidden { (frame.t("signature-how")) }
                (choice(("typed", kind), "signature-typed", "type", frame))
                (choice(("drawn", kind), "signature-drawn", "pen-line", frame))
                (choice(("uploaded", kind), "signature-uploaded", "image", frame))
            }
            div.way.typed {
                label for="signature_text" { (frame.t("signature-text")) }
                input.script #signature_text type="text" name="signature_text" value=(typed) maxlength="200" autocomplete="name" spellcheck="false";
            }
            div.way.drawn.needs-js {
                p #draw-label { (frame.t("signature-draw")) }
                canvas #pad width="600" height="200" role="img" aria-labelledby="draw-label" {}
                input #signature_strokes type="hidden" name="signature_strokes" value="";
                button.quiet type="button" #pad-clear { (frame.t("signature-clear")) }
            }
            div.way.uploaded {
                label for="signature_image" { (frame.t("signature-upload")) }
                (FileInput { id: "signature_image", name: Some("signature_image"), accept: "image/png,image/jpeg",
                    button: "picture-choose", count: FileCount::OneAtMost, described_by: Some("image-hint") }.show(frame))
                p.hint #image-hint { (frame.t("signature-upload-hint")) }
            }
            figure.result.needs-js #signature-result hidden {
                canvas role="img" aria-label=(frame.t("signature-result")) {}
                figcaption.hint { (frame.t("signature-result-hint")) }
            }
            p.notice.bad #signature-problem role="alert" hidden {}
            div.actions.needs-js {
                button.quiet type="button" #signature-close { (frame.t("back")) }
                button.primary type="button" #signature-use { (icon("check")) (frame.t("signature-use")) }
            }
        }
    }
}

fn choice((kind, chosen): (&str, &str), key: &str, symbol: &str, frame: &Frame) -> Markup {
    html! {
        label.{ "choose-" (kind) }.needs-js[kind == "drawn"] {
            input type="radio" name="signature_kind" value=(kind) checked[kind == chosen];
            (icon(symbol)) span { (frame.t(key)) }
        }
    }
}

/// The act itself: who signs, at which level, one line of consent, one button.
fn act(view: &Ceremony, frame: &Frame) -> Markup {
    html! {
        section.card.act #act aria-labelledby="act-title" {
            h2 #act-title { (frame.t("act-title")) }
            dl {
                dt { (frame.t("act-as")) } dd { (view.name) " · " (view.email) }
                dt { (frame.t("act-level")) } dd { (frame.t("act-level-simple")) }
            }
            p.hint { (frame.t("signature-result-hint")) }
            p { (frame.t("consent-line")) }
            details #consent { summary { (frame.t("consent-full")) } (consent(frame)) }
            div.actions {
                button.primary type="submit" name="consent" value="yes" { (icon("pen-line")) (frame.t("sign")) }
            }
        }
    }
}

/// The words that are recorded with the signature, exactly.
fn consent(frame: &Frame) -> Markup {
    html! {
        div.prose { @for paragraph in frame.t("ceremony-consent-text").split("\n\n") { p { (paragraph) } } }
    }
}

fn aside(view: &Ceremony, frame: &Frame) -> Markup {
    html! { aside.card { (about(view, frame)) } }
}

fn about(view: &Ceremony, frame: &Frame) -> Markup {
    html! {
            h2 { (frame.t("ceremony-about")) }
            p.turn-away { a.quiet-link href="#decline" { (icon("ban")) (frame.t("decline")) } }
            dl {
                dt { (frame.t("ceremony-you")) } dd { (view.name) br; span.hint { (view.email) } }
                @if !view.others.is_empty() {
                    dt { (frame.t("ceremony-others")) }
                    dd { ul.others { @for other in &view.others { li { span { (other.name) } (badge(other.state.tone(), other.state.key(), frame)) } } } }
                }
                dt { (frame.t("expires")) } dd { (time(view.expires, frame)) }
            }
            @for paper in &view.papers {
                div.original {
                    p { strong { (paper.name) } " · " (size(paper.size, frame)) }
                    a.button href=(paper.file) download { (icon("download")) (frame.t("download-original")) }
                    details.fine { summary { (icon("fingerprint")) "SHA-256" } (digest(&paper.sha256)) p.hint { (frame.t("digest-hint")) } }
                }
            }
    }
}

fn decline(view: &Ceremony, frame: &Frame) -> Markup {
    let sender = [("sender", view.sender.as_str().into())];
    let typed = view.declining.as_ref();
    let to_everybody = typed.is_some_and(|typed| typed.to_everybody);
    html! {
        details.card.decline #decline open[typed.is_some()] {
            summary { (icon("ban")) (frame.t("decline")) }
            form method="post" action={ "/s/" (view.token) "/decline" } {
                p { (frame.say("decline-text", &sender)) }
                div.control {
                    label for="reason" { (frame.t("reason")) }
                    textarea #reason name="reason" rows="3" maxlength="4000" required { (typed.map_or("", |typed| &typed.reason)) }
                }
                fieldset {
                    legend { (frame.t("decline-readers")) }
                    label.tick {
                        input type="radio" name="readers" value="sender" checked[!to_everybody];
                        span { (frame.say("decline-readers-sender", &sender)) }
                    }
                    label.tick {
                        input type="radio" name="readers" value="everybody" checked[to_everybody];
                        span { (frame.t("decline-readers-everybody")) }
                    }
                }
                button.danger type="submit" { (frame.t("decline-now")) }
            }
        }
    }
}

/// One control that always knows the next thing; at the end it is the act itself.
fn bar(view: &Ceremony, frame: &Frame) -> Markup {
    let needed = view
        .fields
        .iter()
        .filter(|f| f.placed.kind != FieldKind::Date)
        .filter(|f| f.placed.required || f.placed.kind == FieldKind::Signature);
    html! {
        div.bar.needs-js role="region" aria-label=(frame.t("bar")) {
            div.count {
                progress #done-meter max=(needed.count().max(1)) value="0" aria-labelledby="done-count" {}
                output #done-count {}
            }
            div.mirror hidden { label for="mirror" {} input #mirror type="text" maxlength="500" autocomplete="off"; }
            button.primary type="button" #next { span { (frame.t("next")) } (icon("arrow-right")) }
            div.finish hidden {
                p { (frame.t("consent-line")) " " a href="#consent" { (frame.t("consent-full")) } }
                button.primary type="submit" form="signing" name="consent" value="yes" { (icon("pen-line")) (frame.t("sign")) }
            }
        }
    }
}

/// Sentences for the script.
fn words(frame: &Frame) -> Markup {
    let placeholders = ["done", "count"].map(|name| (name, format!("{{{name}}}").into()));
    let keys = [
        "bar-progress",
        "bar-start",
        "next",
        "bar-ready",
        "saved",
        "not-saved",
        "signature-too-small",
        "signature-empty",
        "signature-no-image",
        "signature-change",
        "signature-placed",
        "signing-now",
    ];
    html! {
        div #words hidden { @for key in keys { span data-word=(key) { (frame.say(key, &placeholders)) } } }
    }
}
