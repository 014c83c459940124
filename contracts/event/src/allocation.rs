//! Capacity moves between the wallets' rail and the fiat rail, within the organizer's quota.
use crate::{errors::Error, events, hot::Hot, inventory, log, storage, types::{Allocation, Terms}};
use soroban_sdk::Env;

pub fn allocate(e: &Env, tier: u32, n: u32) -> Result<(), Error> {
    change(e, tier, |hot, terms| inventory::allocate(hot, terms, tier, n))
}

pub fn deallocate(e: &Env, tier: u32, n: u32) -> Result<(), Error> {
    change(e, tier, |hot, terms| inventory::deallocate(hot, terms, tier, n))
}

fn change(e: &Env, tier: u32, move_seats: impl Fn(&mut Hot, &Terms) -> Result<(), Error>) -> Result<(), Error> {
    let mut state = storage::hot(e);
    move_seats(&mut state, &storage::terms(e))?;
    let allocation = Allocation { fiat_allocated: state.tiers[tier as usize].fiat_allocated, tier };
    log::publish(e, &mut state, allocation, |payload, n, log| events::Allocated { payload, n, log });
    storage::set_hot(e, &state);
    Ok(())
}
