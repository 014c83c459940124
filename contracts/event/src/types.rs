//! What the event's read functions and events answer with.
use passa_types::{Config, EventInit, Payee, Policy, Tier};
use soroban_sdk::{contracttype, Address, BytesN, String, Vec};

/// An event's terms as they stand. `terms_version` rises with every change; a purchase names the one its buyer saw.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Terms {
    pub ends_at: u64,
    pub metadata_hash: BytesN<32>,
    pub name: String,
    pub payees: Vec<Payee>,
    pub policy: Policy,
    pub starts_at: u64,
    pub terms_version: u32,
    pub tiers: Vec<Tier>,
    pub uri: String,
}

impl From<EventInit> for Terms {
    fn from(i: EventInit) -> Self {
        Terms {
            ends_at: i.ends_at,
            metadata_hash: i.metadata_hash,
            name: i.name,
            payees: i.payees,
            policy: i.policy,
            starts_at: i.starts_at,
            terms_version: 1,
            tiers: i.tiers,
            uri: i.uri,
        }
    }
}

/// Tickets of a tier: `sold` over both rails, `fiat_allocated` set aside for fiat buyers, `fiat_sold` of these.
#[contracttype]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct TierCount {
    pub fiat_allocated: u32,
    pub fiat_sold: u32,
    pub sold: u32,
}

/// A settlement lane: the last batch's number and which of its items were served.
#[contracttype]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Lane {
    pub seq: u32,
    pub served: u64,
}

/// One payee's money, in stroops.
#[contracttype]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Account {
    pub due: i128,
    pub entitled: i128,
    pub paid: i128,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HotView {
    pub commissions: i128,
    pub gross: i128,
    pub lanes: Vec<Lane>,
    pub log: BytesN<32>,
    pub n: u64,
    pub refunded: i128,
    pub status: u32,
    pub terms_version: u32,
    pub tiers: Vec<TierCount>,
    pub top_ups: i128,
}

/// `used`, `moved` and `refunded` are masks over the order's tickets, bit i = ticket i.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OrderView {
    pub count: u32,
    pub flags: u32,
    pub moved: u32,
    pub owner: Address,
    pub payer: Address,
    pub refunded: u32,
    pub tier: u32,
    pub used: u32,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Creation {
    pub config: Config,
    pub terms: Terms,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SplitsChanged {
    pub payees: Vec<Payee>,
    pub terms_version: u32,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Allocation {
    pub fiat_allocated: u32,
    pub tier: u32,
}

/// Orders as (id, tier, quantity).
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sale {
    pub orders: Vec<(u64, u32, u32)>,
    pub terms_version: u32,
    pub total: i128,
}

/// Items as (owner, tier, quantity, evidence); bit i of `served` tells whether item i became an order.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Batch {
    pub items: Vec<(Address, u32, u32, BytesN<32>)>,
    pub lane: u32,
    pub seq: u32,
    pub served: u64,
    pub total: i128,
}

/// Payouts as (payee index, stroops).
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Payouts {
    pub payouts: Vec<(u32, i128)>,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Move {
    pub ticket: u64,
}
