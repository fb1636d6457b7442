//! What every request passes: same-origin writes only, security headers on every answer, errors turned into pages.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, HOST, ORIGIN, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use super::door::{Door, percent};
use super::{consent, csc};
use crate::app::Shared;
use crate::auth::{SessionShown, Visitor};
use crate::edge::{Arrival, BodyFault};
use crate::error::{Error, Kind};
use crate::limits;
use crate::pages::{Frame, ends, landing};
use crate::site::Site;

/// Nothing is loaded from anyone else, nothing inline runs, nobody frames us, no string becomes script
/// (CSP Level 3, Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a request that names a host other than the public address's and this machine (RFC 9110 § 15.5.20).
pub async fn named(State(app): State<Shared>, request: Request, next: Next) -> Response {
    // Whether there is one `Host` was looked at when the request came in.
    let mut hosts = request.headers().get_all(HOST).iter();
    if hosts.all(|host| host.to_str().is_ok_and(|host| app.site.is_named_by(host))) {
        return next.run(request).await;
    }
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes).unwrap_or_default();
    tracing::debug!(host = %host.escape_ascii(), "a request named another host");
    Error::said(Kind::OtherHost, "error-other-host").into_response()
}

/// Refuses a write that another site's page sent (Fetch Metadata, and Origin).
pub async fn same_origin(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A token is shown by whoever holds it; a browser never sends one by itself.
    if reads || csc::is_api(request.uri().path()) || is_same_origin(request.headers(), &app.site) {
        next.run(request).await
    } else {
        Error::said(Kind::Invalid, "error-other-site").into_response()
    }
}

/// Whether nothing says that a write comes from another site. What does not read says so.
fn is_same_origin(headers: &HeaderMap, site: &Site) -> bool {
    let one = |name: &HeaderName| {
        let mut all = headers.get_all(name).iter();
        let first = all.next().map(|value| value.to_str().unwrap_or_default());
        if all.next().is_some() { Some("") } else { first }
    };
    let is_own_page = one(&FETCH_SITE).map(|from| from == "same-origin" || from == "none");
    let is_own_site = match one(&ORIGIN) {
        None => true,
        // What a browser sends for a page that is to send no referrer; then Fetch Metadata must vouch for it.
        Some("null") => is_own_page.is_some(),
        Some(origin) => site.is_origin(origin, one(&HOST)),
    };
    // Neither header: no browser, so no cookie that somebody else's page could abuse.
    is_own_page.unwrap_or(true) && is_own_site
}

/// Refuses a body of which is known before it comes that it is too large.
pub async fn fits(size_max: usize, request: Request, next: Next) -> Response {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    let length = length.and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
    if length <= size_max as u64 {
        return next.run(request).await;
    }
    let megabytes = size_max / (1024 * 1024);
    let error = match megabytes {
        0 => Error::said(Kind::TooLarge, "error-too-large"),
        _ => Error::said(Kind::TooLarge, "error-document-too-large").with("max", megabytes),
    };
    error.into_response()
}

/// Says that the form of a page leads on to this origin after it was sent here: browsers hold redirects to `form-action` too.
#[derive(Clone)]
pub struct FormTarget(pub String);

/// Puts the security headers on every answer.
pub async fn protect(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let target = response.extensions_mut().remove::<FormTarget>();
    let headers = response.headers_mut();
    let mut put = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    put("content-security-policy", POLICY);
    put("x-content-type-options", "nosniff");
    put("referrer-policy", "no-referrer");
    put("cross-origin-opener-policy", "same-origin");
    put("cross-origin-resource-policy", "same-origin");
    put("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if let Some(FormTarget(origin)) = target {
        let wider = POLICY.replace("form-action 'self'", &format!("form-action 'self' {origin}"));
        // An origin that does not fit into a header stays shut out.
        if let Ok(policy) = HeaderValue::try_from(wider) {
            headers.insert(HeaderName::from_static("content-security-policy"), policy);
        }
    }
    let mut put = |name: &'static str, value: &'static str| {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    };
    if app.base_url.starts_with("https://") {
        put("strict-transport-security", "max-age=31536000; includeSubDomains");
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// Whether one of our own scripts asks.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

/// Turns an act that did not happen into a page (or JSON, for our own scripts) in the person's language, and logs it.
pub async fn explain(State(door): State<Door>, request: Request, next: Next) -> Response {
    let app = &door.app;
    let (parts, body) = request.into_parts();
    let asked = Asked { visitor: Visitor::of(&parts, app), parts: parts.clone() };
    let arrival = parts.extensions.get::<Arrival>().cloned();
    let mut response = next.run(Request::from_parts(parts, body)).await;
    // Whatever a handler made of a body that it could not read: the fault is named for what it is.
    match arrival.and_then(|arrival| arrival.body_fault()) {
        Some(BodyFault::TooSlow) => response = Error::said(Kind::TooSlow, "error-too-slow").into_response(),
        Some(BodyFault::Broken) => response = Error::said(Kind::Malformed, "error-form").into_response(),
        None => {}
    }
    if csc::is_api(&asked.visitor.path) {
        return csc::in_json(response);
    }
    let status = response.status();
    let Some(error) = response.extensions().get::<Arc<Error>>().cloned() else {
        return match of_the_framework(response) {
            Ok(response) => response,
            Err(error) if error.kind() == Kind::NotFound => {
                (StatusCode::NOT_FOUND, page(&door, &asked, &error).await).into_response()
            }
            Err(error) => (status, page(&door, &asked, &error).await).into_response(),
        };
    };
    if let Some(note) = error.note() {
        match error.kind() {
            Kind::Broken => tracing::error!(sentence = error.sentence().key, note, "an act failed"),
            _ => tracing::warn!(sentence = error.sentence().key, note, "an act was refused"),
        }
    }
    let mut answer = refusal(&door, &asked, (status, &error)).await;
    if error.kind() == Kind::Crowded {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(limits::CROWDED_SECONDS));
    }
    answer
}

/// A refusal as our scripts read it, or as a page.
async fn refusal(door: &Door, asked: &Asked, (status, error): (StatusCode, &Error)) -> Response {
    if wants_json(&asked.parts.headers) {
        let said = error.sentence();
        let text = asked.visitor.locale.sentence(said.key, &said.arguments);
        let (kind, onward) = (error.kind().as_str(), error.onward());
        return (status, Json(serde_json::json!({ "error": text, "kind": kind, "onward": onward })))
            .into_response();
    }
    match (error.kind(), error.onward()) {
        (Kind::ConsentWanted, _) => {
            Redirect::to(&format!("{}?back={}", consent::PATH, percent(&asked.address()))).into_response()
        }
        (Kind::SignInWanted, _) => (status, sign_in(door, asked)).into_response(),
        (_, Some(path)) => Redirect::to(&format!("{path}?{}", super::LATE)).into_response(),
        (_, None) => (status, page(door, asked, error).await).into_response(),
    }
}

/// A request, as its refusal is explained.
struct Asked {
    visitor: Visitor,
    parts: Parts,
}

impl Asked {
    fn address(&self) -> String {
        self.parts
            .uri
            .path_and_query()
            .map_or_else(|| self.visitor.path.clone(), |address| address.as_str().to_owned())
    }
}

/// The sign-in page in the place of a page of members: the same for whatever may or may not be there.
fn sign_in(door: &Door, asked: &Asked) -> Markup {
    let address = asked.address();
    let back = if door.pages.leads_on(&address) { address } else { String::new() };
    let reason = asked.visitor.locale.text("error-sign-in-wanted");
    let frame = super::frame(&door.app, asked.visitor.locale, &asked.visitor.path);
    landing::page(&landing::Landing { email: String::new(), back, reason: Some(reason) }, &frame)
}

/// The page of an act that did not happen. A member keeps the navigation and a way back; strangers all see the same.
async fn page(door: &Door, asked: &Asked, error: &Error) -> Markup {
    let Asked { visitor, parts } = asked;
    // What cannot be found out, because the database is away, is not shown.
    let shown = SessionShown::find(parts, &door.app).await.ok().flatten();
    let locale = shown.as_ref().map_or(visitor.locale, |shown| shown.locale);
    let person = shown.as_ref().map(|shown| super::signed_in(&shown.member));
    let reader = shown.map_or_else(|| visitor.reader.clone(), |shown| shown.reader);
    let frame = Frame { person, ..super::frame(&door.app, locale, &visitor.path).read_by(reader) };
    let said = error.sentence();
    let sentence = frame.locale.sentence(said.key, &said.arguments);
    let back =
        door.pages.nearest(&visitor.path).filter(|back| *back != visitor.path || parts.method != Method::GET);
    let back = back.filter(|_| frame.person.is_some());
    match error.kind() {
        Kind::NotFound => ends::not_found(&frame),
        Kind::TooLarge => ends::too_large(&sentence, back, &frame),
        _ => ends::failed(&sentence, back, &frame),
    }
}

/// Gives the framework's own refusals (an unreadable form, a body too large) as errors of ours; any other answer stands.
fn of_the_framework(response: Response) -> Result<Response, Error> {
    let ours = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| !kind.starts_with("text/plain"));
    match response.status() {
        _ if ours => Ok(response),
        StatusCode::PAYLOAD_TOO_LARGE => Err(Error::said(Kind::TooLarge, "error-too-large")),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Err(Error::not_found()),
        // A path whose identifiers do not read names nothing.
        StatusCode::BAD_REQUEST => Err(Error::not_found()),
        status if status.is_client_error() => Err(Error::invalid("error-form")),
        status if status.is_server_error() => Err(Error::broken("the framework refused")),
        _ => Ok(response),
    }
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self.kind() {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::SignInWanted => StatusCode::UNAUTHORIZED,
            Kind::ConsentWanted => StatusCode::FORBIDDEN,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::Malformed => StatusCode::BAD_REQUEST,
            Kind::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Kind::OtherHost => StatusCode::MISDIRECTED_REQUEST,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::Busy | Kind::Outside | Kind::Crowded => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(k, v)| (HeaderName::from_static(k), HeaderValue::from_static(v))).collect()
    }

    fn is_own(url: &str, headers: &HeaderMap) -> bool {
        is_same_origin(headers, &Site::parse(url).unwrap())
    }

    #[test]
    fn a_write_from_another_site_is_refused() {
        for foreign in [
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("sec-fetch-site", "")]),
            headers(&[("sec-fetch-site", "cross-site"), ("origin", "https://sign.example")]),
            headers(&[("sec-fetch-site", "same-origin"), ("origin", "https://evil.example")]),
            headers(&[("origin", "https://evil.example"), ("host", "sign.example")]),
            headers(&[("origin", "https://evil.example"), ("host", "evil.example")]),
            headers(&[("origin", "null"), ("host", "sign.example")]),
            headers(&[("origin", "https://sign.example.evil.example"), ("host", "sign.example")]),
        ] {
            assert!(!is_own("https://sign.example", &foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_write_from_our_own_page_by_another_scheme_or_port_is_refused() {
        for foreign in ["http://sign.example", "https://sign.example:8443", "http://sign.example:443"] {
            let foreign = headers(&[("origin", foreign), ("host", "sign.example")]);
            assert!(!is_own("https://sign.example", &foreign), "{foreign:?}");
        }
    }

    #[test]
    fn two_origins_are_none_of_ours() {
        let mut twice = headers(&[("origin", "https://sign.example"), ("host", "sign.example")]);
        twice.append(ORIGIN, HeaderValue::from_static("https://sign.example"));
        assert!(!is_own("https://sign.example", &twice));
    }

    #[test]
    fn a_write_from_our_own_page_goes_on() {
        for own in [
            headers(&[("sec-fetch-site", "same-origin")]),
            // What browsers send for a form on a page without referrer.
            headers(&[("sec-fetch-site", "same-origin"), ("origin", "null")]),
            headers(&[("sec-fetch-site", "same-origin"), ("origin", "https://sign.example")]),
            headers(&[("origin", "https://sign.example"), ("host", "sign.example")]),
            headers(&[("origin", "https://sign.example"), ("host", "127.0.0.1:8421")]),
            headers(&[]),
        ] {
            assert!(is_own("https://sign.example", &own), "{own:?}");
        }
        let local = headers(&[("origin", "http://127.0.0.1:8421"), ("host", "127.0.0.1:8421")]);
        assert!(is_own("http://localhost:8421", &local));
    }
}
