//! Sales stop and go on. Refunds, payouts and entry do not stop.
use crate::{
    ensure,
    errors::Error,
    events, log,
    records::{
        counters::{PAUSED_BY_ORGANIZER, PAUSED_BY_REGISTRY},
        storage,
    },
};
use soroban_sdk::{Address, Env};

/// Only the one who paused lifts it: the other's pause stays.
pub fn execute(e: &Env, by: &Address, on: bool) -> Result<(), Error> {
    by.require_auth();
    let (config, mut counters) = (storage::config(e), storage::counters(e));
    let by_organizer = *by == config.organizer;
    ensure!(by_organizer || *by == config.registry, Error::NotAllowed);
    counters.set(if by_organizer { PAUSED_BY_ORGANIZER } else { PAUSED_BY_REGISTRY }, on);
    log::publish(e, &mut counters, |n, log| events::Paused { by: by.clone(), payload: on, n, log });
    storage::set_counters(e, &counters);
    Ok(())
}
