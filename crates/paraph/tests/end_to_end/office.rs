//! A firm that uses the program, over plain HTTP: what the tests about other things need to have done.

use std::time::{Duration, Instant};

use super::http::{Answer, Client};
use super::instance::Instance;

pub(super) const PASSWORD: &str = "seventeen quiet lighthouses";

/// The administrator of an instance, signed in.
pub(super) struct Office {
    pub(super) client: Client,
}

/// An envelope on its way.
pub(super) struct Deal {
    pub(super) project: String,
    pub(super) document: String,
    pub(super) envelope: String,
    /// Identifier of the first field, if there is one.
    pub(super) field: String,
    /// Identifiers of the signatories, in order.
    pub(super) signatories: Vec<String>,
}

/// A person to sign.
#[derive(Clone, Copy)]
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
}

impl Person {
    /// With an address that no other envelope has: the outbox then shows which link is which, and no limit of mails to one
    /// address is met.
    pub(super) fn at_own_address(self, envelope: &str) -> Self {
        Self { email: format!("{envelope}.{}", self.email).leak(), ..self }
    }
}

pub(super) const CAMILLE: Person = Person { name: "Camille Durand", email: "camille.durand@example.org" };
pub(super) const ZOE: Person =
    Person { name: "Zoë Łukasiewicz-Ångström", email: "zoe.lukasiewicz@example.org" };

/// One value out of a page: what stands between two texts.
pub(super) fn between(text: &str, before: &str, after: &str) -> Option<String> {
    let (_, rest) = text.split_once(before)?;
    rest.split_once(after).map(|(value, _)| value.to_owned())
}

fn all_between(text: &str, before: &str, after: &str) -> Vec<String> {
    text.split(before)
        .skip(1)
        .filter_map(|rest| rest.split_once(after))
        .map(|(value, _)| value.to_owned())
        .collect()
}

fn led_to(answer: &Answer, prefix: &str) -> String {
    let address = answer.header("location").unwrap_or_else(|| panic!("{}\n{}", answer.head, answer.text()));
    let rest = address.split(prefix).nth(1).unwrap_or_else(|| panic!("{address} is not under {prefix}"));
    rest.split(['/', '?', '#']).next().unwrap().to_owned()
}

impl Office {
    /// Accepts the first invitation.
    pub(super) fn open(instance: &Instance) -> Self {
        let client = instance.client();
        let path = format!("/invitation/{}", instance.invitation.as_ref().unwrap());
        let page = client.get(&path).text();
        let version = between(&page, "name=\"policy_version\" value=\"", "\"").unwrap();
        let answer = client.post(
            &path,
            &[
                ("name", "Claire Lefort"),
                ("email", "claire.lefort@example.org"),
                ("password", PASSWORD),
                ("policy_version", &version),
                ("accept", "yes"),
            ],
        );
        assert_eq!(answer.status, 303, "{}", answer.text());
        Self { client: client.signed_in(&answer) }
    }

    /// The same person at an instance that was started again.
    pub(super) fn at(&self, instance: &Instance) -> Self {
        let client = Client { port: instance.port, ..self.client.clone() };
        Self { client }
    }

    pub(super) fn project(&self, name: &str) -> String {
        led_to(&self.client.post("/projects", &[("name", name), ("reference", "M-2026-114")]), "/projects/")
    }

    /// Uploads a document and waits until it can be used.
    pub(super) fn document(&self, project: &str, name: &str, bytes: &[u8]) -> String {
        let answer = self.client.upload(&format!("/projects/{project}/documents"), "files", name, bytes);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let began = Instant::now();
        loop {
            let page = self.client.get(&format!("/projects/{project}")).text();
            if let Some(id) = between(&page, "name=\"document\" value=\"", "\"") {
                return id;
            }
            assert!(began.elapsed() < Duration::from_secs(90), "the document was not made ready: {page}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the project page says once nothing is being looked at any more.
    pub(super) fn settled(&self, project: &str) -> String {
        let began = Instant::now();
        loop {
            let page = self.client.get(&format!("/projects/{project}")).text();
            if !page.contains("data-live=\"self\"") {
                return page;
            }
            assert!(began.elapsed() < Duration::from_secs(120), "still being looked at: {page}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Prepares an envelope with one signature field for each person.
    pub(super) fn prepare(&self, bytes: &[u8], people: &[Person]) -> Deal {
        let project = self.project("Acquisition of Meridian");
        let document = self.document(&project, "agreement.pdf", bytes);
        self.prepare_with(project, document, people)
    }

    /// The same, over a document that is there.
    pub(super) fn prepare_with(&self, project: String, document: String, people: &[Person]) -> Deal {
        let pairs = [("title", "Share purchase agreement"), ("document", document.as_str())];
        let envelope =
            led_to(&self.client.post(&format!("/projects/{project}/envelopes"), &pairs), "/envelopes/");
        for person in people {
            let pairs = [("name", person.name), ("email", person.email), ("locale", "en")];
            let answer = self.client.post(&format!("/envelopes/{envelope}/signatories"), &pairs);
            assert_eq!(answer.status, 303, "{}", answer.text());
        }
        let page = self.client.get(&format!("/envelopes/{envelope}")).text();
        let signatories = all_between(&page, "/signatories/", "/remove");
        assert_eq!(signatories.len(), people.len(), "{page}");
        // Large enough for legible letters on small pages, where there is room.
        let (step, width, height) = if people.len() > 2 { (10, 30, 6) } else { (45, 60, 30) };
        let fields: Vec<String> = signatories
            .iter()
            .enumerate()
            .map(|(index, id)| {
                format!(
                    r#"{{"document":"{document}","signatory":"{id}","kind":"signature","page":1,"left":10.0,"top":{}.0,"width":{width}.0,"height":{height}.0,"label":"","required":true}}"#,
                    5 + step * index
                )
            })
            .collect();
        let body = format!(r#"{{"fields":[{}]}}"#, fields.join(","));
        let answer = self.client.post_json(&format!("/envelopes/{envelope}/fields"), &body);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let field = between(&answer.text(), "\"id\":\"", "\"").unwrap_or_default();
        Deal { project, document, envelope, field, signatories }
    }

    pub(super) fn send(&self, deal: &Deal) {
        let pairs = [("message", "Please sign before noon."), ("expires_days", "14")];
        let answer = self.client.post(&format!("/envelopes/{}/send", deal.envelope), &pairs);
        assert_eq!(answer.status, 303, "{}", answer.text());
    }

    /// The secret of the newest link that was sent to a person, once it is there.
    pub(super) fn link(&self, person: Person) -> String {
        let began = Instant::now();
        loop {
            let list = self.client.get("/outbox").text();
            for row in list.split("<li>").filter(|row| row.contains(person.email)) {
                let Some(id) = between(row, "/outbox/", "\"") else { continue };
                let text = self.client.get(&format!("/outbox/{id}")).text();
                if let Some(token) = between(&text, "/s/", "\"") {
                    return token;
                }
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "no link was sent to {}: {list}",
                person.email
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What the board says: `sent`, `completed`, …
    pub(super) fn state(&self, deal: &Deal) -> String {
        let answer = self.client.get(&format!("/envelopes/{}/status", deal.envelope));
        between(&answer.text(), "\"state\":\"", "\"").unwrap_or_default()
    }

    /// Waits until the envelope is sealed, and gives the sealed file.
    pub(super) fn sealed(&self, deal: &Deal) -> Vec<u8> {
        let began = Instant::now();
        loop {
            let path = format!("/envelopes/{}/documents/{}/signed", deal.envelope, deal.document);
            let answer = self.client.get(&path);
            if answer.status == 200 {
                return answer.body;
            }
            assert!(began.elapsed() < Duration::from_secs(90), "it was not sealed: {}", self.state(deal));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

/// Signs by typing one's name.
pub(super) fn sign(client: &Client, token: &str, person: Person) -> Option<Answer> {
    let pairs = [("signature_kind", "typed"), ("signature_text", person.name), ("consent", "yes")];
    let body = super::http::form(&pairs);
    client.try_send("POST", &format!("/s/{token}/sign"), "application/x-www-form-urlencoded", body.as_bytes())
}

/// A document of so many empty pages.
pub(super) fn blank_pages(count: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..count).map(|index| format!("{} 0 R", index + 3)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {count} >>", kids.join(" ")),
    ];
    objects.extend(
        (0..count)
            .map(|_| "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> >>".to_owned()),
    );
    document_of(&objects, "")
}

/// A document of the given objects, the first being its catalogue.
pub(super) fn document_of(objects: &[String], trailer: &str) -> Vec<u8> {
    let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let at = file.len();
    let size = objects.len() + 1;
    file.extend(
        format!("{table}trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{at}\n%%EOF\n").bytes(),
    );
    file
}
