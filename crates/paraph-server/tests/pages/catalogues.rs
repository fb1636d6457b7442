//! Both catalogues hold the same keys; every key is used, and every key that is used is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use paraph_pades::validate::SubIndication;

const ENGLISH: &str = include_str!("../../locales/en.ftl");
const FRENCH: &str = include_str!("../../locales/fr.ftl");

/// Keys that the program puts together from a prefix and a word of its own.
const FAMILIES: [&str; 9] =
    ["event-", "detail-", "month-", "end-", "report-", "mail-", "finding-", "sub-", "change-"];

fn keys(catalogue: &str) -> Vec<&str> {
    catalogue
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(key, _)| key))
        .collect()
}

/// The variables of a key's sentence.
fn variables(catalogue: &str, key: &str) -> BTreeSet<String> {
    let start = catalogue.find(&format!("\n{key} =")).unwrap() + 1;
    let rest = &catalogue[start..];
    let end = rest
        .match_indices('\n')
        .map(|(at, _)| at)
        .find(|at| rest[at + 1..].starts_with(|c: char| c.is_ascii_lowercase() || c == '#'));
    let entry = &rest[..end.unwrap_or(rest.len())];
    entry
        .split('$')
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect())
        .collect()
}

fn sources(folder: &Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

fn program() -> String {
    let mut text = String::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut text);
    text
}

#[test]
fn both_languages_hold_the_same_keys_once_each() {
    let (english, french) = (keys(ENGLISH), keys(FRENCH));
    let unique: BTreeSet<_> = english.iter().collect();
    assert_eq!(unique.len(), english.len(), "a key comes twice in English");
    assert_eq!(unique, french.iter().collect::<BTreeSet<_>>());
    assert_eq!(french.len(), english.len(), "a key comes twice in French");
}

#[test]
fn both_languages_parse_without_a_mistake() {
    for catalogue in [ENGLISH, FRENCH] {
        let problems =
            fluent_bundle::FluentResource::try_new(catalogue.to_owned()).err().map(|(_, problems)| problems);
        assert!(problems.is_none(), "{problems:?}");
    }
}

#[test]
fn a_sentence_uses_the_same_variables_in_both_languages() {
    for key in keys(ENGLISH) {
        assert_eq!(variables(ENGLISH, key), variables(FRENCH, key), "{key}");
    }
}

/// Before a colon, a semicolon, a question or exclamation mark, and within guillemets, French has a space at which no line ends.
#[test]
fn french_marks_are_not_parted_from_their_words() {
    for line in FRENCH.lines().filter(|line| !line.starts_with('#')) {
        // A sentence may begin with a mark: it goes on behind a name.
        let said = line.split_once(" = ").map_or(line, |(_, said)| said);
        let alone = [" :", " ;", " ?", " !", " »", "« "];
        assert!(!alone.iter().any(|mark| said.contains(mark)), "{line}");
        assert!(!said.contains('"') && !said.contains('\''), "{line}");
    }
}

#[test]
fn every_key_is_used() {
    let program = program();
    let named = |word: &str| program.contains(&format!("\"{word}\""));
    // Deeds, refusals and findings are named by the deal and the drawing worker, where those are built in.
    let whole = named("envelope-completed") && named("finding-encrypted");
    let deeds = ["event-", "error-", "finding-", "detail-", "ceremony-consent"];
    for key in
        keys(ENGLISH).into_iter().filter(|key| whole || !deeds.iter().any(|prefix| key.starts_with(prefix)))
    {
        let used = named(key)
            || FAMILIES.iter().any(|family| {
                let Some(rest) = key.strip_prefix(family) else { return false };
                // `event-` and the kind of an event, or a stem such as `end-done` and `-title`.
                let stem = key.rsplit_once('-').map_or(key, |(stem, _)| stem);
                // Months have numbers, sub-indications the standard's names, changes the validator's words.
                matches!(*family, "month-" | "sub-" | "change-") || named(rest) || named(stem)
            });
        assert!(used, "{key} is in the catalogues but not used");
    }
}

#[test]
fn every_key_that_the_program_names_is_there() {
    let program = program();
    let known: BTreeSet<_> = keys(ENGLISH).into_iter().collect();
    let prefixes = [
        "error-",
        "check-",
        "count-",
        "verify-",
        "end-",
        "review-",
        "signature-",
        "envelope-state-",
        "mail-state-",
        "finding-",
    ];
    for literal in program.split('"').filter(|text| prefixes.iter().any(|prefix| text.starts_with(prefix))) {
        let is_key =
            literal.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        let is_stem = known.iter().any(|key| key.starts_with(&format!("{literal}-")));
        let is_asset = literal.ends_with(".js");
        if is_key && !is_stem && !is_asset {
            assert!(known.contains(literal), "{literal} is named in the program but not in the catalogues");
        }
    }
}

#[test]
fn each_sub_indication_has_a_sentence_of_its_own() {
    for catalogue in [ENGLISH, FRENCH] {
        let mut said: Vec<&str> = SubIndication::ALL
            .iter()
            .map(|sub| format!("\nsub-{} = ", sub.to_string().to_lowercase().replace('_', "-")))
            .map(|key| catalogue.split_once(&key).unwrap().1.lines().next().unwrap())
            .collect();
        said.sort_unstable();
        said.dedup();
        assert_eq!(said.len(), SubIndication::ALL.len());
    }
}

/// What the validator says in words, as its source has them: on one line, and with nothing to be put in.
fn words_of_the_validator() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../paraph-pades/src/validate/changes");
    let mut source = String::new();
    sources(&folder, &mut source);
    source.push_str(&std::fs::read_to_string(folder.join("../drawn.rs")).unwrap());
    let code = source.lines().map(|line| line.split("//").next().unwrap());
    let mut words = Vec::new();
    for line in code {
        let parts: Vec<&str> = line.split('"').collect();
        for pair in parts.windows(2).step_by(2).filter(|pair| !pair[0].ends_with('b')) {
            let is_said = pair[1] == "content" || pair[1].contains(' ') && !pair[1].contains('{');
            if is_said && pair[1].starts_with(|first: char| first.is_ascii_lowercase()) {
                words.push(pair[1].to_owned());
            }
        }
    }
    words
}

#[test]
fn what_the_validator_calls_a_change_is_known_in_both_languages() {
    // Says where a limit was exceeded, in an error.
    let other = ["annotations of a page", "the work of comparing revisions"];
    let said: BTreeSet<String> =
        words_of_the_validator().into_iter().filter(|words| !other.contains(&words.as_str())).collect();
    let known: BTreeSet<String> = ENGLISH
        .lines()
        .filter(|line| line.starts_with("change-") && !line.starts_with("change-key-of-"))
        .map(|line| line.split_once(" = ").unwrap().1.to_owned())
        .collect();
    assert!(said.len() > 40, "{said:?}");
    assert_eq!(said, known);
}
