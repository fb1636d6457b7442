//! The authentication certificate of a sealed envelope: its facts are gathered from what was recorded, set as a PDF, and
//! sealed itself.

use std::sync::Arc;

use jiff::Timestamp;

use super::envelope::{Enclosed, Envelope};
use super::event::{self, Recorded};
use super::shown::ShownDocument;
use super::signatory::{self, Signatory};
use super::warrant::{self, Evidence};
use super::{notice, project, signature};
use crate::app::{App, Shared};
use crate::auth::Origin;
use crate::error::Error;
use crate::instance::fingerprint;
use crate::locale::Locale;
use crate::paper::{
    self, CertificateFacts, ConsentFacts, DocumentFacts, EventFacts, Moment, SealFacts, ShownFacts,
    SignatoryFacts,
};
use crate::store::Kept;

/// Makes the certificate, in the language of the member who sent the envelope.
///
/// # Errors
/// When what was recorded does not hold, or the seal cannot be put on.
pub async fn make(app: &Shared, envelope: &Envelope, sealed: &[(Enclosed, Kept)]) -> Result<Vec<u8>, Error> {
    let mut tx = app.db.look().await?;
    let sender = notice::creator(&mut tx, app, &envelope.id).await?;
    let events = event::list_of_envelope(&mut tx, app, &envelope.project_id, &envelope.id).await?;
    let mut people = Vec::new();
    for signatory in signatory::list(&mut tx, app, envelope).await? {
        let evidence = warrant::find(&mut tx, app, &signatory).await?;
        let shown = shown(evidence.as_ref(), sealed);
        let facts = person(envelope, signatory, evidence, &events);
        people.push(SignatoryFacts { shown, ..facts });
    }
    let facts = CertificateFacts {
        product: concat!("Paraph ", env!("CARGO_PKG_VERSION")).to_owned(),
        operator: app.config.operator.clone(),
        number: envelope.id.to_string(),
        title: envelope.title.clone(),
        project: project::title(&mut tx, app, &envelope.project_id).await?,
        sender: format!("{} <{}>", sender.name, sender.email),
        zone: envelope.zone.clone(),
        sent: envelope.sent.unwrap_or_default(),
        completed: app.clock.now(),
        issued: app.clock.now(),
        documents: sealed.iter().map(document).collect(),
        signatories: people,
        events: events.iter().map(|recorded| happening(recorded, sender.locale)).collect(),
        seal: seal(app)?,
        verify_address: format!("{}/verify", app.base_url),
    };
    drop(tx);
    let worker = Arc::clone(app);
    let paper = tokio::task::spawn_blocking(move || {
        let words = serde_json::to_string(&facts).map_err(Error::broken)?;
        let typefaces = worker.typefaces.writing([words.as_str()])?;
        paper::certificate(&facts, sender.locale, typefaces.all()).map_err(Error::broken)
    });
    let paper = paper.await.map_err(Error::broken)??;
    signature::seal_paper(app, envelope, paper).await
}

fn document((enclosed, kept): &(Enclosed, Kept)) -> DocumentFacts {
    DocumentFacts {
        name: enclosed.name.clone(),
        pages: enclosed.facts.pages,
        sha256_sent: enclosed.facts.sent_sha256.clone().unwrap_or_default(),
        sha256_sealed: hex::encode(kept.sha256),
    }
}

fn person(
    envelope: &Envelope,
    signatory: Signatory,
    evidence: Option<Evidence>,
    events: &[Recorded],
) -> SignatoryFacts {
    let act = |kind: &str| {
        let theirs = events.iter().find(|e| e.kind == kind && e.body.actor.id == signatory.id.as_str())?;
        Some(moment(theirs.at, theirs.body.actor.origin.as_ref()))
    };
    SignatoryFacts {
        sent: envelope.sent.unwrap_or_default(),
        opened: act("envelope-opened"),
        signed: act("envelope-signed"),
        consent: evidence.map(|evidence| ConsentFacts {
            given: moment(evidence.given, Some(&evidence.origin)),
            text: evidence.consent,
        }),
        name: signatory.name,
        email: signatory.email,
        shown: Vec::new(),
    }
}

/// What a person was shown of each document before they signed, as their evidence keeps it.
fn shown(evidence: Option<&Evidence>, sealed: &[(Enclosed, Kept)]) -> Vec<ShownFacts> {
    let document = |id: &str| sealed.iter().find(|(one, _)| one.document_id.as_str() == id);
    let facts = |one: &ShownDocument| {
        document(&one.document).map(|(enclosed, _)| ShownFacts {
            document: enclosed.name.clone(),
            pages: one.pages,
            delivered: one.delivered.clone(),
            viewed: one.viewed.clone(),
        })
    };
    evidence.into_iter().flat_map(|evidence| &evidence.shown).filter_map(facts).collect()
}

fn moment(at: Timestamp, origin: Option<&Origin>) -> Moment {
    let (address, device) = origin.map(|o| (o.ip.clone(), o.device.clone())).unwrap_or_default();
    Moment { at, address, device }
}

fn happening(recorded: &Recorded, locale: Locale) -> EventFacts {
    let actor = &recorded.body.actor;
    EventFacts {
        at: recorded.at,
        what: locale.text(&format!("event-{}", recorded.kind)),
        who: if actor.email.is_empty() {
            actor.name.clone()
        } else {
            format!("{} <{}>", actor.name, actor.email)
        },
        from: actor.origin.as_ref().map(|origin| origin.ip.clone()).unwrap_or_default(),
    }
}

fn seal(app: &App) -> Result<SealFacts, Error> {
    let authority = app.authority()?;
    let certificate = authority.seal.certificate();
    Ok(SealFacts {
        level: "PAdES B-LTA".to_owned(),
        subject: certificate.subject().to_string(),
        serial: certificate.serial_hex(),
        timestamp_authority: signature::timestamp_authority_name(app, &authority),
        root_sha256: fingerprint(authority.root()),
    })
}
