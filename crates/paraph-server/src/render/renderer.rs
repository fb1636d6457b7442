//! The service's side: starts the drawing process, feeds it, and turns whatever becomes of it into findings.

use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::comparison::{ComparedPage, Comparison};
use super::finding::Finding;
use super::frame::{Frame, Job, Request};
use super::layer::PageLayer;
use super::limits::{DOCUMENT_BYTES_MAX, Limits, PAGES_MAX};
use super::watch::{Ended, Watch};

/// Bytes handed to the process at a time.
const CHUNK_BYTES: usize = 128 << 10;

/// Draws documents, each in a process of its own.
#[derive(Debug, Clone)]
pub struct Renderer {
    program: PathBuf,
    limits: Limits,
}

/// What came of looking at a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// What was found, refusals first.
    pub findings: Vec<Finding>,
    /// Pages that were drawn and handed over: all, unless a finding is a refusal.
    pub pages: u32,
}

/// Why a document could not be looked at. None of this is the document's doing.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The drawing process could not be started.
    #[error("the drawing process could not be started: {0}")]
    Start(#[source] io::Error),
    /// The document could not be read.
    #[error("the document could not be read: {0}")]
    Read(#[source] io::Error),
    /// The document is shorter than was said.
    #[error("the document ends before its length")]
    DocumentIsCutShort,
    /// The picture of a field was not drawn.
    #[error("the picture of a field was not drawn")]
    OverlayIsMissing,
}

impl Inspection {
    /// Whether the document must not be sent.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(Finding::is_refusal)
    }
}

/// What came of comparing a document with a revision of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// What was found; with a refusal among it, not every page was compared.
    pub findings: Vec<Finding>,
    /// The pages that differ, in their order now; those that are gone come last.
    pub pages: Vec<ComparedPage>,
}

/// How talking with the process went.
enum Talk {
    /// To the end.
    Complete,
    /// It fell silent, or said what cannot be understood, while it was about this page; 0 before the first.
    BrokenOff { page: u32 },
}

impl Renderer {
    /// Draws with `program`, which must be Paraph itself: it is started with `render-worker`.
    #[must_use]
    pub fn new(program: PathBuf) -> Self {
        Self { program, limits: Limits::default() }
    }

    /// The same, within other limits.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Self { limits, ..self }
    }

    /// Looks at a document of `length` bytes. `keep` is given each page in order: its number from 1, its measures and
    /// text, and its image as a PNG. Blocks; memory does not grow with the document or its pages.
    ///
    /// A document that breaks, stalls or exhausts the process is refused by a finding; it is not an error.
    ///
    /// # Errors
    /// If the process cannot be started, the document cannot be read, or `keep` fails.
    pub fn inspect<E: From<RenderError>>(
        &self,
        document: impl Read,
        length: u64,
        mut keep: impl FnMut(u32, PageLayer, Vec<u8>) -> Result<(), E>,
    ) -> Result<Inspection, E> {
        let mut heard = Heard::default();
        let mut pages = 0;
        let take = |frame| match frame {
            Frame::Page { layer, image } => {
                pages += 1;
                keep(pages, layer, image).map(|()| true)
            }
            _ => Ok(false),
        };
        self.talk(Job::Inspect, (document, length), &mut heard, take)?;
        let mut findings = heard.findings;
        let is_whole = heard.promised == pages || findings.iter().any(Finding::is_refusal);
        if !is_whole {
            findings.insert(0, Finding::DrawingFailed { page: pages + 1 });
        }
        Ok(Inspection { findings, pages })
    }

    /// Compares what is seen of a document of `length` bytes with what was seen of a revision of it. `keep` is given the picture
    /// of each page that differs, if pictures are asked for. Blocks, as [`Self::inspect`] does.
    ///
    /// # Errors
    /// As [`Self::inspect`].
    pub fn compare<E: From<RenderError>>(
        &self,
        comparison: Comparison,
        document: impl Read,
        length: u64,
        mut keep: impl FnMut(&ComparedPage, Vec<u8>) -> Result<(), E>,
    ) -> Result<Compared, E> {
        let mut heard = Heard::default();
        let mut pages = Vec::new();
        let take = |frame| -> Result<bool, E> {
            let Frame::Compared { page, image } = frame else { return Ok(false) };
            if !image.is_empty() {
                keep(&page, image)?;
            }
            pages.push(page);
            Ok(true)
        };
        self.talk(Job::Compare(comparison), (document, length), &mut heard, take)?;
        Ok(Compared { findings: heard.findings, pages })
    }

    /// Draws a document of ours of one page, as a PNG that is transparent where nothing is drawn. Blocks.
    ///
    /// # Errors
    /// [`RenderError::OverlayIsMissing`] if the process did not draw it, or as [`Self::inspect`].
    pub fn overlay(&self, document: &[u8]) -> Result<Vec<u8>, RenderError> {
        let mut heard = Heard::default();
        let mut drawn = None;
        let take = |frame| -> Result<bool, RenderError> {
            let Frame::Page { image, .. } = frame else { return Ok(false) };
            drawn = Some(image);
            Ok(true)
        };
        self.talk(Job::Overlay, (document, document.len() as u64), &mut heard, take)?;
        drawn.filter(|_| heard.findings.is_empty()).ok_or(RenderError::OverlayIsMissing)
    }

    /// Has a process of its own do a job. `take` says whether a page was one of those that the job asks for.
    fn talk<E: From<RenderError>>(
        &self,
        job: Job,
        (document, length): (impl Read, u64),
        heard: &mut Heard,
        mut take: impl FnMut(Frame) -> Result<bool, E>,
    ) -> Result<(), E> {
        if length > DOCUMENT_BYTES_MAX {
            heard.findings.push(Finding::TooLarge { bytes_max: DOCUMENT_BYTES_MAX });
            return Ok(());
        }
        let mut child = Command::new(&self.program)
            .arg("render-worker")
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(RenderError::Start)?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        let watch = Watch::new(child, self.limits.silence);
        let (input, mut output) =
            pipes.ok_or_else(|| RenderError::Start(io::ErrorKind::BrokenPipe.into()))?;

        self.feed(&watch, input, document, Request::new(job, length, &self.limits))?;
        let talk = listen(&watch, &mut output, heard, &mut take)?;
        drop(output);
        let ended = watch.end();
        if let Talk::BrokenOff { page } = talk {
            heard.findings.insert(0, cause(&ended, page));
        }
        Ok(())
    }

    /// Hands the document to the process. A process that no longer reads has its reasons, which its end will tell.
    fn feed(
        &self,
        watch: &Watch,
        mut input: impl Write,
        document: impl Read,
        request: Request,
    ) -> Result<(), RenderError> {
        watch.expect();
        let length = request.document_bytes;
        if request.write(&mut input).is_err() {
            return Ok(());
        }
        let mut document = document.take(length);
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut left = length;
        while left > 0 {
            watch.pause();
            let read = match document.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other.map_err(RenderError::Read)?,
            };
            if read == 0 {
                return Err(RenderError::DocumentIsCutShort);
            }
            watch.expect();
            if input.write_all(chunk.get(..read).unwrap_or_default()).is_err() {
                return Ok(());
            }
            left = left.saturating_sub(read as u64);
        }
        Ok(())
    }
}

/// What a process said, beside its pages.
#[derive(Default)]
struct Heard {
    findings: Vec<Finding>,
    /// How many pages there would be.
    promised: u32,
}

/// Takes what the process says until its end, or until it breaks off.
fn listen<E>(
    watch: &Watch,
    output: &mut impl Read,
    heard: &mut Heard,
    take: &mut impl FnMut(Frame) -> Result<bool, E>,
) -> Result<Talk, E> {
    let (mut page, mut taken) = (0, 0);
    loop {
        watch.expect();
        let Ok(Some(frame)) = Frame::read(output) else { return Ok(Talk::BrokenOff { page }) };
        watch.pause();
        match frame {
            Frame::Opened(opening) => {
                heard.promised = opening.pages.min(PAGES_MAX as u32 * 2);
                page = 1;
                heard.findings.extend(opening.findings);
            }
            Frame::End(findings) => {
                heard.findings.extend(findings);
                return Ok(Talk::Complete);
            }
            paged => {
                if taken >= heard.promised || !take(paged)? {
                    return Ok(Talk::BrokenOff { page });
                }
                taken += 1;
                page += 1;
            }
        }
    }
}

/// Why a process broke off.
fn cause(ended: &Ended, page: u32) -> Finding {
    let signal = ended.status.and_then(|status| status.signal());
    match signal {
        _ if ended.was_silent => Finding::DrawingTooLong { page },
        Some(ended_by::PROCESSOR_TIME) => Finding::DrawingTooLong { page },
        // Rust aborts where memory cannot be had.
        Some(ended_by::ABORT) => Finding::DrawingTooLarge { page },
        _ => Finding::DrawingFailed { page },
    }
}

/// Signals by which the system and the process itself end it; the same numbers on every Unix.
mod ended_by {
    pub(super) const ABORT: i32 = 6;
    pub(super) const PROCESSOR_TIME: i32 = 24;
}
