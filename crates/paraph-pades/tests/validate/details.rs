//! What stands behind a verdict: each block says what was found, and the path, the algorithms and the time-stamps are told.

use paraph_pades::validate::details::{Block, BlockName, Details, Outcome, Role};
use paraph_pades::validate::{Policy, ValidationContext, validate};
use paraph_pdf::Document;

use crate::maker::{AUTHORITY, Maker, Signing, find_last, look, look_at};

fn details(bytes: &[u8]) -> Details {
    look(bytes).unwrap().signatures.remove(0).details
}

fn block(details: &Details, name: BlockName) -> &Block {
    details.blocks.iter().find(|block| block.block == name).unwrap()
}

/// The blocks that did not pass.
fn open(details: &Details) -> Vec<(BlockName, Outcome)> {
    let open = details.blocks.iter().filter(|block| block.outcome != Outcome::Passed);
    open.map(|block| (block.block, block.outcome)).collect()
}

fn facts(block: &Block) -> String {
    block.checks.iter().map(|check| check.fact.as_str()).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_signature_that_passes_has_every_block_with_its_facts() {
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    let details = details(&signed.bytes);
    assert_eq!(open(&details), []);
    assert_eq!(details.blocks.len(), 9);
    let names: Vec<&str> = details.blocks.iter().map(|block| block.block.name()).collect();
    assert_eq!(names[..3], ["format", "signing_certificate", "validation_context"]);
    let roles: Vec<Role> = details.path.iter().map(|one| one.role).collect();
    assert_eq!(roles, [Role::Signer, Role::Authority, Role::Anchor]);
    assert_eq!(details.path[0].revocation.unwrap().status, "unknown");
    assert!(details.path[2].revocation.is_none());
    let [stamp] = details.timestamps.as_slice() else { panic!("{:?}", details.timestamps) };
    assert!(stamp.over == "signature" && stamp.holds && stamp.doubt.is_none());
    assert_eq!(stamp.stamped.to_string(), "2026-03-02T00:00:00Z");
    assert!(facts(block(&details, BlockName::Timestamps)).contains("it existed by 2026-03-02T00:00:00Z"));
    assert!(details.algorithms.iter().any(|one| one.algorithm == "SHA-256" && one.until.is_none()));
    assert!(details.algorithms.iter().any(|one| one.algorithm == "ECDSA P-256"));
    assert!(details.algorithms.iter().any(|one| one.algorithm == "ECDSA with SHA-256"));
}

#[test]
fn each_block_says_what_is_wrong_and_no_other_does() {
    let signed = Maker::new().sign(&Signing::buyer());
    let mut changed = signed.bytes.clone();
    let place = find_last(&changed, b"The contract");
    changed[place] = b't';
    assert_eq!(open(&details(&changed)), [(BlockName::CryptographicVerification, Outcome::Failed)]);

    let overwritten = signed.clone().update(&[(5, "<< /Length 0 >>\nstream\n \nendstream")]);
    let told = details(&overwritten.bytes);
    assert_eq!(open(&told), [(BlockName::LaterChanges, Outcome::Inconclusive)]);
    assert!(facts(block(&told, BlockName::LaterChanges)).contains("content in revision 3"));

    let stray = [signed.bytes.as_slice(), b"and more"].concat();
    assert_eq!(open(&details(&stray))[0], (BlockName::Format, Outcome::Failed));

    let untrusted = look_at("2026-04-01T00:00:00Z", Vec::new(), &signed.bytes).unwrap();
    let told = &untrusted.signatures[0].details;
    assert_eq!(open(told), [(BlockName::CertificatePath, Outcome::Inconclusive)]);
    assert!(facts(block(told, BlockName::CertificatePath)).contains("NO_CERTIFICATE_CHAIN_FOUND"));
    assert!(told.path.iter().all(|one| one.role != Role::Anchor));
}

#[test]
fn an_algorithm_that_no_longer_counts_is_told_with_its_day() {
    let text = paraph_pades::validate::DEFAULT_POLICY.replace(
        "{ \"kind\": \"ECDSA\", \"bits_min\": 256 }",
        "{ \"kind\": \"ECDSA\", \"bits_min\": 256, \"until\": \"2026-03-15\" }",
    );
    let context = ValidationContext {
        policy: Policy::from_json(&text).unwrap(),
        ..ValidationContext::new(
            vec![AUTHORITY.root.certificate().clone()],
            "2026-04-01T00:00:00Z".parse().unwrap(),
        )
    };
    let judged = |bytes: &[u8]| {
        validate(&Document::open(bytes).unwrap(), &context).unwrap().signatures.remove(0).details
    };
    let told = judged(&Maker::new().sign(&Signing::buyer()).bytes);
    assert_eq!(open(&told), [(BlockName::CryptographicConstraints, Outcome::Inconclusive)]);
    let said = facts(block(&told, BlockName::CryptographicConstraints));
    assert!(said.contains("counts until 2026-03-15T00:00:00Z"), "{said}");
    let key = told.algorithms.iter().find(|one| one.algorithm == "ECDSA P-256").unwrap();
    assert_eq!(key.outcome, Outcome::Inconclusive);
    assert!(key.until.is_some());
}

#[test]
fn a_document_time_stamp_over_a_later_revision_is_told() {
    let signed = Maker::new().sign(&Signing::buyer()).stamp(200, "2026-03-03T00:00:00Z");
    let told = details(&signed.bytes);
    assert_eq!(open(&told), []);
    assert_eq!(told.timestamps.iter().map(|one| one.over).collect::<Vec<_>>(), ["document"]);
    assert!(facts(block(&told, BlockName::Timestamps)).contains("it existed by 2026-03-03T00:00:00Z"));
    assert!(facts(block(&told, BlockName::CertificatePath)).contains("existed by 2026-03-03T00:00:00Z"));
}

#[test]
fn what_cannot_be_read_has_no_blocks_that_would_need_it() {
    let mut signed = Maker::new().sign(&Signing::buyer());
    let contents = find_last(&signed.bytes, b"/Contents <") + b"/Contents <".len();
    signed.bytes[contents..contents + 4].copy_from_slice(b"ffff");
    let told = details(&signed.bytes);
    let names: Vec<BlockName> = told.blocks.iter().map(|block| block.block).collect();
    assert_eq!(names, [BlockName::Format, BlockName::LaterChanges]);
    assert_eq!(told.blocks[0].outcome, Outcome::Failed);
}
