//! After a whole deal, nothing of it can be read where it is kept: not in the folder, the database, a dump or the log.

use std::path::Path;
use std::process::Command;

use super::instance::Home;
use super::office::{CAMILLE, Office, ZOE, document_of, sign};

const WORD_IN_THE_FILE: &str = "Kryptonite clause of the seventh schedule";

/// A document with a word on it that nothing else contains.
fn document() -> Vec<u8> {
    let content = format!("BT /F1 12 Tf 72 700 Td ({WORD_IN_THE_FILE}) Tj ET");
    document_of(
        &[
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
                .to_owned(),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        ],
        "",
    )
}

/// Everything of the deal that must be nowhere.
fn canaries(sealed: &[u8]) -> Vec<Vec<u8>> {
    let words = [
        WORD_IN_THE_FILE,
        CAMILLE.name,
        CAMILLE.email,
        ZOE.name,
        ZOE.email,
        "Delacroix",
        "Keller",
        "Claire Lefort",
        "claire.lefort",
        "Acquisition of Meridian",
        "M-2026-114",
        "Share purchase agreement",
        "agreement.pdf",
        "Please sign before noon",
        "%PDF-1.",
    ];
    let mut canaries: Vec<Vec<u8>> = words.iter().map(|word| word.as_bytes().to_vec()).collect();
    // Pieces of the files, as they stood.
    canaries.extend(document().chunks(64).filter(|piece| piece.len() == 64).map(<[u8]>::to_vec));
    canaries.extend(
        sealed.chunks(64).step_by(97).filter(|piece| piece.len() == 64 && varied(piece)).map(<[u8]>::to_vec),
    );
    canaries
}

/// Whether a piece says something: the room kept for a signature is zeros, which are everywhere.
fn varied(piece: &[u8]) -> bool {
    let mut bytes = piece.to_vec();
    bytes.sort_unstable();
    bytes.dedup();
    bytes.len() > 12
}

fn must_hold_none(place: &str, bytes: &[u8], canaries: &[Vec<u8>]) {
    for canary in canaries {
        let found = bytes.windows(canary.len()).position(|window| window == canary.as_slice());
        let readable = String::from_utf8_lossy(canary);
        assert!(found.is_none(), "{place} holds {readable:?} at {found:?}");
    }
}

fn search(folder: &Path, canaries: &[Vec<u8>]) -> usize {
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            count += search(&path, canaries);
        } else {
            must_hold_none(&path.display().to_string(), &std::fs::read(&path).unwrap(), canaries);
            count += 1;
        }
    }
    count
}

/// Closes a deal and gives the sealed file.
fn close_a_deal(home: &Home) -> Vec<u8> {
    let instance = home.start();
    let office = Office::open(&instance);
    let deal = office.prepare(&document(), &[CAMILLE, ZOE]);
    office.send(&deal);
    for person in [CAMILLE, ZOE] {
        let token = office.link(person);
        assert_eq!(instance.client().get(&format!("/s/{token}")).status, 200);
        assert_eq!(sign(&instance.client(), &token, person).unwrap().status, 303);
    }
    let sealed = office.sealed(&deal);
    // The power goes: what was on its way to the disk stays as it is.
    instance.kill();
    sealed
}

#[test]
fn nothing_of_a_deal_can_be_read_in_the_folder_or_the_log() {
    let home = Home::new();
    let sealed = close_a_deal(&home);
    let canaries = canaries(&sealed);
    assert!(search(&home.data(), &canaries) > 5, "there are files to look into");
    must_hold_none("the log", &std::fs::read(home.log()).unwrap(), &canaries);
}

#[test]
fn nothing_of_a_deal_can_be_read_in_a_postgresql_dump() {
    let Ok(server) = std::env::var("PARAPH_TEST_POSTGRES") else {
        crate::needs::missing("a PostgreSQL that PARAPH_TEST_POSTGRES names");
        return;
    };
    let name = format!("paraph_canary_{}", std::process::id());
    let told = |arguments: &[&str]| {
        let output = Command::new("psql")
            .args(["--quiet", "--dbname", &server, "--command"])
            .args(arguments)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    told(&[&format!("create database {name}")]);
    let (base, _) = server.rsplit_once('/').unwrap();
    let url = format!("{base}/{name}");
    let home = Home::with_database(url.clone());
    let sealed = close_a_deal(&home);
    let dump = Command::new("pg_dump").args(["--inserts", &url]).output().unwrap();
    assert!(dump.status.success(), "{}", String::from_utf8_lossy(&dump.stderr));
    told(&[&format!("drop database {name} with (force)")]);
    let canaries = canaries(&sealed);
    assert!(dump.stdout.len() > 10_000, "there is a dump to look into");
    must_hold_none("the dump", &dump.stdout, &canaries);
    // Bytes are written in hexadecimal there.
    let written: Vec<Vec<u8>> = canaries
        .iter()
        .map(|canary| canary.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes())
        .collect();
    must_hold_none("the dump", &dump.stdout, &written);
    search(&home.data(), &canaries);
}
