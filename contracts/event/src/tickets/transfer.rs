//! A plain transfer of one ticket, without money.
use crate::{
    clock::now,
    ensure,
    errors::Error,
    records::{storage, terms::Terms},
    ticket_events,
    tickets::ticket::Ticket,
};
use soroban_sdk::{Address, Env};

pub fn execute(e: &Env, from: &Address, to: &Address, id: u64) -> Result<(), Error> {
    from.require_auth();
    let (ticket, terms) = (Ticket::find(e, id)?, storage::terms(e));
    ensure!(ticket.owner() == from, Error::NotOwner);
    ensure!(from != to, Error::TransferToSelf);
    ensure!(!storage::config(e).is_taken(e, to), Error::AddressTaken);
    ticket.ensure_idle(e, &terms)?;
    allowed(e, &terms)?;
    let (payer, resales) = (ticket.payer_after_gift(), ticket.resales());
    ticket.give(e, to, false, payer, resales);
    let (from, to) = (from.clone(), to.clone());
    ticket_events::Moved { from: from.clone(), to: to.clone(), ticket: id }.publish(e);
    ticket_events::Transfer { from, to, token_id: id }.publish(e);
    Ok(())
}

/// Where a resale cap applies, plain transfers are off: they would be a way round the cap.
fn allowed(e: &Env, terms: &Terms) -> Result<(), Error> {
    let policy = &terms.policy;
    ensure!(policy.transferable && policy.resale_cap_bps == 0, Error::TransfersOff);
    ensure!(now(e) < policy.freeze_at, Error::TransfersFrozen);
    Ok(())
}
