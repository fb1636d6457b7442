//! Looks at uploaded PDFs: a process of its own judges them, draws their pages and reads their text, and may be killed.
//!
//! The story: [`Renderer::inspect`] starts the program again as `paraph render-worker`, feeds it the document, and takes
//! back [`Finding`]s and pages; [`Renderer::compare`] has it hold a document against an earlier revision of itself. Whatever a
//! document does to that process, the answer is a typed one.

pub mod appearance;
pub mod limits;
pub mod worker;

mod actions;
mod comparison;
mod drawing;
mod finding;
mod fonts;
mod frame;
mod freezing;
mod layer;
mod preflight;
mod renderer;
mod watch;

pub use comparison::{Area, ComparedPage, Comparison, Fate, Pictures, Place, Region};
pub use finding::{Finding, Named};
pub use layer::{Line, PageLayer};
pub use renderer::{Compared, Inspection, RenderError, Renderer};
