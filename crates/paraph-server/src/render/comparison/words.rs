//! Which words of a page came and went. Catches what the tolerance for pixels lets through, and what is read aloud or copied
//! though it looks the same.

use std::collections::HashMap;

use super::Place;
use crate::render::drawing::Sheet;
use crate::render::layer::PageLayer;
use crate::render::limits::COMPARED_WORDS_MAX;

/// The words outside of the areas that are gone, and those that were added, in the order of the page.
pub(super) fn differing(
    before: &Sheet,
    after: &Sheet,
    areas: &[(usize, Place)],
) -> (Vec<String>, Vec<String>) {
    let (then, now) = (words(&before.layers, areas), words(&after.layers, areas));
    (without(&then, &now), without(&now, &then))
}

fn words<'a>(layers: &'a [PageLayer], areas: &[(usize, Place)]) -> Vec<&'a str> {
    let mut words = Vec::new();
    for layer in layers {
        for line in &layer.lines {
            let across = (line.left + line.width / 2.0) * layer.width / 100.0;
            let down = (line.top + line.height / 2.0) * layer.height / 100.0;
            if !areas.iter().any(|(_, place)| place.holds(across, down)) {
                words.extend(line.text.split_whitespace());
            }
        }
    }
    words
}

/// The words of one list that the other does not have, or not as often.
fn without(words: &[&str], others: &[&str]) -> Vec<String> {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for other in others {
        *left.entry(other).or_default() += 1;
    }
    let mut found = Vec::new();
    for word in words {
        match left.get_mut(word) {
            Some(count) if *count > 0 => *count -= 1,
            _ => found.push((*word).to_owned()),
        }
        if found.len() == COMPARED_WORDS_MAX {
            break;
        }
    }
    found
}

impl Place {
    /// Whether a point lies in it.
    fn holds(&self, across: f64, down: f64) -> bool {
        (self.left..=self.left + self.width).contains(&across)
            && (self.top..=self.top + self.height).contains(&down)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_and_told_in_order() {
        let then = ["pay", "100", "to", "the", "seller", "100"];
        let now = ["pay", "1000", "to", "the", "seller", "100", "at", "once"];
        assert_eq!(without(&then, &now), ["100"]);
        assert_eq!(without(&now, &then), ["1000", "at", "once"]);
    }

    #[test]
    fn no_more_words_are_told_than_anybody_reads() {
        let many: Vec<String> = (0..10_000).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(without(&many, &[]).len(), COMPARED_WORDS_MAX);
    }
}
