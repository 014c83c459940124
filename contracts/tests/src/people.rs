//! Accounts with real keys, and what they hold.
use ed25519_dalek::SigningKey;
use sha2::{Digest, Sha256};
use soroban_sdk::{
    address_payload::AddressPayload,
    xdr::{
        AccountEntry, AccountEntryExt, AccountId, Asset, LedgerEntry, LedgerEntryData, LedgerEntryExt, LedgerKey,
        LedgerKeyAccount, LedgerKeyTrustLine, MuxedEd25519Account, PublicKey, ScAddress, ScVal, SequenceNumber,
        Thresholds, TrustLineAsset, TrustLineEntry, TrustLineEntryExt, TrustLineFlags, Uint256, VecM,
    },
    Address, BytesN, Env, MuxedAddress, TryFromVal,
};
use std::rc::Rc;

pub struct Person {
    pub key: SigningKey,
    pub address: Address,
}

impl Person {
    /// The same name is the same account, everywhere.
    pub fn new(env: &Env, name: &str) -> Self {
        let key = SigningKey::from_bytes(&Sha256::digest(name).into());
        let public = BytesN::from_array(env, &key.verifying_key().to_bytes());
        let address = Address::from_payload(env, AddressPayload::AccountIdPublicKeyEd25519(public));
        Person { key, address }
    }

    fn raw(&self) -> Uint256 {
        Uint256(self.key.verifying_key().to_bytes())
    }

    fn account_id(&self) -> AccountId {
        AccountId(PublicKey::PublicKeyTypeEd25519(self.raw()))
    }

    pub fn muxed(&self, env: &Env, id: u64) -> MuxedAddress {
        let address = ScAddress::MuxedAccount(MuxedEd25519Account { id, ed25519: self.raw() });
        MuxedAddress::try_from_val(env, &ScVal::Address(address)).unwrap()
    }

    /// Puts the account on the ledger.
    pub fn open(&self, env: &Env) {
        let key = LedgerKey::Account(LedgerKeyAccount { account_id: self.account_id() });
        let account = AccountEntry {
            account_id: self.account_id(),
            balance: 1_000_000_000,
            flags: 0,
            home_domain: Default::default(),
            inflation_dest: None,
            num_sub_entries: 0,
            seq_num: SequenceNumber(0),
            thresholds: Thresholds([1; 4]),
            signers: VecM::default(),
            ext: AccountEntryExt::V0,
        };
        put(env, key, LedgerEntryData::Account(account));
    }

    /// Gives the account a trustline, of no use to anyone while `authorized` is false.
    pub fn trust(&self, env: &Env, asset: &Asset, balance: i64, authorized: bool) {
        let asset = match asset {
            Asset::CreditAlphanum4(a) => TrustLineAsset::CreditAlphanum4(a.clone()),
            _ => unreachable!(),
        };
        let key = LedgerKey::Trustline(LedgerKeyTrustLine { account_id: self.account_id(), asset: asset.clone() });
        let line = TrustLineEntry {
            account_id: self.account_id(),
            asset,
            balance,
            limit: i64::MAX,
            flags: if authorized { TrustLineFlags::AuthorizedFlag as u32 } else { 0 },
            ext: TrustLineEntryExt::V0,
        };
        put(env, key, LedgerEntryData::Trustline(line));
    }
}

fn put(env: &Env, key: LedgerKey, data: LedgerEntryData) {
    let entry = LedgerEntry { last_modified_ledger_seq: 0, data, ext: LedgerEntryExt::V0 };
    env.host().add_ledger_entry(&Rc::new(key), &Rc::new(entry), None).unwrap();
}
