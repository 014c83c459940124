//! Invariants 1 to 5 over random histories, each call checked against the model too.
use crate::{
    fixture::{Code, Failure, NOW},
    histories::{begin, op, payee_name, setting, Op, Run, Setting, CREATORS},
    replay,
    terms::{DAY, RELEASE_AT},
};
use passa_types::Credit;
use proptest::prelude::*;
use soroban_sdk::{testutils::Ledger as _, Vec as SdkVec};

impl Run {
    /// Does it in the contract and in the model, which must agree on whether it is allowed and what it pays.
    fn apply(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let (w, m) = (&self.fixture, &mut self.model);
        let changed = match op {
            Op::Buy { tier, qty } => {
                self.nonce += 1;
                let id = w.buy("fan", self.nonce, *tier as u32, *qty).ok();
                prop_assert_eq!(id.is_some(), m.buy(id.unwrap_or(0), *tier, *qty), "{:?}", op);
                id.is_some()
            }
            Op::Settle(items) => return self.settle(items),
            Op::Allocate(tier, n) => {
                let done = w.allocate(*tier as u32, *n).is_ok();
                prop_assert_eq!(done, m.allocate(*tier, *n), "{:?}", op);
                done
            }
            Op::Deallocate(tier, n) => {
                let done = w.deallocate("registry", *tier as u32, *n).is_ok();
                prop_assert_eq!(done, m.deallocate(*tier, *n), "{:?}", op);
                done
            }
            Op::Rate(creator, bps) => {
                let done = w.set_commission(CREATORS[*creator], *bps as u32).is_ok();
                prop_assert_eq!(done, *bps <= 1_000 && !m.cancelled);
                if done {
                    m.creators[*creator].rate = *bps;
                }
                done
            }
            Op::Distribute(mask, creators) => {
                let named: Vec<&str> = (0..3).filter(|i| creators >> i & 1 == 1).map(|i| CREATORS[i]).collect();
                w.distribute(*mask, &named).unwrap();
                (0..m.bps.len()).filter(|i| mask >> i & 1 == 1 && self.reachable[*i]).for_each(|i| m.pay(i));
                (0..2).filter(|i| creators >> i & 1 == 1).for_each(|i| m.pay_creator(i));
                true
            }
            Op::Claim(index) => {
                let known = *index < m.bps.len() && self.reachable[*index];
                let due = if known { m.due(*index) } else { 0 };
                prop_assert_eq!(w.claim(*index as u32).ok(), (due > 0).then_some(due), "{:?}", op);
                if due > 0 {
                    m.pay(*index);
                }
                due > 0
            }
            _ => return self.apply_refunds(op),
        };
        self.check(changed, false)
    }

    fn settle(&mut self, items: &[(usize, u32, Vec<(usize, i128)>)]) -> Result<(), TestCaseError> {
        let w = &self.fixture;
        self.seq += 1;
        let batch: Vec<_> = items
            .iter()
            .map(|(tier, qty, credits)| {
                let named: Vec<(&str, u32)> = credits.iter().map(|c| (CREATORS[c.0], c.1 as u32)).collect();
                w.credited_item("custodial", *tier as u32, *qty, &named)
            })
            .collect();
        let served = w.settle(0, self.seq, &batch).unwrap();
        let mut expected = 0;
        for (i, (tier, qty, credits)) in items.iter().enumerate() {
            let id = 1 << 58 | (self.seq as u64) << 6 | i as u64;
            expected |= (self.model.settle(id, *tier, *qty, credits) as u64) << i;
        }
        prop_assert_eq!(served, expected, "{:?}", items);
        self.check(true, false)
    }

    /// The id of one of the orders there are.
    fn pick(&self, order: usize) -> u64 {
        self.model.orders.keys().nth(order % self.model.orders.len().max(1)).copied().unwrap_or(0)
    }

    fn credits(&self, id: u64) -> SdkVec<Credit> {
        let mut credits = SdkVec::new(&self.fixture.env);
        if let Some(order) = self.model.orders.get(&id) {
            for (creator, weight, amount) in &order.credits {
                credits.push_back(self.fixture.credit(CREATORS[*creator], *weight as u32, *amount));
            }
        }
        credits
    }

    fn refund(&self, id: u64, mask: u32) -> Result<i128, Failure> {
        let w = &self.fixture;
        let credits = self.credits(id);
        if id >> 58 == 1 {
            return w.call("refund_custodial", (w.address("treasury"), id, mask, credits, true));
        }
        w.call("refund", (id, mask, credits))
    }

    fn apply_refunds(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let w = &self.fixture;
        let changed = match op {
            Op::Refund { order, mask } => {
                let id = self.pick(*order);
                let paid = self.refund(id, *mask).ok();
                // Who bought it from the fan holds it apart from the others: one at a time.
                let mixed = paid.is_none() && mask.count_ones() > 1 && self.is_mixed(id, *mask);
                if !mixed {
                    prop_assert_eq!(paid, self.model.refund(id, *mask), "{:?}", op);
                }
                paid.is_some()
            }
            // Its thirty days have a test of their own.
            Op::Reverse { .. } if w.env.ledger().timestamp() > NOW + 29 * DAY => return Ok(()),
            Op::Reverse { order, mask } => {
                let id = self.pick(*order);
                let evidence = soroban_sdk::BytesN::from_array(&w.env, &[5; 32]);
                let args = (w.address("treasury"), id, *mask, self.credits(id), evidence);
                let paid = w.call::<i128>("reverse_fiat", args).ok();
                prop_assert_eq!(paid, self.model.reverse(id, *mask), "{:?}", op);
                paid.is_some()
            }
            Op::Fund(amount) => {
                w.fund(*amount).unwrap();
                self.model.top_ups += amount;
                true
            }
            Op::ReturnTopUps => {
                let paid = w.return_top_ups().ok();
                prop_assert_eq!(paid, self.model.return_top_ups(), "{:?}", op);
                paid.is_some()
            }
            Op::PayTreasury => {
                let owed = w.treasury_owed();
                let repaid = self.model.repay();
                let expected = owed + repaid.unwrap_or(0);
                prop_assert_eq!(w.pay_treasury().ok(), (expected > 0).then_some(expected), "{:?}", op);
                expected > 0
            }
            _ => return self.apply_rest(op),
        };
        self.check(changed, true)
    }

    fn is_mixed(&self, id: u64, mask: u32) -> bool {
        self.fixture.has_order(id) && self.fixture.order(id).moved & mask != 0
    }

    fn apply_rest(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let (w, m) = (&self.fixture, &mut self.model);
        match op {
            Op::Resell { order, ticket, percent } => {
                let id = m.orders.keys().nth(order % m.orders.len().max(1)).copied().unwrap_or(0);
                let Some(order) = m.orders.get(&id) else { return Ok(()) };
                let price = m.tiers[order.tier].price * percent / 100;
                let id = id << 5 | *ticket as u64;
                if !order.fiat && w.list(id, price).is_ok() {
                    w.buy_listed("friend", id, price).unwrap_or_else(|_| w.unlist(id).unwrap());
                    let sold = w.owner_of(id) == Ok(w.address("friend"));
                    let royalty = price / 10 / 10_000 * 10_000;
                    if sold && w.counters().gross == m.gross + royalty {
                        m.resold(royalty);
                    }
                }
            }
            Op::Reach(index, on) if *index < m.bps.len() && *index > 0 => {
                let person = w.person(&payee_name(*index, m.bps.len()));
                person.open(&w.env);
                person.trust(&w.env, &w.asset, (m.paid[*index] - w.owed(&payee_name(*index, m.bps.len()))) as i64, *on);
                self.reachable[*index] = *on;
            }
            Op::Gift(amount) => {
                w.token().transfer(&w.address("stranger"), &w.event, amount);
                self.stray += amount;
            }
            Op::Release if !m.released => {
                w.at(RELEASE_AT);
                m.released = true;
                m.in_proportion |= m.cancelled;
            }
            Op::Cancel => {
                let done = w.cancel("registry").is_ok();
                prop_assert_eq!(done, !m.cancelled && !m.released);
                m.cancelled |= done;
            }
            Op::Week if m.cancelled && !m.released => {
                w.wait(7 * DAY);
                m.in_proportion = true;
            }
            Op::Close => {
                let done = w.close().is_ok();
                prop_assert_eq!(done, m.close(), "{:?}", op);
            }
            _ => {}
        }
        self.check(true, true)
    }

    /// `falls`: the call may lower an entitlement.
    fn check(&mut self, changed: bool, falls: bool) -> Result<(), TestCaseError> {
        let now = self.fixture.state(&CREATORS, self.stray);
        let m = &self.model;
        prop_assert_eq!(now.violations(), Vec::<String>::new());
        prop_assert!(changed || now.counters == self.state.counters, "a refused call changed something");
        prop_assert_eq!((now.counters.cash(), now.counters.refundable), (m.cash(), m.refundable()));
        let entitled: Vec<i128> = (0..m.bps.len()).map(|i| m.entitled(i)).collect();
        prop_assert_eq!((now.entitled(), &now.paid), (entitled, &m.paid));
        if !falls {
            let fell = now.entitled().iter().zip(self.state.entitled()).skip(1).any(|(now, then)| *now < then);
            prop_assert!(!fell, "5: an entitlement fell without a refund");
        }
        for (creator, model) in now.creators.iter().zip(&m.creators) {
            prop_assert_eq!((creator.earned, creator.paid), (model.earned, model.paid));
        }
        for (count, tier) in now.counters.counts().iter().zip(&m.tiers) {
            let counted = (count.sold, count.fiat_allocated, count.fiat_sold);
            prop_assert_eq!(counted, (tier.sold, tier.allocated, tier.fiat_sold));
        }
        self.state = now;
        Ok(())
    }

    /// The events alone give the log, and of an event that took place everybody can be paid in full.
    fn finish(&mut self) -> Result<(), TestCaseError> {
        if !self.model.cancelled {
            (1..self.model.bps.len()).try_for_each(|i| self.apply_rest(&Op::Reach(i, true)))?;
            self.apply_rest(&Op::Release)?;
            self.apply(&Op::Distribute(u32::MAX, 0b011))?;
            prop_assert!((0..self.model.bps.len()).all(|i| self.model.due(i) == 0));
        }
        let w = &self.fixture;
        let entries = replay::entries(&w.published.borrow());
        let counters = w.counters();
        prop_assert_eq!(entries.len() as u64, counters.n);
        let start = replay::start(&w.env.ledger().get().network_id, &w.event);
        prop_assert_eq!(replay::replay(start, &entries), Ok(counters.log));
        Ok(())
    }
}

/// So many cases, or PROPTEST_CASES of each property for a longer run.
pub fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { default.cases } else { cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 300, ..default }
}

fn history(code: Code, s: &Setting, ops: &[Op]) -> Result<(), TestCaseError> {
    let mut run = begin(code, s);
    ops.iter().try_for_each(|op| run.apply(op))?;
    run.finish()
}

proptest! {
    #![proptest_config(config(1_000))]
    #[test]
    fn the_books_hold_over_any_history(s in setting(), ops in prop::collection::vec(op(), 1..60)) {
        history(Code::Native, &s, &ops)?;
    }
}

proptest! {
    #![proptest_config(config(500))]
    #[test]
    fn the_books_hold_over_long_histories(s in setting(), ops in prop::collection::vec(op(), 60..120)) {
        history(Code::Native, &s, &ops)?;
    }
}

proptest! {
    #![proptest_config(config(40))]
    #[test]
    fn the_deployed_code_keeps_the_books_too(s in setting(), ops in prop::collection::vec(op(), 1..40)) {
        history(Code::Wasm, &s, &ops)?;
    }
}
