import { StrKey, scValToNative, type Transaction, type xdr } from '@stellar/stellar-sdk';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { royaltyOf } from '#shared/contract/resale.ts';
import type { TicketAction } from '#shared/contract/ticket-action.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import {
	type EventState,
	failuresOf,
	type ReadEventStateError,
	readEventState,
} from '../state/event-state.ts';
import { assertReceiver, type ReceiverError } from '../state/receiver.ts';
import { signerOf } from './authorise.ts';
import {
	type Chain,
	type Landed,
	type PrepareError,
	prepare,
	type SendError,
	type SignTransaction,
	send,
	validForMs,
} from './invoke.ts';

/** What the simulation shows, and the wallet signs. Money in stroops of USDC. */
export type TicketQuote = {
	event: string;
	by: string;
	action: TicketAction;
	/** What leaves the wallet, and what it gets. */
	pays: bigint;
	gets: bigint;
	/** What a refund gives back though the wallet cannot take it now: it waits in the event. */
	owed: bigint;
	/** What of a price becomes the event's revenue, if the ticket is offered or bought. */
	royalty: bigint;
	/** The network's fee, at most, in stroops of XLM. */
	fee: bigint;
	/** The chain's fee payer pays it: the wallet's XLM does not reach. */
	feePaid: boolean;
	/** The unsigned transaction, base64. */
	envelope: string;
	validUntil: number;
	/** What the contracts' errors mean, if the transaction fails in its ledger. */
	failures: FailuresOfContracts;
};

export type QuoteTicketError =
	| ReadEventStateError
	| PrepareError
	| ReceiverError
	| PassaError<'EVENT_VERSION_OLD' | 'NOT_OWNER' | 'NOT_ALLOWED' | 'TOO_LATE'>;
export type ActOnTicketError = SendError;

/**
 * Simulates what `by` does with a ticket. Throws QuoteTicketError, with the contract's own code if it would refuse:
 * NOT_LISTED if somebody else bought the ticket or its holder took it off sale, TOTAL_ABOVE_MAX if its price rose.
 */
export async function quoteTicket(
	chain: Chain,
	event: string,
	by: string,
	action: TicketAction,
	versions: EventVersions = eventVersions,
): Promise<TicketQuote> {
	const state = await readEventState(chain.rpcUrl, event, versions);
	if (action.do === 'transfer') {
		const { registry, usdc } = state.config;
		await assertReceiver({ ...chain, registry, usdc, event }, by, action.to);
	}
	const operation = state.version.ticketCall(event, by, action);
	const failures = failuresOf(event, state);
	const prepared = await prepare({ chain, source: by, operation, failures });
	const { transaction, fee, feePaid, returnValue, events } = prepared;
	assertSigned(transaction, state.config.organizer, action);
	const transfers = transfersOf(events, state);
	const sum = (side: 'from' | 'to') =>
		transfers.filter((each) => each[side] === by).reduce((total, { amount }) => total + amount, 0n);
	const gets = sum('to');
	const back = action.do === 'refund' && returnValue ? (scValToNative(returnValue) as bigint) : 0n;
	return {
		event,
		by,
		action,
		pays: sum('from'),
		gets,
		owed: back - (action.do === 'refund' ? gets : 0n),
		royalty: 'price' in action ? royaltyOf(action.price, state.terms.policy.royalty_bps) : 0n,
		fee,
		feePaid,
		envelope: transaction.toEnvelope().toXdr('base64'),
		validUntil: Date.now() + validForMs,
		failures,
	};
}

/** A simulation records whose signature is missing, if the contract names another than the wallet that signs. */
function assertSigned({ operations }: Transaction, organizer: string, { do: name }: TicketAction): void {
	const [operation] = operations as { auth?: xdr.SorobanAuthorizationEntry[] }[];
	const other = (operation?.auth ?? []).map(signerOf).find((signer) => signer !== null);
	if (!other) return;
	if (name !== 'refund')
		throw new PassaError('NOT_OWNER', 'Another wallet has this ticket. Use that one.', { status: 409 });
	// Outside the time for it the organizer agrees too.
	if (other === organizer) throw new PassaError('TOO_LATE', 'The time to give this ticket back is over.');
	throw new PassaError('NOT_ALLOWED', 'Who paid for the ticket and who has it would both have to sign.');
}

type Transfer = { from: string; to: string; amount: bigint };

/** The transfers of USDC among a simulation's events. */
function transfersOf(events: xdr.ContractEvent[], { config }: Pick<EventState, 'config'>): Transfer[] {
	return events.flatMap(({ contractId, body }) => {
		if (!contractId || StrKey.encodeContract(contractId.toXdr()) !== config.usdc) return [];
		const [kind, from, to] = body.v0.topics.map((topic) => scValToNative(topic) as unknown);
		if (kind !== 'transfer') return [];
		const data = scValToNative(body.v0.data) as bigint | { amount: bigint };
		const amount = typeof data === 'bigint' ? data : data.amount;
		return [{ from: String(from), to: String(to), amount }];
	});
}

/** Signs and sends what was quoted, and waits for its ledger. Throws ActOnTicketError. */
export async function actOnTicket(chain: Chain, quoted: TicketQuote, sign: SignTransaction): Promise<Landed> {
	const { failures } = quoted;
	return send(chain, await sign(quoted.envelope), { failures });
}
