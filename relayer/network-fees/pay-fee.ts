import { type Keypair, TransactionBuilder } from '@stellar/stellar-sdk';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import { serverOf } from '#shared/chain/rpc-server.ts';
import type { FeePayerError } from '#shared/chain/submit/fee-payer.ts';
import { offer } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import type { PaidFeeRow } from '../models/paid-fees.ts';
import { type Asker, askerKeys } from '../orders/asker.ts';
import { type CheckCallError, checkCall } from './check-call.ts';
import { assertOpen, type CountFeeError, countFee, type FeeKeys, feeOf } from './count-fee.ts';
import { endFee } from './end-fee.ts';
import type { FeeDeps } from './fee-deps.ts';
import { type OurCall, readOurCall } from './our-call.ts';

export type PayFeeError =
	| CheckCallError
	| CountFeeError
	| FeePayerError
	| RpcError
	| PassaError<'SIGN_IN_NEEDED' | 'TOO_MANY_REQUESTS'>;

/** Stroops: what a usual call costs at most. */
const usualFee = 700_000n;
/** Stroops for the place in the ledger, at most. */
const mostInclusion = 10_000n;
/** How long the network may be busy while somebody waits. Later the worker goes on. */
const patienceMs = 8_000;

export const feesUnavailable = (): FeePayerError =>
	new PassaError('FEES_UNAVAILABLE', 'Passa cannot pay network fees now. Try again later.', { status: 503 });

/** Throws CountFeeError, or FEES_UNAVAILABLE, if this asker would get nothing paid now. */
export async function assertFeesOpen(deps: FeeDeps, by: Asker): Promise<void> {
	if (deps.fees.day === 0n) throw feesUnavailable();
	const asked = { keys: keysOf(deps, by, null), fee: usualFee, isPublication: false };
	await assertOpen(deps.db, deps.fees, asked, new Date(deps.clock.now()));
}

export function keysOf(deps: FeeDeps, by: Asker, wallet: string | null): FeeKeys {
	return {
		...askerKeys(deps, by),
		wallet: wallet === null ? null : deps.seal.keyOf('wallet', wallet),
		account: by.account === null ? null : deps.seal.keyOf('account', by.account),
	};
}

/**
 * Pays the network's fee of a signed call of ours, and hands it to the network. Sending the same call again gets the
 * earlier answer, and nothing more is paid. Throws PayFeeError: then the network has not taken it and never will, except
 * after an RpcError.
 */
export async function payFee(deps: FeeDeps, envelope: string, by: Asker): Promise<PaidFeeRow> {
	deps.assertStarted?.();
	if (deps.fees.day === 0n) throw feesUnavailable();
	const { passphrase } = deps.chain;
	const call = readOurCall(envelope, { passphrase, registry: deps.registry, organizes: true });
	if (call.call === 'operation' && !(await deps.isHeld?.(call.source)))
		throw new PassaError('NOT_OUR_CALL', 'Passa pays the network fee of its own calls only.');
	const before = await feeOf(deps.db, call.innerHash);
	if (before) return before;
	await chargeTry(deps, by);
	if (call.call === 'publish' && by.account === null)
		throw new PassaError('SIGN_IN_NEEDED', 'Sign in to publish an event.', { status: 401 });
	await checkCall(deps, call);
	return countAndSend(deps, call, by);
}

/**
 * Counts a checked call, and hands it to the network within an envelope that pays for it. `keep` stores its row before it is
 * sent. Throws FeePayerError and CountFeeError.
 */
export async function countAndSend(
	deps: FeeDeps,
	call: Paying,
	by: Asker,
	keep: (row: PaidFeeRow) => Promise<unknown> = async () => {},
): Promise<PaidFeeRow> {
	const counted = await rowOf(deps, call, by);
	const { row, isNew } = await countFee(deps.db, deps.fees, counted, new Date(deps.clock.now()));
	await deps.between?.('counted');
	await keep(row);
	if (!isNew) return row;
	await sendFee(deps, row);
	await deps.between?.('sent');
	return row;
}

/** Tries of one address: each costs the node a simulation. Behind an address may be thousands of people. */
const tries = { seconds: 600, max: 300, code: 'TOO_MANY_REQUESTS' } as const;

export async function chargeTry({ db, seal, clock }: FeeDeps, by: Asker): Promise<void> {
	const address = hex(askerKeys({ seal }, by).address);
	await limitRate(db, limits, `network fees ${address}`, tries, clock.now());
}

type Paying = Pick<OurCall, 'transaction' | 'source' | 'call'> & { reserve?: bigint };

/** The row of a signed call, with the envelope that pays for it. */
async function rowOf(deps: FeeDeps, call: Paying, by: Asker): Promise<PaidFeeRow> {
	const { sorobanInclusionFee } = await serverOf(deps.chain).getFeeStats();
	const usual = BigInt(sorobanInclusionFee.p90);
	const bumped = bump(deps.payer, call, usual < mostInclusion ? usual : mostInclusion);
	const { wallet, address, device, account } = keysOf(deps, by, call.source);
	return {
		innerHash: hex(call.transaction.hash()),
		hash: hex(bumped.hash()),
		call: call.call,
		state: 'open',
		fee: BigInt(bumped.fee),
		reserve: call.reserve ?? 0n,
		envelope: bumped.toEnvelope().toXdr('base64'),
		walletKey: wallet!,
		addressKey: address,
		deviceKey: device,
		accountKey: account,
		createdAt: new Date(deps.clock.now()),
		endedAt: null,
	};
}

function bump(payer: Keypair, { transaction }: Paying, inclusion: bigint) {
	const { networkPassphrase } = transaction;
	const bumped = TransactionBuilder.buildFeeBumpTransaction(
		payer,
		inclusion.toString(),
		transaction,
		networkPassphrase,
	);
	bumped.sign(payer);
	return bumped;
}

const ofPayer = ['INSUFFICIENT_XLM', 'NETWORK_BUSY'];

/** Offers a counted envelope. What stays open is the worker's. Throws FeePayerError if the network refuses it. */
async function sendFee(deps: FeeDeps, row: PaidFeeRow): Promise<void> {
	const signal = AbortSignal.timeout(patienceMs);
	await offer(deps.chain, row.envelope!, { signal }).catch(async (error: unknown) => {
		// Only the network's own refusal proves that it never lands.
		if (!(error instanceof PassaError) || typeof error.detail.why !== 'string') return;
		const isOurs = ofPayer.includes(error.code);
		await endFee(deps, row, isOurs ? 'lost' : 'refused', 0n);
		if (!isOurs) throw error;
		deps.log.warn({ code: error.code }, 'the account that pays network fees could not pay');
		throw feesUnavailable();
	});
}
