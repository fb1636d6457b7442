//! The pixels of an uploaded picture: decoded, turned upright, made no larger than they are printed. Nothing else of the file
//! is taken over: photographs carry places and times.

use std::io::Cursor;
use std::ops::Range;

use png::{ColorType, Decoder, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::{Error, limits};

/// Width and height of the largest picture that is wanted, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sides {
    /// Its width.
    pub width: usize,
    /// Its height.
    pub height: usize,
}

/// A picture in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pixels {
    pub(super) width: usize,
    pub(super) height: usize,
    /// Three bytes a pixel.
    pub(super) colours: Vec<u8>,
    /// One byte a pixel, 0 transparent; none if the picture is opaque.
    pub(super) opacity: Option<Vec<u8>>,
}

impl Pixels {
    /// Reads a PNG or JPEG file, as large as is wanted at most.
    pub(super) fn read(bytes: &[u8], wanted: Sides) -> Result<Self, Error> {
        if bytes.len() > limits::IMAGE_BYTES_MAX {
            return Err(Error::ImageIsTooLarge);
        }
        let image = match bytes {
            [0x89, b'P', b'N', b'G', ..] => from_png(bytes)?,
            [0xFF, 0xD8, ..] => from_jpeg(bytes)?,
            _ => return Err(Error::ImageIsNotSupported),
        };
        Ok(image.no_larger_than(wanted))
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        let at = y * self.width + x;
        let opacity = self.opacity.as_ref().map_or(0xFF, |all| all.get(at).copied().unwrap_or(0));
        match self.colours.get(3 * at..3 * at + 3) {
            Some([red, green, blue]) => [*red, *green, *blue, opacity],
            _ => [0; 4],
        }
    }

    /// A picture of another size, each of its pixels given by `pixel`.
    fn drawn(&self, width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 4]) -> Self {
        let mut colours = Vec::with_capacity(3 * width * height);
        let mut opacity = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let [red, green, blue, opaque] = pixel(x, y);
                colours.extend([red, green, blue]);
                opacity.push(opaque);
            }
        }
        let opacity = self.opacity.is_some().then_some(opacity);
        Self { width, height, colours, opacity }
    }

    /// Made smaller by averaging, if a side is longer than is wanted.
    fn no_larger_than(self, wanted: Sides) -> Self {
        if self.width <= wanted.width && self.height <= wanted.height {
            return self;
        }
        // The side that is too long by the larger part.
        let is_wider = self.width * wanted.height >= self.height * wanted.width;
        let (side, longest) =
            if is_wider { (wanted.width, self.width) } else { (wanted.height, self.height) };
        let scaled = |length: usize| (length * side / longest).max(1);
        let (width, height) = (scaled(self.width), scaled(self.height));
        let mut smaller = Self { width, height, colours: Vec::new(), opacity: None };
        let mut opacity = self.opacity.is_some().then(Vec::new);
        for y in 0..height {
            for sum in self.summed_up(y * self.height / height..(y + 1) * self.height / height, width) {
                let [red, green, blue, opaque] = sum.average();
                smaller.colours.extend([red, green, blue]);
                if let Some(opacity) = &mut opacity {
                    opacity.push(opaque);
                }
            }
        }
        Self { opacity, ..smaller }
    }

    /// The pixels of some rows, summed up to so many columns.
    fn summed_up(&self, rows: Range<usize>, columns: usize) -> Vec<Sum> {
        let mut sums = vec![Sum::default(); columns];
        for y in rows {
            let row = y * self.width..(y + 1) * self.width;
            let colours = self.colours.get(3 * row.start..3 * row.end).unwrap_or_default();
            let opacity = self.opacity.as_ref().map(|all| all.get(row).unwrap_or_default());
            for (x, colour) in colours.chunks_exact(3).enumerate() {
                let opaque = opacity.map_or(0xFF, |row| row.get(x).copied().unwrap_or_default());
                if let Some(sum) = sums.get_mut(((x + 1) * columns - 1) / self.width) {
                    sum.add(colour, opaque);
                }
            }
        }
        sums
    }

    /// Turned as the camera says it was held (Exif 2.32 § 4.6.4, tag 274).
    fn turned(self, orientation: u8) -> Self {
        let (width, height) = (self.width, self.height);
        let (right, bottom) = (width.saturating_sub(1), height.saturating_sub(1));
        match orientation {
            2 => self.drawn(width, height, |x, y| self.pixel(right - x, y)),
            3 => self.drawn(width, height, |x, y| self.pixel(right - x, bottom - y)),
            4 => self.drawn(width, height, |x, y| self.pixel(x, bottom - y)),
            5 => self.drawn(height, width, |x, y| self.pixel(y, x)),
            6 => self.drawn(height, width, |x, y| self.pixel(y, bottom - x)),
            7 => self.drawn(height, width, |x, y| self.pixel(right - y, bottom - x)),
            8 => self.drawn(height, width, |x, y| self.pixel(right - y, x)),
            _ => self,
        }
    }
}

/// Pixels of which one is made.
#[derive(Clone, Copy, Default)]
struct Sum {
    colours: [u64; 3],
    opacity: u64,
    count: u64,
}

impl Sum {
    /// Colours count by their opacity, or transparent black would darken the edges.
    fn add(&mut self, colour: &[u8], opaque: u8) {
        for (sum, colour) in self.colours.iter_mut().zip(colour) {
            *sum += u64::from(*colour) * u64::from(opaque);
        }
        self.opacity += u64::from(opaque);
        self.count += 1;
    }

    fn average(&self) -> [u8; 4] {
        let byte = |value: u64| u8::try_from(value).unwrap_or(0xFF);
        let [red, green, blue] = self.colours.map(|sum| byte(sum / self.opacity.max(1)));
        [red, green, blue, byte(self.opacity / self.count.max(1))]
    }
}

fn check_size(width: usize, height: usize) -> Result<(), Error> {
    let pixels = width.saturating_mul(height);
    if pixels > limits::IMAGE_PIXELS_MAX {
        return Err(Error::ImageIsTooLarge);
    }
    if pixels == 0 { Err(Error::ImageIsMalformed) } else { Ok(()) }
}

fn from_png(bytes: &[u8]) -> Result<Pixels, Error> {
    let malformed = |_| Error::ImageIsMalformed;
    let mut decoder = Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(Transformations::normalize_to_color8());
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(malformed)?;
    let size = |side: u32| usize::try_from(side).unwrap_or(usize::MAX);
    let (width, height) = (size(reader.info().width), size(reader.info().height));
    check_size(width, height)?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or(Error::ImageIsTooLarge)?];
    reader.next_frame(&mut samples).map_err(malformed)?;
    let (mut colours, mut opacity) = (Vec::new(), None);
    let mut split = |channels: usize, pixel: fn(&[u8]) -> [u8; 4], transparent: bool| {
        let mut opaque = Vec::new();
        for sample in samples.chunks_exact(channels) {
            let [red, green, blue, alpha] = pixel(sample);
            colours.extend([red, green, blue]);
            opaque.push(alpha);
        }
        opacity = transparent.then_some(opaque);
    };
    match reader.output_color_type().0 {
        ColorType::Grayscale => split(1, grey, false),
        ColorType::GrayscaleAlpha => split(2, grey, true),
        ColorType::Rgb => split(3, coloured, false),
        ColorType::Rgba => split(4, coloured, true),
        ColorType::Indexed => return Err(Error::ImageIsMalformed),
    }
    whole(Pixels { width, height, colours, opacity })
}

fn grey(sample: &[u8]) -> [u8; 4] {
    match sample {
        [value] => [*value, *value, *value, 0xFF],
        [value, alpha] => [*value, *value, *value, *alpha],
        _ => [0; 4],
    }
}

fn coloured(sample: &[u8]) -> [u8; 4] {
    match sample {
        [red, green, blue] => [*red, *green, *blue, 0xFF],
        [red, green, blue, alpha] => [*red, *green, *blue, *alpha],
        _ => [0; 4],
    }
}

fn from_jpeg(bytes: &[u8]) -> Result<Pixels, Error> {
    let malformed = |_| Error::ImageIsMalformed;
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(malformed)?;
    let info = decoder.info().ok_or(Error::ImageIsMalformed)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    check_size(width, height)?;
    let colours = decoder.decode().map_err(malformed)?;
    let orientation = decoder.exif().and_then(|exif| orientation(exif)).unwrap_or(1);
    Ok(whole(Pixels { width, height, colours, opacity: None })?.turned(orientation))
}

/// A decoder that gave fewer pixels than it promised is not believed.
fn whole(image: Pixels) -> Result<Pixels, Error> {
    let pixels = image.width * image.height;
    let opaque = image.opacity.as_ref().is_none_or(|opacity| opacity.len() == pixels);
    if image.colours.len() == 3 * pixels && opaque { Ok(image) } else { Err(Error::ImageIsMalformed) }
}

/// The value of tag 274 in the first directory of a TIFF header (Exif 2.32 § 4.5).
fn orientation(exif: &[u8]) -> Option<u8> {
    let big = exif.starts_with(b"MM");
    let short = |at: usize| {
        let pair: [u8; 2] = exif.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
    };
    let quad: [u8; 4] = exif.get(4..8)?.try_into().ok()?;
    let first = if big { u32::from_be_bytes(quad) } else { u32::from_le_bytes(quad) };
    let directory = usize::try_from(first).ok()?;
    let entries = usize::from(short(directory)?);
    let mut places = (0..entries).filter_map(|index| directory.checked_add(2 + 12 * index));
    let entry = places.find(|place| short(*place) == Some(274))?;
    u8::try_from(short(entry.checked_add(8)?)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Pixels, Error> {
        Pixels::read(bytes, Sides { width: limits::IMAGE_SIDE_MAX, height: limits::IMAGE_SIDE_MAX })
    }

    fn png(width: u32, height: u32, colour: ColorType, samples: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width, height);
        encoder.set_color(colour);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        writer.write_image_data(samples).unwrap();
        writer.finish().unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_png_is_read() {
        let colours = read(&png(1, 2, ColorType::Rgb, &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!((colours.colours.as_slice(), colours.opacity), ([1, 2, 3, 4, 5, 6].as_slice(), None));
        let transparent = read(&png(1, 1, ColorType::Rgba, &[1, 2, 3, 4])).unwrap();
        assert_eq!(transparent.opacity, Some(vec![4]));
        let greys = read(&png(2, 1, ColorType::GrayscaleAlpha, &[9, 0, 8, 255])).unwrap();
        assert_eq!((greys.colours, greys.opacity), (vec![9, 9, 9, 8, 8, 8], Some(vec![0, 255])));
        assert_eq!(read(&png(1, 1, ColorType::Grayscale, &[7])).unwrap().colours, [7, 7, 7]);
    }

    #[test]
    fn a_large_picture_is_made_smaller_without_dark_edges() {
        let side = limits::IMAGE_SIDE_MAX as u32 * 2;
        let mut samples = Vec::new();
        for index in 0..side {
            // White ink beside transparent black.
            samples.extend(if index % 2 == 0 { [255, 255, 255, 255] } else { [0, 0, 0, 0] });
        }
        let image = read(&png(side, 1, ColorType::Rgba, &samples)).unwrap();
        assert_eq!((image.width, image.height), (limits::IMAGE_SIDE_MAX, 1));
        assert_eq!(image.pixel(3, 0), [255, 255, 255, 127]);
    }

    #[test]
    fn a_picture_fits_into_the_sides_that_are_wanted_and_keeps_its_shape() {
        let bytes = png(40, 10, ColorType::Grayscale, &[9; 400]);
        let sides = |width, height| {
            let pixels = Pixels::read(&bytes, Sides { width, height }).unwrap();
            (pixels.width, pixels.height)
        };
        assert_eq!(sides(40, 10), (40, 10));
        assert_eq!(sides(20, 100), (20, 5));
        assert_eq!(sides(100, 5), (20, 5));
        assert_eq!(sides(2, 1), (2, 1));
    }

    #[test]
    fn what_is_no_picture_or_a_broken_one_is_refused() {
        let whole = png(8, 8, ColorType::Rgb, &[0; 192]);
        assert!(matches!(read(b"%PDF-1.7"), Err(Error::ImageIsNotSupported)));
        assert!(matches!(read(b""), Err(Error::ImageIsNotSupported)));
        assert!(matches!(read(&whole[..50]), Err(Error::ImageIsMalformed)));
        assert!(matches!(read(&[0xFF, 0xD8, 0xFF, 0xE0, 0]), Err(Error::ImageIsMalformed)));
    }

    #[test]
    fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
        let mut bytes = png(1, 1, ColorType::Grayscale, &[0]);
        // IHDR: width and height at 16 and 20, its checksum at 29.
        bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(matches!(read(&bytes), Err(Error::ImageIsTooLarge)));
    }

    #[test]
    fn a_picture_is_turned_as_the_camera_was() {
        // A wide picture of two pixels: black on the left, white on the right.
        let image = Pixels { width: 2, height: 1, colours: vec![0, 0, 0, 255, 255, 255], opacity: None };
        let upright = image.clone().turned(6);
        assert_eq!((upright.width, upright.height, upright.pixel(0, 0)[0]), (1, 2, 0));
        assert_eq!(image.clone().turned(8).pixel(0, 0)[0], 255);
        assert_eq!(image.clone().turned(3).pixel(0, 0)[0], 255);
        assert_eq!(image.clone().turned(1), image);
    }

    #[test]
    fn the_orientation_is_found_in_both_byte_orders() {
        let little = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0";
        let big = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0";
        assert_eq!(orientation(little), Some(6));
        assert_eq!(orientation(big), Some(8));
        assert_eq!(orientation(b"II*\0\xFF\xFF\xFF\xFF"), None);
        assert_eq!(orientation(b""), None);
    }
}
