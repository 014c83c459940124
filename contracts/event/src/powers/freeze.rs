//! The guardian stops all money of an event, once, for a week at most, for all to see.
use crate::{
    clock::{now, DAY},
    ensure,
    errors::Error,
    events, log,
    records::{counters::FROZEN, storage},
};
use soroban_sdk::Env;

const MAX: u64 = 7 * DAY;

/// Nothing is sold either: no money enters what cannot pay out.
pub fn execute(e: &Env, seconds: u64) -> Result<(), Error> {
    storage::config(e).registry.require_auth();
    let (mut counters, mut state) = (storage::counters(e), storage::state(e));
    ensure!(!counters.has(FROZEN), Error::FrozenBefore);
    ensure!((1..=MAX).contains(&seconds), Error::DelayInvalid);
    state.frozen_at = now(e);
    state.frozen_until = now(e) + seconds;
    counters.set(FROZEN, true);
    log::publish(e, &mut counters, |n, log| events::Frozen { payload: state.frozen_until, n, log });
    storage::set_state(e, &state);
    storage::set_counters(e, &counters);
    Ok(())
}
