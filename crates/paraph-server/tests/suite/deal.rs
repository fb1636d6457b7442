//! What the stories about an envelope need to have happened before.

use axum::http::StatusCode;
use paraph_server::deal::DocumentId;
use serde_json::{Value, json};

use super::instance::Instance;
use super::pdf::Objects;
use super::person::{Answer, Person, all_between, between};

/// A person to sign.
#[derive(Clone, Copy)]
pub(crate) struct Signer {
    pub(crate) name: &'static str,
    pub(crate) email: &'static str,
}

pub(crate) const ANNA: Signer = Signer { name: "Anna Delacroix", email: "anna.delacroix@example.org" };
pub(crate) const BRUNO: Signer = Signer { name: "Bruno Keller", email: "bruno.keller@example.org" };
pub(crate) const CHLOE: Signer = Signer { name: "Chloé Petit", email: "chloe.petit@example.org" };

/// An envelope with what is in it, each by its identifier.
pub(crate) struct Deal {
    pub(crate) project: String,
    pub(crate) document: String,
    pub(crate) envelope: String,
    pub(crate) signatories: Vec<String>,
}

impl Deal {
    /// The address of the envelope, and of what is under it.
    pub(crate) fn at(&self, rest: &str) -> String {
        format!("/envelopes/{}{rest}", self.envelope)
    }

    /// The name of the envelope's chain of events.
    pub(crate) fn chain(&self) -> String {
        format!("envelope:{}", self.envelope)
    }

    /// A signature field for a signatory, so many places down the first page.
    pub(crate) fn signature(&self, signatory: usize) -> Value {
        self.field(signatory, "signature", 10 + 20 * signatory)
    }

    /// A field of some kind that must be filled.
    pub(crate) fn field(&self, signatory: usize, kind: &str, top: usize) -> Value {
        json!({ "document": self.document, "signatory": self.signatories[signatory], "kind": kind, "page": 1, "left": 10.0,
            "top": top as f64, "width": 30.0, "height": 8.0, "label": "", "required": true })
    }
}

/// A field with something else in it.
pub(crate) fn but(mut field: Value, name: &str, value: Value) -> Value {
    field[name] = value;
    field
}

/// A document of one page.
pub(crate) fn one_page() -> Vec<u8> {
    // Four times as large as the smallest page: what is written into its fields has to be read.
    let small = Objects::one_page();
    let contents = super::pdf::stream("", b"4 0 0 4 0 0 cm BT /F 10 Tf 20 50 Td (Share purchase) Tj ET");
    let page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 400] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>";
    small.with(3, page.as_bytes()).with(4, &contents).pdf()
}

impl Person {
    /// Uploads a file through the form of the project's page.
    pub(crate) async fn upload_to(&self, project: &str, name: &str, bytes: &[u8]) -> Answer {
        let page = format!("/projects/{project}");
        let form = self.form(&page, &format!("{page}/documents"), &[]).await;
        self.upload(&form, &[("files", name, bytes)]).await
    }

    /// Prepares an envelope over documents through the form of the project's page.
    pub(crate) async fn envelope(&self, project: &str, title: &str, document: &str) -> String {
        let page = format!("/projects/{project}");
        let pairs = [("title", title), ("document", document)];
        self.submit(&page, &format!("{page}/envelopes"), &pairs).await.leads_to("/envelopes/")
    }

    /// Adds a signatory through the form of the draft.
    pub(crate) async fn add_signatory(&self, envelope: &str, signer: Signer) -> Answer {
        let page = format!("/envelopes/{envelope}");
        let pairs = [("name", signer.name), ("email", signer.email), ("locale", "en")];
        self.submit(&page, &format!("{page}/signatories"), &pairs).await
    }

    /// Saves fields as the editor does that opened its page just before.
    pub(crate) async fn place(&self, deal: &Deal, fields: &[Value]) -> Answer {
        let revision = self.revision(deal).await;
        self.place_at(deal, revision, fields).await
    }

    /// The revision that the editor's page carries; none when there is no such page for this person.
    pub(crate) async fn revision(&self, deal: &Deal) -> Option<i64> {
        let page = self.get(&deal.at("/fields")).await.text();
        between(&page, "data-revision=\"", "\"").map(|number| number.parse().unwrap())
    }

    /// Saves fields as an editor does that read this revision.
    pub(crate) async fn place_at(&self, deal: &Deal, revision: Option<i64>, fields: &[Value]) -> Answer {
        let body = json!({ "revision": revision, "fields": fields });
        self.post_json(&deal.at("/fields"), &body.to_string()).await
    }

    /// Sends a draft through the form of its review.
    pub(crate) async fn send_off(&self, deal: &Deal) -> Answer {
        let pairs = [("message", "Please sign before noon."), ("expires_days", "14")];
        self.submit(&deal.at("/review"), &deal.at("/send"), &pairs).await
    }

    /// Signs by typing one's name, with these values in the fields, as a program does that shows no page.
    pub(crate) async fn sign(&self, link: &str, values: &[(&str, &str)]) -> Answer {
        let pairs = [&[("signature_kind", "typed"), ("shown", "")], values].concat();
        self.sign_as_shown(link, &pairs).await
    }

    /// Signs what the page shows, with these pairs of its form filled in otherwise.
    pub(crate) async fn sign_as_shown(&self, link: &str, pairs: &[(&str, &str)]) -> Answer {
        let pairs = [&[("consent", "yes")], pairs].concat();
        let answer = self.submit(link, &format!("{link}/sign"), &pairs).await;
        self.until_made(link, answer).await
    }

    /// The answer to a form that was signed, or the page of what came of it where that had to be waited for.
    pub(crate) async fn until_made(&self, link: &str, answer: Answer) -> Answer {
        match self.settled(link).await {
            Some(now) if now.status != StatusCode::OK => now,
            _ => answer,
        }
    }

    /// Waits until no signature is being made at a link: while it takes long, its page reloads until it was made or refused.
    /// Gives that page if it had to be waited for.
    pub(crate) async fn settled(&self, link: &str) -> Option<Answer> {
        for round in 0..600 {
            let now = self.get(link).await;
            if now.headers.get("refresh").is_none() {
                return (round > 0).then_some(now);
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        panic!("a signature was being made for a minute")
    }

    /// The states of an envelope as its board's script reads them.
    pub(crate) async fn board(&self, deal: &Deal) -> Value {
        serde_json::from_slice(&self.get(&deal.at("/status")).await.body).unwrap()
    }
}

impl Instance {
    /// Takes a document in and has it looked at.
    pub(crate) async fn document(&self, person: &Person, project: &str, bytes: &[u8]) -> String {
        person.upload_to(project, "agreement.pdf", bytes).await.leads_to("/projects/");
        self.work().await;
        let page = person.get(&format!("/projects/{project}")).await.text();
        let id = between(&page, "href=\"/documents/", "\"").unwrap();
        assert!(DocumentId::parse(&id).is_some(), "{id}");
        id
    }

    /// A draft of one document with these people, and no field yet.
    pub(crate) async fn draft(&self, manager: &Person, people: &[Signer]) -> Deal {
        self.draft_of(manager, people, &one_page()).await
    }

    /// The same with a document of the test's own.
    pub(crate) async fn draft_of(&self, manager: &Person, people: &[Signer], bytes: &[u8]) -> Deal {
        let project = manager.project("Acquisition of Meridian").await;
        let document = self.document(manager, &project, bytes).await;
        let envelope = manager.envelope(&project, "Share purchase agreement", &document).await;
        for person in people {
            manager.add_signatory(&envelope, *person).await.leads_to("/envelopes/");
        }
        let page = manager.get(&format!("/envelopes/{envelope}")).await.text();
        let signatories = all_between(&page, "/signatories/", "/remove");
        assert_eq!(signatories.len(), people.len(), "{page}");
        Deal { project, document, envelope, signatories }
    }

    /// A draft in which everybody has a signature field.
    pub(crate) async fn ready(&self, manager: &Person, people: &[Signer]) -> Deal {
        let deal = self.draft(manager, people).await;
        let fields: Vec<Value> = (0..people.len()).map(|index| deal.signature(index)).collect();
        manager.place(&deal, &fields).await.says(200, "fields");
        deal
    }

    /// An envelope that was sent, its mails delivered.
    pub(crate) async fn sent(&self, manager: &Person, people: &[Signer]) -> Deal {
        let deal = self.ready(manager, people).await;
        self.send_off(manager, &deal).await;
        deal
    }

    /// Sends a draft that is ready, and delivers the mails.
    pub(crate) async fn send_off(&self, manager: &Person, deal: &Deal) {
        manager.send_off(deal).await.leads_to("/envelopes/");
        self.work().await;
    }

    /// The path of the link in the newest mail to a signatory.
    pub(crate) fn link(&self, signer: Signer) -> String {
        format!("/s/{}", Person::secret(&self.last_mail_to(signer.email).text, "/s/"))
    }
}
