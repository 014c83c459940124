//! What an event's entries say, and whether they may.
use crate::fixture::Fixture;
use passa_event::records::{
    counters::{Counters, CANCELLED},
    storage,
    terms::Terms,
};
use passa_types::CreatorAccount;

#[derive(Clone, Debug)]
pub struct State {
    pub terms: Terms,
    pub counters: Counters,
    pub paid: Vec<i128>,
    pub creators: Vec<CreatorAccount>,
    /// USDC of the event's contract.
    pub balance: i128,
    /// Of these, what somebody sent without buying.
    pub stray: i128,
}

impl Fixture {
    pub fn state(&self, creators: &[&str], stray: i128) -> State {
        let terms = self.event_terms();
        State {
            counters: self.counters(),
            paid: self.inside(storage::paid)[..terms.payees().len()].to_vec(),
            creators: creators.iter().map(|name| self.creator(name)).collect(),
            balance: self.held(),
            terms,
            stray,
        }
    }
}

impl State {
    /// By payee, from the totals alone.
    pub fn entitled(&self) -> Vec<i128> {
        let net = self.counters.gross - self.counters.refunded;
        let mut shares: Vec<i128> = self.terms.payees().iter().map(|p| net * p.bps as i128 / 10_000).collect();
        shares[0] = net - shares[1..].iter().sum::<i128>() - self.counters.earned;
        shares
    }

    /// Invariants 1, 2 and 3 of the design; empty when they hold.
    pub fn violations(&self) -> Vec<String> {
        let mut found = self.oversold();
        let c = &self.counters;
        let entitled = self.entitled();
        let of = |account: fn(&CreatorAccount) -> i128| self.creators.iter().map(account).sum::<i128>();
        let missing = entitled.iter().zip(&self.paid).map(|(e, p)| (e - p).max(0)).sum::<i128>();
        let need = missing + of(|c| (c.earned - c.paid).max(0));
        let paid = self.paid.iter().sum::<i128>() + of(|c| c.paid);
        let cash = c.gross - c.refunded - paid + c.top_ups + c.shortfalls;
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                found.push(format!("{what}: {self:?}"));
            }
        };
        expect(self.balance == cash + c.owed + self.stray, "1: USDC held is not cash, what is owed and stray tokens");
        expect(cash == c.cash() && cash >= 0, "1: cash is not what came in less what went out");
        expect(c.flags & CANCELLED != 0 || cash >= need, "1: not enough cash for all entitlements");
        expect(entitled.iter().sum::<i128>() + of(|c| c.earned) == c.net(), "2: entitlements are not the net revenue");
        expect(c.flags & CANCELLED != 0 || entitled[0] >= 0, "2: a negative share");
        expect(c.paid == paid && c.creators_paid == of(|c| c.paid), "2: payouts are not their sum");
        expect(c.earned == of(|c| c.earned), "2: commissions are not their sum");
        expect(c.overpaid == of(|c| (c.paid - c.earned).max(0)), "2: what creators had too much is not their sum");
        found
    }

    fn oversold(&self) -> Vec<String> {
        let mut found = vec![];
        for (i, (count, tier)) in self.counters.counts().iter().zip(self.terms.tiers()).enumerate() {
            let held = count.fiat_allocated.max(count.fiat_sold);
            let whole = count.sold.checked_sub(count.fiat_sold).is_some_and(|wallets| wallets + held <= tier.capacity);
            let fiat = count.fiat_sold <= count.fiat_allocated && count.fiat_allocated <= tier.fiat_quota;
            if !whole || !fiat {
                found.push(format!("3: tier {i} holds {count:?} of {}", tier.capacity));
            }
        }
        found
    }
}
