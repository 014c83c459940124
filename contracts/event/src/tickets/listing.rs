//! A holder offers a ticket for at most what the policy allows.
use crate::{
    clock::{ensure_not_cancelled, now},
    ensure,
    errors::Error,
    money::accounting::WHOLE,
    payloads::Listing,
    records::{storage, terms::Terms},
    ticket_events,
    tickets::ticket::Ticket,
};
use soroban_sdk::Env;

/// By the holder; in custody by the registry for the relayer, and the treasury gets the money.
pub fn list(e: &Env, id: u64, price: i128) -> Result<(), Error> {
    let (mut ticket, terms) = (Ticket::find(e, id)?, storage::terms(e));
    sign(e, &ticket);
    ensure_not_cancelled(&storage::counters(e))?;
    ticket.ensure_idle(e, &terms)?;
    allowed(e, &terms, &ticket)?;
    let face = terms.tier(ticket.order.tier as u32)?.price;
    ensure!(price > 0, Error::PriceNotPositive);
    ensure!(price <= face * terms.policy.resale_cap_bps as i128 / WHOLE, Error::PriceAboveCap);
    ticket.order.listed |= ticket.bit();
    storage::set_order(e, ticket.order_id, &ticket.order);
    storage::set_listed(e, id, price);
    ticket_events::ListedForSale { listing: Listing { custody: ticket.custody(), price, ticket: id } }.publish(e);
    Ok(())
}

/// By the holder, or the registry for a ticket in custody.
pub fn unlist(e: &Env, id: u64) -> Result<(), Error> {
    let mut ticket = Ticket::find(e, id)?;
    sign(e, &ticket);
    ensure!(ticket.marked(ticket.order.listed), Error::NotListed);
    ticket.order.listed &= !ticket.bit();
    storage::set_order(e, ticket.order_id, &ticket.order);
    storage::remove_listed(e, id);
    ticket_events::Unlisted { ticket: id }.publish(e);
    Ok(())
}

fn sign(e: &Env, ticket: &Ticket) {
    match ticket.custody() {
        true => storage::config(e).registry.require_auth(),
        false => ticket.owner().require_auth(),
    }
}

/// Errors 606, 611, 612, 614.
pub fn allowed(e: &Env, terms: &Terms, ticket: &Ticket) -> Result<(), Error> {
    ensure!(terms.policy.resale_cap_bps > 0, Error::ResalesOff);
    ensure!(!ticket.is_complimentary(), Error::TicketComplimentary);
    ensure!(now(e) < terms.policy.freeze_at, Error::TransfersFrozen);
    ensure!((ticket.resales() as u32) < terms.policy.resale_limit, Error::ResaleLimit);
    Ok(())
}
