import { authorisedUntil } from '../settle/sign-batch.ts';
import type { CallRow, ChainView } from './call-job.ts';

/** Whether a row's newest call may still land: its envelope, or the authorisation in it by another. */
export function mayStillLand(
	{ envelope, validUntil }: Pick<CallRow, 'envelope' | 'validUntil'>,
	{ closeTime, ledger }: Pick<ChainView, 'closeTime' | 'ledger'>,
	passphrase: string,
): boolean {
	if (envelope === null) return false;
	return closeTime <= validUntil! || ledger < authorisedUntil(envelope, passphrase);
}
