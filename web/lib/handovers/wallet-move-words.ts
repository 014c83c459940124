import * as m from '#lib/paraglide/messages.js';
import { failureWords } from '#lib/text/failure.ts';
import { shortAddress } from '#lib/text/short-address.ts';
import type { HandoverView } from '#relayer/client.ts';

/** GABC12…UVWXYZ: enough to recognise one's own. */

/** Where a ticket's way to a wallet stands, for people. */
export function walletMoveWords({ state, to, reason }: NonNullable<HandoverView['wallet']>): string {
	const address = shortAddress(to, 6);
	if (state === 'waiting') return m.wallet_move_waiting({ address });
	if (state === 'done') return m.wallet_move_done({ address });
	return `${m.wallet_move_refused({ address })} ${reason ? failureWords(reason, reason) : ''}`.trim();
}
