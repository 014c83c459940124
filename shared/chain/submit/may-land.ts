import { authorisedUntil } from './authorise.ts';

/**
 * Whether a stored call may still land: its envelope (base64), valid until `validUntil` (Unix seconds), or the authorisation
 * in it within another's envelope. `closeTime` and `ledger` are of the newest ledger that does not show the call.
 */
export function mayLand(
	{ envelope, validUntil }: { envelope: string | null; validUntil: bigint | null },
	{ closeTime, ledger }: { closeTime: bigint; ledger: number },
	passphrase: string,
): boolean {
	if (envelope === null) return false;
	return closeTime <= validUntil! || ledger < authorisedUntil(envelope, passphrase);
}
