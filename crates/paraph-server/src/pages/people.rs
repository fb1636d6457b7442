//! Who signed a file, for the page that checks it: the first thing it says. What a trusted seal or certificate vouches for is
//! kept apart from what the file merely claims.

use maud::{Markup, html};
use paraph_pades::statement::Statement;
use paraph_pades::validate::{Basis, Role, legible};

use super::parts::badge;
use super::times::time;
use super::verify::{Signature, Verdict, sentence_key, standing};
use super::{Frame, seen};

/// Everybody who signed, then who sent, sealed and time-stamped the file.
pub(super) fn people(signatures: &[Signature], frame: &Frame) -> Markup {
    let (people, others): (Vec<_>, Vec<_>) =
        signatures.iter().partition(|one| one.person.role == Role::Signatory);
    html! {
        @if !people.is_empty() {
            section aria-labelledby="who-signed" {
                h2 #who-signed { (frame.t("people-title")) }
                ul.people { @for one in people { li { (card(one, frame)) } } }
            }
        }
        @if !others.is_empty() {
            section aria-labelledby="also-here" {
                h2 #also-here { (frame.t("people-others")) }
                ul.people { @for one in others { li { (card(one, frame)) } } }
            }
        }
    }
}

fn card(one: &Signature, frame: &Frame) -> Markup {
    let (tone, key) = standing(one);
    html! {
        article.card {
            div.row {
                div.what {
                    strong.name { bdi { (one.person.name.clone().unwrap_or_else(|| frame.t("person-unknown"))) } }
                    span.hint { (frame.t(role(one.person.role))) }
                }
                (badge(tone, key, frame))
            }
            p { (basis(one, frame)) }
            p {
                @if let Some(at) = one.time { (time(at, frame)) ", " (frame.t(if one.time_is_proven { "time-proven" } else { "time-claimed" })) }
                @else { (frame.t("time-unknown")) }
            }
            @if let Some(Statement::Signed { hand, email, .. }) = &one.person.statement {
                p { (frame.say("person-means", &[("email", legible(email).into()), ("hand", frame.t(hand_key(hand)).into())])) }
            }
            p.holds { (holds(one, frame)) }
        }
    }
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Signatory => "person-signatory",
        Role::Sender => "person-sender",
        Role::Seal => "person-seal",
        Role::TimeStamp => "person-time-stamp",
    }
}

fn hand_key(hand: &str) -> &'static str {
    match hand {
        "drawn" => "hand-drawn",
        "uploaded" => "hand-uploaded",
        _ => "hand-typed",
    }
}

fn basis(one: &Signature, frame: &Frame) -> Markup {
    let person = &one.person;
    let by = person.vouched_by.clone().unwrap_or_default();
    html! {
        @match person.basis {
            Basis::Seal => { (frame.say("person-by-seal", &[("by", by.into())])) }
            Basis::Certificate => {
                (frame.say("person-by-certificate", &[("holder", legible(&one.signer).into()), ("by", by.into())]))
            }
            Basis::Unproven => {
                (frame.t("person-unproven"))
                @if let Some(claimed) = &person.claimed_name {
                    " " (frame.t("person-claimed")) " “" bdi { (claimed) } "”. " (frame.t("person-claimed-worth"))
                }
            }
        }
    }
}

/// What holds and what does not, in one sentence.
fn holds(one: &Signature, frame: &Frame) -> String {
    match (one.verdict, one.sub_indication) {
        (Verdict::Passed, _) if !seen::is_expected(one.seen.as_ref()) => frame.t("holds-looks-different"),
        (Verdict::Passed, _) if one.modifications.is_empty() => frame.t("holds-unchanged"),
        (Verdict::Passed, _) => frame.t("holds-permitted"),
        (Verdict::Indeterminate, _) if !one.modifications_allowed => frame.t("holds-changed"),
        (_, Some(sub)) => frame.t(&sentence_key(sub)),
        (verdict, None) => frame.t(verdict.sentence()),
    }
}
