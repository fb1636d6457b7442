//! Signing in and out: one answer for every failure, a limit to attempts, sessions that end.

use jiff::SignedDuration;
use paraph_server::auth::Lane;
use paraph_server::deal::throttle::Allowance;
use paraph_server::limits;

use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::{Person, all_between};

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

/// Tries wrong passwords until no more are taken.
async fn guess(guesser: &Person, email: &str) -> i64 {
    let mut taken = 0;
    while guesser.post("/sign-in", &[("email", email), ("password", "a wrong password")]).await.status == 422
    {
        taken += 1;
        assert!(taken < 200, "nobody slows the guesser");
    }
    taken
}

const RIGHT: [(&str, &str); 2] = [("email", CLAIRE), ("password", PASSWORD)];

#[test]
fn a_known_device_gets_in_while_strangers_guess() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.post("/sign-out", &[]).await.leads_to("/");
        instance.have_counted(STREAK, CLAIRE, limits::FAILURES_IN_A_ROW_MAX - 22).await;
        // From her own office, where a colleague guesses too.
        guess(&instance.visitor(), CLAIRE).await;
        guess_from_everywhere(&instance, CLAIRE).await;
        // Somebody else's device is no known one.
        let thief = instance.visitor();
        thief.keep_cookie("paraph_device", &"A".repeat(43));
        thief.post("/sign-in", &RIGHT).await.says(429, "on a device");
        claire.post("/sign-in", &RIGHT).await.leads_to("/projects");
        claire.get("/projects").await.says(200, "Claire Lefort");
    });
}

#[test]
fn an_unknown_device_gets_in_after_a_bounded_wait_though_its_source_is_guessed_from() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let taken = guess(&instance.visitor(), CLAIRE).await;
        assert_eq!(taken, limits::SIGN_IN_TRIES_AT_ONCE);
        instance
            .visitor()
            .post("/sign-in", &RIGHT)
            .await
            .says(429, &format!("Wait {} seconds", limits::SIGN_IN_PAUSE_SECONDS + 1));
        // From elsewhere there is no wait.
        instance.visitor().at_address(99).post("/sign-in", &RIGHT).await.leads_to("/projects");
        guess(&instance.visitor().at_address(98), CLAIRE).await;
        instance.later(SignedDuration::from_secs(limits::SIGN_IN_PAUSE_SECONDS));
        instance.visitor().post("/sign-in", &RIGHT).await.leads_to("/projects");
    });
}

#[test]
fn an_office_behind_one_address_is_not_shut_out_by_one_clumsy_colleague() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        for person in [&claire, &david] {
            person.post("/sign-out", &[]).await.leads_to("/");
        }
        guess(&instance.visitor(), "nobody@example.org").await;
        let david_elsewhere = [("email", "david.moreau@example.org"), ("password", PASSWORD)];
        // On an unknown device, in the same office.
        instance.visitor().post("/sign-in", &david_elsewhere).await.leads_to("/projects");
        // One who tries everybody's address is slowed, and known devices are not.
        for number in 0..20 {
            guess(&instance.visitor(), &format!("person{number}@example.org")).await;
        }
        instance.visitor().post("/sign-in", &RIGHT).await.says(429, "Wait");
        claire.post("/sign-in", &RIGHT).await.leads_to("/projects");
        david.post("/sign-in", &david_elsewhere).await.leads_to("/projects");
        instance.later(SignedDuration::from_secs(limits::SOURCE_PAUSE_SECONDS));
        instance.visitor().post("/sign-in", &RIGHT).await.leads_to("/projects");
    });
}

const STREAK: Allowance = Allowance {
    name: "sign-in streak",
    at_once: limits::FAILURES_IN_A_ROW_MAX,
    pause_seconds: limits::FAILURES_IN_A_ROW_PAUSE_SECONDS,
};

/// Tries wrong passwords from two places until no more are taken; gives how many were.
async fn guess_from_everywhere(instance: &Instance, email: &str) -> i64 {
    let mut taken = 0;
    for machine in 10..12 {
        taken += guess(&instance.visitor().at_address(machine), email).await;
    }
    taken
}

#[test]
fn a_hundred_failures_in_a_row_leave_strangers_one_try_an_hour_and_the_owner_every_way() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.post("/sign-out", &[]).await.leads_to("/");
        for email in [CLAIRE, "nobody@example.org"] {
            instance.have_counted(STREAK, email, limits::FAILURES_IN_A_ROW_MAX - 12).await;
        }
        assert_eq!(guess_from_everywhere(&instance, CLAIRE).await, 12);
        let new = instance.visitor().at_address(200);
        new.post("/sign-in", &RIGHT).await.says(429, "set a new password by mail");
        // Nobody learns from this whether there is a login.
        assert_eq!(guess_from_everywhere(&instance, "nobody@example.org").await, 12);
        // However long somebody goes on guessing, they have one try in each pause, from all places together.
        for _ in 0..3 {
            instance.later(SignedDuration::from_secs(limits::FAILURES_IN_A_ROW_PAUSE_SECONDS));
            assert_eq!(guess_from_everywhere(&instance, CLAIRE).await, 1);
            new.post("/sign-in", &RIGHT).await.says(429, "or set a new password by mail");
        }
        // Once they have stopped, a new device waits no longer than one pause.
        instance.later(SignedDuration::from_secs(limits::FAILURES_IN_A_ROW_PAUSE_SECONDS));
        new.post("/sign-in", &RIGHT).await.leads_to("/projects");
    });
}

#[test]
fn a_known_device_and_a_new_password_end_a_row_of_failures() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.post("/sign-out", &[]).await.leads_to("/");
        let new = || instance.visitor().at_address(200);
        instance.have_counted(STREAK, CLAIRE, limits::FAILURES_IN_A_ROW_MAX).await;
        new().post("/sign-in", &RIGHT).await.says(429, "set a new password by mail");
        claire.post("/sign-in", &RIGHT).await.leads_to("/projects");
        new().post("/sign-in", &RIGHT).await.leads_to("/projects");
        // Programs, which have no device, come under the same count.
        instance.have_counted(STREAK, CLAIRE, limits::FAILURES_IN_A_ROW_MAX).await;
        let other = "eighteen other lighthouses";
        let pairs = [("present_password", PASSWORD), ("password", other)];
        claire.submit("/account", "/account/password", &pairs).await.leads_to("/account");
        new().post("/sign-in", &[("email", CLAIRE), ("password", other)]).await.leads_to("/projects");
        // The mailbox proves the owner, too.
        instance.have_counted(STREAK, CLAIRE, limits::FAILURES_IN_A_ROW_MAX).await;
        let forgetful = new();
        forgetful
            .submit("/forgot-password", "/forgot-password", &[("email", CLAIRE)])
            .await
            .leads_to("/forgot-password");
        instance.work().await;
        let path = format!("/reset/{}", Person::secret(&instance.last_mail_to(CLAIRE).text, "/reset/"));
        forgetful.submit(&path, &path, &[("password", PASSWORD)]).await.leads_to("/projects");
        new().post("/sign-in", &RIGHT).await.leads_to("/projects");
    });
}

#[test]
fn guesses_at_the_same_time_count_one_by_one() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let wrong = [("email", CLAIRE), ("password", "a wrong password")];
        let guessers: Vec<_> = (0..40).map(|_| instance.visitor()).collect();
        let mut tries = tokio::task::JoinSet::new();
        for guesser in guessers {
            tries.spawn(async move { guesser.post("/sign-in", &wrong).await.status.as_u16() });
        }
        let answers = tries.join_all().await;
        let taken = answers.iter().filter(|status| **status == 422).count();
        assert!(taken <= limits::SIGN_IN_TRIES_AT_ONCE as usize, "{taken} guesses were taken: {answers:?}");
        // One by one in the row of failures, too: what is left of the hundred is what was not taken.
        instance.have_counted(STREAK, CLAIRE, limits::FAILURES_IN_A_ROW_MAX - taken as i64 - 1).await;
        assert_eq!(guess(&instance.visitor().at_address(10), CLAIRE).await, 1);
    });
}

#[test]
fn devices_and_sessions_are_listed_and_end_when_their_member_wants() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let laptop = instance.visitor();
        let answer = laptop.post("/sign-in", &RIGHT).await;
        let cookies: Vec<_> = answer
            .headers
            .get_all("set-cookie")
            .iter()
            .map(|value| value.to_str().unwrap().to_owned())
            .collect();
        let device = cookies.iter().find(|text| text.starts_with("paraph_device=")).unwrap();
        assert!(device.contains("HttpOnly; SameSite=Lax") && device.contains("Max-Age=34560000"), "{device}");
        let secret = laptop.cookie("paraph_device").unwrap();
        // Signing in again renews the device, and makes no second one.
        laptop.post("/sign-in", &RIGHT).await.leads_to("/projects");
        assert_eq!(laptop.cookie("paraph_device").unwrap(), secret);
        let page = claire.get("/account").await.text();
        let devices = all_between(&page, "action=\"/account/devices/", "/end\"");
        let mut sessions = all_between(&page, "action=\"/account/sessions/", "/end\"");
        sessions.retain(|id| id.len() == 32);
        assert_eq!((devices.len(), sessions.len()), (2, 3));
        let this = page
            .split("<li>")
            .position(|row| row.contains("This device") && row.contains("/account/devices/"));
        let others: Vec<_> = page
            .split("<li>")
            .enumerate()
            .filter(|(at, row)| row.contains("/account/devices/") && Some(*at) != this)
            .collect();
        let theirs = all_between(others[0].1, "/account/devices/", "/end").pop().unwrap();
        // Another member ends nothing of hers.
        david.post(&format!("/account/devices/{theirs}/end"), &[]).await.is_nothing();
        laptop.get("/projects").await.says(200, "Claire Lefort");
        claire.post(&format!("/account/devices/{theirs}/end"), &[]).await.leads_to("/account");
        claire.post(&format!("/account/devices/{theirs}/end"), &[]).await.is_nothing();
        laptop.get("/projects").await.asks_to_sign_in();
        assert_eq!(instance.count("select count(*) from device").await, 2);
        guess(&instance.visitor(), CLAIRE).await;
        laptop.post("/sign-in", &RIGHT).await.says(429, "Wait");
        let told = instance.told_of_the_account().await;
        assert_eq!(told.iter().filter(|kind| *kind == "device-ended").count(), 1);
        claire.post("/account/sessions/end-others", &[]).await.leads_to("/account");
        claire.get("/account").await.says(200, "Claire Lefort");
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

#[test]
fn a_full_line_before_the_passwords_is_answered_at_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let _joined = instance.administrator().await;
        let (release, held) = std::sync::mpsc::channel::<()>();
        let held = std::sync::Arc::new(std::sync::Mutex::new(held));
        let mut others = tokio::task::JoinSet::new();
        let room = limits::PASSWORD_HASHES_AT_ONCE / 2 + limits::PASSWORD_WAITING_MAX;
        for number in 0..room {
            let (app, held) = (instance.app.clone(), std::sync::Arc::clone(&held));
            others.spawn(async move {
                let source = format!("198.51.100.{number}");
                let work = move |_: &_| {
                    let _told = held.lock().map(|held| held.recv());
                    Ok(())
                };
                app.passwords.slowly(Lane::Unknown(&source), work).await
            });
        }
        while instance.app.passwords.waiting() < limits::PASSWORD_WAITING_MAX {
            tokio::task::yield_now().await;
        }
        let right = [("email", CLAIRE), ("password", PASSWORD)];
        // However often: the password was not checked, so it counts as no failure.
        for _ in 0..=limits::SIGN_IN_TRIES_AT_ONCE {
            let answer = instance.visitor().post("/sign-in", &right).await;
            answer.says(503, "Too many people are waiting");
            assert_eq!(answer.headers["retry-after"], limits::CROWDED_SECONDS.to_string().as_str());
        }
        drop(release);
        while others.join_next().await.is_some() {}
        instance.visitor().post("/sign-in", &right).await.leads_to("/projects");
    });
}
