//! A wallet buys: capacity, payment, entitlements, tickets and events in one transaction. No payee is touched, so no
//! payee can stop a sale.
use crate::{
    accounting, ensure,
    errors::Error,
    events, hot, ids, inventory, log,
    order::{Order, MAX_TICKETS},
    storage,
    types::{Sale, Terms},
};
use soroban_sdk::{token::TokenClient, Address, Env, Vec};

const MAX_ITEMS: u32 = 5;

/// The buyer is bound to the terms shown (`terms_version`) and pays at most `max_total` stroops. Returns order ids, one
/// for each item (tier, quantity).
pub fn execute(
    e: &Env,
    buyer: &Address,
    nonce: u64,
    items: &Vec<(u32, u32)>,
    terms_version: u32,
    max_total: i128,
) -> Result<Vec<u64>, Error> {
    let (terms, mut state) = (storage::terms(e), storage::hot(e));
    ensure!(state.status == hot::ACTIVE, Error::SalesClosed);
    ensure!(terms_version == terms.terms_version, Error::TermsChanged);
    ensure!((1..=MAX_ITEMS).contains(&items.len()), Error::ItemCountInvalid);
    ensure!(items.iter().fold(0u32, |n, i| n.saturating_add(i.1)) <= MAX_TICKETS, Error::TooManyTickets);

    let mut orders = Vec::new(e);
    let mut total = 0i128;
    for (index, qty) in items.iter() {
        total += price(e, &terms, index, qty)?;
        inventory::sell_to_wallet(&mut state, &terms, index, qty)?;
        let id = ids::bought(e, buyer, nonce, index);
        ensure!(!storage::has_order(e, id), Error::OrderExists);
        storage::set_order(e, id, &Order::new(buyer, index, qty, 0));
        orders.push_back((id, index, qty));
    }
    ensure!(total <= max_total, Error::TotalAboveMax);
    state.gross += total;
    let config = storage::config(e);
    ensure!(accounting::cash(&state, &storage::paid(e)) <= config.cap, Error::HeldMoneyCap);

    let sale = Sale { orders: orders.clone(), terms_version, total };
    log::publish(e, &mut state, sale, |payload, n, log| events::Sold { buyer: buyer.clone(), payload, n, log });
    storage::set_hot(e, &state);
    mint(e, buyer, &orders);
    TokenClient::new(e, &config.usdc).transfer(buyer, &e.current_contract_address(), &total);
    Ok(ids_of(e, &orders))
}

/// Stroops for `qty` tickets of a tier that is on sale now.
fn price(e: &Env, terms: &Terms, index: u32, qty: u32) -> Result<i128, Error> {
    let tier = inventory::tier(terms, index)?;
    let now = e.ledger().timestamp();
    ensure!(now >= tier.opens_at, Error::SaleNotOpen);
    ensure!(now < tier.closes_at, Error::SaleOver);
    ensure!((1..=tier.per_order).contains(&qty), Error::QuantityInvalid);
    Ok(tier.price * qty as i128)
}

fn mint(e: &Env, to: &Address, orders: &Vec<(u64, u32, u32)>) {
    for (id, _, qty) in orders.iter() {
        (0..qty).for_each(|i| events::Mint { to: to.clone(), token_id: ids::ticket(id, i) }.publish(e));
    }
}

fn ids_of(e: &Env, orders: &Vec<(u64, u32, u32)>) -> Vec<u64> {
    let mut ids = Vec::new(e);
    orders.iter().for_each(|o| ids.push_back(o.0));
    ids
}
