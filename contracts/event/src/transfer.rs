//! A plain transfer of one ticket, without money.
use crate::{
    ensure,
    errors::Error,
    events, log, storage,
    tickets::Ticket,
    types::{Move, Terms},
};
use soroban_sdk::{Address, Env};

pub fn execute(e: &Env, from: &Address, to: &Address, id: u64) -> Result<(), Error> {
    let mut ticket = Ticket::find(e, id)?;
    ensure!(ticket.owner(e) == *from, Error::NotOwner);
    ensure!(from != to, Error::TransferToSelf);
    ensure!(!ticket.marked(ticket.order.used), Error::TicketUsed);
    ensure!(!ticket.marked(ticket.order.refunded), Error::TicketRefunded);
    allowed(e, &storage::terms(e))?;

    hand_over(e, &mut ticket, to);
    let mut hot = storage::hot(e);
    let (from, to) = (from.clone(), to.clone());
    let moved = |n, log| events::Moved { from: from.clone(), to: to.clone(), payload: Move { ticket: id }, n, log };
    log::publish(e, &mut hot, moved);
    storage::set_hot(e, &hot);
    events::Transfer { from, to, token_id: id }.publish(e);
    Ok(())
}

/// Where a resale cap applies, plain transfers are off: they would be a way round the cap.
fn allowed(e: &Env, terms: &Terms) -> Result<(), Error> {
    let policy = &terms.policy;
    ensure!(policy.transferable && policy.resale_cap_bps == 0, Error::TransfersOff);
    ensure!(e.ledger().timestamp() < policy.freeze_at, Error::TransfersFrozen);
    Ok(())
}

/// An order's only ticket takes its order along, which costs no new entry.
fn hand_over(e: &Env, ticket: &mut Ticket, to: &Address) {
    if ticket.order.count == 1 {
        ticket.order.hand_over(to);
        return storage::set_order(e, ticket.order_id, &ticket.order);
    }
    if !ticket.marked(ticket.order.moved) {
        ticket.order.moved |= 1 << ticket.index;
        storage::set_order(e, ticket.order_id, &ticket.order);
    }
    storage::set_moved(e, ticket.id, to);
}
