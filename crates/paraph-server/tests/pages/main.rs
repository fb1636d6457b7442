//! Every page in both languages: whole, escaped, without anything inline, and with every sentence of the catalogues in use.

mod catalogues;
mod markup;
mod sample;
mod states;
