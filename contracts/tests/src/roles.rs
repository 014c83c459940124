//! Invariant 6: every entry × every role, with real signatures. A person without the role changes nothing.
use crate::{
    assertions::ticket,
    entries::{
        entry, Anybody, Cancelled, Closable, Entry, Listed, New, Nobody, Open, Owing, Paused, Sold, Together, ENTRIES,
        ROLES,
    },
    fixture::{Code, Failure, Fixture, USDC},
    sign::{call, sign, Call},
    spec::functions,
    terms::{resellable, DOORS_AT},
};
use passa_event::records::{counters::Counters, storage};
use passa_types::Credit;
use soroban_sdk::{vec, Bytes, BytesN, IntoVal, Val, Vec};

/// The deployed code with two orders: of a fan's wallet, and one that was settled.
struct Stage {
    w: Fixture,
    wallet: u64,
    fiat: u64,
    by: &'static str,
}

/// What a refused call must leave as it was: the event's entries, and who holds what.
type Everything = (Counters, Vec<Bytes>, std::vec::Vec<i128>);

fn stage(entry: &Entry) -> Stage {
    let resells = entry.name != "transfer";
    let w = Fixture::with(Code::Wasm, |_, init| {
        if resells {
            resellable(&mut init.policy);
        }
        init.policy.consent = entry.name == "accept_share";
    });
    let by = match entry.who {
        Together(all) => all[0],
        _ => "stranger",
    };
    let mut stage = Stage { w, wallet: 0, fiat: 0, by };
    let w = &stage.w;
    if entry.scene == New && resells {
        return stage;
    }
    w.set_commission("njeri", 1_000).unwrap();
    stage.wallet = w.buy("fan", 1, 0, 2).unwrap();
    stage.fiat = w.settle_one("c1", 0, 2);
    w.allocate(0, 5).unwrap();
    w.settle(0, 2, &[w.credited_item("c2", 0, 1, &[("njeri", 10_000)])]).unwrap();
    w.set_gate("gate", true).unwrap();
    match entry.scene {
        New | Sold => {}
        Listed => w.list(ticket(stage.wallet, 0), USDC).unwrap(),
        Open => w.at(DOORS_AT),
        Cancelled => w.cancel("organizer").unwrap(),
        Closable => {
            w.fund(USDC).unwrap();
            w.cancel("organizer").unwrap();
            w.refund(stage.wallet, 0b11).unwrap();
            w.refund_custodial(stage.fiat, 0b11, true).unwrap();
            w.refund_custodial(1 << 58 | 2 << 6, 1, true).unwrap();
        }
        Owing => {
            w.fund(USDC).unwrap();
            for (name, order) in [("fan", stage.wallet), ("treasury", stage.fiat)] {
                w.block(&w.address(name), true);
                match name {
                    "fan" => w.refund(order, 1).unwrap(),
                    _ => w.refund_custodial(order, 1, true).unwrap(),
                };
                w.block(&w.address(name), false);
            }
        }
        Paused(by) => w.pause(by, true).unwrap(),
    }
    stage
}

impl Stage {
    fn everything(&self) -> Everything {
        let w = &self.w;
        let entries = w.inside(|e| {
            let orders = [self.wallet, self.fiat].into_iter().filter(|id| *id != 0);
            let mut entries: Vec<Bytes> = vec![e, storage::terms(e).pack(e), storage::config(e).pack(e)];
            entries.push_back(storage::state(e).pack(e));
            orders.for_each(|id| entries.push_back(storage::order(e, id).unwrap().pack(e)));
            entries
        });
        let balances = ["fan", "friend", "treasury", "organizer", "artist"].map(|name| w.balance(name));
        (w.counters(), entries, [balances.to_vec(), std::vec![w.held(), w.creator("njeri").bps as i128]].concat())
    }

    /// The call of an entry, with the token transfers it leads to.
    fn call(&self, entry: &Entry) -> Call {
        let (w, env) = (&self.w, &self.w.env);
        let pay = |from: &str, to: &soroban_sdk::Address, amount: i128| {
            call(env, &w.usdc, "transfer", (w.address(from), to, amount), &[])
        };
        let hash = BytesN::from_array(env, &[3; 32]);
        let credits = Vec::<Credit>::new(env);
        let (by, treasury) = (w.address(self.by), w.address("treasury"));
        let mut then: std::vec::Vec<Call> = std::vec![];
        let args: Vec<Val> = match entry.name {
            "update_details" => (w.init.uri.clone(), hash.clone(), hash).into_val(env),
            "add_tier" => (crate::terms::tier(USDC, 1, 0), None::<u32>).into_val(env),
            "set_splits" => (w.init.payees.clone(), w.init.policy.clone()).into_val(env),
            "accept_share" => (1u32, w.inside(|e| storage::terms(e).splits_hash(e))).into_val(env),
            "postpone" | "freeze" => (9u64,).into_val(env),
            "set_commission" => (w.address("njeri"), 7u32, hash).into_val(env),
            "process_ticket_purchase" => {
                then.push(pay("fan", &w.event, 25 * USDC));
                let items = vec![env, (0u32, 1u32)];
                (w.address("fan"), 9u64, items, w.counters().terms_version, 25 * USDC, None::<Bytes>).into_val(env)
            }
            "settle_batch" => (treasury, 0u32, 3u32, vec![env, w.item("c1", 0, 1)]).into_val(env),
            "allocate" => (0u32, 1u32).into_val(env),
            "deallocate" => (by, 0u32, 1u32).into_val(env),
            "mint_ticket" | "mint_custodial" => (w.address("friend"), 0u32, 1u64).into_val(env),
            "distribute_ticket_revenue" => (u32::MAX, vec![env, w.address("njeri")]).into_val(env),
            "claim" => (1u32,).into_val(env),
            "claim_creator" | "creator" => (w.address("njeri"),).into_val(env),
            "claim_owed" => (w.address("fan"),).into_val(env),
            "redirect" => (1u32, w.address("otieno")).into_val(env),
            "refund" => (self.wallet, 2u32, credits).into_val(env),
            "refund_custodial" => (treasury, self.fiat, 2u32, credits, true).into_val(env),
            "reverse_fiat" => (treasury, self.fiat, 2u32, credits, hash).into_val(env),
            "pay_treasury" => (treasury,).into_val(env),
            "fund_refunds" => {
                then.push(pay("organizer", &w.event, USDC));
                (USDC,).into_val(env)
            }
            "transfer" => (w.address("fan"), w.address("friend"), ticket(self.wallet, 0)).into_val(env),
            "claim_custodial" => (self.fiat, 2u32, w.address("friend")).into_val(env),
            "list" if self.by == "registry" => (ticket(self.fiat, 1), USDC).into_val(env),
            "list" => (ticket(self.wallet, 0), USDC).into_val(env),
            "unlist" | "owner_of" | "token_uri" => (ticket(self.wallet, 0),).into_val(env),
            "buy_listed" => {
                then.push(pay("friend", &w.address("fan"), USDC * 9 / 10));
                then.push(pay("friend", &w.event, USDC / 10));
                (w.address("friend"), ticket(self.wallet, 0), USDC).into_val(env)
            }
            "buy_custodial" => (treasury, ticket(self.wallet, 0), USDC, w.address("c3")).into_val(env),
            "verify_ticket" => (w.address("gate"), ticket(self.wallet, 0)).into_val(env),
            "check_in" => (w.address("gate"), vec![env, (self.wallet, 1u32)]).into_val(env),
            "cancel" => (by,).into_val(env),
            "pause" => (by, !matches!(entry.scene, Paused(_))).into_val(env),
            "set_gate" => (w.address("friend"), true).into_val(env),
            "set_cap" => (USDC,).into_val(env),
            "set_attribution_key" => (hash,).into_val(env),
            _ => Vec::new(env),
        };
        call(env, &w.event, entry.name, args, &then)
    }

    /// Makes the call with just these signatures. What the treasury pays it signs with the registry's call, which is not here: it
    /// signs the token's transfer by itself.
    fn attempt(&self, what: &Call, signers: &[&str]) -> Result<(), Failure> {
        let w = &self.w;
        let auths: std::vec::Vec<_> =
            signers.iter().map(|name| sign(&w.env, &w.person(name), w.next_nonce(), what)).collect();
        w.env.set_auths(&auths);
        w.invoke(what)
    }
}

/// The treasury's payment is a child of the registry's call, which these tests leave out; `settle.rs` and `resale.rs` make it.
fn pays_through_the_registry(entry: &Entry) -> bool {
    ["settle_batch", "buy_custodial"].contains(&entry.name)
}

#[test]
fn each_entry_works_for_its_role_and_for_no_other() {
    for entry in &ENTRIES {
        let refused = stage(entry);
        let before = refused.everything();
        let what = refused.call(entry);
        let mut combinations: std::vec::Vec<std::vec::Vec<&str>> = ROLES.iter().map(|r| std::vec![*r]).collect();
        combinations.push(std::vec![]);
        combinations.push(ROLES.iter().filter(|r| !is_needed(entry, r)).copied().collect());
        if let Together(all) = entry.who {
            combinations.push(all.to_vec());
            combinations.push(ROLES.iter().filter(|r| **r != all[0]).copied().collect());
        }
        for signers in combinations {
            let allowed = match entry.who {
                Anybody => true,
                Nobody => false,
                Together(all) => all.iter().all(|a| signers.contains(a)),
            };
            if allowed && pays_through_the_registry(entry) {
                continue;
            }
            let fresh = allowed.then(|| stage(entry));
            let at = fresh.as_ref().unwrap_or(&refused);
            let done = at.attempt(&what, &signers);
            assert_eq!(done.is_ok(), allowed, "{} signed by {signers:?}: {done:?}", entry.name);
            let exists = !matches!(entry.who, Nobody);
            assert!(
                allowed || !exists || at.w.unauthorised(),
                "{} by {signers:?}: refused for another reason",
                entry.name
            );
            at.w.allow_all();
            assert!(allowed || at.everything() == before, "{} by {signers:?} changed something", entry.name);
        }
    }
}

fn is_needed(entry: &Entry, role: &str) -> bool {
    matches!(entry.who, Together(all) if all.contains(&role))
}

#[test]
fn the_table_names_every_entry_of_the_deployed_code() {
    let names = functions().into_iter().map(|f| f.name.to_string());
    let missing: std::vec::Vec<String> = names.filter(|f| !ENTRIES.iter().any(|e| e.name == f)).collect();
    assert!(missing.is_empty(), "the event has entries without a rule: {missing:?}");
}

#[test]
fn a_signature_covers_one_call_of_one_event_once() {
    let entry = entry("process_ticket_purchase", Sold, Together(&["fan"]));
    let s = stage(&entry);
    let (w, env) = (&s.w, &s.w.env);
    let good = s.call(&entry);
    let signed = sign(env, &w.person("fan"), w.next_nonce(), &good);
    let dearer = |price: i128| {
        let pay = call(env, &w.usdc, "transfer", (w.address("fan"), &w.event, price), &[]);
        let items = vec![env, (0u32, 2u32)];
        let args = (w.address("fan"), 9u64, items, w.counters().terms_version, 50 * USDC, None::<Bytes>);
        call(env, &w.event, "process_ticket_purchase", args, &[pay])
    };
    w.env.set_auths(&[signed.clone()]);
    assert_eq!(w.invoke(&dearer(50 * USDC)), Err(Failure::Host), "other arguments");
    w.env.set_auths(&[sign(env, &w.person("fan"), w.next_nonce(), &dearer(49 * USDC))]);
    assert_eq!(w.invoke(&dearer(49 * USDC)), Err(Failure::Host), "the payment is another");
    w.env.set_auths(&[signed.clone()]);
    assert!(w.invoke(&good).is_ok());
    w.env.set_auths(&[signed]);
    assert_eq!(w.invoke(&good), Err(Failure::Host), "a second time");
}
