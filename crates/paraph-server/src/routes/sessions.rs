//! Signing in and out.

use axum::extract::{Form, State};
use axum::http::header::SET_COOKIE;
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, again, frame, go};
use crate::app::Shared;
use crate::auth::{SessionShown, Visitor, clear_session, set_session};
use crate::deal::session;
use crate::error::Error;
use crate::pages::landing;
use crate::words::Email;

/// The form for signing in.
#[derive(Deserialize)]
pub struct SignIn {
    email: String,
    password: String,
    /// Where to go on; empty for the projects.
    #[serde(default)]
    back: String,
}

/// The form.
pub async fn show(State(app): State<Shared>, visitor: Visitor) -> Answer {
    let frame = frame(&app, visitor.locale, &visitor.path).read_by(visitor.reader.clone());
    Ok(landing::page(&landing::Landing::default(), &frame).into_response())
}

/// Signs in, or shows the form again.
///
/// # Errors
/// When the database fails.
pub async fn sign_in(State(app): State<Shared>, visitor: Visitor, Form(form): Form<SignIn>) -> Answer {
    let signed_in = match Email::parse(&form.email) {
        Ok(email) => session::sign_in(&app, &email, form.password, &visitor.origin).await,
        Err(_) => Err(Error::invalid("error-sign-in")),
    };
    match signed_in {
        Ok(token) => {
            let mut response = go(if leads_on(&form.back) { &form.back } else { "/projects" });
            response.headers_mut().insert(SET_COOKIE, set_session(&app, &token.text())?);
            Ok(response)
        }
        Err(error) => {
            let view = landing::Landing { email: form.email, back: form.back };
            again(error, frame(&app, visitor.locale, "/sign-in").read_by(visitor.reader.clone()), |frame| {
                landing::page(&view, frame)
            })
        }
    }
}

/// Whether an address is one that somebody who signs in may be led on to: the page on which a program asks, and none else.
fn leads_on(back: &str) -> bool {
    let page = ["/csc/v1/oauth2/authorize?", "/csc/v2/oauth2/authorize?"];
    page.iter().any(|page| back.starts_with(page)) && back.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Signs out; somebody who is not signed in is told nothing else.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(State(app): State<Shared>, shown: Result<SessionShown, Error>) -> Answer {
    if let Ok(shown) = shown {
        session::sign_out(&app, &shown).await?;
    }
    let mut response = go("/");
    response.headers_mut().insert(SET_COOKIE, clear_session(&app)?);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere_by_signing_in() {
        assert!(leads_on("/csc/v1/oauth2/authorize?client_id=desk"));
        for elsewhere in [
            "",
            "/",
            "//evil.example",
            "https://evil.example",
            "/csc/v1/oauth2/authorize",
            "/csc/v1/oauth2/authorize?\r\nx: y",
        ] {
            assert!(!leads_on(elsewhere), "{elsewhere}");
        }
    }
}
