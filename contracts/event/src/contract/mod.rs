//! The entry points: authorisation, then one verb, which publishes one event.
mod money;
mod powers;
mod sale;
mod terms;
mod tickets;
mod views;

use soroban_sdk::contract;

#[contract]
pub struct EventContract;
