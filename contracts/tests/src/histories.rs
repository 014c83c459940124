//! Random histories: what may happen to an event, and an event to which it happens.
use crate::{
    fixture::{person, Code, Fixture, FEE_BPS, USDC},
    model::{Creator, Model, Tier},
    state::State,
    terms,
};
use passa_types::Role;
use proptest::prelude::*;
use soroban_sdk::Vec as SdkVec;

pub const TIERS: usize = 2;
pub const CREATORS: [&str; 3] = ["njeri", "otieno", "wanjiru"];

#[derive(Clone, Debug)]
pub enum Op {
    Buy { tier: usize, qty: u32 },
    Settle(Vec<(usize, u32, Vec<(usize, i128)>)>),
    Allocate(usize, u32),
    Deallocate(usize, u32),
    Rate(usize, i128),
    Distribute(u32, u32),
    Claim(usize),
    Refund { order: usize, mask: u32 },
    Reverse { order: usize, mask: u32 },
    Fund(i128),
    ReturnTopUps,
    PayTreasury,
    Resell { order: usize, ticket: u32, percent: i128 },
    Reach(usize, bool),
    Gift(i128),
    Release,
    Cancel,
    Week,
    Close,
}

#[derive(Clone, Debug)]
pub struct Setting {
    shares: Vec<u32>,
    tiers: Vec<(i128, u32, u32)>,
    reserve_bps: u32,
}

pub fn op() -> impl Strategy<Value = Op> {
    let mask = prop_oneof![3 => (0..10u32).prop_map(|i| 1 << i), 2 => 0..1024u32];
    let again = prop_oneof![3 => (0..10u32).prop_map(|i| 1u32 << i), 1 => 0..1024u32];
    let credits = || prop::collection::vec((0..3usize, prop_oneof![Just(10_000i128), 0..7_000i128]), 0..=2);
    prop_oneof![
        8 => (0..TIERS, 0..=11u32).prop_map(|(tier, qty)| Op::Buy { tier, qty }),
        8 => prop::collection::vec((0..TIERS, 0..=11u32, credits()), 1..=4).prop_map(Op::Settle),
        5 => (0..TIERS, 0..=30u32).prop_map(|(t, n)| Op::Allocate(t, n)),
        2 => (0..TIERS, 0..=8u32).prop_map(|(t, n)| Op::Deallocate(t, n)),
        3 => (0..3usize, 0..=1_100i128).prop_map(|(c, bps)| Op::Rate(c, bps)),
        6 => (any::<u32>(), 0..8u32).prop_map(|(m, c)| Op::Distribute(m, c)),
        2 => (0..10usize).prop_map(Op::Claim),
        12 => (any::<usize>(), mask).prop_map(|(order, mask)| Op::Refund { order, mask }),
        4 => (any::<usize>(), again).prop_map(|(order, mask)| Op::Reverse { order, mask }),
        4 => (1..200 * USDC).prop_map(Op::Fund),
        3 => Just(Op::ReturnTopUps),
        3 => Just(Op::PayTreasury),
        4 => (any::<usize>(), 0..10u32, 1..=120i128)
            .prop_map(|(order, ticket, percent)| Op::Resell { order, ticket, percent }),
        3 => (0..10usize, any::<bool>()).prop_map(|(i, on)| Op::Reach(i, on)),
        1 => (1..USDC).prop_map(Op::Gift),
        1 => Just(Op::Release),
        1 => Just(Op::Cancel),
        2 => Just(Op::Week),
        2 => Just(Op::Close),
    ]
}

pub fn setting() -> impl Strategy<Value = Setting> {
    let shares = prop::collection::vec(1..1_000u32, 1..=8);
    let tier = (10..=100_000i128, 1..=60u32, 0..=100u32).prop_map(|(p, c, q)| (p * 10_000, c, c * q / 100));
    let reserve = prop_oneof![2 => Just(0u32), 1 => Just(10_000), 2 => 1..10_000u32];
    (shares, prop::collection::vec(tier, TIERS), reserve).prop_map(|(shares, tiers, reserve_bps)| {
        let whole: u32 = shares.iter().sum();
        let left = 10_000 - FEE_BPS - 1_000 - shares.len() as u32;
        let mut shares: Vec<u32> = shares.iter().map(|s| 1 + s * left / whole).collect();
        shares[0] += 10_000 - FEE_BPS - shares.iter().sum::<u32>();
        shares.push(FEE_BPS);
        Setting { shares, tiers, reserve_bps }
    })
}

pub fn payee_name(index: usize, of: usize) -> String {
    match index {
        0 => "organizer".into(),
        i if i == of - 1 => "platform".into(),
        i => format!("payee {i}"),
    }
}

pub struct Run {
    pub fixture: Fixture,
    pub model: Model,
    pub reachable: Vec<bool>,
    pub stray: i128,
    pub nonce: u64,
    pub seq: u32,
    pub state: State,
}

pub fn begin(code: Code, s: &Setting) -> Run {
    let of = s.shares.len();
    let fixture = Fixture::with(code, |env, init| {
        init.payees = SdkVec::new(env);
        for (i, bps) in s.shares.iter().enumerate() {
            let address = person(env, &payee_name(i, of)).address;
            let role = [Role::Artist, Role::Organizer, Role::Platform][(i == 0) as usize + 2 * (i == of - 1) as usize];
            init.payees.push_back(terms::payee(address.into(), role, *bps));
        }
        init.tiers = SdkVec::new(env);
        s.tiers.iter().for_each(|&(price, capacity, quota)| init.tiers.push_back(terms::tier(price, capacity, quota)));
        terms::resellable(&mut init.policy);
        init.policy.reserve_bps = s.reserve_bps;
    });
    fixture.person("wanjiru").open(&fixture.env);
    let tier = |&(price, capacity, quota): &(i128, u32, u32)| Tier {
        price,
        capacity,
        quota,
        sold: 0,
        allocated: 0,
        fiat_sold: 0,
    };
    let model = Model {
        tiers: s.tiers.iter().map(tier).collect(),
        bps: s.shares.iter().map(|bps| *bps as i128).collect(),
        paid: vec![0; of],
        creators: vec![Creator::default(); 3],
        orders: Default::default(),
        gross: 0,
        refunded: 0,
        top_ups: 0,
        shortfalls: 0,
        reserve_bps: s.reserve_bps as i128,
        released: false,
        cancelled: false,
        in_proportion: false,
    };
    // Who is neither organizer nor platform has no trust line yet, nor has the third creator.
    let reachable = (0..of).map(|i| i == 0 || i == of - 1).collect();
    let state = fixture.state(&CREATORS, 0);
    Run { fixture, model, reachable, stray: 0, nonce: 0, seq: 0, state }
}
