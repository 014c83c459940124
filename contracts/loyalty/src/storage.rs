use crate::{member::Member, root::Root, upgrade::Pending};
use soroban_sdk::{symbol_short, Address, BytesN, Env, Symbol};

const REGISTRY: Symbol = symbol_short!("Registry");
const ROOT: Symbol = symbol_short!("Root");
const PENDING: Symbol = symbol_short!("Pending");

pub fn registry(e: &Env) -> Address {
    e.storage().instance().get(&REGISTRY).unwrap()
}

pub fn set_registry(e: &Env, registry: &Address) {
    e.storage().instance().set(&REGISTRY, registry)
}

pub fn root(e: &Env) -> Root {
    let none = || Root { epoch: 0, root: BytesN::from_array(e, &[0; 32]) };
    e.storage().instance().get(&ROOT).unwrap_or_else(none)
}

pub fn set_root(e: &Env, root: &Root) {
    e.storage().instance().set(&ROOT, root)
}

/// A member's key is the bare 32 bytes: no other key is.
pub fn member(e: &Env, member: &BytesN<32>) -> Member {
    e.storage().persistent().get(member).map_or_else(Member::default, |packed| Member::unpack(&packed))
}

pub fn set_member(e: &Env, member: &BytesN<32>, record: &Member) {
    e.storage().persistent().set(member, &record.pack(e))
}

pub fn pending(e: &Env) -> Option<Pending> {
    e.storage().instance().get(&PENDING)
}

pub fn set_pending(e: &Env, pending: &Pending) {
    e.storage().instance().set(&PENDING, pending)
}

pub fn remove_pending(e: &Env) {
    e.storage().instance().remove(&PENDING)
}
