//! Mail: what arrives, what is refused for good, what is tried again, and what never leaves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

use std::time::Duration;

use paraph_server::net::mail::{Mail, MailError, Mailer, Memory, Outcome, Protection, SetupError, Smtp};

use super::mail_server::{Behaviour, MailServer};
use super::{CERTIFICATE, dead_port};

fn settings(port: u16, protection: Protection) -> Smtp<'static> {
    Smtp {
        host: "localhost",
        port: Some(port),
        protection,
        credentials: None,
        from: "closing@paraph.example",
        from_name: "Mill Partners",
        trust: Some(CERTIFICATE),
        step_time: Some(Duration::from_secs(5)),
    }
}

fn mail() -> Mail {
    Mail {
        id: "m-0042".to_owned(),
        to: "ada@mill.example".to_owned(),
        to_name: "Ada Lovelace".to_owned(),
        subject: "Please sign".to_owned(),
        text: "Dear Ada,\n.\nsign here: https://paraph.example/s/abc\n".to_owned(),
        html: "<p>Dear Ada, <a href=\"https://paraph.example/s/abc\">sign here</a></p>".to_owned(),
        date: "2026-11-21T09:30:00Z".parse().unwrap(),
    }
}

/// "Contrat de cession d’actions – à signer ✍" as RFC 2047 writes it.
const SUBJECT: &str =
    "Subject: Contrat de cession =?utf-8?b?ZOKAmWFjdGlvbnMg4oCTIMOg?= signer =?utf-8?b?4pyN?=";

/// Delivers over an unprotected connection to a server that behaves so.
async fn deliver(behaviour: Behaviour, mail: &Mail) -> (Result<Outcome, MailError>, MailServer) {
    let server = MailServer::start(behaviour).await;
    let mailer = Mailer::smtp(settings(server.port, Protection::None)).unwrap();
    (mailer.deliver(mail).await, server)
}

fn answering(verb: &'static str, answer: &'static str) -> Behaviour {
    Behaviour { answers: [(verb, answer)].into(), ..Behaviour::default() }
}

/// The one message that arrived, its folded headers unfolded.
async fn arrived(mail: &Mail) -> String {
    let (outcome, server) = deliver(Behaviour::default(), mail).await;
    assert_eq!(outcome, Ok(Outcome::Accepted("250 2.0.0 queued as 4711".to_owned())));
    let [message] = &server.seen().messages[..] else { panic!("not one message") };
    message.replace("\r\n ", " ")
}

fn headers(message: &str) -> Vec<&str> {
    message.split("\r\n\r\n").next().unwrap_or("").split("\r\n").collect()
}

#[track_caller]
fn check_error(outcome: Result<Outcome, MailError>, is_permanent: bool, said: &str) {
    let error = outcome.unwrap_err();
    assert_eq!(matches!(error, MailError::Permanent(_)), is_permanent, "{error:?}");
    assert!(error.to_string().contains(said), "{error}");
}

#[tokio::test]
async fn a_message_arrives_with_every_header_it_should_have() {
    let message = arrived(&mail()).await;
    let headers = headers(&message);
    for header in [
        "From: \"Mill Partners\" <closing@paraph.example>",
        "To: \"Ada Lovelace\" <ada@mill.example>",
        "Subject: Please sign",
        "Date: Sat, 21 Nov 2026 09:30:00 +0000",
        "Message-ID: <m-0042@paraph.example>",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    ] {
        assert!(headers.contains(&header), "{header} is missing in {headers:#?}");
    }
    assert!(message.contains("Content-Type: multipart/alternative"));
    let (text, html) = (message.find("text/plain"), message.find("text/html"));
    assert!(text.is_some() && text < html, "the plain text comes first, as RFC 2046 § 5.1.4 wants");
    assert!(message.contains("https://paraph.example/s/abc"));
}

#[tokio::test]
async fn the_envelope_names_sender_and_recipient_and_nobody_else() {
    let (outcome, server) = deliver(Behaviour::default(), &mail()).await;
    assert!(outcome.is_ok());
    let lines = server.seen().lines;
    assert!(lines.contains(&"EHLO paraph.example".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.starts_with("MAIL FROM:<closing@paraph.example>")));
    let recipients: Vec<_> = lines.iter().filter(|line| line.starts_with("RCPT")).collect();
    assert_eq!(recipients, ["RCPT TO:<ada@mill.example>"]);
}

#[tokio::test]
async fn a_line_with_a_single_dot_does_not_end_the_message() {
    let message = arrived(&mail()).await;
    assert!(message.contains("\r\n..\r\n"), "{message}");
    assert!(message.contains("sign here"));
}

#[tokio::test]
async fn nothing_a_person_typed_becomes_a_header() {
    let attack = "x\r\nBcc: mallory@evil.example\r\n\r\nbody\u{2028}\u{85}\0\u{1b}[2J";
    let typed =
        Mail { subject: attack.to_owned(), to_name: attack.to_owned(), id: format!("a{attack}b"), ..mail() };
    let message = arrived(&typed).await;
    assert!(
        !headers(&message).iter().any(|header| header.to_ascii_lowercase().starts_with("bcc")),
        "{message}"
    );
    assert!(headers(&message).iter().any(|header| header.starts_with("Auto-Submitted")), "{message}");
    let names = headers(&message)
        .iter()
        .filter_map(|header| header.split(':').next())
        .map(str::to_owned)
        .collect::<Vec<_>>();
    let expected =
        ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"];
    assert!(names.iter().all(|name| expected.contains(&name.as_str())), "{names:?}");
}

#[tokio::test]
async fn an_address_that_carries_commands_is_refused_before_anything_leaves() {
    for to in [
        "ada@mill.example\r\nRCPT TO:<mallory@evil.example>",
        "ada@mill.example>\r\nDATA",
        "ada@mill.example,mallory@evil.example",
        "<ada@mill.example>",
        "ada lovelace@mill.example",
        "ada",
        "@mill.example",
        "ada@",
        "",
    ] {
        let (outcome, server) = deliver(Behaviour::default(), &Mail { to: to.to_owned(), ..mail() }).await;
        check_error(outcome, true, "is not an e-mail address");
        assert!(server.seen().lines.is_empty(), "{to:?} reached the server");
    }
}

#[tokio::test]
async fn names_subjects_and_texts_of_any_script_arrive() {
    let typed = Mail {
        to_name: "Đặng Thị Ánh, \"née\" Œuvré".to_owned(),
        subject: "Contrat de cession d’actions – à signer ✍".to_owned(),
        text: format!("Chère Ánh,\n{}\n", "длинная строка ".repeat(200)),
        ..mail()
    };
    let message = arrived(&typed).await;
    assert!(message.is_ascii(), "a server without 8BITMIME would spoil it");
    assert!(message.lines().all(|line| line.len() < 999), "RFC 5322 § 2.1.1");
    assert!(headers(&message).contains(&SUBJECT), "{message}");
}

#[tokio::test]
async fn an_international_domain_is_written_as_the_name_system_has_it() {
    let (outcome, server) =
        deliver(Behaviour::default(), &Mail { to: "ada@mühle.example".to_owned(), ..mail() }).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(
        server.seen().lines.contains(&"RCPT TO:<ada@xn--mhle-0ra.example>".to_owned()),
        "{:?}",
        server.seen().lines
    );
}

#[tokio::test]
async fn an_international_local_part_needs_a_server_that_knows_it() {
    let typed = Mail { to: "адa@mill.example".to_owned(), ..mail() };
    let (outcome, _) = deliver(Behaviour::default(), &typed).await;
    check_error(outcome, true, "before the @");
    let (outcome, server) = deliver(Behaviour { knows_utf8: true, ..Behaviour::default() }, &typed).await;
    assert!(outcome.is_ok(), "{outcome:?}");
    assert!(server.seen().lines.iter().any(|line| line.contains("SMTPUTF8")));
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_says_what_the_server_said() {
    let (outcome, server) =
        deliver(answering("RCPT", "550-5.1.1 no such\r\n550 5.1.1 person here"), &mail()).await;
    check_error(outcome, true, "550 5.1.1 no such");
    assert!(server.seen().messages.is_empty());
}

#[tokio::test]
async fn a_refused_message_is_final() {
    let (outcome, _) = deliver(answering(".", "554 5.7.1 looks like spam"), &mail()).await;
    check_error(outcome, true, "554 5.7.1 looks like spam");
}

#[tokio::test]
async fn greylisting_and_full_mailboxes_are_tried_again() {
    for (verb, answer) in [
        ("RCPT", "451 4.7.1 greylisted, come back later"),
        ("RCPT", "452 4.2.2 mailbox full"),
        ("MAIL", "421 4.3.2 shutting down"),
        (".", "451 4.3.0 disk full"),
    ] {
        let (outcome, _) = deliver(answering(verb, answer), &mail()).await;
        check_error(outcome, false, answer);
    }
}

#[tokio::test]
async fn a_dead_port_is_tried_again() {
    let mailer = Mailer::smtp(settings(dead_port().await, Protection::None)).unwrap();
    check_error(mailer.deliver(&mail()).await, false, "refused");
    assert!(matches!(mailer.test().await, Err(MailError::Temporary(_))));
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_in_time() {
    for verb in ["EHLO", "RCPT", "."] {
        let server = MailServer::start(answering(verb, "")).await;
        let impatient =
            Smtp { step_time: Some(Duration::from_millis(200)), ..settings(server.port, Protection::None) };
        let outcome = Mailer::smtp(impatient).unwrap().deliver(&mail()).await;
        assert!(matches!(outcome, Err(MailError::Temporary(_))), "{verb}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_server_that_speaks_no_smtp_is_tried_again() {
    for answer in ["HTTP/1.1 200 OK", "999 what", "250", "2é0 ok"] {
        let (outcome, _) = deliver(answering("EHLO", answer), &mail()).await;
        assert!(matches!(outcome, Err(MailError::Temporary(_)) | Ok(_)), "{answer}: {outcome:?}");
    }
}

#[tokio::test]
async fn starttls_protects_the_message_and_the_password() {
    let behaviour =
        Behaviour { offers_starttls: true, password: Some("AG5hbWUAc2VjcmV0"), ..Behaviour::default() };
    let server = MailServer::start(behaviour).await;
    let settings =
        Smtp { credentials: Some(("name", "secret")), ..settings(server.port, Protection::StartTls) };
    let mailer = Mailer::smtp(settings).unwrap();
    assert!(mailer.deliver(&mail()).await.is_ok());
    let seen = server.seen();
    assert_eq!((seen.handshakes, seen.messages.len()), (1, 1));
    let position = |verb: &str| seen.lines.iter().position(|line| line.starts_with(verb)).unwrap();
    assert!(position("STARTTLS") < position("AUTH") && position("AUTH") < position("MAIL"));
}

#[tokio::test]
async fn a_server_that_does_not_offer_tls_gets_neither_password_nor_message() {
    let server = MailServer::start(Behaviour::default()).await;
    let settings =
        Smtp { credentials: Some(("name", "secret")), ..settings(server.port, Protection::StartTls) };
    let outcome = Mailer::smtp(settings).unwrap().deliver(&mail()).await;
    check_error(outcome, false, "STARTTLS is not supported");
    let lines = server.seen().lines;
    assert!(!lines.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{lines:?}");
}

#[tokio::test]
async fn tls_from_the_first_byte_works() {
    let server = MailServer::start(Behaviour { speaks_tls: true, ..Behaviour::default() }).await;
    let mailer = Mailer::smtp(settings(server.port, Protection::Tls)).unwrap();
    assert!(mailer.deliver(&mail()).await.is_ok());
    assert_eq!(server.seen().handshakes, 1);
}

#[tokio::test]
async fn a_certificate_nobody_trusts_stops_the_message() {
    let server = MailServer::start(Behaviour { speaks_tls: true, ..Behaviour::default() }).await;
    let mailer = Mailer::smtp(Smtp { trust: None, ..settings(server.port, Protection::Tls) }).unwrap();
    let outcome = mailer.deliver(&mail()).await;
    assert!(matches!(outcome, Err(MailError::Temporary(_))), "{outcome:?}");
    assert!(server.seen().lines.is_empty());
}

#[tokio::test]
async fn a_wrong_password_is_the_operator_s_to_set_right_not_the_end_of_the_message() {
    let behaviour = Behaviour { offers_starttls: true, password: Some("other"), ..Behaviour::default() };
    let server = MailServer::start(behaviour).await;
    let settings =
        Smtp { credentials: Some(("name", "secret")), ..settings(server.port, Protection::StartTls) };
    let mailer = Mailer::smtp(settings).unwrap();
    check_error(mailer.deliver(&mail()).await, false, "535 5.7.8 name or password is wrong");
    assert!(matches!(mailer.test().await, Err(MailError::Temporary(_))));
}

#[tokio::test]
async fn a_test_of_the_connection_sends_nothing() {
    let behaviour = Behaviour { offers_starttls: true, ..Behaviour::default() };
    let server = MailServer::start(behaviour).await;
    let mailer = Mailer::smtp(settings(server.port, Protection::StartTls)).unwrap();
    assert_eq!(mailer.test().await, Ok(()));
    let lines = server.seen().lines;
    assert!(!lines.iter().any(|line| line.starts_with("MAIL") || line.starts_with("RCPT")), "{lines:?}");
}

#[tokio::test]
async fn a_repeated_delivery_carries_the_same_message_id() {
    let server = MailServer::start(Behaviour::default()).await;
    let mailer = Mailer::smtp(settings(server.port, Protection::None)).unwrap();
    assert!(mailer.deliver(&mail()).await.is_ok() && mailer.deliver(&mail()).await.is_ok());
    let seen = server.seen();
    let ids = seen.messages.iter().filter(|message| message.contains("Message-ID: <m-0042@paraph.example>"));
    assert_eq!(ids.count(), 2);
}

#[test]
fn settings_that_cannot_work_or_would_leak_are_refused() {
    let refusal = |settings: Smtp<'_>| Mailer::smtp(settings).err();
    let plain_elsewhere = Smtp { host: "mail.example", ..settings(25, Protection::None) };
    assert_eq!(refusal(plain_elsewhere), Some(SetupError::PlainBeyondThisMachine));
    for host in ["127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "::2"] {
        let plain = Smtp { host, ..settings(25, Protection::None) };
        assert_eq!(refusal(plain), Some(SetupError::PlainBeyondThisMachine), "{host}");
    }
    for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"] {
        assert_eq!(refusal(Smtp { host, ..settings(25, Protection::None) }), None, "{host}");
    }
    let nobody = Smtp { from: "nobody", ..settings(25, Protection::None) };
    assert_eq!(refusal(nobody), Some(SetupError::FromIsNoAddress));
    let spoiled = Smtp {
        trust: Some(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ..settings(465, Protection::Tls)
    };
    assert!(matches!(refusal(spoiled), Some(SetupError::Tls(_))));
}

#[tokio::test]
async fn the_development_outbox_keeps_everything_and_sends_nothing() {
    assert_eq!(Mailer::Outbox.deliver(&mail()).await, Ok(Outcome::Kept));
    assert_eq!(Mailer::Outbox.test().await, Ok(()));
}

#[tokio::test]
async fn memory_remembers_and_fails_when_told_to() {
    let memory = Memory::default();
    let mailer = Mailer::Memory(memory.clone());
    memory.fail_next(MailError::Temporary("451 later".to_owned()));
    assert_eq!(mailer.deliver(&mail()).await, Err(MailError::Temporary("451 later".to_owned())));
    assert!(memory.delivered().is_empty());
    assert!(mailer.deliver(&mail()).await.is_ok());
    assert_eq!(memory.delivered(), [mail()]);
}
