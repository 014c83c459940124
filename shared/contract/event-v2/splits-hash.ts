import { hash, StrKey } from '@stellar/stellar-sdk';
import type { Payee, Terms } from '../event.ts';

/** Big endian. */
const be = (value: bigint | number, size: number): number[] =>
	Array.from({ length: size }, (_, i) => Number((BigInt(value) >> BigInt(8 * (size - 1 - i))) & 255n));

/**
 * What a payee accepts: SHA-256 over policy and payees as they are stored. See `write_splits` in
 * contracts/event/src/records/terms.rs.
 */
export function splitsHash({
	policy,
	complimentary,
	payees,
}: Pick<Terms, 'policy' | 'complimentary' | 'payees'>): Uint8Array {
	const { reserve_bps, royalty_bps, commission_cap_bps, resale_cap_bps } = policy;
	const rates = [reserve_bps, royalty_bps, commission_cap_bps, resale_cap_bps];
	const times = [policy.freeze_at, policy.refund_until, policy.release_at];
	return hash(
		Uint8Array.from([
			(policy.transferable ? 1 : 0) | (policy.consent ? 2 : 0),
			...rates.flatMap((bps) => be(bps, 2)),
			...be(policy.resale_limit, 1),
			...be(complimentary, 4),
			...times.flatMap((time) => be(time, 5)),
			...be(payees.length, 1),
			...payees.flatMap(payeeBytes),
		]),
	);
}

/** An address with an id is its key and the id, in its own bytes, too. */
function payeeBytes({ address, role, bps }: Payee): number[] {
	const rest = [...be(role, 1), ...be(bps, 2)];
	if (StrKey.isValidMed25519PublicKey(address))
		return [2, ...StrKey.decodeMed25519PublicKey(address), ...rest];
	if (StrKey.isValidContract(address)) return [1, ...StrKey.decodeContract(address), ...rest];
	return [0, ...StrKey.decodeEd25519PublicKey(address), ...rest];
}
