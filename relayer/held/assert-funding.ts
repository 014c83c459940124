import { type ReadEventStateError, readEventState } from '#shared/chain/state/event-state.ts';
import { refundMoney } from '#shared/chain/submit/operate.ts';
import { PassaError } from '#shared/errors.ts';
import type { EventRow } from '../models/tiers.ts';
import { waitMilliseconds } from './addresses.ts';
import type { HeldDeps } from './held-deps.ts';

export type FundingError = ReadEventStateError | PassaError<'NOT_OUR_CALL' | 'EVENT_TOO_NEW'>;

/**
 * Stroops that a held account may put into its own event for refunds: what is missing there, and no more. Not into an event
 * of the last three days: else who holds somebody's unlocked phone publishes one, buys its tickets, is paid as its payee,
 * cancels it and has the refunds paid by the account, around the wait for new wallets. Throws FundingError.
 */
export async function assertFunding(
	{ chain, clock }: HeldDeps,
	{ event, seenAt }: EventRow,
	{ address, args }: { address: string; args: string },
): Promise<bigint> {
	const [amount] = JSON.parse(args) as [string];
	const state = await readEventState(chain.rpcUrl, event);
	if (state.config.organizer !== address || BigInt(amount) > refundMoney(state).missing)
		throw new PassaError('NOT_OUR_CALL', 'It pays what is missing in an event of its own, and no more.');
	if (seenAt.getTime() + waitMilliseconds > clock.now())
		throw new PassaError('EVENT_TOO_NEW', 'It pays refunds of an event three days after its publication.', {
			status: 409,
		});
	return BigInt(amount);
}
