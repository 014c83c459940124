use crate::{
    fixture::{Failure, Fixture, FEE_BPS},
    terms::payee,
};
use passa_event::{Error, Terms};
use passa_types::{Payee, Role};
use soroban_sdk::{MuxedAddress, Vec};

fn refused<T>(error: Error) -> Result<T, Failure> {
    Err(Failure::Code(error as u32))
}

fn changed(w: &Fixture, change: impl FnOnce(&mut Vec<Payee>)) -> Result<(), Failure> {
    let mut payees = w.init.payees.clone();
    change(&mut payees);
    w.set_splits(&payees)
}

fn of(w: &Fixture, name: &str) -> MuxedAddress {
    w.address(name).into()
}

#[test]
fn shares_may_change_until_the_first_sale() {
    let w = Fixture::native();
    changed(&w, |p| {
        p.set(0, payee(of(&w, "organizer"), Role::Organizer, 4_500));
        p.push_back(payee(of(&w, "promoter"), Role::Promoter, 1_000));
    })
    .unwrap();
    let terms: Terms = w.run(&w.event, "terms", ()).unwrap();
    assert_eq!((terms.terms_version, terms.payees.len(), w.hot().terms_version), (2, 5, 2));
    w.buy_items("fan", 1, &[(0, 1)], 2, i128::MAX).unwrap();
    assert_eq!(w.accounts().len(), 5);
    assert_eq!(w.set_splits(&w.init.payees), refused(Error::SplitsFixed));
}

#[test]
fn a_fiat_sale_fixes_the_shares_too() {
    let w = Fixture::native();
    w.allocate(0, 1).unwrap();
    assert!(w.set_splits(&w.init.payees).is_ok());
    w.settle(0, 1, &[w.item(&w.address("custodial 1"), 0, 1)]).unwrap();
    assert_eq!(w.set_splits(&w.init.payees), refused(Error::SplitsFixed));
}

#[test]
fn the_platforms_share_is_not_the_organizers_to_change() {
    let w = Fixture::native();
    let lower = changed(&w, |p| {
        p.set(0, payee(of(&w, "organizer"), Role::Organizer, 5_501));
        p.set(3, payee(of(&w, "platform"), Role::Platform, FEE_BPS - 1));
    });
    assert_eq!(lower, refused(Error::PlatformShareChanged));
    let other = changed(&w, |p| p.set(3, payee(of(&w, "stranger"), Role::Platform, FEE_BPS)));
    assert_eq!(other, refused(Error::PlatformShareChanged));
    let renamed = changed(&w, |p| p.set(3, payee(of(&w, "platform"), Role::Artist, FEE_BPS)));
    assert_eq!(renamed, refused(Error::PlatformShareChanged));
    let second = changed(&w, |p| p.set(1, payee(of(&w, "artist"), Role::Platform, 2_500)));
    assert_eq!(second, refused(Error::PlatformShareChanged));
}

#[test]
fn illegal_shares_are_refused() {
    let w = Fixture::native();
    let set = |index, payee| changed(&w, |p| p.set(index, payee));
    assert_eq!(set(1, payee(of(&w, "artist"), Role::Artist, 2_499)), refused(Error::SplitsNotWhole));
    assert_eq!(set(1, payee(of(&w, "artist"), Role::Artist, 0)), refused(Error::ShareZero));
    assert_eq!(set(1, payee(of(&w, "artist"), Role::Artist, u32::MAX)), refused(Error::ShareZero));
    assert_eq!(set(1, payee(of(&w, "organizer"), Role::Artist, 2_500)), refused(Error::PayeeTwice));
    assert_eq!(set(0, payee(of(&w, "artist"), Role::Organizer, 5_500)), refused(Error::OrganizerNotFirst));
    assert_eq!(set(0, payee(of(&w, "organizer"), Role::Artist, 5_500)), refused(Error::OrganizerNotFirst));
    assert_eq!(set(1, payee(w.event.clone().into(), Role::Artist, 2_500)), refused(Error::PayeeInvalid));
    let share = changed(&w, |p| {
        p.set(0, payee(of(&w, "organizer"), Role::Organizer, 999));
        p.set(1, payee(of(&w, "artist"), Role::Artist, 7_001));
    });
    assert_eq!(share, refused(Error::PolicyInvalid), "commissions could pass the organizer's share");
}

#[test]
fn the_same_account_may_be_paid_under_several_ids() {
    let w = Fixture::native();
    assert!(changed(&w, |p| p.set(1, payee(w.muxed("treasury", 8), Role::Artist, 2_500))).is_ok());
    let twice = changed(&w, |p| p.set(1, payee(w.muxed("treasury", 7), Role::Artist, 2_500)));
    assert_eq!(twice, refused(Error::PayeeTwice));
}

#[test]
fn there_are_two_to_ten_payees() {
    let w = Fixture::native();
    let many = |n: u32| {
        changed(&w, |p| {
            p.set(0, payee(of(&w, "organizer"), Role::Organizer, 5_500 - n));
            (0..n).for_each(|i| p.push_back(payee(of(&w, &format!("{i}")), Role::Artist, 1)));
        })
    };
    assert!(many(6).is_ok(), "ten");
    assert_eq!(many(7), refused(Error::PayeeCountInvalid));
    let none = Vec::from_array(&w.env, [w.init.payees.get_unchecked(3)]);
    assert_eq!(w.set_splits(&none), refused(Error::PayeeCountInvalid));
}
