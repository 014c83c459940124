#![no_std]
//! What `registry` and `event` say to each other. Types only: a crate with entry points, linked into another contract,
//! would export them there too.
pub mod first;
pub mod guards;
pub mod platform;

pub use first::{Currency, Face, Payee, Role, Tier};
use soroban_sdk::{contractclient, contracttype, Address, BytesN, Env, String, Val, Vec};

/// Fixed at the first order. Before `release_at` only `10 000 − reserve_bps` of an entitlement can be paid out; with all
/// of it reserved, a buyer may take the money back until `refund_until`. `consent`: no sale before all payees accepted.
/// A resale costs at most `resale_cap_bps` of the price; 0 forbids it.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Policy {
    pub commission_cap_bps: u32,
    pub consent: bool,
    pub freeze_at: u64,
    pub refund_until: u64,
    pub release_at: u64,
    pub resale_cap_bps: u32,
    pub resale_limit: u32,
    pub reserve_bps: u32,
    pub royalty_bps: u32,
    pub transferable: bool,
}

/// What an organizer publishes. Times are Unix seconds; `metadata_hash` is the SHA-256 of the document at `uri`,
/// `place_hash` that of the place in it. `complimentary` bounds the tickets that are given away.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct EventInit {
    pub complimentary: u32,
    pub doors_at: u64,
    pub ends_at: u64,
    pub metadata_hash: BytesN<32>,
    pub name: String,
    pub payees: Vec<Payee>,
    pub place_hash: BytesN<32>,
    pub policy: Policy,
    pub starts_at: u64,
    pub tiers: Vec<Tier>,
    pub uri: String,
}

/// What an event contract is born with. `cap` bounds what it holds, in stroops; 0 is none. An `attribution_key` of zeros
/// is none. The organizer never reserves less than `min_reserve_bps`.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Config {
    pub attribution_key: BytesN<32>,
    pub cap: i128,
    pub min_reserve_bps: u32,
    pub organizer: Address,
    pub registry: Address,
    pub usdc: Address,
    pub version: u32,
}

/// One paid fiat order: (owner, tier, quantity, evidence, splits version, terms version, credits). `owner` is the buyer's
/// custodial address, `evidence` an HMAC over provider and receipt, the versions are those the buyer saw, credits are
/// (creator, weight in basis points). A tuple: names would cost more bytes than values.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SettleItem(pub Address, pub u32, pub u32, pub BytesN<32>, pub u32, pub u32, pub Vec<(Address, u32)>);

/// One creator's part of an order: `amount` is the commission for one ticket, in stroops. A refund repeats what the sale
/// published.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Credit {
    pub amount: i128,
    pub creator: Address,
    pub weight: u32,
}

/// What other contracts ask of an event. `refund_until` is 0 where buyers cannot refund by themselves.
#[contracttype]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Status {
    pub cancelled: bool,
    pub ends_at: u64,
    pub frozen: bool,
    pub refund_until: u64,
    pub release_at: u64,
}

/// A creator's account with an event: `bps` is the present rate, `points` tickets × weight in basis points.
#[contracttype]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct CreatorAccount {
    pub bps: u32,
    pub earned: i128,
    pub paid: i128,
    pub points: i128,
}

/// What the registry calls on an event after it has checked its own roles, and what other contracts read there. Where a
/// call moves money, the registry hands in the present treasury. `by` is the registry itself. Items pass unread: a later
/// event's may have another form.
#[contractclient(name = "EventClient")]
pub trait EventInterface {
    fn settle_batch(e: Env, treasury: Address, lane: u32, seq: u32, items: Vec<Val>) -> u64;
    fn allocate(e: Env, tier: u32, n: u32);
    fn deallocate(e: Env, by: Address, tier: u32, n: u32);
    fn claim_custodial(e: Env, order: u64, mask: u32, to: Address);
    fn mint_custodial(e: Env, to: Address, tier: u32, nonce: u64) -> u64;
    fn list(e: Env, ticket: u64, price: i128);
    fn unlist(e: Env, ticket: u64);
    fn buy_custodial(e: Env, treasury: Address, ticket: u64, max_price: i128, to: Address);
    fn refund_custodial(e: Env, treasury: Address, order: u64, mask: u32, credits: Vec<Credit>, relayed: bool) -> i128;
    fn reverse_fiat(
        e: Env,
        treasury: Address,
        order: u64,
        mask: u32,
        credits: Vec<Credit>,
        evidence: BytesN<32>,
    ) -> i128;
    fn pay_treasury(e: Env, treasury: Address) -> i128;
    fn cancel(e: Env, by: Address);
    fn pause(e: Env, by: Address, on: bool);
    fn freeze(e: Env, seconds: u64);
    fn set_cap(e: Env, cap: i128);
    fn set_attribution_key(e: Env, key: BytesN<32>);
    fn organizer(e: Env) -> Address;
    fn creator(e: Env, address: Address) -> CreatorAccount;
    fn status(e: Env) -> Status;
    fn distribute_ticket_revenue(e: Env, mask: u32, creators: Vec<Address>);
}
