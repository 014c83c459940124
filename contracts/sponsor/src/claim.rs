//! The organizer asks for a milestone's money, one at a time. After an objection one claim more may take its place; after
//! the second objection only the registry decides.
use crate::{
    clock::{ensure_not_cancelled, now, CLAIMS},
    errors::Error,
    events::{Claimed, Milestone},
    log,
    records::{Claim, Sponsorship},
    storage,
};
use passa_types::{ensure, EventClient};
use soroban_sdk::{BytesN, Env};

pub fn execute(e: &Env, id: &BytesN<32>, amount: i128, proof_hash: &BytesN<32>) -> Result<(), Error> {
    let mut s = storage::sponsorship(e, id)?;
    let event = EventClient::new(e, &s.event);
    event.organizer().require_auth();
    s.ensure_accepted()?;
    let status = event.status();
    ensure_not_cancelled(&status)?;
    ensure!(now(e) <= status.ends_at + CLAIMS, Error::TooLate);
    let again = follows_objection(&s)?;
    ensure!(amount > 0, Error::AmountInvalid);
    ensure!(amount <= s.milestones_left(), Error::ClaimTooHigh);
    s.claim = Claim { again, amount, at: now(e), objected: false };
    let payload = || Milestone { again, amount, proof_hash: proof_hash.clone() };
    log::publish(e, &mut s, |n, log| Claimed { id: id.clone(), payload: payload(), n, log });
    storage::set_sponsorship(e, id, &s);
    Ok(())
}

fn follows_objection(s: &Sponsorship) -> Result<bool, Error> {
    let Ok(before) = s.open_claim() else { return Ok(false) };
    ensure!(before.objected, Error::ClaimOpen);
    ensure!(!before.again, Error::ClaimedTwice);
    Ok(true)
}
