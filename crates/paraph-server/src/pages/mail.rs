//! The words of every mail, as plain text and as HTML.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};

use super::times;
use crate::locale::Locale;
use crate::zone::Zone;

/// A mail's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailBody {
    /// Subject line.
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// HTML, complete, without anything loaded from elsewhere.
    pub html: String,
}

/// What mails to a signatory say of the envelope.
#[derive(Debug, Clone)]
pub struct About {
    /// Language of the addressee.
    pub locale: Locale,
    /// Name of the addressee.
    pub name: String,
    /// Name of the member who sent the envelope.
    pub sender: String,
    /// Name of the firm or person that runs the instance.
    pub operator: String,
    /// Title of the envelope.
    pub title: String,
    /// Zone of the envelope, in which its times are said.
    pub zone: Zone,
    /// The addressee's link: to sign, to download, or to look.
    pub link: String,
}

/// Asks somebody into the account.
pub fn member_invitation(locale: Locale, inviter: &str, operator: &str, link: &str) -> MailBody {
    let arguments = [("inviter", inviter.into()), ("operator", operator.into())];
    Letter {
        locale,
        subject: locale.say("mail-member-subject", &arguments),
        greeting: locale.text("mail-greeting"),
        paragraphs: vec![locale.say("mail-member-text", &arguments), locale.text("mail-member-once")],
        quote: String::new(),
        action: locale.text("mail-member-action"),
        link,
        operator,
    }
    .body()
}

/// Leads a member to a new password.
pub fn password_reset(locale: Locale, name: &str, operator: &str, link: &str) -> MailBody {
    let minutes = crate::limits::PASSWORD_RESET_MINUTES;
    Letter {
        locale,
        subject: locale.say("mail-password-reset-subject", &[("operator", operator.into())]),
        greeting: locale.say("mail-greeting-name", &[("name", name.into())]),
        paragraphs: vec![
            locale.say("mail-password-reset-text", &[("operator", operator.into())]),
            locale.say("mail-password-reset-once", &[("minutes", minutes.into())]),
        ],
        quote: String::new(),
        action: locale.text("mail-password-reset-action"),
        link,
        operator,
    }
    .body()
}

/// What mails to a member say of what was done about their password.
#[derive(Debug, Clone, Copy)]
pub struct OfPassword<'a> {
    /// Language of the member.
    pub locale: Locale,
    /// Their name.
    pub name: &'a str,
    /// Name of the firm or person that runs the instance.
    pub operator: &'a str,
    /// When it was done.
    pub at: Timestamp,
    /// In which zone that is said.
    pub zone: &'a Zone,
    /// Where to set another one.
    pub link: &'a str,
}

/// Tells a member that their password is another one, set from the network address `ip`.
pub fn password_changed(about: &OfPassword<'_>, ip: &str) -> MailBody {
    of_password(about, "mail-password-changed", ip)
}

/// Tells a member that the operator has made a link to a new password for them.
pub fn password_link_issued(about: &OfPassword<'_>) -> MailBody {
    of_password(about, "mail-password-issued", "")
}

fn of_password(about: &OfPassword<'_>, key: &str, ip: &str) -> MailBody {
    let locale = about.locale;
    let arguments = [
        ("operator", about.operator.into()),
        ("time", times::in_words(about.at, about.zone, locale).into()),
        ("ip", ip.into()),
    ];
    Letter {
        locale,
        subject: locale.say(&format!("{key}-subject"), &arguments),
        greeting: locale.say("mail-greeting-name", &[("name", about.name.into())]),
        paragraphs: vec![
            locale.say(&format!("{key}-text"), &arguments),
            locale.text(&format!("{key}-otherwise")),
        ],
        quote: String::new(),
        action: locale.text(&format!("{key}-action")),
        link: about.link,
        operator: about.operator,
    }
    .body()
}

/// Asks a signatory to sign; `message` is the sender's own and may be empty.
pub fn to_sign(about: &About, message: &str, expires: Timestamp) -> MailBody {
    letter(about, "mail-sign", message, &["mail-sign-how"], Some(expires))
}

/// Reminds a signatory.
pub fn reminder(about: &About, expires: Timestamp) -> MailBody {
    letter(about, "mail-reminder", "", &["mail-sign-how"], Some(expires))
}

/// Everybody has signed: the originals are there.
pub fn completed(about: &About) -> MailBody {
    letter(about, "mail-completed", "", &["mail-completed-how"], None)
}

/// `by` declined; `reason` may be empty.
pub fn declined(about: &About, by: &str, reason: &str) -> MailBody {
    let about = About { sender: by.to_owned(), ..about.clone() };
    letter(&about, "mail-declined", reason, &["mail-nothing-to-do"], None)
}

/// The sender cancelled; `reason` may be empty.
pub fn cancelled(about: &About, reason: &str) -> MailBody {
    letter(about, "mail-cancelled", reason, &["mail-nothing-to-do"], None)
}

/// The time to sign has passed.
pub fn expired(about: &About) -> MailBody {
    letter(about, "mail-expired", "", &["mail-nothing-to-do"], None)
}

/// The sentences `{key}-subject`, `{key}-text` and `{key}-action`, with what else is to be said.
fn letter(about: &About, key: &str, quote: &str, more: &[&str], expires: Option<Timestamp>) -> MailBody {
    let locale = about.locale;
    let arguments = [("sender", about.sender.as_str().into()), ("title", about.title.as_str().into())];
    let mut paragraphs = vec![locale.say(&format!("{key}-text"), &arguments)];
    paragraphs.extend(more.iter().map(|key| locale.text(key)));
    if let Some(expires) = expires {
        paragraphs.push(
            locale.say("mail-expires", &[("time", times::in_words(expires, &about.zone, locale).into())]),
        );
    }
    Letter {
        locale,
        subject: locale.say(&format!("{key}-subject"), &arguments),
        greeting: locale.say("mail-greeting-name", &[("name", about.name.as_str().into())]),
        paragraphs,
        quote: quote.to_owned(),
        action: locale.text(&format!("{key}-action")),
        link: &about.link,
        operator: &about.operator,
    }
    .body()
}

/// A letter before it is set.
struct Letter<'a> {
    locale: Locale,
    subject: String,
    greeting: String,
    paragraphs: Vec<String>,
    quote: String,
    action: String,
    link: &'a str,
    operator: &'a str,
}

impl Letter<'_> {
    fn body(self) -> MailBody {
        MailBody { text: self.text(), html: self.html().into_string(), subject: one_line(&self.subject) }
    }

    fn footer(&self) -> String {
        self.locale.say("mail-footer", &[("operator", self.operator.into())])
    }

    fn text(&self) -> String {
        let mut parts = vec![self.greeting.clone()];
        parts.extend(self.paragraphs.iter().take(1).cloned());
        if !self.quote.is_empty() {
            parts.push(self.quote.lines().map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n"));
        }
        parts.push(format!(
            "{}\n{}",
            self.locale.say("mail-action-line", &[("action", self.action.as_str().into())]),
            self.link
        ));
        parts.extend(self.paragraphs.iter().skip(1).cloned());
        parts.push(format!("-- \n{}", self.footer()));
        parts.join("\n\n") + "\n"
    }

    fn html(&self) -> Markup {
        const BODY: &str = "margin:0;padding:24px;background:#f4f5f7;color:#1c2430;font:16px/1.5 Georgia,'Times New Roman',serif";
        const SHEET: &str =
            "max-width:34em;margin:0 auto;padding:32px;background:#ffffff;border:1px solid #d5dae1";
        const BUTTON: &str = "display:inline-block;padding:12px 24px;background:#1b3a5c;color:#ffffff;text-decoration:none;font-family:Arial,sans-serif";
        const QUOTE: &str =
            "margin:16px 0;padding:0 0 0 16px;border-left:3px solid #b7c2cf;white-space:pre-line";
        const SMALL: &str = "margin-top:32px;color:#566272;font:13px/1.5 Arial,sans-serif";
        html! {
            (DOCTYPE)
            html lang=(self.locale.as_str()) {
                head { meta charset="utf-8"; title { (self.subject) } }
                body style=(BODY) {
                    div style=(SHEET) {
                        p { (self.greeting) }
                        @for paragraph in self.paragraphs.iter().take(1) { p { (paragraph) } }
                        @if !self.quote.is_empty() { blockquote style=(QUOTE) { (self.quote) } }
                        p { a href=(self.link) style=(BUTTON) { (self.action) } }
                        @for paragraph in self.paragraphs.iter().skip(1) { p { (paragraph) } }
                        p style=(SMALL) { (self.footer()) br; (self.link) }
                    }
                }
            }
        }
    }
}

/// A subject cannot carry further header lines.
fn one_line(text: &str) -> String {
    text.split(['\r', '\n']).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(locale: Locale, name: &str) -> About {
        About {
            locale,
            name: name.to_owned(),
            sender: "Maître Claire Dubois".to_owned(),
            operator: "Dubois & Associés".to_owned(),
            title: "Share purchase agreement".to_owned(),
            zone: Zone::find("Europe/Paris").unwrap(),
            link: "https://sign.example/s/secret".to_owned(),
        }
    }

    fn all(about: &About) -> Vec<MailBody> {
        let expires = "2026-12-21T12:00:00Z".parse().unwrap();
        let of_password = OfPassword {
            locale: about.locale,
            name: &about.name,
            operator: &about.operator,
            at: expires,
            zone: &about.zone,
            link: &about.link,
        };
        vec![
            to_sign(about, "Please sign\nbefore Friday.", expires),
            reminder(about, expires),
            completed(about),
            declined(about, "Bob", "The price"),
            cancelled(about, ""),
            expired(about),
            password_reset(about.locale, &about.name, &about.operator, &about.link),
            password_changed(&of_password, "192.0.2.7"),
            password_link_issued(&of_password),
            member_invitation(about.locale, &about.sender, &about.operator, &about.link),
        ]
    }

    #[test]
    fn every_mail_is_whole_in_both_languages_and_holds_its_link_twice() {
        for locale in Locale::ALL {
            for mail in all(&about(locale, "Ana")) {
                let whole = format!("{}{}{}", mail.subject, mail.text, mail.html);
                assert!(!whole.contains('⟦') && !whole.contains("{$") && !whole.contains("{ $"), "{whole}");
                assert!(mail.text.contains("https://sign.example/s/secret"));
                assert!(mail.html.contains("href=\"https://sign.example/s/secret\""));
            }
        }
    }

    #[test]
    fn a_mail_says_until_when_in_the_zone_of_the_envelope_and_names_it() {
        let expires = "2026-11-29T23:30:00Z".parse().unwrap();
        let mail = to_sign(&about(Locale::English, "Ana"), "", expires);
        for text in [mail.text, mail.html] {
            assert!(text.contains("until 30 November 2026, 00:30 (Europe/Paris, UTC+1)"), "{text}");
        }
    }

    #[test]
    fn a_name_with_markup_stays_a_name() {
        for mail in all(&about(Locale::English, "<script>alert(1)</script>")) {
            assert!(!mail.html.contains("<script"), "{}", mail.html);
        }
    }

    #[test]
    fn a_title_cannot_add_a_header_to_the_mail() {
        let mut about = about(Locale::English, "Ana");
        about.title = "Deal\r\nBcc: thief@example.org".to_owned();
        for mail in all(&about) {
            assert!(!mail.subject.contains(['\r', '\n']), "{}", mail.subject);
        }
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for mail in all(&about(Locale::French, "Ana")) {
            assert!(
                !mail.html.contains("src=") && !mail.html.contains("url(") && !mail.html.contains("<link")
            );
        }
    }
}
