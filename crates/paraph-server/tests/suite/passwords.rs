//! Another password: by a link that mail brings, by one that the operator gives, and by whoever knows the present one.

use jiff::SignedDuration;
use paraph_server::deal::password;
use paraph_server::limits;
use paraph_server::words::Email;

use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::Person;
use super::program::Program;

const CLAIRE: &str = "claire.lefort@example.org";
const NEW: &str = "eighteen other lighthouses";

async fn ask(person: &Person, email: &str) {
    person
        .submit("/forgot-password", "/forgot-password", &[("email", email)])
        .await
        .leads_to("/forgot-password");
}

/// The way of the newest link that mail brought.
async fn link(instance: &Instance) -> String {
    instance.work().await;
    format!("/reset/{}", Person::secret(&instance.last_mail_to(CLAIRE).text, "/reset/"))
}

async fn signs_in(instance: &Instance, password: &str) -> bool {
    let visitor = instance.visitor().at_address(77);
    visitor.post("/sign-in", &[("email", CLAIRE), ("password", password)]).await.status == 303
}

#[test]
fn a_link_by_mail_sets_a_password_once_and_ends_everything_else() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let program = claire.token("Desk").await;
        let other = instance.visitor();
        ask(&other, " Claire.Lefort@Example.org ").await;
        let path = link(&instance).await;
        other.get(&path).await.says(200, "For claire.lefort@example.org");
        // A bad password uses nothing up.
        other.submit(&path, &path, &[("password", "clairelefort")]).await.says(422, "too easy to guess");
        claire.get("/projects").await.says(200, "Claire Lefort");
        let form = other.form(&path, &path, &[("password", NEW)]).await;
        other.send(&form).await.leads_to("/projects");
        other.get("/projects").await.says(200, "Claire Lefort");
        claire.get("/projects").await.asks_to_sign_in();
        let reply =
            Program::with_token(&instance, &program).ask("v1/credentials/list", &serde_json::json!({})).await;
        assert_eq!(reply.status, 401, "programs are let in anew");
        assert_eq!(instance.count("select count(*) from device").await, 1, "no device but this one is known");
        // Used, it opens nothing more.
        other.get(&path).await.says(404, "no longer works");
        instance.visitor().send(&form).await.says(404, "no longer works");
        assert!(signs_in(&instance, NEW).await && !signs_in(&instance, PASSWORD).await);
        instance.work().await;
        let mails: Vec<_> = instance.mails_to(CLAIRE).into_iter().map(|mail| mail.subject).collect();
        assert_eq!(mails.len(), 2);
        assert!(mails[1].contains("your password was changed"), "{mails:?}");
        let told = instance.told_of_the_account().await;
        assert!(
            told.ends_with(&[
                "password-reset".to_owned(),
                "member-signed-in".to_owned(),
                "sign-in-failed".to_owned()
            ]),
            "{told:?}"
        );
        assert!(told.contains(&"password-reset-asked".to_owned()));
    });
}

#[test]
fn a_link_ends_after_half_an_hour_and_with_the_first_that_is_used() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _claire = instance.administrator().await;
        let visitor = instance.visitor();
        let mut links = Vec::new();
        for _ in 0..3 {
            ask(&visitor, CLAIRE).await;
            links.push(link(&instance).await);
        }
        links.dedup();
        assert_eq!(links.len(), 3);
        // Whoever asks for another link ends none.
        for link in &links {
            visitor.get(link).await.says(200, "For claire.lefort@example.org");
        }
        visitor.submit(&links[1], &links[1], &[("password", NEW)]).await.leads_to("/projects");
        for link in &links {
            instance.visitor().get(link).await.says(404, "no longer works");
        }
        instance.later(SignedDuration::from_secs(limits::RESET_MAIL_PAUSE_SECONDS));
        ask(&visitor, CLAIRE).await;
        let late = link(&instance).await;
        let form = visitor.form(&late, &late, &[("password", PASSWORD)]).await;
        instance.later(SignedDuration::from_mins(limits::PASSWORD_RESET_MINUTES));
        visitor.send(&form).await.says(404, "Ask for another");
        assert!(signs_in(&instance, NEW).await);
    });
}

#[test]
fn nobody_learns_by_asking_for_a_link_whose_address_has_a_login() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _claire = instance.administrator().await;
        let mut seen = Vec::new();
        for email in [CLAIRE, "nobody@example.org"] {
            let asker = instance.visitor();
            let mut answers = Vec::new();
            for _ in 0..=limits::RESET_MAILS_AT_ONCE {
                let answer = asker.post("/forgot-password", &[("email", email)]).await;
                let location = answer.headers.get("location").cloned();
                answers.push((answer.status, location, answer.text().replace(email, "")));
            }
            assert_eq!(answers.last().unwrap().0, 429);
            seen.push(answers);
        }
        assert_eq!(seen[0], seen[1]);
        instance.work().await;
        assert_eq!(instance.mails_to("nobody@example.org").len(), 0);
        assert_eq!(instance.mails_to(CLAIRE).len() as i64, limits::RESET_MAILS_AT_ONCE);
        assert_eq!(instance.count("select count(*) from password_wish").await, 0, "nothing is kept of it");
        // When the next may be asked for is said.
        let answer = instance.visitor().post("/forgot-password", &[("email", CLAIRE)]).await;
        answer.says(429, &format!("in {} minutes", limits::RESET_MAIL_PAUSE_SECONDS / 60 + 1));
        instance.later(SignedDuration::from_secs(limits::RESET_MAIL_PAUSE_SECONDS));
        ask(&instance.visitor(), CLAIRE).await;
    });
}

#[test]
fn one_source_cannot_have_mails_sent_to_everybody() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let asker = instance.visitor();
        for number in 0..limits::SOURCE_RESET_MAILS_AT_ONCE {
            ask(&asker, &format!("person{number}@example.org")).await;
        }
        asker.post("/forgot-password", &[("email", "one.more@example.org")]).await.says(429, "often enough");
        ask(&instance.visitor().at_address(99), "one.more@example.org").await;
    });
}

/// A link as the command of the operator prints it: its path.
async fn issued(instance: &Instance) -> String {
    let link = password::issue(&instance.app, &Email::parse(CLAIRE).unwrap()).await.unwrap().unwrap();
    link.strip_prefix("http://localhost:8421").unwrap().to_owned()
}

#[test]
fn the_operator_gives_a_link_that_no_stranger_ends_and_the_member_is_told() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _claire = instance.administrator().await;
        let nobody =
            password::issue(&instance.app, &Email::parse("nobody@example.org").unwrap()).await.unwrap();
        assert_eq!(nobody, None);
        let path = issued(&instance).await;
        instance.work().await;
        let told = instance.last_mail_to(CLAIRE);
        assert!(told.subject.contains("a link to a new password was made for you"), "{}", told.subject);
        assert!(told.text.contains("If you did not ask for it"), "{}", told.text);
        assert!(told.text.contains("http://localhost:8421/account") && !told.text.contains("/reset/"));
        ask(&instance.visitor(), CLAIRE).await;
        instance.work().await;
        let visitor = instance.visitor();
        visitor.submit(&path, &path, &[("password", NEW)]).await.leads_to("/projects");
        assert!(signs_in(&instance, NEW).await);
        assert!(instance.told_of_the_account().await.contains(&"password-reset-issued".to_owned()));
    });
}

#[test]
fn a_member_who_did_not_ask_for_the_operators_link_ends_it_by_changing_their_password() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let (first, second) = (issued(&instance).await, issued(&instance).await);
        instance.visitor().get(&first).await.says(404, "no longer works");
        instance.visitor().get(&second).await.says(200, "For claire.lefort@example.org");
        let pairs = [("present_password", PASSWORD), ("password", NEW)];
        claire.submit("/account", "/account/password", &pairs).await.leads_to("/account");
        instance.visitor().get(&second).await.says(404, "no longer works");
    });
}

#[test]
fn a_member_changes_their_password_and_nothing_goes_on_but_this_session_by_new_secrets() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let elsewhere = instance.visitor();
        elsewhere.post("/sign-in", &[("email", CLAIRE), ("password", PASSWORD)]).await.leads_to("/projects");
        let program = claire.token("Desk").await;
        let change = async |present: &str, new: &str| {
            let pairs = [("present_password", present), ("password", new)];
            claire.submit("/account", "/account/password", &pairs).await
        };
        change("wrong", NEW).await.says(422, "The current password is not right");
        change(PASSWORD, "clairelefort").await.says(422, "too easy to guess");
        elsewhere.get("/projects").await.says(200, "Claire Lefort");
        let secrets = || ["paraph_session", "paraph_device"].map(|name| claire.cookie(name).unwrap());
        let before = secrets();
        change(PASSWORD, NEW).await.leads_to("/account");
        let after = secrets();
        assert!(before.iter().zip(&after).all(|(before, after)| before != after));
        claire.get("/projects").await.says(200, "Claire Lefort");
        // What was copied of her cookies before opens nothing, and makes no device known.
        let thief = instance.visitor();
        thief.keep_cookie("paraph_session", &before[0]);
        thief.get("/projects").await.asks_to_sign_in();
        elsewhere.get("/projects").await.asks_to_sign_in();
        assert_eq!(instance.count("select count(*) from session").await, 1);
        assert_eq!(instance.count("select count(*) from device").await, 1);
        let reply =
            Program::with_token(&instance, &program).ask("v1/credentials/list", &serde_json::json!({})).await;
        assert_eq!(reply.status, 401, "programs are let in anew");
        assert!(signs_in(&instance, NEW).await && !signs_in(&instance, PASSWORD).await);
        instance.work().await;
        assert!(instance.last_mail_to(CLAIRE).text.contains("The password of your login was changed"));
        assert!(instance.told_of_the_account().await.contains(&"password-changed".to_owned()));
        // A session that somebody left open cannot try passwords without end.
        for _ in 0..limits::SIGN_IN_TRIES_AT_ONCE {
            change("wrong", NEW).await;
        }
        change(NEW, PASSWORD).await.says(429, "Wait");
    });
}

#[test]
fn name_and_language_are_changed_by_their_owner() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let pairs = [("name", "Claire Lefort-Müller"), ("locale", "fr")];
        claire.submit("/account", "/account/profile", &pairs).await.leads_to("/account");
        claire.get("/account").await.says(200, "Claire Lefort-Müller");
        claire.get("/account").await.says(200, "Votre compte");
        claire.submit("/account", "/account/profile", &[("name", "A\u{200b}b")]).await.says(422, "U+200B");
        assert_eq!(instance.told_of_the_account().await.last().unwrap(), "member-changed");
    });
}
