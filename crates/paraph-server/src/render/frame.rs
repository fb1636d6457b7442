//! The words between the service and the drawing process: one request, then frames of a tag, a length and bytes.
//! Both sides bound every length before they make room for it.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::comparison::{ComparedPage, Comparison};
use super::finding::Finding;
use super::layer::PageLayer;
use super::limits::{FRAME_BYTES_MAX, Limits};

const REQUEST_MARK: [u8; 8] = *b"paraph02";

/// What the process is asked to do with the document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Job {
    /// Judge it, and draw its pages.
    Inspect,
    /// Hold what is seen of it now against an earlier revision.
    Compare(Comparison),
    /// Draw its one page as it lies over others: what is not drawn on stays transparent.
    Overlay,
}

/// What the process is told before the document's bytes follow.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Request {
    /// Length of the document in bytes.
    pub(super) document_bytes: u64,
    /// Address space it may use, in bytes.
    pub(super) memory_bytes: u64,
    /// Processor time before the first page, in seconds.
    pub(super) processor_seconds: u64,
    /// What it is to do.
    pub(super) job: Job,
}

impl Request {
    pub(super) fn new(job: Job, document_bytes: u64, limits: &Limits) -> Self {
        Self {
            job,
            document_bytes,
            memory_bytes: limits.memory_bytes,
            processor_seconds: limits.processor_seconds,
        }
    }

    pub(super) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        output.write_all(&REQUEST_MARK)?;
        output.write_all(&self.document_bytes.to_be_bytes())?;
        output.write_all(&self.memory_bytes.to_be_bytes())?;
        output.write_all(&self.processor_seconds.to_be_bytes())?;
        write_part(output, b'j', &serde_json::to_vec(&self.job)?)
    }

    pub(super) fn read(input: &mut impl Read) -> io::Result<Self> {
        if read_array::<8>(input)? != REQUEST_MARK {
            return Err(malformed());
        }
        Ok(Self {
            document_bytes: u64::from_be_bytes(read_array(input)?),
            memory_bytes: u64::from_be_bytes(read_array(input)?),
            processor_seconds: u64::from_be_bytes(read_array(input)?),
            job: match read_part(input)? {
                Some((b'j', job)) => serde_json::from_slice(&job)?,
                _ => return Err(malformed()),
            },
        })
    }
}

/// What the process answers, in this order: one opening, the pages, one end. After a refusal there are no pages. Pages are drawn
/// ones or compared ones, as the job was; of those that were compared some may be left out, for nothing differs.
#[derive(Debug, PartialEq)]
pub(super) enum Frame {
    /// The document was judged.
    Opened(Opening),
    /// The next page.
    Page { layer: PageLayer, image: Vec<u8> },
    /// The next page that differs, with a picture of it if one was asked for.
    Compared { page: ComparedPage, image: Vec<u8> },
    /// All pages were drawn; what was found while drawing.
    End(Vec<Finding>),
}

/// What is known before the first page is drawn.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Opening {
    pub(super) pages: u32,
    pub(super) findings: Vec<Finding>,
}

impl Frame {
    pub(super) fn write(&self, output: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Opened(opening) => write_part(output, b'o', &serde_json::to_vec(opening)?)?,
            Self::Page { layer, image } => {
                write_part(output, b'p', &serde_json::to_vec(layer)?)?;
                write_part(output, b'i', image)?;
            }
            Self::Compared { page, image } => {
                write_part(output, b'c', &serde_json::to_vec(page)?)?;
                write_part(output, b'i', image)?;
            }
            Self::End(findings) => write_part(output, b'e', &serde_json::to_vec(findings)?)?,
        }
        output.flush()
    }

    /// Reads the next frame; none if the process fell silent.
    pub(super) fn read(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some((tag, bytes)) = read_part(input)? else { return Ok(None) };
        match tag {
            b'o' => Ok(Some(Self::Opened(serde_json::from_slice(&bytes)?))),
            b'e' => Ok(Some(Self::End(serde_json::from_slice(&bytes)?))),
            b'p' => {
                let layer = serde_json::from_slice(&bytes)?;
                Ok(read_image(input)?.map(|image| Self::Page { layer, image }))
            }
            b'c' => {
                let page = serde_json::from_slice(&bytes)?;
                Ok(read_image(input)?.map(|image| Self::Compared { page, image }))
            }
            _ => Err(malformed()),
        }
    }
}

/// The image that follows a page; none if the process fell silent.
fn read_image(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    match read_part(input)? {
        Some((b'i', image)) => Ok(Some(image)),
        Some(_) => Err(malformed()),
        None => Ok(None),
    }
}

fn write_part(output: &mut impl Write, tag: u8, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).ok().filter(|_| bytes.len() <= FRAME_BYTES_MAX);
    let length = length.ok_or_else(malformed)?;
    output.write_all(&[tag])?;
    output.write_all(&length.to_be_bytes())?;
    output.write_all(bytes)
}

fn read_part(input: &mut impl Read) -> io::Result<Option<(u8, Vec<u8>)>> {
    let mut head = [0; 5];
    match input.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let [tag, length @ ..] = head;
    let length = u64::from(u32::from_be_bytes(length));
    if length > FRAME_BYTES_MAX as u64 {
        return Err(malformed());
    }
    // Room is made as bytes arrive, not as they are promised.
    let mut bytes = Vec::new();
    let read = input.take(length).read_to_end(&mut bytes)?;
    Ok((read as u64 == length).then_some((tag, bytes)))
}

fn read_array<const N: usize>(input: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn malformed() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "the drawing process and the service do not understand each other",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::comparison::{Area, Fate, Pictures, Place, Region};
    use crate::render::layer::Line;

    const PLACE: Place = Place { left: 1.5, top: 2.0, width: 30.25, height: 1.0 };

    fn frames() -> Vec<Frame> {
        let line = Line { text: "Vendu".to_owned(), left: 1.5, top: 2.0, width: 30.25, height: 1.0 };
        vec![
            Frame::Opened(Opening { pages: 2, findings: vec![Finding::AlreadySigned { count: 1 }] }),
            Frame::Page {
                layer: PageLayer { width: 595.28, height: 841.89, rotation: 90, lines: vec![line] },
                image: vec![7; 1000],
            },
            Frame::Compared {
                page: ComparedPage {
                    page: Some(3),
                    was: None,
                    fate: Fate::Moved,
                    regions: vec![Region { place: PLACE, area: Some(2), covers_print: true }],
                    words_gone: vec!["100".to_owned()],
                    words_added: Vec::new(),
                },
                image: Vec::new(),
            },
            Frame::End(vec![Finding::PagesWithoutText { pages: vec![2] }]),
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let mut bytes = Vec::new();
        for frame in frames() {
            frame.write(&mut bytes).unwrap();
        }
        let mut input = bytes.as_slice();
        for frame in frames() {
            assert_eq!(Frame::read(&mut input).unwrap(), Some(frame));
        }
        assert_eq!(Frame::read(&mut input).unwrap(), None);
    }

    #[test]
    fn a_frame_cut_short_is_silence_and_never_half_a_frame() {
        for frame in frames() {
            let mut bytes = Vec::new();
            frame.write(&mut bytes).unwrap();
            for end in 0..bytes.len() {
                assert_eq!(Frame::read(&mut &bytes[..end]).unwrap(), None, "{end} bytes");
            }
        }
    }

    #[test]
    fn a_length_beyond_the_limit_is_refused_before_room_is_made() {
        let mut bytes = vec![b'o'];
        bytes.extend(u32::MAX.to_be_bytes());
        assert!(Frame::read(&mut bytes.as_slice()).is_err());
    }

    #[test]
    fn unknown_words_are_refused() {
        assert!(Frame::read(&mut b"x\0\0\0\0".as_slice()).is_err());
        assert!(Frame::read(&mut b"o\0\0\0\x02[]".as_slice()).is_err());
        assert!(Request::read(&mut [b'z'; 32].as_slice()).is_err());
    }

    #[test]
    fn a_request_survives_the_way() {
        let area = Area { page: 2, place: PLACE, is_new: true };
        let comparison = Comparison { revision: 1, areas: vec![area], pictures: Pictures::SideBySide };
        for job in [Job::Inspect, Job::Compare(comparison), Job::Overlay] {
            let request = Request::new(job, 123_456, &Limits::default());
            let mut bytes = Vec::new();
            request.write(&mut bytes).unwrap();
            assert_eq!(Request::read(&mut bytes.as_slice()).unwrap(), request);
            for end in 0..bytes.len() {
                assert!(Request::read(&mut &bytes[..end]).is_err(), "{end} bytes");
            }
        }
    }
}
