//! The people and programs of the signing tests: an instance's authority, and a signer.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use aws_lc_rs::rand::SystemRandom;
use jiff::Timestamp;
use paraph_pades::Error;
use paraph_pades::sign::{self, Act, Finished, Level, Request, SignatureField, Signer};
use paraph_pdf::{Document, Source};
use paraph_pki::authority::{Authority, Order, Owner, Profile, Published, SEAL_VALIDITY, validity_from};
use paraph_pki::name::NamePart;
use paraph_pki::timestamp::{INSTANCE_POLICY, Responder};
use paraph_pki::{Certificate, DistinguishedName, Identity, KeyKind, PrivateKey};

/// Everybody who is needed.
pub(crate) struct Scene {
    pub(crate) authority: Authority,
    pub(crate) signer: Identity,
    pub(crate) random: SystemRandom,
}

/// When everything in the tests happens: now, for the judges look at their own clock.
#[expect(clippy::disallowed_methods, reason = "other programs judge by the time they run")]
pub(crate) fn now() -> Timestamp {
    Timestamp::try_from(std::time::SystemTime::now()).unwrap()
}

/// A certificate of the issuing authority.
pub(crate) fn issue(authority: &Authority, profile: Profile, key: &PrivateKey, name: &str) -> Certificate {
    let subject = DistinguishedName::build(&[(NamePart::CommonName, name)]).unwrap();
    let order = Order {
        profile,
        subject: &subject,
        public_key: &key.public_key().unwrap(),
        validity: validity_from(now(), SEAL_VALIDITY / 4),
        published: &Published::default(),
    };
    authority.issuing.issue(&order, &SystemRandom::new()).unwrap()
}

impl Scene {
    pub(crate) fn new() -> Self {
        Self::with_keys(KeyKind::P256)
    }

    pub(crate) fn with_keys(kind: KeyKind) -> Self {
        let random = SystemRandom::new();
        let owner = Owner { organization: "Example Closing", country: Some("FR") };
        let authority = Authority::create(owner, kind, now(), &random).unwrap();
        let key = PrivateKey::generate(kind, &random).unwrap();
        let certificate = issue(&authority, Profile::Signatory, &key, "Ada Lovelace");
        let chain = authority.seal.chain().to_vec();
        let signer = Identity::new(key, certificate, chain).unwrap();
        Self { authority, signer, random }
    }

    pub(crate) fn request(&self, act: Act, field: SignatureField) -> Request {
        Request::new(act, field, Signer::from(&self.signer), Level::BaselineB, now())
    }

    /// All three steps, with a time-stamp where the level wants one.
    pub(crate) fn finish(&self, base: &[u8], request: &Request) -> Result<Finished, Error> {
        self.finish_in(&Document::open(base)?, request)
    }

    /// The same, in a document that is open.
    pub(crate) fn finish_in<S: Source>(
        &self,
        document: &Document<S>,
        request: &Request,
    ) -> Result<Finished, Error> {
        let prepared = sign::prepare(document, request)?;
        let value = self.signer.key().sign(prepared.to_be_signed(), &self.random)?;
        let mut signed = prepared.sign_with(value)?;
        if signed.wants_timestamp() {
            let query = signed.timestamp_query(&self.random)?;
            let responder = Responder::new(&self.authority.timestamp, INSTANCE_POLICY, 500)?;
            let response = responder.respond(&query.to_der()?, now(), &self.random)?;
            signed = signed.with_timestamp(&query, &response)?;
        }
        signed.embed()
    }

    /// The whole signed document.
    pub(crate) fn sign(&self, base: &[u8], request: &Request) -> Vec<u8> {
        let finished = self.finish(base, request).unwrap();
        [base, finished.tail()].concat()
    }
}
