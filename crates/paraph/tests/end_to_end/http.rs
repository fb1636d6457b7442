//! A plain HTTP/1.1 client over a socket: one request a connection, with a cookie if there is one.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Somebody who asks: with a session, or without.
#[derive(Clone, Default)]
pub(super) struct Client {
    pub(super) port: u16,
    pub(super) cookie: Option<String>,
    /// An access token, for what is no page.
    pub(super) bearer: Option<String>,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(super) fn header(&self, name: &str) -> Option<String> {
        let found = self.head.lines().filter_map(|line| line.split_once(": "));
        found.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned()).next()
    }
}

impl Client {
    pub(super) fn new(port: u16) -> Self {
        Self { port, ..Self::default() }
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "", &[])
    }

    /// Sends pairs as a form of a page that was opened just now.
    pub(super) fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let key = form_key();
        let pairs = [&[("form_key", key.as_str())], pairs].concat();
        self.send("POST", path, "application/x-www-form-urlencoded", form(&pairs).as_bytes())
    }

    pub(super) fn post_json(&self, path: &str, body: &str) -> Answer {
        self.send("POST", path, "application/json", body.as_bytes())
    }

    /// Sends one file as a browser does.
    pub(super) fn upload(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Answer {
        self.try_upload(path, field, name, bytes).unwrap_or_else(|| panic!("no answer to POST {path}"))
    }

    /// The same; a server that is gone gives nothing.
    pub(super) fn try_upload(&self, path: &str, field: &str, name: &str, bytes: &[u8]) -> Option<Answer> {
        const MARK: &str = "mark-of-the-tests";
        let head = format!(
            "--{MARK}\r\nContent-Disposition: form-data; name=\"form_key\"\r\n\r\n{}\r\n--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n",
            form_key()
        );
        let body = [head.as_bytes(), bytes, format!("\r\n--{MARK}--\r\n").as_bytes()].concat();
        self.try_send("POST", path, &format!("multipart/form-data; boundary={MARK}"), &body)
    }

    /// Asks; a server that is gone gives nothing.
    pub(super) fn try_send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(120))).ok()?;
        let origin = format!("http://localhost:{}", self.port);
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: localhost:{}\r\nOrigin: {origin}\r\n", self.port);
        head.push_str("Sec-Fetch-Site: same-origin\r\nConnection: close\r\nAccept-Language: en\r\nUser-Agent: tests\r\n");
        if let Some(cookie) = &self.cookie {
            head.push_str(&format!("Cookie: {cookie}\r\n"));
        }
        if let Some(bearer) = &self.bearer {
            head.push_str(&format!("Authorization: Bearer {bearer}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).ok()?;
        // A server that refuses early closes while we still write; its answer is there to be read all the same.
        let _written = stream.write_all(body);
        let mut bytes = Vec::new();
        let _ended = stream.read_to_end(&mut bytes);
        read(&bytes)
    }

    pub(super) fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        self.try_send(method, path, kind, body).unwrap_or_else(|| panic!("no answer to {method} {path}"))
    }

    /// Keeps the session a person was given.
    pub(super) fn signed_in(mut self, answer: &Answer) -> Self {
        let cookie =
            answer.header("set-cookie").unwrap_or_else(|| panic!("no session was given: {answer:?}"));
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
        self
    }
}

fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let rest = &bytes[end + 4..];
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    let body = if chunked { unchunk(rest)? } else { rest.to_vec() };
    let answer = Answer { status, head, body };
    let complete =
        answer.header("content-length").is_none_or(|length| length.parse() == Ok(answer.body.len()));
    complete.then_some(answer)
}

/// The content of chunks (RFC 9112 § 7.1); none when the last one is missing.
fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(line + 2..line + 2 + size)?);
        rest = rest.get(line + 4 + size..)?;
    }
}

/// A key such as every page with forms has: the same form under the same key counts once.
fn form_key() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{:032x}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// Pairs as a form writes them.
pub(super) fn form(pairs: &[(&str, &str)]) -> String {
    let written: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
    written.join("&")
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
