import { and, eq } from 'drizzle-orm';
import { call } from '#shared/chain/rpc.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import { type EventState, failuresOf, readEventState } from '#shared/chain/state/event-state.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Work } from '#shared/service/worker.server.ts';
import type { CallDeps, ChainView, Failure, Next, WantedCall } from '../calls/call-job.ts';
import { callWork } from '../calls/call-work.ts';
import { type CallOutcome, outcomeOf } from '../calls/outcome-of.ts';
import { amountsIn } from '../keeper/payout-write.ts';
import { duesOfEvent } from '../keeper/read-dues.ts';
import { type LeftOut, type PayoutRequestRow, payoutRequests } from '../models/payout-requests.ts';
import type { Transaction } from '../models/schema.ts';
import { type Probed, probePayouts } from './probe-payouts.ts';
import { paidOutOf, type Receiver, receiversOf } from './receivers.ts';

type Row = PayoutRequestRow;
/** `landed`: what became of the newest call; null where none was signed. */
type View = ChainView & { state: EventState; receivers: Receiver[]; landed: CallOutcome | null };

/** After this a request that could not be carried out ends, so that the person sees why. */
const patienceMilliseconds = 600_000;
/** The contract refuses more in one call. */
const mostCreators = 8;

/**
 * Pays what support asked to pay at once, as the keeper would: one call that anybody may make. Each receiver is asked for alone
 * first, so those who cannot be paid are left out and named with the reason. The call is stored before it is sent, and its hash
 * says whether it landed; the contract's own totals let nobody be paid twice.
 */
export const carryOutPayouts = (deps: CallDeps): Work<Row> =>
	callWork<Row, View>(deps, {
		name: 'paying what support asked to pay',
		...{ table: payoutRequests, key: [payoutRequests.id], leaseMilliseconds: 180_000 },
		isUntouched: ({ id, attempts }) =>
			and(
				eq(payoutRequests.id, id),
				eq(payoutRequests.state, 'asked'),
				eq(payoutRequests.attempts, attempts),
			),
		read: (row) => read(deps, row),
		next: (row, view) => next(deps, row, view),
		mayLand: (_, view) => view.landed === 'open',
		afterError: (failure) => afterError(deps, failure),
		pause: ({ createdAt }) => ({ since: createdAt, part: 4, least: 1_000, most: 60_000 }),
		named: ({ id, event }) => ({ payout: id, event }),
		isNotYet: 'a payout that support asked for is not made yet',
	});

async function read({ db, chain, versions }: CallDeps, row: Row): Promise<View> {
	const { sequence, closeTime: time } = await call(chain.rpcUrl, 'getLatestLedger');
	const closeTime = BigInt(time);
	const state = await readEventState(chain.rpcUrl, row.event, versions);
	const dues = await duesOfEvent(db, chain.rpcUrl, row.event, state, closeTime);
	const all = receiversOf(
		dues,
		state.terms.payees.map(({ address }) => String(address)),
	);
	const { txHash, validUntil, sinceLedger, envelope } = row;
	return {
		...{ ledger: sequence, closeTime, failures: failuresOf(row.event, state), state },
		receivers: row.payee === null ? all : all.filter(({ payee }) => payee === row.payee),
		landed:
			envelope === null
				? null
				: await outcomeOf(chain, { hash: txHash!, validUntil: validUntil!, sinceLedger: sinceLedger! }),
	};
}

async function next(deps: CallDeps, row: Row, view: View): Promise<Next<Row>> {
	const { landed, receivers, state, failures } = view;
	if (typeof landed === 'number') return recordPaid(deps, row, view, landed);
	if (landed === 'open') return { do: 'resend' };
	const why = stopOf(view);
	if (why) return giveUp(deps, row, why, []);
	const probing = { chain: deps.chain, source: deps.signer.relayer.publicKey(), event: row.event };
	const probed = await probePayouts({ ...probing, calls: { version: state.version, failures } }, receivers);
	const leftOut = probed.flatMap(({ address: to, refusal: code }) => (code ? [{ to, code }] : []));
	const payable = probed.filter(({ refusal }) => refusal === null);
	if (payable.length === 0) return giveUp(deps, row, leftOut[0]!.code, leftOut);
	return { do: 'call', call: () => callOf(row, view, payable, leftOut) };
}

/** Why nobody can be paid of the whole event; null: somebody may be. */
function stopOf({ state, closeTime, receivers }: View): string | null {
	if (state.counters.cancelled) return 'EVENT_CANCELLED';
	if (closeTime < state.powers.frozenUntil) return 'EVENT_FROZEN';
	return receivers.length === 0 ? 'NOTHING_DUE' : null;
}

function callOf(
	{ event }: Row,
	{ state, ledger }: View,
	payable: Probed[],
	leftOut: LeftOut[],
): WantedCall<Row> {
	const mask = payable.reduce((bits, { payee }) => (payee === null ? bits : bits | (1 << payee)), 0);
	const creators = payable.flatMap(({ payee, address }) => (payee === null ? [address] : []));
	return {
		operation: state.version.distribute(event, mask, creators.slice(0, mostCreators)),
		keep: async (_, { hash }) => ({ txHash: hash, sinceLedger: ledger, leftOut }),
	};
}

async function recordPaid(deps: CallDeps, row: Row, { state }: View, ledger: number): Promise<Next<Row>> {
	const answer = await serverOf(deps.chain).getTransaction(row.txHash!);
	const events = 'events' in answer ? (answer.events?.contractEventsXdr?.flat() ?? []) : [];
	const addresses = state.terms.payees.map(({ address }) => String(address));
	const paid = paidOutOf(amountsIn(events, row.event, state.version), addresses);
	const ended = { state: 'paid' as const, paid, ledger, waitsFor: null };
	return {
		do: 'record',
		write: (tx) => end(tx, deps, row, ended),
		said: [{ payout: row.id, event: row.event, paid, tx: row.txHash }, 'support had payees paid'],
	};
}

const giveUp = (deps: CallDeps, row: Row, reason: string, leftOut: LeftOut[]): Next<Row> => ({
	do: 'giveUp',
	write: (tx) => end(tx, deps, row, { state: 'failed', reason, leftOut }),
	said: [{ payout: row.id, event: row.event, reason }, 'a payout that support asked for was not made'],
});

const end = (tx: Transaction, deps: CallDeps, { id }: Row, change: Partial<Row>) =>
	tx
		.update(payoutRequests)
		.set({ ...change, wakeAt: null, endedAt: nowOf(deps) })
		.where(and(eq(payoutRequests.id, id), eq(payoutRequests.state, 'asked')));

/** What may still land is waited for, however long. */
function afterError(
	deps: CallDeps,
	{ row, view, code, error, isSent }: Failure<Row, View>,
): Extract<Next<Row>, { do: 'wait' | 'record' }> {
	const isLong = deps.clock.now() - row.createdAt.getTime() >= patienceMilliseconds;
	const mayLand = isSent || view === null || view.landed === 'open';
	const isLost = error instanceof PassaError && code === 'HISTORY_CUT';
	if (!isLong || (mayLand && !isLost)) return { do: 'wait', code };
	return { do: 'record', write: (tx) => end(tx, deps, row, { state: 'failed', reason: code }) };
}
