//! What the deal knows, put into the words of the pages.

use std::sync::Arc;

use crate::app::App;
use crate::db::Tx;
use crate::deal::document::{self, Document};
use crate::deal::envelope::{self, Enclosed, Envelope};
use crate::deal::field::{Field, Kind};
use crate::deal::message::Delivery;
use crate::deal::signatory::{self, Signatory};
use crate::error::Error;
use crate::keys::Scope;
use crate::locale::Locale;
use crate::pages::project::Finding;
use crate::pages::{
    DocumentState, Drawn, EnvelopeState, FieldKind, Line, MailState, Paper, Placed, Sheet, SignatoryState,
    Tone, Words, envelope as draft_page,
};
use crate::render;

pub(super) fn document_state(status: document::Status) -> DocumentState {
    match status {
        document::Status::Checking => DocumentState::Checking,
        document::Status::Ready => DocumentState::Ready,
        document::Status::Refused => DocumentState::Refused,
    }
}

pub(super) fn envelope_state(status: envelope::Status) -> EnvelopeState {
    match status {
        envelope::Status::Draft => EnvelopeState::Draft,
        envelope::Status::Sent => EnvelopeState::Sent,
        envelope::Status::Sealing => EnvelopeState::Sealing,
        envelope::Status::Completed => EnvelopeState::Completed,
        envelope::Status::Declined => EnvelopeState::Declined,
        envelope::Status::Cancelled => EnvelopeState::Cancelled,
        envelope::Status::Expired => EnvelopeState::Expired,
    }
}

pub(super) fn signatory_state(signatory: &Signatory) -> SignatoryState {
    match signatory.status {
        signatory::Status::Draft => SignatoryState::NotSent,
        signatory::Status::Invited if signatory.opened.is_some() => SignatoryState::Opened,
        signatory::Status::Invited => SignatoryState::Invited,
        signatory::Status::Signed => SignatoryState::Signed,
        signatory::Status::Declined => SignatoryState::Declined,
    }
}

pub(super) fn mail_state(delivery: Delivery) -> MailState {
    match delivery {
        Delivery::Queued => MailState::Queued,
        Delivery::Sending => MailState::Sending,
        Delivery::Accepted => MailState::Accepted,
        Delivery::Failed => MailState::Failed,
        Delivery::Kept => MailState::Kept,
    }
}

/// Findings in the person's language.
pub(super) fn findings(findings: &[render::Finding], locale: Locale) -> Vec<Finding> {
    findings
        .iter()
        .map(|finding| Finding {
            tone: if finding.is_refusal() { Tone::Bad } else { Tone::Warning },
            text: locale.sentence(finding.key(), &finding.arguments()),
        })
        .collect()
}

/// A document with its drawn pages; `base` is what its addresses begin with.
pub(super) async fn paper(tx: &mut Tx, app: &App, document: &Document, base: &str) -> Result<Paper, Error> {
    let pages = drawn(tx, app, document).await?;
    let base = format!("{base}/{}", document.id);
    Ok(Paper {
        id: document.id.to_string(),
        name: document.name.clone(),
        sha256: document.facts.sha256.clone(),
        size: document.facts.size,
        file: format!("{base}/file"),
        sheets: pages.iter().map(|page| sheet(page, &base)).collect(),
    })
}

fn sheet(page: &Drawn, base: &str) -> Sheet {
    Sheet {
        number: page.number,
        image: format!("{base}/pages/{}", page.number),
        width: page.width,
        height: page.height,
        words: page.words.clone(),
    }
}

/// The pages of a document, which are the same for everybody: opened and written once, as long as they are asked for.
async fn drawn(tx: &mut Tx, app: &App, document: &Document) -> Result<Arc<[Drawn]>, Error> {
    // Without the project's key nothing is shown, kept or not.
    app.keys.scope(Scope::Project(&document.project_id))?;
    if let Some(drawn) = app.sheets.find(document.id.as_str()) {
        return Ok(drawn);
    }
    let pages = document::list_pages(tx, app, document).await?;
    let drawn: Arc<[Drawn]> = pages.into_iter().map(draw).collect();
    // One that is not drawn yet will be.
    if !drawn.is_empty() {
        let bytes = drawn.iter().map(|page| page.words.size() + size_of::<Drawn>()).sum();
        app.sheets.keep(document.id.as_str(), &drawn, bytes);
    }
    Ok(drawn)
}

fn draw(page: document::Page) -> Drawn {
    let lines = page.layer.lines.into_iter().map(|line| Line {
        text: line.text,
        left: line.left,
        top: line.top,
        width: line.width,
        height: line.height,
    });
    let lines: Vec<Line> = lines.collect();
    let (width, height) = (page.layer.width, page.layer.height);
    Drawn { number: page.number, width, height, words: Words::write(&lines, (width, height)) }
}

/// A field in the words of the pages.
pub(super) fn placed(field: &Field) -> Placed {
    Placed {
        id: field.id.to_string(),
        document: field.document.to_string(),
        page: field.page,
        kind: match field.kind {
            Kind::Signature => FieldKind::Signature,
            Kind::Date => FieldKind::Date,
            Kind::Text => FieldKind::Text,
            Kind::Tick => FieldKind::Tick,
        },
        left: field.area.left,
        top: field.area.top,
        width: field.area.width,
        height: field.area.height,
        label: field.label.clone(),
        required: field.required,
    }
}

/// The documents of a draft in the words of the pages.
pub(super) fn enclosed(all: &[Enclosed]) -> Vec<draft_page::Enclosed> {
    all.iter()
        .map(|enclosed| draft_page::Enclosed {
            id: enclosed.document_id.to_string(),
            name: enclosed.name.clone(),
            pages: enclosed.facts.pages,
            sha256: enclosed.facts.sha256.clone(),
        })
        .collect()
}

/// The signatories of a draft in the words of the pages, with how many fields each has.
pub(super) fn signatories(all: &[Signatory], fields: &[Field]) -> Vec<draft_page::Signatory> {
    all.iter()
        .map(|signatory| draft_page::Signatory {
            id: signatory.id.to_string(),
            name: signatory.name.clone(),
            email: signatory.email.clone(),
            locale: signatory.locale,
            colour: usize::try_from(signatory.position).unwrap_or_default(),
            fields: fields.iter().filter(|field| field.signatory == signatory.id).count(),
            shares_with: shares_with(signatory, all),
            warning: String::new(),
        })
        .collect()
}

/// The others who have a signatory's address, whatever its letter case.
fn shares_with(signatory: &Signatory, all: &[Signatory]) -> String {
    let same = |other: &&Signatory| other.id != signatory.id && other.has_address(&signatory.email);
    all.iter().filter(same).map(|other| other.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// The same, with what is wrong with names that cannot be written here. Reads fonts, so it blocks.
pub(super) fn warned(
    app: &App,
    mut all: Vec<draft_page::Signatory>,
    locale: Locale,
) -> Result<Vec<draft_page::Signatory>, Error> {
    for one in &mut all {
        if let Some(found) = app.typefaces.find_unwritable(&one.name)? {
            let error = found.error();
            let said = error.sentence();
            one.warning = locale.sentence(said.key, &said.arguments);
        }
    }
    Ok(all)
}

/// The papers of an envelope as they are shown; `base` is what their addresses begin with.
pub(super) async fn papers(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    base: &str,
) -> Result<Vec<Paper>, Error> {
    let mut papers = Vec::new();
    for enclosed in envelope::list_enclosed(tx, app, envelope).await? {
        let document = document::load(tx, app, &enclosed.document_id).await?;
        let mut paper = paper(tx, app, &document, base).await?;
        if let Some(sent) = enclosed.facts.sent_sha256 {
            paper.sha256 = sent;
        }
        papers.push(paper);
    }
    Ok(papers)
}
