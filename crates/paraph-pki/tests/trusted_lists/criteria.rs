//! The criteria of qualification rules: each kind, how they are joined, and what is not known.

use paraph_pki::trusted_list::{Assertion, Criteria, Criterion, ListError, TrustedList};
use paraph_pki::{Certificate, ObjectIdentifier};

use crate::maker::{Holder, List, ServiceOrder, StateOrder, Wanted, extension};
use crate::support::{oid, tlv};

/// Reads criteria as a list carries them.
fn read(criteria: &str) -> Result<Criteria, ListError> {
    let signer = Holder::authority("Signer");
    let state = StateOrder::granted("2017-01-01T00:00:00Z").ruled(&["QCStatement"], criteria);
    let list = List::national("FR").with(&ServiceOrder::new(&signer.certificate, &[state]));
    let list = TrustedList::open(list.sign(&signer).as_bytes(), std::slice::from_ref(&signer.certificate))?;
    Ok(list.services[0].states[0].qualifications[0].criteria.clone())
}

fn list(assert: &str, criteria: &str) -> String {
    format!("<q:CriteriaList assert=\"{assert}\">{criteria}</q:CriteriaList>")
}

fn policies(named: &[&str]) -> String {
    let identifier = |text: &&str| {
        format!(
            "<q:PolicyIdentifier><x:Identifier xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\">{text}</x:Identifier></q:PolicyIdentifier>"
        )
    };
    format!("<q:PolicySet>{}</q:PolicySet>", named.iter().map(identifier).collect::<String>())
}

fn usage(bits: &[(&str, &str)]) -> String {
    let bit =
        |(name, value): &(&str, &str)| format!("<q:KeyUsageBit name=\"{name}\">{value}</q:KeyUsageBit>");
    format!("<q:KeyUsage>{}</q:KeyUsage>", bits.iter().map(bit).collect::<String>())
}

fn other(kind: &str, field: &str, identifier: &str) -> String {
    format!(
        "<q:otherCriteriaList><a:{kind} xmlns:a=\"http://uri.etsi.org/02231/v2/additionaltypes#\"><a:{field}><x:Identifier xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\">{identifier}</x:Identifier></a:{field}></a:{kind}></q:otherCriteriaList>"
    )
}

/// A certificate with two policies, one extended usage, and the key usages digitalSignature and nonRepudiation.
fn certificate() -> Certificate {
    let policy = |text: &str| tlv(0x30, &[&oid(text)]);
    let extensions = vec![
        extension("2.5.29.32", &tlv(0x30, &[&policy("1.2.3.1"), &policy("1.2.3.2")])),
        extension("2.5.29.37", &tlv(0x30, &[&oid("1.3.6.1.5.5.7.3.36")])),
        extension("2.5.29.15", &[0x03, 0x02, 0x06, 0xc0]),
    ];
    let wanted = Wanted { name: "Ada", from: "200101000000Z", extensions };
    Holder::authority("Issuer").issue(&wanted).certificate
}

#[test]
fn each_criterion_holds_or_does_not() {
    let certificate = certificate();
    let holds = |criterion: &str| read(&list("all", criterion)).unwrap().are_met_by(&certificate);
    let cases = [
        (policies(&["1.2.3.1"]), Some(true)),
        (policies(&["1.2.3.1", "urn:oid:1.2.3.2"]), Some(true)),
        (policies(&["URN:OID:1.2.3.2", "oid:1.2.3.1"]), Some(true)),
        (policies(&["1.2.3.1", "1.2.3.9"]), Some(false)),
        (policies(&["https://example.org/policy"]), None),
        (policies(&[]), None),
        (usage(&[("digitalSignature", "true")]), Some(true)),
        (usage(&[("digitalSignature", "1"), ("nonRepudiation", "true"), ("keyCertSign", "0")]), Some(true)),
        (usage(&[("digitalSignature", "false")]), Some(false)),
        (usage(&[("keyEncipherment", "true")]), Some(false)),
        (usage(&[("encipherOnly", "false"), ("decipherOnly", "false"), ("crlSign", "false")]), Some(true)),
        (usage(&[("signsEverything", "true")]), None),
        (usage(&[("digitalSignature", "perhaps")]), None),
        (usage(&[]), None),
        (other("ExtendedKeyUsage", "KeyPurposeId", "1.3.6.1.5.5.7.3.36"), Some(true)),
        (other("ExtendedKeyUsage", "KeyPurposeId", "1.3.6.1.5.5.7.3.8"), Some(false)),
        (other("CertSubjectDNAttribute", "AttributeOID", "urn:oid:2.5.4.3"), Some(true)),
        (other("CertSubjectDNAttribute", "AttributeOID", "2.5.4.97"), Some(false)),
        (other("Colour", "Blue", "1.2.3"), None),
        ("<q:Colour></q:Colour>".to_owned(), None),
        ("<q:Description>for people</q:Description>".to_owned(), Some(true)),
    ];
    for (criterion, expected) in cases {
        assert_eq!(holds(&criterion), expected, "{criterion}");
    }
}

#[test]
fn criteria_are_joined_as_they_say() {
    let certificate = certificate();
    let (yes, no, open) =
        (policies(&["1.2.3.1"]), policies(&["1.2.3.9"]), "<q:Colour></q:Colour>".to_owned());
    let cases = [
        ("all", vec![&yes, &yes], Some(true)),
        ("all", vec![&yes, &no], Some(false)),
        ("all", vec![&yes, &open], None),
        ("all", vec![&no, &open], Some(false)),
        ("atLeastOne", vec![&no, &yes], Some(true)),
        ("atLeastOne", vec![&no, &no], Some(false)),
        ("atLeastOne", vec![&no, &open], None),
        ("atLeastOne", vec![&yes, &open], Some(true)),
        ("atLeastOne", vec![], Some(false)),
        ("none", vec![&no, &no], Some(true)),
        ("none", vec![&no, &yes], Some(false)),
        ("none", vec![&no, &open], None),
        ("none", vec![&yes, &open], Some(false)),
    ];
    for (assert, parts, expected) in cases {
        let parts: String = parts.into_iter().cloned().collect();
        let flat = list(assert, &parts);
        assert_eq!(read(&flat).unwrap().are_met_by(&certificate), expected, "{flat}");
        let nested = list("all", &list("atLeastOne", &format!("{no}{flat}")));
        assert_eq!(read(&nested).unwrap().are_met_by(&certificate), expected, "{nested}");
    }
}

#[test]
fn criteria_are_bounded_and_say_how_they_are_joined() {
    let deep = |levels: usize| (1..levels).fold(list("all", ""), |inner, _| list("all", &inner));
    assert!(read(&deep(8)).is_ok());
    assert_eq!(read(&deep(9)).err(), Some(ListError::TooComplex));
    assert_eq!(read(&list("some", "")).err(), Some(ListError::FieldIsMalformed("CriteriaList")));
    let unsaid = "<q:CriteriaList></q:CriteriaList>";
    assert_eq!(read(unsaid).err(), Some(ListError::FieldIsMalformed("CriteriaList")));
    assert_eq!(read("").err(), Some(ListError::FieldIsMissing("CriteriaList")));
    let read = read(&list("none", &policies(&["1.2.3"]))).unwrap();
    assert_eq!(read.assert, Assertion::None);
    assert_eq!(read.criteria, [Criterion::Policies(vec![ObjectIdentifier::new("1.2.3").unwrap()])]);
}
