//! Every entry × every role, with real signatures on the deployed code. A person without the role changes nothing.
use crate::{
    calls::ticket,
    desk::Desk,
    entries::{
        Anybody, Beside, Cancelled, Due, Entry, Guardian, Listed, Nobody, Owing, Proposed, Sold, Together, ENTRIES,
        ROLES,
    },
    fixture::{wasm, Code, Fixture, USDC},
    settle::signed_batch,
    sign::{call, sign, Call},
    terms::resellable,
};
use passa_registry::{Change, Setting};
use passa_types::Credit;
use soroban_sdk::{
    vec,
    xdr::{ContractEventBody, LedgerEntry, LedgerKey, ScError, ScSpecEntry, ScVal},
    Address, BytesN, IntoVal, Val, Vec,
};
use std::collections::BTreeMap;

struct Stage {
    d: Desk,
    /// Of a sponsorship whose claim has an objection.
    id: BytesN<32>,
    wallet: u64,
    fiat: u64,
    by: &'static str,
}

/// A call as it is made, and as it is signed: a batch is signed by its digest.
struct Attempt {
    made: Call,
    signed: Call,
}

fn stage(entry: &Entry) -> Stage {
    let d = Desk::beside(Fixture::with(Code::Wasm, resellable), Code::Wasm);
    let (w, mut id) = (&d.w, d.hash(0));
    let by = match entry.who {
        Together(all) => all[0],
        _ => "stranger",
    };
    let (wallet, fiat) = (w.buy("fan", 1, 2), w.settle_one("c1", 2));
    w.allocate(5).unwrap();
    match entry.scene {
        Sold => {}
        Listed => {
            w.list_custodial(ticket(fiat, 0), USDC).unwrap();
            w.on_event::<()>("list", (ticket(wallet, 0), USDC)).unwrap();
        }
        Cancelled => w.call("cancel", (&w.event,)).unwrap(),
        Owing => {
            w.list_custodial(ticket(fiat, 0), USDC).unwrap();
            w.on_event::<()>("buy_listed", (w.address("friend"), ticket(fiat, 0), USDC)).unwrap();
        }
        Proposed | Due => {
            w.call::<()>("set_event_wasm", (w.upload("event"), 3u32)).unwrap();
            w.propose(&Setting::Relayer(w.address("newcomer"))).unwrap();
            w.accept(Change::Relayer).unwrap();
            w.wait(if entry.scene == Due { 48 * 3600 } else { 0 });
        }
        Guardian => w.propose(&Setting::Guardian(w.address("newcomer"))).unwrap(),
        Beside => {
            w.change(&Setting::Support(w.address("support")));
            id = d.objected();
            d.set_root(1).unwrap();
            d.propose_wasm(&d.hash(1)).unwrap();
        }
    }
    Stage { d, id, wallet, fiat, by }
}

impl Stage {
    /// The ledger's entries, whosever.
    fn everything(&self) -> BTreeMap<LedgerKey, LedgerEntry> {
        let entries = self.d.w.env.to_ledger_snapshot().ledger_entries;
        entries.into_iter().map(|(key, (entry, _))| (*key, *entry)).collect()
    }

    /// The call of an entry, with what it leads to that has to be signed.
    fn attempt(&self, entry: &Entry) -> Attempt {
        let (w, env) = (&self.d.w, &self.d.w.env);
        let mut then: std::vec::Vec<Call> = std::vec![];
        let args = self.args(entry, &mut then);
        let made = call(env, &w.registry, entry.name, args, &then);
        let signed = match entry.name {
            "settle_batch" => signed_batch(w, 2, &[w.item("c1", 1)], 25 * USDC),
            _ => made.clone(),
        };
        Attempt { made, signed }
    }

    fn args(&self, entry: &Entry, then: &mut std::vec::Vec<Call>) -> Vec<Val> {
        let (w, env, event) = (&self.d.w, &self.d.w.env, &self.d.w.event);
        let pay = |to: &Address, amount: i128| call(env, &w.usdc, "transfer", (w.address("treasury"), to, amount), &[]);
        let on_event = |name: &str, args: Vec<Val>| call(env, event, name, args, &[]);
        let (hash, credits) = (BytesN::from_array(env, &[3; 32]), Vec::<Credit>::new(env));
        match entry.name {
            "create_event" => (w.address("organizer"), 9u64, w.second_init()).into_val(env),
            "settle_batch" => (event, 0u32, 2u32, w.items(&[w.item("c1", 1)])).into_val(env),
            "allocate" | "deallocate" => (event, 0u32, 1u32).into_val(env),
            "mint_custodial" => {
                then.push(on_event(entry.name, (w.address("c1"), 0u32, 1u64).into_val(env)));
                (event, w.address("c1"), 0u32, 1u64).into_val(env)
            }
            "claim_custodial" => (event, self.fiat, 1u32, w.address("friend")).into_val(env),
            "list_custodial" => (event, ticket(self.fiat, 0), USDC).into_val(env),
            "unlist_custodial" => (event, ticket(self.fiat, 0)).into_val(env),
            "buy_custodial" => {
                then.extend([pay(&w.address("fan"), USDC * 9 / 10), pay(event, USDC / 10)]);
                (event, ticket(self.wallet, 0), USDC, w.address("c1")).into_val(env)
            }
            "refund_custodial" if entry.scene == Cancelled => {
                (event, self.fiat, 1u32, credits, false, Vec::<Address>::new(env)).into_val(env)
            }
            "refund_custodial" => {
                let args = (w.address("treasury"), self.fiat, 1u32, credits.clone(), true).into_val(env);
                then.push(on_event(entry.name, args));
                (event, self.fiat, 1u32, credits, true, vec![env, w.address("organizer")]).into_val(env)
            }
            "reverse_fiat" => (event, self.fiat, 1u32, credits, hash).into_val(env),
            "process_bulk_distribution" => (vec![env, (event.clone(), 3u32, Vec::<Address>::new(env))],).into_val(env),
            "pause" => (event, true).into_val(env),
            "freeze" => (event, 9u64).into_val(env),
            "cancel" | "pay_treasury" | "set_cap" | "set_attribution_key" | "event_no" | "event_version" => {
                (event,).into_val(env)
            }
            "approve_content" => (&self.d.creators, event, w.address("njeri"), hash).into_val(env),
            "sponsor_decide" => (&self.d.sponsor, &self.id, USDC).into_val(env),
            "set_root" => (&self.d.loyalty, 1u32, hash).into_val(env),
            "redeem" => self.d.redemption(5, 1),
            "propose_wasm" => (&self.d.loyalty, hash).into_val(env),
            "cancel_wasm" => (w.address(self.by), &self.d.loyalty).into_val(env),
            _ => self.args_of_change(entry),
        }
    }

    fn args_of_change(&self, entry: &Entry) -> Vec<Val> {
        let (w, env) = (&self.d.w, &self.d.w.env);
        let change = if entry.scene == Guardian { Change::Guardian } else { Change::Relayer };
        match entry.name {
            "set_event_wasm" => (BytesN::from_array(env, &[3; 32]), 3u32).into_val(env),
            "upgrade" => (BytesN::from_array(env, &[3; 32]),).into_val(env),
            "propose" => (Setting::Admin(w.address("newcomer")),).into_val(env),
            "cancel_change" => (w.address(self.by), change).into_val(env),
            "accept_role" | "apply_change" | "pending_change" | "pending_setting" => (change,).into_val(env),
            "event_address" => (w.address("organizer"), 1u64).into_val(env),
            _ => Vec::new(env),
        }
    }

    fn try_with(&self, what: &Attempt, signers: &[&str]) -> bool {
        let w = &self.d.w;
        let sign = |name: &&str| sign(&w.env, &w.person(name), w.next_nonce(), &what.signed);
        w.env.set_auths(&signers.iter().map(sign).collect::<std::vec::Vec<_>>());
        w.invoke(&what.made).is_ok()
    }

    /// Whether the last call failed for want of an authorisation.
    fn unauthorised(&self) -> bool {
        let events = self.d.w.env.host().get_events().unwrap().0;
        events.iter().any(|e| match &e.event.body {
            ContractEventBody::V0(body) => body.topics.iter().any(|t| matches!(t, ScVal::Error(ScError::Auth(_)))),
        })
    }
}

#[test]
fn each_entry_works_for_its_role_and_for_no_other() {
    for entry in &ENTRIES {
        let refused = stage(entry);
        let before = refused.everything();
        let what = refused.attempt(entry);
        let mut combinations: std::vec::Vec<std::vec::Vec<&str>> = ROLES.iter().map(|r| std::vec![*r]).collect();
        combinations.push(std::vec![]);
        combinations.push(ROLES.iter().filter(|r| !is_needed(entry, r)).copied().collect());
        if let Together(all) = entry.who {
            combinations.push(all.to_vec());
            for one in all {
                combinations.push(ROLES.iter().filter(|r| *r != one).copied().collect());
            }
        }
        for signers in combinations {
            let allowed = match entry.who {
                Anybody => true,
                Nobody => false,
                Together(all) => all.iter().all(|a| signers.contains(a)),
            };
            let fresh = allowed.then(|| stage(entry));
            let at = fresh.as_ref().unwrap_or(&refused);
            assert_eq!(at.try_with(&what, &signers), allowed, "{} signed by {signers:?}", entry.name);
            if !allowed {
                let named = matches!(entry.who, Nobody) || at.unauthorised();
                assert!(named, "{} by {signers:?}: refused for another reason", entry.name);
                assert!(at.everything() == before, "{} by {signers:?} changed something", entry.name);
            }
        }
    }
}

fn is_needed(entry: &Entry, role: &str) -> bool {
    matches!(entry.who, Together(all) if all.contains(&role))
}

/// The snapshot would see a change: the negative control of what is compared above.
#[test]
fn a_call_that_works_changes_the_snapshot() {
    let entry = &ENTRIES[3];
    let s = stage(entry);
    let before = s.everything();
    assert!(s.try_with(&s.attempt(entry), &["relayer"]));
    assert!(s.everything() != before);
}

#[test]
fn the_table_names_every_entry_of_the_deployed_code() {
    let declared = soroban_spec::read::from_wasm(&wasm("registry")).unwrap();
    let names = declared.iter().filter_map(|e| match e {
        ScSpecEntry::FunctionV0(f) => Some(f.name.to_string()),
        _ => None,
    });
    let missing: std::vec::Vec<String> = names.filter(|f| !ENTRIES.iter().any(|e| e.name == f)).collect();
    assert!(missing.is_empty(), "the registry has entries without a rule: {missing:?}");
}
