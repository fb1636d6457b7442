//! What is told block by block agrees with the verdict.

use paraph_pades::validate::details::Outcome;
use paraph_pades::validate::{Indication, SignatureReport};

/// All blocks passed exactly where the verdict is passed; what failed or stayed open is among them.
pub(crate) fn agree(signature: &SignatureReport) {
    let blocks = &signature.details.blocks;
    let some = |outcome| blocks.iter().any(|block| block.outcome == outcome);
    let agrees = match signature.indication {
        Indication::TotalPassed => blocks.iter().all(|block| block.outcome == Outcome::Passed),
        Indication::Indeterminate => some(Outcome::Inconclusive),
        Indication::TotalFailed => some(Outcome::Failed),
    };
    assert!(
        agrees && !blocks.is_empty(),
        "{:?} {:?}: {blocks:#?}",
        signature.indication,
        signature.sub_indication
    );
    for block in blocks {
        assert_eq!(block.checks.iter().map(|check| check.outcome).max(), Some(block.outcome), "{block:?}");
        assert!(block.checks.iter().all(|check| !check.fact.is_empty()), "{block:?}");
    }
}
