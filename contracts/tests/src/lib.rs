//! Tests of the event: on native code, where a rule is meant, and on the committed wasm, where size or cost is.
#![cfg(test)]

mod assertions;
mod calls;
mod fixture;
mod people;
mod replay;
mod sign;
mod terms;

mod attribution;
mod cancel;
mod commission;
mod inventory;
mod payouts;
mod purchase;
mod refund;
mod reversal;
mod settle;
mod top_ups;
