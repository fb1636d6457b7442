//! Follows content as far as it takes to know where what is painted lies (ISO 32000-2 §§ 8, 9): no pixel is drawn.

use std::collections::HashMap;
use std::rc::Rc;

use paraph_pdf::operators::{Operation, Operators};
use paraph_pdf::{Dictionary, Error, Object, Rectangle, Stream, View};

use super::font::Font;
use super::geometry::{Matrix, Point, UNIT, bounds};
use super::marks::{Fill, Glyph, Mark, Paint, Rule};
use crate::limits;

/// Lighter colours than this let dark print through where they multiply with it.
const LIGHT: f64 = 0.35;
/// Points by which a curve is followed.
const CURVE_STEPS: u32 = 8;

/// The state that `q` keeps and `Q` brings back.
#[derive(Clone)]
struct State {
    matrix: Matrix,
    clip: Rectangle,
    fill_alpha: f64,
    stroke_alpha: f64,
    multiplies: bool,
    /// From black, 0, to white, 1.
    fill_light: f64,
    stroke_light: f64,
    line_width: f64,
    font: Option<Rc<Font>>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    mode: i64,
}

/// Follows content and gives away what it paints.
pub(super) struct Interpreter<'a, 'm> {
    view: View<'a>,
    marks: &'m mut dyn FnMut(Mark<'_>),
    state: State,
    kept: Vec<State>,
    path: Path,
    text: Matrix,
    line: Matrix,
    /// Operators that may still be followed.
    left: usize,
    depth: usize,
}

/// Whether a path's lines are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Drawn,
    None,
}

#[derive(Default)]
struct Path {
    shapes: Vec<Vec<Point>>,
    boxes: usize,
    clips: bool,
}

/// What content refers to by name.
#[derive(Clone, Default)]
struct Resources {
    own: Dictionary,
    fonts: HashMap<Vec<u8>, Rc<Font>>,
}

impl<'a, 'm> Interpreter<'a, 'm> {
    /// `matrix` leads to the coordinates of the page, and nothing is painted outside of `clip`.
    pub(super) fn new(
        view: View<'a>,
        (matrix, clip): (Matrix, Rectangle),
        marks: &'m mut dyn FnMut(Mark<'_>),
    ) -> Self {
        let state = State {
            matrix,
            clip,
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            multiplies: false,
            fill_light: 0.0,
            stroke_light: 0.0,
            line_width: 1.0,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        };
        Self {
            view,
            marks,
            state,
            kept: Vec::new(),
            path: Path::default(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            left: limits::CONTENT_OPERATIONS_MAX,
            depth: 0,
        }
    }

    /// Follows decoded content. How many operators may be followed is one limit for all content.
    pub(super) fn run(&mut self, content: &Vec<u8>, resources: &Dictionary) -> Result<(), Error> {
        let mut resources = Resources { own: resources.clone(), fonts: HashMap::new() };
        let mut operators = Operators::new(content);
        while let Some(operation) = operators.next_operation()? {
            self.left =
                self.left.checked_sub(1).ok_or(Error::LimitIsExceeded { what: "operators of a page" })?;
            self.step(&operation, &mut resources)?;
        }
        Ok(())
    }

    fn step(&mut self, operation: &Operation, resources: &mut Resources) -> Result<(), Error> {
        match operation.operator.as_slice() {
            b"q" if self.kept.len() < limits::GRAPHICS_STATES_MAX => self.kept.push(self.state.clone()),
            b"q" => return Err(Error::LimitIsExceeded { what: "graphics states" }),
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                if let Some(matrix) = operation.numbers().as_deref().and_then(Matrix::of) {
                    self.state.matrix = matrix.then(&self.state.matrix);
                }
            }
            b"gs" => self.external_state(operation, resources)?,
            b"Do" => self.external_object(operation, resources)?,
            b"BI" => self.picture(None),
            b"sh" => {
                let paint = self.fill_paint();
                (self.marks)(Mark::Flood(paint));
            }
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tf" => self.choose_font(operation, resources)?,
            b"Tj" | b"'" | b"\"" | b"TJ" => self.show(operation),
            _ if self.path_operator(operation) || self.text_operator(operation) => {}
            _ => self.colour(operation),
        }
        Ok(())
    }

    fn path_operator(&mut self, operation: &Operation) -> bool {
        let numbers = operation.numbers().unwrap_or_default();
        let at = |point: Point| self.state.matrix.apply(point);
        match (operation.operator.as_slice(), numbers.as_slice()) {
            (b"m", [x, y]) => self.path.shapes.push(vec![at((*x, *y))]),
            (b"l", [x, y]) => {
                let point = at((*x, *y));
                self.path.add(point);
            }
            (b"c", [x1, y1, x2, y2, x3, y3]) => {
                let points = [(*x1, *y1), (*x2, *y2), (*x3, *y3)].map(at);
                self.path.curve(points);
            }
            (b"v", [x2, y2, x3, y3]) => {
                let [second, end] = [(*x2, *y2), (*x3, *y3)].map(at);
                let first = self.path.last().unwrap_or(second);
                self.path.curve([first, second, end]);
            }
            (b"y", [x1, y1, x3, y3]) => {
                let [first, end] = [(*x1, *y1), (*x3, *y3)].map(at);
                self.path.curve([first, end, end]);
            }
            (b"re", [x, y, width, height]) => {
                let place = Rectangle { left: *x, bottom: *y, right: x + width, top: y + height };
                let corners = self.state.matrix.corners(&place);
                self.path.boxes += 1;
                let [first, ..] = corners;
                self.path.shapes.push(corners.into_iter().chain([first]).collect());
            }
            (b"h", _) => self.path.close(),
            (b"W" | b"W*", _) => self.path.clips = true,
            (b"n", _) => self.paint(None, Lines::None),
            (b"S", _) => self.paint(None, Lines::Drawn),
            (b"f" | b"F", _) => self.paint(Some(Rule::NonZero), Lines::None),
            (b"f*", _) => self.paint(Some(Rule::EvenOdd), Lines::None),
            (b"B", _) => self.paint(Some(Rule::NonZero), Lines::Drawn),
            (b"B*", _) => self.paint(Some(Rule::EvenOdd), Lines::Drawn),
            (b"s" | b"b" | b"b*", _) => {
                self.path.close();
                let fill = match operation.operator.as_slice() {
                    b"s" => None,
                    b"b" => Some(Rule::NonZero),
                    _ => Some(Rule::EvenOdd),
                };
                self.paint(fill, Lines::Drawn);
            }
            _ => return false,
        }
        true
    }

    fn paint(&mut self, fill: Option<Rule>, lines: Lines) {
        let path = std::mem::take(&mut self.path);
        if let Some(rule) = fill {
            let (shapes, is_boxes) = (path.shapes.as_slice(), path.boxes == path.shapes.len());
            let paint = self.fill_paint();
            (self.marks)(Mark::Fill(Fill { shapes, rule, is_boxes, paint }));
        }
        if lines == Lines::Drawn {
            let width = self.state.line_width * self.state.matrix.scale();
            let paint = self.covering(self.state.stroke_alpha, self.state.stroke_light);
            (self.marks)(Mark::Stroke { lines: &path.shapes, width, paint });
        }
        if path.clips {
            let points: Vec<Point> = path.shapes.into_iter().flatten().collect();
            let nothing =
                Rectangle { right: self.state.clip.left, top: self.state.clip.bottom, ..self.state.clip };
            self.state.clip =
                bounds(&points).map_or(nothing, |own| own.intersection(&self.state.clip).unwrap_or(nothing));
        }
    }

    fn fill_paint(&self) -> Paint {
        self.covering(self.state.fill_alpha, self.state.fill_light)
    }

    fn covering(&self, alpha: f64, light: f64) -> Paint {
        let cover = if self.state.multiplies && light > LIGHT { 0.0 } else { alpha };
        Paint { cover, clip: self.state.clip }
    }

    /// § 8.4.5: opacity, blend mode and line width are of interest.
    fn external_state(&mut self, operation: &Operation, resources: &Resources) -> Result<(), Error> {
        let Some(Object::Dictionary(state)) = self.resource(b"ExtGState", operation, resources)? else {
            return Ok(());
        };
        let number = |key: &[u8]| self.view.value(&state, key).map(|value| value.as_number());
        let (fill, stroke, width) = (number(b"ca")?, number(b"CA")?, number(b"LW")?);
        let blend = match self.view.value(&state, b"BM")? {
            Object::Array(modes) => modes.first().cloned().unwrap_or(Object::Null),
            one => one,
        };
        self.state.fill_alpha = fill.unwrap_or(self.state.fill_alpha).clamp(0.0, 1.0);
        self.state.stroke_alpha = stroke.unwrap_or(self.state.stroke_alpha).clamp(0.0, 1.0);
        self.state.line_width = width.unwrap_or(self.state.line_width);
        if let Object::Name(mode) = blend {
            self.state.multiplies = matches!(mode.as_bytes(), b"Multiply" | b"Darken");
        }
        Ok(())
    }

    fn resource(
        &self,
        kind: &[u8],
        operation: &Operation,
        resources: &Resources,
    ) -> Result<Option<Object>, Error> {
        let Some(name) = operation.name() else { return Ok(None) };
        let listed = self.view.dictionary(&resources.own, kind)?.unwrap_or_default();
        listed.get(name.as_bytes()).map(|found| self.view.resolve(found)).transpose()
    }

    fn external_object(&mut self, operation: &Operation, resources: &Resources) -> Result<(), Error> {
        let Some(Object::Stream(stream)) = self.resource(b"XObject", operation, resources)? else {
            return Ok(());
        };
        if stream.dictionary.has_name(b"Subtype", b"Image") {
            self.picture(Some(&stream));
            return Ok(());
        }
        self.form(&stream, &resources.own)
    }

    fn picture(&mut self, image: Option<&Stream>) {
        let paint = self.fill_paint();
        (self.marks)(Mark::Picture { matrix: self.state.matrix, image, paint });
    }

    /// A form (§ 8.10): its matrix, its box, its own resources or those of who paints it.
    pub(super) fn form(&mut self, form: &Stream, resources: &Dictionary) -> Result<(), Error> {
        if self.depth >= limits::FORM_DEPTH_MAX {
            return Err(Error::LimitIsExceeded { what: "forms within forms" });
        }
        let matrix =
            Matrix::of_array(&self.view.array(&form.dictionary, b"Matrix")?).unwrap_or(Matrix::IDENTITY);
        let before = self.state.clone();
        let (kept, text) = (std::mem::take(&mut self.kept), (self.text, self.line));
        self.state.matrix = matrix.then(&self.state.matrix);
        if let Some(own) = self.view.rectangle(&form.dictionary, b"BBox")? {
            let around = self.state.matrix.around(&own);
            self.state.clip =
                around.intersection(&self.state.clip).unwrap_or(Rectangle { right: around.left, ..around });
        }
        let own = self.view.dictionary(&form.dictionary, b"Resources")?;
        let content = self.view.decode_up_to(form, limits::CONTENT_BYTES_MAX)?;
        self.depth += 1;
        let outcome = self.run(&content, own.as_ref().unwrap_or(resources));
        self.depth -= 1;
        (self.state, self.kept, (self.text, self.line)) = (before, kept, text);
        outcome
    }

    fn choose_font(&mut self, operation: &Operation, resources: &mut Resources) -> Result<(), Error> {
        let [Object::Name(name), size] = operation.operands.as_slice() else { return Ok(()) };
        self.state.size = size.as_number().unwrap_or(0.0);
        if let Some(known) = resources.fonts.get(name.as_bytes()) {
            self.state.font = Some(Rc::clone(known));
            return Ok(());
        }
        let listed = self.view.dictionary(&resources.own, b"Font")?.unwrap_or_default();
        let font = self.view.dictionary(&listed, name.as_bytes())?.unwrap_or_default();
        let font = Rc::new(Font::of(self.view, &font)?);
        resources.fonts.insert(name.as_bytes().to_vec(), Rc::clone(&font));
        self.state.font = Some(font);
        Ok(())
    }

    fn text_operator(&mut self, operation: &Operation) -> bool {
        let numbers = operation.numbers().unwrap_or_default();
        match (operation.operator.as_slice(), numbers.as_slice()) {
            (b"Tc", [space]) => self.state.character_space = *space,
            (b"Tw", [space]) => self.state.word_space = *space,
            (b"Tz", [stretch]) => self.state.stretch = stretch / 100.0,
            (b"TL", [leading]) => self.state.leading = *leading,
            (b"Ts", [rise]) => self.state.rise = *rise,
            (b"Tr", [mode]) => self.state.mode = if *mode == 3.0 || *mode == 7.0 { 3 } else { 0 },
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
            _ => return false,
        }
        true
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = Matrix::moved(x, y).then(&self.line);
        self.text = self.line;
    }

    fn show(&mut self, operation: &Operation) {
        match operation.operator.as_slice() {
            b"'" => self.next_line(0.0, -self.state.leading),
            b"\"" => {
                if let [word, character, _] = operation.operands.as_slice() {
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
                Object::String(string) => self.string(&string.bytes),
                other => {
                    let back = other.as_number().unwrap_or(0.0) / 1_000.0;
                    self.advance(-back * self.state.size * self.state.stretch);
                }
            }
        }
    }

    fn advance(&mut self, by: f64) {
        self.text = Matrix::moved(by, 0.0).then(&self.text);
    }

    fn string(&mut self, bytes: &[u8]) {
        let Some(font) = self.state.font.clone() else { return };
        let paint = self.fill_paint();
        for code in font.codes(bytes) {
            let width = code.advance * self.state.size;
            let to_page = self.text.then(&self.state.matrix);
            let (foot, head) = if font.is_solid { (-0.2, 1.0) } else { (0.0, 0.66) };
            let place = Rectangle {
                left: 0.0,
                bottom: self.state.rise + foot * self.state.size,
                right: width * self.state.stretch,
                top: self.state.rise + head * self.state.size,
            };
            let glyph = Glyph {
                place: to_page.around(&place),
                size: self.state.size.abs() * to_page.scale(),
                text: code.text,
                is_solid: font.is_solid,
                is_hidden: self.state.mode == 3 || paint.cover == 0.0 && !self.state.multiplies,
                paint,
            };
            (self.marks)(Mark::Glyph(glyph));
            let space = if code.is_space { self.state.word_space } else { 0.0 };
            self.advance((width + self.state.character_space + space) * self.state.stretch);
        }
    }

    fn colour(&mut self, operation: &Operation) {
        let light = match (operation.operator.as_slice(), operation.numbers().as_deref()) {
            (b"g" | b"G" | b"sc" | b"SC" | b"scn" | b"SCN", Some([grey])) => *grey,
            (b"rg" | b"RG" | b"sc" | b"SC" | b"scn" | b"SCN", Some([red, green, blue])) => {
                0.3 * red + 0.59 * green + 0.11 * blue
            }
            (b"k" | b"K" | b"sc" | b"SC" | b"scn" | b"SCN", Some([cyan, magenta, yellow, black])) => {
                (1.0 - black) * (1.0 - 0.3 * cyan - 0.59 * magenta - 0.11 * yellow)
            }
            (b"cs" | b"CS", _) => 0.0,
            _ => return,
        };
        if operation.operator.first().is_some_and(u8::is_ascii_uppercase) {
            self.state.stroke_light = light;
        } else {
            self.state.fill_light = light;
        }
    }
}

impl Path {
    fn add(&mut self, point: Point) {
        match self.shapes.last_mut() {
            Some(shape) => shape.push(point),
            None => self.shapes.push(vec![point]),
        }
    }

    fn last(&self) -> Option<Point> {
        self.shapes.last().and_then(|shape| shape.last()).copied()
    }

    fn curve(&mut self, [first, second, end]: [Point; 3]) {
        let from = self.last().unwrap_or(first);
        for step in 1..=CURVE_STEPS {
            let t = f64::from(step) / f64::from(CURVE_STEPS);
            let u = 1.0 - t;
            let [a, b, c, d] = [u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t];
            let at = |from: f64, one: f64, two: f64, to: f64| a * from + b * one + c * two + d * to;
            self.add((at(from.0, first.0, second.0, end.0), at(from.1, first.1, second.1, end.1)));
        }
    }

    fn close(&mut self) {
        if let Some(shape) = self.shapes.last_mut()
            && let Some(first) = shape.first().copied()
        {
            shape.push(first);
        }
    }
}

/// The place that an image is painted on.
pub(super) fn picture_place(matrix: &Matrix) -> Rectangle {
    matrix.around(&UNIT)
}
