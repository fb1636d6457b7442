//! Looks at uploaded PDFs: a process of its own judges them, draws their pages and reads their text, and may be killed.
//!
//! The story: [`Renderer::inspect`] starts the program again as `paraph render-worker`, feeds it the document, and takes
//! back [`Finding`]s and pages. Whatever a document does to that process, the answer is a typed one.

pub mod limits;
pub mod worker;

mod actions;
mod drawing;
mod finding;
mod fonts;
mod frame;
mod layer;
mod preflight;
mod renderer;
mod watch;

pub use finding::Finding;
pub use layer::{Line, PageLayer};
pub use renderer::{Inspection, RenderError, Renderer};
