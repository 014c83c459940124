import { Keypair, scValToNative, type xdr } from '@stellar/stellar-sdk';
import { keyOf } from '#scripts/deploy/deployment.ts';
import { call as callRpc } from '#shared/chain/rpc.ts';
import { codeKey } from '#shared/chain/state/event-state.ts';
import { signWith } from '#shared/chain/submit/invoke.ts';
import { extendEntries } from '#shared/chain/submit/keep-entries.ts';
import { contractCall } from '#shared/contract/contract-call.ts';
import { type EventInit, Role } from '#shared/contract/event.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { createEvent, registryArgs, settleBatch } from '#shared/contract/registry-args.ts';
import { signedAttribution } from '#testing/fixtures/attribution.ts';
import { ChainFixture } from '../../fixtures/chain-fixture.ts';
import { buyLiteral, deployLiteral } from './literal.ts';
import { type Cost, measure, perOrder } from './measured-call.ts';

export type Costs = { network: string; rows: Cost[] };

const day = 86_400n;
const delay = 48 * 3600;
const orders = 5;
const batch = 20;
/** Ledgers: an entry lives for 2,073,600 at first, and for at most `longestLife`. */
const archivedAfter = 2_100_000;
const longestLife = 3_110_000;

/** The price of each call that people make, on a network with the public one's limits and fees. */
export async function measureCosts(): Promise<Costs> {
	const fixture = await ChainFixture.start();
	try {
		const bench = new CostBench(fixture);
		await bench.open();
		return {
			network: 'localnet with the settings of localnet/settings/mainnet.json',
			rows: await bench.rows(),
		};
	} finally {
		await fixture.close();
	}
}

class CostBench {
	readonly #f: ChainFixture;
	readonly #people = Array.from({ length: 9 }, () => Keypair.random());
	readonly #fan = Keypair.random();
	readonly #friend = Keypair.random();
	readonly #creator = Keypair.random();
	readonly #gate = Keypair.random();
	readonly #key = Keypair.random();
	#nonce = 0n;
	#rows: Cost[] = [];

	constructor(fixture: ChainFixture) {
		this.#f = fixture;
	}

	/** Wallets, and the key that signs attributions. */
	async open(): Promise<void> {
		const f = this.#f;
		await f.wallets([this.#fan, this.#friend], 100_000);
		await f.wallets([...this.#people, this.#creator, this.#gate]);
		const admin = keyOf(f.deployment.roles.deployer);
		const setting = { tag: 'AttributionKey', values: [this.#key.rawPublicKey()] };
		await f.call(admin, f.deployment.registry, 'propose', { setting }, registryArgs);
		await callRpc(f.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: delay });
		await f.call(admin, f.deployment.registry, 'apply_change', { change: attributionKey }, registryArgs);
	}

	async rows(): Promise<Cost[]> {
		const event = await this.#publish('create_event', this.#terms());
		await this.#sales(event);
		await this.#tickets(event);
		await this.#fiat(event);
		await this.#payouts(event);
		await this.#refunds();
		await this.#entries();
		await this.#literal();
		await this.#archived();
		return this.#rows;
	}

	/** Four payees, two tiers; ten payees if `venues` is 6. */
	#terms(change: Partial<EventInit> = {}, venues = 0): EventInit {
		const f = this.#f;
		const terms = f.terms();
		const payees = [
			{ address: f.organizer.publicKey(), bps: 5_500 - venues, role: Role.Organizer },
			{ address: f.artist.publicKey(), bps: 2_500, role: Role.Artist },
			{ address: this.#people[0]!.publicKey(), bps: 1_500, role: Role.Venue },
			{ address: f.deployment.roles.platform.address, bps: 500, role: Role.Platform },
			...this.#people
				.slice(1, 1 + venues)
				.map((key) => ({ address: key.publicKey(), bps: 1, role: Role.Artist })),
		];
		const tier = { ...terms.tiers[0]!, capacity: 10_000, fiat_quota: 5_000 };
		return { ...terms, payees, tiers: [tier, { ...tier, price: 200_000_000n }], ...change };
	}

	async #measure(id: string | null, by: Keypair, operation: xdr.Operation, signers: Keypair[] = []) {
		const measured = await measure(this.#f, id ?? '', { by, operation, signers });
		if (id !== null) this.#rows.push(measured.cost);
		return measured;
	}

	async #publish(id: string | null, init: EventInit): Promise<string> {
		const { organizer, deployment } = this.#f;
		const publication = { organizer: organizer.publicKey(), nonce: 1_000n + ++this.#nonce, init };
		const operation = createEvent(deployment.registry, eventV2, publication);
		return scValToNative((await this.#measure(id, organizer, operation)).returnValue!) as string;
	}

	/** A wallet's purchase. Returns its order. */
	async #buy(id: string | null, event: string, qty: number, how: { by?: Keypair; creator?: Keypair } = {}) {
		const buyer = this.#fan.publicKey();
		const nonce = ++this.#nonce;
		const { creator, by = this.#fan } = how;
		const attribution = creator
			? signedAttribution(this.#key, {
					passphrase: this.#f.chain.passphrase,
					event,
					buyer,
					nonce,
					expiry: BigInt(this.#f.now) + day,
					creators: [{ address: creator.publicKey(), weight: 10_000 }],
				})
			: null;
		const items = [{ tier: 0, qty }];
		const operation = eventV2.purchase(event, {
			buyer,
			nonce,
			items,
			termsVersion: 1,
			maxTotal: 1_000_000_000n * BigInt(qty),
			attribution,
		});
		const signers = by === this.#fan ? [] : [this.#fan];
		const { returnValue } = await this.#measure(id, by, operation, signers);
		return (scValToNative(returnValue!) as bigint[])[0]!;
	}

	#call(id: string | null, by: Keypair, event: string, name: string, args: Record<string, unknown>) {
		return this.#measure(id, by, contractCall(event, name, eventV2.args(name, args)));
	}

	async #sales(event: string): Promise<void> {
		await this.#buy(null, event, 1);
		await this.#buy('buy1', event, 1);
		await this.#buy('buy10', event, 10);
		const creator = this.#creator;
		const commission = { creator: creator.publicKey(), bps: 1_000, terms_hash: new Uint8Array(32) };
		await this.#call(null, this.#f.organizer, event, 'set_commission', commission);
		await this.#buy('buy1_commission_first', event, 1, { creator });
		await this.#buy('buy1_commission', event, 1, { creator });
		await this.#buy('buy10_commission', event, 10, { creator });
		await this.#buy('buy1_relayed', event, 1, { by: keyOf(this.#f.deployment.roles.relayer) });
	}

	async #tickets(event: string): Promise<void> {
		const [fan, friend] = [this.#fan, this.#friend];
		const [from, to] = [fan.publicKey(), friend.publicKey()];
		const [one, ten] = [await this.#buy(null, event, 1), await this.#buy(null, event, 10)];
		await this.#call('transfer_single', fan, event, 'transfer', { from, to, token_id: one << 5n });
		await this.#call('transfer_of_ten', fan, event, 'transfer', { from, to, token_id: ten << 5n });
		// Where a resale's price is capped, tickets change hands in no other way.
		const terms = this.#terms();
		const policy = { ...terms.policy, resale_cap_bps: 11_000, resale_limit: 2, royalty_bps: 500 };
		const capped = await this.#publish(null, { ...terms, policy });
		const ticket = (await this.#buy(null, capped, 1)) << 5n;
		await this.#call('list', fan, capped, 'list', { ticket, price: 100_000_000n });
		const resale = { buyer: to, ticket, max_price: 100_000_000n };
		await this.#call('resell', friend, capped, 'buy_listed', resale);
	}

	/** Batches of a lane that was used before. */
	async #fiat(event: string): Promise<void> {
		const { deployment } = this.#f;
		const [relayer, treasury] = [keyOf(deployment.roles.relayer), keyOf(deployment.roles.treasury)];
		const allocate = registryArgs('allocate', { event, tier: 0, n: 1_000 });
		await this.#measure('allocate', relayer, contractCall(deployment.registry, 'allocate', allocate));
		const settle = async (id: string | null, seq: number) => {
			const items = Array.from({ length: batch }, () => ({
				owner: Keypair.random().publicKey(),
				tier: 0,
				qty: 2,
				evidence: new Uint8Array(32).fill(7),
				splitsVersion: 1,
				termsVersion: 1,
				credits: [],
			}));
			const operation = settleBatch(deployment.registry, eventV2, { event, lane: 0, seq, items });
			const { cost } = await this.#measure(null, this.#people[8]!, operation, [relayer, treasury]);
			if (id) this.#rows.push({ ...perOrder(cost, batch), id });
		};
		await settle(null, 1);
		await settle('fiat_batch_per_order', 2);
	}

	async #payouts(event: string): Promise<void> {
		const none = { creators: [] };
		await this.#call('claim', this.#fan, event, 'claim', { index: 1 });
		await this.#buy(null, event, 1);
		const four = { mask: 0b1111, ...none };
		await this.#call('distribute4', this.#fan, event, 'distribute_ticket_revenue', four);
		const large = await this.#publish(null, this.#terms({}, 6));
		await this.#buy(null, large, 1);
		const ten = { mask: 0b1111111111, ...none };
		await this.#call('distribute10', this.#fan, large, 'distribute_ticket_revenue', ten);
	}

	/** By the buyer's own choice: all of the money is held until after the event. */
	async #refunds(): Promise<void> {
		const terms = this.#terms();
		const policy = {
			...terms.policy,
			reserve_bps: 10_000,
			release_at: terms.ends_at + 3n * day,
			refund_until: terms.policy.freeze_at,
		};
		const event = await this.#publish(null, { ...terms, policy });
		const order = await this.#buy(null, event, 1);
		await this.#call('refund', this.#fan, event, 'refund', { order, mask: 1, credits: [] });
	}

	/** Orders of four tickets, five in one call. */
	async #entries(): Promise<void> {
		const event = await this.#publish(null, this.#terms());
		const gate = this.#gate.publicKey();
		await this.#call(null, this.#f.organizer, event, 'set_gate', { gate, on: true });
		const list: [bigint, number][] = [];
		for (let i = 0; i < orders; i++) list.push([await this.#buy(null, event, 4), 0b1111]);
		const open = Number(this.#terms().doors_at) - this.#f.now;
		await callRpc(this.#f.chain.rpcUrl, 'localnet_advance', { ledgers: 1, seconds: open + 60 });
		const { cost } = await this.#call(null, this.#gate, event, 'check_in', { gate, orders: list });
		this.#rows.push({ ...perOrder(cost, orders), id: 'check_in_per_order' });
	}

	async #literal(): Promise<void> {
		const { payees, tiers } = this.#terms();
		const sale = { payees, price: tiers[0]!.price, most: 1_000 };
		const contract = await deployLiteral(this.#f, this.#f.organizer, sale);
		const buyer = this.#fan.publicKey();
		await this.#measure(null, this.#fan, buyLiteral(contract, buyer, 1));
		await this.#measure('literal_buy1', this.#fan, buyLiteral(contract, buyer, 1));
		await this.#measure('literal_buy10', this.#fan, buyLiteral(contract, buyer, 10));
	}

	/** An event that nobody touched until its entries were archived. The code of all events is kept alive. */
	async #archived(): Promise<void> {
		const { chain, deployment } = this.#f;
		const keeper = keyOf(deployment.roles.treasury);
		const terms = this.#terms();
		const later = 300n * day;
		const times = {
			starts_at: terms.starts_at + later,
			doors_at: terms.doors_at + later,
			ends_at: terms.ends_at + later,
		};
		const policy = { ...terms.policy, freeze_at: times.doors_at };
		const tiers = terms.tiers.map((tier) => ({ ...tier, closes_at: times.ends_at }));
		const event = await this.#publish(null, { ...terms, ...times, policy, tiers });
		await this.#buy(null, event, 1);
		const sign = signWith(keeper, chain.passphrase);
		const keys = [codeKey(Buffer.from(deployment.eventWasm, 'hex'))];
		await extendEntries({ chain, source: keeper.publicKey(), sign, keys }, longestLife);
		await callRpc(chain.rpcUrl, 'localnet_advance', { ledgers: archivedAfter });
		await this.#buy('archived_buy1', event, 1);
	}
}

/** `Change.AttributionKey` of the registry. */
const attributionKey = 7;
