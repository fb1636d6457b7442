//! The drawing process: takes one document from its input, answers in frames on its output, and ends.
//! It reaches no file, no network, no key; what it may use is fixed before the first byte of the document is read.

use std::io::{self, BufWriter, Read, Write};
use std::process::ExitCode;
use std::sync::Arc;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::comparison::{self, Comparison};
use super::drawing::{self, Drawing, Drawn};
use super::finding::Finding;
use super::frame::{Frame, Job, Opening, Request};
use super::limits::{self, DOCUMENT_BYTES_MAX, FINDING_ITEMS_MAX, FRAME_BYTES_MAX, PAGES_MAX};
use super::preflight;

/// Runs the drawing process: `paraph render-worker`, which nobody calls by hand.
///
/// It limits itself, so it must be a process of its own.
#[must_use]
pub fn run(mut input: impl Read, output: impl Write) -> ExitCode {
    let served = Request::read(&mut input).and_then(|request| {
        confine(&request)?;
        let base = request.processor_seconds;
        serve(&request, input, output, |pages| allow_time(limits::processor_seconds(base, pages)))
    });
    if served.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Gives away what is not needed: memory and time beyond the limits, files, sockets, processes, and a core file, which
/// would hold the document.
fn confine(request: &Request) -> io::Result<()> {
    let both = |value| Rlimit { current: Some(value), maximum: Some(value) };
    let longest = limits::processor_seconds(request.processor_seconds, PAGES_MAX);
    setrlimit(Resource::Core, both(0))?;
    setrlimit(Resource::Fsize, both(0))?;
    setrlimit(Resource::Nofile, both(limits::DESCRIPTORS_MAX))?;
    setrlimit(Resource::Nproc, both(0))?;
    setrlimit(Resource::As, both(request.memory_bytes))?;
    let time = Rlimit { current: Some(request.processor_seconds), maximum: Some(longest) };
    Ok(setrlimit(Resource::Cpu, time)?)
}

/// Allows the process so many seconds of processor time in all.
fn allow_time(seconds: u64) -> io::Result<()> {
    let maximum = getrlimit(Resource::Cpu).maximum;
    Ok(setrlimit(Resource::Cpu, Rlimit { current: Some(seconds), maximum })?)
}

/// Does what is asked with the document that follows the request. `pages_known` is told how many pages there are to draw.
fn serve(
    request: &Request,
    input: impl Read,
    output: impl Write,
    pages_known: impl FnOnce(usize) -> io::Result<()>,
) -> io::Result<()> {
    let mut output = BufWriter::new(output);
    let document = Arc::new(take_document(request, input)?);
    match &request.job {
        Job::Inspect => inspect(&document, &mut output, pages_known),
        Job::Compare(comparison) => compare(&document, comparison, &mut output, pages_known),
        Job::Overlay => overlay(&document, &mut output),
    }
}

/// Judges a document and draws its pages.
fn inspect(
    document: &Arc<Vec<u8>>,
    output: &mut impl Write,
    pages_known: impl FnOnce(usize) -> io::Result<()>,
) -> io::Result<()> {
    let mut judged = preflight::judge(document);
    let mut drawing = None;
    if !judged.findings.iter().any(Finding::is_refusal) {
        // What is drawn is what will be sent: with the fields in the pages.
        let shown = judged.shown.take().unwrap_or_else(|| document.clone());
        match Drawing::open_alike(shown, &judged.pages) {
            Ok(opened) => drawing = Some(opened),
            Err(finding) => judged.findings.insert(0, finding),
        }
    }
    Frame::Opened(Opening { pages: count(judged.pages.len()), findings: judged.findings }).write(output)?;
    let mut notes = Notes::default();
    if let Some(drawing) = drawing {
        pages_known(judged.pages.len())?;
        drawing.draw(|drawn| {
            notes.take(&drawn);
            Frame::Page { layer: drawn.layer, image: drawn.image }.write(output)
        })?;
    }
    Frame::End(notes.findings()).write(output)
}

/// Draws the one page of a document of ours, which is not judged: its field is what will be.
fn overlay(document: &Arc<Vec<u8>>, output: &mut impl Write) -> io::Result<()> {
    let drawn = drawing::draw_overlay(document.clone())?;
    Frame::Opened(Opening { pages: 1, findings: Vec::new() }).write(output)?;
    Frame::Page { layer: drawn.layer, image: drawn.image }.write(output)?;
    Frame::End(Vec::new()).write(output)
}

/// Compares what is seen of a document now with what was seen of a revision.
fn compare(
    document: &Arc<Vec<u8>>,
    comparison: &Comparison,
    output: &mut impl Write,
    pages_known: impl FnOnce(usize) -> io::Result<()>,
) -> io::Result<()> {
    let opened = match comparison::open(document, comparison.revision) {
        Ok(opened) => opened,
        Err(finding) => {
            Frame::Opened(Opening { pages: 0, findings: vec![finding] }).write(output)?;
            return Frame::End(Vec::new()).write(output);
        }
    };
    Frame::Opened(Opening { pages: count(opened.len()), findings: Vec::new() }).write(output)?;
    pages_known(opened.drawings())?;
    let incomplete = comparison::compare(&opened, comparison, |page, image| {
        Frame::Compared { page, image }.write(output)
    })?;
    Frame::End(Notes { parts_missing: incomplete, ..Notes::default() }.findings()).write(output)
}

fn count(pages: usize) -> u32 {
    u32::try_from(pages).unwrap_or(u32::MAX)
}

fn take_document(request: &Request, input: impl Read) -> io::Result<Vec<u8>> {
    let length = request.document_bytes;
    if length > DOCUMENT_BYTES_MAX {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut document = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    if input.take(length).read_to_end(&mut document)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(document)
}

/// What is noticed while drawing.
#[derive(Default)]
struct Notes {
    page: u32,
    without_text: Vec<u32>,
    letters_unknown: Vec<u32>,
    parts_missing: Vec<u32>,
}

impl Notes {
    fn take(&mut self, drawn: &Drawn) {
        self.page += 1;
        if drawn.layer.lines.is_empty() {
            self.without_text.push(self.page);
        }
        if drawn.letters_unknown > 0 {
            self.letters_unknown.push(self.page);
        }
        if drawn.parts_missing || drawn.image.len() > FRAME_BYTES_MAX {
            self.parts_missing.push(self.page);
        }
    }

    fn findings(self) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut add = |mut pages: Vec<u32>, finding: fn(Vec<u32>) -> Finding| {
            if !pages.is_empty() {
                pages.truncate(FINDING_ITEMS_MAX);
                findings.push(finding(pages));
            }
        };
        add(self.parts_missing, |pages| Finding::PartsNotDrawn { pages });
        add(self.letters_unknown, |pages| Finding::LettersUnknown { pages });
        add(self.without_text, |pages| Finding::PagesWithoutText { pages });
        findings
    }
}
