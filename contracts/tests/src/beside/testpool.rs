//! The pool that stands in for Soroswap on localnet.
use super::fixture::refused;
use crate::{
    fixture::{Failure, Fixture, NOW, RICH, USDC},
    sign::{call, sign},
};
use passa_testpool::{Error, TestPoolContract};
use proptest::prelude::*;
use soroban_sdk::{token::StellarAssetClient, vec, Address, Vec};

/// 1 000 USDC and 5 000 of another token.
struct Pool {
    w: Fixture,
    at: Address,
    other: Address,
}

fn no<T>(error: Error) -> Result<T, Failure> {
    refused(error as u32)
}

impl Pool {
    fn new() -> Self {
        let w = Fixture::native();
        let other = w.env.register_stellar_asset_contract_v2(w.address("usdc admin")).address();
        let at = w.env.register(TestPoolContract, (&w.usdc, &other));
        StellarAssetClient::new(&w.env, &other).mint(&at, &(5_000 * USDC));
        w.token().transfer(&w.address("stranger"), &at, &(1_000 * USDC));
        Pool { w, at, other }
    }

    fn forth(&self) -> Vec<Address> {
        vec![&self.w.env, self.w.usdc.clone(), self.other.clone()]
    }

    fn quote(&self, function: &str, amount: i128) -> Result<Vec<i128>, Failure> {
        self.w.run(&self.at, function, (amount, self.forth()))
    }

    /// A contract's address holds the other token without a trust line: here the event's.
    fn swap(&self, function: &str, amount: i128, limit: i128, deadline: u64) -> Result<Vec<i128>, Failure> {
        self.w.run(&self.at, function, (amount, limit, self.forth(), &self.w.event, deadline))
    }

    fn rich_event(&self) {
        self.w.token().transfer(&self.w.address("fan"), &self.w.event, &(500 * USDC));
    }

    fn reserves(&self) -> (i128, i128) {
        let other = soroban_sdk::token::TokenClient::new(&self.w.env, &self.other);
        (self.w.token().balance(&self.at), other.balance(&self.at))
    }
}

#[test]
fn a_swap_pays_what_was_quoted() {
    let p = Pool::new();
    p.rich_event();
    // 99.7 × 5 000 ÷ 1 099.7
    let quoted = p.quote("router_get_amounts_out", 100 * USDC).unwrap();
    assert_eq!(quoted, vec![&p.w.env, 100 * USDC, 453_305_4469]);
    assert_eq!(p.swap("swap_exact_tokens_for_tokens", 100 * USDC, 453_305_4469, NOW), Ok(quoted));
    assert_eq!(p.reserves(), (1_100 * USDC, 5_000 * USDC - 453_305_4469));
}

#[test]
fn an_exact_output_takes_what_was_quoted() {
    let p = Pool::new();
    p.rich_event();
    let quoted = p.quote("router_get_amounts_in", 100 * USDC).unwrap();
    let price = quoted.get_unchecked(0);
    assert_eq!(p.swap("swap_tokens_for_exact_tokens", 100 * USDC, price - 1, NOW), no(Error::InputTooLarge));
    assert_eq!(p.swap("swap_tokens_for_exact_tokens", 100 * USDC, price, NOW), Ok(quoted));
    assert_eq!(p.reserves(), (1_000 * USDC + price, 4_900 * USDC));
}

#[test]
fn limits_deadline_and_path_are_kept() {
    let p = Pool::new();
    p.rich_event();
    let exact = "swap_exact_tokens_for_tokens";
    assert_eq!(p.swap(exact, 100 * USDC, 453_305_4470, NOW), no(Error::OutputTooSmall));
    assert_eq!(p.swap(exact, 100 * USDC, 1, NOW - 1), no(Error::DeadlineExpired));
    assert_eq!(p.swap("swap_tokens_for_exact_tokens", 1, USDC, NOW - 1), no(Error::DeadlineExpired));
    assert_eq!(p.quote("router_get_amounts_out", -1), no(Error::NegativeAmount));
    assert_eq!(p.quote("router_get_amounts_out", 0), no(Error::InputZero));
    assert_eq!(p.quote("router_get_amounts_in", -1), no(Error::NegativeAmount));
    assert_eq!(p.quote("router_get_amounts_in", 0), no(Error::OutputZero));
    assert_eq!(p.quote("router_get_amounts_in", 5_000 * USDC), no(Error::LiquidityMissing));
    assert_eq!(p.quote("router_get_amounts_out", i128::MAX), no(Error::TooLarge));
    let strange = vec![&p.w.env, p.w.usdc.clone(), p.w.event.clone()];
    let quoted = p.w.run::<Vec<i128>>(&p.at, "router_get_amounts_out", (USDC, strange));
    assert_eq!(quoted, no(Error::PathInvalid));
}

#[test]
fn only_who_pays_swaps() {
    let p = Pool::new();
    let (w, env) = (&p.w, &p.w.env);
    w.person("fan").trust(env, &w.asset, RICH as i64, true);
    let pay = call(env, &w.usdc, "transfer", (w.address("fan"), &p.at, USDC), &[]);
    let args = (USDC, 0i128, p.forth(), w.address("fan"), NOW);
    let swap = call(env, &p.at, "swap_exact_tokens_for_tokens", args, &[pay]);
    env.set_auths(&[sign(env, &w.person("stranger"), w.next_nonce(), &swap)]);
    assert_eq!(w.invoke(&swap), Err(Failure::Host));
    assert!(w.unauthorised());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_swap_takes_from_the_product(amounts in proptest::collection::vec((any::<bool>(), 1..400_000_000i128), 1..12)) {
        let p = Pool::new();
        p.rich_event();
        for (exact_in, amount) in amounts {
            let (x, y) = p.reserves();
            let name = if exact_in { "swap_exact_tokens_for_tokens" } else { "swap_tokens_for_exact_tokens" };
            let limit = if exact_in { 0 } else { i128::MAX };
            let _ = p.swap(name, amount, limit, NOW);
            let (x2, y2) = p.reserves();
            prop_assert!(x2 * y2 >= x * y);
        }
    }
}
