#![no_std]
//! For localnet only: one constant-product pool of two tokens, behind the interface of Soroswap's router. Who brings
//! liquidity gives it away: nobody owns a part of the pool.
mod contract;
mod errors;
mod price;
mod storage;
mod swap;

pub use contract::{TestPoolContract, TestPoolContractClient};
pub use errors::Error;
pub use price::{into, out};
