//! Every page in both languages: whole, escaped, without anything inline, and with every sentence of the catalogues in use.

#[cfg(test)]
mod catalogues;
#[cfg(test)]
mod history;
mod markup;
#[cfg(test)]
mod office;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod signing;
#[cfg(test)]
mod states;
