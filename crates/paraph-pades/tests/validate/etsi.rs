//! The XML report of ETSI TS 119 102-2: well-formed, in the order of the standard, every reference resolved, and saying what
//! the report says. `xmllint` judges it too, by a grammar of what we write.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use paraph_pades::validate::Report;
use paraph_pades::validate::etsi::validation_report;
use roxmltree::{Document, Node};

use crate::maker::{AUTHORITY, Maker, Signing, find_last, look, look_at};

const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";

/// Writes the report, has `xmllint` hold it to the grammar, and resolves its references.
fn written(report: &Report) -> String {
    let text = validation_report(report);
    assert_eq!(text, validation_report(report), "the same report gives the same bytes");
    let read = Document::parse(&text).unwrap();
    assert_eq!(read.root_element().tag_name().namespace(), Some(NAMESPACE));
    let names: Vec<&str> = read.descendants().filter_map(|node| node.attribute("id")).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "no name twice");
    for reference in read.descendants().filter_map(|node| node.attribute("VOReference")) {
        assert!(names.contains(&reference), "{reference} refers to nothing");
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("report.xml"), &text).unwrap();
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/validation-report.rng");
    let judged = Command::new("xmllint")
        .args(["--noout", "--nonet", "--relaxng"])
        .arg(grammar)
        .arg(folder.path().join("report.xml"))
        .output()
        .unwrap();
    assert!(judged.status.success(), "{}\n{text}", String::from_utf8_lossy(&judged.stderr));
    if let Some(kept) = std::env::var_os("PARAPH_KEEP_REPORTS") {
        let number = std::fs::read_dir(&kept).unwrap().count();
        std::fs::write(Path::new(&kept).join(format!("{number}.xml")), &text).unwrap();
    }
    text
}

fn find<'a>(node: Node<'a, 'a>, path: &[&str]) -> Option<Node<'a, 'a>> {
    path.iter()
        .try_fold(node, |node, name| node.children().find(|child| child.has_tag_name((NAMESPACE, *name))))
}

fn text<'a>(document: &'a Document<'a>, path: &[&str]) -> &'a str {
    find(document.root_element(), path).unwrap().text().unwrap_or("")
}

const STATUS: [&str; 2] = ["SignatureValidationReport", "SignatureValidationStatus"];

fn of_signature<'a>(document: &'a Document<'a>, path: &[&str]) -> &'a str {
    text(document, &[&["SignatureValidationReport"], path].concat())
}

#[test]
fn a_passed_signature_is_reported_with_its_chain_time_and_objects() {
    let signed = Maker::new().sign(&Signing::buyer().timestamped("2026-03-02T00:00:00Z"));
    let report = look(&signed.bytes).unwrap();
    let xml = written(&report);
    let read = Document::parse(&xml).unwrap();
    let status = |name| text(&read, &[STATUS[0], STATUS[1], name]);
    assert_eq!(status("MainIndication"), "urn:etsi:019102:mainindication:total-passed");
    assert!(find(read.root_element(), &[STATUS[0], STATUS[1], "SubIndication"]).is_none());
    assert_eq!(of_signature(&read, &["ValidationTimeInfo", "ValidationTime"]), "2026-04-01T00:00:00Z");
    let best = ["ValidationTimeInfo", "BestSignatureTime"];
    assert_eq!(of_signature(&read, &[best[0], best[1], "POETime"]), "2026-03-02T00:00:00Z");
    assert_eq!(of_signature(&read, &["SignatureIdentifier", "DAIdentifier"]), "buyer");
    let process = ["SignatureValidationProcess", "SignatureValidationProcessID"];
    assert_eq!(of_signature(&read, &process), "urn:etsi:019102:validationprocess:LTVM");
    let policy = ["ValidationConstraintsEvaluationReport", "SignatureValidationPolicy", "PolicyName"];
    assert_eq!(of_signature(&read, &policy), report.policy);
    // What proves the time is the time-stamp, and it is there with a verdict of its own.
    let proof = find(read.root_element(), &[STATUS[0], best[0], best[1], "POEObject"]).unwrap();
    let named = proof.attribute("VOReference").unwrap();
    let object = read.descendants().find(|node| node.attribute("id") == Some(named)).unwrap();
    assert_eq!(
        find(object, &["ObjectType"]).unwrap().text(),
        Some("urn:etsi:019102:validationObject:timestamp")
    );
    let verdict = find(object, &["ValidationReport", "SignatureValidationStatus", "MainIndication"]).unwrap();
    assert_eq!(verdict.text(), Some("urn:etsi:019102:mainindication:passed"));
    let chain = [STATUS[0], STATUS[1], "AssociatedValidationReportData", "CertificateChain"];
    let chain = find(read.root_element(), &chain).unwrap();
    assert_eq!(chain.children().filter(Node::is_element).count(), 3);
}

#[test]
fn each_verdict_is_reported_with_its_sub_indication() {
    let signed = Maker::new().sign(&Signing::buyer());
    let mut changed = signed.bytes.clone();
    let place = find_last(&changed, b"The contract");
    changed[place] = b't';
    let mut unreadable = signed.bytes.clone();
    let contents = find_last(&unreadable, b"/Contents <") + b"/Contents <".len();
    unreadable[contents..contents + 4].copy_from_slice(b"ffff");
    let overwritten = signed.clone().update(&[(5, "<< /Length 0 >>\nstream\n \nendstream")]);
    for (bytes, main, sub) in [
        (changed, "total-failed", "HASH_FAILURE"),
        (unreadable, "total-failed", "FORMAT_FAILURE"),
        (overwritten.bytes, "indeterminate", "SIG_CONSTRAINTS_FAILURE"),
    ] {
        let xml = written(&look(&bytes).unwrap());
        let read = Document::parse(&xml).unwrap();
        let status = |name| text(&read, &[STATUS[0], STATUS[1], name]);
        assert_eq!(status("MainIndication"), format!("urn:etsi:019102:mainindication:{main}"));
        assert_eq!(status("SubIndication"), format!("urn:etsi:019102:subindication:{sub}"));
    }
    let xml = written(&look_at("2026-04-01T00:00:00Z", Vec::new(), &signed.bytes).unwrap());
    let read = Document::parse(&xml).unwrap();
    assert!(text(&read, &[STATUS[0], STATUS[1], "SubIndication"]).ends_with(":NO_CERTIFICATE_CHAIN_FOUND"));
    // Nothing proves a time: the best is that of validation.
    let best = ["ValidationTimeInfo", "BestSignatureTime", "POETime"];
    assert_eq!(of_signature(&read, &best), "2026-04-01T00:00:00Z");
}

#[test]
fn a_document_time_stamp_is_an_object_with_a_report_of_its_own() {
    let signed = Maker::new().sign(&Signing::buyer()).stamp(200, "2026-03-03T00:00:00Z");
    let xml = written(&look(&signed.bytes).unwrap());
    let read = Document::parse(&xml).unwrap();
    let reports = read.root_element().children().filter(|node| node.has_tag_name((NAMESPACE, STATUS[0])));
    assert_eq!(reports.count(), 1);
    let nested = read
        .descendants()
        .find(|node| node.has_tag_name((NAMESPACE, "ValidationReport")) && node.parent_element().is_some());
    let nested = nested.unwrap();
    let verdict = find(nested, &["SignatureValidationStatus", "MainIndication"]).unwrap();
    assert_eq!(verdict.text(), Some("urn:etsi:019102:mainindication:passed"));
    assert_eq!(find(nested, &["SignatureIdentifier", "DAIdentifier"]).unwrap().text(), Some("stamp200"));
    assert!(xml.contains("<DocTimeStamp Signed=\"false\">"), "{xml}");
}

#[test]
fn a_document_without_a_signature_is_not_passed() {
    let xml = written(&look(&Maker::new().bytes).unwrap());
    let read = Document::parse(&xml).unwrap();
    assert_eq!(
        text(&read, &[STATUS[0], STATUS[1], "MainIndication"]),
        "urn:etsi:019102:mainindication:indeterminate"
    );
    assert!(xml.contains("the document carries no signature"), "{xml}");
}

#[test]
fn what_a_signer_writes_stays_text() {
    let mut signing = Signing::buyer();
    signing.extra = "/Reason (</ReasonElement><MainIndication>]]>&amp;\\000\\001)".to_owned();
    let xml = written(&look(&Maker::new().sign(&signing).bytes).unwrap());
    let read = Document::parse(&xml).unwrap();
    let reason = of_signature(&read, &["SignatureAttributes", "Reason", "ReasonElement"]);
    assert_eq!(reason, "</ReasonElement><MainIndication>]]>&amp;\u{fffd}\u{fffd}");
}

#[test]
fn real_files_of_other_makers_are_reported_too() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let corpus = std::env::var_os("PARAPH_CORPUS").map_or(default, std::path::PathBuf::from).join("pades");
    if !corpus.is_dir() {
        println!("skipped: there is no corpus");
        return;
    }
    let mut files: Vec<_> = std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut count = 0;
    for file in files.iter().filter(|file| file.extension().is_some_and(|one| one == "pdf")) {
        let anchors = vec![AUTHORITY.root.certificate().clone()];
        let Ok(report) = look_at("2026-11-21T00:00:00Z", anchors, &std::fs::read(file).unwrap()) else {
            continue;
        };
        written(&report);
        count += 1;
    }
    assert!(count > 30, "{count}");
}
