//! An order: up to 20 tickets of one tier in one entry of 48 bytes (81 with a payer), big endian.
//!
//! | offset | bytes | field |
//! | --- | --- | --- |
//! | 0 | 1 | flags: 1 custodial (paid in fiat by the treasury), 2 complimentary, 4 attributed, 8 payer follows |
//! | 1 | 1 | tier |
//! | 2 | 1 | number of tickets |
//! | 3 | 3 × 4 | masks over the tickets, bit i = ticket i: used, moved, refunded |
//! | 15 | 33 | owner: 0 account or 1 contract, then 32 bytes |
//! | 48 | 33 | payer, where it is neither the owner nor the treasury |
use crate::{
    packed::{Reader, Writer},
    storage,
    types::OrderView,
};
use soroban_sdk::{address_payload::AddressPayload, Address, Bytes, BytesN, Env};

pub const CUSTODIAL: u8 = 1;
pub const PAYER: u8 = 8;
/// Their `mint` events stay under half of what one transaction may emit.
pub const MAX_TICKETS: u32 = 20;
const SIZE: usize = 48;
const ADDRESS: usize = 33;

#[derive(Clone, Debug, Eq, PartialEq)]
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
        let mut w = Writer::<SIZE>::new();
        w.put([self.flags, self.tier, self.count]);
        w.put(self.used.to_be_bytes());
        w.put(self.moved.to_be_bytes());
        w.put(self.refunded.to_be_bytes());
        w.put(address_bytes(&self.owner));
        let mut packed = Bytes::from_array(e, &w.bytes);
        if let Some(payer) = &self.payer {
            packed.extend_from_array(&address_bytes(payer));
        }
        packed
    }

    pub fn unpack(e: &Env, packed: &Bytes) -> Self {
        let mut bytes = [0; SIZE];
        packed.slice(..SIZE as u32).copy_into_slice(&mut bytes);
        let mut r = Reader::new(bytes);
        let (flags, tier, count) = (r.u8(), r.u8(), r.u8());
        let (used, moved, refunded) = (r.u32(), r.u32(), r.u32());
        let owner = address(e, r.take());
        let payer = (flags & PAYER != 0).then(|| {
            let mut bytes = [0; ADDRESS];
            packed.slice(SIZE as u32..).copy_into_slice(&mut bytes);
            address(e, bytes)
        });
        Order { flags, tier, count, used, moved, refunded, owner, payer }
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

fn address_bytes(address: &Address) -> [u8; ADDRESS] {
    let (kind, payload) = match address.to_payload().unwrap() {
        AddressPayload::AccountIdPublicKeyEd25519(key) => (0, key),
        AddressPayload::ContractIdHash(hash) => (1, hash),
    };
    let mut w = Writer::<ADDRESS>::new();
    w.put([kind]);
    w.put(payload.to_array());
    w.bytes
}

fn address(e: &Env, bytes: [u8; ADDRESS]) -> Address {
    let mut r = Reader::new(bytes);
    let (kind, payload) = (r.u8(), BytesN::from_array(e, &r.take()));
    let payload = match kind {
        0 => AddressPayload::AccountIdPublicKeyEd25519(payload),
        _ => AddressPayload::ContractIdHash(payload),
    };
    Address::from_payload(e, payload)
}
