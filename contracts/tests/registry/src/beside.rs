//! What the platform does through the registry in the contracts beside `event`, with an event that the registry deployed.
use crate::{
    calls::refused,
    desk::Desk,
    events::both,
    fixture::{Code, Done, Failure, USDC},
    sign::{call, sign},
};
use passa_loyalty::Error as LoyaltyError;
use passa_registry::{Change, Error, Setting};
use soroban_sdk::{contract, contractimpl, Address, BytesN, Env, Symbol};

const DELAY: u64 = 48 * 3600;

fn approve(d: &Desk, event: &Address) -> Done<BytesN<32>> {
    d.w.call("approve_content", (&d.creators, event, d.w.address("njeri"), d.hash(7)))
}

#[test]
fn content_approved_by_the_admin_has_the_id_of_its_submission() {
    let d = Desk::native();
    let args = (d.w.address("njeri"), &d.w.event, d.hash(7), Symbol::new(&d.w.env, "x"));
    let id: BytesN<32> = d.w.run(&d.creators, "record_content_submission", args).unwrap();
    assert_eq!(approve(&d, &d.w.event), Ok(id));
}

#[test]
fn content_is_approved_for_the_registrys_own_events_of_the_second_version_only() {
    let (w, first, second) = both();
    let d = Desk::beside(w, Code::Wasm);
    assert_eq!(approve(&d, &d.w.usdc), refused(Error::EventUnknown));
    assert_eq!(approve(&d, &first), refused(Error::EventTooOld));
    assert!(approve(&d, &second).is_ok());
}

#[test]
fn support_gives_the_organizer_a_part_of_what_the_brand_objected_to() {
    let d = Desk::native();
    let id = d.objected();
    assert_eq!(d.decide(&id, 41 * USDC), Err(Failure::Code(passa_sponsor::Error::ClaimTooHigh as u32)));
    assert_eq!(d.decide(&id, 15 * USDC), Ok(()));
    assert_eq!((d.w.gained("organizer"), d.w.balance(&d.sponsor)), (15 * USDC, 85 * USDC));
    assert_eq!(d.decide(&id, 1), Err(Failure::Code(passa_sponsor::Error::NoClaim as u32)), "once");
}

#[test]
fn the_admin_is_support_until_there_is_one() {
    let d = Desk::native();
    let support = || d.w.call::<Address>("support", ()).unwrap();
    assert_eq!(support(), d.w.address("admin"));
    d.w.change(&Setting::Admin(d.w.address("newcomer")));
    assert_eq!(support(), d.w.address("newcomer"));
    d.w.change(&Setting::Support(d.w.address("artist")));
    assert_eq!(support(), d.w.address("artist"));
    d.w.change(&Setting::Support(d.w.address("venue")));
    assert_eq!(support(), d.w.address("venue"));
}

#[test]
fn the_guardian_vetoes_a_new_support() {
    let d = Desk::native();
    d.w.propose(&Setting::Support(d.w.address("newcomer"))).unwrap();
    d.w.cancel_change("guardian", Change::Support).unwrap();
    d.w.wait(DELAY);
    assert_eq!(d.w.apply(Change::Support), refused(Error::NothingPending));
    assert_eq!(d.w.call("support", ()), Ok(d.w.address("admin")));
}

#[test]
fn points_are_set_and_redeemed_through_the_registry_until_the_relayer_is_disabled() {
    let d = Desk::native();
    d.set_root(1).unwrap();
    assert_eq!(d.w.call("redeem", d.redemption(30, 1)), Ok(70u64));
    assert_eq!(d.w.call("redeem", d.redemption(70, 2)), Ok(0u64));
    let more = d.w.call::<u64>("redeem", d.redemption(1, 3));
    assert_eq!(more, Err(Failure::Code(LoyaltyError::PointsMissing as u32)));
    d.w.call::<()>("disable_relayer", ()).unwrap();
    assert_eq!(d.w.call::<u64>("redeem", d.redemption(1, 3)), refused(Error::RelayerDisabled));
    assert_eq!(d.set_root(2), refused(Error::RelayerDisabled));
}

#[test]
fn loyaltys_code_is_proposed_by_the_admin_and_withdrawn_by_the_admin_or_the_guardian() {
    let d = Desk::native();
    let pending = || d.w.env.as_contract(&d.loyalty, || passa_loyalty::pending(&d.w.env));
    for by in ["admin", "guardian"] {
        d.propose_wasm(&d.hash(1)).unwrap();
        assert_eq!(pending().unwrap().wasm_hash, d.hash(1));
        for other in ["relayer", "treasury", "organizer"] {
            assert_eq!(d.cancel_wasm(other), refused(Error::NotAdminOrGuardian), "{other}");
        }
        d.cancel_wasm(by).unwrap();
        assert_eq!(pending(), None);
    }
    d.w.wait(DELAY);
    let applied = d.w.run::<()>(&d.loyalty, "apply_wasm", ());
    assert_eq!(applied, Err(Failure::Code(LoyaltyError::NothingPending as u32)));
}

/// A contract that the relayer is made to name gets this call and no other of the registry's powers.
#[test]
fn a_contract_of_somebody_elses_cannot_act_as_the_registry() {
    let d = Desk::native();
    let (w, env) = (&d.w, &d.w.env);
    let thief = env.register(Thief, (&w.event, &w.registry));
    let named = call(env, &w.registry, "set_root", (&thief, 1u32, d.hash(1)), &[]);
    env.set_auths(&[sign(env, &w.person("relayer"), w.next_nonce(), &named)]);
    w.invoke(&named).unwrap();
    env.mock_all_auths_allowing_non_root_auth();
    assert_eq!(w.run(&thief, "went_well", ()), Ok(false));
    w.allocate(1).unwrap();
    assert_eq!(w.settle(1, &[w.item("c1", 1)]), Ok(1), "the event is not paused");
}

#[contract]
struct Thief;

/// Pauses an event in the registry's name when the registry calls.
#[contractimpl]
impl Thief {
    pub fn __constructor(e: Env, event: Address, registry: Address) {
        e.storage().instance().set(&0u32, &(event, registry))
    }

    pub fn set_root(e: Env, _epoch: u32, _root: BytesN<32>) {
        let (event, registry): (Address, Address) = e.storage().instance().get(&0u32).unwrap();
        let paused = passa_types::EventClient::new(&e, &event).try_pause(&registry, &true);
        e.storage().instance().set(&1u32, &matches!(paused, Ok(Ok(_))));
    }

    pub fn went_well(e: Env) -> bool {
        e.storage().instance().get(&1u32).unwrap()
    }
}
