//! What an organizer may publish.
use crate::{
    clock::{now, DAY},
    ensure,
    errors::Error,
    records::{config::Config, order::MAX_TICKETS, terms::Terms},
};
use passa_types::{Currency, Role, Tier};
use soroban_sdk::Env;

const WHOLE: u32 = 10_000;
/// One basis point of any price is then a whole stroop.
pub const PRICE_STEP: i128 = 10_000;
/// 0.01 USDC.
const PRICE_MIN: i128 = 100_000;
/// 100 million USDC: no sum of prices can leave the range of a token transfer.
const PRICE_MAX: i128 = 1_000_000_000_000_000;
const SHILLING: i128 = 100;
const YEARS: u64 = 3 * 365 * DAY;
const MAX_HOLD: u64 = 180 * DAY;
/// How long a platform that asks for a reserve holds it after the event: a mobile-money reversal finds money.
const MIN_HOLD: u64 = 3 * DAY;
/// Five times the price.
const MAX_RESALE_CAP: u32 = 50_000;

pub fn everything(e: &Env, config: &Config, terms: &Terms) -> Result<(), Error> {
    ensure!(!terms.name.is_empty(), Error::NameInvalid);
    ensure!(!terms.tiers().is_empty(), Error::NoTiers);
    times(e, terms)?;
    terms.tiers().iter().try_for_each(|t| tier(t, terms))?;
    splits(e, config, terms)
}

fn times(e: &Env, terms: &Terms) -> Result<(), Error> {
    let now = now(e);
    ensure!(terms.starts_at > now, Error::EventInPast);
    ensure!(terms.doors_at <= terms.starts_at, Error::EventTimesInvalid);
    ensure!(terms.ends_at > terms.starts_at, Error::EventTimesInvalid);
    ensure!(terms.ends_at <= now + YEARS, Error::EventTooFar);
    Ok(())
}

pub fn tier(t: &Tier, terms: &Terms) -> Result<(), Error> {
    ensure!(t.price > 0, Error::PriceNotPositive);
    ensure!(t.price >= PRICE_MIN, Error::PriceTooLow);
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

/// What is fixed with the first order: policy and payees.
pub fn splits(e: &Env, config: &Config, terms: &Terms) -> Result<(), Error> {
    let p = &terms.policy;
    let shares = [p.reserve_bps, p.royalty_bps, p.commission_cap_bps];
    ensure!(shares.iter().all(|s| *s <= WHOLE), Error::PolicyInvalid);
    ensure!(p.reserve_bps >= config.min_reserve_bps, Error::ReserveTooSmall);
    ensure!(p.resale_cap_bps <= MAX_RESALE_CAP && p.resale_limit <= u8::MAX as u32, Error::PolicyInvalid);
    ensure!(p.resale_cap_bps == 0 || p.resale_limit > 0, Error::PolicyInvalid);
    policy_times(config, terms)?;
    payees(e, config, terms)
}

fn policy_times(config: &Config, terms: &Terms) -> Result<(), Error> {
    let p = &terms.policy;
    // A gate that checks everybody in early must not end refunds, and who may refund must not have entered.
    ensure!(p.refund_until <= p.freeze_at && p.freeze_at <= terms.doors_at, Error::EventTimesInvalid);
    // Buyers take back what nobody has been paid yet.
    ensure!(p.refund_until == 0 || p.reserve_bps == WHOLE, Error::PolicyInvalid);
    // A reserve protects buyers until the event took place, and does not lock payees out for long after it.
    let hold = if config.min_reserve_bps > 0 { MIN_HOLD } else { 0 };
    let earliest = if p.reserve_bps > 0 { terms.ends_at + hold } else { 0 };
    ensure!((earliest..=terms.ends_at + MAX_HOLD).contains(&p.release_at), Error::PolicyInvalid);
    Ok(())
}

fn payees(e: &Env, config: &Config, terms: &Terms) -> Result<(), Error> {
    let payees = terms.payees();
    let first = terms.payee(0)?;
    ensure!(first.to.address(e) == config.organizer && first.is(Role::Organizer), Error::OrganizerNotFirst);
    let mut sum = 0;
    for (i, payee) in payees.iter().enumerate() {
        sum += payee.bps;
        // Money paid there would count as paid and never be anybody's.
        ensure!(!config.is_taken(e, &payee.to.address(e)), Error::PayeeInvalid);
        ensure!(payees.iter().skip(i + 1).all(|other| other.to != payee.to), Error::PayeeTwice);
    }
    ensure!(sum == WHOLE, Error::SplitsNotWhole);
    // Commission comes out of the organizer's share and can never exceed it.
    ensure!(terms.policy.commission_cap_bps <= first.bps, Error::PolicyInvalid);
    Ok(())
}
