//! A network with USDC, a registry of today's code or the one before, an event, and everybody who takes part.
use crate::{first_terms, people::Person, sign::Call, terms};
use passa_registry::{RegistryConfig, RegistryContract};
use passa_types::{first, EventInit, Policy};
use sha2::{Digest, Sha256};
use soroban_sdk::{
    address_payload::AddressPayload,
    testutils::{EnvTestConfig, Events as _, Ledger as _},
    token::TokenClient,
    xdr::{Asset, ContractEvent, ScErrorType, ScVal, ScVec, SorobanAuthorizedFunction},
    Address, BytesN, Env, Executable, IntoVal, Symbol, TryFromVal, Val, Vec,
};
use std::cell::{Cell, RefCell};

pub const PASSPHRASE: &str = "Standalone Network ; February 2017";
pub const NOW: u64 = 1_800_000_000;
pub const USDC: i128 = 10_000_000;
pub const CAP: i128 = 100_000 * USDC;
pub const FEE_BPS: u32 = 500;
/// What the rich hold at the start, in stroops.
pub const RICH: i128 = 10_000_000 * USDC;

/// Which registry there is: native code, the committed wasm, or the wasm before it.
#[derive(Clone, Copy, PartialEq)]
pub enum Code {
    Native,
    Wasm,
    Before,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// A contract's own error.
    Code(u32),
    /// Refused by the host, e.g. for want of an authorisation.
    Host,
}

pub type Done<T = ()> = Result<T, Failure>;

pub struct Fixture {
    pub env: Env,
    pub asset: Asset,
    pub usdc: Address,
    pub registry: Address,
    /// The event that calls go to.
    pub event: Address,
    nonce: Cell<i64>,
    /// What the registry published in the last call.
    pub published: RefCell<std::vec::Vec<ContractEvent>>,
}

pub fn wasm(name: &str) -> std::vec::Vec<u8> {
    let room = if name == "registry-1" { "fixtures" } else { "wasm" };
    let folder = format!("{}/../../{room}", env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var("PASSA_WASM_DIR").unwrap_or(folder);
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
    /// A registry whose events have this version.
    pub fn new(code: Code, version: u32) -> Self {
        Self::configured(code, version, |_| {})
    }

    pub fn configured(code: Code, version: u32, change: impl FnOnce(&mut RegistryConfig)) -> Self {
        let env = network();
        env.mock_all_auths_allowing_non_root_auth();
        let usdc = env.register_stellar_asset_contract_v2(person(&env, "usdc admin").address);
        let event_wasm = env.deployer().upload_contract_wasm(&*wasm(if version == 1 { "event-1" } else { "event" }));
        let mut config = registry_config(&env, usdc.address(), event_wasm, version);
        change(&mut config);
        let at = AddressPayload::ContractIdHash(BytesN::from_array(&env, &Sha256::digest("registry").into()));
        let registry = Address::from_payload(&env, at);
        match code {
            Code::Native => env.register_at(&registry, RegistryContract, (config,)),
            Code::Wasm => env.register_at(&registry, &*wasm("registry"), (config,)),
            Code::Before => env.register_at(&registry, &*wasm("registry-1"), (config,)),
        };
        let fixture = Fixture {
            asset: usdc.asset(),
            usdc: usdc.address(),
            event: registry.clone(),
            registry,
            nonce: Cell::new(0),
            published: RefCell::default(),
            env,
        };
        fixture.settle_people();
        fixture
    }

    /// With an event of the second version, of today's code.
    pub fn published(code: Code) -> Self {
        Self::with(code, |_| {})
    }

    pub fn with(code: Code, policy: impl FnOnce(&mut Policy)) -> Self {
        let mut w = Self::new(code, 2);
        let mut init = w.second_init();
        policy(&mut init.policy);
        w.publish(1, init).unwrap();
        w
    }

    fn settle_people(&self) {
        let poor =
            ["artist", "venue", "platform", "relayer", "admin", "guardian", "newcomer", "njeri", "support", "c1"];
        let rich = ["treasury", "fan", "friend", "stranger", "organizer"];
        for (name, balance) in poor.map(|name| (name, 0)).into_iter().chain(rich.map(|name| (name, RICH))) {
            let person = self.person(name);
            person.open(&self.env);
            person.trust(&self.env, &self.asset, balance as i64, true);
        }
    }

    pub fn second_init(&self) -> EventInit {
        terms::init(&self.env)
    }

    pub fn first_init(&self) -> first::EventInit {
        first_terms::init(&self.env)
    }

    pub fn person(&self, name: &str) -> Person {
        person(&self.env, name)
    }

    pub fn address(&self, name: &str) -> Address {
        self.person(name).address
    }

    /// Publishes an event in the form of its version; calls go to it from now on.
    pub fn publish(&mut self, nonce: u64, init: impl IntoVal<Env, Val>) -> Done<Address> {
        let event: Address = self.call("create_event", (self.address("organizer"), nonce, init.into_val(&self.env)))?;
        self.event = event.clone();
        Ok(event)
    }

    /// Calls the registry.
    pub fn call<T: TryFromVal<Env, Val>>(&self, function: &str, args: impl IntoVal<Env, Vec<Val>>) -> Done<T> {
        self.run(&self.registry, function, args)
    }

    /// Calls the event, as anybody can.
    pub fn on_event<T: TryFromVal<Env, Val>>(&self, function: &str, args: impl IntoVal<Env, Vec<Val>>) -> Done<T> {
        self.run(&self.event, function, args)
    }

    /// Calls a function as a transaction would: all of it happens or nothing.
    pub fn run<T>(&self, contract: &Address, function: &str, args: impl IntoVal<Env, Vec<Val>>) -> Done<T>
    where
        T: TryFromVal<Env, Val>,
    {
        let function = Symbol::new(&self.env, function);
        let args = args.into_val(&self.env);
        let result = self.env.try_invoke_contract::<T, soroban_sdk::Error>(contract, &function, args);
        match result {
            Ok(Ok(value)) => {
                let ours = self.env.events().all().filter_by_contract(&self.registry);
                self.published.replace(ours.events().to_vec());
                Ok(value)
            }
            Err(Ok(error)) if error.is_type(ScErrorType::Contract) => Err(Failure::Code(error.get_code())),
            _ => Err(Failure::Host),
        }
    }

    /// Makes exactly this call.
    pub fn invoke(&self, call: &Call) -> Done {
        let SorobanAuthorizedFunction::ContractFn(f) = &call.function else { unreachable!() };
        let contract = Address::try_from_val(&self.env, &f.contract_address).unwrap();
        let args = Vec::<Val>::try_from_val(&self.env, &ScVal::Vec(Some(ScVec(f.args.clone())))).unwrap();
        self.run::<Val>(&contract, &f.function_name.to_string(), args).map(drop)
    }

    pub fn next_nonce(&self) -> i64 {
        self.nonce.set(self.nonce.get() + 1);
        self.nonce.get()
    }

    pub fn balance(&self, of: &Address) -> i128 {
        TokenClient::new(&self.env, &self.usdc).balance(of)
    }

    /// What somebody who was rich at the start has more or less since then.
    pub fn gained(&self, name: &str) -> i128 {
        self.balance(&self.address(name)) - RICH
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

    pub fn code_of(&self, contract: &Address) -> BytesN<32> {
        match contract.executable() {
            Some(Executable::Wasm(hash)) => hash,
            other => panic!("no wasm: {other:?}"),
        }
    }

    pub fn upload(&self, name: &str) -> BytesN<32> {
        self.env.deployer().upload_contract_wasm(&*wasm(name))
    }
}

fn registry_config(env: &Env, usdc: Address, event_wasm: BytesN<32>, event_version: u32) -> RegistryConfig {
    let address = |name| person(env, name).address;
    RegistryConfig {
        admin: address("admin"),
        attribution_key: BytesN::from_array(env, &[7; 32]),
        event_cap: CAP,
        event_version,
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
