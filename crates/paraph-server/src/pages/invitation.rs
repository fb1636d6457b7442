//! Accepting an invitation: name, password, privacy policy.

use jiff::Timestamp;
use maud::{Markup, html};

use super::{Frame, layout};

/// An invitation that is still good.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// The secret in its address.
    pub token: String,
    /// Name typed so far.
    pub name: String,
    /// Address typed so far, or the one that was invited.
    pub email: String,
    /// Whether the address is the invited one and cannot be changed.
    pub email_is_fixed: bool,
    /// Whether the person becomes an administrator.
    pub is_administrator: bool,
    /// Version of the privacy policy to accept.
    pub policy_version: String,
    /// Shortest password, in characters.
    pub password_length_min: usize,
    /// Until when it can be used.
    pub expires: Timestamp,
}

/// `GET /invitation/{token}` and the answer to a refused `POST`.
pub fn page(view: &Invitation, frame: &Frame) -> Markup {
    layout::page(frame, &frame.t("invitation-title"), html! { p { (view.email) } })
}
