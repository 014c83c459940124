//! A buyer without a wallet gets one: custody of the tickets ends, and the relayer can never move them again.
use crate::{ensure, errors::Error, ids, payloads::Claim, records::storage, ticket_events, tickets::ticket::Ticket};
use soroban_sdk::{Address, Env};

/// Through the registry, by the relayer. The right to a refund stays where it is.
pub fn claim(e: &Env, id: u64, mask: u32, to: &Address) -> Result<(), Error> {
    let (config, terms, order) = (storage::config(e), storage::terms(e), storage::order(e, id)?);
    config.registry.require_auth();
    ensure!(!config.is_taken(e, to), Error::AddressTaken);
    ensure!(mask != 0 && mask & !order.all() == 0, Error::TicketUnknown);
    let indexes = || (0..order.count as u32).filter(|i| mask >> i & 1 == 1);
    for index in indexes() {
        let ticket = Ticket::of(e, id, &order, index);
        ensure!(ticket.custody(), Error::NotInCustody);
        ensure!(!ticket.marked(order.refunded), Error::TicketRefunded);
        ensure!(!ticket.is_listed(e, &terms), Error::TicketListed);
    }
    // All that is still in the order leaves with it: no entry for each.
    if mask == order.all() & !order.moved & !order.refunded {
        let mut whole = order.clone();
        whole.hand_over(to, false, order.payer.clone());
        storage::set_order(e, id, &whole);
    } else {
        indexes().try_for_each(|index| give(e, ids::ticket(id, index), to))?;
    }
    ticket_events::Claimed { to: to.clone(), claim: Claim { mask, order: id } }.publish(e);
    indexes().for_each(|index| ticket_events::Mint { to: to.clone(), token_id: ids::ticket(id, index) }.publish(e));
    Ok(())
}

fn give(e: &Env, id: u64, to: &Address) -> Result<(), Error> {
    let ticket = Ticket::find(e, id)?;
    let (payer, resales) = (ticket.payer_after_gift(), ticket.resales());
    ticket.give(e, to, false, payer, resales);
    Ok(())
}
