//! Getting what long-term validation lacks: whom to ask, in which words, and what their answer adds to what is known. The
//! bytes are carried by whoever calls; each answer is signed by who gives it, so the way it takes need not be protected.

use aws_lc_rs::rand::SecureRandom;
use paraph_pki::cms::SignedData;
use paraph_pki::{Certificate, DigestAlgorithm, RevocationList, ocsp};

use crate::Error;
use crate::validate::{Known, Need};

/// One question to one address that a certificate names. Addresses are claims of whoever wrote the certificate.
#[derive(Clone, Debug)]
pub struct Inquiry {
    /// Where to ask, `http` or `https`.
    pub url: String,
    /// What to send by POST; a GET without it.
    pub body: Option<Vec<u8>>,
    /// Media type of the body.
    pub content_type: &'static str,
    /// Media type that is hoped for.
    pub accept: &'static str,
    about: About,
}

#[derive(Clone, Debug)]
enum About {
    Issuer,
    Status { nonce: Option<Vec<u8>> },
    RevocationList,
}

impl Need {
    /// The questions that may meet this need, to be asked one after the other until one is answered. A responder comes
    /// before a revocation list, for it says less.
    ///
    /// # Errors
    /// When the source of randomness fails.
    pub fn inquiries(&self, random: &dyn SecureRandom) -> Result<Vec<Inquiry>, Error> {
        let get = |url, accept, about| Inquiry { url, body: None, content_type: "", accept, about };
        match self {
            Self::Issuer { of } => {
                let urls = of.issuer_urls().into_iter();
                Ok(urls.map(|url| get(url, "application/pkix-cert", About::Issuer)).collect())
            }
            Self::Status { of, issuer } => {
                let mut inquiries = Vec::new();
                for url in of.ocsp_urls() {
                    inquiries.push(status(url, of, issuer, random)?);
                }
                let lists = of.revocation_list_urls().into_iter();
                inquiries.extend(lists.map(|url| get(url, "application/pkix-crl", About::RevocationList)));
                Ok(inquiries)
            }
        }
    }
}

/// RFC 6960 appendix A.1.
fn status(
    url: String,
    of: &Certificate,
    issuer: &Certificate,
    random: &dyn SecureRandom,
) -> Result<Inquiry, Error> {
    let request = ocsp::Request::new(of, issuer, DigestAlgorithm::Sha1, random)?;
    Ok(Inquiry {
        url,
        body: Some(request.to_der()?),
        content_type: "application/ocsp-request",
        accept: "application/ocsp-response",
        about: About::Status { nonce: request.nonce },
    })
}

impl Inquiry {
    /// Takes an answer's body into what is known.
    ///
    /// # Errors
    /// When it is not what was asked for.
    pub fn take(&self, answer: &[u8], known: &mut Known) -> Result<(), Error> {
        match &self.about {
            About::Issuer => known.certificates.extend(certificates(answer)?),
            About::RevocationList => known.revocation_lists.push(RevocationList::from_der(answer)?),
            About::Status { nonce } => {
                let response = ocsp::Response::from_der(answer)?;
                // RFC 9654 § 3: many responders leave the nonce out, but one that is there must be ours.
                if response.nonce().is_some_and(|said| Some(said) != nonce.as_deref()) {
                    return Err(paraph_pki::Error::Malformed { structure: "Nonce" }.into());
                }
                known.ocsp_responses.push(response);
            }
        }
        Ok(())
    }
}

/// One certificate, or several in a message that signs nothing (RFC 5280 § 4.2.2.1).
fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, paraph_pki::Error> {
    match Certificate::from_der(bytes) {
        Ok(certificate) => Ok(vec![certificate]),
        Err(_) => Ok(SignedData::parse(bytes)?.certificates().to_vec()),
    }
}
