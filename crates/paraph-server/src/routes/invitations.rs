//! Accepting an invitation.

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use paraph_vault::limits::PASSWORD_CHARACTERS_MIN;
use serde::Deserialize;

use super::sessions::let_in;
use super::{Answer, again, anybody_frame, frame};
use crate::app::{App, Shared};
use crate::auth::{Caller, DeviceShown, Member, Role, Visitor};
use crate::deal::invitation::{self, Acceptance, Invitation, Standing};
use crate::error::{Error, Kind};
use crate::locale::Locale;
use crate::pages::{Frame, Notice, SignedIn, invitation as page};
use crate::policy;
use crate::words::{Email, Name};

/// The form by which an invitation is accepted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Accept {
    name: String,
    email: String,
    password: String,
    policy_version: String,
    accept: String,
}

/// The form, or what became of the invitation and how to go on.
///
/// # Errors
/// When the database fails.
pub async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    asker: Result<Member, Error>,
    Path(token): Path<String>,
) -> Answer {
    let frame = anybody_frame(&app, &visitor, &asker, &visitor.path)?;
    Ok(match find(&app, &token).await? {
        Ok(invitation) => {
            page::page(&view(&invitation, token, "", ""), &told_who_is_in(frame)).into_response()
        }
        Err(end) => over(&end, &frame),
    })
}

/// Accepts: the new member is signed in.
///
/// # Errors
/// When the database fails.
pub async fn accept(
    State(app): State<Shared>,
    visitor: Visitor,
    DeviceShown(device): DeviceShown,
    Path(token): Path<String>,
    Form(form): Form<Accept>,
) -> Answer {
    let frame = frame(&app, visitor.locale, &visitor.path).read_by(visitor.reader.clone());
    let invited = match find(&app, &token).await? {
        Ok(invitation) => invitation,
        Err(end) => return Ok(over(&end, &frame)),
    };
    let (name, email) = (form.name.clone(), form.email.clone());
    let accepted = match check(form, &invited, visitor.locale) {
        Ok(said) => {
            let caller = Caller { origin: &visitor.origin, device: device.as_ref() };
            invitation::accept(&app, &token, said, &caller).await
        }
        Err(error) => Err(error),
    };
    match accepted {
        Ok(entered) => let_in(&app, &entered, "/projects"),
        // Somebody else was faster, or it ended while the form was filled in.
        Err(error) if error.kind() == Kind::NotFound => match find(&app, &token).await? {
            Ok(_) => Err(error),
            Err(end) => Ok(over(&end, &frame)),
        },
        Err(error) => {
            let view = view(&invited, token, &name, &email);
            again(error, frame, |frame| page::page(&view, frame))
        }
    }
}

/// Says that somebody else is signed in in this browser, if so: whoever accepts takes their place.
fn told_who_is_in(frame: Frame) -> Frame {
    let said = |person: &SignedIn| {
        let name = [("name", person.name.as_str().into())];
        Notice::Told(frame.locale.say("invitation-while-signed-in", &name))
    };
    Frame { notice: frame.person.as_ref().map(said), ..frame }
}

/// The invitation while it can be accepted, or else how it ended.
async fn find(app: &App, token: &str) -> Result<Result<Invitation, page::End>, Error> {
    let mut tx = app.db.look().await?;
    Ok(match invitation::find(&mut tx, app, token).await? {
        Standing::Live(invitation) => Ok(invitation),
        Standing::Used => Err(page::End::Used),
        Standing::Expired(at) => Err(page::End::Expired(at)),
        Standing::Withdrawn => Err(page::End::Withdrawn),
        Standing::Unknown => Err(page::End::Unknown),
    })
}

fn over(end: &page::End, frame: &Frame) -> Response {
    let status = if *end == page::End::Unknown { StatusCode::NOT_FOUND } else { StatusCode::GONE };
    (status, page::over(end, frame)).into_response()
}

fn check(form: Accept, invited: &Invitation, locale: Locale) -> Result<Acceptance, Error> {
    let name = Name::parse(&form.name)?;
    // The invited address is proven by the invitation; another one would not be.
    let email = Email::parse(invited.email.as_deref().unwrap_or(&form.email))?;
    if form.accept != "yes" {
        return Err(Error::invalid("error-policy-not-accepted"));
    }
    Ok(Acceptance { name, email, password: form.password, policy_version: form.policy_version, locale })
}

fn view(invitation: &Invitation, token: String, name: &str, email: &str) -> page::Invitation {
    page::Invitation {
        token,
        name: name.to_owned(),
        email: invitation.email.clone().unwrap_or_else(|| email.to_owned()),
        email_is_fixed: invitation.email.is_some(),
        is_administrator: invitation.role == Role::Administrator,
        policy_version: policy::VERSION.to_owned(),
        password_length_min: PASSWORD_CHARACTERS_MIN,
        expires: invitation.expires,
    }
}
