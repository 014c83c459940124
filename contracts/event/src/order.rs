//! An order: up to 20 tickets of one tier in one entry of 48 bytes (81 with a payer), big endian.
//!
//! | offset | bytes | field |
//! | --- | --- | --- |
//! | 0 | 1 | flags: 1 custodial (paid in fiat by the treasury), 2 complimentary, 4 attributed, 8 payer follows |
//! | 1 | 1 | tier |
//! | 2 | 1 | number of tickets |
//! | 3 | 3 × 4 | masks over the tickets: used, moved, refunded |
//! | 15 | 33 | owner: 0 account or 1 contract, then 32 bytes |
//! | 48 | 33 | payer, where it is neither the owner nor the treasury |
use crate::{storage, types::OrderView};
use soroban_sdk::{address_payload::AddressPayload, Address, Bytes, BytesN, Env};

pub const CUSTODIAL: u8 = 1;
pub const PAYER: u8 = 8;
/// Their `mint` events stay under half of what one transaction may emit.
pub const MAX_TICKETS: u32 = 20;
const SIZE: u32 = 48;

#[derive(Clone, Debug)]
pub struct Order {
    pub flags: u8,
    pub tier: u8,
    pub count: u8,
    pub used: u32,
    pub moved: u32,
    pub refunded: u32,
    pub owner: Address,
    pub payer: Option<Address>,
}

impl Order {
    pub fn new(owner: &Address, tier: u32, count: u32, flags: u8) -> Self {
        let (tier, count) = (tier as u8, count as u8);
        Order { flags, tier, count, used: 0, moved: 0, refunded: 0, owner: owner.clone(), payer: None }
    }

    /// A plain transfer leaves the right to a refund with whoever paid.
    pub fn hand_over(&mut self, to: &Address) {
        if self.payer.is_none() && self.flags & CUSTODIAL == 0 {
            self.payer = Some(self.owner.clone());
            self.flags |= PAYER;
        }
        self.owner = to.clone();
    }

    pub fn pack(&self, e: &Env) -> Bytes {
        let mut b = Bytes::from_slice(e, &[self.flags, self.tier, self.count]);
        for mask in [self.used, self.moved, self.refunded] {
            b.extend_from_array(&mask.to_be_bytes());
        }
        put_address(&mut b, &self.owner);
        if let Some(payer) = &self.payer {
            put_address(&mut b, payer);
        }
        b
    }

    pub fn unpack(e: &Env, b: &Bytes) -> Self {
        let mask = |at: u32| (at..at + 4).fold(0u32, |m, i| m << 8 | b.get_unchecked(i) as u32);
        let flags = b.get_unchecked(0);
        Order {
            flags,
            tier: b.get_unchecked(1),
            count: b.get_unchecked(2),
            used: mask(3),
            moved: mask(7),
            refunded: mask(11),
            owner: take_address(e, b, 15),
            payer: (flags & PAYER != 0).then(|| take_address(e, b, SIZE)),
        }
    }

    pub fn view(&self, e: &Env) -> OrderView {
        let custodial = self.flags & CUSTODIAL != 0;
        let paid_by = || if custodial { storage::config(e).treasury } else { self.owner.clone() };
        OrderView {
            count: self.count as u32,
            flags: self.flags as u32,
            moved: self.moved,
            owner: self.owner.clone(),
            payer: self.payer.clone().unwrap_or_else(paid_by),
            refunded: self.refunded,
            tier: self.tier as u32,
            used: self.used,
        }
    }
}

fn put_address(b: &mut Bytes, address: &Address) {
    let (kind, payload) = match address.to_payload().unwrap() {
        AddressPayload::AccountIdPublicKeyEd25519(key) => (0, key),
        AddressPayload::ContractIdHash(hash) => (1, hash),
    };
    b.push_back(kind);
    b.extend_from_array(&payload.to_array());
}

fn take_address(e: &Env, b: &Bytes, at: u32) -> Address {
    let payload: BytesN<32> = b.slice(at + 1..at + 33).try_into().unwrap();
    let payload = match b.get_unchecked(at) {
        0 => AddressPayload::AccountIdPublicKeyEd25519(payload),
        _ => AddressPayload::ContractIdHash(payload),
    };
    Address::from_payload(e, payload)
}
