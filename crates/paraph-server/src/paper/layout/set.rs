//! Breaks text into lines. Words are kept whole unless one alone is wider than the line.

use paraph_pades::text::{clusters, line_breaks};

use super::{Align, Face, Paragraph, SetText, Sheet, Style};

/// A line, set: its parts with their distance from its left edge.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) parts: Vec<(f32, SetText)>,
    pub(super) width: f32,
}

/// Letters of one face without a space between them.
#[derive(Debug, Clone, PartialEq)]
struct Piece {
    text: String,
    face: Face,
}

/// Pieces that stay on one line.
#[derive(Debug, Clone, Default, PartialEq)]
struct Word {
    pieces: Vec<Piece>,
    /// Whether there is no space before it: a line may end there all the same.
    is_joined: bool,
}

impl Sheet {
    /// Shapes text in its style: one part, or several where other typefaces help.
    pub(super) fn set_text(&self, text: &str, style: Style) -> Vec<SetText> {
        let Style { face, size, ink, .. } = style;
        let parts = self.faces.set(face, text).into_iter();
        parts
            .map(|part| SetText {
                shaped: part.shaped,
                face,
                other: part.other,
                size,
                ink,
                meant: part.meant,
            })
            .collect()
    }

    /// Sets text in one style; each line of it begins a new line.
    pub(super) fn set_plain(&self, text: &str, style: Style, width: f32) -> Vec<Line> {
        let mut lines = Vec::new();
        for part in text.split('\n') {
            let words = self.words(&[Piece { text: part.to_owned(), face: style.face }]);
            lines.extend(self.set_words(&words, style, width, Align::Left));
        }
        lines
    }

    /// Sets a paragraph with its strong words.
    pub(super) fn set_rich(&self, paragraph: &Paragraph<'_>, width: f32) -> Vec<Line> {
        let strong = paragraph.strong.filter(|_| paragraph.text.contains('*'));
        let Some(strong) = strong else {
            let piece = Piece { text: paragraph.text.to_owned(), face: paragraph.style.face };
            return self.set_words(&self.words(&[piece]), paragraph.style, width, paragraph.align);
        };
        let mut pieces = Vec::new();
        for (index, part) in paragraph.text.split('*').enumerate() {
            let face = if index % 2 == 1 { strong } else { paragraph.style.face };
            pieces.push(Piece { text: part.to_owned(), face });
        }
        self.set_words(&self.words(&pieces), paragraph.style, width, paragraph.align)
    }

    /// Cuts pieces at their spaces, and where the script of a piece lets a line end without one.
    fn words(&self, pieces: &[Piece]) -> Vec<Word> {
        let mut words: Vec<Word> = Vec::new();
        let mut ended = true;
        for Piece { text, face } in pieces {
            for (index, part) in text.split([' ', '\n', '\t']).enumerate() {
                ended |= index > 0;
                let ends = match self.faces.is_plain(*face, part) {
                    true => vec![part.len()],
                    false => line_breaks(part),
                };
                let mut start = 0;
                for end in ends.into_iter().filter(|_| !part.is_empty()) {
                    let piece =
                        Piece { text: part.get(start..end).unwrap_or_default().to_owned(), face: *face };
                    match words.last_mut().filter(|_| !ended && start == 0) {
                        Some(word) => word.pieces.push(piece),
                        None => words.push(Word { pieces: vec![piece], is_joined: start > 0 }),
                    }
                    (start, ended) = (end, false);
                }
            }
        }
        words
    }

    fn set_words(&self, words: &[Word], style: Style, width: f32, align: Align) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut line: Vec<Word> = Vec::new();
        let mut used = 0.0;
        let space = self.faces.of(style.face).shape(" ").width * style.size;
        for word in words.iter().flat_map(|word| self.fit(word, style, width)) {
            let length = self.length(&word, style.size);
            let gap = if line.is_empty() || word.is_joined { 0.0 } else { space };
            if used + gap + length > width + 0.01 && !line.is_empty() {
                lines.push(self.set_line(&line, style, (align == Align::Justified).then_some(width)));
                line.clear();
                used = 0.0;
            }
            used += if line.is_empty() || word.is_joined { length } else { space + length };
            line.push(word);
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(self.set_line(&line, style, None));
        }
        lines
    }

    fn length(&self, word: &Word, size: f32) -> f32 {
        let parts = word.pieces.iter().flat_map(|piece| self.faces.set(piece.face, &piece.text));
        parts.map(|part| part.shaped.width * size).sum()
    }

    /// The word, or the parts it must be broken into because no line could hold it.
    fn fit(&self, word: &Word, style: Style, width: f32) -> Vec<Word> {
        if self.length(word, style.size) <= width {
            return vec![word.clone()];
        }
        let mut parts: Vec<Word> = Vec::new();
        let mut used = width;
        for piece in &word.pieces {
            let starts = clusters(&piece.text);
            let ends = starts.iter().copied().skip(1).chain([piece.text.len()]);
            for (start, end) in starts.iter().copied().zip(ends) {
                let letter = piece.text.get(start..end).unwrap_or_default();
                let single = Piece { text: letter.to_owned(), face: piece.face };
                let length =
                    self.length(&Word { pieces: vec![single.clone()], is_joined: false }, style.size);
                if used + length > width {
                    let is_joined = !parts.is_empty() || word.is_joined;
                    parts.push(Word { pieces: Vec::new(), is_joined });
                    used = 0.0;
                }
                used += length;
                let Some(part) = parts.last_mut() else { continue };
                match part.pieces.last_mut().filter(|last| last.face == piece.face) {
                    Some(last) => last.text.push_str(letter),
                    None => part.pieces.push(single),
                }
            }
        }
        parts
    }

    /// Sets a line; `fill` is the width it must have.
    fn set_line(&self, words: &[Word], style: Style, fill: Option<f32>) -> Line {
        let mut pieces: Vec<Piece> = Vec::new();
        for (index, word) in words.iter().enumerate() {
            for (place, piece) in word.pieces.iter().enumerate() {
                let space = if index > 0 && place == 0 && !word.is_joined { " " } else { "" };
                match pieces.last_mut() {
                    Some(last) if last.face == piece.face => {
                        last.text.push_str(space);
                        last.text.push_str(&piece.text);
                    }
                    Some(last) => {
                        last.text.push_str(space);
                        pieces.push(piece.clone());
                    }
                    None => pieces.push(piece.clone()),
                }
            }
        }
        let mut parts: Vec<SetText> = pieces
            .iter()
            .flat_map(|piece| self.set_text(&piece.text, Style { face: piece.face, ..style }))
            .collect();
        let natural: f32 = parts.iter().map(|part| part.shaped.width * part.size).sum();
        let gaps = words.iter().skip(1).filter(|word| !word.is_joined).count();
        if let Some(fill) = fill.filter(|_| gaps > 0) {
            let by = (fill - natural) / gaps as f32 / style.size;
            parts.iter_mut().for_each(|part| part.shaped.widen_spaces(by));
        }
        self.end_with_space(&mut parts);
        place_within(parts, natural)
    }

    /// Readers of the text need a space between the last word of a line and the first of the next.
    fn end_with_space(&self, parts: &mut Vec<SetText>) {
        let Some(last) = parts.last_mut() else { return };
        if last.other.is_some() {
            let style = Style { face: last.face, size: last.size, leading: 0.0, ink: last.ink };
            parts.extend(self.set_text(" ", style));
            return;
        }
        let widened = last.shaped.clone();
        let spaced = self.faces.of(last.face).shape(&format!("{} ", widened.text));
        if let Some(space) = spaced.glyphs.into_iter().next_back() {
            last.shaped.text.push(' ');
            last.shaped.glyphs.push(space);
            last.meant = last.meant.take().map(|meant| meant + " ");
        }
    }
}

/// Parts one beside the other.
pub(super) fn place(parts: Vec<SetText>) -> Line {
    let width = parts.iter().map(|part| part.shaped.width * part.size).sum();
    place_within(parts, width)
}

fn place_within(parts: Vec<SetText>, width: f32) -> Line {
    let mut offset = 0.0;
    let mut placed = Vec::with_capacity(parts.len());
    for part in parts {
        let length = part.shaped.width * part.size;
        placed.push((offset, part));
        offset += length;
    }
    Line { parts: placed, width }
}

#[cfg(test)]
mod tests {
    use super::super::{Ink, Margins};
    use super::*;

    const STYLE: Style = Style { face: Face::Serif, size: 10.0, leading: 14.0, ink: Ink::Black };

    fn sheet() -> Sheet {
        Sheet::new(Margins { side: 50.0, top: 50.0, bottom: 50.0 }).unwrap()
    }

    fn texts(lines: &[Line]) -> Vec<String> {
        let text = |line: &Line| line.parts.iter().map(|(_, part)| part.shaped.text.as_str()).collect();
        lines.iter().map(text).collect()
    }

    #[test]
    fn lines_are_no_wider_than_allowed_and_lose_no_word() {
        let text = "The Seller sells and the Purchaser purchases the Shares free from all Encumbrances.";
        let lines = sheet().set_plain(text, STYLE, 120.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width <= 120.01));
        assert_eq!(texts(&lines).concat().trim_end(), text);
    }

    #[test]
    fn a_word_that_no_line_can_hold_is_broken_and_stays_whole_in_sum() {
        let digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
        let lines = sheet().set_plain(digest, STYLE, 60.0);
        assert!(lines.iter().all(|line| line.width <= 60.01));
        assert_eq!(texts(&lines).concat().replace(' ', ""), digest);
    }

    #[test]
    fn justified_lines_fill_their_width_but_for_the_last() {
        let text =
            "Completion shall take place on the Completion Date at the offices of the Seller's lawyers.";
        let paragraph = Paragraph { align: Align::Justified, ..Paragraph::new(text, STYLE) };
        let lines = sheet().set_rich(&paragraph, 130.0);
        let ends = |line: &Line| {
            let (offset, last) = line.parts.last().unwrap();
            offset + last.shaped.width * last.size
        };
        for line in &lines[..lines.len() - 1] {
            assert!((ends(line) - 130.0).abs() < 0.5, "{}", ends(line));
        }
    }

    #[test]
    fn strong_words_keep_to_the_marks_around_them() {
        let paragraph =
            Paragraph { strong: Some(Face::SerifBold), ..Paragraph::new("\"*Shares*\" means", STYLE) };
        let lines = sheet().set_rich(&paragraph, 300.0);
        let parts: Vec<_> =
            lines[0].parts.iter().map(|(_, part)| (part.shaped.text.as_str(), part.face)).collect();
        let expected = [("\"", Face::Serif), ("Shares", Face::SerifBold), ("\" means ", Face::Serif)];
        assert_eq!(parts, expected);
    }

    #[test]
    fn what_cannot_be_drawn_is_still_meant() {
        let lines = sheet().set_plain("山田 Yamada", STYLE, 300.0);
        assert_eq!(lines[0].parts[0].1.meant.as_deref(), Some("山田 Yamada "));
    }

    #[test]
    fn nothing_is_one_empty_line() {
        assert_eq!(sheet().set_plain("", STYLE, 100.0).len(), 1);
    }
}
