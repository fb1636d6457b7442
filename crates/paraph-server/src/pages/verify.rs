//! Checking a file: by its digest alone, computed in the browser, or by sending it.

use jiff::Timestamp;
use maud::{Markup, html};
use paraph_pades::validate::{Coverage, Person, SubIndication, legible, said_once};

use super::icon::icon;
use super::parts::{FileCount, FileInput, PDF, badge, digest};
use super::people::people;
use super::seen;
use super::times::time;
use super::{Frame, Tone, layout};
use crate::render::appearance::Appearance;

/// What is known, if anything was asked.
#[derive(Debug, Clone)]
pub enum Answer {
    /// The digest is that of a file sealed here: complete and unmodified.
    MadeHere {
        /// SHA-256 in hexadecimal.
        sha256: String,
        /// When it was sealed.
        sealed: Timestamp,
    },
    /// No file with this digest was sealed here.
    NotKnown {
        /// SHA-256 in hexadecimal.
        sha256: String,
    },
    /// The file was sent and looked at.
    Report(Report),
    /// The file was sent and could not be looked at; the sentence says why.
    Unreadable(String),
}

/// What the validator says of a file.
#[derive(Debug, Clone)]
pub struct Report {
    /// Name of the file as sent.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// When a file with this digest was sealed here, if one was.
    pub sealed_here: Option<Timestamp>,
    /// The form fields whose values were changed after the last signature, and are unsigned.
    pub changed_fields: Vec<String>,
    /// Its signatures, oldest first.
    pub signatures: Vec<Signature>,
}

/// What the validator says of one signature.
#[derive(Debug, Clone)]
pub struct Signature {
    /// EN 319 102-1 indication.
    pub verdict: Verdict,
    /// Why it does not hold, or may not.
    pub sub_indication: Option<SubIndication>,
    /// Who signed, and what that rests on.
    pub person: Person,
    /// Whom the certificate names.
    pub signer: String,
    /// Who issued the certificate.
    pub issuer: String,
    /// When, by the time-stamp or else as claimed.
    pub time: Option<Timestamp>,
    /// Whether that time comes from a time-stamp.
    pub time_is_proven: bool,
    /// `PAdES-B-B`, `PAdES-B-T`, …
    pub level: String,
    /// How much of the file it covers.
    pub coverage: Coverage,
    /// What was changed after it; empty when nothing was.
    pub modifications: Vec<Change>,
    /// Whether those changes were allowed by it.
    pub modifications_allowed: bool,
    /// What is seen of the file now, beside what was seen when it was signed; none if that could not be found out.
    pub seen: Option<Appearance>,
    /// What it is by the trusted lists; none where they are not asked.
    pub qualification: Option<Qualification>,
}

/// Something that was changed after a signature.
#[derive(Debug, Clone)]
pub struct Change {
    /// What, in the validator's words.
    pub what: String,
    /// The page whose content it covers.
    pub page: Option<usize>,
}

/// What a signature is in law (TS 119 615), by the trusted lists.
#[derive(Debug, Clone)]
pub struct Qualification {
    /// The sentence that says it.
    pub key: &'static str,
    /// Whose service issued the certificate.
    pub provider: Option<String>,
}

/// EN 319 102-1 § 5.1.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// TOTAL-PASSED.
    Passed,
    /// INDETERMINATE.
    Indeterminate,
    /// TOTAL-FAILED.
    Failed,
}

/// `GET /verify`, and the answers to `POST /verify/hash` and `POST /verify/file` as pages.
pub fn page(answer: Option<&Answer>, frame: &Frame) -> Markup {
    let body = html! {
        div.narrow {
            h1 { (frame.t("verify-title")) }
            @if let Some(answer) = answer { (result(answer, frame)) } @else { p.lead { (frame.t("verify-lead")) } }
            (by_hash(frame))
            (by_file(frame))
        }
    };
    layout::page_with(frame, &frame.t("verify-title"), &["verify.js"], body)
}

/// The file stays with the reader: the browser computes its digest, and only that is sent.
fn by_hash(frame: &Frame) -> Markup {
    html! {
        form.card.drop #hash-form method="post" action="/verify/hash" {
            h2 { (icon("fingerprint")) (frame.t("verify-hash-title")) }
            p { (frame.t("verify-hash-text")) }
            div.control.needs-js {
                (FileInput { id: "local", name: None, accept: PDF, button: "verify-choose", count: FileCount::OneAtMost,
                    described_by: None }.show(frame))
                div.progress hidden { progress max="100" value="0" aria-label=(frame.t("verify-hashing")) {} output {} }
            }
            details.fine {
                summary { (frame.t("verify-type-hash")) }
                div.control {
                    label for="sha256" { (frame.t("verify-hash-label")) }
                    input.mono #sha256 type="text" name="sha256" required pattern="[0-9a-fA-F ]{64,80}" maxlength="80" autocomplete="off"
                        spellcheck="false" aria-describedby="sha256-hint";
                    p.hint #sha256-hint { (frame.t("verify-hash-hint")) }
                }
                button type="submit" { (icon("search")) (frame.t("verify-look-up")) }
            }
        }
    }
}

fn by_file(frame: &Frame) -> Markup {
    html! {
        form.card method="post" action="/verify/file" enctype="multipart/form-data" {
            h2 { (icon("file-search")) (frame.t("verify-file-title")) }
            p { (frame.t("verify-file-text")) }
            div.control {
                label for="file" { (frame.t("verify-file-label")) }
                (FileInput { id: "file", name: Some("file"), accept: PDF, button: "verify-choose", count: FileCount::One,
                    described_by: None }.show(frame))
            }
            div.actions { button type="submit" { (icon("upload")) (frame.t("verify-send")) } }
        }
    }
}

fn result(answer: &Answer, frame: &Frame) -> Markup {
    match answer {
        Answer::MadeHere { sha256, sealed } => html! {
            section.answer.good role="status" {
                (icon("shield-check"))
                h2 { (frame.t("verify-made-here")) }
                p { (frame.t("verify-made-here-text")) }
                dl { dt { (frame.t("verify-sealed")) } dd { (time(*sealed, frame)) } dt { "SHA-256" } dd { (digest(sha256)) } }
            }
        },
        Answer::NotKnown { sha256 } => html! {
            section.answer.warning role="status" {
                (icon("triangle-alert"))
                h2 { (frame.t("verify-not-known")) }
                p { (frame.t("verify-not-known-text")) }
                dl { dt { "SHA-256" } dd { (digest(sha256)) } }
            }
        },
        Answer::Report(report) => whole_report(report, frame),
        Answer::Unreadable(sentence) => html! {
            section.answer.bad role="status" {
                (icon("circle-x"))
                h2 { (frame.t("verify-unreadable")) }
                p { (sentence) }
            }
        },
    }
}

fn whole_report(report: &Report, frame: &Frame) -> Markup {
    let all_pass =
        !report.signatures.is_empty() && report.signatures.iter().all(|s| s.verdict == Verdict::Passed);
    let any_fails =
        report.signatures.iter().any(|s| s.verdict == Verdict::Failed || !s.modifications_allowed);
    let looks_right = report.signatures.iter().all(|s| seen::is_expected(s.seen.as_ref()));
    let (class, symbol, key) = match (all_pass, any_fails, report.signatures.is_empty()) {
        (true, _, _) if !report.changed_fields.is_empty() => ("bad", "circle-x", "report-content-changed"),
        (true, _, _) if !looks_right => ("warning", "triangle-alert", "report-looks-different"),
        (true, _, _) => ("good", "shield-check", "report-passed"),
        (_, true, _) => ("bad", "circle-x", "report-failed"),
        (_, _, true) => ("warning", "triangle-alert", "report-unsigned"),
        _ => ("warning", "triangle-alert", "report-indeterminate"),
    };
    html! {
        section.answer.(class) role="status" {
            (icon(symbol))
            h2 { (frame.t(key)) }
            p { (frame.t(&format!("{key}-text"))) }
            @if !report.changed_fields.is_empty() {
                p { (frame.t("report-changed-fields")) }
                ul { @for field in &report.changed_fields { li { bdi { (legible(field)) } } } }
            }
            dl {
                dt { (frame.t("document")) } dd { bdi { (legible(&report.name)) } }
                @if let Some(sealed) = report.sealed_here { dt { (frame.t("verify-sealed")) } dd { (time(sealed, frame)) } }
            }
        }
        (people(&report.signatures, frame))
        details.technique {
            summary { (frame.t("report-technique")) }
            dl { dt { "SHA-256" } dd { (digest(&report.sha256)) } }
            ol.signatures { @for signature in &report.signatures { li { (one_signature(signature, frame)) } } }
        }
    }
}

fn one_signature(signature: &Signature, frame: &Frame) -> Markup {
    let time_key = if signature.time_is_proven { "signature-time-proven" } else { "signature-time-claimed" };
    let coverage = match signature.coverage {
        Coverage::EntireFile => "signature-covers-file",
        Coverage::EntireRevision => "signature-covers-revision",
        Coverage::Partial => "signature-covers-part",
    };
    html! {
        article.card {
            div.row {
                div.what { strong { bdi { (legible(&signature.signer)) } } span.hint { (frame.say("issued-by", &[("issuer", legible(&signature.issuer).into())])) } }
                @let (tone, key) = standing(signature);
                (badge(tone, key, frame))
            }
            p {
                @match signature.sub_indication {
                    None => { (frame.t(signature.verdict.sentence())) }
                    Some(sub) => { (frame.t(&sentence_key(sub))) " " code { (sub) } }
                }
            }
            dl {
                dt { (frame.t(time_key)) }
                dd { @if let Some(at) = signature.time { (time(at, frame)) } @else { (frame.t("unknown")) } }
                dt { (frame.t("signature-level")) } dd { (signature.level) }
                @if let Some(found) = &signature.qualification {
                    dt { (frame.t("signature-qualification")) }
                    dd { (frame.t(found.key)) @if let Some(provider) = &found.provider { span.hint { " " (provider) } } }
                }
                dt { (frame.t("signature-coverage")) } dd { (frame.t(coverage)) }
                dt { (frame.t("signature-changes")) } dd { (changes(signature, frame)) }
                dt { (frame.t("signature-seen")) } dd { (seen::seen(signature.seen.as_ref(), frame)) }
            }
        }
    }
}

/// A change that was not permitted weighs more than a doubt, though the standard calls both INDETERMINATE.
pub(super) fn standing(signature: &Signature) -> (Tone, &'static str) {
    match signature.verdict {
        Verdict::Indeterminate if !signature.modifications_allowed => (Tone::Bad, "verdict-changed"),
        verdict => (verdict.tone(), verdict.key()),
    }
}

/// The sentence for somebody who has never read EN 319 102-1.
pub(super) fn sentence_key(sub: SubIndication) -> String {
    format!("sub-{}", sub.to_string().to_lowercase().replace('_', "-"))
}

fn changes(signature: &Signature, frame: &Frame) -> Markup {
    let key = if signature.modifications_allowed { "changes-allowed" } else { "changes-forbidden" };
    html! {
        @if signature.modifications.is_empty() {
            (frame.t("changes-none"))
        } @else {
            (frame.t(key))
            ul { @for change in said_once(signature.modifications.iter().map(|change| with_page(change, frame))) { li { (change) } } }
        }
    }
}

fn with_page(change: &Change, frame: &Frame) -> String {
    let what = self::change(&change.what, frame);
    match change.page {
        Some(page) => frame.say("change-key-of-place", &[("change", what.into()), ("page", page.into())]),
        None => what,
    }
}

/// The validator's words in the reader's language; where it says more than is known here, as it says it.
fn change(what: &str, frame: &Frame) -> String {
    let owners = [("a page's /", "page"), ("the catalogue's /", "catalogue"), ("the trailer's /", "trailer")];
    let words: Vec<&str> =
        what.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if let Some(known) = frame.locale.find(&format!("change-{}", words.join("-").to_lowercase())) {
        return known;
    }
    let owned = owners.iter().find_map(|(start, owner)| Some((owner, what.strip_prefix(start)?)));
    match owned {
        Some((owner, key)) => {
            frame.say(&format!("change-key-of-{owner}"), &[("key", format!("/{key}").into())])
        }
        None => what.to_owned(),
    }
}

impl Verdict {
    fn tone(self) -> Tone {
        match self {
            Self::Passed => Tone::Good,
            Self::Indeterminate => Tone::Warning,
            Self::Failed => Tone::Bad,
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Passed => "verdict-passed",
            Self::Indeterminate => "verdict-indeterminate",
            Self::Failed => "verdict-failed",
        }
    }

    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::Passed => "verdict-passed-text",
            Self::Indeterminate => "verdict-indeterminate-text",
            Self::Failed => "verdict-failed-text",
        }
    }
}
