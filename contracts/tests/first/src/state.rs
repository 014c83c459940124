//! What an event's state says, and whether it may.
use crate::fixture::Fixture;
use passa_event_next::{Account, HotView, Terms};

#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub terms: Terms,
    pub hot: HotView,
    pub accounts: Vec<Account>,
    pub cash: i128,
    /// USDC of the event's contract.
    pub balance: i128,
    /// Of these, what somebody sent without buying.
    pub stray: i128,
}

impl Fixture {
    pub fn state(&self, stray: i128) -> State {
        State {
            terms: self.run(&self.event, "terms", ()).unwrap(),
            hot: self.hot(),
            accounts: self.accounts(),
            cash: self.cash(),
            balance: self.balance(&self.event),
            stray,
        }
    }
}

impl State {
    /// Invariants 1, 2 and 3 of the design; empty when they hold.
    pub fn violations(&self) -> Vec<String> {
        let mut found = self.oversold();
        let net = self.hot.gross - self.hot.refunded;
        let sum = |of: fn(&Account) -> i128| self.accounts.iter().map(of).sum::<i128>();
        let (entitled, paid, due) = (sum(|a| a.entitled), sum(|a| a.paid), sum(|a| a.due));
        let mut expect = |holds: bool, what: &str| {
            if !holds {
                found.push(format!("{what}: {self:?}"));
            }
        };
        expect(self.balance == self.cash + self.stray, "1: USDC held is not cash and stray tokens");
        expect(self.cash == net - paid + self.hot.top_ups, "1: cash is not what came in less what went out");
        expect(self.cash >= due, "1: not enough cash for the dues");
        expect(entitled + self.hot.commissions == net, "2: entitlements are not the net revenue");
        expect(self.accounts.iter().all(|a| a.entitled >= 0 && a.due >= 0), "2: a negative share");
        expect(self.accounts.iter().all(|a| a.paid + a.due <= a.entitled), "2: more than the share");
        found
    }

    fn oversold(&self) -> Vec<String> {
        let mut found = vec![];
        for (i, (count, tier)) in self.hot.tiers.iter().zip(self.terms.tiers.iter()).enumerate() {
            let held = count.fiat_allocated.max(count.fiat_sold);
            let whole = count.sold.checked_sub(count.fiat_sold).is_some_and(|wallets| wallets + held <= tier.capacity);
            let fiat = count.fiat_sold <= count.fiat_allocated && count.fiat_allocated <= tier.fiat_quota;
            if !whole || !fiat {
                found.push(format!("3: tier {i} holds {count:?} of {}", tier.capacity));
            }
        }
        found
    }

    /// Invariant 5: without refunds nobody's entitlement or payouts ever fall.
    pub fn fallen_since(&self, before: &State) -> Vec<usize> {
        let pairs = self.accounts.iter().zip(&before.accounts).enumerate();
        pairs.filter(|(_, (now, then))| now.entitled < then.entitled || now.paid < then.paid).map(|(i, _)| i).collect()
    }
}
