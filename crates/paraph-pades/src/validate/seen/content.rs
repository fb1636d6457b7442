//! Follows content as far as it takes to know where what is painted lies (ISO 32000-2 §§ 8, 9): no pixel is drawn.

use std::collections::HashMap;
use std::rc::Rc;

use paraph_pdf::operators::{Operation, Operators};
use paraph_pdf::{Dictionary, Error, Object, Rectangle, Stream, View};

use super::font::{Font, Shapes};
use super::geometry::{Matrix, Point, UNIT, bounds};
use super::marks::{Fill, Mark, Rule};
use super::path::Path;
use super::state::State;
use crate::limits;

/// Follows content and gives away what it paints.
pub(super) struct Interpreter<'a, 'm> {
    pub(super) view: View<'a>,
    pub(super) marks: &'m mut dyn FnMut(Mark<'_>),
    pub(super) state: State,
    kept: Vec<State>,
    path: Path,
    pub(super) text: Matrix,
    pub(super) line: Matrix,
    /// Operators that may still be followed.
    left: usize,
    depth: usize,
    /// Where names are looked for that content has no resource for: innermost last.
    around: Vec<Rc<Dictionary>>,
    /// Something painted belongs to a layer that may be switched on and off (§ 8.11).
    pub(super) is_optional: bool,
    pub(super) shapes: Shapes,
}

/// Whether a path's lines are drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    Drawn,
    None,
}

/// What content refers to by name.
pub(super) struct Resources {
    own: Rc<Dictionary>,
    pub(super) fonts: HashMap<Vec<u8>, Rc<Font>>,
    /// Spaces of devices that stand for others (§ 8.6.5.6).
    replaced: Vec<Vec<u8>>,
}

impl<'a, 'm> Interpreter<'a, 'm> {
    /// `matrix` leads to the coordinates of the page, and nothing is painted outside of `clip`.
    pub(super) fn new(
        view: View<'a>,
        (matrix, clip): (Matrix, Rectangle),
        marks: &'m mut dyn FnMut(Mark<'_>),
    ) -> Self {
        Self {
            view,
            marks,
            state: State::new(matrix, clip),
            kept: Vec::new(),
            path: Path::default(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            left: limits::CONTENT_OPERATIONS_MAX,
            depth: 0,
            around: Vec::new(),
            is_optional: false,
            shapes: Shapes::Ignored,
        }
    }

    /// What glyphs cover is followed by the programs of their fonts.
    pub(super) fn with_shapes(mut self) -> Self {
        self.shapes = Shapes::Followed;
        self
    }

    /// Resources in which readers look for what an appearance has no resource for, the likeliest last.
    pub(super) fn within(mut self, around: &[Rc<Dictionary>]) -> Self {
        self.around = around.to_vec();
        self
    }

    /// Follows decoded content. How many operators may be followed is one limit for all content.
    pub(super) fn run(&mut self, content: &Vec<u8>, resources: &Dictionary) -> Result<(), Error> {
        let own = Rc::new(resources.clone());
        self.around.push(Rc::clone(&own));
        let replaced = self.replaced_spaces()?;
        let mut resources = Resources { own, fonts: HashMap::new(), replaced };
        let outcome = self.follow(content, &mut resources);
        self.around.pop();
        outcome
    }

    fn follow(&mut self, content: &Vec<u8>, resources: &mut Resources) -> Result<(), Error> {
        let mut operators = Operators::new(content);
        while let Some(operation) = operators.next_operation()? {
            self.left =
                self.left.checked_sub(1).ok_or(Error::LimitIsExceeded { what: "operators of a page" })?;
            self.step(&operation, resources)?;
        }
        Ok(())
    }

    fn replaced_spaces(&self) -> Result<Vec<Vec<u8>>, Error> {
        let mut found = Vec::new();
        for resources in &self.around {
            let spaces = self.view.dictionary(resources, b"ColorSpace")?.unwrap_or_default();
            for kind in ["Gray", "RGB", "CMYK"] {
                if spaces.contains(format!("Default{kind}").as_bytes()) {
                    found.push(format!("Device{kind}").into_bytes());
                }
            }
        }
        Ok(found)
    }

    fn step(&mut self, operation: &Operation, resources: &mut Resources) -> Result<(), Error> {
        match operation.operator.as_slice() {
            b"q" if self.kept.len() < limits::GRAPHICS_STATES_MAX => self.kept.push(self.state.clone()),
            b"q" => return Err(Error::LimitIsExceeded { what: "graphics states" }),
            b"Q" => self.state = self.kept.pop().unwrap_or_else(|| self.state.clone()),
            b"cm" => {
                if let Some(matrix) = Matrix::of(&last_numbers(operation, 6)) {
                    self.state.matrix = matrix.then(&self.state.matrix);
                }
            }
            b"gs" => self.external_state(operation, resources)?,
            b"Do" => self.external_object(operation, resources)?,
            b"BI" => self.picture(None),
            b"BDC" => self.is_optional |= operation.operands.first().is_some_and(is_layer),
            b"sh" => {
                let paint = self.state.own_colours();
                (self.marks)(Mark::Flood(paint));
            }
            b"BT" => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            b"Tf" => self.choose_font(operation, resources)?,
            b"Tj" | b"'" | b"\"" | b"TJ" => self.show(operation)?,
            _ if self.path_operator(operation) || self.text_operator(operation) => {}
            _ => self.state.colour(operation, |space| {
                matches!(space, b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK")
                    && !resources.replaced.iter().any(|replaced| replaced == space)
            }),
        }
        Ok(())
    }

    fn path_operator(&mut self, operation: &Operation) -> bool {
        let count = match operation.operator.as_slice() {
            b"m" | b"l" => 2,
            b"c" => 6,
            _ => 4,
        };
        let numbers = last_numbers(operation, count);
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
            let paint = self.state.filling();
            (self.marks)(Mark::Fill(Fill { shapes, rule, is_boxes, paint }));
        }
        if lines == Lines::Drawn {
            let (pen, paint) = (self.state.pen(), self.state.drawing());
            (self.marks)(Mark::Stroke { lines: &path.shapes, pen, paint });
        }
        if path.clips {
            let points: Vec<Point> = path.shapes.into_iter().flatten().collect();
            let nothing =
                Rectangle { right: self.state.clip.left, top: self.state.clip.bottom, ..self.state.clip };
            self.state.clip =
                bounds(&points).map_or(nothing, |own| own.intersection(&self.state.clip).unwrap_or(nothing));
        }
    }

    fn external_state(&mut self, operation: &Operation, resources: &mut Resources) -> Result<(), Error> {
        let Some(Object::Dictionary(parameters)) = self.resource(b"ExtGState", operation, resources)? else {
            return Ok(());
        };
        self.state.set(self.view, &parameters)?;
        if let [font, size] = self.view.array(&parameters, b"Font")?.as_slice() {
            self.state.size = self.view.resolve(size)?.as_number().unwrap_or(0.0);
            let Object::Dictionary(font) = self.view.resolve(font)? else { return Ok(()) };
            self.state.font = Some(Rc::new(Font::of(self.view, &font, self.shapes)?));
        }
        Ok(())
    }

    /// A resource by the name that an operator states last.
    fn resource(
        &self,
        kind: &[u8],
        operation: &Operation,
        resources: &Resources,
    ) -> Result<Option<Object>, Error> {
        let Some(name) = operation.name() else { return Ok(None) };
        self.named(kind, name.as_bytes(), resources)
    }

    pub(super) fn named(
        &self,
        kind: &[u8],
        name: &[u8],
        resources: &Resources,
    ) -> Result<Option<Object>, Error> {
        for listed in std::iter::once(&resources.own).chain(self.around.iter().rev()) {
            let listed = self.view.dictionary(listed, kind)?.unwrap_or_default();
            if let Some(found) = listed.get(name) {
                return self.view.resolve(found).map(Some);
            }
        }
        Ok(None)
    }

    fn external_object(&mut self, operation: &Operation, resources: &Resources) -> Result<(), Error> {
        let Some(Object::Stream(stream)) = self.resource(b"XObject", operation, resources)? else {
            return Ok(());
        };
        self.is_optional |= stream.dictionary.contains(b"OC");
        if stream.dictionary.has_name(b"Subtype", b"Image") {
            self.picture(Some(&stream));
            return Ok(());
        }
        self.form(&stream, &resources.own)
    }

    fn picture(&mut self, image: Option<&Stream>) {
        let paint = match image.map(|image| self.view.value(&image.dictionary, b"ImageMask")) {
            Some(Ok(Object::Boolean(true))) => self.state.filling(),
            _ => self.state.own_colours(),
        };
        (self.marks)(Mark::Picture { matrix: self.state.matrix, image, paint });
    }

    /// A form (§ 8.10): its matrix, its box, its own resources or those of who paints it.
    pub(super) fn form(&mut self, form: &Stream, resources: &Dictionary) -> Result<(), Error> {
        let matrix = matrix_of(self.view, &form.dictionary)?;
        self.is_optional |= form.dictionary.contains(b"OC");
        let group = self.view.dictionary(&form.dictionary, b"Group")?.unwrap_or_default();
        let is_group = group.has_name(b"S", b"Transparency");
        let is_isolated = self.view.value(&group, b"I")?.as_boolean() == Some(true);
        let place = self.view.rectangle(&form.dictionary, b"BBox")?;
        let own = self.view.dictionary(&form.dictionary, b"Resources")?;
        let content = self.view.decode_up_to(form, limits::CONTENT_BYTES_MAX)?;
        self.apart(&content, own.as_ref().unwrap_or(resources), |state| {
            state.matrix = matrix.then(&state.matrix);
            if is_group {
                state.enter_group(is_isolated);
            }
            if let Some(place) = place {
                let around = state.matrix.around(&place);
                state.clip =
                    around.intersection(&state.clip).unwrap_or(Rectangle { right: around.left, ..around });
            }
        })
    }

    /// Follows content that stands for something painted within other content, and leaves the state as it was.
    pub(super) fn apart(
        &mut self,
        content: &Vec<u8>,
        resources: &Dictionary,
        prepare: impl FnOnce(&mut State),
    ) -> Result<(), Error> {
        if self.depth >= limits::FORM_DEPTH_MAX {
            return Err(Error::LimitIsExceeded { what: "forms within forms" });
        }
        let before = self.state.clone();
        let (kept, text) = (std::mem::take(&mut self.kept), (self.text, self.line));
        let path = std::mem::take(&mut self.path);
        prepare(&mut self.state);
        self.depth += 1;
        let outcome = self.run(content, resources);
        self.depth -= 1;
        (self.state, self.kept, (self.text, self.line)) = (before, kept, text);
        self.path = path;
        outcome
    }
}

/// The last operands, which are those that count; none where they are no numbers.
pub(super) fn last_numbers(operation: &Operation, count: usize) -> Vec<f64> {
    let first = operation.operands.len().saturating_sub(count);
    let numbers: Option<Vec<f64>> =
        operation.operands.get(first..).unwrap_or_default().iter().map(Object::as_number).collect();
    numbers.unwrap_or_default()
}

/// `/Matrix` of a form or pattern (§ 8.10.2).
pub(super) fn matrix_of(view: View<'_>, form: &Dictionary) -> Result<Matrix, Error> {
    let mut numbers = Vec::new();
    for item in view.array(form, b"Matrix")? {
        numbers.extend(view.resolve(&item)?.as_number());
    }
    Ok(Matrix::of(&numbers).unwrap_or(Matrix::IDENTITY))
}

/// Marked content of a layer (§ 8.11.3.2).
fn is_layer(tag: &Object) -> bool {
    tag.as_name().is_some_and(|tag| tag.as_bytes() == b"OC")
}

/// The place that an image is painted on.
pub(super) fn picture_place(matrix: &Matrix) -> Rectangle {
    matrix.around(&UNIT)
}
