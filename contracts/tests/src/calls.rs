//! What people do, in one line each.
use crate::fixture::{Failure, Fixture};
use passa_event::records::{order::Order, storage};
use passa_types::{CreatorAccount, Credit, Payee, Policy, SettleItem, Tier};
use soroban_sdk::{vec, Address, Bytes, BytesN, IntoVal, MuxedAddress, Val, Vec};

type Done<T = ()> = Result<T, Failure>;

impl Fixture {
    /// A fan buys from one tier, under today's terms, at any price. Returns the order.
    pub fn buy(&self, buyer: &str, nonce: u64, tier: u32, qty: u32) -> Done<u64> {
        let orders = self.buy_items(buyer, nonce, &[(tier, qty)], self.counters().terms_version, i128::MAX)?;
        Ok(orders.get_unchecked(0))
    }

    pub fn buy_items(
        &self,
        buyer: &str,
        nonce: u64,
        items: &[(u32, u32)],
        terms_version: u32,
        max_total: i128,
    ) -> Done<Vec<u64>> {
        let items = Vec::from_slice(&self.env, items);
        let args = (self.address(buyer), nonce, items, terms_version, max_total, None::<Bytes>);
        self.call("process_ticket_purchase", args)
    }

    pub fn buy_attributed(&self, buyer: &str, nonce: u64, items: &[(u32, u32)], attribution: Bytes) -> Done<Vec<u64>> {
        let items = Vec::from_slice(&self.env, items);
        let version = self.counters().terms_version;
        let args = (self.address(buyer), nonce, items, version, i128::MAX, Some(attribution));
        self.call("process_ticket_purchase", args)
    }

    /// An item that saw today's splits and terms, without credits.
    pub fn item(&self, owner: &str, tier: u32, qty: u32) -> SettleItem {
        self.credited_item(owner, tier, qty, &[])
    }

    pub fn credited_item(&self, owner: &str, tier: u32, qty: u32, credits: &[(&str, u32)]) -> SettleItem {
        let counters = self.counters();
        let evidence = BytesN::from_array(&self.env, &[9; 32]);
        let mut named = Vec::new(&self.env);
        credits.iter().for_each(|(name, weight)| named.push_back((self.address(name), *weight)));
        let owner = self.address(owner);
        SettleItem(owner, tier, qty, evidence, counters.splits_version, counters.terms_version, named)
    }

    pub fn settle(&self, lane: u32, seq: u32, items: &[SettleItem]) -> Done<u64> {
        let mut raw: Vec<Val> = Vec::new(&self.env);
        items.iter().for_each(|item| raw.push_back(item.clone().into_val(&self.env)));
        self.settle_raw(lane, seq, raw)
    }

    pub fn settle_raw(&self, lane: u32, seq: u32, items: Vec<Val>) -> Done<u64> {
        self.call("settle_batch", (self.address("treasury"), lane, seq, items))
    }

    /// Sets seats aside and settles one fiat order in them. Returns the order.
    pub fn settle_one(&self, owner: &str, tier: u32, qty: u32) -> u64 {
        let seq = self.counters().lanes().first().map_or(1, |lane| lane.seq + 1);
        self.allocate(tier, qty).unwrap();
        assert_eq!(self.settle(0, seq, &[self.item(owner, tier, qty)]), Ok(1));
        1 << 58 | (seq as u64) << 6
    }

    pub fn allocate(&self, tier: u32, n: u32) -> Done {
        self.call("allocate", (tier, n))
    }

    pub fn deallocate(&self, by: &str, tier: u32, n: u32) -> Done {
        self.call("deallocate", (self.address(by), tier, n))
    }

    pub fn mint(&self, to: &str, tier: u32, nonce: u64) -> Done<u64> {
        self.call("mint_ticket", (self.address(to), tier, nonce))
    }

    pub fn mint_custodial(&self, to: &str, tier: u32, nonce: u64) -> Done<u64> {
        self.call("mint_custodial", (self.address(to), tier, nonce))
    }

    pub fn distribute(&self, mask: u32, creators: &[&str]) -> Done {
        let mut named = Vec::new(&self.env);
        creators.iter().for_each(|name| named.push_back(self.address(name)));
        self.call("distribute_ticket_revenue", (mask, named))
    }

    pub fn claim(&self, index: u32) -> Done<i128> {
        self.call("claim", (index,))
    }

    pub fn claim_creator(&self, name: &str) -> Done<i128> {
        self.call("claim_creator", (self.address(name),))
    }

    pub fn claim_owed(&self, name: &str) -> Done<i128> {
        self.call("claim_owed", (self.address(name),))
    }

    pub fn redirect(&self, index: u32, to: MuxedAddress) -> Done {
        self.call("redirect", (index, to))
    }

    pub fn refund(&self, order: u64, mask: u32) -> Done<i128> {
        self.refund_credited(order, mask, &[])
    }

    pub fn refund_credited(&self, order: u64, mask: u32, credits: &[Credit]) -> Done<i128> {
        self.call("refund", (order, mask, Vec::from_slice(&self.env, credits)))
    }

    pub fn refund_custodial(&self, order: u64, mask: u32, relayed: bool) -> Done<i128> {
        let args = (self.address("treasury"), order, mask, Vec::<Credit>::new(&self.env), relayed);
        self.call("refund_custodial", args)
    }

    pub fn reverse(&self, order: u64, mask: u32) -> Done<i128> {
        let evidence = BytesN::from_array(&self.env, &[5; 32]);
        let args = (self.address("treasury"), order, mask, Vec::<Credit>::new(&self.env), evidence);
        self.call("reverse_fiat", args)
    }

    pub fn pay_treasury(&self) -> Done<i128> {
        self.call("pay_treasury", (self.address("treasury"),))
    }

    pub fn fund(&self, amount: i128) -> Done {
        self.call("fund_refunds", (amount,))
    }

    pub fn return_top_ups(&self) -> Done<i128> {
        self.call("return_top_ups", ())
    }

    pub fn close(&self) -> Done {
        self.call("close_refunds", ())
    }

    pub fn cancel(&self, by: &str) -> Done {
        self.call("cancel", (self.address(by),))
    }

    pub fn postpone(&self, by: u64) -> Done {
        self.call("postpone", (by,))
    }

    pub fn pause(&self, by: &str, on: bool) -> Done {
        self.call("pause", (self.address(by), on))
    }

    pub fn freeze(&self, seconds: u64) -> Done {
        self.call("freeze", (seconds,))
    }

    pub fn transfer(&self, from: &str, to: &str, ticket: u64) -> Done {
        self.call("transfer", (self.address(from), self.address(to), ticket))
    }

    pub fn claim_custodial(&self, order: u64, mask: u32, to: &str) -> Done {
        self.call("claim_custodial", (order, mask, self.address(to)))
    }

    pub fn list(&self, ticket: u64, price: i128) -> Done {
        self.call("list", (ticket, price))
    }

    pub fn unlist(&self, ticket: u64) -> Done {
        self.call("unlist", (ticket,))
    }

    pub fn buy_listed(&self, buyer: &str, ticket: u64, max_price: i128) -> Done {
        self.call("buy_listed", (self.address(buyer), ticket, max_price))
    }

    pub fn buy_custodial(&self, ticket: u64, max_price: i128, to: &str) -> Done {
        self.call("buy_custodial", (self.address("treasury"), ticket, max_price, self.address(to)))
    }

    pub fn set_gate(&self, gate: &str, on: bool) -> Done {
        self.call("set_gate", (self.address(gate), on))
    }

    pub fn verify(&self, gate: &str, ticket: u64) -> Done<bool> {
        self.call("verify_ticket", (self.address(gate), ticket))
    }

    pub fn check_in(&self, gate: &str, orders: &[(u64, u32)]) -> Done<Vec<u32>> {
        self.call("check_in", (self.address(gate), Vec::from_slice(&self.env, orders)))
    }

    pub fn set_splits(&self, payees: &Vec<Payee>, policy: &Policy) -> Done {
        self.call("set_splits", (payees.clone(), policy.clone()))
    }

    pub fn accept(&self, index: u32) -> Done {
        let hash = self.inside(|e| storage::terms(e).splits_hash(e));
        self.call("accept_share", (index, hash))
    }

    pub fn add_tier(&self, tier: Tier, replaces: Option<u32>) -> Done {
        self.call("add_tier", (tier, replaces))
    }

    /// Changes the place, to the one with this hash.
    pub fn move_to(&self, place: u8) -> Done {
        let hash = |byte| BytesN::from_array(&self.env, &[byte; 32]);
        self.call("update_details", (self.init.uri.clone(), hash(1), hash(place)))
    }

    pub fn set_commission(&self, creator: &str, bps: u32) -> Done {
        self.call("set_commission", (self.address(creator), bps, BytesN::from_array(&self.env, &[6; 32])))
    }

    pub fn set_cap(&self, cap: i128) -> Done {
        self.call("set_cap", (cap,))
    }

    pub fn order(&self, id: u64) -> Order {
        self.inside(|e| storage::order(e, id)).unwrap()
    }

    pub fn has_order(&self, id: u64) -> bool {
        self.inside(|e| storage::has_order(e, id))
    }

    pub fn owner_of(&self, ticket: u64) -> Done<Address> {
        self.call("owner_of", (ticket,))
    }

    pub fn creator(&self, name: &str) -> CreatorAccount {
        self.call("creator", (self.address(name),)).unwrap()
    }

    pub fn owed(&self, name: &str) -> i128 {
        self.inside(|e| storage::owed(e, &self.address(name)))
    }

    pub fn treasury_owed(&self) -> i128 {
        self.inside(storage::treasury_owed)
    }

    pub fn credit(&self, name: &str, weight: u32, amount: i128) -> Credit {
        Credit { amount, creator: self.address(name), weight }
    }

    pub fn masks(&self, masks: &[u32]) -> Vec<u32> {
        Vec::from_slice(&self.env, masks)
    }

    pub fn nobody(&self) -> Vec<Address> {
        vec![&self.env]
    }
}
