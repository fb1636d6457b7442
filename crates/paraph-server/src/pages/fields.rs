//! The field editor: where each person fills or signs.
//!
//! The forms that work without JavaScript send to `/envelopes/{id}/fields/add` the names `document`, `signatory`, `kind`,
//! `page`, `left`, `top`, `width`, `height` (per cent), `label`, and `required`=`yes` when ticked.

use maud::{Markup, html};
use serde::{Serialize, Serializer};

use super::envelope::Signatory;
use super::icon::icon;
use super::layout::Shell;
use super::parts::{form_key, revision, steps, trail, who};
use super::{FieldKind, Frame, Paper, Placed, Tone, layout};

/// The editor of a draft's fields.
#[derive(Debug, Clone)]
pub struct Editor {
    /// Identifier of the envelope.
    pub id: String,
    /// The revision of the draft that is shown.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// Identifier of its project.
    pub project_id: String,
    /// Name of its project.
    pub project_name: String,
    /// Its documents, with their pages.
    pub papers: Vec<Paper>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// The fields placed so far.
    pub fields: Vec<Owned>,
    /// What they lie over.
    pub warnings: Vec<Warning>,
}

/// What a field lies over.
#[derive(Debug, Clone, Serialize)]
pub struct Warning {
    /// Identifier of the field.
    pub field: String,
    /// `Bad` stops the sending, `Warning` deserves a look.
    #[serde(serialize_with = "tone_class")]
    pub tone: Tone,
    /// What it lies over, in the person's language.
    pub text: String,
}

fn tone_class<S: Serializer>(tone: &Tone, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(tone.class())
}

/// A field and whose it is.
#[derive(Debug, Clone)]
pub struct Owned {
    /// Identifier of the signatory.
    pub signatory: String,
    /// The field.
    pub placed: Placed,
}

/// A signatory as the editor's script knows them.
#[derive(Debug, Clone, Serialize)]
pub struct Somebody {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
    /// The class of their colour and border.
    pub mark: String,
}

impl Somebody {
    /// What the script needs to know of a signatory.
    pub fn of(signatory: &Signatory) -> Self {
        Self { id: signatory.id.clone(), name: signatory.name.clone(), mark: who(signatory.colour) }
    }
}

/// `GET /envelopes/{id}/fields`.
pub fn page(view: &Editor, frame: &Frame) -> Markup {
    let project = format!("/projects/{}", view.project_id);
    let envelope = format!("/envelopes/{}", view.id);
    let body = html! {
        (trail(&[("/projects", &frame.t("projects-title")), (&project, &view.project_name), (&envelope, &view.title)], frame))
        div.head { h1 { (frame.t("fields-title")) } output.saved #saved role="status" {} }
        (steps(&view.id, 1, frame))
        p.notice.warning #merged role="status" hidden {}
        @if view.signatories.is_empty() {
            div.empty { (icon("users")) p { (frame.t("fields-need-people")) } a.button href=(envelope) { (frame.t("step-people")) } }
        } @else {
            div.editor data-save={ (envelope) "/fields" } data-revision=(view.revision) {
                (palette(view, frame))
                div.pages {
                    @for paper in &view.papers { (pages(view, paper, frame)) }
                }
                (list(view, frame))
            }
            div.actions.right {
                a.button.primary href={ (envelope) "/review" } { (frame.t("to-review")) (icon("arrow-right")) }
            }
            div.visually-hidden #announce role="status" aria-live="polite" {}
            (conflict(frame))
            (words(frame))
        }
    };
    let sheet = format!("/envelopes/{}/layout.css", view.id);
    let scripts = ["editor.js"];
    let shell =
        Shell { title: &frame.t("fields-title"), class: "wide", scripts: &scripts, stylesheet: Some(&sheet) };
    layout::shell(frame, &shell, body)
}

fn kind_icon(kind: FieldKind) -> Markup {
    match kind {
        FieldKind::Signature => icon("pen-line"),
        FieldKind::Date => icon("calendar"),
        FieldKind::Text => icon("type"),
        FieldKind::Tick => icon("square-check"),
    }
}

fn palette(view: &Editor, frame: &Frame) -> Markup {
    html! {
        div.palette.needs-js role="toolbar" aria-label=(frame.t("palette")) {
            div.control {
                label for="who" { (frame.t("fields-for")) }
                select #who {
                    @for one in &view.signatories {
                        option value=(one.id) data-who=(who(one.colour)) { (one.name) }
                    }
                }
            }
            div.kinds {
                @for kind in FieldKind::ALL {
                    button.kind type="button" data-kind=(kind.as_str()) aria-describedby="editor-help" {
                        (kind_icon(kind)) span { (frame.t(kind.key())) }
                    }
                }
            }
            div.pair {
                button.quiet type="button" #undo disabled { (icon("undo-2")) span { (frame.t("undo")) } }
                button.quiet type="button" #redo disabled { (icon("redo-2")) span { (frame.t("redo")) } }
            }
            p.hint #editor-help { (frame.t("editor-help")) }
        }
    }
}

fn pages(view: &Editor, paper: &Paper, frame: &Frame) -> Markup {
    html! {
        section aria-label=(paper.name) {
            h2.paper-name { (icon("file-text")) (paper.name) }
            (paper.show(frame, |sheet| html! {
                @for owned in view.fields.iter().filter(|f| f.placed.document == paper.id && f.placed.page == sheet.number) {
                    (field_box(view, owned, frame))
                }
            }))
        }
    }
}

fn owner<'a>(view: &'a Editor, owned: &Owned) -> Option<&'a Signatory> {
    view.signatories.iter().find(|one| one.id == owned.signatory)
}

/// A field on its page; the script reads its geometry and takes it over.
fn field_box(view: &Editor, owned: &Owned, frame: &Frame) -> Markup {
    let Owned { placed, .. } = owned;
    let class = format!("f-{} {}", placed.id, who(owner(view, owned).map_or(0, |one| one.colour)));
    html! {
        div.box.(class) data-field=(placed.id) data-signatory=(owned.signatory) data-kind=(placed.kind.as_str())
            data-left=(placed.left) data-top=(placed.top) data-width=(placed.width) data-height=(placed.height)
            data-label=(placed.label) data-required=(placed.required) {
            span.caption { (kind_icon(placed.kind)) (frame.t(placed.kind.key())) }
        }
    }
}

/// The same fields as a list: the way to them without a pointer, a script or sight.
fn list(view: &Editor, frame: &Frame) -> Markup {
    html! {
        aside.card.field-list aria-labelledby="field-list-title" {
            h2 #field-list-title tabindex="-1" { (frame.t("fields-list")) }
            p.hint #no-fields hidden[!view.fields.is_empty()] { (frame.t("fields-empty")) }
            ol #field-list { @for owned in &view.fields { (listed(view, owned, frame)) } }
            details.add-field {
                summary { (icon("plus")) (frame.t("field-add-by-form")) }
                (add_form(view, frame))
            }
        }
    }
}

fn listed(view: &Editor, owned: &Owned, frame: &Frame) -> Markup {
    let Owned { placed, .. } = owned;
    let person = owner(view, owned);
    let name = person.map_or("", |one| one.name.as_str());
    let paper = view.papers.iter().find(|paper| view.papers.len() > 1 && paper.id == placed.document);
    html! {
        li.(who(person.map_or(0, |one| one.colour))) data-field=(placed.id) {
            span.what { (kind_icon(placed.kind)) (frame.t(placed.kind.key())) @if !placed.label.is_empty() { ": " (placed.label) } }
            span.hint {
                (name) " · "
                @if let Some(paper) = paper { (paper.name) " · " }
                (frame.say("page-number", &[("page", placed.page.into())]))
            }
            (warnings(view, placed))
            form method="post" action={ "/envelopes/" (view.id) "/fields/" (placed.id) "/remove" } {
                (revision(view.revision))
                (form_key(frame))
                button.quiet type="submit" { (icon("trash-2")) (frame.t("remove")) }
            }
        }
    }
}

/// What a field lies over.
fn warnings(view: &Editor, placed: &Placed) -> Markup {
    let mut told = view.warnings.iter().filter(|warning| warning.field == placed.id).peekable();
    html! {
        @if told.peek().is_some() {
            ul.findings {
                @for warning in told {
                    li.(warning.tone.class()) data-warning=(warning.field) data-tone=(warning.tone.class()) {
                        (icon(warning.tone.icon())) span { (warning.text) }
                    }
                }
            }
        }
    }
}

/// The question about a field that was changed here and elsewhere; the script fills it in.
fn conflict(frame: &Frame) -> Markup {
    html! {
        dialog.card #conflict aria-labelledby="conflict-title" {
            h2 #conflict-title { (frame.t("conflict-title")) }
            p { strong #conflict-field {} " " (frame.t("conflict-text")) }
            div.choices {}
        }
    }
}

fn add_form(view: &Editor, frame: &Frame) -> Markup {
    let number = |name: &str, key: &str, value: &str| {
        html! { label { (frame.t(key)) input type="number" name=(name) value=(value) min="0" max="100" step="any" required; } }
    };
    html! {
        form method="post" action={ "/envelopes/" (view.id) "/fields/add" } {
            (form_key(frame))
            label { (frame.t("fields-for")) select name="signatory" { @for one in &view.signatories { option value=(one.id) { (one.name) } } } }
            label { (frame.t("field-kind")) select name="kind" { @for kind in FieldKind::ALL { option value=(kind.as_str()) { (frame.t(kind.key())) } } } }
            label { (frame.t("document")) select name="document" { @for paper in &view.papers { option value=(paper.id) { (paper.name) } } } }
            label { (frame.t("page")) input type="number" name="page" value="1" min="1" required; }
            (number("left", "field-left", "10"))
            (number("top", "field-top", "80"))
            (number("width", "field-width", "30"))
            (number("height", "field-height", "6"))
            label { (frame.t("field-label")) input type="text" name="label" maxlength="200"; }
            label.tick { input type="checkbox" name="required" value="yes" checked; span { (frame.t("field-required")) } }
            div.actions { button type="submit" { (frame.t("field-add")) } }
        }
    }
}

/// Sentences for the script, so that none is written in JavaScript.
fn words(frame: &Frame) -> Markup {
    let keys = [
        "editor-placed",
        "editor-moved",
        "editor-resized",
        "editor-removed",
        "editor-undone",
        "editor-redone",
        "editor-saving",
        "editor-saved",
        "editor-not-saved",
        "field-label",
        "field-required",
        "remove",
        "page-number",
        "editor-field",
        "editor-edge",
        "editor-no-room",
        "editor-merged",
        "editor-question",
        "editor-go-on",
        "conflict-mine",
        "conflict-theirs",
        "conflict-removed",
        "conflict-version",
    ];
    let names =
        ["kind", "name", "page", "place", "left", "top", "width", "height", "added", "changed", "removed"];
    let placeholders = names.map(|name| (name, format!("{{{name}}}").into()));
    html! {
        div #words hidden {
            @for key in keys { span data-word=(key) { (frame.say(key, &placeholders)) } }
            @for kind in FieldKind::ALL { span data-word=(kind.key()) { (frame.t(kind.key())) } template data-icon=(kind.as_str()) { (kind_icon(kind)) } }
            template data-icon="remove" { (icon("trash-2")) }
            @for tone in [Tone::Bad, Tone::Warning] { template data-icon=(tone.class()) { (icon(tone.icon())) } }
        }
    }
}
