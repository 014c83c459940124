import { randomBytes, randomUUID } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Pool } from 'pg';
import { pino } from 'pino';
import { parseRate, playRate } from '#shared/kes-rate.ts';
import { noNetworks } from '#shared/service/address.ts';
import { type Guarded, guard } from '#shared/service/guard.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { drain, type Work } from '#shared/service/worker.server.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { OrderRow } from '../../models/orders.ts';
import { events, tiers } from '../../models/tiers.ts';
import type { Asker } from '../../orders/asker.ts';
import type { CartLine } from '../../orders/cart.ts';
import { createOrder } from '../../orders/create-order.ts';
import type { OrderDeps } from '../../orders/order-deps.ts';
import { OrderWatch } from '../../orders/order-watch.ts';
import { TermsCache } from '../../orders/terms-cache.ts';
import { openRelayerSeal } from '../../relayer-seal.ts';
import { contactTokensOf, custodyOf, readTokensOf } from '../../signer.server.ts';
import { type Behaviour, behaviourOf, behaviours } from '../../simulators/mpesa/behaviours.ts';
import { type Simulator, startSimulator } from '../../simulators/mpesa/start-simulator.ts';
import { logins } from '../../simulators/mpesa/test/fixture.ts';
import { owner, unbounded } from '../../test/askers.ts';
import { recordBalance } from '../../treasury/usdc.ts';
import { type Mpesa, openMpesa } from '../mpesa/client.ts';
import type { HookSettings } from '../mpesa/hook-urls.ts';
import { mpesaRail } from '../mpesa/rail.ts';
import { pollPushes } from '../poll-pushes.ts';
import type { RailsDeps } from '../rails-deps.ts';
import { readStatements } from '../read-statements.ts';
import { registerHooks } from '../register-hooks.ts';
import { sendPushes } from '../send-pushes.ts';
import { sendRefunds } from '../send-refunds.ts';
import { inboxOf } from '../start-rails.ts';
import { memoryTokens } from '../token-store.ts';

export const second = 1000;
export const minute = 60 * second;
/** The one event of a stage: a ticket costs KES 2,500 and 19.38 USDC. */
export const event = 'CEVENT';
export const priceKes = 250_000n;
export const priceUsdc = 193_800_000n;

// biome-ignore lint/suspicious/noExplicitAny: a row has the columns that a test selects
export type Row = any;
export type RailsFixture = Awaited<ReturnType<typeof openRailsFixture>>;

/** Tiers of a stage that has several: KES 2,500, 1,000 and 500. */
export const prices = [
	{ kes: priceKes, usdc: priceUsdc },
	{ kes: 100_000n, usdc: 77_520_000n },
	{ kes: 50_000n, usdc: 38_760_000n },
];

type Options = {
	/** How many of `prices` are sold; without it, the first. */
	tiers?: number;
	seats?: number;
	treasury?: bigint;
	isMuted?: (path: string) => boolean;
	/** Where a database is made; without it, the stage has one of its own. */
	cluster?: TestPostgres;
};

/**
 * The real simulator over HTTP, a real database, the rail's workers, and a clock that the test moves: nothing runs
 * outside `pass`. There is no chain, so an order ends here as `paid`.
 */
export async function openRailsFixture(options: Options = {}) {
	const { seats = 1000, treasury = 10n ** 12n, isMuted } = options;
	const cluster = options.cluster ?? (await startTestPostgres());
	const database = await cluster.database();
	const { run } = database.urls('relayer');
	const postgres = openPostgres<Record<string, never>>(run, {}, { name: 'relayer', max: 16 });
	const admin = new Pool({ connectionString: database.adminUrl, max: 2 });
	admin.on('error', () => {});
	const { db } = postgres;

	let now = Date.parse('2026-11-24T09:00:00Z');
	const waiting: { at: number; work: () => Promise<void> | void }[] = [];
	const clock = { now: () => now, sleep: async () => {} };
	const simulator = await startSimulator({
		host: '127.0.0.1',
		port: 0,
		logins,
		clock: { now: clock.now, after: (ms, work) => void waiting.push({ at: now + ms, work }) },
	});
	const lines: string[] = [];
	const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
	const seal = openRelayerSeal(randomBytes(32).toString('hex'));
	const secret = randomBytes(32).toString('hex');

	const listener = new Hono<Guarded>().onError((_, c) => c.json({}, 500));
	const server = serve({
		fetch: (request, env) => listener.fetch(request, env),
		port: 0,
		hostname: '127.0.0.1',
	});
	await new Promise<void>((done) => server.once('listening', done));
	const baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
	const hooks: HookSettings = { secret, baseUrl, allowed: null, proxies: noNetworks };
	/** Another process on the same database. */
	const newNode = (between?: (name: string) => void): RailsDeps => ({
		db,
		listen: postgres.listen,
		rail: mpesaRail(mpesaOptions, log, mpesa),
		seal,
		clock,
		log,
		...(between ? { between } : {}),
	});
	let mpesa = impatientOnlyInVain(simulator, clock.now);
	const mpesaOptions = {
		...simulated(simulator, clock.now),
		hooks,
		register: { nominatedNumber: '254700000000' },
	};
	let deps = newNode();
	listener.use(async (c, next) => (isMuted?.(c.req.path) ? c.json({}) : next()));
	listener.use(
		guard('relayer', async () => {
			throw new Error('nobody signs in here');
		}),
	);
	// Hooks are those of the node that lives.
	const inbox = inboxOf(new Proxy({} as RailsDeps, { get: (_, name) => deps[name as 'db'] }));
	listener.route(`/hooks/${deps.rail.hooks.path}`, deps.rail.hooks.routes(inbox));

	await db
		.insert(events)
		.values({ event, no: 1, name: 'Nairobi', termsVersion: 1, endsAt: 4_000_000_000n, allocated: true });
	await db.insert(tiers).values(
		prices.slice(0, options.tiers ?? 1).map(({ kes, usdc }, tier) => ({
			...{ event, tier, price: usdc, faceCurrency: 0, faceAmount: kes, perOrder: 10 },
			...{ opensAt: 0n, closesAt: 4_000_000_000n, allocated: seats, sold: 0, held: 0 },
		})),
	);
	await recordBalance(db, treasury, 1, new Date(now));
	const master = randomBytes(32).toString('hex');
	const orders: OrderDeps = {
		db,
		clock,
		seal,
		custody: custodyOf(master),
		readTokens: readTokensOf(master),
		contactTokens: contactTokensOf(master),
		platform: null,
		walletOrders: null,
		watch: new OrderWatch(clock),
		// Its tests change prices, which no contract does.
		terms: { of: (reader, wanted) => new TermsCache().of(reader, wanted) },
		rate: parseRate(playRate),
		holdMilliseconds: 10 * minute,
		busyHoldMilliseconds: 10 * minute,
		bounds: unbounded,
		methods: [deps.rail],
	};
	await registerHooks(deps, new AbortController().signal);

	// biome-ignore lint/suspicious/noExplicitAny: jobs of all kinds
	const works = (): Work<any>[] => [
		sendPushes(deps),
		pollPushes(deps),
		readStatements(deps),
		sendRefunds(deps),
	];
	const workAll = async (): Promise<void> => {
		for (let done = 1; done > 0; ) {
			done = 0;
			for (const work of works()) done += await drain(work);
		}
	};
	const ringDue = async (): Promise<void> => {
		for (;;) {
			waiting.sort((a, b) => a.at - b.at);
			if (!waiting[0] || waiting[0].at > now) return;
			await waiting.shift()!.work();
		}
	};
	const nextTime = async (): Promise<number> => {
		const times = await Promise.all(works().map((work) => work.nextAt()));
		const due = [...times.filter((at) => at !== null), ...waiting.map((each) => each.at)];
		return Math.max(now + 1, Math.min(Infinity, ...due));
	};

	return {
		db,
		clock,
		simulator,
		seal,
		log,
		orders,
		hooks,
		/** The client of the process that lives. */
		get mpesa() {
			return mpesa;
		},
		get deps() {
			return deps;
		},
		works,
		logged: () => lines.join(''),
		/** The process is gone; another begins. */
		restart(between?: (name: string) => void) {
			mpesa = impatientOnlyInVain(simulator, clock.now);
			deps = newNode(between);
		},
		/** Work that is due, without time passing. */
		workAll,
		async pass(milliseconds: number) {
			const end = now + milliseconds;
			for (;;) {
				await ringDue();
				await workAll();
				const next = await nextTime();
				if (next > end) break;
				now = next;
			}
			now = end;
		},
		/** Time passes, and nobody works. */
		async sleep(milliseconds: number) {
			const end = now + milliseconds;
			for (;;) {
				waiting.sort((a, b) => a.at - b.at);
				if (!waiting[0] || waiting[0].at > end) break;
				now = Math.max(now, waiting[0].at);
				await waiting.shift()!.work();
			}
			now = end;
		},
		async order(phone: string, qty = 1, by: Asker = owner): Promise<OrderRow> {
			const wanted = { event, provider: 'mpesa' as const, tier: 0, qty, phone, idempotencyKey: randomUUID() };
			return (await createOrder(orders, wanted, by)).order;
		},
		/** One payment for several tiers. */
		async cart(phone: string, [first, ...also]: CartLine[], by: Asker = owner): Promise<OrderRow> {
			const wanted = {
				event,
				provider: 'mpesa' as const,
				...first!,
				also,
				phone,
				idempotencyKey: randomUUID(),
			};
			return (await createOrder(orders, wanted, by)).order;
		},
		rows: async (statement: string, values?: unknown[]): Promise<Row[]> =>
			(await admin.query(statement, values)).rows,
		async close() {
			await new Promise<void>((done) => {
				server.close(() => done());
				if ('closeAllConnections' in server) server.closeAllConnections();
			});
			await simulator.stop();
			await postgres.close();
			await admin.end();
			if (!options.cluster) await cluster.stop();
		},
	};
}

const patientMilliseconds = 20_000;
const vainMilliseconds = 1_000;

const simulated = ({ url: baseUrl, certificatePem }: Simulator, now: () => number) => ({
	...logins,
	baseUrl,
	initiator: 'passa',
	certificatePem,
	now,
	tokens: memoryTokens(),
});

/** Waits briefly only if no answer will come: a busy machine answers late, too. */
function impatientOnlyInVain(simulator: Simulator, now: () => number): Mpesa {
	const { ledger } = simulator;
	const shared = simulated(simulator, now);
	const patient = openMpesa({ ...shared, timeoutMilliseconds: patientMilliseconds });
	const vain = openMpesa({ ...shared, timeoutMilliseconds: vainMilliseconds });
	const hangs = (phone: string) => (ledger.byPhone.get(phone) ?? behaviourOf(phone, 0)).startsWith('hang');
	return { ...patient, push: (push) => (hangs(push.phone) ? vain : patient).push(push) };
}

/** The phone that makes the simulator behave so. */
export const phoneOf = (behaviour: Behaviour): string =>
	`2547990000${String(behaviours.indexOf(behaviour)).padStart(2, '0')}`;

let phones = 0;
/** Nobody's number twice. */
export const freshPhone = (): string => `2547${String(10_000_000 + phones++)}`;
