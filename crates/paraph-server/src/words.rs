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

/// A longer text: its lines are kept, a tab is a space, and what cannot be seen is refused.
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
    /// Reads a text that may be empty. Direction marks may stand in a text with words that run from right to left.
    ///
    /// # Errors
    /// When it is longer than `length_max` characters, or holds what a line may not hold (see [`Line::parse`]).
    pub fn parse(text: &str, length_max: usize) -> Result<Self, Error> {
        let text =
            text.trim().replace("\r\n", "\n").replace(['\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
        if text.chars().count() > length_max {
            return Err(Error::invalid("error-text-long").with("max", length_max));
        }
        must_hold_no_flaw(&characters::judge_lines(&text).collect::<Vec<_>>())?;
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line that shows all that it holds.
fn must_be_legible(line: &str) -> Result<(), Error> {
    must_hold_no_flaw(&characters::judge(line).collect::<Vec<_>>())
}

/// The sentence names the first character that would not be seen, and shows where it stands.
fn must_hold_no_flaw(judged: &[(char, Option<Flaw>)]) -> Result<(), Error> {
    let found = judged.iter().enumerate().find_map(|(at, (c, flaw))| flaw.map(|flaw| (at, *c, flaw)));
    let Some((at, c, flaw)) = found else { return Ok(()) };
    let key = match flaw {
        Flaw::Unseen => "error-character-unseen",
        Flaw::MarkAlone => "error-character-mark",
    };
    let code = format!("U+{:04X}", u32::from(c));
    Err(Error::invalid(key).with("code", code).with("place", place(judged, at)))
}

/// What stands around a character, which is itself shown as a box; other flaws are left out.
fn place(judged: &[(char, Option<Flaw>)], at: usize) -> String {
    const AROUND: usize = 12;
    let (before, after) = judged.split_at(at.min(judged.len()));
    let seen = |(c, flaw): &(char, Option<Flaw>)| flaw.is_none().then_some(if *c == '\n' { ' ' } else { *c });
    let mut words: Vec<char> = before.iter().rev().filter_map(seen).take(AROUND).collect();
    words.reverse();
    words.push('▯');
    words.extend(after.iter().filter_map(seen).take(AROUND));
    words.into_iter().collect()
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
        assert_eq!(said.sentence().arguments, [("code", "U+200B".to_owned()), ("place", "An▯na".to_owned())]);
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
    fn a_text_keeps_its_lines_and_is_refused_with_what_cannot_be_seen() {
        let read = |text: &str| Text::parse(text, 100).map(|text| text.as_str().to_owned());
        assert_eq!(read(" one\r\n\ttwo\u{2028}three\n\nfour ").unwrap(), "one\n two\nthree\n\nfour");
        assert!(Text::parse("12345", 4).is_err());
        for (text, code, place) in [
            ("Please\nsign\u{202e} here", "U+202E", "Please sign▯ here"),
            ("one\r\ntwo\u{200b}\u{e0041}", "U+200B", "one two▯"),
            ("\u{feff}Dear Anna", "U+FEFF", "▯Dear Anna"),
            (
                "The price is not the one that was agreed\u{7} upon in March",
                "U+0007",
                "t was agreed▯ upon in Mar",
            ),
            ("soft\u{ad}hyphen", "U+00AD", "soft▯hyphen"),
            ("\u{2067}isolated\u{2069}", "U+2067", "▯isolated"),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(error.sentence().key, "error-character-unseen", "{text:?}");
            let arguments = [("code", code.to_owned()), ("place", place.to_owned())];
            assert_eq!(error.sentence().arguments, arguments, "{text:?}");
        }
        let error = read("a line\n\u{301}and a mark").unwrap_err();
        assert_eq!(error.sentence().key, "error-character-mark");
    }

    #[test]
    fn a_text_keeps_the_joiners_and_direction_marks_that_its_script_needs() {
        for text in [
            "می\u{200c}خواهم امضا کنم",
            "क्\u{200d}ष",
            "המחיר הוא 5 (USD)\u{200f}.",
            "\u{200e}USD\u{200e} על פי ההסכם",
            "السعر 5\u{61c}-3",
            "Signed with ❤\u{fe0f} by 👨\u{200d}👩\u{200d}👧",
        ] {
            assert_eq!(Text::parse(text, 100).unwrap().as_str(), text);
        }
        // Where nothing runs from right to left they are of no use but to hide a difference.
        for text in ["Please\u{200f} sign", "left\u{200e}", "Ma\u{200d}rie", "5\u{61c}6"] {
            assert!(Text::parse(text, 100).is_err(), "{text:?}");
        }
    }
}
