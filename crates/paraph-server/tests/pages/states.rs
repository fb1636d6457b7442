//! Every page in every state, by name.

use maud::Markup;
use paraph_server::locale::Locale;
use paraph_server::pages::{
    DocumentState, EnvelopeState, Frame, MailState, Notice, Pager, SignatoryState, Tone, account, activity,
    authorize, board, consent, credentials, document, ends, envelope, fields, invitation, landing, members,
    outbox, password, privacy, project, projects, review, signed_in, trust, verify,
};

use crate::history::happenings;
use crate::office::{an_account, everybody};
use crate::sample::*;
use crate::signing;

/// A page's name and its markup.
pub(crate) type Page = (&'static str, Markup);

/// All of them.
pub(crate) fn all(locale: Locale, words: Words) -> Vec<Page> {
    let mut pages = public(locale, words);
    pages.extend(projects_and_documents(locale, words));
    pages.extend(preparing(locale, words));
    pages.extend(boards(locale, words));
    pages.extend(signing::all(locale, words));
    pages.extend(ended(locale, words));
    pages.extend(verification(locale, words));
    pages.extend(administration(locale, words));
    pages
}

fn public(locale: Locale, words: Words) -> Vec<Page> {
    let visitor = frame(locale, words, "/sign-in");
    let typed =
        landing::Landing { email: words.or("claire@dubois.example"), back: words.or(""), reason: None };
    let on_the_way = landing::Landing {
        back: "/projects/1".to_owned(),
        reason: Some(locale.text("sign-in-kept")),
        ..typed.clone()
    };
    let wrong = with(visitor.clone(), Notice::Wrong(words.or(&locale.text("error-sign-in"))));
    let invitation = invitation::Invitation {
        token: "token".to_owned(),
        name: words.hostile.unwrap_or_default().to_owned(),
        email: words.or("paul@dubois.example"),
        email_is_fixed: words.hostile.is_none(),
        is_administrator: false,
        policy_version: "1".to_owned(),
        password_length_min: 12,
        expires: at("2026-11-24T10:00:00Z"),
    };
    let signed_in = member(locale, words, "/invitation/token");
    let over = |end| invitation::over(end, &signed_in);
    vec![
        ("landing", landing::page(&landing::Landing::default(), &frame(locale, words, "/"))),
        ("sign-in-refused", landing::page(&typed, &wrong)),
        ("sign-in-on-the-way", landing::page(&on_the_way, &visitor)),
        ("signed-in", signed_in::page(&member(locale, words, "/signed-in"))),
        ("forgot-password", password::forgot("claire@dubois.example", &visitor)),
        ("forgot-password-sent", password::sent(30, &visitor)),
        ("reset-password", password::reset(&reset(words), &visitor)),
        ("reset-over", password::over(30, &visitor)),
        ("account", account::page(&an_account(locale, words), &member(locale, words, "/account"))),
        ("invitation", invitation::page(&invitation, &visitor)),
        ("invitation-used", invitation::over(&invitation::End::Used, &visitor)),
        ("invitation-expired", over(&invitation::End::Expired(invitation.expires))),
        ("invitation-withdrawn", over(&invitation::End::Withdrawn)),
        ("invitation-unknown", invitation::over(&invitation::End::Unknown, &visitor)),
        ("privacy", privacy::page("1", &visitor)),
        ("consent", consent::page("1", "/projects/1", &visitor)),
        ("trust", trust::page(&certificates(words), &visitor)),
    ]
}

fn reset(words: Words) -> password::Reset {
    password::Reset {
        token: "token".to_owned(),
        name: words.or("Claire Dubois"),
        email: words.or("claire@dubois.example"),
        password_length_min: 12,
    }
}

fn certificates(words: Words) -> trust::Trust {
    let one = |role, subject: &str, years: &str| trust::Certificate {
        role,
        subject: words.or(subject),
        algorithm: words.or("ECDSA P-256"),
        sha256: SHA.to_owned(),
        not_before: at("2026-11-20T00:00:00Z"),
        not_after: at(&format!("{years}-11-20T00:00:00Z")),
    };
    trust::Trust {
        certificates: vec![
            one(trust::Role::Root, "CN=Dubois & Associés Paraph Root", "2046"),
            one(trust::Role::Issuing, "CN=Dubois & Associés Paraph Issuing", "2036"),
            one(trust::Role::Seal, "CN=Dubois & Associés Seal", "2029"),
            one(trust::Role::Timestamp, "CN=Dubois & Associés Time-stamps", "2029"),
        ],
        timestamp_authority: words.or("this service’s own authority"),
        version: "0.1.0".to_owned(),
    }
}

fn projects_and_documents(locale: Locale, words: Words) -> Vec<Page> {
    let frame = member(locale, words, "/projects");
    let row = |id: &str, name: &str, counts: [usize; 3]| projects::Row {
        id: id.to_owned(),
        name: words.or(name),
        reference: words.or("2026-0417"),
        documents: counts[0],
        open_envelopes: counts[1],
        completed_envelopes: counts[2],
        created: at("2026-11-02T09:30:00Z"),
    };
    let rows = vec![
        row("p1", "Project Horizon", [2, 1, 0]),
        row("p2", "Lease of the Lyon warehouse and its outbuildings", [1, 0, 3]),
        row("p3", "Series A, Kestrel Robotics", [14, 2, 1]),
    ];
    let done = with(frame.clone(), Notice::Done(words.or("The documents were added.")));
    let nothing = project::Project {
        documents: Vec::new(),
        documents_pager: Pager::default(),
        ready: Vec::new(),
        envelopes: Vec::new(),
        pager: Pager::default(),
        ..one_project(words)
    };
    vec![
        ("projects-empty", projects::page(&projects::Projects::default(), &frame)),
        (
            "projects",
            projects::page(
                &projects::Projects {
                    rows,
                    name: words.hostile.unwrap_or_default().to_owned(),
                    ..projects::Projects::default()
                },
                &frame,
            ),
        ),
        ("project-empty", project::page(&nothing, &frame)),
        ("project", project::page(&one_project(words), &done)),
        ("document", document::page(&one_document(words, DocumentState::Ready), &frame)),
        ("document-checking", document::page(&one_document(words, DocumentState::Checking), &frame)),
        ("document-refused", document::page(&one_document(words, DocumentState::Refused), &frame)),
    ]
}

/// The second page of a list.
/// A page in the middle of a long list.
pub(crate) fn pager() -> Pager {
    Pager {
        before: 50,
        shown: 50,
        total: 812,
        first: "/x".to_owned(),
        next: Some("/x?behind=1.a".to_owned()),
    }
}

fn one_project(words: Words) -> project::Project {
    let document = |id: &str, name: &str, state| project::DocumentRow {
        id: id.to_owned(),
        name: words.or(name),
        state,
        pages: if state == DocumentState::Ready { 24 } else { 0 },
        size: 1_482_113,
        findings: match state {
            DocumentState::Checking => Vec::new(),
            DocumentState::Ready => findings(words).split_off(1),
            DocumentState::Refused => findings(words),
        },
        created: at("2026-11-21T13:58:00Z"),
    };
    let envelope = |id: &str, title: &str, state, signed| project::EnvelopeRow {
        id: id.to_owned(),
        title: words.or(title),
        state,
        signed,
        signatories: 3,
        changed: at("2026-11-21T14:20:00Z"),
    };
    let ready = |id: &str, name: &str| project::Ready { id: id.to_owned(), name: words.or(name) };
    project::Project {
        pager: pager(),
        documents_pager: pager(),
        ready: vec![ready("d0", "Term sheet.pdf"), ready("d1", "Share purchase agreement.pdf")],
        room: project::Room { project: (19 << 30, 20 << 30), account: (200 << 30, 200 << 30) },
        id: "p1".to_owned(),
        name: words.or("Project Horizon"),
        reference: words.or("2026-0417"),
        documents: vec![
            document("d1", "Share purchase agreement.pdf", DocumentState::Ready),
            document(
                "d2",
                "Disclosure letter with a rather long file name, final version 7 (clean).pdf",
                DocumentState::Checking,
            ),
            document("d3", "Board minutes.pdf", DocumentState::Refused),
        ],
        envelopes: vec![
            envelope("e1", "Sale of Atelier Horizon", EnvelopeState::Sent, 1),
            envelope("e2", "Non-disclosure agreement", EnvelopeState::Completed, 3),
            envelope("e3", "Letter of intent", EnvelopeState::Declined, 1),
            envelope("e4", "Shareholders’ agreement", EnvelopeState::Draft, 0),
        ],
        size_max: 200 * 1024 * 1024,
    }
}

fn one_document(words: Words, state: DocumentState) -> document::Document {
    let mut paper = paper("d1", &words.or("Share purchase agreement.pdf"), "/documents");
    if state != DocumentState::Ready {
        paper.sheets.clear();
    }
    document::Document {
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        state,
        findings: if state == DocumentState::Refused { findings(words) } else { Vec::new() },
        created: at("2026-11-21T13:58:00Z"),
        paper,
    }
}

fn preparing(locale: Locale, words: Words) -> Vec<Page> {
    let frame = member(locale, words, "/envelopes/e1");
    let nobody = fields::Editor { signatories: Vec::new(), fields: Vec::new(), ..editor(words) };
    vec![
        ("draft-empty", envelope::page(&draft(words, Vec::new()), &frame)),
        ("draft", envelope::page(&draft(words, signatories(words)), &frame)),
        ("fields", fields::page(&editor(words), &frame)),
        ("fields-nobody", fields::page(&nobody, &frame)),
        ("review-blocked", review::page(&one_review(words, blocked(words)), &frame)),
        ("review", review::page(&one_review(words, ready(words)), &frame)),
    ]
}

fn ready(words: Words) -> Vec<review::Check> {
    use review::Check;
    vec![
        Check::KeyReady,
        Check::ClockRight,
        Check::TimestampReady { authority: words.or("this service’s own authority") },
        Check::MailReady,
        Check::MailKept,
        Check::EverybodySigns { count: 3 },
        Check::DocumentsReady { count: 2 },
        Check::DocumentWithoutField { document: words.or("Schedule 2, warranties.pdf") },
        Check::DocumentWarning {
            document: words.or("Schedule 2"),
            finding: words.or("Two fonts are not embedded."),
        },
    ]
}

fn blocked(words: Words) -> Vec<review::Check> {
    use review::Check;
    vec![
        Check::KeyMissing,
        Check::ClockWrong { seconds: 312 },
        Check::ClockBehind { seconds: 86_400 },
        Check::TimestampMissing { authority: words.or("http://tsa.example") },
        Check::MailFailing { answer: words.or("535 authentication failed") },
        Check::NoSignatory,
        Check::NothingToSign { name: words.or("Åsa O’Brien-Łukasik") },
        Check::DocumentNotReady {
            document: words.or("Board minutes.pdf"),
            reason: words.or("Its form does not say how its fields look."),
        },
        Check::DocumentsReady { count: 1 },
        Check::Overlap { tone: Tone::Bad, sentence: words.or("Two people have fields in the same place.") },
    ]
}

fn one_review(words: Words, checks: Vec<review::Check>) -> review::Review {
    review::Review {
        id: "e1".to_owned(),
        revision: 3,
        title: words.or("Sale of Atelier Horizon"),
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        zone: paris(),
        documents: enclosed(words),
        signatories: signatories(words),
        checks,
        message: words.hostile.unwrap_or_default().to_owned(),
        expires_days: 30,
        expires_days_max: 365,
        message_length_max: 4000,
    }
}

fn boards(locale: Locale, words: Words) -> Vec<Page> {
    let frame = member(locale, words, "/envelopes/e1");
    let states = [
        ("board", EnvelopeState::Sent),
        ("board-sealing", EnvelopeState::Sealing),
        ("board-completed", EnvelopeState::Completed),
        ("board-declined", EnvelopeState::Declined),
        ("board-cancelled", EnvelopeState::Cancelled),
        ("board-expired", EnvelopeState::Expired),
    ];
    states.into_iter().map(|(name, state)| (name, board::page(&one_board(words, state), &frame))).collect()
}

fn one_board(words: Words, state: EnvelopeState) -> board::Board {
    use SignatoryState::{Declined, Invited, Opened, Signed};
    let sealed = matches!(state, EnvelopeState::Sealing | EnvelopeState::Completed);
    let people = match state {
        _ if sealed => {
            [(Signed, MailState::Accepted), (Signed, MailState::Accepted), (Signed, MailState::Accepted)]
        }
        EnvelopeState::Declined => {
            [(Signed, MailState::Accepted), (Declined, MailState::Accepted), (Invited, MailState::Kept)]
        }
        _ => [(Signed, MailState::Accepted), (Opened, MailState::Queued), (Invited, MailState::Failed)],
    };
    let row = |(one, (state, mail)): (envelope::Signatory, (SignatoryState, MailState))| board::PersonRow {
        id: one.id,
        name: one.name,
        email: one.email,
        colour: one.colour,
        state,
        opened: (state != Invited).then(|| at("2026-11-21T14:40:00Z")),
        ended: matches!(state, Signed | Declined).then(|| at("2026-11-21T15:02:11Z")),
        reason: (state == Declined).then(|| words.or("The price does not match the term sheet.")),
        mail: Some(mail),
        mail_kind: "invitation".to_owned(),
        rests_until: (state == Opened).then(|| at("2026-11-21T16:00:00Z")),
        mail_answer: (mail == MailState::Failed).then(|| words.or("550 no such mailbox")),
        can_be_reminded: matches!(state, Invited | Opened),
    };
    let finished = !matches!(state, EnvelopeState::Sent | EnvelopeState::Sealing);
    board::Board {
        id: "e1".to_owned(),
        title: words.or("Sale of Atelier Horizon"),
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        state,
        sent: Some(at("2026-11-21T14:20:00Z")),
        expires: Some(at("2026-12-21T14:20:00Z")),
        zone: paris(),
        ended: finished.then(|| at("2026-11-22T08:15:00Z")),
        reason: matches!(state, EnvelopeState::Cancelled).then(|| words.or("A new version will follow.")),
        cancelling: words.hostile.unwrap_or_default().to_owned(),
        people: signatories(words).into_iter().zip(people).map(row).collect(),
        documents: enclosed(words)
            .into_iter()
            .map(|one| board::BoardDocument {
                id: one.id,
                name: one.name,
                pages: one.pages,
                sha256: one.sha256,
                sealed_sha256: (state == EnvelopeState::Completed).then(|| SHA.to_owned()),
            })
            .collect(),
        has_certificate: state == EnvelopeState::Completed,
    }
}

fn one_end(words: Words) -> ends::Ended {
    let document = |id: &str, name: &str| ends::EndedDocument {
        id: id.to_owned(),
        name: words.or(name),
        sealed_sha256: SHA.to_owned(),
    };
    ends::Ended {
        token: "token".to_owned(),
        title: words.or("Sale of Atelier Horizon"),
        sender: words.or("Claire Dubois"),
        sender_email: words.or("claire@dubois.example"),
        at: Some(at("2026-11-22T08:15:00Z")),
        by: None,
        reason: Some(words.or("A new version will follow.")),
        people: others(words),
        documents: vec![
            document("d1", "Share purchase agreement.pdf"),
            document("d2", "Schedule 2, warranties.pdf"),
        ],
        has_signed: true,
    }
}

fn ended(locale: Locale, words: Words) -> Vec<Page> {
    let visitor = frame(locale, words, "/s/token");
    let view = one_end(words);
    let by_another = ends::Ended { by: Some(words.or("Jean-Baptiste Lefèvre")), ..one_end(words) };
    let show = |page: fn(&ends::Ended, &Frame) -> Markup| page(&view, &visitor);
    vec![
        ("end-signed", show(ends::signed)),
        ("end-signing", show(ends::signing)),
        ("end-sealing", show(ends::sealing)),
        ("end-done", show(ends::done)),
        ("end-declined", show(ends::declined)),
        ("end-declined-by-another", ends::declined(&by_another, &visitor)),
        ("end-cancelled", show(ends::cancelled)),
        ("end-expired", show(ends::expired)),
        ("end-not-found", ends::not_found(&visitor)),
        ("end-too-large", ends::too_large(&words.or(&locale.text("error-too-large")), None, &visitor)),
        ("end-failed", ends::failed(&words.or(&locale.text("error-broken")), Some("/projects"), &visitor)),
    ]
}

fn verification(locale: Locale, words: Words) -> Vec<Page> {
    use paraph_pades::validate::SubIndication;
    use verify::{Answer, Verdict};
    let visitor = frame(locale, words, "/verify");
    let signature = |verdict, covers, changes: &[&str]| signature(words, verdict, covers, changes);
    let report = |signatures, sealed_here| {
        Answer::Report(verify::Report {
            name: words.or("agreement.pdf"),
            sha256: SHA.to_owned(),
            sealed_here,
            changed_fields: Vec::new(),
            signatures,
        })
    };
    let added = signature(Verdict::Passed, false, &["A signature was added"]);
    let good = vec![added, signature(Verdict::Passed, true, &[])];
    let whole = signature(Verdict::Passed, true, &[]);
    let show = |answer: &Answer| verify::page(Some(answer), &visitor);
    let sealed = at("2026-11-22T08:15:00Z");
    vec![
        ("verify", verify::page(None, &visitor)),
        ("verify-made-here", show(&Answer::MadeHere { sha256: SHA.to_owned(), sealed })),
        ("verify-not-known", show(&Answer::NotKnown { sha256: SHA.to_owned() })),
        ("verify-passed", show(&report(good, Some(sealed)))),
        (
            "verify-failed",
            show(&report(vec![signature(Verdict::Failed, false, &["Page 3 was replaced"])], None)),
        ),
        (
            "verify-looks-different",
            show(&report(vec![verify::Signature { seen: Some(different(words)), ..whole }], None)),
        ),
        ("verify-undecided", show(&report(vec![signature(Verdict::Indeterminate, true, &[])], None))),
        (
            "verify-changed",
            show(&report(
                vec![verify::Signature {
                    modifications_allowed: false,
                    sub_indication: Some(SubIndication::SigConstraintsFailure),
                    ..signature(Verdict::Indeterminate, false, &["content", "content", "a page's /Contents"])
                }],
                None,
            )),
        ),
        ("verify-unsigned", show(&report(Vec::new(), None))),
        ("verify-unreadable", show(&Answer::Unreadable(words.or("This is not a PDF file.")))),
    ]
}

fn administration(locale: Locale, words: Words) -> Vec<Page> {
    let frame = member(locale, words, "/members");
    let mail = |state| {
        outbox::Message {
        is_development: true,
        state,
        answer: Some(words.or("250 queued")),
        attempts: 1,
        to: words.or("Ana Núñez <ana.nunez@horizon.example>"),
        subject: words.or("Claire Dubois asks you to sign “Sale of Atelier Horizon”"),
        text: words.or("Dear Ana Núñez,\n\nRead and sign:\nhttp://localhost:8421/s/9YpB-secret\n\n-- \nDubois & Associés"),
        created: at("2026-11-21T14:20:00Z"),
    }
    };
    let row = |id: &str, state| outbox::Row {
        id: id.to_owned(),
        to: words.or("ana.nunez@horizon.example"),
        subject: words.or("Claire Dubois asks you to sign “Sale of Atelier Horizon”"),
        state,
        created: at("2026-11-21T14:20:00Z"),
    };
    let rows =
        vec![row("m1", MailState::Kept), row("m2", MailState::Sending), row("m3", MailState::Accepted)];
    let empty = outbox::Outbox { is_development: false, rows: Vec::new(), pager: Pager::default() };
    vec![
        ("members", members::page(&everybody(words), &frame)),
        ("outbox", outbox::list(&outbox::Outbox { is_development: true, rows, pager: pager() }, &frame)),
        ("outbox-empty", outbox::list(&empty, &frame)),
        ("outbox-message", outbox::message(&mail(MailState::Kept), &frame)),
        ("activity", activity::page(&happenings(words), &frame)),
        ("authorize", authorize::page(&authorization(words, false), &frame)),
        ("authorize-sign", authorize::page(&authorization(words, true), &frame)),
        ("credentials", credentials::page(&own_credentials(words), &frame)),
        ("credentials-empty", credentials::page(&credentials::Credentials::default(), &frame)),
        ("credentials-token", credentials::page(&with_secret(words), &frame)),
    ]
}
