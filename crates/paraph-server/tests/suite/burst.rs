//! Many signatories in one instant: everybody's page is answered, everybody's signature is made when its turn comes, and
//! whoever waits sees that. `PARAPH_TEST_BURST=200` makes it that many, on the contract of the tests, and prints how long
//! things took (`docs/performance.md`); what is asserted is what came of it.

use std::time::{Duration, Instant};

use axum::http::StatusCode;
use paraph_server::limits;
use serde_json::Value;
use tokio::task::JoinSet;

use super::deal::{Deal, Signer, one_page};
use super::engine::on_both_engines;
use super::instance::Instance;
use super::person::{Person, all_between};

/// People of one envelope: as many as have room on the first page.
const TOGETHER: usize = 4;

/// How long each thing took for each person.
#[derive(Default)]
struct Times {
    open: Vec<Duration>,
    layout: Vec<Duration>,
    image: Vec<Duration>,
    sign: Vec<Duration>,
    waited: usize,
}

#[test]
fn everybody_who_signs_in_one_instant_has_signed() {
    let people: usize = std::env::var("PARAPH_TEST_BURST").map_or(12, |text| text.parse().unwrap());
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let links = invite(&instance, &claire, people).await;
        let before = processor_time();
        let mut all = JoinSet::new();
        for (number, link) in links.into_iter().enumerate() {
            let person = instance.visitor().at_address(number as u8);
            all.spawn(take_part(person, link));
        }
        let mut times = Times::default();
        while let Some(one) = all.join_next().await {
            let (open, layout, image, (sign, waited)) = one.unwrap();
            times.open.push(open);
            times.layout.push(layout);
            times.image.push(image);
            times.sign.push(sign);
            times.waited += usize::from(waited);
        }
        let used = processor_time() - before;
        let signed = "select count(*) from signatory where status = 'signed'";
        assert_eq!(instance.count(signed).await, people as i64);
        instance.work().await;
        let completed = "select count(*) from envelope where status = 'completed'";
        assert_eq!(instance.count(completed).await, people.div_ceil(TOGETHER) as i64);
        report(people, used, times);
    });
}

/// Sends envelopes over one document to so many people, and gives their links.
async fn invite(instance: &Instance, claire: &Person, people: usize) -> Vec<String> {
    let contract = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/contracts/share-purchase-agreement.pdf");
    let bytes = if people > 50 { std::fs::read(contract).unwrap() } else { one_page() };
    let project = claire.project("Acquisition of Meridian").await;
    let document = instance.document(claire, &project, &bytes).await;
    let mut links = Vec::new();
    let numbers: Vec<usize> = (0..people).collect();
    for group in numbers.chunks(TOGETHER) {
        let envelope = claire.envelope(&project, "Share purchase agreement", &document).await;
        let signers: Vec<Signer> = group.iter().map(|number| signer(*number)).collect();
        for signer in &signers {
            claire.add_signatory(&envelope, *signer).await.leads_to("/envelopes/");
        }
        let page = claire.get(&format!("/envelopes/{envelope}")).await.text();
        let signatories = all_between(&page, "/signatories/", "/remove");
        let deal = Deal { project: project.clone(), document: document.clone(), envelope, signatories };
        let fields: Vec<Value> = (0..signers.len()).map(|index| deal.signature(index)).collect();
        claire.place(&deal, &fields).await.says(200, "fields");
        instance.send_off(claire, &deal).await;
        links.extend(signers.iter().map(|signer| instance.link(*signer)));
    }
    links
}

/// A name and an address for as long as the tests run.
fn signer(number: usize) -> Signer {
    let name = String::leak(format!("Person {number}"));
    Signer { name, email: String::leak(format!("person{number}@example.org")) }
}

/// Opens the link, looks at the first page, signs, and looks again until it is signed.
#[expect(clippy::disallowed_methods, reason = "what is measured is how long people really wait")]
async fn take_part(person: Person, link: String) -> (Duration, Duration, Duration, (Duration, bool)) {
    let start = Instant::now();
    let page = person.get(&link).await;
    let open = start.elapsed();
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let start = Instant::now();
    assert_eq!(person.get(&format!("{link}/layout.css")).await.status, StatusCode::OK);
    let layout = start.elapsed();
    let images = all_between(&page.text(), "<img src=\"", "\"");
    let start = Instant::now();
    for image in images.iter().filter(|image| image.starts_with(&link)) {
        assert_eq!(person.get(image).await.status, StatusCode::OK);
    }
    let image = start.elapsed() / u32::try_from(images.len().max(1)).unwrap();
    let form = page.form(&format!("{link}/sign"));
    let form = form.with(&[("signature_kind", "typed"), ("consent", "yes")]);
    let start = Instant::now();
    person.send(&form).await.leads_to("/s/");
    let mut waited = false;
    loop {
        let now = person.get(&link).await;
        // Finished between two looks at it: the page leads to what it is now.
        if now.status == StatusCode::SEE_OTHER {
            continue;
        }
        assert_eq!(now.status, StatusCode::OK, "{}", now.text());
        let Some(pause) = now.headers.get("refresh") else {
            assert!(!now.text().contains(&format!("action=\"{link}/sign\"")), "{}", now.text());
            return (open, layout, image, (start.elapsed(), waited));
        };
        assert_eq!(pause.to_str().unwrap(), limits::SIGNING_PATIENCE_SECONDS.to_string());
        now.says(200, "Your signature is being made");
        waited = true;
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// What the process has used of the processors, in hundredths of a second (proc_pid_stat(5)).
fn processor_time() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
    let (_, rest) = stat.rsplit_once(") ").unwrap();
    rest.split(' ').skip(11).take(2).map(|number| number.parse::<u64>().unwrap()).sum()
}

fn report(people: usize, used: u64, times: Times) {
    println!(
        "{people} people: {} ms of processor each, {} were told to wait",
        used * 10 / people as u64,
        times.waited
    );
    let all =
        [("open", times.open), ("layout.css", times.layout), ("image", times.image), ("sign", times.sign)];
    for (what, mut took) in all {
        took.sort();
        let at = |percent: usize| took[(took.len() * percent / 100).min(took.len() - 1)].as_millis();
        println!("{what}: median {} ms, p95 {} ms, longest {} ms", at(50), at(95), at(100));
    }
}
