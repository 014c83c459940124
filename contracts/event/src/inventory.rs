//! One inventory over two rails: what fiat holds, wallets can never sell, and the other way round.
//! Invariant: (sold − fiat_sold) + fiat_allocated ≤ capacity, and fiat_sold ≤ fiat_allocated ≤ fiat_quota.
use crate::{
    ensure,
    errors::Error,
    hot::Hot,
    types::{Terms, TierCount},
};
use passa_types::Tier;

pub fn tier(terms: &Terms, index: u32) -> Result<Tier, Error> {
    terms.tiers.get(index).ok_or(Error::TierUnknown)
}

/// What wallets may still buy.
fn free(t: &TierCount, capacity: u32) -> u32 {
    capacity - (t.sold - t.fiat_sold) - t.fiat_allocated
}

pub fn sell_to_wallet(hot: &mut Hot, index: u32, capacity: u32, qty: u32) -> Result<(), Error> {
    let count = hot.tier(index)?;
    ensure!(qty <= free(count, capacity), Error::TierSoldOut);
    count.sold += qty;
    Ok(())
}

pub fn sell_to_fiat(hot: &mut Hot, index: u32, qty: u32) -> Result<(), Error> {
    let count = hot.tier(index)?;
    ensure!(qty <= count.fiat_allocated - count.fiat_sold, Error::TierSoldOut);
    count.fiat_sold += qty;
    count.sold += qty;
    Ok(())
}

pub fn allocate(hot: &mut Hot, terms: &Terms, index: u32, n: u32) -> Result<(), Error> {
    let tier = tier(terms, index)?;
    let count = hot.tier(index)?;
    ensure!(n > 0, Error::AmountZero);
    ensure!(n <= tier.fiat_quota - count.fiat_allocated, Error::QuotaExceeded);
    ensure!(n <= free(count, tier.capacity), Error::TierSoldOut);
    count.fiat_allocated += n;
    Ok(())
}

pub fn deallocate(hot: &mut Hot, terms: &Terms, index: u32, n: u32) -> Result<(), Error> {
    tier(terms, index)?;
    let count = hot.tier(index)?;
    ensure!(n > 0, Error::AmountZero);
    ensure!(n <= count.fiat_allocated - count.fiat_sold, Error::NothingToRelease);
    count.fiat_allocated -= n;
    Ok(())
}
