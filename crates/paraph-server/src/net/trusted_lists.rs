//! Where trusted lists are published. What comes from there is checked by its signature before it is used or kept.

use std::time::Duration;

use hyper::body::Bytes;
use paraph_pki::limits::XML_BYTES_MAX;

use super::http::{Allowance, Endpoint, HttpError, Question};
use crate::limits;

/// Lists, as they are served; what a server calls them is not looked at.
const LISTS: &str = "application/vnd.etsi.tsl+xml, application/xml;q=0.9, */*;q=0.1";

/// Who hands lists out.
pub struct Publisher {
    mirror: Option<String>,
    trust: Option<Vec<u8>>,
    allowance: Allowance,
}

/// Why a list was not had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    /// No answer.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The address is `http://` and not of this machine.
    #[error("{0} does not begin with https://")]
    AddressIsNotProtected(String),
    /// The answer has another status than 200.
    #[error("{0} answered with status {1}")]
    StatusIs(String, u16),
}

impl Publisher {
    /// Those who publish the lists, each at its own address. `trust` is PEM of certificates their TLS may chain to besides the
    /// public ones.
    #[must_use]
    pub fn web(trust: Option<&[u8]>) -> Self {
        let time = Duration::from_secs(limits::TRUSTED_LIST_SECONDS_MAX);
        let allowance = Allowance { time, answer_bytes: XML_BYTES_MAX };
        Self { mirror: None, trust: trust.map(<[u8]>::to_vec), allowance }
    }

    /// The same lists from one place, in a folder for each host: `https://a.example/b.xml` is at `MIRROR/a.example/b.xml`.
    #[must_use]
    pub fn mirrored_at(self, address: &str) -> Self {
        Self { mirror: Some(address.trim_end_matches('/').to_owned()), ..self }
    }

    /// The same with another allowance.
    #[must_use]
    pub fn within(self, allowance: Allowance) -> Self {
        Self { allowance, ..self }
    }

    /// Gets what is at an address.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, address: &str) -> Result<Bytes, FetchError> {
        let address = match (&self.mirror, address.split_once("://")) {
            (Some(mirror), Some((_, path))) => format!("{mirror}/{path}"),
            _ => address.to_owned(),
        };
        let endpoint = Endpoint::parse(&address, self.trust.as_deref())?;
        if !endpoint.is_protected() {
            return Err(FetchError::AddressIsNotProtected(address));
        }
        let question = Question { accept: LISTS, authorization: None, body: None };
        let answer = endpoint.ask(question, self.allowance).await?;
        match answer.status {
            200 => Ok(answer.body),
            status => Err(FetchError::StatusIs(address, status)),
        }
    }
}
