//! Capacity moves between the wallets' rail and the fiat rail, within the organizer's quota.
use crate::{
    errors::Error,
    events,
    hot::Hot,
    inventory, log, storage,
    types::{Allocation, Terms},
};
use soroban_sdk::Env;

pub fn allocate(e: &Env, tier: u32, n: u32) -> Result<(), Error> {
    change(e, tier, n, inventory::allocate)
}

pub fn deallocate(e: &Env, tier: u32, n: u32) -> Result<(), Error> {
    change(e, tier, n, inventory::deallocate)
}

type Change = fn(&mut Hot, &Terms, u32, u32) -> Result<(), Error>;

fn change(e: &Env, tier: u32, n: u32, change: Change) -> Result<(), Error> {
    let mut hot = storage::hot(e);
    change(&mut hot, &storage::terms(e), tier, n)?;
    let payload = Allocation { fiat_allocated: hot.tier(tier)?.fiat_allocated, tier };
    log::publish(e, &mut hot, |n, log| events::Allocated { payload, n, log });
    storage::set_hot(e, &hot);
    Ok(())
}
