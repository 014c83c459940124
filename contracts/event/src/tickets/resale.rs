//! A listed ticket changes hands for money: the seller is paid in the same call, the royalty joins the event's revenue.
use crate::{
    clock::{ensure_selling, now},
    ensure,
    errors::Error,
    events, log,
    money::{accounting::WHOLE, delivery::owe_treasury},
    payloads::Resale,
    records::{config::Config, counters::Counters, order::Payer, storage},
    terms::validate::PRICE_STEP,
    ticket_events,
    tickets::ticket::Ticket,
};
use soroban_sdk::{token::TokenClient, Address, Env};

/// `pays` buys for `to`, which is an address of the relayer's where it is another.
pub struct Buyer<'a> {
    pub pays: &'a Address,
    pub to: &'a Address,
    pub custody: bool,
}

/// By the buyer, who pays at most `max_price` stroops.
pub fn buy(e: &Env, buyer: &Address, id: u64, max_price: i128) -> Result<(), Error> {
    buyer.require_auth();
    execute(e, Buyer { pays: buyer, to: buyer, custody: false }, id, max_price)
}

/// Through the registry, by relayer and treasury, for a buyer without a wallet.
pub fn buy_custodial(e: &Env, treasury: &Address, id: u64, max_price: i128, to: &Address) -> Result<(), Error> {
    storage::config(e).registry.require_auth();
    execute(e, Buyer { pays: treasury, to, custody: true }, id, max_price)
}

fn execute(e: &Env, buyer: Buyer, id: u64, max_price: i128) -> Result<(), Error> {
    let (config, terms, mut counters) = (storage::config(e), storage::terms(e), storage::counters(e));
    ensure_selling(e, &terms, &counters)?;
    let mut ticket = Ticket::find(e, id)?;
    ensure!(ticket.marked(ticket.order.listed), Error::NotListed);
    ensure!(now(e) < terms.policy.freeze_at, Error::TransfersFrozen);
    ensure!(!ticket.marked(ticket.order.refunded), Error::TicketRefunded);
    ensure!(ticket.owner() != buyer.to, Error::TransferToSelf);
    ensure!(!config.is_taken(e, buyer.to), Error::AddressTaken);
    let price = storage::listed(e, id);
    ensure!(price <= max_price, Error::TotalAboveMax);
    let royalty = price * terms.policy.royalty_bps as i128 / WHOLE / PRICE_STEP * PRICE_STEP;
    counters.gross += royalty;
    counters.royalties += royalty;

    let (seller, in_custody, resales) = (ticket.owner().clone(), ticket.custody(), ticket.resales());
    let payer = payer_after(&ticket, &buyer);
    ticket.order.listed &= !ticket.bit();
    ticket.give(e, buyer.to, buyer.custody, payer, resales + 1);
    storage::remove_listed(e, id);
    if in_custody {
        owe_treasury(e, &mut counters, price - royalty);
    }
    publish(e, &mut counters, &buyer, &seller, id, [price, royalty], in_custody);
    storage::set_counters(e, &counters);
    pay(e, &config, &buyer, (!in_custody).then_some(&seller), price, royalty);
    Ok(())
}

/// The right to a refund follows the sale to the new payer; a treasury that paid once keeps it, and pays the last buyer.
fn payer_after(ticket: &Ticket, buyer: &Buyer) -> Payer {
    match buyer.custody || ticket.payer() == Payer::Treasury {
        true => Payer::Treasury,
        false => Payer::Owner,
    }
}

fn publish(
    e: &Env,
    counters: &mut Counters,
    buyer: &Buyer,
    seller: &Address,
    ticket: u64,
    [price, royalty]: [i128; 2],
    treasury: bool,
) {
    let (custody, seller) = (buyer.custody, seller.clone());
    let payload = Resale { custody, price, royalty, seller: seller.clone(), ticket, treasury };
    log::publish(e, counters, |n, log| events::Resold { buyer: buyer.to.clone(), payload, n, log });
    ticket_events::Transfer { from: seller, to: buyer.to.clone(), token_id: ticket }.publish(e);
}

/// Without a seller to pay, all of it comes into the event, for the treasury.
fn pay(e: &Env, config: &Config, buyer: &Buyer, seller: Option<&Address>, price: i128, royalty: i128) {
    let usdc = TokenClient::new(e, &config.usdc);
    let here = e.current_contract_address();
    match seller {
        None => usdc.transfer(buyer.pays, &here, &price),
        Some(seller) => {
            usdc.transfer(buyer.pays, seller, &(price - royalty));
            if royalty > 0 {
                usdc.transfer(buyer.pays, &here, &royalty);
            }
        }
    }
}
