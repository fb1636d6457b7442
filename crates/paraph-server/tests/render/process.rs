//! The drawing process is alone: no environment, no files but its three, and no trace once nobody waits for it.

use std::io::{self, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use paraph_server::render::{Finding, RenderError, Renderer};
use tempfile::TempDir;

use super::documents::Objects;
use super::{look, renderer};

/// A program that is not Paraph, in a directory that goes with it.
fn impostor(script: &str) -> (TempDir, Renderer) {
    let directory = tempfile::tempdir().unwrap();
    let path: PathBuf = directory.path().join("impostor");
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(format!("#!/bin/sh\n{script}\n").as_bytes()).unwrap();
    file.set_permissions(std::fs::Permissions::from_mode(0o700)).unwrap();
    drop(file);
    (directory, Renderer::new(path))
}

fn inspect(renderer: &Renderer, document: impl Read, length: u64) -> Result<Vec<Finding>, RenderError> {
    renderer.inspect(document, length, |_, _, _| Ok::<(), RenderError>(())).map(|found| found.findings)
}

#[test]
fn it_is_given_no_environment_and_no_descriptors() {
    let (directory, renderer) = impostor(
        "d=$(dirname \"$0\"); /usr/bin/env > \"$d/env\"; /bin/ls /proc/$$/fd > \"$d/fd\"; echo \"$@\" > \"$d/arguments\"",
    );
    let document = Objects::one_page().pdf();
    inspect(&renderer, document.as_slice(), document.len() as u64).unwrap();
    let read = |name: &str| std::fs::read_to_string(directory.path().join(name)).unwrap();
    let variables: Vec<String> = read("env").lines().map(str::to_owned).collect();
    // The shell itself adds these.
    assert!(
        variables.iter().all(|line| ["PWD=", "SHLVL=", "_="].iter().any(|own| line.starts_with(own))),
        "{variables:?}"
    );
    let descriptors: Vec<u32> = read("fd").lines().map(|line| line.parse().unwrap()).collect();
    // 10 and above are the shell's own, for its script.
    assert!(descriptors.iter().all(|number| *number < 3 || *number >= 10), "{descriptors:?}");
    assert_eq!(read("arguments").trim(), "render-worker");
}

#[test]
fn a_program_that_cannot_be_started_is_an_error_and_no_finding() {
    let renderer = Renderer::new(PathBuf::from("/nonexistent/paraph"));
    assert!(matches!(inspect(&renderer, b"%PDF".as_slice(), 4), Err(RenderError::Start(_))));
}

#[test]
fn a_process_that_says_nothing_or_nonsense_is_a_finding() {
    for script in [
        "exit 0",
        "exit 3",
        "kill -9 $$",
        "echo nonsense that is longer than a head",
        "printf 'o\\377\\377\\377\\377'",
    ] {
        let (_directory, renderer) = impostor(script);
        let findings = inspect(&renderer, b"%PDF".as_slice(), 4).unwrap();
        assert_eq!(findings, [Finding::DrawingFailed { page: 0 }], "{script}");
    }
    let (_directory, renderer) = impostor("kill -6 $$");
    assert_eq!(inspect(&renderer, b"%PDF".as_slice(), 4).unwrap(), [Finding::DrawingTooLarge { page: 0 }]);
}

#[test]
fn a_process_cannot_hand_over_more_pages_than_it_promised() {
    // An opening that promises no page, then a page.
    let script = r#"printf 'o\000\000\000\031{"pages":0,"findings":[]}'
printf 'p\000\000\000\061{"width":1.0,"height":1.0,"rotation":0,"lines":[]}'; printf 'i\000\000\000\001x'"#;
    let (_directory, renderer) = impostor(script);
    let kept = std::cell::Cell::new(0);
    let inspection = renderer.inspect(b"%PDF".as_slice(), 4, |_, _, _| {
        kept.set(kept.get() + 1);
        Ok::<(), RenderError>(())
    });
    assert!(inspection.unwrap().is_refused());
    assert_eq!(kept.get(), 0);
}

#[test]
fn a_document_that_cannot_be_read_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::PermissionDenied.into())
        }
    }
    assert!(matches!(inspect(&renderer(), Broken, 4), Err(RenderError::Read(_))));
    assert!(matches!(inspect(&renderer(), b"%P".as_slice(), 4), Err(RenderError::DocumentIsCutShort)));
}

#[test]
fn when_a_page_cannot_be_kept_that_error_comes_back_and_nothing_goes_on() {
    #[derive(Debug)]
    struct DiskIsFull;
    impl From<RenderError> for DiskIsFull {
        fn from(error: RenderError) -> Self {
            panic!("{error}")
        }
    }
    let document = Objects::one_page().pdf();
    let inspection =
        renderer().inspect(document.as_slice(), document.len() as u64, |_, _, _| Err(DiskIsFull));
    assert!(matches!(inspection, Err(DiskIsFull)));
}

#[test]
fn many_documents_can_be_looked_at_at_once() {
    let document = Objects::one_page().pdf();
    std::thread::scope(|scope| {
        let all: Vec<_> = (0..8).map(|_| scope.spawn(|| look(&document).pages.len())).collect();
        assert!(all.into_iter().all(|one| one.join().unwrap() == 1));
    });
}
