import * as m from '#lib/paraglide/messages.js';
import { failureWords } from '#lib/text/failure.ts';
import type { HandoverView } from '#relayer/client.ts';

/** GABC12…UVWXYZ: enough to recognise one's own. */
const short = (address: string): string => `${address.slice(0, 6)}…${address.slice(-6)}`;

/** Where a ticket's way to a wallet stands, for people. */
export function walletMoveWords({ state, to, reason }: NonNullable<HandoverView['wallet']>): string {
	const address = short(to);
	if (state === 'waiting') return m.wallet_move_waiting({ address });
	if (state === 'done') return m.wallet_move_done({ address });
	return `${m.wallet_move_refused({ address })} ${reason ? failureWords(reason, reason) : ''}`.trim();
}
