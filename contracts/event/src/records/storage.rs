//! Every entry of an event. No key derives from mutable state: a counter in a key would make simultaneous buyers
//! declare the same footprint, and all but the first would fail. An order's key is the bare number: no other key is one.
//! No entry's TTL is extended here: that would bill the buyer for the shared code; the keeper does it.
use crate::{
    errors::Error,
    records::{
        config::Config,
        counters::Counters,
        creator,
        moved::Moved,
        order::Order,
        packed::{Reader, Writer},
        payee::MAX_PAYEES,
        state::State,
        terms::Terms,
    },
};
use passa_types::CreatorAccount;
use soroban_sdk::{symbol_short, Address, Bytes, Env, IntoVal, Symbol, Val};

const CONFIG: Symbol = symbol_short!("Config");
const TERMS: Symbol = symbol_short!("Terms");
const COUNTERS: Symbol = symbol_short!("Counters");
const PAID: Symbol = symbol_short!("Paid");
const STATE: Symbol = symbol_short!("State");
const MOVED: Symbol = symbol_short!("Moved");
const LISTED: Symbol = symbol_short!("Listed");
const CREATOR: Symbol = symbol_short!("Creator");
const OWED: Symbol = symbol_short!("Owed");
const TREASURY: Symbol = symbol_short!("Treasury");

fn get(e: &Env, key: impl IntoVal<Env, Val>) -> Option<Bytes> {
    e.storage().persistent().get(&key.into_val(e))
}

fn set(e: &Env, key: impl IntoVal<Env, Val>, packed: &Bytes) {
    e.storage().persistent().set(&key.into_val(e), packed)
}

pub fn config(e: &Env) -> Config {
    Config::unpack(e, &e.storage().instance().get(&CONFIG).unwrap())
}

pub fn set_config(e: &Env, config: &Config) {
    e.storage().instance().set(&CONFIG, &config.pack(e))
}

pub fn terms(e: &Env) -> Terms {
    Terms::unpack(e, &e.storage().instance().get(&TERMS).unwrap())
}

pub fn set_terms(e: &Env, terms: &Terms) {
    e.storage().instance().set(&TERMS, &terms.pack(e))
}

pub fn counters(e: &Env) -> Counters {
    Counters::unpack(&get(e, COUNTERS).unwrap())
}

pub fn set_counters(e: &Env, counters: &Counters) {
    set(e, COUNTERS, &counters.pack(e))
}

/// Stroops paid so far, by payee index.
pub type Paid = [i128; MAX_PAYEES];

pub fn paid(e: &Env) -> Paid {
    let buffer = get(e, PAID).unwrap().to_buffer::<88>();
    let mut r = Reader::new(buffer.as_slice());
    let mut paid = [0; MAX_PAYEES];
    paid.iter_mut().take(r.rest().len() / 8).for_each(|sum| *sum = r.money());
    paid
}

/// Of the first `payees` ones.
pub fn set_paid(e: &Env, paid: &Paid, payees: usize) {
    let mut space = [0; 88];
    let mut w = Writer::new(&mut space);
    paid.iter().take(payees).for_each(|sum| w.money(*sum));
    set(e, PAID, &w.done(e))
}

pub fn state(e: &Env) -> State {
    get(e, STATE).map_or_else(|| State::new(e), |packed| State::unpack(e, &packed))
}

pub fn set_state(e: &Env, state: &State) {
    set(e, STATE, &state.pack(e))
}

pub fn order(e: &Env, id: u64) -> Result<Order, Error> {
    get(e, id).map(|packed| Order::unpack(e, &packed)).ok_or(Error::OrderUnknown)
}

pub fn has_order(e: &Env, id: u64) -> bool {
    e.storage().persistent().has(&id)
}

pub fn set_order(e: &Env, id: u64, order: &Order) {
    set(e, id, &order.pack(e))
}

pub fn moved(e: &Env, ticket: u64) -> Option<Moved> {
    get(e, (MOVED, ticket)).map(|packed| Moved::unpack(e, &packed))
}

pub fn set_moved(e: &Env, ticket: u64, moved: &Moved) {
    set(e, (MOVED, ticket), &moved.pack(e))
}

/// The price of a ticket that is for sale.
pub fn listed(e: &Env, ticket: u64) -> i128 {
    sum(get(e, (LISTED, ticket)))
}

pub fn set_listed(e: &Env, ticket: u64, price: i128) {
    set(e, (LISTED, ticket), &packed_sum(e, price))
}

pub fn remove_listed(e: &Env, ticket: u64) {
    e.storage().persistent().remove(&(LISTED, ticket))
}

pub fn creator(e: &Env, address: &Address) -> Option<CreatorAccount> {
    get(e, (CREATOR, address)).map(|packed| creator::unpack(&packed))
}

pub fn set_creator(e: &Env, address: &Address, account: &CreatorAccount) {
    set(e, (CREATOR, address), &creator::pack(e, account))
}

/// What waits for somebody who could not be paid, in stroops.
pub fn owed(e: &Env, to: &Address) -> i128 {
    sum(get(e, (OWED, to)))
}

pub fn set_owed(e: &Env, to: &Address, amount: i128) {
    set(e, (OWED, to), &packed_sum(e, amount))
}

pub fn treasury_owed(e: &Env) -> i128 {
    sum(get(e, TREASURY))
}

pub fn set_treasury_owed(e: &Env, amount: i128) {
    set(e, TREASURY, &packed_sum(e, amount))
}

fn sum(packed: Option<Bytes>) -> i128 {
    packed.map_or(0, |packed| Reader::new(packed.to_buffer::<16>().as_slice()).money())
}

fn packed_sum(e: &Env, amount: i128) -> Bytes {
    let mut space = [0; 16];
    let mut w = Writer::new(&mut space);
    w.money(amount);
    w.done(e)
}
