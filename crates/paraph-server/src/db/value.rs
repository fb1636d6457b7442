//! The three column types that both engines share, going in (`Value`) and coming out (`Row`).

use jiff::Timestamp;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{ColumnIndex, Decode, Type};

use crate::error::Error;
use crate::id::Id;

/// An argument of a statement.
#[derive(Clone)]
pub enum Value {
    /// `bigint`: counts and times.
    Integer(Option<i64>),
    /// `text`.
    Text(Option<String>),
    /// `bytea`: digests and sealed values.
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}

impl From<Option<i64>> for Value {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Self {
        Self::Integer(Some(value.as_millisecond()))
    }
}

impl From<Option<Timestamp>> for Value {
    fn from(value: Option<Timestamp>) -> Self {
        Self::Integer(value.map(Timestamp::as_millisecond))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<Option<&str>> for Value {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}

impl<Kind> From<&Id<Kind>> for Value {
    fn from(value: &Id<Kind>) -> Self {
        Self::Text(Some(value.as_str().to_owned()))
    }
}

impl<Kind> From<Option<&Id<Kind>>> for Value {
    fn from(value: Option<&Id<Kind>>) -> Self {
        Self::Text(value.map(|id| id.as_str().to_owned()))
    }
}

impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}

impl From<Option<Vec<u8>>> for Value {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

impl From<[u8; 32]> for Value {
    fn from(value: [u8; 32]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}

/// One row of an answer. Its columns are taken in the order in which the statement names them.
pub struct Row {
    columns: Columns,
    next: usize,
}

pub(super) enum Columns {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub(super) fn new(columns: Columns) -> Self {
        Self { columns, next: 0 }
    }

    fn take<T>(&mut self) -> Result<T, Error>
    where
        T: for<'r> Decode<'r, sqlx::Sqlite> + Type<sqlx::Sqlite>,
        T: for<'r> Decode<'r, sqlx::Postgres> + Type<sqlx::Postgres>,
        usize: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
    {
        use sqlx::Row as _;
        let index = self.next;
        self.next += 1;
        match &self.columns {
            Columns::Sqlite(row) => row.try_get::<T, _>(index),
            Columns::Postgres(row) => row.try_get::<T, _>(index),
        }
        .map_err(Error::broken)
    }

    /// The next column, a `bigint`.
    ///
    /// # Errors
    /// When the column is null or of another type.
    pub fn integer(&mut self) -> Result<i64, Error> {
        self.take()
    }

    /// The next column, a `bigint` or null.
    ///
    /// # Errors
    /// When the column is of another type.
    pub fn maybe_integer(&mut self) -> Result<Option<i64>, Error> {
        self.take()
    }

    /// The next column, a time.
    ///
    /// # Errors
    /// When the column is null or no time.
    pub fn time(&mut self) -> Result<Timestamp, Error> {
        Timestamp::from_millisecond(self.integer()?).map_err(Error::broken)
    }

    /// The next column, a time or null.
    ///
    /// # Errors
    /// When the column is no time.
    pub fn maybe_time(&mut self) -> Result<Option<Timestamp>, Error> {
        self.maybe_integer()?.map(Timestamp::from_millisecond).transpose().map_err(Error::broken)
    }

    /// The next column, a `text`.
    ///
    /// # Errors
    /// When the column is null or of another type.
    pub fn text(&mut self) -> Result<String, Error> {
        self.take()
    }

    /// The next column, a `text` or null.
    ///
    /// # Errors
    /// When the column is of another type.
    pub fn maybe_text(&mut self) -> Result<Option<String>, Error> {
        self.take()
    }

    /// The next column, an identifier.
    ///
    /// # Errors
    /// When the column holds none.
    pub fn id<Kind>(&mut self) -> Result<Id<Kind>, Error> {
        Id::parse(&self.text()?).ok_or_else(|| Error::broken("a stored identifier does not read"))
    }

    /// The next column, an identifier or null.
    ///
    /// # Errors
    /// When the column holds something else.
    pub fn maybe_id<Kind>(&mut self) -> Result<Option<Id<Kind>>, Error> {
        let text = self.maybe_text()?;
        text.map(|t| Id::parse(&t).ok_or_else(|| Error::broken("a stored identifier does not read")))
            .transpose()
    }

    /// The next column, a `bytea`.
    ///
    /// # Errors
    /// When the column is null or of another type.
    pub fn bytes(&mut self) -> Result<Vec<u8>, Error> {
        self.take()
    }

    /// The next column, a `bytea` or null.
    ///
    /// # Errors
    /// When the column is of another type.
    pub fn maybe_bytes(&mut self) -> Result<Option<Vec<u8>>, Error> {
        self.take()
    }

    /// The next column, a SHA-256 or keyed digest of 32 bytes.
    ///
    /// # Errors
    /// When the column has another length.
    pub fn digest(&mut self) -> Result<[u8; 32], Error> {
        self.bytes()?.try_into().map_err(|_| Error::broken("a stored digest has the wrong length"))
    }
}
