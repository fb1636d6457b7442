//! Where SQL may stand, how it is written, and how often a transaction is kept without an event.

use super::source::{Literal, Source};
use super::{Finding, Tree};

const SERVER: &str = "crates/paraph-server/src/";
/// Where SQL may stand: with the noun it is about, in the jobs, and in the database's own machinery.
const SQL_PLACES: [&str; 3] = ["deal/", "jobs", "db/"];
/// Every place that keeps a transaction without an event says why; a new one is discussed, then counted here.
const COMMIT_UNLOGGED_COUNT: usize = 35;
const STATEMENTS: [&str; 8] = [
    "select ",
    "insert into ",
    "delete from ",
    "update ",
    "create table ",
    "create index ",
    "create unique index ",
    "alter table ",
];
const COLUMN_TYPES: [&str; 3] = ["bigint", "text", "bytea"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut unlogged = 0;
    for (path, source) in tree.product() {
        findings.extend(names_of_the_driver(path, &source));
        findings.extend(statements(path, &source));
        unlogged += source.code.matches(".commit_unlogged(").count();
    }
    if unlogged != COMMIT_UNLOGGED_COUNT && unlogged != 0 {
        let said =
            format!("{unlogged} transactions are kept without an event, {COMMIT_UNLOGGED_COUNT} were agreed");
        findings.push(Finding::at(SERVER, 0, said));
    }
    let migrations =
        tree.texts().filter(|(path, _)| path.starts_with("migrations/") && path.ends_with(".sql"));
    findings.extend(migrations.flat_map(|(path, text)| migration(path, text)));
    findings
}

fn names_of_the_driver(path: &str, source: &Source) -> Vec<Finding> {
    if path.starts_with(&format!("{SERVER}db/")) {
        return Vec::new();
    }
    let named = source.lines().filter(|(_, code)| code.contains("sqlx"));
    named.map(|(line, _)| Finding::at(path, line, "`sqlx` is named in `db` and nowhere else")).collect()
}

fn statements(path: &str, source: &Source) -> Vec<Finding> {
    let allowed =
        path.strip_prefix(SERVER).is_some_and(|rest| SQL_PLACES.iter().any(|place| rest.starts_with(place)));
    let mut findings = Vec::new();
    for literal in source.literals.iter().filter(|literal| is_statement(&literal.text)) {
        if !allowed {
            findings.push(Finding::at(path, literal.line, "SQL stands in `deal/` and `jobs`, nowhere else"));
        }
        findings.extend(written_badly(path, literal));
    }
    findings
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let opens = STATEMENTS.iter().any(|statement| text.starts_with(statement));
    // A sentence may begin with the same word.
    opens && [" from ", " set ", " values ", "(", "\n", "$1"].iter().any(|sign| text.contains(sign))
}

fn written_badly(path: &str, literal: &Literal) -> Option<Finding> {
    let text = literal.text.as_str();
    let words: Vec<&str> = text.split_whitespace().collect();
    let said = if literal.before.ends_with("format!(") || literal.before.ends_with("concat!(") {
        "SQL is a literal, never put together"
    } else if words.first().is_some_and(|word| word.chars().any(char::is_uppercase)) {
        "SQL is written in lower case"
    } else if words.windows(2).any(|pair| matches!(pair, ["select", "*" | "*,"])) {
        "every column is named"
    } else if [" like ", "::", " now()", "for update"].iter().any(|sign| text.contains(sign)) {
        "one text serves both engines: no like, casts, now() or for update"
    } else {
        return None;
    };
    Some(Finding::at(path, literal.line, said))
}

fn migration(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if !text.starts_with("-- ") {
        findings.push(Finding::at(path, 1, "a migration explains itself in its first comment"));
    }
    for (index, line) in text.lines().enumerate() {
        let line = line.split("--").next().unwrap_or_default().to_lowercase();
        if let Some(kind) = column_type(&line).filter(|kind| !COLUMN_TYPES.contains(kind)) {
            let said =
                format!("column type {kind}: only bigint, text and bytea mean the same on both engines");
            findings.push(Finding::at(path, index + 1, said));
        }
    }
    findings
}

/// The type of the column this line defines: lines within a table are indented, its constraints begin with a keyword.
fn column_type(line: &str) -> Option<&str> {
    let (column, added) = match line.split_once(" add column ") {
        Some((_, column)) => (column, true),
        None => (line, false),
    };
    if !added && !column.starts_with(' ') {
        return None;
    }
    let mut words =
        column.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    let first = words.next()?;
    let second = words.next()?;
    let keywords =
        ["primary", "unique", "foreign", "check", "constraint", "references", "on", "where", "and", "or"];
    let is_name = first.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    (is_name && !keywords.contains(&first)).then_some(second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn sql_in_a_handler_is_found() {
        let text = "fn f() { tx.list(\"select id from member where id = $1\", &[]); }\n";
        assert_eq!(found("crates/paraph-server/src/routes/a.rs", text), 1);
        assert_eq!(found("crates/paraph-server/src/deal/a.rs", text), 0);
    }

    #[test]
    fn the_driver_named_outside_its_module_is_found() {
        assert_eq!(found("crates/paraph-server/src/deal/a.rs", "use sqlx::Row;\n"), 1);
        assert_eq!(found("crates/paraph-server/src/db/mod.rs", "use sqlx::Row;\n"), 0);
    }

    #[test]
    fn sql_put_together_or_shouted_or_without_columns_is_found() {
        let place = "crates/paraph-server/src/deal/a.rs";
        assert_eq!(found(place, "fn f() { format!(\"select a from b where c = {d}\"); }\n"), 1);
        assert_eq!(found(place, "const A: &str = \"SELECT a FROM b\";\n"), 1);
        assert_eq!(found(place, "const A: &str = \"select * from b\";\n"), 1);
        assert_eq!(found(place, "const A: &str = \"select a from b where c like $1\";\n"), 1);
    }

    #[test]
    fn a_sentence_is_no_statement() {
        assert_eq!(found("crates/paraph-server/src/routes/a.rs", "const A: &str = \"select a file\";\n"), 0);
    }

    #[test]
    fn a_transaction_kept_without_an_event_is_counted() {
        let text = "fn f() { tx.commit_unlogged(\"why\"); }\n".repeat(COMMIT_UNLOGGED_COUNT + 1);
        assert_eq!(found("crates/paraph-server/src/deal/a.rs", &text), 1);
    }

    #[test]
    fn a_migration_without_a_word_or_with_another_type_is_found() {
        assert_eq!(found("migrations/0001_a.sql", "create table a (\n  id text primary key\n);\n"), 1);
        let text = "-- Why.\ncreate table a (\n  id uuid primary key,\n  primary key (id),\n  at_ms bigint not null\n);\n";
        assert_eq!(found("migrations/0001_a.sql", text), 1);
        assert_eq!(found("migrations/0002_a.sql", "-- Why.\nalter table a add column b jsonb;\n"), 1);
    }
}
