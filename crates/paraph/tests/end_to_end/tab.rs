//! One page of the browser: what a person sees, clicks, types and drags, and whether it stays clean and accessible.

use std::cell::RefCell;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::chrome::{PATIENCE, Wire};

/// What a person works with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Hands {
    /// A pointer, and keys to write.
    Pointer,
    /// Keys alone: the Tab key leads everywhere, Enter and the space bar act.
    Keys,
}

/// A page, as one person has it open.
pub(super) struct Tab {
    wire: Arc<Wire>,
    session: String,
    album: &'static str,
    hands: Hands,
    seen: RefCell<Vec<Value>>,
}

impl Tab {
    pub(super) fn new(wire: Arc<Wire>, session: String, album: &'static str) -> Self {
        Self { wire, session, album, hands: Hands::Pointer, seen: RefCell::default() }
    }

    /// The same, worked with otherwise.
    pub(super) fn with(self, hands: Hands) -> Self {
        Self { hands, ..self }
    }

    fn ask(&self, method: &str, parameters: Value) -> Value {
        self.wire.ask(&self.session, method, parameters)
    }

    /// Sets the size of the window in CSS pixels.
    pub(super) fn size(&self, width: u32, height: u32) {
        let mobile = width < 500;
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": mobile });
        self.ask("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Opens an address and waits until it is there.
    pub(super) fn open(&self, address: &str) {
        self.loading(|| {
            self.ask("Page.navigate", json!({ "url": address }));
        });
    }

    /// Does something that loads a page, and waits until it is there.
    pub(super) fn loading(&self, act: impl FnOnce()) {
        self.note_events();
        let before = self.loads();
        act();
        self.until("a page to load", || {
            self.note_events();
            self.loads() > before
        });
    }

    fn loads(&self) -> usize {
        self.seen.borrow().iter().filter(|event| event["method"] == "Page.loadEventFired").count()
    }

    fn note_events(&self) {
        self.seen.borrow_mut().extend(self.wire.take_events(&self.session));
    }

    /// Polls until the condition holds; the page is never looked at only once.
    fn until(&self, what: &str, condition: impl Fn() -> bool) {
        let began = Instant::now();
        while !condition() {
            if began.elapsed() > PATIENCE {
                let text = self.value("document.body ? document.body.innerText.slice(0, 1500) : ''");
                panic!(
                    "waited in vain for {what} at {}\n{}",
                    self.address(),
                    text.as_str().unwrap_or_default()
                );
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    /// The value of an expression; null while the page is between two documents.
    pub(super) fn value(&self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.ask("Runtime.evaluate", asked);
        assert!(answer.get("exceptionDetails").is_none(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Waits until an expression is true.
    pub(super) fn wait(&self, expression: &str) {
        self.until(expression, || {
            let guarded =
                format!("(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()");
            self.value(&guarded) == json!(true)
        });
    }

    /// Waits until something is on the page.
    pub(super) fn wait_for(&self, selector: &str) {
        self.wait(&format!("document.querySelector({})", json!(selector)));
    }

    pub(super) fn address(&self) -> String {
        self.value("location.href").as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn text(&self) -> String {
        self.value("document.body.innerText").as_str().unwrap_or_default().to_owned()
    }

    /// The middle of what is there, once the page has come to rest: what moves under the pointer is missed.
    pub(super) fn middle(&self, selector: &str) -> (f64, f64) {
        self.wait_for(selector);
        let mut before = self.middle_now(selector);
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(120));
            let now = self.middle_now(selector);
            if now == before {
                break;
            }
            before = now;
        }
        before
    }

    /// Where the middle of an element is in the window now, after bringing it there.
    fn middle_now(&self, selector: &str) -> (f64, f64) {
        let script = format!(
            "(() => {{ const e = document.querySelector({}); e.scrollIntoView({{ block: 'center', behavior: 'instant' }});
            const r = e.getBoundingClientRect(); return [r.left + r.width / 2, r.top + r.height / 2]; }})()",
            json!(selector)
        );
        let place = self.value(&script);
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    }

    /// Presses what is there.
    pub(super) fn click(&self, selector: &str) {
        if self.hands == Hands::Keys {
            self.tab_to(selector);
            let is_box = self.value("document.activeElement.matches('input[type=checkbox]')") == json!(true);
            return self.press(if is_box { " " } else { "Enter" }, 0);
        }
        let (x, y) = self.middle(selector);
        self.mouse("mouseMoved", x, y);
        self.mouse("mousePressed", x, y);
        self.mouse("mouseReleased", x, y);
    }

    /// Draws a line with the button held, through the given places.
    pub(super) fn drag(&self, places: &[(f64, f64)]) {
        let (first, last) = (places[0], places[places.len() - 1]);
        self.mouse("mouseMoved", first.0, first.1);
        self.mouse("mousePressed", first.0, first.1);
        for (x, y) in places {
            self.mouse("mouseMoved", *x, *y);
        }
        self.mouse("mouseReleased", last.0, last.1);
    }

    fn mouse(&self, kind: &str, x: f64, y: f64) {
        let held = if kind == "mouseMoved" { 1 } else { 0 };
        let event =
            json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": held, "clickCount": 1 });
        self.ask("Input.dispatchMouseEvent", event);
    }

    /// Clicks on what leads to another page.
    pub(super) fn follow(&self, selector: &str) {
        self.loading(|| self.click(selector));
    }

    /// Replaces what stands in an input by typed text.
    pub(super) fn fill(&self, selector: &str, text: &str) {
        if self.hands == Hands::Keys {
            // Whoever tabs into an input has its text selected.
            self.tab_to(selector);
            return self.write(text);
        }
        self.wait_for(selector);
        self.value(&format!(
            "(() => {{ const e = document.querySelector({}); e.focus(); if (e.select) e.select(); }})()",
            json!(selector)
        ));
        self.write(text);
    }

    /// Types text where the focus is.
    pub(super) fn write(&self, text: &str) {
        self.ask("Input.insertText", json!({ "text": text }));
    }

    /// Presses a key, by its DOM name, with modifiers (1 Alt, 2 Control, 8 Shift).
    pub(super) fn press(&self, key: &str, modifiers: u8) {
        let (code, number, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            " " => ("Space", 32, " "),
            "ArrowLeft" => (key, 37, ""),
            "ArrowUp" => (key, 38, ""),
            "ArrowRight" => (key, 39, ""),
            "ArrowDown" => (key, 40, ""),
            other => panic!("the tests do not know the key {other}"),
        };
        let event = |kind: &str| {
            json!({ "type": kind, "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers,
                "text": if kind == "keyDown" { text } else { "" } })
        };
        self.ask("Input.dispatchKeyEvent", event("keyDown"));
        self.ask("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Moves the focus with the Tab key alone until it is on the element.
    pub(super) fn tab_to(&self, selector: &str) {
        self.wait_for(selector);
        for _ in 0..400 {
            if self.value(&format!("document.activeElement.matches({})", json!(selector))) == json!(true) {
                return;
            }
            self.press("Tab", 0);
        }
        panic!("the keyboard does not reach {selector} at {}", self.address());
    }

    /// Chooses files in a file input. The browser takes no path that climbs through `..`.
    pub(super) fn choose_files(&self, selector: &str, paths: &[&Path]) {
        self.wait_for(selector);
        let root = self.ask("DOM.getDocument", json!({}))["root"]["nodeId"].clone();
        let node =
            self.ask("DOM.querySelector", json!({ "nodeId": root, "selector": selector }))["nodeId"].clone();
        let paths: Vec<_> = paths.iter().map(|path| path.canonicalize().unwrap()).collect();
        self.ask("DOM.setFileInputFiles", json!({ "nodeId": node, "files": paths }));
    }

    /// Runs no script of a page from now on.
    pub(super) fn without_scripts(&self) {
        self.ask("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    }

    /// Does something that opens the browser's own window for choosing files, and waits until it would be there.
    pub(super) fn choosing(&self, act: impl FnOnce()) {
        let chosen =
            || self.seen.borrow().iter().filter(|event| event["method"] == "Page.fileChooserOpened").count();
        self.ask("Page.setInterceptFileChooserDialog", json!({ "enabled": true }));
        self.note_events();
        let before = chosen();
        act();
        self.until("the choice of files", || {
            self.note_events();
            chosen() > before
        });
        self.ask("Page.setInterceptFileChooserDialog", json!({ "enabled": false }));
    }

    /// Fails when the page breaks a rule of accessibility, by day or by night, or wrote an error to the console.
    pub(super) fn judge(&self, screen: &str) {
        self.wait("document.readyState === 'complete'");
        let axe = include_str!("../../../../e2e/assets/axe.min.js");
        self.ask("Runtime.evaluate", json!({ "expression": axe, "returnByValue": false }));
        for scheme in ["dark", "light"] {
            self.scheme(scheme);
            let found = self.value(
                "axe.run(document).then((result) => result.violations.map((v) =>
                `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`))",
            );
            assert_eq!(found, json!([]), "{screen} at {} ({scheme})", self.address());
        }
        self.be_clean(screen);
    }

    /// Fails when a script threw, or the browser refused something for our content security policy.
    pub(super) fn be_clean(&self, screen: &str) {
        self.note_events();
        let seen = self.seen.borrow();
        let complaints: Vec<&Value> = seen.iter().filter(|event| is_complaint(event)).collect();
        assert!(complaints.is_empty(), "{screen}: {complaints:#?}");
    }

    fn scheme(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Keeps pictures of the window, by day and by night, under `target/pictures` or in `PARAPH_SCREENSHOTS`.
    pub(super) fn picture(&self, name: &str) {
        for scheme in ["dark", "light"] {
            self.scheme(scheme);
            self.shoot(&format!("{name}-{scheme}.png"));
        }
    }

    fn shoot(&self, name: &str) {
        let answer = self.ask("Page.captureScreenshot", json!({ "format": "png" }));
        self.keep(name, &Base64::decode_vec(answer["data"].as_str().unwrap()).unwrap());
    }

    /// Keeps a file beside the pictures, to be looked at.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) {
        let folder = std::env::var_os("PARAPH_SCREENSHOTS")
            .map_or_else(|| super::instance::root().join("target/pictures"), Into::into)
            .join(self.album);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(name), bytes).unwrap();
    }
}

fn is_complaint(event: &Value) -> bool {
    let parameters = &event["params"];
    match event["method"].as_str().unwrap_or_default() {
        "Runtime.exceptionThrown" => true,
        "Runtime.consoleAPICalled" => parameters["type"] == "error",
        // Answers that refuse are looked at by the tests that expect them.
        "Log.entryAdded" => {
            parameters["entry"]["level"] == "error" && parameters["entry"]["source"] != "network"
        }
        _ => false,
    }
}
