//! What a sub-indication means, and what could be done: one sentence each for somebody who has never read EN 319 102-1.

use paraph_pades::validate::SubIndication::{self, *};

/// What it means, and what to do.
pub(super) fn advice(sub: SubIndication) -> &'static str {
    match sub {
        FormatFailure => {
            "The signature is not written as PDF signatures must be, so it proves nothing; ask for the file as it left the signer."
        }
        HashFailure => {
            "The document is not the one that was signed: it was changed afterwards; ask for the file as it left the signer."
        }
        SigCryptoFailure => {
            "The signature value was not made with the key of the certificate it names; ask for the file as it left the signer."
        }
        Expired => {
            "It was made after the signer's certificate had expired, which its own content proves; it has to be signed anew."
        }
        NotYetValid => {
            "It was made before the signer's certificate was valid, which a time-stamp proves; it has to be signed anew."
        }
        Revoked => {
            "It was made after the signer's certificate had been revoked, which its own content proves; do not rely on it, and ask the signer."
        }
        SigConstraintsFailure => {
            "Something was changed after signing that the signature does not permit, or it lacks what a signature of its kind must have; compare with the file as it left the signer."
        }
        other => advice_when_open(other),
    }
}

/// For what is neither proven right nor wrong: which evidence would decide.
fn advice_when_open(sub: SubIndication) -> &'static str {
    match sub {
        ChainConstraintsFailure => {
            "An authority behind the signer went beyond what it may do, or the signer's key is not for signing; no evidence mends this, ask the signer for another certificate."
        }
        CertificateChainGeneralFailure => {
            "A certificate behind the signature is not what its issuer signed, or cannot be checked; give the right ones with --cert."
        }
        CryptoConstraintsFailure => {
            "It was made with an algorithm or key that did not count any more; no evidence mends this."
        }
        CryptoConstraintsFailureNoPoe => {
            "It was made with an algorithm or key that no longer counts, and nothing proves that it was made while it did; a file of the same signature that was time-stamped in time would prove it."
        }
        TimestampOrderFailure => {
            "Its time-stamps contradict one another, so none of them proves when it was made; ask the time-stamp authorities."
        }
        NoSigningCertificateFound => {
            "The certificate of whoever signed is not in the file; give it with --cert."
        }
        NoCertificateChainFound => {
            "Nobody you trust vouches for the signer; if you do trust the authority, name it with --trust, and give those between with --cert."
        }
        NoCertificateChainFoundNoPoe => {
            "The authority you name is trusted no more, and nothing proves that it was signed while it was; a file that was time-stamped in time would prove it."
        }
        OutOfBoundsNotRevoked => {
            "The signer's certificate is outside its validity today; it was not revoked until its end, but nothing proves that it was signed by then; a file that was time-stamped in time would prove it."
        }
        OutOfBoundsNoPoe => {
            "A certificate behind the signature is outside its validity today, and nothing proves that it was signed while all were valid; a file whose time-stamps were renewed in time would prove it, and if this one was, give what was said of their certificates with --crl or --ocsp."
        }
        RevocationOutOfBoundsNoPoe => {
            "Who says that the certificate was not revoked has a certificate that ran out, and nothing proves that it was said before; give newer words of the authority with --crl or --ocsp."
        }
        other => advice_about_revocation(other),
    }
}

fn advice_about_revocation(sub: SubIndication) -> &'static str {
    match sub {
        RevokedNoPoe => {
            "The signer's certificate was revoked, and nothing proves that it was signed before; a file that was time-stamped before would prove it."
        }
        RevokedCaNoPoe => {
            "An authority behind the signer was revoked, and nothing proves that signature, certificates and words about them are older; a file that was time-stamped before, with its validation data, would prove it."
        }
        PolicyProcessingError => {
            "It was made under a signature policy that cannot be read, or the document given for it is another one; give the right one with --signature-policy."
        }
        SignaturePolicyNotAvailable => {
            "It was made under a signature policy whose document is not at hand; get it from whoever keeps it, read it, and give it with --signature-policy."
        }
        NoPoe => {
            "The time-stamp that should prove when it was signed can no longer be relied on, and nothing proves that it is older than that; give what was said of its certificate with --crl or --ocsp, or a file that was time-stamped again in time."
        }
        TryLater => {
            "Whether a certificate is revoked is not known, not known yet, or suspended; give newer words of its authority with --crl or --ocsp, or look again later."
        }
        SignedDataNotFound => "What was signed is not all there; ask for the whole file.",
        // The standard may come to know more.
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sub_indication_says_what_it_means_and_what_to_do() {
        let mut said: Vec<&str> = SubIndication::ALL.into_iter().map(advice).collect();
        for sentence in &said {
            let (means, to_do) = sentence.rsplit_once(';').unwrap();
            assert!(means.len() > 20 && to_do.len() > 15 && sentence.ends_with('.'), "{sentence}");
        }
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), SubIndication::ALL.len(), "no two say the same");
    }
}
