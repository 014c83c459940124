//! The money of sponsors over random histories: funded = paid + released + refunded + left, and the escrow covers all that is
//! left. Sums are checked against what people really hold.
use super::{escrow::Id, fixture::Desk};
use crate::invariants::config;
use crate::{
    fixture::USDC,
    replay::{entries, replay},
    terms::{DAY, STARTS_AT},
};
use passa_sponsor::Sponsorship;
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use soroban_sdk::{testutils::Ledger as _, xdr::ScAddress};

const BRANDS: [&str; 2] = ["friend", "fan"];
const CREATORS: [&str; 2] = ["njeri", "otieno"];

#[derive(Clone, Debug)]
enum Op {
    Sell(usize, u32),
    Fund(usize, i128, i128),
    Accept(usize),
    Bonus(usize, usize),
    Claim(usize, i128),
    Object(usize),
    Release(usize, bool),
    Decide(usize, i128),
    TakeBack(usize),
    Block(usize, bool),
    Wait(u64),
    Cancel,
    Stray,
}

/// What there is to be right about: all sponsorships, and what people have since the start.
#[derive(Clone)]
struct Books {
    all: Vec<Sponsorship>,
    escrow: i128,
    stray: i128,
    brands: i128,
    creators: i128,
    organizer: i128,
}

impl Books {
    fn of(d: &Desk, ids: &[Id], stray: i128) -> Self {
        Books {
            all: ids.iter().map(|id| d.sponsorship(id)).collect(),
            escrow: d.escrow(),
            stray,
            brands: BRANDS.iter().map(|name| d.w.gained(name)).sum(),
            creators: CREATORS.iter().map(|name| d.w.balance(name)).sum(),
            organizer: d.w.gained("organizer"),
        }
    }

    fn violations(&self) -> Vec<&'static str> {
        let sum = |of: fn(&Sponsorship) -> i128| self.all.iter().map(of).sum::<i128>();
        let each = |holds: fn(&Sponsorship) -> bool| self.all.iter().all(holds);
        let rules = [
            ("the escrow is all that is left, and stray tokens", self.escrow == sum(Sponsorship::left) + self.stray),
            ("brands gave what was funded and got what was refunded", self.brands == sum(|s| s.refunded - s.amount)),
            ("creators have what was paid", self.creators == sum(|s| s.paid)),
            ("the organizer has what was released", self.organizer == sum(|s| s.released)),
            ("creators' parts are the whole", each(|s| s.grants.iter().map(|g| g.paid).sum::<i128>() == s.paid)),
            ("nothing is negative", each(|s| s.left() >= 0 && s.paid >= 0 && s.released >= 0 && s.refunded >= 0)),
            ("an open claim is covered", each(|s| s.claim.amount <= s.left())),
            ("creators get no more than their total", each(|s| s.paid <= s.total)),
            ("milestones get no more than the rest", each(|s| s.released <= s.amount - s.total)),
            ("a day has its limit", each(|s| s.spent <= s.daily)),
        ];
        rules.into_iter().filter(|(_, holds)| !holds).map(|(rule, _)| rule).collect()
    }
}

struct Run {
    d: Desk,
    ids: Vec<Id>,
    stray: i128,
}

impl Run {
    fn apply(&mut self, op: &Op) {
        let d = &self.d;
        let id = |i: &usize| self.ids.get(i % self.ids.len().max(1)).cloned().unwrap_or_else(|| d.hash(0));
        match op {
            Op::Sell(creator, tickets) => {
                let room = d.w.counters().counts()[0].sold + tickets <= 40;
                if room
                    && !d.w.counters().has(passa_event::records::counters::CANCELLED)
                    && d.w.env.ledger().timestamp() < STARTS_AT
                {
                    d.sell(CREATORS[*creator], *tickets);
                }
            }
            Op::Fund(brand, total, daily) => {
                let mut offer = d.offer();
                (offer.total, offer.daily) = (*total, *daily);
                let funded = d.fund_as(BRANDS[*brand], self.ids.len() as u64, offer);
                self.ids.extend(funded.ok());
            }
            Op::Accept(i) => drop(d.accept(&id(i))),
            Op::Bonus(i, creator) => drop(d.bonus(&id(i), CREATORS[*creator])),
            Op::Claim(i, amount) => drop(d.claim(&id(i), *amount)),
            Op::Object(i) => drop(d.object(&id(i))),
            Op::Release(i, approved) => drop(d.release(&id(i), *approved)),
            Op::Decide(i, amount) => drop(d.decide(&id(i), *amount)),
            Op::TakeBack(i) => drop(d.take_back(&id(i))),
            Op::Block(creator, on) => d.w.block(&d.w.address(CREATORS[*creator]), *on),
            Op::Wait(seconds) => d.w.wait(*seconds),
            Op::Cancel => drop(d.w.cancel("organizer")),
            Op::Stray => {
                d.w.token().transfer(&d.w.address("stranger"), &d.sponsor, &USDC);
                self.stray += USDC;
            }
        }
    }

    fn books(&self) -> Books {
        Books::of(&self.d, &self.ids, self.stray)
    }
}

fn op() -> impl Strategy<Value = Op> {
    let (i, creator) = (0..4usize, 0..2usize);
    let money = (-1..900i128).prop_map(|amount| amount * USDC);
    prop_oneof![
        4 => (creator.clone(), 1..9u32).prop_map(|(c, n)| Op::Sell(c, n)),
        3 => (0..2usize, 2..30i128, 2..12i128).prop_map(|(b, t, d)| Op::Fund(b, t * USDC, d.min(t) * USDC)),
        4 => i.clone().prop_map(Op::Accept),
        8 => (i.clone(), creator.clone()).prop_map(|(i, c)| Op::Bonus(i, c)),
        5 => (i.clone(), money.clone()).prop_map(|(i, m)| Op::Claim(i, m)),
        3 => i.clone().prop_map(Op::Object),
        4 => (i.clone(), any::<bool>()).prop_map(|(i, a)| Op::Release(i, a)),
        3 => (i.clone(), money).prop_map(|(i, m)| Op::Decide(i, m)),
        3 => i.prop_map(Op::TakeBack),
        1 => (creator, any::<bool>()).prop_map(|(c, on)| Op::Block(c, on)),
        4 => (1..9 * DAY).prop_map(Op::Wait),
        1 => Just(Op::Cancel),
        1 => Just(Op::Stray),
    ]
}

/// Without cancels in most histories, or few would reach a claim.
fn history() -> impl Strategy<Value = Vec<Op>> {
    let calm = proptest::collection::vec(op(), 10..60)
        .prop_map(|ops| ops.into_iter().filter(|op| !matches!(op, Op::Cancel)).collect::<Vec<Op>>());
    prop_oneof![3 => calm, 1 => proptest::collection::vec(op(), 10..60)]
}

proptest! {
    #![proptest_config(config(500))]
    #[test]
    fn every_stroop_of_every_sponsor_is_left_paid_released_or_refunded(ops in history()) {
        let mut run = Run { d: Desk::native(), ids: vec![], stray: 0 };
        for op in &ops {
            run.apply(op);
            prop_assert_eq!(run.books().violations(), Vec::<&str>::new(), "{:?}", op);
        }
        check_logs(&run)?;
    }
}

/// The events of each sponsorship, from its first to its last, give the log in its entry.
fn check_logs(run: &Run) -> Result<(), TestCaseError> {
    let published = run.d.published.borrow();
    for id in &run.ids {
        let s = run.d.sponsorship(id);
        let bytes = soroban_sdk::xdr::ScVal::Bytes(id.to_array().to_vec().try_into().unwrap());
        let mut logged = entries(&published);
        logged
            .retain(|entry| matches!(&entry.topics, soroban_sdk::xdr::ScVal::Vec(Some(topics)) if topics[2] == bytes));
        prop_assert_eq!(logged.len() as u64, s.n);
        prop_assert_eq!(replay(start(run, id), &logged), Ok(s.log.to_array()));
        if logged.len() > 1 {
            logged.remove(0);
            prop_assert!(replay(start(run, id), &logged).is_err(), "an event is missing");
        }
    }
    Ok(())
}

fn start(run: &Run, id: &Id) -> [u8; 32] {
    let ScAddress::Contract(contract) = (&run.d.sponsor).into() else { panic!() };
    let network = run.d.w.env.ledger().get().network_id;
    Sha256::new().chain_update(network).chain_update(contract.0 .0).chain_update(id.to_array()).finalize().into()
}

fn lived() -> Run {
    let mut run = Run { d: Desk::native(), ids: vec![], stray: 0 };
    run.ids.push(run.d.agreed());
    run.d.sell("njeri", 3);
    run.d.bonus(&run.ids[0], "njeri").unwrap();
    run.d.claim(&run.ids[0], 100 * USDC).unwrap();
    run.d.release(&run.ids[0], true).unwrap();
    run.d.claim(&run.ids[0], 600 * USDC).unwrap();
    run
}

fn seen(books: &Books, change: impl FnOnce(&mut Books)) -> bool {
    let mut books = books.clone();
    change(&mut books);
    !books.violations().is_empty()
}

/// The checks themselves are checked: each must see the fault that it is there for.
#[test]
fn the_books_see_each_fault() {
    let run = lived();
    let books = run.books();
    assert!(!seen(&books, |_| {}), "nothing is wrong to begin with");
    assert!(seen(&books, |b| b.escrow -= 1), "a stroop is missing");
    assert!(seen(&books, |b| b.all[0].paid += 1), "a bonus that did not happen");
    assert!(seen(&books, |b| b.all[0].released += 1), "a release that did not happen");
    assert!(seen(&books, |b| b.all[0].refunded += 1), "a refund that did not happen");
    assert!(seen(&books, |b| b.all[0].amount += 1), "money that nobody gave");
    assert!(seen(&books, |b| b.all[0].claim.amount = 895 * USDC), "a claim beyond what is left");
    assert!(seen(&books, |b| b.all[0].total = 5 * USDC), "more than the total");
    assert!(seen(&books, |b| b.all[0].daily = 5 * USDC), "more than a day's limit");
    assert!(seen(&books, |b| b.organizer += 1), "the organizer has more");
    assert!(seen(&books, |b| b.creators -= 1), "a creator has less");
}
