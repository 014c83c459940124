//! What refund and reversal share: tickets of one order that stop being tickets.
use crate::{
    ensure,
    errors::Error,
    records::{
        counters::{Counters, CANCELLED},
        order::{Order, Payer, COMPLIMENTARY},
        storage,
        terms::Terms,
    },
    sale::{credits, inventory},
    tickets::ticket::Ticket,
};
use passa_types::Credit;
use soroban_sdk::{Address, Env, Vec};

/// Tickets of one order, all with one holder and one payer.
pub struct Voiding {
    pub id: u64,
    pub order: Order,
    pub mask: u32,
    pub owner: Address,
    pub custody: bool,
    pub payer: Payer,
    /// The most often resold one's number.
    pub resales: u8,
}

impl Voiding {
    /// Before a cancel a used ticket stays; afterwards everybody gets the money back.
    pub fn open(e: &Env, counters: &Counters, id: u64, mask: u32) -> Result<Self, Error> {
        let order = storage::order(e, id)?;
        ensure!(!order.has(COMPLIMENTARY), Error::NotRefundable);
        ensure!(mask != 0 && mask & !order.all() == 0, Error::TicketUnknown);
        ensure!(mask & order.refunded == 0, Error::TicketRefunded);
        ensure!(counters.has(CANCELLED) || mask & order.used == 0, Error::TicketUsed);
        let first = Ticket::of(e, id, &order, mask.trailing_zeros());
        let (owner, payer, custody) = (first.owner().clone(), first.payer(), first.custody());
        let mut resales = 0;
        for index in (0..order.count as u32).filter(|i| mask >> i & 1 == 1) {
            let ticket = Ticket::of(e, id, &order, index);
            let same = *ticket.owner() == owner && ticket.payer() == payer && ticket.custody() == custody;
            ensure!(same, Error::MixedTickets);
            resales = resales.max(ticket.resales());
        }
        Ok(Voiding { id, order, mask, owner, custody, payer, resales })
    }

    pub fn tickets(&self) -> u32 {
        self.mask.count_ones()
    }

    /// What they cost, in stroops.
    pub fn face(&self, terms: &Terms) -> Result<i128, Error> {
        Ok(terms.tier(self.order.tier as u32)?.price * self.tickets() as i128)
    }

    /// Takes them out of the order, the inventory and, before a cancel, what creators earned. Returns (creator, stroops).
    pub fn apply(
        &mut self,
        e: &Env,
        counters: &mut Counters,
        face: i128,
        credits: &Vec<Credit>,
    ) -> Result<Vec<(Address, i128)>, Error> {
        let mut commissions = Vec::new(e);
        if !counters.has(CANCELLED) {
            commissions = credits::take_back(e, counters, self.id, &self.order, self.tickets(), credits)?;
        }
        inventory::give_back(counters, &self.order, self.tickets())?;
        counters.refundable -= face;
        self.order.refunded |= self.mask;
        storage::set_order(e, self.id, &self.order);
        Ok(commissions)
    }
}
