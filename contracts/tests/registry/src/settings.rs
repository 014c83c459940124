//! Roles, cap, key and the platform's payee: proposed by the admin, accepted, visible for the delay, stopped by the guardian, applied by anyone.
use crate::{
    calls::refused,
    fixture::{Code, Fixture, CAP, NOW},
};
use passa_registry::{Change, Error, Proposal, RegistryConfig, Setting};
use passa_types::{Payee, Role};
use soroban_sdk::BytesN;

const HOUR: u64 = 3600;
const DELAY: u64 = 48 * HOUR;
const WEEK: u64 = 7 * 24 * HOUR;

fn registry() -> Fixture {
    Fixture::new(Code::Native, 2)
}

/// One of each kind, with its delay.
fn settings(w: &Fixture) -> [(Setting, u64); 8] {
    let newcomer = || w.address("newcomer");
    [
        (Setting::Relayer(newcomer()), DELAY),
        (Setting::Treasury(newcomer()), DELAY),
        (Setting::Guardian(newcomer()), WEEK),
        (Setting::Admin(newcomer()), DELAY),
        (Setting::Cap(CAP + 1), DELAY),
        (Setting::AttributionKey(BytesN::from_array(&w.env, &[8; 32])), DELAY),
        (Setting::Support(newcomer()), DELAY),
        (Setting::Platform(newcomer().into()), DELAY),
    ]
}

fn changed(w: &Fixture, setting: &Setting) -> RegistryConfig {
    let mut config = registry().config();
    match setting.clone() {
        Setting::Relayer(to) => config.relayer = to,
        Setting::Treasury(to) => config.treasury = to,
        Setting::Guardian(to) => config.guardian = to,
        Setting::Admin(to) => config.admin = to,
        Setting::Cap(cap) => config.event_cap = cap,
        Setting::AttributionKey(key) => config.attribution_key = key,
        Setting::Platform(to) => config.platform = to,
        Setting::Support(to) => assert_eq!(w.call("support", ()), Ok(to)),
    }
    assert_eq!(config.usdc, w.usdc);
    config
}

#[test]
fn each_setting_works_after_its_delay_and_not_a_second_earlier() {
    for kind in 0..8 {
        let w = registry();
        let before = w.config();
        let (setting, delay) = settings(&w)[kind].clone();
        let change = setting.change();
        w.propose(&setting).unwrap();
        if setting.holder().is_some() {
            w.accept(change).unwrap();
        }
        w.at(NOW + delay - 1);
        assert_eq!(w.apply(change), refused(Error::DelayNotOver), "{change:?}");
        assert_eq!(w.config(), before);
        w.at(NOW + delay);
        w.apply(change).unwrap();
        assert_eq!(w.config(), changed(&w, &setting));
        assert_eq!((w.proposal(change), w.apply(change)), (None, refused(Error::NothingPending)));
    }
}

#[test]
fn a_role_waits_until_its_new_holder_has_accepted() {
    for kind in 0..8 {
        let w = registry();
        let (setting, delay) = settings(&w)[kind].clone();
        let change = setting.change();
        assert_eq!(w.accept(change), refused(Error::NothingPending));
        w.propose(&setting).unwrap();
        let expected =
            Proposal { accepted: setting.holder().is_none(), apply_from: NOW + delay, setting: setting.clone() };
        assert_eq!(w.proposal(change), Some(expected), "what is proposed is readable");
        w.wait(delay);
        if setting.holder().is_none() {
            assert_eq!(w.accept(change), refused(Error::NotARole));
            continue;
        }
        assert_eq!(w.apply(change), refused(Error::NotAccepted));
        w.accept(change).unwrap();
        w.apply(change).unwrap();
    }
}

#[test]
fn the_guardian_vetoes_everything_but_its_own_end() {
    for kind in 0..8 {
        let w = registry();
        let (setting, _) = settings(&w)[kind].clone();
        let change = setting.change();
        for by in ["guardian", "admin"] {
            w.propose(&setting).unwrap();
            for other in ["relayer", "treasury", "organizer", "newcomer", "stranger"] {
                assert_eq!(w.cancel_change(other, change), refused(Error::NotAdminOrGuardian), "{other}");
            }
            if change == Change::Guardian && by == "guardian" {
                assert_eq!(w.cancel_change(by, change), refused(Error::NotVetoable));
                w.cancel_change("admin", change).unwrap();
            } else {
                w.cancel_change(by, change).unwrap();
            }
            w.wait(WEEK);
            assert_eq!(w.apply(change), refused(Error::NothingPending));
            assert_eq!(w.cancel_change("admin", change), refused(Error::NothingPending));
        }
        assert_eq!(w.config(), registry().config());
    }
}

#[test]
fn a_proposal_is_not_replaced_and_one_made_again_waits_and_is_accepted_again() {
    let w = registry();
    let relayer = |name| Setting::Relayer(w.address(name));
    w.propose(&relayer("newcomer")).unwrap();
    w.accept(Change::Relayer).unwrap();
    assert_eq!(w.propose(&relayer("stranger")), refused(Error::ChangePending));
    w.propose(&Setting::Admin(w.address("newcomer"))).unwrap();
    w.wait(DELAY);
    w.cancel_change("admin", Change::Relayer).unwrap();
    w.propose(&relayer("stranger")).unwrap();
    assert_eq!(w.apply(Change::Relayer), refused(Error::DelayNotOver));
    w.wait(DELAY);
    assert_eq!(w.apply(Change::Relayer), refused(Error::NotAccepted));
    assert!(w.proposal(Change::Admin).is_some(), "another kind goes its own way");
}

#[test]
fn a_lower_cap_works_at_once_and_a_higher_one_or_none_waits() {
    let w = registry();
    w.propose(&Setting::Cap(CAP - 1)).unwrap();
    assert_eq!((w.config().event_cap, w.proposal(Change::Cap)), (CAP - 1, None));
    for cap in [CAP - 1, CAP, 0] {
        w.propose(&Setting::Cap(cap)).unwrap();
        assert_eq!(w.config().event_cap, CAP - 1, "{cap}");
        w.cancel_change("guardian", Change::Cap).unwrap();
    }
    w.change(&Setting::Cap(0));
    assert_eq!(w.config().event_cap, 0);
    w.propose(&Setting::Cap(CAP)).unwrap();
    assert_eq!(w.config().event_cap, CAP, "from none to any is lower");
}

#[test]
fn a_cap_that_is_lowered_cancels_the_raise_that_waits() {
    let w = registry();
    w.propose(&Setting::Cap(CAP * 2)).unwrap();
    w.wait(DELAY);
    w.propose(&Setting::Cap(CAP / 2)).unwrap();
    assert_eq!((w.config().event_cap, w.proposal(Change::Cap)), (CAP / 2, None));
    assert_eq!(w.apply(Change::Cap), refused(Error::NothingPending), "an emergency is not undone by what came before it");
}

#[test]
fn later_events_pay_the_platform_where_it_is_now() {
    let mut w = registry();
    w.change(&Setting::Platform(w.address("newcomer").into()));
    let mut init = w.second_init();
    assert_eq!(w.publish(1, init.clone()), refused(Error::PlatformShareMissing), "it is no longer the address before");
    let at = init.payees.iter().position(|payee| payee.role == Role::Platform).unwrap() as u32;
    init.payees.set(at, Payee { address: w.config().platform, ..init.payees.get_unchecked(at) });
    w.publish(1, init).unwrap();
}

#[test]
fn a_setting_that_breaks_the_registrys_rules_is_neither_proposed_nor_applied() {
    let w = registry();
    let wrong = [
        Setting::Relayer(w.address("treasury")),
        Setting::Treasury(w.address("relayer")),
        Setting::Cap(-1),
        Setting::Cap(u64::MAX as i128 + 1),
    ];
    for setting in &wrong {
        assert_eq!(w.propose(setting), refused(Error::ConfigInvalid), "{setting:?}");
    }
    // Each is right by itself, and both would make one address relayer and treasury.
    for setting in [Setting::Relayer(w.address("newcomer")), Setting::Treasury(w.address("newcomer"))] {
        w.propose(&setting).unwrap();
        w.accept(setting.change()).unwrap();
    }
    w.wait(DELAY);
    w.apply(Change::Treasury).unwrap();
    assert_eq!(w.apply(Change::Relayer), refused(Error::ConfigInvalid));
}

#[test]
fn a_disabled_relayer_counts_no_more_until_one_is_applied() {
    let w = Fixture::published(Code::Native);
    w.allocate(1).unwrap();
    let disabled = || w.call::<bool>("relayer_disabled", ()).unwrap();
    assert!(!disabled());
    w.call::<()>("disable_relayer", ()).unwrap();
    assert!(disabled());
    assert_eq!(w.call::<()>("disable_relayer", ()), refused(Error::RelayerDisabled));
    assert_eq!(w.allocate(1), refused(Error::RelayerDisabled));
    assert_eq!(w.settle(1, &[w.item("c1", 1)]), refused(Error::RelayerDisabled));
    assert_eq!(w.refund_custodial(1, 1, true, &[]), refused(Error::RelayerDisabled));
    assert_eq!(w.reverse(1, 1), refused(Error::RelayerDisabled));
    w.change(&Setting::Cap(0));
    assert!(disabled(), "another setting enables nobody");
    w.change(&Setting::Relayer(w.address("relayer")));
    assert!(!disabled());
    assert_eq!(w.settle(1, &[w.item("c1", 1)]), Ok(1));
}
