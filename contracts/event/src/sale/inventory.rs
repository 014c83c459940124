//! One inventory over two rails: what fiat holds, wallets can never sell, and the other way round.
//! Invariant: (sold − fiat_sold) + fiat_allocated ≤ capacity, and fiat_sold ≤ fiat_allocated ≤ fiat_quota.
use crate::{
    ensure,
    errors::Error,
    records::{
        counters::{Counters, TierCount},
        order::{Order, FIAT},
        terms::Terms,
    },
};

/// What wallets may still buy.
fn free(t: &TierCount, capacity: u32) -> u32 {
    capacity - (t.sold - t.fiat_sold) - t.fiat_allocated
}

pub fn sell_to_wallet(counters: &mut Counters, index: u32, capacity: u32, qty: u32) -> Result<(), Error> {
    let count = counters.count(index)?;
    ensure!(qty <= free(count, capacity), Error::TierSoldOut);
    count.sold += qty;
    Ok(())
}

pub fn sell_to_fiat(counters: &mut Counters, index: u32, qty: u32) -> Result<(), Error> {
    let count = counters.count(index)?;
    ensure!(qty <= count.fiat_allocated - count.fiat_sold, Error::TierSoldOut);
    count.fiat_sold += qty;
    count.sold += qty;
    Ok(())
}

/// Seats of tickets that are given back go to the rail they came from.
pub fn give_back(counters: &mut Counters, order: &Order, qty: u32) -> Result<(), Error> {
    let count = counters.count(order.tier as u32)?;
    count.sold -= qty;
    if order.has(FIAT) {
        count.fiat_sold -= qty;
    }
    Ok(())
}

pub fn allocate(counters: &mut Counters, terms: &Terms, index: u32, n: u32) -> Result<(), Error> {
    let tier = terms.tier(index)?;
    let count = counters.count(index)?;
    ensure!(n > 0, Error::AmountZero);
    ensure!(n <= tier.fiat_quota - count.fiat_allocated, Error::QuotaExceeded);
    ensure!(n <= free(count, tier.capacity), Error::TierSoldOut);
    count.fiat_allocated += n;
    Ok(())
}

pub fn deallocate(counters: &mut Counters, index: u32, n: u32) -> Result<(), Error> {
    let count = counters.count(index)?;
    ensure!(n > 0, Error::AmountZero);
    ensure!(n <= count.fiat_allocated - count.fiat_sold, Error::NothingToRelease);
    count.fiat_allocated -= n;
    Ok(())
}
