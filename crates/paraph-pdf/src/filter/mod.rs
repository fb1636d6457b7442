//! Stream filters (ISO 32000-2 § 7.4): the ones text, structure and attachments use. Image codecs are not decoded.

mod ascii;
mod lzw;
mod predictor;

use std::io::Read;

use crate::error::Error;
use crate::limits;
use crate::object::{Dictionary, Name, Object};

/// One filter and its parameters, all direct.
#[derive(Clone, Debug)]
pub(crate) struct Filter {
    pub(crate) name: Name,
    pub(crate) parameters: Dictionary,
}

/// Applies the filters in order. No step may yield more than `bytes_max`.
pub(crate) fn decode(data: Vec<u8>, filters: &[Filter], bytes_max: usize) -> Result<Vec<u8>, Error> {
    if filters.len() > limits::FILTERS_MAX {
        return Err(Error::LimitIsExceeded { what: "filters on one stream" });
    }
    let mut data = data;
    for filter in filters {
        data = match filter.name.as_bytes() {
            b"FlateDecode" | b"Fl" => predictor::undo(flate(&data, bytes_max)?, &filter.parameters)?,
            b"LZWDecode" | b"LZW" => {
                let early = filter.parameters.get(b"EarlyChange").and_then(Object::as_integer) != Some(0);
                let change = if early { lzw::Change::Early } else { lzw::Change::Late };
                predictor::undo(lzw::decode(&data, change, bytes_max)?, &filter.parameters)?
            }
            b"ASCIIHexDecode" | b"AHx" => ascii::hexadecimal(&data)?,
            b"ASCII85Decode" | b"A85" => ascii::base85(&data, bytes_max)?,
            b"RunLengthDecode" | b"RL" => ascii::run_length(&data, bytes_max)?,
            _ => return Err(Error::FilterIsUnsupported),
        };
    }
    Ok(data)
}

pub(crate) fn too_long() -> Error {
    Error::LimitIsExceeded { what: "decoded stream length" }
}

fn flate(data: &[u8], bytes_max: usize) -> Result<Vec<u8>, Error> {
    let mut decoded = Vec::new();
    // A stream that is not finished, or whose checksum is wrong, is refused: of its end some readers see more than others.
    flate2::read::ZlibDecoder::new(data)
        .take(bytes_max as u64 + 1)
        .read_to_end(&mut decoded)
        .map_err(|_| Error::StreamIsMalformed { filter: "FlateDecode" })?;
    if decoded.len() > bytes_max {
        return Err(too_long());
    }
    Ok(decoded)
}
