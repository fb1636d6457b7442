//! The pages of signing, of reading what was signed, and of removing, in every state.

use paraph_server::locale::Locale;
use paraph_server::pages::{Notice, ceremony, reading, removal};

use crate::sample::*;
use crate::states::Page;

/// All of them.
pub(crate) fn all(locale: Locale, words: Words) -> Vec<Page> {
    let visitor = frame(locale, words, "/s/token");
    let short = ceremony::Ceremony {
        papers: ceremony(words).papers.into_iter().take(1).collect(),
        fields: ceremony(words).fields.into_iter().filter(|f| f.placed.id == "a4").collect(),
        message: String::new(),
        others: Vec::new(),
        ..ceremony(words)
    };
    let wrong =
        with(visitor.clone(), Notice::Wrong(words.or("“Capacity” is still empty. Fill it in, then sign.")));
    let unopened = ceremony::Ceremony {
        not_opened: vec!["d2".to_owned()],
        declining: Some(ceremony::Declining { reason: words.or("The price."), to_everybody: true }),
        ..ceremony(words)
    };
    let read = |waiting| reading::Reading {
        token: "token".to_owned(),
        title: words.or("Sale of Atelier Horizon"),
        waiting,
        papers: ceremony(words).papers,
    };
    let removal = |is_document, held_by: Vec<(String, String)>| removal::Removal {
        action: "/documents/d1/remove".to_owned(),
        name: words.or("Share purchase agreement.pdf"),
        project_id: "p1".to_owned(),
        project_name: words.or("Project Horizon"),
        held_by,
        is_document,
    };
    let office = member(locale, words, "/documents/d1/remove");
    let held = vec![("e1".to_owned(), words.or("Sale of Atelier Horizon"))];
    vec![
        ("remove-document", removal::page(&removal(true, Vec::new()), &office)),
        ("remove-document-held", removal::page(&removal(true, held), &office)),
        ("remove-draft", removal::page(&removal(false, Vec::new()), &office)),
        ("reading", reading::page(&read(2), &visitor)),
        ("ceremony-unopened", ceremony::page(&unopened, &visitor)),
        ("ceremony", ceremony::page(&ceremony(words), &visitor)),
        ("ceremony-one-signature", ceremony::page(&short, &visitor)),
        ("ceremony-refused", ceremony::page(&ceremony(words), &wrong)),
    ]
}
