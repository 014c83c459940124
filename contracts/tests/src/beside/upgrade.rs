//! The loyalty contract's new code waits in the open.
use super::fixture::{refused, Desk};
use crate::fixture::{wasm, Code, Failure, Fixture, NOW};
use passa_loyalty::{Error, Pending};
use soroban_sdk::BytesN;

const DELAY: u64 = 48 * 3600;

impl Desk {
    fn propose(&self, hash: &BytesN<32>) -> Result<(), Failure> {
        self.loyal("propose_wasm", (hash,))
    }

    fn pending(&self) -> Option<Pending> {
        self.w.env.as_contract(&self.loyalty, || passa_loyalty::pending(&self.w.env))
    }
}

fn no(error: Error) -> Result<(), Failure> {
    refused(error as u32)
}

#[test]
fn new_code_works_48_hours_after_its_proposal_and_members_keep_what_they_redeemed() {
    let d = Desk::with(Code::Wasm, Fixture::native());
    let proofs = d.publish(1, &[([1; 32], 100)]);
    let args = |nonce: u32| (d.hash(1), d.hash(77), 10u64, nonce, 100u64, 1u32, proofs[0].clone());
    assert_eq!(d.loyal("redeem", args(1)), Ok(90u64));
    // Any other contract's code will do: a function that only it has shows that it came.
    let code = d.w.env.deployer().upload_contract_wasm(&*wasm("creators"));
    d.propose(&code).unwrap();
    assert_eq!(d.pending(), Some(Pending { apply_from: NOW + DELAY, wasm_hash: code }));
    d.w.wait(DELAY - 1);
    assert_eq!(d.loyal("apply_wasm", ()), no(Error::DelayNotOver));
    assert_eq!(d.loyal("redeem", args(2)), Ok(80u64), "until then it is the old code");
    d.w.wait(1);
    assert_eq!(d.loyal("apply_wasm", ()), Ok(()));
    assert_eq!((d.pending(), d.events("wasm_applied").len()), (None, 1));
    assert_eq!(d.loyal::<u64>("redeem", args(3)), Err(Failure::Host), "this function is gone");
    assert_eq!(d.loyal("apply", (d.w.address("njeri"), d.w.event.clone(), d.hash(1))), Ok(()));
}

#[test]
fn a_withdrawn_proposal_cannot_be_applied() {
    let d = Desk::native();
    d.propose(&d.hash(1)).unwrap();
    assert_eq!(d.loyal("cancel_wasm", ()), Ok(()));
    d.w.wait(DELAY);
    assert_eq!(d.loyal("apply_wasm", ()), no(Error::NothingPending));
    assert_eq!(d.loyal("cancel_wasm", ()), no(Error::NothingPending));
    assert_eq!((d.events("wasm_proposed").len(), d.events("wasm_cancelled").len()), (1, 1));
}

#[test]
fn a_proposal_does_not_take_anothers_place_and_its_time() {
    let d = Desk::native();
    d.propose(&d.hash(1)).unwrap();
    d.w.wait(DELAY - 1);
    assert_eq!(d.propose(&d.hash(2)), no(Error::ChangePending));
    assert_eq!(d.pending().unwrap().wasm_hash, d.hash(1));
}
