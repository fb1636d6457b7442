//! Projects, envelopes and accounts: the database, the pages and the jobs.
