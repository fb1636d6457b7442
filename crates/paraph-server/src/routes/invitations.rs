//! Accepting an invitation.

use axum::extract::{Form, Path, State};
use axum::response::IntoResponse;
use paraph_vault::limits::PASSWORD_CHARACTERS_MIN;
use serde::Deserialize;

use super::sessions::let_in;
use super::{Answer, again, frame};
use crate::app::{App, Shared};
use crate::auth::{Caller, DeviceShown, Role, Visitor};
use crate::deal::invitation::{self, Acceptance, Invitation};
use crate::error::Error;
use crate::locale::Locale;
use crate::pages::invitation as page;
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

/// The form.
///
/// # Errors
/// Not found when the invitation is used or over.
pub async fn show(State(app): State<Shared>, visitor: Visitor, Path(token): Path<String>) -> Answer {
    let invitation = load(&app, &token).await?;
    let view = view(&invitation, token, "", "");
    Ok(page::page(&view, &frame(&app, visitor.locale, &visitor.path).read_by(visitor.reader.clone()))
        .into_response())
}

/// Accepts: the new member is signed in.
///
/// # Errors
/// Not found when the invitation is used or over.
pub async fn accept(
    State(app): State<Shared>,
    visitor: Visitor,
    DeviceShown(device): DeviceShown,
    Path(token): Path<String>,
    Form(form): Form<Accept>,
) -> Answer {
    let invited = load(&app, &token).await?;
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
        Err(error) => {
            let view = view(&invited, token, &name, &email);
            again(
                error,
                frame(&app, visitor.locale, &visitor.path).read_by(visitor.reader.clone()),
                |frame| page::page(&view, frame),
            )
        }
    }
}

async fn load(app: &App, token: &str) -> Result<Invitation, Error> {
    let mut tx = app.db.look().await?;
    invitation::find_live(&mut tx, app, token).await?.ok_or_else(Error::not_found)
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
