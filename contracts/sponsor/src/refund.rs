//! What is left goes back to the brand.
use crate::{
    clock::{now, REFUND},
    errors::Error,
    events::Refunded,
    log,
    records::{Claim, Stage},
    storage, token,
};
use passa_types::{ensure, EventClient};
use soroban_sdk::{BytesN, Env};

/// At once where nobody accepted or the event is cancelled, which ends a claim too; else two weeks after the event's end,
/// less an open claim.
pub fn execute(e: &Env, id: &BytesN<32>) -> Result<i128, Error> {
    let mut s = storage::sponsorship(e, id)?;
    s.brand.require_auth();
    let status = EventClient::new(e, &s.event).status();
    if status.cancelled {
        s.claim = Claim::NONE;
    } else if s.stage == Stage::Accepted {
        ensure!(now(e) >= status.ends_at + REFUND, Error::TooEarly);
    }
    let amount = s.left() - s.claim.amount;
    ensure!(amount > 0, Error::NothingDue);
    s.refunded += amount;
    s.stage = Stage::Ended;
    log::publish(e, &mut s, |n, log| Refunded { id: id.clone(), payload: amount, n, log });
    storage::set_sponsorship(e, id, &s);
    token::pay(e, &s.brand, amount)?;
    Ok(amount)
}
