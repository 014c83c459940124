//! Payees get what is due to them: by anyone's call, each by itself.
use crate::{
    accounting, ensure,
    errors::Error,
    events, log, storage,
    types::{Payouts, Terms},
};
use passa_types::Config;
use soroban_sdk::{token::TokenClient, Env, Vec};

/// Pays every payee of the mask (bit i = payee i) what is due. A transfer that fails leaves its payee's due as it was
/// and stops nobody else. Returns the stroops paid, by payee.
pub fn distribute(e: &Env, mask: u32) -> Vec<i128> {
    let (config, terms, mut state) = (storage::config(e), storage::terms(e), storage::hot(e));
    let mut paid = storage::paid(e);
    let mut amounts = Vec::new(e);
    let mut payouts = Vec::new(e);
    for (i, account) in accounting::accounts(e, &terms, &state, &paid).iter().enumerate() {
        let i = i as u32;
        let wanted = mask >> i & 1 == 1 && account.due > 0;
        let amount = if wanted && reached(e, &config, &terms, i, account.due) { account.due } else { 0 };
        amounts.push_back(amount);
        if amount > 0 {
            paid.set(i, account.paid + amount);
            payouts.push_back((i, amount));
        }
    }
    if !payouts.is_empty() {
        log::publish(e, &mut state, Payouts { payouts }, |payload, n, log| events::Paid { payload, n, log });
        storage::set_hot(e, &state);
        storage::set_paid(e, &paid);
    }
    amounts
}

/// Whether the transfer to a payee went through: no trustline, a frozen or a full balance make it fail. The host allows
/// no re-entry, so the books may be written after it.
fn reached(e: &Env, config: &Config, terms: &Terms, index: u32, amount: i128) -> bool {
    let to = terms.payees.get_unchecked(index).address;
    let sent = TokenClient::new(e, &config.usdc).try_transfer(&e.current_contract_address(), to, &amount);
    matches!(sent, Ok(Ok(())))
}

/// Pays one payee what is due, or fails and says why. Anyone may call it: the money goes to the payee.
pub fn claim(e: &Env, index: u32) -> Result<i128, Error> {
    let (config, terms, mut state) = (storage::config(e), storage::terms(e), storage::hot(e));
    let mut paid = storage::paid(e);
    let account = accounting::accounts(e, &terms, &state, &paid).get(index).ok_or(Error::PayeeUnknown)?;
    ensure!(account.due > 0, Error::NothingDue);
    paid.set(index, account.paid + account.due);
    let payouts = Vec::from_array(e, [(index, account.due)]);
    log::publish(e, &mut state, Payouts { payouts }, |payload, n, log| events::Paid { payload, n, log });
    storage::set_hot(e, &state);
    storage::set_paid(e, &paid);
    let to = terms.payees.get_unchecked(index).address;
    TokenClient::new(e, &config.usdc).transfer(&e.current_contract_address(), to, &account.due);
    Ok(account.due)
}
