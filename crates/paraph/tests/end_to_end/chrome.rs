//! Debian's Chromium, driven over its DevTools pipe: messages of JSON ended by a zero byte, on descriptors 3 and 4.
//!
//! A pipe needs no port, no WebSocket and no library, and ends with the test that holds it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::tab::Tab;

/// The longest wait for anything the browser is asked for.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

const FLAGS: &str = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
    --disable-component-update --disable-sync --disable-dev-shm-usage --force-prefers-reduced-motion --lang=en-GB \
    --hide-scrollbars --remote-debugging-pipe";

/// A browser with a profile of its own.
pub(super) struct Chrome {
    child: Child,
    wire: Arc<Wire>,
    /// Where pictures go.
    album: &'static str,
    _profile: TempDir,
}

/// The two ends of the pipe: what is asked, and who waits for which answer.
pub(super) struct Wire {
    asked: Mutex<(ChildStdin, u64)>,
    waiting: Mutex<HashMap<u64, Sender<Value>>>,
    events: Mutex<HashMap<String, Vec<Value>>>,
}

impl Chrome {
    /// Pictures that are taken go into the folder named by `album`.
    pub(super) fn start(album: &'static str) -> Self {
        let profile = TempDir::new().unwrap();
        let line = format!(
            "exec chromium {FLAGS} --user-data-dir={} about:blank 3<&0 4>&1 </dev/null",
            profile.path().display()
        );
        let mut child = Command::new("sh")
            .args(["-c", &format!("{line} >/dev/null 2>/dev/null")])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let output = child.stdout.take().unwrap();
        let asked = Mutex::new((child.stdin.take().unwrap(), 0));
        let wire = Arc::new(Wire { asked, waiting: Mutex::default(), events: Mutex::default() });
        let reading = Arc::clone(&wire);
        std::thread::spawn(move || reading.listen(output));
        Self { child, wire, album, _profile: profile }
    }

    /// A page of a person of their own: no cookie is shared with the other pages.
    pub(super) fn person(&self) -> Tab {
        let context = self.wire.ask("", "Target.createBrowserContext", json!({}));
        let asked = json!({ "url": "about:blank", "browserContextId": context["browserContextId"] });
        let target = self.wire.ask("", "Target.createTarget", asked);
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let session =
            self.wire.ask("", "Target.attachToTarget", attach)["sessionId"].as_str().unwrap().to_owned();
        for domain in ["Page.enable", "Runtime.enable", "Log.enable", "DOM.enable"] {
            self.wire.ask(&session, domain, json!({}));
        }
        Tab::new(Arc::clone(&self.wire), session, self.album)
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        // The process we started, and nothing else; its own children end with it.
        let _ended = self.child.kill();
        let _waited = self.child.wait();
    }
}

impl Wire {
    /// Asks, and waits for the answer.
    pub(super) fn ask(&self, session: &str, method: &str, parameters: Value) -> Value {
        let answer = self.post(session, method, parameters).recv_timeout(PATIENCE);
        let answer = answer.unwrap_or_else(|_| panic!("the browser did not answer {method}"));
        assert!(answer.get("error").is_none(), "{method}: {}", answer["error"]);
        answer["result"].clone()
    }

    fn post(&self, session: &str, method: &str, parameters: Value) -> Receiver<Value> {
        let (sender, receiver) = channel();
        let mut asked = self.asked.lock().unwrap();
        asked.1 += 1;
        let id = asked.1;
        self.waiting.lock().unwrap().insert(id, sender);
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if !session.is_empty() {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        asked.0.write_all(&bytes).unwrap();
        receiver
    }

    /// What happened on a page since it was last asked.
    pub(super) fn take_events(&self, session: &str) -> Vec<Value> {
        self.events.lock().unwrap().remove(session).unwrap_or_default()
    }

    fn listen(&self, output: ChildStdout) {
        let mut reader = BufReader::new(output);
        let mut bytes = Vec::new();
        while reader.read_until(0, &mut bytes).is_ok_and(|count| count > 0) {
            bytes.pop();
            if let Ok(message) = serde_json::from_slice::<Value>(&bytes) {
                self.take(message);
            }
            bytes.clear();
        }
    }

    fn take(&self, message: Value) {
        if let Some(id) = message["id"].as_u64() {
            if let Some(waiting) = self.waiting.lock().unwrap().remove(&id) {
                // Nobody waits any more when the asker gave up.
                let _sent = waiting.send(message);
            }
            return;
        }
        if let Some(session) = message["sessionId"].as_str() {
            self.events.lock().unwrap().entry(session.to_owned()).or_default().push(message.clone());
        }
    }
}
