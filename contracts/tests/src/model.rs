//! The accounting and inventory rules once more, on plain numbers and by another hand, as an oracle.

#[derive(Clone, Debug)]
pub struct Tier {
    pub price: i128,
    pub capacity: u32,
    pub quota: u32,
    pub per_order: u32,
    pub sold: u32,
    pub allocated: u32,
    pub fiat_sold: u32,
}

#[derive(Clone, Debug)]
pub struct Payee {
    pub bps: i128,
    pub paid: i128,
    pub reachable: bool,
}

#[derive(Clone, Debug)]
pub struct Model {
    pub tiers: Vec<Tier>,
    pub payees: Vec<Payee>,
    pub gross: i128,
    pub reserve_bps: i128,
    pub release_at: u64,
    pub closes_at: u64,
    pub now: u64,
    pub cap: i128,
    pub lanes: Vec<u32>,
}

impl Model {
    fn wallet_room(&self, tier: usize) -> u32 {
        let t = &self.tiers[tier];
        t.capacity - (t.sold - t.fiat_sold) - t.allocated.max(t.fiat_sold)
    }

    pub fn cash(&self) -> i128 {
        self.gross - self.payees.iter().map(|p| p.paid).sum::<i128>()
    }

    pub fn entitled(&self, payee: usize) -> i128 {
        let others = || self.payees[1..].iter().map(|p| self.gross * p.bps / 10_000).sum::<i128>();
        if payee == 0 {
            self.gross - others()
        } else {
            self.gross * self.payees[payee].bps / 10_000
        }
    }

    pub fn due(&self, payee: usize) -> i128 {
        let free = if self.now < self.release_at { 10_000 - self.reserve_bps } else { 10_000 };
        (self.entitled(payee) * free / 10_000 - self.payees[payee].paid).max(0)
    }

    /// Whether a wallet may buy these (tier, quantity), and if so books them.
    pub fn buy(&mut self, items: &[(usize, u32)]) -> bool {
        let mut after = self.clone();
        for (i, &(tier, qty)) in items.iter().enumerate() {
            let again = items[..i].iter().any(|x| x.0 == tier);
            if again || qty == 0 || qty > after.tiers[tier].per_order || qty > after.wallet_room(tier) {
                return false;
            }
            after.tiers[tier].sold += qty;
            after.gross += after.tiers[tier].price * qty as i128;
        }
        let tickets: u32 = items.iter().map(|i| i.1).sum();
        let legal = tickets <= 20 && self.now < self.closes_at && after.cash() <= self.cap;
        if legal {
            *self = after;
        }
        legal
    }

    /// The mask of served items, or nothing where the whole batch is refused.
    pub fn settle(&mut self, lane: usize, seq: u32, items: &[(usize, u32)]) -> Option<u64> {
        if seq != self.lanes[lane] + 1 {
            return None;
        }
        self.lanes[lane] = seq;
        let mut served = 0;
        for (i, &(tier, qty)) in items.iter().enumerate() {
            let price = self.tiers[tier].price * qty as i128;
            let room = self.cap - self.cash();
            let t = &mut self.tiers[tier];
            if t.fiat_sold + qty <= t.allocated && price <= room {
                t.fiat_sold += qty;
                t.sold += qty;
                self.gross += price;
                served |= 1 << i;
            }
        }
        Some(served)
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

    /// Pays one payee what is due, if it can be reached.
    pub fn pay(&mut self, payee: usize) -> i128 {
        let due = self.due(payee);
        if !self.payees[payee].reachable {
            return 0;
        }
        self.payees[payee].paid += due;
        due
    }
}
