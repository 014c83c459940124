import type { Keypair } from '@stellar/stellar-sdk';
import { ledgerEntries } from '#shared/chain/rpc.ts';
import { orderKey, readEventState } from '#shared/chain/state/event-state.ts';
import { boughtOrderId } from '#shared/chain/state/ids.ts';
import { type Chain, signWith } from '#shared/chain/submit/invoke.ts';
import { buy, quote } from '#shared/chain/submit/purchase.ts';

/** A fan's nonce at each event: the contract takes it once. */
export const onlyOrder = 1n;

/** A fan buys from their wallet, unless they did before. Returns the first order's id. Throws PurchaseError. */
export async function buyOnce(
	chain: Chain,
	fan: Keypair,
	event: string,
	items: { tier: number; qty: number }[],
): Promise<bigint> {
	const { version } = await readEventState(chain.rpcUrl, event);
	const id = boughtOrderId(fan.publicKey(), onlyOrder, items[0]!.tier);
	const key = orderKey(event, id, version);
	if ((await ledgerEntries(chain.rpcUrl, [key])).has(key)) return id;
	const quoted = await quote(chain, event, fan.publicKey(), items, onlyOrder);
	await buy(chain, quoted, signWith(fan, chain.passphrase));
	return id;
}
