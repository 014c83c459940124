//! Who is owed what: arithmetic on totals. Nothing is accrued for a payee at a sale, so nothing can drift.
use crate::{
    hot::Hot,
    types::{Account, Terms},
};
use soroban_sdk::{Env, Vec};

const WHOLE: i128 = 10_000;

/// Payees 1… get their basis points of net revenue rounded down, payee 0 the rest after commissions: the sum with the
/// commissions is the net revenue, always.
fn entitled(terms: &Terms, hot: &Hot, index: u32) -> i128 {
    let net = hot.net();
    let share = |i: u32| net * terms.payees.get_unchecked(i).bps as i128 / WHOLE;
    match index {
        0 => net - (1..terms.payees.len()).map(share).sum::<i128>() - hot.commissions,
        i => share(i),
    }
}

/// Before the release time a reserve stays in the contract. Never negative: after refunds a payee may have had more.
fn due(e: &Env, terms: &Terms, entitled: i128, paid: i128) -> i128 {
    let held_back = if e.ledger().timestamp() < terms.policy.release_at { terms.policy.reserve_bps } else { 0 };
    (entitled * (WHOLE - held_back as i128) / WHOLE - paid).max(0)
}

/// `None` where there is no such payee.
pub fn account(e: &Env, terms: &Terms, hot: &Hot, paid: &Vec<i128>, index: u32) -> Option<Account> {
    let paid = paid.get(index)?;
    let entitled = entitled(terms, hot, index);
    Some(Account { entitled, paid, due: due(e, terms, entitled, paid) })
}

/// What the event holds for its payees.
pub fn cash(hot: &Hot, paid: &Vec<i128>) -> i128 {
    hot.net() - paid.iter().sum::<i128>() + hot.top_ups
}
