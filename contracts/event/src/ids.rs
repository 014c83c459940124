//! Ids that nobody can choose and that need no counter. An order is 59 bits; a ticket is `order << 5 | index`.
use soroban_sdk::{symbol_short, xdr::ToXdr, Address, Env, IntoVal, Symbol, Val, Vec};

const BATCH: u64 = 1 << 58;

/// An order that a wallet bought.
pub fn bought(e: &Env, buyer: &Address, nonce: u64, tier: u32) -> u64 {
    hashed(e, symbol_short!("buy"), buyer, nonce, tier)
}

/// A complimentary ticket's order.
pub fn minted(e: &Env, to: &Address, nonce: u64, tier: u32) -> u64 {
    hashed(e, symbol_short!("mint"), to, nonce, tier)
}

/// Bit 58 clear, then the first 58 bits of SHA-256 over XDR [how, address, nonce, tier].
fn hashed(e: &Env, how: Symbol, address: &Address, nonce: u64, tier: u32) -> u64 {
    let preimage: Vec<Val> =
        Vec::from_array(e, [how.into_val(e), address.into_val(e), nonce.into_val(e), tier.into_val(e)]);
    let hash = e.crypto().sha256(&preimage.to_xdr(e)).to_array();
    u64::from_be_bytes(*hash.first_chunk().unwrap()) >> 6
}

/// Bit 58 set, then lane (4 bits), sequence (32) and index in the batch (6): apart from the former, so that nobody can
/// grind a batch's id.
pub fn settled(lane: u32, seq: u32, index: u32) -> u64 {
    BATCH | (lane as u64) << 38 | (seq as u64) << 6 | index as u64
}

pub fn ticket(order: u64, index: u32) -> u64 {
    order << 5 | index as u64
}

pub fn order_of(ticket: u64) -> (u64, u32) {
    (ticket >> 5, (ticket & 31) as u32)
}
