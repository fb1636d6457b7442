//! `--report detailed`: what stands behind each verdict, block by block as EN 319 102-1 has them.

use paraph_pades::validate::details::{Block, Check, Outcome};
use paraph_pades::validate::{Kind, SignatureReport};

use super::verdict;

/// One signature: its verdict, then each block with its checks and the fact each rests on.
pub(super) fn words(signature: &SignatureReport) -> String {
    let what = match signature.kind {
        Kind::Signature => "Signature",
        Kind::DocumentTimestamp => "Document time-stamp",
    };
    let signer = signature.signer.as_deref().unwrap_or("an unknown signer");
    let mut text = format!("{what} \"{}\" by {signer}. {}\n", signature.field, verdict(signature));
    for (index, block) in signature.details.blocks.iter().enumerate() {
        text.push_str(&heading(index + 1, block));
        text.extend(block.checks.iter().map(line));
    }
    text
}

fn heading(number: usize, block: &Block) -> String {
    format!("  {number}. {}: {}\n", block.block.heading(), block.outcome)
}

fn line(check: &Check) -> String {
    let mark = match check.outcome {
        Outcome::Passed => "ok",
        Outcome::Inconclusive => "??",
        Outcome::Failed => "NO",
    };
    format!("     {mark}  {}\n", check.fact)
}
