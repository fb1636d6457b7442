//! Lists that go on over many pages, and how much may be kept.

use std::collections::BTreeSet;

use super::deal::{ANNA, one_page};
use super::engine::on_both_engines;
use super::person::{Person, all_between, between};

/// Everything of a list that a person can reach by following its pages, and how many pages that took.
async fn reached(person: &Person, first: &str, (before, after): (&str, &str)) -> (BTreeSet<String>, usize) {
    let (mut found, mut pages, mut next) = (BTreeSet::new(), 0, Some(first.to_owned()));
    while let Some(path) = next {
        let page = person.get(&path).await;
        assert_eq!(page.status, 200, "{path}");
        let text = page.text();
        let here = all_between(&text, before, after);
        assert!(here.iter().all(|one| !found.contains(one)), "a row comes twice");
        found.extend(here);
        pages += 1;
        assert!(pages < 50, "the pages have no end");
        next = between(&text, "rel=\"next\" href=\"", "\"").map(|path| path.replace("&amp;", "&"));
    }
    (found, pages)
}

#[test]
fn every_envelope_every_project_and_every_event_can_be_reached() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        let document = instance.document(&claire, &project, &one_page()).await;
        let page = format!("/projects/{project}");
        for number in 0..120 {
            claire.envelope(&project, &format!("Envelope {number}"), &document).await;
        }
        let (envelopes, pages) = reached(&claire, &page, ("<a href=\"/envelopes/", "\"")).await;
        assert_eq!((envelopes.len(), pages), (120, 3));
        claire.get(&page).await.says(200, "1–50 of 120");

        let activity = format!("{page}/activity");
        let (events, pages) = reached(&claire, &activity, ("<dd>envelope:", "<")).await;
        assert_eq!((events.len(), pages), (120, 2));
        claire.get(&activity).await.says(200, "100 of 123 entries");
        let of_kind = format!("{activity}?kind=document-ready");
        claire.get(&of_kind).await.says(200, "1 of 1 entries");
        let by_person = claire.get(&format!("{activity}?person=LEFORT")).await.text();
        assert!(
            by_person.contains("Claire Lefort") && !by_person.contains("<strong>Document found fit"),
            "{by_person}"
        );
        let nobody = claire.get(&format!("{activity}?person=nobody+of+this+name")).await;
        nobody.says(200, "0 of 123 entries");
        claire.get(&format!("{activity}?from=2026-03-02&until=2026-03-02")).await.says(200, "of 123 entries");
        claire.get(&format!("{activity}?from=2026-03-03")).await.says(200, "0 of 0 entries");
        for odd in ["behind=x", "behind=99999999999999999999.a", "from=31-02", "until=9999-12-31", "kind=%27"]
        {
            assert_eq!(claire.get(&format!("{activity}?{odd}")).await.status, 200, "{odd}");
        }

        for number in 0..60 {
            claire.project(&format!("Project {number}")).await;
        }
        let (projects, pages) =
            reached(&claire, "/projects", ("class=\"tile\" href=\"/projects/", "\"")).await;
        assert_eq!((projects.len(), pages), (61, 2));
    });
}

#[test]
fn what_is_saved_many_times_is_one_line_of_activity() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        instance.later(jiff::SignedDuration::from_mins(1));
        for left in 0..14 {
            let field =
                super::deal::but(deal.signature(0), "left", serde_json::json!(10.0 + f64::from(left)));
            claire.place(&deal, &[field]).await.says(200, "fields");
            instance.later(jiff::SignedDuration::from_mins(1));
        }
        let page = claire.get(&format!("/projects/{}/activity", deal.project)).await.text();
        assert_eq!(page.matches("<strong>Fields placed</strong>").count(), 1, "{page}");
        assert!(page.contains("times between"), "{page}");
    });
}

#[test]
fn room_is_told_before_it_is_used_up_and_refused_after_and_given_back_by_what_is_removed() {
    on_both_engines(async |home| {
        let instance = home.open_with(|app| app.config.quota.project_megabytes = 1).await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        let page = format!("/projects/{project}");
        let padded = |kilobytes: usize| [one_page(), vec![b'\n'; kilobytes * 1024]].concat();
        claire.upload_to(&project, "small.pdf", &padded(400)).await.leads_to("/projects/");
        assert!(
            !claire.get(&page).await.text().contains("This project uses"),
            "two fifths are nothing to tell"
        );
        claire.upload_to(&project, "large.pdf", &padded(450)).await.leads_to("/projects/");
        claire.get(&page).await.says(200, "This project uses");
        let refused = claire.upload_to(&project, "more.pdf", &padded(400)).await;
        refused.says(422, "The project is full: 1 MB may be kept in it");
        assert_eq!(instance.count("select count(*) from document").await, 2);
        assert_eq!(instance.count("select count(*) from file").await, 2);
        // Another project has room of its own, and what is removed gives its room back.
        let other = claire.project("Another").await;
        claire.upload_to(&other, "more.pdf", &padded(400)).await.leads_to("/projects/");
        for statement in ["delete from job", "delete from document", "delete from file"] {
            instance.alter(statement).await;
        }
        claire.upload_to(&project, "again.pdf", &padded(900)).await.leads_to("/projects/");
    });
}
