//! What may be asked of a provider: credentials, challenges, time-stamps, and that a token be forgotten.

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use paraph_pki::timestamp;
use serde::Serialize;

use super::provider::{Reply, Version};
use super::wire::{self, Challenge, ChallengeQuestion, CredentialQuestion, List, Listed, Revoke, Stamped};
use super::{Credential, CscError, Provider, Secret};
use crate::limits;

/// A provider, with the token that lets us use it if it wants one.
#[derive(Clone)]
pub struct Session {
    provider: Provider,
    token: Option<Secret>,
}

impl Session {
    pub(super) fn new(provider: Provider, token: Option<Secret>) -> Self {
        Self { provider, token }
    }

    /// The provider.
    #[must_use]
    pub fn provider(&self) -> &Provider {
        &self.provider
    }

    pub(super) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// Calls a method under this session's token.
    pub(super) async fn call<Q: Serialize>(
        &self,
        method: &'static str,
        question: &Q,
        secrets: &[&Secret],
    ) -> Result<Reply, CscError> {
        let authorization = self.token.as_ref().map(Secret::bearer);
        let authorization = authorization.as_ref().map(|value| value.as_str());
        let secrets: Vec<&Secret> = secrets.iter().copied().chain(&self.token).collect();
        self.provider.call(method, authorization, question, &secrets).await
    }

    /// The identifiers of the credentials of `user`, or of whom the token belongs to (`credentials/list`, clause 11.4). All
    /// pages are read.
    ///
    /// # Errors
    /// When the provider refuses, or lists more than [`limits::CSC_CREDENTIALS_MAX`].
    pub async fn list_credentials(&self, user: Option<&str>) -> Result<Vec<String>, CscError> {
        const METHOD: &str = "credentials/list";
        let at_most = match self.provider.version() {
            Version::One => Some(limits::CSC_PAGE_MAX),
            Version::Two => None,
        };
        let (mut found, mut page) = (Vec::new(), None::<String>);
        loop {
            let question = List { user, at_most, page: page.as_deref() };
            let Listed { credentials, next_page } = self.call(METHOD, &question, &[]).await?.read()?;
            let grows = !credentials.is_empty();
            found.extend(credentials);
            if found.len() > limits::CSC_CREDENTIALS_MAX {
                let reason = "it lists too many credentials";
                return Err(CscError::AnswerIsMalformed { method: METHOD, reason });
            }
            match next_page.filter(|next| !next.is_empty()) {
                // A page without anything on it ends the list, whatever it says: it must end some time.
                Some(next) if grows && page.as_ref() != Some(&next) => page = Some(next),
                _ => return Ok(found),
            }
        }
    }

    /// A credential, checked: its key is enabled, its certificate is of that key and valid at `now` (`credentials/info`,
    /// clause 11.5).
    ///
    /// # Errors
    /// When the provider refuses, or the credential is not good to sign with.
    pub async fn find_credential(&self, id: &str, now: Timestamp) -> Result<Credential, CscError> {
        let question = CredentialQuestion { credential: id, certificates: "chain", with_authorization: true };
        let reply = self.call("credentials/info", &question, &[]).await?;
        Credential::of(id, reply.read()?, now)
    }

    /// Has the provider send a one-time code, or pose a question that is given back (`credentials/getChallenge`, clause 11.8;
    /// `credentials/sendOTP` of 1.0.4).
    ///
    /// # Errors
    /// When the provider refuses.
    pub async fn challenge(&self, credential: &Credential, factor: &str) -> Result<Option<String>, CscError> {
        let (method, factor) = match self.provider.version() {
            Version::One => ("credentials/sendOTP", None),
            Version::Two => ("credentials/getChallenge", Some(factor)),
        };
        let question = ChallengeQuestion { credential: credential.id(), factor };
        let reply = self.call(method, &question, &[]).await?;
        if reply.is_empty() {
            return Ok(None);
        }
        Ok(reply.read::<Challenge>()?.challenge)
    }

    /// A time-stamp by the provider's authority (`signatures/timestamp`, clause 11.13), checked as any other: it answers
    /// this request.
    ///
    /// # Errors
    /// When the provider refuses, or what it gives is not valid or answers another request.
    pub async fn timestamp(&self, request: &timestamp::Request) -> Result<timestamp::Token, CscError> {
        let question = wire::Timestamp {
            hash: Base64::encode_string(&request.imprint),
            algorithm: request.digest_algorithm.oid().to_string(),
            nonce: request.nonce.as_ref().map(hex::encode_upper),
        };
        let reply = self.call("signatures/timestamp", &question, &[]).await?;
        let stamped: Stamped = reply.read()?;
        let token = decoded(&stamped.timestamp).ok_or_else(|| reply.malformed("it is not Base64"))?;
        Ok(request.accept_token(&token)?)
    }

    /// Has the provider forget the token (`auth/revoke`, clause 11.3).
    ///
    /// # Errors
    /// When the provider refuses; the token then lives until it expires.
    pub async fn revoke(self) -> Result<(), CscError> {
        let Some(token) = &self.token else { return Ok(()) };
        let question = Revoke { token: token.text(), token_type_hint: "access_token" };
        self.call("auth/revoke", &question, &[]).await.map(drop)
    }
}

/// Base64 as providers write it: some break it into lines.
pub(super) fn decoded(text: &str) -> Option<Vec<u8>> {
    let packed: String = text.split_ascii_whitespace().collect();
    Base64::decode_vec(&packed).ok()
}
