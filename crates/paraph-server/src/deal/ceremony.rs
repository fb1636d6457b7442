//! The ceremony of one signatory before the act: where it stands, what was opened, what is filled in so far.

use std::collections::BTreeMap;

use aws_lc_rs::digest::{Context as DigestContext, SHA256};
use base64ct::Encoding as _;
use serde::{Deserialize, Serialize};

use super::FieldId;
use super::envelope::{self, Envelope, Status as EnvelopeStatus};
use super::event::{Chain, Event};
use super::field::{self, Field};
use super::filled::{self, Filled, Sent};
use super::shown;
use super::signatory::{Signatory, Status};
use super::signature::Hand;
use crate::app::App;
use crate::auth::LinkOpened;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;

/// What a signatory's link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// There is something to sign.
    ToSign,
    /// Signed; others are awaited.
    Signed,
    /// Everybody has signed; the seal is being put on.
    Sealing,
    /// Sealed.
    Completed,
    /// Somebody declined.
    Declined,
    /// A manager cancelled.
    Cancelled,
    /// The deadline passed.
    Expired,
}

/// What a signatory filled in, sealed at rest until they sign.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Entry {
    /// Values by the identifier of their field.
    pub values: BTreeMap<String, String>,
    /// How the signature is given: `typed`, `drawn` or `uploaded`.
    #[serde(default)]
    pub signature_kind: String,
    /// The typed signature; empty means the name.
    #[serde(default)]
    pub signature_text: String,
    /// The drawn signature, as the pad records it; kept apart from the draft.
    #[serde(skip)]
    pub strokes: String,
    /// The uploaded signature; kept apart from the draft.
    #[serde(skip)]
    pub image: Option<Vec<u8>>,
    /// The fingerprint of what the page showed, where the page says it; never kept in a draft.
    #[serde(skip)]
    pub shown: Option<String>,
    /// Whether consent was given; never kept in a draft.
    #[serde(skip)]
    pub consent: Option<String>,
    /// Which pages the browser reports to have had in view; empty where no script runs, none where no page was shown.
    #[serde(skip)]
    pub viewed: Option<String>,
    /// Whether the person signs although documents were not opened.
    #[serde(skip)]
    pub signs_unopened: bool,
    /// What the page had read of each field when it was shown; never kept in a draft.
    #[serde(skip)]
    pub was: BTreeMap<String, String>,
}

impl Entry {
    /// Takes one pair of a form. Names that mean nothing are passed over.
    ///
    /// # Errors
    /// Invalid when a value is too long.
    pub fn put(&mut self, name: &str, value: String) -> Result<(), Error> {
        if name == "signature_strokes" {
            if value.len() > limits::SIGNATURE_STROKES_SIZE_MAX {
                return Err(Error::invalid("error-signature-strokes-large"));
            }
            self.strokes = value;
            return Ok(());
        }
        if name == "viewed" {
            // What is longer than any report of ours says nothing.
            self.viewed = Some(value).filter(|value| value.len() <= limits::VIEWED_LENGTH_MAX);
            return Ok(());
        }
        if value.chars().count() > limits::FIELD_VALUE_LENGTH_MAX {
            return Err(Error::invalid("error-text-long").with("max", limits::FIELD_VALUE_LENGTH_MAX));
        }
        match name {
            "signature_kind" => self.signature_kind = value,
            "signature_text" => self.signature_text = value,
            "consent" => self.consent = Some(value),
            "unopened" => self.signs_unopened = value == "yes",
            "shown" => self.shown = Some(value).filter(|shown| !shown.is_empty()),
            _ => {
                let of = |prefix| name.strip_prefix(prefix).and_then(FieldId::parse);
                let put = |values: &mut BTreeMap<_, _>, id: FieldId| {
                    if values.len() < limits::ENVELOPE_FIELDS_MAX {
                        values.insert(id.to_string(), value);
                    }
                };
                match (of("f-"), of("was-")) {
                    (Some(id), _) => put(&mut self.values, id),
                    (_, Some(id)) => put(&mut self.was, id),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// What the page sends of each of these fields.
    fn sent(&self, mine: &[Field]) -> BTreeMap<String, Sent> {
        let sent = mine.iter().map(|field| field.id.to_string()).map(|id| {
            let sent = Sent { was: self.was.get(&id).cloned(), is: self.values.get(&id).cloned() };
            (id, sent)
        });
        sent.filter(|(_, sent)| *sent != Sent::default()).collect()
    }

    /// What is kept of this page over what was kept before: its signature if it names one, and the values brought together.
    fn over(&self, before: Self, filled: &Filled) -> Self {
        // A drawn or uploaded signature is kept by itself.
        let is_typed = self.signature_kind == "typed";
        Self {
            values: filled.values.clone(),
            signature_kind: if is_typed { "typed".to_owned() } else { before.signature_kind },
            signature_text: if is_typed { self.signature_text.clone() } else { before.signature_text },
            ..Self::default()
        }
    }

    /// Takes from what was kept the signature that this entry names and does not bring.
    pub fn complete(&mut self, kept: Self) {
        match self.signature_kind.as_str() {
            "drawn" if self.strokes.is_empty() => self.strokes = kept.strokes,
            "uploaded" if self.image.is_none() => self.image = kept.image,
            _ => {}
        }
    }

    /// What tells one entry from another: the same for what looks the same. `name` stands for a signature not typed yet.
    pub fn fingerprint(&self, name: &str) -> String {
        let mut all = DigestContext::new(&SHA256);
        for (id, value) in self.values.iter().filter(|(_, value)| !value.trim().is_empty()) {
            let value = value.trim();
            all.update(format!("{id}={}:{value};", value.len()).as_bytes());
        }
        match self.signature_kind.as_str() {
            "drawn" => all.update(self.strokes.as_bytes()),
            "uploaded" => all.update(self.image.as_deref().unwrap_or_default()),
            _ if self.signature_text.trim().is_empty() => all.update(name.as_bytes()),
            _ => all.update(self.signature_text.trim().as_bytes()),
        }
        hex::encode(all.finish().as_ref().get(..8).unwrap_or_default())
    }

    /// As it is kept: what was typed stays as it is, and what is wrong with it is said beside its field and stops the signing.
    fn trim(&mut self) {
        for text in self.values.values_mut().chain([&mut self.signature_text]) {
            *text = text.trim().to_owned();
        }
    }
}

/// A drawn or uploaded signature as it is kept.
#[derive(Serialize, Deserialize)]
struct Mark {
    strokes: String,
    /// The picture's file, in base64.
    image: Option<String>,
}

/// Where a signatory's way stands.
pub fn stage(app: &App, envelope: &Envelope, signatory: &Signatory) -> Stage {
    match envelope.status {
        EnvelopeStatus::Sealing => Stage::Sealing,
        EnvelopeStatus::Completed => Stage::Completed,
        EnvelopeStatus::Declined => Stage::Declined,
        EnvelopeStatus::Draft | EnvelopeStatus::Cancelled => Stage::Cancelled,
        EnvelopeStatus::Expired => Stage::Expired,
        EnvelopeStatus::Sent => match signatory.status {
            Status::Signed => Stage::Signed,
            Status::Declined => Stage::Declined,
            // The job that lets deadlines pass may be a moment late; the deadline is not.
            _ if envelope.expires.is_some_and(|expires| expires <= app.clock.now()) => Stage::Expired,
            _ => Stage::ToSign,
        },
    }
}

/// Notes that a signatory opened their link, the first time.
///
/// # Errors
/// When the database fails.
pub async fn note_opened(app: &App, link: &LinkOpened) -> Result<(), Error> {
    if link.signatory.opened.is_some() {
        return Ok(());
    }
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let changed = tx
                .execute(
                    "update signatory set opened_ms = $1 where id = $2 and opened_ms is null",
                    &[Value::from(app.clock.now()), Value::from(&link.signatory.id)],
                )
                .await?;
            if changed == 0 {
                return Ok(());
            }
            let me = &link.signatory;
            let chain = Chain::Envelope(&me.account_id, &me.project_id, &me.envelope_id);
            tx.commit(Event::tell(app, chain, "envelope-opened", &link.person(), &[])?).await
        })
        .await
}

/// The documents that were in this person's view before, by their identifiers.
///
/// # Errors
/// When the database fails.
pub async fn opened(tx: &mut Tx, app: &App, me: &Signatory) -> Result<Vec<String>, Error> {
    Ok(shown::find(tx, app, me).await?.viewed.into_keys().collect())
}

/// Keeps what was filled in so far, brought together with what was filled in on another page meanwhile.
///
/// # Errors
/// A conflict when there is nothing to sign any more.
pub async fn save(app: &App, link: &LinkOpened, entry: &Entry) -> Result<Filled, Error> {
    let mut trimmed = entry.clone();
    trimmed.trim();
    app.db.retry(|| save_once(app, link, &trimmed)).await
}

async fn save_once(app: &App, link: &LinkOpened, entry: &Entry) -> Result<Filled, Error> {
    let me = &link.signatory;
    let mut tx = app.db.begin().await?;
    let envelope = envelope::load(&mut tx, app, &me.envelope_id).await?;
    if stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    let (before, revision) = find_revision(&mut tx, app, me).await?;
    let mut mine = field::list(&mut tx, app, &envelope).await?;
    mine.retain(|field| field.signatory == me.id);
    let filled = filled::bring_together(&before.values, &entry.sent(&mine));
    let kept = entry.over(before, &filled);
    if let Some(report) = entry.viewed.as_deref().filter(|report| !report.is_empty()) {
        let mut shown = shown::find(&mut tx, app, me).await?;
        shown.view(report, &envelope::list_enclosed(&mut tx, app, &envelope).await?);
        shown::keep(&mut tx, app, (&me.id, &me.project_id), &shown).await?;
    }
    let ring = app.keys.scope(Scope::Project(&me.project_id))?;
    tx.change(
        "update signatory set draft = $1, draft_revision = $2
        where id = $3 and draft_revision = $4 and status = 'invited'",
        &[
            Value::from(ring.seal_json(("signatory", me.id.as_str(), "draft"), &kept)?),
            Value::from(revision + 1),
            Value::from(&me.id),
            Value::from(revision),
        ],
    )
    .await?;
    tx.commit_unlogged("a draft of values is no act yet; the signature will be").await?;
    Ok(filled)
}

/// Whether another page filled in something that this one, which is about to be signed, does not show.
///
/// # Errors
/// When the database fails.
pub(super) async fn is_stale(
    tx: &mut Tx,
    app: &App,
    me: &Signatory,
    entry: &Entry,
    mine: &[Field],
) -> Result<bool, Error> {
    let kept = find_draft(tx, app, me).await?.values;
    let stale = entry.sent(mine).into_iter().any(|(id, Sent { was, is })| {
        let there = kept.get(&id).map(String::as_str).unwrap_or_default();
        was.is_some_and(|was| was != there) && is.unwrap_or_default() != there
    });
    Ok(stale)
}

/// Keeps the signature that a person typed, drew or uploaded for their fields, beside the values that are kept already.
///
/// # Errors
/// Invalid when it is none; a conflict when there is nothing to sign any more.
pub async fn keep_signature(app: &App, link: &LinkOpened, entry: &Entry) -> Result<(), Error> {
    let me = &link.signatory;
    Hand::of(me, entry)?;
    let ring = app.keys.scope(Scope::Project(&me.project_id))?;
    let mark = Mark {
        strokes: entry.strokes.clone(),
        image: entry.image.as_deref().map(base64ct::Base64::encode_string),
    };
    let mark = ring.seal_json(("signatory", me.id.as_str(), "mark"), &mark)?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::load(&mut tx, app, &me.envelope_id).await?;
            if stage(app, &envelope, me) != Stage::ToSign {
                return Err(Error::conflict("error-nothing-to-sign"));
            }
            let (mut kept, revision) = find_revision(&mut tx, app, me).await?;
            kept.signature_kind = match entry.signature_kind.as_str() {
                kind @ ("drawn" | "uploaded") => kind.to_owned(),
                _ => "typed".to_owned(),
            };
            kept.signature_text.clone_from(&entry.signature_text);
            kept.trim();
            tx.change(
                "update signatory set draft = $1, mark = $2, draft_revision = $3
                where id = $4 and draft_revision = $5 and status = 'invited'",
                &[
                    Value::from(ring.seal_json(("signatory", me.id.as_str(), "draft"), &kept)?),
                    Value::from(mark.clone()),
                    Value::from(revision + 1),
                    Value::from(&me.id),
                    Value::from(revision),
                ],
            )
            .await?;
            tx.commit_unlogged("a signature that is kept is no act yet; signing will be").await
        })
        .await
}

/// What was filled in so far.
///
/// # Errors
/// When the database fails.
pub async fn find_draft(tx: &mut Tx, app: &App, me: &Signatory) -> Result<Entry, Error> {
    Ok(find_revision(tx, app, me).await?.0)
}

/// What was filled in so far, and how many times something was.
async fn find_revision(tx: &mut Tx, app: &App, me: &Signatory) -> Result<(Entry, i64), Error> {
    let row = tx
        .find("select draft_revision, draft, mark from signatory where id = $1", &[Value::from(&me.id)])
        .await?;
    let mut row = row.ok_or_else(Error::not_found)?;
    let (revision, sealed, mark) = (row.integer()?, row.maybe_bytes()?, row.maybe_bytes()?);
    let Some(sealed) = sealed else { return Ok((Entry::default(), revision)) };
    let ring = app.keys.scope(Scope::Project(&me.project_id))?;
    let mut entry: Entry = ring.open_json(("signatory", me.id.as_str(), "draft"), &sealed)?;
    if let Some(sealed) = mark {
        let mark: Mark = ring.open_json(("signatory", me.id.as_str(), "mark"), &sealed)?;
        entry.strokes = mark.strokes;
        let image = mark.image.map(|text| base64ct::Base64::decode_vec(&text));
        entry.image = image.transpose().map_err(Error::broken)?;
    }
    Ok((entry, revision))
}
