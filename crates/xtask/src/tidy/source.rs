//! A Rust file as the rules need it: its code with comments and literals blanked, and its literals apart.

/// A string literal and the line it opens on.
pub(super) struct Literal {
    pub(super) line: usize,
    pub(super) text: String,
    /// The code just before it on its way, such as `format!(`.
    pub(super) before: String,
}

/// A Rust file, read.
pub(super) struct Source {
    /// The text with comments and the contents of literals replaced by spaces, line by line as long as the original.
    pub(super) code: String,
    /// The string literals outside comments.
    pub(super) literals: Vec<Literal>,
}

impl Source {
    /// Reads the text up to its test module, for tests are under no rule but the lints.
    pub(super) fn read(text: &str) -> Self {
        let text = product_part(text);
        let mut reader =
            Reader { rest: text, code: String::with_capacity(text.len()), literals: Vec::new(), line: 1 };
        while reader.step() {}
        Self { code: reader.code, literals: reader.literals }
    }

    /// The lines of code, counted from one.
    pub(super) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}

/// What stands before the test module that closes a file.
fn product_part(text: &str) -> &str {
    let opening = text.find("\n#[cfg(test)]\nmod ").filter(|at| !is_declaration(text, *at));
    opening.and_then(|at| text.get(..=at)).unwrap_or(text)
}

/// Whether the test module opened there is only declared (`mod tests;`), its text being elsewhere.
fn is_declaration(text: &str, at: usize) -> bool {
    let line = text.get(at..).and_then(|rest| rest.lines().nth(2));
    line.is_some_and(|line| line.ends_with(';'))
}

struct Reader<'a> {
    rest: &'a str,
    code: String,
    literals: Vec<Literal>,
    line: usize,
}

impl Reader<'_> {
    /// Reads one token; false at the end.
    fn step(&mut self) -> bool {
        let rest = self.rest;
        let Some(first) = rest.chars().next() else { return false };
        match first {
            '/' if rest.starts_with("//") => self.blank(rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => self.blank(rest.find("*/").map_or(rest.len(), |at| at + 2)),
            '"' => self.string(1, plain_end(rest)),
            'r' if !self.continues_a_word() && raw_opening(rest).is_some() => {
                let opening = raw_opening(rest).unwrap_or(1);
                self.string(opening, raw_end(rest, opening));
            }
            '\'' => self.blank(character_end(rest)),
            _ => self.copy(first),
        }
        true
    }

    fn continues_a_word(&self) -> bool {
        self.code.ends_with(|before: char| before.is_alphanumeric() && before != 'b' || before == '_')
    }

    fn copy(&mut self, character: char) {
        self.code.push(character);
        self.line += usize::from(character == '\n');
        self.rest = self.rest.get(character.len_utf8()..).unwrap_or_default();
    }

    fn blank(&mut self, length: usize) {
        let gone = self.rest.get(..length).unwrap_or(self.rest);
        self.rest = self.rest.get(gone.len()..).unwrap_or_default();
        self.line += gone.matches('\n').count();
        self.code.extend(gone.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
    }

    /// Blanks a literal whose content begins after `opening` bytes and which ends at `end`.
    fn string(&mut self, opening: usize, end: usize) {
        let content = self.rest.get(opening..end).unwrap_or_default();
        let before: String = self.code.trim_end().chars().rev().take(24).collect();
        self.literals.push(Literal {
            line: self.line,
            text: content.to_owned(),
            before: before.chars().rev().collect(),
        });
        self.blank(end);
    }
}

/// Just past the closing quote of the string that opens here.
fn plain_end(rest: &str) -> usize {
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of `r"`, `r#"`, … when one stands here.
fn raw_opening(rest: &str) -> Option<usize> {
    let marks = rest.strip_prefix('r')?;
    let hashes = marks.len() - marks.trim_start_matches('#').len();
    marks.get(hashes..)?.starts_with('"').then_some(hashes + 2)
}

fn raw_end(rest: &str, opening: usize) -> usize {
    let closing = format!("\"{}", "#".repeat(opening.saturating_sub(2)));
    let found = rest.get(opening..).and_then(|content| content.find(&closing));
    found.map_or(rest.len(), |at| opening + at + closing.len())
}

/// The length of a character literal, or of the lone quote of a lifetime.
fn character_end(rest: &str) -> usize {
    let mut following = rest.char_indices().skip(1);
    match following.next() {
        Some((_, '\\')) => rest.get(2..).and_then(|tail| tail.get(1..)?.find('\'')).map_or(1, |at| at + 4),
        Some(_) => match following.next() {
            Some((at, '\'')) => at + 1,
            _ => 1,
        },
        None => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_literals_are_no_code() {
        let source =
            Source::read("let a = \"x // y\"; // \"no\"\nlet b = r#\"q\"w\"#; /* c */ let c = 'd';\n");
        assert!(!source.code.contains('x') && !source.code.contains("no") && !source.code.contains('d'));
        let texts: Vec<&str> =
            source.literals.iter().map(|literal| literal.text.trim_end_matches(['"', '#'])).collect();
        assert_eq!(texts, ["x // y", "q\"w"]);
        assert_eq!(source.literals.last().map(|literal| literal.line), Some(2));
    }

    #[test]
    fn a_lifetime_opens_no_literal() {
        let source = Source::read("fn f<'a>(x: &'a str) -> &'a str { x }\n");
        assert!(source.code.contains("str { x }"));
    }

    #[test]
    fn an_escaped_quote_closes_nothing() {
        let source = Source::read("let a = \"\\\"\"; let b = '\\''; let c = 1;\n");
        assert!(source.code.contains("let c = 1;"));
    }

    #[test]
    fn the_test_module_is_left_out() {
        let source = Source::read("fn f() {}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n");
        assert!(source.code.contains("fn f") && !source.code.contains("fn g"));
    }
}
