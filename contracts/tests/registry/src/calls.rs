//! What people do, in one line each.
use crate::fixture::{Done, Failure, Fixture};
use passa_event::records::{config::Config, counters::Counters, order::Order, storage};
use passa_registry::{Change, Error, Proposal, RegistryConfig, Setting};
use passa_types::{Credit, SettleItem};
use soroban_sdk::{Address, Bytes, BytesN, Env, IntoVal, Val, Vec};

pub fn refused<T>(error: Error) -> Done<T> {
    Err(Failure::Code(error as u32))
}

pub fn failed<T>(error: passa_event::Error) -> Done<T> {
    Err(Failure::Code(error as u32))
}

pub fn ticket(order: u64, index: u32) -> u64 {
    order << 5 | index as u64
}

impl Fixture {
    /// Looks at the entries of the event, of the second version.
    pub fn inside<T>(&self, look: impl FnOnce(&Env) -> T) -> T {
        self.env.as_contract(&self.event, || look(&self.env))
    }

    pub fn counters(&self) -> Counters {
        self.inside(storage::counters)
    }

    pub fn event_config(&self) -> Config {
        self.inside(storage::config)
    }

    pub fn order(&self, id: u64) -> Order {
        self.inside(|e| storage::order(e, id)).unwrap()
    }

    pub fn held(&self) -> i128 {
        self.balance(&self.event)
    }

    pub fn buy(&self, buyer: &str, nonce: u64, qty: u32) -> u64 {
        let items = soroban_sdk::vec![&self.env, (0u32, qty)];
        let args = (self.address(buyer), nonce, items, self.counters().terms_version, i128::MAX, None::<Bytes>);
        self.on_event::<Vec<u64>>("process_ticket_purchase", args).unwrap().get_unchecked(0)
    }

    pub fn item(&self, owner: &str, qty: u32) -> SettleItem {
        let evidence = BytesN::from_array(&self.env, &[9; 32]);
        SettleItem(self.address(owner), 0, qty, evidence, 1, 1, Vec::new(&self.env))
    }

    pub fn items(&self, items: &[SettleItem]) -> Vec<Val> {
        let mut raw: Vec<Val> = Vec::new(&self.env);
        items.iter().for_each(|item| raw.push_back(item.clone().into_val(&self.env)));
        raw
    }

    pub fn settle(&self, seq: u32, items: &[SettleItem]) -> Done<u64> {
        self.call("settle_batch", (&self.event, 0u32, seq, self.items(items)))
    }

    /// Sets seats aside and settles one fiat order in them. Returns the order.
    pub fn settle_one(&self, owner: &str, qty: u32) -> u64 {
        let seq = self.counters().lanes().first().map_or(1, |lane| lane.seq + 1);
        self.allocate(qty).unwrap();
        assert_eq!(self.settle(seq, &[self.item(owner, qty)]), Ok(1));
        1 << 58 | (seq as u64) << 6
    }

    pub fn allocate(&self, n: u32) -> Done {
        self.call("allocate", (&self.event, 0u32, n))
    }

    pub fn list_custodial(&self, ticket: u64, price: i128) -> Done {
        self.call("list_custodial", (&self.event, ticket, price))
    }

    pub fn buy_custodial(&self, ticket: u64, max_price: i128, to: &str) -> Done {
        self.call("buy_custodial", (&self.event, ticket, max_price, self.address(to)))
    }

    pub fn refund_custodial(&self, order: u64, mask: u32, relayed: bool, also: &[&str]) -> Done<i128> {
        let mut others = Vec::<Address>::new(&self.env);
        also.iter().for_each(|name| others.push_back(self.address(name)));
        self.call("refund_custodial", (&self.event, order, mask, Vec::<Credit>::new(&self.env), relayed, others))
    }

    pub fn reverse(&self, order: u64, mask: u32) -> Done<i128> {
        let evidence = BytesN::from_array(&self.env, &[5; 32]);
        self.call("reverse_fiat", (&self.event, order, mask, Vec::<Credit>::new(&self.env), evidence))
    }

    pub fn config(&self) -> RegistryConfig {
        self.call("config", ()).unwrap()
    }

    pub fn propose(&self, setting: &Setting) -> Done {
        self.call("propose", (setting.clone(),))
    }

    pub fn accept(&self, change: Change) -> Done {
        self.call("accept_role", (change,))
    }

    pub fn apply(&self, change: Change) -> Done {
        self.call("apply_change", (change,))
    }

    pub fn cancel_change(&self, by: &str, change: Change) -> Done {
        self.call("cancel_change", (self.address(by), change))
    }

    pub fn proposal(&self, change: Change) -> Option<Proposal> {
        self.call("pending_setting", (change,)).unwrap()
    }

    /// Proposes, accepts, waits and applies.
    pub fn change(&self, setting: &Setting) {
        self.propose(setting).unwrap();
        if setting.holder().is_some() {
            self.accept(setting.change()).unwrap();
        }
        self.wait(7 * 24 * 3600);
        self.apply(setting.change()).unwrap();
    }
}
