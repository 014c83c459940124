//! Who is owed what: arithmetic on totals. Nothing is accrued for a payee at a sale, so nothing can drift.
//!
//! cash = need − overpaid + top-ups, where need is Σ max(0, entitled − paid) and overpaid Σ max(0, paid − entitled) over
//! payees and creators. So cash covers all entitlements exactly as long as top-ups cover what was overpaid.
use crate::{
    clock::{now, refund_until, window_until},
    records::{
        counters::{Counters, CANCELLED, WINDOW},
        storage::Paid,
        terms::Terms,
    },
};
use soroban_sdk::Env;

pub const WHOLE: i128 = 10_000;

/// Payees 1… get their basis points of net revenue rounded down, payee 0 the rest after commissions: the sum with the
/// commissions is the net revenue, always.
pub fn entitled(terms: &Terms, counters: &Counters, index: u32) -> i128 {
    let share = |bps: u32| counters.net() * bps as i128 / WHOLE;
    match index {
        0 => counters.net() - terms.payees().iter().skip(1).map(|p| share(p.bps)).sum::<i128>() - counters.earned,
        i => terms.payees().get(i as usize).map_or(0, |payee| share(payee.bps)),
    }
}

/// What can be paid now of an entitlement, a payee's or a creator's. Before the release a reserve stays in the contract; after
/// a cancel everything does. Never negative: after refunds somebody may have had more.
pub fn due(e: &Env, terms: &Terms, counters: &Counters, entitled: i128, paid: i128) -> i128 {
    if counters.has(CANCELLED) {
        return 0;
    }
    let held_back = if now(e) < terms.policy.release_at { terms.policy.reserve_bps as i128 } else { 0 };
    (entitled * (WHOLE - held_back) / WHOLE - paid).max(0)
}

/// What payees and creators had beyond their entitlement: refunds took it away after it was paid.
fn overpaid(terms: &Terms, counters: &Counters, paid: &Paid) -> i128 {
    let beyond = |(i, paid): (usize, &i128)| (paid - entitled(terms, counters, i as u32)).max(0);
    paid.iter().take(terms.payees().len()).enumerate().map(beyond).sum::<i128>() + counters.overpaid
}

/// Top-ups that nobody's entitlement needs; below 0 it is what is missing.
pub fn spare(terms: &Terms, counters: &Counters, paid: &Paid) -> i128 {
    counters.top_ups + counters.shortfalls - overpaid(terms, counters, paid)
}

/// While buyers may give tickets back, top-ups stay.
pub fn refunds_open(e: &Env, terms: &Terms, counters: &Counters) -> bool {
    let window = counters.has(WINDOW) && now(e) < window_until(e, counters, 0);
    counters.has(CANCELLED) || window || now(e) < refund_until(e, terms, counters)
}
