//! The time-stamps of a signature, as they are told.

use super::Sources;
use crate::validate::crypto::SignatureTimestamp;
use crate::validate::details::{Block, BlockName, Check, Outcome, TimestampFacts};
use crate::validate::report::{Kind, SubIndication};
use paraph_pki::cms::SignatureFact;

/// Those over the value, those over the content, and the document time-stamps over later revisions.
pub(super) fn facts(sources: &Sources<'_>) -> Vec<TimestampFacts> {
    let Some(facts) = &sources.one.facts else { return Vec::new() };
    let mut refusals = sources.best.refusals.iter();
    let mut told = Vec::new();
    let own = facts.timestamps.iter().map(|one| ("signature", one));
    for (over, one) in own.chain(facts.content_timestamps.iter().map(|one| ("content", one))) {
        let judged = one.valid && one.certificate.is_some();
        let doubt: Option<SubIndication> = if judged { refusals.next().copied().flatten() } else { None };
        told.push(TimestampFacts { over, stamped: one.time, by: maker(one), holds: one.valid, doubt });
    }
    let later = sources.all.iter().filter(|other| {
        other.found.kind == Kind::DocumentTimestamp && other.found.revision > sources.one.found.revision
    });
    for facts in later.filter_map(|other| other.facts.as_ref()) {
        let Some(stamped) = facts.stamped else { continue };
        let by = facts.certificate.as_ref().map(|certificate| certificate.subject().display_name());
        let holds = facts.digest_matches && matches!(facts.signature, SignatureFact::Valid { .. });
        told.push(TimestampFacts { over: "document", stamped, by, holds, doubt: None });
    }
    told
}

fn maker(one: &SignatureTimestamp) -> Option<String> {
    one.certificate.as_ref().map(|certificate| certificate.subject().display_name())
}

/// §§ 5.4, 5.5.4.
pub(super) fn block(sources: &Sources<'_>, timestamps: &[TimestampFacts]) -> Block {
    let mut checks = Vec::new();
    for one in timestamps {
        let by = one.by.as_deref().unwrap_or("an unknown authority");
        let over = match one.over {
            "signature" => "over the signature value",
            "content" => "over the content, before it was signed",
            _ => "over a later revision",
        };
        // One that does not hold is a shortcoming, and stands among those; a document time-stamp has a report of its own.
        let (outcome, state) = match (one.holds, one.doubt) {
            (true, None) => (Outcome::Passed, String::new()),
            (true, Some(sub)) => (Outcome::Inconclusive, format!("; it cannot be relied on ({sub})")),
            (false, _) => (Outcome::Passed, "; it does not hold and is not used".to_owned()),
        };
        checks.push(Check::new("timestamp", outcome, format!("{} by {by}, {over}{state}", one.stamped)));
    }
    let known = match (sources.best.existed_by < sources.trust.now, sources.best.time) {
        (true, _) => format!("it existed by {}", sources.best.existed_by),
        (false, Some(time)) => format!("nothing proves when it was made; {time} is only said"),
        (false, None) => "nothing proves when it was made, and nothing is said of it".to_owned(),
    };
    checks.push(Check::new("time", Outcome::Passed, known));
    if sources.grounds.timestamps_out_of_order {
        checks.push(Check::new("order", Outcome::Inconclusive, "its time-stamps contradict one another"));
    }
    if let Some(sub) = sources.grounds.timestamp_doubt {
        checks.push(Check::new(
            "reliance",
            Outcome::Inconclusive,
            format!("a time-stamp cannot be relied on ({sub})"),
        ));
    }
    Block::of(BlockName::Timestamps, checks)
}
