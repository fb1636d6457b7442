//! Time zones: documents are dated in the envelope's, pages are read in the reader's, and each is named.

use std::process::Command;

use jiff::Timestamp;

use super::deal::{ANNA, Deal};
use super::engine::on_both_engines;
use super::instance::{Instance, PASSWORD};
use super::person::Person;

const CLAIRE: &str = "claire.lefort@example.org";

/// What poppler reads on a PDF, one space between words.
fn words(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file.pdf");
    std::fs::write(&path, bytes).unwrap();
    let output = Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(path).arg("-").output().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Anna signs an envelope of Claire's in a zone at a time: what stands on the sealed file and on the certificate.
async fn signed(instance: &Instance, claire: &Person, zone: &str, at: Timestamp) -> (String, String) {
    instance.later(at.duration_since(instance.now()) - jiff::SignedDuration::from_mins(1));
    // Nobody stays signed in for days.
    let pairs = [("email", CLAIRE), ("password", PASSWORD)];
    claire.post("/sign-in", &pairs).await.leads_to("/projects");
    let deal = instance.draft(claire, &[ANNA]).await;
    claire.submit(&deal.at(""), &deal.at("/zone"), &[("time_zone", zone)]).await.leads_to("/envelopes/");
    claire.place(&deal, &[deal.signature(0), deal.field(0, "date", 60)]).await.says(200, "fields");
    instance.send_off(claire, &deal).await;
    claire.get(&deal.at("")).await.says(200, zone);
    instance.later(at.duration_since(instance.now()));
    let (link, anna) = (instance.link(ANNA), instance.visitor());
    anna.sign(&link, &[]).await.leads_to("/s/");
    instance.work().await;
    let sealed = anna.get(&format!("{link}/documents/{}/signed", deal.document)).await;
    assert_eq!(sealed.status, 200);
    let certificate = anna.get(&format!("{link}/certificate")).await;
    (words(&sealed.body), words(&certificate.body))
}

#[test]
fn documents_are_dated_in_the_zone_of_their_envelope_whatever_the_day_is_in_utc() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for (zone, at, caption, day) in [
            (
                "Europe/Paris",
                "2026-03-27T23:30:00Z",
                "28 Mar 2026, 00:30 (Europe/Paris, UTC+1)",
                "2026-03-28 (UTC+1)",
            ),
            (
                "Etc/GMT+12",
                "2026-03-28T11:30:00Z",
                "27 Mar 2026, 23:30 (Etc/GMT+12, UTC-12)",
                "2026-03-27 (UTC-12)",
            ),
            (
                "Pacific/Kiritimati",
                "2026-03-28T12:00:00Z",
                "29 Mar 2026, 02:00 (Pacific/Kiritimati, UTC+14)",
                "2026-03-29 (UTC+14)",
            ),
            // The clocks went forward in between.
            (
                "Europe/Paris",
                "2026-03-29T22:30:00Z",
                "30 Mar 2026, 00:30 (Europe/Paris, UTC+2)",
                "2026-03-30 (UTC+2)",
            ),
        ] {
            let at: Timestamp = at.parse().unwrap();
            let (sealed, certificate) = signed(&instance, &claire, zone, at).await;
            for wanted in [caption, day] {
                assert!(sealed.contains(wanted), "{wanted}: {sealed}");
            }
            let utc = at.strftime("%-d %B %Y, %H:%M:%S UTC").to_string();
            let beside = caption.split_once(" (").unwrap().1;
            for wanted in [utc.as_str(), beside] {
                assert!(certificate.contains(wanted), "{wanted}: {certificate}");
            }
        }
    });
}

/// The zone that an envelope is dated in, as its draft says.
async fn chosen(person: &Person, deal: &Deal) -> String {
    let page = person.get(&deal.at("")).await.text();
    let chosen =
        page.split("<option ").find(|option| option.contains(" selected") && !option.contains("lang="));
    super::person::between(chosen.unwrap(), "value=\"", "\"").unwrap()
}

#[test]
fn an_envelope_has_the_zone_of_its_sender_until_another_is_chosen_and_none_after_sending() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        assert_eq!(chosen(&claire, &deal).await, "UTC", "nothing is known of Claire");
        claire.keep_cookie("paraph_zone", "America/New_York");
        let deal = instance.ready(&claire, &[ANNA]).await;
        assert_eq!(chosen(&claire, &deal).await, "America/New_York");
        for wrong in ["", "Europe/Lutetia", "../etc/passwd", "UTC+1"] {
            claire
                .post(&deal.at("/zone"), &[("time_zone", wrong)])
                .await
                .says(422, "No time zone has this name");
        }
        for _ in 0..2 {
            claire.post(&deal.at("/zone"), &[("time_zone", "Asia/Tokyo")]).await.leads_to("/envelopes/");
        }
        let told = instance.told(&deal.chain()).await;
        assert_eq!(told.iter().filter(|kind| *kind == "envelope-zone-changed").count(), 1);
        claire.get(&deal.at("/review")).await.says(200, "Asia/Tokyo");
        instance.send_off(&claire, &deal).await;
        assert!(instance.last_mail_to(ANNA.email).text.contains("18:00 (Asia/Tokyo, UTC+9)"));
        claire.post(&deal.at("/zone"), &[("time_zone", "UTC")]).await.leads_to("/envelopes/");
        claire.get(&deal.at("")).await.says(200, "Asia/Tokyo");
    });
}

#[test]
fn pages_are_read_in_the_zone_of_the_reader_and_name_it() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.ready(&claire, &[ANNA]).await;
        claire.post(&deal.at("/zone"), &[("time_zone", "Asia/Tokyo")]).await.leads_to("/envelopes/");
        instance.send_off(&claire, &deal).await;
        claire.get(&deal.at("")).await.says(200, "2 March 2026, 09:00 UTC");
        claire.keep_cookie("paraph_zone", "Europe/Paris");
        claire.get(&deal.at("")).await.says(200, "2 March 2026, 10:00 (Europe/Paris, UTC+1)");
        claire.keep_cookie("paraph_zone", "%3Cscript%3E");
        claire.get(&deal.at("")).await.says(200, "2 March 2026, 09:00 UTC");
        let (link, anna) = (instance.link(ANNA), instance.visitor());
        anna.get(&link).await.says(200, "16 March 2026, 18:00 (Asia/Tokyo, UTC+9)");
        anna.keep_cookie("paraph_zone", "America/New_York");
        anna.get(&link).await.says(200, "16 March 2026, 05:00 (America/New_York, UTC-4)");
    });
}

#[test]
fn a_member_chooses_the_zone_of_their_pages_and_goes_back_to_that_of_their_device() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.sent(&claire, &[ANNA]).await;
        claire.get("/account").await.says(200, "<option value=\"\" selected>As on my device</option>");
        claire.keep_cookie("paraph_zone", "Europe/Paris");
        claire.get("/account").await.says(200, "As on my device (here Europe/Paris)");
        claire.get("/account").await.says(200, "<option value=\"Asia/Tokyo\">Tokyo (Asia)</option>");
        let save = async |name: &str, zone: &[(&str, &str)]| {
            let own = [("name", name), ("locale", "en")];
            claire.submit("/account", "/account/profile", &[own.as_slice(), zone].concat()).await
        };
        save("Claire Lefort", &[("time_zone", "Asia/Tokyo")]).await.leads_to("/account");
        claire.get("/account").await.says(200, "<option value=\"Asia/Tokyo\" selected>");
        for path in [deal.at(""), format!("/projects/{}", deal.project), "/account".to_owned()] {
            claire.get(&path).await.says(200, "(Asia/Tokyo, UTC+9)");
        }
        claire.get(&format!("/projects/{}/activity", deal.project)).await.says(200, "Asia/Tokyo");
        // Another device of theirs, in yet another zone, shows the same.
        let phone = instance.visitor().with_cookies_of(&claire);
        phone.keep_cookie("paraph_zone", "America/New_York");
        phone.get(&deal.at("")).await.says(200, "(Asia/Tokyo, UTC+9)");
        // A form that says nothing of it changes nothing, and what is no zone is refused with the rest of the form kept.
        save("Claire Lefort", &[]).await.leads_to("/account");
        let refused = save("Claire L.", &[("time_zone", "Europe/Lutetia")]).await;
        refused.says(422, "No time zone has this name");
        refused.says(422, "value=\"Claire L.\"");
        claire.get(&deal.at("")).await.says(200, "(Asia/Tokyo, UTC+9)");
        save("Claire Lefort", &[("time_zone", "")]).await.leads_to("/account");
        claire.get(&deal.at("")).await.says(200, "(Europe/Paris, UTC+1)");
        phone.get(&deal.at("")).await.says(200, "(America/New_York, UTC-5)");
        let activity = claire.get("/members/activity?kind=member-changed").await;
        activity.says(200, "Time zone <bdi>Asia/Tokyo</bdi>");
    });
}
