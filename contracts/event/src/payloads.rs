//! What the event's published events carry.
use soroban_sdk::{contracttype, Address, Bytes, BytesN, MuxedAddress, String, Vec};

/// Both as they are stored.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Creation {
    pub config: Bytes,
    pub terms: Bytes,
}

/// `window_until` is 0 where nobody may give a ticket back for it.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Details {
    pub metadata_hash: BytesN<32>,
    pub place_hash: BytesN<32>,
    pub terms_version: u32,
    pub uri: String,
    pub window_until: u64,
}

/// `replaced` is the tier that gave its free seats, `left` the capacity that it keeps. `terms` are as stored.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TierAddition {
    pub left: u32,
    pub replaced: Option<u32>,
    pub terms: Bytes,
    pub terms_version: u32,
    pub tier: u32,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SplitsChange {
    pub splits_version: u32,
    pub terms: Bytes,
    pub terms_version: u32,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Consent {
    pub index: u32,
    pub splits_hash: BytesN<32>,
}

/// Orders as (id, tier, quantity, commission for one ticket by credit); credits as (creator, weight).
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sale {
    pub credits: Vec<(Address, u32)>,
    pub inputs_hash: Option<BytesN<32>>,
    pub model: u32,
    pub orders: Vec<(u64, u32, u32, Vec<i128>)>,
    pub terms_version: u32,
    pub total: i128,
}

/// (owner, tier, quantity, evidence, credits as (creator, weight, commission for one ticket), terms version that its order
/// is made under).
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SettledItem(pub Address, pub u32, pub u32, pub BytesN<32>, pub Vec<(Address, u32, i128)>, pub u32);

/// Bit i of `served` tells whether item i became an order; one that cannot be read is void. `total` is what the served
/// ones cost.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Batch {
    pub items: Vec<Option<SettledItem>>,
    pub lane: u32,
    pub seq: u32,
    pub served: u64,
    pub total: i128,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Minting {
    pub custody: bool,
    pub order: u64,
    pub tier: u32,
}

/// `fiat_allocated` is the tier's new total.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Allocation {
    pub by_organizer: bool,
    pub fiat_allocated: u32,
    pub tier: u32,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Commission {
    pub bps: u32,
    pub terms_hash: BytesN<32>,
}

/// Who was paid, in stroops.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Payouts {
    pub creators: Vec<(Address, i128)>,
    pub payees: Vec<(u32, i128)>,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Redirection {
    pub from_when: u64,
    pub index: u32,
    pub to: MuxedAddress,
}

/// `commissions` are what creators lost by it. What could not be delivered is owed.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Refund {
    pub commissions: Vec<(Address, i128)>,
    pub delivered: bool,
    pub mask: u32,
    pub order: u64,
    pub paid: i128,
}

/// `shortfall` is what the treasury did not get back.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Reversal {
    pub commissions: Vec<(Address, i128)>,
    pub delivered: bool,
    pub evidence: BytesN<32>,
    pub mask: u32,
    pub order: u64,
    pub paid: i128,
    pub shortfall: i128,
}

/// `shortfall` is the part of `amount` that repays reversals. `treasury`: it was paid, as the treasury.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OwedPayment {
    pub amount: i128,
    pub shortfall: i128,
    pub treasury: bool,
}

/// What was left of a cancelled event, in stroops: to the organizer and the treasury what they had put in, to payees the
/// rest. Bit i of `delivered` is payee i, bit 31 the organizer; the others are owed.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Closing {
    pub delivered: u32,
    pub organizer: i128,
    pub payees: Vec<i128>,
    pub treasury: i128,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Postponement {
    pub by: u64,
    pub terms: Bytes,
    pub terms_version: u32,
    pub window_until: u64,
}

/// `treasury`: the proceeds are owed to it. `custody`: the buyer's address is the relayer's.
#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Resale {
    pub custody: bool,
    pub price: i128,
    pub royalty: i128,
    pub seller: Address,
    pub ticket: u64,
    pub treasury: bool,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claim {
    pub mask: u32,
    pub order: u64,
}

#[contracttype]
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Listing {
    pub custody: bool,
    pub price: i128,
    pub ticket: u64,
}
