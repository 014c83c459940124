//! One event for each step; its second topic after the name is the sponsorship. Data is [payload, n, log]: see `log.rs`.
use crate::records::Offer;
use soroban_sdk::{contractevent, contracttype, Address, BytesN, Env, Event, IntoVal, Val, Vec};

/// An event that the log covers.
pub trait Logged: Event {
    fn payload(&self, e: &Env) -> Val;
    /// The event's own `publish`, which also keeps it in the contract's interface.
    fn emit(&self, e: &Env);
}

macro_rules! logged {
    ($($event:ident),+ $(,)?) => {
        $(impl Logged for $event {
            fn payload(&self, e: &Env) -> Val {
                self.payload.into_val(e)
            }
            fn emit(&self, e: &Env) {
                $event::publish(self, e)
            }
        })+
    };
}
logged!(Funded, Accepted, BonusPaid, Claimed, Objected, Released, Refunded);

/// `nonce` with brand and event gives the id.
#[contracttype]
pub struct Funding {
    pub brand: Address,
    pub event: Address,
    pub nonce: u64,
    pub offer: Offer,
}

#[contracttype]
pub struct Bonus {
    pub amount: i128,
    pub creator: Address,
    pub points: i128,
}

#[contracttype]
pub struct Milestone {
    pub again: bool,
    pub amount: i128,
    pub proof_hash: BytesN<32>,
}

/// Who let the money go.
#[contracttype]
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum By {
    Brand = 0,
    Time = 1,
    Registry = 2,
}

/// `amount` is 0 where the registry dismisses the claim.
#[contracttype]
pub struct Release {
    pub amount: i128,
    pub by: By,
    pub to: Address,
}

#[contractevent(topics = ["passa", "sponsor_funded"], data_format = "vec")]
pub struct Funded {
    #[topic]
    pub id: BytesN<32>,
    pub payload: Funding,
    pub n: u64,
    pub log: BytesN<32>,
}

/// Each creator's points at this moment, in the offer's order.
#[contractevent(topics = ["passa", "sponsor_accepted"], data_format = "vec")]
pub struct Accepted {
    #[topic]
    pub id: BytesN<32>,
    pub payload: Vec<i128>,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "sponsor_bonus"], data_format = "vec")]
pub struct BonusPaid {
    #[topic]
    pub id: BytesN<32>,
    pub payload: Bonus,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "sponsor_claimed"], data_format = "vec")]
pub struct Claimed {
    #[topic]
    pub id: BytesN<32>,
    pub payload: Milestone,
    pub n: u64,
    pub log: BytesN<32>,
}

/// The claim's amount.
#[contractevent(topics = ["passa", "sponsor_objected"], data_format = "vec")]
pub struct Objected {
    #[topic]
    pub id: BytesN<32>,
    pub payload: i128,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "sponsor_released"], data_format = "vec")]
pub struct Released {
    #[topic]
    pub id: BytesN<32>,
    pub payload: Release,
    pub n: u64,
    pub log: BytesN<32>,
}

/// Stroops that went back to the brand.
#[contractevent(topics = ["passa", "sponsor_refunded"], data_format = "vec")]
pub struct Refunded {
    #[topic]
    pub id: BytesN<32>,
    pub payload: i128,
    pub n: u64,
    pub log: BytesN<32>,
}
