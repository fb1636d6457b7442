//! Text of content (ISO 32000-2 § 9): where each glyph lies, and what it covers by the program of its font.

use std::rc::Rc;

use paraph_pdf::operators::Operation;
use paraph_pdf::{Error, Object, Rectangle};

use super::content::{Interpreter, Resources, last_numbers};
use super::font::{Code, Face, Font};
use super::geometry::Matrix;
use super::marks::{Body, Glyph, Mark, Paint};

impl Interpreter<'_, '_> {
    pub(super) fn choose_font(
        &mut self,
        operation: &Operation,
        resources: &mut Resources,
    ) -> Result<(), Error> {
        let [.., Object::Name(name), size] = operation.operands.as_slice() else { return Ok(()) };
        self.state.size = size.as_number().unwrap_or(0.0);
        if let Some(known) = resources.fonts.get(name.as_bytes()) {
            self.state.font = Some(Rc::clone(known));
            return Ok(());
        }
        let font = match self.named(b"Font", name.as_bytes(), resources)? {
            Some(Object::Dictionary(font)) => font,
            _ => paraph_pdf::Dictionary::new(),
        };
        let font = Rc::new(Font::of(self.view, &font, self.shapes)?);
        resources.fonts.insert(name.as_bytes().to_vec(), Rc::clone(&font));
        self.state.font = Some(font);
        Ok(())
    }

    pub(super) fn text_operator(&mut self, operation: &Operation) -> bool {
        let count = match operation.operator.as_slice() {
            b"Td" | b"TD" => 2,
            b"Tm" => 6,
            _ => 1,
        };
        let numbers = last_numbers(operation, count);
        match (operation.operator.as_slice(), numbers.as_slice()) {
            (b"Tc", [space]) => self.state.character_space = *space,
            (b"Tw", [space]) => self.state.word_space = *space,
            (b"Tz", [stretch]) => self.state.stretch = stretch / 100.0,
            (b"TL", [leading]) => self.state.leading = *leading,
            (b"Ts", [rise]) => self.state.rise = *rise,
            #[expect(clippy::cast_possible_truncation, reason = "a mode is a digit; others are no mode")]
            (b"Tr", [mode]) => self.state.mode = *mode as i64,
            (b"Td", [x, y]) => self.next_line(*x, *y),
            (b"TD", [x, y]) => {
                self.state.leading = -y;
                self.next_line(*x, *y);
            }
            (b"Tm", _) => {
                if let Some(matrix) = Matrix::of(&numbers) {
                    (self.text, self.line) = (matrix, matrix);
                }
            }
            (b"T*", _) => self.next_line(0.0, -self.state.leading),
            (b"w", [width]) => self.state.line_width = *width,
            (b"J", [cap]) => self.state.projects = *cap != 0.0,
            (b"j", [join]) => self.state.is_mitered = *join == 0.0,
            (b"M", [limit]) => self.state.miter = *limit,
            _ => return false,
        }
        true
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(&self.line);
        self.text = self.line;
    }

    pub(super) fn show(&mut self, operation: &Operation) -> Result<(), Error> {
        match operation.operator.as_slice() {
            b"'" => self.next_line(0.0, -self.state.leading),
            b"\"" => {
                if let [.., word, character, _] = operation.operands.as_slice() {
                    self.state.word_space = word.as_number().unwrap_or(0.0);
                    self.state.character_space = character.as_number().unwrap_or(0.0);
                }
                self.next_line(0.0, -self.state.leading);
            }
            _ => {}
        }
        let pieces = match operation.operands.last() {
            Some(Object::Array(pieces)) => pieces.as_slice(),
            Some(one) => std::slice::from_ref(one),
            None => &[],
        };
        for piece in pieces {
            match piece {
                Object::String(string) => self.string(&string.bytes)?,
                other => {
                    let back = other.as_number().unwrap_or(0.0) / 1_000.0;
                    self.advance(-back * self.state.size * self.state.stretch);
                }
            }
        }
        Ok(())
    }

    fn advance(&mut self, by: f64) {
        self.text = Matrix::moved(by, 0.0).then(&self.text);
    }

    fn string(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let Some(font) = self.state.font.clone() else { return Ok(()) };
        for code in font.codes(bytes) {
            let width = code.advance * self.state.size;
            let space = if code.is_space { self.state.word_space } else { 0.0 };
            let step = (width + self.state.character_space + space) * self.state.stretch;
            self.glyph(&font, code)?;
            self.advance(step);
        }
        Ok(())
    }

    fn glyph(&mut self, font: &Font, code: Code) -> Result<(), Error> {
        let (state, to_page) = (&self.state, self.text.then(&self.state.matrix));
        let (foot, head) = if font.is_ornamental { (-0.2, 1.0) } else { (0.0, 0.66) };
        let place = Rectangle {
            left: 0.0,
            bottom: state.rise + foot * state.size,
            right: code.advance * state.size * state.stretch,
            top: state.rise + head * state.size,
        };
        // From the em of the font to the page.
        let em = Matrix { a: state.size * state.stretch, d: state.size, f: state.rise, ..Matrix::IDENTITY };
        let em = em.then(&to_page);
        let (fills, strokes) = (!matches!(state.mode, 1 | 3 | 5 | 7), matches!(state.mode, 1 | 2 | 5 | 6));
        let paint = self.paint_of_text((fills, strokes));
        let glyph = Glyph {
            place: to_page.around(&place),
            size: state.size.abs() * to_page.scale(),
            text: code.text,
            is_ornament: font.is_ornamental,
            is_hidden: state.mode == 3 || paint.is_nothing(),
            is_clip: state.mode == 7,
            body: match &font.face {
                _ if state.mode == 7 => Body::Nothing,
                Face::Drawn(_) => Body::Nothing,
                Face::Unknown => Body::Anywhere,
                Face::Program(program) => program
                    .shape(code.code, code.named.as_deref())
                    .map_or(Body::Anywhere, |shape| Body::Outline(shape, em)),
                Face::OfReader if font.is_ornamental || code.may_fill => Body::Full,
                Face::OfReader => Body::Usual,
            },
            edge: strokes.then(|| state.pen()),
            paint,
        };
        (self.marks)(Mark::Glyph(glyph));
        let Face::Drawn(drawings) = &font.face else { return Ok(()) };
        let Some(content) = drawings.content(self.view, code.code)? else { return Ok(()) };
        // § 9.6.4: in the space of the glyph, whatever the text rendering mode, unless nothing is shown.
        if self.state.mode == 3 {
            return Ok(());
        }
        let matrix = drawings.matrix.then(&em);
        let resources = drawings.resources.clone();
        self.apart(&content, &resources, |state| {
            (state.matrix, state.mode) = (matrix, 0);
            state.font = None;
        })
    }

    /// How text is painted: filled, drawn along its edges, or both.
    fn paint_of_text(&self, (fills, strokes): (bool, bool)) -> Paint {
        let (filling, drawing) = (self.state.filling(), self.state.drawing());
        match (fills, strokes) {
            (false, true) => drawing,
            (true, true) => {
                let mut cover = filling.cover;
                cover.iter_mut().zip(drawing.cover).for_each(|(own, other)| *own = own.max(other));
                Paint { cover, ..filling }
            }
            _ => filling,
        }
    }
}
