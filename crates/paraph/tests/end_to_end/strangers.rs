//! Every route, tried by those it is not for: they all see that there is nothing.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use paraph_server::router::{Route, Who, routes};

use super::http::{Answer, Client};
use super::instance::{Home, Instance};
use super::office::{CAMILLE, Deal, Office, PASSWORD, ZOE, between, blank_pages};

/// What everybody sees where there is nothing, less what names the address asked for.
fn nothing(client: &Client, method: &str) -> (u16, String) {
    seen(&client.send(method, "/nothing-of-the-kind", FORM, b""), "/nothing-of-the-kind")
}

const FORM: &str = "application/x-www-form-urlencoded";

fn seen(answer: &Answer, path: &str) -> (u16, String) {
    let escaped = path.replace('/', "%2F");
    (answer.status, answer.text().replace(path, "").replace(&escaped, ""))
}

/// A route's path with its names filled in.
fn filled(route: &Route, deal: &Deal, token: &str) -> String {
    let named = [
        ("{token}", token),
        ("{document}", &deal.document),
        ("{project}", &deal.project),
        ("{envelope}", &deal.envelope),
        ("{message}", &deal.document),
        ("{signatory}", &deal.signatories[0]),
        ("{field}", &deal.field),
        ("{credential}", &deal.document),
        ("{access_token}", &deal.document),
        ("{session}", &deal.document),
        ("{device}", &deal.document),
        ("{invitation}", &deal.document),
        ("{number}", "1"),
        ("{state}", "on"),
        ("{name}", "nothing"),
        ("{language}", "xx"),
    ];
    let path = named.iter().fold(route.path.to_owned(), |path, (name, value)| path.replace(name, value));
    assert!(!path.contains('{'), "the test does not know how to fill in {}", route.path);
    path
}

fn try_all(who: &str, client: &Client, deal: &Deal, token: &str, wanted: impl Fn(&Route) -> bool) {
    let mut tried = 0;
    let mut told = Vec::new();
    for route in routes().iter().filter(|route| wanted(route)) {
        let path = filled(route, deal, token);
        let method = route.method.as_str();
        let answer =
            client.send(method, &path, FORM, b"reason=x&name=x&title=x&email=x%40example.org&role=member");
        if seen(&answer, &path) != nothing(client, method) {
            told.push(format!("{method} {} answered {}", route.path, answer.status));
        }
        tried += 1;
    }
    assert!(tried > 0, "{who} tried nothing");
    assert!(told.is_empty(), "{who} was told more than that there is nothing:\n{}", told.join("\n"));
}

/// Every page of members asks to sign in, whether what is asked for is there or not.
fn try_door(who: &str, client: &Client, deal: &Deal, token: &str) {
    let mut tried = 0;
    for route in routes().iter().filter(|route| of_members(route)) {
        let path = filled(route, deal, token);
        let method = route.method.as_str();
        let answer = client.send(method, &path, FORM, b"reason=x&name=x&title=x");
        let asked = match answer.status {
            303 => answer.header("location").is_some_and(|way| way.starts_with("/sign-in?back=")),
            401 => answer.text().contains("action=\"/sign-in\""),
            _ => false,
        };
        assert!(asked, "{who} at {method} {} was answered {}", route.path, answer.status);
        tried += 1;
    }
    assert!(tried > 0, "{who} tried nothing");
}

fn of_members(route: &Route) -> bool {
    matches!(route.who, Who::Member | Who::Administrator)
}

/// Routes about one project, document or envelope, which another member has no part in.
fn of_a_project(route: &Route) -> bool {
    route.who == Who::Member && route.path.contains('{')
}

struct Scene {
    instance: Instance,
    office: Office,
    deal: Deal,
    token: String,
    _home: Home,
}

fn scene() -> Scene {
    let home = Home::new();
    let instance = home.start();
    let office = Office::open(&instance);
    let deal = office.prepare(&blank_pages(1), &[CAMILLE]);
    office.send(&deal);
    let token = office.link(CAMILLE);
    Scene { instance, office, deal, token, _home: home }
}

#[test]
fn a_signed_out_person_is_asked_to_sign_in_whatever_is_behind_the_door() {
    let scene = scene();
    try_door("a signed-out person", &scene.instance.client(), &scene.deal, &scene.token);
}

#[test]
fn a_made_up_link_opens_nothing() {
    let scene = scene();
    let made_up: String = scene.token.chars().rev().collect();
    let with_link = |route: &Route| route.who == Who::Signatory;
    try_all("a guesser", &scene.instance.client(), &scene.deal, &made_up, with_link);
}

#[test]
fn a_signatory_of_another_envelope_finds_nothing_of_this_one() {
    let scene = scene();
    let other = scene.office.prepare(&blank_pages(2), &[ZOE]);
    scene.office.send(&other);
    let token = scene.office.link(ZOE);
    let of_a_document = |route: &Route| route.who == Who::Signatory && route.path.contains("{document}");
    try_all("another's signatory", &scene.instance.client(), &scene.deal, &token, of_a_document);
    try_door("another's signatory", &scene.instance.client(), &scene.deal, &token);
}

#[test]
fn a_member_without_a_part_in_the_project_finds_nothing_of_it() {
    let scene = scene();
    let stranger = another_member(&scene);
    try_all("a member of the house", &stranger, &scene.deal, &scene.token, of_a_project);
    let of_administrators = |route: &Route| route.who == Who::Administrator;
    try_all("a member of the house", &stranger, &scene.deal, &scene.token, of_administrators);
    assert_eq!(scene.office.state(&scene.deal), "envelope-state-sent", "nothing they tried changed anything");
}

/// Invites a member, who accepts.
fn another_member(scene: &Scene) -> Client {
    let client = &scene.office.client;
    let answer = client.post("/members/invite", &[("email", "david.moreau@example.org"), ("role", "member")]);
    assert!(answer.status < 400, "{}", answer.text());
    let list = client.get("/outbox").text();
    let row = list.split("<li>").find(|row| row.contains("david.moreau@example.org")).unwrap().to_owned();
    let id = between(&row, "/outbox/", "\"").unwrap();
    let token = between(&client.get(&format!("/outbox/{id}")).text(), "/invitation/", "\"").unwrap();
    let path = format!("/invitation/{token}");
    let visitor = scene.instance.client();
    let page = visitor.get(&path).text();
    let version = between(&page, "name=\"policy_version\" value=\"", "\"").unwrap();
    let answer = visitor.post(
        &path,
        &[
            ("name", "David Moreau"),
            ("email", "david.moreau@example.org"),
            ("password", PASSWORD),
            ("policy_version", &version),
            ("accept", "yes"),
        ],
    );
    visitor.signed_in(&answer)
}
