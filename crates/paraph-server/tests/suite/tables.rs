//! The tables: a database of an earlier release is brought up to date with everything in it, and one of a later release is
//! refused.

use super::engine::on_both_engines;

#[test]
fn a_database_of_an_earlier_release_is_brought_up_to_date_and_keeps_what_it_holds() {
    on_both_engines(async |home| {
        let before = home.open().await;
        let claire = before.administrator().await;
        let kept = claire.project("From before").await;
        for statement in [
            "drop table own_copy",
            "alter table signatory drop column mark",
            "alter table signatory drop column shown",
            "alter table signatory drop column draft_revision",
            "alter table field drop column revision",
            "alter table envelope drop column revision",
            "drop table authorization_code",
            "drop table late_answer",
            "drop table activation",
            "drop table access_token",
            "drop table credential",
            "drop table submission",
            "drop table issued_certificate",
            "drop index consent_by_member",
            "drop index file_by_project",
            "alter table file drop column blocks",
            "drop table held_form",
            "drop table password_wish",
            "drop table password_reset",
            "drop table throttle",
            "drop table failure_streak",
            "drop index session_by_member",
            "alter table session drop column device_id",
            "drop table device",
            "alter table envelope drop column time_zone",
            "alter table member drop column time_zone",
            "drop index event_by_time",
            "delete from migration where number > 1",
        ] {
            before.alter(statement).await;
        }
        before.app.db.close().await;
        let after = home.open().await;
        assert!(after.invitation.is_none(), "the administrator is known");
        let claire = after.visitor().with_cookies_of(&claire);
        claire.get(&format!("/projects/{kept}")).await.says(200, "From before");
        claire.project("From after").await;
        assert_eq!(after.count("select count(*) from project").await, 2);
    });
}

#[test]
fn a_database_of_a_later_release_is_refused() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        instance.alter("insert into migration (number) values (9999)").await;
        instance.app.db.close().await;
        let refused = home.assemble().await.err().unwrap();
        assert!(refused.note().unwrap().contains("start the newer program"), "{refused}");
    });
}
