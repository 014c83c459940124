#![no_std]
//! One event: its terms, inventory, orders, tickets and revenue. Deployed by the registry, one instance an event.
mod guards;

mod clock;
mod contract;
mod errors;
mod events;
mod ids;
mod log;
mod money;
mod payloads;
mod powers;
pub mod records;
mod sale;
mod terms;
mod ticket_events;
mod tickets;

pub use contract::{EventContract, EventContractClient};
pub use errors::Error;
pub use payloads::*;
