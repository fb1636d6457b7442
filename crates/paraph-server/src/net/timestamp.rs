//! Who gives time-stamps: the instance's own authority, or one that is asked over HTTP (RFC 3161 § 3.4).

use std::time::Duration;

use super::http::{Allowance, Endpoint, HttpError, Post};

use crate::limits;

/// What one answer may cost.
const ALLOWANCE: Allowance = Allowance {
    time: Duration::from_secs(limits::TIMESTAMP_SECONDS_MAX),
    answer_bytes: limits::TIMESTAMP_ANSWER_SIZE_MAX,
};

/// Who gives time-stamps. If it fails, the act that wanted one stops: there is no other clock to fall back to.
pub enum TimestampAuthority {
    /// The instance's own authority; nothing leaves the machine.
    Own,
    /// An authority elsewhere.
    Http(Box<HttpAuthority>),
}

/// An authority that is asked over HTTP.
pub struct HttpAuthority {
    endpoint: Endpoint,
    allowance: Allowance,
}

/// Why there is no time-stamp.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError<E> {
    /// The authority elsewhere gave no answer.
    #[error("the time-stamp authority {0}")]
    Http(#[from] HttpError),
    /// The instance's own authority failed.
    #[error("the instance's own time-stamp authority failed: {0}")]
    Own(E),
}

impl TimestampAuthority {
    /// An authority at `address`. `trust` is PEM of certificates its TLS may chain to besides the public ones.
    ///
    /// # Errors
    /// When the address is not one, or `trust` is not PEM.
    pub fn http(address: &str, trust: Option<&[u8]>) -> Result<Self, HttpError> {
        let endpoint = Endpoint::parse(address, trust)?;
        Ok(Self::Http(Box::new(HttpAuthority { endpoint, allowance: ALLOWANCE })))
    }

    /// The same with another allowance.
    #[must_use]
    pub fn within(self, allowance: Allowance) -> Self {
        match self {
            Self::Own => Self::Own,
            Self::Http(authority) => Self::Http(Box::new(HttpAuthority { allowance, ..*authority })),
        }
    }

    /// Answers the bytes of a TimeStampReq with those of a TimeStampResp, unchecked: the signature's code checks it
    /// against the request. `own` is the instance's own authority, asked when nobody else is configured.
    ///
    /// # Errors
    /// [`TimestampError`].
    pub async fn answer<E>(
        &self,
        request: &[u8],
        own: impl FnOnce(&[u8]) -> Result<Vec<u8>, E>,
    ) -> Result<Vec<u8>, TimestampError<E>> {
        match self {
            Self::Own => own(request).map_err(TimestampError::Own),
            Self::Http(authority) => {
                let post = Post {
                    content_type: "application/timestamp-query",
                    accept: "application/timestamp-reply",
                    body: request,
                };
                Ok(authority.endpoint.post(post, authority.allowance).await?.to_vec())
            }
        }
    }
}
