//! What comparing revisions may cost: work is counted, not timed, so that the same file always comes out the same.

use std::cell::Cell;

use paraph_pdf::Error;

/// Work that is left.
pub(crate) struct Budget {
    left: Cell<u64>,
}

impl Budget {
    pub(crate) fn new(work: u64) -> Self {
        Self { left: Cell::new(work) }
    }

    /// Takes some of what is left.
    ///
    /// # Errors
    /// If there is not so much.
    pub(crate) fn spend(&self, work: u64) -> Result<(), Error> {
        let left = self.left.get().checked_sub(work);
        self.left.set(left.unwrap_or(0));
        left.map(|_| ()).ok_or(Error::LimitIsExceeded { what: "the work of comparing revisions" })
    }
}
