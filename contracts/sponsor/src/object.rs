use crate::{
    clock::{now, OBJECTION},
    errors::Error,
    events::Objected,
    log, storage,
};
use passa_types::ensure;
use soroban_sdk::{BytesN, Env};

/// The claim waits for the registry then, or for the organizer's second one.
pub fn execute(e: &Env, id: &BytesN<32>) -> Result<(), Error> {
    let mut s = storage::sponsorship(e, id)?;
    s.brand.require_auth();
    let claim = s.open_claim()?;
    ensure!(!claim.objected, Error::Objected);
    ensure!(now(e) < claim.at + OBJECTION, Error::TooLate);
    s.claim.objected = true;
    log::publish(e, &mut s, |n, log| Objected { id: id.clone(), payload: claim.amount, n, log });
    storage::set_sponsorship(e, id, &s);
    Ok(())
}
