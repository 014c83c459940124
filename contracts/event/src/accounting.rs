//! Who is owed what: arithmetic on totals. Nothing is accrued for a payee at a sale, so nothing can drift.
use crate::{
    hot::Hot,
    types::{Account, Terms},
};
use soroban_sdk::{Env, Vec};

pub const WHOLE: i128 = 10_000;

/// Payees 1… get their basis points of net revenue rounded down, payee 0 the rest after commissions: the sum is the net
/// revenue, always.
pub fn entitled(terms: &Terms, hot: &Hot, index: u32) -> i128 {
    let net = hot.net();
    let share = |i: u32| net * terms.payees.get_unchecked(i).bps as i128 / WHOLE;
    match index {
        0 => net - (1..terms.payees.len()).map(share).sum::<i128>() - hot.commissions,
        i => share(i),
    }
}

/// Before the release time a reserve stays in the contract. Never negative: after refunds a payee may have had more.
pub fn due(e: &Env, terms: &Terms, entitled: i128, paid: i128) -> i128 {
    let held_back = if e.ledger().timestamp() < terms.policy.release_at { terms.policy.reserve_bps } else { 0 };
    (entitled * (WHOLE - held_back as i128) / WHOLE - paid).max(0)
}

pub fn accounts(e: &Env, terms: &Terms, hot: &Hot, paid: &Vec<i128>) -> Vec<Account> {
    let mut accounts = Vec::new(e);
    for i in 0..terms.payees.len() {
        let (entitled, paid) = (entitled(terms, hot, i), paid.get_unchecked(i));
        accounts.push_back(Account { due: due(e, terms, entitled, paid), entitled, paid });
    }
    accounts
}

/// What the event holds for its payees.
pub fn cash(hot: &Hot, paid: &Vec<i128>) -> i128 {
    hot.net() - paid.iter().sum::<i128>() + hot.top_ups
}
