//! The two cookies: the session's secret and the chosen language.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;

/// Carries a session's secret.
pub const SESSION: &str = "paraph_session";
/// Carries the language chosen on a page.
pub(super) const LANGUAGE: &str = "paraph_language";

/// A cookie's value.
pub fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that sets the session's secret: not for scripts, not for other sites (RFC 6265bis § 5.6).
///
/// # Errors
/// Never for a secret of ours; a header value must be ASCII.
pub fn set_session(app: &App, token: &str) -> Result<HeaderValue, Error> {
    let age = limits::SESSION_HOURS_MAX * 3600;
    header(format!("{SESSION}={token}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{}", secure(app)))
}

/// The header that removes the session's secret.
///
/// # Errors
/// Never; a header value must be ASCII.
pub fn clear_session(app: &App) -> Result<HeaderValue, Error> {
    header(format!("{SESSION}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{}", secure(app)))
}

/// The header that remembers a language for a year.
///
/// # Errors
/// Never; a header value must be ASCII.
pub fn set_language(app: &App, locale: Locale) -> Result<HeaderValue, Error> {
    let language = locale.as_str();
    header(format!("{LANGUAGE}={language}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{}", secure(app)))
}

fn secure(app: &App) -> &'static str {
    if app.base_url.starts_with("https://") { "; Secure" } else { "" }
}

fn header(text: String) -> Result<HeaderValue, Error> {
    HeaderValue::try_from(text).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xparaph_session=1; paraph_session=2; other=3"));
        assert_eq!(find(&headers, SESSION).as_deref(), Some("2"));
        assert_eq!(find(&headers, LANGUAGE), None);
    }
}
