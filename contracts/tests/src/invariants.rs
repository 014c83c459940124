//! Invariants 1 to 5 over random histories, each call checked against the model too.
use crate::{
    fixture::{Code, Fixture, CAP, FEE_BPS, NOW, USDC},
    model::{Model, Payee, Tier},
    replay,
    state::State,
    terms::{self, DAY, ENDS_AT, RELEASE_AT, STARTS_AT},
};
use passa_types::Role;
use proptest::prelude::*;
use soroban_sdk::{testutils::Ledger as _, Vec as SdkVec};

#[derive(Clone, Debug)]
enum Op {
    Buy(Vec<(usize, u32)>),
    Settle { lane: usize, ahead: u32, items: Vec<(usize, u32)> },
    Allocate(usize, u32),
    Deallocate(usize, u32),
    Distribute(u32),
    Claim(usize),
    Wait(u64),
    Reach(usize, bool),
    Gift(i128),
}

#[derive(Clone, Debug)]
struct Setting {
    shares: Vec<u32>,
    tiers: Vec<(i128, u32, u32)>,
    reserve_bps: u32,
}

const TIERS: usize = 3;

fn op() -> impl Strategy<Value = Op> {
    let items = |n| prop::collection::vec((0..TIERS, 1..=6u32), 1..=n);
    prop_oneof![
        6 => prop::collection::vec((0..TIERS, 0..=11u32), 1..=3).prop_map(Op::Buy),
        5 => (0..3usize, prop_oneof![8 => Just(1u32), 1 => Just(0), 1 => Just(2)], items(8))
            .prop_map(|(lane, ahead, items)| Op::Settle { lane, ahead, items }),
        5 => (0..TIERS, 0..=12u32).prop_map(|(t, n)| Op::Allocate(t, n)),
        4 => (0..TIERS, 0..=8u32).prop_map(|(t, n)| Op::Deallocate(t, n)),
        4 => any::<u32>().prop_map(Op::Distribute),
        2 => (0..10usize).prop_map(Op::Claim),
        2 => (0..12 * DAY).prop_map(Op::Wait),
        2 => (0..10usize, any::<bool>()).prop_map(|(i, on)| Op::Reach(i, on)),
        1 => (1..USDC).prop_map(Op::Gift),
    ]
}

fn setting() -> impl Strategy<Value = Setting> {
    let shares = prop::collection::vec(1..1_000u32, 1..=9);
    // Dear ones reach the cap on held money.
    let price = prop_oneof![3 => 1..=100_000i128, 1 => 1_000_000..=5_000_000i128];
    let tier = (price, 1..=60u32, 0..=100u32).prop_map(|(p, c, q)| (p * 10_000, c, c * q / 100));
    let reserve = prop_oneof![Just(0u32), Just(10_000), 1..10_000u32];
    (shares, prop::collection::vec(tier, TIERS), reserve).prop_map(|(shares, tiers, reserve_bps)| {
        let whole: u32 = shares.iter().sum();
        let left = 10_000 - FEE_BPS - shares.len() as u32;
        let mut shares: Vec<u32> = shares.iter().map(|s| 1 + s * left / whole).collect();
        let rest = 10_000 - FEE_BPS - shares.iter().sum::<u32>();
        shares[0] += rest;
        shares.push(FEE_BPS);
        if shares.len() == 2 {
            shares = vec![9_499 - 1, 2, FEE_BPS];
        }
        Setting { shares, tiers, reserve_bps }
    })
}

fn payee_name(index: usize, of: usize) -> String {
    match index {
        0 => "organizer".into(),
        i if i == of - 1 => "platform".into(),
        i => format!("payee {i}"),
    }
}

struct Run {
    fixture: Fixture,
    model: Model,
    stray: i128,
    nonce: u64,
    state: State,
}

fn begin(code: Code, s: &Setting) -> Run {
    let of = s.shares.len();
    let fixture = Fixture::with(code, |env, init| {
        init.payees = SdkVec::new(env);
        for (i, bps) in s.shares.iter().enumerate() {
            let address = crate::fixture::person(env, &payee_name(i, of)).address;
            let role = [Role::Artist, Role::Organizer, Role::Platform][(i == 0) as usize + 2 * (i == of - 1) as usize];
            init.payees.push_back(terms::payee(address.into(), role, *bps));
        }
        init.tiers = SdkVec::new(env);
        s.tiers.iter().for_each(|&(price, capacity, quota)| init.tiers.push_back(terms::tier(price, capacity, quota)));
        init.policy.reserve_bps = s.reserve_bps;
        init.policy.commission_cap_bps = 0;
    });
    let tier = |&(price, capacity, quota): &(i128, u32, u32)| Tier {
        price,
        capacity,
        quota,
        per_order: 10,
        sold: 0,
        allocated: 0,
        fiat_sold: 0,
    };
    // Whoever is neither organizer nor platform has no trustline yet.
    let payee = |(i, bps): (usize, &u32)| Payee { bps: *bps as i128, paid: 0, reachable: i == 0 || i == of - 1 };
    let model = Model {
        tiers: s.tiers.iter().map(tier).collect(),
        payees: s.shares.iter().enumerate().map(payee).collect(),
        gross: 0,
        reserve_bps: s.reserve_bps as i128,
        release_at: RELEASE_AT,
        closes_at: STARTS_AT,
        now: NOW,
        cap: CAP,
        lanes: vec![0; 16],
    };
    let state = fixture.state(0);
    Run { fixture, model, stray: 0, nonce: 0, state }
}

impl Run {
    /// Does it in the contract and in the model, which must agree on whether it is allowed.
    fn apply(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let (w, m) = (&self.fixture, &mut self.model);
        let changed = match op {
            Op::Buy(items) => {
                self.nonce += 1;
                let asked: Vec<(u32, u32)> = items.iter().map(|i| (i.0 as u32, i.1)).collect();
                let done = w.buy_items("fan", self.nonce, &asked, 1, i128::MAX).is_ok();
                prop_assert_eq!(done, m.buy(items), "{:?}", op);
                done
            }
            Op::Settle { lane, ahead, items } => {
                let seq = m.lanes[*lane] + ahead;
                let owner = w.address("custodial");
                let batch: Vec<_> = items.iter().map(|i| w.item(&owner, i.0 as u32, i.1)).collect();
                let served = w.settle(*lane as u32, seq, &batch).ok();
                prop_assert_eq!(served, m.settle(*lane, seq, items), "{:?}", op);
                served.is_some()
            }
            Op::Allocate(tier, n) => {
                let done = w.allocate(*tier as u32, *n).is_ok();
                prop_assert_eq!(done, m.allocate(*tier, *n), "{:?}", op);
                done
            }
            Op::Deallocate(tier, n) => {
                let done = w.deallocate(*tier as u32, *n).is_ok();
                prop_assert_eq!(done, m.deallocate(*tier, *n), "{:?}", op);
                done
            }
            _ => return self.apply_money(op),
        };
        self.check(changed)
    }

    fn apply_money(&mut self, op: &Op) -> Result<(), TestCaseError> {
        let (w, m) = (&self.fixture, &mut self.model);
        let of = m.payees.len();
        match op {
            Op::Distribute(mask) => {
                let paid: Vec<i128> = w.distribute(*mask).iter().collect();
                let wanted = |i: usize| mask >> i & 1 == 1;
                let expected: Vec<i128> = (0..of).map(|i| if wanted(i) { m.pay(i) } else { 0 }).collect();
                prop_assert_eq!(paid, expected, "{:?}", op);
            }
            Op::Claim(index) => {
                let due = if *index < of && m.payees[*index].reachable { m.due(*index) } else { 0 };
                let claimed = w.claim(*index as u32).ok();
                prop_assert_eq!(claimed, (due > 0).then_some(due), "{:?}", op);
                if due > 0 {
                    m.pay(*index);
                }
            }
            Op::Wait(seconds) => {
                w.wait(*seconds);
                m.now += seconds;
            }
            Op::Reach(index, on) if *index < of => {
                let person = w.person(&payee_name(*index, of));
                person.open(&w.env);
                person.trust(&w.env, &w.asset, m.payees[*index].paid as i64, *on);
                m.payees[*index].reachable = *on;
            }
            Op::Gift(amount) => {
                w.token().transfer(&w.address("stranger"), &w.event, amount);
                self.stray += amount;
            }
            _ => {}
        }
        self.check(true)
    }

    fn check(&mut self, changed: bool) -> Result<(), TestCaseError> {
        let now = self.fixture.state(self.stray);
        prop_assert_eq!(now.violations(), Vec::<String>::new());
        prop_assert_eq!(now.fallen_since(&self.state), Vec::<usize>::new(), "5: an entitlement fell");
        prop_assert!(changed || now == self.state, "a refused call changed something");
        for (i, account) in now.accounts.iter().enumerate() {
            let m = &self.model;
            prop_assert_eq!((account.entitled, account.paid, account.due), (m.entitled(i), m.payees[i].paid, m.due(i)));
        }
        for (count, tier) in now.hot.tiers.iter().zip(&self.model.tiers) {
            let counted = (count.sold, count.fiat_allocated, count.fiat_sold);
            prop_assert_eq!(counted, (tier.sold, tier.allocated, tier.fiat_sold));
        }
        self.state = now;
        Ok(())
    }

    /// Each payee really got what the books say, and the events alone give the log.
    fn finish(&self) -> Result<(), TestCaseError> {
        let (w, of) = (&self.fixture, self.model.payees.len());
        for (i, payee) in self.model.payees.iter().enumerate().filter(|(_, p)| p.paid > 0) {
            prop_assert_eq!(w.balance(&w.address(&payee_name(i, of))), payee.paid);
        }
        let start = replay::start(&w.env.ledger().get().network_id, &w.event);
        let entries = replay::entries(&w.published.borrow());
        prop_assert_eq!(entries.len() as u64, self.state.hot.n);
        prop_assert_eq!(replay::replay(start, &entries), Ok(self.state.hot.log.to_array()));
        Ok(())
    }
}

fn config(cases: u32) -> ProptestConfig {
    let default = ProptestConfig::default();
    let cases = if std::env::var("PROPTEST_CASES").is_ok() { default.cases } else { cases };
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 200, ..default }
}

fn history(code: Code, s: &Setting, ops: &[Op]) -> Result<(), TestCaseError> {
    let mut run = begin(code, s);
    ops.iter().try_for_each(|op| run.apply(op))?;
    run.finish()
}

proptest! {
    #![proptest_config(config(96))]
    #[test]
    fn the_books_hold_over_any_history(s in setting(), ops in prop::collection::vec(op(), 1..40)) {
        history(Code::Native, &s, &ops)?;
    }
}

proptest! {
    #![proptest_config(config(12))]
    #[test]
    fn the_deployed_code_keeps_the_books_too(s in setting(), ops in prop::collection::vec(op(), 1..30)) {
        history(Code::Wasm, &s, &ops)?;
    }

    #[test]
    fn everything_is_paid_out_after_the_release(s in setting(), sales in prop::collection::vec(1..=10u32, 1..6)) {
        let mut run = begin(Code::Native, &s);
        for (i, qty) in sales.iter().enumerate() {
            run.apply(&Op::Buy(vec![(i % TIERS, *qty)]))?;
        }
        (0..10).try_for_each(|i| run.apply(&Op::Reach(i, true)))?;
        run.apply(&Op::Distribute(u32::MAX))?;
        run.apply(&Op::Wait(ENDS_AT + 4 * DAY - NOW))?;
        run.apply(&Op::Distribute(u32::MAX))?;
        prop_assert_eq!(run.state.cash, 0);
        prop_assert_eq!(run.fixture.balance(&run.fixture.event), 0);
        run.finish()?;
    }
}
