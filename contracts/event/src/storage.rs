//! Every entry of an event. No key derives from mutable state: a counter in a key would make simultaneous buyers
//! declare the same footprint, and all but the first would fail. No entry's TTL is extended here: that would bill the
//! buyer for the shared code; the keeper does it.
use crate::{errors::Error, hot::Hot, order::Order, types::Terms};
use passa_types::Config;
use soroban_sdk::{contracttype, Address, Bytes, Env, Vec};

#[contracttype]
enum Key {
    Config,
    Terms,
    Hot,
    Paid,
    Order(u64),
    Moved(u64),
}

pub fn config(e: &Env) -> Config {
    e.storage().instance().get(&Key::Config).unwrap()
}

pub fn set_config(e: &Env, config: &Config) {
    e.storage().instance().set(&Key::Config, config)
}

pub fn terms(e: &Env) -> Terms {
    e.storage().instance().get(&Key::Terms).unwrap()
}

pub fn set_terms(e: &Env, terms: &Terms) {
    e.storage().instance().set(&Key::Terms, terms)
}

pub fn hot(e: &Env) -> Hot {
    Hot::unpack(&e.storage().persistent().get(&Key::Hot).unwrap())
}

pub fn set_hot(e: &Env, hot: &Hot) {
    e.storage().persistent().set(&Key::Hot, &hot.pack(e))
}

/// Stroops paid so far, by payee index.
pub fn paid(e: &Env) -> Vec<i128> {
    e.storage().persistent().get(&Key::Paid).unwrap()
}

pub fn set_paid(e: &Env, paid: &Vec<i128>) {
    e.storage().persistent().set(&Key::Paid, paid)
}

pub fn order(e: &Env, id: u64) -> Result<Order, Error> {
    let packed: Option<Bytes> = e.storage().persistent().get(&Key::Order(id));
    packed.map(|b| Order::unpack(e, &b)).ok_or(Error::OrderUnknown)
}

pub fn has_order(e: &Env, id: u64) -> bool {
    e.storage().persistent().has(&Key::Order(id))
}

pub fn set_order(e: &Env, id: u64, order: &Order) {
    e.storage().persistent().set(&Key::Order(id), &order.pack(e))
}

/// The owner of a ticket that left its order.
pub fn moved(e: &Env, ticket: u64) -> Option<Address> {
    e.storage().persistent().get(&Key::Moved(ticket))
}

pub fn set_moved(e: &Env, ticket: u64, owner: &Address) {
    e.storage().persistent().set(&Key::Moved(ticket), owner)
}
