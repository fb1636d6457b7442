//! Projects: created once, found by those who work in them, told in their own chain.

use super::engine::on_both_engines;

#[test]
fn a_project_is_created_and_shown_with_what_was_typed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let id = claire.project("Acquisition of Meridian").await;
        let path = format!("/projects/{id}");
        for page in ["/projects", path.as_str()] {
            claire.get(page).await.says(200, "Acquisition of Meridian");
            claire.get(page).await.says(200, "M-2026-114");
        }
        claire.get(&format!("{path}/activity")).await.says(200, "Project created");
        assert_eq!(instance.told(&format!("project:{id}")).await, ["project-created"]);
    });
}

#[test]
fn a_project_without_a_name_or_with_one_too_long_is_refused_and_what_was_typed_stays() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let long = "n".repeat(201);
        for (name, said) in
            [("", "Write a name."), ("  ", "Write a name."), (long.as_str(), "at most 200 characters")]
        {
            let pairs = [("name", name), ("reference", "M-7")];
            let answer = claire.submit("/projects", "/projects", &pairs).await;
            answer.says(422, said);
            answer.says(422, "value=\"M-7\"");
        }
        assert_eq!(instance.count("select count(*) from project").await, 0);
    });
}

#[test]
fn what_many_ask_for_at_the_same_moment_is_done_for_each() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let mut forms = Vec::new();
        for number in 0..8 {
            let name = format!("Project {number}");
            forms.push(claire.form("/projects", "/projects", &[("name", &name)]).await);
        }
        // Nobody may be told to come back later because somebody else was at work.
        let send = |index: usize| claire.send(&forms[index]);
        let answers = tokio::join!(send(0), send(1), send(2), send(3), send(4), send(5), send(6), send(7));
        let (a, b, c, d, e, f, g, h) = answers;
        for answer in [a, b, c, d, e, f, g, h] {
            answer.leads_to("/projects/");
        }
        assert_eq!(instance.count("select count(*) from project").await, 8);
    });
}

#[test]
fn a_project_is_its_managers_alone_even_before_administrators() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let david = instance.member(&claire, "David Moreau", "member").await;
        let id = david.project("Divorce of a partner").await;
        david.get(&format!("/projects/{id}")).await.says(200, "Divorce of a partner");
        claire.get(&format!("/projects/{id}")).await.is_nothing();
        assert!(!claire.get("/projects").await.text().contains("Divorce of a partner"));
    });
}
