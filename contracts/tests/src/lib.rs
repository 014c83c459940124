//! Tests of the event: on native code, where a rule is meant, and on the committed wasm, where size or cost is.
#![cfg(test)]

mod assertions;
mod calls;
mod entries;
mod fixture;
mod histories;
mod json;
mod model;
mod people;
mod replay;
mod sign;
mod state;
mod terms;

mod attribution;
mod beside;
mod cancel;
mod check_in;
mod commission;
mod consent;
mod controls;
mod create;
mod custody;
mod details;
mod footprint;
mod freeze;
mod golden;
mod invariants;
mod inventory;
mod mint;
mod pause;
mod payouts;
mod postpone;
mod purchase;
mod redirect;
mod refund;
mod resale;
mod resources;
mod reversal;
mod roles;
mod settle;
mod spec;
mod splits;
mod tiers;
mod top_ups;
mod transfer;
