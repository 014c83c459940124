//! Tests of both contracts together: on native code, where a rule is meant, and on the committed wasm, where size or
//! cost is.
#![cfg(test)]

mod calls;
mod code;
mod fixture;
mod json;
mod model;
mod people;
mod published;
mod replay;
mod sign;
mod state;
mod terms;

mod changes;
mod controls;
mod create_event;
mod footprint;
mod golden;
mod invariants;
mod payouts;
mod purchase;
mod resources;
mod roles;
mod settle;
mod spec;
mod splits;
mod transfer;
mod versions;
