import { xdr } from '@stellar/stellar-sdk';
import { PassaError } from '#shared/errors.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { call } from '../rpc.ts';
import type { Check } from './check.ts';

/** A network closes a ledger every five seconds or so, and the reader's clock may be a little wrong. */
const mostSeconds = 120n;

/** The newest ledger of an RPC, and the Unix second it closed. Throws RpcError. */
export async function readNewestLedger(url: string): Promise<{ ledger: number; closedAt: bigint }> {
	type Latest = { sequence?: number; closeTime?: string; headerXdr?: string };
	const latest = await call<Latest | null>(url, 'getLatestLedger');
	const { sequence, closeTime, headerXdr } = latest ?? {};
	const known = closeTime !== undefined && /^\d+$/.test(String(closeTime));
	if (sequence === undefined || !(known || headerXdr))
		throw new PassaError('RPC_ERROR', 'getLatestLedger: an answer without ledger or time');
	if (known) return { ledger: sequence, closedAt: BigInt(closeTime) };
	const header = xdr.LedgerHeader.fromXdr(headerXdr!, 'base64');
	return { ledger: sequence, closedAt: BigInt(header.scpValue.closeTime) };
}

/**
 * Holds if a source's newest ledger is about as new as the reader's clock (milliseconds). Localnet's time can be moved
 * on for tests: there it may be ahead.
 */
export function isFresh<Name extends string>(
	name: Name,
	closedAt: bigint,
	readAt: number,
	passphrase: string,
): Check<Name> {
	const age = BigInt(Math.floor(readAt / 1000)) - closedAt;
	const ok = age <= mostSeconds && (age >= -mostSeconds || passphrase === localnetPassphrase);
	const when = timeText(closedAt);
	const found = age < 0n ? `${when}, ${-age} s ahead of this clock` : `${when}, ${age} s old`;
	return { name, ok, expected: `at most ${mostSeconds} s from this clock`, found };
}

/** Unix seconds as ISO 8601. */
export const timeText = (seconds: bigint): string => {
	const date = new Date(Number(seconds) * 1000);
	return Number.isNaN(date.getTime()) ? 'no time' : date.toISOString();
};
