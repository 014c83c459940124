//! Who holds a ticket, and how it changes hands.
use crate::{ensure, errors::Error, events, ids, log, order::Order, storage, types::Move};
use soroban_sdk::{Address, Env};

pub fn owner_of(e: &Env, ticket: u64) -> Result<Address, Error> {
    let (id, index) = ids::order_of(ticket);
    let order = storage::order(e, id)?;
    ensure!(index < order.count as u32, Error::TicketUnknown);
    Ok(holder(e, &order, ticket, index))
}

fn holder(e: &Env, order: &Order, ticket: u64, index: u32) -> Address {
    if order.moved >> index & 1 == 1 {
        return storage::moved(e, ticket).unwrap();
    }
    order.owner.clone()
}

/// A plain transfer, without money. Where a resale cap applies it is off: it would be a way round the cap.
pub fn transfer(e: &Env, from: &Address, to: &Address, ticket: u64) -> Result<(), Error> {
    let (id, index) = ids::order_of(ticket);
    let mut order = storage::order(e, id)?;
    ensure!(index < order.count as u32, Error::TicketUnknown);
    ensure!(holder(e, &order, ticket, index) == *from, Error::NotOwner);
    ensure!(from != to, Error::TransferToSelf);
    ensure!(order.used >> index & 1 == 0, Error::TicketUsed);
    ensure!(order.refunded >> index & 1 == 0, Error::TicketRefunded);
    let policy = storage::terms(e).policy;
    ensure!(policy.transferable && policy.resale_cap_bps == 0, Error::TransfersOff);
    ensure!(e.ledger().timestamp() < policy.freeze_at, Error::TransfersFrozen);

    if order.count == 1 {
        order.hand_over(to);
        storage::set_order(e, id, &order);
    } else {
        if order.moved >> index & 1 == 0 {
            order.moved |= 1 << index;
            storage::set_order(e, id, &order);
        }
        storage::set_moved(e, ticket, to);
    }
    let mut state = storage::hot(e);
    let (from, to) = (from.clone(), to.clone());
    let moved = |payload, n, log| events::Moved { from: from.clone(), to: to.clone(), payload, n, log };
    log::publish(e, &mut state, Move { ticket }, moved);
    storage::set_hot(e, &state);
    events::Transfer { from: from.clone(), to: to.clone(), token_id: ticket }.publish(e);
    Ok(())
}
