use super::{
    fixture::{refused, Desk},
    merkle::{leaf, node, tree, Hash},
};
use crate::{assertions::field, fixture::Failure};
use passa_loyalty::{Error, Member};
use soroban_sdk::{xdr::ScVal, BytesN, Vec};

/// Five members, with 100, 200 … points.
fn members() -> std::vec::Vec<(Hash, u64)> {
    (1..=5).map(|i| ([i as u8; 32], 100 * i)).collect()
}

impl Desk {
    pub fn loyal<T>(
        &self,
        function: &str,
        args: impl soroban_sdk::IntoVal<soroban_sdk::Env, Vec<soroban_sdk::Val>>,
    ) -> Result<T, Failure>
    where
        T: soroban_sdk::TryFromVal<soroban_sdk::Env, soroban_sdk::Val>,
    {
        self.run(&self.loyalty, function, args)
    }

    pub fn set_root(&self, epoch: u32, root: Hash) -> Result<(), Failure> {
        self.loyal("set_root", (epoch, BytesN::from_array(&self.w.env, &root)))
    }

    /// The root over these members' points; their proofs.
    pub fn publish(&self, epoch: u32, of: &[(Hash, u64)]) -> std::vec::Vec<Vec<BytesN<32>>> {
        let leaves: std::vec::Vec<Hash> = of.iter().map(|(member, points)| leaf(member, *points, epoch)).collect();
        let (root, proofs) = tree(&leaves);
        self.set_root(epoch, root).unwrap();
        proofs.iter().map(|proof| self.proof(proof)).collect()
    }

    pub fn proof(&self, hashes: &[Hash]) -> Vec<BytesN<32>> {
        let mut proof = Vec::new(&self.w.env);
        hashes.iter().for_each(|hash| proof.push_back(BytesN::from_array(&self.w.env, hash)));
        proof
    }

    fn balance(&self, member: u8, points: u64, epoch: u32, proof: &Vec<BytesN<32>>) -> Result<u64, Failure> {
        self.loyal("balance_of", (self.hash(member), points, epoch, proof.clone()))
    }

    fn redeem(&self, who: (u8, u64, u32), amount: u64, nonce: u32, proof: &Vec<BytesN<32>>) -> Result<u64, Failure> {
        let (member, points, epoch) = who;
        let args = (self.hash(member), self.hash(77), amount, nonce, points, epoch, proof.clone());
        self.loyal("redeem", args)
    }

    fn member(&self, member: u8) -> Member {
        self.w.env.as_contract(&self.loyalty, || passa_loyalty::member(&self.w.env, &self.hash(member)))
    }
}

fn no<T>(error: Error) -> Result<T, Failure> {
    refused(error as u32)
}

#[test]
fn every_member_of_a_tree_proves_the_points() {
    for count in 1..=5usize {
        let d = Desk::native();
        let some = &members()[..count];
        let proofs = d.publish(1, some);
        for ((member, points), proof) in some.iter().zip(&proofs) {
            assert_eq!(d.balance(member[0], *points, 1, proof), Ok(*points), "{count} members");
        }
    }
}

#[test]
fn a_forged_proof_is_refused() {
    let d = Desk::native();
    let proofs = d.publish(1, &members());
    assert_eq!(d.balance(2, 201, 1, &proofs[1]), no(Error::ProofWrong), "more points");
    assert_eq!(d.balance(1, 200, 1, &proofs[1]), no(Error::ProofWrong), "another's points");
    assert_eq!(d.balance(2, 200, 1, &proofs[0]), no(Error::ProofWrong), "another's proof");
    assert_eq!(d.balance(2, 200, 1, &d.proof(&[])), no(Error::ProofWrong), "none");
    assert_eq!(d.redeem((2, 201, 1), 1, 1, &proofs[1]), no(Error::ProofWrong));
    assert_eq!(d.balance(2, 200, 1, &d.proof(&[[1; 32]; 33])), no(Error::ProofTooLong));
}

/// Before the first root there is nothing to prove, not even by its zeros.
#[test]
fn without_a_root_nobody_has_points() {
    let d = Desk::native();
    assert_eq!(d.balance(2, 200, 0, &d.proof(&[])), no(Error::ProofWrong));
    assert_eq!(d.balance(2, 200, 1, &d.proof(&[])), no(Error::EpochNotLast));
}

/// Were the prefixes alike, a node's two hashes could pass for a leaf's fields, and a leaf for a node.
#[test]
fn leaf_and_node_have_their_own_prefix() {
    let d = Desk::native();
    let (a, b) = (leaf(&[1; 32], 100, 1), leaf(&[2; 32], 200, 1));
    d.set_root(1, node(&a, &b)).unwrap();
    assert_eq!(d.balance(1, 100, 1, &d.proof(&[b])), Ok(100));
    assert_ne!(node(&a, &b), node(&leaf(&[1; 32], 100, 2), &b), "the epoch is in the leaf");
    let (x, y): ([u8; 32], [u8; 32]) = ([9; 32], [8; 32]);
    let unprefixed: Hash = <sha2::Sha256 as sha2::Digest>::digest([&[0u8][..], &y, &x].concat()).into();
    assert_ne!(node(&x, &y), unprefixed);
}

#[test]
fn each_root_has_the_next_number() {
    let d = Desk::native();
    assert_eq!(d.set_root(2, [1; 32]), no(Error::EpochNotNext), "one is left out");
    assert_eq!(d.set_root(0, [1; 32]), no(Error::EpochNotNext));
    d.set_root(1, [1; 32]).unwrap();
    assert_eq!(d.set_root(1, [2; 32]), no(Error::EpochNotNext), "twice");
    d.set_root(2, [2; 32]).unwrap();
    let root = d.w.env.as_contract(&d.loyalty, || passa_loyalty::root(&d.w.env));
    assert_eq!((root.epoch, root.root), (2, d.hash(2)));
    let (_, event) = d.events("root_set").pop().unwrap();
    assert_eq!(field(&event, "epoch"), &ScVal::U32(2));
}

#[test]
fn points_are_redeemed_once() {
    let d = Desk::native();
    let proofs = d.publish(1, &members());
    assert_eq!(d.redeem((3, 300, 1), 120, 1, &proofs[2]), Ok(180));
    assert_eq!(d.balance(3, 300, 1, &proofs[2]), Ok(180));
    assert_eq!(d.redeem((3, 300, 1), 181, 2, &proofs[2]), no(Error::PointsMissing));
    assert_eq!(d.redeem((3, 300, 1), u64::MAX, 2, &proofs[2]), no(Error::PointsMissing));
    assert_eq!(d.redeem((3, 300, 1), 180, 2, &proofs[2]), Ok(0));
    assert_eq!(d.redeem((3, 300, 1), 1, 3, &proofs[2]), no(Error::PointsMissing));
    assert_eq!(d.member(3), Member { redeemed: 300, redemptions: 2 });
    assert_eq!(d.balance(2, 200, 1, &proofs[1]), Ok(200), "nobody else's");
    let (topics, event) = d.events("redeemed").pop().unwrap();
    assert_eq!(topics[2], ScVal::Bytes([3u8; 32].to_vec().try_into().unwrap()));
    assert_eq!((field(&event, "amount"), field(&event, "redeemed")), (&ScVal::U64(180), &ScVal::U64(300)));
    assert_eq!((field(&event, "nonce"), field(&event, "points")), (&ScVal::U32(2), &ScVal::U64(300)));
}

#[test]
fn a_repeated_redemption_is_refused_as_done_under_any_root() {
    let d = Desk::native();
    let proofs = d.publish(1, &members());
    d.redeem((3, 300, 1), 10, 1, &proofs[2]).unwrap();
    assert_eq!(d.redeem((3, 300, 1), 10, 1, &proofs[2]), no(Error::NonceUsed));
    d.publish(2, &members());
    assert_eq!(d.redeem((3, 300, 1), 10, 1, &proofs[2]), no(Error::NonceUsed));
    assert_eq!(d.redeem((3, 300, 1), 10, 0, &proofs[2]), no(Error::NonceUsed));
    assert_eq!(d.redeem((3, 300, 1), 10, 3, &proofs[2]), no(Error::NonceGap));
}

#[test]
fn nothing_cannot_be_redeemed() {
    let d = Desk::native();
    let proofs = d.publish(1, &members());
    assert_eq!(d.redeem((3, 300, 1), 0, 1, &proofs[2]), no(Error::AmountZero));
}

#[test]
fn only_the_last_root_counts_and_what_was_redeemed_stays_redeemed() {
    let d = Desk::native();
    let before = d.publish(1, &members());
    d.redeem((3, 300, 1), 120, 1, &before[2]).unwrap();
    let mut later = members();
    later[2].1 = 350;
    let proofs = d.publish(2, &later);
    assert_eq!(d.balance(3, 300, 1, &before[2]), no(Error::EpochNotLast));
    assert_eq!(d.redeem((3, 300, 1), 1, 2, &before[2]), no(Error::EpochNotLast));
    assert_eq!(d.balance(3, 350, 2, &proofs[2]), Ok(230));
}

#[test]
fn a_refund_that_takes_redeemed_points_back_leaves_nothing_and_no_debt() {
    let d = Desk::native();
    let before = d.publish(1, &members());
    d.redeem((3, 300, 1), 250, 1, &before[2]).unwrap();
    let mut later = members();
    later[2].1 = 200;
    let proofs = d.publish(2, &later);
    assert_eq!(d.balance(3, 200, 2, &proofs[2]), Ok(0));
    assert_eq!(d.redeem((3, 200, 2), 1, 2, &proofs[2]), no(Error::PointsMissing));
    later[2].1 = 260;
    let proofs = d.publish(3, &later);
    assert_eq!(d.balance(3, 260, 3, &proofs[2]), Ok(10));
}
