//! The instance's own certification authority: a root, an issuing authority below it, and the certificates of the
//! seal, the time-stamps and the signatories.
//!
//! Nothing is stored here. Keys leave as PKCS#8 for the caller to seal at rest, and come back through
//! [`Issuer::restore`] and [`Identity::new`].

use aws_lc_rs::rand::SecureRandom;
use jiff::{SignedDuration, Timestamp};

use crate::certificate::Validity;
use crate::name::NamePart;
use crate::{Certificate, DistinguishedName, Error, Identity, KeyKind, PrivateKey, PublicKey};

mod certificate;
mod profile;
mod revocation_list;

pub(crate) use certificate::random_serial;
pub use profile::Profile;
pub(crate) use profile::plain;
pub use revocation_list::{Revocation, RevocationListOrder};

/// How long the root is valid: twenty years.
pub const ROOT_VALIDITY: SignedDuration = SignedDuration::from_hours(24 * 7_305);
/// How long the issuing authority is valid: ten years.
pub const ISSUING_VALIDITY: SignedDuration = SignedDuration::from_hours(24 * 3_652);
/// How long the seal's certificate is valid: three years, after which the instance renews it.
pub const SEAL_VALIDITY: SignedDuration = SignedDuration::from_hours(24 * 1_096);
/// How long the time-stamp certificate is valid: nine years, since no time-stamp outlives it.
pub const TIMESTAMP_VALIDITY: SignedDuration = SignedDuration::from_hours(24 * 3_287);
/// How far certificates are dated back, for readers whose clock is slow.
pub const CLOCK_MARGIN: SignedDuration = SignedDuration::from_mins(5);

/// Who runs the instance, as its certificates shall say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner<'a> {
    /// The organisation's name; beyond 64 characters it is cut.
    pub organization: &'a str,
    /// Two-letter country code, if it is known.
    pub country: Option<&'a str>,
}

/// Everything a new instance needs.
pub struct Authority {
    /// The root: needed again only to make another issuing authority.
    pub root: Issuer,
    /// Issues every other certificate.
    pub issuing: Issuer,
    /// Seals documents.
    pub seal: Identity,
    /// Signs time-stamps.
    pub timestamp: Identity,
}

/// How the certificates of an instance shall be made.
#[derive(Clone, Copy)]
pub struct Blueprint<'a> {
    /// Whom they shall name.
    pub owner: Owner<'a>,
    /// What keys they shall have.
    pub kind: KeyKind,
    /// Where what an issuer says is published, given the issuer's certificate.
    pub published: &'a (dyn Fn(&Certificate) -> Published + Sync),
}

impl Authority {
    /// Makes keys and certificates for a new instance that publishes nothing.
    ///
    /// # Errors
    /// As [`Authority::found`].
    pub fn create(
        owner: Owner<'_>,
        kind: KeyKind,
        now: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        Self::found(&Blueprint { owner, kind, published: &|_| Published::default() }, now, random)
    }

    /// Makes keys and certificates for a new instance.
    ///
    /// # Errors
    /// When the country is not two capital letters, the organisation has no name, or the source of randomness or the
    /// library fails.
    pub fn found(
        blueprint: &Blueprint<'_>,
        now: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        let root_key = PrivateKey::generate(blueprint.kind, random)?;
        let root = Issuer::create_root(&blueprint.owner.name("Root CA")?, root_key, now, random)?;
        Self::under(root, blueprint, now, random)
    }

    /// Makes everything below a root anew: what rotation does. No certificate outlives its issuer.
    ///
    /// # Errors
    /// As [`Authority::found`], and when the root has expired.
    pub fn under(
        root: Issuer,
        blueprint: &Blueprint<'_>,
        now: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        let certify = |issuer: &Issuer, profile, role, lifetime| -> Result<_, Error> {
            let key = PrivateKey::generate(blueprint.kind, random)?;
            let (subject, public_key) = (blueprint.owner.name(role)?, key.public_key()?);
            let validity = issuer.validity_within(now, lifetime);
            let published = (blueprint.published)(&issuer.certificate);
            let order = Order {
                profile,
                subject: &subject,
                public_key: &public_key,
                validity,
                published: &published,
            };
            Ok((key, issuer.issue(&order, random)?))
        };
        let (key, certificate) = certify(&root, Profile::IssuingAuthority, "Issuing CA", ISSUING_VALIDITY)?;
        let issuing = Issuer::restore(key, certificate)?;
        let chain = vec![issuing.certificate.clone(), root.certificate.clone()];
        let (key, certificate) = certify(&issuing, Profile::Seal, "Seal", SEAL_VALIDITY)?;
        let seal = Identity::new(key, certificate, chain.clone())?;
        let (key, certificate) = certify(&issuing, Profile::Timestamp, "Time-stamps", TIMESTAMP_VALIDITY)?;
        let timestamp = Identity::new(key, certificate, chain)?;
        Ok(Self { root, issuing, seal, timestamp })
    }
}

impl Owner<'_> {
    fn name(&self, role: &str) -> Result<DistinguishedName, Error> {
        // The role tells the certificates apart, so it is the organisation's name that gives way.
        let shortened = |text: &str, length: usize| text.chars().take(length).collect::<String>();
        let room = NamePart::CommonName.length_max().saturating_sub(role.chars().count() + 1);
        let common_name = format!("{} {role}", shortened(self.organization, room));
        let organization = shortened(self.organization, NamePart::Organization.length_max());
        let country = self.country.map(|country| (NamePart::Country, country));
        let mut parts: Vec<(NamePart, &str)> = country.into_iter().collect();
        parts.push((NamePart::Organization, &organization));
        parts.push((NamePart::CommonName, &common_name));
        DistinguishedName::build(&parts)
    }
}

/// A validity that begins [`CLOCK_MARGIN`] before `now` and lasts `lifetime` from `now`.
#[must_use]
pub fn validity_from(now: Timestamp, lifetime: SignedDuration) -> Validity {
    let not_before = now.checked_sub(CLOCK_MARGIN).unwrap_or(Timestamp::MIN);
    let not_after = now.checked_add(lifetime).unwrap_or(Timestamp::MAX);
    Validity { not_before, not_after }
}

/// A certificate that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// What the certificate shall be for.
    pub profile: Profile,
    /// Whom it shall name.
    pub subject: &'a DistinguishedName,
    /// The key it shall certify.
    pub public_key: &'a PublicKey,
    /// When it shall be valid; within the issuer's own validity.
    pub validity: Validity,
    /// Where what its issuer says is published.
    pub published: &'a Published,
}

/// Where what an issuer says is published, if anywhere (RFC 5280 §§ 4.2.1.13, 4.2.2.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// Its revocation list.
    pub revocation_list: Option<String>,
    /// Its OCSP responder.
    pub ocsp: Option<String>,
    /// Its own certificate.
    pub certificate: Option<String>,
}

/// A certification authority: its certificate and its key. It has no `Debug`, as the key has none.
pub struct Issuer {
    key: PrivateKey,
    certificate: Certificate,
}

impl Issuer {
    /// Makes a self-signed root, valid for [`ROOT_VALIDITY`].
    ///
    /// # Errors
    /// When the library or the source of randomness fails.
    pub fn create_root(
        subject: &DistinguishedName,
        key: PrivateKey,
        now: Timestamp,
        random: &dyn SecureRandom,
    ) -> Result<Self, Error> {
        let public_key = key.public_key()?;
        let order = Order {
            profile: Profile::Root,
            subject,
            public_key: &public_key,
            validity: validity_from(now, ROOT_VALIDITY),
            published: &Published::default(),
        };
        let certificate = certificate::write(&order, subject, &public_key, &key, random)?;
        Ok(Self { key, certificate })
    }

    /// Takes up an authority made earlier.
    ///
    /// # Errors
    /// When the key is not the certificate's, or the certificate is not an authority's.
    pub fn restore(key: PrivateKey, certificate: Certificate) -> Result<Self, Error> {
        if key.public_key()?.key_bits() != certificate.public_key().key_bits() {
            return Err(Error::KeyDoesNotMatchCertificate);
        }
        if !certificate.basic_constraints().is_some_and(|constraints| constraints.is_authority) {
            return Err(Error::CertificateDoesNotAllowUse);
        }
        Ok(Self { key, certificate })
    }

    /// The authority's certificate.
    #[must_use]
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The authority's key, to be kept.
    #[must_use]
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// A validity that begins [`CLOCK_MARGIN`] before `now` and lasts `lifetime`, as far as this authority lives itself.
    #[must_use]
    pub fn validity_within(&self, now: Timestamp, lifetime: SignedDuration) -> Validity {
        let own = self.certificate.validity();
        let wished = validity_from(now, lifetime);
        Validity {
            not_before: wished.not_before.max(own.not_before),
            not_after: wished.not_after.min(own.not_after),
        }
    }

    /// Issues a certificate.
    ///
    /// # Errors
    /// When its validity goes beyond this authority's, or the library or the source of randomness fails.
    pub fn issue(&self, order: &Order<'_>, random: &dyn SecureRandom) -> Result<Certificate, Error> {
        let own = self.certificate.validity();
        if order.validity.not_after > own.not_after || order.validity.not_before < own.not_before {
            return Err(Error::ValidityGoesBeyondIssuer);
        }
        let issuer = self.certificate.subject();
        certificate::write(order, issuer, self.certificate.public_key(), &self.key, random)
    }

    /// Signs a revocation list (RFC 5280 § 5) of certificates this authority issued.
    ///
    /// # Errors
    /// When the library fails.
    pub fn issue_revocation_list(
        &self,
        order: &RevocationListOrder<'_>,
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, Error> {
        revocation_list::write(order, self, random)
    }
}
