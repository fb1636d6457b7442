//! What people may type: every text of every form is shown as text or refused with a sentence; nothing typed becomes markup,
//! a header or a failure of ours.

use std::collections::BTreeSet;
use std::sync::Mutex;

use axum::http::Method;
use paraph_server::limits;
use paraph_server::router::routes;
use serde_json::json;

use super::deal::{ANNA, BRUNO, Deal, but, one_page};
use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::{Answer, Form, Person};
use super::program::{Program, secret};

const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(2)>",
    "</textarea></title><script>alert(3)</script>",
    "{{7*7}} ${7*7} %s %00 {\"a\":1} { $name }",
    "Ann\u{202e}gro.live\u{2066}\u{200b}\u{feff}",
    "nul \0 bell \u{7} escape \u{1b}[31m",
    "one\r\nBcc: everybody@example.org\r\n\r\n<script>alert(4)</script>",
    "'; drop table member; -- \\ \u{1f600} \u{d7ff}",
    "javascript:alert(5)",
];

/// Somebody who types a hostile text wherever there is room, and remembers which routes took it.
struct Typist<'a> {
    instance: &'a Instance,
    person: Person,
    tried: &'a Mutex<BTreeSet<String>>,
}

impl Typist<'_> {
    /// Looks at a page that may show what was typed.
    async fn look(&self, path: &str) -> Answer {
        let answer = self.person.get(path).await;
        check_calm(path, &answer);
        let deceives = answer.text().contains(['\u{202e}', '\u{2066}', '\0', '\u{1b}']);
        assert!(!deceives, "{path} holds a character that deceives");
        answer
    }

    /// Sends a form; no text in it may break anything.
    async fn send(&self, form: &Form) -> Answer {
        self.tried.lock().unwrap().insert(form.action.clone());
        let answer = self.person.send(form).await;
        check_calm(&form.action, &answer);
        answer
    }

    /// Fills the form of a page, with the hostile text first, and with a good one if that was refused.
    async fn submit(
        &self,
        page: &str,
        action: &str,
        hostile: &[(&str, &str)],
        good: &[(&str, &str)],
    ) -> Answer {
        let form = self.person.form(page, action, hostile).await;
        let answer = self.send(&form).await;
        if answer.status == 303 {
            return answer;
        }
        assert!(answer.status.is_client_error(), "{action}: {}", answer.status);
        assert!(
            answer.text().contains("class=\"notice bad\"") || answer.text().contains("class=\"end bad\""),
            "{action} says why: {}",
            answer.text()
        );
        self.send(&form.with(good)).await
    }
}

/// No failure of ours, no markup of theirs.
fn check_calm(path: &str, answer: &Answer) {
    assert!(!answer.status.is_server_error(), "{path}: {} {}", answer.status, answer.text());
    check_text(path, &answer.text());
    for (name, value) in &answer.headers {
        assert!(name != "bcc" && !value.as_bytes().contains(&b'\n'), "{path}: {name}");
    }
}

fn check_text(what: &str, text: &str) {
    for raw in ["<script>alert", "<img src=x", "</textarea></title>", "href=\"javascript:"] {
        assert!(!text.contains(raw), "{what} holds {raw}: {text}");
    }
}

#[test]
fn no_text_of_any_form_becomes_markup_or_breaks_a_page() {
    let tried = Mutex::new(BTreeSet::new());
    on_both_engines(async |home| {
        let instance = home.open_with(|app| app.config.mail.host = None).await;
        let claire = instance.visitor();
        let typist = Typist { instance: &instance, person: claire, tried: &tried };
        come_in(&typist).await;
        for text in HOSTILE {
            ask_the_public(&typist, text).await;
            let (deal, label) = prepare(&typist, text).await;
            send_and_answer(&typist, &deal, text, &label).await;
            speak_of_oneself(&typist, text).await;
            speak_for_programs(&typist, text).await;
            for page in ["/projects", "/members", "/members/activity", "/account/credentials", "/outbox"] {
                typist.look(page).await;
            }
        }
        for mail in instance.mail.delivered() {
            check_text("a mail", &mail.html);
            assert!(!mail.subject.contains(['\r', '\n']), "{:?}", mail.subject);
        }
    });
    must_have_tried_everything(&tried.into_inner().unwrap());
}

/// The invitation, with each text in its form, until a good one is accepted.
async fn come_in(typist: &Typist<'_>) {
    let path = format!("/invitation/{}", typist.instance.invitation.as_ref().unwrap());
    for text in HOSTILE {
        let pairs =
            [("name", text), ("email", text), ("password", text), ("policy_version", text), ("accept", text)];
        let form = typist.person.form(&path, &path, &pairs).await;
        assert_eq!(typist.send(&form).await.status, 422, "{text}");
    }
    let pairs = [
        ("name", HOSTILE[0]),
        ("email", "claire.lefort@example.org"),
        ("password", PASSWORD),
        ("accept", "yes"),
    ];
    let form = typist.person.form(&path, &path, &pairs).await;
    typist.send(&form).await.leads_to("/projects");
    let page = "/privacy/accept";
    typist.instance.tamper("update consent set policy_version = $1", &["0".into()]).await;
    for text in HOSTILE {
        let form = typist.person.form(page, page, &[("policy_version", text), ("accept", text)]).await;
        assert_eq!(typist.send(&form).await.status, 422, "{text}");
    }
    let form = typist.person.form(page, page, &[("accept", "yes")]).await;
    typist.send(&form).await.leads_to("/projects");
}

/// Forms that anybody may send, and addresses that anybody may type.
async fn ask_the_public(typist: &Typist<'_>, text: &str) {
    let stranger =
        Typist { instance: typist.instance, person: typist.instance.visitor(), tried: typist.tried };
    let form = |action: &str, pairs: &[(&str, &str)]| {
        Form { action: action.to_owned(), pairs: Vec::new() }.with(pairs)
    };
    stranger.send(&form("/sign-in", &[("email", text), ("password", text)])).await;
    stranger.send(&form("/sign-out", &[("x", text)])).await;
    stranger.send(&form("/forgot-password", &[("email", text)])).await;
    stranger.send(&form(&format!("/reset/{}", "A".repeat(43)), &[("password", text)])).await;
    stranger.send(&form("/verify/hash", &[("sha256", text)])).await;
    stranger.tried.lock().unwrap().insert("/verify/file".to_owned());
    let file = form("/verify/file", &[("x", text)]);
    check_calm("/verify/file", &stranger.person.upload(&file, &[("file", text, text.as_bytes())]).await);
    let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for path in [
        "/language/{}",
        "/language/fr?back={}",
        "/language/fr?back=/{}",
        "/projects/{}",
        "/s/{}",
        "/invitation/{}",
        "/reset/{}",
        "/{}",
    ] {
        stranger.look(&path.replace("{}", &escaped)).await;
    }
    stranger.person.keep_cookie("paraph_language", "<script>");
    stranger.look("/").await;
    let role = [("email", text), ("role", text)];
    // One address is not invited again and again.
    let email = format!("chloe.weiss.{}@example.org", text.len());
    let invited = [("email", email.as_str()), ("role", "member")];
    typist.submit("/members", "/members/invite", &role, &invited).await.leads_to("/members");
    for act in ["resend", "withdraw"] {
        let action = format!("/members/invitations/0123456789abcdef0123456789abcdef/{act}");
        assert!(typist.send(&form(&action, &[("form_key", text)])).await.status.is_client_error());
    }
}

/// The member's own account with the text in every place.
async fn speak_of_oneself(typist: &Typist<'_>, text: &str) {
    let pairs = [("name", text), ("locale", text), ("time_zone", text)];
    let good = [("name", "Claire Lefort"), ("time_zone", "Asia/Tokyo")];
    typist.submit("/account", "/account/profile", &pairs, &good).await.leads_to("/account");
    let form = typist
        .person
        .form("/account", "/account/password", &[("present_password", text), ("password", text)])
        .await;
    assert!(typist.send(&form).await.status.is_client_error());
    let nothing = "0123456789abcdef0123456789abcdef";
    for action in [
        "/account/sessions/end-others".to_owned(),
        format!("/account/sessions/{nothing}/end"),
        format!("/account/devices/{nothing}/end"),
    ] {
        let answer = typist.send(&Form { action, pairs: vec![("x".to_owned(), text.to_owned())] }).await;
        assert!([303, 404].contains(&answer.status.as_u16()));
    }
    typist.look("/account").await;
}

/// Credentials and tokens with the text as their names, and every method of the CSC API with the text in every place.
async fn speak_for_programs(typist: &Typist<'_>, text: &str) {
    let page = "/account/credentials";
    let pairs = [("credential_name", text), ("pin", text)];
    typist
        .submit(page, page, &pairs, &[("pin", "482917"), ("credential_name", "x")])
        .await
        .leads_to("/account/");
    typist
        .submit(page, page, &[("credential_name", text), ("pin", "482917")], &[("credential_name", "x")])
        .await;
    let form = typist.person.form(page, "/account/tokens", &[("token_name", text), ("days", text)]).await;
    assert_eq!(typist.send(&form).await.status, 422);
    let made = typist.send(&form.clone().with(&[("days", "7")])).await;
    let made = if made.status == 200 {
        made
    } else {
        typist.send(&form.with(&[("token_name", "x"), ("days", "7")])).await
    };
    let program = Program::with_token(typist.instance, &secret(&made.text()).unwrap());
    let shown = typist.look(page).await.text();
    let credential = super::person::all_between(&shown, "/account/credentials/", "/revoke").pop().unwrap();
    speak_in_every_place(typist, (&program, &credential), text).await;
    for kind in ["credentials", "tokens"] {
        let shown = typist.look(page).await.text();
        let action =
            super::person::all_between(&shown, &format!("action=\"/account/{kind}/"), "\"").pop().unwrap();
        let form = Form {
            action: format!("/account/{kind}/{action}"),
            pairs: vec![("x".to_owned(), text.to_owned())],
        };
        typist.send(&form).await.leads_to("/account/");
    }
}

/// Every method of the CSC API with the text in every place, and again with a credential that is there.
async fn speak_in_every_place(typist: &Typist<'_>, (program, credential): (&Program, &str), text: &str) {
    let names = [
        "credentialID",
        "SAD",
        "PIN",
        "signAlgo",
        "hashAlgo",
        "token",
        "userID",
        "lang",
        "description",
        "requestID",
        "nonce",
        "refresh_token",
        "pageToken",
        "certificates",
        "operationMode",
        "clientData",
        "token_type_hint",
    ];
    let everywhere: serde_json::Map<String, serde_json::Value> =
        names.iter().map(|name| ((*name).to_owned(), json!(text))).collect();
    let mut everywhere = serde_json::Value::Object(everywhere);
    everywhere["hash"] = json!([text]);
    for route in routes().iter().filter(|route| route.path.starts_with("/csc/")) {
        for id in [text, credential] {
            everywhere["credentialID"] = json!(id);
            let path = route.path.replace("{version}", "v1");
            let (reply, _) = program.send(&path, &everywhere.to_string()).await;
            assert!(reply.status < 500 || reply.status == 501, "{path}: {reply:?}");
            check_text(&path, &reply.body.to_string());
            typist.tried.lock().unwrap().insert(path);
        }
    }
    for path in ["/ocsp", "/tsa"] {
        check_calm(path, &typist.person.post(path, &[("request", text)]).await);
        typist.tried.lock().unwrap().insert(path.to_owned());
    }
}

/// A draft with the text in its project, document, title, signatory and label; gives the name of the text field.
async fn prepare(typist: &Typist<'_>, text: &str) -> (Deal, String) {
    let hostile = [("name", text), ("reference", text)];
    let project = typist
        .submit("/projects", "/projects", &hostile, &[("name", "A project"), ("reference", "R")])
        .await
        .leads_to("/projects/");
    let page = format!("/projects/{project}");
    typist.look(&page).await;
    let upload = typist.person.form(&page, &format!("{page}/documents"), &[]).await;
    typist.tried.lock().unwrap().insert(upload.action.clone());
    let one_line = text.replace(['\r', '\n', '\0'], " ");
    for name in [one_line.as_str(), "good.pdf"] {
        check_calm(&upload.action, &typist.person.upload(&upload, &[("files", name, &one_page())]).await);
    }
    typist.instance.work().await;
    let shown = typist.look(&page).await.text();
    let documents = super::person::all_between(&shown, "name=\"document\" value=\"", "\"");
    let document = documents.last().unwrap().clone();
    for id in &documents {
        typist.look(&format!("/documents/{id}")).await;
        typist.look(&format!("/documents/{id}/file")).await.headers["content-disposition"].to_str().unwrap();
    }
    let action = format!("{page}/envelopes");
    let hostile = [("title", text), ("document", document.as_str())];
    let envelope =
        typist.submit(&page, &action, &hostile, &[("title", "An envelope")]).await.leads_to("/envelopes/");
    let mut deal = Deal { project, document, envelope, signatories: Vec::new() };
    let hostile = [("name", text), ("email", ANNA.email), ("locale", text)];
    let add = deal.at("/signatories");
    typist.submit(&deal.at(""), &add, &hostile, &[("name", ANNA.name)]).await.leads_to("/envelopes/");
    let hostile = [("name", BRUNO.name), ("email", text), ("locale", "en")];
    typist.submit(&deal.at(""), &add, &hostile, &[("email", BRUNO.email)]).await.leads_to("/envelopes/");
    let draft = typist.look(&deal.at("")).await.text();
    deal.signatories = super::person::all_between(&draft, "/signatories/", "/remove");
    let label = place(typist, &deal, text).await;
    (deal, label)
}

/// Fields with the text as their label, by the editor and by the form.
async fn place(typist: &Typist<'_>, deal: &Deal, text: &str) -> String {
    typist.tried.lock().unwrap().insert(deal.at("/fields"));
    let labelled = but(deal.field(0, "text", 50), "label", json!(text));
    let mut fields = [deal.signature(0), deal.signature(1), labelled.clone(), deal.field(0, "tick", 90)];
    check_calm("bad kind", &typist.person.place(deal, &[but(labelled.clone(), "kind", json!(text))]).await);
    let mut saved = typist.person.place(deal, &fields).await;
    assert!(!saved.status.is_server_error(), "{}", saved.text());
    if saved.status == 422 {
        fields[2] = but(labelled, "label", json!("Place"));
        saved = typist.person.place(deal, &fields).await;
    }
    assert_eq!(saved.status, 200, "{}", saved.text());
    let saved: serde_json::Value = serde_json::from_slice(&saved.body).unwrap();
    let names =
        ["document", "signatory", "kind", "page", "left", "top", "width", "height", "label", "required"];
    let add = deal.at("/fields/add");
    let form = typist.person.form(&deal.at("/fields"), &add, &names.map(|name| (name, text))).await;
    assert_eq!(typist.send(&form).await.status, 422);
    let remove = deal.at(&format!("/fields/{}/remove", saved["fields"][3]["id"].as_str().unwrap()));
    let empty = Form { action: remove, pairs: vec![("x".to_owned(), text.to_owned())] };
    typist.send(&empty).await.leads_to("/envelopes/");
    typist.look(&deal.at("/fields")).await;
    typist.look(&deal.at("/layout.css")).await;
    format!("f-{}", saved["fields"][2]["id"].as_str().unwrap())
}

/// Sends with the text as the message, fills it in, signs with it, declines and cancels with it.
async fn send_and_answer(typist: &Typist<'_>, deal: &Deal, text: &str, label: &str) {
    let zone = [("time_zone", "Europe/Paris")];
    typist
        .submit(&deal.at(""), &deal.at("/zone"), &[("time_zone", text)], &zone)
        .await
        .leads_to("/envelopes/");
    let (review, send) = (deal.at("/review"), deal.at("/send"));
    let form = typist.person.form(&review, &send, &[("message", text), ("expires_days", text)]).await;
    assert_eq!(typist.send(&form).await.status, 422);
    let hostile = [("message", text), ("expires_days", "14")];
    typist.submit(&review, &send, &hostile, &[("message", "Please sign.")]).await.leads_to("/envelopes/");
    typist.instance.work().await;
    let remind = deal.at(&format!("/signatories/{}/remind", deal.signatories[0]));
    typist.submit(&deal.at(""), &remind, &[("x", text)], &[]).await.leads_to("/envelopes/");
    let remove = deal.at(&format!("/signatories/{}/remove", deal.signatories[0]));
    typist.send(&Form { action: remove, pairs: vec![("x".to_owned(), text.to_owned())] }).await;
    let (anna, bruno) = (typist.instance.link(ANNA), typist.instance.link(BRUNO));
    let signatory =
        Typist { instance: typist.instance, person: typist.instance.visitor(), tried: typist.tried };
    signatory.look(&anna).await;
    let values = [(label, text), ("signature_text", text), ("signature_kind", text), ("consent", text)];
    let save = Form { action: format!("{anna}/save"), pairs: Vec::new() }.with(&values);
    signatory.send(&save).await;
    for act in ["preview", "signature"] {
        signatory.send(&Form { action: format!("{anna}/{act}"), pairs: Vec::new() }.with(&values)).await;
    }
    // What was typed stands in the form, for whoever typed it to mend.
    check_calm(&anna, &signatory.person.get(&anna).await);
    let strokes = [
        ("signature_kind", "drawn"),
        ("signature_strokes", text),
        (label, text),
        ("consent", "yes"),
        ("shown", ""),
    ];
    let sign = format!("{anna}/sign");
    let form = signatory.person.form(&anna, &sign, &strokes).await;
    assert_eq!(signatory.send(&form).await.status, 422);
    let form = form.with(&[("signature_kind", "typed"), ("signature_text", text)]);
    let signed = signatory.send(&form).await;
    if signed.status != 303 {
        let good = [("signature_text", ANNA.name), (label, "Lyon")];
        signatory.send(&form.with(&good)).await.leads_to("/s/");
    }
    let decline = format!("{bruno}/decline");
    signatory.submit(&bruno, &decline, &[("reason", text)], &[("reason", "no")]).await.leads_to("/s/");
    for action in [deal.at("/again"), deal.at("/remove"), format!("/documents/{}/remove", deal.document)] {
        let pairs = [("form_key", text), ("project", text)];
        typist.send(&Form { action, pairs: Vec::new() }.with(&pairs)).await;
    }
    typist
        .send(&Form { action: deal.at("/cancel"), pairs: vec![("reason".to_owned(), text.to_owned())] })
        .await;
    typist.instance.work().await;
    for path in [deal.at(""), deal.at("/status"), format!("/projects/{}/activity", deal.project), anna, bruno]
    {
        typist.look(&path).await;
    }
}

/// Every route that takes a form was given the texts.
fn must_have_tried_everything(tried: &BTreeSet<String>) {
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        let wanted: Vec<&str> = route.path.split('/').collect();
        let fits = |path: &String| {
            let parts: Vec<&str> = path.split('/').collect();
            let same = |(wanted, part): (&&str, &&str)| wanted.starts_with('{') || wanted == part;
            parts.len() == wanted.len() && wanted.iter().zip(&parts).all(same)
        };
        assert!(tried.iter().any(fits), "nobody typed anything into {}", route.path);
    }
}

#[test]
fn a_very_long_text_is_refused_with_a_sentence_and_a_longer_one_at_the_door() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        let draft = instance.ready(&claire, &[ANNA]).await;
        let (link, anna) = (instance.link(ANNA), instance.visitor());
        let long = "x".repeat(100_000);
        for (person, page, action, names) in [
            (&claire, "/projects".to_owned(), "/projects".to_owned(), ["name", "reference"]),
            (&claire, "/members".to_owned(), "/members/invite".to_owned(), ["email", "email"]),
            (&claire, draft.at(""), draft.at("/signatories"), ["name", "email"]),
            (&claire, draft.at("/review"), draft.at("/send"), ["message", "message"]),
            (&claire, deal.at(""), deal.at("/cancel"), ["reason", "reason"]),
            (&anna, link.clone(), format!("{link}/decline"), ["reason", "reason"]),
            (&anna, link.clone(), format!("{link}/sign"), ["signature_text", "signature_text"]),
        ] {
            for name in names {
                let form = person
                    .form(&page, &action, &[("name", "x"), ("role", "member"), ("expires_days", "9")])
                    .await;
                let answer = person.send(&form.clone().with(&[(name, &long)])).await;
                assert_eq!(answer.status, 422, "{action} {name}: {}", answer.text().len());
                let limit =
                    if action.ends_with("/sign") { limits::SIGNING_SIZE_MAX } else { limits::FORM_SIZE_MAX };
                let answer = person.send(&form.with(&[(name, &"x".repeat(limit))])).await;
                assert_eq!(answer.status, 413, "{action} {name}");
                answer.says(413, "too large");
            }
        }
        assert_eq!(claire.board(&deal).await["state"], "envelope-state-sent");
    });
}
