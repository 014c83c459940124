#![no_std]
//! Creators' paperwork: applications, content submissions and approvals. It keeps no entry: events are the record, and no
//! money hangs on them. Commission is the event's own.
mod apply;
mod approve;
mod contract;
mod errors;
mod events;
mod roles;
mod submit;

pub use contract::{CreatorsContract, CreatorsContractClient};
pub use errors::Error;
