//! What the expert's lens shows: revisions, the objects they write, what they change, and what signatures cover.

use paraph_pades::validate::{Coverage, Inspection, Kind, ModificationLevel, inspect};
use paraph_pdf::Document;

use crate::maker::{Maker, NAME_FIELD, Signing};

fn look(maker: &Maker) -> Inspection {
    inspect(&Document::open(maker.bytes.as_slice()).unwrap()).unwrap()
}

#[test]
fn revisions_lie_one_after_the_other_and_reach_the_end() {
    let maker = Maker::new().sign(&Signing::buyer()).sign(&Signing::seller());
    let inspection = look(&maker);
    assert_eq!(inspection.bytes, maker.bytes.len() as u64);
    assert_eq!(inspection.revisions.len(), 3);
    let mut end = 0;
    for (index, revision) in inspection.revisions.iter().enumerate() {
        assert_eq!((revision.number, revision.start), (index + 1, end));
        assert!(revision.cross_reference_offset > revision.start && revision.object_count > 0);
        assert_eq!(revision.objects.len(), revision.object_count);
        end = revision.end;
    }
    assert_eq!(end, inspection.bytes);
    assert_eq!((inspection.bytes_before_header, inspection.bytes_after_end), (0, 0));
}

#[test]
fn a_signature_says_which_bytes_it_covers() {
    let inspection = look(&Maker::new().sign(&Signing::buyer()).sign(&Signing::seller()));
    let [first, second] = inspection.signatures.as_slice() else { panic!("{inspection:#?}") };
    assert_eq!((first.revision, second.revision), (2, 3));
    assert_eq!((first.coverage, second.coverage), (Coverage::EntireRevision, Coverage::EntireFile));
    for (signature, revision) in [(first, &inspection.revisions[1]), (second, &inspection.revisions[2])] {
        let [start, length, gap_end, rest] = signature.byte_range.unwrap();
        assert_eq!(start, 0);
        // The gap is the value in hexadecimal digits between its brackets.
        assert_eq!(gap_end - length, 2 * signature.value_bytes as u64 + 2);
        assert_eq!(gap_end + rest, revision.end);
        assert_eq!(signature.kind, Kind::Signature);
        assert_eq!(signature.sub_filter, "ETSI.CAdES.detached");
        assert!(signature.problems.is_empty() && signature.claimed_time.is_some());
    }
}

#[test]
fn what_a_revision_changes_is_told_whether_it_is_permitted_or_not() {
    let moved = NAME_FIELD.replace("72 600 300 620", "72 700 300 720");
    let inspection = look(&Maker::new().sign(&Signing::buyer()).update(&[(10, &moved)]));
    assert!(inspection.revisions[0].changes.is_empty());
    let told = |revision: usize, level: ModificationLevel, what: &str| {
        inspection.revisions[revision]
            .changes
            .iter()
            .any(|change| change.level == level && change.what == what)
    };
    assert!(told(1, ModificationLevel::FormFilling, "a signature added"));
    assert!(told(2, ModificationLevel::Undefined, "a form field's properties changed"));
}

#[test]
fn objects_are_listed_with_their_kind_and_place() {
    let inspection =
        look(&Maker::new().update(&[(10, NAME_FIELD), (60, "[1 2 3]"), (61, "<< /Own /Words >>")]));
    let found: Vec<(u32, &str)> =
        inspection.revisions[1].objects.iter().map(|object| (object.number, object.kind.as_str())).collect();
    for wanted in [(10, "Annot Widget"), (60, "array of 3"), (61, "dictionary")] {
        assert!(found.contains(&wanted), "{found:?}");
    }
    let kept = inspection.revisions[1].objects.iter().filter(|object| object.kind != "freed");
    assert!(kept.clone().count() == 3 && kept.clone().all(|object| object.offset.is_some()));
}

#[test]
fn bytes_that_nobody_covers_are_counted() {
    let mut maker = Maker::new().sign(&Signing::buyer());
    maker.bytes.extend_from_slice(b"\nunsigned words");
    let inspection = look(&maker);
    assert!(inspection.bytes_after_end >= 14, "{}", inspection.bytes_after_end);
    assert!(
        inspection.signatures[0].problems.iter().any(|problem| problem.contains("follow the last revision"))
    );
}
