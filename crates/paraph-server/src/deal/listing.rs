//! Pages of lists: where one begins, and what it says of the whole. A page begins behind the last row of the one before, so that
//! rows which come in meanwhile move nothing and every row can be reached.

use crate::db::Row;
use crate::error::Error;
use crate::limits;

/// The row behind which a page begins: its time, and what tells it from others of the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    /// Unix milliseconds.
    pub at: i64,
    /// Its identifier.
    pub id: String,
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Listed<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// How many rows come before them.
    pub before: i64,
    /// How many rows the whole list has.
    pub total: i64,
    /// The last row, where more follow.
    pub next: Option<Behind>,
}

impl Behind {
    /// Before everything, in a list that begins with the newest.
    pub fn newest() -> Self {
        Self { at: i64::MAX, id: String::new() }
    }

    /// Before everything, in a list that begins with the oldest.
    pub fn oldest() -> Self {
        Self { at: i64::MIN, id: String::new() }
    }

    /// Reads it back from an address; what does not read is the beginning, which the caller gives.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once('.')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b":-.".contains(&byte);
        let good = id.len() <= limits::CURSOR_LENGTH_MAX && id.bytes().all(plain);
        Some(Self { at: at.parse().ok()?, id: id.to_owned() }).filter(|_| good)
    }
}

/// How many rows a whole list has, and how many of them come from a page's first row on.
pub(super) fn counts(row: Option<Row>) -> Result<(i64, i64), Error> {
    let mut row = row.ok_or_else(|| Error::broken("a count gives a row"))?;
    let (total, left) = (row.integer()?, row.integer()?);
    Ok((left, total))
}

impl std::fmt::Display for Behind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}.{}", self.at, self.id)
    }
}

impl<T> Listed<T> {
    /// A page of the rows that were asked for, one more than it shows; `left` counts those from its first row to the end.
    pub(super) fn of(mut rows: Vec<T>, (left, total): (i64, i64), place: impl Fn(&T) -> Behind) -> Self {
        let size = usize::try_from(limits::LIST_ROWS_MAX).unwrap_or(usize::MAX);
        let more = rows.len() > size;
        rows.truncate(size);
        let next = rows.last().filter(|_| more).map(place);
        Self { rows, before: total.saturating_sub(left), total, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_list_reads_back_and_nothing_else_does() {
        for place in [Behind::newest(), Behind::oldest(), Behind { at: -5, id: "envelope:0a.12".to_owned() }]
        {
            assert_eq!(Behind::parse(&place.to_string()), Some(place));
        }
        let long = format!("1.{}", "a".repeat(500));
        for other in ["", "1", "x.y", "1.<script>", "99999999999999999999.a", &long] {
            assert_eq!(Behind::parse(other), None, "{other}");
        }
    }
}
