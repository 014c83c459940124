import { and, eq, isNull, max, or } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { mayLand } from '#shared/chain/submit/may-land.ts';
import { nowOf } from '#shared/clock.ts';
import { refundCustodial, usdcTransfer } from '#shared/contract/registry-args.ts';
import { PassaError } from '#shared/errors.ts';
import type { Work } from '#shared/service/worker.server.ts';
import {
	type ChainView,
	callKillPoints,
	type Failure,
	type Next,
	type WantedCall,
} from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { type CallOutcome, outcomeOf } from '../calls/outcome-of.ts';
import { orders } from '../models/orders.ts';
import { type ResoldRefundRow, resoldRefunds } from '../models/resold-refunds.ts';
import { assertRoles } from '../settle/refused-roles.ts';
import { reserveUsdc } from '../treasury/usdc.ts';
import { decideResoldRefund } from './decide-resold-refund.ts';
import { findVoided } from './find-voided.ts';
import { type OrderReading, readOrder } from './read-order.ts';
import { refundErrorOf } from './refund-error.ts';
import {
	flagResoldRefund,
	isDecided,
	recordPaid,
	recordVoid,
	thisResoldRefund,
	withdrawResoldRefund,
} from './resold-refund-rows.ts';
import type { RefundDeps } from './void-on-chain.ts';

const parts = { requested: 'ticket', voided: 'payment' } as const;
/** A process may die between any two of these: the ticket is made void first, and then its wallet is paid. */
export const resoldRefundKillPoints: string[] = Object.values(parts).flatMap((part) =>
	callKillPoints.map((step) => `${part} ${step}`),
);

/** What waits longer is a person's to look at. */
const patienceMilliseconds = 14 * 86_400_000;
/** The wallet, or the treasury, can take or give it later. */
const waits = ['NO_TRUSTLINE', 'BALANCE_FROZEN', 'INSUFFICIENT_USDC', 'TREASURY_SHORT'];

type Row = ResoldRefundRow;
type Ticket = { reading: OrderReading };
/** `paid`: what became of the newest payment; null where none was signed. */
type Payment = { state: EventState; paid: CallOutcome | null };
/** Of a ticket that is to be made void; of one that is, whose wallet is to be paid. */
type View = ChainView & (Ticket | Payment);

/**
 * Makes tickets void that wallets bought last and the treasury once paid for, and pays the wallets what came for them. The chain
 * is read first: it takes a ticket back once, no matter who asks. The payment is stored before it is sent, and found again by its
 * hash; another one is signed only where that one can no longer land.
 */
export const payResoldRefund = (deps: RefundDeps): Work<Row> =>
	callWork<Row, View>(deps, {
		name: 'paying wallets that bought tickets last',
		...{ table: resoldRefunds, key: [resoldRefunds.event, resoldRefunds.ticket] },
		leaseMilliseconds: 180_000,
		isUntouched: thisResoldRefund,
		part: ({ state }) => (state === 'requested' ? parts.requested : parts.voided),
		read: (row) => (row.state === 'requested' ? readTicket(deps, row) : readPayment(deps, row)),
		async next(row, view) {
			if ('paid' in view && typeof view.paid === 'number') return landed(deps, row, view.paid);
			if (await isDecided(deps.db, row)) return withdraw(deps, row, 'decided');
			return 'paid' in view
				? { do: 'call', call: () => payment(deps, row, view) }
				: makeVoid(deps, row, view);
		},
		mayLand: (row, view) =>
			'paid' in view ? view.paid === 'open' : mayLand(row, view, deps.chain.passphrase),
		afterError: (failure) => afterError(deps, failure),
		pause: (row) => ({ since: row.voidedAt ?? row.createdAt, part: 4, least: 2_000, most: 600_000 }),
		named: ({ event, ticket }) => ({ event, ticket: String(ticket) }),
		isNotYet: 'a wallet does not get the money of its ticket yet',
	});

async function readTicket(deps: RefundDeps, { event, ticket }: Row): Promise<View> {
	const { order } = orderOf(ticket);
	const reading = await readOrder(deps, event, order);
	if (!reading) throw new PassaError('RPC_BEHIND', `the RPC does not show order ${order}`);
	const { ledger, closeTime, failures } = reading;
	return { ledger, closeTime, failures, reading };
}

async function readPayment({ chain }: RefundDeps, row: Row): Promise<View> {
	const { sequence, closeTime } = await call(chain.rpcUrl, 'getLatestLedger');
	const state = await readEventState(chain.rpcUrl, row.event);
	const { paymentHash, validUntil, sinceLedger, envelope } = row;
	const stored = { hash: paymentHash!, validUntil: validUntil!, sinceLedger: sinceLedger! };
	const paid = envelope === null ? null : await outcomeOf(chain, stored);
	const failures = failuresOf(row.event, state);
	return { ledger: sequence, closeTime: BigInt(closeTime), failures, state, paid };
}

async function makeVoid(deps: RefundDeps, row: Row, { reading }: Ticket): Promise<Next<Row>> {
	const { state, closeTime, tickets } = reading;
	const { order, index } = orderOf(row.ticket);
	const seen = { now: closeTime, frozenUntil: state.powers.frozenUntil, ticket: tickets[index]! };
	const { cancelled } = state.counters;
	const { takesPart } = row;
	if (takesPart) assertRoles(reading.registry, deps.signer);
	const action = decideResoldRefund({ ...seen, cancelled }, await resalesOf(deps, row));
	switch (action.do) {
		case 'withdraw':
			return withdraw(deps, row, 'withdrawn');
		case 'wait':
			return action;
		case 'record':
			return recordTicket(deps, row, reading);
		case 'void': {
			// Anybody may call for all of it after a cancel, so nobody signs: the contract takes the ticket back once. A part is agreed to.
			const of = { event: row.event, order, mask: 1 << index, credits: [], relayed: takesPart };
			const { operation, signs } = refundCustodial(deps.registry, of);
			const signers = takesPart ? [deps.signer.relayer] : [];
			const signatures = new Map(signers.map((key) => [key.publicKey(), signs]));
			const keep: WantedCall<Row>['keep'] = async (_, { hash }) => ({ paymentHash: hash });
			return { do: 'call', call: () => ({ operation, signers, signatures, keep }) };
		}
		default:
			return action satisfies never;
	}
}

const withdraw = (deps: RefundDeps, row: Row, state: 'withdrawn' | 'decided'): Next<Row> => ({
	do: 'giveUp',
	write: (tx) => withdrawResoldRefund(tx, row, state, nowOf(deps)),
});

/** How often the ticket had been sold when it became the newest order's here. */
async function resalesOf({ db }: RefundDeps, { event, ticket }: Row): Promise<number> {
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

async function recordTicket(
	deps: RefundDeps,
	row: Row,
	{ state, order, tickets }: OrderReading,
): Promise<Next<Row>> {
	const { order: chainOrder, index } = orderOf(row.ticket);
	const [bought] = await deps.db.select().from(orders).where(eq(orders.no, row.orderNo));
	const of = {
		mask: 1 << index,
		price: state.terms.tiers[order.tier]!.price,
		since: row.sinceLedger ?? bought!.ledger!,
	};
	const found = await findVoided(deps.chain.rpcUrl, { event: row.event, chainOrder }, of, state.version);
	const { owner } = tickets[index]!;
	return { do: 'record', write: (tx) => recordVoid(tx, row, owner, found, nowOf(deps)), andGoOn: true };
}

/** The treasury is the source of the transfer, so that its signature counts in this one transaction only: its hash says whether it landed. */
function payment({ signer }: RefundDeps, row: Row, { state, ledger }: ChainView & Payment): WantedCall<Row> {
	const { treasury } = signer;
	const from = treasury.publicKey();
	return {
		operation: usdcTransfer(state.config.usdc, from, row.owner!, row.paidUsdc!),
		async alsoSign(transaction) {
			const signature = await treasury.sign(transaction.hash());
			transaction.addSignature(from, Buffer.from(signature).toString('base64'));
		},
		async keep(tx, { hash }) {
			if (!row.reserved) await reserveUsdc(tx, row.paidUsdc!);
			return { reserved: true, paymentHash: hash, sinceLedger: ledger };
		},
	};
}

function landed(deps: RefundDeps, row: Row, ledger: number): Next<Row> {
	const { event, ticket, owner, paidUsdc, paymentHash } = row;
	const known = { event, ticket: String(ticket), owner, paid: String(paidUsdc), tx: paymentHash };
	return {
		do: 'record',
		write: (tx) => recordPaid(tx, row, ledger, nowOf(deps)),
		said: [known, 'a wallet has the money of its ticket'],
	};
}

function afterError(
	deps: RefundDeps,
	{ row, error }: Failure<Row, View>,
): Extract<Next<Row>, { do: 'wait' }> {
	const { code, policy } = refundErrorOf(error, row.state === 'requested');
	// Somebody else was faster.
	if (code === 'TICKET_REFUNDED') return { do: 'wait', code: row.waitsFor };
	const isLong = deps.clock.now() - row.createdAt.getTime() >= patienceMilliseconds;
	const isRefused = policy === 'case' && !waits.includes(code);
	if (row.flaggedAt !== null || !(isLong || isRefused)) return { do: 'wait', code };
	return { do: 'wait', code, write: (tx) => flagResoldRefund(tx, row, code, nowOf(deps)) };
}
