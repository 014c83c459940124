//! A milestone's money goes to the organizer: by the brand, by time, or by the registry after an objection.
use crate::{
    clock::{ensure_paying, now, OBJECTION},
    errors::Error,
    events::{By, Release, Released},
    log,
    records::{Claim, Sponsorship},
    storage, token,
};
use passa_types::{ensure, EventClient};
use soroban_sdk::{BytesN, Env};

/// `approved` takes the brand's signature, also after its objection; without it the claim's five days are over.
pub fn execute(e: &Env, id: &BytesN<32>, approved: bool) -> Result<i128, Error> {
    let s = storage::sponsorship(e, id)?;
    let claim = s.open_claim()?;
    if approved {
        s.brand.require_auth();
        return pay(e, id, s, claim.amount, By::Brand);
    }
    ensure!(!claim.objected, Error::Objected);
    ensure!(now(e) >= claim.at + OBJECTION, Error::TooEarly);
    pay(e, id, s, claim.amount, By::Time)
}

/// At most the claim; 0 dismisses it.
pub fn decide(e: &Env, id: &BytesN<32>, amount: i128) -> Result<(), Error> {
    storage::registry(e).require_auth();
    let s = storage::sponsorship(e, id)?;
    let claim = s.open_claim()?;
    ensure!(claim.objected, Error::NotObjected);
    ensure!(amount >= 0, Error::AmountInvalid);
    ensure!(amount <= claim.amount, Error::ClaimTooHigh);
    pay(e, id, s, amount, By::Registry).map(drop)
}

fn pay(e: &Env, id: &BytesN<32>, mut s: Sponsorship, amount: i128, by: By) -> Result<i128, Error> {
    let event = EventClient::new(e, &s.event);
    ensure_paying(&event.status())?;
    let to = event.organizer();
    s.claim = Claim::NONE;
    s.released += amount;
    let payload = || Release { amount, by, to: to.clone() };
    log::publish(e, &mut s, |n, log| Released { id: id.clone(), payload: payload(), n, log });
    storage::set_sponsorship(e, id, &s);
    if amount > 0 {
        token::pay(e, &to, amount)?;
    }
    Ok(amount)
}
