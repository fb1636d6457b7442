//! The preflight: what must be in order before an envelope leaves. Nothing leaves on red.

use jiff::SignedDuration;

use super::entry::Entry;
use super::envelope::{self, Enclosed, Envelope};
use super::field::{self, Field, Kind};
use super::overlap::{self, Over};
use super::picture::{self, Spot};
use super::signatory::{self, Signatory};
use super::{FieldId, document, punctuality, register, signature};
use crate::app::{App, Shared};
use crate::db::Tx;
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;
use crate::net::mail::MailError;
use crate::pages::Tone;
use crate::pages::review::Check;
use crate::zone::Zone;

/// Everything that a draft consists of, as it was at one moment.
#[derive(Debug, Clone)]
pub struct Matter {
    /// At which of the draft's revisions.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// In which its documents are dated.
    pub zone: Zone,
    /// Its documents.
    pub enclosed: Vec<Enclosed>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// Where.
    pub fields: Vec<Field>,
    /// What was found in its documents, by their names.
    warnings: Vec<(String, crate::render::Finding)>,
    /// The documents that were looked at by older rules than today's.
    outdated: Vec<String>,
}

impl Matter {
    /// Loads a draft; the caller has shown that it is theirs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn load(tx: &mut Tx, app: &App, envelope: &Envelope) -> Result<Self, Error> {
        let enclosed = envelope::list_enclosed(tx, app, envelope).await?;
        let (mut warnings, mut outdated) = (Vec::new(), Vec::new());
        for one in &enclosed {
            let document = document::load(tx, app, &one.document_id).await?;
            if document.facts.rules < document::INSPECTION_RULES {
                outdated.push(document.name.clone());
            }
            warnings
                .extend(document.facts.findings.into_iter().map(|finding| (document.name.clone(), finding)));
        }
        Ok(Self {
            revision: envelope.revision,
            title: envelope.title.clone(),
            zone: envelope.zone.clone(),
            enclosed,
            signatories: signatory::list(tx, app, envelope).await?,
            fields: field::list(tx, app, envelope).await?,
            warnings,
            outdated,
        })
    }

    /// Whether two readings of a draft would send the same.
    pub fn is_same(&self, other: &Self) -> bool {
        self.sent() == other.sent()
    }

    /// All by which what is sent differs. Everything is named, so that nothing a draft gains is forgotten.
    fn sent(&self) -> impl PartialEq + '_ {
        let Self { revision, title, zone, enclosed, signatories, fields, warnings: _, outdated: _ } = self;
        let file = |enclosed: &Enclosed| {
            let Enclosed { document_id, name, facts: _, file_id, revision } = enclosed.clone();
            (document_id, name, file_id, revision)
        };
        let person = |signatory: &Signatory| {
            let Signatory {
                id,
                envelope_id: _,
                project_id: _,
                account_id: _,
                position,
                name,
                email,
                locale,
                status: _,
                reason: _,
                opened: _,
                ended: _,
            } = signatory.clone();
            (id, position, name, email, locale)
        };
        let files: Vec<_> = enclosed.iter().map(file).collect();
        let people: Vec<_> = signatories.iter().map(person).collect();
        (revision, title, zone, files, people, fields)
    }

    fn check(&self, locale: Locale) -> Vec<Check> {
        let mut checks = Vec::new();
        if self.signatories.is_empty() {
            checks.push(Check::NoSignatory);
        }
        let idle: Vec<_> = self.signatories.iter().filter(|signatory| !self.signs(signatory)).collect();
        if idle.is_empty() && !self.signatories.is_empty() {
            checks.push(Check::EverybodySigns { count: self.signatories.len() });
        }
        checks
            .extend(idle.into_iter().map(|signatory| Check::NothingToSign { name: signatory.name.clone() }));
        let bare = self.enclosed.iter().filter(|e| !self.fields.iter().any(|f| f.document == e.document_id));
        checks.extend(bare.map(|enclosed| Check::DocumentWithoutField { document: enclosed.name.clone() }));
        checks.extend(self.outdated.iter().map(|document| Check::DocumentNotReady {
            document: document.clone(),
            reason: locale.sentence("error-document-look-again", &[]),
        }));
        checks.extend(self.warnings.iter().map(|(document, finding)| Check::DocumentWarning {
            document: document.clone(),
            finding: locale.sentence(finding.key(), &finding.arguments()),
        }));
        checks
    }

    fn signs(&self, signatory: &Signatory) -> bool {
        self.fields.iter().any(|field| field.signatory == signatory.id && field.kind == Kind::Signature)
    }
}

/// Checks a draft and everything that sending it will need: the key, the clock, the time-stamps, the mail.
pub async fn check(app: &Shared, envelope: &Envelope, matter: &Matter, locale: Locale) -> Vec<Check> {
    let mut checks = matter.check(locale);
    checks.extend(check_overlaps(app, envelope, matter, locale).await);
    checks.extend(check_documents(app, envelope, matter, locale).await);
    checks.extend(check_fields(app, envelope, matter, locale).await);
    checks.push(check_key(app).await);
    checks.extend(check_time(app).await);
    checks.push(check_mail(app).await);
    checks
}

/// No field lies over another person's, and what else one lies over deserves a look. Two fields that meet are reported once.
async fn check_overlaps(app: &Shared, envelope: &Envelope, matter: &Matter, locale: Locale) -> Vec<Check> {
    let found = async {
        let mut tx = app.db.look().await?;
        overlap::find(&mut tx, app, envelope, &matter.fields).await
    };
    let found = match found.await {
        Ok(found) => found,
        Err(error) => {
            tracing::error!(%error, "where the fields lie could not be checked");
            return vec![Check::Overlap { tone: Tone::Bad, sentence: locale.text("overlap-unknown") }];
        }
    };
    let words = overlap::Words {
        enclosed: &matter.enclosed,
        signatories: &matter.signatories,
        fields: &matter.fields,
        locale,
    };
    let place = |id: &FieldId| matter.fields.iter().position(|field| field.id == *id);
    let once = found.iter().filter(|one| match &one.over {
        Over::Field(other) => place(&one.field) < place(other),
        Over::Text(_) | Over::Edge => true,
    });
    let told = once.map(|one| words.tell(one));
    told.map(|(tone, sentence)| Check::Overlap { tone, sentence }).collect()
}

/// Every document is certified for trial, which finds whatever about it, or about its fields, would stop the sending.
async fn check_documents(app: &Shared, envelope: &Envelope, matter: &Matter, locale: Locale) -> Vec<Check> {
    let mut checks = Vec::new();
    for enclosed in &matter.enclosed {
        if let Err(error) = signature::rehearse(app, envelope, enclosed, matter).await {
            tracing::info!(%error, "a document did not pass the preflight");
            let said = error.sentence();
            let reason = locale.sentence(said.key, &said.arguments);
            checks.push(Check::DocumentNotReady { document: enclosed.name.clone(), reason });
        }
    }
    if checks.is_empty() {
        checks.push(Check::DocumentsReady { count: matter.enclosed.len() });
    }
    checks
}

/// Every person's name can be written, and has room in each of their fields, with the time beside it. Of each person and reason
/// one field is named.
async fn check_fields(app: &App, envelope: &Envelope, matter: &Matter, locale: Locale) -> Vec<Check> {
    let mut checks = Vec::new();
    for me in &matter.signatories {
        let spots = match spots(app, envelope, matter, me).await {
            Ok(spots) => spots,
            Err(error) => {
                // A document that is not ready reports its pages itself.
                tracing::info!(%error, "the pages of a draft's fields were not found");
                continue;
            }
        };
        let problems =
            tokio::task::block_in_place(|| picture::find_problems(app, me, &spots, &Entry::default()));
        let mut told = Vec::new();
        for (id, error) in problems {
            let said = error.sentence();
            let reason = locale.sentence(said.key, &said.arguments);
            let Some(field) = matter.fields.iter().find(|field| field.id == id) else { continue };
            if told.contains(&reason) {
                continue;
            }
            let document = matter.enclosed.iter().find(|one| one.document_id == field.document);
            checks.push(Check::FieldNotReady {
                name: me.name.clone(),
                document: document.map(|one| one.name.clone()).unwrap_or_default(),
                page: field.page,
                reason: reason.clone(),
            });
            told.push(reason);
        }
    }
    checks
}

async fn spots(app: &App, envelope: &Envelope, matter: &Matter, me: &Signatory) -> Result<Vec<Spot>, Error> {
    let mut tx = app.db.look().await?;
    let mut spots = Vec::new();
    for field in matter.fields.iter().filter(|field| field.signatory == me.id) {
        let at = (&field.document, field.page);
        let page = document::find_page_size(&mut tx, app, &envelope.project_id, at).await?;
        spots.push(Spot { field: field.clone(), page, zone: envelope.zone.clone() });
    }
    Ok(spots)
}

/// The seal's certificate is valid, and nobody took it back.
async fn check_key(app: &App) -> Check {
    match is_key_ready(app).await {
        Ok(true) => Check::KeyReady,
        Ok(false) => Check::KeyMissing,
        Err(error) => {
            tracing::warn!(%error, "the key did not pass the preflight");
            Check::KeyMissing
        }
    }
}

async fn is_key_ready(app: &App) -> Result<bool, Error> {
    let authority = app.authority()?;
    register::is_good(app, &authority.seal, &authority).await
}

async fn check_time(app: &App) -> Vec<Check> {
    match clock_behind(app).await {
        Ok(None) => {}
        Ok(Some(behind)) => {
            tracing::error!(event = "clock-behind", message = behind.sentence());
            return vec![Check::ClockBehind { seconds: behind.seconds() }];
        }
        Err(error) => {
            tracing::warn!(%error, "the clock did not pass the preflight");
            return vec![Check::ClockBehind { seconds: 0 }];
        }
    }
    let own = match app.authority() {
        Ok(own) => own,
        Err(error) => {
            tracing::warn!(%error, "the authority did not pass the preflight");
            return vec![Check::TimestampMissing { authority: app.config.operator.clone() }];
        }
    };
    let authority = signature::timestamp_authority_name(app, &own);
    match signature::ask_time(app).await {
        Err(error) => {
            tracing::warn!(%error, "the time-stamp authority did not pass the preflight");
            vec![Check::TimestampMissing { authority }]
        }
        Ok(time) => {
            let off = app.clock.now().duration_since(time).abs();
            let clock = match off > SignedDuration::from_secs(limits::CLOCK_TOLERANCE_SECONDS) {
                true => Check::ClockWrong { seconds: off.as_secs().unsigned_abs() },
                false => Check::ClockRight,
            };
            vec![Check::TimestampReady { authority }, clock]
        }
    }
}

async fn clock_behind(app: &App) -> Result<Option<punctuality::Behind>, Error> {
    punctuality::look(&mut app.db.look().await?, app).await
}

async fn check_mail(app: &App) -> Check {
    if app.config.mail.host.is_none() {
        return Check::MailKept;
    }
    match app.mailer.test().await {
        Ok(()) => Check::MailReady,
        Err(error @ (MailError::Permanent(_) | MailError::Temporary(_))) => {
            Check::MailFailing { answer: error.to_string() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_with_another_zone_or_title_is_another_draft() {
        let zone = |name: &str| Zone::find(name).unwrap();
        let draft = Matter {
            revision: 1,
            title: "Sale".to_owned(),
            zone: zone("Europe/Luxembourg"),
            enclosed: Vec::new(),
            signatories: Vec::new(),
            fields: Vec::new(),
            warnings: Vec::new(),
            outdated: vec!["contract.pdf".to_owned()],
        };
        assert!(draft.is_same(&Matter { outdated: Vec::new(), ..draft.clone() }));
        assert!(!draft.is_same(&Matter { zone: zone("Asia/Tokyo"), ..draft.clone() }));
        assert!(!draft.is_same(&Matter { title: "Lease".to_owned(), ..draft.clone() }));
        assert!(!draft.is_same(&Matter { revision: 2, ..draft.clone() }));
    }
}
