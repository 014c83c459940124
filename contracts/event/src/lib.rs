#![no_std]
//! One event: its terms, inventory, orders, tickets and revenue. Deployed by the registry, one instance an event.
mod guards;

mod accounting;
mod allocate;
mod claim;
mod contract;
mod distribute;
mod errors;
mod events;
mod hot;
mod ids;
mod inventory;
mod log;
mod order;
mod packed;
mod payouts;
mod purchase;
mod settle;
mod splits;
mod storage;
mod terms;
mod tickets;
mod transfer;
mod types;

pub use contract::{EventContract, EventContractClient};
pub use errors::Error;
pub use types::*;
