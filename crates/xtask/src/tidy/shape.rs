//! How long files and functions are, and that every file says what it is.

use super::{Finding, Tree};
/// Lines of a file at most.
const FILE_LINES_MAX: usize = 500;
/// Lines of a function at most, from its `fn` to its closing brace.
const FUNCTION_LINES_MAX: usize = 60;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with(".rs")) {
        if !text.starts_with("//!") {
            findings.push(Finding::at(path, 1, "a file opens with what it is: `//!`"));
        }
        let lines = text.lines().count();
        if lines > FILE_LINES_MAX {
            findings.push(Finding::at(path, lines, format!("{lines} lines, {FILE_LINES_MAX} at most")));
        }
    }
    for (path, source) in tree.rust() {
        findings.extend(long_functions(path, &source.code, declares_function));
    }
    for (path, text) in tree.texts().filter(|(path, _)| is_own_script(path)) {
        findings.extend(long_functions(path, text, declares_script_function));
    }
    findings
}

/// Scripts of our pages; those of others are kept as they came.
fn is_own_script(path: &str) -> bool {
    path.ends_with(".js") && path.contains("paraph-server/assets/") && !path.ends_with("signature-pad.js")
}

fn long_functions(path: &str, code: &str, declares: fn(&str) -> bool) -> Vec<Finding> {
    let lines: Vec<&str> = code.lines().collect();
    let mut findings = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        if !declares(line) {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let length = length_of(lines.get(index..).unwrap_or_default(), indent);
        if length > FUNCTION_LINES_MAX {
            let said = format!("a function of {length} lines, {FUNCTION_LINES_MAX} at most");
            findings.push(Finding::at(path, index + 1, said));
        }
    }
    findings
}

fn declares_function(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| *word == "fn");
    at.is_some_and(|at| {
        let before = words.get(..at).unwrap_or_default();
        before
            .iter()
            .all(|word| ["const", "async", "extern", "default"].contains(word) || word.starts_with("pub"))
    })
}

fn declares_script_function(line: &str) -> bool {
    let words = line.trim_start();
    let words = words.strip_prefix("export ").unwrap_or(words);
    words.strip_prefix("async ").unwrap_or(words).starts_with("function ")
}

/// Formatted code closes a function at the indent it opened with; a declaration without a body ends at its semicolon.
fn length_of(lines: &[&str], indent: usize) -> usize {
    for (count, line) in lines.iter().enumerate() {
        let at_margin = line.len() - line.trim_start().len() == indent;
        let one_line = count == 0 && (line.trim_end().ends_with('}') || line.trim_end().ends_with(';'));
        let closed = count > 0 && at_margin && (line.trim_end() == format!("{}}}", " ".repeat(indent)));
        let declared = count > 0 && at_margin && line.trim_end().ends_with(';');
        if one_line || closed || declared {
            return count + 1;
        }
    }
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function_of(lines: usize) -> String {
        format!("//! A file.\npub fn long() {{\n{}}}\n\nfn short() {{}}\n", "    call();\n".repeat(lines - 2))
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_is_found() {
        assert_eq!(check(&Tree::of(&[("a.rs", "fn main() {}\n")])).len(), 1);
    }

    #[test]
    fn a_long_file_is_found() {
        let text = format!("//! A file.\n{}", "const A: u8 = 1;\n".repeat(FILE_LINES_MAX));
        assert_eq!(check(&Tree::of(&[("a.rs", &text)])).len(), 1);
    }

    #[test]
    fn a_function_of_sixty_one_lines_is_found_and_one_of_sixty_passes() {
        assert_eq!(check(&Tree::of(&[("a.rs", &function_of(61))])).len(), 1);
        assert!(check(&Tree::of(&[("a.rs", &function_of(60))])).is_empty());
    }

    #[test]
    fn a_long_function_of_a_script_is_found_too() {
        let script = |lines: usize| {
            format!("// A script.\nexport async function long() {{\n{}}}\n", "  call();\n".repeat(lines - 2))
        };
        let path = "crates/paraph-server/assets/page.js";
        assert_eq!(check(&Tree::of(&[(path, &script(61))])).len(), 1);
        assert!(check(&Tree::of(&[(path, &script(60))])).is_empty());
        assert!(check(&Tree::of(&[("e2e/assets/axe.min.js", &script(61))])).is_empty(), "another's");
    }
}
