//! Puts what was typed back into a form of a page of ours. It reads our own markup alone: attributes in double quotes, with
//! `<`, `>`, `&` and `"` escaped in them.

use maud::{Markup, PreEscaped, html};

use super::icon::icon;
use crate::locale::Locale;

/// A page whose form was filled in.
pub struct Filled {
    /// The page.
    pub page: String,
    /// How many values a person typed or chose stand in it.
    pub values: usize,
}

/// Fills the form that leads to `action` with the given pairs; none when the page has no such form.
pub fn fill(page: &str, action: &str, pairs: &[(String, String)]) -> Option<Filled> {
    let mut searched = 0;
    loop {
        let start = searched + page.get(searched..)?.find("<form")?;
        let inside = start + page.get(start..)?.find('>')? + 1;
        let tag = Tag::read(page.get(start..inside)?);
        if tag.value("action").as_deref() == Some(action) {
            let end = inside + page.get(inside..)?.find("</form>")?;
            let mut form = Form { left: pairs.to_vec(), out: String::new(), values: 0 };
            form.copy(page.get(inside..end)?);
            let page = format!("{}{}{}", page.get(..inside)?, form.out, page.get(end..)?);
            return Some(Filled { page, values: form.values });
        }
        searched = inside;
    }
}

/// Puts a notice above the content of a page.
pub fn announce(page: &str, notice: &Markup) -> String {
    const MAIN: &str = "<main id=\"main\" tabindex=\"-1\">";
    match page.split_once(MAIN) {
        Some((before, after)) => format!("{before}{MAIN}{}{after}", notice.0),
        None => page.to_owned(),
    }
}

/// What is said of a form that was held: a sentence, and what was typed where no form is left to hold it.
pub fn notice(key: &str, typed: &[(String, String)], locale: Locale) -> Markup {
    let typed: Vec<&String> =
        typed.iter().map(|(_, value)| value).filter(|value| is_of_a_person(value)).collect();
    html! {
        div.notice.good role="status" {
            (icon("circle-check"))
            div {
                p { (locale.text(key)) }
                @for value in typed { pre.typed { (value) } }
            }
        }
    }
}

/// Not an identifier, a mark of a tick or nothing.
fn is_of_a_person(value: &str) -> bool {
    let identifier = value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    !identifier && !["", "yes", "on"].contains(&value.trim())
}

/// A form being filled.
struct Form {
    /// Pairs that stand nowhere yet.
    left: Vec<(String, String)>,
    out: String,
    values: usize,
}

impl Form {
    fn copy(&mut self, mut rest: &str) {
        while let Some(at) = rest.find('<') {
            let Some(end) = rest.get(at..).and_then(|tag| tag.find('>')).map(|length| at + length + 1) else {
                break;
            };
            let (before, tag, after) = (
                rest.get(..at).unwrap_or_default(),
                rest.get(at..end).unwrap_or_default(),
                rest.get(end..).unwrap_or_default(),
            );
            self.out.push_str(before);
            rest = self.element(tag, after);
        }
        self.out.push_str(rest);
    }

    /// Writes one tag, and what stands in it where it was typed there; gives what comes after.
    fn element<'a>(&mut self, text: &str, after: &'a str) -> &'a str {
        let mut tag = Tag::read(text);
        match tag.name.as_str() {
            "input" => {
                self.input(&mut tag);
                self.out.push_str(&tag.write());
                after
            }
            "textarea" | "select" => {
                self.out.push_str(text);
                let close = format!("</{}>", tag.name);
                let Some(end) = after.find(&close) else { return after };
                let (inside, after) = after.split_at(end);
                match tag.value("name").and_then(|name| self.take(&name)) {
                    None => self.out.push_str(inside),
                    Some(value) if tag.name == "textarea" => self.out.push_str(&escape(&value)),
                    Some(value) => self.out.push_str(&choose(inside, &value)),
                }
                after
            }
            _ => {
                self.out.push_str(text);
                after
            }
        }
    }

    fn input(&mut self, tag: &mut Tag) {
        let Some(name) = tag.value("name") else { return };
        match tag.value("type").as_deref().unwrap_or("text") {
            "hidden" | "password" | "file" | "submit" => {}
            "checkbox" | "radio" => {
                let value = tag.value("value").unwrap_or_else(|| "on".to_owned());
                let chosen = self.left.iter().position(|pair| *pair == (name.clone(), value.clone()));
                tag.remove("checked");
                if let Some(at) = chosen {
                    self.left.remove(at);
                    self.values += 1;
                    tag.attributes.push(("checked".to_owned(), None));
                }
            }
            _ => {
                if let Some(value) = self.take(&name) {
                    tag.remove("value");
                    tag.attributes.push(("value".to_owned(), Some(escape(&value))));
                }
            }
        }
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let at = self.left.iter().position(|(key, _)| key == name)?;
        self.values += 1;
        Some(self.left.remove(at).1)
    }
}

/// The options of a select with another one chosen.
fn choose(options: &str, value: &str) -> String {
    let mut out = String::new();
    let mut parts = options.split("<option");
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (inside, after) = part.split_once('>').unwrap_or((part, ""));
        let mut tag = Tag::read(&format!("<option{inside}>"));
        tag.remove("selected");
        if tag.value("value").as_deref() == Some(value) {
            tag.attributes.push(("selected".to_owned(), None));
        }
        out.push_str(&tag.write());
        out.push_str(after);
    }
    out
}

/// A tag with its attributes, their values still escaped.
struct Tag {
    name: String,
    attributes: Vec<(String, Option<String>)>,
}

impl Tag {
    fn read(text: &str) -> Self {
        let inside = text.trim_start_matches('<').trim_end_matches('>');
        let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            if name.is_empty() {
                break;
            }
            match after.strip_prefix("=\"").and_then(|value| value.split_once('"')) {
                Some((value, after)) => {
                    attributes.push((name.to_owned(), Some(value.to_owned())));
                    rest = after;
                }
                None => {
                    attributes.push((name.to_owned(), None));
                    rest = after.trim_start_matches('=');
                }
            }
        }
        Self { name: name.to_owned(), attributes }
    }

    fn value(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(key, _)| key == name)?;
        found.1.as_deref().map(unescape)
    }

    fn remove(&mut self, name: &str) {
        self.attributes.retain(|(key, _)| key != name);
    }

    fn write(&self) -> String {
        let mut out = format!("<{}", self.name);
        for (name, value) in &self.attributes {
            out.push(' ');
            out.push_str(name);
            if let Some(value) = value {
                out.push_str(&format!("=\"{value}\""));
            }
        }
        out.push('>');
        out
    }
}

fn escape(text: &str) -> String {
    let PreEscaped(escaped) = html! { (text) };
    escaped
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn page() -> String {
        html! {
            form method="post" action="/other" { input type="text" name="name" value="other"; }
            form.card method="post" action="/people" {
                input type="hidden" name="form_key" value="new";
                input type="text" name="name" value="" required;
                input type="password" name="pin";
                textarea name="message" rows="3" { "old" }
                select name="locale" { option value="en" selected { "English" } option value="fr" { "French" } }
                input type="checkbox" name="document" value="a" checked;
                input type="checkbox" name="document" value="b";
                input type="radio" name="role" value="member" checked;
                input type="radio" name="role" value="administrator";
            }
        }
        .into_string()
    }

    #[test]
    fn every_kind_of_control_is_filled_in_and_nothing_else_changes() {
        let typed = pairs(&[
            ("name", "Anna \"<Müller>\" & Co"),
            ("message", "</textarea><script>alert(1)</script>\nline"),
            ("locale", "fr"),
            ("document", "b"),
            ("role", "administrator"),
            ("form_key", "old"),
            ("pin", "482917"),
        ]);
        let filled = fill(&page(), "/people", &typed).unwrap();
        assert_eq!(filled.values, 5);
        let html = filled.page;
        for wanted in [
            "<input type=\"text\" name=\"name\" value=\"other\">",
            "name=\"name\" required value=\"Anna &quot;&lt;Müller&gt;&quot; &amp; Co\"",
            ">&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;\nline</textarea>",
            "<option value=\"en\">English</option><option value=\"fr\" selected>French</option>",
            "name=\"document\" value=\"a\">",
            "name=\"document\" value=\"b\" checked>",
            "value=\"member\">",
            "value=\"administrator\" checked>",
            "name=\"form_key\" value=\"new\">",
        ] {
            assert!(html.contains(wanted), "{wanted}\n{html}");
        }
        assert!(!html.contains("482917") && !html.contains("<script"), "{html}");
    }

    #[test]
    fn a_page_without_the_form_is_left_alone_and_shows_what_was_typed_as_text() {
        assert!(fill(&page(), "/gone", &pairs(&[("name", "x")])).is_none());
        assert!(fill("<form action=\"/people\"", "/people", &[]).is_none());
        let typed = pairs(&[("reason", "<b>The price</b>"), ("document", &"a".repeat(32))]);
        let said = notice("held-no-form", &typed, Locale::English).0;
        assert!(said.contains("&lt;b&gt;The price&lt;/b&gt;") && !said.contains("aaaa"), "{said}");
    }
}
