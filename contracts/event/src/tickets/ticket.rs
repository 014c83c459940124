//! Tickets live in their order until they leave it.
use crate::{
    clock::now,
    ensure,
    errors::Error,
    ids,
    records::{
        moved::Moved,
        order::{Order, Payer, COMPLIMENTARY, CUSTODY},
        storage,
        terms::Terms,
    },
};
use soroban_sdk::{Address, Env};

/// A ticket with the order it came from.
pub struct Ticket {
    pub id: u64,
    pub order_id: u64,
    pub order: Order,
    pub index: u32,
    moved: Option<Moved>,
}

impl Ticket {
    pub fn find(e: &Env, id: u64) -> Result<Self, Error> {
        let (order_id, index) = ids::order_of(id);
        let order = storage::order(e, order_id)?;
        ensure!(index < order.count as u32, Error::TicketUnknown);
        Ok(Self::of(e, order_id, &order, index))
    }

    pub fn of(e: &Env, order_id: u64, order: &Order, index: u32) -> Self {
        let id = ids::ticket(order_id, index);
        let moved = if order.moved >> index & 1 == 1 { storage::moved(e, id) } else { None };
        Ticket { id, order_id, order: order.clone(), index, moved }
    }

    pub fn owner(&self) -> &Address {
        self.moved.as_ref().map_or(&self.order.owner, |moved| &moved.owner)
    }

    /// Whether the holder is an address of the relayer's.
    pub fn custody(&self) -> bool {
        self.moved.as_ref().map_or(self.order.has(CUSTODY), |moved| moved.custody)
    }

    /// Who has the right to its money.
    pub fn payer(&self) -> Payer {
        match &self.moved {
            None => self.order.payer.clone(),
            Some(moved) => moved.payer.clone().unwrap_or_else(|| Payer::Other(self.order.owner.clone())),
        }
    }

    /// How often it was sold on.
    pub fn resales(&self) -> u8 {
        self.moved.as_ref().map_or(self.order.resales, |moved| moved.resales)
    }

    pub fn is_complimentary(&self) -> bool {
        self.order.has(COMPLIMENTARY)
    }

    /// Whether a mask of the order has this ticket.
    pub fn marked(&self, mask: u32) -> bool {
        mask >> self.index & 1 == 1
    }

    pub fn bit(&self) -> u32 {
        1 << self.index
    }

    /// Listings end with the freeze of transfers: from then on they are as if they were not there.
    pub fn is_listed(&self, e: &Env, terms: &Terms) -> bool {
        self.marked(self.order.listed) && now(e) < terms.policy.freeze_at
    }

    /// Entry, refund, sale and transfer exclude each other. Errors 603, 604, 608.
    pub fn ensure_idle(&self, e: &Env, terms: &Terms) -> Result<(), Error> {
        ensure!(!self.marked(self.order.used), Error::TicketUsed);
        ensure!(!self.marked(self.order.refunded), Error::TicketRefunded);
        ensure!(!self.is_listed(e, terms), Error::TicketListed);
        Ok(())
    }

    /// Who has the right to the money after a plain transfer: the same as before it. Nobody paid for a complimentary ticket.
    pub fn payer_after_gift(&self) -> Payer {
        match self.payer() {
            Payer::Owner if !self.is_complimentary() => Payer::Other(self.owner().clone()),
            payer => payer,
        }
    }

    /// Changes the holder and stores it. An order's only ticket takes its order along, which costs no new entry.
    pub fn give(mut self, e: &Env, to: &Address, custody: bool, payer: Payer, resales: u8) {
        let payer = if payer == Payer::Other(to.clone()) { Payer::Owner } else { payer };
        if self.order.count == 1 {
            self.order.hand_over(to, custody, payer);
            self.order.resales = resales;
        } else {
            let payer = (payer != Payer::Other(self.order.owner.clone())).then_some(payer);
            self.order.moved |= self.bit();
            storage::set_moved(e, self.id, &Moved { custody, resales, owner: to.clone(), payer });
        }
        storage::set_order(e, self.order_id, &self.order);
    }
}
