//! The registry with events of both versions: on native code where a rule is meant, on the committed wasm where two codes
//! or real signatures are.
#![cfg(test)]

#[path = "../../first/src/terms.rs"]
mod first_terms;
#[allow(dead_code)]
#[path = "../../src/json.rs"]
mod json;
#[path = "../../src/people.rs"]
mod people;
#[path = "../../src/sign.rs"]
mod sign;
#[allow(dead_code)]
#[path = "../../src/terms.rs"]
mod terms;

mod calls;
mod desk;
mod entries;
mod fixture;

mod beside;
mod code;
mod distribute;
mod events;
mod golden;
mod powers;
mod roles;
mod settings;
mod settle;
mod upgrade;
