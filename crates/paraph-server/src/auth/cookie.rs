//! The cookies: the session's secret, the device's secret, the chosen language, and the time zone that the browser's script tells.
//!
//! Where people come by `https`, each name begins with `__Host-`: then only this host can have set it, over TLS, for every path
//! (RFC 6265bis § 4.1.3.2), and no neighbour under the same domain can plant a session. A cookie under the plain name counts for
//! nothing there, so whoever was signed in before the names changed signs in once more.

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};

use crate::app::App;
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;

/// A cookie of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// Carries a session's secret.
    Session,
    /// Carries the secret by which a person's device is known again.
    Device,
    /// Carries the secret under which a form is held while its member signs in again.
    Flow,
    /// Carries the language chosen on a page.
    Language,
    /// Carries the time zone of the browser, as `page.js` found it.
    Zone,
}

impl Cookie {
    /// The name, as browsers keep it for this instance.
    pub fn name(self, app: &App) -> &'static str {
        self.name_at(&app.base_url)
    }

    fn name_at(self, base_url: &str) -> &'static str {
        match (self, is_https(base_url)) {
            (Self::Session, true) => "__Host-paraph_session",
            (Self::Session, false) => "paraph_session",
            (Self::Device, true) => "__Host-paraph_device",
            (Self::Device, false) => "paraph_device",
            (Self::Flow, true) => "__Host-paraph_flow",
            (Self::Flow, false) => "paraph_flow",
            (Self::Language, true) => "__Host-paraph_language",
            (Self::Language, false) => "paraph_language",
            (Self::Zone, true) => "__Host-paraph_zone",
            (Self::Zone, false) => "paraph_zone",
        }
    }

    /// How long a browser keeps it, in seconds.
    fn age(self) -> i64 {
        match self {
            Self::Session => limits::SESSION_HOURS_MAX * 3600,
            Self::Device => limits::DEVICE_COOKIE_DAYS * 24 * 3600,
            Self::Flow => limits::HELD_FORM_MINUTES * 60,
            Self::Language | Self::Zone => 365 * 24 * 3600,
        }
    }
}

/// A cookie's value.
pub fn find(headers: &HeaderMap, app: &App, cookie: Cookie) -> Option<String> {
    find_named(headers, cookie.name(app))
}

fn find_named(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// The header that sets a cookie: not for scripts, not for other sites (RFC 6265bis § 5.6).
///
/// # Errors
/// Never for a value of ours; a header value must be ASCII.
pub fn set(app: &App, cookie: Cookie, value: &str) -> Result<HeaderValue, Error> {
    header(&app.base_url, cookie, value, cookie.age())
}

/// The header that removes a cookie.
///
/// # Errors
/// Never; a header value must be ASCII.
pub fn clear(app: &App, cookie: Cookie) -> Result<HeaderValue, Error> {
    header(&app.base_url, cookie, "", 0)
}

/// The header that sets the session's secret.
///
/// # Errors
/// As [`set`].
pub fn set_session(app: &App, token: &str) -> Result<HeaderValue, Error> {
    set(app, Cookie::Session, token)
}

/// The header that removes the session's secret.
///
/// # Errors
/// As [`clear`].
pub fn clear_session(app: &App) -> Result<HeaderValue, Error> {
    clear(app, Cookie::Session)
}

/// The header that remembers a language.
///
/// # Errors
/// As [`set`].
pub fn set_language(app: &App, locale: Locale) -> Result<HeaderValue, Error> {
    set(app, Cookie::Language, locale.as_str())
}

fn is_https(base_url: &str) -> bool {
    base_url.starts_with("https://")
}

fn header(base_url: &str, cookie: Cookie, value: &str, age: i64) -> Result<HeaderValue, Error> {
    let name = cookie.name_at(base_url);
    let secure = if is_https(base_url) { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::try_from(text).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(COOKIE, HeaderValue::from_static("xparaph_session=1; paraph_session=2; other=3"));
        assert_eq!(find_named(&headers, "paraph_session").as_deref(), Some("2"));
        assert_eq!(find_named(&headers, "paraph_language"), None);
    }

    #[test]
    fn by_https_every_cookie_is_bound_to_this_host_alone() {
        for cookie in [Cookie::Session, Cookie::Device, Cookie::Flow, Cookie::Language] {
            let text = header("https://sign.example", cookie, "value", 60).unwrap();
            let text = text.to_str().unwrap();
            assert!(text.starts_with("__Host-paraph_"), "{text}");
            assert!(text.contains("; Secure") && text.contains("; Path=/;"), "{text}");
            assert!(text.contains("; HttpOnly; SameSite=Lax") && !text.contains("Domain"), "{text}");
        }
    }

    #[test]
    fn on_loopback_without_tls_a_cookie_has_its_plain_name() {
        let text = header("http://localhost:8421", Cookie::Session, "value", 60).unwrap();
        let text = text.to_str().unwrap();
        assert!(text.starts_with("paraph_session=value;") && !text.contains("Secure"), "{text}");
    }
}
