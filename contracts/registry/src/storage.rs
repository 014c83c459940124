use crate::{
    errors::Error,
    types::{Change, EventRecord, Pending, Proposal, RegistryConfig},
};
use soroban_sdk::{contracttype, Address, Env};

/// Names and values that an earlier registry wrote keep their form: an upgrade moves nothing.
#[contracttype]
enum Key {
    Config,
    Count,
    Event(Address),
    Pending(Change),
    Proposal(Change),
    RelayerDisabled,
    Support,
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

pub fn proposal(e: &Env, change: Change) -> Option<Proposal> {
    e.storage().instance().get(&Key::Proposal(change))
}

pub fn set_proposal(e: &Env, change: Change, proposal: &Proposal) {
    e.storage().instance().set(&Key::Proposal(change), proposal)
}

pub fn remove_proposal(e: &Env, change: Change) {
    e.storage().instance().remove(&Key::Proposal(change))
}

pub fn relayer_disabled(e: &Env) -> bool {
    e.storage().instance().has(&Key::RelayerDisabled)
}

pub fn set_relayer_disabled(e: &Env, disabled: bool) {
    match disabled {
        true => e.storage().instance().set(&Key::RelayerDisabled, &true),
        false => e.storage().instance().remove(&Key::RelayerDisabled),
    }
}

pub fn support(e: &Env) -> Option<Address> {
    e.storage().instance().get(&Key::Support)
}

pub fn set_support(e: &Env, support: &Address) {
    e.storage().instance().set(&Key::Support, support)
}
