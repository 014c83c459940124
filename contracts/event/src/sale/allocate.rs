//! Capacity moves between the wallets' rail and the fiat rail, within the organizer's quota.
use crate::{
    clock::{now, DAY},
    ensure,
    errors::Error,
    events, log,
    payloads::Allocation,
    records::{counters::Counters, storage},
    sale::inventory,
};
use soroban_sdk::{Address, Env};

pub fn allocate(e: &Env, tier: u32, n: u32) -> Result<(), Error> {
    storage::config(e).registry.require_auth();
    let mut counters = storage::counters(e);
    inventory::allocate(&mut counters, &storage::terms(e), tier, n)?;
    counters.relayer_at = now(e);
    publish(e, counters, tier, false)
}

/// By the registry for the relayer, or by the organizer where the relayer has been silent for a day: seats set aside must
/// not be lost with it.
pub fn deallocate(e: &Env, by: &Address, tier: u32, n: u32) -> Result<(), Error> {
    by.require_auth();
    let (config, mut counters) = (storage::config(e), storage::counters(e));
    let by_organizer = *by == config.organizer;
    if by_organizer {
        ensure!(now(e) >= counters.relayer_at + DAY, Error::NotAllowed);
    } else {
        ensure!(*by == config.registry, Error::NotAllowed);
        counters.relayer_at = now(e);
    }
    inventory::deallocate(&mut counters, tier, n)?;
    publish(e, counters, tier, by_organizer)
}

fn publish(e: &Env, mut counters: Counters, tier: u32, by_organizer: bool) -> Result<(), Error> {
    let fiat_allocated = counters.count(tier)?.fiat_allocated;
    let payload = Allocation { by_organizer, fiat_allocated, tier };
    log::publish(e, &mut counters, |n, log| events::Allocated { payload, n, log });
    storage::set_counters(e, &counters);
    Ok(())
}
