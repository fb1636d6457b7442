//! One deal, as data for every page and state: the gallery shows it, the tests look through it.

use jiff::Timestamp;
use paraph_pades::statement::Statement;
use paraph_pades::validate::{Basis, Person, Role};
use paraph_server::locale::Locale;
use paraph_server::pages::ceremony::{Ceremony, Filled, Other, Signature};
use paraph_server::pages::envelope::{Draft, Enclosed, Signatory, Typed};
use paraph_server::pages::fields::{Editor, Owned, Warning};
use paraph_server::pages::project::Finding;
use paraph_server::pages::{
    FieldKind, Frame, Line, Notice, Paper, Placed, Sheet, SignatoryState, SignedIn, Tone, authorize,
    credentials, verify,
};
use paraph_server::render::appearance::{Appearance, Outcome, SeenPage, SeenRegion};
use paraph_server::render::{self, Fate, Place};
use paraph_server::zone::{Reader, Zone};

/// Words of people in a sample: ordinary ones, or hostile ones for the tests of escaping.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    /// Stands wherever a person may have written something.
    pub(crate) hostile: Option<&'static str>,
}

impl Words {
    /// The ordinary words, unless this sample is hostile.
    pub(crate) fn or(self, ordinary: &str) -> String {
        self.hostile.unwrap_or(ordinary).to_owned()
    }
}

/// A moment of the deal.
pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}

/// A digest.
pub(crate) const SHA: &str = "3fa9c1d28be04f7790b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f708192a3b4c5d";

/// The zone of everybody in the sample.
pub(crate) fn paris() -> Zone {
    Zone::find("Europe/Paris").unwrap_or_else(Zone::utc)
}

/// The frame of a page for a visitor or signatory.
pub(crate) fn frame(locale: Locale, words: Words, path: &str) -> Frame {
    Frame {
        locale,
        reader: Reader::Browser(paris()),
        operator: words.or("Dubois & Associés"),
        person: None,
        path: path.to_owned(),
        form_key: String::new(),
        notice: None,
    }
}

/// The frame of a page for a member.
pub(crate) fn member(locale: Locale, words: Words, path: &str) -> Frame {
    let person = SignedIn { name: words.or("Claire Dubois"), is_administrator: true };
    Frame { person: Some(person), ..frame(locale, words, path) }
}

/// The same with something said.
pub(crate) fn with(frame: Frame, notice: Notice) -> Frame {
    Frame { notice: Some(notice), ..frame }
}

/// What stands on the sample's pages, line by line.
pub(crate) const CLAUSES: [&str; 20] = [
    "SHARE PURCHASE AGREEMENT",
    "This agreement is made on the date of the last signature below between the Seller and the Purchaser.",
    "1. Definitions",
    "In this agreement, unless the context otherwise requires, the following words have the meanings set out",
    "below: “Company” means Atelier Horizon SAS, a simplified joint-stock company registered in Lyon under",
    "number 812 345 678; “Shares” means the 12,500 ordinary shares of the Company; “Completion” means the",
    "transfer of the Shares against payment of the Price in accordance with clause 4.",
    "2. Sale and purchase",
    "The Seller sells and the Purchaser buys the Shares with full title guarantee, free from any charge, lien,",
    "option or other encumbrance, together with all rights attached to them at Completion.",
    "3. Price",
    "The price for the Shares is EUR 4,250,000, payable in cash at Completion to the account designated by the",
    "Seller not later than three business days before Completion.",
    "4. Completion",
    "Completion takes place electronically on the tenth business day after the last of the conditions in",
    "clause 5 has been satisfied or waived, or at any other time agreed in writing.",
    "5. Conditions",
    "Completion is conditional on the approval of the competition authority and on the absence of any material",
    "adverse change in the business, assets or financial position of the Company.",
    "Signed by the parties on the dates of their signatures.",
];

/// Where a line of the sample stands.
pub(crate) fn line(index: usize) -> Line {
    let text = CLAUSES.get(index).copied().unwrap_or_default();
    let heading = text.len() < 30;
    Line {
        text: text.to_owned(),
        left: 12.0,
        top: 8.0 + 2.9 * index as f64,
        width: text.len() as f64 * if heading { 0.95 } else { 0.735 },
        height: if heading { 1.6 } else { 1.3 },
    }
}

/// A document of three pages.
pub(crate) fn paper(id: &str, name: &str, base: &str) -> Paper {
    let sheet = |number: u32| Sheet {
        number,
        image: format!("/sample/page-{number}.svg"),
        width: 595.0,
        height: 842.0,
        words: match number {
            1 => paraph_server::pages::Words::write(
                &(0..CLAUSES.len()).map(line).collect::<Vec<_>>(),
                (595.0, 842.0),
            ),
            _ => paraph_server::pages::Words::default(),
        },
    };
    Paper {
        id: id.to_owned(),
        name: name.to_owned(),
        sha256: SHA.to_owned(),
        size: 1_482_113,
        file: format!("{base}/{id}/file"),
        sheets: (1..=3).map(sheet).collect(),
    }
}

/// A field.
pub(crate) fn placed(id: &str, kind: FieldKind, [left, top, width, height]: [f64; 4], label: &str) -> Placed {
    Placed {
        id: id.to_owned(),
        document: "d1".to_owned(),
        page: 1,
        kind,
        left,
        top,
        width,
        height,
        label: label.to_owned(),
        required: true,
    }
}

/// Four fields on the first page.
pub(crate) fn placements(words: Words) -> Vec<Placed> {
    vec![
        placed("a1", FieldKind::Text, [12.0, 67.0, 34.0, 2.6], &words.or("Capacity, as director of…")),
        placed("a2", FieldKind::Tick, [12.0, 72.0, 2.6, 1.85], &words.or("I have read schedule 2")),
        placed("a3", FieldKind::Date, [12.0, 76.0, 20.0, 2.4], ""),
        placed("a4", FieldKind::Signature, [12.0, 80.0, 30.0, 6.0], ""),
        placed("a5", FieldKind::Signature, [56.0, 80.0, 30.0, 6.0], ""),
    ]
}

/// The people of the deal.
pub(crate) fn signatories(words: Words) -> Vec<Signatory> {
    let people = [
        ("Ana Núñez", "ana.nunez@horizon.example", Locale::English),
        ("Jean-Baptiste Lefèvre", "jb.lefevre@capital.example", Locale::French),
        ("Åsa O’Brien-Łukasik", "asa@obrien.example", Locale::English),
    ];
    let one = |(colour, (name, email, locale)): (usize, (&str, &str, Locale))| Signatory {
        id: format!("p{colour}"),
        name: words.or(name),
        email: words.or(email),
        locale,
        colour,
        fields: if colour == 2 { 0 } else { 3 - colour },
        shares_with: if colour == 2 { words.or("Ana Núñez") } else { String::new() },
        warning: words.hostile.unwrap_or_default().to_owned(),
    };
    people.into_iter().enumerate().map(one).collect()
}

/// Documents of the envelope.
pub(crate) fn enclosed(words: Words) -> Vec<Enclosed> {
    let one = |id: &str, name: &str, pages| Enclosed {
        id: id.to_owned(),
        name: words.or(name),
        pages,
        sha256: SHA.to_owned(),
    };
    vec![one("d1", "Share purchase agreement.pdf", 24), one("d2", "Schedule 2, warranties.pdf", 3)]
}

/// The draft of the envelope.
pub(crate) fn draft(words: Words, signatories: Vec<Signatory>) -> Draft {
    Draft {
        id: "e1".to_owned(),
        revision: 3,
        title: words.or("Sale of Atelier Horizon"),
        zone: paris(),
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        documents: enclosed(words),
        signatories,
        typed: Typed { name: words.hostile.unwrap_or_default().to_owned(), ..Typed::default() },
    }
}

/// The editor with fields of two people.
pub(crate) fn editor(words: Words) -> Editor {
    let owned = |(index, placed): (usize, Placed)| Owned {
        signatory: format!("p{}", usize::from(index == 4)),
        placed,
    };
    let warning =
        |field: &str, tone, text: &str| Warning { field: field.to_owned(), tone, text: words.or(text) };
    Editor {
        id: "e1".to_owned(),
        revision: 3,
        warnings: vec![
            warning("a1", Tone::Bad, "Ana Núñez and Paul have fields in the same place."),
            warning("a1", Tone::Warning, "A field of Ana Núñez covers words."),
        ],
        title: words.or("Sale of Atelier Horizon"),
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        papers: vec![
            paper("d1", &words.or("Share purchase agreement.pdf"), "/documents"),
            paper("d2", &words.or("Schedule 2, warranties.pdf"), "/documents"),
        ],
        signatories: signatories(words),
        fields: placements(words).into_iter().enumerate().map(owned).collect(),
    }
}

/// The ceremony with one text saved.
pub(crate) fn ceremony(words: Words) -> Ceremony {
    let value = |placed: &Placed| {
        if placed.id == "a1" { words.hostile.unwrap_or_default().to_owned() } else { String::new() }
    };
    Ceremony {
        token: "token".to_owned(),
        title: words.or("Sale of Atelier Horizon"),
        sender: words.or("Claire Dubois"),
        message: words.or(
            "Please read clause 4 with care and sign before Friday noon.\nCall me if anything is unclear.",
        ),
        name: words.or("Ana Núñez"),
        email: words.or("ana.nunez@horizon.example"),
        expires: at("2026-12-21T12:00:00Z"),
        papers: vec![
            paper("d1", &words.or("Share purchase agreement.pdf"), "/s/token/documents"),
            paper("d2", &words.or("Schedule 2, warranties.pdf"), "/s/token/documents"),
        ],
        fields: placements(words)
            .into_iter()
            .map(|placed| Filled {
                value: value(&placed),
                kept: words.or(""),
                picture: format!("/s/token/fields/{}/picture?00-1", placed.id),
                is_seen: !value(&placed).is_empty(),
                placed,
            })
            .collect(),
        signature: Signature { text: words.hostile.unwrap_or_default().to_owned(), ..Signature::default() },
        others: others(words),
        opened: vec!["d1".to_owned()],
        not_opened: Vec::new(),
        declining: None,
    }
}

/// The others who sign.
pub(crate) fn others(words: Words) -> Vec<Other> {
    let one = |name: &str, state| Other { name: words.or(name), state };
    vec![
        one("Jean-Baptiste Lefèvre", SignatoryState::Signed),
        one("Åsa O’Brien-Łukasik", SignatoryState::Invited),
    ]
}

/// Findings of every tone.
pub(crate) fn findings(words: Words) -> Vec<Finding> {
    let one = |tone, text: &str| Finding { tone, text: words.or(text) };
    vec![
        one(Tone::Bad, "The document is protected by a password. Save it again without one."),
        one(Tone::Warning, "Two fonts are not embedded: the document may look different elsewhere."),
    ]
}

/// The credentials and tokens of a member.
pub(crate) fn own_credentials(words: Words) -> credentials::Credentials {
    let one = |name: &str, state| credentials::Credential {
        id: "4f0c9a7be1d24c6a8b3f5d7e9a1c2b3d".to_owned(),
        name: words.or(name),
        serial: "3bc1f0a9d4e75b26".to_owned(),
        state,
        created: at("2026-11-20T09:00:00Z"),
        expires: at("2027-11-20T09:00:00Z"),
    };
    let token = |name: &str, way| credentials::Token {
        id: "t1".to_owned(),
        name: words.or(name),
        way,
        expires: at("2027-02-18T09:00:00Z"),
    };
    credentials::Credentials {
        credentials: vec![
            one("Contracts of the Lyon office", credentials::CredentialState::Enabled),
            one("Old laptop", credentials::CredentialState::Locked),
            one("Tenders", credentials::CredentialState::Revoked),
            one("Last year", credentials::CredentialState::Expired),
        ],
        tokens: vec![token("Closing desk", "token-way-page"), token("pyHanko/0.38", "token-way-password")],
        addresses: vec![
            "https://sign.dubois.example/csc/v1".to_owned(),
            "https://sign.dubois.example/csc/v2".to_owned(),
        ],
        ..credentials::Credentials::default()
    }
}

/// The same, with a token that was made just now.
pub(crate) fn with_secret(words: Words) -> credentials::Credentials {
    let secret = Some("q3vN0cXk1bZ8s7Yp2Lr5Tt9Uw4Ea6Hd0Jf_Gm-Ki3Oo".to_owned());
    credentials::Credentials { secret, ..own_credentials(words) }
}

/// A signature of a file that is checked.
pub(crate) fn signature(
    words: Words,
    verdict: verify::Verdict,
    covers_whole_file: bool,
    modifications: &[&str],
) -> verify::Signature {
    use paraph_pades::validate::{Coverage, SubIndication};
    use verify::{Qualification, Verdict};
    verify::Signature {
        verdict,
        sub_indication: match verdict {
            Verdict::Passed => None,
            Verdict::Indeterminate => Some(SubIndication::NoCertificateChainFound),
            Verdict::Failed => Some(SubIndication::HashFailure),
        },
        person: person(words, verdict),
        signer: words.or("Dubois & Associés Seal"),
        issuer: words.or("Dubois & Associés Paraph Issuing"),
        time: (verdict != Verdict::Failed).then(|| at("2026-11-21T15:02:11Z")),
        time_is_proven: verdict == Verdict::Passed,
        level: words.or("PAdES-B-T"),
        coverage: if covers_whole_file { Coverage::EntireFile } else { Coverage::EntireRevision },
        modifications: modifications
            .iter()
            .map(|text| verify::Change { what: words.or(text), page: None })
            .collect(),
        modifications_allowed: verdict != Verdict::Failed,
        seen: (verdict != Verdict::Indeterminate).then(|| appearance(words, covers_whole_file)),
        qualification: covers_whole_file
            .then_some(Qualification { key: "qualification-qesig", provider: None }),
    }
}

/// Who signed: as a seal states it, or not known.
fn person(words: Words, verdict: verify::Verdict) -> Person {
    let known = verdict == verify::Verdict::Passed;
    let statement = Statement::Signed {
        hand: "drawn".to_owned(),
        name: words.or("Ana Núñez"),
        email: words.or("ana.nunez@example.org"),
        envelope: "e1".to_owned(),
    };
    Person {
        role: Role::Signatory,
        name: known.then(|| words.or("Ana Núñez")),
        basis: if known { Basis::Seal } else { Basis::Unproven },
        vouched_by: known.then(|| words.or("Dubois & Associés")),
        claimed_name: Some(words.or("Ana Núñez")),
        statement: known.then_some(statement),
    }
}

/// What is seen of a file: nothing new, or a field that was filled in.
pub(crate) fn appearance(words: Words, is_unchanged: bool) -> Appearance {
    let (outcome, pages) = match is_unchanged {
        true => (Outcome::Unchanged, Vec::new()),
        false => (Outcome::AsPermitted, vec![seen_page(words, Fate::Kept, true)]),
    };
    Appearance { outcome, pages, findings: Vec::new() }
}

/// What is seen of a file that was tampered with in every way.
pub(crate) fn different(words: Words) -> Appearance {
    let changed = SeenPage {
        words_gone: vec![words.or("100")],
        words_added: vec![words.or("900")],
        ..seen_page(words, Fate::Kept, false)
    };
    let mut pages = vec![changed];
    pages.extend(
        [Fate::Moved, Fate::Replaced, Fate::Added, Fate::Removed].map(|fate| seen_page(words, fate, true)),
    );
    Appearance {
        outcome: Outcome::Changed,
        pages,
        findings: vec![render::Finding::PartsNotDrawn { pages: vec![2] }],
    }
}

fn seen_page(words: Words, fate: Fate, expected: bool) -> SeenPage {
    let place = Place { left: 72.0, top: 410.5, width: 180.0, height: 44.0 };
    let region = |field| SeenRegion { place, expected, field, covers_print: !expected };
    let regions = vec![region(Some(words.or("Signature of the seller"))), region(None)];
    SeenPage { page: Some(2), was: Some(3), fate, regions, words_gone: Vec::new(), words_added: Vec::new() }
}

/// What a program asks of a member: to be let in, or to sign.
pub(crate) fn authorization(words: Words, signs: bool) -> authorize::Authorize {
    let signing = authorize::Signing {
        credential: words.or("Contracts of the Lyon office"),
        signatures: 2,
        description: words.or("Share purchase agreement, final"),
        hashes: vec![("SHA-256".to_owned(), SHA.to_owned())],
    };
    authorize::Authorize {
        program: words.or("Closing desk"),
        address: words.or("https://desk.example"),
        request: words.or("client_id=desk&scope=service"),
        signing: signs.then_some(signing),
    }
}
