#![no_std]
//! The registry: deploys and announces events, and is the only door through which the platform acts on them.
mod change;
mod contract;
mod create;
mod errors;
mod rules;
mod storage;
mod types;

pub use contract::{RegistryContract, RegistryContractClient};
pub use errors::Error;
pub use types::{Change, Pending, RegistryConfig};
