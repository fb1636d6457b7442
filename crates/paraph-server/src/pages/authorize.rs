//! A program asks a member to be let in, or to have hashes signed: who asks, for what, and the decision.

use maud::{Markup, html};

use super::icon::icon;
use super::parts::digest;
use super::{Frame, layout};

/// What a program asks.
#[derive(Debug, Clone)]
pub struct Authorize {
    /// Name of the program, as the operator registered it.
    pub program: String,
    /// Where it is answered: scheme and host.
    pub address: String,
    /// The query with which it asked.
    pub request: String,
    /// What it wants to have signed; none when it wants to be let in.
    pub signing: Option<Signing>,
}

/// What a program wants to have signed.
#[derive(Debug, Clone)]
pub struct Signing {
    /// With which credential, by its name.
    pub credential: String,
    /// How many signatures.
    pub signatures: usize,
    /// What the program says of it; may be empty.
    pub description: String,
    /// The hashes that are known: algorithm, and value in hexadecimal.
    pub hashes: Vec<(String, String)>,
}

/// `GET /csc/{version}/oauth2/authorize`. The form sends `choice` (`allow` or `refuse`), and `pin` where something is signed.
pub fn page(view: &Authorize, frame: &Frame) -> Markup {
    let named = [("program", view.program.as_str().into())];
    let title = if view.signing.is_some() { "authorize-sign-title" } else { "authorize-title" };
    let title = frame.say(title, &named);
    let body = html! {
        div.narrow {
            h1 { (title) }
            p.lead {
                @match &view.signing {
                    Some(_) => { (frame.say("authorize-sign-lead", &named)) }
                    None => { (frame.say("authorize-lead", &named)) }
                }
            }
            form.card method="post" action=(frame.path) {
                input type="hidden" name="request" value=(view.request);
                dl {
                    dt { (frame.t("authorize-address")) } dd { code { (view.address) } }
                    @if let Some(signing) = &view.signing { (what(signing, frame)) }
                }
                @if view.signing.is_some() { (pin(frame)) }
                div.actions {
                    button.primary type="submit" name="choice" value="allow" {
                        (icon("check")) (frame.t(if view.signing.is_some() { "authorize-sign" } else { "authorize-allow" }))
                    }
                    button.quiet type="submit" name="choice" value="refuse" formnovalidate { (icon("x")) (frame.t("authorize-refuse")) }
                }
            }
            p.hint { (frame.t("authorize-hint")) }
        }
    };
    layout::page(frame, &title, body)
}

fn what(signing: &Signing, frame: &Frame) -> Markup {
    html! {
        dt { (frame.t("authorize-credential")) } dd { (signing.credential) }
        dt { (frame.t("authorize-count")) } dd { (signing.signatures) }
        @if !signing.description.is_empty() { dt { (frame.t("authorize-description")) } dd { (signing.description) } }
        @for (algorithm, value) in &signing.hashes { dt { (algorithm) } dd { (digest(value)) } }
    }
}

fn pin(frame: &Frame) -> Markup {
    html! {
        div.control {
            label for="pin" { (frame.t("credential-pin")) }
            input #pin type="password" name="pin" required autocomplete="off" maxlength="64";
        }
    }
}
