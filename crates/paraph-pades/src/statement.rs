//! What a seal of Paraph states about the act, in words in `/Reason`: written when signing, read when a file is checked.

use serde::Serialize;

/// An act, as the seal that signs it states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Statement {
    /// The envelope was sent for signature.
    Sent {
        /// Which envelope.
        envelope: String,
    },
    /// A person opened the link sent to them by e-mail, consented and signed: a simple electronic signature.
    Signed {
        /// How: `typed`, `drawn` or `uploaded`.
        hand: String,
        /// Who.
        name: String,
        /// The address to which the link was sent.
        email: String,
        /// Which envelope.
        envelope: String,
    },
    /// Everybody has signed the envelope.
    Sealed {
        /// Which envelope.
        envelope: String,
    },
}

const SENT: &str = "Sent for signature as envelope ";
const SEALED: &str = "Sealed: everybody has signed envelope ";
const SIGNED: &str = "Simple electronic signature (";
const CONSENTED: &str = ">, who opened the link sent by e-mail and consented; envelope ";

impl Statement {
    /// Reads it back; none for any other words.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(envelope) = text.strip_prefix(SENT) {
            return identifier(envelope).map(|envelope| Self::Sent { envelope });
        }
        if let Some(envelope) = text.strip_prefix(SEALED) {
            return identifier(envelope).map(|envelope| Self::Sealed { envelope });
        }
        let (hand, rest) = text.strip_prefix(SIGNED)?.split_once(") of ")?;
        let (who, envelope) = rest.rsplit_once(CONSENTED)?;
        let (name, email) = who.rsplit_once(" <")?;
        if !["typed", "drawn", "uploaded"].contains(&hand) || email.contains(char::is_whitespace) {
            return None;
        }
        let envelope = identifier(envelope)?;
        Some(Self::Signed { hand: hand.to_owned(), name: name.to_owned(), email: email.to_owned(), envelope })
    }

    /// Whom it names as the signatory.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Signed { name, .. } => Some(name),
            _ => None,
        }
    }
}

impl std::fmt::Display for Statement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sent { envelope } => write!(formatter, "{SENT}{envelope}"),
            Self::Sealed { envelope } => write!(formatter, "{SEALED}{envelope}"),
            Self::Signed { hand, name, email, envelope } => {
                write!(formatter, "{SIGNED}{hand}) of {name} <{email}{CONSENTED}{envelope}")
            }
        }
    }
}

fn identifier(text: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (!text.is_empty() && text.len() <= 64 && text.bytes().all(plain)).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stated_reads_back_whatever_the_name_is() {
        for name in ["Anna Müller", "A <b> c", "x) of y", "Simple electronic signature (typed) of Z <z@z>"] {
            let signed = Statement::Signed {
                hand: "typed".to_owned(),
                name: name.to_owned(),
                email: "anna@example.org".to_owned(),
                envelope: "0a1b".to_owned(),
            };
            assert_eq!(Statement::parse(&signed.to_string()), Some(signed));
        }
        for kept in
            [Statement::Sent { envelope: "e".to_owned() }, Statement::Sealed { envelope: "e".to_owned() }]
        {
            assert_eq!(Statement::parse(&kept.to_string()), Some(kept));
        }
    }

    #[test]
    fn other_words_state_nothing() {
        for words in [
            "",
            "I approve",
            "Sent for signature as envelope ",
            "Sent for signature as envelope a\nb",
            "Simple electronic signature (sworn) of A <a@b>, who opened the link sent by e-mail and consented; envelope e",
            "Simple electronic signature (typed) of A, who opened the link",
        ] {
            assert_eq!(Statement::parse(words), None, "{words}");
        }
    }
}
