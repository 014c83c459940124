//! Who gets what of the money, and how it goes back.
pub mod accounting;
pub mod close;
pub mod commission;
pub mod delivery;
pub mod owed;
pub mod payouts;
pub mod redirect;
pub mod refund;
pub mod reversal;
pub mod top_ups;
pub mod void;
