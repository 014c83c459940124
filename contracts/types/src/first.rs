//! What the registry and the first version of `event` say to each other.
use soroban_sdk::{contractclient, contracttype, Address, BytesN, Env, MuxedAddress, String, Val, Vec};

#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Role {
    Organizer = 0,
    Artist = 1,
    Venue = 2,
    Promoter = 3,
    Platform = 4,
}

/// Who earns from an event, and how much of its net revenue, in basis points.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Payee {
    pub address: MuxedAddress,
    pub bps: u32,
    pub role: Role,
}

#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[repr(u32)]
pub enum Currency {
    Kes = 0,
    Usd = 1,
}

/// The price people read, in minor units (cents) of its currency. A KES face price is whole shillings.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Face {
    pub amount: i128,
    pub currency: Currency,
}

/// `price` is what a wallet pays for one ticket, in stroops of USDC: a multiple of 10 000, so that every share of one
/// basis point is exact. `fiat_quota` bounds what may be set aside for M-Pesa and bank buyers.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tier {
    pub capacity: u32,
    pub closes_at: u64,
    pub face: Face,
    pub fiat_quota: u32,
    pub opens_at: u64,
    pub per_order: u32,
    pub price: i128,
}

/// Fixed at the first sale. Before `release_at` only `10 000 − reserve_bps` of an entitlement can be paid out.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    pub commission_cap_bps: u32,
    pub freeze_at: u64,
    pub refund_until: u64,
    pub release_at: u64,
    pub resale_cap_bps: u32,
    pub resale_limit: u32,
    pub reserve_bps: u32,
    pub royalty_bps: u32,
    pub transferable: bool,
}

/// What an organizer publishes. Times are Unix seconds; `metadata_hash` is the SHA-256 of the document at `uri`.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventInit {
    pub ends_at: u64,
    pub metadata_hash: BytesN<32>,
    pub name: String,
    pub payees: Vec<Payee>,
    pub policy: Policy,
    pub starts_at: u64,
    pub tiers: Vec<Tier>,
    pub uri: String,
}

/// What an event contract is born with and never changes by itself.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Config {
    pub attribution_key: BytesN<32>,
    pub cap: i128,
    pub organizer: Address,
    pub registry: Address,
    pub treasury: Address,
    pub usdc: Address,
    pub version: u32,
}

/// One paid fiat order. `owner` is the buyer's custodial address; `evidence` an HMAC over provider and receipt.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SettleItem {
    pub evidence: BytesN<32>,
    pub owner: Address,
    pub qty: u32,
    pub tier: u32,
}

/// What the registry calls on an event after it has checked its own roles. Items pass unread: a later event's may have
/// more fields than `SettleItem`.
#[contractclient(name = "EventClient")]
pub trait EventInterface {
    fn settle_batch(e: Env, lane: u32, seq: u32, items: Vec<Val>) -> u64;
    fn allocate(e: Env, tier: u32, n: u32);
    fn deallocate(e: Env, tier: u32, n: u32);
}
