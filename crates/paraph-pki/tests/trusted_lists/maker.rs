//! Writes trusted lists and signs them. What is written is canonical as it stands, so that the digests here do not
//! depend on the canonicalisation that is tested.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64ct::{Base64, Encoding};
use paraph_pki::{Certificate, DigestAlgorithm, KeyKind, PrivateKey};

use crate::support::{oid, tlv};

pub(crate) const DS: &str = "http://www.w3.org/2000/09/xmldsig#";
pub(crate) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
pub(crate) const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
pub(crate) const EXCLUSIVE: &str = "http://www.w3.org/2001/10/xml-exc-c14n#";
pub(crate) const SHA_256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
pub(crate) const ECDSA_SHA_256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
const QUALIFICATIONS: &str = "http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#";
pub(crate) const INFO: &str = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt";

/// Somebody with a key and a certificate.
pub(crate) struct Holder {
    pub(crate) key: PrivateKey,
    pub(crate) certificate: Certificate,
    name: String,
}

/// A certificate that is to be made.
pub(crate) struct Wanted<'a> {
    pub(crate) name: &'a str,
    pub(crate) from: &'a str,
    pub(crate) extensions: Vec<Vec<u8>>,
}

impl Holder {
    /// An authority that signed itself.
    pub(crate) fn authority(name: &str) -> Self {
        let constraints = extension("2.5.29.19", &tlv(0x30, &[&[0x01, 0x01, 0xff]]));
        Self::make(&Wanted { name, from: "100101000000Z", extensions: vec![constraints] }, None)
    }

    /// Somebody with a key of a kind, certified by another.
    pub(crate) fn of_kind(kind: KeyKind, issuer: &Self) -> Self {
        let wanted = Wanted { name: "Somebody", from: "200101000000Z", extensions: Vec::new() };
        Self::certify(PrivateKey::generate(kind, &SystemRandom::new()).unwrap(), &wanted, Some(issuer))
    }

    pub(crate) fn issue(&self, wanted: &Wanted<'_>) -> Self {
        Self::make(wanted, Some(self))
    }

    fn make(wanted: &Wanted<'_>, issuer: Option<&Self>) -> Self {
        let key = PrivateKey::generate(KeyKind::P256, &SystemRandom::new()).unwrap();
        Self::certify(key, wanted, issuer)
    }

    fn certify(key: PrivateKey, wanted: &Wanted<'_>, issuer: Option<&Self>) -> Self {
        let algorithm = tlv(0x30, &[&oid("1.2.840.10045.4.3.2")]);
        let issuer_name = issuer.map_or(wanted.name, |issuer| &issuer.name);
        let validity = tlv(0x30, &[&tlv(0x17, &[wanted.from.as_bytes()]), &tlv(0x17, &[b"400101000000Z"])]);
        let extensions = match wanted.extensions.as_slice() {
            [] => Vec::new(),
            some => tlv(0xa3, &[&tlv(0x30, &[&some.concat()])]),
        };
        let tbs = tlv(
            0x30,
            &[
                &tlv(0xa0, &[&[0x02, 0x01, 0x02]]),
                &tlv(0x02, &[&[0x41]]),
                &algorithm,
                &name(issuer_name),
                &validity,
                &name(wanted.name),
                key.public_key().unwrap().info_der(),
                &extensions,
            ],
        );
        let signature = issuer.map_or(&key, |issuer| &issuer.key).sign(&tbs, &SystemRandom::new()).unwrap();
        let der = tlv(0x30, &[&tbs, &algorithm, &tlv(0x03, &[&[0], &signature])]);
        Self { key, certificate: Certificate::from_der(&der).unwrap(), name: wanted.name.to_owned() }
    }
}

fn name(text: &str) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x31, &[&tlv(0x30, &[&oid("2.5.4.3"), &tlv(0x0c, &[text.as_bytes()])])])])
}

/// An extension that may be skipped.
pub(crate) fn extension(kind: &str, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&oid(kind), &tlv(0x04, &[value])])
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// A list that is to be written.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) version: u8,
    pub(crate) sequence: u64,
    pub(crate) kind: String,
    pub(crate) territory: String,
    /// Where more is said: `URI` elements.
    pub(crate) information: String,
    pub(crate) issued: String,
    pub(crate) next_update: String,
    pub(crate) pointers: String,
    pub(crate) services: String,
}

impl List {
    pub(crate) fn national(territory: &str) -> Self {
        Self {
            version: 5,
            sequence: 7,
            kind: "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric".to_owned(),
            territory: territory.to_owned(),
            information: String::new(),
            issued: "2026-01-01T00:00:00Z".to_owned(),
            next_update: "<dateTime>2026-07-01T00:00:00Z</dateTime>".to_owned(),
            pointers: String::new(),
            services: String::new(),
        }
    }

    pub(crate) fn of_lists() -> Self {
        let kind = "http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists".to_owned();
        Self { kind, ..Self::national("EU") }
    }

    pub(crate) fn numbered(mut self, sequence: u64) -> Self {
        self.sequence = sequence;
        self
    }

    /// Points to a list of the same kind as `to`.
    pub(crate) fn pointing_to(mut self, to: &Self, signers: &[&Holder]) -> Self {
        let signers: String = signers.iter().map(|signer| digital_id(&signer.certificate)).collect();
        self.pointers.push_str(&format!(
            "<OtherTSLPointer><ServiceDigitalIdentities>{signers}</ServiceDigitalIdentities><TSLLocation>https://lists.example/{0}.xml</TSLLocation><AdditionalInformation><OtherInformation><TSLType>{1}</TSLType></OtherInformation><OtherInformation><SchemeTerritory>{0}</SchemeTerritory></OtherInformation><OtherInformation><a:MimeType xmlns:a=\"http://uri.etsi.org/02231/v2/additionaltypes#\">application/vnd.etsi.tsl+xml</a:MimeType></OtherInformation></AdditionalInformation></OtherTSLPointer>",
            to.territory, to.kind
        ));
        self
    }

    pub(crate) fn with(mut self, service: &ServiceOrder) -> Self {
        self.services.push_str(&service.to_xml());
        self
    }

    /// The root as exclusive canonicalisation writes it, without a signature.
    pub(crate) fn body(&self) -> String {
        let Self { version, sequence, kind, territory, information, .. } = self;
        let Self { issued, next_update, pointers, services, .. } = self;
        let providers = match services.as_str() {
            "" => String::new(),
            services => format!(
                "<TrustServiceProviderList><TrustServiceProvider><TSPInformation><TSPName><Name xml:lang=\"fr\">Confiance</Name><Name xml:lang=\"en\">Trust &amp; Co</Name></TSPName></TSPInformation><TSPServices>{services}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
            ),
        };
        format!(
            "<TrustServiceStatusList xmlns=\"http://uri.etsi.org/02231/v2#\" Id=\"list\" TSLTag=\"http://uri.etsi.org/19612/TSLTag\"><SchemeInformation><TSLVersionIdentifier>{version}</TSLVersionIdentifier><TSLSequenceNumber>{sequence}</TSLSequenceNumber><TSLType>{kind}</TSLType><SchemeOperatorName><Name xml:lang=\"en\">Ministry</Name></SchemeOperatorName><SchemeInformationURI>{information}</SchemeInformationURI><SchemeTerritory>{territory}</SchemeTerritory><PointersToOtherTSL>{pointers}</PointersToOtherTSL><ListIssueDateTime>{issued}</ListIssueDateTime><NextUpdate>{next_update}</NextUpdate></SchemeInformation>{providers}</TrustServiceStatusList>"
        )
    }

    pub(crate) fn sign(&self, signer: &Holder) -> String {
        Signing::of(&self.body(), signer).finish(signer)
    }
}

/// A signature before it is made; every part can be changed and is signed as it is then.
#[derive(Clone)]
pub(crate) struct Signing {
    pub(crate) body: String,
    pub(crate) properties: String,
    pub(crate) info: String,
    /// What stands around the properties.
    pub(crate) target: String,
}

impl Signing {
    pub(crate) fn of(body: &str, signer: &Holder) -> Self {
        let certificate = base64(&signer.certificate.fingerprint(DigestAlgorithm::Sha256));
        let properties = format!(
            "<x:SignedProperties xmlns:x=\"{XADES}\" Id=\"properties\"><x:SignedSignatureProperties><x:SigningTime>2026-01-01T00:00:00Z</x:SigningTime><x:SigningCertificateV2><x:Cert><x:CertDigest><ds:DigestMethod xmlns:ds=\"{DS}\" Algorithm=\"{SHA_256}\"></ds:DigestMethod><ds:DigestValue xmlns:ds=\"{DS}\">{certificate}</ds:DigestValue></x:CertDigest></x:Cert></x:SigningCertificateV2></x:SignedSignatureProperties></x:SignedProperties>"
        );
        let mut signing =
            Self { body: body.to_owned(), properties, info: String::new(), target: "#signature".to_owned() };
        signing.refer();
        signing
    }

    /// Writes the references anew, to what the parts are now.
    pub(crate) fn refer(&mut self) {
        let list = Self::reference("URI=\"\"", &[ENVELOPED, EXCLUSIVE], &self.body);
        let kind = "Type=\"http://uri.etsi.org/01903#SignedProperties\" URI=\"#properties\"";
        let properties = Self::reference(kind, &[EXCLUSIVE], &self.properties);
        self.info = format!(
            "<ds:SignedInfo xmlns:ds=\"{DS}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm=\"{ECDSA_SHA_256}\"></ds:SignatureMethod>{list}{properties}</ds:SignedInfo>"
        );
    }

    pub(crate) fn reference(attributes: &str, transforms: &[&str], covered: &str) -> String {
        let transform = |name: &&str| format!("<ds:Transform Algorithm=\"{name}\"></ds:Transform>");
        let transforms: String = transforms.iter().map(transform).collect();
        let digest = base64(&DigestAlgorithm::Sha256.digest(covered.as_bytes()));
        format!(
            "<ds:Reference {attributes}><ds:Transforms>{transforms}</ds:Transforms><ds:DigestMethod Algorithm=\"{SHA_256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
        )
    }

    /// Signs what the parts are now and puts the list together.
    pub(crate) fn finish(&self, signer: &Holder) -> String {
        self.finish_with(&raw_value(&signer.key, self.info.as_bytes()), signer)
    }

    pub(crate) fn finish_with(&self, value: &[u8], signer: &Holder) -> String {
        let signature = self.signature(value, signer);
        self.body.replace("</TrustServiceStatusList>", &format!("{signature}</TrustServiceStatusList>"))
    }

    pub(crate) fn signature(&self, value: &[u8], signer: &Holder) -> String {
        let (value, certificate) = (base64(value), base64(signer.certificate.to_der()));
        let Self { properties, info, target, .. } = self;
        format!(
            "<ds:Signature xmlns:ds=\"{DS}\" Id=\"signature\">{info}<ds:SignatureValue>{value}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object><x:QualifyingProperties xmlns:x=\"{XADES}\" Target=\"{target}\">{properties}</x:QualifyingProperties></ds:Object></ds:Signature>"
        )
    }
}

/// r and s as XML signatures write them.
pub(crate) fn raw_value(key: &PrivateKey, message: &[u8]) -> Vec<u8> {
    let pkcs8 = key.to_pkcs8_der().unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8).unwrap();
    pair.sign(&SystemRandom::new(), message).unwrap().as_ref().to_vec()
}

pub(crate) fn digital_id(certificate: &Certificate) -> String {
    format!(
        "<ServiceDigitalIdentity><DigitalId><X509Certificate>{}</X509Certificate></DigitalId></ServiceDigitalIdentity>",
        base64(certificate.to_der())
    )
}

/// A service that is to be listed.
#[derive(Clone)]
pub(crate) struct ServiceOrder {
    identity: String,
    states: Vec<StateOrder>,
}

/// One state of a service.
#[derive(Clone)]
pub(crate) struct StateOrder {
    pub(crate) kind: &'static str,
    pub(crate) status: &'static str,
    pub(crate) since: &'static str,
    /// What it is for: `ForeSignatures` and the like.
    pub(crate) uses: Vec<&'static str>,
    /// Qualifiers with the criteria they stand under.
    pub(crate) rules: Vec<(Vec<&'static str>, String)>,
    /// More extensions, whole.
    pub(crate) extra: String,
}

impl StateOrder {
    pub(crate) fn granted(since: &'static str) -> Self {
        Self {
            kind: "CA/QC",
            status: "granted",
            since,
            uses: vec!["ForeSignatures"],
            rules: Vec::new(),
            extra: String::new(),
        }
    }

    pub(crate) fn of_status(status: &'static str, since: &'static str) -> Self {
        Self { status, ..Self::granted(since) }
    }

    pub(crate) fn for_uses(mut self, uses: &[&'static str]) -> Self {
        self.uses = uses.to_vec();
        self
    }

    pub(crate) fn ruled(mut self, qualifiers: &[&'static str], criteria: &str) -> Self {
        self.rules.push((qualifiers.to_vec(), criteria.to_owned()));
        self
    }

    fn fields(&self, identity: &str) -> String {
        let uses: String = self.uses.iter().map(|name| format!(
            "<Extension Critical=\"true\"><AdditionalServiceInformation><URI xml:lang=\"en\">{INFO}/{name}</URI></AdditionalServiceInformation></Extension>"
        )).collect();
        let rules: String = self.rules.iter().map(|(qualifiers, criteria)| {
            let qualifiers: String =
                qualifiers.iter().map(|name| format!("<q:Qualifier uri=\"{INFO}/{name}\"></q:Qualifier>")).collect();
            format!("<q:QualificationElement><q:Qualifiers>{qualifiers}</q:Qualifiers>{criteria}</q:QualificationElement>")
        }).collect();
        let rules = match rules.as_str() {
            "" => String::new(),
            rules => format!(
                "<Extension Critical=\"true\"><q:Qualifications xmlns:q=\"{QUALIFICATIONS}\">{rules}</q:Qualifications></Extension>"
            ),
        };
        let Self { kind, status, since, extra, .. } = self;
        format!(
            "<ServiceTypeIdentifier>http://uri.etsi.org/TrstSvc/Svctype/{kind}</ServiceTypeIdentifier><ServiceName><Name xml:lang=\"en\">Issuing</Name></ServiceName>{identity}<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus><StatusStartingTime>{since}</StatusStartingTime><ServiceInformationExtensions>{uses}{rules}{extra}</ServiceInformationExtensions>"
        )
    }
}

impl ServiceOrder {
    /// The states, the newest first.
    pub(crate) fn new(authority: &Certificate, states: &[StateOrder]) -> Self {
        Self { identity: digital_id(authority), states: states.to_vec() }
    }

    fn to_xml(&self) -> String {
        let (current, past) = self.states.split_first().unwrap();
        let history: String = past.iter().map(|state| format!(
            "<ServiceHistoryInstance>{}</ServiceHistoryInstance>",
            state.fields("<ServiceDigitalIdentity><DigitalId><X509SKI>AAAA</X509SKI></DigitalId></ServiceDigitalIdentity>")
        )).collect();
        format!(
            "<TSPService><ServiceInformation>{}</ServiceInformation><ServiceHistory>{history}</ServiceHistory></TSPService>",
            current.fields(&self.identity)
        )
    }
}
