//! A line of the log: when, how grave, what happened, and its particulars by name, those of the request it belongs to included.

use std::fmt;

use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::Format;
use super::writer::Queue;
use crate::limits;

/// Writes lines to a queue.
pub(super) struct Lines {
    format: Format,
    queue: Queue,
}

/// Particulars in the order in which they were given.
#[derive(Default)]
struct Particulars(Vec<(&'static str, String)>);

impl Lines {
    pub(super) fn new(format: Format, queue: Queue) -> Self {
        Self { format, queue }
    }
}

impl<S> Layer<S> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut particulars = Particulars::default();
        attributes.record(&mut particulars);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(particulars);
        }
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(particulars) = span.extensions_mut().get_mut::<Particulars>()
        {
            record.record(particulars);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let meta = event.metadata();
        let mut line = Particulars(vec![
            ("time", format!("{:.3}", jiff::Timestamp::now())),
            ("level", meta.level().as_str().to_ascii_lowercase()),
        ]);
        let mut given = Particulars::default();
        event.record(&mut given);
        line.0.append(&mut given.0);
        for span in
            context.event_scope(event).into_iter().flat_map(tracing_subscriber::registry::Scope::from_root)
        {
            if let Some(particulars) = span.extensions().get::<Particulars>() {
                line.0.extend(particulars.0.iter().filter(|(name, _)| *name != "message").cloned());
            }
        }
        line.0.push(("part", meta.target().to_owned()));
        self.queue.write(match self.format {
            Format::Text => line.to_text(),
            Format::Json => line.to_json(),
        });
    }
}

impl Particulars {
    fn put(&mut self, name: &'static str, value: String) {
        // A span's particular may be set later than it was declared.
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.chars().take(limits::LOG_VALUE_LENGTH_MAX).collect()));
    }

    fn to_text(&self) -> String {
        let mut text = String::new();
        for (name, value) in self.0.iter().filter(|(_, value)| !value.is_empty()) {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(name);
            text.push('=');
            if is_a_word(value) {
                text.push_str(value);
            } else {
                // Quotation marks, line breaks and whatever moves a terminal's cursor are escaped as in JSON.
                text.push_str(&quoted(value));
            }
        }
        text.push('\n');
        text
    }

    fn to_json(&self) -> String {
        let pairs = self.0.iter().filter(|(_, value)| !value.is_empty());
        let object: Map<String, Value> =
            pairs.map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str()))).collect();
        let mut text = ascii(&Value::Object(object).to_string());
        text.push('\n');
        text
    }
}

impl Visit for Particulars {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field.name(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field.name(), format!("{value:?}"));
    }
}

fn is_a_word(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'=' | b'\\'))
}

fn quoted(value: &str) -> String {
    ascii(&Value::from(value).to_string())
}

/// JSON with everything beyond ASCII escaped too: direction marks and look-alikes cannot pass for something else.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        if character.is_ascii() && character != '\u{7f}' {
            text.push(character);
        } else {
            for unit in character.encode_utf16(&mut [0; 2]) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_pass_for_another_line_or_another_particular() {
        let mut line = Particulars::default();
        line.put("event", "refused".to_owned());
        line.put("note", "a\nlevel=error event=forged \"x\"".to_owned());
        line.put("mark", "\u{202e}é\u{1b}[2J".to_owned());
        line.put("nothing", String::new());
        assert_eq!(
            line.to_text(),
            "event=refused note=\"a\\nlevel=error event=forged \\\"x\\\"\" mark=\"\\u202e\\u00e9\\u001b[2J\"\n"
        );
        let json: Value = serde_json::from_str(&line.to_json()).unwrap();
        assert_eq!(json["note"], "a\nlevel=error event=forged \"x\"");
        assert_eq!(line.to_json().lines().count(), 1);
    }

    #[test]
    fn a_particular_that_is_set_later_stands_once() {
        let mut line = Particulars::default();
        line.put("status", "0".to_owned());
        line.put("status", "503".to_owned());
        assert_eq!(line.to_text(), "status=503\n");
    }
}
