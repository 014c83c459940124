//! The accounting and inventory rules once more, on plain numbers and by another hand, as an oracle: part 3 of the design's
//! model, with reversals, weighted credits, resale and custody.
use std::collections::BTreeMap;

pub const WHOLE: i128 = 10_000;

#[derive(Clone, Debug)]
pub struct Tier {
    pub price: i128,
    pub capacity: u32,
    pub quota: u32,
    pub sold: u32,
    pub allocated: u32,
    pub fiat_sold: u32,
}

#[derive(Clone, Debug, Default)]
pub struct Creator {
    pub rate: i128,
    pub earned: i128,
    pub paid: i128,
}

/// `credits` are (creator, weight, commission for one ticket).
#[derive(Clone, Debug)]
pub struct Order {
    pub tier: usize,
    pub count: u32,
    pub refunded: u32,
    pub fiat: bool,
    pub credits: Vec<(usize, i128, i128)>,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub tiers: Vec<Tier>,
    pub bps: Vec<i128>,
    pub paid: Vec<i128>,
    pub creators: Vec<Creator>,
    pub orders: BTreeMap<u64, Order>,
    pub gross: i128,
    pub refunded: i128,
    pub top_ups: i128,
    pub shortfalls: i128,
    pub reserve_bps: i128,
    pub released: bool,
    pub cancelled: bool,
    /// A week has passed since the cancel.
    pub in_proportion: bool,
}

impl Model {
    fn net(&self) -> i128 {
        self.gross - self.refunded
    }

    fn earned(&self) -> i128 {
        self.creators.iter().map(|c| c.earned).sum()
    }

    pub fn entitled(&self, payee: usize) -> i128 {
        let share = |i: usize| self.net() * self.bps[i] / WHOLE;
        if payee > 0 {
            return share(payee);
        }
        self.net() - (1..self.bps.len()).map(share).sum::<i128>() - self.earned()
    }

    fn part(&self, amount: i128) -> i128 {
        if self.released {
            amount
        } else {
            amount * (WHOLE - self.reserve_bps) / WHOLE
        }
    }

    pub fn due(&self, payee: usize) -> i128 {
        if self.cancelled {
            return 0;
        }
        (self.part(self.entitled(payee)) - self.paid[payee]).max(0)
    }

    pub fn creator_due(&self, creator: usize) -> i128 {
        let c = &self.creators[creator];
        if self.cancelled {
            return 0;
        }
        (self.part(c.earned) - c.paid).max(0)
    }

    pub fn cash(&self) -> i128 {
        let paid = self.paid.iter().sum::<i128>() + self.creators.iter().map(|c| c.paid).sum::<i128>();
        self.net() - paid + self.top_ups + self.shortfalls
    }

    /// What everybody who has had less than the entitlement can still ask for.
    pub fn need(&self) -> i128 {
        let payees = (0..self.bps.len()).map(|i| (self.entitled(i) - self.paid[i]).max(0)).sum::<i128>();
        payees + self.creators.iter().map(|c| (c.earned - c.paid).max(0)).sum::<i128>()
    }

    fn over(&self) -> i128 {
        let payees = (0..self.bps.len()).map(|i| (self.paid[i] - self.entitled(i)).max(0)).sum::<i128>();
        payees + self.creators.iter().map(|c| (c.paid - c.earned).max(0)).sum::<i128>()
    }

    /// The face price of all tickets that were not given back.
    pub fn refundable(&self) -> i128 {
        let left = |o: &Order| self.tiers[o.tier].price * (o.count - o.refunded.count_ones()) as i128;
        self.orders.values().map(left).sum()
    }

    fn wallet_room(&self, tier: usize) -> u32 {
        let t = &self.tiers[tier];
        t.capacity - (t.sold - t.fiat_sold) - t.allocated.max(t.fiat_sold)
    }

    pub fn buy(&mut self, id: u64, tier: usize, qty: u32) -> bool {
        let legal = !self.cancelled && !self.released && (1..=10).contains(&qty) && qty <= self.wallet_room(tier);
        if legal {
            self.tiers[tier].sold += qty;
            self.gross += self.tiers[tier].price * qty as i128;
            self.orders.insert(id, Order { tier, count: qty, refunded: 0, fiat: false, credits: vec![] });
        }
        legal
    }

    /// Whether the item is served. `named` are (creator, weight).
    pub fn settle(&mut self, id: u64, tier: usize, qty: u32, named: &[(usize, i128)]) -> bool {
        let t = &self.tiers[tier];
        if self.cancelled || !(1..=10).contains(&qty) || t.fiat_sold + qty > t.allocated {
            return false;
        }
        let price = t.price;
        let twice = named.len() == 2 && named[0].0 == named[1].0;
        let heavy = named.iter().map(|n| n.1).sum::<i128>() > WHOLE || named.iter().any(|n| n.1 == 0);
        let mut credits = vec![];
        if !twice && !heavy {
            for &(creator, weight) in named.iter().filter(|n| self.creators[n.0].rate > 0) {
                credits.push((creator, weight, price * self.creators[creator].rate * weight / 100_000_000));
            }
        }
        for &(creator, _, amount) in &credits {
            self.creators[creator].earned += amount * qty as i128;
        }
        (self.tiers[tier].fiat_sold, self.tiers[tier].sold) = (t.fiat_sold + qty, t.sold + qty);
        self.gross += price * qty as i128;
        self.orders.insert(id, Order { tier, count: qty, refunded: 0, fiat: true, credits });
        true
    }

    pub fn allocate(&mut self, tier: usize, n: u32) -> bool {
        let legal = n > 0 && self.tiers[tier].allocated + n <= self.tiers[tier].quota && n <= self.wallet_room(tier);
        if legal {
            self.tiers[tier].allocated += n;
        }
        legal
    }

    pub fn deallocate(&mut self, tier: usize, n: u32) -> bool {
        let t = &mut self.tiers[tier];
        let legal = n > 0 && n <= t.allocated - t.fiat_sold;
        if legal {
            t.allocated -= n;
        }
        legal
    }

    pub fn pay(&mut self, payee: usize) {
        self.paid[payee] += self.due(payee);
    }

    pub fn pay_creator(&mut self, creator: usize) {
        self.creators[creator].paid += self.creator_due(creator);
    }

    /// Takes tickets away; returns their face price, or nothing where that is not possible.
    fn void(&mut self, id: u64, mask: u32) -> Option<i128> {
        let order = self.orders.get_mut(&id)?;
        if mask == 0 || mask >> order.count != 0 || mask & order.refunded != 0 {
            return None;
        }
        order.refunded |= mask;
        let (tier, n, order) = (order.tier, mask.count_ones(), order.clone());
        self.tiers[tier].sold -= n;
        if order.fiat {
            self.tiers[tier].fiat_sold -= n;
        }
        if !self.cancelled {
            for (creator, _, amount) in order.credits {
                self.creators[creator].earned -= amount * n as i128;
            }
        }
        Some(self.tiers[tier].price * n as i128)
    }

    /// What a refund pays, or nothing where it is refused.
    pub fn refund(&mut self, id: u64, mask: u32) -> Option<i128> {
        let (cash, refundable, mut after) = (self.cash(), self.refundable(), self.clone());
        let face = after.void(id, mask)?;
        let mut pay = face;
        if self.cancelled && cash < refundable {
            pay = face * cash / refundable;
            if !self.in_proportion || pay == 0 {
                return None;
            }
        }
        after.refunded += pay;
        if !after.cancelled && after.cash() < after.need() {
            return None;
        }
        *self = after;
        Some(pay)
    }

    /// What a reversal pays the treasury.
    pub fn reverse(&mut self, id: u64, mask: u32) -> Option<i128> {
        let (cash, refundable, mut after) = (self.cash(), self.refundable(), self.clone());
        if !self.orders.get(&id)?.fiat {
            return None;
        }
        let face = after.void(id, mask)?;
        after.refunded += face;
        let pay = match self.cancelled {
            true if cash < refundable => face * cash / refundable,
            true => face,
            // All of it, as far as everybody else can still be paid.
            false => face - (after.need() - after.cash()).clamp(0, face),
        };
        after.shortfalls += face - pay;
        *self = after;
        Some(pay)
    }

    pub fn return_top_ups(&mut self) -> Option<i128> {
        let spare = self.top_ups + self.shortfalls - self.over();
        let amount = (spare - self.shortfalls).min(self.top_ups);
        if self.cancelled || amount <= 0 {
            return None;
        }
        self.top_ups -= amount;
        Some(amount)
    }

    /// Repays what reversals cost the treasury.
    pub fn repay(&mut self) -> Option<i128> {
        let amount = (self.top_ups + self.shortfalls - self.over()).min(self.shortfalls);
        if self.cancelled || amount <= 0 {
            return None;
        }
        self.shortfalls -= amount;
        Some(amount)
    }

    /// A royalty joins the revenue.
    pub fn resold(&mut self, royalty: i128) {
        self.gross += royalty;
    }

    /// Pays out what is left of a cancelled event of which nothing can be refunded.
    pub fn close(&mut self) -> bool {
        let cash = self.cash();
        if !self.cancelled || self.refundable() > 0 || cash == 0 {
            return false;
        }
        let treasury = cash.min(self.shortfalls);
        let organizer = (cash - treasury).min(self.top_ups);
        let rest = cash - treasury - organizer;
        (self.shortfalls, self.top_ups) = (self.shortfalls - treasury, self.top_ups - organizer);
        let others: i128 = (1..self.bps.len()).map(|i| rest * self.bps[i] / WHOLE).sum();
        for i in 0..self.bps.len() {
            self.paid[i] += if i == 0 { rest - others } else { rest * self.bps[i] / WHOLE };
        }
        true
    }
}
