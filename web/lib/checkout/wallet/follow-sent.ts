import { neverLands } from './never-lands.ts';
import { forgetSent, type Landing, rememberSent, type SentPurchase } from './sent-purchases.ts';
import type { Network } from './wallet-call.svelte.ts';

/**
 * What became of a purchase that was sent. `listed`: the indexer has it, so "My tickets" does. `unconfirmed`: nobody
 * knows yet, so paying again might pay twice.
 */
export type Outcome =
	| { at: 'listed' | 'unconfirmed' }
	| { at: 'landed'; landed: Landing }
	| { at: 'failed'; code: string; message: string };

type Failure = { code?: string; message: string; detail?: Record<string, unknown> };

/** Asks the network and the indexer. What has an end is forgotten here. */
export async function followSent(network: Network, sent: SentPurchase): Promise<Outcome> {
	try {
		const landed = sent.landed ?? (await landingOf(network, sent));
		rememberSent({ ...sent, landed });
		const path = `/api/indexer/v1/orders/${landed.order}?event=${sent.eventNo}&minLedger=${landed.ledger}`;
		const answer = await fetch(path).catch(() => null);
		if (!answer?.ok) return { at: 'landed', landed };
		forgetSent(sent);
		return { at: 'listed' };
	} catch (error) {
		const { code = '', message, detail } = error as Failure;
		if (!neverLands(code, detail)) return { at: 'unconfirmed' };
		forgetSent(sent);
		return { at: 'failed', code, message };
	}
}

async function landingOf(network: Network, { envelope }: SentPurchase): Promise<Landing> {
	const { landing } = await import('#shared/chain/submit/invoke.ts');
	const { scValToNative } = await import('@stellar/stellar-sdk');
	const { hash, ledger, returnValue } = await landing(network, envelope);
	const [order] = returnValue ? (scValToNative(returnValue) as bigint[]) : [];
	return { order: String(order), ledger, hash };
}
