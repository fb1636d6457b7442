//! Signing in and out: one answer for every failure, a limit to attempts, sessions that end.

use jiff::SignedDuration;
use paraph_server::limits;

use super::engine::on_both_engines;
use super::instance::PASSWORD;

const CLAIRE: &str = "claire.lefort@example.org";

#[test]
fn a_member_signs_in_and_out_and_the_old_cookie_opens_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let claire = instance.visitor();
        claire.get("/projects").await.asks_to_sign_in();
        let pairs = [("email", " Claire.Lefort@example.org "), ("password", PASSWORD)];
        let answer = claire.submit("/sign-in", "/sign-in", &pairs).await;
        answer.leads_to("/projects");
        let cookie = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        claire.get("/projects").await.says(200, "Claire Lefort");
        claire.get("/").await.leads_to("/projects");
        let secret = claire.cookie("paraph_session").unwrap();
        claire.post("/sign-out", &[]).await.leads_to("/");
        assert_eq!(claire.cookie("paraph_session"), None);
        claire.keep_cookie("paraph_session", &secret);
        claire.get("/projects").await.asks_to_sign_in();
        // Signing out twice is told once.
        claire.post("/sign-out", &[]).await.leads_to("/");
        let told = instance.told_of_the_account().await;
        assert_eq!(told[told.len() - 2..], ["member-signed-in", "member-signed-out"]);
    });
}

#[test]
fn an_unknown_address_and_a_wrong_password_are_answered_alike() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let guesser = instance.visitor();
        let mut answers = Vec::new();
        for email in [CLAIRE, "nobody@example.org"] {
            let pairs = [("email", email), ("password", "not the password")];
            let answer = guesser.post("/sign-in", &pairs).await;
            answer.says(422, "Address and password do not go together");
            answers.push(answer.text().replace(email, ""));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(instance.count("select count(*) from session").await, 1);
        assert_eq!(instance.told_of_the_account().await[4..], ["sign-in-failed", "sign-in-failed"]);
    });
}

#[test]
fn too_many_attempts_close_the_door_for_a_quarter_of_an_hour() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let wrong = [("email", CLAIRE), ("password", "not the password")];
        for attempt in 0..limits::SIGN_IN_FAILURES_MAX {
            // From another machine each time: it is the address that is guarded.
            let machine = instance.visitor().at_address(10 + attempt as u8);
            machine.post("/sign-in", &wrong).await.says(422, "do not go together");
        }
        let right = [("email", CLAIRE), ("password", PASSWORD)];
        let claire = instance.visitor().at_address(99);
        claire.post("/sign-in", &right).await.says(429, "Too many attempts");
        instance.later(SignedDuration::from_mins(limits::SIGN_IN_WINDOW_MINUTES));
        claire.post("/sign-in", &right).await.leads_to("/projects");
    });
}

#[test]
fn one_machine_cannot_try_many_addresses() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let machine = instance.visitor();
        for attempt in 0..limits::SIGN_IN_FAILURES_MAX {
            let email = format!("person{attempt}@example.org");
            machine.post("/sign-in", &[("email", email.as_str()), ("password", "guess")]).await;
        }
        let right = [("email", CLAIRE), ("password", PASSWORD)];
        machine.post("/sign-in", &right).await.says(429, "Too many attempts");
        instance.visitor().at_address(99).post("/sign-in", &right).await.leads_to("/projects");
    });
}

#[test]
fn a_session_ends_when_it_is_not_used_and_in_any_case_after_a_day() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let idle = instance.administrator().await;
        let busy = instance.visitor();
        let pairs = [("email", CLAIRE), ("password", PASSWORD)];
        busy.post("/sign-in", &pairs).await.leads_to("/projects");
        let step = SignedDuration::from_hours(limits::SESSION_IDLE_HOURS - 1);
        for _ in 0..3 {
            busy.get("/projects").await.says(200, "Claire Lefort");
            instance.later(step);
        }
        idle.get("/projects").await.asks_to_sign_in();
        busy.get("/projects").await.says(200, "Claire Lefort");
        instance.later(SignedDuration::from_hours(3));
        busy.get("/projects").await.asks_to_sign_in();
    });
}

#[test]
fn a_made_up_session_opens_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        for made_up in ["", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "' or 1=1 --", "%00"] {
            let guesser = instance.visitor();
            guesser.keep_cookie("paraph_session", made_up);
            guesser.get("/projects").await.asks_to_sign_in();
        }
    });
}
