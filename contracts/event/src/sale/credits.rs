//! Creators who brought a buyer earn a part of the organizer's share. It is fixed at the sale, and a refund takes exactly it
//! back.
use crate::{
    ensure,
    errors::Error,
    records::{counters::Counters, order::Order, packed::Writer, storage, terms::Terms},
};
use passa_types::Credit;
use soroban_sdk::{Address, Env, Vec};

const MAX_CREDITS: u32 = 4;
const WHOLE: u32 = 10_000;
/// Rate and weight are both in basis points.
const RATE_AND_WEIGHT: i128 = 100_000_000;
const SIZE: usize = 192;

/// Whose credits count, as (creator, weight, rate). Malformed ones count for nobody: more than four, one weighing nothing,
/// more than all together, a creator twice, the buyer. A creator whom the organizer does not reward is passed over. A rate
/// that was set under other splits earns at most today's cap: more would be other payees' money.
pub fn approved(e: &Env, terms: &Terms, buyer: &Address, named: &Vec<(Address, u32)>) -> Vec<(Address, u32, u32)> {
    let mut approved = Vec::new(e);
    let mut sum = 0u64;
    let well_formed = named.len() <= MAX_CREDITS
        && named.iter().enumerate().all(|(i, (creator, weight))| {
            sum += weight as u64;
            let twice = named.iter().skip(i + 1).any(|other| other.0 == creator);
            weight > 0 && sum <= WHOLE as u64 && !twice && creator != *buyer
        });
    if well_formed {
        for (creator, weight) in named.iter() {
            let set = storage::creator(e, &creator).map_or(0, |account| account.bps);
            let rate = set.min(terms.policy.commission_cap_bps);
            if rate > 0 {
                approved.push_back((creator, weight, rate));
            }
        }
    }
    approved
}

/// What each of them gets for one ticket of this price, in stroops.
pub fn amounts(e: &Env, price: i128, approved: &Vec<(Address, u32, u32)>) -> Vec<i128> {
    let mut amounts = Vec::new(e);
    for (_, weight, rate) in approved.iter() {
        amounts.push_back(price * rate as i128 * weight as i128 / RATE_AND_WEIGHT);
    }
    amounts
}

/// As (creator, weight, commission for one ticket).
pub fn credited(e: &Env, approved: &Vec<(Address, u32, u32)>, amounts: &Vec<i128>) -> Vec<(Address, u32, i128)> {
    let mut credited = Vec::new(e);
    for ((creator, weight, _), amount) in approved.iter().zip(amounts.iter()) {
        credited.push_back((creator, weight, amount));
    }
    credited
}

/// Enters what an order of `qty` tickets earns, and puts its digest into the order.
pub fn earn(e: &Env, counters: &mut Counters, id: u64, order: &mut Order, credited: &Vec<(Address, u32, i128)>) {
    if credited.is_empty() {
        return;
    }
    for (creator, weight, amount) in credited.iter() {
        let qty = order.count as i128;
        change(e, counters, &creator, amount * qty, weight as i128 * qty);
    }
    order.attribute(digest(e, id, credited.iter()));
}

/// Takes back what `tickets` of an order earned. Returns (creator, stroops). Error 504: other credits than the sale's.
pub fn take_back(
    e: &Env,
    counters: &mut Counters,
    id: u64,
    order: &Order,
    tickets: u32,
    credits: &Vec<Credit>,
) -> Result<Vec<(Address, i128)>, Error> {
    let mut taken = Vec::new(e);
    if !order.has(crate::records::order::ATTRIBUTED) {
        return Ok(taken);
    }
    ensure!(credits.len() <= MAX_CREDITS, Error::CreditsWrong);
    // The digest has room for no more: what it leaves out must not be taken from a creator.
    let fits = |c: Credit| c.weight <= WHOLE && (0..=u64::MAX as i128).contains(&c.amount);
    ensure!(credits.iter().all(fits), Error::CreditsWrong);
    let proof = digest(e, id, credits.iter().map(|c| (c.creator, c.weight, c.amount)));
    ensure!(proof == order.credits, Error::CreditsWrong);
    for credit in credits.iter() {
        let amount = credit.amount * tickets as i128;
        change(e, counters, &credit.creator, -amount, -(credit.weight as i128 * tickets as i128));
        taken.push_back((credit.creator, amount));
    }
    Ok(taken)
}

fn change(e: &Env, counters: &mut Counters, creator: &Address, amount: i128, points: i128) {
    let mut account = storage::creator(e, creator).unwrap_or_default();
    let over = |earned: i128| (account.paid - earned).max(0);
    counters.overpaid += over(account.earned + amount) - over(account.earned);
    counters.earned += amount;
    account.earned += amount;
    account.points += points;
    storage::set_creator(e, creator, &account);
}

/// 16 bytes of SHA-256 over the order and its credits: enough, since nobody who wants two alike can choose the id.
fn digest(e: &Env, id: u64, credits: impl Iterator<Item = (Address, u32, i128)>) -> [u8; 16] {
    let mut space = [0; SIZE];
    let mut w = Writer::bare(&mut space);
    w.u64(id);
    for (creator, weight, amount) in credits {
        w.address(&creator);
        w.u16(weight as u16);
        w.u64(amount as u64);
    }
    *e.crypto().sha256(&w.done(e)).to_array().first_chunk().unwrap()
}
