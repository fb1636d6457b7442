//! A provider: its address, what it says of itself (clause 11.1), and the calling of its methods.

use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use super::fault::Told;
use super::wire::{Info, Token};
use super::{CscError, Secret, Session};
use crate::limits;
use crate::net::http::{Allowance, Answer, Endpoint, Question};

pub(super) const JSON: &str = "application/json";

/// A version of the specification; they name the same things otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Version {
    /// 1.0.
    One,
    /// 2.0 and later.
    Two,
}

/// How much a provider is allowed.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Time and bytes of one call.
    pub call: Allowance,
    /// The pause between two questions after the same thing.
    pub pause: Duration,
    /// How often the same thing is asked after.
    pub polls: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            call: Allowance {
                time: Duration::from_secs(limits::CSC_SECONDS_MAX),
                answer_bytes: limits::CSC_ANSWER_SIZE_MAX,
            },
            pause: Duration::from_secs(limits::CSC_POLL_SECONDS),
            polls: limits::CSC_POLLS_MAX,
        }
    }
}

/// A signing service that was found and says what it is.
#[derive(Clone)]
pub struct Provider {
    base: Endpoint,
    trust: Option<Vec<u8>>,
    patience: Patience,
    version: Version,
    name: String,
    methods: Vec<String>,
    authorization: Vec<String>,
    asynchronous: bool,
    pub(super) oauth2: Option<String>,
    pub(super) oauth2_issuer: Option<String>,
}

impl Provider {
    /// Finds the service at `address`, which is the whole base address (`…/csc/v2`) or what stands before `/csc`. `trust` is
    /// PEM of certificates its TLS may chain to besides the public ones.
    ///
    /// # Errors
    /// When the address is not protected, there is no service, or it speaks an unknown version.
    pub async fn open(address: &str, trust: Option<&[u8]>, patience: Patience) -> Result<Self, CscError> {
        let given = protected(address, trust)?;
        let has_version = address.trim_end_matches('/').rsplit('/').next().is_some_and(|last| {
            last.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        });
        let nothing = || CscError::NoService(address.to_owned());
        let candidates = match has_version {
            true => vec![given],
            false => vec![given.at("csc/v2")?, given.at("csc/v1")?, given],
        };
        for base in candidates {
            let answer = ask(&base.at("info")?, None, (JSON, b"{}"), patience.call).await?;
            match (is_success(&answer), serde_json::from_slice::<Info>(&answer.body)) {
                (true, Ok(info)) => return Self::of(base, info, trust, patience),
                (true, Err(_)) => {}
                // Nothing of the kind is there: perhaps at the next.
                (false, _) if matches!(answer.status, 400 | 404 | 405 | 501) => {}
                (false, _) => return Reply::of("info", answer, &[]).and_then(|_| Err(nothing())),
            }
        }
        Err(nothing())
    }

    fn of(base: Endpoint, info: Info, trust: Option<&[u8]>, patience: Patience) -> Result<Self, CscError> {
        let version = match info.specs.split('.').next() {
            Some("1") => Version::One,
            Some("2") => Version::Two,
            _ => {
                let told = info.specs.chars().filter(|c| !c.is_control()).take(20).collect();
                return Err(CscError::VersionIsUnknown(told));
            }
        };
        Ok(Self {
            base,
            trust: trust.map(<[u8]>::to_vec),
            patience,
            version,
            name: info.name,
            methods: info.methods,
            authorization: info.authorization,
            asynchronous: info.asynchronous.unwrap_or(false),
            oauth2: info.oauth2,
            oauth2_issuer: info.oauth2_issuer,
        })
    }

    /// The version it speaks.
    #[must_use]
    pub fn version(&self) -> Version {
        self.version
    }

    /// The name it goes by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it says that it has this method, such as `signatures/timestamp`.
    #[must_use]
    pub fn has_method(&self, method: &str) -> bool {
        self.methods.iter().any(|known| known == method)
    }

    /// Whether it authorises its use in this way: `basic`, `oauth2code`, `oauth2client`, `external`, `TLS`.
    #[must_use]
    pub fn authorises_by(&self, kind: &str) -> bool {
        self.authorization.iter().any(|known| known == kind)
    }

    /// Whether it signs asynchronously too.
    #[must_use]
    pub fn is_asynchronous(&self) -> bool {
        self.asynchronous
    }

    /// A session without a token: the provider knows us otherwise, or wants none.
    #[must_use]
    pub fn without_token(&self) -> Session {
        Session::new(self.clone(), None)
    }

    /// A session under an access token of scope `service`, however it was come by.
    #[must_use]
    pub fn with_token(&self, token: Secret) -> Session {
        Session::new(self.clone(), Some(token))
    }

    /// Logs in with user name and password (`auth/login`, clause 11.2).
    ///
    /// # Errors
    /// When the provider refuses, or gives no answer that can be used.
    pub async fn log_in(&self, user: &str, password: &Secret) -> Result<Session, CscError> {
        #[derive(Serialize)]
        struct Nothing {}
        let authorization = password.basic(user);
        let reply = self.call("auth/login", Some(&authorization), &Nothing {}, &[password]).await?;
        Ok(self.with_token(reply.read::<Token>()?.access_token))
    }

    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    /// Another address of the same provider, such as its authorization server, over the same trust.
    pub(super) fn endpoint(&self, address: &str) -> Result<Endpoint, CscError> {
        protected(address, self.trust.as_deref())
    }

    /// Calls a method. `secrets` are those that the question or the header holds.
    pub(super) async fn call<Q: Serialize>(
        &self,
        method: &'static str,
        authorization: Option<&str>,
        question: &Q,
        secrets: &[&Secret],
    ) -> Result<Reply, CscError> {
        let body = serde_json::to_vec(question).map(Zeroizing::new);
        let body = body.map_err(|_| CscError::AnswerIsMalformed { method, reason: "it was not asked" })?;
        let answer = ask(&self.base.at(method)?, authorization, (JSON, &body), self.patience.call).await?;
        Reply::of(method, answer, secrets)
    }
}

/// An answer that is a success.
pub(super) struct Reply {
    method: &'static str,
    status: u16,
    is_json: bool,
    body: Zeroizing<Vec<u8>>,
}

impl Reply {
    /// Takes an answer; one that is no success is an error.
    pub(super) fn of(method: &'static str, answer: Answer, secrets: &[&Secret]) -> Result<Self, CscError> {
        if !is_success(&answer) {
            let Told { fault, words } = Told::read(&answer.body, secrets);
            return Err(CscError::Refused { method, status: answer.status, fault, words });
        }
        let is_json = answer.media_type == JSON;
        Ok(Self { method, status: answer.status, is_json, body: Zeroizing::new(answer.body.to_vec()) })
    }

    /// Whether the provider says that it is not done yet (HTTP status 202).
    pub(super) fn is_pending(&self) -> bool {
        self.status == 202
    }

    /// Whether there is nothing to read (HTTP status 204, or no body).
    pub(super) fn is_empty(&self) -> bool {
        self.status == 204 || self.body.is_empty()
    }

    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, CscError> {
        if !self.is_json {
            return Err(self.malformed("it is not JSON"));
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| self.malformed("a member is missing or of another kind"))
    }

    pub(super) fn malformed(&self, reason: &'static str) -> CscError {
        CscError::AnswerIsMalformed { method: self.method, reason }
    }
}

pub(super) async fn ask(
    endpoint: &Endpoint,
    authorization: Option<&str>,
    body: (&'static str, &[u8]),
    allowance: Allowance,
) -> Result<Answer, CscError> {
    let question = Question { accept: JSON, authorization, body: Some(body) };
    Ok(endpoint.ask(question, allowance).await?)
}

fn is_success(answer: &Answer) -> bool {
    (200..300).contains(&answer.status)
}

fn protected(address: &str, trust: Option<&[u8]>) -> Result<Endpoint, CscError> {
    let endpoint = Endpoint::parse(address, trust)?;
    match endpoint.is_protected() {
        true => Ok(endpoint),
        false => Err(CscError::AddressIsNotProtected(address.to_owned())),
    }
}
