//! Keys, sealed values and files, passwords and one-time secrets.
