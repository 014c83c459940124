//! What an organizer may publish.
use crate::{ensure, errors::Error, hot::MAX_TIERS, order::MAX_TICKETS, types::Terms};
use passa_types::{Config, Currency, Payee, Policy, Role, Tier};
use soroban_sdk::Env;

const WHOLE: u32 = 10_000;
const MAX_PAYEES: u32 = 10;
/// One basis point of any price is then a whole stroop.
const PRICE_STEP: i128 = 10_000;
/// 100 million USDC: no sum of prices can leave the range of a token transfer.
const PRICE_MAX: i128 = 1_000_000_000_000_000;
const SHILLING: i128 = 100;
const MAX_HOLD: u64 = 180 * 24 * 3600;

pub fn validate(e: &Env, config: &Config, terms: &Terms) -> Result<(), Error> {
    ensure!((1..=64).contains(&terms.name.len()), Error::NameInvalid);
    ensure!(terms.uri.len() <= 256, Error::UriTooLong);
    ensure!(terms.starts_at > e.ledger().timestamp(), Error::EventInPast);
    ensure!(terms.ends_at > terms.starts_at, Error::EventTimesInvalid);
    ensure!(!terms.tiers.is_empty(), Error::NoTiers);
    ensure!(terms.tiers.len() <= MAX_TIERS as u32, Error::TooManyTiers);
    for t in terms.tiers.iter() {
        tier(&t, terms)?;
    }
    policy(terms)?;
    splits(e, config, terms)
}

fn tier(t: &Tier, terms: &Terms) -> Result<(), Error> {
    ensure!(t.price > 0, Error::PriceNotPositive);
    ensure!(t.price % PRICE_STEP == 0, Error::PriceNotExact);
    ensure!(t.price <= PRICE_MAX, Error::PriceTooHigh);
    let whole = t.face.currency != Currency::Kes || t.face.amount % SHILLING == 0;
    ensure!((1..=PRICE_MAX).contains(&t.face.amount) && whole, Error::FacePriceInvalid);
    ensure!(t.capacity > 0, Error::CapacityZero);
    ensure!(t.fiat_quota <= t.capacity, Error::QuotaOverCapacity);
    ensure!((1..=MAX_TICKETS).contains(&t.per_order), Error::OrderLimitInvalid);
    ensure!(t.opens_at < t.closes_at && t.closes_at <= terms.ends_at, Error::SaleWindowInvalid);
    Ok(())
}

fn policy(terms: &Terms) -> Result<(), Error> {
    let p: &Policy = &terms.policy;
    let shares = [p.reserve_bps, p.royalty_bps, p.commission_cap_bps];
    ensure!(shares.iter().all(|s| *s <= WHOLE), Error::PolicyInvalid);
    // A reserve protects buyers until the event took place, and does not lock payees out for long after it.
    let held = terms.ends_at..=terms.ends_at.saturating_add(MAX_HOLD);
    ensure!(p.reserve_bps == 0 || held.contains(&p.release_at), Error::PolicyInvalid);
    ensure!(p.freeze_at <= terms.ends_at, Error::PolicyInvalid);
    ensure!(p.resale_cap_bps == 0 || p.resale_limit > 0, Error::PolicyInvalid);
    Ok(())
}

pub fn splits(e: &Env, config: &Config, terms: &Terms) -> Result<(), Error> {
    let payees = &terms.payees;
    ensure!((2..=MAX_PAYEES).contains(&payees.len()), Error::PayeeCountInvalid);
    let first = payees.get_unchecked(0);
    ensure!(first.address.address() == config.organizer && first.role == Role::Organizer, Error::OrganizerNotFirst);
    let mut sum = 0u32;
    for (i, p) in payees.iter().enumerate() {
        ensure!((1..=WHOLE).contains(&p.bps), Error::ShareZero);
        sum += p.bps;
        // Money paid to the event itself would count as paid and never leave.
        ensure!(p.address.address() != e.current_contract_address(), Error::PayeeInvalid);
        let twin = |q: Payee| q.address == p.address;
        ensure!(!payees.iter().skip(i + 1).any(twin), Error::PayeeTwice);
    }
    ensure!(sum == WHOLE, Error::SplitsNotWhole);
    // Commission comes out of the organizer's share and can never exceed it.
    ensure!(terms.policy.commission_cap_bps <= first.bps, Error::PolicyInvalid);
    Ok(())
}
