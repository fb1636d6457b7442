//! The ceremony of one signatory before the act: where it stands, what was opened, what is filled in so far.

use super::entry::{Entry, Mark};
use super::envelope::{self, Envelope, Status as EnvelopeStatus};
use super::event::{Chain, Event};
use super::field::{self, Field};
use super::filled::{self, Filled, Sent};
use super::shown::{self, Pages};
use super::signatory::{Signatory, Status};
use super::signature::Hand;
use crate::app::App;
use crate::auth::LinkOpened;
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;

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
    let mut entry = entry.clone();
    entry.trim();
    // What does not change any more is read before the transaction that writes.
    let mut tx = app.db.look().await?;
    let envelope = envelope::load(&mut tx, app, &link.signatory.envelope_id).await?;
    let mut mine = field::list(&mut tx, app, &envelope).await?;
    mine.retain(|field| field.signatory == link.signatory.id);
    let viewed = match entry.viewed.as_deref() {
        Some(report) if !report.is_empty() => {
            shown::read_report(report, &envelope::list_enclosed(&mut tx, app, &envelope).await?)
        }
        _ => Pages::new(),
    };
    drop(tx);
    let page = Page { entry, mine, viewed };
    app.db.retry(|| save_once(app, link, &page)).await
}

/// A page that is to be kept.
struct Page {
    entry: Entry,
    /// The fields of whoever fills it in.
    mine: Vec<Field>,
    /// The pages of documents that it reports to have been in view.
    viewed: Pages,
}

async fn save_once(app: &App, link: &LinkOpened, page: &Page) -> Result<Filled, Error> {
    let me = &link.signatory;
    let mut tx = app.db.begin().await?;
    let envelope = envelope::load(&mut tx, app, &me.envelope_id).await?;
    if stage(app, &envelope, me) != Stage::ToSign {
        return Err(Error::conflict("error-nothing-to-sign"));
    }
    let (before, revision) = find_revision(&mut tx, app, me).await?;
    let filled = filled::bring_together(&before.values, &page.entry.sent(&page.mine));
    let kept = page.entry.over(before, &filled);
    if !page.viewed.is_empty() {
        let mut shown = shown::find(&mut tx, app, me).await?;
        shown.view(&page.viewed);
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
    let mark = ring.seal_json(("signatory", me.id.as_str(), "mark"), &entry.to_mark())?;
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::load(&mut tx, app, &me.envelope_id).await?;
            if stage(app, &envelope, me) != Stage::ToSign {
                return Err(Error::conflict("error-nothing-to-sign"));
            }
            let (mut kept, revision) = find_revision(&mut tx, app, me).await?;
            kept.sign_with(entry, &me.name);
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

/// What was filled in so far; of a drawn or uploaded signature, what tells it from another one.
///
/// # Errors
/// When the database fails.
pub async fn find_draft(tx: &mut Tx, app: &App, me: &Signatory) -> Result<Entry, Error> {
    Ok(find_revision(tx, app, me).await?.0)
}

/// What was filled in so far, with the drawn or uploaded signature.
///
/// # Errors
/// When the database fails.
pub async fn find_draft_with_mark(tx: &mut Tx, app: &App, me: &Signatory) -> Result<Entry, Error> {
    let (mut entry, _) = find_revision(tx, app, me).await?;
    if !entry.lacks_signature() {
        return Ok(entry);
    }
    let row = tx.find("select mark from signatory where id = $1", &[Value::from(&me.id)]).await?;
    if let Some(sealed) = row.map(|mut row| row.maybe_bytes()).transpose()?.flatten() {
        let ring = app.keys.scope(Scope::Project(&me.project_id))?;
        let mark: Mark = ring.open_json(("signatory", me.id.as_str(), "mark"), &sealed)?;
        entry.take_mark(mark)?;
    }
    Ok(entry)
}

/// What was filled in so far, and how many times something was.
async fn find_revision(tx: &mut Tx, app: &App, me: &Signatory) -> Result<(Entry, i64), Error> {
    let row =
        tx.find("select draft_revision, draft from signatory where id = $1", &[Value::from(&me.id)]).await?;
    let mut row = row.ok_or_else(Error::not_found)?;
    let (revision, sealed) = (row.integer()?, row.maybe_bytes()?);
    let Some(sealed) = sealed else { return Ok((Entry::default(), revision)) };
    let ring = app.keys.scope(Scope::Project(&me.project_id))?;
    let entry: Entry = ring.open_json(("signatory", me.id.as_str(), "draft"), &sealed)?;
    Ok((entry.or_without_signature(), revision))
}
