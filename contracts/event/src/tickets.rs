//! Tickets live in their order until they leave it.
use crate::{ensure, errors::Error, ids, order::Order, storage};
use soroban_sdk::{Address, Env};

/// A ticket with the order it came from.
pub struct Ticket {
    pub id: u64,
    pub order_id: u64,
    pub order: Order,
    pub index: u32,
}

impl Ticket {
    pub fn find(e: &Env, id: u64) -> Result<Self, Error> {
        let (order_id, index) = ids::order_of(id);
        let order = storage::order(e, order_id)?;
        ensure!(index < order.count as u32, Error::TicketUnknown);
        Ok(Ticket { id, order_id, order, index })
    }

    pub fn owner(&self, e: &Env) -> Address {
        if self.marked(self.order.moved) {
            return storage::moved(e, self.id).unwrap();
        }
        self.order.owner.clone()
    }

    /// Whether a mask of the order has this ticket.
    pub fn marked(&self, mask: u32) -> bool {
        mask >> self.index & 1 == 1
    }
}
