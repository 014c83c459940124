//! One typed event for each change, carrying all a read model needs. Data is [payload, n, log]: see `log.rs`.
use crate::types::{Allocation, Batch, Creation, Move, Payouts, Sale, SplitsChanged};
use soroban_sdk::{contractevent, Address, BytesN, Env, Event, IntoVal, Val};

/// An event that the log covers.
pub trait Logged: Event {
    fn payload(&self, e: &Env) -> Val;
    fn seal(&mut self, log: BytesN<32>);
    /// The event's own `publish`: the trait's would leave the event out of the contract's interface.
    fn send(&self, e: &Env);
}

macro_rules! logged {
    ($($event:ident),+) => {
        $(impl Logged for $event {
            fn payload(&self, e: &Env) -> Val {
                self.payload.into_val(e)
            }
            fn seal(&mut self, log: BytesN<32>) {
                self.log = log;
            }
            fn send(&self, e: &Env) {
                self.publish(e)
            }
        })+
    };
}
logged!(Created, SplitsSet, Allocated, Sold, Settled, Paid, Moved);

#[contractevent(topics = ["passa", "created"], data_format = "vec")]
pub struct Created {
    pub payload: Creation,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "splits_set"], data_format = "vec")]
pub struct SplitsSet {
    pub payload: SplitsChanged,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "allocated"], data_format = "vec")]
pub struct Allocated {
    pub payload: Allocation,
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

#[contractevent(topics = ["passa", "paid"], data_format = "vec")]
pub struct Paid {
    pub payload: Payouts,
    pub n: u64,
    pub log: BytesN<32>,
}

#[contractevent(topics = ["passa", "moved"], data_format = "vec")]
pub struct Moved {
    #[topic]
    pub from: Address,
    #[topic]
    pub to: Address,
    pub payload: Move,
    pub n: u64,
    pub log: BytesN<32>,
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
