import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Address, Asset, hash, Keypair, Operation, StrKey, xdr } from '@stellar/stellar-sdk';
import { call, ledgerEntries } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { instanceKey } from '#shared/chain/state/event-state.ts';
import { contractAddress } from '#shared/chain/state/ids.ts';
import { type Chain, signWith, submit } from '#shared/chain/submit/invoke.ts';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { registryArgs } from '#shared/contract/registry-args.ts';
import { versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { localnetPassphrase, mainnetPassphrase, networks } from '#shared/networks.ts';
import { committedFile } from '../wasm/artifacts.ts';
import type { Deployment } from './deployment.ts';
import { fund, sendClassic } from './send-classic.ts';

/** The wasm of the registry, and of the events that it publishes. */
export type Code = Record<'registry' | 'event', Uint8Array>;

export type DeployOptions = {
	chain: Chain;
	/** By default a funded account on localnet, and the deployer itself elsewhere. */
	deployerSecret?: string | undefined;
	relayer?: string | undefined;
	treasury?: string | undefined;
	platform?: string | undefined;
	/**
	 * Vetoes changes and stops events, beside the admin, who is the deployer. By default the deployer as well; on mainnet it
	 * is another key.
	 */
	guardian?: string | undefined;
	/** CODE:ISSUER, for a network whose USDC is not known. */
	usdc?: string | undefined;
	/** Which code is deployed: today's, unless a test begins with earlier code. */
	code?: Code;
	progress?: (line: string) => void;
};

/** Basis points of every event's net revenue. */
export const platformFeeBps = 500;
/** Stroops that one event may hold at a time: 50 000 USDC, until the contract has been audited. */
const eventCap = 500_000_000_000n;
/** USDC that localnet's treasury starts with, to settle fiat orders. */
const treasuryFloat = '1000000';

type Roles = {
	deployer: Keypair;
	issuer: Keypair | null;
	relayer: string;
	treasury: string;
	platform: string;
	guardian: string;
	keys: Keypair[];
};

/**
 * Deploys the registry and uploads the event's code. It skips what the network already has, so an
 * interrupted deployment continues. Returns what a later start needs.
 */
export async function deploy(options: DeployOptions): Promise<Deployment> {
	const { chain } = options;
	const say = options.progress ?? (() => {});
	const roles = await prepareRoles(options);
	const usdcAsset = assetOf(options, roles);
	const usdc = usdcAsset.contractId(chain.passphrase);
	say('uploading contracts');
	const by = (key: Keypair) => ({ chain, source: key.publicKey(), sign: signWith(key, chain.passphrase) });
	const wasm = options.code ?? { registry: readWasm('registry'), event: readWasm('event') };
	await Promise.all([
		roles.issuer ? openUsdc(chain, roles, usdcAsset) : checkAsset(chain, usdc),
		upload(by(roles.deployer), [wasm.event, wasm.registry]),
	]);
	say('deploying the registry');
	const config = registryConfig(roles, usdc, hash(wasm.event));
	const found = await deployRegistry(by(roles.deployer), hash(wasm.registry), config);
	// Registries of earlier code know no points.
	const loyalty = options.code ? null : await deployLoyalty(by(roles.deployer), found.registry);
	return describe(chain, roles, { ...found, loyalty, usdc, usdcAsset, eventWasm: hex(hash(wasm.event)) });
}

type By = Omit<Parameters<typeof submit>[0], 'operation'>;

async function deployRegistry(by: By, wasmHash: Uint8Array, config: RegistryConfig) {
	const { chain } = by;
	const { sequence: sinceLedger } = await serverOf(chain).getLatestLedger();
	const made = await deployContract(by, wasmHash, registryArgs('__constructor', { config }));
	if (made.isNew) return { registry: made.contract, sinceLedger };
	const { oldestLedger } = await call(chain.rpcUrl, 'getHealth');
	return { registry: made.contract, sinceLedger: oldestLedger };
}

/** Members' points, which this registry's relayer sets. Returns the contract. */
async function deployLoyalty(by: By, registry: string): Promise<string> {
	const wasm = readWasm('loyalty');
	await upload(by, [wasm]);
	return (await deployContract(by, hash(wasm), [new Address(registry).toScVal()])).contract;
}

/** Its address follows from deployer, code and arguments, so that the same deployment is never made twice. */
async function deployContract(
	by: By,
	wasmHash: Uint8Array,
	constructorArgs: xdr.ScVal[],
): Promise<{ contract: string; isNew: boolean }> {
	const salt = hash(xdr.ScVal.scvVec([xdr.ScVal.scvBytes(wasmHash), ...constructorArgs]).toXdr());
	const { chain, source } = by;
	const contract = contractAddress(chain.passphrase, source, salt);
	const key = instanceKey(contract);
	if ((await ledgerEntries(chain.rpcUrl, [key])).has(key)) return { contract, isNew: false };
	const address = new Address(source);
	const operation = Operation.createCustomContract({ address, wasmHash, salt, constructorArgs });
	await submit({ ...by, operation });
	return { contract, isNew: true };
}

function readWasm(name: string): Uint8Array {
	const folder = process.env.PASSA_WASM_DIR;
	return new Uint8Array(readFileSync(folder ? join(folder, `${name}.wasm`) : committedFile(name)));
}

async function prepareRoles(options: DeployOptions): Promise<Roles> {
	const { chain } = options;
	if (chain.passphrase !== localnetPassphrase) {
		const { deployerSecret, relayer, treasury } = options;
		if (!deployerSecret) {
			throw new PassaError('ENV_INVALID', 'PASSA_DEPLOYER_SECRET must be the secret key of a funded account');
		}
		if (!relayer || !treasury || relayer === treasury) {
			throw new PassaError(
				'ENV_INVALID',
				'PASSA_RELAYER and PASSA_TREASURY must be two different addresses: the key that settles must not be the one that pays',
			);
		}
		const deployer = Keypair.fromSecret(deployerSecret);
		const { platform = deployer.publicKey(), guardian = deployer.publicKey() } = options;
		if (chain.passphrase === mainnetPassphrase && guardian === deployer.publicKey())
			throw new PassaError(
				'ENV_INVALID',
				'PASSA_GUARDIAN must be the address (G…) of another key than the deployer’s: on mainnet nobody both changes the registry and vetoes that',
			);
		return { deployer, issuer: null, relayer, treasury, platform, guardian, keys: [] };
	}
	options.progress?.('funding accounts');
	const [deployer, issuer, relayer, treasury, platform] = Array.from({ length: 5 }, () => Keypair.random());
	const keys = [deployer!, issuer!, relayer!, treasury!, platform!];
	for (const key of keys) await fund(chain, key.publicKey());
	return {
		deployer: deployer!,
		issuer: issuer!,
		relayer: relayer!.publicKey(),
		treasury: treasury!.publicKey(),
		platform: platform!.publicKey(),
		guardian: deployer!.publicKey(),
		keys,
	};
}

function assetOf({ chain, usdc }: DeployOptions, roles: Roles): Asset {
	if (roles.issuer) return new Asset('USDC', roles.issuer.publicKey());
	const [code, issuer] = usdc?.split(':') ?? [];
	const named = /^[A-Za-z0-9]{1,12}$/.test(code ?? '') && StrKey.isValidEd25519PublicKey(issuer ?? '');
	if (code && issuer && named) return new Asset(code, issuer);
	if (usdc) throw new PassaError('ENV_INVALID', 'PASSA_USDC must be CODE:ISSUER, e.g. USDC:GBBD…');
	const known = networks.find((n) => n.passphrase === chain.passphrase)?.usdc;
	if (!known)
		throw new PassaError(
			'NETWORK_UNKNOWN',
			`there is no USDC known for the network "${chain.passphrase}"; name it with PASSA_USDC=CODE:ISSUER`,
		);
	return new Asset(known.code, known.issuer);
}

/** Localnet's USDC, as Circle's is set up: revocable, with its contract, trusted by treasury and platform. */
async function openUsdc(chain: Chain, roles: Roles, asset: Asset): Promise<void> {
	const issuer = roles.issuer!;
	const held = roles.keys.filter((k) => [roles.treasury, roles.platform].includes(k.publicKey()));
	await sendClassic(chain, [issuer], [Operation.setOptions({ setFlags: 2 })]);
	await Promise.all([
		submit({
			chain,
			source: issuer.publicKey(),
			sign: signWith(issuer, chain.passphrase),
			operation: Operation.createStellarAssetContract({ asset }),
		}),
		...held.map((key) => sendClassic(chain, [key], [Operation.changeTrust({ asset })])),
	]);
	await sendClassic(
		chain,
		[issuer],
		[Operation.payment({ asset, amount: treasuryFloat, destination: roles.treasury })],
	);
}

async function checkAsset(chain: Chain, usdc: string): Promise<void> {
	const key = instanceKey(usdc);
	if (!(await ledgerEntries(chain.rpcUrl, [key])).has(key)) {
		throw new PassaError('USDC_MISSING', `this network has no USDC contract at ${usdc}`);
	}
}

/** Uploading costs most of a deployment: code that the network has is not paid for again. */
async function upload(by: By, wasms: Uint8Array[]): Promise<void> {
	const keyOfCode = (wasm: Uint8Array) =>
		xdr.LedgerKey.contractCode(new xdr.LedgerKeyContractCode({ hash: hash(wasm) })).toXdr('base64');
	const there = await ledgerEntries(by.chain.rpcUrl, wasms.map(keyOfCode));
	for (const wasm of wasms.filter((w) => !there.has(keyOfCode(w))))
		await submit({ ...by, operation: Operation.uploadContractWasm({ wasm }) });
}

function registryConfig(roles: Roles, usdc: string, eventWasm: Uint8Array): RegistryConfig {
	return {
		admin: roles.deployer.publicKey(),
		guardian: roles.guardian,
		// Attribution comes with creators. Until then no signature can match this key.
		attribution_key: new Uint8Array(32),
		event_cap: eventCap,
		event_version: versionOf(eventWasm).version,
		event_wasm: eventWasm,
		min_reserve_bps: 0,
		platform: roles.platform,
		platform_fee_bps: platformFeeBps,
		relayer: roles.relayer,
		treasury: roles.treasury,
		usdc,
	};
}

function describe(
	chain: Chain,
	roles: Roles,
	{
		loyalty,
		...found
	}: {
		registry: string;
		loyalty: string | null;
		sinceLedger: number;
		usdc: string;
		usdcAsset: Asset;
		eventWasm: string;
	},
): Deployment {
	const role = (address: string) => {
		const secret = roles.keys.find((k) => k.publicKey() === address)?.secret();
		return secret ? { address, secret } : { address };
	};
	return {
		...found,
		...(loyalty ? { loyalty } : {}),
		passphrase: chain.passphrase,
		usdcAsset: { code: found.usdcAsset.getCode(), issuer: found.usdcAsset.getIssuer()! },
		roles: {
			deployer: role(roles.deployer.publicKey()),
			...(roles.issuer ? { issuer: role(roles.issuer.publicKey()) } : {}),
			relayer: role(roles.relayer),
			treasury: role(roles.treasury),
			platform: role(roles.platform),
		},
	};
}
