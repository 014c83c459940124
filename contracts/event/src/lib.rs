#![no_std]
//! One event: its terms, inventory, orders, tickets and revenue. Deployed by the registry, one instance an event.
mod guards;

mod accounting;
mod allocation;
mod contract;
mod errors;
mod events;
mod hot;
mod ids;
mod inventory;
mod log;
mod order;
mod ownership;
mod payout;
mod purchase;
mod settle;
mod splits;
mod storage;
mod terms;
mod types;

pub use contract::{EventContract, EventContractClient};
pub use errors::Error;
pub use types::*;

#[cfg(test)]
mod test;
