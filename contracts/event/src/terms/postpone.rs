//! All times that are still to come move together, later, once. Holders who cannot come then may give the ticket back. Where a
//! freeze gave time beyond the start, what passed during it is still to come.
use crate::{
    clock::{ensure_not_cancelled, extended, now, DAY},
    ensure,
    errors::Error,
    events, log,
    payloads::Postponement,
    records::{storage, terms::Terms},
    terms::window,
};
use soroban_sdk::Env;

const MAX: u64 = 180 * DAY;

pub fn execute(e: &Env, by: u64) -> Result<(), Error> {
    storage::config(e).organizer.require_auth();
    let (mut terms, mut counters, mut state) = (storage::terms(e), storage::counters(e), storage::state(e));
    ensure_not_cancelled(&counters)?;
    ensure!(state.postponed_by == 0, Error::PostponedBefore);
    ensure!((1..=MAX).contains(&by), Error::DelayInvalid);
    ensure!(now(e) < extended(e, &counters, 0, terms.starts_at), Error::TooLate);
    let passed = if now(e) < terms.starts_at { now(e) } else { state.frozen_at };
    move_times(&mut terms, passed, now(e), by);
    ensure!(now(e) < terms.starts_at, Error::DelayInvalid);
    state.postponed_by = by;
    counters.terms_version += 1;
    let window_until = window::open(e, &terms, &mut counters, &mut state);

    let terms_version = counters.terms_version;
    let payload = Postponement { by, terms: terms.pack(e), terms_version, window_until };
    log::publish(e, &mut counters, |n, log| events::Postponed { payload, n, log });
    storage::set_state(e, &state);
    storage::set_terms(e, &terms);
    storage::set_counters(e, &counters);
    Ok(())
}

fn move_times(terms: &mut Terms, passed: u64, now: u64, by: u64) {
    let later = |time: &mut u64| {
        if *time > passed {
            *time += by;
        }
    };
    [&mut terms.starts_at, &mut terms.ends_at, &mut terms.doors_at].into_iter().for_each(later);
    let policy = &mut terms.policy;
    [&mut policy.refund_until, &mut policy.release_at].into_iter().for_each(later);
    // Listings that ended with it must not come back: tickets may have another holder.
    if policy.freeze_at > now {
        policy.freeze_at += by;
    }
    for tier in terms.tiers_mut() {
        [&mut tier.opens_at, &mut tier.closes_at].into_iter().for_each(later);
    }
}
