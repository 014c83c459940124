use crate::{
    assertions::refused,
    fixture::{Code, Fixture, NOW},
    terms::{refundable, tier, DAY, DOORS_AT, ENDS_AT, FREEZE_AT, RELEASE_AT, STARTS_AT},
};
use passa_event::Error;

#[test]
fn all_times_still_to_come_move_together() {
    let w = Fixture::with(Code::Native, |_, init| {
        refundable(&mut init.policy);
        init.policy.refund_until = NOW + 10;
        let mut early = tier(10_000_000, 1, 0);
        (early.opens_at, early.closes_at) = (NOW - 5, NOW + 5);
        init.tiers.push_back(early);
    });
    w.at(NOW + 10);
    w.postpone(7 * DAY).unwrap();
    let t = w.event_terms();
    let moved = |time| time + 7 * DAY;
    assert_eq!((t.starts_at, t.ends_at, t.doors_at), (moved(STARTS_AT), moved(ENDS_AT), moved(DOORS_AT)));
    let p = &t.policy;
    assert_eq!((p.freeze_at, p.release_at, p.refund_until), (moved(FREEZE_AT), moved(RELEASE_AT), NOW + 10));
    assert_eq!((t.tiers()[0].opens_at, t.tiers()[0].closes_at), (NOW, moved(STARTS_AT)));
    assert_eq!((t.tiers()[2].opens_at, t.tiers()[2].closes_at), (NOW - 5, NOW + 5), "what is over stays over");
    assert_eq!(w.counters().terms_version, 2);
}

#[test]
fn an_event_is_postponed_once_before_it_starts_by_half_a_year_at_most() {
    let w = Fixture::native();
    assert_eq!(w.postpone(0), refused(Error::DelayInvalid));
    assert_eq!(w.postpone(180 * DAY + 1), refused(Error::DelayInvalid));
    w.postpone(180 * DAY).unwrap();
    assert_eq!(w.postpone(1), refused(Error::PostponedBefore));
    let w = Fixture::native();
    w.at(STARTS_AT);
    assert_eq!(w.postpone(1), refused(Error::TooLate));
    w.at(STARTS_AT - 1);
    assert_eq!(w.postpone(1), Ok(()));
    let w = Fixture::native();
    w.cancel("organizer").unwrap();
    assert_eq!(w.postpone(1), refused(Error::EventCancelled));
}

#[test]
fn another_time_gives_every_buyer_two_weeks_to_give_back() {
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 2).unwrap();
    w.at(STARTS_AT - 1);
    w.postpone(20 * DAY).unwrap();
    w.env.set_auths(&[]);
    assert!(w.refund(id, 1).is_err());
    let args = (id, 1u32, soroban_sdk::Vec::<passa_types::Credit>::new(&w.env));
    let what = crate::sign::call(&w.env, &w.event, "refund", args, &[]);
    w.env.set_auths(&[crate::sign::sign(&w.env, &w.person("fan"), w.next_nonce(), &what)]);
    assert!(w.invoke(&what).is_ok());
    let state = w.inside(passa_event::records::storage::state);
    assert_eq!((state.window_until, state.window_version), (STARTS_AT - 1 + 14 * DAY, 2));
}
