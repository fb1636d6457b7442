//! Signs PDFs and says whether a signature holds.
