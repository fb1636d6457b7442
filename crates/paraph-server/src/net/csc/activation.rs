//! The right to sign one batch, once (clauses 11.6, 11.7, 11.9). What it is given for is part of it, so that nothing else can
//! be signed with it by mistake.

use super::provider::{Reply, Version};
use super::wire::{Authorize, AuthorizeCheck, Authorized, Extend, Hashes};
use super::{Batch, Credential, CscError, FactorKind, Granted, Mode, Secret, Session};

/// A proof that is handed over with an authorization.
pub struct Proof {
    /// The factor it is for.
    pub factor: String,
    /// The PIN, password or code; none when it is given by another way.
    pub value: Option<Secret>,
}

/// What is to be authorised.
pub struct Order<'a> {
    /// What is signed first, and as a rule all that is.
    pub batch: Batch,
    /// Signatures in all, when further batches shall follow ([`Transaction::extend`]); at least those of the batch.
    pub signatures: usize,
    /// The proofs the credential wants.
    pub proofs: Vec<Proof>,
    /// What the person shall be told, if anything.
    pub description: Option<&'a str>,
}

impl Order<'_> {
    /// An order for this batch alone.
    #[must_use]
    pub fn of(batch: Batch, proofs: Vec<Proof>) -> Self {
        Self { signatures: batch.signatures(), batch, proofs, description: None }
    }
}

/// The right to sign one batch with one credential.
pub struct Activation<'a> {
    pub(super) session: &'a Session,
    pub(super) credential: &'a Credential,
    pub(super) batch: Batch,
    pub(super) sad: Secret,
    /// Whether it is an access token of scope `credential`, which serves as a bearer token too.
    pub(super) is_token: bool,
    /// Signatures that may follow.
    pub(super) left: usize,
}

/// A transaction of which some signatures are made and others may follow.
pub struct Transaction<'a> {
    pub(super) session: &'a Session,
    pub(super) credential: &'a Credential,
    pub(super) sad: Secret,
    pub(super) left: usize,
}

impl Session {
    /// Asks for the right to sign (`credentials/authorize`). The digests are always bound to it, also where the provider
    /// would do without. Where the person confirms elsewhere, it is waited for.
    ///
    /// # Errors
    /// When a proof is missing, the order is more than the credential gives, or the provider refuses.
    pub async fn authorize<'a>(
        &'a self,
        credential: &'a Credential,
        order: Order<'_>,
    ) -> Result<Activation<'a>, CscError> {
        check(credential, &order)?;
        let version = self.provider().version();
        let proof = |id: &str| order.proofs.iter().find(|proof| proof.factor == id)?.value.as_ref();
        let question = Authorize {
            credential: credential.id(),
            signatures: order.signatures,
            hashes: Hashes::to_authorize(&order.batch, version),
            pin: proof("PIN").map(Secret::text).filter(|_| version == Version::One),
            otp: proof("OTP").map(Secret::text).filter(|_| version == Version::One),
            proofs: (version == Version::Two).then(|| order.proofs.iter().map(Into::into).collect()),
            description: order.description,
        };
        let secrets: Vec<&Secret> = order.proofs.iter().filter_map(|proof| proof.value.as_ref()).collect();
        let reply = self.call("credentials/authorize", &question, &secrets).await?;
        let sad = self.activated(reply, &secrets).await?;
        let left = order.signatures.saturating_sub(order.batch.signatures());
        Ok(Activation { session: self, credential, batch: order.batch, sad, is_token: false, left })
    }

    /// The right to sign that was given on the provider's page, for this batch.
    ///
    /// # Errors
    /// When the batch is more than the credential gives, or the token was given for another credential.
    pub fn activate<'a>(
        &'a self,
        credential: &'a Credential,
        granted: Granted,
        batch: Batch,
    ) -> Result<Activation<'a>, CscError> {
        check_size(credential, &batch, batch.signatures())?;
        if granted.credential.as_ref().is_some_and(|id| id != credential.id()) {
            return Err(CscError::VisitIsAnother);
        }
        Ok(Activation { session: self, credential, batch, sad: granted.access, is_token: true, left: 0 })
    }

    /// The activation data of a reply, or of those that follow it while the person is asked (clause 11.7).
    async fn activated(&self, mut reply: Reply, secrets: &[&Secret]) -> Result<Secret, CscError> {
        let patience = self.provider().patience();
        for _ in 0..=patience.polls {
            let authorized: Authorized = reply.read()?;
            let handle = match (reply.is_pending(), authorized) {
                (false, Authorized { sad: Some(sad), .. }) if !sad.text().is_empty() => return Ok(sad),
                (true, Authorized { handle: Some(handle), .. }) => handle,
                _ => return Err(reply.malformed("SAD is missing")),
            };
            tokio::time::sleep(patience.pause).await;
            let question = AuthorizeCheck { handle: &handle };
            reply = self.call("credentials/authorizeCheck", &question, secrets).await?;
        }
        Err(CscError::StillPending("credentials/authorize"))
    }
}

impl<'a> Transaction<'a> {
    /// How many signatures may follow.
    #[must_use]
    pub fn left(&self) -> usize {
        self.left
    }

    /// The right to sign the next batch (`credentials/extendTransaction`, clause 11.9).
    ///
    /// # Errors
    /// When the batch is more than is left, or the provider refuses.
    pub async fn extend(self, batch: Batch) -> Result<Activation<'a>, CscError> {
        let (asked, given) = (batch.signatures(), self.left);
        let left = given.checked_sub(asked).ok_or(CscError::TooManySignatures { asked, given })?;
        self.credential.spelling(batch.algorithm())?;
        let question = Extend {
            credential: self.credential.id(),
            hashes: Hashes::to_authorize(&batch, self.session.provider().version()),
            sad: self.sad.text(),
        };
        let reply = self.session.call("credentials/extendTransaction", &question, &[&self.sad]).await?;
        let authorized: Authorized = reply.read()?;
        let sad = authorized.sad.ok_or_else(|| reply.malformed("SAD is missing"))?;
        let (session, credential) = (self.session, self.credential);
        Ok(Activation { session, credential, batch, sad, is_token: false, left })
    }
}

fn check(credential: &Credential, order: &Order<'_>) -> Result<(), CscError> {
    if credential.mode() == Mode::Code {
        return Err(CscError::AuthorizationIsElsewhere);
    }
    check_size(credential, &order.batch, order.signatures)?;
    if credential.has_alternatives() {
        return Ok(());
    }
    for factor in credential.factors().iter().filter(|factor| !factor.is_optional) {
        let given = order.proofs.iter().find(|proof| proof.factor == factor.id);
        let is_given =
            given.is_some_and(|proof| proof.value.is_some() || factor.kind == FactorKind::Elsewhere);
        if !is_given {
            return Err(CscError::ProofIsMissing(factor.id.clone()));
        }
    }
    Ok(())
}

fn check_size(credential: &Credential, batch: &Batch, asked: usize) -> Result<(), CscError> {
    credential.spelling(batch.algorithm())?;
    let given = credential.signatures_max();
    if asked > given || asked < batch.signatures() {
        return Err(CscError::TooManySignatures { asked: asked.max(batch.signatures()), given });
    }
    Ok(())
}
