//! A sign-in that has ended: whoever comes is asked to sign in, and comes back to the page and to what they had typed.

use jiff::SignedDuration;
use paraph_server::limits;

use super::deal::ANNA;
use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::{Answer, Form, Person};

const CLAIRE: &str = "claire.lefort@example.org";

/// Signs in on the page to which a refused form led, and gives the page that comes then.
async fn sign_in_again(person: &Person, email: &str, refused: &Answer) -> (String, Answer) {
    refused.leads_to("/sign-in");
    let address = refused.headers["location"].to_str().unwrap().to_owned();
    let page = person.get(&address).await;
    page.says(200, "Your sign-in has ended");
    let form = page.form("/sign-in").with(&[("email", email), ("password", PASSWORD)]);
    let led = person.send(&form).await;
    led.leads_to("/");
    let back = led.headers["location"].to_str().unwrap().to_owned();
    let shown = person.get(&back).await;
    (back, shown)
}

async fn sign_out(person: &Person) {
    person.post("/sign-out", &[]).await.leads_to("/");
}

#[test]
fn a_page_asks_for_sign_in_and_leads_back_to_itself_and_nowhere_else() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        instance.later(SignedDuration::from_hours(limits::SESSION_HOURS_MAX));
        let address = format!("/projects/{project}?from=mail");
        let asked = claire.get(&address).await;
        asked.asks_to_sign_in();
        // A language chosen here loses nothing, and a wrong password neither.
        asked.says(401, &format!("/language/fr?back=/projects/{project}"));
        let form = asked.form("/sign-in").with(&[("email", CLAIRE), ("password", "wrong")]);
        let again = claire.send(&form).await;
        again.says(422, "do not go together");
        let form = again.form("/sign-in").with(&[("email", CLAIRE), ("password", PASSWORD)]);
        let led = claire.send(&form).await;
        assert_eq!(led.headers["location"], address.as_str());
        claire.get(&address).await.says(200, "Acquisition of Meridian");
        for elsewhere in
            ["https://evil.example/projects", "//evil.example", "/\\evil.example", "/s/x", "/projects/../x/y"]
        {
            sign_out(&claire).await;
            let pairs = [("email", CLAIRE), ("password", PASSWORD), ("back", elsewhere)];
            let led = claire.post("/sign-in", &pairs).await;
            assert_eq!(led.headers["location"], "/projects", "{elsewhere}");
        }
        // Whoever is signed in goes straight on.
        let led = claire.get(&format!("/sign-in?back=/projects/{project}")).await;
        assert_eq!(led.leads_to("/projects/"), project);
        assert_eq!(claire.get("/sign-in?back=//evil.example").await.headers["location"], "/projects");
    });
}

/// Every form of members' pages that takes words, with words in it and the page it stands on.
async fn forms(instance: &Instance, claire: &Person) -> Vec<(String, Form, Vec<&'static str>)> {
    let sent = instance.sent(claire, &[ANNA]).await;
    let draft = instance.ready(claire, &[ANNA]).await;
    let project = format!("/projects/{}", draft.project);
    let words = |pairs: &[(&'static str, &'static str)]| pairs.to_vec();
    let wanted = [
        (
            "/projects".to_owned(),
            "/projects".to_owned(),
            words(&[("name", "A new deal"), ("reference", "R-17 \"x\"")]),
        ),
        (project.clone(), format!("{project}/envelopes"), words(&[("title", "An envelope <of> ours")])),
        (draft.at(""), draft.at("/signatories"), words(&[("name", "Zoé"), ("email", "not yet")])),
        (
            draft.at("/review"),
            draft.at("/send"),
            words(&[("message", "Two\nlines & more"), ("expires_days", "21")]),
        ),
        (draft.at("/fields"), draft.at("/fields/add"), words(&[("label", "Place"), ("page", "1")])),
        (sent.at(""), sent.at("/cancel"), words(&[("reason", "The price has changed.")])),
        (
            "/members".to_owned(),
            "/members/invite".to_owned(),
            words(&[("email", "new@example.org"), ("role", "administrator")]),
        ),
        (
            "/account/credentials".to_owned(),
            "/account/credentials".to_owned(),
            words(&[("credential_name", "Contracts")]),
        ),
        (
            "/account/credentials".to_owned(),
            "/account/tokens".to_owned(),
            words(&[("token_name", "Desk"), ("days", "365")]),
        ),
    ];
    let mut forms = Vec::new();
    for (page, action, pairs) in wanted {
        let form = claire.form(&page, &action, &pairs).await;
        forms.push((page, form, pairs.iter().map(|(_, value)| *value).collect()));
    }
    forms
}

#[test]
fn what_was_typed_stands_in_the_form_again_after_signing_in() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for (page, form, typed) in forms(&instance, &claire).await {
            sign_out(&claire).await;
            let events = instance.count("select count(*) from event").await;
            let refused = claire.send(&form).await;
            assert_eq!(
                instance.count("select count(*) from event").await,
                events,
                "{page}: nothing was done"
            );
            let (back, shown) = sign_in_again(&claire, CLAIRE, &refused).await;
            assert_eq!(back, page);
            shown.says(200, "You are signed in again. What you had typed is in the form below");
            let text = shown.text();
            for value in typed {
                let escaped = value
                    .replace('&', "&amp;")
                    .replace('<', "&lt;")
                    .replace('>', "&gt;")
                    .replace('"', "&quot;");
                let stands = [
                    format!("value=\"{escaped}\""),
                    format!("value=\"{escaped}\" selected"),
                    format!(">{escaped}</textarea>"),
                ];
                assert!(stands.iter().any(|one| text.contains(one)), "{page}: {value}: {text}");
            }
        }
        // Sent at last, it is done, and the page is as it always is.
        let form = claire.get("/projects").await.form("/projects").with(&[("name", "A new deal")]);
        claire.send(&form).await.leads_to("/projects/");
        assert!(!claire.get("/projects").await.text().contains("What you had typed"));
    });
}

#[test]
fn what_was_typed_is_shown_to_nobody_else() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let form = claire.form("/projects", "/projects", &[("name", "Only Claire's")]).await;
        sign_out(&claire).await;
        // Another member, at the same browser.
        let refused = claire.send(&form).await;
        let (_, shown) = sign_in_again(&claire, "david.moreau@example.org", &refused).await;
        assert!(
            !shown.text().contains("Only Claire") && !shown.text().contains("signed in again"),
            "{}",
            shown.text()
        );
        sign_out(&claire).await;
        // The same member, at another browser.
        let elsewhere = instance.visitor();
        let pairs = [("email", CLAIRE), ("password", PASSWORD), ("back", "/projects")];
        elsewhere.post("/sign-in", &pairs).await.leads_to("/projects");
        assert!(!elsewhere.get("/projects").await.text().contains("Only Claire"));
        // The same member, at the same browser: it is still there.
        claire.post("/sign-in", &pairs).await.leads_to("/projects");
        claire.get("/projects").await.says(200, "Only Claire");
        // A form whose page was not shown to this member is not held.
        for key in [
            "",
            "0123456789abcdef0123456789abcdef",
            &david.form("/projects", "/projects", &[]).await.pairs[0].1.replace('.', ".0"),
        ] {
            let before = instance.count("select count(*) from held_form").await;
            let stranger = instance.visitor();
            stranger.post("/projects", &[("form_key", key), ("name", "x")]).await.asks_to_sign_in();
            assert_eq!(instance.count("select count(*) from held_form").await, before, "{key}");
        }
    });
}

#[test]
fn what_is_held_is_sealed_few_and_short_lived() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let form = claire
            .form(
                "/account/credentials",
                "/account/credentials",
                &[("credential_name", "Held"), ("pin", "482917")],
            )
            .await;
        sign_out(&claire).await;
        for _ in 0..limits::HELD_FORMS_MAX + 5 {
            claire.send(&form).await.asks_to_sign_in();
            instance.later(SignedDuration::from_secs(1));
        }
        assert_eq!(instance.count("select count(*) from held_form").await, limits::HELD_FORMS_MAX);
        let body = instance.rows("select body from held_form", &[]).await[0].bytes().unwrap();
        assert!(!body.windows(4).any(|part| part == b"Held"));
        let pairs = [("email", CLAIRE), ("password", PASSWORD), ("back", "/account/credentials")];
        claire.post("/sign-in", &pairs).await.leads_to("/account/");
        let shown = claire.get("/account/credentials").await;
        shown.says(200, "value=\"Held\"");
        assert!(!shown.text().contains("482917"), "a PIN is never held");
        instance.later(SignedDuration::from_mins(limits::HELD_FORM_MINUTES));
        assert!(!claire.get("/account/credentials").await.text().contains("Held"));
    });
}

#[test]
fn a_button_a_file_and_a_script_are_told_what_to_do() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let draft = instance.ready(&claire, &[ANNA]).await;
        let remove = draft.at(&format!("/signatories/{}/remove", draft.signatories[0]));
        let button = claire.form(&draft.at(""), &remove, &[]).await;
        let upload = claire
            .form(
                &format!("/projects/{}", draft.project),
                &format!("/projects/{}/documents", draft.project),
                &[],
            )
            .await;
        sign_out(&claire).await;
        let refused = claire.send(&button).await;
        let (back, shown) = sign_in_again(&claire, CLAIRE, &refused).await;
        assert_eq!(back, draft.at(""));
        shown.says(200, "press the button again");
        sign_out(&claire).await;
        let refused = claire.upload(&upload, &[("files", "a.pdf", b"%PDF-1.7")]).await;
        let address = refused.headers["location"].to_str().unwrap().to_owned();
        claire.get(&address).await.says(200, "the file was not taken");
        let (back, _) = sign_in_again(&claire, CLAIRE, &refused).await;
        assert_eq!(back, format!("/projects/{}", draft.project));
        sign_out(&claire).await;
        let answer =
            claire.ask_for_json(axum::http::Method::POST, &draft.at("/fields"), "{\"fields\":[]}").await;
        assert_eq!(answer.status, 401);
        assert!(answer.text().contains("\"kind\":\"sign-in\""), "{}", answer.text());
        let answer = claire.ask_for_json(axum::http::Method::GET, &draft.at("/status"), "").await;
        assert_eq!(answer.status, 401);
        claire.get("/signed-in").await.asks_to_sign_in();
    });
}

#[test]
fn a_policy_that_changed_while_a_form_was_open_loses_nothing_of_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let form = claire.form("/projects", "/projects", &[("name", "Begun before")]).await;
        instance.tamper("update consent set policy_version = $1", &["0".into()]).await;
        let refused = claire.send(&form).await;
        refused.leads_to("/privacy/accept");
        let address = refused.headers["location"].to_str().unwrap().to_owned();
        let consent = claire.get(&address).await.form("/privacy/accept").with(&[("accept", "yes")]);
        // The sign-in ends while the policy is being read.
        instance.later(SignedDuration::from_hours(limits::SESSION_IDLE_HOURS));
        let refused = claire.send(&consent).await;
        refused.leads_to("/sign-in");
        let pairs = [("email", CLAIRE), ("password", PASSWORD), ("back", "/projects")];
        claire.post("/sign-in", &pairs).await.leads_to("/projects");
        let led = claire.get("/projects").await;
        assert_eq!(led.headers["location"], "/privacy/accept?back=%2Fprojects");
        let consent = claire.get("/privacy/accept?back=%2Fprojects").await.form("/privacy/accept");
        claire.send(&consent.with(&[("accept", "yes")])).await.leads_to("/projects");
        claire.get("/projects").await.says(200, "Projects");
    });
}
