#![no_std]
//! Sponsors' escrow: what a brand gives for an event, to creators by their sales and to the organizer by milestones. Money of
//! one sponsorship never pays another: funded = paid + released + refunded + left, and the balance covers all that is left.
mod accept;
mod bonus;
mod claim;
mod clock;
mod contract;
mod errors;
mod events;
mod fund;
mod log;
mod object;
mod records;
mod refund;
mod release;
mod storage;
mod token;

pub use contract::{SponsorContract, SponsorContractClient};
pub use errors::Error;
pub use records::{Claim, Grant, Offer, Sponsorship, Stage};
pub use storage::sponsorship;
