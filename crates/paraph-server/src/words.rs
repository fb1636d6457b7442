//! Words that people write, parsed once at the edge: names, addresses, longer texts.

mod characters;

use crate::error::Error;
use crate::limits;
use characters::Flaw;

/// A person's, project's or document's name: one line, trimmed, not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// An e-mail address (the addr-spec of RFC 5321 § 4.1.2, without quoted local parts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

/// One line that may be empty: a label, a reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line(String);

/// A longer text: line breaks kept, characters that cannot be seen removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is empty, too long, or holds characters that cannot be seen (see [`Line::parse`]).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid("error-name-empty"));
        }
        if text.chars().count() > limits::NAME_LENGTH_MAX {
            return Err(Error::invalid("error-name-long").with("max", limits::NAME_LENGTH_MAX));
        }
        must_be_legible(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// When it cannot be an address, or holds characters that cannot be seen.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let wrong = || Error::invalid("error-email");
        if text.contains(char::is_control) {
            return Err(wrong());
        }
        must_be_legible(text)?;
        let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let local_good = !local.is_empty()
            && local.len() <= 64
            && local.split('.').all(|part| !part.is_empty())
            && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let label_good = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let domain_good = domain.contains('.') && domain.split('.').all(label_good);
        if local_good && domain_good && text.len() <= limits::EMAIL_LENGTH_MAX {
            Ok(Self(text.to_owned()))
        } else {
            Err(wrong())
        }
    }

    /// The address as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Line {
    /// Reads a line that may be empty.
    ///
    /// # Errors
    /// When it is longer than `length_max` characters, or holds a character that cannot be seen, that makes the line read
    /// otherwise than it is written, or a combining mark without a letter (Unicode TR 36 § 2).
    pub fn parse(text: &str, length_max: usize) -> Result<Self, Error> {
        let text = text.trim();
        if text.chars().count() > length_max {
            return Err(Error::invalid("error-text-long").with("max", length_max));
        }
        must_be_legible(text)?;
        Ok(Self(text.to_owned()))
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text {
    /// Reads a text that may be empty.
    ///
    /// # Errors
    /// When it is longer than `length_max` characters.
    pub fn parse(text: &str, length_max: usize) -> Result<Self, Error> {
        let text = text.trim().replace("\r\n", "\n").replace('\t', " ");
        let kept: String = characters::judge(&text)
            .filter(|(c, flaw)| *c == '\n' || *flaw != Some(Flaw::Unseen))
            .map(|(c, _)| c)
            .collect();
        if kept.chars().count() > length_max {
            return Err(Error::invalid("error-text-long").with("max", length_max));
        }
        Ok(Self(kept))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line that shows all that it holds; the sentence names the first character that it would not.
fn must_be_legible(line: &str) -> Result<(), Error> {
    let found = characters::judge(line).find_map(|(c, flaw)| flaw.map(|flaw| (c, flaw)));
    match found {
        None => Ok(()),
        Some((c, Flaw::Unseen)) => Err(refused("error-character-unseen", c)),
        Some((c, Flaw::MarkAlone)) => Err(refused("error-character-mark", c)),
    }
}

fn refused(key: &'static str, c: char) -> Error {
    Error::invalid(key).with("code", format!("U+{:04X}", u32::from(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_people_have_are_read() {
        for text in ["a@b.example", " Ana.Núñez+x@sub.firm.example ", "o'neil@firm.co.uk", "用户@例子.广告"]
        {
            assert!(Email::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "a",
            "a@b",
            "@b.example",
            "a@.example",
            "a b@c.example",
            "a@b.example\nBcc: c@d.example",
            "a@-b.example",
            "<a@b.example>",
        ] {
            assert!(Email::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_name_cannot_turn_the_line_around() {
        assert!(Name::parse("Ana \u{202e}gro.live").is_err());
        assert!(Name::parse(" \t ").is_err());
        assert!(Name::parse(&"n".repeat(limits::NAME_LENGTH_MAX + 1)).is_err());
        assert_eq!(Name::parse("  Åsa O’Brien-Łuk  ").unwrap().as_str(), "Åsa O’Brien-Łuk");
    }

    #[test]
    fn what_cannot_be_seen_is_refused_in_names_lines_and_addresses() {
        for c in [
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{2060}',
            '\u{2066}',
            '\u{feff}',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{115f}',
            '\u{1160}',
            '\u{17b4}',
            '\u{180e}',
            '\u{2028}',
            '\u{2800}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{ffa0}',
            '\u{fff9}',
            '\u{fffc}',
            '\u{1d159}',
            '\u{1d173}',
            '\u{e0041}',
            '\u{e0100}',
            '\u{e000}',
            '\u{fffe}',
            '\u{10ffff}',
            '\u{7f}',
            '\u{85}',
            '\u{0}',
            '\t',
            '\n',
        ] {
            for text in [format!("An{c}na"), format!("Anna {c}Wu")] {
                assert!(Name::parse(&text).is_err(), "{:04x} in {text:?}", u32::from(c));
                assert!(Line::parse(&text, 200).is_err(), "{:04x} in {text:?}", u32::from(c));
            }
            assert!(Email::parse(&format!("an{c}na@firm.example")).is_err(), "{:04x}", u32::from(c));
            assert!(Email::parse(&format!("anna@fi{c}rm.example")).is_err(), "{:04x}", u32::from(c));
        }
        let said = Name::parse("An\u{200b}na").unwrap_err();
        assert_eq!(said.sentence().arguments, [("code", "U+200B".to_owned())]);
    }

    #[test]
    fn a_combining_mark_needs_a_letter() {
        for text in ["\u{301}Anna", "Anna \u{301}", "Anna-\u{20e3}", &format!("A{}", "\u{301}".repeat(12))] {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
        for text in ["Ame\u{301}lie", "Nguye\u{302}\u{303}n", "\u{5e9}\u{5c1}\u{5b8}\u{5c1}", "नमस्ते"]
        {
            assert!(Name::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn names_of_all_scripts_are_read_with_the_joiners_they_need() {
        for text in [
            "王小明",
            "葛\u{e0100}城",
            "עִבְרִית",
            "محمد",
            "می\u{200c}خواهم",
            "क्\u{200d}ष",
            "শ্রীর\u{200d}্য",
            "ക്ഷന്\u{200d}",
            "ශ්\u{200d}රී",
            "สมชาย",
            "Łukasz Żółć",
            "O’Brien",
            "J.\u{a0}R. Smith",
            "Δημήτρης",
            "Deal ❤\u{fe0f}",
            "👨\u{200d}👩\u{200d}👧",
        ] {
            assert!(Name::parse(text).is_ok(), "{text:?}: {:?}", Name::parse(text));
        }
        // The same joiners between letters that do not join hide a difference.
        for text in
            ["Ma\u{200d}rie", "Ma\u{200c}rie", "王\u{200d}明", "\u{200d}محمد", "محمد\u{200c}", "1\u{200d}2"]
        {
            assert!(Name::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_text_keeps_its_lines_and_loses_its_tricks() {
        assert_eq!(
            Text::parse("one\r\ntwo\u{202e}\u{7}\u{200b}\u{e0041}", 100).unwrap().as_str(),
            "one\ntwo"
        );
        assert!(Text::parse("12345", 4).is_err());
    }
}
