//! Lists that another program signs (xmlsec, which is libxml2 and OpenSSL): every algorithm and canonicalisation that is
//! accepted, in a document that declares more than it uses.

use std::process::Command;

use aws_lc_rs::rand::SystemRandom;
use paraph_pki::trusted_list::{ListError, TrustedList};
use paraph_pki::{DigestAlgorithm, KeyKind, RsaPadding};

use crate::maker::{DS, ECDSA_SHA_256, ENVELOPED, Holder, List, Signing, XADES, base64};
use crate::needs;
use crate::support::Workshop;

const INCLUSIVE: &str = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
const INCLUSIVE_11: &str = "http://www.w3.org/2006/12/xml-c14n11";
const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
const MORE: &str = "http://www.w3.org/2001/04/xmldsig-more#";

/// A list with an empty signature for the other program to fill in.
fn template(holder: &Holder, method: &str, canonical: &str, parameter: &str) -> String {
    let certificate = base64(&holder.certificate.fingerprint(DigestAlgorithm::Sha384));
    let reference = |attributes: &str, before: &str, digest: &str| {
        format!(
            "<ds:Reference {attributes}>\n<ds:Transforms>{before}<ds:Transform Algorithm=\"{canonical}\">{parameter}</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm=\"{digest}\"/><ds:DigestValue/></ds:Reference>"
        )
    };
    let enveloped = format!("<ds:Transform Algorithm=\"{ENVELOPED}\"/>");
    let list = reference("URI=\"\"", &enveloped, &format!("{MORE}sha384"));
    let kind = "Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#properties\"";
    let properties = reference(kind, "", "http://www.w3.org/2001/04/xmlenc#sha512");
    let signature = format!(
        "\n<!-- signed here --><ds:Signature xmlns:ds=\"{DS}\" Id=\"signature\"><ds:SignedInfo>\n <ds:CanonicalizationMethod Algorithm=\"{canonical}\">{parameter}</ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{method}\"/>{list}{properties}</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:KeyName>signer</ds:KeyName></ds:KeyInfo><ds:Object><x:QualifyingProperties xmlns:x=\"{XADES}\" Target=\"#signature\"><x:SignedProperties Id=\"properties\">\r\n<x:SignedSignatureProperties><x:SigningTime>2026-01-01T00:00:00Z</x:SigningTime><x:SigningCertificate><x:Cert><x:CertDigest><ds:DigestMethod Algorithm=\"{MORE}sha384\"/><ds:DigestValue>{certificate}</ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificate></x:SignedSignatureProperties></x:SignedProperties></x:QualifyingProperties></ds:Object></ds:Signature>"
    );
    let root = "<TrustServiceStatusList xmlns:unused=\"urn:unused\" xml:lang=\"fr\" xmlns:e=\"urn:e\" e:note=\"a &amp; b\"";
    let body = List::national("FR").body().replacen("<TrustServiceStatusList", root, 1);
    let body = body.replacen(
        "<SchemeTerritory>",
        "\r\n<e:more xmlns=\"\"><less xmlns:e=\"urn:e2\"/>&#13;</e:more>\t<SchemeTerritory>",
        1,
    );
    format!(
        "<?xml version=\"1.0\"?><?before this?>\n{}",
        body.replace("</TrustServiceStatusList>", &format!("{signature}</TrustServiceStatusList>\n"))
    )
}

/// Has the other program sign it.
fn signed(holder: &Holder, template: &str) -> Option<String> {
    let workshop = Workshop::new();
    let key = holder.key.to_pkcs8_der().unwrap();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", base64(&key));
    workshop.write("key.pem", pem);
    workshop.write("template.xml", template);
    let output = Command::new("xmlsec1")
        .args(["--sign", "--privkey-pem:signer"])
        .arg(workshop.path("key.pem"))
        .args(["--id-attr:Id", &format!("{XADES}:SignedProperties"), "--output"])
        .args([workshop.path("signed.xml"), workshop.path("template.xml")])
        .output();
    let Ok(output) = output else {
        needs::missing("xmlsec1");
        return None;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(workshop.read("signed.xml")).unwrap())
}

fn check(kind: KeyKind, method: &str, canonical: &str, parameter: &str) {
    let holder = Holder::of_kind(kind, &Holder::authority("Issuer"));
    let Some(text) = signed(&holder, &template(&holder, method, canonical, parameter)) else { return };
    let signers = [holder.certificate.clone()];
    let list = TrustedList::open(text.as_bytes(), &signers);
    let list = list.unwrap_or_else(|error| panic!("{method} {canonical} {parameter}: {error}"));
    assert_eq!((list.scheme.territory.as_str(), list.scheme.sequence), ("FR", 7));
    let changed = text.replace("<TSLSequenceNumber>7", "<TSLSequenceNumber>8");
    let refused = TrustedList::open(changed.as_bytes(), &signers).err();
    assert_eq!(refused, Some(ListError::DigestDoesNotMatch("the list")));
}

#[test]
fn every_algorithm_that_is_accepted_is_understood_as_others_use_it() {
    for (kind, method) in [
        (KeyKind::P256, format!("{MORE}ecdsa-sha256")),
        (KeyKind::P384, format!("{MORE}ecdsa-sha384")),
        (KeyKind::P521, format!("{MORE}ecdsa-sha512")),
        (KeyKind::Rsa2048, format!("{MORE}rsa-sha256")),
        (KeyKind::Rsa2048, format!("{MORE}rsa-sha384")),
        (KeyKind::Rsa2048, format!("{MORE}rsa-sha512")),
    ] {
        check(kind, &method, EXCLUSIVE, "");
    }
}

#[test]
fn every_canonicalisation_that_is_accepted_is_understood_as_others_use_it() {
    let method = format!("{MORE}ecdsa-sha256");
    check(KeyKind::P256, &method, INCLUSIVE, "");
    check(KeyKind::P256, &method, INCLUSIVE_11, "");
    for prefixes in ["unused", "#default e", "xml ds #default unused"] {
        let parameter = format!("<c:InclusiveNamespaces xmlns:c=\"{EXCLUSIVE}\" PrefixList=\"{prefixes}\"/>");
        check(KeyKind::P256, &method, EXCLUSIVE, &parameter);
    }
}

#[test]
fn a_parameter_where_none_belongs_is_refused() {
    let holder = Holder::of_kind(KeyKind::P256, &Holder::authority("Issuer"));
    let parameter = format!("<c:InclusiveNamespaces xmlns:c=\"{EXCLUSIVE}\" PrefixList=\"e\"/>");
    let template = template(&holder, &format!("{MORE}ecdsa-sha256"), INCLUSIVE, &parameter);
    let refused = TrustedList::open(template.as_bytes(), std::slice::from_ref(&holder.certificate)).err();
    assert_eq!(refused, Some(ListError::UnsupportedTransform(INCLUSIVE.to_owned())));
}

#[test]
fn a_value_by_pss_is_understood() {
    let mut holder = Holder::of_kind(KeyKind::Rsa2048, &Holder::authority("Issuer"));
    holder.key = holder.key.with_padding(RsaPadding::Pss).unwrap();
    let mut signing = Signing::of(&List::national("FR").body(), &holder);
    let pss = "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1";
    signing.info = signing.info.replace(ECDSA_SHA_256, pss);
    let value = holder.key.sign(signing.info.as_bytes(), &SystemRandom::new()).unwrap();
    let open = |text: String| TrustedList::open(text.as_bytes(), std::slice::from_ref(&holder.certificate));
    assert!(open(signing.finish_with(&value, &holder)).is_ok());
    // Another digest, and so another length of the salt, than the value was made with.
    for other in ["sha384", "sha512"] {
        let other =
            Signing { info: signing.info.replace("sha256-rsa", &format!("{other}-rsa")), ..signing.clone() };
        let value = holder.key.sign(other.info.as_bytes(), &SystemRandom::new()).unwrap();
        assert_eq!(open(other.finish_with(&value, &holder)).err(), Some(ListError::SignatureIsWrong));
    }
}
