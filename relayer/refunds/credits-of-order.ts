import { xdr } from '@stellar/stellar-sdk';
import { z } from 'zod';
import { indexerClient } from '#indexer/client.ts';
import { creditsOfSale } from '#shared/chain/events/credits-of-sale.ts';
import { allEvents } from '#shared/chain/rpc.ts';
import { creditsDigest } from '#shared/contract/credits-digest.ts';
import type { Credit } from '#shared/contract/event.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import { PassaError } from '#shared/errors.ts';

/** Another source of what a sale published: the indexer. Throws CREDITS_UNREAD if it does not answer. */
export type CreditSource = (event: string, order: bigint) => Promise<Credit[]>;

export type CreditsOfOrderError = PassaError<'CREDITS_UNKNOWN' | 'CREDITS_UNREAD' | 'RPC_ERROR'>;

/** `digest`: what the order keeps of its credits; `ledger`: a ledger at or before its sale. */
type Sale = { event: string; order: bigint; digest: string | null; ledger: number };

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
const topics = ['sold', 'settled'].map((name) => [symbol('passa'), symbol(name), '**']);

/**
 * Whom an order's sale credited, which a refund before a cancel repeats. The order's digest proves it, so it does not
 * matter who says it: the chain's own events, or the indexer if the RPC no longer has them. Throws
 * CreditsOfOrderError: CREDITS_UNKNOWN if no source has what the digest proves.
 */
export async function creditsOfOrder(
	{ rpcUrl, source, version }: { rpcUrl: string; source: CreditSource | null; version: EventVersion },
	{ event, order, digest, ledger }: Sale,
): Promise<Credit[]> {
	if (digest === null) return [];
	const isProved = (credits: Credit[] | null) => credits !== null && creditsDigest(order, credits) === digest;
	const published = await saleIn(rpcUrl, version, event, order, ledger);
	if (isProved(published)) return published!;
	const listed = source ? await source(event, order) : null;
	if (isProved(listed)) return listed!;
	throw new PassaError('CREDITS_UNKNOWN', `nobody knows whom the sale of order ${order} credited`);
}

/** What the RPC's events say; null if they are too old for it. */
async function saleIn(
	rpcUrl: string,
	version: EventVersion,
	event: string,
	order: bigint,
	ledger: number,
): Promise<Credit[] | null> {
	const filters = [{ type: 'contract' as const, contractIds: [event], topics }];
	try {
		const { events } = await allEvents(rpcUrl, filters, ledger);
		const own = events.filter((raw) => raw.inSuccessfulContractCall);
		return creditsOfSale(
			own.map((raw) => version.decodeEvent(raw, event)),
			order,
		);
	} catch (error) {
		if ((error as PassaError).code === 'HISTORY_CUT') return null;
		throw error;
	}
}

const listed = z.object({
	credits: z.array(
		z.object({
			creator: z.string(),
			weight: z.int(),
			amount: z.string().regex(/^\d{1,39}$/),
		}),
	),
});
const timeoutMilliseconds = 5_000;

/** What the indexer at this URL says. */
export function indexedCredits(indexerUrl: string): CreditSource {
	const { v1 } = indexerClient(indexerUrl, {
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	return async (event, order) => {
		const unread = (cause?: unknown) =>
			new PassaError('CREDITS_UNREAD', 'the indexer does not say whom the sale credited', { cause });
		const answer = await v1.orders[':id']
			.$get({ param: { id: String(order) }, query: { event } })
			.catch((cause) => {
				throw unread(cause);
			});
		const found = answer.ok ? listed.safeParse(await answer.json()) : null;
		if (!found?.success) throw unread();
		return found.data.credits.map((credit) => ({ ...credit, amount: BigInt(credit.amount) }));
	};
}
