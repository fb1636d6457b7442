//! Fields: the places on a page that a signatory fills or signs. Their geometry is kept in millionths of the shown page.

use serde::{Deserialize, Serialize};

use super::envelope::{self, Enclosed, Envelope};
use super::event::{Chain, Event};
use super::signatory::{self, Signatory};
use super::submission::{self, Submission};
use super::{DocumentId, EnvelopeId, FieldId, SignatoryId};
use crate::app::App;
use crate::auth::Member;
use crate::db::{Row, Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::limits;
use crate::words::Line;

/// Millionths in a whole.
const WHOLE: f64 = 1_000_000.0;
/// What is to be put into a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A signature.
    Signature,
    /// The date of signing.
    Date,
    /// A line of text.
    Text,
    /// A tick.
    Tick,
}

impl Kind {
    /// Every kind, in the order of the palette.
    pub const ALL: [Self; 4] = [Self::Signature, Self::Date, Self::Text, Self::Tick];

    /// As the database, forms and catalogues spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Date => "date",
            Self::Text => "text",
            Self::Tick => "tick",
        }
    }

    /// What a field without a label is called: the key of a text in the catalogues.
    pub fn label_key(self) -> &'static str {
        match self {
            Self::Signature => "field-signature",
            Self::Date => "field-date",
            Self::Text => "field-text",
            Self::Tick => "field-tick",
        }
    }

    /// Reads the spelling back.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A rectangle in per cent of the shown page, from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// Distance from the left edge.
    pub left: f64,
    /// Distance from the top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A field as the editor sends it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Placement {
    /// The field's identifier, if it was saved before.
    #[serde(default)]
    pub id: Option<FieldId>,
    /// On which document.
    pub document: DocumentId,
    /// For whom.
    pub signatory: SignatoryId,
    /// What goes in.
    pub kind: Kind,
    /// On which page, from 1.
    pub page: u32,
    /// Left edge, per cent.
    pub left: f64,
    /// Top edge, per cent.
    pub top: f64,
    /// Width, per cent.
    pub width: f64,
    /// Height, per cent.
    pub height: f64,
    /// What the person is told to put in.
    #[serde(default)]
    pub label: String,
    /// Whether it may stay empty.
    pub required: bool,
}

/// A field of an envelope.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Field {
    /// Which.
    pub id: FieldId,
    /// On which document.
    pub document: DocumentId,
    /// For whom.
    pub signatory: SignatoryId,
    /// What goes in.
    pub kind: Kind,
    /// On which page, from 1.
    pub page: u32,
    /// Where.
    #[serde(flatten)]
    pub area: Area,
    /// Whether it may stay empty.
    pub required: bool,
    /// What the person is told to put in.
    pub label: String,
    /// The revision of the draft at which it was placed or changed last.
    #[serde(skip)]
    pub revision: i64,
}

/// The fields of a draft at one of its revisions.
#[derive(Debug, Clone, Serialize)]
pub struct Edition {
    /// Which revision.
    pub revision: i64,
    /// All fields, in order.
    pub fields: Vec<Field>,
}

/// What came of a save.
pub enum Saved {
    /// The editor's fields are the draft's now.
    Kept(Edition),
    /// The draft was changed after the editor read it, and stays as it is: so it stands now.
    Stale(Edition),
}

/// Replaces all fields of a draft by those the editor shows, if the draft is still at the revision that the editor read;
/// whoever read none has seen no field. A field keeps its identifier.
///
/// # Errors
/// Not found unless the member manages the project; invalid when a field lies outside its page, or belongs to a
/// document or signatory that is not in the envelope.
pub async fn replace(
    app: &App,
    member: &Member,
    envelope: &EnvelopeId,
    read: Option<i64>,
    placements: &[Placement],
) -> Result<Saved, Error> {
    if placements.len() > limits::ENVELOPE_FIELDS_MAX {
        return Err(Error::invalid("error-envelope-fields").with("max", limits::ENVELOPE_FIELDS_MAX));
    }
    app.db.retry(|| replace_once(app, member, envelope, read, placements)).await
}

async fn replace_once(
    app: &App,
    member: &Member,
    envelope: &EnvelopeId,
    read: Option<i64>,
    placements: &[Placement],
) -> Result<Saved, Error> {
    let mut tx = app.db.begin().await?;
    let envelope = envelope::find_draft(&mut tx, app, member, envelope).await?;
    let known = Known::load(&mut tx, app, &envelope).await?;
    let is_fresh = read.map_or(known.before.is_empty(), |read| read == envelope.revision);
    if !is_fresh {
        return Ok(Saved::Stale(Edition { revision: envelope.revision, fields: known.before }));
    }
    let revision = envelope::revise(&mut tx, &envelope).await?;
    let mut fields: Vec<Field> = Vec::with_capacity(placements.len());
    for placement in placements {
        let field = known.accept(&mut tx, app, placement, revision).await?;
        if fields.iter().any(|other| other.id == field.id) {
            return Err(Error::invalid("error-field-twice"));
        }
        fields.push(field);
    }
    tx.execute("delete from field where envelope_id = $1", &[Value::from(&envelope.id)]).await?;
    for (position, field) in (0i64..).zip(&fields) {
        insert(&mut tx, app, &envelope, (position, field)).await?;
    }
    tx.commit(placed(app, member, &envelope, fields.len())?).await?;
    Ok(Saved::Kept(Edition { revision, fields }))
}

/// The event that so many fields are placed now.
fn placed(app: &App, member: &Member, envelope: &Envelope, count: usize) -> Result<Event, Error> {
    let chain = Chain::Envelope(&member.account_id, &envelope.project_id, &envelope.id);
    let count = count.to_string();
    Event::tell(app, chain, "fields-placed", &member.person(), &[("count", count.as_str())])
}

/// Adds one field to a draft, after those that are there. The same form sent twice adds one.
///
/// # Errors
/// As [`replace`].
pub async fn add(
    app: &App,
    submission: &Submission<'_>,
    envelope: &EnvelopeId,
    placement: &Placement,
) -> Result<(), Error> {
    app.db.retry(|| add_once(app, submission, envelope, placement)).await
}

async fn add_once(
    app: &App,
    submission: &Submission<'_>,
    envelope: &EnvelopeId,
    placement: &Placement,
) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    let envelope = envelope::find_draft(&mut tx, app, submission.member, envelope).await?;
    let words = serde_json::to_string(placement).map_err(Error::broken)?;
    let mark = submission.mark(app, "field", &[envelope.id.as_str(), words.as_str()])?;
    if submission::find::<super::kinds::Field>(&mut tx, &mark).await?.is_some() {
        return Ok(());
    }
    let known = Known::load(&mut tx, app, &envelope).await?;
    let count = known.before.len();
    if count >= limits::ENVELOPE_FIELDS_MAX {
        return Err(Error::invalid("error-envelope-fields").with("max", limits::ENVELOPE_FIELDS_MAX));
    }
    let revision = envelope::revise(&mut tx, &envelope).await?;
    let field = known.accept(&mut tx, app, placement, revision).await?;
    // One that was removed leaves its position behind; what counts is the order.
    let position = next_position(&mut tx, &envelope).await?;
    insert(&mut tx, app, &envelope, (position, &field)).await?;
    submission::remember(&mut tx, app, &mark, &field.id).await?;
    tx.commit(placed(app, submission.member, &envelope, count + 1)?).await
}

/// Removes one field from a draft, as it stood at the revision that was read. Removing one that is gone changes nothing.
///
/// # Errors
/// Not found unless the member manages the project; a conflict when the field was changed since, or the envelope sent.
pub async fn remove(
    app: &App,
    member: &Member,
    envelope: &EnvelopeId,
    field: &FieldId,
    read: Option<i64>,
) -> Result<(), Error> {
    app.db
        .retry(async || {
            let mut tx = app.db.begin().await?;
            let envelope = envelope::find_draft(&mut tx, app, member, envelope).await?;
            let fields = list(&mut tx, app, &envelope).await?;
            let Some(gone) = fields.iter().find(|one| one.id == *field) else { return Ok(()) };
            if read.is_some_and(|read| gone.revision > read) {
                return Err(Error::conflict("error-field-changed"));
            }
            envelope::revise(&mut tx, &envelope).await?;
            tx.change("delete from field where id = $1", &[Value::from(field)]).await?;
            tx.commit(placed(app, member, &envelope, fields.len() - 1)?).await
        })
        .await
}

async fn next_position(tx: &mut Tx, envelope: &Envelope) -> Result<i64, Error> {
    let row = tx
        .find(
            "select coalesce(max(position), -1) + 1 from field where envelope_id = $1",
            &[Value::from(&envelope.id)],
        )
        .await?;
    row.map_or(Ok(0), |mut row| row.integer())
}

/// What a field may refer to.
struct Known {
    enclosed: Vec<Enclosed>,
    signatories: Vec<Signatory>,
    before: Vec<Field>,
}

impl Known {
    async fn load(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Self, Error> {
        Ok(Self {
            enclosed: envelope::list_enclosed(tx, app, envelope).await?,
            signatories: signatory::list(tx, app, envelope).await?,
            before: list(tx, app, envelope).await?,
        })
    }

    async fn accept(
        &self,
        tx: &mut Tx,
        app: &App,
        placement: &Placement,
        revision: i64,
    ) -> Result<Field, Error> {
        let document = self.enclosed.iter().find(|e| e.document_id == placement.document);
        let pages = document.ok_or_else(|| Error::invalid("error-field-document"))?.facts.pages;
        if !self.signatories.iter().any(|s| s.id == placement.signatory) {
            return Err(Error::invalid("error-field-signatory"));
        }
        if placement.page == 0 || placement.page > pages {
            return Err(Error::invalid("error-field-page"));
        }
        let area = Area {
            left: placement.left,
            top: placement.top,
            width: placement.width,
            height: placement.height,
        };
        if !area.lies_on_the_page() {
            return Err(Error::invalid("error-field-area"));
        }
        let label = Line::parse(&placement.label, limits::NAME_LENGTH_MAX)?;
        let field = Field {
            id: self.identify(tx, app, placement).await?,
            document: placement.document.clone(),
            signatory: placement.signatory.clone(),
            kind: placement.kind,
            page: placement.page,
            area: area.as_stored(),
            required: placement.required || placement.kind == Kind::Signature,
            label: label.as_str().replace('\n', " "),
            revision,
        };
        let before = self.before.iter().find(|before| before.id == field.id);
        let unchanged =
            before.filter(|before| **before == Field { revision: before.revision, ..field.clone() });
        Ok(unchanged.cloned().unwrap_or(field))
    }

    /// The identifier that the editor gave a new field, so that a save whose answer was lost adds nothing twice; another
    /// one when a field of another envelope has it.
    async fn identify(&self, tx: &mut Tx, app: &App, placement: &Placement) -> Result<FieldId, Error> {
        let Some(id) = &placement.id else { return FieldId::random(&app.random) };
        if self.before.iter().any(|field| field.id == *id) {
            return Ok(id.clone());
        }
        let taken = tx.find("select envelope_id from field where id = $1", &[Value::from(id)]).await?;
        if taken.is_some() { FieldId::random(&app.random) } else { Ok(id.clone()) }
    }
}

impl Area {
    /// The area as it comes back from the database.
    fn as_stored(self) -> Self {
        let stored = |side| from_millionths(to_millionths(side));
        Self {
            left: stored(self.left),
            top: stored(self.top),
            width: stored(self.width),
            height: stored(self.height),
        }
    }

    fn lies_on_the_page(self) -> bool {
        let sides = [self.left, self.top, self.width, self.height];
        // A hair's breadth over the edge is what rounding in a browser makes.
        const HAIR: f64 = 0.01;
        sides.iter().all(|side| side.is_finite() && *side >= -HAIR)
            && self.width >= limits::FIELD_SIDE_PERCENT_MIN
            && self.height >= limits::FIELD_SIDE_PERCENT_MIN
            && self.left + self.width <= 100.0 + HAIR
            && self.top + self.height <= 100.0 + HAIR
    }
}

/// Adds a field to a draft, in the transaction of the caller.
pub(super) async fn insert(
    tx: &mut Tx,
    app: &App,
    envelope: &Envelope,
    (position, field): (i64, &Field),
) -> Result<(), Error> {
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    let area = field.area;
    tx.execute(
        "insert into field (id, envelope_id, document_id, signatory_id, position, kind, page, left_ppm, top_ppm,
          width_ppm, height_ppm, required, label, revision)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        &[
            Value::from(&field.id),
            Value::from(&envelope.id),
            Value::from(&field.document),
            Value::from(&field.signatory),
            Value::from(position),
            Value::from(field.kind.as_str()),
            Value::from(i64::from(field.page)),
            Value::from(to_millionths(area.left)),
            Value::from(to_millionths(area.top)),
            Value::from(to_millionths(area.width)),
            Value::from(to_millionths(area.height)),
            Value::from(i64::from(field.required)),
            Value::from(ring.seal_text(("field", field.id.as_str(), "label"), &field.label)?),
            Value::from(field.revision),
        ],
    )
    .await?;
    Ok(())
}

/// The fields of an envelope, in the order they were placed; the caller has shown that the envelope is theirs to see.
pub(crate) async fn list(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Vec<Field>, Error> {
    let rows = tx
        .list(
            "select id, document_id, signatory_id, kind, page, left_ppm, top_ppm, width_ppm, height_ppm, required, revision,
              label
            from field
            where envelope_id = $1
            order by position",
            &[Value::from(&envelope.id)],
        )
        .await?;
    let ring = app.keys.scope(Scope::Project(&envelope.project_id))?;
    rows.into_iter()
        .map(|mut row| {
            let field = read(&mut row)?;
            let label = ring.open_text(("field", field.id.as_str(), "label"), &row.bytes()?)?;
            Ok(Field { label, ..field })
        })
        .collect()
}

/// Reads every column but the label, which is sealed.
fn read(row: &mut Row) -> Result<Field, Error> {
    let (id, document, signatory) = (row.id()?, row.id()?, row.id()?);
    let kind =
        Kind::parse(&row.text()?).ok_or_else(|| Error::broken("a stored kind of field is not known"))?;
    let page = u32::try_from(row.integer()?).map_err(Error::broken)?;
    let area = Area {
        left: from_millionths(row.integer()?),
        top: from_millionths(row.integer()?),
        width: from_millionths(row.integer()?),
        height: from_millionths(row.integer()?),
    };
    let (required, revision) = (row.integer()? != 0, row.integer()?);
    Ok(Field { id, document, signatory, kind, page, area, required, revision, label: String::new() })
}

fn to_millionths(per_cent: f64) -> i64 {
    (per_cent / 100.0 * WHOLE).round().clamp(0.0, WHOLE) as i64
}

fn from_millionths(millionths: i64) -> f64 {
    millionths as f64 / WHOLE * 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_lies_on_its_page_or_is_refused() {
        let area = |left, top, width, height| Area { left, top, width, height };
        assert!(area(0.0, 0.0, 100.0, 100.0).lies_on_the_page());
        assert!(area(10.0, 95.0, 20.0, 5.005).lies_on_the_page());
        for wrong in [
            area(90.0, 0.0, 20.0, 5.0),
            area(0.0, 98.0, 20.0, 5.0),
            area(-1.0, 0.0, 20.0, 5.0),
            area(0.0, 0.0, 0.1, 5.0),
            area(f64::NAN, 0.0, 20.0, 5.0),
            area(0.0, 0.0, f64::INFINITY, 5.0),
        ] {
            assert!(!wrong.lies_on_the_page(), "{wrong:?}");
        }
    }

    #[test]
    fn geometry_survives_storage() {
        for per_cent in [0.0, 0.5, 33.3333, 99.9999, 100.0] {
            assert!((from_millionths(to_millionths(per_cent)) - per_cent).abs() < 0.0001);
        }
    }
}
