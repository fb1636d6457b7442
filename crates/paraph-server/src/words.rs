//! Words that people write, parsed once at the edge: names, addresses, longer texts.

use crate::error::Error;
use crate::limits;

/// A person's, project's or document's name: one line, trimmed, not empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// An e-mail address (the addr-spec of RFC 5321 § 4.1.2, without quoted local parts).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

/// A longer text: line breaks kept, other control characters removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text(String);

impl Name {
    /// Reads a name.
    ///
    /// # Errors
    /// When it is empty, too long, or holds control or direction-changing characters.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::invalid("error-name-empty"));
        }
        if text.chars().count() > limits::NAME_LENGTH_MAX {
            return Err(Error::invalid("error-name-long").with("max", limits::NAME_LENGTH_MAX));
        }
        if text.chars().any(is_deceptive) {
            return Err(Error::invalid("error-name-characters"));
        }
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
    /// When it cannot be an address.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let wrong = || Error::invalid("error-email");
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

impl Text {
    /// Reads a text that may be empty.
    ///
    /// # Errors
    /// When it is longer than `length_max` characters.
    pub fn parse(text: &str, length_max: usize) -> Result<Self, Error> {
        let kept: String =
            text.trim().replace("\r\n", "\n").chars().filter(|c| *c == '\n' || !is_deceptive(*c)).collect();
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

/// Control characters, and those that make a text read otherwise than it is written (Unicode TR 36 § 2.5).
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}' | '\u{feff}')
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
    fn a_text_keeps_its_lines_and_loses_its_tricks() {
        assert_eq!(Text::parse("one\r\ntwo\u{202e}\u{7}", 100).unwrap().as_str(), "one\ntwo");
        assert!(Text::parse("12345", 4).is_err());
    }
}
