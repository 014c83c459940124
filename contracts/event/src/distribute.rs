//! Payees get what is due to them by anyone's call, each by itself.
use crate::payouts::Books;
use soroban_sdk::{Env, Vec};

/// Pays every payee of the mask (bit i = payee i) what is due. A transfer that fails leaves its payee's due as it was
/// and stops nobody else. Returns the stroops paid, by payee.
pub fn execute(e: &Env, mask: u32) -> Vec<i128> {
    let mut books = Books::open(e);
    let mut amounts = Vec::new(e);
    let mut payouts = Vec::new(e);
    for i in 0..books.paid.len() {
        let due = books.account(e, i).unwrap_or_default().due;
        let wanted = mask >> i & 1 == 1 && due > 0;
        let amount = if wanted && reached(e, &books, i, due) { due } else { 0 };
        amounts.push_back(amount);
        if amount > 0 {
            payouts.push_back((i, amount));
        }
    }
    if !payouts.is_empty() {
        books.enter(e, payouts);
    }
    amounts
}

/// Whether the transfer to a payee went through: no trustline, a frozen or a full balance make it fail. Only the
/// transfer can tell, and the host allows no re-entry, so the books are written after it.
fn reached(e: &Env, books: &Books, index: u32, amount: i128) -> bool {
    let to = books.terms.payees.get_unchecked(index).address;
    let sent = books.usdc(e).try_transfer(&e.current_contract_address(), to, &amount);
    matches!(sent, Ok(Ok(())))
}
