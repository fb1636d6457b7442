//! The text of a page: letters where the page puts them, gathered into lines for selection and screen readers.
//! Knows nothing of PDF; positions are in points from the top left corner of the page as shown.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// A page as it is shown, apart from its image.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PageLayer {
    /// Width as shown, in points.
    pub width: f64,
    /// Height as shown, in points.
    pub height: f64,
    /// Clockwise rotation with which it is shown: 0, 90, 180 or 270 degrees. Width and height are those after it.
    pub rotation: u16,
    /// Its words, in the order in which the page draws them.
    pub lines: Vec<Line>,
}

/// Some words of a page and where they stand, in per cent of the page from its top left corner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The words.
    pub text: String,
    /// Left edge.
    pub left: f64,
    /// Top edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// One letter as drawn.
#[derive(Debug, Clone)]
pub(super) struct Letter {
    /// What it means: one character or a few.
    pub(super) text: String,
    /// Where its base line begins.
    pub(super) start: (f64, f64),
    /// Where the next letter would begin.
    pub(super) end: (f64, f64),
    /// From the base line to the top of the letter: its length is the size of the type.
    pub(super) up: (f64, f64),
}

/// Letters stand this much above their base line, and the rest of their size below.
const ASCENT: f64 = 0.8;
/// A gap wider than this part of the size is a space.
const SPACE_GAP: f64 = 0.15;
/// A gap wider than this part of the size begins another line: a column or a table cell.
const COLUMN_GAP: f64 = 1.6;
/// Letters stepping back further than this part of the size begin another line.
const BACK_STEP: f64 = 0.6;
/// Base lines further apart than this part of the size are different lines.
const LINE_STEP: f64 = 0.35;

/// Gathers letters into lines.
pub(super) struct Lines {
    width: f64,
    height: f64,
    done: Vec<Line>,
    open: Option<Open>,
    seen: HashSet<(String, i64, i64)>,
}

/// A line to which letters may still be added.
struct Open {
    text: String,
    last: Letter,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

impl Lines {
    /// For a page of a width and height in points.
    pub(super) fn new(width: f64, height: f64) -> Self {
        Self { width, height, done: Vec::new(), open: None, seen: HashSet::new() }
    }

    /// Adds the next letter in drawing order.
    pub(super) fn add(&mut self, letter: Letter) {
        if !letter.is_plain() || self.is_outside(&letter) {
            return;
        }
        // Bold type is often imitated, and outlined type drawn, by putting the same letter twice in one place.
        let place = |value: f64| (value * 4.0).round() as i64;
        if !self.seen.insert((letter.text.clone(), place(letter.start.0), place(letter.start.1))) {
            return;
        }
        match &mut self.open {
            Some(open) if open.continues_with(&letter) => open.push(letter),
            _ => {
                self.close();
                self.open = Some(Open::new(letter));
            }
        }
    }

    /// The lines; none is empty.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.close();
        self.done
    }

    fn is_outside(&self, letter: &Letter) -> bool {
        let (x, y) = letter.middle();
        x < 0.0 || y < 0.0 || x > self.width || y > self.height
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = in_reading_order(open.text.trim());
        if text.is_empty() {
            return;
        }
        let (left, top) = (open.left.max(0.0), open.top.max(0.0));
        self.done.push(Line {
            text,
            left: per_cent(left, self.width),
            top: per_cent(top, self.height),
            width: per_cent(open.right.min(self.width) - left, self.width),
            height: per_cent(open.bottom.min(self.height) - top, self.height),
        });
    }
}

impl Letter {
    fn size(&self) -> f64 {
        self.up.0.hypot(self.up.1)
    }

    fn middle(&self) -> (f64, f64) {
        let x = (self.start.0 + self.end.0 + self.up.0) / 2.0;
        let y = (self.start.1 + self.end.1 + self.up.1) / 2.0;
        (x, y)
    }

    /// Whether it can be placed: finite, of a size, and something to say.
    fn is_plain(&self) -> bool {
        let numbers = [self.start.0, self.start.1, self.end.0, self.end.1, self.up.0, self.up.1];
        numbers.iter().all(|number| number.is_finite()) && self.size() > 0.1 && !self.text.is_empty()
    }

    /// Left, top, right and bottom of the box it stands in.
    fn bounds(&self) -> (f64, f64, f64, f64) {
        let mut bounds = (f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        for (x, y) in [self.start, self.end] {
            for part in [ASCENT, ASCENT - 1.0] {
                let (x, y) = (x + self.up.0 * part, y + self.up.1 * part);
                bounds = (bounds.0.min(x), bounds.1.min(y), bounds.2.max(x), bounds.3.max(y));
            }
        }
        bounds
    }
}

impl Open {
    fn new(letter: Letter) -> Self {
        let (left, top, right, bottom) = letter.bounds();
        Self { text: letter.text.clone(), last: letter, left, top, right, bottom }
    }

    fn continues_with(&self, next: &Letter) -> bool {
        let size = self.last.size();
        let ratio = next.size() / size;
        let (along, across) = self.step_to(next);
        let turned =
            (self.last.up.0 * next.up.1 - self.last.up.1 * next.up.0).abs() > 0.1 * size * next.size();
        !turned
            && (0.4..2.5).contains(&ratio)
            && along > -BACK_STEP * size
            && along < COLUMN_GAP * size
            && across.abs() < LINE_STEP * size.max(next.size())
    }

    /// How far the next letter lies behind the end of the last one, and how far above it, in points.
    fn step_to(&self, next: &Letter) -> (f64, f64) {
        let size = self.last.size();
        let up = (self.last.up.0 / size, self.last.up.1 / size);
        // A quarter turn clockwise on the screen, where y grows downwards: from up to along.
        let ahead = (-up.1, up.0);
        let (x, y) = (next.start.0 - self.last.end.0, next.start.1 - self.last.end.1);
        (x * ahead.0 + y * ahead.1, x * up.0 + y * up.1)
    }

    fn push(&mut self, letter: Letter) {
        let (along, _) = self.step_to(&letter);
        let spaced = self.text.ends_with(char::is_whitespace) || letter.text.starts_with(char::is_whitespace);
        if along > SPACE_GAP * self.last.size() && !spaced {
            self.text.push(' ');
        }
        self.text.push_str(&letter.text);
        let (left, top, right, bottom) = letter.bounds();
        self.left = self.left.min(left);
        self.top = self.top.min(top);
        self.right = self.right.max(right);
        self.bottom = self.bottom.max(bottom);
        self.last = letter;
    }
}

fn per_cent(part: f64, whole: f64) -> f64 {
    // Four places are a hundredth of a pixel; more would only make pages longer.
    (part / whole * 1_000_000.0).round() / 10_000.0
}

/// Letters of right-to-left scripts are drawn from left to right; they are read the other way round.
fn in_reading_order(text: &str) -> String {
    if !text.chars().any(is_right_to_left) {
        return text.to_owned();
    }
    let mut words: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let turns = word.chars().any(is_right_to_left);
        words.push(if turns { word.chars().rev().collect() } else { word.to_owned() });
    }
    words.reverse();
    words.join(" ")
}

fn is_right_to_left(character: char) -> bool {
    matches!(character, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str, x: f64, y: f64) -> Vec<Letter> {
        let letter = |(index, character): (usize, char)| Letter {
            text: character.to_string(),
            start: (x + 5.0 * index as f64, y),
            end: (x + 5.0 * (index + 1) as f64, y),
            up: (0.0, -10.0),
        };
        text.chars().enumerate().map(letter).collect()
    }

    fn gather(parts: &[Vec<Letter>]) -> Vec<Line> {
        let mut lines = Lines::new(200.0, 100.0);
        parts.iter().flatten().for_each(|letter| lines.add(letter.clone()));
        lines.finish()
    }

    fn texts(parts: &[Vec<Letter>]) -> Vec<String> {
        gather(parts).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn letters_side_by_side_are_one_line() {
        let lines = gather(&[letters("Seller", 20.0, 50.0)]);
        let expected = Line { text: "Seller".to_owned(), left: 10.0, top: 42.0, width: 15.0, height: 10.0 };
        assert_eq!(lines, [expected]);
    }

    #[test]
    fn a_gap_is_a_space_and_a_wide_gap_another_line() {
        assert_eq!(texts(&[letters("the", 10.0, 50.0), letters("Seller", 28.0, 50.0)]), ["the Seller"]);
        assert_eq!(texts(&[letters("the", 10.0, 50.0), letters("Seller", 50.0, 50.0)]), ["the", "Seller"]);
    }

    #[test]
    fn a_space_that_is_drawn_is_not_doubled() {
        assert_eq!(texts(&[letters("the ", 10.0, 50.0), letters("Seller", 32.0, 50.0)]), ["the Seller"]);
    }

    #[test]
    fn the_next_base_line_is_another_line() {
        assert_eq!(
            texts(&[letters("first", 10.0, 50.0), letters("second", 10.0, 62.0)]),
            ["first", "second"]
        );
    }

    #[test]
    fn letters_drawn_twice_in_one_place_are_read_once() {
        assert_eq!(texts(&[letters("Bold", 10.0, 50.0), letters("Bold", 10.01, 50.0)]), ["Bold"]);
    }

    #[test]
    fn text_that_runs_upwards_is_one_line_too() {
        let upwards: Vec<Letter> = "Draft"
            .chars()
            .enumerate()
            .map(|(index, character)| Letter {
                text: character.to_string(),
                start: (20.0, 80.0 - 5.0 * index as f64),
                end: (20.0, 75.0 - 5.0 * index as f64),
                up: (-10.0, 0.0),
            })
            .collect();
        let lines = gather(&[upwards]);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text, "Draft");
        assert_eq!((lines[0].left, lines[0].top, lines[0].width, lines[0].height), (6.0, 55.0, 5.0, 25.0));
    }

    #[test]
    fn letters_off_the_page_or_nowhere_are_left_out() {
        assert!(texts(&[letters("gone", 300.0, 50.0), letters("gone", 10.0, -20.0)]).is_empty());
        let mut broken = letters("x", 10.0, 10.0);
        broken[0].start.0 = f64::NAN;
        assert!(texts(&[broken]).is_empty());
    }

    #[test]
    fn blank_lines_are_left_out() {
        assert!(texts(&[letters("   ", 10.0, 50.0)]).is_empty());
    }

    #[test]
    fn arabic_drawn_from_left_to_right_is_read_from_right_to_left() {
        assert_eq!(texts(&[letters("ملسم", 10.0, 50.0)]), ["مسلم"]);
        assert_eq!(texts(&[letters("2026 ملسم", 10.0, 50.0)]), ["مسلم 2026"]);
    }
}
