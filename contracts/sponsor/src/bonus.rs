//! A creator's bonus follows the event's totals; nothing is accrued here.
use crate::{
    clock::{ensure_paying, now},
    errors::Error,
    events::{Bonus, BonusPaid},
    log,
    records::DAY,
    storage, token,
};
use passa_types::{ensure, EventClient};
use soroban_sdk::{Address, BytesN, Env};

pub fn execute(e: &Env, id: &BytesN<32>, creator: &Address) -> Result<i128, Error> {
    let mut s = storage::sponsorship(e, id)?;
    s.ensure_accepted()?;
    let event = EventClient::new(e, &s.event);
    let status = event.status();
    ensure_paying(&status)?;
    // While buyers may give tickets back by themselves, a sale is no sale yet.
    ensure!(now(e) >= status.refund_until, Error::TooEarly);
    let index = s.grants.iter().position(|grant| grant.creator == *creator).ok_or(Error::CreatorUnknown)? as u32;
    let mut grant = s.grants.get_unchecked(index);
    let (points, day) = (event.creator(creator).points, now(e) / DAY);
    let amount = s.bonus(&grant, points, day);
    ensure!(amount > 0, Error::NothingDue);
    grant.paid += amount;
    s.grants.set(index, grant);
    s.spend(day, amount);
    let payload = || Bonus { amount, creator: creator.clone(), points };
    log::publish(e, &mut s, |n, log| BonusPaid { id: id.clone(), payload: payload(), n, log });
    storage::set_sponsorship(e, id, &s);
    token::pay(e, creator, amount)?;
    Ok(amount)
}
