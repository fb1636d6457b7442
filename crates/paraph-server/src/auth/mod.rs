//! Who asks: a visitor, a member with a session, a signatory with a link. Each is a type that only its checker makes.

mod bearer;
mod cookie;
mod device;
mod origin;
mod passwords;
mod person;

pub use bearer::{TokenRefused, TokenShown, bearer, credentials};
pub use cookie::{
    Cookie, clear as clear_cookie, clear_session, find as find_cookie, set as set_cookie, set_language,
    set_session,
};
pub use device::{Caller, DeviceShown};
pub use origin::{Origin, Visitor};
pub use passwords::{Lane, Passwords};
pub use person::{Person, PersonKind};

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::app::Shared;
use crate::deal::member::Profile;
use crate::deal::session::{self, Session};
use crate::deal::signatory::{self, Signatory};
use crate::deal::{AccountId, EntryId, MemberId};
use crate::error::{Error, Kind};
use crate::locale::Locale;
use crate::zone::Reader;

/// What a member may do in the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Invites members, sees the outbox.
    Administrator,
    /// Works in projects.
    Member,
}

impl Role {
    /// As the database and forms spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Member => "member",
        }
    }

    /// Reads the spelling back.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Administrator, Self::Member].into_iter().find(|role| role.as_str() == text)
    }
}

/// Somebody signed in: proof that a live session was shown with this request. They may still have to accept the privacy
/// policy in force; whoever has is a [`Member`].
#[expect(clippy::manual_non_exhaustive, reason = "within this crate too, only the checker may make it")]
pub struct SessionShown {
    /// Whose session.
    pub member: Profile,
    /// The session that was shown.
    pub session_id: EntryId,
    /// Whether they have accepted the privacy policy in force.
    pub has_consented: bool,
    /// Language of their pages.
    pub locale: Locale,
    /// Zone of the times on their pages.
    pub reader: Reader,
    /// From where they ask.
    pub origin: Origin,
    /// Kept private, so that no other code can claim a session was shown.
    _checked: (),
}

impl SessionShown {
    /// Who shows a live session with this request, if anybody.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn find(parts: &Parts, app: &Shared) -> Result<Option<Self>, Error> {
        let visitor = Visitor::of(parts, app);
        let Some(token) = find_cookie(&parts.headers, app, Cookie::Session) else { return Ok(None) };
        let Some(session) = session::find_live(app, &token).await? else { return Ok(None) };
        let locale = visitor.chosen.unwrap_or(session.member.locale);
        let Session { id: session_id, member, zone, has_consented } = session;
        let reader = zone.map_or(visitor.reader, Reader::Chosen);
        let origin = visitor.origin;
        Ok(Some(Self { member, session_id, has_consented, locale, reader, origin, _checked: () }))
    }

    /// The words by which events name them.
    pub fn person(&self) -> Person {
        self.member.person(&self.origin)
    }
}

impl FromRequestParts<Shared> for SessionShown {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        Self::find(parts, app).await?.ok_or_else(Error::sign_in_wanted)
    }
}

/// A signed-in person who has accepted the privacy policy in force.
pub struct Member {
    /// Who.
    pub id: MemberId,
    /// In which account.
    pub account_id: AccountId,
    /// Name, as given at the invitation.
    pub name: String,
    /// Address.
    pub email: String,
    /// What they may do in the account.
    pub role: Role,
    /// Language of their pages.
    pub locale: Locale,
    /// Zone of the times on their pages.
    pub reader: Reader,
    /// From where they ask.
    pub origin: Origin,
    /// The session that was shown.
    pub session_id: EntryId,
}

impl Member {
    /// The words by which events name this member.
    pub fn person(&self) -> Person {
        Person {
            kind: PersonKind::Member,
            id: self.id.to_string(),
            name: self.name.clone(),
            email: self.email.clone(),
            origin: Some(self.origin.clone()),
        }
    }

    /// Goes on only for an administrator; for anybody else the page does not exist.
    ///
    /// # Errors
    /// Not found, for members of any other role.
    pub fn must_administer(&self) -> Result<(), Error> {
        if self.role == Role::Administrator { Ok(()) } else { Err(Error::not_found()) }
    }
}

impl FromRequestParts<Shared> for Member {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let SessionShown { member, session_id, has_consented, locale, reader, origin, .. } =
            SessionShown::from_request_parts(parts, app).await?;
        if !has_consented {
            return Err(Error::said(Kind::ConsentWanted, "error-policy-changed"));
        }
        Ok(Self {
            id: member.id,
            account_id: member.account_id,
            name: member.name,
            email: member.email,
            role: member.role,
            locale,
            reader,
            origin,
            session_id,
        })
    }
}

/// A person who opened a link of an envelope: proof that the link's secret was shown with this request.
#[derive(Clone)]
#[expect(clippy::manual_non_exhaustive, reason = "within this crate too, only the checker may make it")]
pub struct LinkOpened {
    /// Whose link it is, with the envelope it belongs to.
    pub signatory: Signatory,
    /// The secret as it stands in addresses.
    pub token: String,
    /// Language of their pages.
    pub locale: Locale,
    /// Zone of the times on their pages.
    pub reader: Reader,
    /// From where they ask.
    pub origin: Origin,
    /// Kept private, so that no other code can claim a link was opened.
    _checked: (),
}

impl LinkOpened {
    /// The words by which events name this signatory.
    pub fn person(&self) -> Person {
        Person {
            kind: PersonKind::Signatory,
            id: self.signatory.id.to_string(),
            name: self.signatory.name.clone(),
            email: self.signatory.email.clone(),
            origin: Some(self.origin.clone()),
        }
    }
}

impl FromRequestParts<Shared> for LinkOpened {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Self, Error> {
        let visitor = Visitor::of(parts, app);
        let Path(names): Path<std::collections::HashMap<String, String>> =
            Path::from_request_parts(parts, app).await.map_err(|_| Error::not_found())?;
        let token = names.get("token").ok_or_else(Error::not_found)?.clone();
        let signatory = signatory::find_by_token(app, &token).await?.ok_or_else(Error::not_found)?;
        let locale = visitor.chosen.unwrap_or(signatory.locale);
        let reader = visitor.reader;
        Ok(Self { signatory, token, locale, reader, origin: visitor.origin, _checked: () })
    }
}
