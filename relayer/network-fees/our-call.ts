import { Address, Keypair, Transaction, TransactionBuilder, type xdr } from '@stellar/stellar-sdk';
import { signerOf } from '#shared/chain/submit/authorise.ts';
import { needsFeePayer, resourceFeeOf } from '#shared/chain/submit/fee-payer.ts';
import { baseAccount } from '#shared/contract/base-account.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { PaidCall } from '../models/paid-fees.ts';

export type OurCall = {
	transaction: Transaction;
	innerHash: string;
	/** The account (G…) that signed it, without the id of a muxed one. */
	source: string;
	call: PaidCall;
	/** The event's contract; null if it publishes one. */
	event: string | null;
	/** Stroops that its resources cost at most. */
	resourceFee: bigint;
	/** Unix seconds. */
	maxTime: bigint;
};

export type OurCallError = PassaError<'NOT_OUR_CALL' | 'FEE_TOO_HIGH' | 'SIGNATURE_WRONG'>;

/** The entries of an event whose callers are helped. All others, ours and anybody's, are refused. */
const ofEvents: Record<string, PaidCall> = {
	process_ticket_purchase: 'purchase',
	buy_listed: 'purchase',
	transfer: 'ticket',
	list: 'ticket',
	unlist: 'ticket',
	refund: 'ticket',
	accept_share: 'consent',
};

/** What the organizer of an event does to it: paid for accounts that Passa holds, which never have XLM. */
const ofOrganizers: ReadonlySet<string> = new Set([
	'cancel',
	'pause',
	'postpone',
	'add_tier',
	'update_details',
	'mint_ticket',
	'claim',
	'return_top_ups',
	'fund_refunds',
	'set_gate',
]);

/** Stroops. The dearest calls that tests and benchmarks make cost less than half of it. */
const mostResources: Record<PaidCall, bigint> = {
	purchase: 3_000_000n,
	ticket: 2_000_000n,
	consent: 1_000_000n,
	publish: 15_000_000n,
	operation: 3_000_000n,
	line: 0n,
	held: 0n,
};

const notOurs = (why: string): OurCallError =>
	new PassaError('NOT_OUR_CALL', `Passa pays the network fee of its own calls only: ${why}.`);

/** `organizes`: what an organizer does to a published event is a call of ours, too. */
export type OurNetwork = { passphrase: string; registry: string; organizes?: boolean };

/**
 * Reads an envelope (base64) that is exactly one call of ours: one operation, of the list above, as its source alone,
 * signed by that account, with an end and with nothing else in it. Throws OurCallError. Asks nobody: the caller still
 * looks whether the event is one of the registry's.
 */
export function readOurCall(envelope: string, network: OurNetwork): OurCall {
	const call = readUnsignedCall(envelope, network);
	assertSigned(call.transaction, call.source);
	return call;
}

/** The same before its source has signed. Throws OurCallError. */
export function readUnsignedCall(
	envelope: string,
	{ passphrase, registry, organizes = false }: OurNetwork,
): OurCall {
	const transaction = parse(envelope, passphrase);
	if (transaction.memo.type !== 'none') throw notOurs('it has a memo');
	if (hasOtherConditions(transaction)) throw notOurs('it has conditions beside its time');
	const maxTime = BigInt(transaction.timeBounds?.maxTime ?? 0);
	if (maxTime === 0n) throw notOurs('it has no end');
	const resourceFee = resourceFeeOf(transaction);
	if (resourceFee === null || !needsFeePayer(transaction)) throw notOurs('it pays its fee itself');
	const source = baseAccount(transaction.source);
	const { contract, name } = callIn(transaction, source);
	const call = callOf(contract === registry, name, organizes);
	if (!call) throw notOurs(`${name} is not on the list`);
	if (resourceFee > mostResources[call])
		throw new PassaError('FEE_TOO_HIGH', 'This call costs more than any of ours.');
	const event = contract === registry ? null : contract;
	return { transaction, innerHash: hex(transaction.hash()), source, call, event, resourceFee, maxTime };
}

function callOf(isRegistry: boolean, name: string, organizes: boolean): PaidCall | null {
	if (isRegistry) return name === 'create_event' ? 'publish' : null;
	if (organizes && ofOrganizers.has(name)) return 'operation';
	return Object.hasOwn(ofEvents, name) ? ofEvents[name]! : null;
}

function parse(envelope: string, passphrase: string): Transaction {
	const parsed = (() => {
		try {
			return TransactionBuilder.fromXDR(envelope, passphrase);
		} catch {
			throw notOurs('it cannot be read');
		}
	})();
	if (!(parsed instanceof Transaction)) throw notOurs('another account pays already');
	return parsed;
}

function hasOtherConditions(transaction: Transaction): boolean {
	const { cond } = (transaction.toEnvelope().value as xdr.TransactionV1Envelope).tx as xdr.Transaction;
	return cond.type !== 'precondTime';
}

/** The contract and the entry that its only operation calls, authorised by nobody but its source. */
function callIn(transaction: Transaction, source: string): { contract: string; name: string } {
	const [operation, ...others] = transaction.operations;
	if (operation?.type !== 'invokeHostFunction' || others.length > 0) throw notOurs('it is no single call');
	if (operation.source && baseAccount(operation.source) !== source) throw notOurs('another account calls');
	const { func, auth = [] } = operation;
	if (func.type !== 'hostFunctionTypeInvokeContract') throw notOurs('it is no call of a contract');
	if (auth.some((entry) => signerOf(entry) !== null)) throw notOurs('another address signs too');
	const { contractAddress, functionName } = func.invokeContract;
	return { contract: Address.fromScAddress(contractAddress).toString(), name: String(functionName) };
}

export function assertSigned(transaction: Transaction, source: string): void {
	const key = Keypair.fromPublicKey(source);
	const hash = transaction.hash();
	if (transaction.signatures.some((each) => key.verify(hash, each.toXdrObject().signature))) return;
	throw new PassaError('SIGNATURE_WRONG', 'The wallet signed with another key, or for another network.');
}
