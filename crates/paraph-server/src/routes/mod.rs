//! Handlers: who asks, what they ask, load, decide, commit, answer. What they answer with are pages.

pub mod account;
pub mod activity;
pub mod administration;
pub mod assets;
pub mod ceremony;
pub mod consent;
pub mod credentials;
pub mod csc;
pub mod documents;
pub mod door;
pub mod envelopes;
pub mod fields;
pub mod guard;
pub mod invitations;
pub mod language;
pub mod originals;
mod papers;
pub mod passwords;
pub mod pictures;
pub mod projects;
pub mod removal;
pub mod sessions;
pub mod status;
pub mod trace;
pub mod trust;
pub mod verify;
pub mod welcome;

use axum::body::Body;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use maud::Markup;

use crate::app::App;
use crate::auth::{Member, Role, Visitor};
use crate::deal::member::Profile;
use crate::deal::submission::page_key;
use crate::error::{Error, Kind};
use crate::limits;
use crate::locale::Locale;
use crate::pages::{Frame, Notice, SignedIn};
use crate::zone::Reader;

/// What a handler answers.
pub type Answer = Result<Response, Error>;

/// The frame of a page for anybody.
pub(crate) fn frame(app: &App, locale: Locale, path: &str) -> Frame {
    Frame {
        locale,
        reader: Reader::Unknown(app.config.zone()),
        operator: app.config.operator.clone(),
        person: None,
        path: path.to_owned(),
        form_key: String::new(),
        notice: None,
    }
}

/// Who is signed in, as pages show it.
fn signed_in(member: &Profile) -> SignedIn {
    SignedIn { name: member.name.clone(), is_administrator: member.role == Role::Administrator }
}

/// The frame of a page for a member.
fn member_frame(app: &App, member: &Member, path: &str) -> Result<Frame, Error> {
    let person = signed_in(&Profile::from(member));
    let form_key = page_key(app, &member.id)?;
    Ok(Frame {
        person: Some(person),
        form_key,
        ..frame(app, member.locale, path).read_by(member.reader.clone())
    })
}

/// The query with which somebody is led to a board who came too late to change what it shows.
const LATE: &str = "late";

/// The frame of a page for anybody, with the navigation of a member who is signed in.
fn anybody_frame(
    app: &App,
    visitor: &Visitor,
    asker: &Result<Member, Error>,
    path: &str,
) -> Result<Frame, Error> {
    match asker {
        Ok(member) => member_frame(app, member, path),
        Err(_) => Ok(frame(app, visitor.locale, path).read_by(visitor.reader.clone())),
    }
}

/// A form shown again with what is wrong in it; anything but the person's own mistake goes on as an error.
fn again(error: Error, frame: Frame, page: impl FnOnce(&Frame) -> Markup) -> Answer {
    let status = match error.kind() {
        Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
        Kind::Conflict => StatusCode::CONFLICT,
        Kind::TooMany => StatusCode::TOO_MANY_REQUESTS,
        Kind::Outside | Kind::Crowded => StatusCode::SERVICE_UNAVAILABLE,
        _ => return Err(error),
    };
    if error.onward().is_some() {
        return Err(error);
    }
    if let Some(note) = error.note() {
        tracing::warn!(sentence = error.sentence().key, note, "a form was refused");
    }
    let said = error.sentence();
    let frame =
        Frame { notice: Some(Notice::Wrong(frame.locale.sentence(said.key, &said.arguments))), ..frame };
    let mut response = (status, page(&frame)).into_response();
    if error.kind() == Kind::Crowded {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(limits::CROWDED_SECONDS));
    }
    Ok(response)
}

/// Sends the browser on after a write, so that loading again repeats nothing.
fn go(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Whether one of our own scripts asks, and not a person.
fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

/// A file to be saved.
struct Download<'a> {
    content_type: &'static str,
    name: &'a str,
}

impl Download<'_> {
    fn answer(self, body: Body) -> Answer {
        let mut response = body.into_response();
        let disposition = format!("attachment; filename*=UTF-8''{}", percent_encode(self.name));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
        headers.insert(CONTENT_DISPOSITION, HeaderValue::try_from(disposition).map_err(Error::broken)?);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        Ok(response)
    }
}

/// A file's name as RFC 8187 § 3.2 wants it in a header.
fn percent_encode(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        assert_eq!(percent_encode("a b\"\r\n;é.pdf"), "a%20b%22%0D%0A%3B%C3%A9.pdf");
    }
}
