//! The door to members' pages: a form that arrives without a session, or before the privacy policy in force is
//! accepted, is held; whoever then signs in comes back to its page and finds it filled in.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use paraph_vault::token::Token;

use super::{consent, go, guard};
use crate::app::{App, Shared};
use crate::auth::{Cookie, SessionShown, Visitor, find_cookie, set_cookie};
use crate::deal::held::{self, Held};
use crate::deal::submission;
use crate::error::Error;
use crate::limits;
use crate::locale::Locale;
use crate::pages::refill;

/// Names under which forms carry secrets: those are never held.
const SECRETS: [&str; 4] = ["password", "present_password", "new_password", "pin"];

/// Where somebody may be led who has signed in: the pages of members, as the router knows them.
#[derive(Clone)]
pub struct Pages(Arc<Vec<(Method, &'static str)>>);

impl Pages {
    /// Of the routes that are for members and administrators.
    pub fn new(routes: Vec<(Method, &'static str)>) -> Self {
        Self(Arc::new(routes))
    }

    /// Whether an address is a page of ours that somebody who signs in may be led on to, and nothing elsewhere.
    pub fn leads_on(&self, back: &str) -> bool {
        let program = ["/csc/v1/oauth2/authorize?", "/csc/v2/oauth2/authorize?"];
        let ours = back.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        ours && (program.iter().any(|page| back.starts_with(page)) || self.is_page(path_of(back)))
    }

    /// The page nearest to an address: itself, or the one it stands under.
    pub fn nearest<'a>(&self, address: &'a str) -> Option<&'a str> {
        let mut path = path_of(address);
        while !path.is_empty() {
            if self.is_page(path) {
                return Some(path);
            }
            path = path.rsplit_once('/').map_or("", |(above, _)| above);
        }
        None
    }

    fn is_page(&self, path: &str) -> bool {
        self.0.iter().any(|(method, template)| *method == Method::GET && fits(template, path))
    }

    fn is_of_members(&self, method: &Method, template: &str) -> bool {
        self.0.iter().any(|(known, path)| known == method && *path == template)
    }
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

/// Whether a path is one of a template's: each name in braces stands for one part that is not empty.
fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut parts) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), parts.next()) {
            (None, None) => return true,
            (Some(name), Some(part)) if name.starts_with('{') && !part.is_empty() && part != ".." => {}
            (Some(word), Some(part)) if word == part => {}
            _ => return false,
        }
    }
}

/// What the door needs to know.
#[derive(Clone)]
pub struct Door {
    /// The service.
    pub app: Shared,
    /// The pages of members.
    pub pages: Pages,
}

/// Holds a form that arrives without a session, and fills a page in with what is held for it.
pub async fn pass(State(door): State<Door>, request: Request, next: Next) -> Response {
    let template = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let of_members = template.is_some_and(|template| door.pages.is_of_members(request.method(), &template));
    let outcome = match *request.method() {
        Method::POST if of_members => take(&door, request, next).await,
        Method::GET if of_members => show(&door, request, next).await,
        _ => Ok(next.run(request).await),
    };
    outcome.unwrap_or_else(IntoResponse::into_response)
}

async fn take(door: &Door, request: Request, next: Next) -> Result<Response, Error> {
    let app = &door.app;
    let (parts, body) = request.into_parts();
    let shown = SessionShown::find(&parts, app).await?;
    let path = parts.uri.path().to_owned();
    match &shown {
        Some(shown) if shown.has_consented || path == consent::PATH => {
            if let Some(token) = flow(&parts.headers, app) {
                held::forget(app, &token, &shown.member.id, &path).await?;
            }
            return Ok(next.run(Request::from_parts(parts, body)).await);
        }
        // The handlers answer scripts, and read no body of somebody who is not signed in.
        _ if guard::wants_json(&parts.headers) => {
            return Ok(next.run(Request::from_parts(parts, body)).await);
        }
        _ => {}
    }
    let kept = keep(door, &parts, body, shown.as_ref()).await?;
    let page = if shown.is_some() { consent::PATH } else { "/sign-in" };
    let mut response = go(&format!("{page}?back={}&kept={}", percent(&kept.back), kept.state));
    if let Some(token) = kept.token {
        let cookie = set_cookie(app, Cookie::Flow, &token.text())?;
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What became of a form.
struct Kept {
    /// The page to come back to; may be empty.
    back: String,
    /// `form` when it is held, `file` when a file has to be chosen again, `no` when there was nothing to hold.
    state: &'static str,
    /// Under which secret it is held.
    token: Option<Token>,
}

async fn keep(door: &Door, parts: &Parts, body: Body, shown: Option<&SessionShown>) -> Result<Kept, Error> {
    let action = parts.uri.path();
    let back = door.pages.nearest(action).unwrap_or_default().to_owned();
    let kind = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/") {
        return Ok(Kept { back, state: "file", token: None });
    }
    let nothing = |back| Ok(Kept { back, state: "no", token: None });
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return nothing(back);
    }
    let Ok(bytes) = to_bytes(body, limits::FORM_SIZE_MAX).await else { return nothing(back) };
    let mut pairs: Vec<(String, String)> = form_urlencoded::parse(&bytes).into_owned().collect();
    let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    let page = value("form_page").filter(|page| door.pages.is_page(page)).unwrap_or(back);
    let owner = submission::shown_to(&door.app, &value("form_key").unwrap_or_default())?;
    let Some(owner) = owner.filter(|owner| shown.is_none_or(|shown| shown.member.id == *owner)) else {
        return nothing(page);
    };
    pairs.retain(|(name, _)| !SECRETS.contains(&name.as_str()) && !name.starts_with("form_"));
    let token = match flow(&parts.headers, &door.app) {
        Some(token) => token,
        None => Token::generate(&door.app.random)?,
    };
    let form = Held { action: action.to_owned(), page: page.clone(), pairs };
    held::hold(&door.app, &owner, &token, &form).await?;
    Ok(Kept { back: page, state: "form", token: Some(token) })
}

async fn show(door: &Door, request: Request, next: Next) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let token = flow(&parts.headers, &door.app);
    let response = next.run(Request::from_parts(parts.clone(), body)).await;
    let Some(token) = token else { return Ok(response) };
    let is_page = |value: &axum::http::HeaderValue| value.as_bytes().starts_with(b"text/html");
    if !response.headers().get(CONTENT_TYPE).is_some_and(is_page) {
        return Ok(response);
    }
    let Some(shown) = SessionShown::find(&parts, &door.app).await? else { return Ok(response) };
    let forms = held::list_of_page(&door.app, &token, &shown.member.id, parts.uri.path()).await?;
    if forms.is_empty() {
        return Ok(response);
    }
    let (mut head, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(Error::broken)?;
    let page = String::from_utf8(bytes.to_vec()).map_err(Error::broken)?;
    head.headers.remove(CONTENT_LENGTH);
    let locale = Visitor::of(&parts, &door.app).chosen.unwrap_or(shown.locale);
    Ok(Response::from_parts(head, Body::from(filled_in(page, &forms, locale))))
}

/// The page with what was typed in its forms; where a form is gone, with what was typed above everything else.
fn filled_in(mut page: String, forms: &[Held], locale: Locale) -> String {
    let mut values = 0;
    let mut said = Vec::new();
    for form in forms {
        match refill::fill(&page, &form.action, &form.pairs) {
            Some(filled) => {
                values += filled.values;
                page = filled.page;
            }
            None => said.push(refill::notice("held-no-form", &form.pairs, locale)),
        }
    }
    if said.len() < forms.len() {
        let key = if values == 0 { "held-press-again" } else { "held-filled-in" };
        said.push(refill::notice(key, &[], locale));
    }
    said.iter().fold(page, |page, said| refill::announce(&page, said))
}

fn flow(headers: &HeaderMap, app: &App) -> Option<Token> {
    find_cookie(headers, app, Cookie::Flow).and_then(|text| Token::parse(&text).ok())
}

/// An address as a value of a query.
pub(super) fn percent(address: &str) -> String {
    form_urlencoded::byte_serialize(address.as_bytes()).collect()
}

/// What the sign-in page says of a form that arrived too late; nothing where none did.
pub(super) fn said_of_kept(kept: &str) -> Option<&'static str> {
    match kept {
        "form" => Some("sign-in-kept"),
        "file" => Some("sign-in-kept-file"),
        "no" => Some("sign-in-kept-nothing"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages() -> Pages {
        Pages::new(vec![
            (Method::GET, "/projects"),
            (Method::GET, "/projects/{project}"),
            (Method::GET, "/envelopes/{envelope}/review"),
            (Method::POST, "/projects/{project}/documents"),
        ])
    }

    #[test]
    fn nobody_is_led_elsewhere_by_signing_in() {
        for page in
            ["/projects", "/projects/x", "/projects?page=2", "/csc/v1/oauth2/authorize?client_id=desk"]
        {
            assert!(pages().leads_on(page), "{page}");
        }
        for elsewhere in [
            "",
            "/",
            "//evil.example",
            "//evil.example/projects",
            "https://evil.example",
            "https://evil.example/projects",
            "/\\evil.example",
            "/projects/",
            "/projects/..",
            "/projects/x/documents",
            "/projects\\x",
            "/projects?\r\nx: y",
            "projects",
            "javascript:alert(1)",
            "/csc/v1/oauth2/authorize",
            "/csc/v1/oauth2/authorize?\r\nx: y",
        ] {
            assert!(!pages().leads_on(elsewhere), "{elsewhere}");
        }
    }

    #[test]
    fn a_form_without_a_page_leads_to_the_page_above_it() {
        assert_eq!(pages().nearest("/projects/x/documents"), Some("/projects/x"));
        assert_eq!(pages().nearest("/projects/x/signatories/y/remind"), Some("/projects/x"));
        assert_eq!(pages().nearest("/elsewhere"), None);
    }
}
