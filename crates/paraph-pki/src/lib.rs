//! Certificates, CMS, time-stamps and revocation. Knows no PDF.
