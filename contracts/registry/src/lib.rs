#![no_std]
//! The registry: deploys and announces events, and is the only door through which the platform acts on them.
mod code;
mod contract;
mod create;
mod distribute;
mod errors;
mod events;
mod relayer;
mod roles;
mod rules;
mod settings;
mod settle;
mod storage;
mod types;

pub use contract::{RegistryContract, RegistryContractClient};
pub use errors::Error;
pub use types::{Change, Pending, Proposal, RegistryConfig, Setting};
