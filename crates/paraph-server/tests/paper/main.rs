//! The PDFs that Paraph makes, judged by programs of others: qpdf, poppler, and our own strict reader.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod facts;
mod layout;

use std::path::{Path, PathBuf};
use std::process::Command;

use paraph_pdf::{Document, Object};
use paraph_server::locale::Locale;
use paraph_server::paper::{CertificateFacts, certificate};
use paraph_server::typefaces::Collection;

use facts::{facts, shown, signatory};

/// Runs a program that the tests need; what it says on its output.
fn run(program: &str, arguments: &[&str], file: &Path) -> (bool, String) {
    let output = Command::new(program).args(arguments).arg(file).output();
    let output =
        output.unwrap_or_else(|error| panic!("{program} is installed with what the tests need: {error}"));
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// A file with the certificate in it, in a directory that goes with it.
fn written(facts: &CertificateFacts, locale: Locale) -> (tempfile::TempDir, PathBuf) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("certificate.pdf");
    std::fs::write(&path, certificate(facts, locale, &[]).unwrap()).unwrap();
    (directory, path)
}

fn words(path: &Path) -> String {
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(path).arg("-").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_certificate_is_sound_in_both_languages() {
    for locale in Locale::ALL {
        let (_directory, path) = written(&facts(), locale);
        let (sound, said) = run("qpdf", &["--check"], &path);
        assert!(sound && said.contains("No syntax or stream encoding errors found"), "{said}");
        let (_, information) = run("pdfinfo", &[], &path);
        assert!(information.contains("Tagged:          yes"), "{information}");
        let (_, fonts) = run("pdffonts", &[], &path);
        for line in fonts.lines().skip(2) {
            assert!(
                line.contains("yes yes yes"),
                "every font is embedded, as a subset, with its meaning: {line}"
            );
        }
    }
}

#[test]
fn it_calls_itself_archival_and_accessible() {
    let bytes = certificate(&facts(), Locale::English, &[]).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for claim in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>B</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(text.contains(claim), "{claim}");
    }
}

#[test]
fn everything_it_states_can_be_read_on_it() {
    let facts = facts();
    let (_directory, path) = written(&facts, Locale::English);
    let words = words(&path);
    for expected in [
        "Authentication certificate",
        "Project Aurora",
        "Share purchase agreement",
        "Camille Durand",
        "camille.durand@example.com",
        "203.0.113.7",
        "21 November 2026, 15:03:22 (Europe/Paris, UTC+1) 21 November 2026, 14:03:22 UTC",
        "2026-11-21 15:03:22 UTC+1 2026-11-21 14:03:22 UTC",
        "I consent to sign these documents electronically",
        "PAdES B-T",
        "CN=Paraph seal",
        "Page 1 of",
    ] {
        assert!(words.contains(expected), "{expected:?} is not in {words:?}");
    }
    let joined: String = words.split_whitespace().collect();
    for document in &facts.documents {
        assert!(joined.contains(&document.sha256_sent) && joined.contains(&document.sha256_sealed));
    }
}

#[test]
fn the_first_page_says_who_signed_what_and_nothing_is_said_four_times() {
    let mut facts = facts();
    let placed = |minute: usize| paraph_server::paper::EventFacts {
        at: format!("2026-11-21T12:{minute:02}:00Z").parse().unwrap(),
        what: "Fields placed".to_owned(),
        who: "Hélène Martin".to_owned(),
        from: "203.0.113.7".to_owned(),
    };
    facts.events.splice(0..0, (0..14).map(placed));
    let (_directory, path) = written(&facts, Locale::English);
    let output =
        Command::new("pdftotext").args(["-enc", "UTF-8", "-l", "1"]).arg(&path).arg("-").output().unwrap();
    let first = String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    for wanted in [
        "Signed by",
        "Camille Durand, 21 November 2026, 15:03:22 (Europe/Paris, UTC+1)",
        "Share purchase agreement.pdf",
    ] {
        assert!(first.contains(wanted), "{wanted} is not on the first page: {first}");
    }
    let all = words(&path);
    assert_eq!(all.matches("I consent to sign these documents").count(), 1);
    assert_eq!(all.matches("Fields placed").count(), 1);
    assert!(all.contains("Fields placed, 14 times until 2026-11-21 13:13:00 UTC+1"), "{all}");
}

#[test]
fn french_is_french() {
    let (_directory, path) = written(&facts(), Locale::French);
    let words = words(&path);
    for expected in [
        "Certificat d’authentification",
        "21 novembre 2026 à 15:03:22 (Europe/Paris, UTC+1) 21 novembre 2026 à 14:03:22 UTC",
        "Signataires",
        "Page 1 sur",
    ] {
        assert!(words.contains(expected), "{expected:?} is not in {words:?}");
    }
    assert!(!words.contains("certificate-"), "a sentence is missing from the catalogue");
}

#[test]
fn it_says_of_each_document_which_pages_were_on_screen() {
    let mut facts = facts();
    facts.signatories.truncate(1);
    let said = |shown, locale| {
        let mut facts = facts.clone();
        facts.signatories[0].shown = shown;
        let (_directory, path) = written(&facts, locale);
        words(&path)
    };
    // Where the browser reported pages, what it did not name was not opened.
    let reported = || {
        vec![
            shown("A.pdf", 12, ("1-12", "1-3")),
            shown("B.pdf", 12, ("1-12", "7")),
            shown("C.pdf", 4, ("1-4", "1-4")),
            shown("D.pdf", 1, ("1", "1")),
            shown("E.pdf", 9, ("1-2", "")),
        ]
    };
    let silent = || vec![shown("A.pdf", 12, ("1-3, 5", "")), shown("B.pdf", 2, ("", ""))];
    let english = [
        "Shown before signing A.pdf: pages 1–3 of 12 were shown B.pdf: page 7 of 12 was shown C.pdf: all 4 pages were shown D.pdf: its only page was shown E.pdf: not opened",
        "A.pdf: pages sent to the browser: 1–3, 5 of 12; it reported none on screen B.pdf: not opened",
    ];
    let french = [
        "Affiché avant la signature A.pdf : les pages 1–3 sur 12 ont été affichées B.pdf : la page 7 sur 12 a été affichée C.pdf : les 4 pages ont été affichées D.pdf : son unique page a été affichée E.pdf : non ouvert",
        "A.pdf : pages transmises au navigateur : 1–3, 5 sur 12 ; il n’en a signalé aucune à l’écran B.pdf : non ouvert",
    ];
    for (locale, expected) in [(Locale::English, english), (Locale::French, french)] {
        for (shown, expected) in [(reported(), expected[0]), (silent(), expected[1])] {
            let said = said(shown, locale);
            assert!(said.contains(expected), "{expected:?} is not in {said:?}");
        }
    }
    // Evidence of an earlier release does not say it, and neither does the certificate.
    assert!(!said(Vec::new(), Locale::English).contains("Shown before signing"));
}

#[test]
fn its_structure_is_that_of_its_words() {
    let (_directory, path) = written(&facts(), Locale::English);
    let (_, structure) = run("pdfinfo", &["-struct-text"], &path);
    for expected in ["H1", "H2", "H3", "Table", "TR", "TH", "TD", "THead", "TBody"] {
        assert!(
            structure.lines().any(|line| line.trim_start().starts_with(expected)),
            "{expected}\n{structure}"
        );
    }
    let title = structure.find("Authentication certificate").unwrap();
    let events = structure.find("Link opened").unwrap();
    assert!(title < events);
}

#[test]
fn the_same_facts_give_the_same_bytes() {
    assert_eq!(
        certificate(&facts(), Locale::French, &[]).unwrap(),
        certificate(&facts(), Locale::French, &[]).unwrap()
    );
    assert_ne!(
        certificate(&facts(), Locale::French, &[]).unwrap(),
        certificate(&facts(), Locale::English, &[]).unwrap()
    );
}

#[test]
fn the_facts_are_attached_as_they_are() {
    let facts = facts();
    let bytes = certificate(&facts, Locale::English, &[]).unwrap();
    let document = Document::open(bytes).unwrap();
    let view = document.current();
    let catalog = view.catalog().unwrap();
    let files = view.array(&catalog, b"AF").unwrap();
    let Object::Dictionary(file) = view.resolve(&files[0]).unwrap() else { panic!("no file") };
    assert!(file.has_name(b"AFRelationship", b"Data"));
    let embedded = view.dictionary(&file, b"EF").unwrap().unwrap();
    let Object::Stream(stream) = view.value(&embedded, b"F").unwrap() else { panic!("no stream") };
    let json: serde_json::Value = serde_json::from_slice(&view.decode(&stream).unwrap()).unwrap();
    assert_eq!(json, serde_json::to_value(&facts).unwrap());
    assert_eq!(json["signatories"][0]["signed"]["at"], "2026-11-21T14:03:22Z");
}

#[test]
fn names_in_other_scripts_are_written_and_found() {
    let names = ["欧阳娜娜", "عبد الرحمن", "אברהם לוי", "สมชาย ใจดี", "प्रकाश त्रिपाठी", "김철수"];
    let mut facts = facts();
    facts.signatories = names.map(signatory).to_vec();
    let fonts = Collection::open(None).unwrap();
    let typefaces = fonts.writing(names).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("certificate.pdf");
    std::fs::write(&path, certificate(&facts, Locale::English, typefaces.all()).unwrap()).unwrap();
    let (sound, said) = run("qpdf", &["--check"], &path);
    assert!(sound && said.contains("No syntax or stream encoding errors found"), "{said}");
    let found = words(&path);
    for name in names {
        assert!(found.contains(name), "{name} is missing: {found}");
    }
}

#[test]
fn fifty_signatories_and_long_words_keep_their_places() {
    let mut many = facts();
    many.title =
        "An agreement with a title that is much longer than any line of this page could ever be ".repeat(2);
    let endless = "Wolfeschlegelsteinhausenbergerdorff".repeat(5);
    many.signatories = (0..50).map(|number| signatory(&format!("{endless} {number}"))).collect();
    many.documents[0].name = format!("{endless}.pdf");
    many.events = (0..400).map(|_| many.events[0].clone()).collect();
    many.events[7].what = "word ".repeat(2_000);
    let (_directory, path) = written(&many, Locale::English);
    let (sound, said) = run("qpdf", &["--check"], &path);
    assert!(sound, "{said}");
    let (_, information) = run("pdfinfo", &[], &path);
    let pages = information.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap();
    assert!(pages.trim().parse::<u32>().unwrap() > 20);
    let everything = words(&path);
    assert!(everything.contains("Page 20 of"));
    // Nothing runs off the page: every word lies between the margins.
    let output =
        Command::new("pdftotext").args(["-bbox", "-enc", "UTF-8"]).arg(&path).arg("-").output().unwrap();
    let boxes = String::from_utf8(output.stdout).unwrap();
    for word in boxes.lines().filter(|line| line.contains("<word")) {
        let edge = |name: &str| -> f32 {
            word.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!(edge("xMin") > 60.0 && edge("xMax") < 537.0 && edge("yMax") < 830.0, "{word}");
    }
}

#[test]
fn names_in_every_script_do_not_stop_it_and_are_kept_in_full_beside() {
    let mut facts = facts();
    for name in ["山田 太郎", "مريم الفاسي", "Юлия Шевченко", "שרה כהן", "🖋 Ink", "\u{e000}\u{202e}odd\u{0}"]
    {
        facts.signatories.push(signatory(name));
    }
    let (_directory, path) = written(&facts, Locale::English);
    let (sound, said) = run("qpdf", &["--check"], &path);
    assert!(sound, "{said}");
    let structure = words(&path);
    assert!(structure.contains("Юлия Шевченко"));
}

#[test]
fn nothing_known_yet_is_left_out_and_does_not_stop_it() {
    let mut facts = facts();
    facts.project = String::new();
    facts.signatories[0].opened = None;
    facts.signatories[0].consent = None;
    facts.signatories[0].signed = None;
    facts.events.clear();
    facts.documents.clear();
    certificate(&facts, Locale::English, &[]).unwrap();
}
