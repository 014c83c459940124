//! One typed event for each change, carrying all a read model needs. Data is [payload, n, log]: see `log.rs`.
use crate::payloads::{
    Allocation, Batch, Closing, Commission, Consent, Creation, Details, Minting, OwedPayment, Payouts, Postponement,
    Redirection, Refund, Resale, Reversal, Sale, SplitsChange, TierAddition,
};
use soroban_sdk::{contractevent, Address, BytesN, Env, Event, IntoVal, SpecShakingMarker, Val};

/// An event that the log covers.
pub trait Logged: Event {
    fn payload(&self, e: &Env) -> Val;
    /// Keeps the event in the contract's interface: `log.rs` publishes all of them in one place, without their own `publish`.
    fn declare(&self);
}

macro_rules! logged {
    ($($event:ident),+ $(,)?) => {
        $(impl Logged for $event {
            fn payload(&self, e: &Env) -> Val {
                self.payload.into_val(e)
            }
            fn declare(&self) {
                <Self as SpecShakingMarker>::spec_shaking_marker()
            }
        })+
    };
}
logged!(
    Created,
    DetailsSet,
    TierAdded,
    SplitsSet,
    Accepted,
    Sold,
    Settled,
    Minted,
    Allocated,
    CommissionSet,
    Paid,
    Redirected,
    Refunded,
    Reversed,
    OwedPaid,
    Funded,
    TopUpsReturned,
    Closed,
    Cancelled,
    Postponed,
    Paused,
    Frozen,
    Resold,
    GateSet,
    CapSet,
    KeySet
);

#[contractevent(topics = ["passa", "created"], data_format = "vec")]
pub struct Created {
    pub payload: Creation,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "details_set"], data_format = "vec")]
pub struct DetailsSet {
    pub payload: Details,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "tier_added"], data_format = "vec")]
pub struct TierAdded {
    pub payload: TierAddition,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "splits_set"], data_format = "vec")]
pub struct SplitsSet {
    pub payload: SplitsChange,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "accepted"], data_format = "vec")]
pub struct Accepted {
    #[topic]
    pub payee: Address,
    pub payload: Consent,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "sold"], data_format = "vec")]
pub struct Sold {
    #[topic]
    pub buyer: Address,
    pub payload: Sale,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "settled"], data_format = "vec")]
pub struct Settled {
    pub payload: Batch,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "minted"], data_format = "vec")]
pub struct Minted {
    #[topic]
    pub to: Address,
    pub payload: Minting,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "allocated"], data_format = "vec")]
pub struct Allocated {
    pub payload: Allocation,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "commission_set"], data_format = "vec")]
pub struct CommissionSet {
    #[topic]
    pub creator: Address,
    pub payload: Commission,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "paid"], data_format = "vec")]
pub struct Paid {
    pub payload: Payouts,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "redirected"], data_format = "vec")]
pub struct Redirected {
    pub payload: Redirection,
    pub n: u64,
    pub log: BytesN<32>,
}

/// `payer` is void where it is the treasury.
#[contractevent(topics = ["passa", "refunded"], data_format = "vec")]
pub struct Refunded {
    #[topic]
    pub payer: Option<Address>,
    pub payload: Refund,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "reversed"], data_format = "vec")]
pub struct Reversed {
    pub payload: Reversal,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "owed_paid"], data_format = "vec")]
pub struct OwedPaid {
    #[topic]
    pub to: Address,
    pub payload: OwedPayment,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "funded"], data_format = "vec")]
pub struct Funded {
    pub payload: i128,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "top_ups_returned"], data_format = "vec")]
pub struct TopUpsReturned {
    pub payload: i128,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "closed"], data_format = "vec")]
pub struct Closed {
    pub payload: Closing,
    pub n: u64,
    pub log: BytesN<32>,
}

/// When, in Unix seconds.
#[contractevent(topics = ["passa", "cancelled"], data_format = "vec")]
pub struct Cancelled {
    #[topic]
    pub by: Address,
    pub payload: u64,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "postponed"], data_format = "vec")]
pub struct Postponed {
    pub payload: Postponement,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "paused"], data_format = "vec")]
pub struct Paused {
    #[topic]
    pub by: Address,
    pub payload: bool,
    pub n: u64,
    pub log: BytesN<32>,
}

/// Until when, in Unix seconds.
#[contractevent(topics = ["passa", "frozen"], data_format = "vec")]
pub struct Frozen {
    pub payload: u64,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "resold"], data_format = "vec")]
pub struct Resold {
    #[topic]
    pub buyer: Address,
    pub payload: Resale,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "gate_set"], data_format = "vec")]
pub struct GateSet {
    #[topic]
    pub gate: Address,
    pub payload: bool,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "cap_set"], data_format = "vec")]
pub struct CapSet {
    pub payload: i128,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "key_set"], data_format = "vec")]
pub struct KeySet {
    pub payload: BytesN<32>,
    pub n: u64,
    pub log: BytesN<32>,
}
