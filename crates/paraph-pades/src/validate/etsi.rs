//! The validation report of ETSI TS 119 102-2 (editions 1.2.1 to 1.3.1), in XML. It says what the report says, in the words
//! and order of that standard. The same report gives the same bytes: the time is part of it, and nothing else varies.

mod names;
mod objects;
mod signature;
mod xml;

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use paraph_pki::DigestAlgorithm;

use super::report::{Kind, Report};
use objects::Objects;
use signature::Written;
use xml::Xml;

/// Writes the report. Document time-stamps are validation objects with a report of their own (TS 119 102-2 § 4.4.8).
#[must_use]
pub fn validation_report(report: &Report) -> String {
    let objects = Objects::gather(report);
    let written = Written { report, objects: &objects, is_object: false };
    let signatures = || report.signatures.iter().filter(|one| one.kind == Kind::Signature);
    let namespaces = [
        ("xmlns", names::REPORT),
        ("xmlns:ds", names::SIGNATURES),
        ("xmlns:XAdES", names::XADES),
        ("xmlns:tsl", names::LISTS),
    ];
    let mut xml = Xml::new();
    xml.element("ValidationReport", &namespaces, |xml| {
        for one in signatures() {
            xml.element("SignatureValidationReport", &[], |xml| signature::write(xml, one, &written));
        }
        if signatures().next().is_none() {
            xml.element("SignatureValidationReport", &[], nothing_signed);
        }
        objects.write(xml, report);
        xml.element("SignatureValidator", &[], |xml| {
            xml.element("DigitalId", &[], |xml| {
                xml.leaf("tsl:Other", &[], concat!("Paraph ", env!("CARGO_PKG_VERSION")));
            });
        });
    });
    xml.finish()
}

/// The report has one signature at least; a document without is not passed.
fn nothing_signed(xml: &mut Xml) {
    xml.element("SignatureValidationStatus", &[], |xml| {
        xml.leaf("MainIndication", &[], names::of_signature(super::report::Indication::Indeterminate));
        xml.element("AssociatedValidationReportData", &[], |xml| {
            xml.element("AdditionalValidationReportData", &[], |xml| {
                data(xml, "urn:x-paraph:finding", "the document carries no signature");
            });
        });
    });
}

/// TypedDataType.
fn data(xml: &mut Xml, kind: &str, value: &str) {
    xml.element("ReportData", &[], |xml| {
        xml.leaf("Type", &[], kind);
        xml.leaf("Value", &[], value);
    });
}

/// XAdES DigestAlgAndValueType; nothing for an algorithm that has no name in XML.
fn digest(xml: &mut Xml, name: &'static str, algorithm: DigestAlgorithm, value: &[u8]) {
    let Some(method) = names::digest_method(algorithm) else { return };
    xml.element(name, &[], |xml| {
        xml.empty("ds:DigestMethod", &[("Algorithm", method)]);
        xml.leaf("ds:DigestValue", &[], &Base64::encode_string(value));
    });
}

/// POEType: when something existed for certain, and the time-stamp that proves it.
fn proof(xml: &mut Xml, name: &'static str, time: Timestamp, by: Option<&str>) {
    xml.element(name, &[], |xml| {
        xml.leaf("POETime", &[], &time.to_string());
        xml.leaf("TypeOfProof", &[], names::FOUND_BY_VALIDATION);
        if let Some(by) = by {
            xml.empty("POEObject", &[("VOReference", by)]);
        }
    });
}
