//! Real authorisation: entries signed with an account's key over exactly one call and what it calls.
use crate::people::Person;
use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};
use soroban_sdk::{
    testutils::Ledger as _,
    xdr::{
        Hash, HashIdPreimage, HashIdPreimageSorobanAuthorization, InvokeContractArgs, Limits, ScMap, ScSymbol, ScVal,
        ScVec, SorobanAddressCredentials, SorobanAuthorizationEntry, SorobanAuthorizedFunction,
        SorobanAuthorizedInvocation, SorobanCredentials, WriteXdr,
    },
    Address, Env, IntoVal, Val, Vec,
};

pub type Call = SorobanAuthorizedInvocation;

pub fn call(env: &Env, contract: &Address, function: &str, args: impl IntoVal<Env, Vec<Val>>, then: &[Call]) -> Call {
    let args: ScVal = (&args.into_val(env)).into();
    let ScVal::Vec(Some(ScVec(args))) = args else { unreachable!() };
    SorobanAuthorizedInvocation {
        function: SorobanAuthorizedFunction::ContractFn(InvokeContractArgs {
            contract_address: contract.into(),
            function_name: ScSymbol(function.try_into().unwrap()),
            args,
        }),
        sub_invocations: then.to_vec().try_into().unwrap(),
    }
}

pub fn sign(env: &Env, by: &Person, nonce: i64, call: &Call) -> SorobanAuthorizationEntry {
    let ledger = env.ledger().get();
    let signature_expiration_ledger = ledger.sequence_number + 100;
    let preimage = HashIdPreimage::SorobanAuthorization(HashIdPreimageSorobanAuthorization {
        network_id: Hash(ledger.network_id),
        nonce,
        signature_expiration_ledger,
        invocation: call.clone(),
    });
    let digest: [u8; 32] = Sha256::digest(preimage.to_xdr(Limits::none()).unwrap()).into();
    SorobanAuthorizationEntry {
        credentials: SorobanCredentials::Address(SorobanAddressCredentials {
            address: (&by.address).into(),
            nonce,
            signature_expiration_ledger,
            signature: signature(by, &digest),
        }),
        root_invocation: call.clone(),
    }
}

/// What a Stellar account's authorisation expects: [{public_key, signature}].
fn signature(by: &Person, digest: &[u8; 32]) -> ScVal {
    let symbol = |text: &str| ScVal::Symbol(ScSymbol(text.try_into().unwrap()));
    let bytes = |b: &[u8]| ScVal::Bytes(b.to_vec().try_into().unwrap());
    let map = ScMap::sorted_from([
        (symbol("public_key"), bytes(&by.key.verifying_key().to_bytes())),
        (symbol("signature"), bytes(&by.key.sign(digest).to_bytes())),
    ]);
    ScVal::Vec(Some(ScVec(vec![ScVal::Map(Some(map.unwrap()))].try_into().unwrap())))
}
