//! What administrators of the account see: its members, and the outbox of an instance without a mail server.

use axum::extract::{Form, Path, Query, State};
use axum::response::IntoResponse;
use serde::Deserialize;

use super::{Answer, again, go, member_frame, papers};
use crate::app::{App, Shared};
use crate::auth::{Member, Role, Visitor};
use crate::deal::listing::{Behind, Listed};
use crate::deal::submission::Submission;
use crate::deal::{EntryId, MessageId, invitation, member, message};
use crate::error::{Error, Kind};
use crate::pages::{Pager, members as members_page, outbox as outbox_page};
use crate::words::Email;

/// Where the members are.
const MEMBERS: &str = "/members";

/// From where on a list is shown.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    behind: String,
}

/// From where on the members are shown, and who is invited.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedOfMembers {
    behind: String,
    invited: String,
}

impl AskedOfMembers {
    /// The pagers of the members and of the invited; going on in one list leaves the other where it is.
    fn pagers<M, I>(&self, members: &Listed<M>, invited: &Listed<I>) -> (Pager, Pager) {
        let place = |text: &str| Behind::parse(text).map(|behind| behind.to_string()).unwrap_or_default();
        let (behind, of_invited) = (place(&self.behind), place(&self.invited));
        let first = |name: &str, place: &str| match place {
            "" => "/members".to_owned(),
            place => format!("/members?{name}={place}"),
        };
        (
            Pager::of(
                members,
                (&first("invited", &of_invited), &format!("/members?invited={of_invited}&behind=")),
            ),
            Pager::of(invited, (&first("behind", &behind), &format!("/members?behind={behind}&invited=")))
                .at("invited"),
        )
    }
}

/// The form that invites a member.
#[derive(Deserialize)]
pub struct Invite {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    form_key: String,
}

/// The form of one button.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Press {
    form_key: String,
}

/// The members, and who is invited.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn members(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Query(asked): Query<AskedOfMembers>,
) -> Answer {
    let view = members_view(&app, &member, &asked, members_page::Typed::default()).await?;
    Ok(members_page::page(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

async fn members_view(
    app: &App,
    asker: &Member,
    asked: &AskedOfMembers,
    typed: members_page::Typed,
) -> Result<members_page::Members, Error> {
    asker.must_administer()?;
    let mut tx = app.db.look().await?;
    let account = &asker.account_id;
    let members = member::list(&mut tx, app, account, Behind::parse(&asked.behind)).await?;
    let invited = invitation::list_open(&mut tx, app, account, Behind::parse(&asked.invited)).await?;
    let (members_pager, invited_pager) = asked.pagers(&members, &invited);
    Ok(members_page::Members {
        members_pager,
        invited_pager,
        members: members
            .rows
            .into_iter()
            .map(|(member, since)| members_page::Member {
                name: member.name,
                email: member.email,
                is_administrator: member.role == Role::Administrator,
                since,
            })
            .collect(),
        invited: invited
            .rows
            .into_iter()
            .map(|invitation| members_page::Invited {
                id: invitation.id.to_string(),
                is_over: !invitation.is_live(app),
                is_administrator: invitation.role == Role::Administrator,
                expires: invitation.expires,
                email: invitation.email.unwrap_or_default(),
            })
            .collect(),
        typed,
    })
}

/// Invites a member by mail.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn invite(State(app): State<Shared>, member: Member, Form(form): Form<Invite>) -> Answer {
    member.must_administer()?;
    match invite_from(&app, &member, &form).await {
        Ok(()) => Ok(go(MEMBERS)),
        Err(error) => {
            let is_administrator = form.role == Role::Administrator.as_str();
            let typed = members_page::Typed { email: form.email, is_administrator };
            members_again(&app, &member, error, typed).await
        }
    }
}

/// Sends another invitation in the place of one that was not accepted.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn invite_again(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EntryId>,
    Form(form): Form<Press>,
) -> Answer {
    let submission = Submission { member: &member, key: &form.form_key };
    match invitation::resend(&app, &submission, &id).await {
        Ok(()) => Ok(go(MEMBERS)),
        Err(error) => members_again(&app, &member, error, members_page::Typed::default()).await,
    }
}

/// Withdraws an invitation.
///
/// # Errors
/// Not found unless an administrator asks.
pub async fn withdraw_invitation(
    State(app): State<Shared>,
    member: Member,
    Path(id): Path<EntryId>,
) -> Answer {
    match invitation::withdraw(&app, &member, &id).await {
        Ok(()) => Ok(go(MEMBERS)),
        Err(error) => members_again(&app, &member, error, members_page::Typed::default()).await,
    }
}

/// The page of members again, with what is wrong.
async fn members_again(app: &App, member: &Member, error: Error, typed: members_page::Typed) -> Answer {
    if error.kind() == Kind::NotFound {
        return Err(error);
    }
    let view = members_view(app, member, &AskedOfMembers::default(), typed).await?;
    again(error, member_frame(app, member, MEMBERS)?, |frame| members_page::page(&view, frame))
}

async fn invite_from(app: &App, member: &Member, form: &Invite) -> Result<(), Error> {
    let role = Role::parse(&form.role).ok_or_else(|| Error::invalid("error-form"))?;
    let submission = Submission { member, key: &form.form_key };
    invitation::create(app, &submission, &Email::parse(&form.email)?, role).await
}

/// The outbox.
///
/// # Errors
/// Not found unless an administrator asks, or when mail leaves through a server: then it is the parties' alone.
pub async fn outbox(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Answer {
    must_be_development(&app)?;
    let mut tx = app.db.look().await?;
    let listed = message::list(&mut tx, &app, &member, Behind::parse(&asked.behind)).await?;
    let pager = Pager::of(&listed, ("/outbox", "/outbox?behind="));
    let rows = listed.rows.into_iter().map(|message| outbox_page::Row {
        id: message.id.to_string(),
        to: message.letter.to,
        subject: message.letter.subject,
        state: papers::mail_state(message.delivery),
        created: message.created,
    });
    let view = outbox_page::Outbox { is_development: true, rows: rows.collect(), pager };
    Ok(outbox_page::list(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// One message of the outbox.
///
/// # Errors
/// As [`outbox`].
pub async fn message(
    State(app): State<Shared>,
    member: Member,
    visitor: Visitor,
    Path(id): Path<MessageId>,
) -> Answer {
    must_be_development(&app)?;
    let mut tx = app.db.look().await?;
    let message = message::find(&mut tx, &app, &member, &id).await?;
    let letter = message.letter;
    let to =
        if letter.to_name.is_empty() { letter.to } else { format!("{} <{}>", letter.to_name, letter.to) };
    let view = outbox_page::Message {
        is_development: true,
        state: papers::mail_state(message.delivery),
        answer: message.answer,
        attempts: message.attempts,
        to,
        subject: letter.subject,
        text: letter.text,
        created: message.created,
    };
    Ok(outbox_page::message(&view, &member_frame(&app, &member, &visitor.path)?).into_response())
}

/// Links that open other people's envelopes are shown only where nothing is ever sent.
fn must_be_development(app: &App) -> Result<(), Error> {
    if app.config.mail.host.is_none() { Ok(()) } else { Err(Error::not_found()) }
}
