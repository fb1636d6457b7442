//! A person with a browser: cookies, a language, and the forms of the pages they are shown.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Mutex;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;

use super::instance::Instance;

const FORM: &str = "application/x-www-form-urlencoded";
const MARK: &str = "mark-of-the-tests";

/// Somebody who asks.
pub(crate) struct Person {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
    address: IpAddr,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// A form of a page as it is sent: where to, and every pair.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) pairs: Vec<(String, String)>,
}

impl Person {
    pub(crate) fn new(instance: &Instance) -> Self {
        let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
        Self { router: instance.router.clone(), cookies: Mutex::default(), address }
    }

    /// The same person at another machine.
    pub(crate) fn at_address(mut self, last: u8) -> Self {
        self.address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, last));
        self
    }

    /// The same person's browser at another instance.
    pub(crate) fn with_cookies_of(self, other: &Self) -> Self {
        self.cookies.lock().unwrap().clone_from(&other.cookies.lock().unwrap());
        self
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Puts a cookie into the browser.
    pub(crate) fn keep_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    /// The secret of a link in a mail.
    pub(crate) fn secret(mail: &str, before: &str) -> String {
        between(mail, before, "\n").unwrap_or_else(|| panic!("no {before} in {mail}")).trim().to_owned()
    }

    /// Creates a project and gives its identifier.
    pub(crate) async fn project(&self, name: &str) -> String {
        let pairs = [("name", name), ("reference", "M-2026-114")];
        self.submit("/projects", "/projects", &pairs).await.leads_to("/projects/")
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, "", Vec::new()).await
    }

    /// Sends pairs without having looked at a page.
    pub(crate) async fn post(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        self.ask(Method::POST, path, FORM, encode(pairs).into_bytes()).await
    }

    pub(crate) async fn post_json(&self, path: &str, body: &str) -> Answer {
        self.ask(Method::POST, path, "application/json", body.as_bytes().to_vec()).await
    }

    /// Sends JSON as one of our scripts does, which reads JSON.
    pub(crate) async fn ask_as_script(&self, path: &str, body: &str) -> Answer {
        let mut request = self.request(Method::POST, path, "application/json");
        request = request.header("accept", "application/json");
        self.answer(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Sends pairs as our scripts do, which want JSON back.
    pub(crate) async fn post_as_script(&self, path: &str, pairs: &[(&str, &str)]) -> Answer {
        let mut request = self.request(Method::POST, path, FORM);
        request = request.header("accept", "application/json");
        self.answer(request.body(Body::from(encode(pairs))).unwrap()).await
    }

    /// Opens a page and fills in the form that leads to `action`: its hidden values, and the given pairs over them.
    pub(crate) async fn form(&self, page: &str, action: &str, pairs: &[(&str, &str)]) -> Form {
        let answer = self.get(page).await;
        assert_eq!(answer.status, StatusCode::OK, "{page}: {}", answer.text());
        answer.form(action).with(pairs)
    }

    /// Sends a filled form.
    pub(crate) async fn send(&self, form: &Form) -> Answer {
        let pairs: Vec<(&str, &str)> =
            form.pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.post(&form.action, &pairs).await
    }

    /// Opens a page, fills in its form and sends it.
    pub(crate) async fn submit(&self, page: &str, action: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send(&self.form(page, action, pairs).await).await
    }

    /// Sends a filled form with files, as a browser does.
    pub(crate) async fn upload(&self, form: &Form, files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in &form.pairs {
            let head =
                format!("--{MARK}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
            body.extend(head.bytes());
        }
        for (field, name, bytes) in files {
            let name = name.replace('"', "%22");
            let head = format!(
                "--{MARK}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n"
            );
            body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(format!("--{MARK}--\r\n").bytes());
        self.ask(Method::POST, &form.action, &format!("multipart/form-data; boundary={MARK}"), body).await
    }

    /// Asks as a script of ours does, which takes JSON.
    pub(crate) async fn ask_for_json(&self, method: Method, path: &str, body: &str) -> Answer {
        let request = self.request(method, path, "application/json").header("accept", "application/json");
        self.answer(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        let request = self.request(method, path, kind);
        self.answer(request.body(Body::from(body)).unwrap()).await
    }

    fn request(&self, method: Method, path: &str, kind: &str) -> axum::http::request::Builder {
        let mut request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header("host", "localhost:8421")
            .header("origin", "http://localhost:8421")
            .header("sec-fetch-site", "same-origin")
            .header("accept-language", "en")
            .header("user-agent", "a browser of the tests");
        if method == Method::POST {
            request = request.header("content-type", kind);
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        request
    }

    async fn answer(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        self.remember(&head.headers);
        let body = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer { status: head.status, headers: head.headers, body }
    }

    fn remember(&self, headers: &HeaderMap) {
        for header in headers.get_all("set-cookie") {
            let text = header.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            if text.contains("Max-Age=0") {
                self.cookies.lock().unwrap().remove(name);
            } else {
                self.keep_cookie(name, value);
            }
        }
    }
}

impl Form {
    /// The form with pairs in place of those of the same name, and after those of any other.
    pub(crate) fn with(mut self, pairs: &[(&str, &str)]) -> Self {
        self.pairs.retain(|(name, _)| pairs.iter().all(|(other, _)| other != name));
        self.pairs.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Asserts that the answer leads to a path that begins so, and gives what comes next in it: an identifier.
    #[track_caller]
    pub(crate) fn leads_to(&self, prefix: &str) -> String {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text());
        let location = self.headers["location"].to_str().unwrap();
        let rest =
            location.strip_prefix(prefix).unwrap_or_else(|| panic!("{location} is not under {prefix}"));
        rest.split(['/', '?', '#']).next().unwrap().to_owned()
    }

    /// Asserts that the answer is a page with this status that says this.
    #[track_caller]
    pub(crate) fn says(&self, status: u16, words: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        let text = unescape(&self.text());
        assert!(text.contains(words), "{words:?} is not said: {text}");
    }

    /// Asserts that there is nothing here for whoever asked.
    #[track_caller]
    pub(crate) fn is_nothing(&self) {
        self.says(404, "This page does not exist, or it is not for you.");
    }

    /// Asserts that whoever asked is asked to sign in first, by a page or by the way to one.
    #[track_caller]
    pub(crate) fn asks_to_sign_in(&self) {
        if self.status == StatusCode::SEE_OTHER {
            self.leads_to("/sign-in");
        } else {
            self.says(401, "Sign in to see this page.");
        }
    }

    /// The form of this page that leads to `action`, with its hidden values.
    #[track_caller]
    pub(crate) fn form(&self, action: &str) -> Form {
        let page = self.text();
        let mark = format!("action=\"{action}\"");
        let (_, rest) = page.split_once(&mark).unwrap_or_else(|| panic!("no form leads to {action}: {page}"));
        let (inside, _) = rest.split_once("</form>").unwrap();
        let hidden =
            inside.split("<input ").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
        let pairs = hidden.filter(|tag| tag.contains("type=\"hidden\"")).map(|tag| {
            let value = |name: &str| unescape(&between(tag, &format!("{name}=\""), "\"").unwrap_or_default());
            (value("name"), value("value"))
        });
        Form { action: action.to_owned(), pairs: pairs.collect() }
    }
}

/// What stands between two texts.
pub(crate) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(value, _)| value.to_owned())
}

/// Everything that stands between two texts.
pub(crate) fn all_between(text: &str, before: &str, after: &str) -> Vec<String> {
    let rests = text.split(before).skip(1).filter_map(|rest| rest.split_once(after));
    rests.map(|(value, _)| value.to_owned()).collect()
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Pairs as a form writes them.
fn encode(pairs: &[(&str, &str)]) -> String {
    let mut written = String::new();
    for (name, value) in pairs {
        if !written.is_empty() {
            written.push('&');
        }
        escape(name, &mut written);
        written.push('=');
        escape(value, &mut written);
    }
    written
}

fn escape(text: &str, into: &mut String) {
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => into.push(char::from(byte)),
            _ => into.push_str(&format!("%{byte:02X}")),
        }
    }
}
