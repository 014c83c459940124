//! The organizer agrees. An id stands for one offer for ever, so the signature over it covers all of its terms.
use crate::{
    clock::{ensure_not_cancelled, now},
    errors::Error,
    events::Accepted,
    log,
    records::{Grant, Stage},
    storage,
};
use passa_types::{ensure, EventClient};
use soroban_sdk::{BytesN, Env, Vec};

pub fn execute(e: &Env, id: &BytesN<32>) -> Result<(), Error> {
    let mut s = storage::sponsorship(e, id)?;
    let event = EventClient::new(e, &s.event);
    event.organizer().require_auth();
    ensure!(s.stage == Stage::Funded, Error::NotOpen);
    let status = event.status();
    ensure_not_cancelled(&status)?;
    ensure!(now(e) < status.ends_at, Error::TooLate);
    let (mut grants, mut bases) = (Vec::new(e), Vec::new(e));
    for Grant { creator, .. } in s.grants.iter() {
        let base = event.creator(&creator).points;
        bases.push_back(base);
        grants.push_back(Grant { base, creator, paid: 0 });
    }
    s.grants = grants;
    s.stage = Stage::Accepted;
    log::publish(e, &mut s, |n, log| Accepted { id: id.clone(), payload: bases.clone(), n, log });
    storage::set_sponsorship(e, id, &s);
    Ok(())
}
