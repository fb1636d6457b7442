//! Documents of other makers: none breaks anything, each is judged as signing judges it, and their words are read as
//! poppler reads them.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;
use paraph_server::render::appearance::{Appearance, Outcome, Wanted, appearances};
use paraph_server::render::{Finding, Line, Pictures, RenderError};

use super::{look, renderer};

/// Words a document must have to be held against poppler.
const WORDS_MIN: usize = 20;
/// Least part of poppler's words that must be found, and of ours that poppler must find, over all documents.
const AGREEMENT_MIN: f64 = 0.9;

/// A document of the corpus as it was answered.
struct Answered {
    path: PathBuf,
    findings: Vec<Finding>,
    lines: Vec<Line>,
    pages: usize,
}

/// Every document of the corpus, looked at once for all tests.
fn answers() -> &'static [Answered] {
    static ANSWERS: OnceLock<Vec<Answered>> = OnceLock::new();
    ANSWERS.get_or_init(|| documents().into_iter().map(answer).collect())
}

fn answer(path: PathBuf) -> Answered {
    let looked = look(&std::fs::read(&path).unwrap());
    let pages = looked.pages.len();
    let lines = looked.pages.into_iter().flat_map(|(layer, _)| layer.lines).collect();
    Answered { path, findings: looked.inspection.findings, lines, pages }
}

/// The PDFs of the corpus; none, and a word about it, where there is no corpus.
fn documents() -> Vec<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/corpus");
    let root = std::env::var_os("PARAPH_CORPUS").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let Ok(entries) = std::fs::read_dir(root.join("pades")) else {
        println!("skipped: there is no corpus; set PARAPH_CORPUS");
        return Vec::new();
    };
    let mut documents: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    documents.retain(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    documents.sort();
    assert!(documents.len() > 50);
    documents
}

/// How often each word comes.
fn counted(text: &str) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for word in text.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

fn common(one: &HashMap<String, usize>, other: &HashMap<String, usize>) -> usize {
    one.iter().map(|(word, count)| *count.min(other.get(word).unwrap_or(&0))).sum()
}

#[test]
fn every_document_is_answered_and_refused_only_for_a_named_reason() {
    let answers = answers();
    let mut refused = 0;
    for Answered { path, findings, pages, .. } in answers {
        let reasons: Vec<_> = findings.iter().filter(|finding| finding.is_refusal()).collect();
        refused += usize::from(!reasons.is_empty());
        for reason in &reasons {
            let broke = matches!(
                reason,
                Finding::DrawingFailed { .. }
                    | Finding::DrawingTooLarge { .. }
                    | Finding::DrawingTooLong { .. }
            );
            assert!(!broke, "{}: {reason:?}", path.display());
        }
        println!("{} {findings:?}", path.file_name().unwrap().to_string_lossy());
        assert_eq!(*pages == 0, !reasons.is_empty());
    }
    println!("{refused} of {} are refused", answers.len());
    assert!(refused * 3 <= answers.len(), "{refused} of {} are refused", answers.len());
}

#[test]
fn words_are_read_as_poppler_reads_them() {
    let (mut ours_all, mut theirs_all, mut common_all, mut compared) = (0, 0, 0, 0);
    for Answered { path, lines, .. } in answers().iter().filter(|answered| answered.pages > 0) {
        let ours: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        let ours = counted(&ours.join("\n"));
        // poppler-utils are installed with what the tests need.
        let output =
            Command::new("pdftotext").args(["-q", "-enc", "UTF-8"]).arg(path).arg("-").output().unwrap();
        let theirs = counted(&String::from_utf8_lossy(&output.stdout));
        let (ours_count, theirs_count) = (ours.values().sum::<usize>(), theirs.values().sum::<usize>());
        if theirs_count < WORDS_MIN {
            continue;
        }
        let both = common(&ours, &theirs);
        println!("{}: {both} of {theirs_count}, {ours_count} read", path.display());
        compared += 1;
        ours_all += ours_count;
        theirs_all += theirs_count;
        common_all += both;
    }
    if compared == 0 {
        return;
    }
    let recall = common_all as f64 / theirs_all as f64;
    let precision = common_all as f64 / ours_all as f64;
    println!("{compared} documents, {theirs_all} words: recall {recall:.3}, precision {precision:.3}");
    assert!(
        recall >= AGREEMENT_MIN && precision >= AGREEMENT_MIN,
        "recall {recall:.3}, precision {precision:.3}"
    );
}

#[test]
fn every_line_lies_on_its_page() {
    for Answered { path, lines, .. } in answers() {
        for line in lines {
            let inside = line.left >= 0.0
                && line.top >= 0.0
                && line.width >= 0.0
                && line.height >= 0.0
                && line.left + line.width <= 100.001
                && line.top + line.height <= 100.001;
            assert!(inside, "{}: {line:?}", path.display());
        }
    }
}

#[test]
fn the_sample_contract_is_shown_whole_with_nothing_to_say_against_it() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/contracts/share-purchase-agreement.pdf");
    let looked = look(&std::fs::read(path).unwrap());
    assert_eq!(looked.inspection.findings, []);
    assert!(looked.pages.len() >= 20);
    let text = |page: usize| {
        let lines: Vec<&str> = looked.pages[page].0.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    };
    assert!(text(0).contains("Share purchase agreement"));
    assert!(text(2).contains("The Seller is the legal and beneficial owner"));
    let last = text(looked.pages.len() - 1);
    assert!(last.contains("Signed by Camille Durand") && last.contains("Zoë Łukasiewicz-Ångström"), "{last}");
}

/// What the labels of the corpus expect of a file.
fn label(path: &std::path::Path) -> String {
    let labels = std::fs::read_to_string(path.with_file_name("labels.tsv")).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let line = labels.lines().find(|line| line.split('\t').next() == Some(&name));
    line.and_then(|line| line.split('\t').nth(1)).unwrap_or("?").to_owned()
}

#[test]
fn signed_files_with_later_revisions_look_as_their_labels_say() {
    let (mut compared, mut counts) = (0, HashMap::<(String, Outcome), usize>::new());
    for path in documents() {
        let bytes = std::fs::read(&path).unwrap();
        let Ok(document) = Document::open(bytes.as_slice()) else { continue };
        let now = "2026-04-01T00:00:00Z".parse().unwrap();
        let Ok(report) = validate(&document, &ValidationContext::new(Vec::new(), now)) else { continue };
        if document.revisions().len() < 2 || report.signatures.is_empty() {
            continue;
        }
        compared += 1;
        let seen = appearances(&renderer(), (&document, &report), Wanted::all(Pictures::None), |_, _, _| {
            Ok::<(), RenderError>(())
        });
        let label = label(&path);
        for (appearance, signature) in seen.unwrap().into_iter().zip(&report.signatures) {
            let name = path.file_name().unwrap().to_string_lossy();
            println!("{label} {name} {} {appearance:?}", signature.revision);
            check_as_labelled(&label, &name, &appearance);
            *counts.entry((label.clone(), appearance.outcome)).or_default() += 1;
        }
    }
    println!("{compared} files: {counts:#?}");
    if compared > 0 {
        assert!(compared > 50, "{compared}");
        let seen = counts.get(&("MUST_FLAG_CHANGE".to_owned(), Outcome::Changed)).copied().unwrap_or(0);
        assert!(seen > 0, "the label's visible change is not seen: {counts:#?}");
    }
}

fn check_as_labelled(label: &str, name: &str, appearance: &Appearance) {
    let broke = appearance.findings.iter().any(|finding| {
        matches!(
            finding,
            Finding::DrawingFailed { .. } | Finding::DrawingTooLarge { .. } | Finding::DrawingTooLong { .. }
        )
    });
    assert!(!broke, "{name}: {appearance:?}");
    if !matches!(label, "CRYPTO_OK" | "MDP_OK") {
        return;
    }
    // A file in which every change is permitted: what is warned of is a signature that was laid over print, which is so.
    for page in &appearance.pages {
        assert_eq!((&page.words_gone, &page.words_added), (&Vec::new(), &Vec::new()), "{name}: {page:?}");
        for region in page.regions.iter().filter(|region| !region.expected) {
            assert!(region.covers_print && region.field.is_some(), "{name}: {page:?}");
        }
    }
}
