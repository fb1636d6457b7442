//! A program that acts for a member: it shows an access token with each request (RFC 6750 § 2.1), and no cookie counts.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::{Origin, Person, Visitor};
use crate::app::Shared;
use crate::deal::access_token::{self, Live};
use crate::deal::member::Profile;
use crate::deal::{CredentialId, activation};
use crate::error::Error;
use crate::locale::Locale;

/// Somebody's program: proof that a live access token of a member, or the secret of a live activation of theirs, was shown with
/// this request, and that the member has accepted the privacy policy in force.
#[expect(clippy::manual_non_exhaustive, reason = "within this crate too, only the checker may make it")]
pub struct TokenShown {
    /// For whom it acts.
    pub member: Profile,
    /// The one credential that an activation's secret opens; none when an access token was shown.
    pub credential: Option<CredentialId>,
    /// Language of what it is told.
    pub locale: Locale,
    /// From where it asks.
    pub origin: Origin,
    /// Kept private, so that no other code can claim a token was shown.
    _checked: (),
}

/// Why a token does not count.
pub enum TokenRefused {
    /// There is no `Authorization: Bearer`, or it does not read.
    Malformed,
    /// It is no token: made up, taken back, over. Nobody is told which.
    Unknown,
    /// Its member has yet to accept the privacy policy in force.
    ConsentWanted,
    /// We could not look.
    Failed(Error),
}

impl TokenShown {
    /// Checks the token of a request.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub async fn check(parts: &Parts, app: &Shared) -> Result<Self, TokenRefused> {
        let secret = bearer(&parts.headers).ok_or(TokenRefused::Malformed)?;
        let live = access_token::find_live(app, secret).await.map_err(TokenRefused::Failed)?;
        let (member, credential, has_consented) = match live {
            Some(Live { member, has_consented }) => (member, None, has_consented),
            None => {
                let found = activation::find_live(app, secret).await.map_err(TokenRefused::Failed)?;
                let (member, credential, has_consented) = found.ok_or(TokenRefused::Unknown)?;
                (member, Some(credential), has_consented)
            }
        };
        if !has_consented {
            return Err(TokenRefused::ConsentWanted);
        }
        let visitor = Visitor::of(parts, app);
        Ok(Self { member, credential, locale: visitor.locale, origin: visitor.origin, _checked: () })
    }

    /// The words by which events name the member.
    pub fn person(&self) -> Person {
        self.member.person(&self.origin)
    }
}

/// What comes after a scheme in the one `Authorization` header (RFC 9110 § 11.4); the scheme's capitals do not count.
pub fn credentials<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (only, None) = (all.next()?.to_str().ok()?, all.next()) else { return None };
    let (named, rest) = only.split_once(' ')?;
    named.eq_ignore_ascii_case(scheme).then(|| rest.trim())
}

/// The secret that is shown (RFC 6750 § 2.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    credentials(headers, "bearer").filter(|secret| !secret.is_empty() && !secret.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        headers
    }

    #[test]
    fn a_bearer_is_read_whatever_the_capitals_of_its_scheme() {
        for good in ["Bearer abc", "bearer abc", "BEARER  abc"] {
            assert_eq!(bearer(&headers(&[good])), Some("abc"), "{good}");
        }
    }

    #[test]
    fn another_scheme_two_headers_or_two_words_are_no_bearer() {
        for bad in [
            &[][..],
            &["Bearer"],
            &["Bearer "],
            &["Basic abc"],
            &["Bearer a b"],
            &["Bearer a", "Bearer b"],
            &["abc"],
        ] {
            assert_eq!(bearer(&headers(bad)), None, "{bad:?}");
        }
    }
}
