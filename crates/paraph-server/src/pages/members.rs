//! Who works in the account, and inviting another.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// The members of an account.
#[derive(Debug, Clone)]
pub struct Members {
    /// Those who have joined.
    pub members: Vec<Member>,
    /// Those who are invited.
    pub invited: Vec<Invited>,
    /// Address typed into the form; empty at first.
    pub email: String,
}

/// Somebody who has joined.
#[derive(Debug, Clone)]
pub struct Member {
    /// Name.
    pub name: String,
    /// Address.
    pub email: String,
    /// Whether they administer.
    pub is_administrator: bool,
    /// Since when.
    pub since: Timestamp,
}

/// Somebody who was invited.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Address; empty when the invitation is for whoever holds it.
    pub email: String,
    /// Whether they will administer.
    pub is_administrator: bool,
    /// Until when they can join.
    pub expires: Timestamp,
}

/// `GET /members`. The form sends `email` and `role` (`member` or `administrator`).
pub fn page(view: &Members, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("members-title"), html! { (view.email) })
}
