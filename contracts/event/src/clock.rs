//! What is possible now. A freeze takes no time away from anybody: see `State::extended`.
use crate::{
    ensure,
    errors::Error,
    records::{
        counters::{Counters, CANCELLED, FROZEN, PAUSED_BY_ORGANIZER, PAUSED_BY_REGISTRY, REDIRECTED, WINDOW},
        payee::PayTo,
        storage,
        terms::Terms,
    },
};
use soroban_sdk::Env;

pub const DAY: u64 = 24 * 3600;

/// Unix seconds.
pub fn now(e: &Env) -> u64 {
    e.ledger().timestamp()
}

pub fn is_frozen(e: &Env, counters: &Counters) -> bool {
    counters.has(FROZEN) && storage::state(e).is_frozen(now(e))
}

/// No money leaves while the event is frozen.
pub fn ensure_not_frozen(e: &Env, counters: &Counters) -> Result<(), Error> {
    ensure!(!is_frozen(e, counters), Error::EventFrozen);
    Ok(())
}

pub fn ensure_not_cancelled(counters: &Counters) -> Result<(), Error> {
    ensure!(!counters.has(CANCELLED), Error::EventCancelled);
    Ok(())
}

/// Whether tickets come into being or are bought. Errors 300, 310, 651.
pub fn ensure_selling(e: &Env, terms: &Terms, counters: &Counters) -> Result<(), Error> {
    ensure!(!counters.has(PAUSED_BY_ORGANIZER | PAUSED_BY_REGISTRY | CANCELLED), Error::SalesClosed);
    ensure_not_frozen(e, counters)?;
    let everybody = (1u16 << terms.payees().len()) - 1;
    ensure!(!terms.policy.consent || counters.consents == everybody, Error::ConsentMissing);
    Ok(())
}

/// The end of a time that runs since `since`.
pub fn extended(e: &Env, counters: &Counters, since: u64, until: u64) -> u64 {
    if counters.has(FROZEN) {
        return storage::state(e).extended(since, until);
    }
    until
}

/// Until when every buyer may take the money back: never, unless all of it is reserved.
pub fn refund_until(e: &Env, terms: &Terms, counters: &Counters) -> u64 {
    extended(e, counters, 0, terms.policy.refund_until)
}

/// Until when an order made under these terms may be given back because time or place changed. 0 is never.
pub fn window_until(e: &Env, counters: &Counters, terms_version: u32) -> u64 {
    if !counters.has(WINDOW) {
        return 0;
    }
    let state = storage::state(e);
    if terms_version < state.window_version {
        return state.extended(state.window_at, state.window_until);
    }
    0
}

/// Where a payee is paid now.
pub fn pay_to(e: &Env, terms: &Terms, counters: &Counters, index: u32) -> Result<PayTo, Error> {
    let row = terms.payee(index)?;
    let redirected = counters.has(REDIRECTED).then(|| storage::state(e).redirected(index, now(e))).flatten();
    Ok(redirected.unwrap_or(row.to))
}
