//! Warrants: no signature is made without one. A warrant is built here alone, out of proofs that only their own
//! checkers make, and each proof binds who acted, when, and the digests of the documents as they were sent.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::activation::Spent;
use super::envelope::{Enclosed, Envelope};
use super::hash::Hash;
use super::shown::ShownDocument;
use super::signatory::Signatory;
use crate::app::App;
use crate::auth::{LinkOpened, Origin, Person, TokenShown};
use crate::db::{Tx, Value};
use crate::error::Error;
use crate::keys::Scope;
use crate::locale::Locale;

/// Proof that a person gave their consent to sign these very documents, in these very words.
pub struct Consent {
    signatory: Signatory,
    words: String,
    given: Timestamp,
    documents: Vec<Digest>,
}

/// A document as a proof binds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Its identifier.
    pub document: String,
    /// SHA-256, in hexadecimal, of the file as it was sent.
    pub sent_sha256: String,
}

/// The right to make one person's signature, once, on these documents.
pub struct Warrant {
    signatory: Signatory,
    person: Person,
    evidence: Evidence,
}

/// What a warrant rests on, kept sealed for as long as the signature can be disputed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence {
    /// How the person was recognised.
    pub method: String,
    /// From where they acted.
    pub origin: Origin,
    /// The words they consented to.
    pub consent: String,
    /// SHA-256 of those words, in hexadecimal.
    pub consent_sha256: String,
    /// When they consented.
    pub given: Timestamp,
    /// What they consented to.
    pub documents: Vec<Digest>,
    /// Which pages of each document they were shown before.
    #[serde(default)]
    pub shown: Vec<ShownDocument>,
}

impl Consent {
    /// Checks that consent was given in the form, to the documents as they lie in the envelope.
    ///
    /// # Errors
    /// Invalid when the box was not ticked; broken when a document was never sent.
    pub fn check(
        app: &App,
        link: &LinkOpened,
        said: Option<&str>,
        enclosed: &[Enclosed],
    ) -> Result<Self, Error> {
        if said != Some("yes") {
            return Err(Error::invalid("error-consent"));
        }
        Ok(Self {
            signatory: link.signatory.clone(),
            words: consent_words(link.locale),
            given: app.clock.now(),
            documents: digests(enclosed)?,
        })
    }
}

/// The words that a person consents to when they sign.
pub fn consent_words(locale: Locale) -> String {
    locale.text("ceremony-consent-text")
}

impl Warrant {
    /// Builds the warrant of a Simple signature: the link was opened, consent was given, to what was sent.
    ///
    /// # Errors
    /// A conflict when the proofs are not of one person, or the documents are not those consented to.
    pub fn issue(
        link: &LinkOpened,
        consent: Consent,
        envelope: &Envelope,
        (now, shown): (&[Enclosed], Vec<ShownDocument>),
    ) -> Result<Self, Error> {
        let one_person =
            link.signatory.id == consent.signatory.id && link.signatory.envelope_id == envelope.id;
        if !one_person || digests(now)? != consent.documents {
            return Err(Error::conflict("error-consent-other-documents"));
        }
        let words_sha256 = hex::encode(digest(&SHA256, consent.words.as_bytes()));
        Ok(Self {
            signatory: consent.signatory,
            person: link.person(),
            evidence: Evidence {
                method: "link-by-email".to_owned(),
                origin: link.origin.clone(),
                consent: consent.words,
                consent_sha256: words_sha256,
                given: consent.given,
                documents: consent.documents,
                shown,
            },
        })
    }

    /// Whose signature may be made.
    pub fn signatory(&self) -> &Signatory {
        &self.signatory
    }

    /// The words by which events name them.
    pub fn person(&self) -> &Person {
        &self.person
    }

    /// What the warrant rests on.
    pub fn evidence(&self) -> &Evidence {
        &self.evidence
    }

    /// Keeps the evidence, once, in the transaction of the signature.
    ///
    /// # Errors
    /// A conflict when this person's signature was made before.
    pub(super) async fn keep(&self, tx: &mut Tx, app: &App) -> Result<(), Error> {
        let id = &self.signatory.id;
        let ring = app.keys.scope(Scope::Project(&self.signatory.project_id))?;
        tx.execute(
            "insert into warrant (signatory_id, body, created_ms) values ($1, $2, $3)",
            &[
                Value::from(id),
                Value::from(ring.seal_json(("warrant", id.as_str(), "body"), &self.evidence)?),
                Value::from(app.clock.now()),
            ],
        )
        .await?;
        Ok(())
    }
}

/// The right to sign certain hashes with a member's credential, once: its PIN was entered for these very hashes, and the
/// activation that this gave was used up in the transaction at hand.
pub struct HashWarrant {
    person: Person,
    serial: String,
    spent: Spent,
}

impl HashWarrant {
    /// Builds the warrant from its two proofs: a token of the member's was shown, and an activation of theirs was used up.
    pub(super) fn issue(shown: &TokenShown, spent: Spent) -> Self {
        let serial = spent.credential.certificate().map(|one| one.serial_hex()).unwrap_or_default();
        Self { person: shown.person(), serial, spent }
    }

    /// Signs the hashes, each checked with the certificate's own key before anybody else sees it.
    ///
    /// # Errors
    /// Broken when the key fails, or is not the certificate's.
    pub(super) fn sign(&self, random: &SystemRandom) -> Result<Vec<Vec<u8>>, Error> {
        let public = self.spent.credential.certificate()?.public_key();
        let sign = |hash: &Hash| {
            let value = self.spent.key.sign_digest(hash.algorithm(), hash.value())?;
            if public.verify_digest(hash.signature_algorithm(), hash.value(), &value)? {
                Ok(value)
            } else {
                Err(Error::broken("a credential's key is not its certificate's"))
            }
        };
        // The library draws its own nonces; a broken source stops the act here.
        random.fill(&mut [0; 1]).map_err(|_| Error::broken("the system gives no randomness"))?;
        self.spent.hashes.iter().map(sign).collect()
    }

    /// The words by which events name the member.
    pub(super) fn person(&self) -> &Person {
        &self.person
    }

    /// Serial number of the certificate.
    pub(super) fn serial(&self) -> &str {
        &self.serial
    }

    /// When the PIN was entered.
    pub(super) fn authorized(&self) -> Timestamp {
        self.spent.authorized
    }

    /// What may be signed.
    pub(super) fn hashes(&self) -> &[Hash] {
        &self.spent.hashes
    }
}

/// What a signatory's signature rests on; none before they signed. The caller has shown that it is theirs to see.
pub(super) async fn find(tx: &mut Tx, app: &App, signatory: &Signatory) -> Result<Option<Evidence>, Error> {
    let row =
        tx.find("select body from warrant where signatory_id = $1", &[Value::from(&signatory.id)]).await?;
    let Some(mut row) = row else { return Ok(None) };
    let ring = app.keys.scope(Scope::Project(&signatory.project_id))?;
    ring.open_json(("warrant", signatory.id.as_str(), "body"), &row.bytes()?).map(Some)
}

fn digests(enclosed: &[Enclosed]) -> Result<Vec<Digest>, Error> {
    enclosed
        .iter()
        .map(|document| {
            let sent = document
                .facts
                .sent_sha256
                .clone()
                .ok_or_else(|| Error::broken("a document was never sent"))?;
            Ok(Digest { document: document.document_id.to_string(), sent_sha256: sent })
        })
        .collect()
}
