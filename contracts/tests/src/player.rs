//! Plays an event at random: every entry, by people who may and may not. What the contract refuses changes nothing.
use crate::{
    attribution::Claim,
    dice::Dice,
    fixture::{Code, Fixture, USDC},
    terms::{self, refundable, resellable, DAY, DOORS_AT, ENDS_AT, FREEZE_AT, RELEASE_AT},
};
use passa_types::{Credit, Policy, Role, SettleItem};
use soroban_sdk::{BytesN, IntoVal, Val, Vec as SdkVec};
use std::collections::BTreeMap;

pub const FANS: [&str; 3] = ["fan", "friend", "stranger"];
const CUSTODIAL: [&str; 3] = ["c1", "c2", "c3"];
/// The last one has no trust line.
pub const CREATORS: [&str; 3] = ["njeri", "otieno", "wanjiru"];
const HOUR: u64 = 3_600;

pub struct Player {
    pub w: Fixture,
    pub dice: Dice,
    /// When each event was published, in Unix seconds.
    pub times: Vec<u64>,
    pub orders: Vec<u64>,
    /// Of the sale, as a refund hands them in.
    pub credits: BTreeMap<u64, Vec<Credit>>,
    lanes: [u32; 3],
    nonce: u64,
}

impl Player {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let policy = policy(seed, &mut dice);
        let shares = 1 + dice.roll(3_000) as u32;
        // Native code is quick; every eighth history is the deployed code's.
        let code = if seed % 8 == 7 { Code::Wasm } else { Code::Native };
        let w = Fixture::with(code, |_, init| {
            init.policy = policy;
            for (i, bps) in [(0, 8_000 - shares), (2, shares)] {
                let payee = init.payees.get_unchecked(i);
                init.payees.set(i, terms::payee(payee.address, payee.role, if i == 0 { bps - 1_000 } else { bps }));
            }
            init.payees.set(1, terms::payee(init.payees.get_unchecked(1).address, Role::Artist, 2_500));
        });
        w.person("wanjiru").open(&w.env);
        let mut player =
            Player { w, dice, times: vec![], orders: vec![], credits: BTreeMap::new(), lanes: [0; 3], nonce: 0 };
        if seed % 3 == 0 {
            player.set_splits();
        }
        player.note();
        player
    }

    pub fn note(&mut self) {
        let now = self.now();
        self.times.resize(self.w.published.borrow().len(), now);
    }

    pub fn now(&self) -> u64 {
        self.w.env.ledger().timestamp()
    }

    pub fn turn(&mut self) {
        match self.dice.roll(20) {
            0..=7 => self.trade(),
            8..=11 => self.return_money_to_some(),
            12..=15 => self.hand_on(),
            16..=17 => self.pay_out(),
            _ => self.rule(),
        }
        self.note();
        if self.dice.once_in(7) {
            self.wait();
        }
    }

    fn wait(&mut self) {
        let early = self.times.len() < 60;
        let seconds = match self.dice.roll(12) {
            0..=7 => HOUR * (1 + self.dice.roll(30)),
            8..=9 => DAY * (1 + self.dice.roll(2)),
            _ if early => 1,
            _ => {
                let mark = self.dice.of(&[FREEZE_AT, DOORS_AT, DOORS_AT, ENDS_AT, RELEASE_AT]);
                (mark + self.dice.roll(3)).saturating_sub(self.now() + 1)
            }
        };
        self.w.wait(seconds);
    }

    fn trade(&mut self) {
        let (tier, n) = (self.tier(), 1 + self.dice.roll(8) as u32);
        match self.dice.roll(16) {
            0..=5 => self.buy(),
            6..=9 => self.settle(),
            10..=12 => drop(self.w.allocate(tier, 2 * n)),
            13 => {
                let by = self.dice.of(&["registry", "organizer"]);
                drop(self.w.deallocate(by, tier, n))
            }
            14 => {
                let (creator, bps) = (self.creator(), self.dice.of(&[0, 333, 1_000, 1_001]));
                drop(self.w.set_commission(creator, bps))
            }
            _ => self.mint(),
        }
    }

    pub fn tier(&mut self) -> u32 {
        let tiers = self.w.counters().counts().len() as u64;
        self.dice.roll(tiers) as u32
    }

    fn creator(&mut self) -> &'static str {
        self.dice.of(&CREATORS)
    }

    fn buy(&mut self) {
        self.nonce += 1;
        let buyer = self.dice.of(&FANS);
        let (first, second) = (self.tier(), self.tier());
        let mut items = vec![(first, 1 + self.dice.roll(4) as u32)];
        if second != first && self.dice.once_in(2) {
            items.push((second, 1 + self.dice.roll(3) as u32));
        }
        let named = self.named();
        let bought = if named.is_empty() {
            self.w.buy_items(buyer, self.nonce, &items, self.w.counters().terms_version, i128::MAX)
        } else {
            let credits = named.iter().map(|(name, weight)| (*name, *weight as u16)).collect();
            let claim = Claim { expiry: self.now(), credits, buyer, nonce: self.nonce, ..Claim::default() };
            self.w.buy_attributed(buyer, self.nonce, &items, claim.packed(&self.w))
        };
        for (id, (tier, _)) in bought.into_iter().flatten().zip(items) {
            self.remember(id, tier, &named);
        }
    }

    /// (creator, weight) of up to two.
    fn named(&mut self) -> Vec<(&'static str, u32)> {
        match self.dice.roll(4) {
            0 => vec![],
            1 => vec![("njeri", 1 + self.dice.roll(6_000) as u32), ("otieno", 4_000)],
            _ => vec![(self.creator(), 1 + self.dice.roll(10_000) as u32)],
        }
    }

    fn remember(&mut self, id: u64, tier: u32, named: &[(&str, u32)]) {
        let price = self.w.event_terms().tiers()[tier as usize].price;
        let mut credits = vec![];
        for (name, weight) in named {
            let rate = self.w.creator(name).bps;
            if rate > 0 {
                credits.push(self.w.credit(name, *weight, price * rate as i128 * *weight as i128 / 100_000_000));
            }
        }
        self.orders.push(id);
        self.credits.insert(id, credits);
    }

    fn settle(&mut self) {
        let lane = self.dice.roll(3) as usize;
        let (mut raw, mut facts): (SdkVec<Val>, Vec<_>) = (SdkVec::new(&self.w.env), vec![]);
        for _ in 0..1 + self.dice.roll(3) {
            let (tier, named) = (self.tier(), self.named());
            let owner = self.dice.of(&CUSTODIAL);
            let mut item: SettleItem = self.w.credited_item(owner, tier, 1 + self.dice.roll(11) as u32, &named);
            match self.dice.roll(12) {
                0 => item.1 = 9,
                1 => item.4 += 1,
                2 => item.5 = 1,
                _ => {}
            }
            let unreadable = self.dice.once_in(15);
            raw.push_back(if unreadable { 7u32.into() } else { item.into_val(&self.w.env) });
            facts.push((tier, named));
        }
        let seq = self.lanes[lane] + 1;
        let Ok(served) = self.w.settle_raw(lane as u32, seq, raw) else { return };
        self.lanes[lane] = seq;
        for (i, (tier, named)) in facts.iter().enumerate().filter(|(i, _)| served >> i & 1 == 1) {
            self.remember(1 << 58 | (lane as u64) << 38 | (seq as u64) << 6 | i as u64, *tier, named);
        }
    }

    fn mint(&mut self) {
        self.nonce += 1;
        let tier = self.tier();
        let minted = match self.dice.roll(2) {
            0 => self.w.mint(self.dice.of(&FANS), tier, self.nonce),
            _ => self.w.mint_custodial(self.dice.of(&CUSTODIAL), tier, self.nonce),
        };
        self.orders.extend(minted.ok());
    }

    /// An order and a mask over some of its tickets.
    pub fn some(&mut self) -> (u64, u32) {
        if self.orders.is_empty() {
            return (1, 1);
        }
        let id = self.dice.of(&self.orders);
        let order = self.w.order(id);
        let mask = match self.dice.roll(4) {
            0 => order.all(),
            1 => order.all() & self.dice.roll(64) as u32,
            _ => 1 << self.dice.roll(order.count as u64),
        };
        (id, mask)
    }

    /// Sometimes the receiver's balance is frozen meanwhile.
    pub fn return_money_to_some(&mut self) {
        let whom = self.dice.of(&["fan", "friend", "stranger", "treasury"]);
        let blocked = self.dice.once_in(3);
        self.w.block(&self.w.address(whom), blocked);
        self.return_money();
        self.w.block(&self.w.address(whom), false);
    }

    fn return_money(&mut self) {
        let (id, mask) = self.some();
        self.return_for(id, mask)
    }

    /// By one of the entries that give money back, for these tickets or for nobody's.
    fn return_for(&mut self, id: u64, mask: u32) {
        let credits = SdkVec::from_slice(&self.w.env, self.credits.get(&id).map_or(&[][..], Vec::as_slice));
        let treasury = self.w.address("treasury");
        match self.dice.roll(20) {
            0..=5 => drop(self.w.call::<i128>("refund", (id, mask, credits))),
            6..=11 => drop(self.w.call::<i128>("refund_custodial", (treasury, id, mask, credits, true))),
            12..=14 => {
                let evidence = BytesN::from_array(&self.w.env, &[5; 32]);
                drop(self.w.call::<i128>("reverse_fiat", (treasury, id, mask, credits, evidence)))
            }
            15 => drop(self.w.fund((1 + self.dice.roll(100) as i128) * USDC / 7)),
            16 => drop(self.w.return_top_ups()),
            17 => drop(self.w.pay_treasury()),
            18 => {
                for whom in ["fan", "friend", "stranger", "organizer", "artist"] {
                    drop(self.w.claim_owed(whom))
                }
            }
            _ => drop(self.w.close()),
        }
    }
}

/// Each kind of policy in its turn.
fn policy(seed: u64, dice: &mut Dice) -> Policy {
    let mut policy = terms::policy();
    match seed % 5 {
        0 => policy.reserve_bps = 4_000,
        1 => resellable(&mut policy),
        2 => refundable(&mut policy),
        3 => {
            resellable(&mut policy);
            refundable(&mut policy);
        }
        _ => {
            policy.consent = true;
            policy.reserve_bps = dice.roll(10_000) as u32;
            if dice.once_in(2) {
                resellable(&mut policy);
            }
        }
    }
    policy
}
