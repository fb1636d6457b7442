//! Lists that go on over many pages, and how much may be kept.

use std::collections::BTreeSet;

use paraph_server::db::Value;
use paraph_server::deal::{AccountId, MemberId, member};
use paraph_server::keys::Scope;
use paraph_server::words::Email;

use super::deal::{ANNA, one_page};
use super::engine::on_both_engines;
use super::instance::Instance;
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

/// How many bytes of the disk the files of documents take.
async fn kept(instance: &Instance) -> i64 {
    let sql = "select f.blocks from file f join document d on d.file_id = f.id";
    let blocks = instance.rows(sql, &[]).await.into_iter().map(|mut row| row.integer().unwrap());
    4_096 * blocks.sum::<i64>()
}

#[test]
fn uploads_that_race_each_other_fit_into_the_room_together_and_leave_nothing_of_those_refused() {
    on_both_engines(async |home| {
        let instance = home.open_with(|app| app.config.quota.project_megabytes = 1).await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        let file = [one_page(), vec![b'\n'; 300 * 1024]].concat();
        let up = |name| claire.upload_to(&project, name, &file);
        let (a, b, c, d, e, f) =
            tokio::join!(up("a.pdf"), up("b.pdf"), up("c.pdf"), up("d.pdf"), up("e.pdf"), up("f.pdf"));
        let answers = [a, b, c, d, e, f];
        let taken = answers.iter().filter(|answer| answer.status == 303).count();
        for answer in answers.iter().filter(|answer| answer.status != 303) {
            // Who comes into the way of many others at the same moment may have to try again.
            assert!([422, 503].contains(&answer.status.as_u16()), "{answer:?}");
        }
        assert!((1..=3).contains(&taken), "{taken} of 300 kB in 1 MB");
        assert!(kept(&instance).await <= 1024 * 1024);
        let rows = instance.count("select count(*) from file").await;
        assert_eq!(rows, i64::try_from(taken).unwrap());
        let refused = answers.iter().filter(|answer| answer.status == 503).count();
        let files = instance.app.store.sweep(0).unwrap().len();
        assert!(files <= taken + refused, "{files} files for {taken} documents");
        // The rest of the room is there for whoever comes next, and not a byte more.
        for number in taken..4 {
            let answer = claire.upload_to(&project, &format!("later-{number}.pdf"), &file).await;
            assert_eq!(answer.status.as_u16(), if number < 3 { 303 } else { 422 }, "{}", answer.text());
        }
        assert!(kept(&instance).await <= 1024 * 1024);
    });
}

#[test]
fn every_document_and_every_member_can_be_reached() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        let page = format!("/projects/{project}");
        let first = instance.document(&claire, &project, &one_page()).await;
        for number in 0..109 {
            claire.upload_to(&project, &format!("{number}.pdf"), &one_page()).await.leads_to("/projects/");
        }
        instance.later(jiff::SignedDuration::from_mins(1));
        claire.upload_to(&project, "newest.pdf", &one_page()).await.leads_to("/projects/");
        let (documents, pages) = reached(&claire, &page, ("<a href=\"/documents/", "\"")).await;
        assert_eq!((documents.len(), pages), (111, 3));
        let newest = claire.get(&page).await;
        newest.says(200, "1–50 of 111");
        newest.says(200, "newest.pdf");
        // What may go into an envelope is offered whole, wherever the list stands.
        newest.says(200, &format!("name=\"document\" value=\"{first}\""));
        // Going on in one list leaves the other where it is.
        for number in 0..60 {
            claire.envelope(&project, &format!("Envelope {number}"), &first).await;
        }
        let text = claire.get(&page).await.text();
        let next = all_between(&text, "rel=\"next\" href=\"", "\"");
        let second = claire.get(&next[0].replace("&amp;", "&")).await;
        second.says(200, "51–100 of 111");
        second.says(200, "1–50 of 60");
        let next = all_between(&second.text(), "rel=\"next\" href=\"", "\"");
        let both = claire.get(&next[1].replace("&amp;", "&")).await;
        both.says(200, "51–100 of 111");
        both.says(200, "51–60 of 60");

        for number in 0..70 {
            let email = format!("person-{number}@example.org");
            let pairs = [("email", email.as_str()), ("role", "member")];
            claire.submit("/members", "/members/invite", &pairs).await.leads_to("/members");
        }
        let (invited, pages) = reached(&claire, "/members", ("<strong>person-", "@")).await;
        assert_eq!((invited.len(), pages), (70, 2));
        let account = instance.rows("select account_id from member", &[]).await[0].id().unwrap();
        for number in 0..70 {
            join(&instance, &account, number).await;
        }
        let members = claire.get("/members").await.text();
        assert!(members.contains("1–50 of 71") && members.contains("1–50 of 70"), "{members}");
        let next = between(&members, "rel=\"next\" href=\"", "\"").unwrap().replace("&amp;", "&");
        let rest = claire.get(&next).await.text();
        assert!(rest.contains("51–71 of 71") && rest.contains("1–50 of 70"), "{rest}");
        let both = [members, rest].concat();
        assert!((0..70).all(|number| both.contains(&format!("<strong>Colleague {number}</strong>"))));
        for odd in ["behind=x", "invited=-9.%3Cscript%3E", "behind=99999999999999999999.a"] {
            assert_eq!(claire.get(&format!("/members?{odd}")).await.status, 200, "{odd}");
        }
    });
}

/// Puts a member into an account, without the seconds that hashing a password takes.
async fn join(instance: &Instance, account: &AccountId, number: usize) {
    let id = MemberId::random(&instance.app.random).unwrap();
    let ring = instance.app.keys.scope(Scope::Account(account)).unwrap();
    let seal = |column, text: &str| ring.seal_text(("member", id.as_str(), column), text).unwrap();
    let email = format!("colleague-{number}@example.org");
    let lookup = member::lookup(&instance.app, &Email::parse(&email).unwrap()).unwrap();
    let sql =
        "insert into member (id, account_id, email_lookup, email, name, role, locale, password, created_ms)
        values ($1, $2, $3, $4, $5, 'member', 'en', $6, $7)";
    let values = [
        Value::from(&id),
        Value::from(account),
        Value::from(lookup),
        Value::from(seal("email", &email)),
        Value::from(seal("name", &format!("Colleague {number}"))),
        Value::from(seal("password", "none")),
        Value::from(instance.now()),
    ];
    instance.tamper(sql, &values).await;
}
