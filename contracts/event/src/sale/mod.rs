//! How tickets come into being, on both rails.
pub mod allocate;
pub mod attribution;
pub mod batch_items;
pub mod credits;
pub mod inventory;
pub mod mint;
pub mod purchase;
pub mod settle;
