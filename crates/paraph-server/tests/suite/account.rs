//! Invitations and accounts: the only way in, good once and for a while; the password; the privacy policy.

use jiff::SignedDuration;
use paraph_server::locale::Locale;
use paraph_server::policy;

use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::{Person, all_between};

/// What the first administrator types.
const CLAIRE: [(&str, &str); 4] = [
    ("name", "Claire Lefort"),
    ("email", "claire.lefort@example.org"),
    ("password", PASSWORD),
    ("accept", "yes"),
];

fn invitation(instance: &Instance) -> String {
    format!("/invitation/{}", instance.invitation.as_ref().unwrap())
}

#[test]
fn an_invitation_is_good_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (claire, path) = (instance.visitor(), invitation(&instance));
        let form = claire.form(&path, &path, &CLAIRE).await;
        claire.send(&form).await.leads_to("/projects");
        claire.get("/projects").await.says(200, "Claire Lefort");
        let thief = instance.visitor();
        thief.get(&path).await.says(410, "This invitation has been used");
        thief.get(&path).await.says(410, "href=\"/sign-in\"");
        let again = form.with(&[("email", "thief@example.org")]);
        let answer = thief.send(&again).await;
        answer.says(410, "This invitation has been used");
        assert!(!answer.text().contains("Lefort") || !answer.text().contains("claire"), "{}", answer.text());
        // Whoever is signed in is led on.
        claire.get(&path).await.says(410, "You are signed in as Claire Lefort.");
        assert_eq!(instance.count("select count(*) from member").await, 1);
        assert_eq!(
            instance.told_of_the_account().await,
            ["instance-established", "certificates-issued", "administrator-invited", "member-joined"]
        );
    });
}

#[test]
fn an_invitation_ends_after_three_days() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (claire, path) = (instance.visitor(), invitation(&instance));
        let form = claire.form(&path, &path, &CLAIRE).await;
        instance.later(SignedDuration::from_hours(72));
        claire.get(&path).await.says(410, "It worked until 5 March 2026, 09:00 UTC");
        claire.send(&form).await.says(410, "any administrator at Lefort & Associates");
        assert_eq!(instance.count("select count(*) from member").await, 0);
    });
}

const DAVID: &str = "david.moreau@example.org";

/// The path of the newest invitation that mail brought to David.
async fn newest(instance: &Instance) -> String {
    instance.work().await;
    format!("/invitation/{}", Person::secret(&instance.last_mail_to(DAVID).text, "/invitation/"))
}

/// What stands in the row of David's invitation on the page of members: the path of the form for an act.
async fn act(claire: &Person, act: &str) -> String {
    let page = claire.get("/members").await.text();
    let paths = all_between(&page, "action=\"/members/invitations/", "\"");
    let [path] = &paths.iter().filter(|path| path.ends_with(act)).collect::<Vec<_>>()[..] else {
        panic!("not one invitation: {page}")
    };
    format!("/members/invitations/{path}")
}

#[test]
fn an_invitation_is_sent_again_and_withdrawn_and_its_holder_reads_what_became_of_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let pairs = [("email", DAVID), ("role", "administrator")];
        claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        let first = newest(&instance).await;
        claire.get("/members").await.says(200, "Not accepted yet");
        instance.later(SignedDuration::from_hours(73));
        // Signed in again: her session ended meanwhile.
        let pairs = [("email", "claire.lefort@example.org"), ("password", PASSWORD)];
        claire.post("/sign-in", &pairs).await.leads_to("/projects");
        claire.get("/members").await.says(200, "Ended");
        instance.visitor().get(&first).await.says(410, "This invitation has ended");
        let again = act(&claire, "resend").await;
        let form = claire.form("/members", &again, &[]).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/members");
        }
        let second = newest(&instance).await;
        assert_eq!(instance.mails_to(DAVID).len(), 2, "a double click sends once");
        instance.visitor().get(&first).await.says(410, "another one was sent in its place");
        instance.visitor().get(&second).await.says(200, "Your role: Administrator");
        claire.post(&again, &[("form_key", "0123456789abcdef0123456789abcdef")]).await.says(409, "withdrawn");
        let withdraw = act(&claire, "withdraw").await;
        let david = instance.visitor();
        let form = david.form(&second, &second, &CLAIRE).await;
        for _ in 0..2 {
            claire.post(&withdraw, &[]).await.leads_to("/members");
        }
        david.send(&form).await.says(410, "It was withdrawn");
        assert!(!claire.get("/members").await.text().contains(DAVID));
        assert_eq!(instance.count("select count(*) from member").await, 1);
        let told = instance.told_of_the_account().await;
        assert_eq!(told.iter().filter(|kind| *kind == "invitation-withdrawn").count(), 1);
        // A link that never was says no more than how to go on.
        let unknown = format!("/invitation/{}", "A".repeat(43));
        instance.visitor().get(&unknown).await.says(404, "This link opens no invitation");
    });
}

#[test]
fn an_invitation_that_was_accepted_cannot_be_withdrawn_and_another_to_the_same_address_ends_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let pairs = [("email", DAVID), ("role", "member")];
        claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        let first = newest(&instance).await;
        let pairs = [("email", "David.Moreau@example.org"), ("role", "administrator")];
        claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        instance.work().await;
        instance.visitor().get(&first).await.says(410, "another one was sent in its place");
        let mail = instance.last_mail_to("David.Moreau@example.org");
        let path = format!("/invitation/{}", Person::secret(&mail.text, "/invitation/"));
        let withdraw = act(&claire, "withdraw").await;
        // In a browser in which somebody is signed in, the page says so.
        claire.get(&path).await.says(200, "Claire Lefort is signed in in this browser");
        instance.visitor().submit(&path, &path, &CLAIRE).await.leads_to("/projects");
        claire.post(&withdraw, &[]).await.says(409, "was accepted in the meantime");
        claire.get(&path).await.says(410, "This invitation has been used");
    });
}

#[test]
fn a_password_that_is_short_or_common_or_easily_guessed_is_refused_with_what_to_do() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (claire, path) = (instance.visitor(), invitation(&instance));
        for (password, said) in [
            ("short", "A password has at least"),
            ("passwordpassword", "one of those that are tried first"),
            ("clairelefort", "too easy to guess"),
            (&"x".repeat(2_000), "too long"),
        ] {
            let form = claire.form(&path, &path, &CLAIRE).await.with(&[("password", password)]);
            let answer = claire.send(&form).await;
            answer.says(422, said);
            // What was typed stands in the form again, all but the password.
            answer.says(422, "value=\"Claire Lefort\"");
            assert!(!answer.text().contains(password), "the password is in the page");
        }
        assert_eq!(instance.count("select count(*) from member").await, 0);
        assert_eq!(instance.count("select count(*) from session").await, 0);
        claire.submit(&path, &path, &CLAIRE).await.leads_to("/projects");
    });
}

#[test]
fn the_policy_that_was_accepted_is_recorded_with_its_version_its_text_and_the_time() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let (claire, path) = (instance.visitor(), invitation(&instance));
        let form = claire.form(&path, &path, &CLAIRE).await;
        claire
            .send(&form.clone().with(&[("accept", "")]))
            .await
            .says(422, "Without accepting the privacy policy");
        claire
            .send(&form.clone().with(&[("policy_version", "0")]))
            .await
            .says(422, "The privacy policy changed");
        assert_eq!(instance.count("select count(*) from consent").await, 0);
        claire.send(&form).await.leads_to("/projects");
        let recorded = consents(&instance).await;
        let shown = instance.visitor().get("/privacy").await.text();
        assert!(shown.contains("Privacy policy, version 1"), "{shown}");
        let now = instance.now().as_millisecond();
        assert_eq!(recorded, [(policy::VERSION.to_owned(), policy::sha256(Locale::English), now)]);
    });
}

#[test]
fn a_changed_policy_asks_a_member_again_before_they_go_on() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        forget_the_text_in_force(&instance).await;
        instance.later(SignedDuration::from_hours(1));
        for path in ["/projects".to_owned(), format!("/projects/{project}"), "/members".to_owned()] {
            assert_eq!(claire.get(&path).await.leads_to("/privacy/"), "accept", "{path}");
        }
        claire.post("/projects", &[("name", "Behind its back")]).await.leads_to("/privacy/accept");
        assert_eq!(instance.count("select count(*) from project").await, 1);
        let page = "/privacy/accept";
        claire.get(page).await.says(200, "The privacy policy has changed");
        claire.submit(page, page, &[]).await.says(422, "Tick the box");
        claire
            .submit(page, page, &[("accept", "yes"), ("policy_version", "0")])
            .await
            .says(422, "Read it again");
        let form = claire.form(page, page, &[("accept", "yes")]).await;
        claire.send(&form).await.leads_to("/projects");
        claire.get("/projects").await.says(200, "Acquisition of Meridian");
        claire.get(page).await.leads_to("/projects");
        // Sent twice, it is recorded once.
        claire.send(&form).await.leads_to("/projects");
        let recorded = consents(&instance).await;
        assert_eq!(recorded.len(), 2, "the earlier consent is kept");
        let now = instance.now().as_millisecond();
        assert_eq!(recorded[1], (policy::VERSION.to_owned(), policy::sha256(Locale::English), now));
        assert_eq!(instance.told_of_the_account().await.last().unwrap(), "policy-accepted");
    });
}

#[test]
fn whoever_does_not_accept_a_changed_policy_can_still_sign_out_and_read_it_in_french() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        forget_the_text_in_force(&instance).await;
        claire.get("/").await.leads_to("/projects");
        claire.get("/language/fr?back=/privacy/accept").await.leads_to("/privacy/accept");
        claire.get("/privacy/accept").await.says(200, "La politique de confidentialité a changé");
        claire.post("/sign-out", &[]).await.leads_to("/");
        assert_eq!(instance.count("select count(*) from session").await, 0);
        claire.get("/privacy/accept").await.says(401, "Connectez-vous pour voir cette page");
    });
}

#[test]
fn a_member_is_invited_by_mail_once_and_joins_under_the_invited_address() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let pairs = [("email", "david.moreau@example.org"), ("role", "member")];
        let form = claire.form("/members", "/members/invite", &pairs).await;
        for _ in 0..2 {
            claire.send(&form).await.leads_to("/members");
        }
        instance.work().await;
        assert_eq!(instance.mails_to("david.moreau@example.org").len(), 1, "a double click invites once");
        claire.get("/members").await.says(200, "david.moreau@example.org");
        let token = Person::secret(&instance.last_mail_to("david.moreau@example.org").text, "/invitation/");
        let david = instance.visitor();
        let path = format!("/invitation/{token}");
        let form = david.form(&path, &path, &CLAIRE).await.with(&[("name", "David Moreau")]);
        david.send(&form).await.leads_to("/projects");
        let members = claire.get("/members").await;
        members.says(200, "David Moreau");
        members.says(200, "david.moreau@example.org");
        // A member is no administrator.
        david.get("/members").await.is_nothing();
        david.post("/members/invite", &pairs).await.is_nothing();
        claire
            .submit("/members", "/members/invite", &pairs)
            .await
            .says(409, "This person is a member already");
    });
}

/// What is recorded of consents: version, digest and time, oldest first.
async fn consents(instance: &Instance) -> Vec<(String, [u8; 32], i64)> {
    let sql = "select policy_version, policy_sha256, accepted_ms from consent order by accepted_ms";
    let rows = instance.rows(sql, &[]).await;
    rows.into_iter()
        .map(|mut row| (row.text().unwrap(), row.digest().unwrap(), row.integer().unwrap()))
        .collect()
}

/// Makes every consent one to a text that is not in force any more.
async fn forget_the_text_in_force(instance: &Instance) {
    instance.tamper("update consent set policy_sha256 = $1", &[[7; 32].into()]).await;
}
