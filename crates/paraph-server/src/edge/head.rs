//! The head of a request as it came over the wire, read for one purpose: to refuse whatever two programs could read in two ways
//! (RFC 9112 §§ 2.2, 3.2, 5.1, 6.3; RFC 9110 § 7.2). hyper, which is more lenient, reads it after that.

/// Largest head of a request, in bytes.
pub(super) const HEAD_SIZE_MAX: usize = 16 * 1024;

/// How far the body of a request reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Framing {
    /// So many bytes; none where no length is named.
    Length(u64),
    /// Until the last chunk.
    Chunked,
}

/// Why a head is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// A line that does not end with CR LF, or a CR or NUL within one.
    LineEnd,
    /// A first line or header line that does not read, a folded one among them.
    Line,
    /// Not exactly one `Host`, or one that differs from the address asked for.
    Host,
    /// A length that is no number, stands twice, or beside a coding.
    Length,
    /// Any transfer coding but one `chunked`.
    TransferCoding,
    /// A body that is encoded otherwise than as it is.
    ContentCoding,
    /// More than is read of a head.
    TooLarge,
}

impl Fault {
    /// The status line of the answer.
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::LineEnd => "Lines of a request end with CR LF.",
            Self::Line => "The head of the request does not read.",
            Self::Host => "A request names one host.",
            Self::Length => "The length of the body is named once, as a number.",
            Self::TransferCoding => "The only transfer coding that is taken is chunked.",
            Self::ContentCoding => "Bodies are taken as they are, without a content coding.",
            Self::TooLarge => "The head of the request is too large.",
        }
    }
}

/// Collects the head of one request.
#[derive(Default)]
pub(super) struct Collector {
    bytes: Vec<u8>,
    line_start: usize,
    has_first_line: bool,
    is_complete: bool,
}

impl Collector {
    /// Takes what came, up to the end of the head; how many bytes belong to it.
    pub(super) fn take(&mut self, came: &[u8]) -> usize {
        for (at, byte) in came.iter().enumerate() {
            if self.is_complete {
                return at;
            }
            // What is longer is refused as a whole; its end does not matter.
            if self.bytes.len() <= HEAD_SIZE_MAX {
                self.bytes.push(*byte);
            }
            if *byte == b'\n' {
                self.end_line();
            }
        }
        came.len()
    }

    fn end_line(&mut self) {
        let line = self.bytes.get(self.line_start..).unwrap_or_default();
        let is_empty = matches!(line, [b'\n'] | [b'\r', b'\n']);
        self.line_start = self.bytes.len();
        self.is_complete = is_empty && self.has_first_line;
        self.has_first_line |= !is_empty;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// What the head says of the body, if nothing in it can be read in two ways.
    pub(super) fn judge(&self) -> Result<Framing, Fault> {
        if !self.is_complete || self.bytes.len() > HEAD_SIZE_MAX {
            return Err(Fault::TooLarge);
        }
        judge(&self.bytes)
    }
}

/// Judges a whole head, its last empty line included.
fn judge(head: &[u8]) -> Result<Framing, Fault> {
    let text = head.strip_suffix(b"\r\n\r\n").ok_or(Fault::LineEnd)?;
    let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').collect();
    let last = lines.len().saturating_sub(1);
    let mut named = Named::default();
    let mut first_line = None;
    for (at, line) in lines.into_iter().enumerate() {
        let line = if at == last { line } else { line.strip_suffix(b"\r").ok_or(Fault::LineEnd)? };
        if line.iter().any(|byte| matches!(byte, b'\r' | 0)) {
            return Err(Fault::LineEnd);
        }
        match first_line {
            // A server should pass over empty lines before the first (RFC 9112 § 2.2).
            None if line.is_empty() => {}
            None => first_line = Some(FirstLine::read(line)?),
            Some(_) => named.add(line)?,
        }
    }
    named.judge(&first_line.ok_or(Fault::Line)?)
}

struct FirstLine {
    /// The host of an address in absolute form (RFC 9112 § 3.2.2).
    host: Option<String>,
    is_version_1_1: bool,
}

impl FirstLine {
    fn read(line: &[u8]) -> Result<Self, Fault> {
        let line = std::str::from_utf8(line).map_err(|_| Fault::Line)?;
        let mut words = line.split(' ');
        let (Some(_), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Fault::Line);
        };
        let is_version_1_1 = match version {
            "HTTP/1.1" => true,
            "HTTP/1.0" => false,
            _ => return Err(Fault::Line),
        };
        let absolute = target.split_once("://").filter(|_| !target.starts_with('/'));
        let host =
            absolute.map(|(_, rest)| rest.split(['/', '?']).next().unwrap_or(rest).to_ascii_lowercase());
        Ok(Self { host, is_version_1_1 })
    }
}

/// The header lines that decide where a request goes and where it ends.
#[derive(Default)]
struct Named {
    hosts: Vec<String>,
    lengths: Vec<String>,
    transfer_codings: Vec<String>,
    content_codings: Vec<String>,
}

impl Named {
    fn add(&mut self, line: &[u8]) -> Result<(), Fault> {
        let colon = line.iter().position(|byte| *byte == b':').ok_or(Fault::Line)?;
        let (name, value) = line.split_at_checked(colon).ok_or(Fault::Line)?;
        // A name with a space around it, or a folded line, is read in two ways (RFC 9112 § 5.1, § 5.2).
        if name.is_empty() || name.iter().any(|byte| !byte.is_ascii_graphic()) {
            return Err(Fault::Line);
        }
        let list = match name.to_ascii_lowercase().as_slice() {
            b"host" => &mut self.hosts,
            b"content-length" => &mut self.lengths,
            b"transfer-encoding" => &mut self.transfer_codings,
            b"content-encoding" => &mut self.content_codings,
            _ => return Ok(()),
        };
        let value = std::str::from_utf8(value).map_err(|_| Fault::Line)?;
        list.push(value.strip_prefix(':').unwrap_or(value).trim_matches([' ', '\t']).to_ascii_lowercase());
        Ok(())
    }

    fn judge(&self, first: &FirstLine) -> Result<Framing, Fault> {
        match (self.hosts.as_slice(), &first.host) {
            // HTTP/1.0 knows no `Host`: some health checks still speak it.
            ([], None) if !first.is_version_1_1 => {}
            ([host], asked) if !host.is_empty() && asked.as_ref().is_none_or(|asked| asked == host) => {}
            _ => return Err(Fault::Host),
        }
        if self.content_codings.iter().any(|coding| coding != "identity") {
            return Err(Fault::ContentCoding);
        }
        match (self.lengths.as_slice(), self.transfer_codings.as_slice()) {
            ([], []) => Ok(Framing::Length(0)),
            ([length], []) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
                length.parse().map(Framing::Length).map_err(|_| Fault::Length)
            }
            ([], [coding]) if coding == "chunked" && first.is_version_1_1 => Ok(Framing::Chunked),
            ([], _) => Err(Fault::TransferCoding),
            _ => Err(Fault::Length),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str) -> Result<Framing, Fault> {
        let mut collector = Collector::default();
        // Byte by byte, as a slow client sends it.
        for byte in head.as_bytes() {
            collector.take(&[*byte]);
        }
        assert!(collector.is_complete(), "{head:?}");
        collector.judge()
    }

    fn with(lines: &str) -> Result<Framing, Fault> {
        check(&format!("POST / HTTP/1.1\r\nHost: sign.example\r\n{lines}\r\n"))
    }

    #[test]
    fn an_ordinary_head_says_where_its_body_ends() {
        assert_eq!(with(""), Ok(Framing::Length(0)));
        assert_eq!(with("Content-Length: 12\r\n"), Ok(Framing::Length(12)));
        assert_eq!(with("Transfer-Encoding: Chunked\r\n"), Ok(Framing::Chunked));
        assert_eq!(check("\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"), Ok(Framing::Length(0)));
        assert_eq!(check("GET /health HTTP/1.0\r\n\r\n"), Ok(Framing::Length(0)));
        assert_eq!(check("GET http://a/x HTTP/1.1\r\nHost: A\r\n\r\n"), Ok(Framing::Length(0)));
        assert_eq!(check("GET /?back=http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"), Ok(Framing::Length(0)));
    }

    #[test]
    fn two_hosts_or_none_or_another_than_asked_for_are_refused() {
        for head in [
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: \r\n\r\n",
            "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://a@b/ HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET http://a/ HTTP/1.0\r\n\r\n",
        ] {
            assert_eq!(check(head), Err(Fault::Host), "{head:?}");
        }
    }

    #[test]
    fn a_line_that_ends_otherwise_is_refused() {
        for head in [
            "GET / HTTP/1.1\nHost: a\n\n",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\n\n",
            "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: b\0\r\n\r\n",
            "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        ] {
            assert_eq!(check(head), Err(Fault::LineEnd), "{head:?}");
        }
    }

    #[test]
    fn a_length_that_can_be_read_in_two_ways_is_refused() {
        for lines in [
            "Content-Length: 5\r\nContent-Length: 5\r\n",
            "Content-Length: 5\r\nContent-Length: 6\r\n",
            "Content-Length: 5, 5\r\n",
            "Content-Length: +5\r\n",
            "Content-Length: 0x5\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: \r\n",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        ] {
            assert_eq!(with(lines), Err(Fault::Length), "{lines:?}");
        }
    }

    #[test]
    fn a_coding_that_is_not_known_is_refused() {
        for lines in [
            "Transfer-Encoding: gzip\r\n",
            "Transfer-Encoding: gzip, chunked\r\n",
            "Transfer-Encoding: chunked, chunked\r\n",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
            "Transfer-Encoding: xchunked\r\n",
            "Transfer-Encoding: identity\r\n",
            "Transfer-Encoding:\r\n",
            "Transfer-Encoding: \x0bchunked\r\n",
        ] {
            assert_eq!(with(lines), Err(Fault::TransferCoding), "{lines:?}");
        }
        let old = "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert_eq!(check(old), Err(Fault::TransferCoding));
        assert_eq!(with("Content-Encoding: gzip\r\n"), Err(Fault::ContentCoding));
    }

    #[test]
    fn a_line_that_does_not_read_is_refused() {
        for lines in ["X : a\r\n", " folded\r\n", "X: a\r\n\tfolded: b\r\n", "no colon\r\n", ": a\r\n"] {
            assert_eq!(with(lines), Err(Fault::Line), "{lines:?}");
        }
        for head in
            ["GET /\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", "GET / x HTTP/1.1\r\nHost: a\r\n\r\n"]
        {
            assert_eq!(check(head), Err(Fault::Line), "{head:?}");
        }
    }

    #[test]
    fn a_head_ends_where_its_empty_line_ends() {
        let mut collector = Collector::default();
        assert_eq!(collector.take(b"GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /second"), 27);
        assert_eq!(collector.take(b"more"), 0);
        assert_eq!(collector.judge(), Ok(Framing::Length(0)));
    }

    #[test]
    fn a_head_without_end_is_not_kept() {
        let mut collector = Collector::default();
        for _ in 0..100 {
            collector.take(&[b'a'; 1024]);
        }
        assert!(collector.bytes.len() <= HEAD_SIZE_MAX + 1);
        collector.take(b"\r\n\r\n");
        assert_eq!(collector.judge(), Err(Fault::TooLarge));
    }
}
