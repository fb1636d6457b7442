//! Signatures other software put into PDFs: all of them are read, and their values verify over their attributes.

use paraph_pki::Certificate;
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
    let (mut certificates, mut skipped) = (0, 0);
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
            certificates += message.certificates().len();
            skipped += message.certificates_skipped();
            for signer in message.signers() {
                match signer.verify(&message, &[0; 32], &[]).signature {
                    SignatureFact::Valid { .. } => valid += 1,
                    fact => other.push((name.clone(), fact)),
                }
            }
        }
    }
    eprintln!("read {read}, refused {refused:?}, valid {valid}, other {other:?}");
    eprintln!("certificates {certificates}, skipped {skipped}");
    assert!(skipped * 100 <= certificates, "{skipped} of {certificates}");
    assert!(read > 60 && refused.len() <= 4 && valid * 10 > read * 9, "{read} {refused:?} {valid} {other:?}");
}

/// The certificates of the European trusted lists: thousands, by every kind of authority, some older than their rules.
#[test]
fn every_certificate_of_the_trusted_lists_is_read() {
    let Some(folder) = corpus("trusted-lists") else { return };
    let mut seen = std::collections::BTreeSet::new();
    let mut refused = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = String::from_utf8_lossy(&std::fs::read(entry.unwrap().path()).unwrap()).into_owned();
        for part in text.split("X509Certificate>").skip(1).step_by(2) {
            let base64: String = part.split('<').next().unwrap().split_whitespace().collect();
            if !seen.insert(base64.clone()) {
                continue;
            }
            let lines: Vec<&str> =
                base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
            let pem =
                format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", lines.join("\n"));
            match Certificate::from_pem(&pem) {
                Ok(certificate) => assert_eq!(certificate.to_pem().unwrap(), pem),
                Err(error) => refused.push((error, base64.chars().take(40).collect::<String>())),
            }
        }
    }
    eprintln!("{} certificates, refused {refused:?}", seen.len());
    assert!(seen.len() > 100);
    assert!(refused.is_empty(), "{} of {}: {refused:?}", refused.len(), seen.len());
}
