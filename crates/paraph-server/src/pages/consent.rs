//! The privacy policy, to be accepted again because it changed.

use maud::{Markup, html};

use super::parts::form_key;
use super::{Frame, layout, privacy};

/// `GET /privacy/accept` and the answer to a refused `POST`.
pub fn page(version: &str, back: &str, frame: &Frame) -> Markup {
    let named = [("version", version.into())];
    let body = html! {
        div.narrow {
            h1 { (frame.t("consent-title")) }
            p.lead { (frame.t("consent-lead")) }
            form.card method="post" action="/privacy/accept" {
                (form_key(frame))
                input type="hidden" name="policy_version" value=(version);
                @if !back.is_empty() { input type="hidden" name="back" value=(back); }
                h2 { (frame.say("privacy-version", &named)) }
                div.prose { (privacy::paragraphs(frame.locale)) }
                label.tick {
                    input type="checkbox" name="accept" value="yes" required;
                    span { (frame.say("invitation-accept-policy", &named)) }
                }
                div.actions { button.primary type="submit" { (frame.t("consent-accept")) } }
            }
            p.hint { (frame.t("consent-otherwise")) }
        }
    };
    layout::page(frame, &frame.t("consent-title"), body)
}
