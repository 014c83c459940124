//! Events of one ticket's life that bring the event no money: they have their payload alone, outside the log. Ownership and
//! use are proved by state. And what SEP-50 asks for, for wallets.
use crate::payloads::{Claim, Listing};
use soroban_sdk::{contractevent, Address, Vec};

#[contractevent(topics = ["passa", "moved"], data_format = "single-value")]
pub struct Moved {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub ticket: u64,
}

#[contractevent(topics = ["passa", "claimed"], data_format = "single-value")]
pub struct Claimed {
    #[topic]
    pub to: Address,
    pub claim: Claim,
}

#[contractevent(topics = ["passa", "listed"], data_format = "single-value")]
pub struct ListedForSale {
    pub listing: Listing,
}

#[contractevent(topics = ["passa", "unlisted"], data_format = "single-value")]
pub struct Unlisted {
    pub ticket: u64,
}

#[contractevent(topics = ["passa", "checked_in"], data_format = "single-value")]
pub struct CheckedIn {
    #[topic]
    pub gate: Address,
    pub orders: Vec<(u64, u32)>,
}

/// SEP-50: a token came into being.
#[contractevent(topics = ["mint"], data_format = "single-value")]
pub struct Mint {
    #[topic]
    pub to: Address,
    pub token_id: u64,
}

/// SEP-50: a token changed hands.
#[contractevent(topics = ["transfer"], data_format = "single-value")]
pub struct Transfer {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub token_id: u64,
}
