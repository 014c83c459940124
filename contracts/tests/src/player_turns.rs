//! What a player does after a sale: tickets change hands, payees are paid, organizer and platform use their powers.
use crate::{
    assertions::ticket,
    fixture::USDC,
    player::{Player, CREATORS, FANS},
    terms::{self, DAY, DOORS_AT, ENDS_AT, RELEASE_AT},
};
use soroban_sdk::{BytesN, Vec as SdkVec};

impl Player {
    pub fn hand_on(&mut self) {
        let (id, mask) = self.some();
        let one = ticket(id, mask.trailing_zeros().min(31));
        let whom = self.dice.of(&FANS);
        match self.dice.roll(16) {
            0..=3 => {
                if let Ok(owner) = self.w.owner_of(one) {
                    drop(self.w.call::<()>("transfer", (owner, self.w.address(whom), one)))
                }
            }
            4..=5 => drop(self.w.claim_custodial(id, mask, whom)),
            6..=9 => {
                let price = (1 + self.dice.roll(100) as i128) * USDC / 4;
                drop(self.w.list(one, price));
                if self.dice.once_in(2) {
                    drop(self.w.buy_listed(whom, one, i128::MAX))
                } else if self.dice.once_in(3) {
                    drop(self.w.unlist(one))
                }
            }
            10 => drop(self.w.unlist(one)),
            11 => drop(self.w.buy_listed(whom, one, i128::MAX)),
            12 => drop(self.w.buy_custodial(one, i128::MAX, "c4")),
            _ => {
                let (other, more) = self.some();
                drop(self.w.check_in("gate", &[(id, mask), (other, more)]))
            }
        }
    }

    pub fn pay_out(&mut self) {
        let mask = self.dice.roll(16) as u32;
        match self.dice.roll(8) {
            0..=4 => drop(self.w.distribute(mask, &CREATORS[..self.dice.roll(4) as usize])),
            5 => drop(self.w.claim(self.dice.roll(4) as u32)),
            6 => drop(self.w.claim_creator(self.dice.of(&CREATORS))),
            _ => {
                let whom = self.dice.of(&["fan", "friend", "artist", "organizer", "treasury"]);
                self.w.block(&self.w.address(whom), self.dice.once_in(2))
            }
        }
    }

    pub fn rule(&mut self) {
        let by = self.dice.of(&["organizer", "registry"]);
        match self.dice.roll(28) {
            0..=3 => drop(self.w.set_gate(self.dice.of(&["gate", "gate", "artist"]), !self.dice.once_in(3))),
            4 => drop(self.w.pause(by, true)),
            5..=6 => ["organizer", "registry"].iter().for_each(|by| drop(self.w.pause(by, false))),
            7 => drop(self.w.freeze(self.dice.roll(8) * DAY + 1)),
            8 if self.dice.once_in(2) => drop(self.w.cancel(by)),
            8..=10 => drop(self.w.postpone(DAY * (1 + self.dice.roll(9)))),
            11..=13 => drop(self.w.move_to(self.dice.roll(4) as u8)),
            14..=16 => self.add_tier(),
            17 => self.set_splits(),
            18..=21 => (0..4).for_each(|i| drop(self.w.accept(i))),
            22..=25 => {
                let to = self.dice.of(&["artist", "promoter", "njeri"]);
                let to = if self.dice.once_in(3) { self.w.muxed(to, 9) } else { self.w.address(to).into() };
                drop(self.w.redirect(1 + self.dice.roll(2) as u32, to))
            }
            26 => drop(self.w.set_cap(self.dice.roll(3) as i128 * 900 * USDC)),
            _ => {
                let signer = self.dice.of(&["attribution", "attribution", "stranger"]);
                let key = BytesN::from_array(&self.w.env, &self.w.person(signer).key.verifying_key().to_bytes());
                drop(self.w.call::<()>("set_attribution_key", (key,)))
            }
        }
    }

    pub fn set_splits(&mut self) {
        let mut policy = self.w.init.policy.clone();
        policy.royalty_bps = self.dice.roll(2_000) as u32;
        drop(self.w.set_splits(&self.w.init.payees, &policy))
    }

    fn add_tier(&mut self) {
        let replaces = if self.dice.once_in(2) { Some(self.tier()) } else { None };
        let mut tier = terms::tier((1 + self.dice.roll(40) as i128) * USDC, 1 + self.dice.roll(20) as u32, 0);
        tier.fiat_quota = tier.capacity / 2;
        drop(self.w.add_tier(tier, replaces))
    }

    /// The end of every fourth one: cancelled and given back, or held and paid out.
    pub fn finish(&mut self, seed: u64) {
        match seed % 4 {
            0 => self.give_all_back(),
            1 => self.hold_it(),
            _ => {}
        }
        ["treasury", "fan", "friend", "stranger"].iter().for_each(|whom| self.w.block(&self.w.address(whom), false));
        FANS.iter().for_each(|whom| drop(self.w.claim_owed(whom)));
        drop(self.w.pay_treasury());
        self.note();
    }

    fn give_all_back(&mut self) {
        drop(self.w.cancel("registry"));
        if self.dice.once_in(2) {
            drop(self.w.fund(3_000 * USDC))
        }
        for id in self.orders.clone() {
            for index in 0..20 {
                self.refund_one(id, 1 << index);
            }
            self.note();
            self.w.wait(DAY);
        }
        let blocked = self.dice.of(&["organizer", "artist", "treasury"]);
        self.w.block(&self.w.address(blocked), true);
        drop(self.w.close());
        self.note();
    }

    fn refund_one(&mut self, id: u64, mask: u32) {
        let (treasury, credits) = (self.w.address("treasury"), SdkVec::<passa_types::Credit>::new(&self.w.env));
        if self.w.call::<i128>("refund", (id, mask, credits.clone())).is_err() {
            drop(self.w.call::<i128>("refund_custodial", (treasury, id, mask, credits, true)))
        }
    }

    fn hold_it(&mut self) {
        ["organizer", "registry"].iter().for_each(|by| drop(self.w.pause(by, false)));
        drop(self.w.set_gate("gate", true));
        self.w.at(self.now().max(DOORS_AT + 10 * DAY));
        let all: Vec<(u64, u32)> = self.orders.iter().take(40).map(|id| (*id, 0b0111)).collect();
        drop(self.w.check_in("gate", &all));
        drop(self.w.verify("gate", ticket(self.orders.first().copied().unwrap_or(1), 3)));
        self.note();
        self.w.at(self.now().max(ENDS_AT + 10 * DAY));
        (0..6).for_each(|_| self.return_money_to_some());
        self.note();
        self.w.at(self.now().max(RELEASE_AT + 10 * DAY));
        drop(self.w.distribute(u32::MAX, &CREATORS));
        drop(self.w.return_top_ups());
        self.note();
    }
}
