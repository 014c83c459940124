//! One payee is paid, or the call fails and says why.
use crate::{ensure, errors::Error, payouts::Books};
use soroban_sdk::{Env, Vec};

/// Returns the stroops paid. Anyone may call it: the money goes to the payee.
pub fn execute(e: &Env, index: u32) -> Result<i128, Error> {
    let mut books = Books::open(e);
    let due = books.account(e, index).ok_or(Error::PayeeUnknown)?.due;
    ensure!(due > 0, Error::NothingDue);
    books.enter(e, Vec::from_array(e, [(index, due)]));
    let to = books.terms.payees.get_unchecked(index).address;
    books.usdc(e).transfer(&e.current_contract_address(), to, &due);
    Ok(due)
}
