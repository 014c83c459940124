//! A network with USDC, a registry and one event, and everybody who takes part.
use crate::{people::Person, sign::Call, terms};
use passa_registry::{RegistryConfig, RegistryContract};
use passa_types::first::{EventInit, SettleItem};
use sha2::{Digest, Sha256};
use soroban_sdk::{
    address_payload::AddressPayload,
    testutils::{EnvTestConfig, Events as _, IssuerFlags, Ledger as _},
    token::{StellarAssetClient, TokenClient},
    xdr::{Asset, ContractEvent, ContractEventBody, ScError, ScErrorType, ScVal, ScVec, SorobanAuthorizedFunction},
    Address, Bytes, BytesN, Env, IntoVal, MuxedAddress, Symbol, TryFromVal, Val, Vec,
};
use std::cell::{Cell, RefCell};

pub const PASSPHRASE: &str = "Standalone Network ; February 2017";
pub const NOW: u64 = 1_800_000_000;
pub const USDC: i128 = 10_000_000;
pub const CAP: i128 = 100_000 * USDC;
pub const FEE_BPS: u32 = 500;

/// Native code is quick and shows panics; wasm is what gets deployed.
#[derive(Clone, Copy, PartialEq)]
pub enum Code {
    Native,
    Wasm,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// A contract's own error.
    Code(u32),
    /// Refused by the host, e.g. for want of an authorisation.
    Host,
}

pub struct Fixture {
    pub env: Env,
    pub asset: Asset,
    pub usdc: Address,
    pub registry: Address,
    pub event: Address,
    pub init: EventInit,
    nonce: Cell<i64>,
    /// What the event's contract published, in order.
    pub published: RefCell<std::vec::Vec<ContractEvent>>,
}

pub fn wasm(name: &str) -> std::vec::Vec<u8> {
    let folder = std::env::var("PASSA_WASM_DIR").unwrap_or(format!("{}/../../wasm", env!("CARGO_MANIFEST_DIR")));
    std::fs::read(format!("{folder}/{name}.wasm")).expect("contracts are built by `npm run wasm`")
}

pub fn person(env: &Env, name: &str) -> Person {
    Person::new(env, name)
}

fn network() -> Env {
    let env = Env::new_with_config(EnvTestConfig { capture_snapshot_at_drop: false });
    env.ledger().with_mut(|l| {
        l.timestamp = NOW;
        l.sequence_number = 1_000;
        l.network_id = Sha256::digest(PASSPHRASE).into();
        l.min_persistent_entry_ttl = 2_073_600;
        l.min_temp_entry_ttl = 17_280;
        l.max_entry_ttl = 3_110_400;
    });
    env
}

impl Fixture {
    pub fn native() -> Self {
        Self::with(Code::Native, |_, _| {})
    }

    /// `change` edits the event before it is published.
    pub fn with(code: Code, change: impl FnOnce(&Env, &mut EventInit)) -> Self {
        let mut fixture = Self::without_event(code);
        change(&fixture.env, &mut fixture.init);
        let init = fixture.init.clone();
        fixture.publish(1, &init).unwrap();
        fixture
    }

    /// Everything but the event's contract; everybody who is asked has authorised a call, until a test signs.
    pub fn without_event(code: Code) -> Self {
        let env = network();
        env.mock_all_auths();
        let usdc = env.register_stellar_asset_contract_v2(person(&env, "usdc admin").address);
        usdc.issuer().set_flag(IssuerFlags::RevocableFlag);
        let config = registry_config(&env, usdc.address(), env.deployer().upload_contract_wasm(&*wasm("event-1")));
        let at = AddressPayload::ContractIdHash(BytesN::from_array(&env, &Sha256::digest("registry").into()));
        let registry = Address::from_payload(&env, at);
        match code {
            Code::Native => env.register_at(&registry, RegistryContract, (config,)),
            Code::Wasm => env.register_at(&registry, &*wasm("registry"), (config,)),
        };
        let asset = usdc.asset();
        let init = terms::init(&env);
        let event = registry.clone();
        let fixture = Fixture {
            env,
            asset,
            usdc: usdc.address(),
            registry,
            event,
            init,
            nonce: Cell::new(0),
            published: RefCell::default(),
        };
        fixture.settle_people();
        fixture
    }

    /// Fans and the treasury hold USDC; payees hold none but a trustline; `venue`'s money goes to the treasury's id 7.
    fn settle_people(&self) {
        for name in ["organizer", "artist", "platform", "promoter", "admin", "guardian", "relayer"] {
            self.open(name, 0);
        }
        for name in ["treasury", "fan", "friend", "stranger"] {
            self.open(name, 10_000_000 * USDC as i64);
        }
    }

    fn open(&self, name: &str, balance: i64) {
        let person = self.person(name);
        person.open(&self.env);
        person.trust(&self.env, &self.asset, balance, true);
    }

    pub fn person(&self, name: &str) -> Person {
        person(&self.env, name)
    }

    pub fn address(&self, name: &str) -> Address {
        self.person(name).address
    }

    /// Publishes an event through the registry, in the form of its version.
    pub fn publish(&mut self, nonce: u64, init: &(impl IntoVal<Env, Val> + Clone)) -> Result<Address, Failure> {
        let organizer = self.address("organizer");
        let registry = self.registry.clone();
        let event: Address =
            self.run(&registry, "create_event", (&organizer, nonce, init.clone().into_val(&self.env)))?;
        self.event = event.clone();
        self.published.borrow_mut().clear();
        self.record();
        Ok(event)
    }

    /// Calls a function as a transaction would: all of it happens or nothing.
    pub fn run<T>(&self, contract: &Address, function: &str, args: impl IntoVal<Env, Vec<Val>>) -> Result<T, Failure>
    where
        T: TryFromVal<Env, Val>,
    {
        let function = Symbol::new(&self.env, function);
        let args = args.into_val(&self.env);
        let result = self.env.try_invoke_contract::<T, soroban_sdk::Error>(contract, &function, args);
        match result {
            Ok(Ok(value)) => {
                self.record();
                Ok(value)
            }
            Err(Ok(error)) if error.is_type(ScErrorType::Contract) => Err(Failure::Code(error.get_code())),
            _ => Err(Failure::Host),
        }
    }

    /// Makes exactly the call that was signed.
    pub fn invoke(&self, call: &Call) -> Result<(), Failure> {
        let SorobanAuthorizedFunction::ContractFn(f) = &call.function else { unreachable!() };
        let contract = Address::try_from_val(&self.env, &f.contract_address).unwrap();
        let args = Vec::<Val>::try_from_val(&self.env, &ScVal::Vec(Some(ScVec(f.args.clone())))).unwrap();
        self.run::<Val>(&contract, &f.function_name.to_string(), args).map(drop)
    }

    /// Why a constructor failed: the host tells its caller only that it did, and diagnostic events the number.
    pub fn constructor_error(&self) -> Option<u32> {
        let events = self.env.host().get_events().unwrap().0;
        let mut errors = events.iter().filter_map(|e| match &e.event.body {
            ContractEventBody::V0(body) => match &body.data {
                ScVal::Vec(Some(data)) => Some(data.to_vec()),
                _ => None,
            },
        });
        errors.find_map(|data| match data.as_slice() {
            [ScVal::String(text), ScVal::Error(ScError::Contract(code))]
                if text.to_string().contains("constructor") =>
            {
                Some(*code)
            }
            _ => None,
        })
    }

    /// Whether the last call failed for want of an authorisation.
    pub fn unauthorised(&self) -> bool {
        let events = self.env.host().get_events().unwrap().0;
        events.iter().any(|e| match &e.event.body {
            ContractEventBody::V0(body) => body.topics.iter().any(|t| matches!(t, ScVal::Error(ScError::Auth(_)))),
        })
    }

    fn record(&self) {
        let events = self.env.events().all();
        let ours = events.filter_by_contract(&self.event);
        self.published.borrow_mut().extend(ours.events().iter().cloned());
    }

    pub fn next_nonce(&self) -> i64 {
        self.nonce.set(self.nonce.get() + 1);
        self.nonce.get()
    }

    pub fn token(&self) -> TokenClient<'_> {
        TokenClient::new(&self.env, &self.usdc)
    }

    pub fn balance(&self, of: &Address) -> i128 {
        self.token().balance(of)
    }

    pub fn freeze(&self, name: &str, frozen: bool) {
        StellarAssetClient::new(&self.env, &self.usdc).set_authorized(&self.address(name), &!frozen);
    }

    pub fn wait(&self, seconds: u64) {
        self.env.ledger().with_mut(|l| {
            l.timestamp += seconds;
            l.sequence_number += 1;
        });
    }

    pub fn at(&self, time: u64) {
        self.env.ledger().set_timestamp(time);
    }

    /// Overwrites bytes of a packed entry of the event.
    pub fn overwrite(&self, key: impl IntoVal<Env, Val>, offset: u32, bytes: &[u8]) {
        let key: Val = key.into_val(&self.env);
        self.env.as_contract(&self.event, || {
            let mut packed: Bytes = self.env.storage().persistent().get(&key).unwrap();
            bytes.iter().enumerate().for_each(|(i, b)| packed.set(offset + i as u32, *b));
            self.env.storage().persistent().set(&key, &packed);
        });
    }

    pub fn item(&self, owner: &Address, tier: u32, qty: u32) -> SettleItem {
        SettleItem { evidence: BytesN::from_array(&self.env, &[9; 32]), owner: owner.clone(), qty, tier }
    }

    pub fn muxed(&self, name: &str, id: u64) -> MuxedAddress {
        self.person(name).muxed(&self.env, id)
    }
}

pub fn registry_config(env: &Env, usdc: Address, event_wasm: BytesN<32>) -> RegistryConfig {
    let address = |name| person(env, name).address;
    RegistryConfig {
        admin: address("admin"),
        attribution_key: BytesN::from_array(env, &[7; 32]),
        event_cap: CAP,
        event_version: 1,
        event_wasm,
        guardian: address("guardian"),
        min_reserve_bps: 0,
        platform: address("platform").into(),
        platform_fee_bps: FEE_BPS,
        relayer: address("relayer"),
        treasury: address("treasury"),
        usdc,
    }
}
