//! The entry points: authorisation, then one verb. The platform's roles act on an event only through here.
mod beside;
mod changes;
mod money;
mod powers;
mod sale;
mod tickets;
mod views;

use soroban_sdk::contract;

#[contract]
pub struct RegistryContract;
