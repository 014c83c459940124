//! The pool that stands in for Soroswap on localnet.
use super::fixture::refused;
use crate::invariants::config;
use crate::{
    fixture::{wasm, Failure, Fixture, NOW, RICH, USDC},
    sign::{call, sign},
};
use passa_testpool::{into, out, Error, TestPoolContract};
use proptest::prelude::*;
use soroban_sdk::{token::StellarAssetClient, vec, xdr::ScSpecEntry, Address, Vec};

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

    fn back(&self) -> Vec<Address> {
        vec![&self.w.env, self.other.clone(), self.w.usdc.clone()]
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
fn the_other_token_buys_usdc_by_the_same_rule() {
    let p = Pool::new();
    p.rich_event();
    StellarAssetClient::new(&p.w.env, &p.other).mint(&p.w.event, &(500 * USDC));
    // 498.5 × 1 000 ÷ 5 498.5
    let path = p.back();
    let quoted = p.w.run::<Vec<i128>>(&p.at, "router_get_amounts_out", (500 * USDC, path.clone()));
    assert_eq!(quoted, Ok(vec![&p.w.env, 500 * USDC, 90_661_0893]));
    let args = (500 * USDC, 90_661_0893i128, path, &p.w.event, NOW);
    assert_eq!(p.w.run(&p.at, "swap_exact_tokens_for_tokens", args), quoted);
    assert_eq!(p.reserves(), (1_000 * USDC - 90_661_0893, 5_500 * USDC));
}

#[test]
fn the_fee_is_rounded_up_and_what_comes_out_down() {
    // 1 of 334 is the fee though 0.3 % are 1.002, so 2: 332 count.
    assert_eq!(out(334, 1_000_000, 1_000_000), Ok(331));
    assert_eq!(out(1, 1_000_000, 1_000_000), Ok(0), "all of it is the fee");
    assert_eq!(into(331, 1_000_000, 1_000_000), Ok(334));
}

#[test]
fn an_empty_pool_swaps_nothing() {
    let w = Fixture::native();
    let other = w.env.register_stellar_asset_contract_v2(w.address("usdc admin")).address();
    let at = w.env.register(TestPoolContract, (&w.usdc, &other));
    let path = vec![&w.env, w.usdc.clone(), other];
    let quote = |name| w.run::<Vec<i128>>(&at, name, (USDC, path.clone()));
    assert_eq!(quote("router_get_amounts_out"), no(Error::LiquidityMissing));
    assert_eq!(quote("router_get_amounts_in"), no(Error::LiquidityMissing));
    w.token().transfer(&w.address("fan"), &at, &USDC);
    assert_eq!(quote("router_get_amounts_out"), no(Error::LiquidityMissing), "one side is not enough");
    assert_eq!(quote("router_get_amounts_in"), no(Error::LiquidityMissing));
}

#[test]
fn amounts_beyond_an_i128_are_refused() {
    const HUGE: i128 = i128::MAX / 2;
    assert_eq!(out(i128::MAX, 1, 1), Err(Error::TooLarge), "the fee");
    assert_eq!(out(i128::MAX / 3, HUGE * 2, 1), Err(Error::TooLarge), "the sum");
    assert_eq!(out(HUGE / 3, 1, HUGE), Err(Error::TooLarge), "the product");
    assert_eq!(into(HUGE, HUGE, HUGE + 1), Err(Error::TooLarge), "the product");
    assert_eq!(into(i128::MAX / 900, 1, i128::MAX / 2), Err(Error::TooLarge), "times a thousand");
    assert_eq!(into(1, 1, i128::MAX), Err(Error::TooLarge), "what is left");
}

/// The localnet's applications know the names of Soroswap's router.
#[test]
fn the_deployed_code_has_the_routers_entries() {
    let mut names: std::vec::Vec<std::string::String> = std::vec![];
    for entry in soroban_spec::read::from_wasm(&wasm("testpool")).unwrap() {
        if let ScSpecEntry::FunctionV0(function) = entry {
            let inputs = function.inputs.iter().map(|input| input.name.to_string());
            names.push(std::format!("{}({})", *function.name, inputs.collect::<std::vec::Vec<_>>().join(", ")));
        }
    }
    names.sort();
    let swap = "path, to, deadline)";
    let expected = [
        "__constructor(token_a, token_b)".into(),
        "router_get_amounts_in(amount_out, path)".into(),
        "router_get_amounts_out(amount_in, path)".into(),
        std::format!("swap_exact_tokens_for_tokens(amount_in, amount_out_min, {swap}"),
        std::format!("swap_tokens_for_exact_tokens(amount_out, amount_in_max, {swap}"),
    ];
    assert_eq!(names, expected);
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

/// What the pool must never lose; `taken` is what a swap takes beside what it says.
fn product_falls(amount: i128, reserves: (i128, i128), exact_in: bool, taken: i128) -> bool {
    let (x, y) = reserves;
    let (paid, got) = match exact_in {
        true => (amount, out(amount, x, y)),
        false => (into(amount, x, y).unwrap_or(0), Ok(amount)),
    };
    got.is_ok_and(|got| got < y && (x + paid) * (y - got - taken) < x * y)
}

proptest! {
    #![proptest_config(config(2_000))]
    #[test]
    fn no_price_takes_from_the_product(
        amount in prop_oneof![1..2_000i128, 1..1_000_000_000_000i128],
        x in prop_oneof![1..2_000i128, 1..1_000_000_000_000i128],
        y in prop_oneof![1..2_000i128, 1..1_000_000_000_000i128],
        exact_in in any::<bool>(),
    ) {
        prop_assume!(exact_in || amount < y);
        prop_assert!(!product_falls(amount, (x, y), exact_in, 0));
    }
}

#[test]
fn the_product_shows_what_is_taken_beside_the_price() {
    assert!(product_falls(1, (1_000, 1_000), true, 1));
    assert!(product_falls(334, (1_000_000, 1_000_000), true, 3));
    assert!(product_falls(1, (1_000, 1_000), false, 3));
}

proptest! {
    #![proptest_config(config(60))]
    #[test]
    fn no_swap_takes_from_the_product(
        swaps in proptest::collection::vec((any::<bool>(), any::<bool>(), 1..400_000_000i128), 1..12),
    ) {
        let p = Pool::new();
        p.rich_event();
        StellarAssetClient::new(&p.w.env, &p.other).mint(&p.w.event, &(5_000 * USDC));
        for (exact_in, forth, amount) in swaps {
            let (x, y) = p.reserves();
            let path = if forth { p.forth() } else { p.back() };
            let name = if exact_in { "swap_exact_tokens_for_tokens" } else { "swap_tokens_for_exact_tokens" };
            let limit = if exact_in { 0 } else { i128::MAX };
            let swapped = p.w.run::<Vec<i128>>(&p.at, name, (amount, limit, path, &p.w.event, NOW));
            prop_assert!(swapped.is_ok(), "{:?}", swapped);
            let (x2, y2) = p.reserves();
            prop_assert!(x2 * y2 >= x * y);
        }
    }
}
