//! The facts of an envelope that never was.

use paraph_server::paper::{
    CertificateFacts, ConsentFacts, DocumentFacts, EventFacts, Moment, SealFacts, ShownFacts, SignatoryFacts,
};
use paraph_server::zone::Zone;

const DEVICE: &str = "Firefox 132 on Windows 11";

fn moment(at: &str) -> Moment {
    Moment { at: at.parse().unwrap(), address: "203.0.113.7".to_owned(), device: DEVICE.to_owned() }
}

/// What was sent to a browser of a document, and what was on screen there.
pub(crate) fn shown(document: &str, pages: u32, (delivered, viewed): (&str, &str)) -> ShownFacts {
    let (document, delivered, viewed) = (document.to_owned(), delivered.to_owned(), viewed.to_owned());
    ShownFacts { document, pages, delivered, viewed }
}

/// A person who has signed.
pub(crate) fn signatory(name: &str) -> SignatoryFacts {
    SignatoryFacts {
        name: name.to_owned(),
        email: "camille.durand@example.com".to_owned(),
        sent: "2026-11-21T13:02:11Z".parse().unwrap(),
        opened: Some(moment("2026-11-21T13:58:40Z")),
        consent: Some(ConsentFacts {
            text: "I consent to sign these documents electronically and to be bound by them as by my handwritten signature."
                .to_owned(),
            given: moment("2026-11-21T14:03:21Z"),
        }),
        signed: Some(moment("2026-11-21T14:03:22Z")),
        shown: vec![
            shown("Share purchase agreement.pdf", 24, ("1-24", "1-3, 5")),
            shown("Disclosure letter.pdf", 6, ("1", "")),
        ],
    }
}

/// Two documents, two people.
pub(crate) fn facts() -> CertificateFacts {
    let event = |at: &str, what: &str, who: &str| EventFacts {
        at: at.parse().unwrap(),
        what: what.to_owned(),
        who: who.to_owned(),
        from: "203.0.113.7, Firefox 132".to_owned(),
    };
    let document = |name: &str, pages, digit: &str| DocumentFacts {
        name: name.to_owned(),
        pages,
        sha256_sent: format!("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a{digit}"),
        sha256_sealed: format!("60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c7{digit}"),
    };
    CertificateFacts {
        product: "Paraph 0.1.0".to_owned(),
        operator: "Durand & Associés".to_owned(),
        number: "E-7Q4K-2MZX".to_owned(),
        title: "Sale of Aurora Robotics SAS".to_owned(),
        project: "Project Aurora".to_owned(),
        sender: "Hélène Martin, helene.martin@example.com".to_owned(),
        zone: Zone::find("Europe/Paris").unwrap(),
        sent: "2026-11-21T13:02:10Z".parse().unwrap(),
        completed: "2026-11-21T14:31:07Z".parse().unwrap(),
        issued: "2026-11-21T14:31:09Z".parse().unwrap(),
        documents: vec![
            document("Share purchase agreement.pdf", 24, "08"),
            document("Disclosure letter.pdf", 6, "09"),
        ],
        signatories: vec![signatory("Camille Durand"), signatory("Zoë Łukasiewicz-Ångström")],
        events: vec![
            event("2026-11-21T13:02:10Z", "Envelope sent", "Hélène Martin"),
            event("2026-11-21T13:58:40Z", "Link opened", "Camille Durand"),
            event("2026-11-21T14:03:22Z", "Documents signed", "Camille Durand"),
            event("2026-11-21T14:12:00Z", "Link opened", "Zoë Łukasiewicz-Ångström"),
            event("2026-11-21T14:31:02Z", "Documents signed", "Zoë Łukasiewicz-Ångström"),
            event("2026-11-21T14:31:07Z", "Envelope sealed", "Paraph"),
        ],
        seal: SealFacts {
            level: "PAdES B-T".to_owned(),
            subject: "CN=Paraph seal, O=Durand & Associés".to_owned(),
            serial: "5f3a9c0177e2b41d".to_owned(),
            timestamp_authority: "CN=Paraph time-stamps, O=Durand & Associés".to_owned(),
            root_sha256: "a3bf4f1b2b0b822cd15d6c15b0f00a089f86d081884c7d659a2feaa0c55ad015".to_owned(),
        },
        verify_address: "https://sign.example.com/verify".to_owned(),
    }
}
