//! An uploaded picture of a signature: decoded, turned upright, made no larger than it is printed, and stored as
//! plain pixels (ISO 32000-2 § 8.9.5, § 11.6.5.2). Nothing else of the file goes into the document: photographs
//! carry places and times.

use std::io::Cursor;

use paraph_pdf::{Dictionary, Name, ObjectId, Update};
use png::{ColorType, Decoder, Transformations};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::canvas::deflated;
use crate::{Error, limits};

/// A picture, ready to be placed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    width: usize,
    height: usize,
    /// Three bytes a pixel.
    colours: Vec<u8>,
    /// One byte a pixel, 0 transparent; none if the picture is opaque.
    opacity: Option<Vec<u8>>,
}

impl Image {
    /// Reads a PNG or JPEG file.
    ///
    /// # Errors
    /// [`Error::ImageIsNotSupported`] if it is neither, [`Error::ImageIsMalformed`], or [`Error::ImageIsTooLarge`].
    pub fn decode(bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() > limits::IMAGE_BYTES_MAX {
            return Err(Error::ImageIsTooLarge);
        }
        let image = match bytes {
            [0x89, b'P', b'N', b'G', ..] => from_png(bytes)?,
            [0xFF, 0xD8, ..] => from_jpeg(bytes)?,
            _ => return Err(Error::ImageIsNotSupported),
        };
        Ok(image.no_larger_than(limits::IMAGE_SIDE_MAX))
    }

    /// Width to height.
    #[expect(clippy::cast_precision_loss, reason = "sides are below 2^52")]
    pub(crate) fn aspect(&self) -> f64 {
        self.width as f64 / self.height as f64
    }

    /// Adds the picture to the document.
    pub(crate) fn embed(&self, update: &mut Update<'_>) -> Result<ObjectId, Error> {
        let mut dictionary = self.dictionary("DeviceRGB");
        if let Some(opacity) = &self.opacity {
            let mask = update.add(deflated(self.dictionary("DeviceGray"), opacity)?)?;
            dictionary.insert("SMask", mask);
        }
        Ok(update.add(deflated(dictionary, &self.colours)?)?)
    }

    fn dictionary(&self, colours: &str) -> Dictionary {
        Dictionary::new()
            .with("Type", Name::from("XObject"))
            .with("Subtype", Name::from("Image"))
            .with("Width", i64::try_from(self.width).unwrap_or(i64::MAX))
            .with("Height", i64::try_from(self.height).unwrap_or(i64::MAX))
            .with("ColorSpace", Name::from(colours))
            .with("BitsPerComponent", 8i64)
    }

    fn pixel(&self, x: usize, y: usize) -> [u8; 4] {
        let at = y * self.width + x;
        let opacity = self.opacity.as_ref().map_or(0xFF, |all| all.get(at).copied().unwrap_or(0));
        match self.colours.get(3 * at..3 * at + 3) {
            Some([red, green, blue]) => [*red, *green, *blue, opacity],
            _ => [0; 4],
        }
    }

    /// A picture of another size, each of its pixels told by `pixel`.
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

    /// Made smaller by averaging, if a side is longer than `side`.
    fn no_larger_than(self, side: usize) -> Self {
        let longest = self.width.max(self.height);
        if longest <= side {
            return self;
        }
        let scaled = |length: usize| (length * side / longest).max(1);
        let (width, height) = (scaled(self.width), scaled(self.height));
        self.drawn(width, height, |x, y| {
            let columns =
                x * self.width / width..((x + 1) * self.width / width).max(x * self.width / width + 1);
            let rows =
                y * self.height / height..((y + 1) * self.height / height).max(y * self.height / height + 1);
            self.average(columns, rows)
        })
    }

    /// Colours count by their opacity, or transparent black would darken the edges.
    fn average(&self, columns: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> [u8; 4] {
        let (mut sums, mut opaque, mut count) = ([0_u64; 3], 0_u64, 0_u64);
        for y in rows {
            for x in columns.clone() {
                let [red, green, blue, opacity] = self.pixel(x, y);
                for (sum, colour) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += u64::from(colour) * u64::from(opacity);
                }
                opaque += u64::from(opacity);
                count += 1;
            }
        }
        let byte = |value: u64| u8::try_from(value).unwrap_or(0xFF);
        let [red, green, blue] = sums.map(|sum| byte(sum / opaque.max(1)));
        [red, green, blue, byte(opaque / count.max(1))]
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

fn check_size(width: usize, height: usize) -> Result<(), Error> {
    let pixels = width.saturating_mul(height);
    if pixels > limits::IMAGE_PIXELS_MAX {
        return Err(Error::ImageIsTooLarge);
    }
    if pixels == 0 { Err(Error::ImageIsMalformed) } else { Ok(()) }
}

fn from_png(bytes: &[u8]) -> Result<Image, Error> {
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
    whole(Image { width, height, colours, opacity })
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

fn from_jpeg(bytes: &[u8]) -> Result<Image, Error> {
    let malformed = |_| Error::ImageIsMalformed;
    let options = DecoderOptions::new_safe().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(malformed)?;
    let info = decoder.info().ok_or(Error::ImageIsMalformed)?;
    let (width, height) = (usize::from(info.width), usize::from(info.height));
    check_size(width, height)?;
    let colours = decoder.decode().map_err(malformed)?;
    let orientation = decoder.exif().and_then(|exif| orientation(exif)).unwrap_or(1);
    Ok(whole(Image { width, height, colours, opacity: None })?.turned(orientation))
}

/// A decoder that gave fewer pixels than it promised is not believed.
fn whole(image: Image) -> Result<Image, Error> {
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
        let colours = Image::decode(&png(1, 2, ColorType::Rgb, &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!((colours.colours.as_slice(), colours.opacity), ([1, 2, 3, 4, 5, 6].as_slice(), None));
        let transparent = Image::decode(&png(1, 1, ColorType::Rgba, &[1, 2, 3, 4])).unwrap();
        assert_eq!(transparent.opacity, Some(vec![4]));
        let greys = Image::decode(&png(2, 1, ColorType::GrayscaleAlpha, &[9, 0, 8, 255])).unwrap();
        assert_eq!((greys.colours, greys.opacity), (vec![9, 9, 9, 8, 8, 8], Some(vec![0, 255])));
        assert_eq!(Image::decode(&png(1, 1, ColorType::Grayscale, &[7])).unwrap().colours, [7, 7, 7]);
    }

    #[test]
    fn a_large_picture_is_made_smaller_without_dark_edges() {
        let side = limits::IMAGE_SIDE_MAX as u32 * 2;
        let mut samples = Vec::new();
        for index in 0..side {
            // White ink beside transparent black.
            samples.extend(if index % 2 == 0 { [255, 255, 255, 255] } else { [0, 0, 0, 0] });
        }
        let image = Image::decode(&png(side, 1, ColorType::Rgba, &samples)).unwrap();
        assert_eq!((image.width, image.height), (limits::IMAGE_SIDE_MAX, 1));
        assert_eq!(image.pixel(3, 0), [255, 255, 255, 127]);
    }

    #[test]
    fn what_is_no_picture_or_a_broken_one_is_refused() {
        let whole = png(8, 8, ColorType::Rgb, &[0; 192]);
        assert!(matches!(Image::decode(b"%PDF-1.7"), Err(Error::ImageIsNotSupported)));
        assert!(matches!(Image::decode(b""), Err(Error::ImageIsNotSupported)));
        assert!(matches!(Image::decode(&whole[..50]), Err(Error::ImageIsMalformed)));
        assert!(matches!(Image::decode(&[0xFF, 0xD8, 0xFF, 0xE0, 0]), Err(Error::ImageIsMalformed)));
    }

    #[test]
    fn a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() {
        let mut bytes = png(1, 1, ColorType::Grayscale, &[0]);
        // IHDR: width and height at 16 and 20, its checksum at 29.
        bytes[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[12..29]);
        bytes[29..33].copy_from_slice(&crc.sum().to_be_bytes());
        assert!(matches!(Image::decode(&bytes), Err(Error::ImageIsTooLarge)));
    }

    #[test]
    fn a_picture_is_turned_as_the_camera_was() {
        // A wide picture of two pixels: black on the left, white on the right.
        let image = Image { width: 2, height: 1, colours: vec![0, 0, 0, 255, 255, 255], opacity: None };
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
