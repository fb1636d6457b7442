//! Documents of other makers, most of them signed already, on the whole path: they come out with our signatures beside
//! theirs, all valid, or are refused with a reason before anything is sent.

use std::path::{Path, PathBuf};

use super::instance::{Home, Instance, corpus};
use super::judges::Sealed;
use super::office::{CAMILLE, Office, ZOE, between, sign};

#[test]
fn documents_of_other_makers_are_sealed_or_refused_before_anything_is_sent() {
    let Some(corpus) = corpus() else { return };
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pdf"));
    paths.sort();
    let outcomes: Vec<(String, Outcome)> = paths
        .iter()
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), close(&instance, &office, path))
        })
        .collect();
    let sealed = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Sealed).count();
    for (name, outcome) in &outcomes {
        println!("{name}: {outcome:?}");
    }
    assert!(2 * sealed > outcomes.len(), "only {sealed} of {} were sealed: {outcomes:#?}", outcomes.len());
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Sealed,
    RefusedAtUpload(String),
    RefusedAtReview(String),
}

fn close(instance: &Instance, office: &Office, path: &Path) -> Outcome {
    let bytes = std::fs::read(path).unwrap();
    let project = office.project("Documents of other makers");
    let answer =
        office.client.upload(&format!("/projects/{project}/documents"), "files", "theirs.pdf", &bytes);
    assert!(answer.status < 500, "{}: {}", path.display(), answer.text());
    let page = office.settled(&project);
    let Some(document) = between(&page, "name=\"document\" value=\"", "\"") else {
        return Outcome::RefusedAtUpload(findings(&page));
    };
    let people = [CAMILLE, ZOE].map(|person| person.at_own_address(&project));
    let deal = office.prepare_with(project, document, &people);
    let review = office.client.get(&format!("/envelopes/{}/review", deal.envelope));
    assert_eq!(review.status, 200, "{}: {}", path.display(), review.text());
    let reasons = findings(&review.text());
    if !reasons.is_empty() {
        return Outcome::RefusedAtReview(reasons);
    }
    office.send(&deal);
    for person in people {
        let answer = sign(&instance.client(), &office.link(person), person).unwrap();
        assert_eq!(answer.status, 303, "{}: {}", path.display(), answer.text());
    }
    let sealed = office.sealed(&deal);
    assert!(sealed.starts_with(&bytes), "{}: what was signed before was changed", path.display());
    let before = Sealed::poppler_count(&bytes);
    assert_eq!(Sealed::poppler_count(&sealed), before + 4, "{}", path.display());
    Outcome::Sealed
}

/// What a page shows in red.
fn findings(page: &str) -> String {
    let red = page.split("<li class=\"bad\">").skip(1).filter_map(|item| item.split_once("</li>"));
    let text = |(item, _): (&str, &str)| {
        item.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect::<String>()
    };
    red.map(text).collect::<Vec<_>>().join(" / ")
}
