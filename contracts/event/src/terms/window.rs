//! Buyers of something else than what will take place may give it back.
use crate::{
    clock::{now, DAY},
    records::{
        counters::{Counters, ORDERED, WINDOW},
        state::State,
        terms::Terms,
    },
};
use soroban_sdk::Env;

const LENGTH: u64 = 14 * DAY;

/// Opens the window for all orders that stand, after the terms' version rose. It never ends before one that runs already.
/// Returns when it ends, a freeze apart, or 0.
pub fn open(e: &Env, terms: &Terms, counters: &mut Counters, state: &mut State) -> u64 {
    let until = terms.starts_at.min(now(e) + LENGTH);
    if until <= now(e) || !counters.has(ORDERED) {
        return 0;
    }
    if state.extended(now(e), until) > state.extended(state.window_at, state.window_until) {
        (state.window_at, state.window_until) = (now(e), until);
    }
    state.window_version = counters.terms_version;
    counters.set(WINDOW, true);
    state.window_until
}
