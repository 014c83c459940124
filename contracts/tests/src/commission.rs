use crate::{
    assertions::refused,
    fixture::{Code, Fixture, USDC},
    terms::RELEASE_AT,
};
use passa_event::Error;

/// Njeri earns 10 %, Otieno 4 %.
pub fn rewarded(change: fn(&mut passa_types::Policy)) -> Fixture {
    let w = Fixture::with(Code::Native, |_, init| change(&mut init.policy));
    w.set_commission("njeri", 1_000).unwrap();
    w.set_commission("otieno", 400).unwrap();
    w.allocate(0, 40).unwrap();
    w
}

/// One ticket of 25 USDC, brought by these.
pub fn settled(w: &Fixture, seq: u32, credits: &[(&str, u32)]) -> u64 {
    assert_eq!(w.settle(0, seq, &[w.credited_item("c1", 0, 1, credits)]), Ok(1));
    1 << 58 | (seq as u64) << 6
}

#[test]
fn a_commission_is_rate_times_weight_out_of_the_organizers_share() {
    let w = rewarded(|_| {});
    assert_eq!(w.settle(0, 1, &[w.credited_item("c1", 0, 2, &[("njeri", 6_000), ("otieno", 4_000)])]), Ok(1));
    let (njeri, otieno) = (w.creator("njeri"), w.creator("otieno"));
    assert_eq!((njeri.earned, njeri.points), (3 * USDC, 12_000), "2 × 25 × 10 % × 60 %");
    assert_eq!((otieno.earned, otieno.points), (8 * USDC / 10, 8_000), "2 × 25 × 4 % × 40 %");
    w.distribute(0b1111, &["njeri", "otieno"]).unwrap();
    assert_eq!(w.gained("organizer"), 50 * USDC * 55 / 100 - 38 * USDC / 10);
    assert_eq!((w.balance("njeri"), w.balance("otieno")), (3 * USDC, 8 * USDC / 10));
    assert_eq!(w.balance("artist"), 50 * USDC / 4);
    assert_eq!((w.held(), w.counters().cash()), (0, 0));
}

#[test]
fn a_rate_is_at_most_the_cap_and_counts_for_later_sales_only() {
    let w = rewarded(|_| {});
    assert_eq!(w.set_commission("njeri", 1_001), refused(Error::CommissionTooHigh));
    settled(&w, 1, &[("njeri", 10_000)]);
    w.set_commission("njeri", 100).unwrap();
    assert_eq!(w.creator("njeri").earned, 25 * USDC / 10);
    settled(&w, 2, &[("njeri", 10_000)]);
    assert_eq!(w.creator("njeri").earned, 25 * USDC / 10 + 25 * USDC / 100);
    w.set_commission("njeri", 0).unwrap();
    settled(&w, 3, &[("njeri", 10_000)]);
    assert_eq!(w.creator("njeri").points, 20_000, "a rate of 0 earns no more");
}

#[test]
fn malformed_or_unapproved_credits_are_dropped_and_the_order_is_served() {
    let wrong: [&[(&str, u32)]; 6] = [
        &[("njeri", 0)],
        &[("njeri", 6_000), ("otieno", 4_001)],
        &[("njeri", 1), ("njeri", 1)],
        &[("c1", 1), ("njeri", 1)],
        &[("njeri", 1), ("otieno", 1), ("fan", 1), ("friend", 1), ("stranger", 1)],
        &[("stranger", 10_000)],
    ];
    for credits in wrong {
        let w = rewarded(|_| {});
        settled(&w, 1, credits);
        assert_eq!((w.counters().earned, w.creator("njeri").points), (0, 0), "{credits:?}");
    }
    let w = rewarded(|_| {});
    settled(&w, 1, &[("stranger", 5_000), ("njeri", 5_000)]);
    assert_eq!(w.creator("njeri").points, 5_000, "an unapproved one does not take the others along");
}

#[test]
fn a_batch_has_room_for_sixty_credits_and_thirty_creators() {
    let w = rewarded(|_| {});
    let names: Vec<String> = (0..32).map(|i| format!("creator {i}")).collect();
    names.iter().for_each(|name| w.set_commission(name, 100).unwrap());
    let items: Vec<_> = names.iter().map(|name| w.credited_item("c1", 0, 1, &[(name, 10_000)])).collect();
    w.settle(0, 1, &items).unwrap();
    assert_eq!(w.counters().earned, 30 * 25 * USDC / 100);
    let w = rewarded(|_| {});
    (0..2).for_each(|i| w.set_commission(&format!("creator {i}"), 100).unwrap());
    let four = [("njeri", 1), ("otieno", 1), ("creator 0", 1), ("creator 1", 1)];
    let items: Vec<_> = (0..16).map(|_| w.credited_item("c1", 0, 1, &four)).collect();
    assert_eq!(w.settle(0, 1, &items), Ok((1 << 16) - 1), "all are served");
    assert_eq!(w.creator("njeri").points, 15, "60 credits are 15 items");
}

#[test]
fn a_commission_waits_for_the_release_as_a_share_does() {
    let w = rewarded(|policy| policy.reserve_bps = 6_000);
    settled(&w, 1, &[("njeri", 10_000)]);
    assert_eq!(w.claim_creator("njeri"), Ok(USDC), "40 % of 2.5");
    assert_eq!(w.claim_creator("njeri"), refused(Error::NothingDue));
    w.at(RELEASE_AT);
    assert_eq!(w.claim_creator("njeri"), Ok(15 * USDC / 10));
}

#[test]
fn a_creator_who_cannot_be_paid_stops_nobody() {
    let w = rewarded(|_| {});
    w.set_commission("newcomer", 1_000).unwrap();
    settled(&w, 1, &[("newcomer", 5_000), ("njeri", 5_000)]);
    w.distribute(0b0010, &["newcomer", "njeri"]).unwrap();
    assert_eq!((w.balance("njeri"), w.balance("artist")), (125 * USDC / 100, 625 * USDC / 100));
    assert_eq!(w.creator("newcomer").paid, 0);
    assert!(w.claim_creator("newcomer").is_err());
    w.person("newcomer").open(&w.env);
    w.person("newcomer").trust(&w.env, &w.asset, 0, true);
    assert_eq!(w.claim_creator("newcomer"), Ok(125 * USDC / 100));
}

#[test]
fn a_payout_names_at_most_eight_creators() {
    let w = rewarded(|_| {});
    assert_eq!(w.distribute(0, &["njeri"; 9]), refused(Error::TooManyCreators));
    settled(&w, 1, &[("njeri", 10_000)]);
    w.distribute(0, &["njeri"; 8]).unwrap();
    assert_eq!(w.balance("njeri"), 25 * USDC / 10, "named often, paid once");
}

#[test]
fn the_events_own_addresses_are_no_creators() {
    let w = Fixture::native();
    for taken in [&w.event, &w.usdc, &w.issuer, &w.config.registry] {
        let args = (taken, 1u32, soroban_sdk::BytesN::from_array(&w.env, &[0; 32]));
        assert_eq!(w.call::<()>("set_commission", args), refused(Error::CreatorInvalid));
    }
}

#[test]
fn a_refund_takes_exactly_the_sales_commission_back() {
    let w = rewarded(|_| {});
    let id = settled(&w, 1, &[("njeri", 6_000), ("otieno", 4_000)]);
    w.set_commission("njeri", 0).unwrap();
    let right = [w.credit("njeri", 6_000, 15 * USDC / 10), w.credit("otieno", 4_000, 4 * USDC / 10)];
    let wrong: [Vec<passa_types::Credit>; 6] = [
        vec![],
        vec![right[0].clone()],
        vec![right[0].clone(); 5],
        vec![w.credit("njeri", 6_000, 15 * USDC / 10 + 1), right[1].clone()],
        vec![w.credit("njeri", 6_000 + 65_536, 15 * USDC / 10), right[1].clone()],
        vec![w.credit("njeri", 6_000, 15 * USDC / 10 + (1 << 64)), right[1].clone()],
    ];
    let refund = |credits: &[passa_types::Credit]| {
        let args = (w.address("treasury"), id, 1u32, soroban_sdk::Vec::from_slice(&w.env, credits), true);
        w.call::<i128>("refund_custodial", args)
    };
    for credits in wrong {
        assert_eq!(refund(&credits), refused(Error::CreditsWrong), "{credits:?}");
    }
    assert_eq!(refund(&right), Ok(25 * USDC));
    assert_eq!((w.creator("njeri").earned, w.creator("njeri").points, w.counters().earned), (0, 0, 0));
}

#[test]
fn what_one_creator_had_too_much_does_not_hide_what_another_is_owed() {
    let w = rewarded(|_| {});
    let id = settled(&w, 1, &[("njeri", 10_000)]);
    w.claim_creator("njeri").unwrap();
    settled(&w, 2, &[("otieno", 10_000)]);
    let credits = soroban_sdk::vec![&w.env, w.credit("njeri", 10_000, 25 * USDC / 10)];
    let args = |_: ()| (w.address("treasury"), id, 1u32, credits.clone(), true);
    assert_eq!(w.call::<i128>("refund_custodial", args(())), refused(Error::NeedsFunding));
    w.fund(25 * USDC / 10 - 1).unwrap();
    assert_eq!(w.call::<i128>("refund_custodial", args(())), refused(Error::NeedsFunding));
    w.fund(1).unwrap();
    w.call::<i128>("refund_custodial", args(())).unwrap();
    let c = w.counters();
    assert_eq!((c.earned, c.creators_paid, c.overpaid), (USDC, 25 * USDC / 10, 25 * USDC / 10));
    assert_eq!(w.claim_creator("otieno"), Ok(USDC));
    assert_eq!(w.claim_creator("njeri"), refused(Error::NothingDue));
    (0..4).for_each(|i| {
        w.claim(i).unwrap();
    });
    assert_eq!(w.counters().cash(), 0);
}
