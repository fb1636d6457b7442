//! A member's credentials and access tokens: what programs of others sign with, and what lets them in.

use jiff::Timestamp;
use maud::{Markup, html};

use super::icon::icon;
use super::parts::{Input, badge, form_key};
use super::times::{date, time};
use super::{Frame, Tone, layout};

/// How long a token may live, in days, as the form offers it.
const DAYS: [u16; 4] = [7, 30, 90, 365];
/// What is chosen when nothing was.
const DAYS_CHOSEN: &str = "90";

/// A member's credentials and tokens.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// The oldest first.
    pub credentials: Vec<Credential>,
    /// The oldest first.
    pub tokens: Vec<Token>,
    /// A token that was made just now; it is shown this once.
    pub secret: Option<String>,
    /// Where programs find the service: one address for each edition of the API.
    pub addresses: Vec<String>,
    /// What was typed into the form of a credential: its name.
    pub credential_name: String,
    /// What was typed into the form of a token: its name, and for how many days.
    pub token_typed: (String, String),
}

/// One credential.
#[derive(Debug, Clone)]
pub struct Credential {
    /// Its identifier, which programs ask for.
    pub id: String,
    /// What its holder calls it.
    pub name: String,
    /// Serial number of its certificate.
    pub serial: String,
    /// Where it stands.
    pub state: CredentialState,
    /// Since when.
    pub created: Timestamp,
    /// Until when its certificate is valid.
    pub expires: Timestamp,
}

/// Where a credential stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialState {
    /// It signs.
    Enabled,
    /// Its certificate is over.
    Expired,
    /// Too many wrong PINs.
    Locked,
    /// Its holder ended it.
    Revoked,
}

impl CredentialState {
    fn badge(self, frame: &Frame) -> Markup {
        let (tone, key) = match self {
            Self::Enabled => (Tone::Good, "credential-state-enabled"),
            Self::Expired => (Tone::Quiet, "credential-state-expired"),
            Self::Locked => (Tone::Bad, "credential-state-locked"),
            Self::Revoked => (Tone::Quiet, "credential-state-revoked"),
        };
        badge(tone, key, frame)
    }
}

/// One live access token.
#[derive(Debug, Clone)]
pub struct Token {
    /// Its identifier; not the secret.
    pub id: String,
    /// What its member, or the program, calls it.
    pub name: String,
    /// Key of how it came to be.
    pub way: &'static str,
    /// Until when.
    pub expires: Timestamp,
}

/// `GET /account/credentials`. The forms send `name` and `pin`, `name` and `days`, or nothing.
pub fn page(view: &Credentials, frame: &Frame) -> Markup {
    let body = html! {
        div.head { div { h1 { (frame.t("credentials-title")) } p.lead { (frame.t("credentials-lead")) } } }
        @if let Some(secret) = &view.secret { (shown_once(secret, frame)) }
        div.columns {
            div.wide {
                section aria-labelledby="credentials" {
                    h2 #credentials { (frame.t("credentials-list")) }
                    @if view.credentials.is_empty() {
                        div.empty { (icon("signature")) p { (frame.t("credentials-empty")) } }
                    } @else {
                        ul.rows { @for one in &view.credentials { li { (credential(one, frame)) } } }
                    }
                }
                section aria-labelledby="tokens" {
                    h2 #tokens { (frame.t("tokens-list")) }
                    @if view.tokens.is_empty() {
                        p.hint { (frame.t("tokens-empty")) }
                    } @else {
                        ul.rows { @for one in &view.tokens { li { (token(one, frame)) } } }
                    }
                }
                (addresses(view, frame))
            }
            div.side.stack {
                section.card aria-labelledby="new-credential" {
                    h2 #new-credential { (frame.t("credential-new")) }
                    (credential_form(view, frame))
                }
                section.card aria-labelledby="new-token" {
                    h2 #new-token { (frame.t("token-new")) }
                    (token_form(view, frame))
                }
            }
        }
    };
    layout::page(frame, &frame.t("credentials-title"), body)
}

fn shown_once(secret: &str, frame: &Frame) -> Markup {
    html! {
        section.card.once aria-labelledby="secret-title" {
            h2 #secret-title { (frame.t("token-made")) }
            div.control {
                label for="secret" { (frame.t("token-secret")) }
                input.mono #secret type="text" value=(secret) readonly autocomplete="off" spellcheck="false";
            }
            p.hint { (frame.t("token-once")) }
        }
    }
}

fn credential(one: &Credential, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("fingerprint"))
            div.what {
                strong { (one.name) }
                span.hint {
                    (frame.t("created")) " " (date(one.created, frame)) " · "
                    (frame.t("credential-valid-until")) " " (date(one.expires, frame))
                }
            }
            (one.state.badge(frame))
        }
        details.fine {
            summary { (frame.t("credential-more")) }
            dl {
                dt { (frame.t("credential-id")) } dd { code { (one.id) } }
                dt { (frame.t("credential-serial")) } dd { code { (one.serial) } }
            }
            @if one.state == CredentialState::Enabled {
                form method="post" action={ "/account/credentials/" (one.id) "/revoke" } {
                    (form_key(frame))
                    p.hint { (frame.t("credential-revoke-text")) }
                    button.danger type="submit" { (icon("ban")) (frame.t("credential-revoke")) span.visually-hidden { " " (one.name) } }
                }
            }
        }
    }
}

fn token(one: &Token, frame: &Frame) -> Markup {
    html! {
        div.row {
            (icon("lock"))
            div.what {
                strong { @if one.name.is_empty() { (frame.t("unknown")) } @else { (one.name) } }
                span.hint { (frame.t(one.way)) " · " (frame.t("expires")) " " (time(one.expires, frame)) }
            }
            form method="post" action={ "/account/tokens/" (one.id) "/revoke" } {
                (form_key(frame))
                button.quiet type="submit" { (icon("x")) (frame.t("token-revoke")) span.visually-hidden { " " (one.name) } }
            }
        }
    }
}

fn addresses(view: &Credentials, frame: &Frame) -> Markup {
    html! {
        section aria-labelledby="addresses" {
            h2 #addresses { (frame.t("csc-addresses")) }
            p.hint { (frame.t("csc-addresses-text")) }
            ul { @for address in &view.addresses { li { code { (address) } } } }
        }
    }
}

fn credential_form(view: &Credentials, frame: &Frame) -> Markup {
    let name = Input {
        name: "credential_name",
        label: "credential-name",
        kind: "text",
        value: view.credential_name.as_str(),
        autocomplete: "off",
        length_max: 200,
    };
    html! {
        form method="post" action="/account/credentials" {
            (form_key(frame))
            (name.required(frame))
            div.control {
                label for="pin" { (frame.t("credential-pin")) }
                input #pin type="password" name="pin" required autocomplete="new-password" maxlength="64"
                    aria-describedby="pin-hint";
                span.hint #pin-hint { (frame.t("credential-pin-hint")) }
            }
            div.actions { button.primary type="submit" { (icon("plus")) (frame.t("credential-create")) } }
        }
    }
}

fn token_form(view: &Credentials, frame: &Frame) -> Markup {
    let (name, days) = &view.token_typed;
    let chosen = if days.is_empty() { DAYS_CHOSEN } else { days.as_str() };
    let name = Input {
        name: "token_name",
        label: "token-name",
        kind: "text",
        value: name.as_str(),
        autocomplete: "off",
        length_max: 200,
    };
    html! {
        form method="post" action="/account/tokens" {
            (form_key(frame))
            (name.required(frame))
            div.control {
                label for="days" { (frame.t("token-days")) }
                select #days name="days" {
                    @for days in DAYS.map(|days| days.to_string()) {
                        option value=(days) selected[days == chosen] { (frame.say("token-days-count", &[("days", days.as_str().into())])) }
                    }
                }
            }
            div.actions { button type="submit" { (icon("plus")) (frame.t("token-create")) } }
        }
        p.hint { (frame.t("token-hint")) }
    }
}
