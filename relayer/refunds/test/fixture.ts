import { randomBytes } from 'node:crypto';
import { serve } from '@hono/node-server';
import { and, eq } from 'drizzle-orm';
import { Hono } from 'hono';
import { keyOf } from '#scripts/deploy/deployment.ts';
import type { EventInit } from '#shared/contract/event.ts';
import { noNetworks } from '#shared/service/address.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { drain, type Work } from '#shared/service/worker.server.ts';
import type { OrderRow } from '../../models/orders.ts';
import { payments } from '../../models/payments.ts';
import type { TicketRefundRow } from '../../models/ticket-refunds.ts';
import { lockOrder } from '../../orders/move-order.ts';
import { type AskedRefund, openTicketRefund } from '../../payments/open-ticket-refund.ts';
import { mpesaRail } from '../../rails/mpesa/rail.ts';
import type { Rail } from '../../rails/rail.ts';
import type { RailsDeps } from '../../rails/rails-deps.ts';
import { sendRefunds } from '../../rails/send-refunds.ts';
import { inboxOf } from '../../rails/start-rails.ts';
import { memoryTokens } from '../../rails/token-store.ts';
import { startSimulator } from '../../simulators/mpesa/start-simulator.ts';
import { logins } from '../../simulators/mpesa/test/fixture.ts';
import { type Fixture, laneWorker, openFixture, paidOrders, runDry } from '../../test/fixture.ts';
import { openDueRefunds } from '../open-due-refunds.ts';
import { payResoldRefund } from '../pay-resold-refund.ts';
import { type RefundDeps, voidOnChain } from '../void-on-chain.ts';

export type RefundsFixture = Awaited<ReturnType<typeof openRefundsFixture>>;

const day = 86_400n;

/** Refunded at wish until a day before the doors: all revenue is held until the event is over. */
export function refundable({ chainFixture }: Fixture, change: Partial<EventInit['policy']> = {}): EventInit {
	const terms = chainFixture.terms();
	const times = { refund_until: terms.starts_at - day, release_at: terms.ends_at };
	return { ...terms, policy: { ...terms.policy, reserve_bps: 10_000, ...times, ...change } };
}

/**
 * Chain, database and M-Pesa, whose refunds a test works by hand: nothing runs outside `work`. `restart` is another
 * process, which may be killed at a step.
 */
export async function openRefundsFixture(generation: 'today' | 'first' = 'today') {
	const fixture = await openFixture('instant', undefined, undefined, generation);
	const { chainFixture, settle, clock } = fixture;
	const { relayer } = chainFixture.deployment.roles;
	const channels = channelKeys(relayer.secret!, 'refund channel', 4);
	await openChannels(chainFixture.chain, keyOf(relayer), channels);
	const waiting: { at: number; work: () => Promise<void> | void }[] = [];
	const simulator = await startSimulator({
		host: '127.0.0.1',
		port: 0,
		logins,
		clock: { now: clock.now, after: (ms, work) => void waiting.push({ at: clock.now() + ms, work }) },
	});
	const listener = new Hono<Guarded>().onError((_, c) => c.json({}, 500));
	const server = serve({
		fetch: (request, env) => listener.fetch(request, env),
		port: 0,
		hostname: '127.0.0.1',
	});
	await new Promise<void>((done) => server.once('listening', done));
	const baseUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
	const options = {
		...logins,
		baseUrl: simulator.url,
		initiator: 'passa',
		certificatePem: simulator.certificatePem,
		now: clock.now,
		tokens: memoryTokens(),
		hooks: { secret: randomBytes(32).toString('hex'), baseUrl, allowed: null, proxies: noNetworks },
		register: null,
	};
	const rail: Rail = mpesaRail(options, settle.log);
	const newNode = (between?: (name: string) => void) => ({
		rails: { ...settle, listen: fixture.postgres.listen, rail, ...(between ? { between } : {}) } as RailsDeps,
		refunds: {
			...settle,
			channels: new ChannelAccounts(chainFixture.chain, channels),
			...(between ? { between } : {}),
		} as RefundDeps,
	});
	let node = newNode();
	let isDead = false;
	listener.use(async (c, next) => (isDead ? c.json({}) : next()));
	const inbox = inboxOf(new Proxy({} as RailsDeps, { get: (_, name) => node.rails[name as 'db'] }));
	listener.route(`/hooks/${rail.hooks.path}`, rail.hooks.routes(inbox));
	const works = (): Work<unknown>[] =>
		[voidOnChain(node.refunds), payResoldRefund(node.refunds), sendRefunds(node.rails)] as Work<unknown>[];
	const ring = async (): Promise<number> => {
		const due = waiting.filter(({ at }) => at <= clock.now());
		for (const each of due) waiting.splice(waiting.indexOf(each), 1);
		for (const { work } of due) await work();
		return due.length;
	};
	const round = async (): Promise<void> => {
		for (let done = 1; done > 0; ) {
			done = await openDueRefunds(node.refunds);
			for (const work of works()) done += await drain(work);
			done += await ring();
		}
	};

	return {
		...fixture,
		simulator,
		rail,
		get node() {
			return node;
		},
		/** All that is due, and what becomes due within these seconds. */
		async work(seconds = 0) {
			for (let past = 0; past <= seconds; past++) {
				await round();
				if (past < seconds) clock.advance(1000);
			}
		},
		/** The process is gone, and what M-Pesa sends meanwhile is lost; another begins. */
		restart(between?: (name: string) => void) {
			isDead = false;
			node = newNode(between);
		},
		/** Ends the process at the first step that meets this. */
		diesWhen(is: (step: string) => boolean) {
			isDead = false;
			node = newNode((step) => {
				isDead ||= is(step);
				if (isDead) throw new Error('killed');
			});
		},
		/** Ends the process at the first step of that name. */
		diesAt(name: string) {
			this.diesWhen((step) => step === name);
		},
		isDead: () => isDead,
		/** Issued orders that M-Pesa knows the payments of. */
		async issued(event: string, quantities: number[]): Promise<OrderRow[]> {
			const made = await paidOrders(fixture, event, quantities);
			await runDry(laneWorker(fixture));
			for (const { no } of made) await known(fixture, simulator.ledger.payments, no);
			return made;
		},
		/** A paid order whose payment M-Pesa knows, too. */
		async paid(event: string): Promise<OrderRow> {
			const [made] = await paidOrders(fixture, event, [1]);
			await known(fixture, simulator.ledger.payments, made!.no);
			return made!;
		},
		/** M-Pesa knows the payment that the test recorded. */
		known: (no: bigint) => known(fixture, simulator.ledger.payments, no),
		ask(no: bigint, change: Partial<AskedRefund> = {}): Promise<TicketRefundRow> {
			return fixture.db.transaction(async (tx) => {
				const order = await lockOrder(tx, no);
				const asked = { kind: 'refund', reason: 'ASKED_BY_BUYER', state: 'requested', by: 'holder' } as const;
				const mask = (1 << order.qty) - 1;
				const payment = await paymentOf(fixture, no);
				const wanted = { ...asked, mask, note: null, takesPart: false, ...change };
				return openTicketRefund(tx, order, payment, wanted, new Date(clock.now()));
			});
		},
		/** Every refund of an order in one line each. */
		async endsOf(no: bigint): Promise<string[]> {
			const rows = await fixture.rows(
				`SELECT t.state, t.waits_for, t.mask, t.amount_kes::text AS kes, r.way FROM relay.ticket_refunds t
				LEFT JOIN relay.refunds r ON r.ticket_refund_id = t.id WHERE t.order_no = $1 ORDER BY t.created_at, t.mask`,
				[no],
			);
			return rows.map((row) =>
				[row.state, row.waits_for, row.way, `${row.mask}`, `KES ${Number(row.kes) / 100}`]
					.filter(Boolean)
					.join(' '),
			);
		},
		onEvent: (name: string, event: string, args: Record<string, unknown>) =>
			chainFixture.call(chainFixture.organizer, event, name, args),
		async close() {
			await new Promise<void>((done) => {
				server.close(() => done());
				if ('closeAllConnections' in server) server.closeAllConnections();
			});
			await simulator.stop();
			await fixture.close();
		},
	};
}

async function paymentOf({ db }: Fixture, no: bigint) {
	const [payment] = await db
		.select()
		.from(payments)
		.where(and(eq(payments.orderNo, no), eq(payments.state, 'applied')));
	return payment!;
}

type Payments = Awaited<ReturnType<typeof startSimulator>>['ledger']['payments'];

/** M-Pesa has the payment that the test recorded, and the prompt that it answered is paid. */
async function known(fixture: Fixture, listed: Payments, no: bigint): Promise<void> {
	const { seal } = fixture.orders;
	const payment = await paymentOf(fixture, no);
	const [push] = await fixture.rows(
		`UPDATE relay.pushes SET state = 'paid', wake_at = NULL WHERE order_no = $1 RETURNING phone_sealed`,
		[no],
	);
	const times = { at: fixture.clock.now(), listedAt: fixture.clock.now(), reversed: false };
	const phone = seal.open(push.phone_sealed);
	const receipt = seal.open(payment.receiptSealed!);
	// Of a cart, M-Pesa knows the one receipt.
	const shillings = Number((payment.whole ?? payment.amount) / 100n);
	listed.push({ receipt, checkoutRequestId: '', shillings, phone, reference: '', ...times });
}
