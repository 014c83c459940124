use crate::{
    fixture::{registry_config, Code, Failure, Fixture, CAP, FEE_BPS, NOW, USDC},
    terms::{payee, tier, DAY, ENDS_AT},
};
use passa_event_next::{Error, Terms};
use passa_registry::{Error as Refusal, RegistryConfig, RegistryContract};
use passa_types::first::{Config, Currency, EventInit, Role, Tier};
use soroban_sdk::{Address, BytesN, Env, IntoVal, Map, String, Symbol, TryFromVal, Val, Vec};

/// Through the deployed code: the registry's and the event's.
fn publish(change: impl FnOnce(&Env, &mut EventInit)) -> Result<Fixture, u32> {
    let mut w = Fixture::without_event(Code::Wasm);
    let mut init = w.init.clone();
    change(&w.env, &mut init);
    match w.publish(1, &init) {
        Ok(_) => Ok(w),
        Err(Failure::Code(code)) => Err(code),
        Err(Failure::Host) => Err(w.constructor_error().unwrap()),
    }
}

fn error(change: impl FnOnce(&Env, &mut EventInit)) -> u32 {
    publish(change).err().unwrap_or(0)
}

fn error_of_tier(change: impl FnOnce(&mut Tier)) -> u32 {
    error(|_, init| {
        let mut t = tier(25 * USDC, 100, 40);
        change(&mut t);
        init.tiers.set(0, t);
    })
}

#[test]
fn publishing_deploys_and_announces_an_event() {
    let mut w = Fixture::without_event(Code::Wasm);
    let organizer = w.address("organizer");
    let expected: Address = w.run(&w.registry, "event_address", (&organizer, 1u64)).unwrap();
    let init = w.init.clone();
    assert_eq!(w.publish(1, &init), Ok(expected.clone()));
    assert_eq!(w.run(&w.registry, "event_no", (&expected,)), Ok(1u32));
    let second = w.publish(2, &init).unwrap();
    assert_ne!(second, expected);
    assert_eq!(w.run(&w.registry, "event_no", (&second,)), Ok(2u32));
    assert_eq!(w.run(&w.registry, "events_count", ()), Ok(2u32));
}

#[test]
fn an_announcement_names_the_event_its_number_and_its_code() {
    let w = Fixture::without_event(Code::Wasm);
    let theirs: RegistryConfig = w.run(&w.registry, "config", ()).unwrap();
    for (no, nonce) in [(1u32, 7u64), (2, 3)] {
        let args = (w.address("organizer"), nonce, w.init.clone());
        let event: Address = w.run(&w.registry, "create_event", args).unwrap();
        let e = &w.env;
        let fields = [
            ("no", no.into_val(e)),
            ("nonce", nonce.into_val(e)),
            ("organizer", w.address("organizer").into_val(e)),
            ("wasm_hash", theirs.event_wasm.into_val(e)),
        ];
        w.assert_published("announced", event, &fields);
    }
}

#[test]
fn an_event_is_born_with_the_registrys_configuration() {
    let w = publish(|_, _| {}).unwrap();
    let config: Config = w.run(&w.event, "config", ()).unwrap();
    let theirs: RegistryConfig = w.run(&w.registry, "config", ()).unwrap();
    assert_eq!((config.organizer, config.registry), (w.address("organizer"), w.registry.clone()));
    assert_eq!((config.treasury, config.usdc, config.cap), (theirs.treasury, theirs.usdc, CAP));
    assert_eq!((config.attribution_key, config.version), (theirs.attribution_key, 1));
    let terms: Terms = w.run(&w.event, "terms", ()).unwrap();
    assert_eq!((terms.terms_version, terms.tiers, terms.payees), (1, w.init.tiers.clone(), w.init.payees.clone()));
}

#[test]
fn a_nonce_publishes_once() {
    let mut w = publish(|_, _| {}).unwrap();
    let init = w.init.clone();
    assert_eq!(w.publish(1, &init), Err(Failure::Code(Refusal::EventExists as u32)));
}

#[test]
fn the_platforms_fee_is_part_of_every_event() {
    let missing = Refusal::PlatformShareMissing as u32;
    let set = |bps: u32, role, name: &'static str| {
        error(move |env, init| {
            init.payees.set(0, payee(init.payees.get_unchecked(0).address, Role::Organizer, 6_000 - bps));
            init.payees.set(3, payee(crate::fixture::person(env, name).address.into(), role, bps));
        })
    };
    assert_eq!(set(FEE_BPS, Role::Platform, "platform"), 0);
    assert_eq!(set(FEE_BPS - 1, Role::Platform, "platform"), missing);
    assert_eq!(set(FEE_BPS, Role::Artist, "platform"), missing);
    assert_eq!(set(FEE_BPS, Role::Platform, "stranger"), missing);
    let twice = error(|_, init| {
        let artist = init.payees.get_unchecked(1).address;
        init.payees.set(1, payee(artist, Role::Platform, 2_500));
    });
    assert_eq!(twice, missing, "nobody else calls himself the platform");
    let doubled = error(|_, init| init.payees.set(1, init.payees.get_unchecked(3)));
    assert_eq!(doubled, missing, "nor does the platform come twice");
}

#[test]
fn the_registry_may_demand_a_reserve() {
    let w = Fixture::native();
    let mut config = registry_config(
        &w.env,
        w.usdc.clone(),
        w.env.deployer().upload_contract_wasm(&*crate::fixture::wasm("event-1")),
    );
    config.min_reserve_bps = 3_000;
    let strict = w.env.register(RegistryContract, (config,));
    let mut init = w.init.clone();
    let args = |init: &EventInit| (w.address("organizer"), 1u64, init.clone());
    init.policy.reserve_bps = 2_999;
    let refused: Result<Address, _> = w.run(&strict, "create_event", args(&init));
    assert_eq!(refused, Err(Failure::Code(Refusal::ReserveTooSmall as u32)));
    init.policy.reserve_bps = 3_000;
    assert!(w.run::<Address>(&strict, "create_event", args(&init)).is_ok());
}

#[test]
fn a_registry_is_not_born_with_a_wrong_configuration() {
    let born = |change: fn(&mut RegistryConfig)| {
        let w = Fixture::without_event(Code::Native);
        let mut config = registry_config(&w.env, w.usdc.clone(), BytesN::from_array(&w.env, &[0; 32]));
        change(&mut config);
        std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| w.env.register(RegistryContract, (config,)))).is_ok()
    };
    assert!(born(|_| {}));
    assert!(!born(|c| c.platform_fee_bps = 0));
    assert!(!born(|c| c.platform_fee_bps = 10_000));
    assert!(!born(|c| c.min_reserve_bps = 10_001));
    assert!(!born(|c| c.event_cap = -1));
    assert!(!born(|c| c.event_cap = u64::MAX as i128 + 1));
    assert!(born(|c| c.event_cap = 0), "0 is none");
    assert!(born(|c| c.event_cap = u64::MAX as i128));
    assert!(!born(|c| c.event_version = 0));
    assert!(!born(|c| c.event_version = u32::MAX), "there would be no next one");
    assert!(born(|c| c.event_version = u32::MAX - 1));
    assert!(!born(|c| c.relayer = c.treasury.clone()));
}

/// Publishes what `change` makes of a legal event's fields.
fn publish_fields(change: impl FnOnce(&Env, &mut Fields)) -> Result<Address, Failure> {
    let w = Fixture::without_event(Code::Wasm);
    let mut init = fields(&w.env, w.init.clone());
    change(&w.env, &mut init);
    w.run(&w.registry, "create_event", (w.address("organizer"), 1u64, init))
}

type Fields = Map<Symbol, Val>;

fn fields(env: &Env, value: impl IntoVal<Env, Val>) -> Fields {
    Fields::try_from_val(env, &value.into_val(env)).unwrap()
}

/// Sets a field, or removes it.
fn set(env: &Env, of: &mut Fields, name: &str, value: Option<Val>) {
    match value {
        Some(value) => of.set(Symbol::new(env, name), value),
        None => of.remove(Symbol::new(env, name)).unwrap(),
    }
}

#[test]
fn the_registry_refuses_what_it_cannot_read_of_the_terms() {
    let unreadable = Err(Failure::Code(Refusal::InitInvalid as u32));
    assert!(publish_fields(|_, _| {}).is_ok());
    let bad: [fn(&Env) -> Option<Val>; 4] = [
        |_| None,
        |e| Some(().into_val(e)),
        |e| Some(FEE_BPS.to_string().as_str().into_val(e)),
        |e| Some((FEE_BPS as u64).into_val(e)),
    ];
    for bad in bad {
        for name in ["payees", "policy"] {
            assert_eq!(publish_fields(|e, init| set(e, init, name, bad(e))), unreadable, "{name}");
        }
        let policy = publish_fields(|e, init| {
            let mut policy = fields(e, crate::terms::policy());
            set(e, &mut policy, "reserve_bps", bad(e));
            set(e, init, "policy", Some(policy.to_val()));
        });
        assert_eq!(policy, unreadable);
        // The artist's share and the platform's: nobody is passed over.
        for (index, name) in [(1, "role"), (1, "bps"), (1, "address"), (3, "role"), (3, "bps"), (3, "address")] {
            let payee = publish_fields(|e, init| {
                let mut payees: Vec<Fields> = init.get_unchecked(Symbol::new(e, "payees")).into_val(e);
                let mut payee = payees.get_unchecked(index);
                set(e, &mut payee, name, bad(e));
                payees.set(index, payee);
                set(e, init, "payees", Some(payees.to_val()));
            });
            assert_eq!(payee, unreadable, "{name} of payee {index}");
        }
        let one = publish_fields(|e, init| {
            let mut payees: Vec<Val> = init.get_unchecked(Symbol::new(e, "payees")).into_val(e);
            payees.push_back(bad(e).unwrap_or(Val::FALSE.into()));
            set(e, init, "payees", Some(payees.to_val()));
        });
        assert_eq!(one, unreadable);
    }
}

#[test]
fn terms_that_are_no_map_are_refused() {
    let w = Fixture::without_event(Code::Wasm);
    let e = &w.env;
    let terms: [Val; 4] = [().into_val(e), 7u32.into_val(e), Vec::<Val>::new(e).to_val(), Fields::new(e).to_val()];
    for init in terms {
        let done: Result<Address, _> = w.run(&w.registry, "create_event", (w.address("organizer"), 1u64, init));
        assert_eq!(done, Err(Failure::Code(Refusal::InitInvalid as u32)));
    }
}

#[test]
fn the_event_refuses_the_terms_that_only_it_reads() {
    for name in ["tiers", "name", "ends_at", "metadata_hash"] {
        assert_eq!(publish_fields(|e, init| set(e, init, name, None)), Err(Failure::Host), "{name}");
    }
}

#[test]
fn illegal_tiers_are_refused() {
    assert_eq!(error(|env, init| init.tiers = soroban_sdk::Vec::new(env)), Error::NoTiers as u32);
    let many = |n: u32| error(move |_, init| (2..n).for_each(|_| init.tiers.push_back(tier(USDC, 1, 0))));
    assert_eq!((many(16), many(17)), (0, Error::TooManyTiers as u32));
    assert_eq!(error_of_tier(|t| t.price = 0), Error::PriceNotPositive as u32);
    assert_eq!(error_of_tier(|t| t.price = -10_000), Error::PriceNotPositive as u32);
    assert_eq!(error_of_tier(|t| t.price = 15_000), Error::PriceNotExact as u32);
    assert_eq!(error_of_tier(|t| t.price = 1_000_000_000_010_000), Error::PriceTooHigh as u32);
    assert_eq!(error_of_tier(|t| t.face.amount = 0), Error::FacePriceInvalid as u32);
    assert_eq!(error_of_tier(|t| t.face.amount = 3_200_50), Error::FacePriceInvalid as u32);
    assert_eq!(error_of_tier(|t| (t.face.amount, t.face.currency) = (3_200_50, Currency::Usd)), 0);
    assert_eq!(error_of_tier(|t| t.capacity = 0), Error::CapacityZero as u32);
    assert_eq!(error_of_tier(|t| t.fiat_quota = 101), Error::QuotaOverCapacity as u32);
    assert_eq!(error_of_tier(|t| t.per_order = 0), Error::OrderLimitInvalid as u32);
    assert_eq!(error_of_tier(|t| t.per_order = 21), Error::OrderLimitInvalid as u32);
    assert_eq!(error_of_tier(|t| t.closes_at = t.opens_at), Error::SaleWindowInvalid as u32);
    assert_eq!(error_of_tier(|t| t.closes_at = ENDS_AT + 1), Error::SaleWindowInvalid as u32);
}

#[test]
fn illegal_dates_and_texts_are_refused() {
    let text = |env: &Env, n: usize| String::from_str(env, &"a".repeat(n));
    assert_eq!(error(|_, init| init.starts_at = NOW), Error::EventInPast as u32);
    assert_eq!(error(|_, init| init.ends_at = init.starts_at), Error::EventTimesInvalid as u32);
    assert_eq!(error(|env, init| init.name = text(env, 0)), Error::NameInvalid as u32);
    assert_eq!(error(|env, init| init.name = text(env, 65)), Error::NameInvalid as u32);
    assert_eq!(error(|env, init| init.uri = text(env, 257)), Error::UriTooLong as u32);
    assert_eq!(error(|env, init| (init.name, init.uri) = (text(env, 64), text(env, 256))), 0);
}

#[test]
fn illegal_policies_are_refused() {
    let invalid = Error::PolicyInvalid as u32;
    assert_eq!(error(|_, init| init.policy.reserve_bps = 10_001), invalid);
    assert_eq!(error(|_, init| init.policy.royalty_bps = 10_001), invalid);
    assert_eq!(error(|_, init| init.policy.commission_cap_bps = 5_501), invalid);
    assert_eq!(error(|_, init| init.policy.freeze_at = ENDS_AT + 1), invalid);
    assert_eq!(error(|_, init| init.policy.resale_cap_bps = 10_000), invalid);
    let held = |until: u64| error(move |_, init| (init.policy.reserve_bps, init.policy.release_at) = (1, until));
    assert_eq!((held(ENDS_AT - 1), held(ENDS_AT)), (invalid, 0), "a reserve lasts until the event took place");
    assert_eq!((held(ENDS_AT + 180 * DAY), held(ENDS_AT + 180 * DAY + 1)), (0, invalid), "and not for ever");
}
