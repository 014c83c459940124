use crate::{
    assertions::refused,
    fixture::{person, Code, Fixture},
    terms::{payee, DAY, ENDS_AT, FREEZE_AT},
};
use passa_event::Error;
use passa_types::{Payee, Policy, Role};
use soroban_sdk::Vec;

/// Whether the organizer may set these.
fn set(change: impl FnOnce(&Fixture, &mut Vec<Payee>, &mut Policy)) -> Result<(), crate::fixture::Failure> {
    let w = Fixture::native();
    let (mut payees, mut policy) = (w.init.payees.clone(), w.init.policy.clone());
    change(&w, &mut payees, &mut policy);
    w.set_splits(&payees, &policy)
}

#[test]
fn splits_and_policy_change_before_the_first_order_and_raise_both_versions() {
    let w = Fixture::native();
    let mut policy = w.init.policy.clone();
    policy.reserve_bps = 3_000;
    w.set_splits(&w.init.payees, &policy).unwrap();
    assert_eq!((w.counters().terms_version, w.counters().splits_version), (2, 2));
    assert_eq!(w.event_terms().policy, policy);
    let mut fewer = w.init.payees.clone();
    fewer.remove(2);
    let organizer = fewer.get_unchecked(0);
    fewer.set(0, payee(organizer.address, Role::Organizer, 7_000));
    w.set_splits(&fewer, &policy).unwrap();
    assert_eq!(w.event_terms().payees().len(), 3);
    w.buy("fan", 1, 0, 1).unwrap();
    w.at(crate::terms::RELEASE_AT);
    w.distribute(u32::MAX, &[]).unwrap();
    assert_eq!(w.counters().cash(), 0);
}

#[test]
fn the_first_order_of_any_kind_closes_them_for_ever() {
    let firsts: [fn(&Fixture); 3] = [
        |w| {
            w.buy("fan", 1, 0, 1).unwrap();
        },
        |w| {
            w.settle_one("c1", 0, 1);
        },
        |w| {
            w.mint("friend", 0, 1).unwrap();
        },
    ];
    for first in firsts {
        let w = Fixture::native();
        w.allocate(0, 1).unwrap();
        w.set_splits(&w.init.payees, &w.init.policy).unwrap();
        first(&w);
        assert_eq!(w.set_splits(&w.init.payees, &w.init.policy), refused(Error::SplitsFixed));
    }
    let w = Fixture::native();
    let id = w.buy("fan", 1, 0, 1).unwrap();
    w.refund(id, 1).unwrap();
    assert_eq!(w.counters().net(), 0);
    assert_eq!(
        w.set_splits(&w.init.payees, &w.init.policy),
        refused(Error::SplitsFixed),
        "a refund does not open them"
    );
}

#[test]
fn the_platforms_share_stays_as_it_is() {
    let changed = |index, new: fn(&Fixture) -> Payee| {
        set(move |w, payees, _| {
            payees.set(0, payee(w.address("organizer").into(), Role::Organizer, 5_501));
            payees.set(index, new(w))
        })
    };
    let less = changed(3, |w| payee(w.address("platform").into(), Role::Platform, 499));
    assert_eq!(less, refused(Error::PlatformShareChanged));
    let renamed = changed(3, |w| payee(w.address("platform").into(), Role::Venue, 499));
    assert_eq!(renamed, refused(Error::PlatformShareChanged));
    let added = changed(1, |w| payee(w.address("artist").into(), Role::Platform, 2_499));
    assert_eq!(added, refused(Error::PlatformShareChanged));
    assert_eq!(changed(1, |w| payee(w.address("artist").into(), Role::Artist, 2_499)), Ok(()));
}

#[test]
fn payees_are_two_to_ten_each_once_and_together_everything() {
    let few = |w: &Fixture, n: u32| -> Vec<Payee> {
        let mut payees = w.init.payees.clone();
        payees.remove(2);
        payees.remove(1);
        for i in 0..n {
            payees.push_back(payee(person(&w.env, &format!("payee {i}")).address.into(), Role::Artist, 1));
        }
        payees.set(0, payee(w.address("organizer").into(), Role::Organizer, 9_500 - n));
        payees
    };
    assert_eq!(set(|w, payees, _| *payees = few(w, 0)), Ok(()));
    assert_eq!(set(|w, payees, _| *payees = few(w, 8)), Ok(()));
    assert_eq!(set(|w, payees, _| *payees = few(w, 9)), refused(Error::PayeeCountInvalid));
    assert_eq!(set(|w, payees, _| *payees = few(w, 0).slice(..1)), refused(Error::PayeeCountInvalid));
    let of = |index: u32, change: fn(&Fixture, &mut Payee)| {
        set(|w, payees, _| {
            let mut payee = payees.get_unchecked(index);
            change(w, &mut payee);
            payees.set(index, payee)
        })
    };
    assert_eq!(of(1, |_, p| p.bps = 0), refused(Error::ShareZero));
    assert_eq!(
        of(1, |_, p| p.bps = 65_536 + 2_500),
        refused(Error::ShareZero),
        "no share is cut off when it is stored"
    );
    assert_eq!(of(1, |_, p| p.bps -= 1), refused(Error::SplitsNotWhole));
    assert_eq!(of(0, |w, p| p.address = w.address("stranger").into()), refused(Error::OrganizerNotFirst));
    assert_eq!(of(0, |_, p| p.role = Role::Artist), refused(Error::OrganizerNotFirst));
    assert_eq!(of(1, |w, p| p.address = w.muxed("venue", 7)), refused(Error::PayeeTwice));
    assert_eq!(of(1, |w, p| p.address = w.muxed("venue", 8)), Ok(()), "another id is another payee");
}

#[test]
fn no_payee_is_one_of_the_events_own_addresses() {
    let of = |address: fn(&Fixture) -> soroban_sdk::Address| {
        set(move |w, payees, _| payees.set(1, payee(address(w).into(), Role::Artist, 2_500)))
    };
    assert_eq!(of(|w| w.event.clone()), refused(Error::PayeeInvalid));
    assert_eq!(of(|w| w.usdc.clone()), refused(Error::PayeeInvalid));
    assert_eq!(of(|w| w.issuer.clone()), refused(Error::PayeeInvalid));
    assert_eq!(of(|w| w.config.registry.clone()), refused(Error::PayeeInvalid));
}

#[test]
fn a_policy_is_bounded() {
    let with = |change: fn(&mut Policy)| set(|_, _, policy| change(policy));
    assert_eq!(with(|p| p.reserve_bps = 10_001), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| p.royalty_bps = 10_001), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| p.commission_cap_bps = 5_501), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| p.commission_cap_bps = 5_500), Ok(()));
    assert_eq!(with(|p| (p.resale_cap_bps, p.resale_limit) = (1, 0)), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| (p.resale_cap_bps, p.resale_limit) = (50_001, 1)), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| (p.resale_cap_bps, p.resale_limit) = (50_000, 256)), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| (p.resale_cap_bps, p.resale_limit) = (50_000, 255)), Ok(()));
    assert_eq!(with(|p| p.freeze_at = crate::terms::DOORS_AT + 1), refused(Error::EventTimesInvalid));
    assert_eq!(with(|p| (p.refund_until, p.reserve_bps) = (FREEZE_AT + 1, 10_000)), refused(Error::EventTimesInvalid));
    assert_eq!(with(|p| (p.refund_until, p.reserve_bps) = (FREEZE_AT, 9_999)), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| (p.refund_until, p.reserve_bps) = (FREEZE_AT, 10_000)), Ok(()));
    assert_eq!(with(|p| (p.release_at, p.reserve_bps) = (ENDS_AT - 1, 1)), refused(Error::PolicyInvalid));
    assert_eq!(with(|p| (p.release_at, p.reserve_bps) = (ENDS_AT, 1)), Ok(()));
    assert_eq!(with(|p| (p.release_at, p.reserve_bps) = (ENDS_AT + 180 * DAY, 1)), Ok(()));
    assert_eq!(with(|p| p.release_at = ENDS_AT + 180 * DAY + 1), refused(Error::PolicyInvalid));
}

#[test]
fn the_registrys_least_reserve_holds_after_publishing_too_and_for_three_days() {
    let strict = || {
        let mut w = Fixture::without_event();
        w.config.min_reserve_bps = 3_000;
        w.init.policy.reserve_bps = 3_000;
        w.publish(Code::Native).unwrap();
        w
    };
    let w = strict();
    let mut policy = w.init.policy.clone();
    policy.reserve_bps = 2_999;
    assert_eq!(w.set_splits(&w.init.payees, &policy), refused(Error::ReserveTooSmall));
    policy.reserve_bps = 3_000;
    policy.release_at = ENDS_AT + 3 * DAY - 1;
    assert_eq!(w.set_splits(&w.init.payees, &policy), refused(Error::PolicyInvalid));
    policy.release_at = ENDS_AT + 3 * DAY;
    assert_eq!(w.set_splits(&w.init.payees, &policy), Ok(()));
}
