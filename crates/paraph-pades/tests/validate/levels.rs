//! The level a signature reaches, its time, and the report as others read it.

use paraph_pades::validate::{Coverage, Indication, Kind, Level, TimeSource};

use crate::maker::{AUTHORITY, Maker, Signing, look};

const STAMPED: &str = "2026-03-02T00:00:00Z";

/// Validation data with the root's certificate and a revocation list, in a revision of their own.
pub(crate) fn with_validation_data(maker: Maker, list: &[u8]) -> Maker {
    let hexadecimal = |bytes: &[u8]| {
        let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("<< /Filter /ASCIIHexDecode /Length 0 >>\nstream\n{text}>\nendstream")
    };
    let certificate = hexadecimal(AUTHORITY.root.certificate().to_der());
    let list = hexadecimal(list);
    maker.update(&[
        (1, "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R /DSS 80 0 R >>"),
        (80, "<< /Type /DSS /Certs [81 0 R] /CRLs [82 0 R] >>"),
        (81, &certificate),
        (82, &list),
    ])
}

#[test]
fn a_plain_signature_reaches_the_basic_level() {
    let report = look(&Maker::new().sign(&Signing::buyer()).bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!(
        (first.level, first.kind, first.coverage),
        (Level::BaselineB, Kind::Signature, Coverage::EntireFile)
    );
    assert_eq!(first.time, Some("2026-03-01T12:00:00Z".parse().unwrap()));
    assert_eq!(first.time_source, Some(TimeSource::Claimed));
    assert_eq!(first.signer.as_deref(), Some("Test Seal"));
    let certificate = first.certificate.as_ref().unwrap();
    assert!(certificate.subject.contains("Seal") && certificate.issuer.contains("Issuing"));
}

#[test]
fn a_time_stamp_over_the_value_lifts_it() {
    let report = look(&Maker::new().sign(&Signing::buyer().timestamped(STAMPED)).bytes).unwrap();
    let first = &report.signatures[0];
    assert_eq!((first.level, first.indication), (Level::BaselineT, Indication::TotalPassed));
    assert_eq!(
        (first.time, first.time_source),
        (Some(STAMPED.parse().unwrap()), Some(TimeSource::Timestamp))
    );
}

#[test]
fn a_document_time_stamp_lifts_what_is_before_it() {
    let report = look(&Maker::new().sign(&Signing::buyer()).stamp(60, STAMPED).bytes).unwrap();
    let [first, stamp] = &report.signatures[..] else { panic!("{report:#?}") };
    assert_eq!((first.level, first.time), (Level::BaselineT, Some(STAMPED.parse().unwrap())));
    assert_eq!((stamp.level, stamp.kind), (Level::DocumentTimestamp, Kind::DocumentTimestamp));
    assert_eq!((first.coverage, stamp.coverage), (Coverage::EntireRevision, Coverage::EntireFile));
    assert!(report.passed(), "{report:#?}");
}

#[test]
fn validation_data_and_a_time_stamp_over_them_lift_it_further() {
    let signed = Maker::new().sign(&Signing::buyer().timestamped(STAMPED));
    let with_data = with_validation_data(signed, b"no list");
    assert_eq!(look(&with_data.bytes).unwrap().signatures[0].level, Level::BaselineLt);
    let archived = with_data.stamp(60, "2026-03-03T00:00:00Z");
    // The later form dictionary leaves the catalogue, and so the data, as they are.
    assert_eq!(look(&archived.bytes).unwrap().signatures[0].level, Level::BaselineLta);
    assert!(look(&archived.bytes).unwrap().passed());
}

#[test]
fn another_encoding_is_no_baseline_level() {
    let mut maker = Maker::new();
    let field = "<< /Type /Annot /Subtype /Widget /FT /Sig /T (buyer) /Rect [72 300 200 360] /P 3 0 R /F 132 /V 30 0 R >>";
    let dictionary = crate::maker::signature_dictionary("Sig", "adbe.pkcs7.detached", "");
    maker.append(&[(13, field.to_owned()), (30, dictionary)], "");
    maker.fill(&|digest| crate::maker::message(digest, None));
    let report = look(&maker.bytes).unwrap();
    assert_eq!(report.signatures[0].level, Level::Pkcs7);
    assert!(report.passed());
}

#[test]
fn signatures_are_told_apart_and_in_order() {
    let maker = Maker::new().sign(&Signing::buyer()).sign(&Signing::seller());
    let report = look(&maker.bytes).unwrap();
    let told: Vec<(&str, usize)> =
        report.signatures.iter().map(|signature| (signature.field.as_str(), signature.revision)).collect();
    assert_eq!(told, [("buyer", 2), ("seller", 3)]);
    assert_eq!(report.revisions, 3);
}

#[test]
fn the_report_reads_as_the_contract_of_the_command_line_says() {
    let maker = Maker::new().sign(&Signing::buyer().certify(2)).sign(&Signing::seller());
    let json = serde_json::to_value(look(&maker.bytes).unwrap()).unwrap();
    let first = &json["signatures"][0];
    for key in ["crypto_intact", "signature_valid", "mdp_ok"] {
        assert_eq!(first[key], true, "{key}");
    }
    assert_eq!(first["coverage"], "ENTIRE_REVISION");
    assert_eq!(first["level"], "PAdES-B-B");
    assert_eq!(first["indication"], "TOTAL-PASSED");
    assert_eq!(first["sub_indication"], serde_json::Value::Null);
    assert_eq!(first["time"], "2026-03-01T12:00:00Z");
    assert_eq!(first["certification"], 2);
    let change = &first["modifications"].as_array().unwrap()[0];
    assert_eq!((&change["level"], &change["what"]), (&"form_filling".into(), &"a signature added".into()));
    assert_eq!((&change["field"], &change["permitted"]), (&"seller".into(), &true.into()));
    assert_eq!(json["signatures"][1]["coverage"], "ENTIRE_FILE");
}

#[test]
fn many_signatures_in_one_document_are_all_told() {
    let mut maker = Maker::new().sign(&Signing::buyer());
    maker.size = 1_000;
    for index in 0..9 {
        maker = maker.stamp_after(200 + 2 * index, STAMPED);
    }
    let report = look(&maker.bytes).unwrap();
    assert!(report.passed(), "{report:#?}");
    assert_eq!(report.signatures.len(), 10);
    let covering =
        report.signatures.iter().filter(|signature| signature.coverage == Coverage::EntireFile).count();
    assert_eq!(covering, 1);
}
