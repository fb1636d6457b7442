//! Signatures other software put into PDFs: all of them are read, and their values verify over their attributes.

use paraph_pki::cms::{SignatureFact, SignedData};

use crate::support::corpus;

/// The hexadecimal strings after `/Contents`: enough to find signatures without reading PDF.
fn contents(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = pdf;
    while let Some(start) = rest.windows(9).position(|window| window == b"/Contents") {
        rest = &rest[start + 9..];
        let spaces = rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let value = &rest[spaces..];
        if value.first() != Some(&b'<') || value.get(1) == Some(&b'<') {
            continue;
        }
        let digits: Vec<u8> = value[1..]
            .iter()
            .take_while(|byte| **byte != b'>')
            .filter_map(|byte| char::from(*byte).to_digit(16).map(|digit| u8::try_from(digit).unwrap()))
            .collect();
        if digits.len() > 200 {
            found.push(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect());
        }
    }
    found
}

#[test]
fn signatures_of_many_makers_are_read_and_verify() {
    let Some(folder) = corpus("pades") else { return };
    let (mut read, mut refused, mut valid, mut other) = (0, Vec::new(), 0, Vec::new());
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|extension| extension == "pdf")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        for blob in contents(&std::fs::read(path).unwrap()) {
            let message = match SignedData::parse(&blob) {
                Ok(message) => message,
                Err(error) => {
                    refused.push((name.clone(), error));
                    continue;
                }
            };
            read += 1;
            for signer in message.signers() {
                match signer.verify(&message, &[0; 32], &[]).signature {
                    SignatureFact::Valid { .. } => valid += 1,
                    fact => other.push((name.clone(), fact)),
                }
            }
        }
    }
    eprintln!("read {read}, refused {refused:?}, valid {valid}, other {other:?}");
    assert!(read > 60 && refused.len() <= 4 && valid * 10 > read * 9, "{read} {refused:?} {valid} {other:?}");
}
