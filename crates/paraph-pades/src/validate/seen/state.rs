//! The graphics state, as far as it says how much is covered by what is painted (ISO 32000-2 §§ 8.4, 8.6, 11.3). What is not known
//! for certain counts as dark and opaque.

use std::rc::Rc;

use paraph_pdf::operators::Operation;
use paraph_pdf::{Dictionary, Error, Object, Rectangle, View};

use super::font::Font;
use super::geometry::Matrix;
use super::marks::{Colour, Paint};
use super::pen::Pen;

/// The state that `q` keeps and `Q` brings back.
#[derive(Clone)]
pub(super) struct State {
    pub(super) matrix: Matrix,
    pub(super) clip: Rectangle,
    pub(super) fill: Tint,
    pub(super) stroke: Tint,
    pub(super) line_width: f64,
    /// Ends of lines are round or square.
    pub(super) projects: bool,
    /// Corners are drawn to a point up to this length.
    pub(super) miter: f64,
    pub(super) is_mitered: bool,
    /// Dark prints through what is painted.
    multiplies: bool,
    group: Group,
    /// Colours are changed by a transfer function on their way (§ 10.5).
    is_transferred: bool,
    pub(super) font: Option<Rc<Font>>,
    pub(super) size: f64,
    pub(super) character_space: f64,
    pub(super) word_space: f64,
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) mode: i64,
}

/// Colour and opacity of filling or of drawing lines.
#[derive(Clone, Copy)]
pub(super) struct Tint {
    alpha: f64,
    space: Space,
    colour: Colour,
}

/// In which space numbers are colours (§ 8.6).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Space {
    /// Of a device, by the count of its numbers.
    Device,
    /// Anything else: it may be as dark as it likes.
    Unknown,
}

/// The transparency groups that content is within (§ 11.4).
#[derive(Clone, Copy)]
struct Group {
    alpha: f64,
    /// The whole is multiplied with what lies below.
    multiplies: bool,
    /// What is painted within does not see what lies below.
    is_isolated: bool,
}

impl Tint {
    const BLACK: Self = Self { alpha: 1.0, space: Space::Device, colour: Some([0.0; 3]) };
}

impl State {
    pub(super) fn new(matrix: Matrix, clip: Rectangle) -> Self {
        Self {
            matrix,
            clip,
            fill: Tint::BLACK,
            stroke: Tint::BLACK,
            line_width: 1.0,
            projects: false,
            miter: 10.0,
            is_mitered: true,
            multiplies: false,
            group: Group { alpha: 1.0, multiplies: false, is_isolated: false },
            is_transferred: false,
            font: None,
            size: 0.0,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            mode: 0,
        }
    }

    /// How something is filled.
    pub(super) fn filling(&self) -> Paint {
        self.paint(&self.fill, self.fill.colour)
    }

    /// How lines are drawn.
    pub(super) fn drawing(&self) -> Paint {
        self.paint(&self.stroke, self.stroke.colour)
    }

    /// How something is painted that has colours of its own.
    pub(super) fn own_colours(&self) -> Paint {
        self.paint(&self.fill, None)
    }

    fn paint(&self, tint: &Tint, colour: Colour) -> Paint {
        let colour = colour.filter(|_| !self.is_transferred);
        let alpha = tint.alpha * self.group.alpha;
        let cover = match colour {
            Some(colour) if self.prints_through() => colour.map(|light| alpha * (1.0 - light)),
            _ => [alpha; 3],
        };
        Paint { cover, colour, clip: self.clip }
    }

    /// Whether what is painted is multiplied with what lies below.
    fn prints_through(&self) -> bool {
        self.group.multiplies || self.multiplies && !self.group.is_isolated
    }

    pub(super) fn pen(&self) -> Pen {
        let miter = if self.is_mitered { self.miter } else { 0.0 };
        Pen { matrix: self.matrix, width: self.line_width, projects: self.projects, miter }
    }

    /// What a transparency group begins with (§ 11.6.6).
    pub(super) fn enter_group(&mut self, is_isolated: bool) {
        self.group = Group {
            alpha: self.group.alpha * self.fill.alpha,
            multiplies: self.prints_through(),
            is_isolated: is_isolated || self.group.is_isolated,
        };
        self.multiplies = false;
        (self.fill.alpha, self.stroke.alpha) = (1.0, 1.0);
    }

    /// § 8.4.5: parameters by name.
    pub(super) fn set(&mut self, view: View<'_>, parameters: &Dictionary) -> Result<(), Error> {
        let number = |key: &[u8]| view.value(parameters, key).map(|value| value.as_number());
        let (fill, stroke) = (number(b"ca")?, number(b"CA")?);
        self.fill.alpha = fill.unwrap_or(self.fill.alpha).clamp(0.0, 1.0);
        self.stroke.alpha = stroke.unwrap_or(self.stroke.alpha).clamp(0.0, 1.0);
        self.line_width = number(b"LW")?.unwrap_or(self.line_width);
        self.miter = number(b"ML")?.unwrap_or(self.miter);
        self.projects = number(b"LC")?.map_or(self.projects, |cap| cap != 0.0);
        self.is_mitered = number(b"LJ")?.map_or(self.is_mitered, |join| join == 0.0);
        let blend = match view.value(parameters, b"BM")? {
            Object::Array(modes) => modes.first().map_or(Ok(Object::Null), |mode| view.resolve(mode))?,
            one => one,
        };
        if let Object::Name(mode) = blend {
            self.multiplies = matches!(mode.as_bytes(), b"Multiply" | b"Darken");
        }
        for key in [b"TR".as_slice(), b"TR2"] {
            match view.value(parameters, key)? {
                Object::Null => {}
                Object::Name(name) if matches!(name.as_bytes(), b"Identity" | b"Default") => {
                    self.is_transferred = false;
                }
                _ => self.is_transferred = true,
            }
        }
        Ok(())
    }

    /// Operators of colour (§ 8.6.8). `is_device` says that the spaces of devices are what they are called.
    pub(super) fn colour(&mut self, operation: &Operation, is_device: impl Fn(&[u8]) -> bool) {
        let operator = operation.operator.as_slice();
        let of_lines = operator.first().is_some_and(u8::is_ascii_uppercase);
        let tint = if of_lines { &mut self.stroke } else { &mut self.fill };
        let numbers = operation.numbers().unwrap_or_default();
        match operator {
            b"g" | b"G" => tint.space = space(is_device(b"DeviceGray")),
            b"rg" | b"RG" => tint.space = space(is_device(b"DeviceRGB")),
            b"k" | b"K" => tint.space = space(is_device(b"DeviceCMYK")),
            b"cs" | b"CS" => {
                tint.space = space(operation.name().is_some_and(|name| is_device(name.as_bytes())));
                tint.colour = Some([0.0; 3]).filter(|_| tint.space == Space::Device);
                return;
            }
            b"sc" | b"SC" | b"scn" | b"SCN" => {}
            _ => return,
        }
        let inks = |light: [f64; 3]| light.map(|light| light.clamp(0.0, 1.0));
        let colour = match numbers.as_slice() {
            [grey] => Some(inks([*grey; 3])),
            [red, green, blue] => Some(inks([*red, *green, *blue])),
            [cyan, magenta, yellow, black] => {
                Some(inks([cyan, magenta, yellow].map(|ink| (1.0 - ink) * (1.0 - black))))
            }
            _ => None,
        };
        tint.colour = colour.filter(|_| tint.space == Space::Device);
    }
}

fn space(is_device: bool) -> Space {
    if is_device { Space::Device } else { Space::Unknown }
}
