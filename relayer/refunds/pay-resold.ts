import { and, asc, eq, isNull, lte, max, min, or, sql } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { offer, prepare } from '#shared/chain/submit/invoke.ts';
import { refundCustodial } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { orders } from '../models/orders.ts';
import { type ResoldRefundRow, resoldRefunds } from '../models/resold-refunds.ts';
import { reserveUsdc } from '../treasury/usdc.ts';
import { decideResold } from './decide-resold.ts';
import { changeResold, flagResold, isDecided, recordPaid, recordVoid, withdrawResold } from './end-resold.ts';
import { findVoided } from './find-voided.ts';
import { type OrderReading, readOrder } from './read-order.ts';
import { refundErrorOf } from './refund-error.ts';
import { outcomeOf, sendUsdc } from './send-usdc.ts';
import type { RefundDeps } from './void-on-chain.ts';

/** A process may die between any two of these. */
export const resoldSteps = [
	...['resold read', 'resold sent', 'resold void'],
	...['payment stored', 'payment sent', 'payment landed', 'payment recorded'],
] as const;
type ResoldStepName = (typeof resoldSteps)[number];

/** Longer than a call may take to land. */
const leaseMilliseconds = 180_000;
const [shortest, longest] = [2_000, 600_000];
/** What waits longer is a person's to look at. */
const patienceMilliseconds = 14 * 86_400_000;
/** The wallet, or the treasury, can take or give it later. */
const waits = ['NO_TRUSTLINE', 'BALANCE_FROZEN', 'INSUFFICIENT_USDC', 'TREASURY_SHORT'];

export type ResoldDeps = Omit<RefundDeps, 'step'> & {
	/** A test ends a worker here. */
	step?: (name: ResoldStepName) => void | Promise<void>;
};

type Deps = ResoldDeps;

const nowOf = ({ clock }: Deps): Date => new Date(clock.now());

/**
 * Makes tickets void that wallets bought last and the treasury once paid for, and pays the wallets what came for them. The chain
 * is read first: it takes a ticket back once, no matter who asks. The payment is stored before it is sent, and found again by its
 * hash; another one is signed only where that one can no longer land.
 */
export const payResold = (deps: Deps): Work<ResoldRefundRow> => ({
	name: 'paying wallets that bought tickets last',
	most: deps.channels.keys.length,
	async claim(limit) {
		const now = nowOf(deps);
		const due = deps.db
			.select({ event: resoldRefunds.event, ticket: resoldRefunds.ticket })
			.from(resoldRefunds)
			.where(lte(resoldRefunds.wakeAt, now))
			.orderBy(asc(resoldRefunds.wakeAt))
			.limit(limit)
			.for('update', { skipLocked: true });
		return deps.db
			.update(resoldRefunds)
			.set({ wakeAt: new Date(now.getTime() + leaseMilliseconds) })
			.where(sql`(${resoldRefunds.event}, ${resoldRefunds.ticket}) IN ${due}`)
			.returning();
	},
	run: (row) => advance(deps, row),
	async nextAt() {
		const [row] = await deps.db.select({ at: min(resoldRefunds.wakeAt) }).from(resoldRefunds);
		return row?.at?.getTime() ?? null;
	},
});

async function advance(deps: Deps, row: ResoldRefundRow): Promise<void> {
	try {
		if (row.envelope !== null && !(await isOver(deps, row))) return;
		if (await isDecided(deps.db, row))
			return await deps.db.transaction((tx) => withdrawResold(tx, row, 'decided', nowOf(deps)));
		if (row.state === 'requested' && !(await isVoid(deps, row))) return;
		await pay(deps, row);
	} catch (error) {
		await failed(deps, row, error);
	}
}

/** Whether the ticket is void, and recorded so. */
async function isVoid(deps: Deps, row: ResoldRefundRow): Promise<boolean> {
	for (;;) {
		const { order, index } = orderOf(row.ticket);
		const reading = await readOrder(deps, row.event, order);
		if (!reading) throw new PassaError('RPC_BEHIND', `the RPC does not show order ${order}`);
		await deps.step?.('resold read');
		const { state, closeTime, tickets } = reading;
		const { counters, powers } = state;
		const seen = { now: closeTime, frozenUntil: powers.frozenUntil, ticket: tickets[index]! };
		const step = decideResold({ ...seen, cancelled: counters.cancelled }, await resalesOf(deps, row));
		switch (step.do) {
			case 'withdraw':
				await deps.db.transaction((tx) => withdrawResold(tx, row, 'withdrawn', nowOf(deps)));
				return false;
			case 'wait':
				await later(deps, row, step.code);
				return false;
			case 'record':
				await record(deps, row, reading);
				return true;
			case 'void':
				await makeVoid(deps, row, reading);
				break;
			default:
				step satisfies never;
		}
	}
}

/** How often the ticket had been sold when it became the newest order's here. */
async function resalesOf({ db }: Deps, { event, ticket }: ResoldRefundRow): Promise<number> {
	const isIts = or(
		and(isNull(orders.listing), eq(orders.chainOrder, orderOf(ticket).order)),
		eq(orders.listing, ticket),
	);
	const [newest] = await db
		.select({ resales: max(orders.resales) })
		.from(orders)
		.where(and(eq(orders.event, event), eq(orders.state, 'issued'), isIts));
	return newest?.resales ?? 0;
}

/** Anybody may call for it after a cancel, so nobody signs: the contract takes the ticket back once. */
async function makeVoid(deps: Deps, row: ResoldRefundRow, reading: OrderReading): Promise<void> {
	const { chain, channels, registry } = deps;
	const { failures, ledger } = reading;
	const { order, index } = orderOf(row.ticket);
	const of = { event: row.event, order, mask: 1 << index, credits: [], relayed: false };
	const { operation } = refundCustodial(registry, of);
	// What voids it is in this ledger or a later one, also where this process dies.
	if (row.sinceLedger === null) await changeResold(deps.db, row, { sinceLedger: ledger });
	await channels
		.submit({
			failures,
			build: async (source) => (await prepare({ chain, source, operation, failures })).transaction,
		})
		.catch((error: PassaError) => {
			// Somebody else was faster.
			if (error.code !== 'TICKET_REFUNDED') throw error;
		});
	await deps.step?.('resold sent');
}

async function record(
	deps: Deps,
	row: ResoldRefundRow,
	{ state, order, tickets }: OrderReading,
): Promise<void> {
	const { order: chainOrder, index } = orderOf(row.ticket);
	const [bought] = await deps.db.select().from(orders).where(eq(orders.no, row.orderNo));
	const of = {
		mask: 1 << index,
		price: state.terms.tiers[order.tier]!.price,
		since: row.sinceLedger ?? bought!.ledger!,
	};
	const found = await findVoided(deps.chain.rpcUrl, { event: row.event, chainOrder }, of, state.version);
	await deps.db.transaction((tx) => recordVoid(tx, row, tickets[index]!.owner, found, nowOf(deps)));
	await deps.step?.('resold void');
}

/** Whether its newest payment can land no more, and has not. */
async function isOver(deps: Deps, row: ResoldRefundRow): Promise<boolean> {
	const { paymentHash, validUntil, sinceLedger } = row;
	const stored = { paymentHash: paymentHash!, validUntil: validUntil!, sinceLedger: sinceLedger! };
	const outcome = await outcomeOf(deps, stored);
	if (outcome === 'over') {
		await changeResold(deps.db, row, { envelope: null });
		return true;
	}
	if (outcome === 'open') {
		await offer(deps.chain, row.envelope!);
		await later(deps, row, row.waitsFor);
		return false;
	}
	await deps.step?.('payment landed');
	await deps.db.transaction((tx) => recordPaid(tx, row, outcome, nowOf(deps)));
	await deps.step?.('payment recorded');
	const { event, ticket, owner, paidUsdc } = row;
	deps.log.info(
		{ event, ticket: String(ticket), owner, paid: String(paidUsdc), tx: paymentHash },
		'a wallet has the money of its ticket',
	);
	return false;
}

async function pay(deps: Deps, row: ResoldRefundRow): Promise<void> {
	const { db, chain } = deps;
	const { sequence } = await call(chain.rpcUrl, 'getLatestLedger');
	const state = await readEventState(chain.rpcUrl, row.event);
	const payment = { usdc: state.config.usdc, to: row.owner!, amount: row.paidUsdc! };
	await sendUsdc(deps, { ...payment, failures: failuresOf(row.event, state) }, async (signed) => {
		await db.transaction(async (tx) => {
			if (!row.reserved) await reserveUsdc(tx, row.paidUsdc!);
			const sent = { ...signed, reserved: true, sinceLedger: sequence, attempts: row.attempts + 1 };
			await changeResold(tx, row, sent);
		});
		await deps.step?.('payment stored');
	});
	await deps.step?.('payment sent');
	await later(deps, row, null);
}

/** It is looked at again after a quarter of its age. */
async function later(deps: Deps, row: ResoldRefundRow, waitsFor: string | null): Promise<void> {
	const age = deps.clock.now() - (row.voidedAt ?? row.createdAt).getTime();
	const wakeAt = new Date(deps.clock.now() + Math.min(longest, Math.max(shortest, age / 4)));
	await changeResold(deps.db, row, { waitsFor, wakeAt });
}

async function failed(deps: Deps, row: ResoldRefundRow, error: unknown): Promise<void> {
	const { code, policy } = refundErrorOf(error, row.state === 'requested');
	const { event, ticket, waitsFor, flaggedAt } = row;
	if (waitsFor !== code)
		deps.log.warn(
			{ event, ticket: String(ticket), code, message: (error as Error).message },
			'a wallet does not get the money of its ticket yet',
		);
	await later(deps, row, code);
	const isLong = deps.clock.now() - row.createdAt.getTime() >= patienceMilliseconds;
	const isRefused = policy === 'case' && !waits.includes(code);
	if (flaggedAt === null && (isLong || isRefused))
		await deps.db.transaction((tx) => flagResold(tx, row, code, nowOf(deps)));
}
