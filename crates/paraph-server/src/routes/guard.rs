//! What every request passes: same-origin writes only, security headers on every answer, errors turned into pages.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use super::{consent, csc};
use crate::app::{App, Shared};
use crate::auth::Visitor;
use crate::error::{Error, Kind};
use crate::pages::ends;

/// Nothing is loaded from anyone else, nothing inline runs, nobody frames us, no string becomes script
/// (CSP Level 3, Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'";

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses a write that another site's page sent (Fetch Metadata; Origin for browsers without it).
pub async fn same_origin(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A token is shown by whoever holds it; a browser never sends one by itself.
    if reads || csc::is_api(request.uri().path()) || is_same_origin(request.headers()) {
        next.run(request).await
    } else {
        Error::said(Kind::Invalid, "error-other-site").into_response()
    }
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    match (text(&FETCH_SITE), text(&ORIGIN), text(&HOST)) {
        (Some(site), _, _) => site == "same-origin" || site == "none",
        (None, Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority == host)
        }
        // Neither header: no browser, so no cookie that somebody else's page could abuse.
        (None, None, _) => true,
        (None, Some(_), None) => false,
    }
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

/// Turns an act that did not happen into a page (or JSON, for our own scripts) in the person's language, and logs it.
pub async fn explain(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let visitor = Visitor::of(&parts, &app);
    let wants_json = parts
        .headers
        .get(ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.starts_with("application/json"));
    let response = next.run(Request::from_parts(parts, body)).await;
    if csc::is_api(&visitor.path) {
        return csc::in_json(response);
    }
    let Some(error) = response.extensions().get::<Arc<Error>>().cloned() else {
        return plain(&app, &visitor, response);
    };
    if let Some(note) = error.note() {
        match error.kind() {
            Kind::Broken => tracing::error!(sentence = error.sentence().key, note, "an act failed"),
            _ => tracing::warn!(sentence = error.sentence().key, note, "an act was refused"),
        }
    }
    let status = response.status();
    if error.kind() == Kind::ConsentWanted && !wants_json {
        return Redirect::to(consent::PATH).into_response();
    }
    if wants_json {
        let said = error.sentence();
        let text = visitor.locale.sentence(said.key, &said.arguments);
        return (status, Json(serde_json::json!({ "error": text }))).into_response();
    }
    (status, page(&app, &visitor, &error)).into_response()
}

/// The page of an act that did not happen. It never tells who asks, so that every stranger sees the same.
fn page(app: &App, visitor: &Visitor, error: &Error) -> Markup {
    let frame = super::frame(app, visitor.locale, &visitor.path);
    let said = error.sentence();
    let sentence = frame.locale.sentence(said.key, &said.arguments);
    match error.kind() {
        Kind::NotFound => ends::not_found(&frame),
        Kind::TooLarge => ends::too_large(&sentence, &frame),
        _ => ends::failed(&sentence, &frame),
    }
}

/// Gives the framework's own refusals (an unreadable form, a body too large) the same kind of page.
fn plain(app: &App, visitor: &Visitor, response: Response) -> Response {
    let status = response.status();
    let ours = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|kind| !kind.starts_with("text/plain"));
    let error = match status {
        _ if ours => return response,
        StatusCode::PAYLOAD_TOO_LARGE => Error::said(Kind::TooLarge, "error-too-large"),
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Error::not_found(),
        // A path whose identifiers do not read names nothing.
        StatusCode::BAD_REQUEST => Error::not_found(),
        status if status.is_client_error() => Error::invalid("error-form"),
        status if status.is_server_error() => Error::broken("the framework refused"),
        _ => return response,
    };
    let status = if error.kind() == Kind::NotFound { StatusCode::NOT_FOUND } else { status };
    (status, page(app, visitor, &error)).into_response()
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self.kind() {
            Kind::NotFound => StatusCode::NOT_FOUND,
            Kind::ConsentWanted => StatusCode::FORBIDDEN,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Kind::Busy | Kind::Outside => StatusCode::SERVICE_UNAVAILABLE,
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

    #[test]
    fn a_write_from_another_site_is_refused() {
        for foreign in [
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[("sec-fetch-site", "same-site")]),
            headers(&[("origin", "https://evil.example"), ("host", "sign.example")]),
            headers(&[("origin", "null"), ("host", "sign.example")]),
            headers(&[("origin", "https://sign.example.evil.example"), ("host", "sign.example")]),
        ] {
            assert!(!is_same_origin(&foreign), "{foreign:?}");
        }
    }

    #[test]
    fn a_write_from_our_own_page_goes_on() {
        for own in [
            headers(&[("sec-fetch-site", "same-origin")]),
            headers(&[("origin", "https://sign.example"), ("host", "sign.example")]),
            headers(&[]),
        ] {
            assert!(is_same_origin(&own), "{own:?}");
        }
    }
}
