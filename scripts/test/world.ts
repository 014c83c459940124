import { Asset, Keypair, Operation, scValToNative } from '@stellar/stellar-sdk';
import { type Localnet, startLocalnet } from '#localnet/localnet.ts';
import { contractCall, signWith, submit } from '#shared/chain/invoke.ts';
import { buy, type Item, quote, type Receipt } from '#shared/chain/purchase.ts';
import { eventArgs, registryArgs } from '#shared/chain/spec.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import type { PassaError } from '#shared/errors.ts';
import { createAccounts, sendClassic } from '../deploy/classic.ts';
import { deploy, platformFeeBps } from '../deploy/deploy.ts';
import { type Deployment, keyOf } from '../deploy/deployment.ts';

const day = 86_400;

/** A private network with the contracts on it, for one test file. */
export class World {
	readonly localnet: Localnet;
	readonly deployment: Deployment;
	readonly organizer = Keypair.random();
	readonly artist = Keypair.random();
	#nonce = 0n;

	private constructor(localnet: Localnet, deployment: Deployment) {
		this.localnet = localnet;
		this.deployment = deployment;
	}

	static async start(closeSeconds: number | 'instant' = 'instant'): Promise<World> {
		const localnet = await startLocalnet({ dataDir: null, port: 0, closeSeconds });
		const chain = { rpcUrl: localnet.url, passphrase: localnet.passphrase };
		const world = new World(localnet, await deploy({ chain }));
		await world.wallets([world.organizer, world.artist]);
		return world;
	}

	get chain() {
		return { rpcUrl: this.localnet.url, passphrase: this.localnet.passphrase };
	}

	get asset(): Asset {
		return new Asset(this.deployment.usdcAsset.code, this.deployment.usdcAsset.issuer);
	}

	get now(): number {
		return this.localnet.network.closeTime;
	}

	/** Makes accounts with lumens, a trust line, and USDC where `usdc` is not 0. */
	async wallets(keys: Keypair[], usdc = 0, trust = true): Promise<void> {
		const treasury = keyOf(this.deployment.roles.treasury);
		const addresses = keys.map((k) => k.publicKey());
		await sendClassic(this.chain, [treasury], createAccounts(addresses, '100'));
		if (!trust) return;
		const { asset } = this;
		await Promise.all(keys.map((k) => sendClassic(this.chain, [k], [Operation.changeTrust({ asset })])));
		if (usdc === 0) return;
		const gifts = addresses.map((destination) =>
			Operation.payment({ asset, amount: String(usdc), destination }),
		);
		await sendClassic(this.chain, [keyOf(this.deployment.roles.issuer!)], gifts);
	}

	async fan(usdc = 1000): Promise<Keypair> {
		const key = Keypair.random();
		await this.wallets([key], usdc);
		return key;
	}

	/** Sound terms: 60 % organizer, 35 % artist, 5 % platform; one tier of 100 tickets at 10 USDC, KES 1 290. */
	terms(change: Partial<EventInit> = {}): EventInit {
		const starts = BigInt(this.now + 10 * day);
		const ends = starts + 4n * 3600n;
		return {
			name: 'A night out',
			uri: 'metadata/test.json',
			metadata_hash: new Uint8Array(32),
			starts_at: starts,
			ends_at: ends,
			payees: [
				{ address: this.organizer.publicKey(), bps: 6000, role: Role.Organizer },
				{ address: this.artist.publicKey(), bps: 3500, role: Role.Artist },
				{ address: this.deployment.roles.platform.address, bps: platformFeeBps, role: Role.Platform },
			],
			tiers: [this.tier({ closes_at: ends })],
			policy: {
				commission_cap_bps: 1000,
				freeze_at: starts,
				refund_until: 0n,
				release_at: 0n,
				resale_cap_bps: 0,
				resale_limit: 0,
				reserve_bps: 0,
				royalty_bps: 0,
				transferable: true,
			},
			...change,
		};
	}

	tier(change: Partial<EventInit['tiers'][number]> = {}): EventInit['tiers'][number] {
		return {
			price: 100_000_000n,
			face: { currency: 0, amount: 129_000n },
			capacity: 100,
			fiat_quota: 40,
			opens_at: 0n,
			closes_at: BigInt(this.now + 10 * day),
			per_order: 10,
			...change,
		};
	}

	async publish(init: EventInit = this.terms()): Promise<string> {
		const args = { organizer: this.organizer.publicKey(), nonce: ++this.#nonce, init };
		const { returnValue } = await this.call(
			this.organizer,
			this.deployment.registry,
			'create_event',
			args,
			registryArgs,
		);
		return scValToNative(returnValue!) as string;
	}

	call(
		by: Keypair,
		contract: string,
		name: string,
		args: Record<string, unknown>,
		encode = eventArgs,
		signers: Keypair[] = [],
	) {
		return submit({
			chain: this.chain,
			source: by.publicKey(),
			sign: signWith(by, this.chain.passphrase),
			operation: contractCall(contract, name, encode(name, args)),
			signers,
		});
	}

	async buy(fan: Keypair, event: string, items: Item[]): Promise<Receipt> {
		return buy(
			this.chain,
			await quote(this.chain, event, fan.publicKey(), items),
			signWith(fan, this.chain.passphrase),
		);
	}

	close(): Promise<void> {
		return this.localnet.close();
	}
}

/** The code of the error that the work ends with, or 'none'. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
	try {
		await work;
		return 'none';
	} catch (error) {
		return (error as PassaError).code ?? (error as Error).message;
	}
}
