import { randomBytes, randomUUID } from 'node:crypto';
import type { Keypair } from '@stellar/stellar-sdk';
import { eq } from 'drizzle-orm';
import { Pool } from 'pg';
import { type Logger, pino } from 'pino';
import { keyOf } from '#scripts/deploy/deployment.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { parseRate, playRate } from '#shared/kes-rate.ts';
import { kesCents } from '#shared/money.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { ChainFixture } from '#testing/fixtures/chain-fixture.ts';
import type { Generation } from '#testing/fixtures/deployed-network.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { OrderRow } from '../models/orders.ts';
import { orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';
import { dueOf } from '../orders/cart.ts';
import { createOrder } from '../orders/create-order.ts';
import { lockOrder } from '../orders/move-order.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import { OrderWatch } from '../orders/order-watch.ts';
import { TermsCache } from '../orders/terms-cache.ts';
import { post, received } from '../payments/journal.ts';
import { payOrder } from '../payments/pay-order.ts';
import { openRelayerSeal } from '../relayer-seal.ts';
import { type Allocating, allocateQuotas } from '../settle/allocate-quotas.ts';
import { LaneWorker } from '../settle/lane-worker.ts';
import type { SettleDeps, SettleKillPoint } from '../settle/settle-deps.ts';
import { syncEvents } from '../settle/sync-events.ts';
import { contactTokensOf, custodyOf, readTokensOf, signerOf } from '../signer.server.ts';
import { readTreasury } from '../treasury/read-treasury.ts';
import { owner, unbounded } from './askers.ts';

// biome-ignore lint/suspicious/noExplicitAny: a row has the columns that a test selects
export type Row = any;

/** A clock that a test moves; waiting on it is short. */
export function movingClock() {
	let ahead = 0;
	return {
		now: () => Date.now() + ahead,
		sleep: (_: number, signal: AbortSignal) =>
			new Promise<void>((done) => {
				if (signal.aborted) done();
				signal.addEventListener('abort', () => done());
				setTimeout(done, 1);
			}),
		advance(milliseconds: number) {
			ahead += milliseconds;
		},
	};
}

let phones = 0;
/** Nobody's number twice: one phone has one prompt open at a time. */
export const freshPhone = (): string => `2547${String(10_000_000 + phones++)}`;

export type Fixture = {
	chainFixture: ChainFixture;
	cluster: TestPostgres;
	postgres: Postgres<Record<string, never>>;
	db: Database;
	databaseUrl: string;
	clock: ReturnType<typeof movingClock>;
	orders: OrderDeps;
	/** With what allocating needs beside: one process' memory of it. */
	settle: Omit<SettleDeps, 'between'> & Pick<Allocating, 'selling' | 'unsold' | 'held'>;
	lanes: Keypair[];
	logged(): string;
	/** As the owner of everything. */
	rows(statement: string, values?: unknown[]): Promise<Row[]>;
	close(): Promise<void>;
};

const laneCount = 4;

/** A network with contracts, and a database with the relayer's schema, for one test file. */
export async function openFixture(
	closeSeconds: number | 'instant' = 'instant',
	piiKey = randomBytes(32).toString('hex'),
	startPostgres: () => Promise<TestPostgres> = startTestPostgres,
	generation: Generation = 'today',
): Promise<Fixture> {
	const [chainFixture, cluster] = await Promise.all([
		ChainFixture.start(closeSeconds, generation),
		startPostgres(),
	]);
	const database = await cluster.database();
	const { run: databaseUrl } = database.urls('relayer');
	const postgres = openPostgres<Record<string, never>>(databaseUrl, {}, { name: 'relayer', max: 16 });
	const admin = new Pool({ connectionString: database.adminUrl, max: 2 });
	admin.on('error', () => {});
	const { relayer, treasury } = chainFixture.deployment.roles;
	const lanes = channelKeys(relayer.secret!, 'settlement lane', laneCount);
	await openChannels(chainFixture.chain, keyOf(relayer), lanes);
	const lines: string[] = [];
	const log: Logger = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
	const { db } = postgres;
	const [clock, seal] = [movingClock(), openRelayerSeal(piiKey)];
	const master = randomBytes(32).toString('hex');
	const rate = parseRate(playRate);
	const signer = signerOf(relayer.secret!, treasury.secret!);
	return {
		chainFixture,
		cluster,
		postgres,
		db,
		databaseUrl,
		clock,
		lanes,
		orders: {
			db,
			clock,
			seal,
			custody: custodyOf(master),
			readTokens: readTokensOf(master),
			contactTokens: contactTokensOf(master),
			platform: null,
			walletOrders: null,
			watch: new OrderWatch(clock),
			terms: new TermsCache(),
			rate,
			holdMilliseconds: 600_000,
			busyHoldMilliseconds: 600_000,
			bounds: unbounded,
			methods: [
				{ provider: 'mpesa', name: 'M-Pesa', mostPerPayment: kesCents(25_000_000n), repeatAfter: {} },
			],
		},
		settle: {
			db,
			chain: chainFixture.chain,
			registry: chainFixture.deployment.registry,
			signer,
			seal,
			clock,
			log,
			selling: { rate, most: kesCents(25_000_000n), holdMilliseconds: 600_000 },
			unsold: new Set(),
			held: { because: null },
		},
		logged: () => lines.join(''),
		rows: async (statement, values) => (await admin.query(statement, values)).rows,
		async close() {
			await postgres.close();
			await admin.end();
			await cluster.stop();
			await chainFixture.close();
		},
	};
}

export const treasuryOf = ({ deployment: { roles, usdcAsset } }: ChainFixture) => ({
	address: roles.treasury.address,
	asset: `${usdcAsset.code}:${usdcAsset.issuer}`,
});

/** What moving quotas needs. */
export const quotasOf = ({
	chainFixture,
	settle,
	lanes,
}: Pick<Fixture, 'chainFixture' | 'settle' | 'lanes'>) => ({
	...settle,
	relayer: settle.signer.relayer,
	channels: new ChannelAccounts(chainFixture.chain, lanes),
});

/** Learns what is on chain, sets quotas aside, and reads the treasury, as a relayer does all the time. */
export async function lookAround({ db, chainFixture, settle, lanes, clock }: Fixture): Promise<void> {
	const { registry, sinceLedger } = chainFixture.deployment;
	await syncEvents(db, { rpcUrl: chainFixture.chain.rpcUrl, registry, sinceLedger, log: settle.log });
	await allocateQuotas(quotasOf({ chainFixture, settle, lanes }));
	await readTreasury(db, chainFixture.chain.rpcUrl, treasuryOf(chainFixture), new Date(clock.now()));
}

/** A new event whose quota for fiat buyers is set aside. */
export async function announce(fixture: Fixture, init?: EventInit): Promise<string> {
	const event = await fixture.chainFixture.publish(init);
	await lookAround(fixture);
	return event;
}

export const order = (fixture: Fixture, event: string, qty = 1, tier = 0) =>
	createOrder(
		fixture.orders,
		{ event, provider: 'mpesa', tier, qty, phone: freshPhone(), idempotencyKey: randomUUID() },
		owner,
	);

/** Does what the rail does with a corroborated payment. */
export async function pay({ db, orders: { seal }, clock }: Fixture, no: bigint): Promise<void> {
	const now = new Date(clock.now());
	await db.transaction(async (tx) => {
		const locked = await lockOrder(tx, no);
		const [id, receipt] = [randomUUID(), randomBytes(5).toString('hex').toUpperCase()];
		await tx.insert(payments).values({
			id,
			provider: 'mpesa',
			receiptKey: seal.keyOf('receipt', receipt),
			receiptSealed: seal.seal(receipt),
			amount: dueOf(locked),
			orderNo: no,
			state: 'applied',
			confirmedAt: now,
			seenAt: now,
		});
		await post(tx, { kind: 'received', subject: id, orderNo: no, at: now }, received('mpesa', dueOf(locked)));
		await payOrder(tx, locked, id, now);
	});
}

/** Orders of `qty` tickets each that are paid for. */
export async function paidOrders(fixture: Fixture, event: string, quantities: number[]): Promise<OrderRow[]> {
	const made: OrderRow[] = [];
	for (const qty of quantities) {
		const created = await order(fixture, event, qty);
		await pay(fixture, created.order.no);
		made.push(created.order);
	}
	return made;
}

export async function orderOf({ db }: Fixture, no: bigint): Promise<OrderRow> {
	const [row] = await db.select().from(orders).where(eq(orders.no, no));
	return row!;
}

export const laneWorker = (
	fixture: Fixture,
	lane = 0,
	between?: (step: SettleKillPoint) => void | Promise<void>,
): LaneWorker => new LaneWorker({ ...fixture.settle, between }, lane, fixture.lanes[lane]!);

/** Steps until there is nothing to do. */
export async function runDry(worker: LaneWorker, signal = new AbortController().signal): Promise<void> {
	while (await worker.step(signal));
}
