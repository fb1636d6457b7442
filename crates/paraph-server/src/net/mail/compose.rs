//! Writes a message in the form of RFC 5322 and RFC 2045. Nothing a person typed can become a header of its own.

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::{Mail, MailError};

use crate::limits;

/// Writes the message that `sender` sends.
pub(super) fn compose(mail: &Mail, sender: &Mailbox) -> Result<Message, MailError> {
    let unwritable =
        |cause: lettre::error::Error| MailError::Permanent(format!("the message cannot be written: {cause}"));
    let name = one_line(&mail.to_name);
    let to = Mailbox::new((!name.is_empty()).then_some(name), address(&mail.to)?);
    let id: String =
        mail.id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')).collect();
    Message::builder()
        .from(sender.clone())
        .to(to)
        .subject(one_line(&mail.subject))
        .date(mail.date.into())
        .message_id(Some(format!("<{id}@{}>", sender.email.domain())))
        // RFC 3834 § 5: so that no holiday notice answers.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
        .map_err(unwritable)
}

/// Reads an address. The domain is written as the domain name system has it (RFC 5890), so that every mail server
/// takes it; only a part before the @ beyond ASCII asks for one that knows SMTPUTF8 (RFC 6531).
pub(super) fn address(text: &str) -> Result<Address, MailError> {
    let wrong = || MailError::Permanent(format!("{} is not an e-mail address", one_line(text)));
    let (local, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
    let domain = idna::domain_to_ascii_strict(domain).map_err(|_| wrong())?;
    Address::new(local, domain).map_err(|_| wrong())
}

/// Reads what mail comes from (RFC 5322 § 3.4): an address, or a name with the address in angle brackets. Without a name
/// `fallback` is taken.
pub(super) fn sender(text: &str, fallback: &str) -> Result<Mailbox, MailError> {
    let wrong = || MailError::Permanent(format!("{} is not an e-mail address", one_line(text)));
    let text = text.trim();
    let (name, email) = match text.strip_suffix('>') {
        None => ("", text),
        Some(rest) => rest.rsplit_once('<').ok_or_else(wrong)?,
    };
    let name = unquoted(name.trim()).ok_or_else(wrong)?;
    if name.chars().any(char::is_control) {
        return Err(wrong());
    }
    let name = one_line(if name.is_empty() { fallback } else { &name });
    Ok(Mailbox::new((!name.is_empty()).then_some(name), address(email.trim())?))
}

/// A name as it is meant: what stands in quotation marks without them, and nothing else that has a meaning of its own.
fn unquoted(name: &str) -> Option<String> {
    let Some(inner) = name.strip_prefix('"') else {
        let is_plain = !name.contains(['"', '<', '>', '@', ',', ';', ':', '(', ')', '\\']);
        return is_plain.then(|| name.to_owned());
    };
    let mut text = String::new();
    let mut characters = inner.strip_suffix('"')?.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return None,
            '\\' => text.push(characters.next()?),
            _ => text.push(character),
        }
    }
    Some(text)
}

/// One line, whatever was typed: no character that ends a line or steers a terminal, and not too many.
pub(super) fn one_line(text: &str) -> String {
    let calm = |c: char| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c };
    let line: String = text.chars().take(limits::MAIL_LINE_LENGTH_MAX).map(calm).collect();
    line.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_comes_from_an_address_or_from_a_name_with_one() {
        for (given, name, email) in [
            ("no-reply@x.example", "The firm", "no-reply@x.example"),
            ("<no-reply@x.example>", "The firm", "no-reply@x.example"),
            ("Paraph <no-reply@x.example>", "Paraph", "no-reply@x.example"),
            ("  Étude Lefort  < no-reply@x.example > ", "Étude Lefort", "no-reply@x.example"),
            ("\"Lefort, Notaire\" <a@x.example>", "Lefort, Notaire", "a@x.example"),
            (r#""The \"old\" firm" <a@x.example>"#, "The \"old\" firm", "a@x.example"),
            ("Büro <post@büro.example>", "Büro", "post@xn--bro-hoa.example"),
        ] {
            let read = sender(given, "The firm").unwrap();
            assert_eq!(
                (read.name.as_deref(), read.email.to_string()),
                (Some(name), email.to_owned()),
                "{given}"
            );
        }
    }

    #[test]
    fn what_is_no_from_line_is_refused() {
        for given in [
            "",
            "Paraph",
            "Paraph <>",
            "Paraph no-reply@x.example",
            "Paraph <a@x.example",
            "a@x.example, b@x.example",
            "Lefort, Notaire <a@x.example>",
            "\"Paraph <a@x.example>",
            "Paraph <a@x.example> (desk)",
            "Paraph\r\nBcc: b@y.example <a@x.example>",
        ] {
            assert!(sender(given, "The firm").is_err(), "{given}");
        }
    }
}
