import { call as callRpc } from '#shared/chain/rpc.ts';
import { readSponsoredLine, type SponsoredLineError } from '#shared/chain/submit/sponsored-line.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { PaidFeeRow } from '../models/paid-fees.ts';
import type { Asker } from '../orders/asker.ts';
import { feeOf } from './count-fee.ts';
import type { FeeDeps } from './fee-deps.ts';
import { assertLockable, channelOfOffer, needOf, type OfferLineError } from './offer-line.ts';
import { assertSigned, type OurCallError } from './our-call.ts';
import { chargeTry, countAndSend, feesUnavailable, type PayFeeError } from './pay-fee.ts';

export type PayLineError = OfferLineError | OurCallError | PayFeeError | SponsoredLineError;

/** Seconds that a wallet's own transaction may live; what we offered ends with its offer. */
const longestLife = 330;

/**
 * Signs a first trust line that the wallet signed, as the account that pays its reserves, and hands it to the network. The
 * same one again gets the earlier answer. Throws PayLineError: then the network has not taken it and never will, except
 * after an RpcError.
 */
export async function payLine(deps: FeeDeps, envelope: string, by: Asker): Promise<PaidFeeRow> {
	const { chain, payer, asset, db } = deps;
	deps.assertStarted?.();
	if (deps.fees.reserves === 0n) throw feesUnavailable();
	const line = readSponsoredLine(envelope, chain.passphrase, asset);
	const { transaction, wallet, creates } = line;
	const innerHash = hex(transaction.hash());
	const before = await feeOf(db, innerHash);
	if (before) return before;
	await chargeTry(deps, by);
	if (line.sponsor !== payer.publicKey())
		throw new PassaError('NOT_OUR_CALL', 'Another account would pay this trust line.');
	assertSigned(transaction, wallet);
	await assertTime(deps, line.maxTime);
	const need = await needOf(deps, wallet);
	if (need.creates !== creates)
		throw new PassaError('QUOTE_EXPIRED', 'This wallet’s account has changed meanwhile. Begin again.');
	await signAsSource(deps, line, innerHash);
	await assertLockable(deps, need.reserve);
	transaction.sign(payer);
	const paid = { transaction, source: wallet, call: 'line', reserve: need.reserve } as const;
	return countAndSend(deps, paid, by);
}

type Line = ReturnType<typeof readSponsoredLine>;

/** A wallet's own account is the source, or one of ours that was offered to it. Throws PayLineError. */
async function signAsSource(
	deps: FeeDeps,
	{ transaction, wallet, creates }: Line,
	hash: string,
): Promise<void> {
	if (!creates) {
		if (transaction.source === wallet) return;
		throw new PassaError('NOT_OUR_CALL', 'The source of this trust line is another account.');
	}
	const channel = await channelOfOffer(deps, hash);
	const source = channel === null ? undefined : deps.openers[channel];
	if (source?.publicKey() !== transaction.source)
		throw new PassaError('QUOTE_EXPIRED', 'This took too long. Begin again.');
	transaction.sign(source);
}

async function assertTime({ chain }: FeeDeps, maxTime: number): Promise<void> {
	const now = Number((await callRpc(chain.rpcUrl, 'getLatestLedger')).closeTime);
	if (maxTime <= now) throw new PassaError('QUOTE_EXPIRED', 'This took too long. Begin again.');
	if (maxTime > now + longestLife) throw new PassaError('NOT_OUR_CALL', 'This trust line lives too long.');
}
