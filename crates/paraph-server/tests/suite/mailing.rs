//! How many mails members may have sent: for one member, to one address and from the instance. What is refused is kept, and
//! says until when.

use jiff::SignedDuration;
use paraph_server::deal::throttle::Allowance;
use paraph_server::limits;

use super::deal::{ANNA, BRUNO, CHLOE, Deal, Signer};
use super::engine::on_both_engines;
use super::instance::{Home, Instance, PASSWORD};
use super::person::{Answer, Person};

const OF_MEMBER: Allowance = Allowance {
    name: "mails of a member",
    at_once: limits::MEMBER_MAILS_AT_ONCE,
    pause_seconds: limits::MEMBER_MAIL_PAUSE_SECONDS,
};
const TO_ADDRESS: Allowance = Allowance {
    name: "mails to an address",
    at_once: limits::ADDRESS_MAILS_AT_ONCE,
    pause_seconds: limits::ADDRESS_MAIL_PAUSE_SECONDS,
};
const OF_INSTANCE: Allowance = Allowance {
    name: "mails of the instance",
    at_once: limits::INSTANCE_MAILS_AT_ONCE,
    pause_seconds: limits::INSTANCE_MAIL_PAUSE_SECONDS,
};

async fn member_id(instance: &Instance) -> String {
    instance.rows("select id from member order by created_ms", &[]).await[0].text().unwrap()
}

async fn remind(person: &Person, deal: &Deal, signatory: usize) -> Answer {
    let remind = deal.at(&format!("/signatories/{}/remind", deal.signatories[signatory]));
    person.submit(&deal.at(""), &remind, &[]).await
}

fn pause(allowance: Allowance) -> SignedDuration {
    SignedDuration::from_secs(allowance.pause_seconds)
}

#[test]
fn a_member_sends_so_many_mails_and_what_was_typed_is_kept_until_there_is_room() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA, BRUNO]).await;
        let id = member_id(&instance).await;
        instance.have_counted(OF_MEMBER, &id, OF_MEMBER.at_once - 1).await;
        let files = instance.app.store.sweep(0).unwrap().len();
        for _ in 0..2 {
            let answer = claire.send_off(&deal).await;
            for said in [
                "as many mails sent as one member may",
                "from 2 March 2026, 09:02 UTC on",
                "Please sign before noon.",
                "value=\"14\"",
            ] {
                answer.says(429, said);
            }
        }
        instance.work().await;
        assert_eq!(instance.mail.delivered().len(), 0);
        assert_eq!(instance.count("select count(*) from envelope where status = 'sent'").await, 0);
        assert_eq!(instance.app.store.sweep(0).unwrap().len(), files, "nothing was certified for it");
        instance.later(pause(OF_MEMBER));
        instance.send_off(&claire, &deal).await;
        assert_eq!(instance.mail.delivered().len(), 2);
        remind(&claire, &deal, 0).await.says(429, "from 2 March 2026, 09:04 UTC on");
        // What is counted stands in the database: it is the same after a start anew, and on another node.
        let other = home.open().await;
        let again = other.visitor().with_cookies_of(&claire);
        remind(&again, &deal, 0).await.says(429, "ask a colleague to");
        let invited = [("email", "david.moreau@example.org"), ("role", "administrator")];
        let answer = claire.submit("/members", "/members/invite", &invited).await;
        answer.says(429, "as many mails sent as one member may");
        answer.says(429, "value=\"david.moreau@example.org\"");
        answer.says(429, "value=\"administrator\" checked");
        assert_eq!(instance.count("select count(*) from invitation where used_ms is null").await, 0);
        instance.later(pause(OF_MEMBER));
        remind(&claire, &deal, 0).await.leads_to("/envelopes/");
        instance.work().await;
        assert_eq!(instance.mail.delivered().len(), 3);
    });
}

#[test]
fn an_address_is_sent_so_many_mails_whoever_has_them_sent() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let hers = instance.sent(&claire, &[ANNA, BRUNO]).await;
        instance.have_counted(TO_ADDRESS, ANNA.email, TO_ADDRESS.at_once - 1).await;
        remind(&claire, &hers, 0).await.says(429, "anna.delacroix@example.org has been sent as many mails");
        // Others are reminded as before.
        remind(&claire, &hers, 1).await.leads_to("/envelopes/");
        let shouted = Signer { email: "ANNA.Delacroix@Example.ORG", ..ANNA };
        let his = instance.ready(&david, &[CHLOE, shouted]).await;
        instance.work().await;
        let before = instance.mail.delivered().len();
        david.send_off(&his).await.says(429, "or leave this person out");
        instance.work().await;
        assert_eq!(instance.mails_to(CHLOE.email).len(), 0, "nobody is invited, or everybody");
        instance.later(pause(TO_ADDRESS));
        instance.send_off(&david, &his).await;
        assert_eq!(instance.mail.delivered().len(), before + 2);
    });
}

#[test]
fn the_instance_sends_so_many_mails_for_all_its_members_together() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        instance.have_counted(OF_INSTANCE, "", OF_INSTANCE.at_once - 1).await;
        remind(&claire, &deal, 0).await.says(429, "This service has sent as many mails as it may");
        // What members do for themselves is not held up by it.
        let visitor = instance.visitor();
        let pairs = [("email", "claire.lefort@example.org")];
        visitor.submit("/forgot-password", "/forgot-password", &pairs).await.leads_to("/forgot-password");
        instance.later(pause(OF_INSTANCE));
        remind(&claire, &deal, 0).await.leads_to("/envelopes/");
    });
}

#[test]
fn one_address_is_invited_into_the_account_a_few_times_and_then_left_in_peace() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let guest = [("email", "guest@example.org"), ("role", "member")];
        for _ in 0..limits::INVITATIONS_OF_ADDRESS_AT_ONCE {
            claire.submit("/members", "/members/invite", &guest).await.leads_to("/members");
        }
        let refused = "guest@example.org has been sent as many invitations";
        claire.submit("/members", "/members/invite", &guest).await.says(429, refused);
        let page = claire.get("/members").await.text();
        let resend = super::person::all_between(&page, "action=\"/members/invitations/", "/resend\"");
        let resend = format!("/members/invitations/{}/resend", resend.last().unwrap());
        claire.submit("/members", &resend, &[]).await.says(429, refused);
        instance.work().await;
        let most = limits::INVITATIONS_OF_ADDRESS_AT_ONCE as usize;
        assert_eq!(instance.mails_to("guest@example.org").len(), most);
        // The one that was sent last still works.
        let last = Person::secret(&instance.last_mail_to("guest@example.org").text, "/invitation/");
        instance.visitor().get(&format!("/invitation/{last}")).await.says(200, "Accept the invitation");
        instance.later(SignedDuration::from_secs(limits::INVITATION_OF_ADDRESS_PAUSE_SECONDS));
        claire.submit("/members", &resend, &[]).await.leads_to("/members");
    });
}

#[test]
fn members_who_send_at_the_same_time_are_counted_one_by_one() {
    on_both_engines(async |home: &Home| {
        let (instance, other) = (home.open().await, home.open().await);
        let claire = other.administrator().await;
        let deal = instance.sent(&claire, &[ANNA, BRUNO, CHLOE]).await;
        let id = member_id(&instance).await;
        instance.have_counted(OF_MEMBER, &id, OF_MEMBER.at_once - 3 - 1).await;
        let elsewhere = other.visitor();
        let right = [("email", "claire.lefort@example.org"), ("password", PASSWORD)];
        elsewhere.post("/sign-in", &right).await.leads_to("/projects");
        let answers =
            tokio::join!(remind(&claire, &deal, 0), remind(&claire, &deal, 1), remind(&elsewhere, &deal, 2));
        let answers = [answers.0, answers.1, answers.2].map(|answer| answer.status.as_u16());
        assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|status| **status == 429).count(), 2, "{answers:?}");
    });
}
