//! Payees and creators get what is due to them by anyone's call, each by itself.
use crate::{
    clock::{ensure_not_frozen, pay_to},
    ensure,
    errors::Error,
    events, log,
    money::{
        accounting::{due, entitled},
        delivery::send,
    },
    payloads::Payouts,
    records::{config::Config, counters::Counters, storage, storage::Paid, terms::Terms},
};
use soroban_sdk::{token::TokenClient, Address, Env, MuxedAddress, Vec};

const MAX_CREATORS: u32 = 8;

/// Only the transfer can tell whether somebody can be reached, and the host allows no re-entry: so what was paid is written
/// after it.
struct Books {
    config: Config,
    terms: Terms,
    counters: Counters,
    paid: Paid,
    payees: Vec<(u32, i128)>,
    creators: Vec<(Address, i128)>,
}

/// Pays every payee of the mask (bit i = payee i) and each of the creators what is due. A transfer that fails leaves the due
/// as it was and stops nobody else. Errors 503, 651.
pub fn distribute(e: &Env, mask: u32, creators: &Vec<Address>) -> Result<(), Error> {
    ensure!(creators.len() <= MAX_CREATORS, Error::TooManyCreators);
    let mut books = Books::open(e)?;
    for index in (0..books.terms.payees().len() as u32).filter(|i| mask >> i & 1 == 1) {
        let amount = books.payee_due(e, index);
        if amount > 0 && send(e, &books.config, &books.payee(e, index)?, amount) {
            books.enter_payee(index, amount);
        }
    }
    for creator in creators.iter() {
        let amount = books.creator_due(e, &creator);
        if amount > 0 && send(e, &books.config, &creator.clone().into(), amount) {
            books.enter_creator(e, creator, amount);
        }
    }
    books.close(e);
    Ok(())
}

/// Pays one payee, or says why not. Returns the stroops paid. Errors 500, 501, 651, the token's own.
pub fn claim(e: &Env, index: u32) -> Result<i128, Error> {
    let mut books = Books::open(e)?;
    let to = books.payee(e, index)?;
    let amount = books.payee_due(e, index);
    books.pay(e, &to, amount)?;
    books.enter_payee(index, amount);
    books.close(e);
    Ok(amount)
}

/// Pays one creator, or says why not. Returns the stroops paid. Errors 501, 651, the token's own.
pub fn claim_creator(e: &Env, creator: Address) -> Result<i128, Error> {
    let mut books = Books::open(e)?;
    let amount = books.creator_due(e, &creator);
    books.pay(e, &creator.clone().into(), amount)?;
    books.enter_creator(e, creator, amount);
    books.close(e);
    Ok(amount)
}

impl Books {
    fn open(e: &Env) -> Result<Self, Error> {
        let (config, terms, counters) = (storage::config(e), storage::terms(e), storage::counters(e));
        ensure_not_frozen(e, &counters)?;
        Ok(Books { config, terms, counters, paid: storage::paid(e), payees: Vec::new(e), creators: Vec::new(e) })
    }

    fn payee(&self, e: &Env, index: u32) -> Result<MuxedAddress, Error> {
        Ok(pay_to(e, &self.terms, &self.counters, index)?.muxed(e))
    }

    fn payee_due(&self, e: &Env, index: u32) -> i128 {
        let paid = self.paid.get(index as usize).copied().unwrap_or(0);
        due(e, &self.terms, &self.counters, entitled(&self.terms, &self.counters, index), paid)
    }

    fn creator_due(&self, e: &Env, creator: &Address) -> i128 {
        let account = storage::creator(e, creator).unwrap_or_default();
        due(e, &self.terms, &self.counters, account.earned, account.paid)
    }

    fn pay(&self, e: &Env, to: &MuxedAddress, amount: i128) -> Result<(), Error> {
        ensure!(amount > 0, Error::NothingDue);
        TokenClient::new(e, &self.config.usdc).transfer(&e.current_contract_address(), to, &amount);
        Ok(())
    }

    fn enter_payee(&mut self, index: u32, amount: i128) {
        if let Some(paid) = self.paid.get_mut(index as usize) {
            *paid += amount;
        }
        self.counters.paid += amount;
        self.payees.push_back((index, amount));
    }

    fn enter_creator(&mut self, e: &Env, creator: Address, amount: i128) {
        let mut account = storage::creator(e, &creator).unwrap_or_default();
        account.paid += amount;
        storage::set_creator(e, &creator, &account);
        self.counters.paid += amount;
        self.counters.creators_paid += amount;
        self.creators.push_back((creator, amount));
    }

    /// Stores and publishes what was paid, if anything.
    fn close(mut self, e: &Env) {
        if self.payees.is_empty() && self.creators.is_empty() {
            return;
        }
        if !self.payees.is_empty() {
            storage::set_paid(e, &self.paid, self.terms.payees().len());
        }
        let payload = Payouts { creators: self.creators, payees: self.payees };
        log::publish(e, &mut self.counters, |n, log| events::Paid { payload, n, log });
        storage::set_counters(e, &self.counters);
    }
}
