//! What is asked of the signer for each kind of act: which fields, which values, which words.

use paraph_pades::form::geometry::{ShownRectangle, to_user_space};
use paraph_pades::form::{FieldKind, FieldPlacement, FieldValue, Requirement};
use paraph_pades::sign::{self, Request, SignatureField};
use paraph_pades::statement::Statement;
use paraph_pdf::{Document, Page};

use super::refusal::refused;
use super::shown::{Shown, of_appearance, texts};
use super::{Hand, request};
use crate::app::App;
use crate::deal::entry::Entry;
use crate::deal::envelope::{Enclosed, Envelope};
use crate::deal::field::{Field, Kind};
use crate::deal::preflight::Matter;
use crate::deal::signatory::Signatory;
use crate::deal::warrant::Warrant;
use crate::error::Error;
use crate::instance::Authority;
use crate::store::Opened;
use crate::zone::Zone;

/// The certification of one document.
pub(super) struct Certification {
    request: Request,
    fields: Vec<Field>,
    signatories: Vec<Signatory>,
    zone: Zone,
}

impl Certification {
    pub(super) fn new(
        app: &App,
        authority: &Authority,
        (envelope, enclosed): (&Envelope, &Enclosed),
        matter: &Matter,
    ) -> Self {
        let act = sign::Act::Certify { fields: Vec::new() };
        let field = SignatureField::NewInvisible(format!("Paraph-sent-{}", envelope.id));
        let mut request = request(app, authority, act, field);
        request.name = Some(app.config.operator.clone());
        request.reason = Some(Statement::Sent { envelope: envelope.id.to_string() }.to_string());
        let fields = matter.fields.iter().filter(|f| f.document == enclosed.document_id).cloned();
        Self {
            request,
            fields: fields.collect(),
            signatories: matter.signatories.clone(),
            zone: envelope.zone.clone(),
        }
    }

    /// The whole request, once the document's pages are at hand.
    pub(super) fn request(self, document: &Document<Opened>) -> Result<Request, Error> {
        let pages = document.current().pages().map_err(Error::broken)?;
        let pages: Vec<Page> = pages.collect::<Result<_, _>>().map_err(Error::broken)?;
        let fields: Vec<_> =
            self.fields.iter().map(|field| self.placement(field, &pages)).collect::<Result<_, _>>()?;
        let act = match sign::is_signed(document).map_err(refused)? {
            true => sign::Act::Admit { fields },
            false => sign::Act::Certify { fields },
        };
        Ok(Request { act, ..self.request })
    }

    fn placement(&self, field: &Field, pages: &[Page]) -> Result<FieldPlacement, Error> {
        let index = usize::try_from(field.page).map_err(Error::broken)?.saturating_sub(1);
        let page = pages.get(index).ok_or_else(|| Error::invalid("error-field-page"))?;
        let owner = self.signatories.iter().find(|s| s.id == field.signatory);
        let owner = owner.ok_or_else(|| Error::invalid("error-field-signatory"))?;
        let area = field.area;
        let shown = ShownRectangle { left: area.left, top: area.top, width: area.width, height: area.height };
        Ok(FieldPlacement {
            name: name(field),
            page: index,
            rectangle: to_user_space(page, shown),
            kind: self.kind(field),
            tooltip: tooltip(field, owner),
            required: if field.required { Requirement::Required } else { Requirement::Optional },
        })
    }

    /// The first signature field of a person takes their signature and locks what is theirs; others show it again.
    fn kind(&self, field: &Field) -> FieldKind {
        match field.kind {
            Kind::Text => FieldKind::Text,
            // ISO 8601, as `Zone::day` writes it.
            Kind::Date => FieldKind::Date { format: format!("YYYY-MM-DD, {}", self.zone.name()) },
            Kind::Tick => FieldKind::Tick,
            Kind::Signature => {
                let mut theirs = self.fields.iter().filter(|f| f.signatory == field.signatory);
                let first = theirs.clone().find(|f| f.kind == Kind::Signature);
                if first.is_some_and(|first| first.id == field.id) {
                    let locks = theirs.by_ref().filter(|f| f.id != field.id).map(name).collect();
                    FieldKind::Signature { locks }
                } else {
                    FieldKind::Mark
                }
            }
        }
    }
}

/// One signatory's act on one document.
pub struct Act {
    /// Their fields on this document.
    pub fields: Vec<Field>,
    /// What they filled in.
    pub entry: Entry,
    /// What will be seen.
    pub hand: Hand,
}

impl Act {
    pub(super) fn request(
        self,
        app: &App,
        authority: &Authority,
        envelope: &Envelope,
        warrant: &Warrant,
    ) -> Result<Request, Error> {
        let target = self.fields.iter().find(|field| field.kind == Kind::Signature);
        let target =
            target.ok_or_else(|| Error::broken("a signatory without a signature field signs nothing"))?;
        let me = warrant.signatory();
        let now = warrant.evidence().given;
        let shown = Shown { me, entry: &self.entry, hand: &self.hand, zone: &envelope.zone, now };
        let appearance = shown.signature();
        let others = self.fields.iter().filter(|field| field.id != target.id);
        let values = others
            .map(|field| Ok(FieldValue { field: name(field), value: shown.value(field)? }))
            .collect::<Result<Vec<_>, Error>>()?;
        let written = values.iter().flat_map(|value| texts(&value.value));
        let written = written.chain(of_appearance(&appearance));
        let typefaces = tokio::task::block_in_place(|| app.typefaces.writing(written))?;
        let act = sign::Act::Approve { values };
        let mut request = request(app, authority, act, SignatureField::Existing(name(target)));
        request.appearance = Some(appearance);
        request.typefaces = typefaces;
        request.name = Some(me.name.clone());
        let signed = Statement::Signed {
            hand: self.hand.kind.to_string(),
            name: me.name.clone(),
            email: me.email.clone(),
            envelope: envelope.id.to_string(),
        };
        request.reason = Some(signed.to_string());
        Ok(request)
    }
}

/// The instance's seal over everything that was signed.
pub(super) fn seal(app: &App, authority: &Authority, envelope: &Envelope) -> Request {
    let field = SignatureField::NewInvisible(format!("Paraph-seal-{}", envelope.id));
    let mut request = request(app, authority, sign::Act::Close, field);
    request.name = Some(app.config.operator.clone());
    request.reason = Some(Statement::Sealed { envelope: envelope.id.to_string() }.to_string());
    request
}

/// A field's name in the document: unique, and telling nothing.
fn name(field: &Field) -> String {
    format!("Paraph-{}", field.id)
}

/// What a screen reader says of a field.
fn tooltip(field: &Field, owner: &Signatory) -> String {
    if field.label.is_empty() {
        let key = match field.kind {
            Kind::Signature => "field-of-signature",
            Kind::Date => "field-of-date",
            Kind::Text => "field-of-text",
            Kind::Tick => "field-of-tick",
        };
        owner.locale.sentence(key, &[("name", owner.name.clone())])
    } else {
        format!("{} ({})", field.label, owner.name)
    }
}
