//! A tier's price never changes: another price is another tier, which may take the free seats of an older one.
use crate::{
    clock::{ensure_not_cancelled, now},
    ensure,
    errors::Error,
    events, log,
    payloads::TierAddition,
    records::{counters::Counters, storage, terms::Terms},
    terms::validate,
};
use passa_types::Tier;
use soroban_sdk::Env;

pub fn execute(e: &Env, tier: Tier, replaces: Option<u32>) -> Result<(), Error> {
    storage::config(e).organizer.require_auth();
    let (mut terms, mut counters) = (storage::terms(e), storage::counters(e));
    ensure_not_cancelled(&counters)?;
    ensure!(now(e) < terms.ends_at, Error::TooLate);
    validate::tier(&tier, &terms)?;
    let left = match replaces {
        Some(old) => take_seats(&mut terms, &mut counters, old, tier.capacity)?,
        None => 0,
    };
    let index = terms.tiers().len() as u32;
    terms.add_tier(tier)?;
    counters.add_tier();
    counters.terms_version += 1;

    let terms_version = counters.terms_version;
    let payload = TierAddition { left, replaced: replaces, terms: terms.pack(e), terms_version, tier: index };
    log::publish(e, &mut counters, |n, log| events::TierAdded { payload, n, log });
    storage::set_terms(e, &terms);
    storage::set_counters(e, &counters);
    Ok(())
}

/// The old tier keeps what is sold and what fiat holds; the new one gets at most the rest, or the room would be oversold.
/// Returns the old tier's capacity from now on.
fn take_seats(terms: &mut Terms, counters: &mut Counters, old: u32, wanted: u32) -> Result<u32, Error> {
    let count = *counters.count(old)?;
    let tier = terms.tiers_mut().get_mut(old as usize).ok_or(Error::TierUnknown)?;
    let used = count.sold - count.fiat_sold + count.fiat_allocated;
    ensure!(wanted <= tier.capacity - used, Error::SeatsInUse);
    tier.capacity = used;
    tier.fiat_quota = count.fiat_allocated;
    Ok(used)
}
