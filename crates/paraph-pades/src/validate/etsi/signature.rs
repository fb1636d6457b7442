//! What is said of one signature, or of a document time-stamp (TS 119 102-2 § 4.3).

use base64ct::{Base64, Encoding};
use jiff::Timestamp;
use paraph_pki::DigestAlgorithm;
use paraph_pki::cms::{SignedData, Signer};

use super::objects::{Objects, tokens};
use super::xml::Xml;
use super::{data, digest, names, proof};
use crate::validate::details::{Block, BlockName, Outcome, Role};
use crate::validate::report::{Indication, Kind, Level, Report, SignatureReport};

/// What it is written with.
pub(super) struct Written<'a> {
    pub(super) report: &'a Report,
    pub(super) objects: &'a Objects<'a>,
    /// It is a validation object's report, not a signature's.
    pub(super) is_object: bool,
}

/// SignatureValidationReportType, in the order of its schema.
pub(super) fn write(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let message = SignedData::parse(&one.details.material.message).ok();
    let signer = message.as_ref().and_then(|message| message.only_signer().ok());
    if let Some(signer) = signer {
        identifier(xml, one, signer);
    }
    constraints(xml, one, written);
    times(xml, one, written);
    if let Some((algorithm, value)) = &one.details.material.digest
        && names::digest_method(*algorithm).is_some()
        && !value.is_empty()
    {
        xml.element("SignersDocument", &[], |xml| digest(xml, "DigestAlgAndValue", *algorithm, value));
    }
    attributes(xml, one, written);
    let certificate = one.signing_certificate.as_ref();
    if let Some(name) = certificate.and_then(|certificate| written.objects.certificate(certificate)) {
        xml.element("SignerInformation", &[], |xml| {
            xml.empty("SignerCertificate", &[("VOReference", &name)]);
            if let Some(signer) = &one.signer {
                xml.leaf("Signer", &[], signer);
            }
        });
    }
    xml.element("SignatureValidationProcess", &[], |xml| {
        xml.leaf("SignatureValidationProcessID", &[], process(one));
    });
    status(xml, one, written);
}

/// SignatureIdentifier (§ 4.3.3): the digest of what the value is made over, and the value.
fn identifier(xml: &mut Xml, one: &SignatureReport, signer: &Signer) {
    let algorithm = signer.digest_algorithm().unwrap_or(DigestAlgorithm::Sha256);
    let signed = signer.signed_attributes_der().map(|der| algorithm.digest(der));
    let covered = one.details.material.digest.as_ref().map(|(_, value)| value.clone());
    xml.element("SignatureIdentifier", &[], |xml| {
        if let Some(value) = signed.or(covered) {
            digest(xml, "DigestAlgAndValue", algorithm, &value);
        }
        xml.leaf("ds:SignatureValue", &[], &Base64::encode_string(signer.signature()));
        xml.leaf("HashOnly", &[], "false");
        xml.leaf("DocHashOnly", &[], "false");
        xml.leaf("DAIdentifier", &[], &one.field);
    });
}

/// ValidationConstraintsEvaluationReport (§ 4.3.4): the policy by name, and each building block.
fn constraints(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    xml.element("ValidationConstraintsEvaluationReport", &[], |xml| {
        xml.element("SignatureValidationPolicy", &[], |xml| {
            xml.element("SignaturePolicyIdentifier", &[], |xml| {
                xml.empty("XAdES:SignaturePolicyImplied", &[]);
            });
            xml.leaf("PolicyName", &[], &written.report.policy);
        });
        for block in &one.details.blocks {
            constraint(xml, block);
        }
    });
}

fn constraint(xml: &mut Xml, block: &Block) {
    xml.element("ValidationConstraint", &[], |xml| {
        let identifier = format!("urn:x-paraph:block:{}", block.block.name());
        xml.leaf("ValidationConstraintIdentifier", &[], &identifier);
        xml.element("ConstraintStatus", &[], |xml| xml.leaf("Status", &[], names::APPLIED));
        xml.element("ValidationStatus", &[], |xml| {
            xml.leaf("MainIndication", &[], names::of_object(block.outcome));
            xml.element("AssociatedValidationReportData", &[], |xml| {
                xml.element("AdditionalValidationReportData", &[], |xml| {
                    for check in &block.checks {
                        let kind = format!("urn:x-paraph:check:{}:{}", check.check, check.outcome);
                        data(xml, &kind, &check.fact);
                    }
                });
            });
        });
    });
}

/// ValidationTimeInfo (§ 4.3.5): where nothing proves an earlier time, the best is that of validation.
fn times(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let now = written.report.validated_at;
    let best = one.details.material.existed_by.unwrap_or(now);
    let by = proven_by(one, best, written);
    xml.element("ValidationTimeInfo", &[], |xml| {
        xml.leaf("ValidationTime", &[], &now.to_string());
        proof(xml, "BestSignatureTime", best, by.as_deref());
    });
}

/// The time-stamp that states a time.
fn proven_by(one: &SignatureReport, time: Timestamp, written: &Written<'_>) -> Option<String> {
    let own = tokens(one).into_iter().find(|(_, facts)| facts.stamped == time && facts.holds);
    let own = own.and_then(|(token, _)| written.objects.timestamp(&token));
    own.or_else(|| {
        let (proof, _) = later_stamps(one, written).find(|(_, stated)| *stated == time)?;
        written.objects.timestamp(&proof.details.material.message)
    })
}

/// Document time-stamps over later revisions, with the time each states.
fn later_stamps<'a>(
    one: &SignatureReport,
    written: &Written<'a>,
) -> impl Iterator<Item = (&'a SignatureReport, Timestamp)> {
    let revision = one.revision;
    let later = written.report.signatures.iter();
    later.filter(move |other| other.kind == Kind::DocumentTimestamp && other.revision > revision).filter_map(
        |other| {
            let token = paraph_pki::timestamp::Token::parse(&other.details.material.message).ok()?;
            Some((other, token.time()))
        },
    )
}

/// SignatureAttributes (§ 4.3.7, annex A).
fn attributes(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let material = &one.details.material;
    let signed: &[(&'static str, &str)] = &[("Signed", "true")];
    let unsigned: &[(&'static str, &str)] = &[("Signed", "false")];
    let stamp = |xml: &mut Xml, name, token: &[u8], time: Timestamp| {
        xml.element(name, unsigned, |xml| {
            if let Some(reference) = written.objects.timestamp(token) {
                xml.empty("AttributeObject", &[("VOReference", &reference)]);
            }
            xml.leaf("TimeStampValue", &[], &time.to_string());
        });
    };
    xml.element("SignatureAttributes", &[], |xml| {
        if let Some(time) = material.claimed_time {
            xml.element("SigningTime", signed, |xml| xml.leaf("Time", &[], &time.to_string()));
        }
        for (token, facts) in tokens(one) {
            stamp(xml, "SignatureTimeStamp", &token, facts.stamped);
        }
        if let Some((_, value)) = material.digest.as_ref().filter(|(_, value)| !value.is_empty()) {
            xml.element("MessageDigest", signed, |xml| {
                xml.leaf("Digest", &[], &Base64::encode_string(value));
            });
        }
        for (later, time) in later_stamps(one, written) {
            stamp(xml, "DocTimeStamp", &later.details.material.message, time);
        }
        if let Some(reason) = &one.reason {
            xml.element("Reason", signed, |xml| xml.leaf("ReasonElement", &[], reason));
        }
        xml.element("SubFilter", signed, |xml| xml.leaf("SubFilterElement", &[], &material.sub_filter));
        if let Some(range) = material.byte_range {
            xml.leaf("ByteRange", &[], &range.map(|number| number.to_string()).join(" "));
        }
    });
}

/// SignatureValidationProcess (§ 4.3.11): what there was to go by.
fn process(one: &SignatureReport) -> &'static str {
    match one.level {
        Level::BaselineLta => "urn:etsi:019102:validationprocess:LTA",
        Level::BaselineT | Level::BaselineLt => "urn:etsi:019102:validationprocess:LTVM",
        _ => "urn:etsi:019102:validationprocess:Basic",
    }
}

/// SignatureValidationStatus (§ 4.3.12).
fn status(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let as_object = match one.indication {
        Indication::TotalPassed => Outcome::Passed,
        Indication::Indeterminate => Outcome::Inconclusive,
        Indication::TotalFailed => Outcome::Failed,
    };
    let indication =
        if written.is_object { names::of_object(as_object) } else { names::of_signature(one.indication) };
    xml.element("SignatureValidationStatus", &[], |xml| {
        xml.leaf("MainIndication", &[], indication);
        if let Some(sub) = one.sub_indication {
            xml.leaf("SubIndication", &[], &names::sub_indication(sub));
        }
        xml.element("AssociatedValidationReportData", &[], |xml| associated(xml, one, written));
    });
}

/// ValidationReportDataType (§ 4.3.12.3): the chain, revocation, algorithms, and the findings.
fn associated(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    chain(xml, one, written);
    let revoked = one.details.path.iter().zip(&one.details.material.path).find_map(|(told, certificate)| {
        let revocation = told.revocation.filter(|facts| facts.status.starts_with("revoked"))?;
        Some((written.objects.certificate(certificate)?, revocation.since?, revocation.reason_code))
    });
    if let Some((name, time, code)) = revoked {
        xml.element("RevocationStatusInformation", &[], |xml| {
            xml.empty("ValidationObjectId", &[("VOReference", &name)]);
            xml.leaf("RevocationTime", &[], &time.to_string());
            if let Some(reason) = code.and_then(names::revocation_reason) {
                xml.leaf("RevocationReason", &[], reason);
            }
        });
    }
    algorithms(xml, one, written);
    if !one.findings.is_empty() {
        xml.element("AdditionalValidationReportData", &[], |xml| {
            one.findings.iter().for_each(|finding| data(xml, "urn:x-paraph:finding", finding));
        });
    }
}

fn chain(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let named = one.details.path.iter().zip(&one.details.material.path);
    let named: Vec<(Role, String)> = named
        .filter_map(|(told, certificate)| Some((told.role, written.objects.certificate(certificate)?)))
        .collect();
    let Some(((_, first), rest)) = named.split_first() else { return };
    let anchor = named.iter().find(|(role, _)| *role == Role::Anchor);
    if let Some((_, anchor)) = anchor {
        xml.empty("TrustAnchor", &[("VOReference", anchor)]);
    }
    xml.element("CertificateChain", &[], |xml| {
        xml.empty("SigningCertificate", &[("VOReference", first)]);
        for (_, name) in rest.iter().filter(|(role, _)| *role != Role::Anchor) {
            xml.empty("IntermediateCertificate", &[("VOReference", name)]);
        }
        if let Some((_, anchor)) = anchor {
            xml.empty("TrustAnchor", &[("VOReference", anchor)]);
        }
    });
}

/// CryptoInformation (§ 4.3.12.4): how the signature is made, whether all of it counted, and until when all of it does.
fn algorithms(xml: &mut Xml, one: &SignatureReport, written: &Written<'_>) {
    let message = SignedData::parse(&one.details.material.message).ok();
    let signer = message.as_ref().and_then(|message| message.only_signer().ok());
    let algorithm = signer.and_then(|signer| signer.signature_algorithm().ok()?.oid());
    let certificate = one.signing_certificate.as_ref();
    let name = certificate.and_then(|certificate| written.objects.certificate(certificate));
    let (Some(algorithm), Some(name)) = (algorithm, name) else { return };
    let block = one.details.blocks.iter().find(|block| block.block == BlockName::CryptographicConstraints);
    let counts = block.is_some_and(|block| block.outcome == Outcome::Passed);
    xml.element("CryptoInformation", &[], |xml| {
        xml.empty("ValidationObjectId", &[("VOReference", &name)]);
        xml.leaf("Algorithm", &[], &format!("urn:oid:{algorithm}"));
        xml.leaf("SecureAlgorithm", &[], if counts { "true" } else { "false" });
        if let Some(until) = one.details.material.reliable_until {
            xml.leaf("NotAfter", &[], &until.to_string());
        }
    });
}
