//! Every route of the router's table, with real identifiers of somebody else's in every place, tried by those it is not for:
//! they see exactly what they would see if there were nothing.

use axum::http::Method;
use jiff::SignedDuration;
use paraph_server::limits;
use paraph_server::router::{Route, Who, routes};

use serde_json::{Value, json};

use super::deal::{ANNA, BRUNO, Deal};
use super::engine::on_both_engines;
use super::instance::{Home, Instance};
use super::person::{Answer, Person};
use super::program::{Program, Reply, hash};

const FORM: &str = "application/x-www-form-urlencoded";
const MADE_UP: &str = "0123456789abcdef0123456789abcdef";

/// What a path's names stand for.
#[derive(Clone)]
struct Names(Vec<(&'static str, String)>);

impl Names {
    /// The identifiers of a deal, and of what belongs to it.
    async fn of(instance: &Instance, deal: &Deal, token: &str) -> Self {
        let of_envelope = [deal.envelope.as_str().into()];
        let field = "select id from field where envelope_id = $1";
        let field = instance.rows(field, &of_envelope).await[0].text().unwrap();
        let message =
            instance.rows("select id from message order by created_ms", &[]).await[0].text().unwrap();
        Self(vec![
            ("{project}", deal.project.clone()),
            ("{document}", deal.document.clone()),
            ("{envelope}", deal.envelope.clone()),
            ("{signatory}", deal.signatories[0].clone()),
            ("{field}", field),
            ("{message}", message),
            ("{token}", token.to_owned()),
            ("{credential}", MADE_UP.to_owned()),
            ("{access_token}", MADE_UP.to_owned()),
            ("{session}", MADE_UP.to_owned()),
            ("{invitation}", MADE_UP.to_owned()),
            ("{device}", MADE_UP.to_owned()),
            ("{number}", "1".to_owned()),
            ("{issuer}", MADE_UP.to_owned()),
            ("{state}", "yes".to_owned()),
            ("{*request}", MADE_UP.to_owned()),
        ])
    }

    /// The same with another value for a name.
    fn but(mut self, name: &str, value: &str) -> Self {
        for (known, filled) in &mut self.0 {
            if *known == name {
                value.clone_into(filled);
            }
        }
        self
    }

    /// What one name stands for.
    fn fill_in(&self, name: &str) -> String {
        self.0.iter().find(|(known, _)| *known == name).unwrap().1.clone()
    }

    fn fill(&self, route: &Route) -> String {
        let path = self.0.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
        assert!(!path.contains('{'), "nobody knows how to fill in {}", route.path);
        path
    }
}

/// Asks as the route's own form or script would.
async fn ask(person: &Person, route: &Route, path: &str) -> Answer {
    if route.path.ends_with("/fields") && route.method == Method::POST {
        return person.post_json(path, "{\"fields\":[]}").await;
    }
    if route.path.ends_with("/documents") {
        let pairs = vec![("form_key".to_owned(), MADE_UP.to_owned())];
        let form = super::person::Form { action: path.to_owned(), pairs };
        return person.upload(&form, &[("files", "a.pdf", b"%PDF-1.7")]).await;
    }
    let body = format!(
        "form_key={MADE_UP}&name=x&title=x&email=x%40example.org&role=member&reason=x&expires_days=7&document={MADE_UP}\
         &consent=yes&accept=yes&policy_version=1&kind=text&page=1&left=1&top=1&width=9&height=9&signatory={MADE_UP}"
    );
    person.ask(route.method.clone(), path, FORM, body.into_bytes()).await
}

/// Asserts that a person is told nothing by any of the routes.
async fn check_nothing(person: &Person, names: &Names, wanted: impl Fn(&Route) -> bool) {
    let mut tried = 0;
    for route in routes().iter().filter(|route| wanted(route)) {
        let path = names.fill(route);
        let told = ask(person, route, &path).await;
        let nothing = person.get("/nothing-of-the-kind").await;
        let seen = |answer: &Answer, path: &str| {
            let escaped = path.replace('/', "%2F");
            (answer.status, answer.text().replace(path, "").replace(&escaped, ""))
        };
        assert_eq!(
            seen(&told, &path),
            seen(&nothing, "/nothing-of-the-kind"),
            "{} {}",
            route.method,
            route.path
        );
        tried += 1;
    }
    assert!(tried > 0, "nothing was tried");
}

/// Asserts that a person is asked to sign in at each of the routes, in the same words whether what they ask for is there or not.
async fn check_door(person: &Person, names: &Names, wanted: impl Fn(&Route) -> bool) {
    let one =
        |name: &str, value: &str| if name == "{number}" { value.to_owned() } else { MADE_UP.to_owned() };
    let made_up = Names(names.0.iter().map(|(name, value)| (*name, one(name, value))).collect());
    let mut tried = 0;
    for route in routes().iter().filter(|route| wanted(route)) {
        let mut seen = Vec::new();
        for names in [names, &made_up] {
            let path = names.fill(route);
            let answer = ask(person, route, &path).await;
            if answer.status != 401 || route.method == Method::GET {
                answer.asks_to_sign_in();
            }
            let location = answer.headers.get("location").map(|value| value.to_str().unwrap().to_owned());
            let mut words = answer.text() + &location.unwrap_or_default();
            // The address that was asked for stands in the answer, escaped in several ways, and whole or less its last part.
            for (_, value) in names.0.iter().filter(|(name, _)| *name != "{number}") {
                words = words.replace(value.as_str(), "");
            }
            seen.push((answer.status, words, answer.headers.len()));
        }
        assert_eq!(seen[0], seen[1], "{} {}", route.method, route.path);
        tried += 1;
    }
    assert!(tried > 0, "nothing was tried");
}

/// Everything that a stranger could have changed.
async fn everything(instance: &Instance) -> Vec<i64> {
    let mut counts = Vec::new();
    for sql in [
        "select count(*) from event where project_id is not null",
        "select count(*) from project",
        "select count(*) from document",
        "select count(*) from envelope",
        "select count(*) from signatory",
        "select count(*) from field",
        "select count(*) from message",
        "select count(*) from invitation",
        "select count(*) from invitation where used_ms is null and expires_ms > 0",
        "select count(*) from warrant",
        "select count(*) from submission",
        "select count(*) from held_form",
        "select count(*) from credential where status = 'enabled' and pin_failures = 0",
        "select count(*) from access_token",
        "select count(*) from activation",
    ] {
        counts.push(instance.count(sql).await);
    }
    counts
}

/// A sent envelope and a draft of one manager.
struct Scene {
    instance: Instance,
    claire: Person,
    sent: Names,
    draft: Names,
}

async fn scene(home: &Home) -> Scene {
    // Without a mail server the outbox is there to be tried, too.
    let instance = home.open_with(|app| app.config.mail.host = None).await;
    let claire = instance.administrator().await;
    let sent = instance.sent(&claire, &[ANNA]).await;
    let token = instance.link(ANNA).replace("/s/", "");
    let draft = instance.ready(&claire, &[ANNA]).await;
    let sent = Names::of(&instance, &sent, &token).await;
    let draft = Names::of(&instance, &draft, &token).await;
    let credential = claire.credential("Contracts").await;
    claire.token("Closing desk").await;
    let access_token = instance.rows("select id from access_token", &[]).await[0].text().unwrap();
    let pairs = [("email", "guest@example.org"), ("role", "member")];
    claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
    let open = "select id from invitation where used_ms is null";
    let invitation = instance.rows(open, &[]).await[0].text().unwrap();
    let [sent, draft] = [sent, draft].map(|names| {
        names
            .but("{credential}", &credential)
            .but("{access_token}", &access_token)
            .but("{invitation}", &invitation)
    });
    Scene { instance, claire, sent, draft }
}

fn of_members(route: &Route) -> bool {
    matches!(route.who, Who::Member | Who::Administrator)
}

/// Routes about one project or what is in it.
fn of_a_project(route: &Route) -> bool {
    route.who == Who::Member && route.path.contains('{')
}

#[test]
fn whoever_it_is_for_finds_something_at_every_route() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, draft } = scene(home).await;
        let anna = instance.visitor();
        for route in routes().iter().filter(|route| route.method == Method::GET) {
            let (person, names) = match route.who {
                Who::Anybody | Who::Invited | Who::TokenHolder => continue,
                Who::Signatory => (&anna, &sent),
                Who::Member | Who::Administrator => (&claire, &draft),
            };
            let sealed_only =
                ["/signed", "/certificate", "/picture/{state}"].iter().any(|end| route.path.ends_with(end));
            let answer = person.get(&names.fill(route)).await;
            assert_eq!(answer.status == 404, sealed_only, "{}: {}", route.path, answer.status);
        }
    });
}

#[test]
fn a_signed_out_person_is_asked_to_sign_in_whatever_is_behind_the_door() {
    on_both_engines(async |home| {
        let Scene { instance, sent, draft, .. } = scene(home).await;
        let before = everything(&instance).await;
        for names in [&sent, &draft] {
            check_door(&instance.visitor(), names, of_members).await;
        }
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn members_and_administrators_without_a_part_in_a_project_find_nothing_of_it() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, draft } = scene(home).await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let eve = instance.member(&claire, "Eve Martin", "administrator").await;
        let before = everything(&instance).await;
        for names in [&sent, &draft] {
            check_nothing(&david, names, of_a_project).await;
            check_nothing(&eve, names, of_a_project).await;
            check_nothing(&david, names, |route| route.who == Who::Administrator).await;
        }
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn a_signatory_of_another_envelope_finds_nothing_of_this_one() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, .. } = scene(home).await;
        let _other = instance.sent(&claire, &[BRUNO]).await;
        let token = instance.link(BRUNO).replace("/s/", "");
        let before = everything(&instance).await;
        let with_their_link = sent.but("{token}", &token);
        let of_a_document = |route: &Route| route.who == Who::Signatory && route.path.contains("{document}");
        check_nothing(&instance.visitor(), &with_their_link, of_a_document).await;
        check_door(&instance.visitor(), &with_their_link, of_members).await;
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn a_made_up_link_opens_nothing() {
    on_both_engines(async |home| {
        let Scene { instance, sent, .. } = scene(home).await;
        let before = everything(&instance).await;
        let backwards: String = instance.link(ANNA).replace("/s/", "").chars().rev().collect();
        for token in [backwards.as_str(), "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let with_token = sent.clone().but("{token}", token);
            check_nothing(&instance.visitor(), &with_token, |route| route.who == Who::Signatory).await;
            // A made-up link to join, or to a new password, says what to do and nothing else.
            for route in routes().iter().filter(|route| route.who == Who::Invited) {
                let mut seen = Vec::new();
                for token in [token, "B"] {
                    let path = sent.clone().but("{token}", token).fill(route);
                    let told = ask(&instance.visitor(), route, &path).await;
                    seen.push((told.status, told.text().replace(&path, "")));
                }
                assert_eq!(seen[0], seen[1], "{} {}", route.method, route.path);
                assert_eq!(seen[0].0, 404, "{} {}", route.method, route.path);
            }
        }
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn somebody_elses_things_in_ones_own_envelope_look_like_things_that_do_not_exist() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, draft } = scene(home).await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let own = instance.ready(&david, &[BRUNO]).await;
        let mine = Names::of(&instance, &own, "x").await;
        let before = everything(&instance).await;
        for theirs in [&sent, &draft] {
            for (name, value) in &theirs.0 {
                if !["{document}", "{signatory}", "{field}"].contains(name) {
                    continue;
                }
                let about = |route: &&Route| {
                    of_a_project(route) && route.path.contains(name) && route.path.contains("{envelope}")
                };
                for route in routes().iter().filter(about) {
                    let real = ask(&david, route, &mine.clone().but(name, value).fill(route)).await;
                    let made_up = ask(&david, route, &mine.clone().but(name, MADE_UP).fill(route)).await;
                    assert_eq!(real.status, made_up.status, "{} {}", route.method, route.path);
                    assert_eq!(real.text().replace(value, ""), made_up.text().replace(MADE_UP, ""));
                }
            }
        }
        assert_eq!(everything(&instance).await, before);
    });
}

/// What a program would ask of any method, about a credential.
fn asked(credential: &str) -> Value {
    json!({ "credentialID": credential, "SAD": "A".repeat(43), "PIN": "482917", "numSignatures": 1, "hash": [hash("x")],
        "signAlgo": "1.2.840.10045.4.3.2", "token": "A".repeat(43), "requestID": "A".repeat(43) })
}

/// Asks every method that is for programs, and gives what each answered.
async fn ask_all(program: &Program, credential: &str) -> Vec<(String, Reply)> {
    let mut replies = Vec::new();
    for route in routes().iter().filter(|route| route.who == Who::TokenHolder) {
        for version in ["v1", "v2"] {
            let path = route.path.replace("{version}", version);
            assert!(!path.contains('{'), "nobody knows how to fill in {path}");
            let (reply, _) = program.send(&path, &asked(credential).to_string()).await;
            replies.push((path, reply));
        }
    }
    assert!(replies.len() > 20, "nothing was tried");
    replies
}

#[test]
fn a_token_that_was_taken_back_or_is_over_is_answered_as_one_that_never_was() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, .. } = scene(home).await;
        let credential = sent.fill_in("{credential}");
        let others = claire.revocable("tokens").await;
        let revoked = claire.token("Revoked").await;
        let now = claire.revocable("tokens").await;
        let id = now.iter().find(|id| !others.contains(id)).unwrap();
        claire.post(&format!("/account/tokens/{id}/revoke"), &[]).await.leads_to("/account/");
        let over = instance.logged_in("claire.lefort@example.org").await;
        instance.later(SignedDuration::from_secs(limits::ACCESS_TOKEN_SECONDS));
        let before = everything(&instance).await;
        let never = ask_all(&Program::with_token(&instance, &"A".repeat(43)), &credential).await;
        for (path, reply) in &never {
            let wanted =
                json!({ "error": "invalid_token", "error_description": "The access token is not valid" });
            assert_eq!((reply.status, &reply.body), (401, &wanted), "{path}");
        }
        for token in [Program::with_token(&instance, &revoked), over, Program::with_token(&instance, "x")] {
            assert_eq!(ask_all(&token, &credential).await, never);
        }
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn no_cookie_opens_anything_to_a_program() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, .. } = scene(home).await;
        let before = everything(&instance).await;
        let cookie = format!("paraph_session={}", claire.cookie("paraph_session").unwrap());
        let with_cookie = Program { cookie: Some(cookie), ..Program::new(&instance) };
        for (path, reply) in ask_all(&with_cookie, &sent.fill_in("{credential}")).await {
            let wanted =
                json!({ "error": "invalid_request", "error_description": "Malformed authorization header" });
            assert_eq!((reply.status, reply.body), (400, wanted), "{path}");
        }
        assert_eq!(everything(&instance).await, before);
    });
}

#[test]
fn another_members_credential_looks_like_one_that_does_not_exist() {
    on_both_engines(async |home| {
        let Scene { instance, claire, sent, .. } = scene(home).await;
        let credential = sent.fill_in("{credential}");
        let david = instance.member(&claire, "David Moreau", "administrator").await;
        let his = Program::with_token(&instance, &david.token("His").await);
        let hers = Program::with_token(&instance, &claire.token("Hers").await);
        let sad = hers.ask("v1/credentials/authorize", &asked(&credential)).await.granted()["SAD"].clone();
        let before = everything(&instance).await;
        let real = ask_all(&his, &credential).await;
        assert_eq!(real, ask_all(&his, MADE_UP).await);
        // Even with the secret of an activation of hers.
        for method in ["v1/signatures/signHash", "v1/credentials/extendTransaction"] {
            for id in [&credential, MADE_UP] {
                let mut stolen = asked(id);
                stolen["SAD"] = sad.clone();
                his.ask(method, &stolen).await.is_invalid("Invalid parameter credentialID");
            }
        }
        assert_eq!(everything(&instance).await, before);
        let own = david.credential("His own").await;
        let mut stolen = asked(&own);
        stolen["SAD"] = sad.clone();
        his.ask("v1/signatures/signHash", &stolen).await.is_invalid("Invalid parameter SAD");
        let list = his.ask("v1/credentials/list", &json!({})).await.granted();
        assert_eq!(list["credentialIDs"], json!([own]));
    });
}
