//! The report's first paragraphs, for people: who signed, as what, when, by which means, and whether it holds. What the file
//! merely claims is kept apart from what a trusted party vouches for.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use paraph_pades::statement::Statement;
use paraph_pades::validate::details::Details;
use paraph_pades::validate::{
    Basis, CertificateFacts, Indication, Modification, Report, Role, SignatureReport, TimeSource, legible,
};

use super::advice;

/// How many names the first line holds.
const NAMES_MAX: usize = 6;

/// Who signed, each in some lines; empty without a signature.
pub(super) fn words(report: &Report, zone: &TimeZone) -> String {
    if report.signatures.is_empty() {
        return String::new();
    }
    let of = |wanted: fn(Role) -> bool| report.signatures.iter().filter(move |one| wanted(one.person.role));
    let people = of(|role| role == Role::Signatory);
    let others = of(|role| role != Role::Signatory);
    let blocks: Vec<String> = people.chain(others).map(|one| block(one, zone)).collect();
    format!("{} {}\n\n{}\nTechnical details\n\n", signers(report), standing(report), blocks.join("\n"))
}

/// The first line: everybody who is known to have signed.
fn signers(report: &Report) -> String {
    let people = || report.signatures.iter().filter(|one| one.person.role == Role::Signatory);
    let mut names: Vec<&str> = Vec::new();
    for name in people().filter_map(|one| one.person.name.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let unknown = people().filter(|one| one.person.name.is_none()).count();
    let known = match names.as_slice() {
        [] => None,
        [one] => Some(format!("Signed by {one}.")),
        [firsts @ .., last] if names.len() <= NAMES_MAX => {
            Some(format!("Signed by {} and {last}.", firsts.join(", ")))
        }
        _ => Some(format!("Signed by {} people.", names.len())),
    };
    match (known, unknown) {
        (Some(known), 0) => known,
        (Some(known), 1) => format!("{known} Of one more signature it is not known who made it."),
        (Some(known), more) => format!("{known} Of {more} more signatures it is not known who made them."),
        (None, 0) => "No person signed this document.".to_owned(),
        (None, _) => "It is not known who signed: nobody who is trusted vouches for it.".to_owned(),
    }
}

fn standing(report: &Report) -> &'static str {
    let any = |test: fn(&SignatureReport) -> bool| report.signatures.iter().any(test);
    if any(|one| one.indication == Indication::TotalFailed) {
        "At least one signature does not hold: do not rely on this file."
    } else if any(|one| !one.mdp_ok) {
        "The file was changed after signing in a way that was not permitted."
    } else if report.passed() {
        "Every signature holds, and nothing was changed after signing but what they permit."
    } else {
        "Not everything could be established."
    }
}

fn block(signature: &SignatureReport, zone: &TimeZone) -> String {
    let person = &signature.person;
    let role = match person.role {
        Role::Signatory => "signatory",
        Role::Sender => "sent the document for signature, and certified what may be changed in it",
        Role::Seal => "seal over the whole document",
        Role::TimeStamp => "time-stamp over the document",
    };
    let name = person.name.as_deref().unwrap_or("Not known who");
    let mut lines = vec![format!("  {name}: {role}")];
    lines.extend(basis(signature).into_iter().map(|line| format!("    {line}")));
    lines.push(format!("    {}", when(signature, zone)));
    if let Some(Statement::Signed { hand, email, .. }) = &person.statement {
        lines.push(format!(
            "    Simple electronic signature: link sent by e-mail to {}, signature {hand}",
            legible(email)
        ));
    }
    lines.push(format!("    {}", holds(signature)));
    lines.join("\n") + "\n"
}

fn basis(signature: &SignatureReport) -> Vec<String> {
    let person = &signature.person;
    let by = person.vouched_by.as_deref().unwrap_or("somebody unknown");
    let mut lines = vec![match (person.basis, person.role) {
        (Basis::Seal, _) => format!("as stated by the seal of {by}"),
        (Basis::Certificate, _) => {
            let holder = signature.signer.as_deref().map(legible).unwrap_or_default();
            format!("certificate issued to {holder} by {by}")
        }
        (Basis::Unproven, _) => "nobody who is trusted vouches for who made this".to_owned(),
    }];
    if let Some(claimed) = person.claimed_name.as_deref().filter(|_| person.basis == Basis::Unproven) {
        lines.push(format!("the file says \"{claimed}\"; anybody can write that, it proves nothing"));
    }
    lines
}

fn when(signature: &SignatureReport, zone: &TimeZone) -> String {
    match (signature.time, signature.time_source) {
        (Some(time), Some(TimeSource::Timestamp)) => {
            format!("{}, proven by a time-stamp", in_words(time, zone))
        }
        (Some(time), _) => format!("{}, by the signer's own clock, not proven", in_words(time, zone)),
        (None, _) => "at a time that is not known".to_owned(),
    }
}

/// A time with its zone: `30 November 2026, 00:30:12 (Europe/Paris, UTC+1)`.
fn in_words(at: Timestamp, zone: &TimeZone) -> String {
    let zoned = at.to_zoned(zone.clone());
    let seconds = zoned.offset().seconds();
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.unsigned_abs());
    let offset = match (size / 3_600, size / 60 % 60) {
        (hours, 0) => format!("UTC{sign}{hours}"),
        (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
    };
    let beside = match zone.iana_name() {
        _ if *zone == TimeZone::UTC => "UTC".to_owned(),
        Some("UTC" | "Etc/UTC") => "UTC".to_owned(),
        Some(name) => format!("({name}, {offset})"),
        None => format!("({offset})"),
    };
    format!("{} {beside}", zoned.strftime("%-d %B %Y, %H:%M:%S"))
}

/// What holds and what does not, in one sentence.
fn holds(signature: &SignatureReport) -> String {
    match (signature.indication, signature.sub_indication) {
        (Indication::TotalPassed, _) if signature.modifications.is_empty() => {
            "Holds: nothing was changed after it.".to_owned()
        }
        (Indication::TotalPassed, _) => "Holds: what was added after it is permitted.".to_owned(),
        (Indication::TotalFailed, Some(sub)) => format!("Does not hold. {}", advice::advice(sub)),
        (Indication::TotalFailed, None) => "Does not hold.".to_owned(),
        (Indication::Indeterminate, _) if !signature.mdp_ok => {
            "The file was changed after it in a way that it does not permit.".to_owned()
        }
        (Indication::Indeterminate, Some(sub)) => format!("Not proven. {}", advice::advice(sub)),
        (Indication::Indeterminate, None) => "Not proven.".to_owned(),
    }
}

/// The same signature with every word of strangers made legible: no name, reason or field breaks a line of a report, moves
/// the cursor of a terminal or turns the direction of its text.
pub(super) fn printable(signature: &SignatureReport) -> SignatureReport {
    let mut printable = signature.clone();
    let texts = [&mut printable.signer, &mut printable.reason];
    for text in texts.into_iter().flatten().chain([&mut printable.field]).chain(&mut printable.findings) {
        *text = one_line(text);
    }
    for Modification { what, field, .. } in &mut printable.modifications {
        *what = one_line(what);
        field.iter_mut().for_each(|field| *field = one_line(field));
    }
    printable.certificate.iter_mut().for_each(of_certificate);
    of_details(&mut printable.details);
    printable
}

fn of_details(details: &mut Details) {
    for check in details.blocks.iter_mut().flat_map(|block| &mut block.checks) {
        check.fact = one_line(&check.fact);
    }
    details.path.iter_mut().for_each(|one| of_certificate(&mut one.certificate));
    for algorithm in &mut details.algorithms {
        algorithm.used_for = one_line(&algorithm.used_for);
        algorithm.algorithm = one_line(&algorithm.algorithm);
    }
    for by in details.timestamps.iter_mut().filter_map(|timestamp| timestamp.by.as_mut()) {
        *by = one_line(by);
    }
}

fn of_certificate(certificate: &mut CertificateFacts) {
    certificate.subject = one_line(&certificate.subject);
    certificate.issuer = one_line(&certificate.issuer);
}

fn one_line(text: &str) -> String {
    escaped(text).replace('\n', "\\n")
}

/// A text as it may go to a terminal: characters that are not seen are written out.
pub(super) fn escaped(text: &str) -> String {
    let harmless = |c: char| c == '\n' || !(c.is_control() || is_direction(c));
    let mut whole = String::with_capacity(text.len());
    for c in text.chars() {
        if harmless(c) { whole.push(c) } else { whole.extend(c.escape_unicode()) }
    }
    whole
}

/// Characters that turn the direction of text around, or part lines (Unicode TR 36 § 2.5).
fn is_direction(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
