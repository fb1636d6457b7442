//! What becomes of a list that is changed, or signed in a way that could be taken for another: each is refused, and for
//! its own reason.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::trusted_list::{ListError, TrustedList};

use crate::maker::{
    DS, ECDSA_SHA_256, ENVELOPED, EXCLUSIVE, Holder, List, SHA_256, ServiceOrder, Signing, StateOrder,
    base64, raw_value,
};

static SIGNER: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Signer"));
static OTHER: LazyLock<Holder> = LazyLock::new(|| Holder::authority("Other"));

fn list() -> List {
    let authority = &SIGNER.certificate;
    List::national("FR").with(&ServiceOrder::new(authority, &[StateOrder::granted("2017-01-01T00:00:00Z")]))
}

fn signing() -> Signing {
    Signing::of(&list().body(), &SIGNER)
}

fn open(text: &str) -> Result<TrustedList, ListError> {
    TrustedList::open(text.as_bytes(), &[OTHER.certificate.clone(), SIGNER.certificate.clone()])
}

#[track_caller]
fn refused(text: &str) -> ListError {
    open(text).expect_err("it is refused")
}

/// A list whose signer signed changed parts, as if they meant it.
#[track_caller]
fn refused_signed(change: impl FnOnce(&mut Signing)) -> ListError {
    let mut signing = signing();
    change(&mut signing);
    refused(&signing.finish(&SIGNER))
}

#[test]
fn the_list_all_others_are_made_from_is_good() {
    let list = open(&list().sign(&SIGNER)).unwrap();
    assert_eq!((list.scheme.sequence, list.services[0].provider.as_str()), (7, "Trust & Co"));
    assert_eq!(list.signer, SIGNER.certificate);
    assert_eq!(list.signed_at, Some("2026-01-01T00:00:00Z".parse().unwrap()));
}

#[test]
fn no_changed_byte_changes_what_is_read() {
    let text = list().sign(&SIGNER);
    let good = format!("{:?}", open(&text).unwrap());
    let signature = text.find("<ds:Signature ").unwrap();
    let key_info = text.find("<ds:KeyInfo").unwrap()..text.find("</ds:KeyInfo").unwrap();
    for position in 0..text.len() {
        for flip in [0x01, 0x20] {
            let mut changed = text.clone().into_bytes();
            changed[position] ^= flip;
            let Ok(list) = TrustedList::open(&changed, std::slice::from_ref(&SIGNER.certificate)) else {
                continue;
            };
            assert_eq!(format!("{list:?}"), good, "byte {position}");
            // Beside the copy of the certificate, which nobody looks at, what is accepted is only white space and
            // quotation marks written otherwise, or a name outside what is signed.
            let around = &text[position.saturating_sub(8)..(position + 8).min(text.len())];
            let harmless = position >= signature || text.as_bytes()[position].is_ascii_whitespace();
            assert!(key_info.contains(&position) || harmless, "byte {position} in {around}");
        }
    }
}

#[test]
fn a_list_in_other_words_for_the_same_is_the_same() {
    let text = list().sign(&SIGNER);
    let good = format!("{:?}", open(&text).unwrap());
    let same = [
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{text}"),
        format!(
            "\u{feff}<?xml version='1.0' encoding='UTF-8' standalone='no'?>\r\n<!-- a list -->\r\n{text}\n"
        ),
        text.replace("<SchemeTerritory>FR<", "<SchemeTerritory><![CDATA[FR]]><"),
        text.replace("<SchemeTerritory>FR<", "<SchemeTerritory>&#70;R<"),
        text.replace("<SchemeTerritory>FR<", "<SchemeTerritory>F<!-- X -->R<"),
        text.replacen(" Id=\"list\" TSLTag", "\n\tId='list'  TSLTag", 1),
        text.replace("<NextUpdate>", "<NextUpdate   >"),
    ];
    for other in same {
        assert_ne!(other, text);
        assert_eq!(format!("{:?}", open(&other).unwrap()), good, "{other}");
    }
}

#[test]
fn a_changed_list_is_refused() {
    let text = list().sign(&SIGNER);
    let digest = ListError::DigestDoesNotMatch("the list");
    assert_eq!(refused(&text.replace("Svcstatus/granted", "Svcstatus/withdrawn")), digest);
    assert_eq!(refused(&text.replace("Trust &amp; Co", "Trust &amp;amp; Co")), digest);
    assert_eq!(refused(&text.replace("<SchemeTerritory>FR", "<SchemeTerritory>F R")), digest);
    assert_eq!(refused(&text.replace("<SchemeTerritory>", "<?now x?><SchemeTerritory>")), digest);
    assert_eq!(refused(&format!("<?now x?>{text}")), digest);
    // A value that moves to another field, and a field that moves to another place.
    let name = "<SchemeTerritory>FR</SchemeTerritory>";
    let moved = text.replace(name, "").replace("<SchemeInformation>", &format!("<SchemeInformation>{name}"));
    assert_eq!(refused(&moved), digest);
    // A namespace that changes what names mean.
    let renamed = text.replacen("http://uri.etsi.org/02231/v2#", "http://uri.etsi.org/02231/v3#", 1);
    assert_eq!(refused(&renamed), ListError::NotATrustedList);
    let inner = text.replacen("<SchemeInformation>", "<SchemeInformation xmlns=\"urn:x\">", 1);
    assert_eq!(refused(&inner), digest);
    let properties = text.replace("<x:SigningTime>2026", "<x:SigningTime>2025");
    assert_eq!(refused(&properties), ListError::DigestDoesNotMatch("the signed properties"));
    let value = text.replace("<ds:SignatureValue>", "<ds:SignatureValue>AAAA");
    assert_eq!(refused(&value), ListError::SignatureIsWrong);
    // The digest made to fit: then the value does not.
    let fitted = Signing::of(&list().numbered(8).body(), &SIGNER);
    let stale = raw_value(&SIGNER.key, signing().info.as_bytes());
    assert_eq!(refused(&fitted.finish_with(&stale, &SIGNER)), ListError::SignatureIsWrong);
}

#[test]
fn another_signer_is_refused() {
    let stranger = Holder::authority("Signer");
    assert_eq!(refused(&list().sign(&stranger)), ListError::SignerIsNotAllowed);
    // The stranger names the right certificate, and carries it along, but has not its key.
    let signing = signing();
    assert_eq!(
        refused(&signing.finish_with(&raw_value(&stranger.key, signing.info.as_bytes()), &SIGNER)),
        ListError::SignatureIsWrong
    );
    // The right key under the name of another who may sign.
    assert_eq!(refused(&Signing::of(&list().body(), &OTHER).finish(&SIGNER)), ListError::SignatureIsWrong);
    assert_eq!(
        TrustedList::open(list().sign(&SIGNER).as_bytes(), &[]).err(),
        Some(ListError::SignerIsNotAllowed)
    );
}

#[test]
fn a_list_without_its_one_signature_is_refused() {
    assert_eq!(refused(&list().body()), ListError::NotSigned);
    let text = list().sign(&SIGNER);
    let (start, end) = (text.find("<ds:Signature ").unwrap(), text.find("</ds:Signature>").unwrap() + 15);
    let signature = text[start..end].to_owned();
    let bare = text.replace(&signature, "");
    let twice = text.replace("</TrustServiceStatusList>", &format!("{}</TrustServiceStatusList>", signature));
    assert!(matches!(refused(&twice), ListError::IdentifierIsNotUnique(_)));
    let renamed =
        signature.replace("Id=\"signature\"", "Id=\"second\"").replace("Id=\"properties\"", "Id=\"p2\"");
    let twice = text.replace("</TrustServiceStatusList>", &format!("{}</TrustServiceStatusList>", renamed));
    assert_eq!(refused(&twice), ListError::SeveralSignatures);
    // Moved inside: it would leave out another part than the signer saw.
    let inside = bare.replace("</SchemeInformation>", &format!("{signature}</SchemeInformation>"));
    assert_eq!(refused(&inside), ListError::NotSigned);
    // Moved to the front it is the same list, for it is not part of what is signed.
    let front = bare.replace("<SchemeInformation>", &format!("{signature}<SchemeInformation>"));
    assert!(open(&front).is_ok());
}

#[test]
fn what_is_signed_cannot_be_wrapped() {
    let text = list().sign(&SIGNER);
    // The whole signed list moved below a list of the attacker's.
    let evil = list().numbered(99).body();
    let wrapped = evil.replace("<SchemeInformation>", &format!("{text}<SchemeInformation>"));
    assert!(matches!(refused(&wrapped), ListError::IdentifierIsNotUnique(_)));
    let evil = evil.replace(" Id=\"list\"", "");
    let wrapped = evil.replace("<SchemeInformation>", &format!("{text}<SchemeInformation>"));
    assert_eq!(refused(&wrapped), ListError::NotSigned);
    // The signature in the attacker's list, the list it was made over kept in an object of it; signed by identifier.
    let mut by_identifier = signing();
    by_identifier.info = by_identifier.info.replacen("URI=\"\"", "URI=\"#list\"", 1);
    assert!(open(&by_identifier.finish(&SIGNER)).is_ok());
    let value = raw_value(&SIGNER.key, by_identifier.info.as_bytes());
    let signature = by_identifier.signature(&value, &SIGNER);
    let kept = signature
        .replace("</ds:Signature>", &format!("<ds:Object>{}</ds:Object></ds:Signature>", by_identifier.body));
    let close = "</TrustServiceStatusList>";
    let both = evil.replace(close, &format!("{kept}{close}"));
    assert_eq!(refused(&both), ListError::UnknownReference("#list".to_owned()));
    let stolen = evil
        .replace("<TrustServiceStatusList ", "<TrustServiceStatusList Id=\"list\" ")
        .replace(close, &format!("{kept}{close}"));
    assert!(matches!(refused(&stolen), ListError::IdentifierIsNotUnique(_)));
    // The root of the attacker named by other spellings of "identifier".
    for attribute in ["ID", "id", "xml:id"] {
        let other = evil
            .replace("<TrustServiceStatusList ", &format!("<TrustServiceStatusList {attribute}=\"list\" "));
        let alone = other.replace(close, &format!("{signature}{close}"));
        assert_eq!(refused(&alone), ListError::UnknownReference("#list".to_owned()), "{attribute}");
        let both = other.replace(close, &format!("{kept}{close}"));
        assert!(matches!(refused(&both), ListError::IdentifierIsNotUnique(_)), "{attribute}");
    }
    // The signed properties kept elsewhere, others in their place.
    let mut signing = signing();
    let real = std::mem::take(&mut signing.properties);
    signing.properties = real.replace("Id=\"properties\"", "Id=\"p2\"").replace("2026-", "2025-");
    let moved = signing
        .finish(&SIGNER)
        .replace("</ds:Signature>", &format!("<ds:Object>{real}</ds:Object></ds:Signature>"));
    assert_eq!(refused(&moved), ListError::UnknownReference("#properties".to_owned()));
    let other = moved.replace("<ds:Object><x:SignedProperties", "<ds:Object><x:QualifyingProperties xmlns:x=\"http://uri.etsi.org/01903/v1.3.2#\" Target=\"#signature\"><x:SignedProperties").replace("</x:SignedProperties></ds:Object>", "</x:SignedProperties></x:QualifyingProperties></ds:Object>");
    assert_eq!(refused(&other), ListError::FieldIsMalformed("QualifyingProperties"));
}

#[test]
fn what_is_not_covered_by_its_signature_is_refused() {
    let list_reference =
        |signing: &Signing| Signing::reference("URI=\"\"", &[ENVELOPED, EXCLUSIVE], &signing.body);
    let kind = "Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#properties\"";
    let properties_reference =
        |signing: &Signing| Signing::reference(kind, &[EXCLUSIVE], &signing.properties);
    let dropped = refused_signed(|signing| signing.info = signing.info.replace(&list_reference(signing), ""));
    assert_eq!(dropped, ListError::ListIsNotSigned);
    let dropped =
        refused_signed(|signing| signing.info = signing.info.replace(&properties_reference(signing), ""));
    assert_eq!(dropped, ListError::PropertiesAreNotSigned);
    let double = |reference: String| {
        move |signing: &mut Signing| signing.info = signing.info.replace(&reference, &reference.repeat(2))
    };
    assert_eq!(refused_signed(double(list_reference(&signing()))), ListError::ListIsNotSigned);
    assert_eq!(refused_signed(double(properties_reference(&signing()))), ListError::PropertiesAreNotSigned);
    let untyped = refused_signed(|signing| {
        signing.info = signing.info.replace(" Type=\"http://uri.etsi.org/01903#SignedProperties\"", "")
    });
    assert_eq!(untyped, ListError::UnknownReference("#properties".to_owned()));
    for uri in ["#signature", "https://lists.example/", "#xpointer(/)", "#", "list"] {
        let more = Signing::reference(&format!("URI=\"{uri}\""), &[EXCLUSIVE], "");
        let added = refused_signed(|signing| {
            signing.info = signing.info.replace("</ds:SignedInfo>", &format!("{more}</ds:SignedInfo>"))
        });
        assert_eq!(added, ListError::UnknownReference(uri.to_owned()));
    }
    let no_uri = refused_signed(|signing| {
        signing.info = signing.info.replace("<ds:Reference URI=\"\">", "<ds:Reference>")
    });
    assert_eq!(no_uri, ListError::FieldIsMissing("URI"));
    let elsewhere = refused_signed(|signing| signing.target = "#another".to_owned());
    assert_eq!(elsewhere, ListError::FieldIsMalformed("QualifyingProperties"));
    let two_ways = refused_signed(|signing| {
        let end = "</x:SigningCertificateV2>";
        let both = format!("{end}<x:SigningCertificate></x:SigningCertificate>");
        signing.properties = signing.properties.replace(end, &both);
        signing.refer();
    });
    assert_eq!(two_ways, ListError::FieldIsMalformed("SigningCertificateV2"));
    let unnamed = refused_signed(|signing| {
        let (start, end) =
            (signing.properties.find("<x:Cert>").unwrap(), signing.properties.find("</x:Cert>").unwrap() + 9);
        signing.properties.replace_range(start..end, "");
        signing.refer();
    });
    assert_eq!(unnamed, ListError::SignerIsNotAllowed);
}

#[test]
fn transforms_are_the_enveloped_signature_and_one_canonicalisation() {
    let transforms = |names: &'static [&'static str]| {
        move |signing: &mut Signing| {
            let usual = Signing::reference("URI=\"\"", &[ENVELOPED, EXCLUSIVE], &signing.body);
            signing.info =
                signing.info.replace(&usual, &Signing::reference("URI=\"\"", names, &signing.body));
        }
    };
    let unsupported = |name: &str| ListError::UnsupportedTransform(name.to_owned());
    const XPATH: &str = "http://www.w3.org/TR/1999/REC-xpath-19991116";
    const XSLT: &str = "http://www.w3.org/TR/1999/REC-xslt-19991116";
    const COMMENTED: &str = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments";
    const BASE64: &str = "http://www.w3.org/2000/09/xmldsig#base64";
    assert_eq!(refused_signed(transforms(&[XPATH, EXCLUSIVE])), unsupported(XPATH));
    assert_eq!(refused_signed(transforms(&[ENVELOPED, XPATH])), unsupported(XPATH));
    assert_eq!(refused_signed(transforms(&[ENVELOPED, XSLT, EXCLUSIVE])), unsupported(XSLT));
    assert_eq!(refused_signed(transforms(&[ENVELOPED, EXCLUSIVE, BASE64])), unsupported(BASE64));
    assert_eq!(refused_signed(transforms(&[ENVELOPED, EXCLUSIVE, EXCLUSIVE])), unsupported(EXCLUSIVE));
    assert_eq!(refused_signed(transforms(&[EXCLUSIVE, ENVELOPED])), unsupported(EXCLUSIVE));
    assert_eq!(refused_signed(transforms(&[ENVELOPED, COMMENTED])), unsupported(COMMENTED));
    assert_eq!(refused_signed(transforms(&[ENVELOPED])), ListError::FieldIsMissing("Transform"));
    assert_eq!(refused_signed(transforms(&[])), ListError::FieldIsMissing("Transform"));
    let parameter = refused_signed(|signing| {
        signing.info = signing.info.replacen(
            "#enveloped-signature\">",
            "#enveloped-signature\"><ds:XPath>not(1)</ds:XPath>",
            1,
        );
    });
    assert_eq!(parameter, unsupported(ENVELOPED));
    let parameter = refused_signed(|signing| {
        signing.info = signing.info.replacen("xml-exc-c14n#\">", "xml-exc-c14n#\"><ds:XPath>x</ds:XPath>", 1);
    });
    assert_eq!(parameter, unsupported(EXCLUSIVE));
}

#[test]
fn algorithms_that_are_not_accepted_are_named() {
    let replaced = |old: &'static str, new: &'static str| {
        refused_signed(move |signing| signing.info = signing.info.replace(old, new))
    };
    for name in [
        "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#hmac-sha1",
        "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256",
        "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1",
        "http://www.w3.org/2000/09/xmldsig#dsa-sha1",
        "http://www.w3.org/2007/05/xmldsig-more#rsa-pss",
        "",
    ] {
        assert_eq!(replaced(ECDSA_SHA_256, name), ListError::UnsupportedAlgorithm(name.to_owned()));
    }
    // An algorithm of another kind of key.
    let rsa = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    assert_eq!(replaced(ECDSA_SHA_256, rsa), ListError::UnsupportedAlgorithm(rsa.to_owned()));
    for name in ["http://www.w3.org/2000/09/xmldsig#sha1", "http://www.w3.org/2001/04/xmldsig-more#md5"] {
        assert_eq!(replaced(SHA_256, name), ListError::UnsupportedAlgorithm(name.to_owned()));
    }
    let missing = refused_signed(|signing| {
        signing.info = signing.info.replacen(&format!(" Algorithm=\"{ECDSA_SHA_256}\""), "", 1)
    });
    assert_eq!(missing, ListError::FieldIsMissing("Algorithm"));
}

#[test]
fn a_value_of_another_form_is_wrong() {
    let signing = signing();
    let message = signing.info.as_bytes();
    let der = SIGNER.key.sign(message, &SystemRandom::new()).unwrap();
    let raw = raw_value(&SIGNER.key, message);
    let padded: Vec<u8> = [&[0], &raw[..32], &[0], &raw[32..]].concat();
    for value in [&der[..], &raw[..63], &padded, &[0; 64], &[]] {
        assert_eq!(refused(&signing.finish_with(value, &SIGNER)), ListError::SignatureIsWrong);
    }
    let text = signing.finish_with(&raw, &SIGNER).replace(&base64(&raw), "not base64!");
    assert_eq!(refused(&text), ListError::FieldIsMalformed("SignatureValue"));
}

#[test]
fn documents_that_could_be_read_in_two_ways_are_refused() {
    let text = list().sign(&SIGNER);
    let entity = format!("<!DOCTYPE x [<!ENTITY e 'FR'>]>{}", text.replace(">FR<", ">&e;<"));
    assert_eq!(refused(&entity), ListError::HasDocumentType);
    assert_eq!(refused(&format!("<!DOCTYPE x>{text}")), ListError::HasDocumentType);
    assert_eq!(
        refused(&format!("<!DOCTYPE x SYSTEM \"file:///etc/passwd\">{text}")),
        ListError::HasDocumentType
    );
    assert_eq!(refused(&format!("<!-- <!DOCTYPE x> -->{text}")), ListError::HasDocumentType);
    let bomb: String = (1..20).map(|level| format!("<!ENTITY e{level} '&e{0};&e{0};'>", level - 1)).collect();
    assert_eq!(
        refused(&format!("<!DOCTYPE x [<!ENTITY e0 'x'>{bomb}]><x>&e19;</x>")),
        ListError::HasDocumentType
    );
    assert!(matches!(refused(&text.replace(">FR<", ">&e;<")), ListError::NotWellFormed { .. }));
    assert!(matches!(
        refused(&text.replace(" Id=\"list\"", " Id=\"list\" Id=\"list\"")),
        ListError::NotWellFormed { .. }
    ));
    assert!(matches!(refused(&format!("{text}{text}")), ListError::NotWellFormed { .. }));
    assert_eq!(refused(&format!("<?xml version=\"1.1\"?>{text}")), ListError::NotXml10);
    assert_eq!(
        refused(&format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{text}")),
        ListError::NotUtf8
    );
    assert_eq!(refused(&format!("<?xml version=\"1.0\" encoding=UTF-8?>{text}")), ListError::NotUtf8);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(TrustedList::open(&wide, &[]).is_err());
    assert_eq!(TrustedList::open(b"\xff\xfe<", &[]).err(), Some(ListError::NotUtf8));
    assert_eq!(refused("<x/>"), ListError::NotATrustedList);
}

#[test]
fn documents_that_cost_too_much_are_refused_at_once() {
    let deep = |levels: usize| format!("{}{}", "<x>".repeat(levels), "</x>".repeat(levels));
    assert_eq!(refused(&deep(65)), ListError::TooComplex);
    assert_eq!(refused(&deep(64)), ListError::NotATrustedList);
    assert_eq!(refused(&deep(300_000)), ListError::TooComplex);
    let attributes: String = (0..200).map(|number| format!(" a{number}=''")).collect();
    assert_eq!(refused(&format!("<x{attributes}/>")), ListError::TooComplex);
    let prefixes: String = (0..80).map(|number| format!("<x xmlns:p{number}=''/>")).collect();
    assert_eq!(refused(&format!("<x>{prefixes}</x>")), ListError::TooComplex);
    assert_eq!(refused(&format!("<x>{}</x>", "<y/>".repeat(2_000_001))), ListError::TooComplex);
    assert_eq!(TrustedList::open(&vec![b' '; 24 * 1024 * 1024 + 1], &[]).err(), Some(ListError::TooLarge));
}

#[test]
fn values_that_are_split_or_doubled_are_refused() {
    let body = |old: &str, new: &str| {
        let body = list().body();
        assert!(body.contains(old));
        refused(&Signing::of(&body.replace(old, new), &SIGNER).finish(&SIGNER))
    };
    let number = "<TSLSequenceNumber>7</TSLSequenceNumber>";
    assert_eq!(
        body(number, "<TSLSequenceNumber>7<x>9</x>1</TSLSequenceNumber>"),
        ListError::FieldIsMalformed("TSLSequenceNumber")
    );
    assert_eq!(
        body(number, "<TSLSequenceNumber>7<?x y?>1</TSLSequenceNumber>"),
        ListError::FieldIsMalformed("TSLSequenceNumber")
    );
    assert_eq!(body(number, &number.repeat(2)), ListError::FieldIsMalformed("TSLSequenceNumber"));
    assert_eq!(body(number, ""), ListError::FieldIsMissing("TSLSequenceNumber"));
    assert_eq!(
        body(number, "<TSLSequenceNumber>-7</TSLSequenceNumber>"),
        ListError::FieldIsMalformed("TSLSequenceNumber")
    );
    assert_eq!(body("Identifier>5<", "Identifier>4<"), ListError::UnknownVersion("4".to_owned()));
    assert_eq!(
        body("<ListIssueDateTime>2026", "<ListIssueDateTime>26"),
        ListError::FieldIsMalformed("ListIssueDateTime")
    );
    assert_eq!(
        body("<StatusStartingTime>2017-01-01T", "<StatusStartingTime>2017-01-41T"),
        ListError::FieldIsMalformed("StatusStartingTime")
    );
    // The same outside of what is read as one document: names of another space are not the list's.
    let foreign = format!("<z:TSLSequenceNumber xmlns:z=\"{DS}\">1</z:TSLSequenceNumber>{number}");
    let text = Signing::of(&list().body().replace(number, &foreign), &SIGNER).finish(&SIGNER);
    assert_eq!(open(&text).unwrap().scheme.sequence, 7);
}
