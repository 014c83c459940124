//! What people do, in one line each.
use crate::fixture::{Failure, Fixture};
use passa_event_next::{Account, HotView, OrderView};
use passa_registry::{Change, Pending};
use passa_types::first::{Payee, SettleItem};
use soroban_sdk::{Address, BytesN, Vec};

impl Fixture {
    /// A fan buys from one tier, under the first terms, at any price.
    pub fn buy(&self, buyer: &str, nonce: u64, tier: u32, qty: u32) -> Result<Vec<u64>, Failure> {
        self.buy_items(buyer, nonce, &[(tier, qty)], 1, i128::MAX)
    }

    pub fn buy_items(
        &self,
        buyer: &str,
        nonce: u64,
        items: &[(u32, u32)],
        terms_version: u32,
        max_total: i128,
    ) -> Result<Vec<u64>, Failure> {
        let items = Vec::from_slice(&self.env, items);
        let args = (self.address(buyer), nonce, items, terms_version, max_total);
        self.run(&self.event, "process_ticket_purchase", args)
    }

    pub fn settle(&self, lane: u32, seq: u32, items: &[SettleItem]) -> Result<u64, Failure> {
        let items = Vec::from_slice(&self.env, items);
        self.run(&self.registry, "settle_batch", (&self.event, lane, seq, items))
    }

    pub fn allocate(&self, tier: u32, n: u32) -> Result<(), Failure> {
        self.run(&self.registry, "allocate", (&self.event, tier, n))
    }

    pub fn deallocate(&self, tier: u32, n: u32) -> Result<(), Failure> {
        self.run(&self.registry, "deallocate", (&self.event, tier, n))
    }

    pub fn distribute(&self, mask: u32) -> Vec<i128> {
        self.run(&self.event, "distribute_ticket_revenue", (mask,)).unwrap()
    }

    pub fn claim(&self, index: u32) -> Result<i128, Failure> {
        self.run(&self.event, "claim", (index,))
    }

    pub fn transfer(&self, from: &str, to: &str, ticket: u64) -> Result<(), Failure> {
        self.run(&self.event, "transfer", (self.address(from), self.address(to), ticket))
    }

    pub fn set_splits(&self, payees: &Vec<Payee>) -> Result<(), Failure> {
        self.run(&self.event, "set_splits", (payees.clone(),))
    }

    pub fn hot(&self) -> HotView {
        self.run(&self.event, "hot", ()).unwrap()
    }

    pub fn accounts(&self) -> std::vec::Vec<Account> {
        self.run::<Vec<Account>>(&self.event, "accounts", ()).unwrap().iter().collect()
    }

    pub fn cash(&self) -> i128 {
        self.run(&self.event, "cash", ()).unwrap()
    }

    pub fn order(&self, id: u64) -> Result<OrderView, Failure> {
        self.run(&self.event, "order", (id,))
    }

    pub fn owner_of(&self, ticket: u64) -> Result<Address, Failure> {
        self.run(&self.event, "owner_of", (ticket,))
    }

    pub fn set_event_wasm(&self, wasm_hash: &BytesN<32>, version: u32) -> Result<(), Failure> {
        self.run(&self.registry, "set_event_wasm", (wasm_hash, version))
    }

    pub fn upgrade(&self, wasm_hash: &BytesN<32>) -> Result<(), Failure> {
        self.run(&self.registry, "upgrade", (wasm_hash,))
    }

    pub fn apply(&self, change: Change) -> Result<(), Failure> {
        self.run(&self.registry, "apply_change", (change,))
    }

    pub fn cancel(&self, by: &str, change: Change) -> Result<(), Failure> {
        self.run(&self.registry, "cancel_change", (self.address(by), change))
    }

    pub fn pending(&self, change: Change) -> Option<Pending> {
        self.run(&self.registry, "pending_change", (change,)).unwrap()
    }
}
