#![no_std]
//! Loyalty points: what a member has by the day's Merkle root, less what was redeemed. Points are a pure function of chain
//! events; here is only what keeps them from being spent twice.
mod contract;
mod errors;
mod events;
mod member;
mod proof;
mod redeem;
mod root;
mod storage;
mod upgrade;

pub use contract::{LoyaltyContract, LoyaltyContractClient};
pub use errors::Error;
pub use member::Member;
pub use root::Root;
pub use storage::{member, pending, root};
pub use upgrade::Pending;
