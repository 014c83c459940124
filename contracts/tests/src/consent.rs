use crate::{
    assertions::refused,
    fixture::{person, Code, Failure, Fixture},
    sign::{call, sign},
    terms::payee,
};
use passa_event::Error;
use passa_types::Role;
use soroban_sdk::BytesN;

fn asked() -> Fixture {
    Fixture::policy(|policy| policy.consent = true)
}

#[test]
fn nothing_is_sold_before_every_payee_accepted() {
    let w = asked();
    w.allocate(0, 10).unwrap();
    let closed = |w: &Fixture, seq| {
        assert_eq!(w.buy("fan", 1, 0, 1), refused(Error::ConsentMissing));
        assert_eq!(w.mint("friend", 0, 1), refused(Error::ConsentMissing));
        assert_eq!(w.settle(0, seq, &[w.item("c1", 0, 1)]), Ok(0), "the batch lands, its money goes back");
    };
    closed(&w, 1);
    w.accept(1).unwrap();
    closed(&w, 2);
    w.accept(2).unwrap();
    assert_eq!(w.settle(0, 3, &[w.item("c1", 0, 1)]), Ok(1));
    assert!(w.buy("fan", 1, 0, 1).is_ok() && w.mint("friend", 0, 1).is_ok());
}

#[test]
fn organizer_and_platform_count_as_having_accepted() {
    let w = asked();
    assert_eq!(w.counters().consents, 0b1001);
    assert_eq!(w.accept(0), refused(Error::AlreadyAccepted));
    assert_eq!(w.accept(4), refused(Error::PayeeUnknown));
}

#[test]
fn a_payee_accepts_what_it_saw_and_nothing_else() {
    let w = asked();
    let seen = w.inside(|e| w.event_terms().splits_hash(e));
    assert_eq!(
        w.call::<()>("accept_share", (1u32, BytesN::from_array(&w.env, &[0; 32]))),
        refused(Error::SplitsChanged)
    );
    let mut policy = w.init.policy.clone();
    policy.reserve_bps = 1;
    w.set_splits(&w.init.payees, &policy).unwrap();
    assert_eq!(w.call::<()>("accept_share", (1u32, seen)), refused(Error::SplitsChanged), "the policy is part of it");
    w.accept(1).unwrap();
    let mut payees = w.init.payees.clone();
    payees.set(1, payee(w.address("artist").into(), Role::Artist, 2_499));
    payees.set(2, payee(w.muxed("venue", 7), Role::Venue, 1_501));
    w.set_splits(&payees, &policy).unwrap();
    assert_eq!(w.counters().consents, 0b1001, "a change asks everybody again");
}

#[test]
fn only_the_payee_accepts_for_itself() {
    let w = asked();
    let hash = w.inside(|e| w.event_terms().splits_hash(e));
    let what = call(&w.env, &w.event, "accept_share", (1u32, hash), &[]);
    for other in ["organizer", "registry", "venue", "stranger"] {
        w.env.set_auths(&[sign(&w.env, &w.person(other), w.next_nonce(), &what)]);
        assert_eq!(w.invoke(&what), Err(Failure::Host), "{other}");
    }
    w.env.set_auths(&[sign(&w.env, &w.person("artist"), w.next_nonce(), &what)]);
    assert_eq!(w.invoke(&what), Ok(()));
}

#[test]
fn accepting_opens_the_payees_trust_line() {
    let w = Fixture::with(Code::Native, |env, init| {
        init.policy.consent = true;
        init.payees.set(1, payee(person(env, "newcomer").address.into(), Role::Artist, 2_500));
    });
    w.person("newcomer").open(&w.env);
    w.accept(1).unwrap();
    w.accept(2).unwrap();
    w.buy("fan", 1, 0, 4).unwrap();
    w.claim(1).unwrap();
    assert_eq!(w.balance("newcomer"), 25 * crate::fixture::USDC);
}
