use crate::{
    errors::Error,
    types::{Change, EventRecord, Pending, RegistryConfig},
};
use soroban_sdk::{contracttype, Address, Env};

#[contracttype]
enum Key {
    Config,
    Count,
    Event(Address),
    Pending(Change),
}

pub fn config(e: &Env) -> RegistryConfig {
    e.storage().instance().get(&Key::Config).unwrap()
}

pub fn set_config(e: &Env, config: &RegistryConfig) {
    e.storage().instance().set(&Key::Config, config)
}

pub fn count(e: &Env) -> u32 {
    e.storage().instance().get(&Key::Count).unwrap_or(0)
}

/// Gives the event its running number.
pub fn enlist(e: &Env, event: &Address, version: u32) -> Result<u32, Error> {
    if self::event(e, event).is_ok() {
        return Err(Error::EventExists);
    }
    let no = count(e) + 1;
    e.storage().instance().set(&Key::Count, &no);
    e.storage().persistent().set(&Key::Event(event.clone()), &EventRecord { no, version });
    Ok(no)
}

pub fn event(e: &Env, event: &Address) -> Result<EventRecord, Error> {
    e.storage().persistent().get(&Key::Event(event.clone())).ok_or(Error::EventUnknown)
}

pub fn pending(e: &Env, change: Change) -> Option<Pending> {
    e.storage().instance().get(&Key::Pending(change))
}

pub fn set_pending(e: &Env, change: Change, pending: &Pending) {
    e.storage().instance().set(&Key::Pending(change), pending)
}

pub fn remove_pending(e: &Env, change: Change) {
    e.storage().instance().remove(&Key::Pending(change))
}
