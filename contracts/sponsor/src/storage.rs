//! No entry's TTL is extended here: the keeper does it. A sponsorship's key is its bare id: no other key is 32 bytes.
use crate::{errors::Error, records::Sponsorship};
use soroban_sdk::{symbol_short, Address, BytesN, Env, Symbol};

const REGISTRY: Symbol = symbol_short!("Registry");
const USDC: Symbol = symbol_short!("Usdc");

pub fn configure(e: &Env, registry: &Address, usdc: &Address) {
    e.storage().instance().set(&REGISTRY, registry);
    e.storage().instance().set(&USDC, usdc);
}

pub fn registry(e: &Env) -> Address {
    e.storage().instance().get(&REGISTRY).unwrap()
}

pub fn usdc(e: &Env) -> Address {
    e.storage().instance().get(&USDC).unwrap()
}

pub fn has_sponsorship(e: &Env, id: &BytesN<32>) -> bool {
    e.storage().persistent().has(id)
}

pub fn sponsorship(e: &Env, id: &BytesN<32>) -> Result<Sponsorship, Error> {
    e.storage().persistent().get(id).ok_or(Error::SponsorshipUnknown)
}

pub fn set_sponsorship(e: &Env, id: &BytesN<32>, sponsorship: &Sponsorship) {
    e.storage().persistent().set(id, sponsorship)
}
