use crate::{
    assertions::refused,
    fixture::{Failure, Fixture, NOW, USDC},
    sign::{call, sign},
};
use passa_event::Error;
use soroban_sdk::MuxedAddress;

const DELAY: u64 = 48 * 3600;

fn sold() -> Fixture {
    let w = Fixture::native();
    w.buy("fan", 1, 0, 4).unwrap();
    w
}

fn to(w: &Fixture, name: &str) -> MuxedAddress {
    w.address(name).into()
}

#[test]
fn a_payee_moves_after_48_hours_and_moves_on_from_there() {
    let w = sold();
    w.redirect(1, to(&w, "njeri")).unwrap();
    w.at(NOW + DELAY - 1);
    w.claim(1).unwrap();
    assert_eq!((w.balance("artist"), w.balance("njeri")), (25 * USDC, 0));
    w.at(NOW + DELAY);
    w.buy("fan", 2, 0, 4).unwrap();
    w.distribute(0b0010, &[]).unwrap();
    assert_eq!(w.balance("njeri"), 25 * USDC);
    let what = call(&w.env, &w.event, "redirect", (1u32, to(&w, "otieno")), &[]);
    w.env.set_auths(&[sign(&w.env, &w.person("artist"), w.next_nonce(), &what)]);
    assert_eq!(w.invoke(&what), Err(Failure::Host), "the old address has nothing to say");
    w.env.set_auths(&[sign(&w.env, &w.person("njeri"), w.next_nonce(), &what)]);
    assert_eq!(w.invoke(&what), Ok(()));
    w.allow_all();
    w.wait(DELAY - 1);
    w.buy("fan", 3, 0, 4).unwrap();
    w.claim(1).unwrap();
    assert_eq!((w.balance("artist"), w.balance("njeri"), w.balance("otieno")), (25 * USDC, 50 * USDC, 0));
    w.wait(1);
    w.buy("fan", 4, 0, 4).unwrap();
    w.claim(1).unwrap();
    assert_eq!(w.balance("otieno"), 25 * USDC);
}

#[test]
fn the_present_address_withdraws_it() {
    let w = sold();
    w.redirect(1, to(&w, "njeri")).unwrap();
    w.redirect(1, to(&w, "artist")).unwrap();
    w.wait(DELAY);
    w.claim(1).unwrap();
    assert_eq!(w.balance("artist"), 25 * USDC);
    assert_eq!(w.payloads("redirected").len(), 2);
}

#[test]
fn other_splits_forget_where_the_payee_before_wanted_its_money() {
    for waits in [0, DELAY] {
        let w = Fixture::native();
        w.redirect(1, to(&w, "njeri")).unwrap();
        w.wait(waits);
        let mut payees = w.init.payees.clone();
        let mut second = payees.get_unchecked(1);
        second.address = to(&w, "otieno");
        payees.set(1, second);
        w.set_splits(&payees, &w.init.policy).unwrap();
        w.wait(DELAY);
        w.buy("fan", 1, 0, 4).unwrap();
        w.claim(1).unwrap();
        assert_eq!((w.balance("njeri"), w.balance("otieno")), (0, 25 * USDC), "after {waits} s");
        w.redirect(1, to(&w, "njeri")).unwrap();
    }
}

#[test]
fn only_the_payee_moves_its_money() {
    let w = sold();
    let what = call(&w.env, &w.event, "redirect", (1u32, to(&w, "njeri")), &[]);
    for other in ["organizer", "registry", "njeri", "venue"] {
        w.env.set_auths(&[sign(&w.env, &w.person(other), w.next_nonce(), &what)]);
        assert_eq!(w.invoke(&what), Err(Failure::Host), "{other}");
    }
    w.env.set_auths(&[sign(&w.env, &w.person("artist"), w.next_nonce(), &what)]);
    assert_eq!(w.invoke(&what), Ok(()));
}

#[test]
fn the_new_address_can_hold_usdc_and_is_nobody_elses() {
    let w = sold();
    assert_eq!(w.redirect(4, to(&w, "njeri")), refused(Error::PayeeUnknown));
    assert_eq!(w.redirect(1, to(&w, "newcomer")), refused(Error::CannotReceive));
    w.block(&w.address("njeri"), true);
    assert_eq!(w.redirect(1, to(&w, "njeri")), refused(Error::CannotReceive));
    assert_eq!(w.redirect(1, to(&w, "platform")), refused(Error::PayeeTwice));
    assert_eq!(w.redirect(1, w.event.clone().into()), refused(Error::PayeeInvalid));
    assert_eq!(w.redirect(1, w.usdc.clone().into()), refused(Error::PayeeInvalid));
    assert_eq!(w.redirect(1, w.issuer.clone().into()), refused(Error::PayeeInvalid));
    assert_eq!(w.redirect(1, w.config.registry.clone().into()), refused(Error::PayeeInvalid));
    w.redirect(1, w.muxed("venue", 8)).unwrap();
}

#[test]
fn a_payee_who_moves_keeps_consent_share_and_what_was_paid() {
    let w = sold();
    w.claim(1).unwrap();
    let before = w.counters();
    w.redirect(1, to(&w, "njeri")).unwrap();
    w.wait(DELAY);
    assert_eq!(w.counters().consents, before.consents);
    assert_eq!(w.claim(1), refused(Error::NothingDue));
}
