use crate::{
    assertions::field,
    fixture::{Code, Fixture, NOW},
    terms::{payee, tier, DAY, DOORS_AT, ENDS_AT, STARTS_AT},
};
use passa_event::{records::storage, Error};
use passa_types::{EventInit, Role, Status};
use soroban_sdk::{xdr::ScVal, Address, Env, String};

/// The number by which such an event is refused, or 0.
fn error(change: impl FnOnce(&Env, &mut EventInit)) -> u32 {
    let mut w = Fixture::without_event();
    let mut init = w.init.clone();
    change(&w.env, &mut init);
    w.init = init;
    w.publish(Code::Native).err().unwrap_or(0)
}

#[test]
fn an_event_is_born_with_what_the_registry_and_the_organizer_gave() {
    let w = Fixture::native();
    let config = w.inside(storage::config);
    assert_eq!((config.organizer, config.registry), (w.address("organizer"), w.address("registry")));
    assert_eq!((config.usdc, config.issuer), (w.usdc.clone(), w.issuer.clone()), "the issuer is in the token's name");
    assert_eq!((config.version, config.cap, config.min_reserve_bps), (2, 0, 0));
    let t = w.event_terms();
    assert_eq!((t.starts_at, t.ends_at, t.doors_at), (STARTS_AT, ENDS_AT, DOORS_AT));
    assert_eq!((t.policy.clone(), t.complimentary), (w.init.policy.clone(), 5));
    assert_eq!(t.tiers(), w.init.tiers.iter().collect::<Vec<_>>());
    for (i, payee) in w.init.payees.iter().enumerate() {
        let row = t.payees()[i];
        assert_eq!((row.to.muxed(&w.env), row.role, row.bps), (payee.address, payee.role as u32 as u8, payee.bps));
    }
    assert_eq!((w.counters().terms_version, w.counters().splits_version, w.counters().n), (1, 1, 1));
}

#[test]
fn its_birth_publishes_configuration_and_terms_as_they_are_stored() {
    let w = Fixture::native();
    let created = w.payloads("created").pop().unwrap();
    let stored: ScVal = (&w.inside(|e| storage::terms(e).pack(e))).into();
    assert_eq!(field(&created, "terms"), &stored);
    let stored: ScVal = (&w.inside(|e| storage::config(e).pack(e))).into();
    assert_eq!(field(&created, "config"), &stored);
}

#[test]
fn wallets_see_a_collection() {
    let w = Fixture::native();
    let text = |text: &str| String::from_str(&w.env, text);
    assert_eq!(w.call("name", ()), Ok(text("Nyege Nyege")));
    assert_eq!(w.call("symbol", ()), Ok(text("PASSA")));
    let id = w.buy("fan", 1, 0, 1).unwrap();
    assert_eq!(w.call("token_uri", (id << 5,)), Ok(w.init.uri.clone()));
    assert!(w.call::<String>("token_uri", (id << 5 | 1,)).is_err());
}

#[test]
fn other_contracts_see_organizer_and_status() {
    let w = Fixture::policy(crate::terms::refundable);
    assert_eq!(w.call("organizer", ()), Ok(w.address("organizer")));
    let status = Status {
        cancelled: false,
        ends_at: ENDS_AT,
        frozen: false,
        refund_until: crate::terms::FREEZE_AT,
        release_at: crate::terms::RELEASE_AT,
    };
    assert_eq!(w.call("status", ()), Ok(status));
    w.freeze(DAY).unwrap();
    let frozen = Status { frozen: true, refund_until: crate::terms::FREEZE_AT + DAY, ..status };
    assert_eq!(w.call("status", ()), Ok(frozen));
    w.cancel("organizer").unwrap();
    assert_eq!(w.call("status", ()), Ok(Status { cancelled: true, ..frozen }));
}

#[test]
fn texts_are_bounded() {
    let text = |e: &Env, n: usize| String::from_str(e, &"x".repeat(n));
    assert_eq!(error(|e, i| i.name = text(e, 0)), Error::NameInvalid as u32);
    assert_eq!(error(|e, i| i.name = text(e, 65)), Error::NameInvalid as u32);
    assert_eq!(error(|e, i| i.name = text(e, 64)), 0);
    assert_eq!(error(|e, i| i.uri = text(e, 257)), Error::UriTooLong as u32);
    assert_eq!(error(|e, i| i.uri = text(e, 256)), 0);
}

#[test]
fn times_follow_each_other_and_end_within_three_years() {
    let times = |change: fn(&mut EventInit)| error(|_, init| change(init));
    assert_eq!(times(|i| i.ends_at = i.starts_at), Error::EventTimesInvalid as u32);
    assert_eq!(times(|i| i.doors_at = i.starts_at + 1), Error::EventTimesInvalid as u32);
    assert_eq!(times(|i| i.doors_at = i.starts_at), 0);
    let past = |i: &mut EventInit| {
        (i.starts_at, i.doors_at, i.policy.freeze_at) = (NOW, NOW, NOW);
        let mut t = tier(10_000_000, 1, 0);
        t.closes_at = NOW + 1;
        i.tiers = soroban_sdk::vec![i.tiers.env(), t];
    };
    assert_eq!(error(|_, i| past(i)), Error::EventInPast as u32);
    let until = |days: u64, more: u64| {
        error(|_, i| {
            i.ends_at = NOW + days * DAY + more;
            i.policy.release_at = i.ends_at;
        })
    };
    assert_eq!(until(3 * 365, 0), 0);
    assert_eq!(until(3 * 365, 1), Error::EventTooFar as u32);
}

#[test]
fn an_event_has_one_to_sixteen_tiers() {
    assert_eq!(error(|e, i| i.tiers = soroban_sdk::vec![e]), Error::NoTiers as u32);
    let many = |n: u32| error(|_, i| (2..n).for_each(|_| i.tiers.push_back(tier(10_000_000, 1, 0))));
    assert_eq!((many(16), many(17)), (0, Error::TooManyTiers as u32));
    assert_eq!(error(|_, i| i.tiers.set(0, tier(5_000, 1, 0))), Error::PriceTooLow as u32);
}

#[test]
fn an_event_is_refused_for_wrong_splits_or_policy_too() {
    assert_eq!(error(|_, i| i.payees.remove(1).map_or((), drop)), Error::SplitsNotWhole as u32);
    assert_eq!(error(|_, i| i.policy.royalty_bps = 10_001), Error::PolicyInvalid as u32);
    let strange = |e: &Env, i: &mut EventInit| {
        let stranger: Address = crate::fixture::person(e, "stranger").address;
        i.payees.set(0, payee(stranger.into(), Role::Organizer, 5_500));
    };
    assert_eq!(error(strange), Error::OrganizerNotFirst as u32);
}

#[test]
fn a_negative_cap_is_no_cap() {
    let mut w = Fixture::without_event();
    w.config.cap = -1;
    assert_eq!(w.publish(Code::Native), Err(Error::PolicyInvalid as u32));
    let mut w = Fixture::without_event();
    w.config.cap = 25 * crate::fixture::USDC;
    w.publish(Code::Native).unwrap();
    assert!(w.buy("fan", 1, 0, 1).is_ok() && w.buy("fan", 2, 0, 1).is_err());
}
