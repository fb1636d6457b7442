//! Characters that cannot be seen, in longer texts and in fields: refused with the place shown, and kept as they were typed.

use serde_json::json;

use super::deal::{ANNA, BRUNO, but};
use super::engine::on_both_engines;

#[test]
fn a_longer_text_with_a_character_that_cannot_be_seen_is_refused_and_kept_as_it_was_typed() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let draft = instance.ready(&claire, &[ANNA]).await;
        let typed = "Please sign\u{202e} by Friday.";
        let said = "(U+202E) stands where the box is: “Please sign▯ by Friday.”";
        let send = [("message", typed), ("expires_days", "14")];
        let refused = claire.submit(&draft.at("/review"), &draft.at("/send"), &send).await;
        refused.says(422, said);
        refused.says(422, &format!("{typed}</textarea>"));
        assert_eq!(instance.count("select count(*) from envelope where status = 'sent'").await, 0);

        let deal = instance.sent(&claire, &[ANNA, BRUNO]).await;
        let refused = claire.submit(&deal.at(""), &deal.at("/cancel"), &[("reason", typed)]).await;
        refused.says(422, said);
        refused.says(422, &format!("{typed}</textarea>"));
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let decline = format!("{link}/decline");
        let reason = [("reason", typed), ("readers", "everybody")];
        let refused = anna.submit(&link, &decline, &reason).await;
        refused.says(422, said);
        refused.says(422, &format!("{typed}</textarea>"));
        assert_eq!(claire.board(&deal).await["state"], "envelope-state-sent");
        // Lines and tabs are what people type, and marks of direction what their script needs.
        let reason = "לא מסכים (USD)\u{200f}.\r\n\r\n\tA. Delacroix";
        anna.submit(&link, &decline, &[("reason", reason), ("readers", "everybody")]).await.leads_to("/s/");
        let kept = "לא מסכים (USD)\u{200f}.\n\n A. Delacroix";
        instance.visitor().get(&instance.link(BRUNO)).await.says(200, kept);
    });
}

#[test]
fn a_field_with_a_character_that_cannot_be_seen_is_told_at_once_and_not_signed_until_it_is_mended() {
    on_both_engines(async |home| {
        let instance = home.open().await;
        let claire = instance.administrator().await;
        let deal = instance.draft(&claire, &[ANNA]).await;
        let labelled = but(deal.field(0, "text", 50), "label", json!("Place"));
        claire.place(&deal, &[deal.signature(0), labelled]).await.says(200, "fields");
        instance.send_off(&claire, &deal).await;
        let (anna, link) = (instance.visitor(), instance.link(ANNA));
        let page = anna.get(&link).await.text();
        let field = format!("f-{}", super::person::between(&page, "name=\"f-", "\"").unwrap());
        let typed = "Lyon\u{200b}ville";
        let kept = anna.post_as_script(&format!("{link}/save"), &[(&field, typed)]).await;
        let kept: serde_json::Value = serde_json::from_slice(&kept.body).unwrap();
        let id = field.strip_prefix("f-").unwrap();
        assert_eq!(kept["values"][id], typed);
        let problem = kept["problems"][id].as_str().unwrap();
        assert!(problem.contains("(U+200B)") && problem.contains("“Lyon▯ville”"), "{problem}");
        // Without a script the same is said above the page, and what was typed stands in it.
        let refused = anna.post(&format!("{link}/save"), &[(&field, typed)]).await;
        refused.says(422, "“Lyon▯ville”");
        refused.says(422, &format!("value=\"{typed}\""));
        let refused = anna.sign(&link, &[(&field, typed)]).await;
        refused.says(422, "“Lyon▯ville”");
        refused.says(422, &format!("value=\"{typed}\""));
        assert_eq!(instance.count("select count(*) from warrant").await, 0);
        anna.sign(&link, &[(&field, "Lyon")]).await.leads_to("/s/");
    });
}
