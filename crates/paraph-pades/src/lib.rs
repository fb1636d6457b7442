//! Signs PDFs, keeps them provable, and says whether a signature holds.

pub mod appearance;
pub mod extend;
pub mod form;
pub mod freeze;
pub mod limits;
pub mod sign;
pub mod statement;
pub mod text;
pub mod validate;

mod error;

pub use error::Error;
