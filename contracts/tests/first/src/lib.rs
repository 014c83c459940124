//! The registry with events of the first version, whose code stays as it is.
#![cfg(test)]

#[path = "../../src/people.rs"]
mod people;
#[path = "../../src/replay.rs"]
mod replay;
#[allow(dead_code)]
#[path = "../../src/terms.rs"]
mod second_terms;
#[path = "../../src/sign.rs"]
mod sign;

mod calls;
mod code;
mod fixture;
mod published;
mod state;
mod terms;

mod changes;
mod create_event;
mod versions;
