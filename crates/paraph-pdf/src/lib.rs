//! Reads PDF files, revision by revision, and appends to them. Knows no signatures.
