//! The validation objects: certificates, revocation lists, OCSP responses and time-stamps, each once, under a name made of
//! its digest, so that the same inputs give the same report.

use std::collections::BTreeMap;

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use paraph_pki::cms::SignedData;
use paraph_pki::timestamp::Token;
use paraph_pki::{Certificate, DigestAlgorithm};

use super::signature::{self, Written};
use super::xml::Xml;
use super::{digest, names, proof};
use crate::limits::REPORT_OBJECT_BYTES_MAX;
use crate::validate::details::{ObjectKind, Outcome, TimestampFacts};
use crate::validate::report::{Kind, Report, SignatureReport};

/// Everything that is referred to, by its name.
#[derive(Default)]
pub(super) struct Objects<'a> {
    found: BTreeMap<String, Object<'a>>,
}

struct Object<'a> {
    kind: ObjectKind,
    der: Vec<u8>,
    existed_by: Option<Timestamp>,
    judged: Judged<'a>,
}

/// What is said of a time-stamp.
enum Judged<'a> {
    Nothing,
    Facts(TimestampFacts),
    Report(&'a SignatureReport),
}

impl<'a> Objects<'a> {
    pub(super) fn gather(report: &'a Report) -> Self {
        let mut objects = Self::default();
        for object in &report.objects {
            objects.add(object.kind, &object.der, object.existed_by, Judged::Nothing);
        }
        for signature in &report.signatures {
            for certificate in signature.details.material.path.iter().chain(&signature.signing_certificate) {
                objects.add(ObjectKind::Certificate, certificate.to_der(), None, Judged::Nothing);
            }
            if signature.kind == Kind::DocumentTimestamp {
                let material = &signature.details.material;
                let judged = Judged::Report(signature);
                objects.add(ObjectKind::Timestamp, &material.message, material.existed_by, judged);
            }
            for (token, facts) in tokens(signature) {
                objects.add(ObjectKind::Timestamp, &token, None, Judged::Facts(facts));
            }
        }
        objects
    }

    fn add(&mut self, kind: ObjectKind, der: &[u8], existed_by: Option<Timestamp>, judged: Judged<'a>) {
        let object = Object { kind, der: der.to_vec(), existed_by, judged };
        self.found.entry(name_of(kind, der)).or_insert(object);
    }

    /// The name of a certificate, which is there.
    pub(super) fn certificate(&self, certificate: &Certificate) -> Option<String> {
        let name = name_of(ObjectKind::Certificate, certificate.to_der());
        self.found.contains_key(&name).then_some(name)
    }

    /// The name of a time-stamp, which is there.
    pub(super) fn timestamp(&self, token: &[u8]) -> Option<String> {
        let name = name_of(ObjectKind::Timestamp, token);
        self.found.contains_key(&name).then_some(name)
    }

    /// SignatureValidationObjects (TS 119 102-2 § 4.4).
    pub(super) fn write(&self, xml: &mut Xml, report: &Report) {
        if self.found.is_empty() {
            return;
        }
        xml.element("SignatureValidationObjects", &[], |xml| {
            for (name, object) in &self.found {
                xml.element("ValidationObject", &[("id", name)], |xml| self.write_one(xml, object, report));
            }
        });
    }

    fn write_one(&self, xml: &mut Xml, object: &Object<'_>, report: &Report) {
        xml.leaf("ObjectType", &[], names::object_type(object.kind));
        xml.element("ValidationObjectRepresentation", &[], |xml| {
            if object.der.len() <= REPORT_OBJECT_BYTES_MAX {
                xml.leaf("base64", &[], &Base64::encode_string(&object.der));
            } else {
                let sha_256 = DigestAlgorithm::Sha256;
                digest(xml, "DigestAlgAndValue", sha_256, &sha_256.digest(&object.der));
            }
        });
        if let Some(time) = object.existed_by {
            proof(xml, "POE", time, None);
        }
        match &object.judged {
            Judged::Nothing => {}
            Judged::Facts(facts) => xml.element("ValidationReport", &[], |xml| status(xml, facts)),
            Judged::Report(one) => {
                let written = Written { report, objects: self, is_object: true };
                xml.element("ValidationReport", &[], |xml| signature::write(xml, one, &written));
            }
        }
    }
}

fn status(xml: &mut Xml, facts: &TimestampFacts) {
    let outcome = match (facts.holds, facts.doubt) {
        (false, _) => Outcome::Failed,
        (true, Some(_)) => Outcome::Inconclusive,
        (true, None) => Outcome::Passed,
    };
    xml.element("SignatureValidationStatus", &[], |xml| {
        xml.leaf("MainIndication", &[], names::of_object(outcome));
        if let Some(sub) = facts.doubt {
            xml.leaf("SubIndication", &[], &names::sub_indication(sub));
        }
    });
}

/// The time-stamps over a signature's value, with what is said of each.
pub(super) fn tokens(signature: &SignatureReport) -> Vec<(Vec<u8>, TimestampFacts)> {
    if signature.kind == Kind::DocumentTimestamp {
        return Vec::new();
    }
    let Ok(message) = SignedData::parse(&signature.details.material.message) else { return Vec::new() };
    let Ok(signer) = message.only_signer() else { return Vec::new() };
    // Those that cannot be read are told among the findings, and have no facts.
    let readable = signer.signature_timestamps().filter(|token| Token::parse(token).is_ok());
    let facts = signature.details.timestamps.iter().filter(|facts| facts.over == "signature");
    readable.map(<[u8]>::to_vec).zip(facts.cloned()).collect()
}

/// Names begin with a letter (XML 1.0 § 2.3).
fn name_of(kind: ObjectKind, der: &[u8]) -> String {
    let letter = match kind {
        ObjectKind::Certificate => 'C',
        ObjectKind::RevocationList => 'R',
        ObjectKind::OcspResponse => 'O',
        ObjectKind::Timestamp => 'T',
    };
    let digest = DigestAlgorithm::Sha256.digest(der);
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{letter}-{digits}")
}
