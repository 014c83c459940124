import { scValToNative, type xdr } from '@stellar/stellar-sdk';
import { cash } from '#shared/contract/accounting.ts';
import { booksOf } from '#shared/contract/books-of.ts';
import type { EventOperation } from '#shared/contract/event-operation.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import type { EventName, EventOf } from '#shared/contract/passa-event.ts';
import { extended } from '#shared/contract/pay-to.ts';
import { passaName } from '#shared/contract/raw-event.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { rawOf } from '../events/raw-of.ts';
import {
	type EventState,
	failuresOf,
	type ReadEventStateError,
	readEventState,
} from '../state/event-state.ts';
import {
	type Chain,
	type Landed,
	type PrepareError,
	prepare,
	type SendError,
	type SignTransaction,
	send,
} from './invoke.ts';

/** What an event owes its buyers if all of them get their money back, in stroops. */
export type RefundMoney = {
	/** Paid tickets that stand, and what they cost. */
	tickets: number;
	refundable: bigint;
	/** What the event holds. Payees have the rest. */
	cash: bigint;
	/** What the organizer must put in before everybody gets all of it back. */
	missing: bigint;
};

/**
 * What an organizer signs: an operation on the event, or a refund of tickets in custody after the date of its terms. And what the
 * guardian signs (`guardian-act.ts`).
 */
export type OrganizerStep = EventOperation | { do: 'goodwill' | 'guardian' };

/** An operation that the contract would carry out now. Nothing is signed yet. */
export type OperationPlan = {
	event: string;
	operation: OrganizerStep;
	/** Who signs: the organizer; the payee for its own share. */
	signer: string;
	money: RefundMoney;
	/** Given away of all that may be. */
	complimentary: { given: number; quota: number };
	/**
	 * Of a postponed event, in Unix seconds. `refundsUntil`: until when earlier buyers may give back, by the window or by the
	 * event's own rule; null where nobody has bought anything.
	 */
	postponed: { startsAt: bigint; endsAt: bigint; refundsUntil: bigint | null } | null;
	/** What the call pays, in stroops: to the organizer, or to a payee. Null where it pays nobody. */
	pays: bigint | null;
	/** Of changed details, in Unix seconds: until when earlier buyers may give back. Null where it opens no window. */
	refundsUntil: bigint | null;
	/** Of a freeze, in Unix seconds: when it ends. */
	frozenUntil: bigint | null;
	/** The network's fee, at most, in stroops of XLM. */
	fee: bigint;
	/** The chain's fee payer pays it: the signer's XLM does not reach. */
	feePaid: boolean;
	/** The unsigned transaction, base64; the network takes it for about a minute. */
	envelope: string;
	failures: FailuresOfContracts;
};

export type PlanOperationError =
	| ReadEventStateError
	| PrepareError
	| PassaError<'EVENT_TOO_OLD' | 'PAYEE_UNKNOWN' | 'SALES_PAUSED' | 'SALES_NOT_PAUSED' | 'EVENT_CANCELLED'>;

/**
 * A dry run: reads the event and simulates the operation as its signer. Throws PlanOperationError, with the contract's own code
 * where the contract would refuse; EVENT_TOO_OLD for an event of version 1, SALES_PAUSED, SALES_NOT_PAUSED or EVENT_CANCELLED where nothing would change.
 */
export async function planOperation(
	chain: Chain,
	event: string,
	operation: EventOperation,
	versions: EventVersions = eventVersions,
): Promise<OperationPlan> {
	const state = await readEventState(chain.rpcUrl, event, versions);
	const { config, version } = state;
	if (!version.operate) {
		throw new PassaError(
			'EVENT_TOO_OLD',
			'This event was published before that was possible: its contract has no such rule.',
			{ status: 409 },
		);
	}
	assertChanges(operation, state);
	const signer = signerOf(operation, state);
	const failures = failuresOf(event, state);
	const { transaction, fee, feePaid, events, returnValue } = await prepare({
		chain,
		source: signer,
		operation: version.operate(event, operation, config.organizer),
		failures,
	});
	return {
		...knownOf(event, state),
		operation,
		signer,
		postponed: operation.do === 'postpone' ? postponedBy(events, event, version, state.powers) : null,
		pays: paying.includes(operation.do) && returnValue ? BigInt(scValToNative(returnValue)) : null,
		refundsUntil: operation.do === 'set-details' ? windowOf(events, event, version, state) : null,
		frozenUntil: null,
		fee,
		feePaid,
		envelope: transaction.toEnvelope().toXdr('base64'),
		failures,
	};
}

/** What the relayer signed of a call about custody: the organizer signs the rest. */
type SignedPart = { envelope: string; fee: string };

/** The same for a ticket that goes into custody or is given back out of it: the relayer signs first. Throws what `ask` throws, too. */
export async function planSigned(
	chain: Chain,
	event: string,
	operation: OrganizerStep,
	ask: () => Promise<SignedPart>,
	versions: EventVersions = eventVersions,
): Promise<OperationPlan> {
	const [state, { envelope, fee }] = await Promise.all([
		readEventState(chain.rpcUrl, event, versions),
		ask(),
	]);
	return {
		...knownOf(event, state),
		operation,
		signer: state.config.organizer,
		postponed: null,
		pays: null,
		refundsUntil: null,
		frozenUntil: null,
		feePaid: false,
		fee: BigInt(fee),
		envelope,
		failures: failuresOf(event, state),
	};
}

/** What a dry run says of any act. */
export const knownOf = (event: string, state: EventState) => ({
	event,
	money: refundMoney(state),
	complimentary: { given: state.counters.complimentary, quota: state.terms.complimentary },
});

const paying: EventOperation['do'][] = ['return-top-ups', 'pay-payee'];

/** The contract accepts a pause of a paused event: its signer would pay for nothing. */
function assertChanges(
	{ do: act }: EventOperation,
	{ counters: { flags: set, cancelled } }: EventState,
): void {
	if ((act === 'pause' || act === 'resume') && cancelled)
		throw new PassaError('EVENT_CANCELLED', 'The event is cancelled: it sells nothing any more.', {
			status: 409,
		});
	const isPaused = (set & flags.pausedByOrganizer) !== 0;
	if (act === 'pause' && isPaused)
		throw new PassaError('SALES_PAUSED', 'You have paused the sales of this event already.', {
			status: 409,
		});
	if (act === 'resume' && !isPaused)
		throw new PassaError('SALES_NOT_PAUSED', 'You have not paused the sales of this event.', { status: 409 });
}

function signerOf(operation: EventOperation, { config, terms }: EventState): string {
	if (operation.do !== 'accept-share') return config.organizer;
	const payee = terms.payees[operation.index];
	if (payee) return String(payee.address);
	throw new PassaError('PAYEE_UNKNOWN', `This event has no payee ${operation.index}.`, { status: 404 });
}

/** Signs and sends a planned operation, and waits for its ledger. Throws SendError. */
export const carryOut = async (
	chain: Chain,
	{ envelope, failures }: OperationPlan,
	sign: SignTransaction,
): Promise<Landed> => send(chain, await sign(envelope), { failures });

export type CarryOutError = SendError;

/** From an event's state: what refunds of all its tickets would take. Version 1 gives nothing back. */
export function refundMoney(state: Pick<EventState, 'counters' | 'terms' | 'paid'>): RefundMoney {
	const { refundable, tiers, complimentary } = state.counters;
	const held = cash(booksOf(state));
	const sold = tiers.reduce((sum, tier) => sum + tier.sold, 0);
	const missing = refundable > held ? refundable - held : 0n;
	return { tickets: sold - complimentary, refundable, cash: held, missing };
}

type Decoder = Pick<EventVersion, 'decodeEvent'>;

/** An event that the simulated call published: the contract itself computed what it says. */
export function published<N extends EventName>(
	events: xdr.ContractEvent[],
	{ event, name, version }: { event: string; name: N; version: Decoder },
): EventOf<N> | null {
	const raw = events.map(rawOf).find((each) => each.contractId === event && passaName(each) === name);
	return raw ? (version.decodeEvent(raw, event) as EventOf<N>) : null;
}

function postponedBy(
	events: xdr.ContractEvent[],
	event: string,
	version: Decoder,
	powers: EventState['powers'],
): OperationPlan['postponed'] {
	const found = published(events, { event, name: 'postponed', version });
	if (!found) return null;
	const { terms, window_until } = found.payload;
	return {
		startsAt: terms.starts_at,
		endsAt: terms.ends_at,
		refundsUntil: longerOf(window_until, terms.policy.refund_until, powers),
	};
}

function windowOf(
	events: xdr.ContractEvent[],
	event: string,
	version: Decoder,
	{ terms, powers }: Pick<EventState, 'terms' | 'powers'>,
): bigint | null {
	const until = published(events, { event, name: 'details_set', version })?.payload.window_until ?? 0n;
	return longerOf(until, terms.policy.refund_until, powers);
}

/** The window's end, or the later one that every buyer has by the event's own rule; null where no window opened. */
function longerOf(window: bigint, rule: bigint, powers: EventState['powers']): bigint | null {
	if (window === 0n) return null;
	const always = extended(powers, 0n, rule);
	return always > window ? always : window;
}
