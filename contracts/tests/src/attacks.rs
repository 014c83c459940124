//! Attacks of the audit before the first deployment. Each worked until it was mended.
use crate::{
    assertions::{refused, ticket},
    fixture::{Fixture, NOW, USDC},
    sign::{call, sign},
    terms::{payee, resellable, DAY, RELEASE_AT, STARTS_AT},
};
use passa_event::Error;
use passa_types::{Credit, Role};
use soroban_sdk::Vec;

const WEEK: u64 = 7 * DAY;

/// Whether the payer alone gets the money back.
fn gives_back(w: &Fixture, id: u64, mask: u32) -> bool {
    let args = (id, mask, Vec::<Credit>::new(&w.env));
    let what = call(&w.env, &w.event, "refund", args, &[]);
    w.env.set_auths(&[sign(&w.env, &w.person("fan"), w.next_nonce(), &what)]);
    let done = w.invoke(&what).is_ok();
    w.allow_all();
    done
}

/// The organizer sets a rate under a high cap, then shrinks its own share and the cap below that rate.
fn with_a_rate_above_its_share() -> Fixture {
    let w = Fixture::policy(|p| p.commission_cap_bps = 5_500);
    w.set_commission("njeri", 5_500).unwrap();
    let (mut payees, mut policy) = (w.init.payees.clone(), w.init.policy.clone());
    policy.commission_cap_bps = 100;
    payees.set(0, payee(w.address("organizer").into(), Role::Organizer, 100));
    payees.set(1, payee(w.address("artist").into(), Role::Artist, 7_900));
    w.set_splits(&payees, &policy).unwrap();
    w.allocate(0, 40).unwrap();
    w
}

#[test]
fn a_rate_set_under_a_higher_cap_takes_nothing_from_other_payees() {
    let w = with_a_rate_above_its_share();
    assert_eq!(w.settle(0, 1, &[w.credited_item("c1", 0, 4, &[("njeri", 10_000)])]), Ok(1));
    assert_eq!(w.creator("njeri").earned, USDC, "the cap of today: 1 % of 100");
    w.distribute(0b0111, &["njeri"]).unwrap();
    assert_eq!(w.claim(3), Ok(5 * USDC), "the platform's fee is still there");
    assert_eq!((w.held(), w.counters().cash()), (0, 0));
}

#[test]
fn a_place_changed_while_all_is_frozen_still_opens_a_window() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.at(STARTS_AT - 3 * DAY);
    w.freeze(WEEK).unwrap();
    w.wait(DAY);
    w.move_to(8).unwrap();
    w.at(STARTS_AT + 4 * DAY);
    assert!(gives_back(&w, id, 0b01), "two days were left, all of them frozen");
}

#[test]
fn a_second_change_while_all_is_frozen_does_not_shorten_the_first_ones_window() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.move_to(8).unwrap();
    w.wait(1);
    w.freeze(WEEK).unwrap();
    w.wait(1);
    w.move_to(9).unwrap();
    w.at(NOW + 3 * WEEK - 1);
    assert!(gives_back(&w, id, 0b01));
}

#[test]
fn a_second_change_after_a_freeze_does_not_either() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.at(STARTS_AT - 10 * DAY);
    w.move_to(8).unwrap();
    w.wait(1);
    w.freeze(WEEK).unwrap();
    w.at(STARTS_AT - 2 * DAY);
    w.move_to(9).unwrap();
    w.at(STARTS_AT + WEEK - 1);
    assert!(gives_back(&w, id, 1));
}

#[test]
fn a_postponement_after_the_start_that_a_freeze_allows_moves_the_start_and_opens_a_window() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.at(STARTS_AT - DAY);
    w.freeze(WEEK).unwrap();
    w.at(STARTS_AT + 6 * DAY - 1);
    w.postpone(30 * DAY).unwrap();
    assert_eq!(w.event_terms().starts_at, STARTS_AT + 30 * DAY);
    w.wait(1);
    assert!(gives_back(&w, id, 0b01));
}

#[test]
fn such_a_postponement_brings_no_old_listing_back() {
    let w = Fixture::policy(resellable);
    let id = w.settle_one("c1", 0, 1);
    w.list(ticket(id, 0), USDC).unwrap();
    w.at(STARTS_AT - DAY);
    w.freeze(WEEK).unwrap();
    w.at(STARTS_AT);
    w.claim_custodial(id, 1, "fan").unwrap();
    w.postpone(30 * DAY).unwrap();
    w.wait(WEEK);
    assert_eq!(w.buy_listed("friend", ticket(id, 0), USDC), refused(Error::TransfersFrozen));
}

#[test]
fn a_freeze_before_the_release_leaves_the_registry_its_time_to_cancel() {
    let w = Fixture::policy(|p| p.reserve_bps = 10_000);
    w.buy("fan", 1, 0, 1).unwrap();
    w.at(RELEASE_AT - 1);
    w.freeze(WEEK).unwrap();
    w.wait(DAY);
    assert_eq!(w.cancel("organizer"), refused(Error::TooLate));
    w.cancel("registry").unwrap();
}

#[test]
fn other_splits_do_not_send_the_platforms_money_back_to_an_address_that_it_left() {
    let w = Fixture::native();
    w.redirect(3, w.address("njeri").into()).unwrap();
    w.wait(2 * DAY);
    assert_eq!(w.set_splits(&w.init.payees, &w.init.policy), refused(Error::PlatformShareChanged));
}

/// Known and left: a cap bounds risk, not an account, and what it lets through are the royalties at most.
#[test]
fn royalties_that_were_paid_out_make_as_much_room_under_the_cap() {
    let w = Fixture::policy(resellable);
    w.set_cap(100 * USDC).unwrap();
    let id = w.buy("fan", 1, 0, 4).unwrap();
    w.list(ticket(id, 0), 25 * USDC).unwrap();
    w.buy_listed("friend", ticket(id, 0), 25 * USDC).unwrap();
    w.distribute(u32::MAX, &[]).unwrap();
    assert_eq!((w.held(), w.counters().held()), (0, -w.counters().royalties));
}

/// Known and left: the organizer may postpone until the start, and people may be in by then. A cancel gives them the money back.
#[test]
fn who_entered_before_a_postponement_waits_for_a_cancel() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.set_gate("gate", true).unwrap();
    w.at(STARTS_AT - 1);
    assert_eq!(w.verify("gate", ticket(id, 0)), Ok(true));
    w.postpone(30 * DAY).unwrap();
    assert_eq!(w.refund(id, 1), refused(Error::TicketUsed));
    w.cancel("registry").unwrap();
    assert_eq!(w.refund(id, 1), Ok(25 * USDC));
}
