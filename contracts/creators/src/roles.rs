//! Roles are the event's: this contract keeps only who may name an event.
use crate::errors::Error;
use passa_types::{platform::known_event, EventClient};
use soroban_sdk::{symbol_short, Address, Env, Symbol};

const REGISTRY: Symbol = symbol_short!("Registry");

pub fn registry(e: &Env) -> Address {
    e.storage().instance().get(&REGISTRY).unwrap()
}

pub fn set_registry(e: &Env, registry: &Address) {
    e.storage().instance().set(&REGISTRY, registry)
}

pub fn event<'a>(e: &'a Env, event: &Address) -> Result<EventClient<'a>, Error> {
    known_event(e, &registry(e), event).ok_or(Error::EventUnknown)
}
