use crate::{
    assertions::{refused, ticket},
    fixture::{Failure, Fixture, NOW, USDC},
    sign::{call, sign},
    terms::{refundable, resellable, DAY, FREEZE_AT, RELEASE_AT, STARTS_AT},
};
use passa_event::Error;

const WEEK: u64 = 7 * DAY;

#[test]
fn no_money_moves_while_an_event_is_frozen() {
    let w = Fixture::policy(resellable);
    w.set_commission("njeri", 1_000).unwrap();
    let (id, fiat) = (w.buy("fan", 1, 0, 2).unwrap(), w.settle_one("c1", 0, 1));
    w.list(ticket(id, 0), USDC).unwrap();
    w.block(&w.address("fan"), true);
    w.refund(id, 0b10).unwrap();
    w.block(&w.address("fan"), false);
    w.fund(USDC).unwrap();
    w.freeze(WEEK).unwrap();
    let before = (w.held(), w.counters());
    let calls: [(&str, Box<dyn Fn() -> Result<(), Failure>>); 11] = [
        ("purchase", Box::new(|| w.buy("fan", 9, 0, 1).map(drop))),
        ("mint", Box::new(|| w.mint("fan", 0, 9).map(drop))),
        ("distribute", Box::new(|| w.distribute(u32::MAX, &["njeri"]))),
        ("claim", Box::new(|| w.claim(0).map(drop))),
        ("creator", Box::new(|| w.claim_creator("njeri").map(drop))),
        ("owed", Box::new(|| w.claim_owed("fan").map(drop))),
        ("custodial refund", Box::new(|| w.refund_custodial(fiat, 1, true).map(drop))),
        ("reversal", Box::new(|| w.reverse(fiat, 1).map(drop))),
        ("top-ups", Box::new(|| w.return_top_ups().map(drop))),
        ("treasury", Box::new(|| w.pay_treasury().map(drop))),
        ("resale", Box::new(|| w.buy_listed("friend", ticket(id, 0), i128::MAX))),
    ];
    for (name, made) in &calls {
        assert_eq!(made(), refused(Error::EventFrozen), "{name}");
    }
    assert_eq!((w.held(), w.counters()), before);
    w.wait(WEEK);
    assert!(w.claim(0).is_ok() && w.claim_owed("fan").is_ok());
}

#[test]
fn a_cancelled_event_can_be_frozen_and_freed_too() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.fund(USDC).unwrap();
    w.cancel("organizer").unwrap();
    w.freeze(WEEK).unwrap();
    assert_eq!(w.refund(id, 1), refused(Error::EventFrozen));
    assert_eq!(w.close(), refused(Error::EventFrozen));
    w.wait(WEEK);
    w.refund(id, 1).unwrap();
    w.close().unwrap();
}

#[test]
fn a_freeze_comes_once_and_lasts_a_week_at_most() {
    let w = Fixture::native();
    assert_eq!(w.freeze(0), refused(Error::DelayInvalid));
    assert_eq!(w.freeze(WEEK + 1), refused(Error::DelayInvalid));
    w.freeze(WEEK).unwrap();
    w.wait(2 * WEEK);
    assert_eq!(w.freeze(1), refused(Error::FrozenBefore));
}

/// Whether the payer alone gets the money back.
fn gives_back(w: &Fixture, id: u64, mask: u32) -> bool {
    let args = (id, mask, soroban_sdk::Vec::<passa_types::Credit>::new(&w.env));
    let what = call(&w.env, &w.event, "refund", args, &[]);
    w.env.set_auths(&[sign(&w.env, &w.person("fan"), w.next_nonce(), &what)]);
    let done = w.invoke(&what).is_ok();
    w.allow_all();
    done
}

#[test]
fn it_takes_no_time_for_refunds_away() {
    let w = Fixture::policy(refundable);
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.freeze(WEEK).unwrap();
    w.at(FREEZE_AT + WEEK - 1);
    assert!(gives_back(&w, id, 0b01));
    w.at(FREEZE_AT + WEEK);
    assert!(!gives_back(&w, id, 0b10));
}

#[test]
fn what_was_over_before_it_stays_over() {
    let w = Fixture::policy(refundable);
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.at(FREEZE_AT);
    w.freeze(WEEK).unwrap();
    w.wait(WEEK);
    assert!(!gives_back(&w, id, 1));
}

#[test]
fn a_window_that_ran_ends_later_and_one_that_opens_later_does_not() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 3).unwrap();
    w.move_to(8).unwrap();
    w.wait(1);
    w.freeze(DAY).unwrap();
    w.at(NOW + 15 * DAY - 1);
    assert!(gives_back(&w, id, 0b001));
    w.at(NOW + 15 * DAY);
    assert!(!gives_back(&w, id, 0b010));
    w.move_to(9).unwrap();
    w.at(NOW + 29 * DAY - 1);
    assert!(gives_back(&w, id, 0b010));
    w.at(NOW + 29 * DAY);
    assert!(!gives_back(&w, id, 0b100));
}

#[test]
fn it_takes_no_time_for_a_postponement_or_a_reversal_away() {
    let w = Fixture::native();
    w.freeze(WEEK).unwrap();
    w.at(STARTS_AT + WEEK - 1);
    assert_eq!(w.postpone(WEEK - 1), refused(Error::DelayInvalid), "that start would be over too");
    assert_eq!(w.postpone(WEEK), Ok(()));
    let w = Fixture::native();
    let id = w.settle_one("c1", 0, 2);
    w.freeze(WEEK).unwrap();
    w.at(NOW / DAY * DAY + 38 * DAY - 1);
    assert!(w.reverse(id, 0b01).is_ok());
    w.at(NOW / DAY * DAY + 38 * DAY);
    assert_eq!(w.reverse(id, 0b10), refused(Error::ReversalTooLate));
}

#[test]
fn it_gives_the_organizer_of_a_cancelled_event_the_week_for_funding() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.claim(1).unwrap();
    w.cancel("organizer").unwrap();
    w.wait(DAY);
    w.freeze(WEEK).unwrap();
    w.at(NOW + 2 * WEEK - 1);
    assert_eq!(w.refund(id, 1), refused(Error::NeedsFunding));
    w.at(NOW + 2 * WEEK);
    assert!(w.refund(id, 1).is_ok());
}

#[test]
fn a_payee_can_move_before_it_is_paid_and_is_not_paid_earlier() {
    let w = Fixture::native();
    w.buy("fan", 1, 0, 4).unwrap();
    w.redirect(1, w.address("njeri").into()).unwrap();
    w.wait(1);
    w.freeze(DAY).unwrap();
    w.at(NOW + 3 * DAY - 1);
    assert_eq!(w.claim(1), Ok(25 * USDC));
    assert_eq!((w.balance("artist"), w.balance("njeri")), (25 * USDC, 0));
    w.buy("fan", 2, 0, 4).unwrap();
    w.at(NOW + 3 * DAY);
    w.claim(1).unwrap();
    assert_eq!(w.balance("njeri"), 25 * USDC);
    w.at(RELEASE_AT);
}
