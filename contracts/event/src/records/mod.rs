//! What is stored, byte by byte: `contracts/README.md` has the layouts.
pub mod config;
pub mod counters;
pub mod creator;
pub mod moved;
pub mod order;
pub mod packed;
pub mod payee;
pub mod state;
pub mod storage;
pub mod terms;
