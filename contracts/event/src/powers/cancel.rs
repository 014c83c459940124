//! The event does not take place: nobody is paid any more, and every buyer gets the money back.
use crate::{
    clock::{ensure_not_cancelled, extended, now},
    ensure,
    errors::Error,
    events, log,
    records::{counters::CANCELLED, storage},
};
use soroban_sdk::{Address, Env};

/// By the organizer until the event's end, or by the registry until the money is released: an organizer may have vanished. A
/// freeze is there to look: it takes no time from the registry.
pub fn execute(e: &Env, by: &Address) -> Result<(), Error> {
    by.require_auth();
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    let by_organizer = *by == config.organizer;
    ensure!(by_organizer || *by == config.registry, Error::NotAllowed);
    ensure_not_cancelled(&counters)?;
    let until = match by_organizer {
        true => terms.ends_at,
        false => extended(e, &counters, 0, terms.ends_at.max(terms.policy.release_at)),
    };
    ensure!(now(e) < until, Error::TooLate);
    counters.set(CANCELLED, true);
    let mut state = storage::state(e);
    state.cancelled_at = now(e);
    log::publish(e, &mut counters, |n, log| events::Cancelled { by: by.clone(), payload: now(e), n, log });
    storage::set_state(e, &state);
    storage::set_counters(e, &counters);
    Ok(())
}
