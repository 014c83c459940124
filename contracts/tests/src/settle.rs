use crate::{
    assertions::{field, refused},
    fixture::{Code, Failure, Fixture, USDC},
    terms::{tier, RELEASE_AT},
};
use passa_event::{
    records::order::{Payer, CUSTODY, FIAT, TREASURY},
    Error,
};
use soroban_sdk::{xdr::ScVal, IntoVal, Val, Vec};

fn ready() -> Fixture {
    let w = Fixture::native();
    w.allocate(0, 10).unwrap();
    w
}

const BATCH: u64 = 1 << 58;

#[test]
fn a_settled_payment_is_an_order_of_its_custodial_owner_that_the_treasury_paid() {
    let w = ready();
    assert_eq!(w.settle(3, 1, &[w.item("c1", 0, 2)]), Ok(1));
    let order = w.order(BATCH | 3 << 38 | 1 << 6);
    assert_eq!((order.owner, order.payer, order.count), (w.address("c1"), Payer::Treasury, 2));
    assert_eq!(order.flags, CUSTODY | FIAT | TREASURY);
    assert_eq!(order.day as u64, crate::fixture::NOW / 86_400);
    assert_eq!((w.gained("treasury"), w.held()), (-50 * USDC, 50 * USDC));
    assert_eq!((w.counters().lanes()[3].seq, w.counters().lanes()[3].served), (1, 1));
    assert!(w.mints().is_empty(), "custodial tickets publish a mint when they are claimed");
}

#[test]
fn what_finds_no_seat_is_not_served_and_its_money_goes_back() {
    let w = ready();
    let items = [w.item("c1", 0, 6), w.item("c2", 0, 6), w.item("c3", 0, 4), w.item("c4", 0, 1)];
    assert_eq!(w.settle(0, 1, &items), Ok(0b0101));
    assert_eq!((w.gained("treasury"), w.held()), (-250 * USDC, 250 * USDC));
    assert!(!w.has_order(BATCH | 1 << 6 | 1));
    assert_eq!(w.order(BATCH | 1 << 6 | 2).count, 4);
}

#[test]
fn each_number_of_a_lane_is_used_once_and_in_order() {
    let w = ready();
    let items = [w.item("c1", 0, 1)];
    assert_eq!(w.settle(0, 0, &items), refused(Error::SequenceUsed));
    assert_eq!(w.settle(0, 2, &items), refused(Error::SequenceGap));
    assert_eq!(w.settle(0, 1, &items), Ok(1));
    assert_eq!(w.settle(0, 1, &items), refused(Error::SequenceUsed));
    assert_eq!(w.settle(0, 3, &items), refused(Error::SequenceGap));
    assert_eq!(w.settle(0, 2, &items), Ok(1));
    assert_eq!(w.settle(15, 1, &items), Ok(1), "lanes do not wait for each other");
    assert_eq!(w.settle(16, 1, &items), refused(Error::LaneUnknown));
    assert_eq!(w.counters().lanes().len(), 16);
}

#[test]
fn a_batch_has_one_to_fifty_items() {
    let w = ready();
    assert_eq!(w.settle(0, 1, &[]), refused(Error::BatchSizeInvalid));
    assert_eq!(w.settle(0, 1, &vec![w.item("c1", 0, 1); 51]), refused(Error::BatchSizeInvalid));
    assert_eq!(w.settle(0, 1, &vec![w.item("c1", 0, 1); 50]), Ok((1 << 10) - 1), "the first ten found seats");
}

#[test]
fn a_bad_item_never_refuses_the_batch() {
    let w = ready();
    let good = w.item("c1", 0, 1);
    let raw: Vec<Val> = soroban_sdk::vec![
        &w.env,
        w.item("c1", 9, 1).into_val(&w.env),
        w.item("c1", 0, 0).into_val(&w.env),
        w.item("c1", 0, 11).into_val(&w.env),
        7u32.into_val(&w.env),
        soroban_sdk::vec![&w.env, 1u32, 2u32].into_val(&w.env),
        (w.address("c1"), w.address("c1"), 1u32, good.3.clone(), 1u32, 1u32, w.nobody()).into_val(&w.env),
        good.into_val(&w.env),
    ];
    assert_eq!(w.settle_raw(0, 1, raw), Ok(1 << 6));
    assert_eq!(w.gained("treasury"), -25 * USDC, "what the tier does not sell costs nothing");
    let settled = w.payloads("settled").pop().unwrap();
    let ScVal::Vec(Some(items)) = field(&settled, "items") else { panic!() };
    assert_eq!(items.iter().filter(|item| **item == ScVal::Void).count(), 3);
}

#[test]
fn a_fiat_buyer_is_bound_to_the_splits_that_were_shown() {
    let w = ready();
    let before = w.item("c1", 0, 1);
    w.set_splits(&w.init.payees, &w.init.policy).unwrap();
    assert_eq!(w.settle(0, 1, &[before, w.item("c2", 0, 1)]), Ok(0b10));
}

#[test]
fn other_details_refuse_no_paid_order() {
    let w = ready();
    w.buy("fan", 1, 0, 1).unwrap();
    let before = w.item("c1", 0, 1);
    w.move_to(9).unwrap();
    assert_eq!(w.settle(0, 1, &[before]), Ok(1));
    assert_eq!(w.order(BATCH | 1 << 6).terms_version, 1, "it may be given back for what changed");
    let mut lie = w.item("c1", 0, 1);
    lie.5 = 77;
    w.settle(0, 2, &[lie]).unwrap();
    assert_eq!(w.order(BATCH | 2 << 6).terms_version, 2);
}

#[test]
fn each_item_publishes_its_own_evidence() {
    let w = ready();
    let of = |byte: u8| {
        let mut item = w.item("c1", 0, 1);
        item.3 = soroban_sdk::BytesN::from_array(&w.env, &[byte; 32]);
        item
    };
    w.settle(0, 1, &[of(1), of(2)]).unwrap();
    let settled = w.payloads("settled").pop().unwrap();
    let ScVal::Vec(Some(items)) = field(&settled, "items") else { panic!() };
    let evidence = |item: &ScVal| match item {
        ScVal::Vec(Some(fields)) => fields[3].clone(),
        _ => panic!(),
    };
    let bytes = |byte: u8| ScVal::Bytes(vec![byte; 32].try_into().unwrap());
    assert_eq!((evidence(&items[0]), evidence(&items[1])), (bytes(1), bytes(2)));
}

#[test]
fn wallets_never_sell_what_fiat_holds_nor_the_other_way_round() {
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(USDC, 10, 6)));
    w.allocate(2, 6).unwrap();
    assert_eq!(w.buy("fan", 1, 2, 5), refused(Error::TierSoldOut));
    w.buy("fan", 1, 2, 4).unwrap();
    assert_eq!(w.settle(0, 1, &[w.item("c1", 2, 7), w.item("c1", 2, 6)]), Ok(0b10));
    assert_eq!(w.buy("fan", 2, 2, 1), refused(Error::TierSoldOut));
    assert_eq!(w.settle(0, 2, &[w.item("c1", 2, 1)]), Ok(0));
}

#[test]
fn a_late_payment_settles_after_the_sale_closed() {
    let w = ready();
    w.at(RELEASE_AT);
    assert_eq!(w.settle(0, 1, &[w.item("c1", 0, 1)]), Ok(1));
}

#[test]
fn while_nothing_is_sold_a_batch_lands_and_all_its_money_goes_back() {
    let stops: [fn(&Fixture); 4] = [
        |w| w.pause("organizer", true).unwrap(),
        |w| w.pause("registry", true).unwrap(),
        |w| w.freeze(100).unwrap(),
        |w| w.cancel("organizer").unwrap(),
    ];
    for stop in stops {
        let w = ready();
        stop(&w);
        assert_eq!(w.settle(0, 1, &[w.item("c1", 0, 2)]), Ok(0));
        assert_eq!((w.gained("treasury"), w.held(), w.counters().lanes()[0].seq), (0, 0, 1));
    }
}

#[test]
fn what_would_pass_the_cap_on_held_money_goes_back() {
    let w = Fixture::with(Code::Native, |_, init| init.tiers.push_back(tier(30_000 * USDC, 10, 10)));
    w.set_cap(90_000 * USDC).unwrap();
    w.allocate(2, 10).unwrap();
    assert_eq!(w.settle(0, 1, &vec![w.item("c1", 2, 1); 5]), Ok(0b00111), "up to the cap exactly");
    assert_eq!(w.held(), 90_000 * USDC);
}

#[test]
fn a_treasury_that_is_short_settles_nothing() {
    let w = ready();
    w.person("treasury").trust(&w.env, &w.asset, (25 * USDC - 1) as i64, true);
    assert_eq!(w.settle(0, 1, &[w.item("c1", 0, 1)]), Err(Failure::Code(10)));
    assert!(w.counters().lanes().is_empty());
}

#[test]
fn a_ticket_never_goes_to_one_of_the_events_own_addresses() {
    let w = ready();
    let mut item = w.item("c1", 0, 1);
    item.0 = w.issuer.clone();
    assert_eq!(w.settle(0, 1, &[item]), Ok(0));
    assert_eq!(w.held(), 0);
}

#[test]
fn a_batch_that_costs_nothing_takes_the_registrys_signature_too() {
    let w = ready();
    let unreadable = Vec::from_array(&w.env, [Val::VOID.into()]);
    w.env.set_auths(&[]);
    assert_eq!(w.settle_raw(0, 1, unreadable.clone()), Err(Failure::Host), "or anybody uses a lane's numbers up");
    w.allow_all();
    assert_eq!(w.settle_raw(0, 1, unreadable), Ok(0));
}
