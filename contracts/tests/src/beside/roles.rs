//! Every entry of the contracts beside the event × every role, with real signatures. A person without the role changes nothing.
use super::{
    escrow::Id,
    fixture::Desk,
    merkle::{leaf, Hash},
};
use crate::{
    entries::ROLES,
    fixture::{wasm, Code, Failure, Fixture, USDC},
    sign::{call, Call},
    terms::DAY,
};
use soroban_sdk::{
    xdr::{ScSpecEntry, ScVal},
    Address, IntoVal, Symbol, Val, Vec,
};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Who {
    Anybody,
    Nobody,
    Signer(&'static str),
    /// The registry itself: who makes it call is its own rule, with its own tests.
    Registry,
}
use Who::{Anybody, Nobody, Registry, Signer};

/// How far a sponsorship is, and whether its claim is five days old.
#[derive(Clone, Copy, PartialEq)]
enum Scene {
    Funded,
    Agreed,
    Claimed,
    Mature,
    Objected,
}
use Scene::{Agreed, Claimed, Funded, Mature, Objected};

type Entry = (&'static str, &'static str, Scene, Who);

/// `friend` is the brand.
const ENTRIES: [Entry; 25] = [
    ("creators", "__constructor", Funded, Nobody),
    ("creators", "apply", Funded, Signer("njeri")),
    ("creators", "record_content_submission", Funded, Signer("njeri")),
    ("creators", "approve_content", Funded, Signer("organizer")),
    ("creators", "approve_content", Agreed, Registry),
    ("creators", "upgrade", Funded, Nobody),
    ("sponsor", "__constructor", Funded, Nobody),
    ("sponsor", "sponsor_fund", Funded, Signer("friend")),
    ("sponsor", "sponsor_accept", Funded, Signer("organizer")),
    ("sponsor", "sponsor_bonus", Agreed, Anybody),
    ("sponsor", "sponsor_claim", Agreed, Signer("organizer")),
    ("sponsor", "sponsor_object", Claimed, Signer("friend")),
    ("sponsor", "sponsor_release", Claimed, Signer("friend")),
    ("sponsor", "sponsor_release", Mature, Anybody),
    ("sponsor", "sponsor_decide", Objected, Registry),
    ("sponsor", "sponsor_refund", Funded, Signer("friend")),
    ("sponsor", "upgrade", Funded, Nobody),
    ("loyalty", "__constructor", Funded, Nobody),
    ("loyalty", "set_root", Funded, Registry),
    ("loyalty", "redeem", Funded, Registry),
    ("loyalty", "balance_of", Funded, Anybody),
    ("loyalty", "propose_wasm", Funded, Registry),
    ("loyalty", "cancel_wasm", Claimed, Registry),
    ("loyalty", "apply_wasm", Mature, Anybody),
    ("loyalty", "upgrade", Funded, Nobody),
];

const POINTS: u64 = 100;

struct Stage {
    d: Desk,
    id: Id,
    code: soroban_sdk::BytesN<32>,
}

/// The deployed code, with a sponsorship, a root of one member, and code that waits (but in the first scenes).
fn stage(scene: Scene) -> Stage {
    let d = Desk::with(Code::Wasm, Fixture::native());
    d.w.wait(0);
    let id = match scene {
        Funded => d.funded(),
        Agreed => d.agreed(),
        Claimed | Mature | Objected => d.claimed(),
    };
    if scene == Objected {
        d.object(&id).unwrap();
    }
    d.sell("njeri", 1);
    d.set_root(1, member_leaf()).unwrap();
    let code = d.w.env.deployer().upload_contract_wasm(&*wasm("creators"));
    if [Claimed, Mature, Objected].contains(&scene) {
        d.loyal::<()>("propose_wasm", (code.clone(),)).unwrap();
    }
    if scene == Mature {
        d.w.wait(5 * DAY);
    }
    Stage { d, id, code }
}

fn member_leaf() -> Hash {
    leaf(&[1; 32], POINTS, 1)
}

impl Stage {
    fn contract(&self, name: &str) -> Address {
        match name {
            "creators" => self.d.creators.clone(),
            "sponsor" => self.d.sponsor.clone(),
            _ => self.d.loyalty.clone(),
        }
    }

    fn call(&self, (contract, name, scene, who): &Entry) -> Call {
        let (d, w, env) = (&self.d, &self.d.w, &self.d.w.env);
        let mut then: std::vec::Vec<Call> = std::vec![];
        let approver = if *who == Registry { d.registry.clone() } else { w.address("organizer") };
        let proof = Vec::<soroban_sdk::BytesN<32>>::new(env);
        let njeri = w.address("njeri");
        let args: Vec<Val> = match *name {
            "apply" => (njeri, w.event.clone(), d.hash(1)).into_val(env),
            "record_content_submission" => (njeri, w.event.clone(), d.hash(1), Symbol::new(env, "x")).into_val(env),
            "approve_content" => (approver, w.event.clone(), njeri, d.hash(1)).into_val(env),
            "sponsor_fund" => {
                let args = (w.address("friend"), d.sponsor.clone(), 1_000 * USDC);
                then.push(call(env, &w.usdc, "transfer", args, &[]));
                (w.address("friend"), w.event.clone(), 9u64, d.offer()).into_val(env)
            }
            "sponsor_bonus" => (self.id.clone(), njeri).into_val(env),
            "sponsor_claim" => (self.id.clone(), USDC, d.hash(5)).into_val(env),
            "sponsor_release" => (self.id.clone(), *scene != Mature).into_val(env),
            "sponsor_decide" => (self.id.clone(), USDC).into_val(env),
            "sponsor_accept" | "sponsor_object" | "sponsor_refund" => (self.id.clone(),).into_val(env),
            "set_root" => (2u32, d.hash(8)).into_val(env),
            "redeem" => (d.hash(1), d.hash(2), 5u64, 1u32, POINTS, 1u32, proof).into_val(env),
            "balance_of" => (d.hash(1), POINTS, 1u32, proof).into_val(env),
            "propose_wasm" | "upgrade" => (self.code.clone(),).into_val(env),
            "__constructor" if *contract == "sponsor" => (w.address("stranger"), w.usdc.clone()).into_val(env),
            "__constructor" => (w.address("stranger"),).into_val(env),
            _ => Vec::new(env),
        };
        call(env, &self.contract(contract), name, args, &then)
    }

    /// What a refused call must leave as it was.
    fn everything(&self) -> (ScVal, ScVal, std::vec::Vec<i128>) {
        let (d, env) = (&self.d, &self.d.w.env);
        let sponsorship: Val = d.sponsorship(&self.id).into_val(env);
        let loyalty: Val = env.as_contract(&d.loyalty, || {
            let member = passa_loyalty::member(env, &d.hash(1));
            let all = (passa_loyalty::root(env), passa_loyalty::pending(env), member.pack(env));
            all.into_val(env)
        });
        let balances = ["friend", "organizer", "njeri"].map(|name| d.w.balance(name));
        let scval = |value: Val| soroban_sdk::TryFromVal::try_from_val(env, &value).unwrap();
        (scval(sponsorship), scval(loyalty), [balances.to_vec(), std::vec![d.escrow()]].concat())
    }
}

/// Tries one entry, on a stage of its own where it is allowed.
fn attempt(entry: &Entry, refused: &Stage, by: Option<&[&str]>) {
    let allowed = match (entry.3, by) {
        (Anybody, _) => true,
        (Nobody, _) => false,
        (Signer(name), by) => by.is_some_and(|signers| signers.contains(&name)),
        (Registry, by) => by.is_none(),
    };
    let fresh = allowed.then(|| stage(entry.2));
    let at = fresh.as_ref().unwrap_or(refused);
    let before = at.everything();
    let what = at.call(entry);
    let done = match by {
        Some(signers) => at.d.attempt(&what, signers),
        None => at.d.by_registry(&what),
    };
    assert_eq!(done.is_ok(), allowed, "{entry:?} by {by:?}: {done:?}", entry = (entry.0, entry.1, entry.3));
    assert!(allowed || done == Err(Failure::Host), "{} by {by:?}: refused for another reason, {done:?}", entry.1);
    at.d.w.allow_all();
    assert!(allowed || at.everything() == before, "{} by {by:?} changed something", entry.1);
}

fn check(contract: &str) {
    for entry in ENTRIES.iter().filter(|entry| entry.0 == contract) {
        let refused = stage(entry.2);
        for role in ROLES {
            attempt(entry, &refused, Some(&[role]));
        }
        let others: std::vec::Vec<&str> = ROLES.into_iter().filter(|role| entry.3 != Signer(role)).collect();
        attempt(entry, &refused, Some(&others));
        attempt(entry, &refused, Some(&[]));
        // The registry has no way into the others.
        if entry.3 == Registry {
            attempt(entry, &refused, None);
        }
    }
}

#[test]
fn each_entry_of_creators_works_for_its_role_and_for_no_other() {
    check("creators");
}

#[test]
fn each_entry_of_sponsor_works_for_its_role_and_for_no_other() {
    check("sponsor");
}

#[test]
fn each_entry_of_loyalty_works_for_its_role_and_for_no_other() {
    check("loyalty");
}

#[test]
fn the_table_names_every_entry_of_the_deployed_code() {
    for contract in ["creators", "sponsor", "loyalty"] {
        let entries = soroban_spec::read::from_wasm(&wasm(contract)).unwrap();
        for entry in entries {
            let ScSpecEntry::FunctionV0(function) = entry else { continue };
            let name = function.name.to_string();
            assert!(ENTRIES.iter().any(|e| e.0 == contract && e.1 == name), "{contract} has {name} without a rule");
        }
    }
}

/// One signature is one call: not another amount, not a second time.
#[test]
fn a_brands_signature_covers_one_offer_once() {
    let s = stage(Funded);
    let (d, env) = (&s.d, &s.d.w.env);
    let good = s.call(&("sponsor", "sponsor_fund", Funded, Signer("friend")));
    let signed = crate::sign::sign(env, &d.w.person("friend"), d.w.next_nonce(), &good);
    let mut dearer = d.offer();
    dearer.total += USDC;
    let pay = call(env, &d.w.usdc, "transfer", (d.w.address("friend"), d.sponsor.clone(), 1_000 * USDC), &[]);
    let other = call(env, &d.sponsor, "sponsor_fund", (d.w.address("friend"), &d.w.event, 9u64, dearer), &[pay]);
    env.set_auths(&[signed.clone()]);
    assert_eq!(d.w.invoke(&other), Err(Failure::Host), "another offer");
    env.set_auths(&[signed.clone()]);
    assert_eq!(d.w.invoke(&good), Ok(()));
    env.set_auths(&[signed]);
    assert_eq!(d.w.invoke(&good), Err(Failure::Host), "a second time");
}
