//! Documents: taken in as they come, looked at, shown page by page, given back as they were, or refused with the reason.

use paraph_server::limits;

use super::deal::one_page;
use super::engine::on_both_engines;
use super::pdf::Objects;

#[test]
fn a_good_document_is_shown_and_given_back_byte_for_byte() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Acquisition of Meridian").await;
        let (path, bytes) = (format!("/projects/{project}"), one_page());
        claire.upload_to(&project, "C:\\deals\\Agreement é.pdf", &bytes).await.leads_to("/projects/");
        claire.get(&path).await.says(200, "Being checked");
        instance.work().await;
        let page = claire.get(&path).await;
        page.says(200, "Ready");
        page.says(200, "Agreement é.pdf");
        assert!(!page.text().contains("deals"), "a path is no name");
        let id = super::person::between(&page.text(), "href=\"/documents/", "\"").unwrap();
        let document = claire.get(&format!("/documents/{id}")).await;
        document.says(200, "Share purchase");
        let image = claire.get(&format!("/documents/{id}/pages/1")).await;
        assert!(image.body.starts_with(b"\x89PNG"), "{:?}", image.headers);
        for number in ["0", "2", "-1", "x", "4294967296"] {
            claire.get(&format!("/documents/{id}/pages/{number}")).await.is_nothing();
        }
        let file = claire.get(&format!("/documents/{id}/file")).await;
        assert_eq!(file.body, bytes);
        assert_eq!(
            file.headers["content-disposition"],
            "attachment; filename*=UTF-8''Agreement%20%C3%A9.pdf"
        );
        let told = instance.told(&format!("project:{project}")).await;
        assert_eq!(told, ["project-created", "document-added", "document-ready"]);
    });
}

#[test]
fn what_is_no_pdf_or_locked_or_damaged_is_refused_with_the_reason() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Bad input").await;
        let lock = "<< /Filter /Standard /V 2 /R 3 /Length 128 /O (o) /U (u) /P -4 >>";
        let locked = Objects::one_page().with(6, lock).pdf_with_trailer("/Encrypt 6 0 R");
        let whole = one_page();
        for (name, bytes) in [
            ("archive.pdf", b"PK\x03\x04\x14\x00\x00\x00\x08\x00 not a PDF at all".as_slice()),
            ("locked.pdf", &locked),
            ("cut.pdf", &whole[..whole.len() / 2]),
            ("empty.pdf", b""),
        ] {
            claire.upload_to(&project, name, bytes).await.leads_to("/projects/");
        }
        instance.work().await;
        let page = claire.get(&format!("/projects/{project}")).await;
        assert_eq!(page.text().matches(">Refused<").count(), 4, "{}", page.text());
        for reason in ["not a PDF", "password", "damaged"] {
            page.says(200, reason);
        }
        assert!(!page.text().contains("name=\"document\""), "none of them can be put into an envelope");
        assert_eq!(instance.count("select count(*) from page").await, 0);
        assert_eq!(instance.count("select count(*) from job").await, 0, "no job tries again");
        let told = instance.told(&format!("project:{project}")).await;
        assert_eq!(told.iter().filter(|kind| *kind == "document-refused").count(), 4);
    });
}

#[test]
fn a_refused_document_cannot_be_put_into_an_envelope_nor_one_that_is_still_looked_at() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Bad input").await;
        let page = format!("/projects/{project}");
        let ready = instance.document(&claire, &project, &one_page()).await;
        let form = claire.form(&page, &format!("{page}/envelopes"), &[("title", "Hasty")]).await;
        claire.upload_to(&project, "archive.pdf", b"PK").await.leads_to("/projects/");
        let mut row = instance.rows("select id from document where status = 'checking'", &[]).await;
        let hasty = row[0].text().unwrap();
        for round in ["while it is looked at", "when it was refused"] {
            let answer = claire.send(&form.clone().with(&[("document", &hasty)])).await;
            answer.says(409, "One of the documents is not ready");
            assert_eq!(instance.count("select count(*) from envelope").await, 0, "{round}");
            instance.work().await;
        }
        claire.send(&form.with(&[("document", &ready)])).await.leads_to("/envelopes/");
    });
}

#[test]
fn a_file_that_is_too_large_is_refused_and_leaves_nothing() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Bad input").await;
        let bytes = vec![b' '; usize::try_from(limits::DOCUMENT_SIZE_MAX).unwrap() + 1];
        claire.upload_to(&project, "large.pdf", &bytes).await.says(413, "200 MB");
        assert_eq!(instance.count("select count(*) from document").await, 0);
        assert_eq!(instance.app.store.sweep(0).unwrap().len(), 0, "no file is left in the store");
    });
}

#[test]
fn an_upload_without_a_file_or_broken_off_is_refused() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let project = claire.project("Bad input").await;
        let page = format!("/projects/{project}");
        let form = claire.form(&page, &format!("{page}/documents"), &[]).await;
        claire.upload(&form, &[]).await.says(422, "Choose at least one file");
        claire.upload(&form, &[("files", "", b"")]).await.says(422, "Choose at least one file");
        claire.upload(&form, &[("other", "a.pdf", b"x")]).await.says(422, "Choose at least one file");
        claire.post(&form.action, &[]).await.says(422, "Something in the form");
        let broken =
            b"--m\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\r\n%PDF".to_vec();
        let kind = "multipart/form-data; boundary=m";
        let answer = claire.ask(axum::http::Method::POST, &form.action, kind, broken).await;
        answer.says(422, "The upload broke off");
        let many: Vec<(&str, &str, &[u8])> = vec![("files", "a.pdf", b"%PDF"); limits::UPLOAD_FILES_MAX + 1];
        claire.upload(&form, &many).await.says(422, "At most 50 files");
        // Fifty files alike are one: it was sent once under that name in that form.
        assert_eq!(instance.count("select count(*) from document").await, 1);
        assert_eq!(instance.count("select count(*) from file").await, 1);
    });
}
