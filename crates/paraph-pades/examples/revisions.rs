//! Files that are costly to compare revision by revision, and what validating them costs: docs/performance.md has the figures.
//! usage: revisions updates COUNT OBJECTS STREAM | revisions rewritten OBJECTS STREAM | revisions signatures COUNT [FILE]
//! `OBJECTS` are kept `STREAM` to an object stream. With FILE the file is kept.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program stops at the first failure"
)]

#[path = "../tests/validate/maker.rs"]
#[expect(dead_code, reason = "the tests use more of it")]
mod maker;

use std::io::Write;
use std::time::Instant;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use maker::{AUTHORITY, Maker, PAGE, Signing};
use paraph_pades::validate::{ValidationContext, validate};
use paraph_pdf::Document;

/// The first number of the objects that are rewritten.
const FIRST: usize = 1_000;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize| arguments[index].parse::<usize>().unwrap();
    let (bytes, file) = match arguments[0].as_str() {
        "updates" => (updates(number(1), number(2), number(3)), arguments.get(4)),
        "rewritten" => (updates(1, number(1), number(2)), arguments.get(3)),
        _ => (signatures(number(1)), arguments.get(2)),
    };
    if let Some(file) = file {
        std::fs::write(file, &bytes).unwrap();
    }
    let length = bytes.len();
    let document = Document::open(bytes).unwrap();
    let anchors = vec![AUTHORITY.root.certificate().clone()];
    let context = ValidationContext::new(anchors, "2026-04-01T00:00:00Z".parse().unwrap());
    let (before, begun) = (memory("VmHWM"), Instant::now());
    let report = validate(&document, &context).unwrap();
    let taken = begun.elapsed();
    let first = &report.signatures[0];
    println!(
        "{} bytes, {} signatures: {} ms, {} MB at most ({} MB before); {:?}, {} changes, the first: {:?}",
        length,
        report.signatures.len(),
        taken.as_millis(),
        memory("VmHWM") >> 10,
        before >> 10,
        first.indication,
        first.modifications.len(),
        first.modifications.first().map(|change| change.what.clone())
    );
}

/// A line of what the kernel says of this process, in KB.
fn memory(key: &str) -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// A signed document whose updates rewrite the same compressed objects again and again.
fn updates(count: usize, objects: usize, stream: usize) -> Vec<u8> {
    let mut maker = Maker::new();
    maker.size = u32::try_from(FIRST + objects + (count + 1) * objects.div_ceil(stream) + 10).unwrap();
    let mut next = FIRST + objects;
    compressed(&mut maker, (objects, stream), &mut next, 0);
    let mut maker = maker.sign(&Signing::buyer());
    for step in 1..=count {
        compressed(&mut maker, (objects, stream), &mut next, step);
    }
    maker.bytes
}

/// A revision of compressed objects.
fn compressed(maker: &mut Maker, (objects, stream): (usize, usize), next: &mut usize, step: usize) {
    let mut rows: Vec<u8> = Vec::new();
    let mut subsections = format!("{FIRST} {objects} ");
    let (mut holders, mut places) = (Vec::new(), Vec::new());
    for first in (0..objects).step_by(stream) {
        let (mut head, mut body) = (String::new(), String::new());
        for index in first..(first + stream).min(objects) {
            head.push_str(&format!("{} {} ", FIRST + index, body.len()));
            body.push_str(&format!("<</A {step}/B[{} 0 R]>> ", FIRST + (index + 1) % objects));
            rows.extend([2]);
            rows.extend(u32::try_from(*next).unwrap().to_be_bytes());
            rows.extend(u32::try_from(index - first).unwrap().to_be_bytes());
        }
        let data = deflated(format!("{head}{body}").as_bytes());
        places.push(maker.bytes.len());
        holders.push(*next);
        let count = stream.min(objects - first);
        let dictionary = format!(
            "{next} 0 obj\n<< /Type /ObjStm /N {count} /First {} /Filter /FlateDecode /Length {} >>\nstream\n",
            head.len(),
            data.len()
        );
        maker.bytes.extend(dictionary.as_bytes());
        maker.bytes.extend(data);
        maker.bytes.extend(b"\nendstream\nendobj\n");
        *next += 1;
    }
    subsections.push_str(&format!("{} {}", holders[0], holders.len()));
    for place in places {
        rows.extend([1]);
        rows.extend(u32::try_from(place).unwrap().to_be_bytes());
        rows.extend(0u32.to_be_bytes());
    }
    let data = deflated(&rows);
    let start = maker.bytes.len();
    let previous = maker.previous.unwrap();
    let (own, size, root) = (maker.size - 1, maker.size, maker.root);
    let section = format!(
        "{own} 0 obj\n<< /Type /XRef /Size {size} /Root {root} 0 R /Info 7 0 R /Kept {FIRST} 0 R /Prev {previous} /W [1 4 4] /Index [{subsections}] /Filter /FlateDecode /Length {} >>\nstream\n",
        data.len()
    );
    maker.bytes.extend(section.as_bytes());
    maker.bytes.extend(data);
    maker.bytes.extend(format!("\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n").as_bytes());
    maker.previous = Some(start);
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// A document that many people sign one after the other, each in a field of their own that is seen.
fn signatures(count: usize) -> Vec<u8> {
    let mut maker = Maker::new().sign(&Signing::buyer());
    maker.size = u32::try_from(2_000 + 4 * count).unwrap();
    let mut fields = String::new();
    for index in 1..count {
        let field = 1_000 + 4 * index;
        fields.push_str(&format!("{field} 0 R "));
        let form = format!(
            "<< /Fields [10 0 R 11 0 R 12 0 R 13 0 R 14 0 R {fields}] /SigFlags 3 /DA (/F1 10 Tf) /DR << /Font << /F1 6 0 R >> >> >>"
        );
        let page = PAGE.replace("15 0 R]", &format!("15 0 R {fields}]"));
        let (left, bottom) = (20 + index % 20 * 25, 20 + index / 20 * 10);
        let widget = format!(
            "<< /Type /Annot /Subtype /Widget /FT /Sig /T (field{index}) /Rect [{left} {bottom} {} {}] /P 3 0 R /F 132 /V {} 0 R /AP << /N {} 0 R >> >>",
            left + 24,
            bottom + 9,
            field + 1,
            field + 2
        );
        let look = "<< /Type /XObject /Subtype /Form /BBox [0 0 24 9] /Resources << /Font << /F1 6 0 R >> >> /Length 0 >>\nstream\nBT /F1 5 Tf 1 2 Td (Signed) Tj ET\nendstream";
        let objects = [
            (3, page),
            (4, form),
            (u32::try_from(field).unwrap(), widget),
            (u32::try_from(field + 2).unwrap(), look.to_owned()),
            (
                u32::try_from(field + 1).unwrap(),
                maker::signature_dictionary("Sig", "ETSI.CAdES.detached", ""),
            ),
        ];
        maker.append(&objects, "/Info 7 0 R");
        maker.fill(&|digest| maker::message(digest, None));
    }
    maker.bytes
}
