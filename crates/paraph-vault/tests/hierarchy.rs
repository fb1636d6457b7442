//! Root key, account keys, project keys, files: what follows from holding one of them, and from having lost it.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use std::io::Write;

use aws_lc_rs::rand::SystemRandom;
use paraph_vault::file::{Reader, Writer};
use paraph_vault::{Error, Key, Place};

const ACCOUNT_KEY: Place<'static> = Place { table: "account", row: "1", column: "key" };
const PROJECT_KEY: Place<'static> = Place { table: "project", row: "12", column: "key" };
const FILE: Place<'static> = Place { table: "document", row: "42", column: "file" };
const TITLE: Place<'static> = Place { table: "document", row: "42", column: "title" };

/// What is stored of one project.
struct Stored {
    root: String,
    account: Vec<u8>,
    project: Vec<u8>,
    file: Vec<u8>,
    title: Vec<u8>,
}

fn key() -> Key {
    Key::generate(&SystemRandom::new()).unwrap()
}

fn store() -> Stored {
    let (root, account, project, random) = (key(), key(), key(), SystemRandom::new());
    let mut writer = Writer::create(Vec::new(), &project, FILE, &random).unwrap();
    writer.write_all(b"%PDF-1.7").unwrap();
    Stored {
        root: root.to_key_file().to_string(),
        account: root.wrap(&account, ACCOUNT_KEY, &random).unwrap(),
        project: account.wrap(&project, PROJECT_KEY, &random).unwrap(),
        file: writer.finish().unwrap().0,
        title: project.seal(TITLE, b"Share purchase agreement", &random).unwrap(),
    }
}

fn project_key(stored: &Stored) -> Result<Key, Error> {
    let root = Key::from_key_file(&stored.root)?;
    root.unwrap(ACCOUNT_KEY, &stored.account)?.unwrap(PROJECT_KEY, &stored.project)
}

fn read(stored: &Stored) -> Result<Vec<u8>, Error> {
    let project = project_key(stored)?;
    let mut bytes = vec![0; 8];
    Reader::open(stored.file.as_slice(), &project, FILE)?.read_at(0, &mut bytes)?;
    bytes.extend_from_slice(&project.open(TITLE, &stored.title)?);
    Ok(bytes)
}

#[test]
fn from_the_root_key_everything_opens() {
    assert_eq!(read(&store()).unwrap(), b"%PDF-1.7Share purchase agreement");
}

#[test]
fn another_root_key_is_refused_with_both_fingerprints() {
    let mut stored = store();
    let right = Key::from_key_file(&stored.root).unwrap().fingerprint();
    let other = key();
    stored.root = other.to_key_file().to_string();
    let error = read(&stored).unwrap_err();
    assert!(matches!(error, Error::KeyDoesNotMatch { wanted, given }
        if wanted == right && given == other.fingerprint()));
    let said = error.to_string();
    assert!(said.contains(&right.to_string()) && said.contains(&other.fingerprint().to_string()), "{said}");
}

#[test]
fn a_destroyed_project_key_takes_file_and_title_with_it() {
    let mut stored = store();
    let random = SystemRandom::new();
    let account = Key::from_key_file(&stored.root).unwrap().unwrap(ACCOUNT_KEY, &stored.account).unwrap();
    stored.project = account.wrap(&key(), PROJECT_KEY, &random).unwrap();
    let project = project_key(&stored).unwrap();
    assert!(matches!(project.open(TITLE, &stored.title), Err(Error::KeyDoesNotMatch { .. })));
    let file = Reader::open(stored.file.as_slice(), &project, FILE);
    assert!(matches!(file.err(), Some(Error::KeyDoesNotMatch { .. })));
    // Nor do the keys above it open what only the project's key sealed.
    assert!(account.open(TITLE, &stored.title).is_err());
}

#[test]
fn a_key_of_one_project_put_in_the_row_of_another_is_refused() {
    let mut stored = store();
    let random = SystemRandom::new();
    let account = Key::from_key_file(&stored.root).unwrap().unwrap(ACCOUNT_KEY, &stored.account).unwrap();
    stored.project = account.wrap(&key(), Place { row: "13", ..PROJECT_KEY }, &random).unwrap();
    assert!(matches!(project_key(&stored), Err(Error::PlaceDoesNotMatch)));
}

#[test]
fn a_new_root_key_only_wraps_anew_and_nothing_else_changes() {
    let mut stored = store();
    let (old, new, random) = (Key::from_key_file(&stored.root).unwrap(), key(), SystemRandom::new());
    let account = old.unwrap(ACCOUNT_KEY, &stored.account).unwrap();
    stored.account = new.wrap(&account, ACCOUNT_KEY, &random).unwrap();
    assert!(matches!(project_key(&stored), Err(Error::KeyDoesNotMatch { .. })));
    stored.root = new.to_key_file().to_string();
    assert_eq!(read(&stored).unwrap(), b"%PDF-1.7Share purchase agreement");
}

#[test]
fn nothing_that_is_stored_shows_a_key_or_a_word() {
    let stored = store();
    let root = stored.root.split(' ').nth(1).unwrap().to_owned();
    for bytes in [&stored.account, &stored.project, &stored.file, &stored.title] {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("PDF") && !text.contains("purchase") && !text.contains(&root));
    }
}

#[test]
fn no_error_shows_a_secret() {
    let stored = store();
    let secret = stored.root.split(' ').nth(1).unwrap().to_owned();
    let errors = [
        Key::from_key_file(&stored.root.replace('-', " ")).err(),
        Key::from_key_file(&stored.root.replacen(&secret, &secret.to_lowercase(), 1)).err(),
        key().unwrap(ACCOUNT_KEY, &stored.account).err(),
        key().open(TITLE, &stored.title).err(),
    ];
    for error in errors {
        let error = error.unwrap();
        let (said, shown) = (error.to_string(), format!("{error:?}"));
        assert!(!said.contains(&secret) && !shown.to_lowercase().contains(&secret.to_lowercase()), "{shown}");
        assert!(said.len() > 20 && !said.ends_with('.'), "{said}");
    }
}
