//! Every form may be sent twice: by a double click, by a browser that got no answer, by a page loaded again. What it made is
//! made once; the same page with other words, or the page opened anew, is another act.

use jiff::SignedDuration;
use paraph_server::deal::submission;
use paraph_server::limits;

use super::deal::{ANNA, one_page};
use super::engine::on_both_engines;

#[test]
fn a_project_form_sent_twice_creates_one_project() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let pairs = [("name", "Meridian"), ("reference", "M-1")];
        let form = claire.form("/projects", "/projects", &pairs).await;
        let (one, other) = tokio::join!(claire.send(&form), claire.send(&form));
        let id = one.leads_to("/projects/");
        assert_eq!(other.leads_to("/projects/"), id);
        assert_eq!(claire.send(&form).await.leads_to("/projects/"), id);
        assert_eq!(instance.count("select count(*) from project").await, 1);
        assert_eq!(instance.told(&format!("project:{id}")).await, ["project-created"]);
        // Gone back to the form and typed something else: another project.
        let another = claire.send(&form.with(&[("reference", "M-2")])).await.leads_to("/projects/");
        assert_ne!(another, id);
        // The page opened anew, with the same words: a third.
        claire.submit("/projects", "/projects", &pairs).await.leads_to("/projects/");
        assert_eq!(instance.count("select count(*) from project").await, 3);
    });
}

#[test]
fn an_upload_sent_twice_brings_each_file_once() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Meridian").await;
        let page = format!("/projects/{project}");
        let form = claire.form(&page, &format!("{page}/documents"), &[]).await;
        let file = one_page();
        let files: [(&str, &str, &[u8]); 2] = [("files", "one.pdf", &file), ("files", "two.pdf", &file)];
        for _ in 0..2 {
            claire.upload(&form, &files).await.leads_to("/projects/");
        }
        assert_eq!(instance.count("select count(*) from document").await, 2);
        assert_eq!(instance.count("select count(*) from job").await, 2);
        assert_eq!(instance.app.store.sweep(0).unwrap().len(), 2, "what came twice is not kept twice");
        instance.work().await;
        // Broken off after the first file and sent again whole: the first is not brought twice.
        let fresh = claire.form(&page, &format!("{page}/documents"), &[]).await;
        claire.upload(&fresh, &files[..1]).await.leads_to("/projects/");
        claire.upload(&fresh, &files).await.leads_to("/projects/");
        assert_eq!(instance.count("select count(*) from document").await, 4);
    });
}

#[test]
fn an_envelope_form_sent_twice_prepares_one_envelope() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Meridian").await;
        let document = instance.document(&claire, &project, &one_page()).await;
        let page = format!("/projects/{project}");
        let pairs = [("title", "Agreement"), ("document", document.as_str())];
        let form = claire.form(&page, &format!("{page}/envelopes"), &pairs).await;
        let (one, other) = tokio::join!(claire.send(&form), claire.send(&form));
        let id = one.leads_to("/envelopes/");
        assert_eq!(other.leads_to("/envelopes/"), id);
        assert_eq!(instance.count("select count(*) from envelope").await, 1);
        assert_eq!(instance.told(&format!("envelope:{id}")).await, ["envelope-created"]);
    });
}

#[test]
fn a_signatory_form_sent_twice_adds_one_person_and_complains_of_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[]).await;
        let pairs = [("name", ANNA.name), ("email", ANNA.email), ("locale", "fr")];
        let form = claire.form(&deal.at(""), &deal.at("/signatories"), &pairs).await;
        let (one, other) = tokio::join!(claire.send(&form), claire.send(&form));
        one.leads_to("/envelopes/");
        other.leads_to("/envelopes/");
        assert_eq!(instance.count("select count(*) from signatory").await, 1);
    });
}

#[test]
fn a_form_without_the_key_of_a_page_makes_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        for key in ["", "x", "ffffffffffffffffffffffffffffffffff"] {
            let pairs = [("name", "Meridian"), ("form_key", key)];
            claire.post("/projects", &pairs).await.says(422, "Something in the form is missing");
        }
        assert_eq!(instance.count("select count(*) from project").await, 0);
    });
}

#[test]
fn the_key_of_one_member_is_not_anothers() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let form = claire.form("/projects", "/projects", &[("name", "Meridian")]).await;
        let hers = claire.send(&form).await.leads_to("/projects/");
        let his = david.send(&form).await.leads_to("/projects/");
        assert_ne!(hers, his, "he is not led to what she made");
        david.get(&format!("/projects/{hers}")).await.is_nothing();
    });
}

#[test]
fn what_came_of_a_form_is_forgotten_after_a_week() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        claire.project("Meridian").await;
        let remembered = "select count(*) from submission";
        instance.later(SignedDuration::from_hours(24 * limits::SUBMISSION_DAYS - 1));
        submission::sweep(&instance.app).await.unwrap();
        assert_eq!(instance.count(remembered).await, 1);
        instance.later(SignedDuration::from_hours(1));
        submission::sweep(&instance.app).await.unwrap();
        assert_eq!(instance.count(remembered).await, 0);
    });
}
