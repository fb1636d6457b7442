//! Invitations and accounts: the only way in, good once and for a while; the password; the privacy policy.

use jiff::SignedDuration;
use paraph_server::locale::Locale;
use paraph_server::policy;

use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::Person;

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
        thief.get(&path).await.is_nothing();
        thief.send(&form.with(&[("email", "thief@example.org")])).await.is_nothing();
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
        claire.get(&path).await.is_nothing();
        claire.send(&form).await.is_nothing();
        assert_eq!(instance.count("select count(*) from member").await, 0);
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
