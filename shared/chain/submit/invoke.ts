import {
	FeeBumpTransaction,
	type Keypair,
	rpc,
	Transaction,
	TransactionBuilder,
	type xdr,
} from '@stellar/stellar-sdk';
import { type Clock, steadyClock } from '#shared/clock.ts';
import type { FailuresOfContracts } from '#shared/contract/failures.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { RpcError } from '../rpc-node.ts';
import { serverOf } from '../rpc-server.ts';
import { type ReadAccountError, readAccount } from '../state/read-account.ts';
import { type Authorising, authorised } from './authorise.ts';
import {
	type CallError,
	type ContractCode,
	contractFailure,
	failureOf,
	type RefusalCode,
	refusalOf,
} from './failure.ts';
import {
	type FeePayer,
	type FeePayerError,
	type FeeUnpaidError,
	isFeePaid,
	type LinePayer,
	needsFeePayer,
	paidByAnother,
} from './fee-payer.ts';

/**
 * `feePayer` pays the fees of sources that cannot, and `linePayer` their first trust line; without them they pay
 * themselves.
 */
export type Chain = { rpcUrl: string; passphrase: string; feePayer?: FeePayer; linePayer?: LinePayer };

/** Signs a transaction's envelope (base64) and returns it: by a wallet in the browser, by a key elsewhere. */
export type SignTransaction = (envelope: string) => Promise<string>;

export type Call = Authorising & {
	chain: Chain;
	source: string;
	operation: xdr.Operation;
	sign: SignTransaction;
	/** The factor of the usual inclusion fee, for a congested network; 1 by default. */
	feeFactor?: number;
	/** How many ledgers the authorisations are valid for; 100 by default. */
	authLedgers?: number;
	/** The contracts whose error numbers have a meaning here. Any other's error is CALL_FAILED. */
	failures?: FailuresOfContracts;
};

/** `events` are what the simulation published. `feePaid`: the chain's fee payer pays, because its source cannot. */
export type Prepared = {
	transaction: Transaction;
	feePaid: boolean;
	returnValue: xdr.ScVal | null;
	events: xdr.ContractEvent[];
	fee: bigint;
};
type Sent = Transaction | FeeBumpTransaction;
export type PrepareError = ReadAccountError | RpcError | CallError | FeeUnpaidError;
export type OfferError = RpcError | FeePayerError | PassaError<RefusalCode>;
export type LandingError =
	| RpcError
	| PassaError<ContractCode | 'QUOTE_EXPIRED' | 'TRANSACTION_FAILED' | 'TRANSACTION_PENDING'>;
export type SendError = OfferError | LandingError;
export type SubmitError = PrepareError | SendError;

/** How a sent transaction is waited for. The signal ends the waiting, not the transaction. */
export type Waiting = { signal?: AbortSignal; clock?: Clock; failures?: FailuresOfContracts };
/** `fee` is what the network took, in stroops of XLM. `events` is null if the RPC does not say. */
export type Landed = {
	hash: string;
	ledger: number;
	fee: bigint;
	returnValue: xdr.ScVal | null;
	events: xdr.ContractEvent[] | null;
};

/** A tenth more instructions than simulated: exact ones fail when another sale changes the footprint first. */
const leeway = 1.1;
/** Bytes: the first batch of each of four lanes, in between, makes an event's counters so much longer. */
const growth = 48;
/** Stroops: more than the network asks for them, and what it does not use comes back. */
const growthFee = 1000;
const validSeconds = 60;
/** How long a quote is worth signing, in milliseconds. */
export const validForMs = validSeconds * 1000;
const authLedgers = 100;
const pollMs = 100;
const longestPauseMs = 2000;
/** An envelope lives for a minute, and the RPC may be away for its last part. */
const patienceMs = 90_000;
const awayAttempts = 6;

/** Simulates a call and sets its resources and fee. Throws PrepareError: what the contract says has a code of its own. */
export async function prepare(call: Omit<Call, 'sign'>): Promise<Prepared> {
	const server = serverOf(call.chain);
	const account = await readAccount(call.chain.rpcUrl, call.source);
	const { sorobanInclusionFee } = await server.getFeeStats();
	const offered = BigInt(sorobanInclusionFee.p90) * BigInt(call.feeFactor ?? 1);
	const draft = newBuilder(account, call.chain, offered.toString(), await deadline(server))
		.addOperation(call.operation)
		.build();
	const first = await simulate(server, draft, call.failures);
	const withAuth = call.signers?.length
		? await authorised(draft, first, await expiry(server, call.authLedgers), call)
		: draft;
	const final = withAuth === draft ? first : await simulate(server, withAuth, call.failures);
	const data = final.transactionData.build();
	const resources = Math.ceil(data.resources.instructions * leeway);
	const { diskReadBytes, writeBytes } = data.resources;
	final.transactionData.setResources(resources, diskReadBytes, writeBytes > 0 ? writeBytes + growth : 0);
	const instructions = Math.ceil(((resources - data.resources.instructions) * 7) / 10_000) + 1;
	const extra = BigInt(instructions + (writeBytes > 0 ? growthFee : 0));
	final.minResourceFee = (BigInt(final.minResourceFee) + extra).toString();
	final.transactionData.setResourceFee(final.minResourceFee);
	const transaction = rpc.assembleTransaction(withAuth, final).build();
	const events = final.events.flatMap((each) => (each.inSuccessfulContractCall ? [each.event] : []));
	const fee = BigInt(transaction.fee);
	const feePaid = await isFeePaid(call.chain, call.source, fee);
	return {
		transaction: feePaid ? paidByAnother(transaction) : transaction,
		feePaid,
		returnValue: final.result?.retval ?? null,
		events,
		fee,
	};
}

/** The last ledger in which an authorisation that is signed now is valid. */
const expiry = async (server: rpc.Server, ledgers = authLedgers): Promise<number> =>
	(await server.getLatestLedger()).sequence + ledgers;

/** By the network's clock, not this machine's, which may be wrong. Unix seconds. */
export async function deadline(server: rpc.Server, seconds = validSeconds): Promise<number> {
	const { closeTime } = await server.getLatestLedger();
	return Number(closeTime) + seconds;
}

export function newBuilder(
	account: ConstructorParameters<typeof TransactionBuilder>[0],
	chain: Chain,
	fee: string,
	maxTime: number,
): TransactionBuilder {
	return new TransactionBuilder(account, {
		fee,
		networkPassphrase: chain.passphrase,
		timebounds: { minTime: 0, maxTime },
	});
}

async function simulate(server: rpc.Server, transaction: Transaction, failures: FailuresOfContracts = {}) {
	const answer = await server._simulateTransaction(transaction);
	if (answer.error) throw failureOf((answer.events ?? []) as string[], failures, answer.error);
	return rpc.parseRawSimulation(answer) as rpc.Api.SimulateTransactionSuccessResponse;
}

/** Prepares, signs, sends, and waits until the transaction is in a ledger. Throws SubmitError. */
export async function submit(call: Call): Promise<Landed> {
	const { transaction } = await prepare(call);
	const signed = await call.sign(transaction.toEnvelope().toXdr('base64'));
	return send(call.chain, signed, call);
}

/** Sends a signed envelope and waits for its ledger. Throws SendError. */
export async function send(chain: Chain, envelope: string, waiting: Waiting = {}): Promise<Landed> {
	// Without an answer the envelope may still have arrived: its ledger shows.
	await offer(chain, envelope, waiting).catch(unlessAway);
	return landing(chain, envelope, waiting);
}

/** The result by which the network refuses an envelope that it has accepted before. */
const ofSecondOffer = ['txBadSeq', 'txTooLate'];

/**
 * Hands a signed envelope to the network. Tries again while the queue is full or the RPC is away. Throws OfferError:
 * after RPC_UNREACHABLE the envelope may have arrived.
 */
export async function offer(
	chain: Chain,
	envelope: string,
	{ signal = new AbortController().signal, clock = steadyClock }: Waiting = {},
): Promise<void> {
	const server = serverOf(chain);
	const transaction = TransactionBuilder.fromXDR(envelope, chain.passphrase);
	if (chain.feePayer && transaction instanceof Transaction && needsFeePayer(transaction))
		return chain.feePayer.send(envelope);
	let away = 0;
	for (let attempt = 0; ; attempt++) {
		const answer = await server.sendTransaction(transaction).catch((error) => {
			if (++away === awayAttempts) throw error;
			return unlessAway(error);
		});
		if (answer?.status === 'PENDING' || answer?.status === 'DUPLICATE') return;
		const why = answer ? (answer.errorResult?.result.type ?? answer.status) : 'TRY_AGAIN_LATER';
		if (away > 0 && ofSecondOffer.includes(why)) return;
		if (why !== 'TRY_AGAIN_LATER' || attempt === 20) throw refusalOf(why);
		await clock.sleep(250 * (attempt + 1), signal);
		signal.throwIfAborted();
	}
}

/**
 * Waits until an offered envelope is in a ledger, or its time is over (QUOTE_EXPIRED). Asks again while the RPC is
 * away. Throws LandingError.
 */
export async function landing(
	chain: Chain,
	envelope: string,
	{ signal = new AbortController().signal, clock = steadyClock, failures = {} }: Waiting = {},
): Promise<Landed> {
	const server = serverOf(chain);
	const sent = TransactionBuilder.fromXDR(envelope, chain.passphrase);
	const hash = hex(sent.hash());
	const until = clock.now() + patienceMs;
	for (let away = 0; clock.now() < until; ) {
		signal.throwIfAborted();
		const answer = await server.getTransaction(hash).catch(unlessAway);
		away = answer ? 0 : away + 1;
		if (answer?.status === rpc.Api.GetTransactionStatus.SUCCESS)
			return {
				hash,
				ledger: answer.ledger,
				fee: BigInt(answer.resultXdr.feeCharged),
				returnValue: answer.returnValue ?? null,
				events: answer.events?.contractEventsXdr?.flat() ?? null,
			};
		if (answer?.status === rpc.Api.GetTransactionStatus.FAILED)
			throw await reasonOf(server, sent, failures, answer.resultXdr, { hash, ledger: answer.ledger });
		if (answer && answer.latestLedgerCloseTime > lastSecondOf(sent)) throw refusalOf('txTooLate');
		await clock.sleep(Math.min(pollMs * 2 ** away, longestPauseMs), signal);
	}
	throw new PassaError(
		'TRANSACTION_PENDING',
		`The network has not confirmed transaction ${hash} yet. Look for it before you try again.`,
		{ detail: { hash } },
	);
}

const away: unknown[] = ['RPC_UNREACHABLE', 'RPC_ERROR', 'RPC_BUSY', 'RPC_BEHIND'];

/** Rethrows every error except those of an RPC that did not answer, answered with no JSON-RPC, or asks to wait. */
function unlessAway(error: unknown): null {
	if (away.includes((error as { code?: unknown }).code)) return null;
	throw error;
}

/** Unix seconds: no ledger that closes later takes the transaction. */
function lastSecondOf(sent: Sent): number {
	const { timeBounds } = sent instanceof FeeBumpTransaction ? sent.innerTransaction : sent;
	return Number(timeBounds?.maxTime ?? 0) || Number.POSITIVE_INFINITY;
}

/**
 * Why a transaction failed in its ledger. Its result names the kind. Of a call that a contract ended, the result does
 * not say why, so it is simulated again: that fails for the same reason.
 */
async function reasonOf(
	server: rpc.Server,
	sent: Sent,
	failures: FailuresOfContracts,
	result: xdr.TransactionResult,
	detail: object,
): Promise<LandingError> {
	const words = 'The network refused the transaction. Nothing was paid; try again.';
	const kind = kindOf(result);
	const unknown = new PassaError('TRANSACTION_FAILED' as const, words, { detail: { ...detail, kind } });
	// A call that ran out of its resources may show errors that a contract caught: none of them ended it.
	if (kind !== 'invokeHostFunctionTrapped') return unknown;
	const answer = await server._simulateTransaction(sent).catch(unlessAway);
	if (!answer?.error) return unknown;
	return contractFailure((answer.events ?? []) as string[], failures, detail) ?? unknown;
}

/** The result of a transaction's first operation, such as `invokeHostFunctionTrapped`; else its own result. */
function kindOf({ result }: xdr.TransactionResult): string {
	const inner = 'innerResultPair' in result ? result.innerResultPair.result.result : result;
	const first = 'results' in inner ? inner.results[0] : null;
	if (first?.type !== 'opInner') return first?.type ?? inner.type;
	return first.tr.type === 'invokeHostFunction' ? first.tr.invokeHostFunctionResult.type : first.tr.type;
}

/** Signing by a key that this process holds. */
export const signWith =
	(key: Keypair, passphrase: string): SignTransaction =>
	async (envelope) => {
		const transaction = TransactionBuilder.fromXDR(envelope, passphrase);
		transaction.sign(key);
		return transaction.toEnvelope().toXdr('base64');
	};
