use crate::{errors::Error, types::RegistryConfig};
use soroban_sdk::{contracttype, Address, Env};

#[contracttype]
enum Key {
    Config,
    Count,
    Event(Address),
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
pub fn enlist(e: &Env, event: &Address) -> Result<u32, Error> {
    if event_no(e, event).is_ok() {
        return Err(Error::EventExists);
    }
    let no = count(e) + 1;
    e.storage().instance().set(&Key::Count, &no);
    e.storage().persistent().set(&Key::Event(event.clone()), &no);
    Ok(no)
}

pub fn event_no(e: &Env, event: &Address) -> Result<u32, Error> {
    e.storage().persistent().get(&Key::Event(event.clone())).ok_or(Error::EventUnknown)
}
